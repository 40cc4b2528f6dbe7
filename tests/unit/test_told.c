/* SPDX-License-Identifier: MIT */
#include <glib.h>

#include "lib/date.h"
#include "lib/diag.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "site-gen/told.h"
#include "tests/unit/page_fixture.h"

#define AS_OF date_parse("2026-11-22")

static const char *const texts[][2] = {
	{ "organisations/fen-council.xml",
	  "<organisation xmlns='urn:gatehouse:1' id='fen-council' version='1'>"
	  "<name>Fen Council</name><type>unitary-council</type>"
	  "<publicAuthority>true</publicAuthority>"
	  "<dpoRole evidence='not-stated'/></organisation>" },
};

/* What a rule finds in the registers; the first of it, in *first. */
static struct page_fixture *find(struct diags *found, struct diag *first)
{
	struct page_fixture *fixture =
		page_fixture_new(texts, G_N_ELEMENTS(texts));
	g_autoptr(RuleRun) run = rules_check(fixture->registers,
					     fixture->rulebook, AS_OF, found);

	g_assert_cmpuint(rule_run_bugs(run), ==, 0);
	g_assert_cmpuint(diags_len(found), >, 0);
	*first = *diags_get(found, 0);
	g_assert_true(first->is_checked);
	return fixture;
}

static struct diags *tell(const struct page_fixture *fixture,
			  const struct diag *diag)
{
	g_autoptr(Diags) all = diags_new();

	diags_add(all, diag);
	return told_diags(all, fixture->registers, fixture->rulebook, AS_OF);
}

static void what_the_edition_shows_is_told_as_it_is(void)
{
	g_autoptr(Diags) found = diags_new();
	struct diag diag;
	struct page_fixture *fixture = find(found, &diag);
	g_autoptr(Diags) told = tell(fixture, &diag);

	g_assert_cmpuint(diags_len(told), ==, 1);
	g_assert_cmpstr(diags_get(told, 0)->message, ==, diag.message);
	page_fixture_free(fixture);
}

static void what_only_hidden_records_show_is_not_told(void)
{
	g_autoptr(Diags) found = diags_new();
	struct diag diag;
	struct page_fixture *fixture = find(found, &diag);
	g_autoptr(Diags) told = NULL;

	diag.line += 100;
	told = tell(fixture, &diag);
	g_assert_cmpuint(diags_len(told), ==, 0);
	page_fixture_free(fixture);
}

static void other_words_give_way_to_the_rule(void)
{
	g_autoptr(Diags) found = diags_new();
	struct diag diag;
	struct page_fixture *fixture = find(found, &diag);
	g_autoptr(Diags) told = NULL;

	diag.message = "the hidden gateway is for research only";
	told = tell(fixture, &diag);
	g_assert_cmpuint(diags_len(told), ==, 1);
	g_assert_cmpstr(diags_get(told, 0)->message, ==,
			rulebook_find(fixture->rulebook, diag.rule)->title);
	page_fixture_free(fixture);
}

static void what_was_found_on_reading_stays(void)
{
	g_autoptr(Diags) found = diags_new();
	struct diag diag;
	struct page_fixture *fixture = find(found, &diag);
	g_autoptr(Diags) told = NULL;

	diag.line += 100;
	diag.is_checked = false;
	told = tell(fixture, &diag);
	g_assert_cmpuint(diags_len(told), ==, 1);
	g_assert_cmpstr(diags_get(told, 0)->message, ==, diag.message);
	page_fixture_free(fixture);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/told/what the edition shows is told as it is",
			what_the_edition_shows_is_told_as_it_is);
	g_test_add_func("/told/what only hidden records show is not told",
			what_only_hidden_records_show_is_not_told);
	g_test_add_func("/told/other words give way to the rule",
			other_words_give_way_to_the_rule);
	g_test_add_func("/told/what was found on reading stays",
			what_was_found_on_reading_stays);
	return g_test_run();
}
