/* SPDX-License-Identifier: MIT */
/*
 * The XML schemas' annotations once more, for people who work with JSON.
 *
 * A field is an object with its name in "field", so a group's list allows one
 * object schema for each child; that a child must be there, or may stand only
 * once, is said with "contains".  Every value may be empty, as in the XML
 * schemas: what is not stated or withheld is.
 */
#include "site-gen/record_schema.h"

#include <string.h>

#include <jansson.h>

#include "lib/codes.h"
#include "lib/schema.h"
#include "site-gen/record_json.h"
#include "site-gen/withheld.h"

/* What the value types of the XML schemas look like; NULL: any text. */
static const char *const patterns[] = {
	[FIELD_DATE] = "[0-9]{4}-[0-9]{2}-[0-9]{2}",
	[FIELD_DURATION] = "P.*",
	[FIELD_BOOLEAN] = "true|false",
	[FIELD_COUNT] = "[0-9]+",
	[FIELD_CODE] = "[A-Za-z0-9][A-Za-z0-9._-]*",
	[FIELD_URI] = "https?://[^\\s<>\"]+",
	[FIELD_MAILBOX] = "[^@\\s]+@[^@\\s]+",
	[FIELD_ID] = "[a-z0-9][a-z0-9-]*[a-z0-9]",
	[FIELD_REF] =
		"[a-z0-9][a-z0-9-]*[a-z0-9](#[a-z0-9][a-z0-9-]*[a-z0-9])?",
	[FIELD_REFS] =
		"[a-z0-9][a-z0-9-]*[a-z0-9]( [a-z0-9][a-z0-9-]*[a-z0-9])*",
};

/* One schema in the making: its code lists are defined once each. */
struct making {
	const struct codes *codes;
	json_t *defs;
};

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void set_text(json_t *object, const char *key, const char *value)
{
	set(object, key, json_string(value));
}

static json_t *typed(const char *type)
{
	json_t *object = json_object();

	set_text(object, "type", type);
	return object;
}

static json_t *constant(const char *value)
{
	json_t *object = json_object();

	set_text(object, "const", value);
	return object;
}

static void require(json_t *object, const char *name)
{
	json_t *required = json_object_get(object, "required");

	if (!required) {
		required = json_array();
		set(object, "required", required);
	}
	json_array_append_new(required, json_string(name));
}

static void property(json_t *object, const char *name, json_t *value)
{
	json_t *properties = json_object_get(object, "properties");

	if (!properties) {
		properties = json_object();
		set(object, "properties", properties);
	}
	set(properties, name, value);
}

static json_t *closed_object(void)
{
	json_t *object = typed("object");

	set(object, "additionalProperties", json_false());
	return object;
}

static json_t *code_list(const struct code_list *list)
{
	json_t *object = typed("string");
	json_t *any = json_array();

	set_text(object, "title", list->title);
	set_text(object, "description", list->description);
	for (size_t i = 0; i < list->n_codes; i++) {
		json_t *code = constant(list->codes[i].id);

		set_text(code, "title", list->codes[i].label);
		if (*list->codes[i].meaning)
			set_text(code, "description", list->codes[i].meaning);
		json_array_append_new(any, code);
	}
	set(object, "oneOf", any);
	return object;
}

/* A reference to the definition of a code list, which is made if need be. */
static json_t *coded(struct making *making, const char *name)
{
	const struct code_list *list = codes_list(making->codes, name);
	g_autofree char *key = g_strdup_printf("codes.%s", name);
	g_autofree char *ref = g_strdup_printf("#/$defs/%s", key);
	json_t *object;

	if (!list || list->n_codes == 0)
		return typed("string");
	if (!json_object_get(making->defs, key))
		set(making->defs, key, code_list(list));
	object = json_object();
	set_text(object, "$ref", ref);
	return object;
}

/* The values of a type; other, which the XML schema allows too, or NULL. */
static json_t *values(struct making *making, const struct field *field,
		      const char *other)
{
	const char *pattern = patterns[field->type];
	json_t *object;

	if (field->codes && other) {
		json_t *any = json_array();

		object = json_object();
		json_array_append_new(any, coded(making, field->codes));
		json_array_append_new(any, constant(other));
		set(object, "anyOf", any);
		return object;
	}
	if (field->codes)
		return coded(making, field->codes);
	object = typed("string");
	if (pattern) {
		g_autofree char *whole =
			g_strdup_printf("^(%s%s%s)$", pattern, other ? "|" : "",
					other ? other : "");

		set_text(object, "pattern", whole);
	}
	return object;
}

static void describe(json_t *object, const struct field *field)
{
	set_text(object, "title", field->label);
	if (*field->hint)
		set_text(object, "description", field->hint);
}

static json_t *attribute(struct making *making, const struct field *attr)
{
	json_t *value =
		values(making, attr, attr->is_required ? WITHHELD : NULL);

	describe(value, attr);
	return value;
}

