/* SPDX-License-Identifier: MIT */
/* What templates refuse, with the place, and the limits they keep. */
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "site-gen/html.h"
#include "site-gen/template.h"
#include "site-gen/value.h"

/* The first source has the fault; message is what follows its folder. */
struct fault {
	const char *name;
	const char *sources[3][2];
	const char *message;
};

static struct templates *load(const struct fault *f, GError **error)
{
	size_t n = 0;

	while (n < G_N_ELEMENTS(f->sources) && f->sources[n][0])
		n++;
	return templates_new_from(f->sources, n, error);
}

/* The sentence, without the excerpt that follows it. */
static void assert_first_line(const GError *error, const char *expected)
{
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);

	g_assert_cmpuint(g_strv_length(lines), ==, 3);
	g_assert_cmpstr(lines[0], ==, expected);
}

static void check_message(const struct fault *f, const GError *error)
{
	g_autofree char *expected = g_strconcat("templates/", f->message, NULL);

	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
	assert_first_line(error, expected);
}

static void check_refused(const void *data)
{
	const struct fault *f = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) set = load(f, &error);

	g_assert_null(set);
	check_message(f, error);
}

static const struct value *fault_view(struct arena *a)
{
	struct value *view = value_map(a);
	struct value *person = value_map(a);
	struct html *html = html_new(a);

	html_empty(html, "br");
	value_set(a, person, "surname", value_text(a, "Lee"));
	value_set(a, view, "person", person);
	value_set(a, view, "food", value_text(a, "bread"));
	value_set(a, view, "yes", value_bool(true));
	value_set(a, view, "list", value_list(a));
	value_set(a, view, "html", html_value(html));
	return view;
}

static void check_unrendered(const void *data)
{
	const struct fault *f = data;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) out = g_string_new("kept");
	g_autoptr(Templates) set = load(f, &error);

	g_assert_no_error(error);
	g_assert_false(templates_render(set, f->sources[0][0],
					fault_view(arena), out, &error));
	check_message(f, error);
	g_assert_cmpstr(out->str, ==, "kept");
}

static const struct fault tags[] = {
	{ "a tag that does not end",
	  { { "m", "a\n é {{name" } },
	  "m.html:2:4: '{{' without '}}'" },
	{ "a tag without a name",
	  { { "m", "{{ }}" } },
	  "m.html:1:1: the tag has no name" },
	{ "a name with a blank in it",
	  { { "m", "{{a b}}" } },
	  "m.html:1:1: 'a b' is not a name" },
	{ "a dotted name with an empty part",
	  { { "m", "{{#a..b}}" } },
	  "m.html:1:1: 'a..b' is not a name" },
	{ "triple braces",
	  { { "m", "\n\n  {{{name}}}" } },
	  "m.html:3:3: there is no raw output: a value is escaped for its place, and '{{name}}' writes it" },
	{ "an ampersand",
	  { { "m", "{{& name}}" } },
	  "m.html:1:1: there is no raw output: a value is escaped for its place, and '{{name}}' writes it" },
	{ "other delimiters",
	  { { "m", "{{=<% %>=}}" } },
	  "m.html:1:1: delimiters cannot be changed: tags begin with '{{'" },
	{ "a section that is not closed",
	  { { "m", "a {{#b}} c\nd" } },
	  "m.html:1:3: 'b' is never closed" },
	{ "a section that is closed by another",
	  { { "m", "{{#a}}{{#b}}{{/a}}" } },
	  "m.html:1:13: 'a' is closed where 'b' is open: close 'b' first" },
	{ "a close without a section",
	  { { "m", "{{/a}}" } },
	  "m.html:1:1: 'a' is closed but not open" },
};

