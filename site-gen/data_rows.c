/* SPDX-License-Identifier: MIT */
/*
 * The rows of a table.  A cell gathers all elements at its column's path; they
 * come out in one order for all columns, and an element that lacks an
 * attribute leaves its place between two semicolons empty, so the third value
 * of one column goes with the third of the next.
 */
#include "site-gen/data_table.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/csv.h"
#include "site-gen/edition.h"
#include "site-gen/withheld.h"

#define BETWEEN "; "
#define NOT_STATED "not stated"
#define MAX_OUTER 8

/* One walk over the rows of a table. */
struct walk {
	const struct data_table *table;
	const struct registers *registers;
	const struct record *record;
	char *outer[MAX_OUTER];
	size_t n_outer;
	size_t n_rows;
	GString *out; /* NULL: the rows are only counted */
	GString *cell;
};

/* One cell, while its values are gathered. */
struct gather {
	const struct walk *walk;
	const struct data_column *column;
	size_t n_values;
	bool has_value;
};

static void add(struct gather *g, const char *value)
{
	if (g->n_values++ > 0)
		g_string_append(g->walk->cell, BETWEEN);
	if (*value)
		g->has_value = true;
	csv_add_value(g->walk->cell, value);
}

static char *title_of_target(const struct registers *registers,
			     const char *target)
{
	const struct node *part = NULL;
	const struct record *record =
		registers_resolve(registers, target, &part);
	const char *title =
		part && part->parent ? node_value(part, "title") : NULL;

	if (!record)
		return g_strdup("");
	return title ? g_strdup_printf("%s: %s", record->title, title)
		     : g_strdup(record->title);
}

static char *in_words(const struct registers *registers,
		      const struct field *field, const char *value)
{
	if (!*value)
		return g_strdup("");
	if (field->codes)
		return g_strdup(codes_label(registers_codes(registers),
					    field->codes, value));
	return title_of_target(registers, value);
}

static void add_element(struct gather *g, const struct node *node)
{
	const struct data_column *column = g->column;
	const char *value =
		column->attr ? node_attr(node, column->attr->name) : node->text;

	if (!value)
		value = "";
	if (column->cell == DATA_WORDS) {
		g_autofree char *words = in_words(
			g->walk->registers,
			column->attr ? column->attr : node->field, value);

		add(g, words);
	} else if (!column->attr && node_is_not_stated(node)) {
		add(g, NOT_STATED);
	} else {
		add(g, value);
	}
}

/*
 * What is not stated or not shown of a group is so of all that it holds; NULL
 * when the group says something.
 */
static const char *silence(const struct data_column *column,
			   const struct node *group)
{
	if (column->cell != DATA_VALUE || column->attr)
		return NULL;
	if (edition_is_hidden(group))
		return EDITION_HIDDEN;
	return node_is_not_stated(group) ? NOT_STATED : NULL;
}

static void gather(struct gather *g, const struct node *node, size_t depth)
{
	if (depth == g->column->n_path) {
		add_element(g, node);
		return;
	}
	for (const struct node *n = node->child; n; n = n->next) {
		const char *silent = NULL;

		if (n->field != g->column->path[depth])
			continue;
		if (depth + 1 < g->column->n_path)
			silent = silence(g->column, n);
		if (silent)
			add(g, silent);
		else
			gather(g, n, depth + 1);
	}
}

/* The column that says what the row as a whole rests on. */
static bool is_mark(const struct data_column *column)
{
	return column->n_path == 0 && column->cell == DATA_VALUE &&
	       column->attr && strcmp(column->attr->name, "evidence") == 0;
}

static void make_cell(const struct walk *walk, const struct data_column *column,
		      const struct node *row, size_t number)
{
	struct gather g = { .walk = walk, .column = column };

	g_string_truncate(walk->cell, 0);
	switch (column->cell) {
	case DATA_RECORD:
		csv_add_value(walk->cell, walk->record->id);
		break;
	case DATA_OUTER:
		csv_add_value(walk->cell, walk->outer[column->outer]);
		break;
	case DATA_NUMBER:
		g_string_append_printf(walk->cell, "%zu", number);
		break;
	case DATA_VALUE:
	case DATA_WORDS:
		if (is_mark(column) && edition_is_hidden(row))
			add(&g, WITHHELD);
		else
			gather(&g, row, 0);
		if (!g.has_value)
			g_string_truncate(walk->cell, 0);
		break;
	}
}

static void add_row(struct walk *walk, const struct node *row, size_t number)
{
	walk->n_rows++;
	if (!walk->out)
		return;
	for (size_t i = 0; i < walk->table->n_columns; i++) {
		make_cell(walk, &walk->table->columns[i], row, number);
		csv_add_cell(walk->out, walk->cell->str, i == 0);
	}
	csv_end_row(walk->out);
}

/* The field between node and the row's that node's child on the way has. */
static const struct field *next_field(const struct field *row,
				      const struct field *at)
{
	while (row->parent != at)
		row = row->parent;
	return row;
}

/* By its id, which people know, or by its number. */
static char *part_name(const struct node *node, size_t number)
{
	const char *id = node_attr(node, "id");

	return id ? g_strdup(id) : g_strdup_printf("%zu", number);
}

static void walk_node(struct walk *walk, const struct node *node, size_t number)
{
	const struct field *field;
	size_t n = 0;

	if (node->field == walk->table->row) {
		add_row(walk, node, number);
		return;
	}
	field = next_field(walk->table->row, node->field);
	if (node->parent && node->field->repeats) {
		g_assert(walk->n_outer < MAX_OUTER);
		walk->outer[walk->n_outer++] = part_name(node, number);
	}
	for (const struct node *c = node->child; c; c = c->next) {
		if (c->field == field)
			walk_node(walk, c, ++n);
	}
	if (node->parent && node->field->repeats)
		g_free(walk->outer[--walk->n_outer]);
}

static void walk_record(struct walk *walk, const struct record *record)
{
	/* A file may hold another kind than its folder is for. */
	if (record->root->field != walk->table->kind->root)
		return;
	walk->record = record;
	walk_node(walk, record->root, 1);
}

void data_table_begin(const struct data_table *table, GString *out)
{
	csv_begin(out);
	for (size_t i = 0; i < table->n_columns; i++)
		csv_add_cell(out, table->columns[i].name, i == 0);
	csv_end_row(out);
}

void data_table_add(const struct data_table *table,
		    const struct registers *registers,
		    const struct record *record, GString *out)
{
	g_autoptr(GString) cell = g_string_new(NULL);
	struct walk walk = {
		.table = table,
		.registers = registers,
		.out = out,
		.cell = cell,
	};

	walk_record(&walk, record);
}

size_t data_table_rows(const struct data_table *table,
		       const struct registers *registers)
{
	struct walk walk = { .table = table, .registers = registers };
	size_t n;
	const struct record *const *all =
		registers_of_kind(registers, table->kind->name, &n);

	for (size_t i = 0; i < n; i++)
		walk_record(&walk, all[i]);
	return walk.n_rows;
}
