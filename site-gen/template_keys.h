/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEMPLATE_KEYS_H
#define GATEHOUSE_TEMPLATE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct assets;

/*
 * What each template is given, as templates/keys.xml says for those who write
 * templates.  A test holds it equal to what pages really provide.
 */
struct template_keys;

/* One key of a map. */
struct template_keys_key {
	const char *name;
	const char *type;    /* "text", "url", "html", "bool", "map", "list" */
	const char *of;	     /* the shape of a map or of a list's items; a type
				of items; NULL: neither */
	const char *meaning; /* a sentence */
	bool is_seldom;	     /* not in the registers of the test */
};

/* What names of the schema's fields a map has besides its keys. */
enum template_keys_fields {
	TEMPLATE_KEYS_NO_FIELDS,
	TEMPLATE_KEYS_FIELDS,  /* their elements and attributes */
	TEMPLATE_KEYS_FLAGS,   /* whether they are there */
	TEMPLATE_KEYS_ENTRIES, /* of elements: all of that name, as one map */
};

/* A map that occurs in more than one place, or all that a template is given. */
struct template_keys_shape {
	const char *name;  /* of a template: "agreement" */
	const char *title; /* "A link to a record" */
	bool is_page;
	enum template_keys_fields fields;
	/* Shapes whose keys it has too. */
	const struct template_keys_shape **also;
	size_t n_also;
	const struct template_keys_key *keys;
	size_t n_keys;
};

/* NULL, with error set, when the file is missing or contradicts itself. */
struct template_keys *template_keys_new(const struct assets *assets,
					GError **error);
void template_keys_free(struct template_keys *keys);

/* All: the shapes, then the templates, both in the order of the file. */
const struct template_keys_shape *
template_keys_shapes(const struct template_keys *keys, size_t *n);

/* By name; NULL when there is none. */
const struct template_keys_shape *
template_keys_find(const struct template_keys *keys, const char *name,
		   bool is_page);

/* The key of a shape or of those whose keys it has; NULL when there is none. */
const struct template_keys_key *
template_keys_key(const struct template_keys_shape *shape, const char *name);

/* What a key holds, in words: "list of links"; owned by the caller. */
char *template_keys_type(const struct template_keys_key *key);

typedef struct template_keys TemplateKeys;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateKeys, template_keys_free)

#endif
