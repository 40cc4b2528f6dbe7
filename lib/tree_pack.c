/* SPDX-License-Identifier: MIT */
/*
 * A tree is its nodes in document order, each as
 *
 *   which child of its parent's field it is (not of the root), lines since the
 *   node before, what was noted of it, set of attributes (0: none), number of
 *   children, and without children the text
 *
 * A set of attributes stands in full where it is first used in a tree, as their
 * number and each one's place in the field and value; later its number is
 * enough.  What is noted is the number and, in the lowest bits, of what.
 * Texts are their length, their bytes and a NUL: they are used where they lie.
 */
#include "lib/tree_pack.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/schema.h"
#include "lib/xml.h"

/* Of the lowest bits of what is noted. */
enum { IS_NOTED = 1, IS_STATED = 2, IS_DAY = 4, NOTE_BITS = 3 };

struct tree_packer {
	GString *out;	  /* appending a byte to it is in line */
	GHashTable *sets; /* attributes of a node to the number of the set */
};

struct tree_packer *tree_packer_new(GString *out)
{
	struct tree_packer *packer = g_new0(struct tree_packer, 1);

	packer->out = out;
	packer->sets = g_hash_table_new(NULL, NULL);
	return packer;
}

void tree_packer_free(struct tree_packer *packer)
{
	if (!packer)
		return;
	g_hash_table_unref(packer->sets);
	g_free(packer);
}

void tree_pack_number(struct tree_packer *packer, uint64_t number)
{
	for (; number > 0x7f; number >>= 7)
		g_string_append_c(packer->out, (char)(number | 0x80));
	g_string_append_c(packer->out, (char)number);
}

void tree_pack_bytes(struct tree_packer *packer, const void *bytes, size_t len)
{
	g_string_append_len(packer->out, bytes, (gssize)len);
}

void tree_pack_text(struct tree_packer *packer, const char *text)
{
	size_t len = strlen(text);

	tree_pack_number(packer, len);
	tree_pack_bytes(packer, text, len + 1);
}

static void pack_attrs(struct tree_packer *packer, const struct node *node)
{
	gpointer set = g_hash_table_lookup(packer->sets, node->attrs);

	if (node->n_attrs == 0 || set) {
		tree_pack_number(packer,
				 node->n_attrs ? GPOINTER_TO_SIZE(set) : 0);
		return;
	}
	set = GSIZE_TO_POINTER(g_hash_table_size(packer->sets) + 1u);
	g_hash_table_insert(packer->sets, node->attrs, set);
	tree_pack_number(packer, GPOINTER_TO_SIZE(set));
	tree_pack_number(packer, node->n_attrs);
	for (unsigned i = 0; i < node->n_attrs; i++) {
		const struct attr *attr = &node->attrs[i];

		tree_pack_number(packer,
				 (size_t)(attr->field - node->field->attrs));
		tree_pack_text(packer, attr->value);
	}
}

/* The record that a node leads to has another number next time. */
static void pack_notes(struct tree_packer *packer, const struct node *node)
{
	unsigned number = node->is_target ? 0 : node->number;

	tree_pack_number(packer, number << NOTE_BITS |
					 (node->is_noted ? IS_NOTED : 0) |
					 (node->is_stated ? IS_STATED : 0) |
					 (node->is_day ? IS_DAY : 0));
}

static void pack_node(struct tree_packer *packer, const struct node *node,
		      unsigned *line)
{
	size_t n = 0;

	tree_pack_number(packer, node->line - *line);
	*line = node->line;
	pack_notes(packer, node);
	pack_attrs(packer, node);
	for (const struct node *c = node->child; c; c = c->next)
		n++;
	tree_pack_number(packer, n);
	if (n == 0)
		tree_pack_text(packer, node->text);
	for (const struct node *c = node->child; c; c = c->next) {
		tree_pack_number(packer,
				 (size_t)(c->field - node->field->children));
		pack_node(packer, c, line);
	}
}

/* Whether field is one of the n that begin at all. */
static bool is_among(const struct field *field, const struct field *all,
		     size_t n)
{
	return field && all && field >= all && field < all + n;
}

bool tree_can_be_packed(const struct node *root)
{
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		const struct field *above = n == root ? NULL : n->parent->field;

		if (!n->field || (above && !is_among(n->field, above->children,
						     above->n_children)))
			return false;
		for (unsigned i = 0; i < n->n_attrs; i++) {
			if (!is_among(n->attrs[i].field, n->field->attrs,
				      n->field->n_attrs))
				return false;
		}
	}
	return true;
}

void tree_pack(struct tree_packer *packer, const struct node *root)
{
	unsigned line = 0;

	g_hash_table_remove_all(packer->sets);
	pack_node(packer, root, &line);
}

/* The way back ----------------------------------------------------------- */

/* Attributes as they are shared by nodes of one field. */
struct set {
	const struct field *field;
	struct attr *attrs;
	uint8_t n;
};

struct tree_unpacker {
	struct arena *arena;
	const uint8_t *next;
	const uint8_t *end;
	GArray *sets; /* of struct set */
	bool is_damaged;
};

struct tree_unpacker *tree_unpacker_new(struct arena *arena, const void *bytes,
					size_t len)
{
	struct tree_unpacker *from = g_new0(struct tree_unpacker, 1);

	from->arena = arena;
	from->next = bytes;
	from->end = from->next + len;
	from->sets = g_array_new(FALSE, FALSE, sizeof(struct set));
	return from;
}

void tree_unpacker_free(struct tree_unpacker *from)
{
	if (!from)
		return;
	g_array_unref(from->sets);
	g_free(from);
}

static void *damage(struct tree_unpacker *from)
{
	from->is_damaged = true;
	from->next = from->end;
	return NULL;
}

