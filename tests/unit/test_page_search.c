/* SPDX-License-Identifier: MIT */
/* The index of the search: what it says of records, and that it is harmless. */
#include <string.h>

#include <glib.h>

#include "site-gen/page.h"
#include "site-gen/page_search.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"

/* "\342\200\250" is a line separator, "\342\200\256" turns text about. */
static const char *const texts[][2] = {
	{ "organisations/ash-council.xml",
	  "<organisation " NS " id='ash-council'><name>Ash \"C\\\"</name>"
	  "<type>local-authority</type></organisation>" },
	{ "agreements/one-share.xml",
	  "<agreement " NS " id='one-share'>"
	  "<title>&lt;/script>&lt;!-- \342\200\250 &amp;\342\200\256</title>"
	  "<summary>What *is*\n    shared.</summary>"
	  "<status>active</status><type evidence='not-stated'/>"
	  "<party ref='ash-council'><role>controller</role></party>"
	  "<flow id='f1'><title>Daily list</title>"
	  "<discloser ref='ash-council'/><recipient ref='gone-council'/>"
	  "</flow></agreement>" },
	{ "agreements/UPPER.xml",
	  "<agreement " NS " id='UPPER'><title>Without a page</title>"
	  "</agreement>" },
};

static struct page_fixture *fixture;
static struct plan *plan;
static GString *text;

/* The line that begins so, up to its end. */
static const char *line(const char *start)
{
	const char *found = strstr(text->str, start);
	static char copy[1000];

	g_assert_nonnull(found);
	g_strlcpy(copy, found + 1, sizeof(copy));
	copy[strcspn(copy, "\n")] = '\0';
	return copy;
}

static void a_record_is_said_with_its_names_and_labels(void)
{
	const char *one = line("\n[6,\"one-share\"");

	g_assert_nonnull(
		strstr(one, ",\"What is shared. \302\267 Daily list\","));
	/* The council is record 0, once; the labels are in order of use. */
	g_assert_true(g_str_has_suffix(one, ",[0],[1,2]]],"));
	g_assert_nonnull(strstr(text->str, "\"Active\""));
}

static void a_record_without_a_page_is_not_in_it(void)
{
	g_assert_null(strstr(text->str, "Without a page"));
}

static void no_text_ends_a_string_or_a_script(void)
{
	g_assert_nonnull(strstr(text->str, "\"Ash \\\"C\\\\\\\"\""));
	g_assert_nonnull(strstr(text->str, "\"\\u003c/script\\u003e\\u003c!-- "
					   "\\u2028 \\u0026\""));
	g_assert_null(strpbrk(text->str, "<>&"));
	g_assert_null(strstr(text->str, "\342\200"));
}

static void write_index(void)
{
	for (size_t i = 0; i < plan_len(plan); i++) {
		const struct page *page = plan_get(plan, i);

		if (page->write)
			g_assert_true(
				page->write(&fixture->view, page, text, NULL));
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
	plan = plan_new();
	text = g_string_new(NULL);
	page_search_plan(plan);
	write_index();
	g_test_message("%s", text->str);
#define TEST(name, test) g_test_add_func("/page_search/" name, test)
	TEST("a record is said with its names and labels",
	     a_record_is_said_with_its_names_and_labels);
	TEST("a record without a page is not in it",
	     a_record_without_a_page_is_not_in_it);
	TEST("no text ends a string or a script",
	     no_text_ends_a_string_or_a_script);
	status = g_test_run();
	g_string_free(text, TRUE);
	plan_free(plan);
	page_fixture_free(fixture);
	return status;
}
