/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_JSON_READ_H
#define GATEHOUSE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct arena;

/* Limits of what is read: bytes of a file, and how deep values stand. */
#define JSON_READ_MAX_BYTES (16u * 1024 * 1024)
#define JSON_READ_MAX_DEPTH 64

enum json_type {
	JSON_IS_NULL,
	JSON_IS_FALSE,
	JSON_IS_TRUE,
	JSON_IS_NUMBER,
	JSON_IS_TEXT,
	JSON_IS_LIST,
	JSON_IS_OBJECT,
};

/* One value of the JSON of others, in an arena. */
struct json_value {
	enum json_type type;
	const char *key;  /* in an object; NULL elsewhere */
	const char *text; /* of a text or a number; "" for others */
	const struct json_value *child; /* first of a list or object, or NULL */
	const struct json_value *next;	/* sibling, in the file's order */
	size_t n;			/* how many children */
};

/*
 * Reads len bytes of JSON.  NULL, with error set to one sentence that has the
 * line where there is one: larger or deeper than the limits, not UTF-8, no
 * JSON, a key twice in an object, a NUL in a text.  A byte order mark is
 * passed over.
 */
const struct json_value *json_read(struct arena *arena, const char *bytes,
				   size_t len, GError **error);

/*
 * The same for a plain file.  The message names it, and says too when it
 * cannot be read.
 */
const struct json_value *json_read_file(struct arena *arena, const char *path,
					GError **error);

/* The member of that key; NULL: there is none, or value is no object. */
const struct json_value *json_read_member(const struct json_value *value,
					  const char *key);

/* "an object", "a text", … */
const char *json_read_type(const struct json_value *value);

#endif
