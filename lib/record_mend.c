/* SPDX-License-Identifier: MIT */
/*
 * What has to be mended is looked for from the start after each change, since a
 * change makes the nodes before it invalid; each makes one less to be found.
 */
#include "lib/record_mend.h"

#include <string.h>

#include "lib/node.h"
#include "lib/record_edit.h"
#include "lib/schema.h"

/* Whether the text names the record, or a part of it. */
static bool is_of(const char *text, const char *id)
{
	size_t len = strlen(id);

	return strncmp(text, id, len) == 0 &&
	       (text[len] == '\0' || text[len] == '#');
}

static const struct attr *reference_of(const struct node *node, const char *id)
{
	for (unsigned i = 0; i < node->n_attrs; i++) {
		const struct attr *attr = &node->attrs[i];

		if (attr->field && attr->field->type == FIELD_REF &&
		    is_of(attr->value, id))
			return attr;
	}
	return NULL;
}

bool record_mend_references(struct record_edit *edit, const char *from,
			    const char *to, size_t *n, GError **error)
{
	const struct node *root = record_edit_root(edit);
	const struct node *node = root;

	*n = 0;
	while (node) {
		const struct attr *attr = reference_of(node, from);
		g_autofree char *value = NULL;
		g_autofree char *name = NULL;

		if (!attr) {
			node = node_walk(node, root);
			continue;
		}
		value = g_strconcat(to, attr->value + strlen(from), NULL);
		name = g_strdup(attr->name);
		if (!record_edit_attr(edit, node, name, value, error))
			return false;
		++*n;
		node = root = record_edit_root(edit);
	}
	return true;
}

/* What was true of the record that was copied, and not of the copy. */
static bool is_of_its_past(const struct field *field)
{
	static const char *const names[] = { "signature", "signOff",
					     "lastOutcome", "signedOn", NULL };

	return field->parent && (field->type == FIELD_DATE ||
				 g_strv_contains(names, field->name));
}

static bool is_gap(const struct node *node)
{
	return node_is_not_stated(node) && !node->child && !*node->text;
}

/* The element that would hold nothing without this one, or this one. */
static const struct node *outermost(const struct node *node)
{
	while (node->parent && node->parent->parent &&
	       node->parent->child == node && !node->next &&
	       node->parent->n_attrs == 0 && !node->parent->field->is_required)
		node = node->parent;
	return node;
}

static bool forget(struct record_edit *edit, const struct node *node,
		   GError **error)
{
	if (node->field->is_required)
		return record_edit_text(edit, node, "", error);
	return record_edit_remove(edit, outermost(node), error);
}

/* The next to be forgotten, from node on. */
static const struct node *next_past(const struct node *node,
				    const struct node *root)
{
	while (node && !(node->field && is_of_its_past(node->field) &&
			 !(node->field->is_required && is_gap(node))))
		node = node_walk(node, root);
	return node;
}

bool record_mend_copy(struct record_edit *edit, const char *id, GError **error)
{
	const struct node *root = record_edit_root(edit);
	g_autofree char *old = g_strdup(node_attr(root, "id"));
	const struct node *past;
	size_t n;

	while ((past = next_past(root, root))) {
		if (!forget(edit, past, error))
			return false;
		root = record_edit_root(edit);
	}
	return (!old || record_mend_references(edit, old, id, &n, error)) &&
	       record_edit_attr(edit, record_edit_root(edit), "id", id,
				error) &&
	       record_edit_attr(edit, record_edit_root(edit), "version", "1",
				error) &&
	       record_edit_attr(edit, record_edit_root(edit), "formerId", NULL,
				error);
}
