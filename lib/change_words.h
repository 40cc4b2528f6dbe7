/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_WORDS_H
#define GATEHOUSE_CHANGE_WORDS_H

struct field_change;

/* Where titles of records come from. */
struct change_titles {
	/* Of a record or a part of one ("id#part"); NULL: not known. */
	const char *(*find)(const void *data, const char *target);
	const void *data;
};

/*
 * One of the two values of a changed field as people read it, owned by the
 * caller: "yes" or "no", "Title (id)" of what a reference leads to, otherwise
 * the value as it is.  value may be NULL: there was none, and NULL is returned.
 * titles may be NULL: references stay ids.
 */
char *change_words(const struct field_change *change, const char *value,
		   const struct change_titles *titles);

#endif
