/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PACKED_H
#define GATEHOUSE_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

struct text_table;

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

	if (text != NULL && text[len] != '\0') {
		from->next = NULL;
		return NULL;
	}
	return text;
}

/*
 * How many things follow, of at least so many bytes each, which have to be
 * there; 0 where they are not.
 */
static inline uint32_t packed_count(struct packed *from, size_t each)
{
	uint32_t n = packed_number(from);

	if (from->next != NULL && (size_t)(from->end - from->next) / each < n)
		from->next = NULL;
	return from->next != NULL ? n : 0;
}

/* Add to the end of out.  Numbers and lengths are below 2^32. */
void packed_put(GByteArray *out, const void *bytes, size_t len);
void packed_put_number(GByteArray *out, size_t number);
void packed_put_text(GByteArray *out, const char *text);

/* The number that stands there. */
static inline uint32_t packed_number_at(const char *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof(number));
	return GUINT32_FROM_LE(number);
}

/*
 * Tables whose rows are all of the same width, one after another as parts of
 * the same bytes, before which stand their lengths; and the texts of them all
 * as another part, in which each stands once, with a NUL.  So nothing has to be
 * gone through from end to end before a row can be used.
 */
struct packed_part {
	const char *at;
	size_t len;
};

/* Whether the rest of the bytes are n parts, and nothing else. */
bool packed_parts(struct packed *from, struct packed_part *parts, size_t n);
void packed_put_parts(GByteArray *out, GByteArray *const *parts, size_t n);

/* How many bytes n parts have together. */
size_t packed_parts_len(GByteArray *const *parts, size_t n);

/*
 * Adds the places of all rows of that width, sorted by the bytes of the key that
 * each begins with.
 */
void packed_put_order(GByteArray *out, const GByteArray *rows, size_t width,
		      size_t key_len);

/* Whether texts can be asked for in it. */
static inline bool packed_is_texts(const struct packed_part *part)
{
	return part->len > 0 && part->at[part->len - 1] == '\0';
}

/* The text at that place of such a part; NULL: it is outside. */
static inline const char *packed_text_at(const struct packed_part *texts,
					 uint32_t place)
{
	return place < texts->len ? texts->at + place : NULL;
}

/* Such a part as it is made. */
struct packed_texts {
	GByteArray *bytes;
	struct text_table *places; /* NULL: none is looked for */
};

/* The place of a text, which is kept where places is not NULL. */
uint32_t packed_texts_add(struct packed_texts *texts, const char *text);

#endif
