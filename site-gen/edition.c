/* SPDX-License-Identifier: MIT */
/*
 * What may be published is decided here, once, on the record, before any page
 * is thought of: the trees that leave this file hold nothing that their
 * edition must not show, so nothing that is made from them can.
 *
 * The schema says of each field how far it may go.  What the schema does not
 * know, and what stands inside a narrower field, stays behind: a mistake hides
 * too much, never too little.  A reference is a fact about the record that it
 * leads to, so it goes where that record goes, and takes its wording and
 * everything inside with it.  Sources are inherited, so a claim whose own source
 * is hidden says that it is: left out, it would rest on the source around it.
 * Counts of people stay, but not as they are: see disclosure.h.
 */
#include "site-gen/edition.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/disclosure.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"

/* One string for all, so that no text of a record is taken for it. */
static const char hidden[] = EDITION_HIDDEN;

struct redaction {
	const struct registers *registers; /* references lead into these */
	enum edition edition;
	struct arena *arena;
	const struct disclosure *disclosure; /* NULL: no count may be shown */
};

static bool may_show(const struct redaction *r, const struct field *field)
{
	if (r->edition == EDITION_INTERNAL)
		return true;
	return field && field->edition <= r->edition;
}

/* Whether the element, and so all that it is in, has a place in the edition. */
static bool is_there(const struct redaction *r, const struct node *node)
{
	for (const struct node *n = node; n; n = n->parent) {
		if (!may_show(r, n->field))
			return false;
	}
	return true;
}

/* Whether what a reference leads to can be seen, and all that it is in. */
static bool is_target_visible(const struct redaction *r, const char *target)
{
	const struct node *node = NULL;
	const struct record *record;

	if (r->edition == EDITION_INTERNAL)
		return true;
	record = registers_resolve(r->registers, target, &node);
	if (!record || record->publication > r->edition)
		return false;
	return is_there(r, node);
}

bool edition_is_target_visible(const struct registers *visible,
			       enum edition edition, const char *target)
{
	const struct redaction r = { .registers = visible, .edition = edition };

	return is_target_visible(&r, target);
}

static bool is_hidden_reference(const struct redaction *r,
				const struct field *field, const char *target)
{
	return r->edition != EDITION_INTERNAL && field && field->refs &&
	       field->type == FIELD_REF && *target &&
	       !is_target_visible(r, target);
}

/*
 * Whether the source that the element rests on, its own or that of what it is
 * in, is hidden.
 */
static bool has_hidden_source(const struct redaction *r,
			      const struct node *node, bool is_around_hidden)
{
	const char *source = node_attr(node, "source");

	return source ? !is_target_visible(r, source) : is_around_hidden;
}

/* Whether the element itself (not its source) names something hidden. */
static bool names_hidden(const struct redaction *r, const struct node *node)
{
	for (unsigned i = 0; i < node->n_attrs; i++) {
		const struct attr *attr = &node->attrs[i];

		if (strcmp(attr->name, "source") != 0 &&
		    is_hidden_reference(r, attr->field, attr->value))
			return true;
	}
	return is_hidden_reference(r, node->field, node->text);
}

/* An attribute that says more about a reference than that there is one. */
static bool depends_on_reference(const char *name)
{
	static const char *const claim[] = { "evidence", "source", "locator" };

	for (size_t i = 0; i < G_N_ELEMENTS(claim); i++) {
		if (strcmp(name, claim[i]) == 0)
			return false;
	}
	return true;
}

static void copy_attrs(const struct redaction *r, struct node *to,
		       const struct node *from, bool is_hidden, bool no_source)
{
	to->attrs = arena_array(r->arena, from->n_attrs, sizeof(*to->attrs));
	for (unsigned i = 0; i < from->n_attrs; i++) {
		const struct attr *attr = &from->attrs[i];
		bool is_source = strcmp(attr->name, "source") == 0;

		if (!may_show(r, attr->field))
			continue;
		if (is_hidden && depends_on_reference(attr->name))
			continue;
		if (no_source && strcmp(attr->name, "locator") == 0)
			continue;
		to->attrs[to->n_attrs] = *attr;
		if (no_source && is_source)
			to->attrs[to->n_attrs].value = hidden;
		to->n_attrs++;
	}
}

/* Counts of people keep their exact numbers in the internal edition alone. */
static bool is_left_out(const struct redaction *r, const struct node *node)
{
	if (!may_show(r, node->field))
		return true;
	return r->edition != EDITION_INTERNAL && !r->disclosure &&
	       disclosure_is_counts(node);
}

/* Whether the edition shows a count otherwise than as the record states it. */
static bool is_controlled(const struct redaction *r, const struct node *node)
{
	return r->edition != EDITION_INTERNAL && disclosure_is_count(node);
}

/*
 * A copy of the tree; no_source: what it is in rests on a hidden source.  Depth
 * is limited by the reader (XML_MAX_DEPTH).
 */
