/* SPDX-License-Identifier: MIT */
/*
 * The map of an element has a key for each thing that the schema allows in it,
 * about a hundred with those of this file, and a page asks for a few of them.
 * So a map is only the promise of its keys: a value is made when a template or
 * another page asks for it, and kept.  Nothing it is made of changes while a
 * page is made, and a page has one worker, so when it is made does not show.
 */
#include "site-gen/view.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/edition.h"
#include "site-gen/markdown.h"
#include "site-gen/value.h"

#define HEADING_BASE 3

static const struct value *own_text(const struct view *view, char *text)
{
	g_autofree char *owned = text;

	return value_text(view->arena, owned);
}

/* Without what the label of the element around it says already. */
static const char *short_label(const struct view *view,
			       const struct field *field)
{
	const char *outer = field->parent ? field->parent->label : NULL;
	size_t len = outer ? strlen(outer) : 0;
	char *rest;

	if (!outer || strncmp(field->label, outer, len) != 0 ||
	    strncmp(field->label + len, ", ", 2) != 0)
		return field->label;
	rest = arena_strdup(view->arena, field->label + len + 2);
	rest[0] = g_ascii_toupper(rest[0]);
	return rest;
}

static const char *label_of(const struct view *view, const struct node *node)
{
	return node->field ? short_label(view, node->field) : node->name;
}

/* The label of the element's code, be it an attribute or the text. */
static const char *code_label(const struct view *view, const struct node *node)
{
	const struct codes *codes = registers_codes(view->registers);
	const struct field *field = node->field;
	const struct field *attr = field_attr(field, "code");
	const char *code = node_attr(node, "code");

	if (code && *code && attr && attr->codes)
		return codes_label(codes, attr->codes, code);
	if (field && field->codes && *node->text)
		return codes_label(codes, field->codes, node->text);
	return NULL;
}

/* The id or "id#part" that the element refers to, or NULL. */
static const char *target_of(const struct node *node)
{
	const char *ref = node_attr(node, "ref");

	if (ref && *ref)
		return ref;
	if (node->field && node->field->refs &&
	    node->field->type == FIELD_REF && *node->text)
		return node->text;
	return NULL;
}

/* "id#version" where the element names the version of a gateway too. */
static const char *with_version(const struct view *view,
				const struct node *node, const char *target)
{
	const char *version = node_attr(node, "version");
	const char *both;

	if (!version || strchr(target, '#'))
		return target;
	both = arena_printf(view->arena, "%s#%s", target, version);
	return registers_resolve(view->registers, both, NULL) ? both : target;
}

/* "Agreement: flow title" for a part, else the record's title. */
static const char *target_title(const struct view *view, const char *target)
{
	const char *title = view_title(view, target);

	return title ? title : target;
}

static const struct value *reference(const struct view *view,
				     const struct node *node)
{
	const char *target = target_of(node);

	return value_text(view->arena,
			  target ? target_title(view, target) : NULL);
}

static const struct value *address(const struct view *view,
				   const struct node *node)
{
	const char *target = target_of(node);
	const struct field *field = node->field;
	const char *url = NULL;

	if (target)
		url = view_url(view, with_version(view, node, target));
	else if (field && field->type == FIELD_URI && *node->text)
		url = node->text;
	else if (field && field->type == FIELD_MAILBOX && *node->text)
		url = arena_printf(view->arena, "mailto:%s", node->text);
	return value_url(view->arena, url);
}

/* What the text says besides the code or reference that it may be. */
static const struct value *plain_text(const struct view *view,
				      const struct node *node)
{
	const struct field *field = node->field;
	struct node alone = *node;

	if (!*node->text && !node_attr(node, "control"))
		return value_nothing();
	if (field &&
	    (field->codes || (field->refs && field->type == FIELD_REF)))
		return value_nothing();
	if (node_attr(node, "control"))
		return own_text(view, registers_words(view->registers, node));
	alone.attrs = NULL;
	alone.n_attrs = 0;
	alone.is_noted = false;
	return own_text(view, registers_words(view->registers, &alone));
}

