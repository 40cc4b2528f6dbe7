/* SPDX-License-Identifier: MIT */
/*
 * A filter compares keys, which are codes and ids, and shows labels.  The row
 * of a record carries its keys, and the panel the labels, so that the script
 * that narrows a list knows nothing of registers.
 */
#include "site-gen/list_filters.h"

#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/impact_law.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define NOT_STATED "-"

/* Elements by paths, several divided by blanks. */
struct filter {
	const char *kind;
	const char *name; /* in the address of a narrowed list */
	const char *label;
	const char *paths;
};

static const struct filter filters_of_kinds[] = {
	{ "agreement", "partner", "Partner",
	  "party flow/discloser flow/recipient" },
	{ "agreement", "gateway", "Legal gateway", "flow/gateway" },
	{ "agreement", "purpose", "Purpose", "purpose flow/purpose" },
	{ "agreement", "data", "Kind of data", "flow/dataCategory" },
	{ "agreement", "status", "Status", "status" },
	{ "agreement", "programme", "Programme", "programme" },
	{ "source", "publisher", "Publisher", "publisher" },
	{ "source", "kind", "Kind of source", "kind" },
	{ "source", "read", "How much of it was read", "readState" },
	{ "organisation", "type", "Type", "type" },
	{ "programme", "lead", "Lead", "lead" },
	{ "gateway", "kind", "Kind of gateway", "kind" },
	{ "gateway", "status", "Status", "version/status" },
	{ "gateway", "checked", "Compared with the text of the law",
	  "version/checked" },
	{ "gateway", "discloser", "Who may share",
	  "version/disclosers/discloser" },
	{ "gateway", "recipient", "With whom", "version/recipients/recipient" },
	{ "gateway", "purpose", "Purpose it allows",
	  "version/purposes/purpose" },
	{ "notice", "publisher", "Publisher", "publisher" },
	{ "notice", "state", "State", "state" },
	{ "notice", "purpose", "Purpose", "purpose" },
	{ "consent", "kind", "Kind of consent", "kind" },
	{ "consent", "controller", "Controller", "controller" },
	{ "consent", "state", "State", "state" },
	{ "consent", "purpose", "Purpose", "purpose" },
	{ "pia", "kind", "Kind of assessment", "kind" },
	{ "pia", "status", "Status", "status" },
	{ "pia", "agreement", "Agreement", "linked/agreement" },
	{ "barrier", "barrier", "Barrier", "barrier" },
	{ "barrier", "kind", "Kind of barrier", "kind" },
	{ "barrier", "status", "Status", "status" },
	{ "waiver", "rule", "Rule", "rule" },
	{ "removal", "was", "Kind of record", "was" },
};

/* One value of a filter. */
struct option {
	const char *key;
	const char *label;
	size_t count;
	size_t last; /* number of the record that counted last */
};

struct list_filters {
	const struct view *view;
	const struct kind *kind;
	GHashTable *options[G_N_ELEMENTS(filters_of_kinds)]; /* by key */
	size_t n_records;
};

struct list_filters *list_filters_new(const struct view *view,
				      const struct kind *kind)
{
	struct list_filters *filters = g_new0(struct list_filters, 1);

	filters->view = view;
	filters->kind = kind;
	for (size_t i = 0; i < G_N_ELEMENTS(filters_of_kinds); i++) {
		if (strcmp(filters_of_kinds[i].kind, kind->name) == 0)
			filters->options[i] =
				g_hash_table_new(g_str_hash, g_str_equal);
	}
	return filters;
}

void list_filters_free(struct list_filters *filters)
{
	if (!filters)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(filters_of_kinds); i++)
		g_clear_pointer(&filters->options[i], g_hash_table_unref);
	g_free(filters);
}

/* The version that holds; NULL where the dates do not tell. */
static const struct node *version_now(const struct view *view,
				      const struct node *gateway)
{
	g_autoptr(GPtrArray) versions =
		impact_law_versions_on(gateway, view->as_of);

	return versions->len == 1 ? versions->pdata[0] : NULL;
}

static void add_nodes(const struct view *view, GPtrArray *found,
		      const struct node *parent, char **names)
{
	const struct node *chosen = NULL;

	if (!names[0]) {
		g_ptr_array_add(found, (gpointer)parent);
		return;
	}
	if (strcmp(names[0], "version") == 0)
		chosen = version_now(view, parent);
	NODE_EACH(child, parent, names[0])
	{
		if (chosen ? child == chosen
			   : strcmp(names[0], "version") != 0 ||
				     !node_again(child))
			add_nodes(view, found, child, names + 1);
	}
}

GPtrArray *list_filters_nodes(const struct view *view, const struct node *root,
			      const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);
	GPtrArray *found = g_ptr_array_new();

	add_nodes(view, found, root, names);
	return found;
}

/*
 * What a filter compares, and what it shows for it; false for an element that
 * says nothing and for one that refers to what is not there.
 */
