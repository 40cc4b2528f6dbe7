/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DATA_TABLE_H
#define GATEHOUSE_DATA_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/schema.h"

struct record;
struct registers;

/* What the cells of a column hold. */
enum data_cell {
	DATA_RECORD, /* id of the record that the row is a part of */
	DATA_OUTER,  /* id or number of a part that the row is in */
	DATA_NUMBER, /* number of the row among its like, from 1 */
	DATA_VALUE,  /* what the record says */
	DATA_WORDS   /* the same in words: a code's label, a record's title */
};

struct data_column {
	const char *name; /* "retention.until"; ASCII, unique in its table */
	enum data_cell cell;
	const struct field *attr; /* DATA_VALUE, DATA_WORDS: NULL: the text */
	const struct field *const *path; /* from below the row to the element */
	size_t n_path;
	size_t outer; /* DATA_OUTER: which, from 0 */
};

/*
 * A table of a register: one row a record or, where a group of fields may
 * repeat in a record, one row a group.
 */
struct data_table {
	const char *path; /* "data/agreements.flow.csv" */
	const struct kind *kind;
	const struct field *row;
	const struct field *const *outer; /* repeating groups around row */
	size_t n_outer;
	const struct data_column *columns;
	size_t n_columns;
};

/*
 * The tables in which the schema's records can be given away, with the columns
 * that the edition may show.  They point into the schema.
 */
struct data_tables;

struct data_tables *data_tables_new(const struct schema *schema,
				    enum edition edition);
void data_tables_free(struct data_tables *tables);

/* In the order of the schema: a register's own table before its parts'. */
size_t data_tables_len(const struct data_tables *tables);
const struct data_table *data_tables_get(const struct data_tables *tables,
					 size_t i);

/* By the path of its file; NULL when there is none. */
const struct data_table *data_tables_find(const struct data_tables *tables,
					  const char *path);

/* Appends the names of the columns, as CSV. */
void data_table_begin(const struct data_table *table, GString *out);

/*
 * Appends the rows of one record of the table's kind, of an edition's
 * registers.  Cost: linear in the record's elements times the columns.
 */
void data_table_add(const struct data_table *table,
		    const struct registers *registers,
		    const struct record *record, GString *out);

/* How many rows all of them have, without the names. */
size_t data_table_rows(const struct data_table *table,
		       const struct registers *registers);

typedef struct data_tables DataTables;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DataTables, data_tables_free)

#endif
