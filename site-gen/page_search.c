/* SPDX-License-Identifier: MIT */
/*
 * Search without a server, from a file: a page opened so may not fetch, start
 * a worker or load a module.  The index is therefore a classic script that
 * sets one global.  It holds texts, and the browser makes the inverted index.
 *
 * Measured on 9,999 records, copies of the worked example, whose texts are
 * long, in Chromium on two busy cores: 7.9 MB, loaded in 0.2 to 0.6 s and
 * indexed in 1.2 to 2.2 s, in shares between which the page answers; a search
 * takes 5 to 40 ms.  Rejected: an inverted index made here as well, which adds
 * 9.6 MB to save a second; and one divided by first letters (up to 0.8 MB
 * each), in which a word that is nearly right cannot be found without loading
 * most of them.  With all text of every record it was 12 MB.
 *
 * What is repeated is said once: a record names others and code labels by
 * their number, from 0.
 */
#include "site-gen/page_search.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/escape.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/*
 * Bytes of text of a record beyond which no further field is added, of prose
 * and with names and short texts after it.
 */
#define PROSE_ENOUGH 800
#define TEXT_ENOUGH 1000

/* What the index is made with. */
struct index {
	const struct view *view;
	struct arena *arena; /* of the record that is being added */
	GHashTable *records; /* record -> number + 1 */
	GHashTable *labels;  /* label -> number + 1 */
	GPtrArray *in_order; /* the labels */
};

/* How many bytes from s on stand for themselves. */
static size_t plain_len(const char *s)
{
	size_t len = escape_ascii(s);
	size_t before = strcspn(s, "\"\\<>&");

	return MIN(len, before);
}

/*
 * A string of JSON that may also stand in an HTML script: no "</", "<!" or
 * line separators of old JavaScript.  Control characters are left out.
 */
static void append_string(GString *out, const char *s)
{
	g_autofree char *valid = g_utf8_make_valid(s, -1);

	g_string_append_c(out, '"');
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		size_t plain = plain_len(p);
		gunichar c;

		g_string_append_len(out, p, (gssize)plain);
		p += plain;
		c = g_utf8_get_char(p);
		if (!c)
			break;
		if (c == '"' || c == '\\')
			g_string_append_printf(out, "\\%c", (char)c);
		else if (c == '\n' || c == '\t')
			g_string_append_c(out, ' ');
		else if (c == '<' || c == '>' || c == '&' || c == 0x2028 ||
			 c == 0x2029)
			g_string_append_printf(out, "\\u%04x", c);
		else if (!escape_unwanted(p))
			g_string_append_unichar(out, c);
	}
	g_string_append_c(out, '"');
}

/* Whether there is a page of the record to lead to. */
static bool has_page(const struct registers *registers,
		     const struct record *record)
{
	return record->root && view_has_page(registers, record);
}

/* Adds the texts of one type, until there is enough. */
static void add_texts(const struct index *index, GString *text,
		      const struct record *record, enum field_type type,
		      size_t enough)
{
	for (const struct node *n = record->root; n && text->len < enough;
	     n = node_walk(n, record->root)) {
		const char *words = n->text;

		if (!n->field || n->field->type != type ||
		    node_is_not_stated(n) || strcmp(words, record->title) == 0)
			continue;
		if (type == FIELD_MARKDOWN)
			words = markdown_plain(index->arena, words);
		if (text->len > 0 && *words)
			g_string_append(text,
					type == FIELD_MARKDOWN ? " " : " · ");
		g_string_append(text, words);
	}
}

/* Prose first, which is what a result shows. */
static void append_text(const struct index *index, GString *out,
			const struct record *record)
{
	g_autoptr(GString) text = g_string_new(NULL);

	add_texts(index, text, record, FIELD_MARKDOWN, PROSE_ENOUGH);
	add_texts(index, text, record, FIELD_LINE, TEXT_ENOUGH);
	append_string(out, text->str);
}

/* A number, once; seen has those that are there already. */
static void append_once(GString *out, GHashTable *seen, gpointer number)
{
	if (!number || !g_hash_table_add(seen, number))
		return;
	if (g_hash_table_size(seen) > 1)
		g_string_append_c(out, ',');
	g_string_append_printf(out, "%d", GPOINTER_TO_INT(number) - 1);
}

static void append_names(const struct index *index, GString *out,
			 const struct record *record)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	g_string_append_c(out, '[');
	for (const struct node *n = record->root; n;
	     n = node_walk(n, record->root)) {
		const struct record *to =
			registers_target(index->view->registers, n);

		if (to && to != record)
			append_once(out, seen,
				    g_hash_table_lookup(index->records, to));
	}
	g_string_append_c(out, ']');
}

