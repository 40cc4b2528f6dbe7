/* SPDX-License-Identifier: MIT */
/*
 * Three different things are called consent: the lawful basis for using data,
 * leave to pass on what was told in confidence, and agreeing to be helped.  A
 * page that lists them together makes the last look like the first, so each
 * has a part of its own and begins with what it is.
 *
 * Counts are shown as the edition's registers have them; what of them is
 * hidden was decided there (lib/disclosure.h).
 */
#include "site-gen/page_consent.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/disclosure.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/page.h"
#include "site-gen/page_record.h"
#include "site-gen/pager.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define ARRANGEMENTS 100 /* on a page */
#define EXAMPLE 20 /* the group shown as an example is this many steps up */

static const char *const columns[] = { "asked", "given", "refused",
				       "withdrawn" };

static struct value *cell(const struct view *view, const struct node *stats,
			  const char *name)
{
	const struct node *node = node_child(stats, name);
	struct value *map = value_map(view->arena);
	g_autofree char *words = NULL;
	bool is_stated = node_is_stated(node);

	if (is_stated)
		words = registers_words(view->registers, node);
	view_set_text(view, map, "words", words);
	view_set_bool(view, map, "isHidden",
		      is_stated && !*node->text && node_attr(node, "control"));
	view_set_bool(view, map, "isUnstated", !is_stated);
	return map;
}

static struct value *row(const struct view *view, const struct node *stats)
{
	struct value *map = value_map(view->arena);
	struct value *cells = value_list(view->arena);

	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		value_push(view->arena, cells, cell(view, stats, columns[i]));
	value_set(view->arena, map, "on",
		  view_date(view, date_parse(node_attr(stats, "asOf"))));
	value_set(view->arena, map, "cells", cells);
	return map;
}

static int compare_days(const void *a, const void *b)
{
	const struct node *x = *(const struct node *const *)a;
	const struct node *y = *(const struct node *const *)b;
	date_t p = date_parse(node_attr(x, "asOf"));
	date_t q = date_parse(node_attr(y, "asOf"));

	return p != q ? (p > q) - (p < q) : (x->line > y->line) ? 1 : -1;
}

static struct value *counts(const struct view *view,
			    const struct record *record)
{
	struct value *rows = value_list(view->arena);
	struct value *map;
	g_autoptr(GPtrArray) days = g_ptr_array_new();

	NODE_EACH(stats, record->root, "stats")
	{
		if (node_is_stated(stats))
			g_ptr_array_add(days, (gpointer)stats);
	}
	g_ptr_array_sort(days, compare_days);
	for (guint i = 0; i < days->len; i++)
		value_push(view->arena, rows, row(view, days->pdata[i]));
	map = view_table(view, rows, "Answers so far", "No counts recorded.");
	view_set_text(view, map, "title", record->title);
	return map;
}

static void set_control(const struct view *view, struct value *map)
{
	struct disclosure_rule rule = disclosure_rule(view->registers);
	struct value *control = value_map(view->arena);
	guint64 first = rule.step * EXAMPLE;
	const char *below = NULL, *step = NULL, *example = NULL;

	if (view->edition != EDITION_INTERNAL && rule.below > 0)
		below = arena_printf(view->arena, "%" G_GUINT64_FORMAT,
				     rule.below);
	if (view->edition != EDITION_INTERNAL && rule.step > 1) {
		step = arena_printf(view->arena, "%" G_GUINT64_FORMAT,
				    rule.step);
		example = arena_printf(view->arena,
				       "%" G_GUINT64_FORMAT
				       " to %" G_GUINT64_FORMAT,
				       first, first + rule.step - 1);
	}
	view_set_bool(view, control, "isInternal",
		      view->edition == EDITION_INTERNAL);
	view_set_bool(view, control, "isExact", !below && !step);
	view_set_text(view, control, "below", below);
	view_set_text(view, control, "step", step);
	view_set_text(view, control, "example", example);
	view_set_bool(view, control, "hidesTotals", rule.hides_totals);
	value_set(view->arena, map, "control", control);
}

static struct value *arrangement(const struct view *view,
				 const struct record *record)
{
	struct value *map = value_map(view->arena);

	value_set(view->arena, map, "record", view_record(view, record));
	value_set(view->arena, map, "url",
		  value_url(view->arena, view_url(view, record->id)));
	value_set(view->arena, map, "counts", counts(view, record));
	return map;
}

/* The code of a record's kind, or NULL: none that the list has. */
static const struct code *kind_of(const struct view *view,
				  const struct record *record)
{
	const char *kind = node_value(record->root, "kind");

	return kind ? codes_find(registers_codes(view->registers),
				 "consent-kind", kind)
		    : NULL;
}

