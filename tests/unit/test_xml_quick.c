/* SPDX-License-Identifier: MIT */
/*
 * What is read quickly is read as libxml2 reads it: the two are asked of the
 * same texts, sound, odd and broken by chance.
 */
#include "lib/xml_quick.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/xml.h"

#define NS "xmlns='urn:gatehouse:1'"
#define G "xmlns:g='urn:gatehouse:schema:1'"
#define X "xmlns:x='http://www.w3.org/2001/XMLSchema'"
#define MUTATIONS 4000

static struct library *library;

static void check_same(const struct node *a, const struct node *b)
{
	const struct node *x, *y;

	g_assert_cmpstr(a->name, ==, b->name);
	g_assert_cmpstr(a->text, ==, b->text);
	g_assert_cmpuint(a->line, ==, b->line);
	g_assert_true(a->field == b->field);
	g_assert_cmpuint(a->n_attrs, ==, b->n_attrs);
	for (unsigned i = 0; i < a->n_attrs; i++) {
		g_assert_cmpstr(a->attrs[i].name, ==, b->attrs[i].name);
		g_assert_cmpstr(a->attrs[i].value, ==, b->attrs[i].value);
		g_assert_true(a->attrs[i].field == b->attrs[i].field);
	}
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next) {
		g_assert_true(x->parent == a && y->parent == b);
		check_same(x, y);
	}
	g_assert_true(!x && !y);
}

/* Whether it was read quickly; if so, libxml2 has to agree. */
static bool check(const char *bytes, size_t len)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	const struct xml_input input = { .path = "x.xml",
					 .bytes = bytes,
					 .len = len };
	bool fits, is_valid;
	const struct node *quick =
		xml_quick_read(library->schema, arena, &input, &fits);
	const struct node *slow;

	if (!quick)
		return false;
	slow = xml_read_slowly(library->xml, library->schema, arena, &input,
			       diags, &is_valid);
	if (!slow)
		g_error("read, but not sound: %.*s", (int)len, bytes);
	check_same(quick, slow);
	g_assert_true(is_valid || !fits);
	return true;
}

/* The number of files of that sort in the folder, which are all plain. */
static size_t count_alike(const char *folder, const char *suffix)
{
	g_auto(GStrv) paths = assets_list(library->assets, folder);
	size_t n = 0;

	for (char **path = paths; *path; path++) {
		g_autoptr(GBytes) bytes = NULL;
		gsize len;
		const char *data;

		if (!g_str_has_suffix(*path, suffix))
			continue;
		bytes = assets_load(library->assets, *path, NULL);
		data = g_bytes_get_data(bytes, &len);
		if (!check(data, len))
			g_error("%s is not read quickly", *path);
		n++;
	}
	return n;
}

static void examples_are_read_quickly_and_alike(void)
{
	g_assert_cmpuint(count_alike("registers", ".xml"), >, 50);
}

static void our_own_files_are_read_quickly_and_alike(void)
{
	g_assert_cmpuint(count_alike("schemas", ".xml"), >, 50);
	g_assert_cmpuint(count_alike("schemas", ".xsd"), >, 15);
}

static void plain_texts_are_read_alike(void)
{
	static const char *const texts[] = {
		"<source " NS "/>",
		"<source " NS " />\n<!-- the end -->\n",
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a -->\n\n"
		"<source\n\t" NS
		"\n\tid='a'><title\n> a \n b </title ></source>",
		"<source " NS "><!-- a\nb --><title>x</title><!----></source>",
		"<source " NS " id='&lt;&amp;&gt;&quot;&apos; a\n b'>"
		"<title>&amp;&amp;lt; > ' \" &gt;</title></source>",
		"<source " NS "><title>  </title><note></note><note/></source>",
		"<unknown " NS "><a.b-c_1 d='e'>f<!----></a.b-c_1></unknown>",
		"<barrier " NS "><summary>\n\n  # A\n\n    b\n  c\n</summary>"
		"</barrier>",
		"<source " NS "><title>\xC3\xA9\xE2\x80\x93\xEF\xBF\xBD</title>"
		"</source>",
		"<g:source " G "><g:title g=''>a</g:title></g:source>",
		"<source " G " " NS " " X "><x:title/><g:title/></source>",
		"<source " NS " xml:lang='en'><title>a</title></source>",
	};
	size_t n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		n += check(texts[i], strlen(texts[i]));
	g_assert_cmpuint(n, ==, G_N_ELEMENTS(texts) - 1); /* one comment */
}

