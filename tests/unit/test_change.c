/* SPDX-License-Identifier: MIT */
#include "lib/change.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/xml.h"

#define AGREEMENT(inside)                                                \
	"<agreement xmlns='urn:gatehouse:1' version='1' id='share-one'>" \
	"<title>Share one</title>" inside "</agreement>"

static struct library *library;
static struct codes *codes;

static const struct node *parse(struct arena *arena, const char *text)
{
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "x.xml" };
	const struct node *root;
	bool is_valid;

	if (!text)
		return NULL;
	input.bytes = text;
	input.len = strlen(text);
	root = xml_read(library->xml, library->schema, arena, &input, diags,
			&is_valid);
	for (size_t i = 0; i < diags_len(diags); i++)
		g_printerr("%s\n", diags_get(diags, i)->message);
	g_assert_true(is_valid);
	return root;
}

/* The changes, one a line: "field | label | old -> new". */
static void check(const char *old, const char *new, const char *expected)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GPtrArray) changes =
		change_fields(parse(arena, old), parse(arena, new), codes);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < changes->len; i++) {
		const struct field_change *c = changes->pdata[i];

		g_string_append_printf(text, "%s | %s | %s -> %s\n", c->field,
				       c->label,
				       c->old_value ? c->old_value : "(none)",
				       c->new_value ? c->new_value : "(none)");
	}
	g_assert_cmpstr(text->str, ==, expected);
}

static void equal_records_have_no_changes(void)
{
	check(AGREEMENT("<status>active</status>"),
	      AGREEMENT("\n  <!-- new comment -->\n  <status>active</status>"),
	      "");
}

static void a_nested_field_carries_the_labels_of_its_place(void)
{
	check(AGREEMENT("<status>active</status><retention><until>2020-03-31"
			"</until></retention>"),
	      AGREEMENT("<status>active</status><retention><until>2022-12-31"
			"</until></retention>"),
	      "retention.until | Retention, until | 2020-03-31 -> "
	      "2022-12-31\n");
}

static bool is_same(const char *a, const char *b)
{
	g_autoptr(Arena) arena = arena_new();

	return change_is_same(parse(arena, a), parse(arena, b));
}

/* Trees that are the same differ in nothing from any other. */
static void the_same_is_told_from_what_differs_anywhere(void)
{
	static const char *const texts[] = {
		AGREEMENT("<status>active</status>"),
		AGREEMENT("<status>draft</status>"),
		AGREEMENT("<status evidence='inferred'>active</status>"),
		AGREEMENT("<status evidence='stated'>active</status>"),
		AGREEMENT("<summary>Share</summary><status>active</status>"),
		AGREEMENT("<status>active</status><retention><until>2020-03-31"
			  "</until></retention>"),
		NULL,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(texts); j++) {
			g_assert_cmpint(is_same(texts[i], texts[j]), ==,
					i == j);
		}
	}
}

static void codes_stand_with_their_labels(void)
{
	check(AGREEMENT("<status>draft</status>"),
	      AGREEMENT("<status>active</status>"),
	      "status | Status | Draft -> Active\n");
}

static void items_are_matched_by_key_and_not_by_place(void)
{
	check(AGREEMENT("<status>active</status>"
			"<flow id='flow-a'><title>A</title></flow>"
			"<flow id='flow-b'><title>B</title></flow>"),
	      AGREEMENT("<status>active</status>"
			"<flow id='flow-b'><title>B2</title></flow>"
			"<flow id='flow-a'><title>A</title></flow>"),
	      "flow[flow-b].title | Flow 'flow-b', title | B -> B2\n");
}

static void items_without_a_key_are_matched_by_content_first(void)
{
	check(AGREEMENT("<status>active</status><area>North</area>"
			"<area>South</area>"),
	      AGREEMENT("<status>active</status><area>South</area>"
			"<area>East</area>"),
	      "area[1] | Area 2 | North -> East\n");
}

static void not_stated_is_a_value(void)
{
	check(AGREEMENT(
		      "<status>active</status><start evidence='not-stated'/>"),
	      AGREEMENT("<status>active</status><start>2018-05-01</start>"),
	      "start | Start | not stated -> 2018-05-01\n");
}

static void a_created_record_lists_what_it_holds(void)
{
	check(NULL, AGREEMENT("<status>active</status>"),
	      "@version | Record version | (none) -> 1\n"
	      "@id | Id | (none) -> share-one\n"
	      "title | Title | (none) -> Share one\n"
	      "status | Status | (none) -> Active\n");
}

static void a_removed_item_is_gone_with_its_fields(void)
{
	check(AGREEMENT("<status>active</status>"
			"<flow id='flow-a'><title>A</title></flow>"),
	      AGREEMENT("<status>active</status>"),
	      "flow[flow-a]@id | Flow 'flow-a', id | flow-a -> (none)\n"
	      "flow[flow-a].title | Flow 'flow-a', title | A -> (none)\n");
}

static void an_item_that_is_only_a_key_comes_and_goes(void)
{
	const char *without = AGREEMENT("<status>active</status>");
	const char *with = AGREEMENT("<status>active</status>"
				     "<consent ref='other'/>");

	check(without, with,
	      "consent[other]@ref | Consent arrangement 'other', refers to | (none) -> "
	      "other\n");
	check(with, without,
	      "consent[other]@ref | Consent arrangement 'other', refers to | other -> "
	      "(none)\n");
}

static void evidence_given_with_the_value_is_told(void)
{
	check(AGREEMENT("<status>active</status>"
			"<start evidence='not-stated'/>"),
	      AGREEMENT("<status>active</status>"
			"<start evidence='inferred'>2018-05-01</start>"),
	      "start@evidence | Start, evidence | (none) -> Inferred\n"
	      "start | Start | not stated -> 2018-05-01\n");
}

