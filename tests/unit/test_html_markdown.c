/* SPDX-License-Identifier: MIT */
/* HTML as Markdown, and that it stays the same through HTML and back. */
#include <string.h>

#include <glib.h>

#include "lib/html_markdown.h"
#include "site-gen/markdown.h"

struct example {
	const char *name;
	const char *html;
	const char *expected;
	unsigned losses;
};

static const struct example examples[] = {
	{ "paragraphs and breaks", "<p>a\r\n b</p>c<br />d<br><br>e",
	  "a b\n\nc\\\nd\n\ne", 0 },
	{ "lists in lists",
	  "<ul>\n<li>a<ul><li>b</li></ul></li><li>c</li></ul>"
	  "<ol><li>x<li>y</ol>z",
	  "- a\n  - b\n- c\n\n1. x\n2. y\n\nz", 0 },
	{ "lists after lists are one", "<ul><li>a</ul><ul><li>b</ul>",
	  "- a\n- b", 0 },
	{ "items of several paragraphs",
	  "<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n2. c",
	  0 },
	{ "an item without a list", "<li>a</li>", "- a", 0 },
	{ "entities",
	  "&eacute;&nbsp;&#8217;&#x20AC;&#146;&amp;eacute; &bogus; &lt;b&gt;",
	  "\xc3\xa9 \xe2\x80\x99\xe2\x82\xac\xe2\x80\x99\\&eacute; \\&bogus; "
	  "\\<b>",
	  0 },
	{ "styles",
	  "<strong>a b </strong>c <em>d</em>, <b><i>e</i></b>; f<b>g</b>h",
	  "**a b** c *d*, ***e***; fgh", 0 },
	{ "fonts go", "<span style=\"color:red; x:'>'\">a</span>", "a", 0 },
	{ "headings", "<h1>a # b</h1>c<h5>d</h5>",
	  "#### a \\# b\n\nc\n\n##### d", 0 },
	{ "quotations", "<blockquote><p>a</p><p>b</p></blockquote>c",
	  "> a\n>\n> b\n\nc", 0 },
	{ "links", "<a href=\"https://x.example/a?b=1&amp;c=\xc3\xa9\">y</a>",
	  "[y](<https://x.example/a?b=1&c=%C3%A9>)", 0 },
	{ "other links", "<a href=\"javascript:alert(1)\">y</a>", "y",
	  HTML_LOST_LINK },
	{ "pictures", "<img src=x onerror=y alt=\"a plan\">", "a plan",
	  HTML_LOST_MEDIA },
	{ "scripts", "a<script>if (a < b) '<p>'</script>b<style>p{}</style>",
	  "ab", HTML_LOST_SCRIPT },
	{ "tables",
	  "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>",
	  "a | b\n\nc", HTML_LOST_TABLE },
	{ "comments", "a<!-- <b> -->b<!doctype html>", "ab", 0 },
	{ "open comments", "a<!-- b --> c<!-- d", "a c\\<!-- d", 0 },
	{ "no tags", "a < b <foo> <3 </> <b", "a < b \\<foo> \\<3 \\</> \\<b",
	  0 },
	{ "addresses", "<p>a <+b@c.example> <=</p>",
	  "a \\<+b@c.example> \\<=", 0 },
	{ "markup of Markdown",
	  "<p># a</p><p>- b</p><p>1. c</p><p>*d* _e_ f_g [h](i) `j` \\k</p>"
	  "<p>+<br>===<br>~~~<br>&gt; x</p>",
	  "\\# a\n\n\\- b\n\n1\\. c\n\n\\*d\\* \\_e\\_ f_g \\[h\\](i) \\`j\\` "
	  "\\\\k\n\n\\+\\\n\\===\\\n\\~~~\\\n\\> x",
	  0 },
	{ "control characters",
	  "a\x01"
	  "b&#8;",
	  "ab", HTML_LOST_CHARACTER },
	{ "nothing", " <p> <br> </p><ul></ul>&nbsp;", "", 0 },
};

static void test_example(const void *data)
{
	const struct example *example = data;
	unsigned losses = 0;
	g_autofree char *text =
		html_markdown(example->html, HTML_PAGE, &losses);

	g_assert_cmpstr(text, ==, example->expected);
	g_assert_cmpuint(losses, ==, example->losses);
}

