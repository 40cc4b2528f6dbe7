/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_FORM_H
#define GATEHOUSE_CHANGE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "lib/packed.h"
#include "lib/repo.h"

struct change_kept;
struct record_change;

/*
 * Private to change_cache.c: what is kept of changes, as bytes.  All of it is
 * in parts (see packed.h), which are used where they lie.
 */
enum change_form_part {
	CHANGE_FORM_TARGETS, /* what texts refer to: numbers as below */
	CHANGE_FORM_ROWS,    /* of changes: blobs before and after, numbers */
	CHANGE_FORM_ORDER,   /* the places of the rows, sorted by blobs */
	CHANGE_FORM_FIELDS,  /* as in change_pack.h */
	CHANGE_FORM_REFS,    /* places of targets */
	CHANGE_FORM_TEXTS,   /* of all of these, each once */
	CHANGE_FORM_PARTS,
};

/* Numbers of a target, and of a row; texts are places in their part. */
enum {
	CHANGE_TARGET_WAS_SEEN,
	CHANGE_TARGET_ID,
	CHANGE_TARGET_NUMBERS,
};
enum {
	CHANGE_ROW_FACTS,
	CHANGE_ROW_PATH,
	CHANGE_ROW_OLD_PATH, /* "": the same */
	CHANGE_ROW_TITLE,
	CHANGE_ROW_FIRST_FIELD,
	CHANGE_ROW_N_FIELDS,
	CHANGE_ROW_FIRST_REF,
	CHANGE_ROW_N_REFS,
	CHANGE_ROW_NUMBERS,
};

/* Bytes of each. */
#define CHANGE_FORM_NUMBER sizeof(uint32_t)
#define CHANGE_FORM_IDS (2 * sizeof(struct repo_id))
#define CHANGE_FORM_ROW \
	(CHANGE_FORM_IDS + CHANGE_ROW_NUMBERS * CHANGE_FORM_NUMBER)
#define CHANGE_FORM_TARGET (CHANGE_TARGET_NUMBERS * CHANGE_FORM_NUMBER)

struct change_target {
	const char *id;
	bool is_seen;
	bool is_other; /* than when rows were made that rest on it */
};

/* One of numbers that stand there. */
static inline uint32_t change_form_number(const char *numbers, size_t which)
{
	return packed_number_at(numbers + which * CHANGE_FORM_NUMBER);
}

/* The blobs of a change as they stand in a row. */
void change_form_ids(const struct record_change *change,
		     char ids[CHANGE_FORM_IDS]);

/* The path before a change, as it stands there. */
const char *change_form_old_path(const struct record_change *change);

/* Whether the parts are made of what they should be. */
bool change_form_is_whole(const struct packed_part parts[CHANGE_FORM_PARTS]);

/*
 * Adds the parts that hold n changes, which rest on some of the targets (of
 * struct change_target).  False: that is more than can be kept.
 */
bool change_form_write(GByteArray *out, const GArray *targets,
		       const struct change_kept *kept, size_t n);

#endif
