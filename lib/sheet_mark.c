/* SPDX-License-Identifier: MIT */
/*
 * Two things that an element can say without a value have to fit into a cell
 * that could hold any text.  They are words that people read and type; a text
 * that happens to be these very words goes into one more pair of brackets.
 */
#include "lib/sheet_mark.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"

static const char *const words[] = {
	[SHEET_VALUE] = "",
	[SHEET_NOT_STATED] = "not stated",
	[SHEET_LEFT_EMPTY] = "left empty",
};

const char *sheet_mark_words(enum sheet_mark mark)
{
	return words[mark];
}

/* The mark within so many pairs of brackets, if it is one. */
static enum sheet_mark unwrap(const char *s, size_t *pairs)
{
	size_t open = strspn(s, "(");
	size_t len = strlen(s + open);

	*pairs = open;
	for (size_t i = SHEET_NOT_STATED; i < G_N_ELEMENTS(words); i++) {
		size_t n = strlen(words[i]);

		if (len == n + open &&
		    g_ascii_strncasecmp(s + open, words[i], n) == 0 &&
		    strspn(s + open + n, ")") == open)
			return (enum sheet_mark)i;
	}
	return SHEET_VALUE;
}

const char *sheet_mark_guard(struct arena *arena, const char *value)
{
	size_t pairs;

	if (unwrap(value, &pairs) == SHEET_VALUE)
		return value;
	return arena_printf(arena, "(%s)", value);
}

enum sheet_mark sheet_mark_read(struct arena *arena, const char *cell,
				const char **value)
{
	size_t pairs;
	enum sheet_mark mark = unwrap(cell, &pairs);

	*value = cell;
	if (mark == SHEET_VALUE)
		return SHEET_VALUE;
	if (pairs == 0) {
		*value = "";
		return mark;
	}
	*value = arena_strndup(arena, cell + 1, strlen(cell) - 2);
	return SHEET_VALUE;
}
