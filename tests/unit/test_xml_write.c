/* SPDX-License-Identifier: MIT */
/*
 * What is written is read back as the same tree, whatever the text; and the
 * bytes are always the same.
 */
#include "lib/xml_write.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml.h"

static struct library *library;
static struct arena *arena;

static struct node *read_text(const char *text, bool *is_valid)
{
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = {
		.path = "x.xml",
		.bytes = text,
		.len = strlen(text),
	};

	return xml_read(library->xml, library->schema, arena, &input, diags,
			is_valid);
}

static void check_same(const struct node *a, const struct node *b)
{
	g_assert_cmpstr(a->name, ==, b->name);
	g_assert_cmpstr(a->text, ==, b->text);
	g_assert_true(a->field == b->field);
	g_assert_cmpuint(a->n_attrs, ==, b->n_attrs);
	for (unsigned i = 0; i < a->n_attrs; i++) {
		g_assert_cmpstr(a->attrs[i].name, ==, b->attrs[i].name);
		g_assert_cmpstr(a->attrs[i].value, ==, b->attrs[i].value);
	}
	a = a->child;
	b = b->child;
	for (; a && b; a = a->next, b = b->next)
		check_same(a, b);
	g_assert_true(!a && !b);
}

/* The tree comes back, and a second writing gives the first one's bytes. */
static void check_round(const struct node *root, bool is_valid)
{
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);
	const struct node *back;
	bool still_valid;

	xml_write(first, root);
	back = read_text(first->str, &still_valid);
	g_assert_nonnull(back);
	check_same(root, back);
	g_assert_cmpint(still_valid, ==, is_valid);
	xml_write(second, back);
	g_assert_cmpstr(first->str, ==, second->str);
}

/* A source with that summary, which is Markdown, and that title, a line. */
static void check_text(const char *summary, const char *title)
{
	const struct kind *kind = schema_kind(library->schema, "source");
	struct attr attrs[] = {
		{ "id", "a-source", field_attr(kind->root, "id") },
		{ "version", "1", field_attr(kind->root, "version") },
		{ "locator", title, field_attr(kind->root, "locator") },
	};
	struct node root = { .name = "source", .text = "" };
	struct node first = { .name = "title", .parent = &root };
	struct node second = { .name = "summary", .parent = &root };

	root.field = kind->root;
	root.child = &first;
	root.attrs = attrs;
	root.n_attrs = G_N_ELEMENTS(attrs);
	first.field = field_child(kind->root, "title");
	first.text = title;
	first.next = &second;
	second.field = field_child(kind->root, "summary");
	second.text = summary;
	check_round(&root, true);
}

static void marks_of_xml_come_back(void)
{
	check_text("a < b & c > d \" ' ]]> &amp; &#x3c; <!-- -->",
		   "< & > \" ' ]]> &lt; <?x?> <![CDATA[");
}

static void inner_blanks_of_markdown_come_back(void)
{
	check_text("x\n  y", "t");
	check_text("x\n    y\n\n    z", "t");
	check_text("* a\n  * b\n\n* c", "t");
	check_text("x\n\ty\n \t z", "t");
	check_text("x\n   \ny", "t");
	check_text("one line", "t");
	check_text("x  \ny  z", "t");
}

static void rare_characters_come_back(void)
{
	check_text("\xf0\x9f\x8f\xa0 \xe2\x80\xae right \xe2\x80\xac "
		   "\xc2\xa0 \xc2\x85 \xe2\x80\xa8 \xef\xbb\xbf end",
		   "\xe2\x81\xa6isolated\xe2\x81\xa9 \xf0\x90\x8d\x88");
	check_text("a\rb\r\nc", "t");
}

static void bidirectional_controls_are_seen_in_the_file(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct node node = { .name = "title", .text = "a\xe2\x80\xae\rb" };

	xml_write(out, &node);
	g_assert_cmpstr(out->str, ==,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<title xmlns=\"urn:gatehouse:1\">a&#x202E;&#xD;b"
			"</title>\n");
}

static void a_file_is_indented(void)
{
	static const char text[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<source xmlns=\"urn:gatehouse:1\" id=\"a-source\" "
		"version=\"1\">\n"
		"  <title>A title</title>\n"
		"  <summary>\n"
		"    One\n"
		"\n"
		"      two\n"
		"  </summary>\n"
		"  <review>\n"
		"    <next>2026-01-01</next>\n"
		"  </review>\n"
		"  <published evidence=\"not-stated\"/>\n"
		"</source>\n";
	g_autoptr(GString) out = g_string_new(NULL);
	bool is_valid;
	const struct node *root = read_text(text, &is_valid);

	g_assert_true(is_valid);
	xml_write(out, root);
	g_assert_cmpstr(out->str, ==, text);
}

static void every_record_of_the_example_comes_back(void)
{
	g_auto(GStrv) paths = assets_list(library->assets, "registers");
	size_t n = 0;

	for (char **path = paths; *path; path++) {
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *text = NULL;
		struct node *root;
		bool is_valid;

		if (!g_str_has_suffix(*path, ".xml"))
			continue;
		bytes = assets_load(library->assets, *path, NULL);
		text = g_strndup(g_bytes_get_data(bytes, NULL),
				 g_bytes_get_size(bytes));
		root = read_text(text, &is_valid);
		g_assert_nonnull(root);
		check_round(root, is_valid);
		n++;
	}
	g_assert_cmpuint(n, >, 50);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
	arena = arena_new();
	g_test_add_func("/xml-write/marks_of_xml_come_back",
			marks_of_xml_come_back);
	g_test_add_func("/xml-write/inner_blanks_of_markdown_come_back",
			inner_blanks_of_markdown_come_back);
	g_test_add_func("/xml-write/rare_characters_come_back",
			rare_characters_come_back);
	g_test_add_func(
		"/xml-write/bidirectional_controls_are_seen_in_the_file",
		bidirectional_controls_are_seen_in_the_file);
	g_test_add_func("/xml-write/a_file_is_indented", a_file_is_indented);
	g_test_add_func("/xml-write/every_record_of_the_example_comes_back",
			every_record_of_the_example_comes_back);
	status = g_test_run();
	arena_free(arena);
	library_free(library);
	return status;
}
