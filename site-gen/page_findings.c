/* SPDX-License-Identifier: MIT */
/*
 * The findings of the whole site, by rule and by record, and the rule book
 * they rest on.  A finding that is waived, or that nobody can decide, counts
 * as neither right nor wrong, so each has a part of its own.
 */
#include "site-gen/page_findings.h"

#include <string.h>

#include <glib.h>

#include "lib/codes.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/settings.h"
#include "site-gen/ask.h"
#include "site-gen/findings.h"
#include "site-gen/findings_order.h"
#include "site-gen/findings_view.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/pager.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define REASON_HEADING 4 /* of Markdown in the settings */
#define NAMED 20	 /* records that a rule fires on */

static const char *const level_labels[] = { "Note", "Warning", "Error" };

static const struct {
	const char *status;
	const char *label;
} source_labels[] = {
	{ "law", "Law" },
	{ "statutory-code", "Statutory code" },
	{ "regulator-guidance", "Regulator's guidance" },
	{ "good-practice", "Good practice" },
	{ "project", "This project" },
};

static const char *source_label(const char *status)
{
	for (size_t i = 0; i < G_N_ELEMENTS(source_labels); i++) {
		if (g_strcmp0(source_labels[i].status, status) == 0)
			return source_labels[i].label;
	}
	return NULL;
}

static struct value *rule_sources(const struct view *view,
				  const struct rulebook_row *row)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(source, row->node, "source")
	{
		struct value *map = value_map(view->arena);
		const char *label = source_label(node_attr(source, "status"));

		if (g_strcmp0(label, source->text) == 0)
			label = NULL;
		view_set_text(view, map, "text", source->text);
		value_set(view->arena, map, "url",
			  value_url(view->arena, node_attr(source, "uri")));
		view_set_text(view, map, "status", label);
		view_set_bool(view, map, "isChecked",
			      g_strcmp0(node_attr(source, "checked"), "yes") ==
				      0);
		value_push(view->arena, list, map);
	}
	return list;
}

/* What kinds of record a rule looks at, by their labels. */
static struct value *rule_records(const struct view *view,
				  const struct rulebook_row *row)
{
	const struct schema *schema =
		registers_library(view->registers)->schema;
	struct value *list = value_list(view->arena);
	g_auto(GStrv) names = g_strsplit(row->records, " ", -1);

	for (char **name = names; *name; name++) {
		const struct kind *kind = schema_kind(schema, *name);

		if (kind)
			value_push(view->arena, list,
				   value_text(view->arena, kind->plural));
	}
	return list;
}

static struct value *rule_needs(const struct view *view,
				const struct rulebook_row *row)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(needs, row->node, "needs")
	value_push(view->arena, list, value_text(view->arena, needs->text));
	return list;
}

/* Whether nobody has answered for it and the facts to tell are there. */
static bool is_open(const struct finding *finding)
{
	return !finding->diag->waiver && !finding->diag->is_undecidable;
}

/* How many findings of a rule there are of each sort. */
static void set_counts(const struct view *view, struct value *map,
		       const char *rule)
{
	const GPtrArray *findings =
		findings_of_rule(ask_site(view->ask)->findings, rule);
	size_t levels[G_N_ELEMENTS(level_labels)] = { 0 };
	size_t n_undecidable = 0, n_open = 0;

	for (guint i = 0; findings && i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (is_open(finding)) {
			levels[finding->diag->level]++;
			n_open++;
		} else if (!finding->diag->waiver) {
			n_undecidable++;
		}
	}
	view_set_number(view, map, "nErrors", levels[DIAG_ERROR]);
	view_set_number(view, map, "nWarnings", levels[DIAG_WARNING]);
	view_set_number(view, map, "nNotes", levels[DIAG_NOTE]);
	view_set_number(view, map, "nOpen", n_open);
	view_set_number(view, map, "nUndecidable", n_undecidable);
	view_set_bool(view, map, "hasOpen", n_open > 0);
	view_set_bool(view, map, "hasUndecidable", n_undecidable > 0);
	view_set_bool(view, map, "any", n_open + n_undecidable > 0);
}

