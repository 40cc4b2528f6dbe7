/* SPDX-License-Identifier: MIT */
/*
 * What the XML schemas say of each field, in a form the program can use.
 *
 * The schemas keep to a small part of XSD (named types, plain sequences,
 * extension, attribute groups), so their meaning can be read off the files
 * with the program's own XML reader.  Types are expanded where they are used:
 * the result is one tree of fields for each kind, in which every element and
 * attribute knows its place, its label and its widest edition.  Types must
 * not contain themselves; the depth limit says so where one does.
 */
#include "lib/schema.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/schema_plain.h"
#include "lib/schema_value.h"
#include "lib/xml.h"

#define MAX_DEPTH 32
#define MAX_KINDS 32

struct schema {
	struct arena *arena;
	GHashTable *types;  /* name -> complexType, simpleType */
	GHashTable *groups; /* name -> attributeGroup */
	GHashTable *values; /* name -> struct schema_value */
	struct kind kinds[MAX_KINDS];
	size_t n_kinds;
	bool is_plain;
};

/* While one type is expanded: what it has gathered. */
struct shape {
	enum field_type type;
	const struct schema_value *values;
	GArray *children; /* of struct field */
	GArray *attrs;
};

static const char *const edition_names[] = { "public", "partner", "internal" };

static const struct {
	const char *name;
	enum field_type type;
} value_types[] = {
	{ "line", FIELD_LINE },	      { "markdown", FIELD_MARKDOWN },
	{ "date", FIELD_DATE },	      { "duration", FIELD_DURATION },
	{ "boolean", FIELD_BOOLEAN }, { "count", FIELD_COUNT },
	{ "code", FIELD_CODE },	      { "uri", FIELD_URI },
	{ "mailbox", FIELD_MAILBOX }, { "id", FIELD_ID },
	{ "ref", FIELD_REF },	      { "refs", FIELD_REFS },
};

const char *edition_name(enum edition edition)
{
	return edition_names[edition];
}

bool edition_parse(const char *name, enum edition *edition)
{
	for (size_t i = 0; i < G_N_ELEMENTS(edition_names); i++) {
		if (strcmp(name, edition_names[i]) == 0) {
			*edition = (enum edition)i;
			return true;
		}
	}
	return false;
}

static bool find_value_type(const char *name, enum field_type *type)
{
	for (size_t i = 0; i < G_N_ELEMENTS(value_types); i++) {
		if (strcmp(value_types[i].name, name) == 0) {
			*type = value_types[i].type;
			return true;
		}
	}
	return false;
}

/* First word of a list of type names. */
static char *first_word(const char *names)
{
	return g_strndup(names, strcspn(names, " "));
}

/* The value type at the end of the chain of simple types. */
static enum field_type simple_type(const struct schema *schema,
				   const char *name, unsigned depth)
{
	const struct node *type = g_hash_table_lookup(schema->types, name);
	const struct node *base = node_child(type, "restriction");
	g_autofree char *next = NULL;
	enum field_type found;

	if (find_value_type(name, &found))
		return found;
	if (base)
		next = g_strdup(node_attr(base, "base"));
	else if (node_child(type, "union"))
		next = first_word(
			node_attr(node_child(type, "union"), "memberTypes"));
	if (!next || depth > MAX_DEPTH)
		return FIELD_LINE;
	return simple_type(schema, next, depth + 1);
}

static const struct schema_value *values_of(struct schema *schema,
					    const char *name)
{
	const struct schema_value *values =
		g_hash_table_lookup(schema->values, name);

	if (!values) {
		values = schema_value_new(schema->arena, schema->types, name);
		g_hash_table_insert(schema->values, (gpointer)name,
				    (gpointer)values);
	}
	return values;
}

/* The g:field or g:kind of a declaration, or NULL. */
static const struct node *annotation(const struct node *declaration,
				     const char *name)
{
	return node_child(node_find(declaration, "annotation/appinfo"), name);
}

