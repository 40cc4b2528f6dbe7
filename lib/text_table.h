/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEXT_TABLE_H
#define GATEHOUSE_TEXT_TABLE_H

#include <stddef.h>

#include <glib.h>

/*
 * Values by text, for the look-ups that rules make all the time: of records by
 * id, of codes.  Texts and values are borrowed.  Threads may look things up at
 * once, as long as none sets anything.
 */
struct text_table;

struct text_table *text_table_new(void);
void text_table_free(struct text_table *table);

/* Makes room for n more texts, for who knows how many there will be. */
void text_table_expect(struct text_table *table, size_t n);

/* The value that was set for that text, or NULL. */
void *text_table_find(const struct text_table *table, const char *text);

/* Sets the value, not NULL, for the text, in place of one that there is. */
void text_table_set(struct text_table *table, const char *text, void *value);

typedef struct text_table TextTable;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextTable, text_table_free)

#endif
