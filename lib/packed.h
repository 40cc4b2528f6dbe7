/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PACKED_H
#define GATEHOUSE_PACKED_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

/*
 * Numbers and texts one after another, to be used where they lie: a number is 4
 * bytes, a text its length, its bytes and a NUL.
 */

/* A place in such bytes.  next NULL: something did not fit. */
struct packed {
	const char *next;
	const char *end;
};

/*
 * The next len bytes; NULL: there are fewer.  Inline, as the two below: large
 * caches are gone through from end to end.
 */
static inline const char *packed_bytes(struct packed *from, size_t len)
{
	const char *at = from->next;

	if (at == NULL || (size_t)(from->end - at) < len) {
		from->next = NULL;
		return NULL;
	}
	from->next += len;
	return at;
}

/* 0 where nothing fits; the text is NULL then. */
static inline uint32_t packed_number(struct packed *from)
{
	const char *at = packed_bytes(from, sizeof(uint32_t));
	uint32_t number = 0;

	if (at != NULL)
		memcpy(&number, at, sizeof(number));
	return GUINT32_FROM_LE(number);
}

static inline const char *packed_text(struct packed *from)
{
	size_t len = packed_number(from);
	const char *text = packed_bytes(from, len + 1);

	if (text != NULL && text[len] != '\0')
		from->next = NULL;
	return text;
}

/* Add to the end of out.  Numbers and lengths are below 2^32. */
void packed_put(GByteArray *out, const void *bytes, size_t len);
void packed_put_number(GByteArray *out, size_t number);
void packed_put_text(GByteArray *out, const char *text);

/* Sets the number that stands at that place. */
void packed_set_number(GByteArray *out, size_t at, size_t number);

#endif
