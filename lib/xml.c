/* SPDX-License-Identifier: MIT */
/*
 * The fence around libxml2: bytes go in, a small tree in an arena comes out,
 * and nothing of libxml2 is left behind.
 *
 * A document type declaration is refused where it begins, so no entity is
 * ever declared, let alone expanded.  The only "files" that libxml2 can load
 * are the XML schemas among the program's assets, and only while the schema
 * is being compiled; every other request is refused by the entity loader.
 *
 * The tree is built from libxml2's own (and not from SAX events) because only
 * that knows the line on which an invalid element starts.
 */
#include "lib/xml.h"

#include <string.h>

#include <gio/gio.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/schema.h"
#include "lib/xml_message.h"

#define SCHEMA_URL "gatehouse:///schemas/"
#define ROOT_SCHEMA "register.xsd"
#define PARSE_OPTIONS                                                \
	(XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES | \
	 XML_PARSE_NOBLANKS)

struct xml_schema {
	xmlSchemaPtr compiled;
	xmlDocPtr doc; /* compiled points into it */
};

/* Set only while a schema is compiled, on the main thread. */
static const struct assets *compiling;

/* One reading: where messages go, and what has been seen. */
struct reading {
	const struct xml_input *input;
	struct diags *diags;
	bool has_doctype;
	bool is_malformed;
	bool is_invalid;
	const void *last_node; /* that the schema error before was about */
};

static xmlParserInputPtr
load_asset(const char *url, const char *id G_GNUC_UNUSED, xmlParserCtxtPtr ctxt)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *path = NULL;
	xmlParserInputBufferPtr buffer;
	xmlParserInputPtr input;
	gsize len;
	const char *data;

	if (!compiling || !url || !g_str_has_prefix(url, SCHEMA_URL))
		return NULL;
	path = g_strconcat("schemas/", url + strlen(SCHEMA_URL), NULL);
	bytes = assets_load(compiling, path, NULL);
	if (!bytes)
		return NULL;
	data = g_bytes_get_data(bytes, &len);
	/* Copies the bytes. */
	buffer = xmlParserInputBufferCreateMem(data, (int)len,
					       XML_CHAR_ENCODING_NONE);
	input = buffer ? xmlNewIOInputStream(ctxt, buffer,
					     XML_CHAR_ENCODING_NONE)
		       : NULL;
	if (input)
		input->filename = (char *)xmlStrdup((const xmlChar *)url);
	return input;
}

void xml_init(void)
{
	LIBXML_TEST_VERSION
	xmlInitParser();
	xmlSetExternalEntityLoader(load_asset);
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

struct xml_schema *xml_schema_new(const struct assets *assets, GError **error)
{
	struct xml_schema *schema;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *message = NULL;
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr compiled = NULL;
	xmlDocPtr doc;
	gsize len;
	const char *data;

	bytes = assets_load(assets, "schemas/" ROOT_SCHEMA, error);
	if (!bytes)
		return NULL;
	data = g_bytes_get_data(bytes, &len);
	xmlSetStructuredErrorFunc(&message, first_error);
	compiling = assets;
	doc = xmlReadMemory(data, (int)len, SCHEMA_URL ROOT_SCHEMA, NULL,
			    XML_PARSE_NONET);
	parser = doc ? xmlSchemaNewDocParserCtxt(doc) : NULL;
	if (parser) {
		xmlSchemaSetParserStructuredErrors(parser, first_error,
						   &message);
		compiled = xmlSchemaParse(parser);
		xmlSchemaFreeParserCtxt(parser);
	}
	compiling = NULL;
	xmlSetStructuredErrorFunc(NULL, NULL);
	if (!compiled) {
		xmlFreeDoc(doc);
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "the XML schema cannot be used: %s",
			    message ? message : "it is not well-formed");
		return NULL;
	}
	schema = g_new0(struct xml_schema, 1);
	schema->compiled = compiled;
	schema->doc = doc;
	return schema;
}

void xml_schema_free(struct xml_schema *schema)
{
	if (!schema)
		return;
	xmlSchemaFree(schema->compiled);
	xmlFreeDoc(schema->doc);
	g_free(schema);
}

static void report(struct reading *reading, unsigned line, unsigned column,
		   const char *message)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = reading->input->path,
		.line = line,
		.column = column,
		.rule = "REG-02",
		.record = reading->input->record,
		.message = message,
	};

	diags_add(reading->diags, &diag);
}

/* The parser's own errors: only the first is about what the user wrote. */
static void parser_error(void *data, xmlErrorPtr problem)
{
	xmlParserCtxtPtr ctxt = data;
	struct reading *reading = ctxt->_private;
	g_autofree char *message = NULL;

	if (problem->level == XML_ERR_WARNING || reading->is_malformed ||
	    reading->has_doctype)
		return;
	reading->is_malformed = true;
	message = xml_message_syntax(problem->message);
	report(reading, (unsigned)MAX(problem->line, 0),
	       (unsigned)MAX(problem->int2, 0), message);
}

