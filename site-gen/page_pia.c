/* SPDX-License-Identifier: MIT */
/*
 * The report follows the regulator's seven steps, which the template spells
 * out.  What is made here is what no single field holds: the flows that the
 * assessment is about, what their facts say about the need for it beside what
 * the assessment says itself, and risks and measures by number, so that the
 * matrix, the table of risks and the action plan can be read together.
 */
#include "site-gen/page_pia.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/screening.h"
#include "site-gen/agreement_view.h"
#include "site-gen/chart_matrix.h"
#include "site-gen/flows_view.h"
#include "site-gen/page.h"
#include "site-gen/page_agreement.h"
#include "site-gen/page_pia_summary.h"
#include "site-gen/page_record.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

static void add_item(GArray *items, const struct record *agreement,
		     const struct node *flow)
{
	struct flows_view_item item = { agreement, flow };

	for (guint i = 0; i < items->len; i++) {
		if (g_array_index(items, struct flows_view_item, i).flow ==
		    flow)
			return;
	}
	g_array_append_val(items, item);
}

static void add_agreements(const struct view *view, GArray *items,
			   const struct node *linked)
{
	NODE_EACH(node, linked, "agreement")
	{
		const struct record *agreement =
			registers_target(view->registers, node);

		NODE_EACH(flow, agreement ? agreement->root : NULL, "flow")
		add_item(items, agreement, flow);
	}
}

/* The flows named; those of the agreements named where there are none. */
static GArray *assessed(const struct view *view, const struct node *pia)
{
	GArray *items =
		g_array_new(FALSE, FALSE, sizeof(struct flows_view_item));
	const struct node *linked = node_child(pia, "linked");

	NODE_EACH(node, linked, "flow")
	{
		const struct node *flow = NULL;
		const char *target = node_attr(node, "ref");
		const struct record *agreement =
			target ? registers_resolve(view->registers, target,
						   &flow)
			       : NULL;

		if (agreement && flow && strcmp(flow->name, "flow") == 0)
			add_item(items, agreement, flow);
	}
	if (items->len == 0)
		add_agreements(view, items, linked);
	return items;
}

/* Answers of all flows: what the facts of each say. */
static struct screening *answers(const struct view *view, const GArray *items)
{
	struct screening *all = g_new0(struct screening, items->len + 1);

	for (guint i = 0; i < items->len; i++)
		screening_of_flow(
			view->registers,
			g_array_index(items, struct flows_view_item, i).flow,
			&all[i]);
	return all;
}

static void add_number(GString *text, size_t number)
{
	g_string_append_printf(
		text, text->len ? ", %" G_GSIZE_FORMAT : "%" G_GSIZE_FORMAT,
		number);
}

/* What the assessment itself says to an item, or NULL. */
static const struct node *criterion(const struct node *pia,
				    enum screening_item item)
{
	const char *code = screening_code(item);

	NODE_EACH(node, node_child(pia, "screening"), "criterion")
	{
		if (code && g_strcmp0(node_attr(node, "code"), code) == 0)
			return node;
	}
	return NULL;
}

static const char *said(const struct node *criterion)
{
	const char *met = node_attr(criterion, "met");

	if (!criterion)
		return "Nothing";
	if (!met || node_is_not_stated(criterion))
		return "Not stated";
	return strcmp(met, "true") == 0 || strcmp(met, "1") == 0 ? "Met"
								 : "Not met";
}

/* One item over all flows. */
struct tally {
	GString *yes; /* numbers of the flows that show it */
	bool is_unknown;
};

static struct tally tally(const struct screening *all, size_t n,
			  enum screening_item item)
{
	struct tally tally = { g_string_new(NULL), false };

	for (size_t i = 0; i < n; i++) {
		if (all[i].answers[item] == FACT_YES)
			add_number(tally.yes, i + 1);
		else if (all[i].answers[item] == FACT_UNKNOWN)
			tally.is_unknown = true;
	}
	return tally;
}

static const char *computed(const struct tally *tally)
{
	if (tally->yes->len > 0)
		return "Yes";
	return tally->is_unknown ? "Not known" : "No";
}