static const struct value *markdown(const struct view *view,
				    const struct node *node)
{
	const struct value *html;

	if (!node->field || node->field->type != FIELD_MARKDOWN)
		return value_nothing();
	html = markdown_render(view->arena, node->text, HEADING_BASE, NULL);
	return html ? html : value_nothing();
}

static bool is_inferred(const struct node *node)
{
	const char *evidence = node_evidence(node);

	return evidence && strcmp(evidence, "inferred") == 0;
}

static struct value *no_link(const struct view *view)
{
	static const char *const keys[] = { "title", "url", "kind", "id" };
	struct value *map = value_map(view->arena);

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		value_set(view->arena, map, keys[i], value_nothing());
	return map;
}

static const struct value *source(const struct view *view,
				  const struct node *node)
{
	const char *id = node_source(node);
	const char *locator = node_attr(node, "locator");
	bool is_hidden = edition_is_source_hidden(node);
	const struct record *record =
		id ? registers_find(view->registers, id) : NULL;
	struct value *map;

	if ((!record && !is_hidden) || (!node_attr(node, "source") && !locator))
		return value_nothing();
	map = record ? view_link(view, record) : no_link(view);
	view_set_text(view, map, "locator", locator);
	view_set_bool(view, map, "isHidden", is_hidden);
	return map;
}

static bool is_said_elsewhere(const char *name)
{
	static const char *const names[] = {
		"code",	    "ref",     "id",	  "evidence",
		"source",   "locator", "version", "publication",
		"formerId", "control", "step",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static const char *attr_words(const struct view *view, const struct attr *attr,
			      bool is_ref)
{
	struct node value = {
		.name = attr->name,
		.text = attr->value,
		.field = attr->field,
	};
	g_autofree char *words = NULL;

	if (is_ref)
		return target_title(view, attr->value);
	words = registers_words(view->registers, &value);
	return arena_strdup(view->arena, words);
}

static const struct value *attributes(const struct view *view,
				      const struct node *node)
{
	struct value *list = value_list(view->arena);

	for (unsigned i = 0; i < node->n_attrs; i++) {
		const struct attr *attr = &node->attrs[i];
		const struct field *field = attr->field;
		bool is_ref = field && field->refs && field->type == FIELD_REF;
		struct value *map;

		if (is_said_elsewhere(attr->name))
			continue;
		map = value_map(view->arena);
		view_set_text(view, map, "_label",
			      field ? short_label(view, field) : attr->name);
		view_set_text(view, map, "_words",
			      attr_words(view, attr, is_ref));
		value_set(
			view->arena, map, "_url",
			value_url(view->arena,
				  is_ref ? view_url(view, attr->value) : NULL));
		value_push(view->arena, list, map);
	}
	return list;
}

/* Whether _attrs has any. */
static bool has_words(const struct node *node)
{
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (!is_said_elsewhere(node->attrs[i].name))
			return true;
	}
	return false;
}

/* The children of the name of the first, as maps. */
static struct value *items_of(const struct view *view, const struct node *first)
{
	struct value *items = value_list(view->arena);

	for (const struct node *n = first; n; n = node_again(n))
		value_push(view->arena, items, view_node(view, n));
	return items;
}

/* One entry of _fields: all children of one name that are there. */
static struct value *field_entry(const struct view *view,
				 const struct node *first)
{
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "_name", first->name);
	view_set_text(view, map, "_label", label_of(view, first));
	view_set_bool(view, map, "_isGroup", first->child != NULL);
	value_set(view->arena, map, "_items", items_of(view, first));
	return map;
}

static bool is_first_of_name(const struct node *node)
{
	return node_child(node->parent, node->name) == node;
}

/*
 * The first child of each name: those that the schema knows in its order, then
 * the others, which only the internal edition has.
 */
