/* SPDX-License-Identifier: MIT */
/*
 * As bytes, a gist is title, former id ("" for none), edition, line, and then
 * parts and references: how many, and of each the texts and the places since
 * the one before.
 */
#include "lib/gist.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/tree_pack.h"

/* One look at all elements of a record. */
struct look {
	struct arena *arena;
	const char *id;
	GArray *parts;	    /* of struct gist_part */
	GArray *references; /* of struct gist_reference */
};

static void add_reference(struct look *look, const struct field *field,
			  const char *target, uint32_t place)
{
	struct gist_reference reference = { target, NULL, place };

	if (!field || !field->refs || field->type != FIELD_REF || !*target)
		return;
	reference.kinds = field->refs;
	g_array_append_val(look->references, reference);
}

static void look_at(struct look *look, const struct node *node, uint32_t place)
{
	const char *id = node_attr(node, "id");

	if (id) {
		struct gist_part part = { arena_printf(look->arena, "%s#%s",
						       look->id, id),
					  node->name, place };

		g_array_append_val(look->parts, part);
	}
	if (!node->field)
		return;
	for (unsigned i = 0; i < node->n_attrs; i++)
		add_reference(look, node->attrs[i].field, node->attrs[i].value,
			      place);
	add_reference(look, node->field, node->text, place);
}

/* A copy of what was gathered, which is freed. */
static const void *keep(struct arena *arena, GArray *array, size_t size)
{
	void *copy = arena_array(arena, array->len, size);

	if (array->len > 0)
		memcpy(copy, array->data, array->len * size);
	g_array_unref(array);
	return copy;
}

static enum edition publication_of(const struct node *root)
{
	const char *publication = node_attr(root, "publication");
	enum edition edition = EDITION_INTERNAL;

	if (!publication)
		return EDITION_PUBLIC;
	edition_parse(publication, &edition);
	return edition;
}

struct gist *gist_of(struct arena *arena, const struct record *record)
{
	const struct node *root = record->root;
	struct gist *gist = arena_alloc(arena, sizeof(*gist));
	struct look look = {
		.arena = arena,
		.id = record->id,
		.parts = g_array_new(FALSE, FALSE, sizeof(struct gist_part)),
		.references = g_array_new(FALSE, FALSE,
					  sizeof(struct gist_reference)),
	};
	uint32_t place = 0;

	for (const struct node *n = root; n; n = node_walk(n, root))
		look_at(&look, n, place++);
	if (record->kind->title)
		gist->title = node_value(root, record->kind->title);
	gist->former_id = node_attr(root, "formerId");
	gist->publication = publication_of(root);
	gist->line = root->line;
	gist->n_parts = look.parts->len;
	gist->n_references = look.references->len;
	gist->parts = keep(arena, look.parts, sizeof(*gist->parts));
	gist->references =
		keep(arena, look.references, sizeof(*gist->references));
	return gist;
}

void gist_pack(struct tree_packer *packer, const struct gist *gist)
{
	uint32_t place = 0;

	tree_pack_text(packer, gist->title ? gist->title : "");
	tree_pack_text(packer, gist->former_id ? gist->former_id : "");
	tree_pack_number(packer, gist->publication);
	tree_pack_number(packer, gist->line);
	tree_pack_number(packer, gist->n_parts);
	for (size_t i = 0; i < gist->n_parts; i++) {
		const struct gist_part *part = &gist->parts[i];

		tree_pack_text(packer, part->target);
		tree_pack_text(packer, part->name);
		tree_pack_number(packer, part->place - place);
		place = part->place;
	}
	place = 0;
	tree_pack_number(packer, gist->n_references);
	for (size_t i = 0; i < gist->n_references; i++) {
		const struct gist_reference *reference = &gist->references[i];

		tree_pack_text(packer, reference->target);
		tree_pack_text(packer, reference->kinds);
		tree_pack_number(packer, reference->place - place);
		place = reference->place;
	}
}

static const char *unpack_optional(struct tree_unpacker *from)
{
	const char *text = tree_unpack_text(from);

	return *text ? text : NULL;
}

/* Each takes three bytes at least. */
static void *unpack_array(struct tree_unpacker *from, struct arena *arena,
			  size_t *n, size_t size)
{
	*n = tree_unpack_count(from, 3);
	return arena_array(arena, *n, size);
}

static void unpack_parts(struct tree_unpacker *from, struct arena *arena,
			 struct gist *gist)
{
	struct gist_part *parts =
		unpack_array(from, arena, &gist->n_parts, sizeof(*parts));
	uint32_t place = 0;

	for (size_t i = 0; i < gist->n_parts; i++) {
		parts[i].target = tree_unpack_text(from);
		parts[i].name = tree_unpack_text(from);
		place += (uint32_t)tree_unpack_number(from);
		parts[i].place = place;
	}
	gist->parts = parts;
}

static void unpack_references(struct tree_unpacker *from, struct arena *arena,
			      struct gist *gist)
{
	struct gist_reference *references = unpack_array(
		from, arena, &gist->n_references, sizeof(*references));
	uint32_t place = 0;

	for (size_t i = 0; i < gist->n_references; i++) {
		references[i].target = tree_unpack_text(from);
		references[i].kinds = tree_unpack_text(from);
		place += (uint32_t)tree_unpack_number(from);
		references[i].place = place;
	}
	gist->references = references;
}

struct gist *gist_unpack(struct tree_unpacker *from, struct arena *arena)
{
	struct gist *gist = arena_alloc(arena, sizeof(*gist));
	uint64_t publication;

	gist->title = unpack_optional(from);
	gist->former_id = unpack_optional(from);
	publication = tree_unpack_number(from);
	gist->publication = publication < EDITION_INTERNAL
				    ? (enum edition)publication
				    : EDITION_INTERNAL;
	gist->line = (unsigned)tree_unpack_number(from);
	unpack_parts(from, arena, gist);
	unpack_references(from, arena, gist);
	return gist;
}
