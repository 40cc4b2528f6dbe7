/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DATA_COLUMN_H
#define GATEHOUSE_DATA_COLUMN_H

struct data_column;
struct data_table;

/* What people are told of tables and columns; owned by the caller. */

/* "Agreement: Flow: Destruction". */
char *data_column_table(const struct data_table *table);

/* The schema's label and hint of what the cells hold. */
char *data_column_label(const struct data_table *table,
			const struct data_column *column);
char *data_column_hint(const struct data_table *table,
		       const struct data_column *column);

/* The form of the cells: "date, for example 2026-11-22", "code of the list …" */
char *data_column_form(const struct data_table *table,
		       const struct data_column *column);

#endif
