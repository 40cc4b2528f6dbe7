/* SPDX-License-Identifier: MIT */
/*
 * The way back from rows to a tree follows the schema, not the rows: for each
 * element that may stand in a place it is asked whether the columns or the
 * rows that are its own say anything.  So the children come out in the order
 * that the schema asks for, whatever the order of columns in a file.
 */
#include "lib/sheet_tree.h"

#include <stdbool.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sheet_book.h"
#include "lib/sheet_mark.h"
#include "lib/sheet_plan.h"
#include "lib/sheet_read.h"
#include "lib/sheets.h"

#define MAX_OUTER 32
#define MAX_ATTRS 32

/* One record while its tree is made. */
struct making {
	struct arena *arena;
	const struct sheets *sheets;
	struct sheet_plan_record *record;
	struct diags *diags;
	const struct sheet_plan_row *row; /* whose columns are being read */
	const char *outer[MAX_OUTER]; /* ids or numbers of the rows around */
	size_t n_outer;
};

static void fault(struct making *m, const struct sheet_column *column,
		  const char *message)
{
	const struct sheet_plan_row *row = m->row;
	size_t place = (size_t)(column - row->sheet->columns);
	/* What nobody wrote into a sheet is said of the record's file. */
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = m->record->record ? m->record->record->path
					  : m->record->id,
	};

	m->record->is_faulty = true;
	if (row->from)
		sheet_read_fault(row->from, row->line, place, m->diags, "%s",
				 message);
	else
		diags_addf(m->diags, &diag, "'%s': %s", column->label, message);
}

/* The cell of a column; of a list, the line with that index. */
static const char *cell_of(const struct making *m,
			   const struct sheet_column *column, size_t line)
{
	const char *cell = m->row->row->cells[column - m->row->sheet->columns];

	if (!column->is_list)
		return cell;
	for (; line > 0 && cell; line--) {
		cell = strchr(cell, '\n');
		if (cell)
			cell++;
	}
	return cell ? arena_strndup(m->arena, cell, strcspn(cell, "\n")) : "";
}

/* How many lines the columns of an element have at most. */
static size_t count_lines(const struct making *m, const struct field *element)
{
	size_t n, most = 0;
	const struct sheet_column *columns =
		sheets_columns(m->sheets, element, &n);

	for (size_t i = 0; i < n; i++) {
		const char *cell =
			m->row->row
				->cells[&columns[i] - m->row->sheet->columns];
		size_t lines = *cell != '\0';

		for (; *cell; cell++)
			lines += *cell == '\n';
		most = MAX(most, lines);
	}
	return columns && columns->is_list ? most : MIN(most, 1);
}

/* "yes" and "no" as the record has them. */
static const char *value_of(struct making *m, const struct field *field,
			    const char *cell, enum sheet_mark *mark)
{
	const char *value;

	*mark = sheet_mark_read(m->arena, cell, &value);
	if (field->type == FIELD_BOOLEAN && strcmp(value, "yes") == 0)
		return "true";
	if (field->type == FIELD_BOOLEAN && strcmp(value, "no") == 0)
		return "false";
	return value;
}

static void add_attr(struct node *node, const struct field *field,
		     const char *value)
{
	struct attr *attr = &node->attrs[node->n_attrs++];

	attr->name = field->name;
	attr->value = value;
	attr->field = field;
}

/* What an element is, without what is inside it; NULL: it is not there. */
static struct node *make_element(struct making *m, const struct field *element,
				 size_t line, bool is_row)
{
	size_t n;
	const struct sheet_column *columns =
		sheets_columns(m->sheets, element, &n);
	struct node *node = arena_alloc(m->arena, sizeof(*node));
	const struct field *evidence = field_attr(element, "evidence");
	bool is_there = is_row, is_not_stated = false, has_value = false;

	g_assert(n < MAX_ATTRS);
	node->name = element->name;
	node->field = element;
	node->text = "";
	node->attrs = arena_array(m->arena, n + 1, sizeof(struct attr));
	for (size_t i = 0; i < n; i++) {
		const struct sheet_column *column = &columns[i];
		const char *cell = cell_of(m, column, line);
		enum sheet_mark mark;
		const char *value;

		if (!*cell)
			continue;
		is_there = true;
		value = value_of(m, column->attr ? column->attr : element, cell,
				 &mark);
		is_not_stated |= mark == SHEET_NOT_STATED;
		has_value |= column->is_main || !column->attr ||
			     strcmp(column->attr->name, "code") == 0;
		if (column->attr && (mark == SHEET_VALUE || !column->is_main))
			add_attr(node, column->attr, value);
		else if (!column->attr && mark == SHEET_VALUE)
			node->text = value;
	}
	if (is_not_stated && evidence && !node_attr(node, "evidence"))
		add_attr(node, evidence, "not-stated");
	if (is_there && !is_row && !has_value && element->type != FIELD_GROUP)
		fault(m, columns,
		      "there is no value, but something is said about it; "
		      "write the value, or 'not stated'");
	return is_there ? node : NULL;
}

