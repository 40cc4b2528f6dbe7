/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_JSON_TEXT_H
#define GATEHOUSE_JSON_TEXT_H

#include <stdbool.h>

#include <glib.h>

/*
 * JSON written as it comes, byte for byte as jansson would write the same
 * values: for what is too much to be built first.  Set up with out and
 * is_indented (by two blanks a level), the rest zero.
 */
struct json_text {
	GString *out;
	bool is_indented;
	unsigned depth;
	bool has_items; /* of the innermost array or object */
};

/* '[' or '{', and its end. */
void json_text_open(struct json_text *json, char bracket);
void json_text_close(struct json_text *json, char bracket);

/*
 * The key of what is written next, "text" without what JSON would escape, and
 * the place of what is written next in an array.
 */
void json_text_key(struct json_text *json, const char *key);
void json_text_item(struct json_text *json);

/* A string, where what is not UTF-8 becomes U+FFFD; NULL: null. */
void json_text_string(struct json_text *json, const char *text);
void json_text_bool(struct json_text *json, bool b);

#endif
