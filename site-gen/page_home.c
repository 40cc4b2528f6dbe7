/* SPDX-License-Identifier: MIT */
/*
 * The pages about the site as a whole: where one begins, and how to check what
 * one reads.
 */
#include "site-gen/page_home.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/due.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/change_sets.h"
#include "site-gen/changes.h"
#include "site-gen/findings.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/page_changes.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define HEADING_BASE 2
#define LATEST 3 /* commits */
#define NAMED 5	 /* records of each */

static struct value *register_tiles(const struct view *view)
{
	struct value *list = value_list(view->arena);
	size_t n_kinds;
	const struct kind *kinds = schema_kinds(
		registers_library(view->registers)->schema, &n_kinds);

	for (size_t i = 0; i < n_kinds; i++) {
		struct value *map = value_map(view->arena);
		g_autofree char *path = NULL;
		size_t n;

		if (!kinds[i].folder)
			continue;
		registers_of_kind(view->registers, kinds[i].name, &n);
		path = g_strconcat(kinds[i].folder, ".html", NULL);
		view_set_text(view, map, "label", kinds[i].plural);
		view_set_path(view, map, "url", path);
		view_set_number(view, map, "count", n);
		value_push(view->arena, list, map);
	}
	return list;
}

static struct value *latest_changes(const struct view *view)
{
	struct value *list = value_list(view->arena);
	size_t n = change_sets_len(view->site->change_sets);

	for (size_t i = 0; i < MIN(n, LATEST); i++)
		value_push(view->arena, list,
			   page_changes_set(view, i, NAMED, false));
	return list;
}

static void set_due_counts(const struct view *view, struct value *map)
{
	const struct due_list *due = view->site->due;

	view_set_number(view, map, "overdue", due->n_overdue);
	view_set_number(view, map, "coming", due->n_near - due->n_overdue);
	value_set(view->arena, map, "horizon", view_date(view, due->horizon));
}

struct value *page_home_make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	const struct findings *findings = view->site->findings;
	const struct node *description =
		node_child(registers_settings(view->registers), "description");

	(void)page;
	value_set(view->arena, map, "description",
		  markdown_render(view->arena, node_text(description),
				  HEADING_BASE, NULL));
	value_set(view->arena, map, "registers", register_tiles(view));
	set_due_counts(view, map);
	view_set_number(view, map, "errors",
			findings_count(findings, DIAG_ERROR));
	view_set_number(view, map, "warnings",
			findings_count(findings, DIAG_WARNING));
	view_set_number(view, map, "notes",
			findings_count(findings, DIAG_NOTE));
	value_set(view->arena, map, "latest", latest_changes(view));
	return map;
}

/*
 * Labels of the outermost fields that the edition leaves out, each once: what
 * is inside them goes with them.
 */
static void add_left_out(const struct view *view, GPtrArray *labels,
			 const struct field *field)
{
	if (field->edition > view->edition) {
		if (!g_ptr_array_find_with_equal_func(labels, field->label,
						      g_str_equal, NULL))
			g_ptr_array_add(labels, (gpointer)field->label);
		return;
	}
	for (size_t i = 0; i < field->n_attrs; i++)
		add_left_out(view, labels, &field->attrs[i]);
	for (size_t i = 0; i < field->n_children; i++)
		add_left_out(view, labels, &field->children[i]);
}

/* By register, for a table: {kind, fields: [label]}. */
static struct value *left_out(const struct view *view)
{
	struct value *list = value_list(view->arena);
	const char *settings = registers_settings(view->registers)->name;
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(view->registers)->schema, &n);

	for (size_t i = 0; i < n; i++) {
		g_autoptr(GPtrArray) labels = g_ptr_array_new();
		struct value *fields = value_list(view->arena);
		struct value *map = value_map(view->arena);

		if (kinds[i].folder || strcmp(kinds[i].name, settings) == 0)
			add_left_out(view, labels, kinds[i].root);
		if (labels->len == 0)
			continue;
		for (guint j = 0; j < labels->len; j++)
			value_push(view->arena, fields,
				   value_text(view->arena, labels->pdata[j]));
		view_set_text(view, map, "kind", kinds[i].plural);
		value_set(view->arena, map, "fields", fields);
		value_push(view->arena, list, map);
	}
	return list;
}

struct value *page_home_about(const struct view *view, const struct page *page)
{
	const struct site_request *request = view->site->request;
	struct value *map = value_map(view->arena);
	g_autofree char *date = date_format(view->as_of);

	(void)page;
	view_set_text(view, map, "commit", request->commit);
	view_set_text(view, map, "date", date);
	view_set_text(view, map, "editionName", edition_name(view->edition));
	view_set_bool(view, map, "isShallow",
		      changes_is_shallow(view->site->changes));
	view_set_bool(view, map, "isComplete",
		      view->edition == EDITION_INTERNAL);
	value_set(view->arena, map, "leftOut",
		  view_table(view, left_out(view),
			     "Fields that this edition leaves out",
			     "No field is left out."));
	return map;
}
