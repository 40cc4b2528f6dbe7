/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_PACK_H
#define GATEHOUSE_CHANGE_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct packed_part;
struct packed_texts;

/*
 * Changed fields (see change.h) as bytes, to be kept or read when asked for:
 * rows of the same width, and their texts elsewhere.
 */

/* Bytes of a row. */
#define CHANGE_PACK_ROW 20u

/* Adds the rows of an array of struct field_change to rows, and its texts. */
void change_pack(GByteArray *rows, struct packed_texts *texts,
		 const GPtrArray *fields);

/* Whether n rows are such, and all their texts among these. */
bool change_pack_fits(const char *rows, size_t n,
		      const struct packed_part *texts);

/*
 * The way back, for what fits: an array of struct field_change, owned by the
 * caller; the texts stay where they are.
 */
GPtrArray *change_pack_read(const char *rows, size_t n, const char *texts);

#endif
