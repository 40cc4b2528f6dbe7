/* SPDX-License-Identifier: MIT */
/*
 * Between records and templates stands nothing but the schema: every element
 * becomes a map with a key for each thing the schema allows in it, so that a
 * template may ask for any field of any record, and a generic one may go
 * through all of them.  What is absent has a key too (templates take an
 * unknown name for a mistake), and hides the same name further out.
 */
#include "site-gen/view.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/changes.h"
#include "site-gen/page.h"
#include "site-gen/pager.h"
#include "site-gen/value.h"

static const struct value *own_text(const struct view *view, char *text)
{
	g_autofree char *owned = text;

	return value_text(view->arena, owned);
}

const struct value *view_date(const struct view *view, date_t date)
{
	return date ? own_text(view, date_words(date)) : value_nothing();
}

static const char *record_url(const struct view *view,
			      const struct record *record, const char *end)
{
	if (!record->kind->folder || !view_is_id(record->id))
		return NULL;
	return arena_printf(view->arena, "%s%s/%s%s", view->root,
			    record->kind->folder, record->id, end);
}

const char *view_url(const struct view *view, const char *target)
{
	const char *hash = strchr(target, '#');
	const struct record *record =
		registers_resolve(view->registers, target, NULL);
	g_autofree char *end = NULL;

	if (!record)
		return NULL;
	end = hash && view_is_id(hash + 1)
		      ? g_strdup_printf(".html#part-%s", hash + 1)
		      : g_strdup(".html");
	return record_url(view, record, end);
}

struct value *view_link(const struct view *view, const struct record *record)
{
	struct value *map = value_map(view->arena);

	ask_record(view->ask, record);
	value_set(view->arena, map, "title",
		  value_text(view->arena, record->title));
	value_set(view->arena, map, "url",
		  value_url(view->arena, record_url(view, record, ".html")));
	value_set(view->arena, map, "kind",
		  value_text(view->arena, record->kind->label));
	value_set(view->arena, map, "id", value_text(view->arena, record->id));
	return map;
}

void view_set_text(const struct view *view, struct value *map, const char *key,
		   const char *text)
{
	value_set(view->arena, map, key, value_text(view->arena, text));
}

void view_set_bool(const struct view *view, struct value *map, const char *key,
		   bool b)
{
	value_set(view->arena, map, key, value_bool(b));
}

void view_set_number(const struct view *view, struct value *map,
		     const char *key, size_t n)
{
	value_set(view->arena, map, key, value_number(view->arena, (long)n));
}

void view_set_path(const struct view *view, struct value *map, const char *key,
		   const char *path)
{
	const char *url =
		path ? arena_printf(view->arena, "%s%s", view->root, path)
		     : NULL;

	value_set(view->arena, map, key, value_url(view->arena, url));
}

/* What opens a record's page stands there, not among its facts. */
static bool is_opening(const struct record *record, const char *name)
{
	return g_strcmp0(record->kind->title, name) == 0 ||
	       strcmp(name, "summary") == 0 || strcmp(name, "caveat") == 0;
}

static void divide_fields(const struct view *view, struct value *map,
			  const struct record *record)
{
	const struct value *fields = value_get(map, "_stated");
	struct value *facts = value_list(view->arena);
	struct value *groups = value_list(view->arena);

	for (size_t i = 0; i < value_len(fields); i++) {
		const struct value *entry = value_at(fields, i);
		const char *name = value_bytes(value_get(entry, "_name"), NULL);

		if (value_is_true(value_get(entry, "_isGroup")))
			value_push(view->arena, groups, entry);
		else if (!is_opening(record, name))
			value_push(view->arena, facts, entry);
	}
	value_set(view->arena, map, "_facts", facts);
	value_set(view->arena, map, "_groups", groups);
}

static bool has_history(const struct view *view, const struct record *record)
{
	return ask_changes(view->ask, record) != NULL;
}

struct value *view_record(const struct view *view, const struct record *record)
{
	struct value *map = view_node(view, record->root);
	const struct kind *kind = record->kind;
	struct arena *arena = view->arena;

	ask_record(view->ask, record);
	view_set_text(view, map, "_title", record->title);
	view_set_text(view, map, "_kind", kind->name);
	view_set_text(view, map, "_kindLabel", kind->label);
	view_set_text(view, map, "_plural", kind->plural);
	view_set_text(view, map, "_folder", kind->folder);
	view_set_text(view, map, "_recordId", record->id);
	view_set_text(view, map, "_path", record->path);
	view_set_text(view, map, "_version",
		      node_attr(record->root, "version"));
	view_set_text(view, map, "_publication",
		      record->publication == EDITION_PUBLIC
			      ? NULL
			      : codes_label(registers_codes(view->registers),
					    "publication",
					    edition_name(record->publication)));
	divide_fields(view, map, record);
	value_set(arena, map, "_historyUrl",
		  value_url(arena,
			    has_history(view, record)
				    ? record_url(view, record, ".history.html")
				    : NULL));
	value_set(arena, map, "_listUrl",
		  value_url(arena, arena_printf(arena, "%s%s.html", view->root,
						kind->folder)));
	return map;
}

struct value *view_table(const struct view *view, struct value *rows,
			 const char *caption, const char *empty)
{
	struct view_rows all = { rows, value_len(rows) };

	return view_table_of(view, &all, caption, empty);
}

bool view_rows_count(struct view_rows *rows)
{
	return rows->n++ < PAGER_ROWS;
}

struct value *view_table_of(const struct view *view,
			    const struct view_rows *rows, const char *caption,
			    const char *empty)
{
	struct value *map = value_map(view->arena);
	size_t n = value_len(rows->list);

	view_set_text(view, map, "caption", caption);
	view_set_text(view, map, "empty", empty);
	view_set_bool(view, map, "isEmpty", n == 0);
	view_set_bool(view, map, "isCut", n < rows->n);
	view_set_number(view, map, "nShown", n);
	view_set_number(view, map, "nAll", rows->n);
	value_set(view->arena, map, "rows", rows->list);
	return map;
}
