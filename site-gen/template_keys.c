/* SPDX-License-Identifier: MIT */
/*
 * The table of keys is data.  A map that many pages hold is told once, as a
 * shape, and a shape may have the keys of others: so a page's own list is
 * short, and what is said of a link is said of all links.
 */
#include "site-gen/template_keys.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/xml.h"

#define PATH "templates/keys.xml"

struct template_keys {
	struct arena *arena;
	struct template_keys_shape *shapes;
	size_t n;
};

static const struct {
	const char *name;
	const char *words;
} types[] = {
	{ "text", "text" },	 { "url", "address" }, { "html", "HTML" },
	{ "bool", "yes or no" }, { "map", "map" },     { "list", "list" },
};

static const char *type_words(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_strcmp0(types[i].name, name) == 0)
			return types[i].words;
	return NULL;
}

static bool fault(const struct node *node, GError **error, const char *message)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: %s",
		    PATH, node->line, message);
	return false;
}

static bool read_key(const struct template_keys *keys, const struct node *node,
		     struct template_keys_key *key, GError **error)
{
	const char *name = node_attr(node, "name");

	if (!name || !*node->text)
		return fault(node, error, "a key has a name and a meaning");
	key->name = name;
	key->type = node_attr(node, "type");
	key->of = node_attr(node, "of");
	key->is_seldom = node_attr(node, "seldom") != NULL;
	key->meaning = node->text;
	if (!type_words(key->type))
		return fault(node, error,
			     "'type' is text, url, html, bool, map or list");
	if (key->of && !type_words(key->of) &&
	    !template_keys_find(keys, key->of, false))
		return fault(node, error, "'of' names no shape and no type");
	return true;
}

static bool read_also(struct template_keys *keys, const struct node *node,
		      struct template_keys_shape *shape, GError **error)
{
	const char *also = node_attr(node, "also");
	g_auto(GStrv) names = g_strsplit(also ? also : "", " ", -1);
	size_t n = g_strv_length(names);

	shape->also = arena_array(keys->arena, n + 1, sizeof(*shape->also));
	for (char **name = names; *name; name++) {
		const struct template_keys_shape *other =
			template_keys_find(keys, *name, false);

		if (!**name)
			continue;
		/* Only what stands before: so none has its own keys. */
		if (!other || other >= shape)
			return fault(node, error,
				     "'also' names shapes that stand before");
		shape->also[shape->n_also++] = other;
	}
	return true;
}

static bool read_shape(struct template_keys *keys, const struct node *node,
		       struct template_keys_shape *shape, GError **error)
{
	struct template_keys_key *list = arena_array(
		keys->arena, node_count(node, "key") + 1, sizeof(*list));

	if (!read_also(keys, node, shape, error))
		return false;
	shape->keys = list;
	NODE_EACH(key, node, "key")
	{
		if (!read_key(keys, key, &list[shape->n_keys], error))
			return false;
		if (template_keys_key(shape, list[shape->n_keys].name))
			return fault(key, error, "this key is there already");
		shape->n_keys++;
	}
	return true;
}

/* The names come first, since shapes name each other. */
static void read_name(struct template_keys *keys, const struct node *node,
		      bool is_page)
{
	struct template_keys_shape *shape = &keys->shapes[keys->n++];
	const char *name = node_attr(node, is_page ? "template" : "name");
	const char *title = node_attr(node, "title");
	const char *fields = node_attr(node, "fields");

	shape->name = name ? name : "";
	shape->title = title ? title : "";
	shape->is_page = is_page;
	if (g_strcmp0(fields, "values") == 0)
		shape->fields = TEMPLATE_KEYS_FIELDS;
	else if (g_strcmp0(fields, "flags") == 0)
		shape->fields = TEMPLATE_KEYS_FLAGS;
	else if (g_strcmp0(fields, "entries") == 0)
		shape->fields = TEMPLATE_KEYS_ENTRIES;
}

struct template_keys *template_keys_new(const struct assets *assets,
					GError **error)
{
	g_autoptr(TemplateKeys) keys = g_new0(struct template_keys, 1);
	const struct node *root;
	size_t i = 0;

	keys->arena = arena_new();
	root = xml_parse_asset(keys->arena, assets, PATH, error);
	if (!root)
		return NULL;
	keys->shapes = arena_array(keys->arena,
				   node_count(root, "shape") +
					   node_count(root, "page") + 1,
				   sizeof(*keys->shapes));
	NODE_EACH(shape, root, "shape")
	read_name(keys, shape, false);
	NODE_EACH(page, root, "page")
	read_name(keys, page, true);
	NODE_EACH(shape, root, "shape")
	{
		if (!read_shape(keys, shape, &keys->shapes[i++], error))
			return NULL;
	}
	NODE_EACH(page, root, "page")
	{
		if (!read_shape(keys, page, &keys->shapes[i++], error))
			return NULL;
	}
	return g_steal_pointer(&keys);
}

void template_keys_free(struct template_keys *keys)
{
	if (!keys)
		return;
	arena_free(keys->arena);
	g_free(keys);
}

const struct template_keys_shape *
template_keys_shapes(const struct template_keys *keys, size_t *n)
{
	*n = keys->n;
	return keys->shapes;
}

const struct template_keys_shape *
template_keys_find(const struct template_keys *keys, const char *name,
		   bool is_page)
{
	for (size_t i = 0; i < keys->n; i++)
		if (keys->shapes[i].is_page == is_page &&
		    strcmp(keys->shapes[i].name, name) == 0)
			return &keys->shapes[i];
	return NULL;
}

const struct template_keys_key *
template_keys_key(const struct template_keys_shape *shape, const char *name)
{
	const struct template_keys_key *key = NULL;

	for (size_t i = 0; i < shape->n_keys; i++)
		if (strcmp(shape->keys[i].name, name) == 0)
			return &shape->keys[i];
	for (size_t i = 0; !key && i < shape->n_also; i++)
		key = template_keys_key(shape->also[i], name);
	return key;
}

char *template_keys_type(const struct template_keys_key *key)
{
	const char *words = type_words(key->type);
	const char *inner = key->of ? type_words(key->of) : NULL;

	if (!key->of)
		return g_strdup(words);
	if (strcmp(key->type, "list") == 0)
		return g_strdup_printf("list of %s", inner ? inner : key->of);
	return g_strdup_printf("map: %s", inner ? inner : key->of);
}