bool tree_unpack_more(const struct tree_unpacker *from)
{
	return from->next < from->end;
}

bool tree_unpack_is_damaged(const struct tree_unpacker *from)
{
	return from->is_damaged;
}

/* A number of any length. */
static uint64_t unpack_long(struct tree_unpacker *from)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 64 && from->next < from->end;
	     shift += 7) {
		uint8_t byte = *from->next++;

		number |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return number;
	}
	damage(from);
	return 0;
}

/* Most take one byte. */
static inline uint64_t unpack_number(struct tree_unpacker *from)
{
	if (from->next < from->end && *from->next <= 0x7f)
		return *from->next++;
	return unpack_long(from);
}

uint64_t tree_unpack_number(struct tree_unpacker *from)
{
	return unpack_number(from);
}

/* Whether that many bytes follow. */
static bool has(struct tree_unpacker *from, uint64_t len)
{
	if (len <= (uint64_t)(from->end - from->next))
		return true;
	damage(from);
	return false;
}

size_t tree_unpack_count(struct tree_unpacker *from, size_t size)
{
	uint64_t n = unpack_number(from);

	if (n <= (uint64_t)(from->end - from->next) / size)
		return n;
	damage(from);
	return 0;
}

void tree_unpack_bytes(struct tree_unpacker *from, void *to, size_t len)
{
	memset(to, 0, len);
	if (!has(from, len))
		return;
	memcpy(to, from->next, len);
	from->next += len;
}

const char *tree_unpack_text(struct tree_unpacker *from)
{
	uint64_t len = unpack_number(from);
	const uint8_t *text = from->next;

	if (len == UINT64_MAX || !has(from, len + 1) || text[len] != '\0') {
		damage(from);
		return "";
	}
	from->next += len + 1;
	return (const char *)text;
}

const void *tree_unpack_skip(struct tree_unpacker *from, size_t len)
{
	const uint8_t *bytes = from->next;

	if (!has(from, len))
		return NULL;
	from->next += len;
	return bytes;
}

static struct set unpack_set(struct tree_unpacker *from,
			     const struct field *field)
{
	uint64_t n = unpack_number(from);
	struct set set = { .field = field };

	if (n > NODE_MAX_ATTRS || !has(from, n)) {
		damage(from);
		return set;
	}
	set.n = (uint8_t)n;
	set.attrs = arena_array(from->arena, n, sizeof(*set.attrs));
	for (size_t i = 0; i < n; i++) {
		uint64_t which = unpack_number(from);

		if (which >= field->n_attrs) {
			damage(from);
			return set;
		}
		set.attrs[i].field = &field->attrs[which];
		set.attrs[i].name = field->attrs[which].name;
		set.attrs[i].value = tree_unpack_text(from);
	}
	return set;
}

static void unpack_attrs(struct tree_unpacker *from, struct node *node)
{
	uint64_t which = unpack_number(from);
	const struct set *set;

	if (which == 0)
		return;
	if (which == from->sets->len + 1u) {
		struct set made = unpack_set(from, node->field);

		g_array_append_val(from->sets, made);
	}
	set = which > from->sets->len
		      ? NULL
		      : &g_array_index(from->sets, struct set, which - 1);
	if (!set || set->field != node->field) {
		damage(from);
		return;
	}
	node->attrs = set->attrs;
	node->n_attrs = set->n;
}

static void unpack_node(struct tree_unpacker *from, struct node *node,
			const struct field *field, unsigned *line,
			unsigned depth);

/* As extract in xml.c makes them of XML; here they stand side by side. */
static void unpack_children(struct tree_unpacker *from, struct node *node,
			    uint64_t n, unsigned *line, unsigned depth)
{
	const struct field *field = node->field;
	struct node *children;

	if (n == 0 || !has(from, n))
		return;
	children = arena_array(from->arena, n, sizeof(*children));
	node->child = children;
	for (uint64_t i = 0; i < n && !from->is_damaged; i++) {
		uint64_t which = unpack_number(from);

		if (which >= field->n_children) {
			damage(from);
			return;
		}
		unpack_node(from, &children[i], &field->children[which], line,
			    depth + 1);
		children[i].parent = node;
		children[i].next = i + 1 < n ? &children[i + 1] : NULL;
	}
}

static void unpack_notes(struct tree_unpacker *from, struct node *node)
{
	uint64_t notes = unpack_number(from);

	if (notes >> NOTE_BITS > UINT16_MAX)
		damage(from);
	node->is_noted = notes & IS_NOTED;
	node->is_stated = notes & IS_STATED;
	node->is_day = notes & IS_DAY;
	node->number = (uint16_t)(notes >> NOTE_BITS);
}

static void unpack_node(struct tree_unpacker *from, struct node *node,
			const struct field *field, unsigned *line,
			unsigned depth)
{
	uint64_t n;

	if (depth > XML_MAX_DEPTH) {
		damage(from);
		return;
	}
	node->field = field;
	node->name = field->name;
	*line += (unsigned)unpack_number(from);
	node->line = *line;
	unpack_notes(from, node);
	unpack_attrs(from, node);
	n = unpack_number(from);
	node->text = n == 0 ? tree_unpack_text(from) : "";
	unpack_children(from, node, n, line, depth);
	if (!from->is_damaged)
		node_index(from->arena, node);
}

struct node *tree_unpack(struct tree_unpacker *from, const struct field *field)
{
	struct node *root = arena_alloc(from->arena, sizeof(*root));
	unsigned line = 0;

	g_array_set_size(from->sets, 0);
	unpack_node(from, root, field, &line, 1);
	return from->is_damaged ? NULL : root;
}