static const struct fault includes[] = {
	{ "a partial that is not there",
	  { { "m", "x\n{{>parts/tga}}" }, { "parts/tag", "" } },
	  "m.html:2:1: no template 'parts/tga'; did you mean 'parts/tag'?" },
	{ "a template that includes itself",
	  { { "m", "x {{>m}}" } },
	  "m.html:1:3: 'm' would include itself without end: only in a section, which steps down the data, can it do so" },
	{ "templates that include each other, also where nothing is shown",
	  { { "m", "{{>p}}" }, { "p", "{{^a}}{{<m}}{{/m}}{{/a}}" } },
	  "p.html:1:7: 'm' would include itself without end: only in a section, which steps down the data, can it do so" },
	{ "a block that the parent does not have",
	  { { "m", "{{<p}}{{$mian}}{{/mian}}{{/p}}" },
	    { "p", "{{>q}}" },
	    { "q", "{{$main}}{{/main}}" } },
	  "m.html:1:7: 'p' has no block 'mian'; did you mean 'main'?" },
	{ "a block that is given twice",
	  { { "m", "{{<p}}{{$a}}{{/a}}{{$a}}{{/a}}{{/p}}" },
	    { "p", "{{$a}}{{/a}}" } },
	  "m.html:1:19: block 'a' is given twice" },
	{ "a value in a parent outside its blocks",
	  { { "m", "{{<p}}{{a}}{{/p}}" }, { "p", "" } },
	  "m.html:1:7: only blocks can stand in a parent" },
	{ "a partial in an attribute",
	  { { "m", "<a class=\"{{>p}}\">" }, { "p", "" } },
	  "m.html:1:11: 'p' cannot stand in an attribute: partials and blocks stand in text" },
	{ "a block in a tag",
	  { { "m", "<a {{$b}}{{/b}}>" } },
	  "m.html:1:4: 'b' cannot stand in a tag: partials and blocks stand in text" },
};

static const struct fault places[] = {
	{ "a value in a script",
	  { { "m", "<script>\nx = {{a}}</script>" } },
	  "m.html:2:5: no value can stand in a script or style: put it into text or into a quoted attribute" },
	{ "a value in a style",
	  { { "m", "<STYLE>{{a}}</STYLE>" } },
	  "m.html:1:8: no value can stand in a script or style: put it into text or into a quoted attribute" },
	{ "a value in a comment",
	  { { "m", "<!-- {{a}} -->" } },
	  "m.html:1:6: no value can stand in a comment or declaration: remarks stand in '{{! }}'" },
	{ "a value in an event attribute",
	  { { "m", "<p onClick=\"f('{{a}}')\">" } },
	  "m.html:1:16: no value can stand in an event attribute: put it into a data attribute" },
	{ "a value in a style attribute",
	  { { "m", "<p style='color: {{a}}'>" } },
	  "m.html:1:18: no value can stand in a style attribute: choose a class instead" },
	{ "a value in a srcset",
	  { { "m", "<img srcset=\"{{a}}\">" } },
	  "m.html:1:14: no value can stand in this attribute, which holds markup or several addresses" },
	{ "a value as a tag's name",
	  { { "m", "<{{a}}>" } },
	  "m.html:1:2: no value can stand in a tag's name: write each tag out, in sections" },
	{ "a value in a tag's name",
	  { { "m", "<h{{a}}>" } },
	  "m.html:1:3: no value can stand in a tag's name: write each tag out, in sections" },
	{ "a value as an attribute's name",
	  { { "m", "<p {{a}}>" } },
	  "m.html:1:4: no value can stand in an attribute's name: write each attribute out, in sections" },
	{ "a value without quotes",
	  { { "m", "<p id={{a}}>" } },
	  "m.html:1:7: the attribute's value needs quotes around it" },
	{ "a value at the end of one without quotes",
	  { { "m", "<p id=a{{a}}>" } },
	  "m.html:1:8: the attribute's value needs quotes around it" },
	{ "a value after a scheme that runs code",
	  { { "m", "<a href=\"javascript:f({{a}})\">" } },
	  "m.html:1:23: no value can stand in an address that begins so: begin it with '/', '?', '#', 'https://' or a value that is an address" },
	{ "a value after a scheme that is written otherwise",
	  { { "m", "<a href=\"java&#115;cript:f({{a}})\">" } },
	  "m.html:1:28: no value can stand in an address that begins so: begin it with '/', '?', '#', 'https://' or a value that is an address" },
	{ "a value after half an address",
	  { { "m", "<a href=\"j{{a}}\">" } },
	  "m.html:1:11: the address before this value must go as far as '/', '?' or '#'" },
	{ "two values that begin an address",
	  { { "m", "<a href=\"{{a}}{{b}}\">" } },
	  "m.html:1:15: the address needs '/', '?' or '#' between these two values" },
	{ "a colon after a value that begins an address",
	  { { "m", "<a href=\"{{a}}:{{b}}\">" } },
	  "m.html:1:16: no value can stand in an address that begins so: begin it with '/', '?', '#', 'https://' or a value that is an address" },
};