static void describe(struct field *field, const struct node *declaration)
{
	const struct node *said = annotation(declaration, "field");
	const char *name = node_attr(declaration, "name");
	const char *edition = node_attr(said, "edition");

	field->name = name ? name : "";
	field->label = node_attr(said, "label");
	if (!field->label)
		field->label = field->name;
	field->hint =
		node_text(node_find(declaration, "annotation/documentation"));
	field->codes = node_attr(said, "codes");
	field->refs = node_attr(said, "ref");
	field->key = node_attr(said, "key");
	field->is_pii_exempt = node_attr(said, "pii") != NULL;
	/* What is not said to be public is not. */
	if (!edition || !edition_parse(edition, &field->edition))
		field->edition = EDITION_INTERNAL;
}

static void add_attrs(struct schema *schema, struct shape *shape,
		      const struct node *at)
{
	NODE_EACH(group, at, "attributeGroup")
	{
		const char *ref = node_attr(group, "ref");

		add_attrs(schema, shape,
			  ref ? g_hash_table_lookup(schema->groups, ref)
			      : NULL);
	}
	NODE_EACH(attribute, at, "attribute")
	{
		const char *type = node_attr(attribute, "type");
		const char *use = node_attr(attribute, "use");
		struct field field = { .is_attr = true };

		describe(&field, attribute);
		field.type = type ? simple_type(schema, type, 0) : FIELD_LINE;
		field.values = values_of(schema, type ? type : "");
		field.is_required = use && strcmp(use, "required") == 0;
		g_array_append_val(shape->attrs, field);
	}
}

static void expand_type(struct schema *schema, struct shape *shape,
			const char *name, unsigned depth);

static void expand_element(struct schema *schema, struct field *field,
			   const struct node *declaration, unsigned depth);

static void add_children(struct schema *schema, struct shape *shape,
			 const struct node *sequence, unsigned depth)
{
	NODE_EACH(element, sequence, "element")
	{
		struct field field = { 0 };

		expand_element(schema, &field, element, depth + 1);
		g_array_append_val(shape->children, field);
	}
}

static void expand_type(struct schema *schema, struct shape *shape,
			const char *name, unsigned depth)
{
	const struct node *type = g_hash_table_lookup(schema->types, name);
	const struct node *content = node_child(type, "simpleContent");
	const struct node *at = type;

	if (depth > MAX_DEPTH)
		return;
	if (!type || strcmp(type->name, "simpleType") == 0) {
		shape->type = simple_type(schema, name, 0);
		shape->values = values_of(schema, name);
		return;
	}
	if (!content)
		content = node_child(type, "complexContent");
	if (content) {
		at = node_child(content, "extension");
		if (!at)
			at = node_child(content, "restriction");
		if (node_attr(at, "base"))
			expand_type(schema, shape, node_attr(at, "base"),
				    depth + 1);
	}
	add_children(schema, shape, node_child(at, "sequence"), depth);
	add_attrs(schema, shape, at);
}

static const struct field *keep(struct schema *schema, GArray *fields)
{
	struct field *copy =
		arena_array(schema->arena, fields->len, sizeof(struct field));

	if (fields->len > 0)
		memcpy(copy, fields->data, fields->len * sizeof(struct field));
	g_array_unref(fields);
	return copy;
}

/*
 * A shared type does not know which code list or kind it is used for: the
 * element that uses it says so, for the attribute "code" or "ref" of the type
 * or else for its text.
 */
static void hand_down(struct field *field, struct shape *shape)
{
	bool has_code = false, has_ref = false;

	for (guint i = 0; i < shape->attrs->len; i++) {
		struct field *attr =
			&g_array_index(shape->attrs, struct field, i);

		if (strcmp(attr->name, "code") == 0) {
			has_code = true;
			if (!attr->codes)
				attr->codes = field->codes;
		} else if (strcmp(attr->name, "ref") == 0) {
			has_ref = true;
			if (!attr->refs)
				attr->refs = field->refs;
		}
	}
	if (has_code)
		field->codes = NULL;
	if (has_ref)
		field->refs = NULL;
}

static void expand_element(struct schema *schema, struct field *field,
			   const struct node *declaration, unsigned depth)
{
	const char *type = node_attr(declaration, "type");
	const char *max = node_attr(declaration, "maxOccurs");
	const char *min = node_attr(declaration, "minOccurs");
	struct shape shape = { .type = FIELD_GROUP };

	shape.children = g_array_new(FALSE, FALSE, sizeof(struct field));
	shape.attrs = g_array_new(FALSE, FALSE, sizeof(struct field));
	describe(field, declaration);
	if (type)
		expand_type(schema, &shape, type, depth);
	field->type = shape.type;
	field->values = shape.values;
	field->repeats = max && strcmp(max, "1") != 0;
	field->is_required = !min || strcmp(min, "0") != 0;
	hand_down(field, &shape);
	field->n_children = shape.children->len;
	field->n_attrs = shape.attrs->len;
	field->children = keep(schema, shape.children);
	field->attrs = keep(schema, shape.attrs);
	field->is_count = field_attr(field, "control") != NULL;
}