static const char *anchor_of(const struct view *view, const struct code *code)
{
	return arena_printf(view->arena, "kind-%s",
			    code ? code->id : "not-stated");
}

/* The arrangements of one kind, which follow those of the kind before. */
struct part {
	const struct code *code; /* NULL: their kind is not stated */
	GPtrArray *records;	 /* of const struct record */
	struct pager_slice rows;
};

static void part_clear(void *data)
{
	struct part *part = data;

	g_ptr_array_unref(part->records);
}

static void add_part(GArray *parts, const struct code *code)
{
	struct part part = { .code = code, .records = g_ptr_array_new() };

	g_array_append_val(parts, part);
}

static struct part *part_of(const GArray *parts, const struct code *code)
{
	struct part *part = &g_array_index(parts, struct part, 0);

	while (part->code != code)
		part++;
	return part;
}

/* A part for each kind of the code list and, as the last, for no kind. */
static GArray *find_parts(const struct view *view)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(struct part));
	const struct code_list *list =
		codes_list(registers_codes(view->registers), "consent-kind");
	size_t n, row = 0;
	const struct record *const *all =
		registers_of_kind(view->registers, "consent", &n);

	g_array_set_clear_func(parts, part_clear);
	for (size_t i = 0; list && i < list->n_codes; i++)
		add_part(parts, &list->codes[i]);
	add_part(parts, NULL);
	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(part_of(parts, kind_of(view, all[i]))->records,
				(gpointer)all[i]);
	for (guint i = 0; i < parts->len; i++) {
		struct part *part = &g_array_index(parts, struct part, i);

		part->rows.first = row;
		row += part->records->len;
		part->rows.last = row;
	}
	return parts;
}

static struct value *kind(const struct view *view, const struct page *page,
			  const struct part *part)
{
	const struct code *code = part->code;
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	struct pager_slice shown = pager_part(page, part->rows);

	for (size_t i = shown.first; i < shown.last; i++)
		value_push(view->arena, list,
			   arrangement(
				   view,
				   part->records->pdata[i - part->rows.first]));
	view_set_text(view, map, "label",
		      code ? code->label : "Kind not stated");
	view_set_text(view, map, "meaning", code ? code->meaning : NULL);
	view_set_text(view, map, "anchor", anchor_of(view, code));
	pager_set_place(view, map, "url", page, part->rows,
			anchor_of(view, code));
	view_set_bool(view, map, "isHere", pager_shows(page, part->rows));
	view_set_bool(view, map, "hasAny", part->records->len > 0);
	view_set_number(view, map, "count", part->records->len);
	value_set(view->arena, map, "arrangements", list);
	return map;
}

static struct value *make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *kinds = value_list(view->arena);
	g_autoptr(GArray) parts = find_parts(view);

	for (guint i = 0; i < parts->len; i++) {
		const struct part *part = &g_array_index(parts, struct part, i);

		if (part->code || part->records->len > 0)
			value_push(view->arena, kinds, kind(view, page, part));
	}
	value_set(view->arena, map, "kinds", kinds);
	view_set_bool(view, map, "hasCounts",
		      disclosure_has_counts(view->registers));
	set_control(view, map);
	return map;
}

void page_consent_plan(struct plan *plan, const struct site *site)
{
	static const struct page consent = {
		.path = "consent.html",
		.template = "consent",
		.title = "What people are asked to agree to",
		.make = make,
	};
	size_t n;

	registers_of_kind(site->registers, "consent", &n);
	pager_plan_each(plan, &consent, n, ARRANGEMENTS);
}

/* The groups of a record but for its counts, which have a table. */
static struct value *other_groups(const struct view *view,
				  const struct value *groups)
{
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < value_len(groups); i++) {
		const struct value *entry = value_at(groups, i);

		if (strcmp(value_bytes(value_get(entry, "_name"), NULL),
			   "stats") != 0)
			value_push(view->arena, list, entry);
	}
	return list;
}

struct value *page_consent_record(const struct view *view,
				  const struct page *page)
{
	struct value *map = page_record_make(view, page);
	const struct code *code = kind_of(view, page->record);
	struct value *record = view_record(view, page->record);
	struct value *own = counts(view, page->record);

	value_set(view->arena, record, "_groups",
		  other_groups(view, value_get(record, "_groups")));
	value_set(view->arena, map, "record", record);
	value_set(view->arena, map, "counts", own);
	view_set_bool(view, map, "hasCounts",
		      value_len(value_get(own, "rows")) > 0);
	view_set_text(view, map, "kindLabel", code ? code->label : NULL);
	view_set_text(view, map, "kindMeaning", code ? code->meaning : NULL);
	view_set_path(view, map, "kindUrl",
		      arena_printf(view->arena, "consent.html#%s",
				   anchor_of(view, code)));
	set_control(view, map);
	return map;
}
