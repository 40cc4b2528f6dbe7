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
#include "site-gen/ask.h"
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
	size_t n = change_sets_len(ask_site(view->ask)->change_sets);

	for (size_t i = 0; i < MIN(n, LATEST); i++)
		value_push(view->arena, list,
			   page_changes_set(view, i, NAMED, false));
	return list;
}

static void set_due_counts(const struct view *view, struct value *map)
{
	const struct due_list *due = ask_site(view->ask)->due;

	view_set_number(view, map, "overdue", due->n_overdue);
	view_set_number(view, map, "coming", due->n_near - due->n_overdue);
	value_set(view->arena, map, "horizon", view_date(view, due->horizon));
}

struct value *page_home_make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	const struct findings *findings = ask_site(view->ask)->findings;
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

static bool is_among(const GPtrArray *labels, const char *label)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)labels, label,
						g_str_equal, NULL);
}

/*
 * Labels of the outermost fields that the edition leaves out, each once: what
 * is inside them goes with them.
 */
static void add_left_out(const struct view *view, GPtrArray *labels,
			 const struct field *field)
{
	if (field->edition > view->edition) {
		if (!is_among(labels, field->label))
			g_ptr_array_add(labels, (gpointer)field->label);
		return;
	}
	for (size_t i = 0; i < field->n_attrs; i++)
		add_left_out(view, labels, &field->attrs[i]);
	for (size_t i = 0; i < field->n_children; i++)
		add_left_out(view, labels, &field->children[i]);
}

static GPtrArray *left_out_of(const struct view *view, const struct kind *kind)
{
	GPtrArray *labels = g_ptr_array_new();

	add_left_out(view, labels, kind->root);
	return labels;
}

/* What is left out of each register alike. */
static GPtrArray *left_out_of_all(const struct view *view,
				  const struct kind *kinds, size_t n)
{
	g_autoptr(GPtrArray) common = NULL;

	for (size_t i = 0; i < n; i++) {
		g_autoptr(GPtrArray) labels = left_out_of(view, &kinds[i]);
		GPtrArray *both;

		if (!kinds[i].folder)
			continue;
		both = g_ptr_array_new();
		for (guint j = 0; j < labels->len; j++) {
			if (!common || is_among(common, labels->pdata[j]))
				g_ptr_array_add(both, labels->pdata[j]);
		}
		g_clear_pointer(&common, g_ptr_array_unref);
		common = both;
	}
	return common ? g_steal_pointer(&common) : g_ptr_array_new();
}

/* Those of the labels that are not among others (NULL: none is). */
static void push_row(const struct view *view, struct value *rows,
		     const char *kind, const GPtrArray *labels,
		     const GPtrArray *others)
{
	struct value *fields = value_list(view->arena);
	struct value *map = value_map(view->arena);

	for (guint i = 0; i < labels->len; i++) {
		if (!others || !is_among(others, labels->pdata[i]))
			value_push(view->arena, fields,
				   value_text(view->arena, labels->pdata[i]));
	}
	if (value_len(fields) == 0)
		return;
	view_set_text(view, map, "kind", kind);
	value_set(view->arena, map, "fields", fields);
	value_push(view->arena, rows, map);
}

/* By register, for a table: {kind, fields: [label]}. */
static struct value *left_out(const struct view *view)
{
	struct value *rows = value_list(view->arena);
	const char *settings = registers_settings(view->registers)->name;
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(view->registers)->schema, &n);
	g_autoptr(GPtrArray) common = left_out_of_all(view, kinds, n);

	push_row(view, rows, "Every register", common, NULL);
	for (size_t i = 0; i < n; i++) {
		g_autoptr(GPtrArray) labels = left_out_of(view, &kinds[i]);

		if (kinds[i].folder)
			push_row(view, rows, kinds[i].plural, labels, common);
		else if (strcmp(kinds[i].name, settings) == 0)
			push_row(view, rows, kinds[i].plural, labels, NULL);
	}
	return rows;
}

struct value *page_home_about(const struct view *view, const struct page *page)
{
	const struct site_request *request = ask_site(view->ask)->request;
	struct value *map = value_map(view->arena);
	g_autofree char *date = date_format(view->as_of);

	(void)page;
	view_set_text(view, map, "commit", request->commit);
	view_set_text(view, map, "date", date);
	view_set_text(view, map, "editionName", edition_name(view->edition));
	view_set_bool(view, map, "isShallow", ask_is_shallow(view->ask));
	view_set_bool(view, map, "isComplete",
		      view->edition == EDITION_INTERNAL);
	value_set(view->arena, map, "leftOut",
		  view_table(view, left_out(view),
			     "Fields that this edition leaves out",
			     "No field is left out."));
	return map;
}
