/* SPDX-License-Identifier: MIT */
/*
 * The pages about the site as a whole: where one begins, what has to be done,
 * and how to check what one reads.
 */
#include "site-gen/page_home.h"

#include <glib.h>

#include "lib/arena.h"
#include "lib/due.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/changes.h"
#include "site-gen/findings.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/page_history.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define HEADING_BASE 2
#define LATEST 5 /* commits */
#define NAMED 8	 /* records of each */

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

/*
 * What one commit did, under the first of its changes: {…, changes:
 * [page_history_change], more: how many are not named}.
 */
static struct value *commit_value(const struct view *view, size_t first,
				  size_t n)
{
	const struct changes *changes = view->site->changes;
	struct value *map =
		page_history_change(view, changes_get(changes, first));
	struct value *list = value_list(view->arena);

	for (size_t i = first; i < first + MIN(n, NAMED); i++)
		value_push(view->arena, list,
			   page_history_change(view, changes_get(changes, i)));
	value_set(view->arena, map, "changes", list);
	view_set_bool(view, map, "hasMore", n > NAMED);
	view_set_number(view, map, "more", n > NAMED ? n - NAMED : 0);
	return map;
}

static struct value *latest_changes(const struct view *view)
{
	struct value *list = value_list(view->arena);
	const struct changes *changes = view->site->changes;
	size_t end = changes_len(changes);
	size_t next;

	for (size_t i = 0; i < end && value_len(list) < LATEST; i = next) {
		size_t commit = changes_get(changes, i)->commit;

		next = i + 1;
		while (next < end &&
		       changes_get(changes, next)->commit == commit)
			next++;
		value_push(view->arena, list, commit_value(view, i, next - i));
	}
	return list;
}

static void set_due_counts(const struct view *view, struct value *map)
{
	size_t n, n_overdue = 0;
	g_autofree struct due *due =
		due_list(view->registers, view->as_of, NULL, &n);

	for (size_t i = 0; i < n; i++)
		n_overdue += due[i].is_overdue;
	view_set_number(view, map, "overdue", n_overdue);
	view_set_number(view, map, "coming", n - n_overdue);
	value_set(view->arena, map, "horizon",
		  view_date(view,
			    due_horizon(view->registers, view->as_of, NULL)));
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

/* What the part is called: its title, or what it says first. */
static const char *part_name(const struct view *view, const struct node *part)
{
	const char *title = node_value(part, "title");
	const struct node *says = node_child(part, "option");

	if (!part->parent)
		return NULL;
	if (!says)
		says = node_child(part, "description");
	if (!title && node_is_stated(says))
		title = markdown_plain(view->arena, says->text);
	return title && *title ? title : node_attr(part, "id");
}

static struct value *due_value(const struct view *view, const struct due *due)
{
	struct value *map = value_map(view->arena);

	value_set(view->arena, map, "on", view_date(view, due->date));
	view_set_text(view, map, "what", due->what);
	view_set_text(view, map, "part", part_name(view, due->part));
	value_set(view->arena, map, "record", view_link(view, due->record));
	return map;
}

struct value *page_home_due(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *overdue = value_list(view->arena);
	struct value *coming = value_list(view->arena);
	size_t n;
	g_autofree struct due *due =
		due_list(view->registers, view->as_of, NULL, &n);

	(void)page;
	for (size_t i = 0; i < n; i++)
		value_push(view->arena, due[i].is_overdue ? overdue : coming,
			   due_value(view, &due[i]));
	value_set(view->arena, map, "overdue",
		  view_table(view, overdue, "What is overdue, by date",
			     "Nothing is overdue."));
	value_set(view->arena, map, "coming",
		  view_table(view, coming, "What comes next, by date",
			     "Nothing is coming."));
	value_set(view->arena, map, "horizon",
		  view_date(view,
			    due_horizon(view->registers, view->as_of, NULL)));
	return map;
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
	return map;
}
