/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SCHEMA_H
#define GATEHOUSE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct assets;
struct schema_value;

/* The widest edition that something may appear in; the order matters. */
enum edition { EDITION_PUBLIC, EDITION_PARTNER, EDITION_INTERNAL };

/* What kind of value an element or attribute holds. */
enum field_type {
	FIELD_GROUP, /* child elements */
	FIELD_LINE,
	FIELD_MARKDOWN,
	FIELD_DATE,
	FIELD_DURATION,
	FIELD_BOOLEAN,
	FIELD_COUNT,
	FIELD_CODE,
	FIELD_URI,
	FIELD_MAILBOX,
	FIELD_ID,
	FIELD_REF,
	FIELD_REFS,
};

/*
 * What the schema says of one element or attribute in its place: the
 * annotations of its declaration.  Fields live as long as their schema.
 */
struct field {
	const char *name;
	const char *label; /* "Lawful basis" */
	const char *hint;  /* plain English; "" when there is none */
	const char *codes; /* name of the code list, or NULL */
	const char *refs;  /* kinds it may refer to, by spaces, or NULL */
	const char *key;   /* "@id" or a child's name; NULL: none */
	enum field_type type;
	enum edition edition;
	bool repeats;
	bool is_required;
	bool is_attr;
	bool is_pii_exempt;	    /* a role mailbox or public contact point */
	bool is_count;		    /* of people: has the attribute "control" */
	const struct field *parent; /* NULL: the root element of a kind */
	const struct field *children; /* elements, in schema order */
	size_t n_children;
	const struct field *attrs;
	size_t n_attrs;
	/* Of the attribute or of the element's text; NULL: it has no text. */
	const struct schema_value *values;
	uint32_t name_key; /* node_key; 0: two beside each other share one */
	uint32_t n_places; /* a power of two */
	const struct field_place *places; /* NULL: no children, or two share */
};

/* Where the child whose name has that key stands among a field's children. */
struct field_place {
	uint32_t key; /* 0: none has this place */
	uint32_t place;
};

/*
 * Index of the one child of the field, which has places, whose name may be the
 * one with that key; n_children: none.  Inline: it is where all look-ups end.
 */
static inline size_t field_place(const struct field *field, uint32_t key)
{
	uint32_t mask = field->n_places - 1;
	uint32_t i = key & mask;

	while (field->places[i].key != key) {
		if (field->places[i].key == 0)
			return field->n_children;
		i = (i + 1) & mask;
	}
	return field->places[i].place;
}

/* A record kind: one root element, one folder. */
struct kind {
	const char *name;   /* "agreement" */
	const char *folder; /* "agreements"; NULL: no register */
	const char *file;   /* "gatehouse.xml", where there is no folder */
	const char *label;  /* "Agreement" */
	const char *plural; /* "Agreements" */
	const char *title;  /* name of the child that names a record */
	const struct field *root;
};

/*
 * The description of all record kinds, read from the annotations of
 * schemas/<kind>.xsd.  Immutable once made: threads may share it.
 */
struct schema;

/* NULL, with error set, when a schema file is missing or not understood. */
struct schema *schema_new(const struct assets *assets, GError **error);
void schema_free(struct schema *schema);

/*
 * Whether the schema files say nothing that the fields do not: what the fields
 * certainly allow then fits the XML schema.  An element holds text that is one
 * of its values, or children: those of the field, in their order, each that is
 * required, and those that repeat as often as one likes.
 */
bool schema_is_plain(const struct schema *schema);

/* The kinds, in the order in which the registers are presented. */
const struct kind *schema_kinds(const struct schema *schema, size_t *n);

/* By name or by folder; NULL when there is none. */
const struct kind *schema_kind(const struct schema *schema, const char *name);
const struct kind *schema_folder(const struct schema *schema,
				 const char *folder);

/* That of a record's path; NULL for a code list or the settings. */
const struct kind *schema_kind_of_path(const struct schema *schema,
				       const char *path);

/* Its name, or "codeList" or "settings". */
const char *schema_path_name(const struct schema *schema, const char *path);

/* Child element or attribute of that name; NULL when there is none. */
const struct field *field_child(const struct field *field, const char *name);
const struct field *field_attr(const struct field *field, const char *name);

/*
 * Whether it is an attribute that says how a fact is known, or by whom, and
 * not what it is.
 */
bool field_is_claim(const struct field *attr);

/*
 * field_child for who asks for one child after the other: records keep to the
 * order of the schema, so it is mostly the one found before or one soon after.
 * *last begins as the field's children (NULL: it has none).
 */
const struct field *field_next_child(const struct field *field,
				     const char *name,
				     const struct field **last);

/*
 * The field's label without what it repeats of the label around it: "until"
 * for "Retention, until" inside "Retention".
 */
const char *field_short_label(const struct field *field);

/* "public", "partner" or "internal", and back. */
const char *edition_name(enum edition edition);
bool edition_parse(const char *name, enum edition *edition);

typedef struct schema Schema;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schema, schema_free)

#endif
