/* SPDX-License-Identifier: MIT */
/*
 * The XML schema of all kinds, compiled from the program's assets: nothing
 * else is ever loaded.  Compiling takes longer than reading a hundred records,
 * and most runs read none that needs it.
 */
#include "lib/xml_schema.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/assets.h"
#include "lib/xml.h"
#include "lib/xml_memory.h"

#define SCHEMA_URL "gatehouse:///schemas/"
#define ROOT_SCHEMA "register.xsd"

struct xml_schema {
	const struct assets *assets;
	xmlSchemaPtr schema; /* NULL: not compiled yet */
	xmlDocPtr doc;	     /* schema points into it */
	GMutex lock;	     /* of both */
};

/* Set only while a schema is compiled, by the thread that does. */
static _Thread_local const struct assets *compiling;

xmlParserInputPtr xml_schema_load(const char *url, const char *id G_GNUC_UNUSED,
				  xmlParserCtxtPtr ctxt)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *path = NULL;
	xmlParserInputBufferPtr buffer;
	xmlParserInputPtr input;
	gsize len;
	const char *text;

	if (!compiling || !url || !g_str_has_prefix(url, SCHEMA_URL))
		return NULL;
	path = g_strconcat("schemas/", url + strlen(SCHEMA_URL), NULL);
	bytes = assets_load(compiling, path, NULL);
	if (!bytes)
		return NULL;
	text = g_bytes_get_data(bytes, &len);
	/* Copies the bytes. */
	buffer = xmlParserInputBufferCreateMem(text, (int)len,
					       XML_CHAR_ENCODING_NONE);
	input = buffer ? xmlNewIOInputStream(ctxt, buffer,
					     XML_CHAR_ENCODING_NONE)
		       : NULL;
	if (input)
		input->filename = (char *)xmlStrdup((const xmlChar *)url);
	return input;
}

static void first_error(void *data, xmlErrorPtr problem)
{
	char **message = data;

	if (!*message && problem->message)
		*message = g_strdup_printf(
			"%s:%d: %s",
			problem->file ? problem->file : ROOT_SCHEMA,
			problem->line, g_strchomp(problem->message));
}

static bool compile(struct xml_schema *result, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *message = NULL;
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr schema = NULL;
	xmlDocPtr doc;
	bool was_in_region;
	gsize len;
	const char *data;

	bytes = assets_load(result->assets, "schemas/" ROOT_SCHEMA, error);
	if (!bytes)
		return false;
	data = g_bytes_get_data(bytes, &len);
	was_in_region = xml_memory_leave();
	xmlSetStructuredErrorFunc(&message, first_error);
	compiling = result->assets;
	doc = xmlReadMemory(data, (int)len, SCHEMA_URL ROOT_SCHEMA, NULL,
			    XML_PARSE_NONET);
	parser = doc ? xmlSchemaNewDocParserCtxt(doc) : NULL;
	if (parser) {
		xmlSchemaSetParserStructuredErrors(parser, first_error,
						   &message);
		schema = xmlSchemaParse(parser);
		xmlSchemaFreeParserCtxt(parser);
	}
	compiling = NULL;
	xmlSetStructuredErrorFunc(NULL, NULL);
	if (was_in_region)
		xml_memory_enter();
	if (!schema) {
		xmlFreeDoc(doc);
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "the XML schema cannot be used: %s",
			    message ? message : "it is not well-formed");
		return false;
	}
	result->schema = schema;
	result->doc = doc;
	return true;
}

struct xml_schema *xml_schema_new(const struct assets *assets)
{
	struct xml_schema *schema = g_new0(struct xml_schema, 1);

	schema->assets = assets;
	g_mutex_init(&schema->lock);
	return schema;
}

void xml_schema_free(struct xml_schema *schema)
{
	if (!schema)
		return;
	g_clear_pointer(&schema->schema, xmlSchemaFree);
	g_clear_pointer(&schema->doc, xmlFreeDoc);
	g_mutex_clear(&schema->lock);
	g_free(schema);
}

bool xml_schema_compile(struct xml_schema *schema, GError **error)
{
	bool is_done;

	g_mutex_lock(&schema->lock);
	is_done = schema->schema || compile(schema, error);
	g_mutex_unlock(&schema->lock);
	return is_done;
}

xmlSchemaPtr xml_schema_compiled(const struct xml_schema *schema)
{
	struct xml_schema *own = (struct xml_schema *)schema;
	g_autoptr(GError) error = NULL;

	if (!xml_schema_compile(own, &error))
		g_error("%s", error->message);
	return own->schema;
}
