/* SPDX-License-Identifier: MIT */
/*
 * Reading files that are right and, above all, files that are wrong: each
 * fault gives one sentence with its line.
 */
#include "lib/xml.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

#define HEAD "<source xmlns='urn:gatehouse:1' id='a-source' version='1'>\n"

static struct library *library;

/* One reading; everything it gave. */
struct reading {
	struct arena *arena;
	struct diags *diags;
	struct node *root;
	bool is_valid;
};

static struct reading read_bytes(const char *bytes, size_t len)
{
	struct reading r = { .arena = arena_new(), .diags = diags_new() };
	struct xml_input input = {
		.path = "x.xml",
		.record = "x",
		.bytes = bytes,
		.len = len,
	};

	r.root = xml_read(library->xml, library->schema, r.arena, &input,
			  r.diags, &r.is_valid);
	return r;
}

static void reading_clear(struct reading *r)
{
	arena_free(r->arena);
	diags_free(r->diags);
}

/* The text gives exactly one finding, on that line, that says what. */
static void check_fault(const char *text, unsigned line, const char *what)
{
	struct reading r = read_bytes(text, strlen(text));

	g_assert_false(r.is_valid);
	g_assert_cmpuint(diags_len(r.diags), ==, 1);
	g_assert_cmpstr(diags_get(r.diags, 0)->rule, ==, "REG-02");
	g_assert_cmpuint(diags_get(r.diags, 0)->line, ==, line);
	g_assert_cmpstr(diags_get(r.diags, 0)->record, ==, "x");
	if (!strstr(diags_get(r.diags, 0)->message, what))
		g_error("'%s' does not say '%s'",
			diags_get(r.diags, 0)->message, what);
	reading_clear(&r);
}

static void a_record_becomes_a_tree_with_lines_and_fields(void)
{
	static const char text[] =
		HEAD "<title>  A   title </title>\n"
		     "<summary>\n    One\n\n      two\n  </summary>\n"
		     "<!-- a comment --><published>2014-11-30</published>\n"
		     "</source>";
	struct reading r = read_bytes(text, strlen(text));
	const struct node *title, *published;

	g_assert_cmpuint(diags_len(r.diags), ==, 0);
	g_assert_true(r.is_valid);
	title = node_child(r.root, "title");
	published = node_child(r.root, "published");
	g_assert_cmpstr(title->text, ==, "A title");
	g_assert_cmpuint(title->line, ==, 2);
	g_assert_cmpint(published->field->type, ==, FIELD_DATE);
	g_assert_cmpstr(node_attr(r.root, "id"), ==, "a-source");
	g_assert_cmpstr(node_value(r.root, "summary"), ==, "One\n\n  two");
	g_assert_true(published->parent == r.root);
	reading_clear(&r);
}

static void malformed_text_names_its_line(void)
{
	check_fault(HEAD "<title>A</titel>\n</source>", 2, "not well-formed");
	check_fault("", 1, "document is empty");
	check_fault("no markup", 1, "not well-formed");
}

static void a_doctype_is_refused_before_any_entity(void)
{
	check_fault("<!DOCTYPE source [<!ENTITY a 'b'>]>\n" HEAD
		    "<title>&a;</title></source>",
		    1, "<!DOCTYPE");
	check_fault("<!DOCTYPE a SYSTEM 'http://example.org/a.dtd'>\n" HEAD
		    "<title>A</title></source>",
		    1, "<!DOCTYPE");
}

static void undeclared_entities_are_not_well_formed(void)
{
	check_fault(HEAD "<title>&lol;</title></source>", 2, "lol");
}

static void bytes_that_are_no_text_are_refused(void)
{
	static const char nul[] = HEAD "<title>A\0B</title></source>";
	struct reading r = read_bytes(nul, sizeof(nul) - 1);

	g_assert_null(r.root);
	g_assert_cmpuint(diags_get(r.diags, 0)->line, ==, 2);
	g_assert_nonnull(strstr(diags_get(r.diags, 0)->message, "NUL"));
	reading_clear(&r);
	check_fault(HEAD "<title>caf\xe9</title></source>", 2, "UTF-8");
	check_fault("<?xml version='1.0' encoding='ISO-8859-1'?>" HEAD
		    "<title>A</title></source>",
		    1, "UTF-8");
}

static void a_file_past_the_limit_is_not_read(void)
{
	g_autofree char *big = g_malloc(XML_MAX_BYTES + 1u);
	struct reading r;

	memset(big, ' ', XML_MAX_BYTES + 1u);
	r = read_bytes(big, XML_MAX_BYTES + 1u);
	g_assert_null(r.root);
	g_assert_nonnull(strstr(diags_get(r.diags, 0)->message, "8 MiB"));
	reading_clear(&r);
}

static void elements_cannot_nest_without_end(void)
{
	static const unsigned depths[] = { 100, 100000 };

	for (size_t i = 0; i < G_N_ELEMENTS(depths); i++) {
		g_autoptr(GString) text = g_string_new(HEAD);
		struct reading r;

		for (unsigned d = 0; d < depths[i]; d++)
			g_string_append(text, "<a>");
		for (unsigned d = 0; d < depths[i]; d++)
			g_string_append(text, "</a>");
		g_string_append(text, "</source>");
		r = read_bytes(text->str, text->len);
		g_assert_null(r.root);
		g_assert_false(r.is_valid);
		g_assert_cmpuint(diags_len(r.diags), >, 0);
		reading_clear(&r);
	}
}

static void a_wrong_value_says_what_would_be_right(void)
{
	check_fault(HEAD "<title>A</title>\n<published>2021-02-31</published>"
			 "</source>",
		    3,
		    "'2021-02-31' in element 'published' is not right; "
		    "write a date");
	check_fault(HEAD "<title>A</title>\n<published>2021-02-03Z</published>"
			 "</source>",
		    3, "write a date");
	check_fault("<source xmlns='urn:gatehouse:1' id='A' version='1'>"
		    "<title>A</title></source>",
		    1, "small letters, digits and hyphens");
}

static void an_element_out_of_place_says_what_is_expected(void)
{
	check_fault(HEAD "<title>A</title>\n<colour>red</colour></source>", 3,
		    "element 'colour' is not expected here; expected");
	check_fault(HEAD "</source>", 1, "it needs 'title'");
}

static void another_namespace_is_no_record(void)
{
	check_fault("<source id='a-source' version='1'><title>A</title>"
		    "</source>",
		    1, "urn:gatehouse:1");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
	g_test_add_func("/xml/a record becomes a tree with lines and fields",
			a_record_becomes_a_tree_with_lines_and_fields);
	g_test_add_func("/xml/malformed text names its line",
			malformed_text_names_its_line);
	g_test_add_func("/xml/a doctype is refused before any entity",
			a_doctype_is_refused_before_any_entity);
	g_test_add_func("/xml/undeclared entities are not well-formed",
			undeclared_entities_are_not_well_formed);
	g_test_add_func("/xml/bytes that are no text are refused",
			bytes_that_are_no_text_are_refused);
	g_test_add_func("/xml/a file past the limit is not read",
			a_file_past_the_limit_is_not_read);
	g_test_add_func("/xml/elements cannot nest without end",
			elements_cannot_nest_without_end);
	g_test_add_func("/xml/a wrong value says what would be right",
			a_wrong_value_says_what_would_be_right);
	g_test_add_func("/xml/an element out of place says what is expected",
			an_element_out_of_place_says_what_is_expected);
	g_test_add_func("/xml/another namespace is no record",
			another_namespace_is_no_record);
	status = g_test_run();
	library_free(library);
	return status;
}
