/* SPDX-License-Identifier: MIT */
/*
 * Records as rows.  The values of an element that repeats within a cell stand
 * one a line, in the same order in all columns of the element, so the third
 * line of one goes with the third of the next; blank lines at the end are left
 * out.  An element that says nothing has a mark in its first column that is
 * there to be filled, so that each element of a record leaves a trace.
 */
#include "lib/sheet_book.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sheet_mark.h"
#include "lib/sheet_value.h"
#include "lib/sheets.h"

struct sheet_book {
	struct arena *arena;
	const struct sheets *sheets;
	GPtrArray **rows; /* by the order of the sheets */
	bool **is_used;	  /* by sheet and column */
};

/* Where in a record the rows are being made. */
struct walk {
	struct sheet_book *book;
	const char *record;
	const char *outer[32];
	size_t n_outer;
};

struct sheet_book *sheet_book_new(const struct sheets *sheets)
{
	struct sheet_book *book = g_new0(struct sheet_book, 1);
	size_t n = sheets_len(sheets);

	book->arena = arena_new();
	book->sheets = sheets;
	book->rows = arena_array(book->arena, n, sizeof(GPtrArray *));
	book->is_used = arena_array(book->arena, n, sizeof(bool *));
	for (size_t i = 0; i < n; i++) {
		book->rows[i] = g_ptr_array_new();
		book->is_used[i] = arena_array(book->arena,
					       sheets_get(sheets, i)->n_columns,
					       sizeof(bool));
	}
	return book;
}

void sheet_book_free(struct sheet_book *book)
{
	if (!book)
		return;
	for (size_t i = 0; i < sheets_len(book->sheets); i++)
		g_ptr_array_unref(book->rows[i]);
	arena_free(book->arena);
	g_free(book);
}

const struct sheets *sheet_book_sheets(const struct sheet_book *book)
{
	return book->sheets;
}

GPtrArray *sheet_book_rows(const struct sheet_book *book,
			   const struct sheet *sheet)
{
	return book->rows[sheets_index(book->sheets, sheet)];
}

/* Adds an empty row at the end of a sheet. */
static struct sheet_row *new_row(struct sheet_book *book,
				 const struct sheet *sheet)
{
	struct sheet_row *row = arena_alloc(book->arena, sizeof(*row));

	row->cells = arena_array(book->arena, sheet->n_columns,
				 sizeof(const char *));
	for (size_t i = 0; i < sheet->n_columns; i++)
		row->cells[i] = "";
	g_ptr_array_add(sheet_book_rows(book, sheet), row);
	return row;
}

/* Whether the element has neither text nor anything that stands for it. */
static bool is_silent(const struct node *node)
{
	return !node->child && !*node->text && !node_attr(node, "ref") &&
	       !node_attr(node, "code");
}

static const char *attr_cell(struct arena *arena, const struct node *node,
			     const struct sheet_column *column)
{
	const char *name = column->attr->name;
	const char *value = node_attr(node, name);

	/* The mark stands where the value would. */
	if (strcmp(name, "evidence") == 0 && node->field->type != FIELD_GROUP &&
	    node_is_not_stated(node) && is_silent(node))
		return "";
	if (!value)
		return "";
	if (!*value)
		return sheet_mark_words(SHEET_LEFT_EMPTY);
	return sheet_value_show(arena, column->attr, value);
}

/* What stands in the place of a value that is not there. */
static const char *silence(const struct node *node, bool is_row)
{
	if (!is_silent(node))
		return "";
	if (node_is_not_stated(node))
		return sheet_mark_words(SHEET_NOT_STATED);
	return is_row ? "" : sheet_mark_words(SHEET_LEFT_EMPTY);
}

static const char *one_cell(struct arena *arena, const struct node *node,
			    const struct sheet_column *column, bool is_row)
{
	const char *value;

	if (column->cell == SHEET_ATTR)
		value = attr_cell(arena, node, column);
	else if (*node->text)
		value = sheet_value_show(arena, column->element, node->text);
	else
		value = "";
	return *value || !column->is_main ? value : silence(node, is_row);
}