/* Whether one of the fields before i has the key of its own. */
static bool is_key_taken(const struct field *fields, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (fields[j].name_key == fields[i].name_key)
			return true;
	}
	return false;
}

/* Sets the keys of fields that stand beside each other; false: they have none. */
static bool set_keys(struct field *fields, size_t n)
{
	bool is_good = true;

	for (size_t i = 0; i < n; i++) {
		fields[i].name_key = node_key(fields[i].name);
		if (is_key_taken(fields, i) ||
		    strlen(fields[i].name) >= NODE_LONG_NAME)
			is_good = false;
	}
	for (size_t i = 0; i < n && !is_good; i++)
		fields[i].name_key = 0;
	return is_good;
}

/* Half of the places stay empty, so that a search soon comes to one. */
static void make_places(struct schema *schema, struct field *field)
{
	struct field_place *places;
	uint32_t n = 2;

	while (n < field->n_children * 2)
		n *= 2;
	places = arena_array(schema->arena, n, sizeof(*places));
	for (size_t i = 0; i < field->n_children; i++) {
		uint32_t key = field->children[i].name_key;
		uint32_t at = key & (n - 1);

		while (places[at].key)
			at = (at + 1) & (n - 1);
		places[at] = (struct field_place){ key, (uint32_t)i };
	}
	field->places = places;
	field->n_places = n;
}

/* What points to fields is set last, when no array moves any more. */
static void link_fields(struct schema *schema, struct field *field)
{
	struct field *children = (struct field *)field->children;
	struct field *attrs = (struct field *)field->attrs;

	set_keys(attrs, field->n_attrs);
	if (set_keys(children, field->n_children) && field->n_children > 0)
		make_places(schema, field);
	for (size_t i = 0; i < field->n_attrs; i++)
		attrs[i].parent = field;
	for (size_t i = 0; i < field->n_children; i++) {
		children[i].parent = field;
		link_fields(schema, &children[i]);
	}
}

static void add_kind(struct schema *schema, const struct node *element)
{
	const struct node *said = annotation(element, "kind");
	struct field *root;
	struct kind *kind;

	if (!said || schema->n_kinds == MAX_KINDS)
		return;
	root = arena_alloc(schema->arena, sizeof(*root));
	expand_element(schema, root, element, 0);
	link_fields(schema, root);
	kind = &schema->kinds[schema->n_kinds++];
	kind->name = root->name;
	kind->folder = node_attr(said, "folder");
	kind->file = node_attr(said, "file");
	kind->label = node_attr(said, "label");
	kind->plural = node_attr(said, "plural");
	kind->title = node_attr(said, "title");
	kind->root = root;
	root->label = kind->label;
	root->edition = EDITION_PUBLIC;
}

/* While the schema files are read. */
struct loading {
	struct schema *schema;
	const struct assets *assets;
	GHashTable *seen; /* names of files */
	GPtrArray *roots; /* declarations of kinds, in order */
};

static void keep_declaration(struct loading *loading, const struct node *node)
{
	struct schema *schema = loading->schema;
	gpointer name = (gpointer)node_attr(node, "name");

	if (!name)
		return;
	if (strcmp(node->name, "attributeGroup") == 0)
		g_hash_table_insert(schema->groups, name, (gpointer)node);
	else if (g_str_has_suffix(node->name, "Type"))
		g_hash_table_insert(schema->types, name, (gpointer)node);
	else if (strcmp(node->name, "element") == 0)
		g_ptr_array_add(loading->roots, (gpointer)node);
}

