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
		      const struct node *node, enum record_json_form form)
{
	g_autofree char *words = words_of(registers, node);

	set(object, "value", text(node->text));
	if (form == RECORD_JSON_KEPT || strcmp(words, node->text) != 0)
		set(object, "words", text(words));
}

json_t *record_json_fields(const struct registers *registers,
			   const struct node *node, enum record_json_form form)
{
	json_t *array = json_array();

	for (const struct node *n = node->child; n; n = n->next) {
		json_t *object = json_object();

		set(object, "field", text(n->name));
		if (form == RECORD_JSON_KEPT) {
			set(object, "label",
			    text(n->field ? n->field->label : n->name));
			set(object, "line",
			    n->line > 0 ? json_integer(n->line) : json_null());
		}
		if (n->n_attrs > 0)
			set(object, "attributes", record_json_attributes(n));
		if (n->child)
			set(object, "fields",
			    record_json_fields(registers, n, form));
		else
			set_value(object, registers, n, form);
		json_array_append_new(array, object);
	}
	return array;
}

json_t *record_json_given(const struct registers *registers,
			  const struct record *record, const struct node *tree)
{
	json_t *object = record_json_head(record);

	set(object, "publication", text(edition_name(record->publication)));
	set(object, "valid", json_boolean(record->is_valid));
	set(object, "attributes", record_json_attributes(tree));
	set(object, "fields",
	    record_json_fields(registers, tree, RECORD_JSON_GIVEN));
	return object;
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