static void test_forms(void)
{
	unsigned losses = 0;
	g_autofree char *lines =
		html_markdown("a\nb &amp; <b>c</b>\n\nd", HTML_LINES, &losses);
	g_autofree char *plain =
		html_markdown("a\nb &amp; <b>", HTML_NONE, &losses);

	g_assert_cmpstr(lines, ==, "a\\\nb & **c**\n\nd");
	g_assert_cmpstr(plain, ==, "a\\\nb \\&amp; \\<b>");
}

/* Deep and long input costs no more than its length. */
static void test_depth(void)
{
	g_autoptr(GString) html = g_string_new(NULL);
	g_autofree char *text = NULL;
	unsigned losses = 0;

	for (int i = 0; i < 100000; i++)
		g_string_append(html, "<ul><li><blockquote>");
	g_string_append_c(html, 'x');
	for (int i = 0; i < 100000; i++)
		g_string_append(html, "</blockquote></li></ul>");
	g_string_append(html, "<p>y</p>");
	text = html_markdown(html->str, HTML_PAGE, &losses);
	g_assert_true(g_str_has_suffix(text, "x\n\ny"));
}

static const char *const pieces[] = {
	"<p>",
	"</p>",
	"<ul>",
	"</ul>",
	"<ol>",
	"</ol>",
	"<li>",
	"</li>",
	"<br>",
	"a",
	"\xc3\xa9",
	" ",
	"<b>",
	"</b>",
	"<i>",
	"</i>",
	"<blockquote>",
	"</blockquote>",
	"<h3>",
	"</h3>",
	"*",
	"_",
	"\\",
	"&amp;",
	"&lt;",
	"&gt;",
	"[",
	"]",
	"(",
	"#",
	"-",
	"1. ",
	"`",
	"+ ",
	"=",
	"~",
	"\"",
	"\xe2\x82\xac",
	"!",
	"</a>",
	"<a href=\"http://a.example\">",
	"lt;",
	"&nbsp;",
	"\n",
	":",
	"<td>",
	"\xe2\x80\x9c",
	"'",
	"| ",
	"<pre>",
	"</pre>",
	"<hr>",
	"http://b.example",
};

static void test_stays(void)
{
	for (int n = 0; n < 20000; n++) {
		g_autoptr(GString) html = g_string_new(NULL);
		g_autofree char *first = NULL;
		g_autofree char *page = NULL;
		g_autofree char *again = NULL;
		unsigned losses = 0;
		int len = g_test_rand_int_range(1, 30);

		for (int i = 0; i < len; i++)
			g_string_append(html,
					pieces[g_test_rand_int_range(
						0, G_N_ELEMENTS(pieces))]);
		first = html_markdown(html->str, HTML_PAGE, &losses);
		page = markdown_html(first);
		losses = 0;
		again = html_markdown(page, HTML_PAGE, &losses);
		if (strcmp(first, again) != 0)
			g_test_message("%s\n-> %s\n-> %s", html->str, first,
				       page);
		g_assert_cmpstr(again, ==, first);
		g_assert_cmpuint(losses, ==, 0);
	}
}

static void test_text_of_html(void)
{
	g_autofree char *html =
		markdown_html("<script>x</script>\n\na <b>b</b> "
			      "[c](javascript:d)");

	g_assert_cmpstr(html, ==,
			"<p>&lt;script&gt;x&lt;/script&gt;\n</p>\n"
			"<p>a &lt;b&gt;b&lt;/b&gt; <a href=\"\">c</a></p>\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(examples); i++) {
		g_autofree char *path =
			g_strdup_printf("/html-markdown/%s", examples[i].name);

		g_test_add_data_func(path, &examples[i], test_example);
	}
	g_test_add_func("/html-markdown/other forms", test_forms);
	g_test_add_func("/html-markdown/depth", test_depth);
	g_test_add_func("/html-markdown/stays the same", test_stays);
	g_test_add_func("/html-markdown/HTML in Markdown is text",
			test_text_of_html);
	return g_test_run();
}