static void what_is_not_plain_is_left_to_libxml2(void)
{
	static const char *const texts[] = {
		"",
		"<source/",
		" <?xml version='1.0'?><source " NS "/>",
		"<?xml version='1.0'?><source " NS "/>",
		"<?a b?><source " NS "/>",
		"<!DOCTYPE source><source " NS "/>",
		"\xEF\xBB\xBF<source " NS "/>",
		"<source xmlns='urn:other'/>",
		"<source " NS "/><source " NS "/>",
		"<source " NS "></sourc></source>",
		"<source " NS "></sources>",
		"<source " NS " id='a' id='b'/>",
		"<source " NS " id='a'version='b'/>",
		"<source " NS " id=a/>",
		"<source " NS " id = 'a'/>",
		"<source " NS " id='<'/>",
		"<source " NS " id='&#65;'/>",
		"<source " NS " id='&a;'/>",
		"<source " NS " xml:id='a'/>",
		"<x:source " NS "/>",
		"<x:source " G "/>",
		"<gg:source " G "/>",
		"<:source " G "/>",
		"<g:source " G "></source>",
		"<g:source " G "></g:sources>",
		"<g:1 " G "/>",
		"<g:source " G " " G "/>",
		"<source " G " g:id='a'/>",
		"<source " NS " g:id='a'/>",
		"<source " NS "><title " G "/></source>",
		"<source " NS " xml:lang='a' xml:lang='a'/>",
		"<source " NS " xml:space='preserve'/>",
		"<source " NS " xmlns:xml='urn:gatehouse:1'/>",
		"<source " NS " xmlns:a='urn:other'/>",
		"<source " NS " xmlns:a=''/>",
		"<xml:source " NS "/>",
		"<source " NS "><title>a\rb</title></source>",
		"<source " NS "><title>a\x01"
		"b</title></source>",
		"<source " NS "><title>a\xFF"
		"b</title></source>",
		"<source " NS "><title>\xEF\xBF\xBF</title></source>",
		"<source " NS "><title>a]]>b</title></source>",
		"<source " NS "><title><![CDATA[a]]></title></source>",
		"<source " NS "><title>a<!-- b -->c</title></source>",
		"<source " NS "><title>a</title>b</source>",
		"<source " NS "><!-- a -- b --><title>a</title></source>",
		"<source " NS "><!-- a ---></source>",
		"<source " NS "><title>a & b</title></source>",
		"<source " NS "><1/></source>",
		"<source " NS "/ >",
		"<source " NS "></source>a",
		"<source " NS "></source",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (check(texts[i], strlen(texts[i])))
			g_error("read quickly: %s", texts[i]);
	g_assert_false(check("<source " NS "/>\0", 33 + 1));
}

/* As deep as xml.c reads, and one deeper. */
static void depth_is_limited(void)
{
	for (unsigned depth = XML_MAX_DEPTH; depth <= XML_MAX_DEPTH + 1;
	     depth++) {
		g_autoptr(GString) text = g_string_new("<source " NS ">");

		for (unsigned i = 1; i < depth; i++)
			g_string_append(text, "<a>");
		for (unsigned i = 1; i < depth; i++)
			g_string_append(text, "</a>");
		g_string_append(text, "</source>");
		g_assert_cmpint(check(text->str, text->len), ==,
				depth == XML_MAX_DEPTH);
	}
}

/* Letters of the text itself break it best. */
static void break_by_chance(const char *text)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	gint32 len = (gint32)strlen(text);
	size_t n = 0;

	for (size_t i = 0; i < MUTATIONS; i++) {
		g_autoptr(GString) own = g_string_new(text);

		for (gint32 k = g_rand_int_range(random, 1, 4); k > 0; k--) {
			gint32 at = g_rand_int_range(random, 0, len);
			gint32 from = g_rand_int_range(random, 0, len);

			if (g_rand_boolean(random))
				own->str[at] = text[from];
			else
				g_string_insert_c(own, at, text[from]);
		}
		n += check(own->str, own->len);
	}
	g_assert_cmpuint(n, >, MUTATIONS / 20);
	g_assert_cmpuint(n, <, MUTATIONS);
}

static void texts_broken_by_chance_are_read_alike(void)
{
	break_by_chance(
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<!-- a --><source xmlns=\"urn:gatehouse:1\" id='a-b'>\n"
		"  <title source=\"a\" evidence='stated'>A &amp; B</title>\n"
		"  <!-- b -->\n  <note/>\n  <a><b>c \xC3\xA9</b></a>\n"
		"</source>\n");
}

static void prefixes_broken_by_chance_are_read_alike(void)
{
	break_by_chance(
		"<g:s " G " " X "><x:a g='x' xml:lang='g'>\n"
		"<g:x/><x:g x='s'>a x s g, and more words</x:g><b a='' g=''/></x:a>\n"
		"</g:s>\n");
}

#define TEST(name) g_test_add_func("/xml-quick/" #name, name)

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	TEST(examples_are_read_quickly_and_alike);
	TEST(our_own_files_are_read_quickly_and_alike);
	TEST(plain_texts_are_read_alike);
	TEST(what_is_not_plain_is_left_to_libxml2);
	TEST(depth_is_limited);
	TEST(texts_broken_by_chance_are_read_alike);
	TEST(prefixes_broken_by_chance_are_read_alike);
	status = g_test_run();
	library_free(library);
	return status;
}