/* Reads a schema file and, first, those that it includes, each once. */
static bool read_types(struct loading *loading, const char *name,
		       GError **error)
{
	g_autofree char *path = NULL;
	const struct node *root;

	if (!g_hash_table_add(loading->seen, g_strdup(name)))
		return true;
	path = g_strconcat("schemas/", name, NULL);
	root = xml_parse_asset(loading->schema->arena, loading->assets, path,
			       error);
	if (!root)
		return false;
	NODE_EACH(include, root, "include")
	{
		const char *other = node_attr(include, "schemaLocation");

		if (other && !read_types(loading, other, error))
			return false;
	}
	for (const struct node *n = root->child; n; n = n->next)
		keep_declaration(loading, n);
	loading->schema->is_plain &= schema_plain_is(root);
	return true;
}

struct schema *schema_new(const struct assets *assets, GError **error)
{
	g_autoptr(Schema) schema = g_new0(struct schema, 1);
	g_autoptr(GPtrArray) roots = g_ptr_array_new();
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct loading loading = { schema, assets, seen, roots };

	schema->arena = arena_new();
	schema->types = g_hash_table_new(g_str_hash, g_str_equal);
	schema->groups = g_hash_table_new(g_str_hash, g_str_equal);
	schema->values = g_hash_table_new(g_str_hash, g_str_equal);
	schema->is_plain = true;
	if (!read_types(&loading, "register.xsd", error))
		return NULL;
	for (guint i = 0; i < roots->len; i++)
		add_kind(schema, roots->pdata[i]);
	return g_steal_pointer(&schema);
}

void schema_free(struct schema *schema)
{
	if (!schema)
		return;
	g_clear_pointer(&schema->types, g_hash_table_unref);
	g_clear_pointer(&schema->groups, g_hash_table_unref);
	g_clear_pointer(&schema->values, g_hash_table_unref);
	arena_free(schema->arena);
	g_free(schema);
}

bool schema_is_plain(const struct schema *schema)
{
	return schema->is_plain;
}

const struct kind *schema_kinds(const struct schema *schema, size_t *n)
{
	*n = schema->n_kinds;
	return schema->kinds;
}

const struct kind *schema_kind(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->n_kinds; i++) {
		if (strcmp(schema->kinds[i].name, name) == 0)
			return &schema->kinds[i];
	}
	return NULL;
}

const struct kind *schema_folder(const struct schema *schema,
				 const char *folder)
{
	for (size_t i = 0; i < schema->n_kinds; i++) {
		if (g_strcmp0(schema->kinds[i].folder, folder) == 0)
			return &schema->kinds[i];
	}
	return NULL;
}

const struct kind *schema_kind_of_path(const struct schema *schema,
				       const char *path)
{
	g_autofree char *folder = g_strndup(path, strcspn(path, "/"));

	return schema_folder(schema, folder);
}

const char *schema_path_name(const struct schema *schema, const char *path)
{
	const struct kind *kind = schema_kind_of_path(schema, path);

	if (kind)
		return kind->name;
	return g_str_has_prefix(path, "codes/") ? "codeList" : "settings";
}

static bool is_called(const struct field *field, const char *name)
{
	return field->name[0] == name[0] && strcmp(field->name, name) == 0;
}

static const struct field *find(const struct field *fields, size_t n,
				const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (is_called(&fields[i], name))
			return &fields[i];
	}
	return NULL;
}

const struct field *field_child(const struct field *field, const char *name)
{
	return field ? find(field->children, field->n_children, name) : NULL;
}

const struct field *field_next_child(const struct field *field,
				     const char *name,
				     const struct field **last)
{
	const struct field *end =
		field ? field->children + field->n_children : NULL;

	for (const struct field *f = *last; f && f < end; f++) {
		if (is_called(f, name))
			return *last = f;
	}
	return field_child(field, name);
}

const struct field *field_attr(const struct field *field, const char *name)
{
	return field ? find(field->attrs, field->n_attrs, name) : NULL;
}

bool field_is_claim(const struct field *attr)
{
	static const char *const names[] = { "evidence", "source", "locator",
					     NULL };

	return attr->is_attr && g_strv_contains(names, attr->name);
}

const char *field_short_label(const struct field *field)
{
	const char *outer = field->parent ? field->parent->label : NULL;
	size_t len = outer ? strlen(outer) : 0;

	if (outer && strncmp(field->label, outer, len) == 0 &&
	    strncmp(field->label + len, ", ", 2) == 0)
		return field->label + len + 2;
	return field->label;
}