static GPtrArray *first_children(const struct node *node)
{
	const struct field *field = node->field;
	size_t n_known = field ? field->n_children : 0;
	GPtrArray *firsts = g_ptr_array_new();
	guint n_firsts = 0;

	g_ptr_array_set_size(firsts, (gint)n_known);
	for (const struct node *n = node->child; n; n = n->next) {
		size_t i = 0;

		while (i < n_known && n->field != &field->children[i])
			i++;
		if (i < n_known && !firsts->pdata[i])
			firsts->pdata[i] = (gpointer)n;
		else if (!n->field && is_first_of_name(n))
			g_ptr_array_add(firsts, (gpointer)n);
	}
	for (guint i = 0; i < firsts->len; i++) {
		if (firsts->pdata[i])
			firsts->pdata[n_firsts++] = firsts->pdata[i];
	}
	g_ptr_array_set_size(firsts, (gint)n_firsts);
	return firsts;
}

static const struct value *fields(const struct view *view,
				  const struct node *node)
{
	g_autoptr(GPtrArray) firsts = first_children(node);
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < firsts->len; i++)
		value_push(view->arena, list,
			   field_entry(view, firsts->pdata[i]));
	return list;
}

/* Whether any of the children of that name says something. */
static bool is_stated(const struct node *first)
{
	for (const struct node *n = first; n; n = node_again(n)) {
		if (!node_is_not_stated(n))
			return true;
	}
	return false;
}

/* A reader looks for what is said; what is not is said in one line. */
static const struct value *stated(const struct view *view,
				  const struct node *node)
{
	g_autoptr(GPtrArray) firsts = first_children(node);
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < firsts->len; i++) {
		if (is_stated(firsts->pdata[i]))
			value_push(view->arena, list,
				   field_entry(view, firsts->pdata[i]));
	}
	return list;
}

static const struct value *unstated(const struct view *view,
				    const struct node *node)
{
	g_autoptr(GPtrArray) firsts = first_children(node);
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < firsts->len; i++) {
		const struct node *first = firsts->pdata[i];

		if (!is_stated(first))
			value_push(
				view->arena, list,
				value_text(view->arena, label_of(view, first)));
	}
	return list;
}

static const struct value *has_unstated(const struct view *view,
					const struct node *node)
{
	return value_bool(value_len(unstated(view, node)) > 0);
}

static const struct value *name(const struct view *view,
				const struct node *node)
{
	return value_text(view->arena, node->name);
}

static const struct value *label(const struct view *view,
				 const struct node *node)
{
	return value_text(view->arena, label_of(view, node));
}

static const struct value *words(const struct view *view,
				 const struct node *node)
{
	return own_text(view, registers_words(view->registers, node));
}

static const struct value *code(const struct view *view,
				const struct node *node)
{
	return value_text(view->arena, code_label(view, node));
}

static const struct value *anchor(const struct view *view,
				  const struct node *node)
{
	const char *id = node_attr(node, "id");
	bool is_part = node->parent && id && view_is_id(id);

	return value_text(view->arena,
			  is_part ? arena_printf(view->arena, "part-%s", id)
				  : NULL);
}

static const struct value *is_group(const struct view *view G_GNUC_UNUSED,
				    const struct node *node)
{
	return value_bool(node->child != NULL);
}

static const struct value *not_stated(const struct view *view G_GNUC_UNUSED,
				      const struct node *node)
{
	return value_bool(node_is_not_stated(node));
}

static const struct value *inferred(const struct view *view G_GNUC_UNUSED,
				    const struct node *node)
{
	return value_bool(is_inferred(node));
}

static const struct value *inferred_here(const struct view *view G_GNUC_UNUSED,
					 const struct node *node)
{
	return value_bool(is_inferred(node) &&
			  !(node->parent && is_inferred(node->parent)));
}

static const struct value *is_empty(const struct view *view G_GNUC_UNUSED,
				    const struct node *node)
{
	return value_bool(!node->child && !*node->text && !target_of(node) &&
			  !node_attr(node, "code") &&
			  !node_attr(node, "control") && !has_words(node));
}

/* The entries of _fields by name. */

