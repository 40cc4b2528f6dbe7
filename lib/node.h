/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_NODE_H
#define GATEHOUSE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/schema.h"

struct arena;

/* An attribute: local name and value, both UTF-8. */
struct attr {
	const char *name;
	const char *value;
	const struct field *field; /* what the schema says of it, or NULL */
};

/*
 * One XML element of a record, in an arena.  A record is the tree below its
 * root.  Elements hold either text or children, never both.
 */
struct node {
	const char *name;	   /* local name */
	const char *text;	   /* trimmed unless Markdown; never NULL */
	const struct field *field; /* what the schema says of it, or NULL */
	struct node *parent;	   /* NULL: the root */
	struct node *child;	   /* first child element, or NULL */
	struct node *next;	   /* next sibling element, or NULL */
	struct attr *attrs;	   /* nodes that were read may share them */
	unsigned line;		   /* of the start tag, from 1 */
	uint8_t n_attrs;	   /* NODE_MAX_ATTRS at most */
	/*
	 * What is known of the node without looking.  Whoever gives a copy of
	 * a node other children or attributes sets these to false.
	 *
	 * Indexed: the text, which is "", is that of a struct node_index; set
	 * by node_index.  Noted: is_stated says what node_is_stated does, and
	 * is_day that the number is that of a day; set by node_note.  With
	 * is_target the number is that of the record that the node refers to;
	 * set by registers_link.
	 */
	bool is_indexed : 1;
	bool is_noted : 1;
	bool is_stated : 1;
	bool is_day : 1;
	bool is_target : 1;
	uint16_t number; /* of a day, of a record, else of its code; or 0 */
};

/* More attributes than that has no element that is read. */
#define NODE_MAX_ATTRS 250

/*
 * Where the children of each of the field's begin.  An element with children
 * has no text, so nodes need no room of their own to point to it.
 */
struct node_index {
	char text[sizeof(void *)]; /* "" */
	const struct node **first; /* of those that are there, in order */
	/* By child of the field, and one more: from 1, of first; 0: none. */
	uint8_t which[];
};

/* Names of that many bytes or more have no key that tells their length. */
#define NODE_LONG_NAME 255

/*
 * A number, not 0, that two different names seldom share, and two of different
 * lengths never.  Inline, because names are nearly always constants, whose
 * number the compiler works out.
 */
G_ALWAYS_INLINE
static inline uint32_t node_key(const char *name)
{
	const unsigned char *s = (const unsigned char *)name;
	size_t len = strlen(name);
	size_t last = len > 0 ? len - 1 : 0;
	size_t shown = len < NODE_LONG_NAME ? len : NODE_LONG_NAME;

	return (uint32_t)((s[0] * 0x1f35u + s[len / 3] * 0x2b1u +
			   s[len / 2] * 0x7a3du + s[last - last / 4] * 0x4c7u +
			   s[last] * 0x5bu) &
			  0xffffffu) |
	       (uint32_t)(shown << 24) | (len == 0);
}

/*
 * Whether a name that has the key of the other is the other.  Of the same
 * length they are, as long as it is not a long one.
 */
G_ALWAYS_INLINE
static inline bool node_is_same_name(const char *a, const char *b)
{
	size_t len = strlen(b);

	return len < NODE_LONG_NAME ? memcmp(a, b, len) == 0
				    : strcmp(a, b) == 0;
}

/*
 * The child, or the attribute, that alone can have the name whose key that is;
 * or NULL.  For node_child and node_attr, which look at its name.
 */
const struct node *node_child_at(const struct node *node, const char *name,
				 uint32_t key);
const struct attr *node_attr_at(const struct node *node, const char *name,
				uint32_t key);

/* First child of that name, or NULL; node may be NULL. */
G_ALWAYS_INLINE
static inline const struct node *node_child(const struct node *node,
					    const char *name)
{
	const struct node *child;

	if (!node || !node->child)
		return NULL;
	child = node_child_at(node, name, node_key(name));
	return child && node_is_same_name(child->name, name) ? child : NULL;
}

/*
 * Makes look-ups among the children, which are all there, quick; if they are
 * many, and keep to the order of the schema.
 */
void node_index(struct arena *arena, struct node *node);

/* The same, or the node itself where there is none: where a finding points. */
const struct node *node_child_or_self(const struct node *node,
				      const char *name);

/* Next sibling of the same name, or NULL; by its field where that will do. */
const struct node *node_again_walk(const struct node *node);

static inline const struct node *node_again(const struct node *node)
{
	const struct node *next = node->next;

	if (next && next->field == node->field && node->field)
		return next;
	return node->parent && node->parent->is_indexed ? NULL
							: node_again_walk(node);
}

/*
 * First node at a path of child names below node, for example "legal/art6",
 * or NULL.  node may be NULL.
 */
const struct node *node_find(const struct node *node, const char *path);

/* Value of an attribute, or NULL when it is absent or node is NULL. */
G_ALWAYS_INLINE
static inline const char *node_attr(const struct node *node, const char *name)
{
	const struct attr *attr;

	if (!node || node->n_attrs == 0)
		return NULL;
	attr = node->attrs; /* mostly the one asked for */
	if (!attr->field || attr->field->name_key != node_key(name))
		attr = node_attr_at(node, name, node_key(name));
	return attr && node_is_same_name(attr->name, name) ? attr->value : NULL;
}

/* Text of the node, "" when node is NULL. */
const char *node_text(const struct node *node);

/* Text of the node at path below node, or NULL when absent or empty. */
const char *node_value(const struct node *node, const char *path);

/*
 * Whether the element is there and says something: has text, children, or an
 * attribute other than evidence, source and locator, and is not marked
 * evidence="not-stated".
 */
bool node_is_stated_claim(const struct node *node); /* looks */

static inline bool node_is_stated(const struct node *node)
{
	if (!node)
		return false;
	return node->is_noted ? node->is_stated : node_is_stated_claim(node);
}

/*
 * Notes whether the node, which is whole, is stated, and the day that it then
 * holds; or, in its place, the number (0: none) of its code.
 */
void node_note(struct node *node, uint16_t code);

/* Days from here on have numbers: to 2079. */
#define NODE_FIRST_DAY ((date_t)693596) /* 1900-01-01 */

/* The day that is the node's text, or DATE_NONE; node may be NULL. */
static inline date_t node_day(const struct node *node)
{
	if (!node)
		return DATE_NONE;
	return node->is_day ? NODE_FIRST_DAY + node->number
			    : date_parse(node->text);
}

/* Whether the element is there and marked evidence="not-stated". */
bool node_is_not_stated(const struct node *node);

/*
 * Evidence and source of a claim: the node's own, or those of the nearest
 * ancestor that has them ("not-stated" is not inherited).  NULL: none.
 */
const char *node_evidence(const struct node *node);
const char *node_source(const struct node *node);

/* The root of the tree that node stands in. */
const struct node *node_root(const struct node *node);

/* How many children of that name node has; node may be NULL. */
size_t node_count(const struct node *node, const char *name);

/* Next node after node in document order within the tree below top. */
const struct node *node_walk(const struct node *node, const struct node *top);

/* Loops over the children of parent_ with that name. */
/* NOLINTBEGIN(bugprone-macro-parentheses): it_ is a name to declare */
#define NODE_EACH(it_, parent_, name_)                                     \
	for (const struct node *it_ = node_child((parent_), (name_)); it_; \
	     it_ = node_again(it_))
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
