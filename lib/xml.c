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
 *
 * Nearly all records are plain texts that fit their schema, and the program
 * sees that for itself (xml_quick.c, xml_fit.c), in a tenth of the time; files
 * that no schema is asked about, as its own, it reads in that way too.  What
 * it is not certain of is libxml2's, whose word is the only one that counts
 * against a record, and is reported.
 */
#include "lib/xml.h"

#include <stdalign.h>
#include <string.h>

#include <gio/gio.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/schema.h"
#include "lib/xml_memory.h"
#include "lib/xml_message.h"
#include "lib/xml_quick.h"
#include "lib/xml_schema.h"
#include "lib/xml_text.h"

#define FEW 4 /* attributes that may be shared */
#define PARSE_OPTIONS                                                \
	(XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES | \
	 XML_PARSE_NOBLANKS)

/* One reading: where messages go, and what has been seen. */
struct reading {
	const struct xml_input *input;
	struct diags *diags;
	bool has_doctype;
	bool is_malformed;
	bool is_invalid;
	const void *last_node; /* that the schema error before was about */
};

void xml_init(void)
{
	xml_memory_init();
	LIBXML_TEST_VERSION
	xmlInitParser();
	xmlSetExternalEntityLoader(xml_schema_load);
}

/* What libxml2 keeps of its last error would be in the region. */
static void end_document(xmlDocPtr doc)
{
	xmlFreeDoc(doc);
	xmlResetLastError();
	xml_memory_empty();
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
	else if (!xml_text_is_utf8(input->bytes, input->len, &bad))
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

/* The schema's own name where it has one: no copy, and quick to compare. */
static const char *name_of(struct arena *arena, const struct field *field,
			   const xmlChar *name)
{
	return field ? field->name : arena_strdup(arena, (const char *)name);
}

/*
 * What the only text node of a list of children holds, which is borrowed; NULL
 * where there are other nodes, so that the text has to be put together.
 */
static const char *only_text(const xmlNode *children)
{
	if (!children)
		return "";
	return children->type == XML_TEXT_NODE && !children->next
		       ? (const char *)children->content
		       : NULL;
}

/* Those that are ours: names without a namespace. */
static size_t count_attrs(const xmlNode *element)
{
	size_t n = 0;

	for (const xmlAttr *a = element->properties; a; a = a->next)
		n += !a->ns;
	return n;
}

/* One tree on its way out of libxml2's. */
struct extraction {
	struct arena *arena;
	const char *fault; /* a limit that it is past, or NULL */
};

static void extract_attr(struct extraction *to, struct attr *attr,
			 const struct node *node, const xmlAttr *from)
{
	struct arena *arena = to->arena;
	const char *value = only_text(from->children);
	xmlChar *made = NULL;

	if (!value)
		value = (const char *)(made = xmlNodeListGetString(
					       from->doc, from->children, 1));
	value = value ? value : "";
	attr->value = xml_text_collapse(arena, value);
	attr->field = field_attr(node->field, (const char *)from->name);
	attr->name = name_of(arena, attr->field, from->name);
	xmlFree(made);
}

/* Most elements have one attribute, evidence="stated", or none. */
static void extract_attrs(struct extraction *to, struct node *node,
			  const xmlNode *element)
{
	struct arena *arena = to->arena;
	struct attr few[FEW];
	struct attr *attrs = few;
	size_t n = count_attrs(element);

	if (n == 0)
		return;
	if (n > FEW)
		attrs = arena_array(arena, n, sizeof(*attrs));
	for (const xmlAttr *a = element->properties; a; a = a->next) {
		if (!a->ns)
			extract_attr(to, &attrs[node->n_attrs++], node, a);
	}
	node->attrs = attrs;
	if (n <= FEW)
		node->attrs = (struct attr *)arena_share(
			arena, few, n * sizeof(*few), alignof(struct attr));
}

static const char *extract_text(struct extraction *to, const struct node *node,
				const xmlNode *element)
{
	struct arena *arena = to->arena;
	const char *raw = only_text(element->children);
	xmlChar *made = NULL;
	const char *text;

	if (!raw)
		raw = (const char *)(made = xmlNodeGetContent(element));
	if (!raw || !*raw)
		text = "";
	else if (node->field && node->field->type == FIELD_MARKDOWN)
		text = xml_text_dedent(arena, raw);
	else
		text = xml_text_collapse(arena, raw);
	xmlFree(made);
	return text;
}

/* NULL past a limit, with the fault set. */
static struct node *extract(struct extraction *to, const xmlNode *element,
			    const struct field *field, unsigned depth)
{
	struct arena *arena = to->arena;
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct node **end = &node->child;
	const struct field *last = field ? field->children : NULL;

	if (depth > XML_MAX_DEPTH)
		to->fault = "elements are nested deeper than 64 levels";
	else if (count_attrs(element) > NODE_MAX_ATTRS)
		to->fault = "an element has more than 250 attributes";
	if (to->fault)
		return NULL;
	node->name = name_of(arena, field, element->name);
	node->field = field;
	node->line = (unsigned)xmlGetLineNo((xmlNode *)element);
	node->text = "";
	extract_attrs(to, node, element);
	for (const xmlNode *c = element->children; c; c = c->next) {
		if (c->type != XML_ELEMENT_NODE)
			continue;
		*end = extract(
			to, c,
			field_next_child(field, (const char *)c->name, &last),
			depth + 1);
		if (!*end)
			return NULL;
		(*end)->parent = node;
		end = &(*end)->next;
	}
	if (!node->child)
		node->text = extract_text(to, node, element);
	node_index(arena, node);
	return node;
}

static struct node *extract_root(struct reading *reading, struct extraction *to,
				 xmlDocPtr doc, const struct field *field)
{
	struct node *node = extract(to, xmlDocGetRootElement(doc), field, 1);

	if (!node)
		report(reading, 0, 0, to->fault);
	return node;
}

static bool validate(struct reading *reading, xmlSchemaPtr schema,
		     xmlDocPtr doc)
{
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
	bool result;

	g_assert(valid);
	xmlSchemaSetValidStructuredErrors(valid, schema_error, reading);
	result = xmlSchemaValidateDoc(valid, doc) == 0 && !reading->is_invalid;
	xmlSchemaFreeValidCtxt(valid);
	return result;
}

struct node *xml_read_slowly(const struct xml_schema *schema,
			     const struct schema *descriptions,
			     struct arena *arena, const struct xml_input *input,
			     struct diags *diags, bool *is_valid)
{
	struct reading reading = { .input = input, .diags = diags };
	struct extraction to = { .arena = arena };
	const struct kind *kind;
	struct node *root;
	xmlDocPtr doc;

	*is_valid = false;
	xml_memory_enter();
	doc = parse(&reading);
	if (!doc) {
		end_document(NULL);
		return NULL;
	}
	kind = schema_kind(descriptions,
			   (const char *)xmlDocGetRootElement(doc)->name);
	root = extract_root(&reading, &to, doc, kind ? kind->root : NULL);
	if (schema)
		*is_valid =
			validate(&reading, xml_schema_compiled(schema), doc);
	end_document(doc);
	return root;
}

struct node *xml_read(const struct xml_schema *schema,
		      const struct schema *descriptions, struct arena *arena,
		      const struct xml_input *input, struct diags *diags,
		      bool *is_valid)
{
	struct node *root = xml_quick_read(descriptions, arena, input,
					   schema ? is_valid : NULL);

	if (!schema)
		*is_valid = false;
	if (root && (*is_valid || !schema))
		return root;
	return xml_read_slowly(schema, descriptions, arena, input, diags,
			       is_valid);
}

struct node *xml_parse(struct arena *arena, const struct xml_input *input,
		       struct diags *diags)
{
	struct reading reading = { .input = input, .diags = diags };
	struct extraction to = { .arena = arena };
	struct node *root = xml_quick_read(NULL, arena, input, NULL);
	xmlDocPtr doc;

	if (root)
		return root;
	xml_memory_enter();
	doc = parse(&reading);
	if (doc)
		root = extract_root(&reading, &to, doc, NULL);
	end_document(doc);
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
