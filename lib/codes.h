/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CODES_H
#define GATEHOUSE_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/node.h"

struct assets;
struct diags;

/* What a code is said to be: name="current" value="yes". */
struct code_property {
	const char *name;
	const char *value;
	uint32_t key;	    /* node_key of the name */
	uint32_t value_key; /* of the value */
};

/* One code of a list. */
struct code {
	const char *id;
	const char *label;
	const char *meaning;
	date_t valid_from; /* DATE_NONE: always was */
	date_t valid_to;   /* DATE_NONE: still is; last day otherwise */
	const struct code_property *properties;
	size_t n_properties;
	const struct node *node; /* the element in its file */
	uint16_t number; /* among all codes, from 1; 0: there are more */
};

struct code_list {
	const char *id;
	const char *title;
	const char *description;
	const struct code *codes; /* in file order */
	size_t n_codes;
};

/* All code lists: the built-in ones, extended by a registers repository. */
struct codes;

/* NULL, with error set, when a built-in list cannot be read. */
struct codes *codes_new(const struct assets *assets, GError **error);
void codes_free(struct codes *codes);

/*
 * Adds the codes of a list file of the registers repository ("codes/x.xml").
 * A code that is already there is a diagnostic, not replaced.
 */
void codes_extend(struct codes *codes, const char *path, const char *bytes,
		  size_t len, struct diags *diags);

/* NULL when there is no such list, or no such code in it. */
const struct code_list *codes_list(const struct codes *codes, const char *list);
const struct code *codes_find(const struct codes *codes, const char *list,
			      const char *id);

/*
 * The code that an element holds by its field, as its text or in its attribute
 * code.  NULL for NULL, where it holds none, and where its list has none such.
 */
const struct code *codes_of(const struct codes *codes, const struct node *node);

/*
 * Has the nodes of a tree note what node_note says, and which code they hold,
 * so that codes_of need not look for it.  Only where those who ask of the tree
 * ask the same codes, and nothing is added to them afterwards.
 */
void codes_note(const struct codes *codes, struct node *root);

/* All lists, sorted by id. */
const struct code_list *const *codes_lists(const struct codes *codes,
					   size_t *n);

/* Label of a code; the id itself when the list does not have it. */
const char *codes_label(const struct codes *codes, const char *list,
			const char *id);

/*
 * The code that is meant by id, for "did you mean": whose label it is, whose id
 * begins with it, or whose id is most like it; NULL: none near.
 */
const struct code *codes_nearest(const struct codes *codes, const char *list,
				 const char *id);

/* Whether there are days on which the code is not valid. */
bool code_is_dated(const struct code *code);

/* Whether the code is valid on that day. */
bool code_is_valid_on(const struct code *code, date_t day);

/* The property of that name, or NULL; code may be NULL. */
G_ALWAYS_INLINE
static inline const struct code_property *
code_property_of(const struct code *code, const char *name)
{
	const struct code_property *all = code ? code->properties : NULL;

	for (size_t i = 0; all && i < code->n_properties; i++) {
		if (all[i].key == node_key(name) &&
		    node_is_same_name(all[i].name, name))
			return &all[i];
	}
	return NULL;
}

/* Value of a property of the code, or NULL; code may be NULL. */
G_ALWAYS_INLINE
static inline const char *code_property(const struct code *code,
					const char *name)
{
	const struct code_property *own = code_property_of(code, name);

	return own ? own->value : NULL;
}

/* Whether the code has that property with that value; code may be NULL. */
G_ALWAYS_INLINE
static inline bool code_has(const struct code *code, const char *name,
			    const char *value)
{
	const struct code_property *own = code_property_of(code, name);

	return own && own->value_key == node_key(value) &&
	       node_is_same_name(own->value, value);
}

/*
 * The code in words for a family: its plain words without a condition, else
 * its meaning, else its label; NULL for NULL.
 */
const char *code_plain(const struct code *code);

/* Its plain words that are for another code, or NULL; code may be NULL. */
const char *code_plain_for(const struct code *code, const char *other);

typedef struct codes Codes;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Codes, codes_free)

#endif
