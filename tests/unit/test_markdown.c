/* SPDX-License-Identifier: MIT */
/* Markdown as pages show it, and what becomes of hostile Markdown. */
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "site-gen/markdown.h"
#include "site-gen/value.h"

struct example {
	const char *name;
	const char *text;
	const char *expected; /* below headings of level 2 */
};

static const struct example examples[] = {
	{ "paragraphs have the class of body text", "a *b* **c** `d`\n\ne",
	  "<p class=\"govuk-body\">a <em>b</em> <strong>c</strong> "
	  "<code>d</code></p>\n<p class=\"govuk-body\">e</p>\n\n" },
	{ "bullets have their classes", "- a\n- b",
	  "<ul class=\"govuk-list govuk-list--bullet\"><li>a\n</li>\n"
	  "<li>b\n</li>\n</ul>\n\n" },
	{ "numbers have their classes and start", "3. a\n\n4. b",
	  "<ol class=\"govuk-list govuk-list--number\" start=\"3\">"
	  "<li><p class=\"govuk-body\">a</p>\n</li>\n"
	  "<li><p class=\"govuk-body\">b</p>\n</li>\n</ol>\n\n" },
	{ "headings follow each other without a gap",
	  "### a\n# b\n### c\n## d\n# e",
	  "<h2 class=\"govuk-heading-s\">a</h2>\n"
	  "<h2 class=\"govuk-heading-s\">b</h2>\n"
	  "<h3 class=\"govuk-heading-s\">c</h3>\n"
	  "<h3 class=\"govuk-heading-s\">d</h3>\n"
	  "<h2 class=\"govuk-heading-s\">e</h2>\n\n" },
	{ "headings end at the sixth level",
	  "# a\n## a\n### a\n#### a\n##### a\n###### a",
	  "<h2 class=\"govuk-heading-s\">a</h2>\n"
	  "<h3 class=\"govuk-heading-s\">a</h3>\n"
	  "<h4 class=\"govuk-heading-s\">a</h4>\n"
	  "<h5 class=\"govuk-heading-s\">a</h5>\n"
	  "<h6 class=\"govuk-heading-s\">a</h6>\n"
	  "<h6 class=\"govuk-heading-s\">a</h6>\n\n" },
	{ "quotes, code, breaks and rules are shown",
	  "> a\\\n> b\n\n    <c>\n\n---",
	  "<blockquote class=\"govuk-inset-text\"><p class=\"govuk-body\">a"
	  "<br>\nb</p>\n</blockquote>\n<pre><code>&lt;c&gt;\n</code></pre>"
	  "<hr class=\"govuk-section-break govuk-section-break--m "
	  "govuk-section-break--visible\">\n" },
	{ "links have their class", "[a](x.html \"t\") <https://b.example>",
	  "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"x.html\" "
	  "title=\"t\">a</a> <a class=\"govuk-link\" "
	  "href=\"https://b.example\">https://b.example</a></p>\n\n" },
	{ "a link without words shows its address", "[](x.html)",
	  "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"x.html\">"
	  "x.html</a></p>\n\n" },
	{ "images become links", "![*alt*](a.png) [![b](b.png)](c)",
	  "<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"a.png\">"
	  "<em>alt</em></a> <a class=\"govuk-link\" href=\"c\">b</a></p>\n\n" },
	{ "links that run code are words only",
	  "[a](javascript:alert%281%29) [b](<java\tscript:x>) "
	  "[c](data:text/html,x) [d](JAVASCRIPT:x) [e](&#106;avascript:x) "
	  "![f](vbscript:x) [g](//h.example)",
	  "<p class=\"govuk-body\">a b c d e f g</p>\n\n" },
	{ "HTML is shown as text", "<script>a</script>\n\nb <i onclick='x'>c",
	  "<p class=\"govuk-body\">&lt;script&gt;a&lt;/script&gt;\n</p>"
	  "<p class=\"govuk-body\">b &lt;i onclick=&#39;x&#39;&gt;c</p>\n\n" },
	{ "quotes are left as they are typed", "\"a\" -- 'b'...",
	  "<p class=\"govuk-body\">&quot;a&quot; -- &#39;b&#39;...</p>\n\n" },
	{ "bidirectional controls are dropped",
	  "a\xe2\x80\xae"
	  "b\xe2\x81\xa6"
	  "c\xd8\x9c `\xe2\x80\x8f` [d](\xe2\x80\xae.html)",
	  "<p class=\"govuk-body\">abc <code></code> d</p>\n\n" },
	{ "bytes that are not UTF-8 are replaced", "a\xff",
	  "<p class=\"govuk-body\">a\xef\xbf\xbd</p>\n\n" },
};

static void check_example(const void *data)
{
	const struct example *e = data;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const struct value *v = markdown_render(arena, e->text, 2, &error);

	g_assert_no_error(error);
	g_assert_cmpint(value_type(v), ==, VALUE_HTML);
	g_assert_cmpstr(value_bytes(v, NULL), ==, e->expected);
}

