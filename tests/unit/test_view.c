/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/pager.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define NS "xmlns=\"urn:gatehouse:1\""

static struct library *library;
static struct diags *diags;
static struct registers *registers;
static struct arena *arena;
static struct view view;

static const char *const sources[][2] = {
	{ "gatehouse.xml", "<settings " NS "><title>T</title>"
			   "</settings>" },
	{ "sources/paper.xml",
	  "<source " NS " id=\"paper\" version=\"1\"><title>Paper</title>"
	  "</source>" },
	{ "organisations/fen-council.xml",
	  "<organisation " NS " id=\"fen-council\" version=\"2\" "
	  "source=\"paper\"><name>Fen Council</name>"
	  "<review><next>2026-11-01</next></review>"
	  "<type>local-authority</type><publicAuthority>true"
	  "</publicAuthority></organisation>" },
	{ "gateways/some-act.xml",
	  "<gateway " NS " id=\"some-act\" version=\"1\"><title>Some Act"
	  "</title><kind>express-power</kind><version id=\"v1\"><status>"
	  "in-force</status><citation>Some Act s.1</citation>"
	  "<checked>yes</checked></version></gateway>" },
	{ "agreements/fen-share.xml",
	  "<agreement " NS " id=\"fen-share\" version=\"1\"><title>Fen share"
	  "</title><summary>One *word*.</summary>"
	  "<owner ref=\"fen-council\">Head of families</owner>"
	  "<review><interval>P1Y</interval><lastOn>2025-12-01</lastOn>"
	  "</review><status>active</status>"
	  "<end evidence=\"not-stated\"/>"
	  "<flow id=\"daily\" evidence=\"inferred\" locator=\"p. 2\" "
	  "source=\"paper\"><title>Daily list</title>"
	  "<discloser ref=\"fen-council\"/><recipient ref=\"nobody\"/>"
	  "<purpose code=\"P-IDENTIFY\">To find <b>families</b></purpose>"
	  "<gateway ref=\"some-act\" version=\"v1\"/>"
	  "<end>2026-12-01</end></flow>"
	  "<flow id=\"later\"><title>Later list</title>"
	  "<end>2027-12-01</end></flow></agreement>" },
};

static void load(void)
{
	g_autoptr(GError) error = NULL;
	struct files *files = files_new();

	for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
		files_add(files, sources[i][0],
			  g_bytes_new_static(sources[i][1],
					     strlen(sources[i][1])));
	files_sort(files);
	diags = diags_new();
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	arena = arena_new();
	view = (struct view){
		.arena = arena,
		.registers = registers,
		.as_of = date_parse("2026-11-22"),
		.edition = EDITION_PUBLIC,
		.root = "../",
	};
}

/* The text at a path of keys and indexes, "NOTHING", or "MISSING". */
static const char *text_at(const struct value *value, const char *path)
{
	g_auto(GStrv) keys = g_strsplit(path, "/", -1);

	for (char **key = keys; value && *key; key++)
		value = g_ascii_isdigit(**key)
				? value_at(value,
					   g_ascii_strtoull(*key, NULL, 10))
				: value_get(value, *key);
	if (!value)
		return "MISSING";
	switch (value_type(value)) {
	case VALUE_NOTHING:
		return "NOTHING";
	case VALUE_BOOL:
		return value_is_true(value) ? "true" : "false";
	case VALUE_LIST:
		return value_len(value) ? "LIST" : "EMPTY";
	case VALUE_MAP:
		return "MAP";
	default:
		return value_bytes(value, NULL);
	}
}

