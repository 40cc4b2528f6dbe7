/* SPDX-License-Identifier: MIT */
/*
 * What can be taken away is made from the same redacted registers as the
 * pages.  Each file is one pass over its register; trees that are made on the
 * way are freed with their record, and what is made of it is handed on, so
 * memory is that of one record.
 */
#include "site-gen/data.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/xml_write.h"
#include "site-gen/ask.h"
#include "site-gen/csv.h"
#include "site-gen/data_column.h"
#include "site-gen/data_table.h"
#include "site-gen/json_text.h"
#include "site-gen/page.h"
#include "site-gen/page_data.h"
#include "site-gen/record_json.h"
#include "site-gen/record_schema.h"
#include "site-gen/stage.h"
#include "site-gen/view.h"
#include "site-gen/withheld.h"

#define SCHEMAS "schemas"
#define CODES "data/schemas/codes/"

static bool write_table(const struct view *view, const struct page *page,
			GString *out, GError **error)
{
	const struct data_table *table =
		data_tables_find(ask_tables(view->ask), page->path);
	size_t n;
	const struct record *const *all =
		registers_of_kind(view->registers, page->kind->name, &n);

	g_assert(table);
	data_table_begin(table, out);
	for (size_t i = 0; i < n; i++) {
		data_table_add(table, view->registers, all[i], out);
		if (!page_flush(view, out, error))
			return false;
	}
	return true;
}

static void add_cell(GString *out, const char *value, bool is_first)
{
	g_autoptr(GString) cell = g_string_new(NULL);

	csv_add_value(cell, value);
	csv_add_cell(out, cell->str, is_first);
}

static void add_column(GString *out, const struct data_table *table,
		       const struct data_column *column)
{
	g_autofree char *label = data_column_label(table, column);
	g_autofree char *hint = data_column_hint(table, column);
	g_autofree char *form = data_column_form(table, column);

	add_cell(out, table->path + strlen("data/"), true);
	add_cell(out, column->name, false);
	add_cell(out, label, false);
	add_cell(out, hint, false);
	add_cell(out, form, false);
	csv_end_row(out);
}

static bool write_columns(const struct view *view,
			  const struct page *page G_GNUC_UNUSED, GString *out,
			  GError **error G_GNUC_UNUSED)
{
	static const char *const names[] = { "file", "column", "label",
					     "meaning", "form" };
	const struct data_tables *tables = ask_tables(view->ask);

	csv_begin(out);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		csv_add_cell(out, names[i], i == 0);
	csv_end_row(out);
	for (size_t i = 0; i < data_tables_len(tables); i++) {
		const struct data_table *table = data_tables_get(tables, i);

		for (size_t j = 0; j < table->n_columns; j++)
			add_column(out, table, &table->columns[j]);
	}
	return true;
}

static void add_json(GString *out, const struct view *view,
		     const struct record *record, bool is_indented)
{
	g_autoptr(Arena) arena = arena_new();
	const struct node *tree = withheld_mark(arena, record, view->edition);
	struct json_text json = { .out = out, .is_indented = is_indented };

	record_json_give(&json, view->registers, record, tree);
}

static bool write_records(const struct view *view, const struct page *page,
			  GString *out, GError **error)
{
	const struct kind *kind = page->kind;
	size_t n;
	const struct record *const *all =
		registers_of_kind(view->registers, kind->name, &n);

	g_string_append_printf(out,
			       "{\"schema\":\"%s.schema.json\",\"kind\":\"%s\","
			       "\"edition\":\"%s\",\"records\":[",
			       kind->folder, kind->name,
			       edition_name(view->edition));
	for (size_t i = 0; i < n; i++) {
		g_string_append(out, i > 0 ? ",\n" : "\n");
		add_json(out, view, all[i], false);
		if (!page_flush(view, out, error))
			return false;
	}
	g_string_append(out, "\n]}\n");
	return true;
}

static bool write_json(const struct view *view, const struct page *page,
		       GString *out, GError **error G_GNUC_UNUSED)
{
	add_json(out, view, page->record, true);
	g_string_append_c(out, '\n');
	return true;
}

static bool write_xml(const struct view *view, const struct page *page,
		      GString *out, GError **error G_GNUC_UNUSED)
{
	xml_write(out, withheld_mark(view->arena, page->record, view->edition));
	return true;
}

static bool write_schema(const struct view *view, const struct page *page,
			 GString *out, GError **error G_GNUC_UNUSED)
{
	record_schema_append(out, page->kind, registers_codes(view->registers));
	return true;
}

