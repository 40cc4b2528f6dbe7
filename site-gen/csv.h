/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CSV_H
#define GATEHOUSE_CSV_H

#include <stdbool.h>

#include <glib.h>

/*
 * Writes comma-separated values as RFC 4180 has them (every cell in quotes,
 * CR LF), for spreadsheets: a byte order mark at the beginning, without which
 * some take UTF-8 for another encoding, and no cell that they would run.
 */

/* Begins a file. */
void csv_begin(GString *out);

/*
 * Adds a value to the cell that is being made.  Control and bidirectional
 * characters are left out.  One that begins with = + - @, a tab or a carriage
 * return, with blanks and quotation marks before it or not, would be taken
 * for a formula and gets an apostrophe first.
 */
void csv_add_value(GString *cell, const char *value);

/* Ends a cell; is_first: of its row. */
void csv_add_cell(GString *out, const char *cell, bool is_first);

/* Ends a row. */
void csv_end_row(GString *out);

#endif
