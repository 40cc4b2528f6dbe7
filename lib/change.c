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
	bool is_gone;	/* inside of what is told to be gone as a whole */
};

static void free_change(gpointer data)
{
	struct field_change *change = data;

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

static bool is_said(const char *value)
{
	return value && strcmp(value, NOT_STATED) != 0;
}

static enum field_change_is kind_of(const struct field *field)
{
	if (field && field->type == FIELD_BOOLEAN)
		return FIELD_CHANGE_TRUTH;
	return field && field->refs && field->type == FIELD_REF
		       ? FIELD_CHANGE_REFERENCE
		       : FIELD_CHANGE_TEXT;
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
	change->is = kind_of(field);
	if (!attr && field && field->type == FIELD_MARKDOWN &&
	    is_said(old_value) && is_said(new_value))
		change->by = FIELD_CHANGE_SENTENCES;
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

/* Whether the element says nothing but that it is not stated. */
static bool is_gap(const struct node *node)
{
	return node && node_is_not_stated(node) && !node->child && !*node->text;
}

/* The value of a leaf: its text, or that it is not stated. */
static const char *leaf_value(const struct node *node)
{
	if (!node || node->child)
		return NULL;
	if (*node->text)
		return node->text;
	return is_gap(node) ? NOT_STATED : NULL;
}

static void compare_text(struct comparison *c, const struct node *old,
			 const struct node *new)
{
	const char *a = leaf_value(old), *b = leaf_value(new);
	const struct field *field = new ? new->field : old->field;

	if (g_strcmp0(a, b) != 0 || is_gap(old) != is_gap(new))
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
 * An attribute as a change tells it: that something is "not stated" is said
 * with its value, and the key with the name of the item.
 */
static const char *attr_told(const struct node *node, const char *name)
{
	if (!node || (strcmp(name, "evidence") == 0 && is_gap(node)) ||
	    g_strcmp0(key_attr(node->field), name) == 0)
		return NULL;
	return node_attr(node, name);
}

static void compare_attr(struct comparison *c, const struct node *old,
			 const struct node *new, const struct attr *attr)
{
	const char *a = attr_told(old, attr->name);
	const char *b = attr_told(new, attr->name);

	if (g_strcmp0(a, b) != 0)
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

/* Most names differ in their first letter, or are the same string. */
static bool is_name(const char *a, const char *b)
{
	return a == b || (*a == *b && strcmp(a, b) == 0);
}

static bool is_equal(const struct node *a, const struct node *b)
{
	const struct node *x, *y;

	if (!is_name(a->name, b->name) || strcmp(a->text, b->text) != 0 ||
	    a->n_attrs != b->n_attrs)
		return false;
	for (unsigned i = 0; i < a->n_attrs; i++) {
		const struct attr *was = &a->attrs[i], *is = &b->attrs[i];

		/* Mostly they stand in the same order. */
		if (g_strcmp0(was->value, is_name(was->name, is->name)
						  ? is->value
						  : node_attr(b, was->name)) !=
		    0)
			return false;
	}
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next) {
		if (!is_equal(x, y))
			return false;
	}
	return !x && !y;
}

bool change_is_same(const struct node *a, const struct node *b)
{
	const struct node *x, *y;

	if (!a || !b || a == b)
		return a == b;
	if (a->field != b->field || !is_name(a->name, b->name) ||
	    strcmp(a->text, b->text) != 0 || a->n_attrs != b->n_attrs)
		return false;
	for (unsigned i = 0; i < a->n_attrs; i++)
		if (!is_name(a->attrs[i].name, b->attrs[i].name) ||
		    strcmp(a->attrs[i].value, b->attrs[i].value) != 0)
			return false;
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next)
		if (!change_is_same(x, y))
			return false;
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

/* Where an item stands among those of its name, from 1; 0: it is the only. */
struct place {
	size_t in_path;
	size_t in_label;
};

static void compare_nodes(struct comparison *c, const struct node *old,
			  const struct node *new, struct place place);

static GPtrArray *list_children(const struct node *parent, const char *name)
{
	GPtrArray *list = g_ptr_array_new();

	NODE_EACH(child, parent, name)
	g_ptr_array_add(list, (gpointer)child);
	return list;
}

enum pairing { BY_KEY, BY_CONTENT, BY_ORDER };

static bool is_pair(const struct node *old, const struct node *new,
		    enum pairing by)
{
	const char *key = key_of(new);

	if (by == BY_KEY)
		return key && g_strcmp0(key, key_of(old)) == 0;
	return by == BY_CONTENT ? is_equal(old, new) : !key && !key_of(old);
}

/* The items of one name on both sides. */
struct items {
	GPtrArray *olds;
	GPtrArray *news;
	bool *is_taken; /* by place among olds */
	gint *partner;	/* by place among news: one of olds; -1: none */
};

static void pair_items(struct items *items, enum pairing by)
{
	for (guint j = 0; j < items->news->len; j++) {
		for (guint i = 0; items->partner[j] < 0 && i < items->olds->len;
		     i++) {
			if (items->is_taken[i] ||
			    !is_pair(items->olds->pdata[i],
				     items->news->pdata[j], by))
				continue;
			items->is_taken[i] = true;
			items->partner[j] = (gint)i;
		}
	}
}

static void compare_items(struct comparison *c, const struct items *items)
{
	guint n_old = items->olds->len, n_new = items->news->len;
	bool is_list = n_old > 1 || n_new > 1;
	size_t n_added = 0;

	for (guint j = 0; j < n_new; j++) {
		gint i = items->partner[j];
		size_t at = i < 0 ? n_old + ++n_added : (size_t)i + 1;
		struct place place = { is_list ? at : 0,
				       n_new > 1 ? j + 1 : 0 };

		compare_nodes(c, i < 0 ? NULL : items->olds->pdata[i],
			      items->news->pdata[j], place);
	}
	for (guint i = 0; i < n_old; i++) {
		struct place place = { is_list ? i + 1 : 0,
				       n_old > 1 ? i + 1 : 0 };

		if (!items->is_taken[i])
			compare_nodes(c, items->olds->pdata[i], NULL, place);
	}
}

/* All children of one name; old_parent or new_parent may be NULL. */
static void compare_named(struct comparison *c, const struct node *old_parent,
			  const struct node *new_parent, const char *name)
{
	g_autoptr(GPtrArray) olds = list_children(old_parent, name);
	g_autoptr(GPtrArray) news = list_children(new_parent, name);
	g_autofree bool *is_taken = g_new0(bool, olds->len + 1);
	g_autofree gint *partner = g_new(gint, news->len + 1);
	struct items items = { olds, news, is_taken, partner };

	for (guint j = 0; j < news->len; j++)
		partner[j] = -1;
	pair_items(&items, BY_KEY);
	pair_items(&items, BY_CONTENT);
	pair_items(&items, BY_ORDER);
	compare_items(c, &items);
}

/* Whether the children of that name are the same, one by one. */
static bool is_equal_named(const struct node *old_parent,
			   const struct node *new_parent, const char *name)
{
	const struct node *old = node_child(old_parent, name);
	const struct node *new = node_child(new_parent, name);

	while (old && new &&is_equal(old, new)) {
		old = node_again(old);
		new = node_again(new);
	}
	return !old && !new;
}

/* Each name of a child once: the schema's order is that of the elements. */
static void compare_children(struct comparison *c, const struct node *old,
			     const struct node *new)
{
	for (const struct node *n = new ? new->child : NULL; n; n = n->next) {
		if (node_child(new, n->name) == n &&
		    !is_equal_named(old, new, n->name))
			compare_named(c, old, new, n->name);
	}
	for (const struct node *n = old ? old->child : NULL; n; n = n->next) {
		if (node_child(old, n->name) == n && !node_child(new, n->name))
			compare_named(c, old, new, n->name);
	}
}

/* How many items before this one have its key: none, in a sound record. */
static size_t same_key_before(const struct node *node, const char *key)
{
	size_t n = 0;

	NODE_EACH(other, node->parent, node->name)
	{
		if (other == node)
			break;
		n += g_strcmp0(key, key_of(other)) == 0;
	}
	return n;
}

static void enter_key(struct comparison *c, const struct node *node,
		      const char *key)
{
	const struct field *code = g_strcmp0(key_attr(node->field), "code") == 0
					   ? field_attr(node->field, "code")
					   : NULL;
	g_autofree char *shown = words(c, code, key);
	size_t before = same_key_before(node, key);

	g_string_append_printf(c->path, "[%s]", key);
	g_string_append_printf(c->label, " '%s'", shown);
	if (before > 0) {
		g_string_append_printf(c->path, "[%zu]", before + 1);
		g_string_append_printf(c->label, " %zu", before + 1);
	}
}

/* Names the element in path and label. */
static void enter(struct comparison *c, const struct node *node,
		  struct place place)
{
	const char *key = key_of(node);

	if (!node->parent)
		return;
	g_string_append_printf(c->path, "%s%s", c->path->len ? "." : "",
			       node->name);
	append_label(c->label,
		     node->field ? field_short_label(node->field) : node->name);
	if (key) {
		enter_key(c, node, key);
		return;
	}
	if (place.in_path > 0)
		g_string_append_printf(c->path, "[%zu]", place.in_path);
	if (place.in_label > 0)
		g_string_append_printf(c->label, " %zu", place.in_label);
}

/*
 * What came or went and has nothing to say but its key, or nothing at all:
 * that it did is a change all the same.
 */
static void add_bare(struct comparison *c, const struct node *node, bool is_new)
{
	const char *attr = key_attr(node->field);
	const char *key = attr ? node_attr(node, attr) : NULL;
	const struct field *field = key ? field_attr(node->field, attr) : NULL;
	char *value = words(c, field, key ? key : "");

	add_change(c, key ? attr : NULL, field, is_new ? NULL : value,
		   is_new ? value : NULL);
}

/*
 * That an item with a key has gone is told of the key, since it could as well
 * have stayed and lost all that it said.
 */
static void compare_gone(struct comparison *c, const struct node *old)
{
	bool is_told = c->is_gone;
	guint before = c->changes->len;

	if (key_attr(old->field) && !is_told) {
		add_bare(c, old, false);
		c->is_gone = true;
	}
	compare_attrs(c, old, NULL);
	compare_text(c, old, NULL);
	compare_children(c, old, NULL);
	c->is_gone = is_told;
	if (c->changes->len == before && !is_told)
		add_bare(c, old, false);
}

static void compare_nodes(struct comparison *c, const struct node *old,
			  const struct node *new, struct place place)
{
	gsize path = c->path->len, label = c->label->len;
	guint before = c->changes->len;

	if (old && new &&is_equal(old, new))
		return;
	enter(c, new ? new : old, place);
	if (new) {
		compare_attrs(c, old, new);
		compare_text(c, old, new);
		compare_children(c, old, new);
	} else {
		compare_gone(c, old);
	}
	if (!old && c->changes->len == before)
		add_bare(c, new, true);
	g_string_truncate(c->path, path);
	g_string_truncate(c->label, label);
}

static GPtrArray *new_changes(void)
{
	return g_ptr_array_new_with_free_func(free_change);
}

GPtrArray *change_fields(const struct node *old, const struct node *new,
			 const struct codes *codes)
{
	g_autoptr(GString) path = g_string_new(NULL);
	g_autoptr(GString) label = g_string_new(NULL);
	struct comparison c = {
		.codes = codes,
		.changes = new_changes(),
		.path = path,
		.label = label,
		.is_gone = !new,
	};
	struct place only = { 0, 0 };

	if (old || new)
		compare_nodes(&c, old, new, only);
	return c.changes;
}

/* Whether a list of changes has one that leads to the same. */
static bool has_change(const GPtrArray *changes,
		       const struct field_change *change)
{
	for (guint i = 0; i < changes->len; i++) {
		const struct field_change *other = changes->pdata[i];

		if (strcmp(other->label, change->label) == 0 &&
		    g_strcmp0(other->new_value, change->new_value) == 0)
			return true;
	}
	return false;
}

GPtrArray *change_fields_of_merge(const struct node *const *olds, size_t n,
				  const struct node *new,
				  const struct codes *codes)
{
	size_t first = 0;
	GPtrArray *changes;

	while (first < n && !olds[first])
		first++;
	changes = change_fields(first < n ? olds[first] : NULL, new, codes);
	for (size_t i = first + 1; i < n; i++) {
		g_autoptr(GPtrArray) others = NULL;

		if (!olds[i])
			continue;
		others = change_fields(olds[i], new, codes);
		for (guint j = changes->len; j-- > 0;)
			if (!has_change(others, changes->pdata[j]))
				g_ptr_array_remove_index(changes, j);
	}
	return changes;
}

static char *valid_text(GBytes *bytes)
{
	gsize len;
	const char *text;

	if (!bytes)
		return NULL;
	text = g_bytes_get_data(bytes, &len);
	return g_utf8_make_valid(text ? text : "", (gssize)len);
}

GPtrArray *change_raw(GBytes *old_text, GBytes *new_text)
{
	GPtrArray *changes = new_changes();
	struct field_change *change;

	if (old_text && new_text && g_bytes_equal(old_text, new_text))
		return changes;
	change = g_new0(struct field_change, 1);
	change->field = g_strdup("");
	change->label = g_strdup("Text of the file");
	change->old_value = valid_text(old_text);
	change->new_value = valid_text(new_text);
	change->by = FIELD_CHANGE_LINES;
	g_ptr_array_add(changes, change);
	return changes;
}

static bool is_withdrawn(const struct node *root)
{
	return g_strcmp0(node_value(root, "status"), "withdrawn") == 0 ||
	       node_value(root, "withdrawnOn");
}

bool change_is_withdrawal(const struct node *old, const struct node *new)
{
	return old && is_withdrawn(new) && !is_withdrawn(old);
}