static const struct fault markup[] = {
	{ "a section that ends elsewhere than it began",
	  { { "m", "{{#a}}<p {{/a}}>" } },
	  "m.html:1:10: 'a' begins in text and ends in a tag" },
	{ "a section that ends in another kind of attribute",
	  { { "m", "<a class=\"{{#a}}\" href=\"{{/a}}\">" } },
	  "m.html:1:25: 'a' begins in an attribute and ends in an attribute of another kind" },
	{ "a section in a script",
	  { { "m", "<script>{{#a}}</script>" } },
	  "m.html:1:9: no section can stand in a script or style" },
	{ "an attribute's name made of two sections",
	  { { "m", "<p{{#a}} on{{/a}}{{#b}}click='x'{{/b}}>" } },
	  "m.html:1:24: a blank is missing before this attribute" },
	{ "a block that is given and ends in a tag",
	  { { "m", "{{<p}}{{$a}}<b{{/a}}{{/p}}" }, { "p", "{{$a}}{{/a}}" } },
	  "m.html:1:15: 'a' begins in text and ends in a tag" },
	{ "a template that ends in a comment",
	  { { "m", "<!-- a" } },
	  "m.html:1:7: the template ends in a comment or declaration" },
	{ "a template that ends in a script",
	  { { "m", "<script>\n" } },
	  "m.html:2:1: the template ends in a script or style" },
	{ "a '<' that begins nothing",
	  { { "m", "5 < 6" } },
	  "m.html:1:4: '<' that begins no tag must be written '&lt;'" },
	{ "a tag in a title",
	  { { "m", "<title><a href=\"{{a}}\">" } },
	  "m.html:1:9: a tag cannot stand in a title, text area or style" },
	{ "a comment in a script",
	  { { "m", "<script><!-- <script>" } },
	  "m.html:1:10: what looks like a tag cannot stand in a script" },
	{ "an end tag of another kind in a script",
	  { { "m", "<svg><script></p></script>" } },
	  "m.html:1:17: what looks like a tag cannot stand in a script" },
	{ "a comment that browsers end sooner",
	  { { "m", "<!-- --!> <script> -->" } },
	  "m.html:1:8: '--!' cannot stand in a comment" },
	{ "a comment that ends as it begins, before a script",
	  { { "m", "<!--> <script> --> {{a}}</script>" } },
	  "m.html:1:20: no value can stand in a script or style: put it into text or into a quoted attribute" },
	{ "an end tag with attributes",
	  { { "m", "</a x=\">\">" } },
	  "m.html:1:6: an end tag takes no attributes" },
	{ "CDATA",
	  { { "m", "<![CDATA[" } },
	  "m.html:1:3: a CDATA section has no meaning in HTML" },
	{ "bytes that are not UTF-8",
	  { { "m", "\xff" } },
	  "m.html:1:1: this is not UTF-8: save the file in that encoding" },
};

