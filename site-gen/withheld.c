/* SPDX-License-Identifier: MIT */
/*
 * An edition drops what it must not show, and a record without an element
 * that its schema requires would not be valid any more.  Loosening the schema
 * for that would also let people leave such elements out.  So the place is
 * kept and says that it was emptied.
 *
 * Whether a place is one of these is decided by the schema alone: a required
 * field whose edition is narrower than this one, or one inside a reference
 * that is hidden.  What the record itself holds there is never asked, so the
 * mark says nothing about it.
 *
 * A claim whose source is hidden keeps the attribute, which says so: sources
 * are inherited, and without it the claim would seem to rest on another.
 */
#include "site-gen/withheld.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/edition.h"

struct marking {
	struct arena *arena;
	enum edition edition;
	unsigned n_ids; /* made up so far */
};

/* A value for an attribute that must be there; NULL where none would do. */
static const char *stand_in(struct marking *m, const struct field *attr)
{
	switch (attr->type) {
	case FIELD_ID:
		return arena_printf(m->arena, WITHHELD "-%u", ++m->n_ids);
	case FIELD_LINE:
	case FIELD_CODE:
	case FIELD_REF:
	case FIELD_REFS:
		return WITHHELD;
	default:
		return NULL;
	}
}

static void add_attr(struct node *node, const struct field *field,
		     const char *value)
{
	node->attrs[node->n_attrs++] = (struct attr){
		.name = field->name,
		.value = value,
		.field = field,
	};
}

/* Adds the attributes that must be there and are not. */
static void add_required(struct marking *m, struct node *node)
{
	const struct field *field = node->field;

	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];
		const char *value;

		if (!attr->is_required || node_attr(node, attr->name))
			continue;
		value = stand_in(m, attr);
		if (value)
			add_attr(node, attr, value);
	}
}

static void say_withheld(struct node *node)
{
	const struct field *field = field_attr(node->field, "evidence");

	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (strcmp(node->attrs[i].name, "evidence") == 0) {
			node->attrs[i].value = WITHHELD;
			return;
		}
	}
	if (field)
		add_attr(node, field, WITHHELD);
}

/* The name of no record, which registers.c sees to. */
static void withhold_source(struct node *node)
{
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (strcmp(node->attrs[i].name, "source") == 0)
			node->attrs[i].value = WITHHELD;
	}
}

static struct node *begin(struct marking *m, const struct field *field,
			  struct node *parent, unsigned n_attrs)
{
	struct node *node = arena_alloc(m->arena, sizeof(*node));

	node->name = field->name;
	node->text = "";
	node->field = field;
	node->parent = parent;
	node->attrs = arena_array(m->arena, n_attrs + field->n_attrs,
				  sizeof(*node->attrs));
	return node;
}

/* An element that stands for one that is not shown, with all it must have. */
static struct node *empty_place(struct marking *m, const struct field *field,
				struct node *parent)
{
	struct node *node = begin(m, field, parent, 0);
	struct node **end = &node->child;

	say_withheld(node);
	add_required(m, node);
	for (size_t i = 0; i < field->n_children; i++) {
		if (!field->children[i].is_required)
			continue;
		*end = empty_place(m, &field->children[i], node);
		end = &(*end)->next;
	}
	return node;
}

static struct node *mark(struct marking *m, const struct node *from,
			 struct node *parent);

/* The record is valid: its children stand in the schema's order. */
static void mark_children(struct marking *m, struct node *to,
			  const struct node *from, bool is_hidden)
{
	const struct field *field = from->field;
	const struct node *next = from->child;
	struct node **end = &to->child;

	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		bool is_left_out = is_hidden || child->edition > m->edition;

		if (child->is_required && is_left_out) {
			*end = empty_place(m, child, to);
			end = &(*end)->next;
		}
		for (; next && next->field == child; next = next->next) {
			*end = mark(m, next, to);
			end = &(*end)->next;
		}
	}
}

static struct node *mark(struct marking *m, const struct node *from,
			 struct node *parent)
{
	bool is_hidden = edition_is_hidden(from);
	struct node *to = begin(m, from->field, parent, from->n_attrs);

	to->line = from->line;
	if (!is_hidden || from->field->type != FIELD_GROUP)
		to->text = from->text;
	for (unsigned i = 0; i < from->n_attrs; i++)
		to->attrs[to->n_attrs++] = from->attrs[i];
	if (is_hidden)
		say_withheld(to);
	if (edition_is_source_hidden(from))
		withhold_source(to);
	add_required(m, to);
	mark_children(m, to, from, is_hidden);
	return to;
}

const struct node *withheld_mark(struct arena *arena,
				 const struct record *record,
				 enum edition edition)
{
	struct marking marking = { .arena = arena, .edition = edition };

	if (edition == EDITION_INTERNAL || !record->is_valid)
		return record->root;
	return mark(&marking, record->root, NULL);
}
