/* SPDX-License-Identifier: MIT */
/*
 * Accessors over the element tree.  Elements have few children (a flow has
 * about forty), so a walk along the sibling list beats any index, as long as
 * a step of it is no more than comparing two numbers: the keys of the names.
 * Names are compared where the keys are equal, and where a node made by hand
 * has none.  Most of what rules ask for is not there; a node knows of most
 * names that none of its children has them.
 */
#include "lib/node.h"

#include <string.h>

/* The first letters tell most names apart, without a call. */
static bool is_name(const char *a, const char *b)
{
	return a == b || (a[0] == b[0] && (a[0] == '\0' || a[1] == b[1]) &&
			  strcmp(a, b) == 0);
}

const struct node *node_named(const struct node *node, const char *name,
			      uint16_t key)
{
	for (; node; node = node->next) {
		if ((node->key == key || node->key == 0) &&
		    is_name(node->name, name))
			break;
	}
	return node;
}

const struct node *node_again(const struct node *node)
{
	const struct node *next = node->next;
	uint16_t key = node->key ? node->key : node_key(node->name);

	if (next && node->parent && next->key != key &&
	    (node->parent->names & NODE_GROUPED))
		return NULL;
	return node_named(next, node->name, key);
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

const char *node_attr(const struct node *node, const char *name)
{
	for (unsigned i = 0; node && i < node->n_attrs; i++) {
		if (is_name(node->attrs[i].name, name))
			return node->attrs[i].value;
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

static bool is_claim_attr(const char *name)
{
	return is_name(name, "evidence") || is_name(name, "source") ||
	       is_name(name, "locator");
}

bool node_is_not_stated(const struct node *node)
{
	const char *evidence = node_attr(node, "evidence");

	return evidence && strcmp(evidence, "not-stated") == 0;
}

bool node_is_stated(const struct node *node)
{
	bool holds_value = node && (node->child || *node->text);

	if (!node || node->n_attrs == 0)
		return holds_value;
	if (node_is_not_stated(node))
		return false;
	if (holds_value)
		return true;
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (!is_claim_attr(node->attrs[i].name))
			return true;
	}
	return false;
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