static const struct fault values[] = {
	{ "a name that no map has",
	  { { "m", "\n<p>{{foo}}" } },
	  "m.html:2:4: no value 'foo' here; did you mean 'food'?" },
	{ "a name that is like no other",
	  { { "m", "{{#qqqqq}}{{/qqqqq}}" } },
	  "m.html:1:1: no value 'qqqqq' here; 'gatehouse explain --pages' lists what there is" },
	{ "a name in a partial that no map has",
	  { { "m", "{{>p}}" }, { "p", "x {{fod}}" } },
	  "p.html:1:3: no value 'fod' here; did you mean 'food'?" },
	{ "a name in a given block that no map has",
	  { { "m", "{{<p}}{{$a}}{{fod}}{{/a}}{{/p}}" },
	    { "p", "\n\n{{$a}}{{/a}}" } },
	  "m.html:1:13: no value 'fod' here; did you mean 'food'?" },
	{ "a part of a name that the map does not have",
	  { { "m", "{{person.surnam}}" } },
	  "m.html:1:1: no value 'surnam' in 'person'; did you mean 'surname'?" },
	{ "a part of what has no parts",
	  { { "m", "{{food.name}}" } },
	  "m.html:1:1: 'food' is text and has no 'name'" },
	{ "a yes or no as text",
	  { { "m", "{{yes}}" } },
	  "m.html:1:1: 'yes' is a yes or no, which cannot be written: it needs a section" },
	{ "a list as text",
	  { { "m", "{{list}}" } },
	  "m.html:1:1: 'list' is a list, which cannot be written: it needs a section" },
	{ "a map as text",
	  { { "m", "{{.}}" } },
	  "m.html:1:1: '.' is a map, which cannot be written: it needs a section" },
	{ "HTML in an attribute",
	  { { "m", "<p title=\"{{html}}\">" } },
	  "m.html:1:11: 'html' is HTML, which can only stand in the text of a page" },
	{ "HTML in a title",
	  { { "m", "<title>{{html}}</title>" } },
	  "m.html:1:8: 'html' is HTML, which can only stand in the text of a page" },
	{ "HTML in a title, given as a block",
	  { { "m", "{{<p}}{{$a}}{{html}}{{/a}}{{/p}}" },
	    { "p", "<title>{{$a}}{{/a}}</title>" } },
	  "m.html:1:13: 'html' is HTML, which can only stand in the text of a page" },
	{ "text where an address begins",
	  { { "m", "<a href=\"{{food}}\">" } },
	  "m.html:1:10: 'food' is text, where only an address can stand: begin with '/', '?' or '#', or use a value that is one" },
};

/* n times part, owned by the caller. */
static char *repeat(const char *part, size_t n)
{
	GString *s = g_string_new(NULL);

	while (n--)
		g_string_append(s, part);
	return g_string_free(s, FALSE);
}

static struct templates *load_one(const char *text, GError **error)
{
	const char *const source[1][2] = { { "m", text } };

	return templates_new_from(source, 1, error);
}

static void test_nesting(void)
{
	g_autofree char *open = repeat("{{#yes}}", 64);
	g_autofree char *close = repeat("{{/yes}}", 64);
	g_autofree char *deep = g_strconcat(open, "x", close, NULL);
	g_autofree char *deeper =
		g_strconcat("{{#yes}}", deep, "{{/yes}}", NULL);
	g_autofree char *deepest = repeat("{{#yes}}", 50000);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) set = load_one(deep, &error);

	g_assert_no_error(error);
	g_assert_true(
		templates_render(set, "m", fault_view(arena), out, &error));
	g_assert_cmpstr(out->str, ==, "x");
	g_assert_null(load_one(deeper, &error));
	assert_first_line(error,
			  "templates/m.html:1:513: more than 64 tags open");
	g_clear_error(&error);
	g_assert_null(load_one(deepest, &error));
	g_assert_nonnull(error);
}

static void test_recursion(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) set = load_one("x{{#yes}}{{>m}}{{/yes}}", &error);

	g_assert_no_error(error);
	g_assert_false(
		templates_render(set, "m", fault_view(arena), out, &error));
	assert_first_line(
		error,
		"templates/m.html:1:10: more than 64 templates within each other");
	g_assert_cmpuint(out->len, ==, 0);
}

/* 64 includes of 63 sections each would be more than the stack is for. */
static void test_depth(void)
{
	g_autofree char *open = repeat("{{#yes}}", 63);
	g_autofree char *close = repeat("{{/yes}}", 63);
	g_autofree char *text = g_strconcat(open, "{{>m}}", close, NULL);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) set = load_one(text, &error);

	g_assert_no_error(error);
	g_assert_false(
		templates_render(set, "m", fault_view(arena), out, &error));
	g_assert_nonnull(strstr(error->message,
				"more than 1024 tags within each other"));
}

