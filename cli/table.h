/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TABLE_H
#define GATEHOUSE_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include <glib.h>

/* Rows of text under headings, to be shown in columns or as CSV. */
struct table;

/* headings: n of them, copied. */
struct table *table_new(const char *const *headings, size_t n);
void table_free(struct table *table);

/* Adds a row of as many cells as there are headings, copied. */
void table_add(struct table *table, const char *const *cells);

/* Columns aligned for a terminal, by the width of the characters. */
void table_print(const struct table *table, FILE *to);

/*
 * RFC 4180, headings first, lines ended by CR LF.  A cell that a spreadsheet
 * would take for a formula gets an apostrophe in front.
 */
void table_print_csv(const struct table *table, FILE *to);

typedef struct table Table;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

#endif
