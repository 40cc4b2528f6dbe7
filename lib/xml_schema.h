/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_SCHEMA_H
#define GATEHOUSE_XML_SCHEMA_H

/* Private to xml.c: what it needs of a schema (xml.h) besides. */

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

struct xml_schema;

/*
 * libxml2's loader of files for the whole program: gives it the XML schemas
 * among the assets while a schema is compiled, and nothing else.
 */
xmlParserInputPtr xml_schema_load(const char *url, const char *id,
				  xmlParserCtxtPtr ctxt);

/* The schema without the patterns that xml_values_fits looks at. */
xmlSchemaPtr xml_schema_quick(const struct xml_schema *schema);

/* The schema as it is; compiled at the first call.  Any thread. */
xmlSchemaPtr xml_schema_whole(const struct xml_schema *schema);

#endif