/* The cell of the element and, where it repeats, of those like it. */
static const char *make_cell(struct arena *arena, const struct node *node,
			     const struct sheet_column *column, bool is_row)
{
	g_autoptr(GString) lines = NULL;
	size_t used = 0;

	if (!column->is_list)
		return one_cell(arena, node, column, is_row);
	lines = g_string_new(NULL);
	for (const struct node *n = node; n; n = node_again(n)) {
		const char *value = one_cell(arena, n, column, is_row);

		if (n != node)
			g_string_append_c(lines, '\n');
		g_string_append(lines, value);
		if (*value)
			used = lines->len;
	}
	return arena_strndup(arena, lines->str, used);
}

static void add_cells(struct walk *walk, const struct sheet *sheet,
		      struct sheet_row *row, const struct node *node)
{
	struct sheet_book *book = walk->book;
	bool *is_used = book->is_used[sheets_index(book->sheets, sheet)];
	size_t n;
	const struct sheet_column *columns =
		sheets_columns(book->sheets, node->field, &n);
	size_t first = (size_t)(columns - sheet->columns);

	for (size_t i = 0; i < n; i++) {
		row->cells[first + i] =
			make_cell(book->arena, node, &columns[i],
				  node->field == sheet->row);
		is_used[first + i] |= *row->cells[first + i] != '\0';
	}
}

static void add_row(struct walk *walk, const struct sheet *sheet,
		    const struct node *node, size_t number);

/* Fills the row with all below node that has no sheet of its own. */
static void add_inner(struct walk *walk, const struct sheet *sheet,
		      struct sheet_row *row, const struct node *node)
{
	const struct field *before = NULL;

	add_cells(walk, sheet, row, node);
	for (const struct node *n = node->child; n; n = n->next) {
		/* Those in one cell are dealt with at the first. */
		if (n->field && n->field != before &&
		    !sheets_of_row(walk->book->sheets, n->field))
			add_inner(walk, sheet, row, n);
		before = n->field;
	}
}

/* The rows that parts of node are, through the groups that are columns. */
static void add_parts(struct walk *walk, const struct node *node)
{
	const struct field *before = NULL;
	size_t number = 0;

	for (const struct node *n = node->child; n; n = n->next) {
		const struct sheet *own =
			n->field ? sheets_of_row(walk->book->sheets, n->field)
				 : NULL;

		number = n->field == before ? number + 1 : 1;
		before = n->field;
		if (own)
			add_row(walk, own, n, number);
		else if (n->field)
			add_parts(walk, n);
	}
}

static void add_row(struct walk *walk, const struct sheet *sheet,
		    const struct node *node, size_t number)
{
	struct arena *arena = walk->book->arena;
	struct sheet_row *row = new_row(walk->book, sheet);
	const char *place = arena_printf(arena, "%zu", number);

	for (size_t i = 0; i < sheet->n_columns; i++) {
		const struct sheet_column *column = &sheet->columns[i];

		if (column->cell == SHEET_RECORD)
			row->cells[i] = walk->record;
		else if (column->cell == SHEET_OUTER)
			row->cells[i] = walk->outer[column->outer];
		else if (column->cell == SHEET_NUMBER)
			row->cells[i] = place;
	}
	add_inner(walk, sheet, row, node);
	if (node->parent) {
		g_assert(walk->n_outer < G_N_ELEMENTS(walk->outer));
		walk->outer[walk->n_outer++] =
			sheet->has_number
				? place
				: arena_strdup(arena, node_attr(node, "id"));
	}
	add_parts(walk, node);
	if (node->parent)
		walk->n_outer--;
}

bool sheet_book_add(struct sheet_book *book, const struct record *record)
{
	const struct node *root = record->root;
	struct walk walk = { .book = book, .record = record->id };

	/* A file may hold another kind than its folder is for. */
	if (!record->is_valid || root->field != record->kind->root)
		return false;
	add_row(&walk, sheets_of_row(book->sheets, root->field), root, 1);
	return true;
}

bool sheet_book_shows(const struct sheet_book *book, const struct sheet *sheet,
		      size_t column)
{
	return !sheet->columns[column].is_seldom ||
	       book->is_used[sheets_index(book->sheets, sheet)][column];
}