static void items_that_came_are_counted_after_those_that_were(void)
{
	check(AGREEMENT("<status>active</status><area>North</area>"),
	      AGREEMENT("<status>active</status><area>West</area>"
			"<area>North</area>"),
	      "area[2] | Area 1 | (none) -> West\n");
}

/* What a merge of two texts changed itself. */
static void check_merge(const char *const olds[2], const char *new,
			const char *expected)
{
	g_autoptr(Arena) arena = arena_new();
	const struct node *trees[] = { parse(arena, olds[0]),
				       parse(arena, olds[1]) };
	g_autoptr(GPtrArray) changes =
		change_fields_of_merge(trees, 2, parse(arena, new), codes);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < changes->len; i++) {
		const struct field_change *c = changes->pdata[i];

		g_string_append_printf(text, "%s: %s -> %s\n", c->label,
				       c->old_value, c->new_value);
	}
	g_assert_cmpstr(text->str, ==, expected);
}

static void a_merge_changed_what_is_in_no_parent(void)
{
	const char *const olds[2] = {
		AGREEMENT("<status>active</status><start>2018-05-01</start>"),
		AGREEMENT("<status>draft</status><start>2018-05-02</start>"),
	};
	const char *const lacks[2] = { NULL, olds[1] };

	check_merge(
		olds,
		AGREEMENT("<status>draft</status><start>2018-05-01</start>"),
		"");
	check_merge(
		olds,
		AGREEMENT("<status>draft</status><start>2018-05-03</start>"),
		"Start: 2018-05-01 -> 2018-05-03\n");
	check_merge(
		lacks,
		AGREEMENT("<status>draft</status><start>2018-05-01</start>"),
		"Start: 2018-05-02 -> 2018-05-01\n");
}

static void a_record_is_withdrawn_once(void)
{
	struct node active = { .name = "status", .text = "active" };
	struct node ended = { .name = "status", .text = "withdrawn" };
	struct node on = { .name = "withdrawnOn", .text = "2020-01-01" };
	const struct node before = { .name = "notice",
				     .text = "",
				     .child = &active };
	const struct node by_status = { .name = "notice",
					.text = "",
					.child = &ended };
	const struct node by_day = { .name = "notice",
				     .text = "",
				     .child = &on };

	g_assert_true(change_is_withdrawal(&before, &by_status));
	g_assert_true(change_is_withdrawal(&before, &by_day));
	g_assert_false(change_is_withdrawal(&by_day, &by_status));
	g_assert_false(change_is_withdrawal(&by_status, &before));
	g_assert_false(change_is_withdrawal(NULL, &by_status));
}

static void markdown_is_told_by_sentence_and_raw_text_by_line(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GPtrArray) prose = change_fields(
		parse(arena, AGREEMENT("<summary>Aa. Bb.</summary>"
				       "<status>active</status>")),
		parse(arena, AGREEMENT("<summary>Aa. Cc.</summary>"
				       "<status>draft</status>")),
		codes);
	g_autoptr(GBytes) old = g_bytes_new_static("<a>\xE9", 4);
	g_autoptr(GBytes) new = g_bytes_new_static("", 0);
	g_autoptr(GPtrArray) raw = change_raw(old, new);
	g_autoptr(GPtrArray) none = change_raw(old, old);
	const struct field_change *change;

	g_assert_cmpuint(prose->len, ==, 2);
	change = prose->pdata[0];
	g_assert_cmpint(change->by, ==, FIELD_CHANGE_SENTENCES);
	change = prose->pdata[1];
	g_assert_cmpint(change->by, ==, FIELD_CHANGE_WHOLE);
	change = raw->pdata[0];
	g_assert_cmpint(change->by, ==, FIELD_CHANGE_LINES);
	g_assert_cmpstr(change->old_value, ==, "<a>\xEF\xBF\xBD");
	g_assert_cmpstr(change->new_value, ==, "");
	g_assert_cmpuint(none->len, ==, 0);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	codes = codes_new(library->assets, NULL);
#define TEST(name, test) g_test_add_func("/change/" name, test)
	TEST("equal records have no changes", equal_records_have_no_changes);
	TEST("the same is told from what differs anywhere",
	     the_same_is_told_from_what_differs_anywhere);
	TEST("a nested field carries the labels of its place",
	     a_nested_field_carries_the_labels_of_its_place);
	TEST("codes stand with their labels", codes_stand_with_their_labels);
	TEST("items are matched by key and not by place",
	     items_are_matched_by_key_and_not_by_place);
	TEST("items without a key are matched by content first",
	     items_without_a_key_are_matched_by_content_first);
	TEST("not stated is a value", not_stated_is_a_value);
	TEST("a created record lists what it holds",
	     a_created_record_lists_what_it_holds);
	TEST("a removed item is gone with its fields",
	     a_removed_item_is_gone_with_its_fields);
	TEST("an item that is only a key comes and goes",
	     an_item_that_is_only_a_key_comes_and_goes);
	TEST("evidence given with the value is told",
	     evidence_given_with_the_value_is_told);
	TEST("items that came are counted after those that were",
	     items_that_came_are_counted_after_those_that_were);
	TEST("a merge changed what is in no parent",
	     a_merge_changed_what_is_in_no_parent);
	TEST("a record is withdrawn once", a_record_is_withdrawn_once);
	TEST("Markdown is told by sentence, raw text by line",
	     markdown_is_told_by_sentence_and_raw_text_by_line);
	status = g_test_run();
	codes_free(codes);
	library_free(library);
	return status;
}
