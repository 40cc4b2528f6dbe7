/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEETS_H
#define GATEHOUSE_SHEETS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct field;
struct kind;
struct schema;

/* What the cells of a column hold. */
enum sheet_cell {
	SHEET_RECORD, /* id of the record that the row is a part of */
	SHEET_OUTER,  /* id or number of a part that the row is in */
	SHEET_NUMBER, /* number of the row among its like, from 1 */
	SHEET_TEXT,   /* text of an element */
	SHEET_ATTR,   /* attribute of an element */
};

struct sheet_column {
	const char *name;  /* "retention.until"; ASCII, unique in its sheet */
	const char *label; /* "Retention, until"; unique in its sheet */
	enum sheet_cell cell;
	const struct field *element; /* NULL: where the row stands */
	const struct field *attr;    /* of SHEET_ATTR */
	size_t outer;		     /* of SHEET_OUTER: which, from 0 */
	bool is_list;		     /* the element repeats: one value a line */
	bool is_seldom; /* evidence and the like: shown where it is used */
	bool is_main;	/* the element is said to be silent here */
};

/*
 * A sheet: one row a record or, where something repeats in a record, one row
 * for each time.  What repeats and is no more than a word or a reference
 * stays in a cell of the row around it.
 */
struct sheet {
	const char *name;  /* "agreements.flow" */
	const char *tab;   /* the same within the 31 letters of a workbook */
	const char *title; /* "Agreement: Flow" */
	const struct kind *kind;
	const struct field *row;
	const struct field *const *outer; /* repeating groups around row */
	size_t n_outer;
	bool has_number; /* rows are told apart by number, not by id */
	size_t key;	 /* the column of the number or the id */
	const struct sheet_column *columns;
	size_t n_columns;
};

/*
 * The sheets in which all that records of the schema can say has its place.
 * They point into the schema.
 */
struct sheets;

struct sheets *sheets_new(const struct schema *schema);
void sheets_free(struct sheets *sheets);

/* In the order of the schema: a register's own sheet before its parts'. */
size_t sheets_len(const struct sheets *sheets);
const struct sheet *sheets_get(const struct sheets *sheets, size_t i);

/* The field whose values the column holds; NULL: it says where a row stands. */
const struct field *sheets_field(const struct sheet_column *column);

/* The place of a sheet in that order. */
size_t sheets_index(const struct sheets *sheets, const struct sheet *sheet);

/* The sheet whose rows an element is; NULL: it stands in columns. */
const struct sheet *sheets_of_row(const struct sheets *sheets,
				  const struct field *element);

/*
 * The columns of an element, which stand together in its sheet: the first,
 * and how many.
 */
const struct sheet_column *sheets_columns(const struct sheets *sheets,
					  const struct field *element,
					  size_t *n);

typedef struct sheets Sheets;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheets, sheets_free)

#endif