/* What a rule fires on: a record, or a file that is none. */
static struct value *fired_value(const struct view *view,
				 const struct finding *finding)
{
	struct value *map = value_map(view->arena);
	const struct record *record = finding->record;

	value_set(view->arena, map, "record",
		  record ? view_link(view, record) : value_nothing());
	view_set_text(view, map, "path", finding->diag->path);
	return map;
}

/* The records with open findings of a rule, each once, the first by name. */
static void set_fired(const struct view *view, struct value *map,
		      const char *rule)
{
	const GPtrArray *findings =
		findings_of_rule(ask_site(view->ask)->findings, rule);
	struct value *list = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	size_t n;

	for (guint i = 0; findings && i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (is_open(finding) &&
		    g_hash_table_add(seen, (gpointer)finding->diag->path) &&
		    value_len(list) < NAMED)
			value_push(view->arena, list,
				   fired_value(view, finding));
	}
	n = g_hash_table_size(seen);
	value_set(view->arena, map, "fired", list);
	view_set_bool(view, map, "hasMore", n > NAMED);
	view_set_number(view, map, "more", n > NAMED ? n - NAMED : 0);
}

static struct value *rule_value(const struct view *view,
				const struct rulebook_row *row)
{
	struct value *map = value_map(view->arena);
	g_autofree char *path = g_strdup_printf("rules.html#%s", row->id);

	view_set_text(view, map, "id", row->id);
	view_set_path(view, map, "url", path);
	view_set_text(view, map, "title", row->title);
	view_set_text(view, map, "severity", level_labels[row->severity]);
	view_set_bool(view, map, "isError", row->severity == DIAG_ERROR);
	view_set_bool(view, map, "isWarning", row->severity == DIAG_WARNING);
	view_set_bool(view, map, "isNote", row->severity == DIAG_NOTE);
	set_counts(view, map, row->id);
	return map;
}

/* What the settings change of the rule, and why; NOTHING: nothing. */
static const struct value *local_value(const struct view *view, const char *id)
{
	struct settings_rule local = { 0 };
	struct value *map;

	if (!settings_rule(view->registers, id, &local))
		return value_nothing();
	map = value_map(view->arena);
	view_set_bool(view, map, "isOff", local.is_off);
	view_set_text(view, map, "level",
		      local.is_regraded ? level_labels[local.severity] : NULL);
	value_set(view->arena, map, "reason",
		  markdown_render(view->arena, local.reason, REASON_HEADING,
				  NULL));
	return map;
}

/* The thresholds that the settings set, each with its reason. */
static struct value *threshold_values(const struct view *view)
{
	const struct codes *codes = registers_codes(view->registers);
	struct value *list = value_list(view->arena);

	NODE_EACH(set, registers_settings(view->registers), "threshold")
	{
		struct value *map = value_map(view->arena);
		const char *name = node_attr(set, "name");
		g_autofree char *words =
			date_duration_words(node_value(set, "value"));

		view_set_text(view, map, "label",
			      codes_label(codes, "threshold", name));
		view_set_text(view, map, "value", words);
		value_set(view->arena, map, "reason",
			  markdown_render(view->arena,
					  node_text(node_child(set, "reason")),
					  REASON_HEADING, NULL));
		value_push(view->arena, list, map);
	}
	return list;
}

static struct value *book_value(const struct view *view,
				const struct rulebook_row *row)
{
	struct value *map = rule_value(view, row);

	view_set_text(view, map, "text", row->text);
	view_set_text(view, map, "rationale", row->rationale);
	view_set_text(view, map, "mend", row->mend);
	view_set_text(view, map, "whyNot", row->why_not);
	view_set_bool(view, map, "absenceFails", row->absence_fails);
	value_set(view->arena, map, "records", rule_records(view, row));
	value_set(view->arena, map, "needs", rule_needs(view, row));
	value_set(view->arena, map, "sources", rule_sources(view, row));
	value_set(view->arena, map, "local", local_value(view, row->id));
	set_fired(view, map, row->id);
	return map;
}