static const char *child_name(const void *about, size_t i)
{
	const struct field *field = ((const struct node *)about)->field;

	return field && i < field->n_children ? field->children[i].name : NULL;
}

static const struct value *find_entry(const void *of, const void *about,
				      const char **key)
{
	const struct node *node = about;
	const struct node *first = node_child(node, *key);
	const struct field *child = field_child(node->field, *key);

	if (!child)
		return NULL;
	*key = child->name;
	return first ? field_entry(of, first) : value_nothing();
}

static const struct value *all(const struct view *view, const struct node *node)
{
	static const struct value_origin origin = { find_entry, child_name };

	return value_map_of(view->arena, &origin, view, node);
}

/* What every element has, the often asked for first. */
static const struct {
	const char *key;
	const struct value *(*make)(const struct view *view,
				    const struct node *node);
} always[] = {
	{ "_html", markdown },
	{ "_words", words },
	{ "_text", plain_text },
	{ "_code", code },
	{ "_ref", reference },
	{ "_url", address },
	{ "_notStated", not_stated },
	{ "_inferredHere", inferred_here },
	{ "_source", source },
	{ "_attrs", attributes },
	{ "_label", label },
	{ "_name", name },
	{ "_id", anchor },
	{ "_isGroup", is_group },
	{ "_inferred", inferred },
	{ "_empty", is_empty },
	{ "_fields", fields },
	{ "_all", all },
	{ "_stated", stated },
	{ "_unstated", unstated },
	{ "_hasUnstated", has_unstated },
};

static const char *key_name(const void *about, size_t i)
{
	const struct field *field = ((const struct node *)about)->field;

	if (i < G_N_ELEMENTS(always))
		return always[i].key;
	i -= G_N_ELEMENTS(always);
	if (field && i < field->n_attrs)
		return field->attrs[i].name;
	return child_name(about, i - (field ? field->n_attrs : 0));
}

static const struct value *child_value(const struct view *view,
				       const struct node *node,
				       const struct field *child)
{
	const struct node *first = node_child(node, child->name);

	if (child->repeats)
		return first ? items_of(view, first) : value_list(view->arena);
	return first ? view_node(view, first) : value_nothing();
}

/* A child goes before an attribute of its name. */
static const struct value *find_key(const void *of, const void *about,
				    const char **key)
{
	const struct view *view = of;
	const struct node *node = about;
	const struct field *field;

	for (size_t i = 0; **key == '_' && i < G_N_ELEMENTS(always); i++) {
		if (always[i].key[1] == (*key)[1] &&
		    strcmp(always[i].key, *key) == 0) {
			*key = always[i].key;
			return always[i].make(view, node);
		}
	}
	field = field_child(node->field, *key);
	if (!field)
		field = field_attr(node->field, *key);
	if (!field)
		return NULL;
	*key = field->name;
	return field->is_attr
		       ? value_text(view->arena, node_attr(node, field->name))
		       : child_value(view, node, field);
}

struct value *view_node(const struct view *view, const struct node *node)
{
	static const struct value_origin origin = { find_key, key_name };

	return value_map_of(view->arena, &origin, view, node);
}

static void append_place(GString *place, const char *label)
{
	if (place->len == 0) {
		g_string_append(place, label);
		return;
	}
	g_string_append(place, ", ");
	if (g_ascii_isupper(label[0]) && !g_ascii_isupper(label[1]))
		g_string_append_c(place, g_ascii_tolower(*label++));
	g_string_append(place, label);
}

static void add_place(const struct view *view, GString *place,
		      const struct node *node)
{
	const char *name = node_value(node, "title");

	if (!node->parent)
		return;
	add_place(view, place, node->parent);
	append_place(place, label_of(view, node));
	if (!name)
		name = node_attr(node, "id");
	if (name)
		g_string_append_printf(place, " '%s'", name);
}

const char *view_place(const struct view *view, const struct node *node)
{
	g_autoptr(GString) place = g_string_new(NULL);

	add_place(view, place, node);
	return arena_strdup(view->arena, place->str);
}
