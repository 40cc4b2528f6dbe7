/* SPDX-License-Identifier: MIT */
/*
 * Accessors over the element tree.  The schema's description knows the place
 * of each name among a field's children, by the name's key; a node whose
 * children keep to the schema's order knows the first child for each place.
 * So a child is found in a few steps however many there are, and so is that
 * there is none, which is the answer to most of what rules ask.  Other trees
 * (XML schemas, code lists, what is made by hand) are walked, and so are the few
 * children of small elements.
 */
#include "lib/node.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/schema.h"

#define FEW 6 /* children among which a walk is as quick */

/* The first letters tell most names apart, without a call. */
static bool is_name(const char *a, const char *b)
{
	return a == b || (a[0] == b[0] && (a[0] == '\0' || a[1] == b[1]) &&
			  strcmp(a, b) == 0);
}

static const struct node *named(const struct node *node, const char *name)
{
	while (node && !is_name(node->name, name))
		node = node->next;
	return node;
}

/* The same by the name's key, which most fields know. */
G_NO_INLINE
static const struct node *keyed(const struct node *node, const char *name,
				uint32_t key)
{
	for (; node; node = node->next) {
		uint32_t own = node->field ? node->field->name_key : 0;

		if (own == key || (own == 0 && is_name(node->name, name)))
			break;
	}
	return node;
}

const struct node *node_child_at(const struct node *node, const char *name,
				 uint32_t key)
{
	const struct node_index *index = (const void *)node->text;
	uint8_t which;

	if (!node->is_indexed)
		return keyed(node->child, name, key);
	which = index->which[field_place(node->field, key)];
	return which ? index->first[which - 1] : NULL;
}

/*
 * How many of the field's children are there; 0: not worth an index, because
 * they are few, or do not stand in the order of the field's, which knows them.
 */
static size_t count_kinds(const struct node *node)
{
	const struct field *last = node->field->children;
	size_t n_children = 0;
	size_t n = 0;

	for (const struct node *c = node->child; c; c = c->next) {
		if (!c->field || c->field < last)
			return 0;
		n += n == 0 || c->field != last;
		last = c->field;
		n_children++;
	}
	return n_children > FEW && n <= UINT8_MAX ? n : 0;
}

void node_index(struct arena *arena, struct node *node)
{
	const struct field *field = node->field;
	size_t n = field && field->places ? count_kinds(node) : 0;
	struct node_index *index;

	if (n == 0)
		return;
	index = arena_alloc(arena, sizeof(*index) + field->n_children + 1);
	index->first = arena_array(arena, n, sizeof(struct node *));
	n = 0;
	for (const struct node *c = node->child; c; c = c->next) {
		uint8_t *which = &index->which[c->field - field->children];

		if (*which)
			continue;
		index->first[n++] = c;
		*which = (uint8_t)n;
	}
	node->text = index->text;
	node->is_indexed = true;
}

const struct node *node_again_walk(const struct node *node)
{
	return named(node->next, node->name);
}

static bool name_is(const char *name, const char *part, size_t len)
{
	return strncmp(name, part, len) == 0 && name[len] == '\0';
}

const struct node *node_find(const struct node *node, const char *path)
{
	while (node && *path) {
		size_t len = strcspn(path, "/");

		node = node->child;
		while (node && !name_is(node->name, path, len))
			node = node->next;
		path += len;
		path += *path == '/';
	}
	return node;
}

const struct attr *node_attr_at(const struct node *node, const char *name,
				uint32_t key)
{
	unsigned n = node->n_attrs; /* none: there is no array */

	for (const struct attr *a = node->attrs; n > 0; a++, n--) {
		uint32_t own = a->field ? a->field->name_key : 0;

		if (own == key || (own == 0 && is_name(a->name, name)))
			return a;
	}
	return NULL;
}

const char *node_text(const struct node *node)
{
	return node ? node->text : "";
}

const char *node_value(const struct node *node, const char *path)
{
	const char *text = node_text(node_find(node, path));

	return *text ? text : NULL;
}

/* Keys as in node_attr_at, but the compiler knows all three. */
static bool is_claim_attr(const struct attr *attr)
{
	uint32_t key = attr->field ? attr->field->name_key : 0;

	if (key == 0)
		key = node_key(attr->name);
	return (key == node_key("evidence") &&
		node_is_same_name(attr->name, "evidence")) ||
	       (key == node_key("source") &&
		node_is_same_name(attr->name, "source")) ||
	       (key == node_key("locator") &&
		node_is_same_name(attr->name, "locator"));
}

bool node_is_not_stated(const struct node *node)
{
	const char *evidence = node_attr(node, "evidence");

	return evidence && strcmp(evidence, "not-stated") == 0;
}

bool node_is_stated_claim(const struct node *node)
{
	bool says = node->child || *node->text;
	bool claims = false;

	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (is_claim_attr(&node->attrs[i]))
			claims = true;
		else
			says = true;
	}
	return says && !(claims && node_is_not_stated(node));
}

void node_note(struct node *node, uint16_t code)
{
	date_t day = DATE_NONE;

	node->is_noted = true;
	node->is_stated = node_is_stated_claim(node);
	if (code == 0 && node->is_stated && node->field &&
	    node->field->type == FIELD_DATE)
		day = date_parse(node->text);
	node->is_day =
		day >= NODE_FIRST_DAY && day <= NODE_FIRST_DAY + UINT16_MAX;
	node->is_target = false;
	node->number = node->is_day ? (uint16_t)(day - NODE_FIRST_DAY) : code;
}

const char *node_evidence(const struct node *node)
{
	if (node_is_not_stated(node))
		return node_attr(node, "evidence");
	for (; node; node = node->parent) {
		const char *evidence = node_attr(node, "evidence");

		if (evidence && strcmp(evidence, "not-stated") != 0)
			return evidence;
	}
	return NULL;
}

const char *node_source(const struct node *node)
{
	for (; node; node = node->parent) {
		const char *source = node_attr(node, "source");

		if (source)
			return source;
	}
	return NULL;
}

const struct node *node_root(const struct node *node)
{
	while (node->parent)
		node = node->parent;
	return node;
}

size_t node_count(const struct node *node, const char *name)
{
	size_t n = 0;

	NODE_EACH(child, node, name)
	n++;
	return n;
}

const struct node *node_walk(const struct node *node, const struct node *top)
{
	if (node->child)
		return node->child;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

const struct node *node_child_or_self(const struct node *node, const char *name)
{
	const struct node *child = node_child(node, name);

	return child ? child : node;
}
