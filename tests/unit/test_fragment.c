/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <time.h>

#include <glib.h>

#include "site-gen/fragment.h"

static bool has(const void *data, const char *path)
{
	(void)data;
	return strcmp(path, "agreements/leeds.html") == 0 ||
	       strcmp(path, "agreements/leeds.history.html") == 0 ||
	       strcmp(path, "gateways/s115.html") == 0 ||
	       strcmp(path, "index.html") == 0 ||
	       strcmp(path, "file.html") == 0 || strcmp(path, "due.html") == 0;
}

static struct fragment leeds(const char *base)
{
	return (struct fragment){
		.path = "agreements/leeds.html",
		.has = has,
		.base = base,
	};
}

/* What becomes of content that stands in the <main> of the page. */
static char *take(const struct fragment *fragment, const char *content)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *html = g_strconcat(
		"<!DOCTYPE html><html><head><title>x</title>"
		"<link rel=\"stylesheet\" href=\"../a.css\"></head><body>"
		"<a id=\"skip\" href=\"#main\">Skip</a><main id=\"main\">",
		content, "</main><footer id=\"end\">f</footer></body></html>",
		NULL);
	GString *out = g_string_new(NULL);

	fragment_take(fragment, html, strlen(html), out, &error);
	g_assert_no_error(error);
	return g_string_free(out, FALSE);
}

static void assert_based(const char *base, const char *content,
			 const char *wanted)
{
	struct fragment fragment = leeds(base);
	g_autofree char *got = take(&fragment, content);

	g_assert_cmpstr(got, ==, wanted);
}

static void assert_becomes(const char *content, const char *wanted)
{
	assert_based(NULL, content, wanted);
}