static struct value *row(const struct view *view, const struct node *pia,
			 const struct tally *found, enum screening_item item)
{
	struct value *map = value_map(view->arena);
	const struct node *node = criterion(pia, item);
	const char *words = said(node);
	const char *answer = computed(found);

	view_set_text(view, map, "item",
		      screening_label(registers_codes(view->registers), item));
	view_set_text(view, map, "computed", answer);
	view_set_text(view, map, "flows",
		      found->yes->len ? found->yes->str : NULL);
	view_set_text(view, map, "said", screening_code(item) ? words : NULL);
	value_set(view->arena, map, "comment",
		  node ? view_node(view, node) : value_nothing());
	view_set_bool(
		view, map, "differs",
		(strcmp(answer, "Yes") == 0 && strcmp(words, "Not met") == 0) ||
			(strcmp(answer, "No") == 0 &&
			 strcmp(words, "Met") == 0));
	return map;
}

/* Items on which facts or the assessment have something to say. */
static struct value *rows(const struct view *view, const struct node *pia,
			  const struct screening *all, size_t n)
{
	struct value *list = value_list(view->arena);

	for (int i = 0; i < SCREENING_ITEMS; i++) {
		enum screening_item item = (enum screening_item)i;
		struct tally found = tally(all, n, item);

		if (found.yes->len > 0 || found.is_unknown ||
		    criterion(pia, item))
			value_push(view->arena, list,
				   row(view, pia, &found, item));
		g_string_free(found.yes, TRUE);
	}
	return list;
}

static const char *need_words(enum screening_need need)
{
	switch (need) {
	case SCREENING_HIGH_RISK:
		return "a full assessment is called for: the facts are among "
		       "those that the law or the regulator lists as likely "
		       "to bring a high risk";
	case SCREENING_TWO_CRITERIA:
		return "a full assessment is called for: two or more of the "
		       "nine criteria of the European guidelines are met";
	case SCREENING_NO_NEED:
		break;
	}
	return "the facts do not by themselves call for a full assessment";
}

static void add_missing(const struct view *view, struct value *list,
			const struct screening *screening)
{
	for (size_t i = 0; i < screening->n_missing; i++) {
		bool is_new = true;

		for (size_t j = 0; is_new && j < value_len(list); j++)
			is_new = strcmp(value_bytes(value_at(list, j), NULL),
					screening->missing[i]) != 0;
		if (is_new)
			value_push(
				view->arena, list,
				value_text(view->arena, screening->missing[i]));
	}
}

static struct value *screening(const struct view *view, const struct node *pia,
			       const GArray *items)
{
	struct value *map = value_map(view->arena);
	struct value *missing = value_list(view->arena);
	g_autofree struct screening *all = answers(view, items);
	enum screening_need need = SCREENING_NO_NEED;
	enum screening_need worst = SCREENING_NO_NEED;
	struct value *list = rows(view, pia, all, items->len);

	for (guint i = 0; i < items->len; i++) {
		need = MAX(need, screening_need(&all[i]));
		worst = MAX(worst, screening_worst(&all[i]));
		add_missing(view, missing, &all[i]);
	}
	view_set_bool(view, map, "any", items->len > 0);
	view_set_text(view, map, "need", need_words(need));
	view_set_text(view, map, "worst",
		      worst == need ? NULL : need_words(worst));
	value_set(view->arena, map, "missing", missing);
	view_set_bool(view, map, "hasMissing", value_len(missing) > 0);
	value_set(view->arena, map, "rows", list);
	view_set_bool(view, map, "hasRows", value_len(list) > 0);
	return map;
}

/* Whether a measure is for a risk: ids are separated by spaces. */
static bool is_for(const struct node *measure, const struct node *risk)
{
	const char *risks = node_attr(measure, "risk");
	const char *id = node_attr(risk, "id");
	g_auto(GStrv) ids = g_strsplit_set(risks ? risks : "", " \t\r\n", -1);

	return id && g_strv_contains((const char *const *)ids, id);
}

static const char *measures_for(const struct view *view, const struct node *pia,
				const struct node *risk)
{
	g_autoptr(GString) numbers = g_string_new(NULL);
	size_t number = 0;

	NODE_EACH(measure, pia, "measure")
	{
		number++;
		if (is_for(measure, risk))
			add_number(numbers, number);
	}
	return numbers->len ? arena_strdup(view->arena, numbers->str) : NULL;
}

static const char *risks_of(const struct view *view, const struct node *pia,
			    const struct node *measure)
{
	g_autoptr(GString) numbers = g_string_new(NULL);
	size_t number = 0;

	NODE_EACH(risk, pia, "risk")
	{
		number++;
		if (is_for(measure, risk))
			add_number(numbers, number);
	}
	return numbers->len ? arena_strdup(view->arena, numbers->str) : NULL;
}

