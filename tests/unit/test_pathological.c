/* SPDX-License-Identifier: MIT */
/*
 * Input that is made to take long, and does not.  The limits are dozens of
 * times what it takes of the processor's time.  The sanitizers look
 * at the whole rest of a text with each search in it, and get a shorter one.
 */
#include <string.h>
#include <time.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/csv_read.h"
#include "lib/dea.h"
#include "lib/dea_read.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/html_markdown.h"
#include "lib/json_read.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/registers.h"
#include "lib/text_diff.h"
#include "lib/xml.h"
#include "site-gen/edition.h"
#include "site-gen/markdown.h"
#include "site-gen/value.h"

#define SECONDS_MAX 5.0
#ifdef __SANITIZE_ADDRESS__
#define TEXT_MAX (1 << 17)
#define MANY 1000
#else
#define TEXT_MAX (1 << 20)
#define MANY 10000
#endif
#define MEGABYTE (1024u * 1024)

/* Of the processor, which a busy machine does not make more. */
static double seconds_since(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* A text of TEXT_MAX bytes, of sentences or lines that are all different. */
static char *text_of(const char *between, unsigned start)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = start; text->len < TEXT_MAX; i++)
		g_string_append_printf(text, "Sentence %u.%s", i, between);
	return g_string_free(text, FALSE);
}

static void long_texts_that_share_nothing_are_compared(void)
{
	g_autofree char *old_text = text_of(" ", 0);
	g_autofree char *new_text = text_of(" ", 1000000);
	g_autofree char *old_lines = text_of("\n", 0);
	g_autofree char *new_lines = text_of("\n", 1000000);
	g_autoptr(TextDiff) sentences = NULL;
	g_autoptr(TextDiff) lines = NULL;
	clock_t start;

	start = clock();
	sentences = text_diff_sentences(old_text, new_text);
	lines = text_diff_lines(old_lines, new_lines);
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	g_assert_cmpuint(sentences->parts->len, ==, 1);
	g_assert_cmpuint(lines->parts->len, ==, 1);
}

/* Parses it, and wants it soon; whether there was a tree. */
static bool is_parsed(const GString *text, struct diags *diags)
{
	g_autoptr(Arena) arena = arena_new();
	struct xml_input input = {
		.path = "x.xml",
		.bytes = text->str,
		.len = text->len,
	};
	bool has_tree;
	clock_t start;

	start = clock();
	has_tree = xml_parse(arena, &input, diags) != NULL;
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	return has_tree;
}

static void ten_thousand_attributes_are_refused(void)
{
	g_autoptr(GString) text = g_string_new("<a");
	g_autoptr(Diags) diags = diags_new();

	for (unsigned i = 0; i < 10000; i++)
		g_string_append_printf(text, " a%u='v'", i);
	g_string_append(text, "/>");
	g_assert_false(is_parsed(text, diags));
	g_assert_cmpuint(diags_len(diags), ==, 1);
	g_assert_nonnull(strstr(diags_get(diags, 0)->message,
				"more than 250 attributes"));
}

static void a_hundred_thousand_levels_are_refused(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Diags) diags = diags_new();

	for (unsigned i = 0; i < 100000; i++)
		g_string_append(text, "<a>");
	for (unsigned i = 0; i < 100000; i++)
		g_string_append(text, "</a>");
	g_assert_false(is_parsed(text, diags));
	g_assert_cmpuint(diags_len(diags), ==, 1);
}

/* What a text of so many times the part begins and ends with. */
static GString *repeat(const char *start, const char *part, size_t n,
		       const char *end)
{
	GString *text = g_string_sized_new(n * strlen(part) + 64);

	g_string_append(text, start);
	for (size_t i = 0; i < n; i++)
		g_string_append(text, part);
	g_string_append(text, end);
	return text;
}

static void check_json(GString *text, const char *words)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	clock_t start = clock();

	g_assert_null(json_read(arena, text->str, text->len, &error));
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	g_assert_nonnull(strstr(error->message, words));
	g_string_free(text, TRUE);
}

