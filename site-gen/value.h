/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_VALUE_H
#define GATEHOUSE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct arena;

/*
 * What a page template is filled in with.  The type says where a value may
 * stand: TEXT is escaped, a URL may begin an address, HTML stands as it is
 * and only in the text of a page.  HTML cannot be made here (see trusted.h).
 */
enum value_type {
	VALUE_NOTHING,
	VALUE_BOOL,
	VALUE_TEXT,
	VALUE_URL,
	VALUE_HTML,
	VALUE_LIST,
	VALUE_MAP
};

struct value;

/* These need no arena and live as long as the program. */
const struct value *value_nothing(void);
const struct value *value_bool(bool b);

/*
 * A copy of s, without control characters (newline and tab stay) and
 * bidirectional controls; bytes that are not UTF-8 become U+FFFD.  NULL
 * gives NOTHING.
 */
const struct value *value_text(struct arena *arena, const char *s);

/* A whole number as text, without grouping. */
const struct value *value_number(struct arena *arena, long number);

/*
 * A copy of an address: http:, https:, mailto:, a relative path, a query or
 * a fragment; "" is the page itself.  Blanks around it are dropped, those in
 * it become %20.  Any other scheme, an address that names a host without a
 * scheme, and one with control characters give NOTHING, as NULL does.
 */
const struct value *value_url(struct arena *arena, const char *s);

/* An empty list, and v added to its end (NULL adds NOTHING). */
struct value *value_list(struct arena *arena);
void value_push(struct arena *arena, struct value *list, const struct value *v);

/*
 * An empty map, and v (NULL: NOTHING) under a key, which the caller keeps
 * alive; setting a key again replaces its value.  Cost is linear in the
 * number of keys: keys are names of fields, not data.
 */
struct value *value_map(struct arena *arena);
void value_set(struct arena *arena, struct value *map, const char *key,
	       const struct value *v);

/*
 * A map that makes the values of its keys when they are asked for, and keeps
 * them: find gives the value under a key, which it sets to a string that lives as
 * long as the map, or NULL where there is no such key, and name gives the i-th of the keys, NULL past the last.  Both are called with of
 * and about, which live as long as the arena is read.  What is set with
 * value_set goes before them.  Such a map is for one thread.
 */
struct value_origin {
	const struct value *(*find)(const void *of, const void *about,
				    const char **key);
	const char *(*name)(const void *about, size_t i);
};

struct value *value_map_of(struct arena *arena,
			   const struct value_origin *origin, const void *of,
			   const void *about);

enum value_type value_type(const struct value *v);

/* "nothing", "a yes or no", "text", "an address", "HTML", "a list", "a map" */
const char *value_type_name(const struct value *v);

/*
 * Whether a section on it is shown: not for NOTHING, false, an empty list,
 * and empty TEXT, URL or HTML.  "0" and an empty map are true.
 */
bool value_is_true(const struct value *v);

/* Bytes of TEXT, URL or HTML, NUL-terminated; len may be NULL. */
const char *value_bytes(const struct value *v, size_t *len);

/* Number of items of a LIST or entries of a MAP; 0 for other types. */
size_t value_len(const struct value *v);

/* Item i of a list. */
const struct value *value_at(const struct value *list, size_t i);

/* Value under a key, or NULL when map has no such key or is not a MAP. */
const struct value *value_get(const struct value *map, const char *key);

/*
 * Key i of a map, in the order in which they were first set, or asked for if
 * they are made then.
 */
const char *value_key_at(const struct value *map, size_t i);

/* value_get for a caller that keeps the key's hash, as value_hash gives it. */
guint value_hash(const char *key);
const struct value *value_find(const struct value *map, const char *key,
			       guint hash);

#endif