static void assert_refused(const char *html, const char *pattern)
{
	struct fragment fragment = leeds(NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	g_assert_false(
		fragment_take(&fragment, html, strlen(html), out, &error));
	g_assert_nonnull(error);
	if (!strstr(error->message, pattern))
		g_error("'%s' does not say '%s'", error->message, pattern);
}

static void test_main_alone(void)
{
	assert_becomes("<p class=\"x\">a &amp; b</p>",
		       "<p class=\"x\">a &amp; b</p>");
	assert_becomes("<br><hr/><p hidden>a</p>", "<br><hr/><p hidden>a</p>");
	assert_becomes("<!-- <main> -->a < b", "a &lt; b");
	assert_becomes("<p title='say \"so\"'>a</p>",
		       "<p title=\"say &quot;so&quot;\">a</p>");
	assert_refused("<body><p>a</p></body>", "no <main>");
	assert_refused("<main>a</main><main>b</main>", "more than one <main>");
	assert_refused("<main>a", "no <main> with an end");
	assert_refused("</main>", "ends nothing");
}

static void test_headings(void)
{
	assert_becomes("<h1 id=\"a\">A</h1><h5>B</h5><h6>C</h6>",
		       "<h2 id=\"agreements/leeds:a\">A</h2><h6>B</h6>"
		       "<h6>C</h6>");
	assert_becomes("<header><hr></header>", "<header><hr></header>");
}

static void test_ids(void)
{
	assert_becomes(
		"<th id=\"h\"></th><td headers=\"h  k\"></td>"
		"<svg aria-labelledby=\"t d\"><title id=\"t\">x</title></svg>",
		"<th id=\"agreements/leeds:h\"></th>"
		"<td headers=\"agreements/leeds:h  agreements/leeds:k\"></td>"
		"<svg aria-labelledby=\"agreements/leeds:t "
		"agreements/leeds:d\">"
		"<title id=\"agreements/leeds:t\">x</title></svg>");
	assert_becomes("<details name=\"one\"></details>",
		       "<details name=\"agreements/leeds:one\"></details>");
	assert_becomes("<path marker-end=\"url(#arrow)\" fill=\"none\"/>",
		       "<path marker-end=\"url(#agreements/leeds:arrow)\" "
		       "fill=\"none\"/>");
	assert_becomes("<use href=\"#box\"/>",
		       "<use href=\"#agreements/leeds:box\"/>");
}

static void test_links_within(void)
{
	static const char *const cases[][2] = {
		{ "#flows", "#agreements/leeds:flows" },
		{ "", "#agreements/leeds" },
		{ "leeds.html", "#agreements/leeds" },
		{ "leeds.html#flows", "#agreements/leeds:flows" },
		{ "leeds.history.html", "#agreements/leeds.history" },
		{ "../gateways/s115.html#part-v1", "#gateways/s115:part-v1" },
		{ "../", "#index" },
		{ ".././due.html", "#due" },
		{ "../due.html?x=1&amp;y=&#39;#soon", "#due:soon" },
		{ "../due.html#status=active", "#due" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *content = g_strdup_printf(
			"<a class=\"l\" href=\"%s\">x</a>", cases[i][0]);
		g_autofree char *wanted = g_strdup_printf(
			"<a class=\"l\" href=\"%s\">x</a>", cases[i][1]);

		assert_becomes(content, wanted);
	}
}

static void test_links_outside(void)
{
	assert_becomes("<a href=\"https://a.example/?b&amp;c#d\">x</a>",
		       "<a href=\"https://a.example/?b&amp;c#d\">x</a>");
	assert_becomes("<a href=\"mailto:a@b.example\">x</a>",
		       "<a href=\"mailto:a@b.example\">x</a>");
}

/* A page that is not in the file: text, or a link to where it is. */
static void test_links_elsewhere(void)
{
	static const char *const dead[] = {
		"../rules.html#r",	   "../../x.html",   "/due.html",
		"//host.example/due.html", "javascript:x()", "due.html",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(dead); i++) {
		g_autofree char *content = g_strdup_printf(
			"<a id=\"i\" class=\"govuk-link\" rel=\"next\" "
			"aria-label=\"More\" href=\"%s\">x</a>",
			dead[i]);

		assert_becomes(content, "<a id=\"agreements/leeds:i\">x</a>");
	}
	assert_based("https://a.example/s/",
		     "<a class=\"l\" href=\"../rules.html?a&amp;b#r\">x</a>",
		     "<a class=\"l\" "
		     "href=\"https://a.example/s/rules.html?a&amp;b#r\">x</a>");
	assert_based("https://a.example/s/", "<a href=\"due.html\">x</a>",
		     "<a href=\"https://a.example/s/agreements/due.html\">x"
		     "</a>");
	assert_based("https://a.example/s/", "<a href=\"../../x.html\">x</a>",
		     "<a>x</a>");
	assert_becomes("<blockquote class=\"q\" cite=\"../x.html\">x"
		       "</blockquote>",
		       "<blockquote class=\"q\">x</blockquote>");
}

/* An address cannot get out of its attribute on the way. */
static void test_escaping(void)
{
	assert_becomes("<a href=\"#&quot;&gt;&lt;script&gt;\">x</a>",
		       "<a href=\"#agreements/leeds:&quot;&gt;&lt;script&gt;\">"
		       "x</a>");
	assert_refused("<main><a href=\"java&#115;cript:x()\">x</a></main>",
		       "character reference");
}

static void test_scripts_left_out(void)
{
	assert_becomes("<p data-keys=\"a\">a</p><script>if (a </b/) "
		       "\"<main>\";</script>b",
		       "<p>a</p>b");
	assert_becomes("<template id=\"t\"><template><!-- </template> --></"
		       "template><script></template></script><p>x</p>"
		       "</template>b",
		       "b");
	assert_refused("<main><template><p>x</p></main>", "</template>");
	assert_refused("<main><script>x</main>", "missing");
}

static void test_refused(void)
{
	static const char *const cases[][2] = {
		{ "<iframe src=\"x\"></iframe>", "<iframe>" },
		{ "<link href=\"x\">", "<link>" },
		{ "<STYLE>p{}</STYLE>", "<STYLE>" },
		{ "<noscript>x</noscript>", "<noscript>" },
		{ "<meta name=\"x\">", "<meta>" },
		{ "<img src=\"../a.png\">", "'src'" },
		{ "<img srcset=\"a.png 2x\">", "'srcset'" },
		{ "<p style=\"color:red\">", "'style'" },
		{ "<p onclick=\"x()\">", "'onclick'" },
		{ "<p class=\"a", "does not end" },
		{ "<p =\"a\">", "no name" },
		{ "<!-- a", "'-->' is missing" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *html =
			g_strconcat("<main>", cases[i][0], "</main>", NULL);

		assert_refused(html, cases[i][1]);
	}
	assert_becomes("<img src=\"data:image/png;base64,AA==\">",
		       "<img src=\"data:image/png;base64,AA==\">");
}

static void test_frame(void)
{
	static const char html[] =
		"<!DOCTYPE html>\n<html lang=\"en-GB\"><head>"
		"<meta name=\"viewport\"><title>T &amp; t</title></head><body>"
		"<a href=\"#main\">Skip</a><main id=\"main\"><h1>T</h1>"
		"<a href=\"agreements/leeds.html\">L</a></main>"
		"<p id=\"p\">after</p></body></html>";
	struct fragment fragment = { .path = "file.html", .has = has };
	g_autoptr(GString) before = g_string_new(NULL);
	g_autoptr(GString) after = g_string_new(NULL);
	const struct fragment_frame frame = {
		.head_begin = "<BEGIN>",
		.head_end = "<END>",
		.before = before,
		.after = after,
	};
	g_autoptr(GError) error = NULL;

	fragment_frame(&fragment, html, strlen(html), &frame, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(before->str, ==,
			"<!DOCTYPE html>\n<html lang=\"en-GB\"><head><BEGIN>"
			"<meta name=\"viewport\"><title>T &amp; t</title>"
			"<END></head><body><a href=\"#file:main\">Skip</a>"
			"<main id=\"file:main\"><h1>T</h1>"
			"<a href=\"#agreements/leeds\">L</a>");
	g_assert_cmpstr(after->str, ==,
			"</main><p id=\"file:p\">after</p></body></html>");
}

/* Ten times the text takes ten times as long, or near it. */
static void test_linear(void)
{
	struct fragment fragment = leeds(NULL);
	clock_t took[2];

	for (int i = 0; i < 2; i++) {
		g_autoptr(GString) html = g_string_new("<main>");
		g_autoptr(GString) out = g_string_new(NULL);
		clock_t start;

		for (int k = 0; k < (i ? 40000 : 4000); k++)
			g_string_append(html, "<p id=\"a\">url(#<a href=\""
					      "../due.html#x\">b</a> &lt;</p>");
		g_string_append(html, "</main>");
		start = clock();
		g_assert_true(fragment_take(&fragment, html->str, html->len,
					    out, NULL));
		took[i] = clock() - start;
	}
	g_assert_cmpint(took[1], <, 40 * took[0] + CLOCKS_PER_SEC / 5);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fragment/main", test_main_alone);
	g_test_add_func("/fragment/headings", test_headings);
	g_test_add_func("/fragment/ids", test_ids);
	g_test_add_func("/fragment/links-within", test_links_within);
	g_test_add_func("/fragment/links-outside", test_links_outside);
	g_test_add_func("/fragment/links-elsewhere", test_links_elsewhere);
	g_test_add_func("/fragment/escaping", test_escaping);
	g_test_add_func("/fragment/scripts", test_scripts_left_out);
	g_test_add_func("/fragment/refused", test_refused);
	g_test_add_func("/fragment/frame", test_frame);
	g_test_add_func("/fragment/linear", test_linear);
	return g_test_run();
}