static void test_output(void)
{
	g_autofree char *kilobyte = repeat("0123456789abcdef", 64);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) set =
		load_one("{{#rows}}{{text}}{{/rows}}", &error);
	struct value *view = value_map(arena);
	struct value *rows = value_list(arena);

	for (int i = 0; i <= 64 * 1024; i++)
		value_push(arena, rows, value_bool(true));
	value_set(arena, view, "rows", rows);
	value_set(arena, view, "text", value_text(arena, kilobyte));
	g_assert_false(templates_render(set, "m", view, out, &error));
	assert_first_line(
		error,
		"templates/m.html:1:10: the page grows beyond 67108864 bytes");
	g_assert_cmpuint(out->len, ==, 0);
}

/* Renders a set that another thread renders too; NULL if all was right. */
static void *render_often(void *set)
{
	for (int i = 0; i < 500; i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GString) out = g_string_new(NULL);

		if (!templates_render(set, "m", fault_view(arena), out, NULL) ||
		    !g_str_equal(out->str, "[  bread\n]"))
			return set;
	}
	return NULL;
}

static void test_threads(void)
{
	const char *const sources[2][2] = {
		{ "m", "[{{<p}}\n{{$a}}{{food}}\n{{/a}}{{/p}}]" },
		{ "p", "{{#person}}\n  {{$a}}{{/a}}{{/person}}" },
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) set = templates_new_from(sources, 2, &error);
	GThread *other;

	g_assert_no_error(error);
	other = g_thread_new("other", render_often, set);
	g_assert_null(render_often(set));
	g_assert_null(g_thread_join(other));
}

static void test_unknown(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	const char *const source[1][2] = { { "agreement", "" } };
	g_autoptr(Templates) set = templates_new_from(source, 1, &error);

	g_assert_false(templates_render(set, "agrement", fault_view(arena), out,
					&error));
	g_assert_cmpstr(error->message, ==,
			"no template 'agrement'; did you mean 'agreement'?");
}

static void add_all(const char *group, const struct fault *faults, size_t n,
		    GTestDataFunc check)
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *path =
			g_strdup_printf("/template errors/%s/%s is refused",
					group, faults[i].name);

		g_test_add_data_func(path, &faults[i], check);
	}
}

static void write_file(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void remove_file(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_cmpint(g_remove(path), ==, 0);
}

static void test_folder(void)
{
	g_autofree char *folder = g_dir_make_tmp("templates-XXXXXX", NULL);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Assets) assets = assets_new(NULL, folder);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) set = NULL;

	write_file(folder, "zz-page.html", "<p>{{>zz/part}}</p>");
	write_file(folder, "zz/part.html", "{{food}}");
	set = templates_new(assets, &error);
	g_assert_no_error(error);
	g_assert_true(templates_render(set, "zz-page", fault_view(arena), out,
				       &error));
	g_assert_cmpstr(out->str, ==, "<p>bread</p>");

	write_file(folder, "zz/part.html", "\n{{food");
	g_assert_null(templates_new(assets, &error));
	assert_first_line(error,
			  "templates/zz/part.html:2:1: '{{' without '}}'");
	remove_file(folder, "zz/part.html");
	remove_file(folder, "zz");
	remove_file(folder, "zz-page.html");
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_all("tags", tags, G_N_ELEMENTS(tags), check_refused);
	add_all("includes", includes, G_N_ELEMENTS(includes), check_refused);
	add_all("places", places, G_N_ELEMENTS(places), check_refused);
	add_all("markup", markup, G_N_ELEMENTS(markup), check_refused);
	add_all("values", values, G_N_ELEMENTS(values), check_unrendered);
	g_test_add_func("/template errors/more than 64 open tags are refused",
			test_nesting);
	g_test_add_func(
		"/template errors/a template that goes on including itself is stopped",
		test_recursion);
	g_test_add_func("/template errors/depth over many templates is bounded",
			test_depth);
	g_test_add_func("/template errors/a page beyond 64 MiB is refused",
			test_output);
	g_test_add_func("/template errors/two threads share a set",
			test_threads);
	g_test_add_func("/template errors/templates come from a folder",
			test_folder);
	g_test_add_func("/template errors/a page without a template is refused",
			test_unknown);
	return g_test_run();
}
