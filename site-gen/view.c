/* SPDX-License-Identifier: MIT */
/*
 * Between records and templates stands nothing but the schema: every element
 * becomes a map with a key for each thing the schema allows in it, so that a
 * template may ask for any field of any record, and a generic one may go
 * through all of them.  What is absent has a key too (templates take an
 * unknown name for a mistake), and hides the same name further out.
 */
#include "site-gen/view.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/changes.h"
#include "site-gen/edition.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/value.h"

#define HEADING_BASE 3

static const struct value *own_text(const struct view *view, char *text)
{
	g_autofree char *owned = text;

	return value_text(view->arena, owned);
}

const struct value *view_date(const struct view *view, date_t date)
{
	return date ? own_text(view, date_words(date)) : value_nothing();
}

static const char *record_url(const struct view *view,
			      const struct record *record, const char *end)
{
	if (!record->kind->folder || !view_is_id(record->id))
		return NULL;
	return arena_printf(view->arena, "%s%s/%s%s", view->root,
			    record->kind->folder, record->id, end);
}

const char *view_url(const struct view *view, const char *target)
{
	const char *hash = strchr(target, '#');
	const struct record *record =
		registers_resolve(view->registers, target, NULL);
	g_autofree char *end = NULL;

	if (!record)
		return NULL;
	end = hash && view_is_id(hash + 1)
		      ? g_strdup_printf(".html#part-%s", hash + 1)
		      : g_strdup(".html");
	return record_url(view, record, end);
}

struct value *view_link(const struct view *view, const struct record *record)
{
	struct value *map = value_map(view->arena);

	value_set(view->arena, map, "title",
		  value_text(view->arena, record->title));
	value_set(view->arena, map, "url",
		  value_url(view->arena, record_url(view, record, ".html")));
	value_set(view->arena, map, "kind",
		  value_text(view->arena, record->kind->label));
	value_set(view->arena, map, "id", value_text(view->arena, record->id));
	return map;
}

void view_set_text(const struct view *view, struct value *map, const char *key,
		   const char *text)
{
	value_set(view->arena, map, key, value_text(view->arena, text));
}

void view_set_bool(const struct view *view, struct value *map, const char *key,
		   bool b)
{
	value_set(view->arena, map, key, value_bool(b));
}

void view_set_number(const struct view *view, struct value *map,
		     const char *key, size_t n)
{
	value_set(view->arena, map, key, value_number(view->arena, (long)n));
}

