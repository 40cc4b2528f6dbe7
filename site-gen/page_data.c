/* SPDX-License-Identifier: MIT */
/*
 * Tells people what the files below data/ hold, from the same tables that the
 * files are made from.
 */
#include "site-gen/page_data.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/data_column.h"
#include "site-gen/data_table.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define LICENCE_HEADING 3

static void set_path(const struct view *view, struct value *map,
		     const char *key, const char *folder, const char *ending)
{
	g_autofree char *path = g_strdup_printf("%s%s", folder, ending);

	view_set_path(view, map, key, path);
}

static struct value *register_row(const struct view *view,
				  const struct data_table *table)
{
	struct value *map = value_map(view->arena);
	const char *folder = table->kind->folder;
	g_autofree char *data = g_strdup_printf("data/%s", folder);

	view_set_text(view, map, "label", table->kind->plural);
	view_set_number(view, map, "count",
			data_table_rows(table, view->registers));
	set_path(view, map, "url", folder, ".html");
	set_path(view, map, "csvUrl", data, ".csv");
	set_path(view, map, "jsonUrl", data, ".json");
	set_path(view, map, "schemaUrl", data, ".schema.json");
	set_path(view, map, "columnsUrl", data, ".html");
	return map;
}

static struct value *part_row(const struct view *view,
			      const struct data_table *table)
{
	struct value *map = value_map(view->arena);
	g_autofree char *label = data_column_table(table);

	view_set_text(view, map, "label", label);
	view_set_number(view, map, "count",
			data_table_rows(table, view->registers));
	view_set_path(view, map, "csvUrl", table->path);
	return map;
}

static struct value *column_row(const struct view *view,
				const struct data_table *table,
				const struct data_column *column)
{
	struct value *map = value_map(view->arena);
	g_autofree char *label = data_column_label(table, column);
	g_autofree char *hint = data_column_hint(table, column);
	g_autofree char *form = data_column_form(table, column);

	view_set_text(view, map, "name", column->name);
	view_set_text(view, map, "label", label);
	view_set_text(view, map, "hint", hint);
	view_set_text(view, map, "form", form);
	return map;
}

static struct value *explanation(const struct view *view,
				 const struct data_table *table)
{
	struct value *map = value_map(view->arena);
	struct value *columns = value_list(view->arena);
	g_autofree char *label = data_column_table(table);

	for (size_t i = 0; i < table->n_columns; i++)
		value_push(view->arena, columns,
			   column_row(view, table, &table->columns[i]));
	view_set_text(view, map, "label", label);
	view_set_text(view, map, "file", strchr(table->path, '/') + 1);
	view_set_path(view, map, "url", table->path);
	value_set(view->arena, map, "columns", columns);
	return map;
}

/* A record whose file the commands on the page can name. */
static struct value *example(const struct view *view)
{
	for (size_t i = 0; i < registers_len(view->registers); i++) {
		const struct record *record = registers_get(view->registers, i);
		struct value *map;

		if (!record->is_valid || !view_is_id(record->id))
			continue;
		map = value_map(view->arena);
		view_set_text(view, map, "folder", record->kind->folder);
		view_set_text(view, map, "id", record->id);
		return map;
	}
	return NULL;
}

static void set_licence(const struct view *view, struct value *map)
{
	const struct node *licence =
		node_child(registers_settings(view->registers), "licence");

	value_set(view->arena, map, "licence",
		  node_is_stated(licence)
			  ? markdown_render(view->arena, licence->text,
					    LICENCE_HEADING, NULL)
			  : value_nothing());
}

struct value *page_data_make(const struct view *view,
			     const struct page *page G_GNUC_UNUSED)
{
	const struct data_tables *tables = ask_tables(view->ask);
	struct value *map = value_map(view->arena);
	struct value *registers = value_list(view->arena);
	struct value *parts = value_list(view->arena);

	for (size_t i = 0; i < data_tables_len(tables); i++) {
		const struct data_table *table = data_tables_get(tables, i);

		if (table->row->parent)
			value_push(view->arena, parts, part_row(view, table));
		else
			value_push(view->arena, registers,
				   register_row(view, table));
	}
	value_set(view->arena, map, "registers", registers);
	value_set(view->arena, map, "parts", parts);
	value_set(view->arena, map, "example", example(view));
	view_set_bool(view, map, "isInternal",
		      view->edition == EDITION_INTERNAL);
	set_licence(view, map);
	return map;
}

struct value *page_data_columns(const struct view *view,
				const struct page *page)
{
	const struct data_tables *tables = ask_tables(view->ask);
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < data_tables_len(tables); i++) {
		const struct data_table *table = data_tables_get(tables, i);

		if (table->kind == page->kind)
			value_push(view->arena, list, explanation(view, table));
	}
	view_set_text(view, map, "plural", page->kind->plural);
	value_set(view->arena, map, "tables", list);
	return map;
}