static void record_is_read_off_the_schema(void)
{
	struct value *map =
		view_record(&view, registers_find(registers, "fen-share"));
	static const char *const expected[][2] = {
		{ "_title", "Fen share" },
		{ "_kind", "agreement" },
		{ "_version", "1" },
		{ "_listUrl", "../agreements.html" },
		{ "_historyUrl", "NOTHING" },
		{ "_publication", "NOTHING" },
		{ "title/_words", "Fen share" },
		{ "summary/_html",
		  "<p class=\"govuk-body\">One <em>word</em>.</p>\n\n" },
		{ "owner/_ref", "Fen Council" },
		{ "owner/_text", "Head of families" },
		{ "owner/_url", "../organisations/fen-council.html" },
		{ "status/_code", "Active" },
		{ "status/_text", "NOTHING" },
		{ "end/_notStated", "true" },
		{ "end/_words", "not stated" },
		{ "start", "NOTHING" },
		{ "party", "EMPTY" },
		{ "review/interval/_words", "1 year" },
		{ "review/interval/_label", "Interval" },
		{ "review/next", "NOTHING" },
		{ "_all/flow/_label", "Flow" },
		{ "_all/flow/_items/1/title/_words", "Later list" },
		{ "_all/end/_items/0/_notStated", "true" },
		{ "_all/party", "NOTHING" },
		{ "_unstated/0", "End" },
		{ "flow/0/_id", "part-daily" },
		{ "flow/0/_isGroup", "true" },
		{ "flow/0/_inferredHere", "true" },
		{ "flow/0/_source/title", "Paper" },
		{ "flow/0/_source/url", "../sources/paper.html" },
		{ "flow/0/_source/locator", "p. 2" },
		{ "flow/0/title/_source", "NOTHING" },
		{ "flow/0/title/_inferred", "true" },
		{ "flow/0/title/_inferredHere", "false" },
		{ "flow/0/recipient/0/_ref", "nobody" },
		{ "flow/0/recipient/0/_url", "NOTHING" },
		{ "flow/0/gateway/0/_url",
		  "../gateways/some-act.html#part-v1" },
		{ "flow/0/gateway/0/version", "v1" },
		{ "flow/0/end/_words", "1 December 2026" },
		{ "flow/1/_inferred", "false" },
		{ "flow/1/discloser", "EMPTY" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_test_message("%s", expected[i][0]);
		g_assert_cmpstr(text_at(map, expected[i][0]), ==,
				expected[i][1]);
	}
}

static void text_of_a_record_is_never_markup(void)
{
	struct value *map =
		view_record(&view, registers_find(registers, "fen-share"));
	const struct value *purpose = value_at(
		value_get(value_at(value_get(map, "flow"), 0), "purpose"), 0);

	/* The element held <b>, which the schema does not allow there. */
	g_assert_nonnull(purpose);
	g_assert_null(strstr(text_at(purpose, "_html"), "<b>"));
}

static void all_fields_are_listed_in_order(void)
{
	struct value *map =
		view_record(&view, registers_find(registers, "fen-council"));
	const struct value *fields = value_get(map, "_fields");

	g_assert_cmpuint(value_len(fields), ==, 4);
	g_assert_cmpstr(text_at(fields, "0/_name"), ==, "name");
	g_assert_cmpstr(text_at(fields, "1/_name"), ==, "review");
	g_assert_cmpstr(text_at(fields, "1/_isGroup"), ==, "true");
	g_assert_cmpstr(text_at(fields, "2/_items/0/_code"), ==,
			"Any local authority");
	g_assert_cmpstr(text_at(fields, "3/_items/0/_words"), ==, "yes");
	g_assert_cmpstr(text_at(map, "_source/title"), ==, "Paper");
	/* The name is the heading, and the review a group. */
	g_assert_cmpuint(value_len(value_get(map, "_facts")), ==, 2);
	g_assert_cmpuint(value_len(value_get(map, "_groups")), ==, 1);
}

static void place_is_said_in_words(void)
{
	const struct record *record = registers_find(registers, "fen-share");
	const struct node *node = node_find(record->root, "flow/discloser");

	g_assert_cmpstr(view_place(&view, node), ==,
			"Flow 'Daily list', discloser");
	g_assert_cmpstr(view_place(&view, record->root), ==, "");
}

static void ids_that_are_no_file_names_have_no_page(void)
{
	static const char *const good[] = { "ab", "a1", "a-b", "1-2" };
	static const char *const bad[] = {
		"", "a", "-ab", "ab-", "A1", "a b", "../x", "a/b", "a.b", "a\n",
	};
	g_autofree char *longest = g_strnfill(64, 'a');
	g_autofree char *too_long = g_strnfill(65, 'a');

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(view_is_id(good[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(view_is_id(bad[i]));
	g_assert_true(view_is_id(longest));
	g_assert_false(view_is_id(too_long));
	g_assert_null(view_url(&view, "nobody"));
}

/* What a table shows of so many rows: "shown of all", "!" where some are cut. */
static char *table_of(size_t n)
{
	struct view_rows rows = { value_list(arena), 0 };
	const struct value *table;

	for (size_t i = 0; i < n; i++) {
		if (view_rows_count(&rows))
			value_push(arena, rows.list, value_text(arena, "row"));
	}
	table = view_table_of(&view, &rows, "Rows", "None.");
	g_assert_cmpuint(value_len(value_get(table, "rows")), ==,
			 MIN(n, PAGER_ROWS));
	return g_strdup_printf(
		"%s of %s%s", value_bytes(value_get(table, "nShown"), NULL),
		value_bytes(value_get(table, "nAll"), NULL),
		value_is_true(value_get(table, "isCut")) ? "!" : "");
}

static void table_of_many_rows_says_what_it_leaves_out(void)
{
	g_autofree char *none = table_of(0);
	g_autofree char *full = table_of(PAGER_ROWS);
	g_autofree char *cut = table_of(PAGER_ROWS + 20);

	g_assert_cmpstr(none, ==, "0 of 0");
	g_assert_cmpstr(full, ==, "500 of 500");
	g_assert_cmpstr(cut, ==, "500 of 520!");
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, &error);
	g_assert_no_error(error);
	load();
	g_test_add_func("/view/record is read off the schema",
			record_is_read_off_the_schema);
	g_test_add_func("/view/text of a record is never markup",
			text_of_a_record_is_never_markup);
	g_test_add_func("/view/all fields are listed in order",
			all_fields_are_listed_in_order);
	g_test_add_func("/view/place is said in words", place_is_said_in_words);
	g_test_add_func("/view/ids that are no file names have no page",
			ids_that_are_no_file_names_have_no_page);
	g_test_add_func("/view/table of many rows says what it leaves out",
			table_of_many_rows_says_what_it_leaves_out);
	status = g_test_run();
	arena_free(arena);
	registers_free(registers);
	diags_free(diags);
	library_free(library);
	return status;
}