static void append(struct node *parent, struct node ***end, struct node *child)
{
	child->parent = parent;
	**end = child;
	*end = &child->next;
}

static void add_children(struct making *m, struct node *node);

/* Whether a row stands in the groups that are being made. */
static bool is_inside(const struct making *m, const struct sheet_plan_row *row)
{
	for (size_t i = 0; i < row->sheet->n_outer; i++) {
		if (i >= m->n_outer ||
		    strcmp(row->row->cells[1 + i], m->outer[i]) != 0)
			return false;
	}
	return true;
}

/* What the schema asks for of an element that is there. */
static void check_required(struct making *m, const struct node *node)
{
	for (size_t i = 0; i < node->field->n_children; i++) {
		const struct field *field = &node->field->children[i];
		const struct sheet *sheet = sheets_of_row(m->sheets, field);
		size_t n;

		if (!field->is_required || node_child(node, field->name))
			continue;
		if (!sheet)
			fault(m, sheets_columns(m->sheets, field, &n),
			      "expected a value; no record is without");
		else
			fault(m, m->row->sheet->columns,
			      arena_printf(m->arena,
					   "expected at least one row that is "
					   "a part of this one in '%s'",
					   sheet->name));
	}
}

/* The elements that are rows of their own sheet. */
static void add_rows(struct making *m, struct node *node, struct node ***end,
		     const struct sheet *sheet)
{
	const struct sheet_plan_row *around = m->row;

	for (guint i = 0; i < m->record->rows->len; i++) {
		const struct sheet_plan_row *row = m->record->rows->pdata[i];
		struct node *child;

		if (row->sheet != sheet || row->is_gone || !is_inside(m, row))
			continue;
		m->row = row;
		child = make_element(m, sheet->row, 0, true);
		g_assert(m->n_outer < MAX_OUTER);
		/* The id or number by which inner rows name this one. */
		m->outer[m->n_outer++] = row->row->cells[sheet->key];
		add_children(m, child);
		m->n_outer--;
		check_required(m, child);
		append(node, end, child);
		m->row = around;
	}
}

/* All that is inside an element: groups that say nothing are not made. */
static void add_children(struct making *m, struct node *node)
{
	struct node **end = &node->child;

	for (size_t i = 0; i < node->field->n_children; i++) {
		const struct field *field = &node->field->children[i];
		const struct sheet *sheet = sheets_of_row(m->sheets, field);
		struct node **before = end;
		size_t lines = sheet ? 0 : count_lines(m, field);

		if (sheet)
			add_rows(m, node, &end, sheet);
		for (size_t k = 0; k < lines; k++) {
			struct node *child = make_element(m, field, k, false);

			if (child)
				append(node, &end, child);
		}
		if (field->type == FIELD_GROUP && !sheet) {
			struct node *group = *before;

			if (!group) {
				group = arena_alloc(m->arena, sizeof(*group));
				group->name = field->name;
				group->field = field;
				group->text = "";
			}
			add_children(m, group);
			if (group->child && !*before)
				append(node, &end, group);
			if (*before)
				check_required(m, group);
		}
	}
}

struct node *sheet_tree_make(struct arena *arena, const struct sheets *sheets,
			     struct sheet_plan_record *record,
			     struct diags *diags)
{
	struct making making = {
		.arena = arena,
		.sheets = sheets,
		.record = record,
		.diags = diags,
	};
	const struct field *version;
	struct node *root = NULL;

	for (guint i = 0; i < record->rows->len && !making.row; i++) {
		const struct sheet_plan_row *row = record->rows->pdata[i];

		if (row->sheet == record->sheet)
			making.row = row;
	}
	if (!making.row)
		return NULL;
	root = make_element(&making, record->sheet->row, 0, true);
	version = field_attr(root->field, "version");
	if (version && !record->record && !node_attr(root, "version"))
		add_attr(root, version, "1");
	add_children(&making, root);
	check_required(&making, root);
	return root;
}
