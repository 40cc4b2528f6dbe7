/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_PACK_H
#define GATEHOUSE_CHANGE_PACK_H

#include <stdbool.h>

#include <glib.h>

struct packed;

/* Changed fields (see change.h) as bytes, to be kept or read when asked for. */

/* Adds an array of struct field_change to the end of out. */
void change_pack(GByteArray *out, const GPtrArray *fields);

/* Steps over fields; false: they are none. */
bool change_pack_skip(struct packed *from);

/*
 * The way back, for bytes that change_pack_skip has stepped over.  An array of
 * struct field_change, owned by the caller; their texts stay where they are.
 */
GPtrArray *change_pack_read(const char *fields);

/* How many fields that gives. */
guint change_pack_len(const char *fields);

#endif