static void json_is_neither_deep_nor_large(void)
{
	check_json(repeat("", "[", 10000, ""), "line 1");
	check_json(repeat("", "{\"a\":", 10000, ""), "line 1");
	check_json(repeat("[", "1,", 25 * MEGABYTE, "1]"), "16 MiB");
}

/* All rows of it, or the sentence why not. */
static char *read_csv(GString *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(CsvRead) read = NULL;
	struct csv_row row;
	unsigned n = 0;
	clock_t start = clock();

	read = csv_read_new(text->str, text->len, NULL, NULL, &error);
	while (read && csv_read_row(read, &row, &error))
		n++;
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	g_string_free(text, TRUE);
	return error ? g_strdup(error->message) : g_strdup_printf("%u rows", n);
}

static void csv_of_50_megabytes_is_read(void)
{
	g_autofree char *rows =
		read_csv(repeat("", "a,b;c\n", 8 * TEXT_MAX, ""));
	g_autofree char *wide =
		read_csv(repeat("", ",", 50 * (size_t)TEXT_MAX, ""));
	g_autofree char *open =
		read_csv(repeat("\"", "a\"\"\n", 10 * (size_t)TEXT_MAX, ""));
	g_autofree char *large =
		read_csv(repeat("", "a\n", 33 * (size_t)MEGABYTE, ""));
	g_autofree char *all = g_strdup_printf("%d rows", 8 * TEXT_MAX);

	g_assert_cmpstr(rows, ==, all);
	g_assert_cmpstr(wide, ==, "row 1: more than 16384 cells");
	g_assert_nonnull(strstr(open, "none ends it"));
	g_assert_cmpstr(large, ==, "the file is larger than 64 MiB");
}

/* An item of many fields, each of which no register knows. */
static void many_fields_of_an_item_are_read_once(void)
{
	g_autoptr(GString) text = g_string_new("add-item\t{");
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GPtrArray) entries = NULL;
	g_autofree char *sum = NULL;
	clock_t start;

	for (unsigned i = 0; i < 10 * MANY; i++)
		g_string_append_printf(text, "%s\"f%06u\":\"v\"",
				       i > 0 ? "," : "", i);
	g_string_append_c(text, '}');
	sum = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, text->str + strlen("add-item\t"), -1);
	g_string_append_printf(
		text,
		"\nappend-entry\tuser\t1\t2026-11-22T00:00:00Z\tsha-256:%s\n",
		sum);
	start = clock();
	entries = dea_read("r.rsf", text->str, text->len, NULL, diags, NULL);
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	g_assert_cmpuint(entries->len, ==, 1);
	g_assert_cmpuint(diags_len(diags), >=, 10 * MANY);
}

static void ignore(void *data, enum pii_kind kind, size_t offset)
{
	(void)kind;
	(void)offset;
	++*(size_t *)data;
}

/* One line of ten megabytes: shown as text, and looked through. */
static void a_long_line_of_markdown_is_text(void)
{
	static const char *const parts[] = { "[a](", "*a **a ", "> ",
					     "a@example.org ",
					     "07700 900123 " };

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GString) text =
			repeat("", parts[i],
			       10 * (size_t)TEXT_MAX / strlen(parts[i]), "");
		size_t n = 0;
		clock_t start = clock();

		markdown_render(arena, text->str, 2, NULL);
		g_assert_cmpstr(markdown_plain(arena, text->str), ==, "");
		pii_scan(text->str, text->len, ignore, &n);
		g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	}
}

static void html_that_nests_becomes_markdown_soon(void)
{
	static const char *const parts[] = {
		"<ul><li>", "<blockquote>", "<b>", "<!--", "<a href=\"",
		"&#",	    "<script>",	    "<",   "&lt;"
	};

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autoptr(GString) text = repeat(
			"", parts[i], (size_t)TEXT_MAX / strlen(parts[i]), "");
		unsigned losses = 0;
		clock_t start = clock();
		g_autofree char *made =
			html_markdown(text->str, HTML_PAGE, &losses);

		g_assert_nonnull(made);
		g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	}
}

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define FLOW                                                             \
	"<discloser ref='org'/><recipient ref='org'/>"                   \
	"<dataSubject code='household-member'/><dataCategory "           \
	"code='identity'/><identifiability>identified</identifiability>" \
	"<operation>share</operation><purpose code='P-SAFEGUARD'/>"      \
	"<gateway ref='gwy'/></flow>"

