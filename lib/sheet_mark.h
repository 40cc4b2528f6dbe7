/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_MARK_H
#define GATEHOUSE_SHEET_MARK_H

struct arena;

/* What a cell says of an element that holds nothing. */
enum sheet_mark {
	SHEET_VALUE,	  /* nothing of the kind: the cell is a value */
	SHEET_NOT_STATED, /* "not stated": the source is silent */
	SHEET_LEFT_EMPTY, /* "left empty": it stands there, and that is all */
};

/* The words of a mark that is not SHEET_VALUE. */
const char *sheet_mark_words(enum sheet_mark mark);

/*
 * A value as a cell, such that it is not taken for a mark: in brackets where
 * it would be.  Borrowed from the arena, or value itself.
 */
const char *sheet_mark_guard(struct arena *arena, const char *value);

/* What a cell says, in letters of any case; *value: what it holds then. */
enum sheet_mark sheet_mark_read(struct arena *arena, const char *cell,
				const char **value);

#endif
