/* SPDX-License-Identifier: MIT */
/*
 * The XML schema of all kinds, compiled from the program's assets: nothing
 * else is ever loaded.  It is compiled twice, without the patterns that
 * xml_values.c knows, and as it is; the second only where a record needs it.
 */
#include "lib/xml_schema.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/assets.h"
#include "lib/xml.h"
#include "lib/xml_memory.h"
#include "lib/xml_values.h"

#define SCHEMA_URL "gatehouse:///schemas/"
#define ROOT_SCHEMA "register.xsd"

struct compiled {
	xmlSchemaPtr schema;
	xmlDocPtr doc; /* schema points into it */
};

struct xml_schema {
	const struct assets *assets;
	struct compiled quick; /* without what xml_values.c looks at */
	struct compiled whole; /* made when a record first needs it */
	GMutex lock;	       /* of whole */
};

/* Set only while a schema is compiled, by the thread that does. */
static _Thread_local const struct assets *compiling;
static _Thread_local bool compiling_quick;

xmlParserInputPtr xml_schema_load(const char *url, const char *id G_GNUC_UNUSED,
				  xmlParserCtxtPtr ctxt)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *path = NULL;
	xmlParserInputBufferPtr buffer;
	xmlParserInputPtr input;
	g_autofree char *text = NULL;
	gsize len;

	if (!compiling || !url || !g_str_has_prefix(url, SCHEMA_URL))
		return NULL;
	path = g_strconcat("schemas/", url + strlen(SCHEMA_URL), NULL);
	bytes = assets_load(compiling, path, NULL);
	if (!bytes)
		return NULL;
	len = g_bytes_get_size(bytes);
	text = g_strndup(g_bytes_get_data(bytes, NULL), len);
	if (compiling_quick)
		xml_values_drop_patterns(text);
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

static bool compile(const struct assets *assets, bool is_quick,
		    struct compiled *result, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *message = NULL;
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr schema = NULL;
	xmlDocPtr doc;
	bool was_in_region;
	gsize len;
	const char *data;

	bytes = assets_load(assets, "schemas/" ROOT_SCHEMA, error);
	if (!bytes)
		return false;
	data = g_bytes_get_data(bytes, &len);
	was_in_region = xml_memory_leave();
	xmlSetStructuredErrorFunc(&message, first_error);
	compiling = assets;
	compiling_quick = is_quick;
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
	*result = (struct compiled){ .schema = schema, .doc = doc };
	return true;
}

struct xml_schema *xml_schema_new(const struct assets *assets, GError **error)
{
	g_autoptr(XmlSchema) schema = g_new0(struct xml_schema, 1);

	schema->assets = assets;
	g_mutex_init(&schema->lock);
	return compile(assets, true, &schema->quick, error)
		       ? g_steal_pointer(&schema)
		       : NULL;
}

static void compiled_clear(struct compiled *compiled)
{
	g_clear_pointer(&compiled->schema, xmlSchemaFree);
	g_clear_pointer(&compiled->doc, xmlFreeDoc);
}

void xml_schema_free(struct xml_schema *schema)
{
	if (!schema)
		return;
	compiled_clear(&schema->quick);
	compiled_clear(&schema->whole);
	g_mutex_clear(&schema->lock);
	g_free(schema);
}

xmlSchemaPtr xml_schema_quick(const struct xml_schema *schema)
{
	return schema->quick.schema;
}

/* The files have been compiled once, so nothing but a fault stops it. */
xmlSchemaPtr xml_schema_whole(const struct xml_schema *schema)
{
	struct xml_schema *own = (struct xml_schema *)schema;
	g_autoptr(GError) error = NULL;

	g_mutex_lock(&own->lock);
	if (!own->whole.schema &&
	    !compile(own->assets, false, &own->whole, &error))
		g_error("%s", error->message);
	g_mutex_unlock(&own->lock);
	return own->whole.schema;
}
