/* SPDX-License-Identifier: MIT */
/* The HTML writer: whatever goes in, what comes out is well-formed. */
#include <locale.h>

#include <glib.h>

#include "lib/arena.h"
#include "site-gen/html.h"
#include "site-gen/value.h"

static void test_elements(void)
{
	g_autoptr(Arena) a = arena_new();
	struct html *h = html_new(a);

	html_open(h, "svg");
	html_attr(h, "viewBox", "0 0 1 1");
	html_empty(h, "path");
	html_attr(h, "d", "M0 0");
	html_open(h, "g");
	html_close(h);
	html_close(h);
	html_empty(h, "br");
	html_open(h, "p");
	html_text(h, "a");
	html_close(h);
	html_empty(h, "hr");
	g_assert_cmpstr(value_bytes(html_value(h), NULL), ==,
			"<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/><g></g>"
			"</svg><br><p>a</p><hr>");
}

static void test_escapes(void)
{
	g_autoptr(Arena) a = arena_new();
	struct html *h = html_new(a);
	const struct value *v;

	html_open(h, "p");
	html_attr(h, "title", "\"'<>&\x01\xe2\x80\xae");
	html_attr(h, "lang", NULL);
	html_text(h, "</p><script>\x1b\"'&");
	html_close(h);
	v = html_value(h);
	g_assert_cmpint(value_type(v), ==, VALUE_HTML);
	g_assert_cmpstr(value_bytes(v, NULL), ==,
			"<p title=\"&quot;&#39;&lt;&gt;&amp;\">"
			"&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;</p>");
}

static void test_addresses(void)
{
	g_autoptr(Arena) a = arena_new();
	struct html *h = html_new(a);

	html_open(h, "a");
	html_attr(h, "href", "javascript:alert(1)");
	html_close(h);
	html_open(h, "a");
	html_attr(h, "href", "a b?c=1&d");
	html_close(h);
	g_assert_cmpstr(value_bytes(html_value(h), NULL), ==,
			"<a></a><a href=\"a%20b?c=1&amp;d\"></a>");
}

static const char *number(struct arena *a, double value)
{
	struct html *h = html_new(a);

	html_empty(h, "x");
	html_attr_number(h, "x", value);
	return value_bytes(html_value(h), NULL);
}

static void test_numbers(void)
{
	g_autoptr(Arena) a = arena_new();

	setlocale(LC_ALL, "");
	g_assert_cmpstr(number(a, 0), ==, "<x x=\"0\"/>");
	g_assert_cmpstr(number(a, -0.001), ==, "<x x=\"0\"/>");
	g_assert_cmpstr(number(a, 100), ==, "<x x=\"100\"/>");
	g_assert_cmpstr(number(a, 1.5), ==, "<x x=\"1.5\"/>");
	g_assert_cmpstr(number(a, -0.25), ==, "<x x=\"-0.25\"/>");
	g_assert_cmpstr(number(a, 2.0 / 3), ==, "<x x=\"0.67\"/>");
	g_assert_cmpstr(number(a, 123456789.125), ==,
			"<x x=\"123456789.13\"/>");
}

/* Each misuse ends the program, so it is tried in a process of its own. */
static void misuse(const void *data)
{
	const char *const *names = data;

	if (g_test_subprocess()) {
		g_autoptr(Arena) a = arena_new();
		struct html *h = html_new(a);

		html_open(h, names[0]);
		html_attr(h, names[1], "x");
		html_value(h);
		return;
	}
	g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_failed();
}

static const char *const misuses[][2] = {
	{ "p", "onclick" }, { "p", "STYLE" },	  { "p", "a b" },
	{ "p", "srcdoc" },  { "script", "type" }, { "p><b", "id" },
	{ "style", "id" },  { "p", "id" },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/html/elements are written and closed", test_elements);
	g_test_add_func("/html/text and attributes are escaped", test_escapes);
	g_test_add_func("/html/addresses are checked", test_addresses);
	g_test_add_func("/html/numbers have at most two decimals",
			test_numbers);
	for (size_t i = 0; i < G_N_ELEMENTS(misuses); i++) {
		g_autofree char *path =
			g_strdup_printf("/html/misuse %zu ends the program", i);

		g_test_add_data_func(path, misuses[i], misuse);
	}
	return g_test_run();
}
