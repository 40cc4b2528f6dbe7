/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_H
#define GATEHOUSE_XML_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct arena;
struct assets;
struct diags;
struct node;
struct schema;

/* Limits of what is read: bytes of one file, and depth of elements. */
#define XML_MAX_BYTES (8u * 1024 * 1024)
#define XML_MAX_DEPTH 64

/*
 * The XML schema of all record kinds, compiled when it is first needed.
 * Workers on several threads may share one.
 */
struct xml_schema;

/* assets have to outlive it. */
struct xml_schema *xml_schema_new(const struct assets *assets);

/* Compiles it now; false, with error set, where it cannot be. */
bool xml_schema_compile(struct xml_schema *schema, GError **error);
void xml_schema_free(struct xml_schema *schema);

/* Where the bytes come from, for the messages. */
struct xml_input {
	const char *path;   /* as shown to the user */
	const char *record; /* id of the record, or NULL */
	const char *bytes;
	size_t len;
};

/*
 * Parses and validates one file, and returns its root element as a tree in
 * arena, each node tied to its field of descriptions.  What is wrong goes on
 * diags under REG-02: NUL bytes, invalid UTF-8, DTD or entities, malformed
 * XML, elements that the schema does not allow.  Returns NULL when there is no
 * tree (not well-formed, or past a limit); otherwise *is_valid says whether it
 * fits the schema.  Never touches the network or another file.  schema NULL:
 * whether it fits is not asked, and *is_valid is false.
 */
struct node *xml_read(const struct xml_schema *schema,
		      const struct schema *descriptions, struct arena *arena,
		      const struct xml_input *input, struct diags *diags,
		      bool *is_valid);

/* The same, but never in the quick way that plain records are read in. */
struct node *xml_read_slowly(const struct xml_schema *schema,
			     const struct schema *descriptions,
			     struct arena *arena, const struct xml_input *input,
			     struct diags *diags, bool *is_valid);

/*
 * Parses without a schema (code lists, rule book, XML schemas themselves);
 * same safety and limits.  NULL, with diagnostics added, when not well-formed.
 */
struct node *xml_parse(struct arena *arena, const struct xml_input *input,
		       struct diags *diags);

/*
 * The same for one of the program's own files ("schemas/rules.xml"), where
 * what is wrong is no finding: NULL, with error set, when there is no such
 * file or it is not well-formed.
 */
struct node *xml_parse_asset(struct arena *arena, const struct assets *assets,
			     const char *path, GError **error);

/* Once before the first use, from the main thread. */
void xml_init(void);

typedef struct xml_schema XmlSchema;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlSchema, xml_schema_free)

#endif
