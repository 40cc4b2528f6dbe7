/* SPDX-License-Identifier: MIT */
/*
 * All registers in one JSON, and its schema beside it.  The schema of each
 * register that the site gives away is taken whole, under an identifier of its
 * own, so that what it refers to inside itself keeps its meaning.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli/formats.h"
#include "cli/session.h"
#include "lib/date.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/json_text.h"
#include "site-gen/record_json.h"
#include "site-gen/record_schema.h"

#define ID "urn:gatehouse:json:1"

static void write_text(struct json_text *json, const char *key,
		       const char *text)
{
	json_text_key(json, key);
	json_text_string(json, text);
}

/* The records of one register, as the site gives them away. */
static void write_register(struct json_text *json,
			   const struct registers *registers,
			   const struct kind *kind)
{
	size_t n;
	const struct record *const *all =
		registers_of_kind(registers, kind->name, &n);

	json_text_key(json, kind->folder);
	json_text_open(json, '[');
	for (size_t i = 0; i < n; i++) {
		if (!all[i]->root)
			continue;
		json_text_item(json);
		record_json_give(json, registers, all[i], all[i]->root);
	}
	json_text_close(json, ']');
}

static void write_registers(const struct session *session, GString *out)
{
	struct json_text json = { .out = out, .is_indented = true };
	g_autofree char *day = date_format(session->as_of);
	size_t n;
	const struct kind *kinds = schema_kinds(session->library->schema, &n);

	json_text_open(&json, '{');
	write_text(&json, "$schema", ID);
	write_text(&json, "commit", session->commit);
	write_text(&json, "asOf", day);
	json_text_key(&json, "registers");
	json_text_open(&json, '{');
	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			write_register(&json, session->registers, &kinds[i]);
	}
	json_text_close(&json, '}');
	json_text_close(&json, '}');
	g_string_append_c(out, '\n');
}

/* The schema of one register, under an identifier of its own. */
static json_t *schema_of(const struct session *session, const struct kind *kind)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *id = g_strdup_printf(ID ":%s", kind->folder);
	json_t *schema;

	record_schema_append(text, kind, registers_codes(session->registers));
	schema = json_loads(text->str, 0, NULL);
	json_object_set_new(schema, "$id", json_string(id));
	return schema;
}

static json_t *list_schema(const struct kind *kind)
{
	g_autofree char *ref =
		g_strdup_printf(ID ":%s#/$defs/record", kind->folder);

	return json_pack("{s:s, s:s, s:{s:s}}", "title", kind->plural, "type",
			 "array", "items", "$ref", ref);
}

static void write_schema(const struct session *session, GString *out)
{
	size_t n;
	const struct kind *kinds = schema_kinds(session->library->schema, &n);
	json_t *defs = json_object();
	json_t *lists = json_object();
	json_t *names = json_array();
	json_t *schema;

	for (size_t i = 0; i < n; i++) {
		if (!kinds[i].folder)
			continue;
		json_object_set_new(defs, kinds[i].folder,
				    schema_of(session, &kinds[i]));
		json_object_set_new(lists, kinds[i].folder,
				    list_schema(&kinds[i]));
		json_array_append_new(names, json_string(kinds[i].folder));
	}
	schema = json_pack(
		"{s:s, s:s, s:s, s:s, s:{s:{s:s}, s:{s:[s,s]}, s:{s:s}, "
		"s:{s:s, s:o, s:o, s:b}}, s:[s,s,s,s], s:b, s:o}",
		"$schema", "https://json-schema.org/draft/2020-12/schema",
		"$id", ID, "title", "Registers", "type", "object", "properties",
		"$schema", "const", ID, "commit", "type", "string", "null",
		"asOf", "type", "string", "registers", "type", "object",
		"properties", lists, "required", names, "additionalProperties",
		0, "required", "$schema", "commit", "asOf", "registers",
		"additionalProperties", 0, "$defs", defs);
	record_json_append(out, schema, true);
	g_string_append_c(out, '\n');
}

/* "registers.json" has "registers.schema.json" beside it. */
static char *schema_path(const char *out)
{
	size_t len = strlen(out);

	if (g_str_has_suffix(out, ".json"))
		len -= strlen(".json");
	return g_strdup_printf("%.*s.schema.json", (int)len, out);
}

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(GString) schema = g_string_new(NULL);
	g_autofree char *beside = schema_path(out);
	enum command_status status;

	write_registers(session, bytes);
	write_schema(session, schema);
	status = formats_put(session, beside, schema->str, schema->len,
			     COMMAND_CLEAN);
	if (status != COMMAND_CLEAN)
		return status;
	return formats_put(session, out, bytes->str, bytes->len, status);
}

const struct export_format export_json = {
	.name = "json",
	.is_outward = true,
	.run = run,
};
