/* SPDX-License-Identifier: MIT */
/*
 * The two trees are walked side by side, and each difference becomes one
 * change of the file.  A change makes all nodes of the file invalid, so places
 * in it are kept as the way there from the root: which child of which field.
 *
 * Elements that repeat are compared from both ends first: where one in the
 * middle is gone, the others keep their comments.  New ones come last, since
 * that is where the file takes them; one that belongs in the middle moves the
 * texts behind it on by one.
 */
#include "lib/record_become.h"

#include <stdint.h>
#include <string.h>

#include <gio/gio.h>

#include "lib/node.h"
#include "lib/record_edit.h"
#include "lib/schema.h"

#define MAX_DEPTH 64

/* The way from the root of the file to an element. */
struct way {
	struct record_edit *edit;
	const struct field *fields[MAX_DEPTH];
	size_t places[MAX_DEPTH]; /* among the children of that field */
	size_t n;
};

static const struct node *nth(const struct node *node,
			      const struct field *field, size_t place)
{
	const struct node *child = node_child(node, field->name);

	for (; child && place > 0; place--)
		child = node_again(child);
	return child;
}

/* The element at the end of the way, as it now stands. */
static const struct node *here(const struct way *way)
{
	const struct node *node = record_edit_root(way->edit);

	for (size_t i = 0; i < way->n; i++)
		node = nth(node, way->fields[i], way->places[i]);
	return node;
}

static bool is_equal(const struct node *a, const struct node *b)
{
	const struct node *x = a->child, *y = b->child;

	if (a->field != b->field || a->n_attrs != b->n_attrs ||
	    strcmp(a->text, b->text) != 0)
		return false;
	for (unsigned i = 0; i < a->n_attrs; i++) {
		if (g_strcmp0(a->attrs[i].value,
			      node_attr(b, a->attrs[i].name)) != 0)
			return false;
	}
	for (; x && y; x = x->next, y = y->next) {
		if (!is_equal(x, y))
			return false;
	}
	return !x && !y;
}

static bool set_attrs(const struct way *way, const struct node *want,
		      GError **error)
{
	const struct field *field = want->field;

	for (size_t i = 0; i < field->n_attrs; i++) {
		const char *name = field->attrs[i].name;
		const char *value = node_attr(want, name);

		if (g_strcmp0(node_attr(here(way), name), value) != 0 &&
		    !record_edit_attr(way->edit, here(way), name, value, error))
			return false;
	}
	return true;
}

static bool become(struct way *way, const struct node *want, GError **error);

/* Goes on to the child of a field, and back. */
static bool become_child(struct way *way, const struct field *field,
			 size_t place, const struct node *want, GError **error)
{
	bool is_done;

	if (is_equal(nth(here(way), field, place), want))
		return true;
	g_assert(way->n < MAX_DEPTH);
	way->fields[way->n] = field;
	way->places[way->n++] = place;
	is_done = become(way, want, error);
	way->n--;
	return is_done;
}

static bool add_child(struct way *way, const struct field *field,
		      const struct node *want, GError **error)
{
	size_t place = node_count(here(way), field->name);

	return record_edit_insert(way->edit, here(way), field, error) &&
	       become_child(way, field, place, want, error);
}

/* By place, with what is equal at both ends left alone. */
static bool become_by_place(struct way *way, const struct field *field,
			    const struct node *want, GError **error)
{
	size_t n_want = want ? node_count(want->parent, field->name) : 0;
	size_t n_have = node_count(here(way), field->name);
	size_t place = 0;
	size_t spare = n_have > n_want ? n_have - n_want : 0;

	for (; want; want = node_again(want), place++) {
		/* What is too much goes where it no longer fits. */
		while (spare > 0 &&
		       !is_equal(nth(here(way), field, place), want) &&
		       is_equal(nth(here(way), field, place + spare), want)) {
			if (!record_edit_remove(way->edit,
						nth(here(way), field, place),
						error))
				return false;
			spare--;
			n_have--;
		}
		if (place < n_have
			    ? !become_child(way, field, place, want, error)
			    : !add_child(way, field, want, error))
			return false;
	}
	while (n_have > place) {
		if (!record_edit_remove(way->edit,
					nth(here(way), field, --n_have), error))
			return false;
	}
	return true;
}

/* The place of the part with that id among those of the field, or SIZE_MAX. */
static size_t place_of(const struct way *way, const struct field *field,
		       const char *id)
{
	size_t place = 0;

	NODE_EACH(n, here(way), field->name)
	{
		if (g_strcmp0(node_attr(n, "id"), id) == 0)
			return place;
		place++;
	}
	return SIZE_MAX;
}

static bool is_wanted(const struct node *want, const char *id)
{
	for (; want; want = node_again(want)) {
		if (g_strcmp0(node_attr(want, "id"), id) == 0)
			return true;
	}
	return false;
}

static bool become_by_id(struct way *way, const struct field *field,
			 const struct node *want, GError **error)
{
	for (size_t i = node_count(here(way), field->name); i > 0; i--) {
		const struct node *node = nth(here(way), field, i - 1);

		if (!is_wanted(want, node_attr(node, "id")) &&
		    !record_edit_remove(way->edit, node, error))
			return false;
	}
	for (; want; want = node_again(want)) {
		size_t place = place_of(way, field, node_attr(want, "id"));

		if (place == SIZE_MAX
			    ? !add_child(way, field, want, error)
			    : !become_child(way, field, place, want, error))
			return false;
	}
	return true;
}

static bool become_children(struct way *way, const struct node *want,
			    GError **error)
{
	for (size_t i = 0; i < want->field->n_children; i++) {
		const struct field *field = &want->field->children[i];
		const struct field *id = field_attr(field, "id");
		const struct node *first = node_child(want, field->name);

		if (!first && !node_child(here(way), field->name))
			continue;
		if (field->repeats && id && id->is_required
			    ? !become_by_id(way, field, first, error)
			    : !become_by_place(way, field, first, error))
			return false;
	}
	return true;
}

static bool become(struct way *way, const struct node *want, GError **error)
{
	if (want->field->type == FIELD_GROUP) {
		if (!become_children(way, want, error))
			return false;
	} else if (strcmp(here(way)->text, want->text) != 0 &&
		   !record_edit_text(way->edit, here(way), want->text, error)) {
		return false;
	}
	/* Last: a text that goes may have marked its element. */
	return set_attrs(way, want, error);
}

bool record_become(struct record_edit *edit, const struct node *want,
		   GError **error)
{
	struct way way = { .edit = edit };

	return become(&way, want, error);
}
