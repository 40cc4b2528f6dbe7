/* SPDX-License-Identifier: MIT */
/*
 * Who shares with whom.  A table of all organisations against all others can be
 * read for a partnership and not for a country, so there are three forms of the
 * same counts: by type of organisation, which is always small; organisation by
 * organisation where that fits; and a list, a line for each that gives, which
 * holds at any size.  Every count leads to the flows it counts.
 *
 * A cell counts flows and not pairs: one flow to five councils is one flow
 * between the two types.
 */
#include "site-gen/page_matrix.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/flow_row.h"
#include "site-gen/page.h"
#include "site-gen/pager.h"
#include "site-gen/sharing.h"
#include "site-gen/sharing_pairs.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define MAX_COLUMNS 24 /* more would not fit on paper laid across */
#define MAX_ROWS 60
#define WIDE 8 /* more columns than that have upright headings */

/* What a matrix counts: flows between two names, each once. */
struct cell {
	const char *from;
	const char *to;
	size_t count;
	size_t live;
};

/* Names of rows or columns: ids of types or of organisations. */
struct matrix {
	const struct view *view;
	const struct page *page;
	bool by_type;
	GPtrArray *rows; /* of const char, sorted by label */
	GPtrArray *columns;
	GHashTable *cells;   /* "from to" -> struct cell */
	GHashTable *counted; /* "from to flow" */
};

static const char *name_of(const struct matrix *matrix,
			   const struct record *body)
{
	return matrix->by_type ? sharing_type(body) : body->id;
}

static const char *label_of(const struct matrix *matrix, const char *name)
{
	if (matrix->by_type)
		return sharing_type_label(matrix->view->registers, name);
	return registers_find(matrix->view->registers, name)->title;
}

static bool is_named(const struct sharing_use *use)
{
	return use->from && use->to;
}

/* Counting --------------------------------------------------------------- */

static void count(struct matrix *matrix, const struct sharing_use *use)
{
	const char *from = name_of(matrix, use->from);
	const char *to = name_of(matrix, use->to);
	g_autofree char *key = g_strdup_printf("%s %s", from, to);
	g_autofree char *once =
		g_strdup_printf("%s %p", key, (const void *)use->flow);
	struct cell *cell;

	if (g_hash_table_contains(matrix->counted, once))
		return;
	g_hash_table_add(matrix->counted, g_steal_pointer(&once));
	cell = g_hash_table_lookup(matrix->cells, key);
	if (!cell) {
		cell = g_new0(struct cell, 1);
		cell->from = from;
		cell->to = to;
		g_hash_table_insert(matrix->cells, g_steal_pointer(&key), cell);
	}
	cell->count++;
	cell->live += use->is_live == FACT_YES;
}

static int compare_names(const void *a, const void *b, void *data)
{
	const struct matrix *matrix = data;
	const char *x = *(const char *const *)a;
	const char *y = *(const char *const *)b;
	int order =
		g_ascii_strcasecmp(label_of(matrix, x), label_of(matrix, y));

	return order ? order : strcmp(x, y);
}

static void matrix_init(struct matrix *matrix, const struct view *view,
			const struct page *page, bool by_type)
{
	size_t n;
	const struct sharing_use *uses =
		sharing_uses(ask_site(view->ask)->sharing, &n);
	g_autoptr(GHashTable) from = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) to = g_hash_table_new(g_str_hash, g_str_equal);

	matrix->view = view;
	matrix->page = page;
	matrix->by_type = by_type;
	matrix->rows = g_ptr_array_new();
	matrix->columns = g_ptr_array_new();
	matrix->cells =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	matrix->counted =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < n; i++) {
		const char *name;

		if (!is_named(&uses[i]))
			continue;
		name = name_of(matrix, uses[i].from);
		if (g_hash_table_add(from, (gpointer)name))
			g_ptr_array_add(matrix->rows, (gpointer)name);
		name = name_of(matrix, uses[i].to);
		if (g_hash_table_add(to, (gpointer)name))
			g_ptr_array_add(matrix->columns, (gpointer)name);
		count(matrix, &uses[i]);
	}
	g_ptr_array_sort_with_data(matrix->rows, compare_names, matrix);
	g_ptr_array_sort_with_data(matrix->columns, compare_names, matrix);
}

static void matrix_clear(struct matrix *matrix)
{
	g_ptr_array_unref(matrix->rows);
	g_ptr_array_unref(matrix->columns);
	g_hash_table_unref(matrix->cells);
	g_hash_table_unref(matrix->counted);
}

typedef struct matrix Matrix;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Matrix, matrix_clear)

/* Tables ----------------------------------------------------------------- */