void view_set_path(const struct view *view, struct value *map, const char *key,
		   const char *path)
{
	const char *url =
		path ? arena_printf(view->arena, "%s%s", view->root, path)
		     : NULL;

	value_set(view->arena, map, key, value_url(view->arena, url));
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

static void set_reference(const struct view *view, struct value *map,
			  const struct node *node)
{
	const char *target = target_of(node);
	const struct field *field = node->field;
	const char *url = NULL;

	view_set_text(view, map, "_ref",
		      target ? target_title(view, target) : NULL);
	if (target)
		url = view_url(view, with_version(view, node, target));
	else if (field && field->type == FIELD_URI && *node->text)
		url = node->text;
	else if (field && field->type == FIELD_MAILBOX && *node->text)
		url = arena_printf(view->arena, "mailto:%s", node->text);
	value_set(view->arena, map, "_url", value_url(view->arena, url));
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

/* One entry of _fields: all children of one name that are there. */
static struct value *field_entry(const struct view *view,
				 const struct node *first, struct value *items)
{
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "_name", first->name);
	view_set_text(view, map, "_label", label_of(view, first));
	view_set_bool(view, map, "_isGroup", first->child != NULL);
	value_set(view->arena, map, "_items", items);
	return map;
}

static struct value *items_of(const struct view *view, const struct node *first)
{
	struct value *items = value_list(view->arena);

	for (const struct node *n = first; n; n = node_again(n))
		value_push(view->arena, items, view_node(view, n));
	return items;
}

/* What the map of a node says of its children. */
struct children {
	struct value *fields; /* those that are there, in the schema's order */
	struct value *all;    /* the same by name, and nothing for the others */
};

static void set_child(const struct view *view, struct value *map,
		      const struct children *children, const struct node *node,
		      const struct field *field)
{
	const struct node *first = node_child(node, field->name);
	struct value *items, *entry;
	const struct value *only;

	if (!first) {
		only = field->repeats ? value_list(view->arena)
				      : value_nothing();
		value_set(view->arena, map, field->name, only);
		value_set(view->arena, children->all, field->name,
			  value_nothing());
		return;
	}
	items = items_of(view, first);
	only = field->repeats ? items : value_at(items, 0);
	value_set(view->arena, map, field->name, only);
	entry = field_entry(view, first, items);
	value_push(view->arena, children->fields, entry);
	value_set(view->arena, children->all, field->name, entry);
}

static bool is_stated(const struct value *entry)
{
	const struct value *items = value_get(entry, "_items");

	for (size_t i = 0; i < value_len(items); i++) {
		if (!value_is_true(value_get(value_at(items, i), "_notStated")))
			return true;
	}
	return false;
}

/* A reader looks for what is said; what is not is said in one line. */
static void divide_stated(const struct view *view, struct value *map,
			  const struct value *fields)
{
	struct value *stated = value_list(view->arena);
	struct value *unstated = value_list(view->arena);

	for (size_t i = 0; i < value_len(fields); i++) {
		const struct value *entry = value_at(fields, i);

		if (is_stated(entry))
			value_push(view->arena, stated, entry);
		else
			value_push(view->arena, unstated,
				   value_get(entry, "_label"));
	}
	value_set(view->arena, map, "_stated", stated);
	value_set(view->arena, map, "_unstated", unstated);
	view_set_bool(view, map, "_hasUnstated", value_len(unstated) > 0);
}

static bool is_first_of_name(const struct node *node)
{
	return node_child(node->parent, node->name) == node;
}

/* Elements that the schema does not know: only in the internal edition. */
static void add_unknown(const struct view *view, struct value *fields,
			const struct node *node)
{
	for (const struct node *n = node->child; n; n = n->next) {
		if (!n->field && is_first_of_name(n))
			value_push(view->arena, fields,
				   field_entry(view, n, items_of(view, n)));
	}
}

static void set_fields(const struct view *view, struct value *map,
		       const struct node *node)
{
	const struct field *field = node->field;
	struct children children = {
		.fields = value_list(view->arena),
		.all = value_map(view->arena),
	};

	for (size_t i = 0; field && i < field->n_attrs; i++)
		view_set_text(view, map, field->attrs[i].name,
			      node_attr(node, field->attrs[i].name));
	for (size_t i = 0; field && i < field->n_children; i++)
		set_child(view, map, &children, node, &field->children[i]);
	add_unknown(view, children.fields, node);
	value_set(view->arena, map, "_fields", children.fields);
	value_set(view->arena, map, "_all", children.all);
	divide_stated(view, map, children.fields);
}

static void set_id(const struct view *view, struct value *map,
		   const struct node *node)
{
	const char *id = node_attr(node, "id");
	bool is_part = node->parent && id && view_is_id(id);

	view_set_text(view, map, "_id",
		      is_part ? arena_printf(view->arena, "part-%s", id)
			      : NULL);
}

struct value *view_node(const struct view *view, const struct node *node)
{
	struct value *map = value_map(view->arena);
	const struct value *attrs = attributes(view, node);
	bool inferred = is_inferred(node);

	view_set_text(view, map, "_name", node->name);
	view_set_text(view, map, "_label", label_of(view, node));
	value_set(view->arena, map, "_words",
		  own_text(view, registers_words(view->registers, node)));
	value_set(view->arena, map, "_text", plain_text(view, node));
	value_set(view->arena, map, "_html", markdown(view, node));
	view_set_text(view, map, "_code", code_label(view, node));
	set_reference(view, map, node);
	set_id(view, map, node);
	view_set_bool(view, map, "_isGroup", node->child != NULL);
	view_set_bool(view, map, "_notStated", node_is_not_stated(node));
	view_set_bool(view, map, "_inferred", inferred);
	view_set_bool(view, map, "_inferredHere",
		      inferred && !(node->parent && is_inferred(node->parent)));
	value_set(view->arena, map, "_source", source(view, node));
	value_set(view->arena, map, "_attrs", attrs);
	view_set_bool(view, map, "_empty",
		      !node->child && !*node->text && !target_of(node) &&
			      !node_attr(node, "code") &&
			      !node_attr(node, "control") &&
			      value_len(attrs) == 0);
	set_fields(view, map, node);
	return map;
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

/* What opens a record's page stands there, not among its facts. */
static bool is_opening(const struct record *record, const char *name)
{
	return g_strcmp0(record->kind->title, name) == 0 ||
	       strcmp(name, "summary") == 0 || strcmp(name, "caveat") == 0;
}

static void divide_fields(const struct view *view, struct value *map,
			  const struct record *record)
{
	const struct value *fields = value_get(map, "_stated");
	struct value *facts = value_list(view->arena);
	struct value *groups = value_list(view->arena);

	for (size_t i = 0; i < value_len(fields); i++) {
		const struct value *entry = value_at(fields, i);
		const char *name = value_bytes(value_get(entry, "_name"), NULL);

		if (value_is_true(value_get(entry, "_isGroup")))
			value_push(view->arena, groups, entry);
		else if (!is_opening(record, name))
			value_push(view->arena, facts, entry);
	}
	value_set(view->arena, map, "_facts", facts);
	value_set(view->arena, map, "_groups", groups);
}

static bool has_history(const struct view *view, const struct record *record)
{
	return view->site && changes_of(view->site->changes, record->id);
}

struct value *view_record(const struct view *view, const struct record *record)
{
	struct value *map = view_node(view, record->root);
	const struct kind *kind = record->kind;
	struct arena *arena = view->arena;

	view_set_text(view, map, "_title", record->title);
	view_set_text(view, map, "_kind", kind->name);
	view_set_text(view, map, "_kindLabel", kind->label);
	view_set_text(view, map, "_plural", kind->plural);
	view_set_text(view, map, "_folder", kind->folder);
	view_set_text(view, map, "_recordId", record->id);
	view_set_text(view, map, "_path", record->path);
	view_set_text(view, map, "_version",
		      node_attr(record->root, "version"));
	view_set_text(view, map, "_publication",
		      record->publication == EDITION_PUBLIC
			      ? NULL
			      : codes_label(registers_codes(view->registers),
					    "publication",
					    edition_name(record->publication)));
	divide_fields(view, map, record);
	value_set(arena, map, "_historyUrl",
		  value_url(arena,
			    has_history(view, record)
				    ? record_url(view, record, ".history.html")
				    : NULL));
	value_set(arena, map, "_listUrl",
		  value_url(arena, arena_printf(arena, "%s%s.html", view->root,
						kind->folder)));
	return map;
}

struct value *view_table(const struct view *view, struct value *rows,
			 const char *caption, const char *empty)
{
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "caption", caption);
	view_set_text(view, map, "empty", empty);
	view_set_bool(view, map, "isEmpty", value_len(rows) == 0);
	value_set(view->arena, map, "rows", rows);
	return map;
}
