/* SPDX-License-Identifier: MIT */
/*
 * What the settings come to, and what an edition says of counts, in words.
 * Whether that protects anybody is for test_disclosure.c.
 */
#include <glib.h>

#include "lib/diag.h"
#include "lib/disclosure.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/edition.h"
#include "tests/unit/page_fixture.h"

static void assert_rule(const char *control, uint64_t below, uint64_t step)
{
	g_autofree char *settings = g_strdup_printf(
		"<settings xmlns='urn:gatehouse:1'><title>T</title>"
		"<disclosureControl %s/></settings>",
		control);
	const char *const texts[][2] = { { "gatehouse.xml", settings } };
	struct page_fixture *fixture = page_fixture_new(texts, 1);
	struct disclosure_rule rule = disclosure_rule(fixture->registers);

	g_assert_cmpuint(diags_len(fixture->diags), ==, 0);
	g_assert_cmpuint(rule.below, ==, below);
	g_assert_cmpuint(rule.step, ==, step);
	page_fixture_free(fixture);
}

static void threshold_and_rounding_are_made_one(void)
{
	assert_rule("threshold='5'", 5, 5);
	assert_rule("threshold='10'", 10, 10);
	assert_rule("threshold='7' rounding='5'", 10, 10);
	assert_rule("threshold='5' rounding='1'", 5, 5);
	assert_rule("threshold='5' rounding='10'", 10, 10);
	assert_rule("threshold='0' rounding='5'", 5, 5);
	assert_rule("threshold='1' rounding='1'", 0, 1);
	assert_rule("threshold='0' rounding='0'", 0, 1);
	assert_rule("threshold='7' rounding='5' secondarySuppression='false'",
		    7, 5);
}

#define COUNTS(text)                                                \
	"<consent xmlns='urn:gatehouse:1' id='counts' version='1'>" \
	"<title>T</title><kind>lawful-basis</kind>" text "</consent>"

/* What an edition says of the counts of its only record, in words. */
static char *words_in(const char *text, enum edition edition)
{
	const char *const texts[][2] = { { "consents/counts.xml", text } };
	struct page_fixture *fixture = page_fixture_new(texts, 1);
	struct registers *visible =
		edition_registers(fixture->registers, edition);
	const struct node *root = registers_find(visible, "counts")->root;
	GString *all = g_string_new(NULL);

	g_assert_cmpuint(diags_len(fixture->diags), ==, 0);
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		g_autofree char *words = registers_words(visible, n);

		if (disclosure_is_count(n))
			g_string_append_printf(all, "%s%s",
					       all->len ? "; " : "", words);
	}
	registers_free(visible);
	page_fixture_free(fixture);
	return g_string_free(all, FALSE);
}

static void assert_words(const char *text, enum edition edition,
			 const char *expected)
{
	g_autofree char *words = words_in(text, edition);

	g_assert_cmpstr(words, ==, expected);
}

static void counts_are_said_in_words(void)
{
	const char *text =
		COUNTS("<stats asOf='2025-01-01'><asked>120</asked>"
		       "<given>118</given><refused>2</refused>"
		       "<withdrawn evidence='not-stated'/></stats>"
		       "<stats asOf='2026-01-01'><asked>220</asked>"
		       "<given>204</given><refused>5</refused></stats>");
	const char *hidden = "not shown; 115 to 119; fewer than 5; not stated; "
			     "220 to 224; 200 to 204; 5 to 9";

	assert_words(text, EDITION_PUBLIC, hidden);
	assert_words(text, EDITION_PARTNER, hidden);
	assert_words(text, EDITION_INTERNAL,
		     "120; 118; 2; not stated; 220; 204; 5");
}

/* Nought is as telling as one. */
static void nought_is_hidden(void)
{
	assert_words(COUNTS("<stats asOf='2025-01-01'><asked>120</asked>"
			    "<given>120</given><refused>0</refused></stats>"),
		     EDITION_PUBLIC, "not shown; 120 to 124; fewer than 5");
}

static void totals_are_hidden_on_all_days_that_are_no_totals(void)
{
	const char *expected = "not shown; 5 to 9; not shown; fewer than 5";

	assert_words(COUNTS("<stats asOf='2025-01-01'><asked>20</asked>"
			    "<refused>9</refused></stats>"
			    "<stats asOf='2026-01-01'><asked>30</asked>"
			    "<refused>3</refused></stats>"),
		     EDITION_PUBLIC, expected);
	assert_words(COUNTS("<stats asOf='2026-01-01'><asked>30</asked>"
			    "<refused>9</refused></stats>"
			    "<stats><asked>20</asked>"
			    "<refused>3</refused></stats>"),
		     EDITION_PUBLIC, expected);
}

/* Some take asked for the sum of all three. */
static void any_small_part_hides_the_total(void)
{
	assert_words(COUNTS("<stats asOf='2025-01-01'><asked>30</asked>"
			    "<given>20</given><refused>6</refused>"
			    "<withdrawn>4</withdrawn></stats>"),
		     EDITION_PUBLIC,
		     "not shown; 20 to 24; 5 to 9; fewer than 5");
}

/* What is published is a record too, and stays hidden in another register. */
static void what_is_published_can_be_recorded(void)
{
	const char *text =
		COUNTS("<stats asOf='2025-01-01'><asked control='withheld'/>"
		       "<given control='rounded' step='5'>115</given>"
		       "<refused control='small' step='5'/></stats>");
	const char *words = "not shown; 115 to 119; fewer than 5";

	assert_words(text, EDITION_INTERNAL, words);
	assert_words(text, EDITION_PUBLIC, words);
	assert_words(COUNTS("<stats asOf='2025-01-01'><asked control='rounded' "
			    "step='20'>120</asked></stats>"),
		     EDITION_PUBLIC, "120 to 139");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/disclosure-words/settings",
			threshold_and_rounding_are_made_one);
	g_test_add_func("/disclosure-words/words", counts_are_said_in_words);
	g_test_add_func("/disclosure-words/nought", nought_is_hidden);
	g_test_add_func("/disclosure-words/no-totals",
			totals_are_hidden_on_all_days_that_are_no_totals);
	g_test_add_func("/disclosure-words/any-part",
			any_small_part_hides_the_total);
	g_test_add_func("/disclosure-words/recorded",
			what_is_published_can_be_recorded);
	return g_test_run();
}