/* The pair at that place. */
static const struct sharing_pair *pair_at(const struct view *view, size_t i)
{
	return &g_array_index(ask_site(view->ask)->pairs->pairs,
			      struct sharing_pair, i);
}

/* The pairs that have the type of pair first: from there on. */
static struct pager_slice same_type(const struct view *view, size_t first)
{
	size_t n = ask_site(view->ask)->pairs->pairs->len;
	size_t last = first;

	while (last < n && strcmp(pair_at(view, last)->type,
				  pair_at(view, first)->type) == 0)
		last++;
	return (struct pager_slice){ first, last };
}

static const char *type_anchor(const struct view *view, const char *type)
{
	return arena_printf(view->arena, "type-%s", type);
}

/* Where the flows of a cell are listed. */
static void set_cell_url(const struct matrix *matrix, struct value *map,
			 const char *from, const char *to)
{
	const struct view *view = matrix->view;
	struct pager_slice part = { 0, 0 };
	const char *url;

	if (!matrix->by_type) {
		url = view_url(view, from);
		value_set(
			view->arena, map, "url",
			value_url(view->arena,
				  url ? arena_printf(view->arena,
						     "%s#gives-to-%s", url, to)
				      : NULL));
		return;
	}
	while (strcmp(pair_at(view, part.first)->type, from) != 0)
		part = same_type(view, part.last);
	part = same_type(view, part.first);
	pager_set_place(view, map, "url", matrix->page, part,
			type_anchor(view, from));
}

static struct value *cell_value(const struct matrix *matrix, const char *from,
				const char *to)
{
	static const char *const keys[] = { "count", "live", "from", "to",
					    "url" };
	const struct view *view = matrix->view;
	g_autofree char *key = g_strdup_printf("%s %s", from, to);
	const struct cell *cell = g_hash_table_lookup(matrix->cells, key);
	struct value *map = value_map(view->arena);

	view_set_bool(view, map, "isNone", !cell);
	if (!cell) {
		for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
			view_set_text(view, map, keys[i], NULL);
		return map;
	}
	view_set_number(view, map, "count", cell->count);
	view_set_number(view, map, "live", cell->live);
	view_set_text(view, map, "from", label_of(matrix, from));
	view_set_text(view, map, "to", label_of(matrix, to));
	set_cell_url(matrix, map, from, to);
	return map;
}

static struct value *row_value(const struct matrix *matrix, const char *from)
{
	const struct view *view = matrix->view;
	struct value *map = value_map(view->arena);
	struct value *cells = value_list(view->arena);

	for (guint i = 0; i < matrix->columns->len; i++)
		value_push(view->arena, cells,
			   cell_value(matrix, from, matrix->columns->pdata[i]));
	view_set_text(view, map, "label", label_of(matrix, from));
	value_set(view->arena, map, "url",
		  matrix->by_type
			  ? value_nothing()
			  : value_url(view->arena, view_url(view, from)));
	value_set(view->arena, map, "cells", cells);
	return map;
}

static struct value *matrix_value(const struct matrix *matrix)
{
	const struct view *view = matrix->view;
	struct value *map = value_map(view->arena);
	struct value *columns = value_list(view->arena);
	struct value *rows = value_list(view->arena);

	for (guint i = 0; i < matrix->columns->len; i++)
		value_push(view->arena, columns,
			   value_text(view->arena,
				      label_of(matrix,
					       matrix->columns->pdata[i])));
	for (guint i = 0; i < matrix->rows->len; i++)
		value_push(view->arena, rows,
			   row_value(matrix, matrix->rows->pdata[i]));
	view_set_text(view, map, "id", matrix->by_type ? "by-type" : "by-body");
	view_set_text(view, map, "caption",
		      matrix->by_type ? "Flows between types of organisation"
				      : "Flows between organisations");
	view_set_bool(view, map, "isWide", value_len(columns) > WIDE);
	view_set_bool(view, map, "isEmpty", value_len(rows) == 0);
	value_set(view->arena, map, "columns", columns);
	value_set(view->arena, map, "rows", rows);
	return map;
}

/* The list --------------------------------------------------------------- */

/* Uses i up to the end of the pair: {title, url, live, count}. */
static struct value *pair(const struct view *view,
			  const struct sharing_use *uses, size_t n)
{
	struct value *map = view_link(view, uses[0].to);
	const char *page = view_url(view, uses[0].from->id);
	size_t live = 0;

	for (size_t i = 0; i < n; i++)
		live += uses[i].is_live == FACT_YES;
	value_set(view->arena, map, "url",
		  value_url(view->arena,
			    page ? arena_printf(view->arena, "%s#gives-to-%s",
						page, uses[0].to->id)
				 : NULL));
	view_set_number(view, map, "count", n);
	view_set_number(view, map, "live", live);
	return map;
}

