/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_ROWS_H
#define GATEHOUSE_CHANGE_ROWS_H

struct arena;
struct change_titles;
struct field_change;
struct value;

/* A list of changed fields in the making. */
struct change_rows {
	struct arena *arena;
	struct value *list;
	const struct change_titles *titles; /* NULL: references stay ids */
	/* Makes the map of a row, with keys of its own; NULL: an empty one. */
	struct value *(*make)(const void *data);
	const void *data;
};

/*
 * Adds a row for the field, or for a long text one for each stretch of it that
 * differs: {label, old, new, aside, isSame}.  old and new are in words, NOTHING
 * where there is none; aside says how much of the text is as before; isSame:
 * only spaces and line breaks differ, and neither old nor new is given.
 */
void change_rows_push(const struct change_rows *rows,
		      const struct field_change *change);

/* The text, or its beginning and how much there is in all. */
const char *change_rows_clip(struct arena *arena, const char *text);

#endif
