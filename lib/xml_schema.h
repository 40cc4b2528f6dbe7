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

/* Compiled at the first call; the assets are known to be good.  Any thread. */
xmlSchemaPtr xml_schema_compiled(const struct xml_schema *schema);

#endif
