/* SPDX-License-Identifier: MIT */
/*
 * A record keeps its order and its repetitions in JSON because fields are a
 * list; an object by field names would need a rule for when a value is a list.
 * Text that is not UTF-8 (from a file name) is mended, so that a result is
 * never cut short.
 */
#include "site-gen/record_json.h"

#include <string.h>

#include <jansson.h>

#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/json_text.h"
#include "site-gen/withheld.h"

static json_t *text(const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);

	return json_string(valid);
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

json_t *record_json_head(const struct record *record)
{
	json_t *object = json_object();

	set(object, "kind", text(record->kind->name));
	set(object, "id", text(record->id));
	set(object, "title", text(record->title));
	set(object, "path", text(record->path));
	return object;
}

json_t *record_json_attributes(const struct node *node)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < node->n_attrs; i++)
		set(object, node->attrs[i].name, text(node->attrs[i].value));
	return object;
}

static char *words_of(const struct registers *registers,
		      const struct node *node)
{
	const char *evidence = node_attr(node, "evidence");

	if (!*node->text && g_strcmp0(evidence, WITHHELD) == 0)
		return g_strdup(WITHHELD);
	return registers_words(registers, node);
}

static void set_value(json_t *object, const struct registers *registers,
		      const struct node *node)
{
	g_autofree char *words = words_of(registers, node);

	set(object, "value", text(node->text));
	set(object, "words", text(words));
}

json_t *record_json_fields(const struct registers *registers,
			   const struct node *node)
{
	json_t *array = json_array();

	for (const struct node *n = node->child; n; n = n->next) {
		json_t *object = json_object();

		set(object, "field", text(n->name));
		set(object, "label",
		    text(n->field ? n->field->label : n->name));
		set(object, "line",
		    n->line > 0 ? json_integer(n->line) : json_null());
		if (n->n_attrs > 0)
			set(object, "attributes", record_json_attributes(n));
		if (n->child)
			set(object, "fields", record_json_fields(registers, n));
		else
			set_value(object, registers, n);
		json_array_append_new(array, object);
	}
	return array;
}

/* What is given away is much, and written without a tree of it. */

static void give(struct json_text *json, const char *key, const char *value)
{
	json_text_key(json, key);
	json_text_string(json, value);
}

static void give_attributes(struct json_text *json, const struct node *node)
{
	json_text_key(json, "attributes");
	json_text_open(json, '{');
	for (unsigned i = 0; i < node->n_attrs; i++)
		give(json, node->attrs[i].name, node->attrs[i].value);
	json_text_close(json, '}');
}

static void give_fields(struct json_text *json,
			const struct registers *registers,
			const struct node *node)
{
	json_text_key(json, "fields");
	json_text_open(json, '[');
	for (const struct node *n = node->child; n; n = n->next) {
		json_text_item(json);
		json_text_open(json, '{');
		give(json, "field", n->name);
		if (n->n_attrs > 0)
			give_attributes(json, n);
		if (n->child) {
			give_fields(json, registers, n);
		} else {
			g_autofree char *words = words_of(registers, n);

			give(json, "value", n->text);
			if (strcmp(words, n->text) != 0)
				give(json, "words", words);
		}
		json_text_close(json, '}');
	}
	json_text_close(json, ']');
}

void record_json_give(struct json_text *json, const struct registers *registers,
		      const struct record *record, const struct node *tree)
{
	json_text_open(json, '{');
	give(json, "kind", record->kind->name);
	give(json, "id", record->id);
	give(json, "title", record->title);
	give(json, "path", record->path);
	give(json, "publication", edition_name(record->publication));
	json_text_key(json, "valid");
	json_text_bool(json, record->is_valid);
	give_attributes(json, tree);
	give_fields(json, registers, tree);
	json_text_close(json, '}');
}

static int append(const char *bytes, size_t len, void *out)
{
	g_string_append_len(out, bytes, (gssize)len);
	return 0;
}

void record_json_append(GString *out, json_t *value, bool is_indented)
{
	json_dump_callback(value, append, out,
			   JSON_PRESERVE_ORDER | (is_indented ? JSON_INDENT(2)
							      : JSON_COMPACT));
	json_decref(value);
}
