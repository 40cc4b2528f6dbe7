/* SPDX-License-Identifier: MIT */
/*
 * Two trees of the same kind are walked side by side in the order of the
 * schema.  Repeated elements are paired by the key that the schema names for
 * them; where it names none, equal ones are paired first and what is left in
 * the order in which it stands.  So moving an item is no change, and changing
 * one is not "all that follow have changed".
 *
 * Text that is not known to the schema (a field of an older version of it) is
 * compared all the same, under its element name.
 */
#include "lib/change.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/schema.h"

#define NOT_STATED "not stated"

struct comparison {
	const struct codes *codes;
	GPtrArray *changes;
	GString *path;	/* of the element being compared */
	GString *label; /* the same in words */
};

void field_change_free(struct field_change *change)
{
	if (!change)
		return;
	g_free(change->field);
	g_free(change->label);
	g_free(change->old_value);
	g_free(change->new_value);
	g_free(change);
}

/* Continues a label: "Retention" + "Until" gives "Retention, until". */
static void append_label(GString *label, const char *part)
{
	if (label->len == 0) {
		g_string_append(label, part);
		return;
	}
	g_string_append(label, ", ");
	if (g_ascii_isupper(part[0]) && !g_ascii_isupper(part[1]))
		g_string_append_c(label, g_ascii_tolower(*part++));
	g_string_append(label, part);
}

static void add_change(struct comparison *c, const char *attr,
		       const struct field *field, char *old_value,
		       char *new_value)
{
	struct field_change *change = g_new0(struct field_change, 1);

	if (attr) {
		g_autoptr(GString) label = g_string_new(c->label->str);

		append_label(label, field ? field_short_label(field) : attr);
		change->label = g_strdup(label->str);
		change->field = g_strdup_printf("%s@%s", c->path->str, attr);
	} else {
		change->label = g_strdup(c->label->str);
		change->field = g_strdup(c->path->str);
	}
	change->old_value = old_value;
	change->new_value = new_value;
	g_ptr_array_add(c->changes, change);
}

static char *words(const struct comparison *c, const struct field *field,
		   const char *value)
{
	if (!value)
		return NULL;
	return g_strdup(field && field->codes
				? codes_label(c->codes, field->codes, value)
				: value);
}

/* The value of a leaf: its text, or that it is not stated. */
static const char *leaf_value(const struct node *node)
{
	if (!node || node->child)
		return NULL;
	if (*node->text)
		return node->text;
	return node_is_not_stated(node) ? NOT_STATED : NULL;
}

static void compare_text(struct comparison *c, const struct node *old,
			 const struct node *new)
{
	const char *a = leaf_value(old), *b = leaf_value(new);
	const struct field *field = new ? new->field : old->field;

	if (g_strcmp0(a, b) != 0)
		add_change(c, NULL, field, words(c, field, a),
			   words(c, field, b));
}

/* The attribute that tells repeated elements of this field apart, or NULL. */
static const char *key_attr(const struct field *field)
{
	return field && field->key && field->key[0] == '@' ? field->key + 1
							   : NULL;
}

/*
 * That something is or is no longer "not stated" is said with its value, and
 * a key with the name of the item.
 */
static bool is_said_elsewhere(const struct node *old, const struct node *new,
			      const char *name)
{
	const struct node *node = new ? new : old;

	if (strcmp(name, "evidence") == 0 &&
	    (node_is_not_stated(old) || node_is_not_stated(new)))
		return true;
	return g_strcmp0(key_attr(node->field), name) == 0;
}

static void compare_attr(struct comparison *c, const struct node *old,
			 const struct node *new, const struct attr *attr)
{
	const char *a = node_attr(old, attr->name);
	const char *b = node_attr(new, attr->name);

	if (g_strcmp0(a, b) != 0 && !is_said_elsewhere(old, new, attr->name))
		add_change(c, attr->name, attr->field, words(c, attr->field, a),
			   words(c, attr->field, b));
}

static void compare_attrs(struct comparison *c, const struct node *old,
			  const struct node *new)
{
	for (unsigned i = 0; new &&i < new->n_attrs; i++)
		compare_attr(c, old, new, &new->attrs[i]);
	for (unsigned i = 0; old && i < old->n_attrs; i++) {
		if (!node_attr(new, old->attrs[i].name))
			compare_attr(c, old, new, &old->attrs[i]);
	}
}

static bool is_equal(const struct node *a, const struct node *b)
{
	const struct node *x, *y;

	if (strcmp(a->name, b->name) != 0 || strcmp(a->text, b->text) != 0 ||
	    a->n_attrs != b->n_attrs)
		return false;
	for (unsigned i = 0; i < a->n_attrs; i++) {
		if (g_strcmp0(a->attrs[i].value,
			      node_attr(b, a->attrs[i].name)) != 0)
			return false;
	}
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next) {
		if (!is_equal(x, y))
			return false;
	}
	return !x && !y;
}

static const char *key_of(const struct node *node)
{
	const struct field *field = node->field;
	const char *attr = key_attr(field);

	if (attr)
		return node_attr(node, attr);
	return field && field->key ? node_value(node, field->key) : NULL;
}