struct value *page_findings_rules(const struct view *view,
				  const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *checked = value_list(view->arena);
	struct value *unchecked = value_list(view->arena);
	size_t n;
	const struct rulebook_row *rows =
		rulebook_rows(ask_site(view->ask)->request->rulebook, &n);

	(void)page;
	for (size_t i = 0; i < n; i++)
		value_push(view->arena, rows[i].why_not ? unchecked : checked,
			   book_value(view, &rows[i]));
	value_set(view->arena, map, "rules", checked);
	value_set(view->arena, map, "unchecked", unchecked);
	value_set(view->arena, map, "thresholds", threshold_values(view));
	view_set_bool(view, map, "hasThresholds",
		      node_child(registers_settings(view->registers),
				 "threshold") != NULL);
	return map;
}

/* The rules that have findings which nobody has answered for, with counts. */
static const struct value *table(const struct view *view,
				 const struct page *page,
				 const struct findings_order *order)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);

	if (page->nth > 0)
		return value_nothing();
	for (guint i = 0; i < order->rules->len; i++) {
		const struct findings_run *run =
			&g_array_index(order->rules, struct findings_run, i);
		const struct pager_slice part = { run->first, run->last };
		struct value *row = rule_value(view, run->rule);

		pager_set_place(view, row, "here", page, part, run->rule->id);
		view_set_bool(view, row, "isHere", pager_shows(page, part));
		value_push(view->arena, list, row);
	}
	value_set(view->arena, map, "rules", list);
	view_set_bool(view, map, "isEmpty", order->rules->len == 0);
	return map;
}

/* What the page shows of the findings of one rule. */
static struct value *rule_findings(const struct view *view,
				   const struct findings_order *order,
				   const struct findings_run *run,
				   struct pager_slice shown)
{
	struct value *map = rule_value(view, run->rule);
	struct value *open = value_list(view->arena);
	struct value *undecidable = value_list(view->arena);

	for (size_t i = shown.first; i < shown.last; i++) {
		const struct finding *finding = order->by_rule->pdata[i];

		value_push(view->arena, is_open(finding) ? open : undecidable,
			   findings_view_one(view, finding));
	}
	value_set(view->arena, map, "open", open);
	value_set(view->arena, map, "undecidable", undecidable);
	view_set_bool(view, map, "showsOpen", value_len(open) > 0);
	view_set_bool(view, map, "showsUndecidable",
		      value_len(undecidable) > 0);
	return map;
}

static const struct value *by_rule(const struct view *view,
				   const struct page *page,
				   const struct findings_order *order,
				   struct pager_slice part)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);

	if (!pager_shows(page, part))
		return value_nothing();
	for (guint i = 0; i < order->rules->len; i++) {
		const struct findings_run *run =
			&g_array_index(order->rules, struct findings_run, i);
		struct pager_slice shown = pager_part(
			page, (struct pager_slice){ run->first, run->last });

		if (shown.first < shown.last)
			value_push(view->arena, list,
				   rule_findings(view, order, run, shown));
	}
	value_set(view->arena, map, "rules", list);
	view_set_bool(view, map, "isEmpty", order->rules->len == 0);
	return map;
}

static struct value *record_findings(const struct view *view,
				     const struct record *record)
{
	struct value *map = value_map(view->arena);
	struct value *findings = findings_view_of_record(view, record);
	size_t n_open = value_len(value_get(findings, "open"));
	size_t n_undecidable = value_len(value_get(findings, "undecidable"));

	value_set(view->arena, map, "record", view_link(view, record));
	value_set(view->arena, map, "findings", findings);
	view_set_bool(view, map, "hasOpen", n_open > 0);
	view_set_bool(view, map, "hasUndecidable", n_undecidable > 0);
	view_set_number(view, map, "nUndecidable", n_undecidable);
	return map;
}

