/* SPDX-License-Identifier: MIT */
/*
 * A path is followed from the root; what is missing is made on the way.  Either
 * all of that is done or nothing: the bytes from before are kept until then.
 */
#include "lib/record_field.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/field_path.h"
#include "lib/node.h"
#include "lib/record_edit.h"
#include "lib/schema.h"

/* Whether the list can be added to only with a key, and the step has none. */
static bool lacks_key(const struct field_path *path, size_t i)
{
	const struct field *field = path->steps[i].field;
	const char *key =
		field->key && field->key[0] == '@' ? field->key + 1 : NULL;
	const struct field *attr = key ? field_attr(field, key) : NULL;

	return attr && attr->is_required && path->attr != attr &&
	       field_path_is_place(&path->steps[i]);
}

/* Gives a new item the key that the step names. */
static bool add_key(struct record_edit *edit, const struct node *node,
		    const struct field_step *step, GError **error)
{
	const char *key = step->field->key;

	if (field_path_is_place(step))
		return true;
	if (key[0] == '@')
		return record_edit_attr(edit, node, key + 1, step->key, error);
	node = record_edit_insert(edit, node, field_child(step->field, key),
				  error);
	return node && record_edit_text(edit, node, step->key, error);
}

static bool add_item(struct record_edit *edit, const struct node *parent,
		     const struct field_path *path, size_t i, GError **error)
{
	const struct field *field = path->steps[i].field;
	const struct node *node;

	if (lacks_key(path, i)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "there is no '%s' yet; say which to add: "
			    "%s[%s]",
			    field->name, field->name,
			    field_attr(field, field->key + 1)->name);
		return false;
	}
	node = record_edit_insert(edit, parent, field, error);
	return node && add_key(edit, node, &path->steps[i], error);
}

/*
 * Follows the path as far as it leads: *deepest is the last element that is
 * there, and *n_there how many steps lead to it.
 */
static bool follow(const struct record_edit *edit,
		   const struct field_path *path, const struct node **deepest,
		   size_t *n_there, GError **error)
{
	*deepest = record_edit_root(edit);
	for (*n_there = 0; *n_there < path->n; ++*n_there) {
		const struct node *child;

		if (!field_path_step(*deepest, &path->steps[*n_there], &child,
				     error))
			return false;
		if (!child)
			break;
		*deepest = child;
	}
	return true;
}

/* Each new element makes nodes invalid: the way is gone again from the root. */
static bool set(struct record_edit *edit, const struct field_path *path,
		const char *value, GError **error)
{
	const struct node *node;
	size_t n;

	if (!follow(edit, path, &node, &n, error))
		return false;
	while (n < path->n) {
		if (!add_item(edit, node, path, n, error) ||
		    !follow(edit, path, &node, &n, error))
			return false;
	}
	if (path->attr)
		return record_edit_attr(edit, node, path->attr->name,
					*value ? value : NULL, error);
	return record_edit_text(edit, node, value, error);
}

bool record_field_set(struct record_edit *edit, const char *path,
		      const char *value, GError **error)
{
	g_autoptr(FieldPath) parsed =
		field_path_new(record_edit_kind(edit), path, error);
	g_autoptr(GBytes) before = record_edit_bytes(edit);

	if (!parsed)
		return false;
	if (set(edit, parsed, value, error))
		return true;
	record_edit_reset(edit, before);
	return false;
}

/* Whether the element around it would hold nothing without this one. */
static bool is_all_there_is(const struct node *node)
{
	const struct node *parent = node->parent;

	return parent && parent->parent && parent->child == node &&
	       !node->next && parent->n_attrs == 0;
}

bool record_field_unset(struct record_edit *edit, const char *path,
			GError **error)
{
	g_autoptr(FieldPath) parsed =
		field_path_new(record_edit_kind(edit), path, error);
	const struct node *node;
	size_t n;

	if (!parsed || !follow(edit, parsed, &node, &n, error))
		return false;
	if (n < parsed->n ||
	    (parsed->attr && !node_attr(node, parsed->attr->name))) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "the record has no '%s'", path);
		return false;
	}
	if (parsed->attr)
		return record_edit_attr(edit, node, parsed->attr->name, NULL,
					error);
	/* With it goes what is there for its sake alone. */
	while (is_all_there_is(node))
		node = node->parent;
	return record_edit_remove(edit, node, error);
}