/* The label of the element's code, or NULL. */
static const char *code_label(const struct index *index,
			      const struct node *node)
{
	const struct codes *codes = registers_codes(index->view->registers);
	const struct field *attr = field_attr(node->field, "code");
	const char *code = node_attr(node, "code");

	if (code && *code && attr && attr->codes)
		return codes_label(codes, attr->codes, code);
	if (node->field && node->field->codes && *node->text)
		return codes_label(codes, node->field->codes, node->text);
	return NULL;
}

static gpointer label_number(struct index *index, const char *label)
{
	gpointer number = g_hash_table_lookup(index->labels, label);

	if (!number) {
		g_ptr_array_add(index->in_order, (gpointer)label);
		number = GINT_TO_POINTER((int)index->in_order->len);
		g_hash_table_insert(index->labels, (gpointer)label, number);
	}
	return number;
}

static void append_labels(struct index *index, GString *out,
			  const struct record *record)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	g_string_append_c(out, '[');
	for (const struct node *n = record->root; n;
	     n = node_walk(n, record->root)) {
		const char *label = code_label(index, n);

		if (label)
			append_once(out, seen, label_number(index, label));
	}
	g_string_append_c(out, ']');
}

static size_t number_of_kind(const struct registers *registers,
			     const struct kind *kind)
{
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(registers)->schema, &n);

	return (size_t)(kind - kinds);
}

static void append_record(struct index *index, GString *out,
			  const struct record *record)
{
	const struct registers *registers = index->view->registers;

	g_string_append_printf(out, "[%zu,",
			       number_of_kind(registers, record->kind));
	append_string(out, record->id);
	g_string_append_c(out, ',');
	append_string(out, record->title);
	g_string_append_c(out, ',');
	append_text(index, out, record);
	g_string_append_c(out, ',');
	append_names(index, out, record);
	g_string_append_c(out, ',');
	append_labels(index, out, record);
	g_string_append_c(out, ']');
}

static void append_kinds(const struct index *index, GString *out)
{
	size_t n;
	const struct kind *kinds = schema_kinds(
		registers_library(index->view->registers)->schema, &n);

	for (size_t i = 0; i < n; i++) {
		g_string_append(out, i ? ",\n[" : "\n[");
		append_string(out, kinds[i].label);
		g_string_append_c(out, ',');
		append_string(out, kinds[i].folder ? kinds[i].folder : "");
		g_string_append_c(out, ']');
	}
}

/* References may lead forwards: all numbers are given first. */
static void number_records(const struct index *index)
{
	const struct registers *registers = index->view->registers;
	int n = 0;

	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		if (has_page(registers, record))
			g_hash_table_insert(index->records, (gpointer)record,
					    GINT_TO_POINTER(++n));
	}
}

static bool append_records(struct index *index, GString *out, GError **error)
{
	const struct registers *registers = index->view->registers;
	const char *before = "\n";

	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		if (!has_page(registers, record))
			continue;
		g_string_append(out, before);
		arena_empty(index->arena);
		append_record(index, out, record);
		before = ",\n";
		if (!page_flush(index->view, out, error))
			return false;
	}
	return true;
}

static bool write_index(const struct view *view, const struct page *page,
			GString *out, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GHashTable) records = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) labels =
		g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) in_order = g_ptr_array_new();
	struct index index = { view, arena, records, labels, in_order };

	(void)page;
	number_records(&index);
	g_string_append(out, "var gatehouseIndex = {\n\"kinds\": [");
	append_kinds(&index, out);
	g_string_append(out, "],\n\"records\": [");
	if (!append_records(&index, out, error))
		return false;
	g_string_append(out, "],\n\"labels\": [");
	for (guint i = 0; i < in_order->len; i++) {
		g_string_append(out, i ? ",\n" : "\n");
		append_string(out, g_ptr_array_index(in_order, i));
	}
	g_string_append(out, "]};\n");
	return true;
}

/* For a browser that runs no scripts: the registers to look through. */
static struct value *make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(view->registers)->schema, &n);

	(void)page;
	for (size_t i = 0; i < n; i++) {
		struct value *link;

		if (!kinds[i].folder)
			continue;
		link = value_map(view->arena);
		view_set_text(view, link, "label", kinds[i].plural);
		view_set_path(
			view, link, "url",
			arena_printf(view->arena, "%s.html", kinds[i].folder));
		value_push(view->arena, list, link);
	}
	value_set(view->arena, map, "registers", list);
	return map;
}

void page_search_plan(struct plan *plan)
{
	static const struct page pages[] = {
		{ .path = "search.html",
		  .template = "search",
		  .title = "Search",
		  .make = make },
		{ .path = "assets/search-index.js", .write = write_index },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		plan_add(plan, &pages[i]);
}