static void refuse_doctype(void *data, const xmlChar *name G_GNUC_UNUSED,
			   const xmlChar *public_id G_GNUC_UNUSED,
			   const xmlChar *system_id G_GNUC_UNUSED)
{
	xmlParserCtxtPtr ctxt = data;
	struct reading *reading = ctxt->_private;

	reading->has_doctype = true;
	report(reading, (unsigned)xmlSAX2GetLineNumber(ctxt), 0,
	       "document type declaration (<!DOCTYPE …>) is not allowed; "
	       "remove it");
	xmlStopParser(ctxt);
}

/*
 * libxml2 may report a wrong value more than once, by each of its limits; the
 * first says enough.
 */
static void schema_error(void *data, xmlErrorPtr problem)
{
	struct reading *reading = data;
	g_autofree char *message = NULL;

	reading->is_invalid = true;
	if (problem->node && problem->node == reading->last_node)
		return;
	reading->last_node = problem->node;
	message = xml_message_schema(problem->message);
	report(reading, (unsigned)MAX(problem->line, 0), 0, message);
}

/* Checks what libxml2 must not see at all; false: reported. */
static bool check_bytes(struct reading *reading)
{
	const struct xml_input *input = reading->input;
	const char *bad = NULL;
	const char *what = NULL;

	if (input->len > XML_MAX_BYTES) {
		report(reading, 0, 0,
		       "file is larger than 8 MiB; a record is a few pages of "
		       "text");
		return false;
	}
	bad = memchr(input->bytes, '\0', input->len);
	if (bad)
		what = "NUL byte in the file; is it really an XML text?";
	else if (!g_utf8_validate(input->bytes, (gssize)input->len, &bad))
		what = "bytes that are not valid UTF-8; save the file as UTF-8";
	if (what) {
		unsigned line = 1;

		for (const char *p = input->bytes; p < bad; p++)
			line += *p == '\n';
		report(reading, line, 0, what);
	}
	return !what;
}

static xmlDocPtr parse(struct reading *reading)
{
	const struct xml_input *input = reading->input;
	xmlParserCtxtPtr ctxt;
	xmlDocPtr doc;

	if (!check_bytes(reading))
		return NULL;
	ctxt = xmlNewParserCtxt();
	g_assert(ctxt);
	ctxt->_private = reading;
	ctxt->sax->serror = parser_error;
	ctxt->sax->internalSubset = refuse_doctype;
	doc = xmlCtxtReadMemory(ctxt, input->bytes, (int)input->len,
				input->path, NULL, PARSE_OPTIONS);
	if ((reading->is_malformed || reading->has_doctype) && doc) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	if (!doc && !reading->is_malformed && !reading->has_doctype)
		report(reading, 1, 0, "not an XML file");
	xmlFreeParserCtxt(ctxt);
	if (doc && doc->encoding &&
	    g_ascii_strcasecmp((const char *)doc->encoding, "UTF-8") != 0) {
		report(reading, 1, 0,
		       "encoding is not UTF-8; save the file as UTF-8");
		xmlFreeDoc(doc);
		doc = NULL;
	}
	return doc;
}

static char *collapse(struct arena *arena, const char *s)
{
	char *out = arena_alloc(arena, strlen(s) + 1);
	char *end = out;

	for (; *s; s++) {
		if (!strchr(" \t\r\n", *s))
			*end++ = *s;
		else if (end > out && end[-1] != ' ')
			*end++ = ' ';
	}
	if (end > out && end[-1] == ' ')
		end--;
	*end = '\0';
	return out;
}

/* The indentation of the line at s; SIZE_MAX for a blank one. */
static size_t indentation(const char *s)
{
	size_t n = strspn(s, " \t");

	return s[n] == '\n' || s[n] == '\0' ? SIZE_MAX : n;
}

/*
 * Markdown is written inside indented XML: takes away the indentation that
 * all lines but the first share, and blank lines at both ends.
 */
static char *dedent(struct arena *arena, const char *s)
{
	size_t common = SIZE_MAX;
	char *out, *end;

	for (const char *p = strchr(s, '\n'); p; p = strchr(p + 1, '\n'))
		common = MIN(common, indentation(p + 1));
	s += strspn(s, " \t\n");
	out = end = arena_alloc(arena, strlen(s) + 1);
	while (*s) {
		size_t n = strcspn(s, "\n");

		memcpy(end, s, n);
		end += n;
		s += n;
		if (!*s)
			break;
		*end++ = *s++;
		s += MIN(strspn(s, " \t"), common);
	}
	while (end > out && strchr(" \t\n", end[-1]))
		end--;
	*end = '\0';
	return out;
}