static void add_file(struct files *files, const char *path, GString *text)
{
	files_add(files, path, g_string_free_to_bytes(text));
}

/* An agreement of n flows, each of which relies on the same gateway. */
static void add_agreement(struct files *files, const char *id, unsigned n)
{
	g_autofree char *path = g_strdup_printf("agreements/%s.xml", id);
	GString *text = g_string_new(NULL);

	g_string_printf(text,
			"<agreement " NS " id='%s'><title>A</title>"
			"<type>dsa</type><status>active</status>",
			id);
	for (unsigned i = 0; i < n; i++)
		g_string_append_printf(
			text, "<flow id='flow-%u'><title>F</title>" FLOW, i);
	g_string_append(text, "</agreement>");
	add_file(files, path, text);
}

/* So many agreements with so many flows each; parsed, validated, linked. */
static struct registers *load(unsigned n_agreements, unsigned n_flows,
			      struct diags *diags)
{
	static struct library *library;
	struct files *files = files_new();

	if (!library)
		library = library_new(NULL, NULL, NULL);
	add_file(files, "gatehouse.xml",
		 g_string_new("<settings xmlns='urn:gatehouse:1'>"
			      "<title>T</title></settings>"));
	add_file(files, "organisations/org.xml",
		 g_string_new("<organisation " NS " id='org'><name>O</name>"
			      "<type>unitary-council</type></organisation>"));
	add_file(files, "gateways/gwy.xml",
		 g_string_new("<gateway " NS " id='gwy'><title>G</title>"
			      "</gateway>"));
	for (unsigned i = 0; i < n_agreements; i++) {
		g_autofree char *id = g_strdup_printf("agr-%u", i);

		add_agreement(files, id, n_flows);
	}
	files_sort(files);
	return registers_load(library, files, diags, NULL);
}

/* All on one line, of which every finding on it asks. */
static void look_at_lines(const struct registers *registers, const char *id)
{
	const struct record *record = registers_find(registers, id);
	g_autoptr(EditionLines) lines =
		edition_lines_new(EDITION_PUBLIC, record->root);

	g_assert_true(record->is_valid);
	for (unsigned i = 0; i < 10 * MANY; i++)
		g_assert_true(edition_is_told(lines, 1 + i % 3));
}

static void ten_thousand_flows_are_read(void)
{
	g_autoptr(Diags) diags = diags_new();
	clock_t start = clock();
	g_autoptr(Registers) registers = load(1, MANY, diags);
	g_autoptr(Registers) visible =
		edition_registers(registers, EDITION_PUBLIC);

	look_at_lines(registers, "agr-0");
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	g_assert_nonnull(registers_find(visible, "agr-0"));
}

static void a_hundred_thousand_references_to_one_gateway_are_read(void)
{
	g_autoptr(Diags) diags = diags_new();
	clock_t start = clock();
	g_autoptr(Registers) registers = load(100, MANY / 10, diags);

	g_assert_cmpfloat(seconds_since(start), <, 2 * SECONDS_MAX);
	g_assert_true(registers_find(registers, "agr-99")->is_valid);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	xml_init();
	g_test_add_func("/pathological/json", json_is_neither_deep_nor_large);
	g_test_add_func("/pathological/csv", csv_of_50_megabytes_is_read);
	g_test_add_func("/pathological/item",
			many_fields_of_an_item_are_read_once);
	g_test_add_func("/pathological/line", a_long_line_of_markdown_is_text);
	g_test_add_func("/pathological/html",
			html_that_nests_becomes_markdown_soon);
	g_test_add_func("/pathological/flows", ten_thousand_flows_are_read);
	g_test_add_func("/pathological/references",
			a_hundred_thousand_references_to_one_gateway_are_read);
	g_test_add_func("/pathological/texts",
			long_texts_that_share_nothing_are_compared);
	g_test_add_func("/pathological/attributes",
			ten_thousand_attributes_are_refused);
	g_test_add_func("/pathological/levels",
			a_hundred_thousand_levels_are_refused);
	return g_test_run();
}