static struct node *copy_node(const struct redaction *r,
			      const struct node *from, bool no_source)
{
	struct node *to = arena_alloc(r->arena, sizeof(*to));
	struct node **end = &to->child;
	bool is_hidden = names_hidden(r, from);

	to->name = from->name;
	to->text = is_hidden ? hidden : from->text;
	to->field = from->field;
	to->line = from->line;
	no_source = has_hidden_source(r, from, no_source);
	copy_attrs(r, to, from, is_hidden, no_source);
	if (is_hidden)
		return to;
	if (is_controlled(r, from))
		disclosure_control(r->disclosure, r->arena, from, to);
	for (const struct node *n = from->child; n; n = n->next) {
		if (is_left_out(r, n))
			continue;
		*end = copy_node(r, n, no_source);
		(*end)->parent = to;
		end = &(*end)->next;
	}
	node_index(r->arena, to);
	return to;
}

/* Whether a copy of the element alone, not of its children, would be the same. */
static bool is_as_it_is(const struct redaction *r, const struct node *node)
{
	if (is_left_out(r, node) || is_controlled(r, node) ||
	    names_hidden(r, node) || has_hidden_source(r, node, false))
		return false;
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (!may_show(r, node->attrs[i].field))
			return false;
	}
	return true;
}

/*
 * What the edition shows of a tree that it may show.  Most have nothing to hide,
 * and stand for themselves.
 */
static const struct node *redact(const struct redaction *r,
				 const struct node *root)
{
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		if (!is_as_it_is(r, n))
			return copy_node(r, root, false);
	}
	return root;
}

static const struct node *copy_record(void *data, struct arena *arena,
				      const struct record *record)
{
	struct redaction *r = data;

	if (record->publication > r->edition)
		return NULL;
	r->arena = arena;
	return redact(r, record->root);
}

bool edition_is_hidden(const struct node *node)
{
	return node->text == hidden;
}

bool edition_is_source_hidden(const struct node *node)
{
	return node_source(node) == hidden;
}

struct registers *edition_registers(const struct registers *registers,
				    enum edition edition)
{
	g_autoptr(Disclosure) disclosure = disclosure_new(registers);
	struct redaction r = {
		.registers = registers,
		.edition = edition,
		.disclosure = disclosure,
	};

	return registers_filter(registers, copy_record, &r);
}

static enum edition publication_of(const struct node *tree)
{
	const char *name = node_attr(tree, "publication");
	enum edition edition = EDITION_INTERNAL;

	if (!name)
		return EDITION_PUBLIC;
	edition_parse(name, &edition);
	return edition;
}

const struct node *edition_tree(const struct registers *visible,
				enum edition edition, struct arena *arena,
				const struct node *tree)
{
	const struct redaction r = {
		.registers = visible,
		.edition = edition,
		.arena = arena,
	};

	if (!tree || publication_of(tree) > edition)
		return NULL;
	return redact(&r, tree);
}

static void add_words(GHashTable *words, const struct node *root)
{
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		g_hash_table_add(words, (gpointer)n->name);
		g_hash_table_add(words, (gpointer)n->text);
		for (unsigned i = 0; i < n->n_attrs; i++) {
			g_hash_table_add(words, (gpointer)n->attrs[i].name);
			g_hash_table_add(words, (gpointer)n->attrs[i].value);
		}
	}
}

/* Names of fields, and codes with their labels: these are no secret. */
static void add_field_names(GHashTable *words, const struct field *field)
{
	g_hash_table_add(words, (gpointer)field->name);
	g_hash_table_add(words, (gpointer)field->label);
	for (size_t i = 0; i < field->n_attrs; i++)
		add_field_names(words, &field->attrs[i]);
	for (size_t i = 0; i < field->n_children; i++)
		add_field_names(words, &field->children[i]);
}

static void add_codes(GHashTable *words, const struct codes *codes)
{
	size_t n;
	const struct code_list *const *lists = codes_lists(codes, &n);

	for (size_t i = 0; i < n; i++) {
		g_hash_table_add(words, (gpointer)lists[i]->id);
		for (size_t j = 0; j < lists[i]->n_codes; j++) {
			const struct code *code = &lists[i]->codes[j];

			g_hash_table_add(words, (gpointer)code->id);
			g_hash_table_add(words, (gpointer)code->label);
		}
	}
}

GHashTable *edition_vocabulary(const struct registers *visible)
{
	GHashTable *words = g_hash_table_new(g_str_hash, g_str_equal);
	const struct library *library = registers_library(visible);
	size_t n;
	const struct kind *kinds = schema_kinds(library->schema, &n);

	for (size_t i = 0; i < n; i++)
		add_field_names(words, kinds[i].root);
	add_codes(words, registers_codes(visible));
	add_words(words, registers_settings(visible));
	for (size_t i = 0; i < registers_len(visible); i++) {
		const struct record *record = registers_get(visible, i);

		g_hash_table_add(words, (gpointer)record->id);
		g_hash_table_add(words, (gpointer)record->path);
		g_hash_table_add(words, (gpointer)record->title);
		add_words(words, record->root);
	}
	return words;
}

/* A quote opens after a blank or bracket; an apostrophe does not. */
static bool opens_quote(const char *message, const char *at)
{
	return *at == '\'' && (at == message || strchr(" ([=\"", at[-1]));
}