/* One of the program's own files: it has its path below data/. */
static bool write_asset(const struct view *view, const struct page *page,
			GString *out, GError **error)
{
	g_autoptr(GBytes) bytes =
		assets_load(registers_library(view->registers)->assets,
			    page->path + strlen("data/"), error);
	gsize len;
	const char *data;

	if (!bytes)
		return false;
	data = g_bytes_get_data(bytes, &len);
	g_string_append_len(out, data, (gssize)len);
	return true;
}

static void append_copy(struct arena *arena, struct node ***end,
			const struct node *node)
{
	struct node *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *node;
	copy->next = NULL;
	**end = copy;
	*end = &copy->next;
}

static void append_codes(struct arena *arena, struct node ***end,
			 const struct code_list *list)
{
	for (size_t i = 0; i < list->n_codes; i++)
		append_copy(arena, end, list->codes[i].node);
}

/* The list with the codes that the registers add to the program's own. */
static bool write_codes(const struct view *view, const struct page *page,
			GString *out, GError **error G_GNUC_UNUSED)
{
	const char *name = page->path + strlen(CODES);
	g_autofree char *id = g_strndup(name, strlen(name) - strlen(".xml"));
	const struct code_list *list =
		codes_list(registers_codes(view->registers), id);
	const struct node *first = list->codes[0].node->parent;
	struct node root = *first;
	struct node **end = &root.child;

	root.child = NULL;
	root.is_indexed = root.is_noted = false;
	for (const struct node *n = first->child; n; n = n->next) {
		if (strcmp(n->name, "code") != 0)
			append_copy(view->arena, &end, n);
		else if (n == list->codes[0].node)
			append_codes(view->arena, &end, list);
	}
	xml_write(out, &root);
	return true;
}

typedef bool (*writer)(const struct view *view, const struct page *page,
		       GString *out, GError **error);

static void add(struct plan *plan, const char *path, writer write,
		const struct kind *kind, const struct record *record)
{
	struct page page = {
		.path = path,
		.kind = kind,
		.record = record,
		.write = write,
	};

	plan_add(plan, &page);
}

static void plan_schemas(struct plan *plan, const struct registers *registers)
{
	g_auto(GStrv) paths =
		assets_list(registers_library(registers)->assets, SCHEMAS);
	size_t n;
	const struct code_list *const *lists =
		codes_lists(registers_codes(registers), &n);

	for (char **path = paths; *path; path++) {
		g_autofree char *to = g_strconcat("data/", *path, NULL);

		if (g_str_has_suffix(*path, ".xsd") && stage_is_path(to))
			add(plan, to, write_asset, NULL, NULL);
	}
	for (size_t i = 0; i < n; i++) {
		g_autofree char *to =
			g_strconcat(CODES, lists[i]->id, ".xml", NULL);

		if (lists[i]->n_codes > 0 && view_is_id(lists[i]->id))
			add(plan, to, write_codes, NULL, NULL);
	}
}

static void plan_register(struct plan *plan, const struct kind *kind)
{
	g_autofree char *json = g_strdup_printf("data/%s.json", kind->folder);
	g_autofree char *schema =
		g_strdup_printf("data/%s.schema.json", kind->folder);

	g_autofree char *columns =
		g_strdup_printf("data/%s.html", kind->folder);
	g_autofree char *title = g_strdup_printf("Columns: %s", kind->plural);
	struct page page = {
		.path = columns,
		.template = "data-columns",
		.title = title,
		.kind = kind,
		.make = page_data_columns,
	};

	add(plan, json, write_records, kind, NULL);
	add(plan, schema, write_schema, kind, NULL);
	plan_add(plan, &page);
}

void data_plan(struct plan *plan, const struct site *site)
{
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(site->registers)->schema, &n);

	for (size_t i = 0; i < data_tables_len(site->tables); i++) {
		const struct data_table *table =
			data_tables_get(site->tables, i);

		add(plan, table->path, write_table, table->kind, NULL);
	}
	add(plan, "data/columns.csv", write_columns, NULL, NULL);
	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			plan_register(plan, &kinds[i]);
	}
	plan_schemas(plan, site->registers);
}

void data_plan_record(struct plan *plan, const struct record *record)
{
	const char *folder = record->kind->folder;
	g_autofree char *xml =
		g_strdup_printf("data/%s/%s.xml", folder, record->id);
	g_autofree char *json =
		g_strdup_printf("data/%s/%s.json", folder, record->id);

	add(plan, xml, write_xml, record->kind, record);
	add(plan, json, write_json, record->kind, record);
}
