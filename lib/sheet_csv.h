/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_CSV_H
#define GATEHOUSE_SHEET_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct arena;
struct sheet;
struct sheet_book;
struct sheet_column;

/*
 * Whether a spreadsheet would take the text for something else when it opens a
 * CSV file: a formula, a number, a date; or whether it begins with an
 * apostrophe, which would then be taken for our guard.
 */
bool sheet_csv_is_risky(const char *text);

/* The text without the apostrophe that guards it, if it has one. */
const char *sheet_csv_unguard(const char *text);

/* "Retention, until [retention.until]"; owned by the caller. */
char *sheet_csv_heading(const struct sheet_column *column);

/*
 * Appends a sheet of the book as CSV (RFC 4180, UTF-8 with a byte order mark,
 * without which some spreadsheets take it for another encoding).  Texts that
 * are risky get an apostrophe first, which sheet_csv_unguard takes away.
 */
void sheet_csv_write(GString *out, const struct sheet_book *book,
		     const struct sheet *sheet);

#endif