/* The records, then the settings and files that are no record. */
static const struct value *by_record(const struct view *view,
				     const struct page *page,
				     const struct findings_order *order,
				     struct pager_slice part)
{
	struct pager_slice shown = pager_part(page, part);
	size_t n_records = order->records->len;
	struct value *map = value_map(view->arena);
	struct value *records = value_list(view->arena);
	struct value *files = value_list(view->arena);

	if (!pager_shows(page, part))
		return value_nothing();
	for (size_t i = shown.first; i < shown.last; i++) {
		size_t nth = i - part.first;

		if (nth < n_records)
			value_push(view->arena, records,
				   record_findings(view,
						   order->records->pdata[nth]));
		else
			value_push(
				view->arena, files,
				findings_view_one(
					view,
					order->files->pdata[nth - n_records]));
	}
	value_set(view->arena, map, "records", records);
	value_set(view->arena, map, "files", files);
	view_set_bool(view, map, "isEmpty", n_records == 0);
	return map;
}

static const struct value *waived(const struct view *view,
				  const struct page *page,
				  const struct findings_order *order,
				  struct pager_slice part)
{
	struct pager_slice shown = pager_part(page, part);
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);

	if (!pager_shows(page, part))
		return value_nothing();
	for (size_t i = shown.first; i < shown.last; i++)
		value_push(view->arena, list,
			   findings_view_one(
				   view, order->waived->pdata[i - part.first]));
	value_set(view->arena, map, "findings", list);
	view_set_bool(view, map, "isEmpty", order->waived->len == 0);
	return map;
}

static size_t count_undecidable(const struct findings *findings)
{
	size_t n = 0;

	for (size_t i = 0; i < findings_len(findings); i++) {
		const struct diag *diag = findings_get(findings, i)->diag;

		n += diag->is_undecidable && !diag->waiver;
	}
	return n;
}

static void set_numbers(const struct view *view, struct value *map)
{
	const struct findings *findings = ask_site(view->ask)->findings;

	view_set_number(view, map, "errors",
			findings_count(findings, DIAG_ERROR));
	view_set_number(view, map, "warnings",
			findings_count(findings, DIAG_WARNING));
	view_set_number(view, map, "notes",
			findings_count(findings, DIAG_NOTE));
	view_set_number(view, map, "nUndecidable", count_undecidable(findings));
	view_set_number(view, map, "nWaived",
			ask_site(view->ask)->findings_order->waived->len);
}

/* Where the parts of the page stand among its rows. */
struct parts {
	struct pager_slice rules;
	struct pager_slice records;
	struct pager_slice waived;
};

static struct parts parts_of(const struct findings_order *order)
{
	size_t rules = order->by_rule->len;
	size_t records = rules + order->records->len + order->files->len;

	return (struct parts){
		.rules = { 0, rules },
		.records = { rules, records },
		.waived = { records, records + order->waived->len },
	};
}

static struct value *make(const struct view *view, const struct page *page)
{
	const struct findings_order *order =
		ask_site(view->ask)->findings_order;
	const struct parts parts = parts_of(order);
	const struct pager_slice top = { 0, 0 };
	struct value *map = value_map(view->arena);

	set_numbers(view, map);
	value_set(view->arena, map, "table", table(view, page, order));
	value_set(view->arena, map, "byRule",
		  by_rule(view, page, order, parts.rules));
	value_set(view->arena, map, "byRecord",
		  by_record(view, page, order, parts.records));
	value_set(view->arena, map, "waived",
		  waived(view, page, order, parts.waived));
	pager_set_place(view, map, "rulesUrl", page, top, "rules");
	pager_set_place(view, map, "byRuleUrl", page, parts.rules, "by-rule");
	pager_set_place(view, map, "byRecordUrl", page, parts.records,
			"by-record");
	pager_set_place(view, map, "waivedUrl", page, parts.waived, "waived");
	return map;
}

void page_findings_plan(struct plan *plan, const struct site *site)
{
	static const struct page findings = {
		.path = "findings.html",
		.template = "findings",
		.title = "Findings",
		.make = make,
	};

	pager_plan(plan, &findings, parts_of(site->findings_order).waived.last);
}