static const char *end_of_quote(const char *at)
{
	while (*at && !(*at == '\'' && !g_ascii_isalnum(at[1])))
		at++;
	return at;
}

/* "id#part" is known when both its parts are. */
static bool is_known(GHashTable *vocabulary, const char *word)
{
	const char *hash = strchr(word, '#');
	g_autofree char *id = NULL;

	if (g_hash_table_contains(vocabulary, word))
		return true;
	if (!hash)
		return false;
	id = g_strndup(word, (size_t)(hash - word));
	return g_hash_table_contains(vocabulary, id) &&
	       g_hash_table_contains(vocabulary, hash + 1);
}

static bool quotes_only_known(GHashTable *vocabulary, const char *message)
{
	for (const char *at = message; *at; at++) {
		const char *end;
		g_autofree char *word = NULL;

		if (!opens_quote(message, at))
			continue;
		end = end_of_quote(at + 1);
		word = g_strndup(at + 1, (size_t)(end - at - 1));
		if (!*end || !is_known(vocabulary, word))
			return false;
		at = end;
	}
	return true;
}

/* Whether the element and all its attributes may be seen. */
static bool is_open(const struct redaction *r, const struct node *node)
{
	if (disclosure_is_counts(node) || !is_there(r, node))
		return false;
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (!may_show(r, node->attrs[i].field))
			return false;
	}
	return true;
}

/* A line on which elements begin. */
struct line {
	unsigned number;
	bool is_open;	 /* all of them, with all their attributes */
	bool is_missing; /* all of them */
};

struct edition_lines {
	enum edition edition;
	const struct node *root;
	GArray *lines; /* of struct line, in their order */
};

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* Makes one of those that have the same number. */
static void join_lines(GArray *lines)
{
	struct line *all = (struct line *)lines->data;
	guint n = 0;

	for (guint i = 0; i < lines->len; i++) {
		if (n == 0 || all[n - 1].number != all[i].number) {
			all[n++] = all[i];
			continue;
		}
		all[n - 1].is_open &= all[i].is_open;
		all[n - 1].is_missing &= all[i].is_missing;
	}
	g_array_set_size(lines, n);
}

struct edition_lines *edition_lines_new(enum edition edition,
					const struct node *root)
{
	struct edition_lines *lines = g_new0(struct edition_lines, 1);
	struct redaction r = { .edition = edition };

	lines->edition = edition;
	lines->root = root;
	lines->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		struct line line = { n->line, is_open(&r, n),
				     !is_there(&r, n) };

		g_array_append_val(lines->lines, line);
	}
	g_array_sort(lines->lines, compare_lines);
	join_lines(lines->lines);
	return lines;
}

void edition_lines_free(struct edition_lines *lines)
{
	if (!lines)
		return;
	g_array_unref(lines->lines);
	g_free(lines);
}

const struct node *edition_lines_root(const struct edition_lines *lines)
{
	return lines->root;
}

/* The line or, where nothing begins there, the last before; NULL: none. */
static const struct line *line_at(const struct edition_lines *lines,
				  unsigned number)
{
	const struct line *all = (const struct line *)lines->lines->data;
	guint low = 0, high = lines->lines->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (all[middle].number <= number)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &all[low - 1] : NULL;
}

bool edition_is_told(const struct edition_lines *lines, unsigned line)
{
	const struct line *at = line_at(lines, line);

	return !lines->root || lines->edition == EDITION_INTERNAL ||
	       (at && !at->is_missing);
}

const char *edition_message(GHashTable *vocabulary,
			    const struct edition_lines *lines,
			    const struct rulebook *rulebook,
			    const struct diag *diag)
{
	const struct line *at = line_at(lines, diag->line);
	const struct rulebook_row *row;

	if (lines->edition == EDITION_INTERNAL ||
	    (quotes_only_known(vocabulary, diag->message) &&
	     (!at || at->is_open)))
		return diag->message;
	row = diag->rule ? rulebook_find(rulebook, diag->rule) : NULL;
	return row ? row->title : "message not shown in this edition";
}

static const struct node *identity_of(const struct registers *registers,
				      const char *email)
{
	NODE_EACH(identity, registers_settings(registers), "staffIdentity")
	{
		const char *known = node_attr(identity, "email");

		if (known && g_ascii_strcasecmp(known, email) == 0)
			return identity;
	}
	return NULL;
}

struct edition_author edition_author(const struct registers *registers,
				     const struct registers *visible,
				     enum edition edition, struct arena *arena,
				     const char *const name_and_email[2])
{
	const struct node *identity = identity_of(registers, name_and_email[1]);
	const char *ref = node_attr(identity, "ref");
	const struct record *organisation =
		ref ? registers_find(visible, ref) : NULL;
	struct edition_author author = { 0 };

	if (identity && node_attr(identity, "role"))
		author.role = arena_strdup(arena, node_attr(identity, "role"));
	if (organisation)
		author.organisation = organisation->title;
	if (edition == EDITION_INTERNAL)
		author.person = arena_printf(
			arena, "%s <%s>", name_and_email[0], name_and_email[1]);
	return author;
}