static void test_blank(void)
{
	g_autoptr(Arena) a = arena_new();

	g_assert_true(markdown_render(a, NULL, 2, NULL) == value_nothing());
	g_assert_true(markdown_render(a, " \n", 2, NULL) == value_nothing());
}

static void test_base(void)
{
	g_autoptr(Arena) a = arena_new();

	g_assert_cmpstr(value_bytes(markdown_render(a, "# a", 4, NULL), NULL),
			==, "<h4 class=\"govuk-heading-s\">a</h4>\n\n");
}

static void test_too_long(void)
{
	g_autoptr(Arena) a = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strnfill(10 * 1024 * 1024, 'a');

	g_assert_null(markdown_render(a, text, 2, &error));
	g_assert_cmpstr(error->message, ==,
			"text of 10485760 bytes is too long to show: the limit "
			"is 100000");
	g_assert_cmpstr(markdown_plain(a, text), ==, "");
	text[MARKDOWN_MAX] = '\0';
	g_assert_nonnull(markdown_render(a, text, 2, NULL));
}

/* Text of full length, made of one part over and over. */
static void test_hostile(void)
{
	static const char *const parts[] = {
		"> ",	     "- ",	 "*a **a ",   "![",   "[a](", "`",
		"<a ",	     "[",	 "\\",	      "&#",   "1. ",  "_ ",
		"# a\n\n> ", "**_",	 "![a](b",    "](b)", ">",    "[[a]",
		"<?",	     "<!A ",	 "<![CDATA[", "![l",  "a_",   "-\n",
		"> - ",	     "a\n===\n", "[a]: b\n",  "``` ", "<!--", "\t- ",
		"a@",	     "http://",	 "&amp;",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autoptr(Arena) a = arena_new();
		g_autoptr(GString) text = g_string_new(NULL);
		double took;

		while (text->len + strlen(parts[i]) <= MARKDOWN_MAX)
			g_string_append(text, parts[i]);
		g_test_timer_start();
		g_assert_nonnull(markdown_render(a, text->str, 2, NULL));
		took = g_test_timer_elapsed();
		g_test_message("'%s': %.3f s", parts[i], took);
		g_assert_cmpfloat(took, <, 10);
	}
}

/* A short name for a long address, used over and over. */
static void test_references(void)
{
	g_autoptr(Arena) a = arena_new();
	g_autofree char *address = g_strnfill(MARKDOWN_MAX / 2, 'x');
	g_autoptr(GString) text = g_string_new(NULL);
	const struct value *html;
	size_t len;

	g_string_printf(text, "[a]: /%s\n\n", address);
	while (text->len + 4 <= MARKDOWN_MAX)
		g_string_append(text, "[a] ");
	html = markdown_render(a, text->str, 2, NULL);
	g_assert_nonnull(html);
	value_bytes(html, &len);
	g_test_message("%zu bytes", len);
	g_assert_cmpuint(len, <, 20 * MARKDOWN_MAX);
}

static size_t count(const char *s, const char *part)
{
	size_t n = 0;

	while ((s = strstr(s, part))) {
		n++;
		s += strlen(part);
	}
	return n;
}

static void test_nesting(void)
{
	g_autoptr(Arena) a = arena_new();
	g_autofree char *text = g_strnfill(1001, '>');
	const char *html;

	text[1000] = 'x';
	html = value_bytes(markdown_render(a, text, 2, NULL), NULL);
	g_assert_cmpuint(count(html, "<blockquote"), ==, 31);
	g_assert_cmpuint(count(html, "</blockquote>"), ==, 31);
	g_assert_nonnull(strchr(html, 'x'));
}

static void test_plain(void)
{
	g_autoptr(Arena) a = arena_new();

	g_assert_cmpstr(markdown_plain(a, NULL), ==, "");
	g_assert_cmpstr(markdown_plain(a, "# only a heading"), ==, "");
	g_assert_cmpstr(markdown_plain(a, "# a\n\n*b* [c](d) <i>\n`e`\n\nf"),
			==, "b c <i> e");
	g_assert_cmpstr(markdown_plain(a, "a <!-- b\nc --> d"), ==,
			"a <!-- b c --> d");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(examples); i++) {
		g_autofree char *path =
			g_strdup_printf("/markdown/%s", examples[i].name);

		g_test_add_data_func(path, &examples[i], check_example);
	}
	g_test_add_func("/markdown/blank text is nothing", test_blank);
	g_test_add_func("/markdown/headings start where the page says",
			test_base);
	g_test_add_func("/markdown/ten megabytes are refused", test_too_long);
	g_test_add_func("/markdown/hostile text takes no longer than it should",
			test_hostile);
	g_test_add_func("/markdown/references do not make text grow without "
			"end",
			test_references);
	g_test_add_func("/markdown/deep nesting is made flat", test_nesting);
	g_test_add_func("/markdown/the first paragraph can be had as text",
			test_plain);
	return g_test_run();
}