/* The schema's own name where it has one: no copy, and quick to compare. */
static const char *name_of(struct arena *arena, const struct field *field,
			   const xmlChar *name)
{
	return field ? field->name : arena_strdup(arena, (const char *)name);
}

static void extract_attrs(struct arena *arena, struct node *node,
			  const xmlNode *element)
{
	size_t n = 0;

	for (const xmlAttr *a = element->properties; a; a = a->next)
		n += !a->ns;
	node->attrs = arena_array(arena, n, sizeof(*node->attrs));
	for (const xmlAttr *a = element->properties; a; a = a->next) {
		struct attr *attr = &node->attrs[node->n_attrs];
		xmlChar *value;

		if (a->ns)
			continue;
		value = xmlNodeListGetString(element->doc, a->children, 1);
		attr->value = collapse(arena, value ? (const char *)value : "");
		attr->field = field_attr(node->field, (const char *)a->name);
		attr->name = name_of(arena, attr->field, a->name);
		xmlFree(value);
		node->n_attrs++;
	}
}

static const char *extract_text(struct arena *arena, const struct node *node,
				const xmlNode *element)
{
	xmlChar *raw = xmlNodeGetContent(element);
	const char *text;

	if (node->field && node->field->type == FIELD_MARKDOWN)
		text = dedent(arena, raw ? (const char *)raw : "");
	else
		text = collapse(arena, raw ? (const char *)raw : "");
	xmlFree(raw);
	return text;
}

/* NULL past the depth limit. */
static struct node *extract(struct arena *arena, const xmlNode *element,
			    const struct field *field, unsigned depth)
{
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct node **end = &node->child;

	if (depth > XML_MAX_DEPTH)
		return NULL;
	node->name = name_of(arena, field, element->name);
	node->field = field;
	node->line = (unsigned)xmlGetLineNo((xmlNode *)element);
	node->text = "";
	extract_attrs(arena, node, element);
	for (const xmlNode *c = element->children; c; c = c->next) {
		if (c->type != XML_ELEMENT_NODE)
			continue;
		*end = extract(arena, c,
			       field_child(field, (const char *)c->name),
			       depth + 1);
		if (!*end)
			return NULL;
		(*end)->parent = node;
		end = &(*end)->next;
	}
	if (!node->child)
		node->text = extract_text(arena, node, element);
	return node;
}

static struct node *extract_root(struct reading *reading, struct arena *arena,
				 xmlDocPtr doc, const struct field *field)
{
	const xmlNode *root = xmlDocGetRootElement(doc);
	struct node *node = extract(arena, root, field, 1);

	if (!node)
		report(reading, 0, 0,
		       "elements are nested deeper than 64 levels");
	return node;
}

struct node *xml_read(const struct xml_schema *schema,
		      const struct schema *descriptions, struct arena *arena,
		      const struct xml_input *input, struct diags *diags,
		      bool *is_valid)
{
	struct reading reading = { .input = input, .diags = diags };
	xmlDocPtr doc = parse(&reading);
	const struct kind *kind;
	struct node *root;

	*is_valid = false;
	if (!doc)
		return NULL;
	if (schema) {
		xmlSchemaValidCtxtPtr valid =
			xmlSchemaNewValidCtxt(schema->compiled);

		g_assert(valid);
		xmlSchemaSetValidStructuredErrors(valid, schema_error,
						  &reading);
		*is_valid = xmlSchemaValidateDoc(valid, doc) == 0 &&
			    !reading.is_invalid;
		xmlSchemaFreeValidCtxt(valid);
	}
	kind = schema_kind(descriptions,
			   (const char *)xmlDocGetRootElement(doc)->name);
	root = extract_root(&reading, arena, doc, kind ? kind->root : NULL);
	xmlFreeDoc(doc);
	return root;
}

struct node *xml_parse(struct arena *arena, const struct xml_input *input,
		       struct diags *diags)
{
	struct reading reading = { .input = input, .diags = diags };
	xmlDocPtr doc = parse(&reading);
	struct node *root;

	if (!doc)
		return NULL;
	root = extract_root(&reading, arena, doc, NULL);
	xmlFreeDoc(doc);
	return root;
}

struct node *xml_parse_asset(struct arena *arena, const struct assets *assets,
			     const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = assets_load(assets, path, error);
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = path };
	struct node *root;
	gsize len;

	if (!bytes)
		return NULL;
	input.bytes = g_bytes_get_data(bytes, &len);
	input.len = len;
	root = xml_parse(arena, &input, diags);
	if (!root)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s:%u: %s", path, diags_get(diags, 0)->line,
			    diags_get(diags, 0)->message);
	return root;
}
