/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_BOOK_H
#define GATEHOUSE_SHEET_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct arena;
struct record;
struct sheet;
struct sheets;

/* A row: as many cells as its sheet has columns; "" is an empty one. */
struct sheet_row {
	const char **cells;
	unsigned line;	/* in the file it was read from, from 1; 0: none */
	bool is_faulty; /* a cell of it does not fit */
};

/* The sheets with their rows, which live as long as the book. */
struct sheet_book;

struct sheet_book *sheet_book_new(const struct sheets *sheets);
void sheet_book_free(struct sheet_book *book);

const struct sheets *sheet_book_sheets(const struct sheet_book *book);

/* The rows of a sheet, an array of struct sheet_row owned by the book. */
GPtrArray *sheet_book_rows(const struct sheet_book *book,
			   const struct sheet *sheet);

/*
 * Adds the rows of a record, whose texts have to outlive the book.  False, and
 * nothing added, when it is not valid.
 */
bool sheet_book_add(struct sheet_book *book, const struct record *record);

/* Whether the column has a place in what people are given. */
bool sheet_book_shows(const struct sheet_book *book, const struct sheet *sheet,
		      size_t column);

typedef struct sheet_book SheetBook;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetBook, sheet_book_free)

#endif