/* What every element may say of where it comes from is defined once. */
static json_t *claim(struct making *making, const struct field *attr)
{
	g_autofree char *key = g_strdup_printf("claim.%s", attr->name);
	g_autofree char *ref = g_strdup_printf("#/$defs/%s", key);
	json_t *object = json_object();

	if (!json_object_get(making->defs, key))
		set(making->defs, key, attribute(making, attr));
	set_text(object, "$ref", ref);
	return object;
}

static json_t *attributes(struct making *making, const struct field *field)
{
	json_t *object = closed_object();

	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];

		property(object, attr->name,
			 field_is_claim(attr) ? claim(making, attr)
					      : attribute(making, attr));
		if (attr->is_required)
			require(object, attr->name);
	}
	return object;
}

static bool requires_attribute(const struct field *field)
{
	for (size_t i = 0; i < field->n_attrs; i++) {
		if (field->attrs[i].is_required)
			return true;
	}
	return false;
}

static bool requires_child(const struct field *field)
{
	for (size_t i = 0; i < field->n_children; i++) {
		if (field->children[i].is_required)
			return true;
	}
	return false;
}

/* How often the child may stand in the list. */
static json_t *occurrence(const struct field *child)
{
	json_t *object = json_object();
	json_t *item = typed("object");

	property(item, "field", constant(child->name));
	require(item, "field");
	set_text(object, "type", "array");
	set(object, "contains", item);
	set(object, "minContains", json_integer(child->is_required));
	if (!child->repeats)
		set(object, "maxContains", json_integer(1));
	return object;
}

static json_t *field_schema(struct making *making, const struct field *field);

static json_t *list_schema(struct making *making, const struct field *field)
{
	json_t *object = typed("array");
	json_t *items = json_object();
	json_t *any = json_array();
	json_t *all = json_array();

	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];

		json_array_append_new(any, field_schema(making, child));
		if (child->is_required || !child->repeats)
			json_array_append_new(all, occurrence(child));
	}
	set(items, "anyOf", any);
	set(object, "items", items);
	if (json_array_size(all) > 0)
		set(object, "allOf", all);
	else
		json_decref(all);
	return object;
}

static json_t *field_schema(struct making *making, const struct field *field)
{
	json_t *object = closed_object();

	describe(object, field);
	property(object, "field", constant(field->name));
	require(object, "field");
	property(object, "attributes", attributes(making, field));
	if (requires_attribute(field))
		require(object, "attributes");
	if (field->type == FIELD_GROUP) {
		property(object, "fields", list_schema(making, field));
		property(object, "value", constant(""));
		if (requires_child(field))
			require(object, "fields");
	} else {
		property(object, "value", values(making, field, ""));
		require(object, "value");
	}
	property(object, "words", typed("string"));
	return object;
}

/* A record that fits the XML schema. */
static json_t *valid_record(struct making *making, const struct kind *kind)
{
	json_t *object = json_object();

	property(object, "attributes", attributes(making, kind->root));
	property(object, "fields", list_schema(making, kind->root));
	return object;
}

static json_t *record(struct making *making, const struct kind *kind)
{
	static const char *const texts[] = { "id", "title", "path" };
	json_t *object = typed("object");
	json_t *is_valid = json_object();
	json_t *yes = json_object();

	set_text(object, "title", kind->label);
	property(object, "kind", constant(kind->name));
	require(object, "kind");
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		property(object, texts[i], typed("string"));
		require(object, texts[i]);
	}
	property(object, "publication", coded(making, "publication"));
	property(object, "valid", typed("boolean"));
	property(object, "attributes", typed("object"));
	property(object, "fields", typed("array"));
	require(object, "publication");
	require(object, "valid");
	require(object, "attributes");
	require(object, "fields");
	set(yes, "const", json_true());
	property(is_valid, "valid", yes);
	set(object, "if", is_valid);
	set(object, "then", valid_record(making, kind));
	return object;
}

static json_t *records(void)
{
	json_t *object = typed("array");
	json_t *items = json_object();

	set_text(items, "$ref", "#/$defs/record");
	set(object, "items", items);
	return object;
}

void record_schema_append(GString *out, const struct kind *kind,
			  const struct codes *codes)
{
	json_t *object = json_object();
	json_t *defs = json_object();
	struct making making = { .codes = codes, .defs = defs };

	set_text(object, "$schema",
		 "https://json-schema.org/draft/2020-12/schema");
	set_text(object, "title", kind->plural);
	if (*kind->root->hint)
		set_text(object, "description", kind->root->hint);
	set_text(object, "type", "object");
	set(defs, "record", record(&making, kind));
	property(object, "schema", typed("string"));
	property(object, "kind", constant(kind->name));
	property(object, "edition", coded(&making, "publication"));
	property(object, "records", records());
	require(object, "kind");
	require(object, "edition");
	require(object, "records");
	set(object, "$defs", defs);
	record_json_append(out, object, true);
	g_string_append_c(out, '\n');
}
