/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_FOLLOW_H
#define GATEHOUSE_SHEET_FOLLOW_H

#include <stdbool.h>

struct arena;
struct sheet;

/*
 * A file need not show all columns of an element: its source, say.  Where a
 * value is gone from a row, or stands in another line of its cell, moves what
 * is in the columns that the file does not have along with it.  before and
 * cells: the row as it was and with the file's cells in it.
 */
void sheet_follow(struct arena *arena, const struct sheet *sheet,
		  const bool *has, const char *const *before,
		  const char **cells);

#endif
