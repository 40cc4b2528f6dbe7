/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_READ_H
#define GATEHOUSE_SHEET_READ_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct codes;
struct diags;
struct sheet;
struct sheets;

/* A sheet as somebody has filled it in. */
struct sheet_read {
	struct arena *arena; /* rows and cells live there */
	const struct sheet *sheet;
	char *path;	 /* of the file, for messages */
	bool *has;	 /* by column: whether the file has it */
	unsigned *place; /* by column: where in the file, from 1 */
	bool is_cp1252;	 /* letters may have become question marks */
	GPtrArray *rows; /* of struct sheet_row, blank ones left out */
};

/* What a file of CSV is to be read as. */
struct sheet_read_request {
	const struct sheets *sheets;
	const struct codes *codes;
	const struct sheet *sheet;
	const char *path;
	const char *bytes;
	size_t len;
	bool is_day_first; /* 03/04/2026 is the third of April */
};

/*
 * Reads a file into cells of the form that sheet_book gives them.  What does
 * not fit goes on diags with row and column, and marks its row as faulty; so
 * does, as a note, what was recognised: the encoding, the order of days and
 * months, codes by their labels.  NULL when nothing of the file can be used.
 */
struct sheet_read *sheet_read_csv(const struct sheet_read_request *request,
				  struct diags *diags);
void sheet_read_free(struct sheet_read *read);

/*
 * Adds an error about a cell of the file (column SIZE_MAX: about the row) to
 * diags: "'Start' in F5: …".
 */
void sheet_read_fault(const struct sheet_read *read, unsigned line,
		      size_t column, struct diags *diags, const char *format,
		      ...) G_GNUC_PRINTF(5, 6);

/*
 * The sheet that a file holds by its name, "agreements.flow.csv" or, as
 * programs name what they take out of a workbook, "book-agreements.flow.csv".
 * NULL: none.
 */
const struct sheet *sheet_read_named(const struct sheets *sheets,
				     const char *name);

typedef struct sheet_read SheetRead;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetRead, sheet_read_free)

#endif
