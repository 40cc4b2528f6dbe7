/* SPDX-License-Identifier: MIT */
/* What errors in templates show, and templates made to take long. */
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/assets.h"
#include "site-gen/template.h"

#define SECONDS_MAX 10.0

/* What a faulty template says: sentence, line and mark. */
static char *message_of(const char *text)
{
	g_autoptr(GError) error = NULL;

	const char *const source[1][2] = { { "m", text } };

	g_assert_null(templates_new_from(source, 1, &error));
	return g_strdup(error->message);
}

static void test_excerpt(void)
{
	g_autofree char *blanks = g_strnfill(500, ' ');
	g_autofree char *long_line =
		g_strconcat("<p>", blanks, "{{/a}}", blanks, "\n", NULL);
	g_autofree char *start = message_of("{{/a}}");
	g_autofree char *wide = message_of("x\r\n\t\u00e9\u4e2d {{/a}}\r\nz");
	g_autofree char *cut = message_of(long_line);
	g_auto(GStrv) lines = g_strsplit(cut, "\n", -1);

	g_assert_cmpstr(start, ==,
			"templates/m.html:1:1: 'a' is closed but not open\n"
			"{{/a}}\n^");
	g_assert_cmpstr(wide, ==,
			"templates/m.html:2:5: 'a' is closed but not open\n"
			" \u00e9\u4e2d {{/a}}\n     ^");
	g_assert_cmpuint(g_strv_length(lines), ==, 3);
	g_assert_cmpuint(g_utf8_strlen(lines[1], -1), ==, 77);
	g_assert_cmpstr(strchr(lines[2], '^'), ==, "^");
	g_assert_true(g_str_has_prefix(
		g_utf8_offset_to_pointer(lines[1], strlen(lines[2]) - 1),
		"{{/a}}"));
}

/* Bytes that no template has, in a file. */
static void test_bytes(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *message;
	} cases[] = {
		{ "a\n\xc3\xa9\0{{b}}", 10,
		  "templates/zz.html:2:2: a NUL byte is not text: remove it" },
		{ "a\n\xc3\xa9\xe9", 5,
		  "templates/zz.html:2:2: this is not UTF-8: save the file in "
		  "that encoding" },
		{ NULL, (size_t)10 << 20,
		  "templates/zz.html:1:1: a template of 10485760 bytes is too "
		  "long: the limit is 1048576, so divide it into partials" },
	};
	g_autofree char *folder = g_dir_make_tmp("templates-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "zz.html", NULL);
	g_autoptr(Assets) assets = assets_new(NULL, folder);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *filler = g_strnfill(cases[i].len, 'x');
		g_autoptr(GError) error = NULL;

		g_assert_true(g_file_set_contents(
			path, cases[i].bytes ? cases[i].bytes : filler,
			(gssize)cases[i].len, NULL));
		g_assert_null(templates_new(assets, &error));
		g_assert_true(
			g_str_has_prefix(error->message, cases[i].message));
	}
	g_assert_cmpint(g_remove(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

/* "before0after…" with numbers from 0 to n - 1; owned by the caller. */
static char *numbered(const char *format, unsigned n, const char *begin,
		      const char *end)
{
	GString *text = g_string_new(begin);

	for (unsigned i = 0; i < n; i++) {
		g_autofree char *number = g_strdup_printf("%u", i);
		g_autofree char *part = NULL;
		g_auto(GStrv) pieces = g_strsplit(format, "#", -1);

		part = g_strjoinv(number, pieces);
		g_string_append(text, part);
	}
	g_string_append(text, end);
	return g_string_free(text, FALSE);
}

static void test_many_given(void)
{
	g_autofree char *given =
		numbered("{{$a#}}{{/a#}}", 257, "{{<p}}", "{{/p}}");
	g_autofree char *blocks = numbered("{{$a#}}{{/a#}}", 257, "", "");
	const char *const sources[2][2] = { { "m", given }, { "p", blocks } };
	g_autoptr(GError) error = NULL;

	g_assert_null(templates_new_from(sources, 2, &error));
	g_assert_nonnull(
		strstr(error->message, ": more than 256 blocks are given\n"));
}

/* Each parent is given another of many blocks, which must all be looked up. */
static void test_many_parents(void)
{
	g_autofree char *parents =
		numbered("{{<p}}{{$a#}}{{/a#}}{{/p}}", 30000, "", "");
	g_autofree char *blocks = numbered("{{$a#}}{{/a#}}", 40000, "", "");
	const char *const sources[2][2] = { { "m", parents }, { "p", blocks } };
	g_autoptr(GError) error = NULL;

	g_test_timer_start();
	templates_free(templates_new_from(sources, 2, &error));
	g_assert_no_error(error);
	g_assert_cmpfloat(g_test_timer_elapsed(), <, SECONDS_MAX);
}

static void check_long(const char *part)
{
	g_autoptr(GString) text = g_string_new(NULL);
	double took;

	while (text->len + strlen(part) <= 1 << 20)
		g_string_append(text, part);
	g_test_timer_start();
	templates_free(templates_new_from(
		(const char *const[1][2]){ { "m", text->str } }, 1, NULL));
	took = g_test_timer_elapsed();
	g_test_message("'%s': %.3f s", part, took);
	g_assert_cmpfloat(took, <, SECONDS_MAX);
}

/* A megabyte of one part; whatever is made of it is made soon. */
static void test_long(void)
{
	static const char *const parts[] = {
		"{{a}}",	"{{!",	      "{{#a}}{{/a}}", "{{>m}}",
		"{{$b}}{{/b}}", "  {{! }}\n", "<a ",	      "<a href=\"",
		"{{<m}}{{/m}}", "{{{",	      "<!--",	      "{{a.a.a.a}}",
		"\t",		"</p>",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		check_long(parts[i]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/template hostile/the line is shown with a mark",
			test_excerpt);
	g_test_add_func("/template hostile/files that are no text are refused",
			test_bytes);
	g_test_add_func("/template hostile/a parent takes at most 256 blocks",
			test_many_given);
	g_test_add_func("/template hostile/many parents are checked soon",
			test_many_parents);
	g_test_add_func("/template hostile/long templates are read soon",
			test_long);
	return g_test_run();
}
