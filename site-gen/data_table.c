/* SPDX-License-Identifier: MIT */
/*
 * Tables for a tree: the schema says which fields can stand there once, and
 * these become columns; a field that repeats keeps its column and its values
 * are joined; a group that repeats would lose which value goes with which, so
 * it gets a table of its own, whose first columns say what it is a part of.
 *
 * Names of columns are the schema's, joined by dots: they do not change when
 * a label is reworded.
 */
#include "site-gen/data_table.h"

#include <string.h>

#include "lib/arena.h"

#define MAX_DEPTH 32

struct data_tables {
	struct arena *arena;
	GPtrArray *all; /* of struct data_table */
	enum edition edition;
};

/* Where in the schema a table's columns are being gathered. */
struct gathering {
	struct data_tables *tables;
	const struct data_table *table;
	GArray *columns;  /* of struct data_column */
	GPtrArray *parts; /* fields that get tables of their own */
	const struct field *path[MAX_DEPTH];
	size_t n_path;
};

static bool is_shown(const struct gathering *g, const struct field *field)
{
	return field->edition <= g->tables->edition;
}

static const struct field *const *
keep(struct arena *arena, const struct field *const *fields, size_t n)
{
	const struct field **copy = arena_array(arena, n, sizeof(*copy));

	for (size_t i = 0; i < n; i++)
		copy[i] = fields[i];
	return copy;
}

static const char *name_of(const struct gathering *g, const struct field *attr,
			   const char *more)
{
	g_autoptr(GString) name = g_string_new(NULL);

	for (size_t i = 0; i < g->n_path; i++)
		g_string_append_printf(name, "%s%s", i > 0 ? "." : "",
				       g->path[i]->name);
	if (attr)
		g_string_append_printf(name, "%s%s", name->len > 0 ? "." : "",
				       attr->name);
	g_string_append(name, more);
	return arena_strdup(g->tables->arena, name->str);
}

static void add_column(struct gathering *g, enum data_cell cell,
		       const struct field *attr)
{
	struct data_column column = {
		.name = name_of(g, attr, cell == DATA_WORDS ? ".words" : ""),
		.cell = cell,
		.attr = attr,
		.path = keep(g->tables->arena, g->path, g->n_path),
		.n_path = g->n_path,
	};

	g_array_append_val(g->columns, column);
}

/* A value and, where it is a code or a reference, what that stands for. */
static void add_value(struct gathering *g, const struct field *field,
		      const struct field *attr)
{
	add_column(g, DATA_VALUE, attr);
	if (field->codes || (field->refs && field->type == FIELD_REF))
		add_column(g, DATA_WORDS, attr);
}

static void add_attrs(struct gathering *g, const struct field *field)
{
	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];

		if (is_shown(g, attr) &&
		    (g->n_path == 0 || !field_is_claim(attr)))
			add_value(g, attr, attr);
	}
}

/* The columns of all that may stand in a group. */
static void add_children(struct gathering *g, const struct field *field)
{
	g_assert(g->n_path < MAX_DEPTH);
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];

		if (!is_shown(g, child))
			continue;
		if (child->type == FIELD_GROUP && child->repeats) {
			g_ptr_array_add(g->parts, (gpointer)child);
			continue;
		}
		g->path[g->n_path++] = child;
		if (child->type != FIELD_GROUP)
			add_value(g, child, NULL);
		add_attrs(g, child);
		add_children(g, child);
		g->n_path--;
	}
}

/* What tells the rows of a part from one another, first of all. */
static void add_places(struct gathering *g)
{
	struct arena *arena = g->tables->arena;
	const struct data_table *table = g->table;
	struct data_column column = { .name = "record", .cell = DATA_RECORD };

	if (!table->row->parent)
		return;
	g_array_append_val(g->columns, column);
	for (size_t i = 0; i < table->n_outer; i++) {
		column.name = arena_strdup(arena, table->outer[i]->name);
		column.cell = DATA_OUTER;
		column.outer = i;
		g_array_append_val(g->columns, column);
	}
	column.name = "number";
	column.cell = DATA_NUMBER;
	g_array_append_val(g->columns, column);
}

/* "data/agreements.flow.destruction.csv" */
static const char *path_of(struct arena *arena, const struct kind *kind,
			   const struct field *row)
{
	g_autofree char *inner = g_strdup("");

	for (; row->parent; row = row->parent) {
		g_autofree char *before = inner;

		inner = g_strdup_printf(".%s%s", row->name, before);
	}
	return arena_printf(arena, "data/%s%s.csv", kind->folder, inner);
}

/* The repeating groups that row stands in, the outermost first. */
static void set_outer(struct arena *arena, struct data_table *table)
{
	const struct field *found[MAX_DEPTH];
	size_t n = 0;

	for (const struct field *f = table->row->parent; f && f->parent;
	     f = f->parent) {
		if (!f->repeats)
			continue;
		g_assert(n < MAX_DEPTH);
		found[n++] = f;
	}
	for (size_t i = 0; i < n / 2; i++) {
		const struct field *swap = found[i];

		found[i] = found[n - 1 - i];
		found[n - 1 - i] = swap;
	}
	table->outer = keep(arena, found, n);
	table->n_outer = n;
}

static void add_table(struct data_tables *tables, const struct kind *kind,
		      const struct field *row)
{
	struct data_table *table = arena_alloc(tables->arena, sizeof(*table));
	g_autoptr(GArray) columns =
		g_array_new(FALSE, FALSE, sizeof(struct data_column));
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	struct gathering gathering = {
		.tables = tables,
		.table = table,
		.columns = columns,
		.parts = parts,
	};
	struct data_column *kept;

	table->path = path_of(tables->arena, kind, row);
	table->kind = kind;
	table->row = row;
	set_outer(tables->arena, table);
	g_ptr_array_add(tables->all, table);
	add_places(&gathering);
	add_attrs(&gathering, row);
	add_children(&gathering, row);
	kept = arena_array(tables->arena, columns->len, sizeof(*kept));
	if (columns->len > 0)
		memcpy(kept, columns->data, columns->len * sizeof(*kept));
	table->columns = kept;
	table->n_columns = columns->len;
	for (guint i = 0; i < parts->len; i++)
		add_table(tables, kind, parts->pdata[i]);
}

struct data_tables *data_tables_new(const struct schema *schema,
				    enum edition edition)
{
	struct data_tables *tables = g_new0(struct data_tables, 1);
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);

	tables->arena = arena_new();
	tables->all = g_ptr_array_new();
	tables->edition = edition;
	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			add_table(tables, &kinds[i], kinds[i].root);
	}
	return tables;
}

void data_tables_free(struct data_tables *tables)
{
	if (!tables)
		return;
	g_ptr_array_unref(tables->all);
	arena_free(tables->arena);
	g_free(tables);
}

size_t data_tables_len(const struct data_tables *tables)
{
	return tables->all->len;
}

const struct data_table *data_tables_get(const struct data_tables *tables,
					 size_t i)
{
	return tables->all->pdata[i];
}

const struct data_table *data_tables_find(const struct data_tables *tables,
					  const char *path)
{
	for (guint i = 0; i < tables->all->len; i++) {
		const struct data_table *table = tables->all->pdata[i];

		if (strcmp(table->path, path) == 0)
			return table;
	}
	return NULL;
}
