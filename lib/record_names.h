/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_NAMES_H
#define GATEHOUSE_RECORD_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Private to record_history.c: the ids that records have had, by number. */
struct record_names;

struct record_name {
	const char *id;
	size_t own;	 /* place of the life that had it last, and 1; or 0 */
	size_t current;	 /* of the one that had it at the time looked at */
	bool was_record; /* a record of that id has been removed so far, or */
	bool was_rest;	 /* what was left of one */
};

struct record_names *record_names_new(void);
void record_names_free(struct record_names *names);

/* The number of the id of len bytes, which is added where it is new. */
size_t record_names_add(struct record_names *names, const char *id, size_t len);

/* The name of that number; until another is added. */
struct record_name *record_names_at(const struct record_names *names,
				    size_t number);

/* NULL: no record has had it. */
const struct record_name *record_names_find(const struct record_names *names,
					    const char *id);

#endif