static bool read_option(const struct view *view, const struct node *node,
			const char **key, const char **label)
{
	const struct codes *codes = registers_codes(view->registers);
	const struct field *attr = field_attr(node->field, "code");
	const struct record *to = registers_target(view->registers, node);
	const char *code = node_attr(node, "code");

	if (to) {
		*key = to->id;
		*label = to->title;
	} else if (code && *code && attr && attr->codes) {
		*key = code;
		*label = codes_label(codes, attr->codes, code);
	} else if (*node->text && !node_attr(node, "ref")) {
		*key = node->text;
		*label = node->text;
		if (node->field && node->field->codes)
			*label = codes_label(codes, node->field->codes,
					     node->text);
	} else {
		return false;
	}
	return true;
}

/* Counts a value of the record in hand once, and adds it to its tokens. */
static void count(struct list_filters *filters, size_t i, GString *tokens,
		  const char *key, const char *label)
{
	struct arena *arena = filters->view->arena;
	struct option *option = g_hash_table_lookup(filters->options[i], key);

	if (!option) {
		option = arena_alloc(arena, sizeof(*option));
		option->key = arena_strdup(arena, key);
		option->label = label;
		g_hash_table_insert(filters->options[i], (gpointer)option->key,
				    option);
	}
	if (option->last == filters->n_records)
		return;
	option->last = filters->n_records;
	option->count++;
	if (tokens->len > 0)
		g_string_append_c(tokens, ' ');
	g_string_append_printf(tokens, "%s=%s", filters_of_kinds[i].name, key);
}

static void add_filter(struct list_filters *filters, size_t i, GString *tokens,
		       const struct record *record)
{
	g_auto(GStrv) paths = g_strsplit(filters_of_kinds[i].paths, " ", -1);
	bool is_stated = false;

	for (char **path = paths; *path; path++) {
		g_autoptr(GPtrArray) nodes =
			list_filters_nodes(filters->view, record->root, *path);

		for (guint k = 0; k < nodes->len; k++) {
			const struct node *node = g_ptr_array_index(nodes, k);
			const char *key;
			const char *label;
			g_autofree char *safe = NULL;

			is_stated |= node_is_stated(node);
			if (node_is_not_stated(node) ||
			    !read_option(filters->view, node, &key, &label))
				continue;
			safe = g_uri_escape_string(key, NULL, FALSE);
			count(filters, i, tokens, safe, label);
		}
	}
	if (!is_stated)
		count(filters, i, tokens, NOT_STATED, "not stated");
}

const char *list_filters_add(struct list_filters *filters,
			     const struct record *record)
{
	g_autoptr(GString) tokens = g_string_new(NULL);

	filters->n_records++;
	for (size_t i = 0; i < G_N_ELEMENTS(filters_of_kinds); i++) {
		if (filters->options[i])
			add_filter(filters, i, tokens, record);
	}
	return arena_strdup(filters->view->arena, tokens->str);
}

/* By label, whatever its case; what is not stated comes last. */
static int compare(const void *a, const void *b)
{
	const struct option *x = *(const struct option *const *)a;
	const struct option *y = *(const struct option *const *)b;
	bool x_is_last = strcmp(x->key, NOT_STATED) == 0;
	bool y_is_last = strcmp(y->key, NOT_STATED) == 0;
	int order = x_is_last - y_is_last;

	if (order == 0)
		order = g_ascii_strcasecmp(x->label, y->label);
	return order ? order : strcmp(x->key, y->key);
}

static struct value *options_value(const struct view *view, GHashTable *options)
{
	struct value *list = value_list(view->arena);
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	GHashTableIter iter;
	gpointer option;

	g_hash_table_iter_init(&iter, options);
	while (g_hash_table_iter_next(&iter, NULL, &option))
		g_ptr_array_add(sorted, option);
	g_ptr_array_sort(sorted, compare);
	for (guint i = 0; i < sorted->len; i++) {
		const struct option *o = g_ptr_array_index(sorted, i);
		struct value *map = value_map(view->arena);

		view_set_text(view, map, "key", o->key);
		view_set_text(view, map, "label", o->label);
		view_set_number(view, map, "count", o->count);
		value_push(view->arena, list, map);
	}
	return list;
}

struct value *list_filters_value(const struct list_filters *filters)
{
	const struct view *view = filters->view;
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < G_N_ELEMENTS(filters_of_kinds); i++) {
		GHashTable *options = filters->options[i];
		struct value *map;

		if (!options || g_hash_table_size(options) < 2)
			continue;
		map = value_map(view->arena);
		view_set_text(view, map, "name", filters_of_kinds[i].name);
		view_set_text(view, map, "label", filters_of_kinds[i].label);
		value_set(view->arena, map, "options",
			  options_value(view, options));
		value_push(view->arena, list, map);
	}
	return list;
}
