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
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/flow_row.h"
#include "site-gen/page.h"
#include "site-gen/sharing.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define MAX_COLUMNS 24 /* more would not fit on paper laid across */
#define MAX_ROWS 60
#define WIDE 8 /* more columns than that have upright headings */
#define NO_TYPE "no-type"

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
	bool by_type;
	GPtrArray *rows; /* of const char, sorted by label */
	GPtrArray *columns;
	GHashTable *cells;   /* "from to" -> struct cell */
	GHashTable *counted; /* "from to flow" */
};

static const char *type_of(const struct record *body)
{
	const char *type = flow_facts_value(body->root, "type");

	return type ? type : NO_TYPE;
}

static const char *name_of(const struct matrix *matrix,
			   const struct record *body)
{
	return matrix->by_type ? type_of(body) : body->id;
}

static const char *type_label(const struct view *view, const char *type)
{
	if (strcmp(type, NO_TYPE) == 0)
		return "Type not stated";
	return codes_label(registers_codes(view->registers),
			   "organisation-type", type);
}

static const char *label_of(const struct matrix *matrix, const char *name)
{
	if (matrix->by_type)
		return type_label(matrix->view, name);
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
			bool by_type)
{
	size_t n;
	const struct sharing_use *uses = sharing_uses(view->site->sharing, &n);
	g_autoptr(GHashTable) from = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) to = g_hash_table_new(g_str_hash, g_str_equal);

	matrix->view = view;
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

/* Where the flows of a cell are listed. */
static const struct value *cell_url(const struct matrix *matrix,
				    const char *from, const char *to)
{
	struct arena *arena = matrix->view->arena;
	const char *url;

	if (matrix->by_type)
		return value_url(arena, arena_printf(arena, "#type-%s", from));
	url = view_url(matrix->view, from);
	return value_url(arena,
			 url ? arena_printf(arena, "%s#gives-to-%s", url, to)
			     : NULL);
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
	value_set(view->arena, map, "url", cell_url(matrix, from, to));
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

/* All that one organisation gives, by who gets it. */
static struct value *giver(const struct view *view, const struct record *from)
{
	struct value *map = view_link(view, from);
	struct value *to = value_list(view->arena);
	size_t n, end;
	const struct sharing_use *uses =
		sharing_gives(view->site->sharing, from, &n);

	for (size_t i = 0; i < n && uses[i].to; i = end) {
		end = i + 1;
		while (end < n && uses[end].to == uses[i].to)
			end++;
		value_push(view->arena, to, pair(view, uses + i, end - i));
	}
	value_set(view->arena, map, "to", to);
	return map;
}

/* Those of one type that give. */
static struct value *givers_of(const struct view *view, const char *type)
{
	struct value *map = value_map(view->arena);
	struct value *rows = value_list(view->arena);
	const struct record *last = NULL;
	size_t n;
	const struct sharing_use *uses = sharing_uses(view->site->sharing, &n);

	for (size_t i = 0; i < n; i++) {
		if (!is_named(&uses[i]) || uses[i].from == last ||
		    strcmp(type_of(uses[i].from), type) != 0)
			continue;
		last = uses[i].from;
		value_push(view->arena, rows, giver(view, last));
	}
	view_set_text(view, map, "id",
		      arena_printf(view->arena, "type-%s", type));
	view_set_text(view, map, "label", type_label(view, type));
	value_set(view->arena, map, "rows", rows);
	return map;
}

/* Flows of which one side is no record that is shown. */
static struct value *unnamed(const struct view *view)
{
	struct value *rows = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	size_t n;
	const struct sharing_use *uses = sharing_uses(view->site->sharing, &n);

	for (size_t i = 0; i < n; i++) {
		if (!is_named(&uses[i]) &&
		    g_hash_table_add(seen, (gpointer)uses[i].flow))
			value_push(view->arena, rows,
				   flow_row(view, uses[i].agreement,
					    uses[i].flow, uses[i].is_live));
	}
	return view_table(view, rows, "Flows that do not name both sides",
			  "Every flow names both sides.");
}

static void set_totals(const struct view *view, struct value *map)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	size_t n, n_live = 0;
	const struct sharing_use *uses = sharing_uses(view->site->sharing, &n);

	for (size_t i = 0; i < n; i++) {
		if (g_hash_table_add(seen, (gpointer)uses[i].flow))
			n_live += uses[i].is_live == FACT_YES;
	}
	view_set_number(view, map, "nFlows", g_hash_table_size(seen));
	view_set_number(view, map, "nLive", n_live);
}

struct value *page_matrix_make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *givers = value_list(view->arena);
	g_auto(Matrix) types = { 0 };
	g_auto(Matrix) bodies = { 0 };

	(void)page;
	matrix_init(&types, view, true);
	matrix_init(&bodies, view, false);
	for (guint i = 0; i < types.rows->len; i++)
		value_push(view->arena, givers,
			   givers_of(view, types.rows->pdata[i]));
	set_totals(view, map);
	value_set(view->arena, map, "types", matrix_value(&types));
	value_set(view->arena, map, "bodies",
		  bodies.rows->len <= MAX_ROWS &&
				  bodies.columns->len <= MAX_COLUMNS
			  ? matrix_value(&bodies)
			  : value_nothing());
	value_set(view->arena, map, "givers", givers);
	value_set(view->arena, map, "unnamed", unnamed(view));
	return map;
}
