/* SPDX-License-Identifier: MIT */
/*
 * What is said to fit the schema fits it for libxml2 as well: asked of all
 * examples, as they are and changed by chance, and of schemas that ask for more
 * than the fields know.
 */
#include "lib/xml_fit.h"

#include <string.h>

#include <glib/gstdio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/registers.h"
#include "lib/xml.h"
#include "lib/xml_quick.h"

#define MUTATIONS 2500

static struct library *library;

/* Whether it is seen to fit, which libxml2 has to say too. */
static bool check(const struct library *with, const char *text)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	const struct xml_input input = { .path = "x.xml",
					 .bytes = text,
					 .len = strlen(text) };
	bool fits, is_valid;

	xml_quick_read(with->schema, arena, &input, &fits);
	if (!fits)
		return false;
	xml_read_slowly(with->xml, with->schema, arena, &input, diags,
			&is_valid);
	if (!is_valid)
		g_error("%s: %s", diags_get(diags, 0)->message, text);
	return true;
}

/* The texts of all records and settings of the examples. */
static GPtrArray *read_examples(void)
{
	g_auto(GStrv) paths = assets_list(library->assets, "registers");
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

	for (char **path = paths; *path; path++) {
		g_autoptr(GBytes) bytes = NULL;
		gsize len;
		const char *data;

		if (!g_str_has_suffix(*path, ".xml") ||
		    strstr(*path, "/codes/"))
			continue;
		bytes = assets_load(library->assets, *path, NULL);
		data = g_bytes_get_data(bytes, &len);
		if (strstr(data, "<history"))
			continue;
		g_ptr_array_add(texts, g_strndup(data, len));
	}
	return texts;
}

static void examples_fit(void)
{
	g_autoptr(GPtrArray) texts = read_examples();

	g_assert_cmpuint(texts->len, >, 50);
	for (guint i = 0; i < texts->len; i++) {
		if (!check(library, texts->pdata[i]))
			g_error("not seen to fit: %s", (char *)texts->pdata[i]);
	}
}

static const char *any_value(GRand *random)
{
	static const char *const values[] = {
		"",
		" ",
		"true",
		"1",
		"yes",
		"0",
		"007",
		"12",
		"-1",
		"999999999",
		"1000000000",
		"2026-02-28",
		"2026-02-29",
		"0000-01-01",
		"26-02-28",
		" 2026-02-28",
		"2026-02-28Z",
		"P",
		"P1Y",
		"P1Y6M10D",
		"P6M1Y",
		"P1Y1Y",
		"PT72H",
		"P1DT1H",
		"PT",
		"P1234567D",
		"a",
		"ab",
		"ab-",
		"ab cd",
		"ab  cd",
		"ab#cd",
		"ab#",
		"A.b_c-1",
		"-a",
		"http://a",
		"https://",
		"https://a b",
		"https://\xC3\xA9?a=b",
		"ftp://a",
		"a@b",
		"a@b.c",
		"a+b@c-d.e.f",
		"a@b..c",
		"@b.c",
		"stated",
		"inferred",
		"not-stated",
		"withheld",
		"public",
		"partner",
		"internal",
		"rounded",
		"two\nlines",
		"\t",
		"&quot;&lt;&amp;",
		"\xC3\xA9",
	};

	return values[g_rand_int_range(random, 0, G_N_ELEMENTS(values))];
}

/* Where in the text the n-th one of the letter stands; or where it ends. */
static gsize find(const GString *text, char letter, gint32 n)
{
	gsize i = 0;

	while (i < text->len && (text->str[i] != letter || n-- > 0))
		i++;
	return i;
}

/* What is between that place and the next of these letters is replaced. */
static void replace(GString *text, gsize from, const char *until,
		    const char *value)
{
	gsize at = MIN(from + 1, text->len);

	g_string_erase(text, (gssize)at,
		       (gssize)strcspn(text->str + at, until));
	g_string_insert(text, (gssize)at, value);
}

/* Takes a line away, and puts it somewhere else or twice. */
static void move_line(GString *text, gint32 from, gint32 to, bool stays)
{
	gsize at = find(text, '\n', from);
	gsize len = at < text->len ? strcspn(text->str + at + 1, "\n") + 1 : 0;
	g_autofree char *line = g_strndup(text->str + at, len);

	if (!stays)
		g_string_erase(text, (gssize)at, (gssize)len);
	g_string_insert(text, (gssize)find(text, '\n', to), line);
}

static void change(GString *text, GRand *random)
{
	gint32 a = g_rand_int_range(random, 0, 60);
	gint32 b = g_rand_int_range(random, -2, 3);

	switch (g_rand_int_range(random, 0, 5)) {
	case 0:
		replace(text, find(text, '>', a), "<", any_value(random));
		break;
	case 1:
		replace(text, find(text, '"', 2 * a), "\"", any_value(random));
		break;
	case 2:
		move_line(text, a, MAX(a + b, 0), false);
		break;
	case 3:
		move_line(text, a, MAX(a + b, 0), true);
		break;
	default: /* away with it */
		move_line(text, a, G_MAXINT32, false);
		g_string_truncate(text, (gsize)(g_strrstr(text->str, ">") + 1 -
						text->str));
	}
}

