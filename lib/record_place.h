/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_PLACE_H
#define GATEHOUSE_RECORD_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* Where an element stands in the bytes of its file; all count from 0. */
struct record_place {
	size_t start;	 /* of its start tag */
	size_t name_end; /* past its name, with prefix, in the start tag */
	size_t open_end; /* past its start tag */
	size_t close;	 /* of its end tag; for <name/> its end */
	size_t end;	 /* past all of it */
};

/* Where an attribute stands. */
struct record_place_attr {
	size_t start; /* of the blanks before it */
	size_t value; /* past the first quote */
	size_t end;   /* past the last quote */
};

/*
 * The places of all elements, in document order (an array of struct
 * record_place, owned by the caller).  The bytes are of a file that lib/xml
 * has read: well-formed, without a document type.  NULL for what is not.
 */
GArray *record_place_list(const char *bytes, size_t len);

/* The attribute of that name without prefix; false when it is not there. */
bool record_place_find(const char *bytes, const struct record_place *place,
		       const char *name, struct record_place_attr *attr);

/*
 * The end of what begins at "from" if that is a comment or an instruction to
 * programs (<?…?>); otherwise from.  Looks no further than "to".
 */
size_t record_place_skip(const char *bytes, size_t from, size_t to);

/* The same for a CDATA section. */
size_t record_place_cdata(const char *bytes, size_t from, size_t to);

#endif
