/* SPDX-License-Identifier: MIT */
/*
 * One table a register, sorted by title, over as many pages as it needs.  The columns are fields of the
 * schema, named by path, so that their headings are the schema's labels.
 */
#include "site-gen/page_list.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/ask.h"
#include "site-gen/list_filters.h"
#include "site-gen/page.h"
#include "site-gen/page_by.h"
#include "site-gen/pager.h"
#include "site-gen/title_order.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define COLUMNS 4

static const struct {
	const char *kind;
	const char *fields[COLUMNS];
} columns[] = {
	{ "source", { "publisher", "published", "readState" } },
	{ "organisation", { "type", "from", "dissolvedOn" } },
	{ "programme", { "lead", "start", "end" } },
	{ "gateway",
	  { "shortTitle", "kind", "version/status", "version/checked" } },
	{ "notice", { "publisher", "issuedOn", "state" } },
	{ "consent", { "kind", "controller", "state" } },
	{ "agreement", { "status", "programme", "party", "review/next" } },
	{ "pia", { "kind", "status", "linked/agreement", "reviewOn" } },
	{ "barrier", { "barrier", "partnership", "status" } },
	{ "waiver", { "rule", "record", "expires" } },
	{ "removal", { "was", "on", "reason" } },
};

/* A page that looks at the whole register in another way. */
static const struct {
	const char *kind;
	const char *label;
	const char *path;
} related[] = {
	{ "organisation", "Who shares with whom", "matrix.html" },
	{ "gateway", "Law impact: what rests on each gateway", "impact.html" },
	{ "agreement", "Who shares with whom", "matrix.html" },
	{ "notice", "Privacy notices made from the registers", "privacy.html" },
	{ "consent", "What people are asked to agree to, with counts",
	  "consent.html" },
};

static const struct value *related_of(const struct view *view, const char *kind)
{
	for (size_t i = 0; i < G_N_ELEMENTS(related); i++) {
		struct value *map;

		if (strcmp(related[i].kind, kind) != 0)
			continue;
		map = value_map(view->arena);
		view_set_text(view, map, "label", related[i].label);
		view_set_path(view, map, "url", related[i].path);
		return map;
	}
	return value_nothing();
}

static const char *const *columns_of(const char *kind)
{
	static const char *const none[COLUMNS] = { NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
		if (strcmp(columns[i].kind, kind) == 0)
			return columns[i].fields;
	}
	return none;
}

/* The field at a path of names, or NULL when the schema has it no more. */
static const struct field *field_at(const struct field *field, const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	for (char **name = names; field && *name; name++)
		field = field_child(field, *name);
	return field;
}

/*
 * What a column shows of a record; dates sort by another text than that which
 * is read.
 */
static struct value *cell(const struct view *view, const struct node *root,
			  const char *path)
{
	struct value *map = value_map(view->arena);
	struct value *items = value_list(view->arena);
	g_autoptr(GPtrArray) nodes = list_filters_nodes(view, root, path);
	const char *sort = NULL;

	for (guint i = 0; i < nodes->len; i++) {
		const struct node *node = g_ptr_array_index(nodes, i);

		if (node->field && node->field->type == FIELD_DATE)
			sort = node->text;
		value_push(view->arena, items, view_node(view, node));
	}
	value_set(view->arena, map, "items", items);
	view_set_text(view, map, "sort", sort);
	return map;
}

static struct value *row(const struct view *view, struct list_filters *filters,
			 const struct record *record)
{
	const char *const *fields = columns_of(record->kind->name);
	struct value *map = view_link(view, record);
	struct value *cells = value_list(view->arena);

	for (size_t i = 0; i < COLUMNS && fields[i]; i++) {
		if (field_at(record->kind->root, fields[i]))
			value_push(view->arena, cells,
				   cell(view, record->root, fields[i]));
	}
	value_set(view->arena, map, "cells", cells);
	view_set_text(view, map, "keys", list_filters_add(filters, record));
	return map;
}

static struct value *headings(const struct view *view, const struct kind *kind)
{
	const char *const *fields = columns_of(kind->name);
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < COLUMNS && fields[i]; i++) {
		const struct field *field = field_at(kind->root, fields[i]);

		if (field)
			value_push(view->arena, list,
				   value_text(view->arena, field->label));
	}
	return list;
}

struct value *page_list_make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *rows = value_list(view->arena);
	const struct kind *kind = page->kind;
	struct pager_slice slice = pager_slice(page);
	size_t n;
	const struct record *const *sorted =
		title_order_of(ask_site(view->ask)->by_title, kind, &n);
	g_autoptr(ListFilters) filters = list_filters_new(view, kind);

	for (size_t i = slice.first; i < slice.last; i++)
		value_push(view->arena, rows, row(view, filters, sorted[i]));
	view_set_text(view, map, "plural", kind->plural);
	view_set_text(view, map, "hint", kind->root->hint);
	view_set_text(view, map, "folder", kind->folder);
	view_set_number(view, map, "count", n);
	view_set_bool(view, map, "isOne", n == 1);
	view_set_bool(view, map, "hasRows", n > 0);
	value_set(view->arena, map, "related", related_of(view, kind->name));
	value_set(view->arena, map, "columns", headings(view, kind));
	value_set(view->arena, map, "rows", rows);
	value_set(view->arena, map, "filters", list_filters_value(filters));
	value_set(view->arena, map, "by",
		  strcmp(kind->name, "agreement") == 0 && n > 0 &&
				  page->nth == 0
			  ? page_by_links(view)
			  : value_nothing());
	return map;
}
