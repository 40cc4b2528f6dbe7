/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_NODE_H
#define GATEHOUSE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct field;

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
	uint16_t n_attrs;	   /* NODE_MAX_ATTRS at most */
	uint16_t key;		   /* node_key of the name; 0: not worked out */
	uint64_t names; /* node_bit of each child's key, or more; 0: same */
};

/* More attributes than that has no element that is read. */
#define NODE_MAX_ATTRS 1000

/*
 * A number, not 0, that two different names seldom share.  Inline, because
 * names are nearly always constants, whose number the compiler works out.
 */
static inline uint16_t node_key(const char *name)
{
	const unsigned char *s = (const unsigned char *)name;
	size_t len = strlen(name);
	size_t last = len > 0 ? len - 1 : 0;

	return (uint16_t)((len * 2531u + s[0] * 263u + s[len / 2] * 1009u +
			   s[last] * 71u) |
			  1u);
}

/* The bit that stands for a key, of which some share one. */
static inline uint64_t node_bit(uint16_t key)
{
	return UINT64_C(1) << (key >> 10) % 63;
}

/* Among a node's names: children of one name follow each other. */
#define NODE_GROUPED (UINT64_C(1) << 63)

/*
 * The first of the node and its later siblings that has that name and its key;
 * node may be NULL.
 */
const struct node *node_named(const struct node *node, const char *name,
			      uint16_t key);

/* First child of that name, or NULL; node may be NULL. */
static inline const struct node *node_child(const struct node *node,
					    const char *name)
{
	uint16_t key;

	if (!node || !node->child)
		return NULL;
	key = node_key(name);
	if (node->names && !(node->names & node_bit(key)))
		return NULL;
	return node_named(node->child, name, key);
}

/* The same, or the node itself where there is none: where a finding points. */
const struct node *node_child_or_self(const struct node *node,
				      const char *name);

/* Next sibling of the same name, or NULL. */
const struct node *node_again(const struct node *node);

/*
 * First node at a path of child names below node, for example "legal/art6",
 * or NULL.  node may be NULL.
 */
const struct node *node_find(const struct node *node, const char *path);

/* Value of an attribute, or NULL when it is absent or node is NULL. */
const char *node_attr(const struct node *node, const char *name);

/* Text of the node, "" when node is NULL. */
const char *node_text(const struct node *node);

/* Text of the node at path below node, or NULL when absent or empty. */
const char *node_value(const struct node *node, const char *path);

/*
 * Whether the element is there and says something: has text, children, or an
 * attribute other than evidence, source and locator, and is not marked
 * evidence="not-stated".
 */
bool node_is_stated(const struct node *node);

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
