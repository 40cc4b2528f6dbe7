/* SPDX-License-Identifier: MIT */
/*
 * A code of an official register says more than a name does: names are written
 * in many ways, and the register that is read here pairs some codes with the
 * name of another body.  So the code decides which organisation is meant, and
 * a name that does not go with it is told and not taken.
 */
#include "lib/dea_bodies.h"

#include <stdbool.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/slug.h"

#define ID_MAX 56 /* a number may follow */

struct dea_bodies {
	struct arena *arena;
	dea_bodies_taken taken;
	void *data;
	GHashTable *by_curie; /* of struct dea_body */
	GHashTable *by_name;  /* by the folded name */
	GHashTable *by_id;
	GHashTable *names; /* that entries give to codes */
	GPtrArray *new;
};

const char *dea_bodies_curie(const struct record *record)
{
	NODE_EACH(node, record->root, "identifier")
	{
		if (g_strcmp0(node_attr(node, "scheme"), "register-curie") == 0)
			return node->text;
	}
	return NULL;
}

static char *fold(const char *name)
{
	return g_utf8_casefold(name, -1);
}

static void know(struct dea_bodies *bodies, struct dea_body *body)
{
	if (body->curie)
		g_hash_table_insert(bodies->by_curie, g_strdup(body->curie),
				    body);
	if (body->name)
		g_hash_table_insert(bodies->by_name, fold(body->name), body);
	g_hash_table_insert(bodies->by_id, g_strdup(body->id), body);
}

struct dea_bodies *dea_bodies_new(const struct registers *registers,
				  struct arena *arena, dea_bodies_taken taken,
				  void *data)
{
	struct dea_bodies *bodies = g_new0(struct dea_bodies, 1);
	size_t n;
	const struct record *const *all =
		registers_of_kind(registers, "organisation", &n);

	bodies->arena = arena;
	bodies->taken = taken;
	bodies->data = data;
	bodies->by_curie =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bodies->by_name =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bodies->by_id =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bodies->names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	bodies->new = g_ptr_array_new();
	for (size_t i = n; i > 0; i--) {
		const struct record *record = all[i - 1];
		struct dea_body *body = arena_alloc(arena, sizeof(*body));

		body->id = record->id;
		body->name = node_value(record->root, "name");
		body->curie = record->root ? dea_bodies_curie(record) : NULL;
		body->record = record;
		know(bodies, body);
	}
	return bodies;
}

void dea_bodies_free(struct dea_bodies *bodies)
{
	if (!bodies)
		return;
	g_hash_table_unref(bodies->by_curie);
	g_hash_table_unref(bodies->by_name);
	g_hash_table_unref(bodies->by_id);
	g_hash_table_unref(bodies->names);
	g_ptr_array_unref(bodies->new);
	g_free(bodies);
}

static void learn(struct dea_bodies *bodies, const struct dea_entry *entry,
		  enum dea_field codes, struct dea_place place)
{
	place.field = codes;
	for (guint i = 0; i < entry->values[codes]->len; i++) {
		const char *curie = dea_nth(entry, codes, i);
		const char *name = dea_nth(entry, codes + 1, i);
		const char *other = g_hash_table_lookup(bodies->names, curie);

		if (!name)
			continue;
		if (!other)
			g_hash_table_insert(bodies->names, g_strdup(curie),
					    g_strdup(name));
		else if (strcmp(other, name) != 0)
			dea_warn(&place,
				 "'%s' is '%s' here and '%s' elsewhere in the "
				 "file; the code is taken, with the name that "
				 "came first",
				 curie, name, other);
	}
}

void dea_bodies_learn(struct dea_bodies *bodies, const struct dea_entry *entry,
		      const struct dea_place *place)
{
	learn(bodies, entry, DEA_CONTROLLERS, *place);
	learn(bodies, entry, DEA_PROCESSORS, *place);
}

/* The text as a part of an id: "hmrc-voa". */
static char *id_part(const char *text)
{
	g_autofree char *slug = slug_make(text, ID_MAX, false);

	if (strlen(slug) >= 2)
		return g_steal_pointer(&slug);
	return g_strdup_printf("%s-body", *slug ? slug : "body");
}

static bool is_free(struct dea_bodies *bodies, const char *id)
{
	g_autofree char *taken = bodies->taken(bodies->data, id);

	return !taken && !g_hash_table_contains(bodies->by_id, id);
}

/* An id that nobody has: the slug, with a number if need be. */
static const char *new_id(struct dea_bodies *bodies, const char *curie,
			  const char *name)
{
	g_autofree char *base = id_part(name ? name : curie);
	char *id = arena_strdup(bodies->arena, base);

	for (unsigned i = 2; !is_free(bodies, id); i++)
		id = arena_printf(bodies->arena, "%s-%u", base, i);
	return id;
}

static const struct dea_body *make(struct dea_bodies *bodies, const char *curie,
				   const char *name,
				   const struct dea_place *place)
{
	struct dea_body *body = arena_alloc(bodies->arena, sizeof(*body));

	if (curie && !name)
		name = g_hash_table_lookup(bodies->names, curie);
	body->curie = curie ? arena_strdup(bodies->arena, curie) : NULL;
	body->name = name ? arena_strdup(bodies->arena, name) : NULL;
	body->id = new_id(bodies, curie, name);
	body->first = *place;
	know(bodies, body);
	g_ptr_array_add(bodies->new, body);
	return body;
}

static bool has_name(const struct dea_body *body, const char *name)
{
	g_autofree char *wanted = fold(name);
	g_autofree char *own = body->name ? fold(body->name) : NULL;

	if (g_strcmp0(own, wanted) == 0)
		return true;
	if (!body->record)
		return false;
	NODE_EACH(node, body->record->root, "altName")
	{
		g_autofree char *other = fold(node->text);

		if (strcmp(other, wanted) == 0)
			return true;
	}
	return false;
}

const struct dea_body *dea_bodies_find(struct dea_bodies *bodies,
				       const char *curie, const char *name,
				       const struct dea_place *place)
{
	g_autofree char *folded = name ? fold(name) : NULL;
	const struct dea_body *body =
		curie ? g_hash_table_lookup(bodies->by_curie, curie) : NULL;

	if (body) {
		if (name && body->name && body->record && !has_name(body, name))
			dea_warn(place,
				 "'%s' is '%s' ('%s') in the registers, not "
				 "'%s'; the code is taken, the name is not",
				 curie, body->name, body->id, name);
		return body;
	}
	body = folded ? g_hash_table_lookup(bodies->by_name, folded) : NULL;
	if (body && (!curie || !body->curie)) {
		if (curie && body->record)
			dea_warn(place,
				 "'%s' is taken for '%s' by its name; that "
				 "record does not have the code '%s'",
				 name, body->id, curie);
		return body;
	}
	return make(bodies, curie, name, place);
}

size_t dea_bodies_len(const struct dea_bodies *bodies)
{
	return bodies->new->len;
}

const struct dea_body *dea_bodies_get(const struct dea_bodies *bodies, size_t i)
{
	return bodies->new->pdata[i];
}