/* The measures for a risk, each with its number. */
static struct value *against(const struct view *view, const struct node *pia,
			     const struct node *risk)
{
	struct value *list = value_list(view->arena);
	size_t number = 0;

	NODE_EACH(measure, pia, "measure")
	{
		struct value *map = value_map(view->arena);

		number++;
		if (!is_for(measure, risk))
			continue;
		view_set_number(view, map, "number", number);
		value_set(view->arena, map, "measure",
			  view_node(view, measure));
		value_push(view->arena, list, map);
	}
	return list;
}

static void set_level(const struct view *view, struct value *map,
		      const char *const keys[2], const char *level)
{
	const struct codes *codes = registers_codes(view->registers);

	view_set_text(view, map, keys[0],
		      level ? codes_label(codes, "risk-level", level) : NULL);
	view_set_text(view, map, keys[1], chart_matrix_shade(codes, level));
}

static struct value *risks(const struct view *view, const struct node *pia)
{
	static const char *const before[] = { "level", "shade" };
	static const char *const after[] = { "levelAfter", "shadeAfter" };
	struct value *list = value_list(view->arena);
	size_t number = 0;

	NODE_EACH(risk, pia, "risk")
	{
		struct value *map = value_map(view->arena);

		view_set_number(view, map, "number", ++number);
		view_set_text(view, map, "measures",
			      measures_for(view, pia, risk));
		value_set(view->arena, map, "against",
			  against(view, pia, risk));
		value_set(view->arena, map, "risk", view_node(view, risk));
		set_level(view, map, before, node_value(risk, "overall"));
		set_level(view, map, after,
			  node_value(risk, "residual/overall"));
		value_push(view->arena, list, map);
	}
	return list;
}

static bool is_overdue(const struct view *view, const struct node *measure)
{
	date_t due = date_parse(node_value(measure, "due"));
	const char *status = node_value(measure, "status");

	return due != DATE_NONE && due < view->as_of &&
	       g_strcmp0(status, "done") != 0 &&
	       g_strcmp0(status, "abandoned") != 0;
}

static struct value *measures(const struct view *view, const struct node *pia)
{
	struct value *list = value_list(view->arena);
	size_t number = 0;

	NODE_EACH(measure, pia, "measure")
	{
		struct value *map = value_map(view->arena);

		view_set_number(view, map, "number", ++number);
		view_set_text(view, map, "risks", risks_of(view, pia, measure));
		view_set_bool(view, map, "isOverdue",
			      is_overdue(view, measure));
		value_set(view->arena, map, "measure",
			  view_node(view, measure));
		value_push(view->arena, list, map);
	}
	return list;
}

void page_pia_set_assessment(const struct view *view, struct value *map,
			     const struct record *record)
{
	const struct node *pia = record->root;
	struct arena *arena = view->arena;
	g_autoptr(GArray) items = assessed(view, pia);

	view_set_bool(view, map, "isScreening",
		      g_strcmp0(node_value(pia, "kind"), "screening") == 0);
	value_set(arena, map, "flows",
		  flows_view(view, "flows-picture",
			     (const struct flows_view_item *)items->data,
			     items->len));
	value_set(arena, map, "has", page_agreement_has(view, pia));
	value_set(arena, map, "risks", risks(view, pia));
	value_set(arena, map, "measures", measures(view, pia));
}

struct value *page_pia_make(const struct view *view, const struct page *page)
{
	struct value *map = page_record_make(view, page);
	const struct node *pia = page->record->root;
	struct arena *arena = view->arena;
	g_autoptr(GArray) items = assessed(view, pia);

	page_pia_set_assessment(view, map, page->record);
	view_set_path(view, map, "summaryUrl",
		      page_pia_summary_path(view, page->record));
	value_set(arena, map, "history",
		  agreement_view_history(view, page->record));
	value_set(arena, map, "computedScreening", screening(view, pia, items));
	value_set(arena, map, "before",
		  chart_matrix(arena, "matrix-before", view->registers, pia,
			       false));
	value_set(arena, map, "after",
		  chart_matrix(arena, "matrix-after", view->registers, pia,
			       true));
	value_set(arena, map, "notStated",
		  page_agreement_not_stated(view, pia));
	value_set(arena, map, "sources", page_agreement_sources(view, pia));
	return map;
}