static void what_is_changed_by_chance_fits_libxml2_too(void)
{
	g_autoptr(GPtrArray) texts = read_examples();
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	unsigned n_fit = 0;

	for (unsigned i = 0; i < MUTATIONS; i++) {
		g_autoptr(GString) text =
			g_string_new(texts->pdata[i % texts->len]);

		change(text, random);
		n_fit += check(library, text->str);
	}
	g_assert_cmpuint(n_fit, >, MUTATIONS / 10);
	g_assert_cmpuint(n_fit, <, MUTATIONS - MUTATIONS / 10);
}

#define START "<source xmlns='urn:gatehouse:1' id='ab' version='1'>"

static void check_value(const char *before, const char *value,
			const char *after, bool fits)
{
	g_autofree char *text =
		g_strconcat(START, before, value, after, "</source>", NULL);

	g_test_message("%s", text);
	g_assert_true(check(library, text) == fits);
}

static void each_type_of_value_is_known(void)
{
	g_autofree char *longest = g_strnfill(500, 'x');
	g_autofree char *longer = g_strnfill(501, 'x');
	const char *day = "<title>a</title><published>";

	check_value("<title>", "One line", "</title>", true);
	check_value("<title>", "One\nline", "</title>", false);
	check_value("<title>", longest, "</title>", true);
	check_value("<title>", longer, "</title>", false);
	check_value(day, "2024-02-29", "</published>", true);
	check_value(day, "", "</published>", true);
	check_value(day, "2023-02-29", "</published>", false);
	check_value("<title evidence='", "stated", "'>a</title>", true);
	check_value("<title evidence='", "certain", "'>a</title>", false);
	check_value("<title a='", "b", "'>a</title>", false);
	check_value("<a>", "b", "</a>", false);
}

static void the_namespace_and_what_is_required_are_asked_for(void)
{
	g_assert_true(check(library, START "<title>a</title></source>"));
	g_assert_false(check(library, START "</source>"));
	g_assert_false(check(library, START
			     "<title>a</title><title>a</title></source>"));
	g_assert_false(check(library, "<source id='ab' version='1'>"
				      "<title>a</title></source>"));
	g_assert_false(check(library, "<source xmlns='urn:gatehouse:1' id='ab'>"
				      "<title>a</title></source>"));
	g_assert_false(check(library,
			     "<source xmlns='urn:gatehouse:1' id='ab'"
			     " version='0'><title>a</title></source>"));
	g_assert_false(check(library, "<title xmlns='urn:gatehouse:1'>"
				      "a</title>"));
	g_assert_true(check(library, START "<title xmlns='urn:gatehouse:1'>"
					   "a</title></source>"));
	g_assert_false(check(library, START "<title xmlns='urn:gatehouse:1'"
					    " xmlns='urn:gatehouse:1'>"
					    "a</title></source>"));
}

/* The library with common.xsd changed in one place. */
static struct library *library_with(const char *old, const char *new)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("gatehouse-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "common.xsd", NULL);
	g_autoptr(GBytes) bytes =
		assets_load(library->assets, "schemas/common.xsd", NULL);
	g_autoptr(GString) text = g_string_new_len(
		g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
	struct library *with;

	g_assert_cmpuint(g_string_replace(text, old, new, 1), ==, 1);
	g_assert_true(g_file_set_contents(path, text->str, -1, NULL));
	with = library_new(dir, NULL, &error);
	g_assert_no_error(error);
	g_unlink(path);
	g_rmdir(dir);
	return with;
}

/* Whatever a schema asks for besides, nothing is said to fit that does not. */
static void other_schemas_are_taken_at_their_word(void)
{
	static const struct {
		const char *old;
		const char *new;
	} changes[] = {
		{ "<xs:maxLength value=\"500\"/>",
		  "<xs:maxLength value=\"3\"/>" },
		{ "[^\\n\\r\\t]*", "[^\\n\\r\\tl]*" },
		{ "<xs:maxLength value=\"500\"/>",
		  "<xs:minLength value=\"20\"/>" },
		{ "<xs:restriction base=\"xs:string\">\n"
		  "      <xs:maxLength value=\"500\"/>",
		  "<xs:restriction base=\"xs:language\">\n"
		  "      <xs:maxLength value=\"500\"/>" },
	};
	const char *text = START "<title>A long line</title></source>";

	g_assert_true(check(library, text));
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		struct library *with =
			library_with(changes[i].old, changes[i].new);

		g_assert_false(check(with, text));
		library_free(with);
	}
}

static void a_schema_that_is_not_plain_is_left_to_libxml2(void)
{
	struct library *with = library_with(
		"<xs:complexType name=\"lineClaim\">",
		"<xs:complexType name=\"lineClaim\" block=\"extension\">");

	g_assert_false(check(with, START "<title>a</title></source>"));
	library_free(with);
}

#define TEST(name) g_test_add_func("/xml-fit/" #name, name)

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	TEST(examples_fit);
	TEST(what_is_changed_by_chance_fits_libxml2_too);
	TEST(each_type_of_value_is_known);
	TEST(the_namespace_and_what_is_required_are_asked_for);
	TEST(other_schemas_are_taken_at_their_word);
	TEST(a_schema_that_is_not_plain_is_left_to_libxml2);
	status = g_test_run();
	library_free(library);
	return status;
}