static void compare_nodes(struct comparison *c, const struct node *old,
			  const struct node *new, size_t position);

static GPtrArray *list_children(const struct node *parent, const char *name)
{
	GPtrArray *list = g_ptr_array_new();

	NODE_EACH(child, parent, name)
	g_ptr_array_add(list, (gpointer)child);
	return list;
}

/* Takes from the list what node is paired with under the test, or NULL. */
static const struct node *take(GPtrArray *list, const struct node *node,
			       bool by_key)
{
	const char *key = key_of(node);

	for (guint i = 0; i < list->len; i++) {
		const struct node *other = list->pdata[i];

		if (!other || (by_key ? !key || g_strcmp0(key, key_of(other))
				      : !is_equal(node, other)))
			continue;
		list->pdata[i] = NULL;
		return other;
	}
	return NULL;
}

static const struct node *take_next(GPtrArray *list, bool only_keyless)
{
	for (guint i = 0; i < list->len; i++) {
		const struct node *other = list->pdata[i];

		if (!other || (only_keyless && key_of(other)))
			continue;
		list->pdata[i] = NULL;
		return other;
	}
	return NULL;
}

/* All children of one name; old_parent or new_parent may be NULL. */
static void compare_named(struct comparison *c, const struct node *old_parent,
			  const struct node *new_parent, const char *name)
{
	g_autoptr(GPtrArray) olds = list_children(old_parent, name);
	g_autoptr(GPtrArray) news = list_children(new_parent, name);
	g_autofree const struct node **partner =
		g_new0(const struct node *, news->len + 1);
	size_t position = 0;

	for (guint i = 0; i < news->len; i++) {
		partner[i] = take(olds, news->pdata[i], true);
		if (!partner[i])
			partner[i] = take(olds, news->pdata[i], false);
	}
	for (guint i = 0; i < news->len; i++) {
		const struct node *node = news->pdata[i];

		if (!partner[i] && !key_of(node))
			partner[i] = take_next(olds, true);
		position = news->len > 1 ? i + 1 : 0;
		compare_nodes(c, partner[i], node, position);
	}
	for (guint i = 0; i < olds->len; i++) {
		position = olds->len > 1 ? i + 1 : 0;
		if (olds->pdata[i])
			compare_nodes(c, olds->pdata[i], NULL, position);
	}
}

static bool has_earlier(const struct node *child, const struct node *end,
			const char *name)
{
	for (; child && child != end; child = child->next) {
		if (strcmp(child->name, name) == 0)
			return true;
	}
	return false;
}

/* Each name of a child once: the schema's order is that of the elements. */
static void compare_children(struct comparison *c, const struct node *old,
			     const struct node *new)
{
	const struct node *first_new = new ? new->child : NULL;
	const struct node *first_old = old ? old->child : NULL;

	for (const struct node *n = first_new; n; n = n->next) {
		if (!has_earlier(first_new, n, n->name))
			compare_named(c, old, new, n->name);
	}
	for (const struct node *n = first_old; n; n = n->next) {
		if (!has_earlier(first_old, n, n->name) &&
		    !has_earlier(first_new, NULL, n->name))
			compare_named(c, old, new, n->name);
	}
}

/* Names the element in path and label; position 0: there is only one. */
static void enter(struct comparison *c, const struct node *node,
		  size_t position)
{
	const char *key = key_of(node);

	if (!node->parent)
		return;
	g_string_append_printf(c->path, "%s%s", c->path->len ? "." : "",
			       node->name);
	append_label(c->label,
		     node->field ? field_short_label(node->field) : node->name);
	if (key) {
		const struct field *code =
			strcmp(node->field->key, "@code") == 0
				? field_attr(node->field, "code")
				: NULL;
		g_autofree char *shown = words(c, code, key);

		g_string_append_printf(c->path, "[%s]", key);
		g_string_append_printf(c->label, " '%s'", shown);
	} else if (position > 0) {
		g_string_append_printf(c->path, "[%zu]", position);
		g_string_append_printf(c->label, " %zu", position);
	}
}

static void compare_nodes(struct comparison *c, const struct node *old,
			  const struct node *new, size_t position)
{
	gsize path = c->path->len, label = c->label->len;

	if (old && new &&is_equal(old, new))
		return;
	enter(c, new ? new : old, position);
	compare_attrs(c, old, new);
	compare_text(c, old, new);
	compare_children(c, old, new);
	g_string_truncate(c->path, path);
	g_string_truncate(c->label, label);
}

GPtrArray *change_fields(const struct node *old, const struct node *new,
			 const struct codes *codes)
{
	g_autoptr(GString) path = g_string_new(NULL);
	g_autoptr(GString) label = g_string_new(NULL);
	struct comparison c = {
		.codes = codes,
		.changes = g_ptr_array_new_with_free_func(
			(GDestroyNotify)field_change_free),
		.path = path,
		.label = label,
	};

	if (old || new)
		compare_nodes(&c, old, new, 0);
	return c.changes;
}