/* Pairs first up to last, which have one type, by who gives. */
static struct value *giver_rows(const struct view *view,
				struct pager_slice shown)
{
	struct value *rows = value_list(view->arena);
	const struct record *last = NULL;
	struct value *to = NULL;

	for (size_t i = shown.first; i < shown.last; i++) {
		const struct sharing_pair *one = pair_at(view, i);
		const struct record *from = one->uses[0].from;

		if (!to || from != last) {
			struct value *map = view_link(view, from);

			to = value_list(view->arena);
			value_set(view->arena, map, "to", to);
			value_push(view->arena, rows, map);
			last = from;
		}
		value_push(view->arena, to, pair(view, one->uses, one->n));
	}
	return rows;
}

/* Those that give, by type, as far as the page has room for what they give. */
static struct value *givers(const struct view *view, const struct page *page)
{
	struct value *list = value_list(view->arena);
	struct pager_slice type = { 0, 0 };

	while (type.last < ask_site(view->ask)->pairs->pairs->len) {
		struct pager_slice shown;
		struct value *map;
		const char *name;

		type = same_type(view, type.last);
		shown = pager_part(page, type);
		if (shown.first == shown.last)
			continue;
		name = pair_at(view, type.first)->type;
		map = value_map(view->arena);
		view_set_text(view, map, "id", type_anchor(view, name));
		view_set_text(view, map, "label",
			      sharing_type_label(view->registers, name));
		value_set(view->arena, map, "rows", giver_rows(view, shown));
		value_push(view->arena, list, map);
	}
	return list;
}

static const struct value *as_list(const struct view *view,
				   const struct page *page,
				   struct pager_slice part)
{
	struct value *map = value_map(view->arena);

	if (!pager_shows(page, part))
		return value_nothing();
	value_set(view->arena, map, "givers", givers(view, page));
	view_set_bool(view, map, "isEmpty", part.first == part.last);
	return map;
}

/* Flows of which one side is no record that is shown. */
static const struct value *unnamed(const struct view *view,
				   const struct page *page,
				   struct pager_slice part)
{
	struct pager_slice shown = pager_part(page, part);
	struct value *rows = value_list(view->arena);

	if (!pager_shows(page, part))
		return value_nothing();
	for (size_t i = shown.first; i < shown.last; i++) {
		const struct sharing_use *use =
			ask_site(view->ask)
				->pairs->unnamed->pdata[i - part.first];

		value_push(view->arena, rows,
			   flow_row(view, use->agreement, use->flow,
				    use->is_live));
	}
	return view_table(view, rows, "Flows that do not name both sides",
			  "Every flow names both sides.");
}

/* The two tables, of which each grows with organisations only so far. */
static const struct value *tables(const struct view *view,
				  const struct page *page)
{
	struct value *map = value_map(view->arena);
	g_auto(Matrix) types = { 0 };
	g_auto(Matrix) bodies = { 0 };

	matrix_init(&types, view, page, true);
	matrix_init(&bodies, view, page, false);
	value_set(view->arena, map, "types", matrix_value(&types));
	value_set(view->arena, map, "bodies",
		  bodies.rows->len <= MAX_ROWS &&
				  bodies.columns->len <= MAX_COLUMNS
			  ? matrix_value(&bodies)
			  : value_nothing());
	return map;
}

static struct value *make(const struct view *view, const struct page *page)
{
	const struct sharing_pairs *pairs = ask_site(view->ask)->pairs;
	const struct pager_slice top = { 0, 0 };
	const struct pager_slice list = { 0, pairs->pairs->len };
	const struct pager_slice rest = { list.last, page->n_rows };
	struct value *map = value_map(view->arena);

	view_set_number(view, map, "nFlows", pairs->n_flows);
	view_set_number(view, map, "nLive", pairs->n_live);
	value_set(view->arena, map, "tables",
		  page->nth == 0 ? tables(view, page) : value_nothing());
	value_set(view->arena, map, "list", as_list(view, page, list));
	value_set(view->arena, map, "unnamed", unnamed(view, page, rest));
	pager_set_place(view, map, "typesUrl", page, top, "types");
	pager_set_place(view, map, "organisationsUrl", page, top,
			"organisations");
	pager_set_place(view, map, "listUrl", page, list, "list");
	pager_set_place(view, map, "unnamedUrl", page, rest, "unnamed");
	return map;
}

void page_matrix_plan(struct plan *plan, const struct site *site)
{
	static const struct page matrix = {
		.path = "matrix.html",
		.template = "matrix",
		.title = "Who shares with whom",
		.make = make,
	};

	pager_plan(plan, &matrix,
		   site->pairs->pairs->len + site->pairs->unnamed->len);
}
