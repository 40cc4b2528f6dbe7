/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CSV_READ_H
#define GATEHOUSE_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Limits of what is read: bytes of a file, cells of a row, bytes of a cell. */
#define CSV_READ_MAX_BYTES (64u * 1024 * 1024)
#define CSV_READ_MAX_CELLS 16384u
#define CSV_READ_MAX_CELL (1024u * 1024)

/* A row: cells in UTF-8, which live until the next is read. */
struct csv_row {
	const char *const *cells;
	size_t n_cells;
	unsigned number; /* as a spreadsheet counts, from 1 */
};

/* How the file was written. */
struct csv_form {
	char separator;	   /* ',', ';' or a tab */
	bool is_cp1252;	   /* Windows-1252, else UTF-8 */
	bool has_mark;	   /* a byte order mark */
	bool has_sep_line; /* Excel's "sep=;" as the first line */
};

/*
 * Reads comma-separated values as RFC 4180 has them and as spreadsheets write
 * them: rows end with CR LF, LF or CR; cells in quotes may hold line breaks,
 * which come out as LF.
 */
struct csv_read;

/* How many of the cells of a heading somebody knows. */
typedef size_t (*csv_read_known)(void *data, const struct csv_row *row);

/*
 * Finds out encoding and separator: the one with which known (may be NULL: the
 * number of cells) counts most in the first row.  bytes are the caller's and
 * have to stay.  NULL, with error set (a sentence without the file's name),
 * when this is no such text.
 */
struct csv_read *csv_read_new(const char *bytes, size_t len,
			      csv_read_known known, void *data, GError **error);
void csv_read_free(struct csv_read *read);

struct csv_form csv_read_form(const struct csv_read *read);

/*
 * The next row.  False at the end, and, with error set, where the text is not
 * understood or past a limit.  Memory: that of one row.
 */
bool csv_read_row(struct csv_read *read, struct csv_row *row, GError **error);

typedef struct csv_read CsvRead;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvRead, csv_read_free)

#endif
