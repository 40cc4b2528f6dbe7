/* SPDX-License-Identifier: MIT */
/* Claims of maturity: the latest, the median, the spread, and what is stale. */
#include "site-gen/claims.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/page_maturity.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define COUNCIL(id_, name_)                                              \
	{                                                                \
		"organisations/" id_ ".xml",                             \
			"<organisation " NS " id='" id_ "'><name>" name_ \
			"</name>"                                        \
			"<type>local-authority</type></organisation>"    \
	}
#define CLAIM(id_, partner_, level_, on_)                           \
	"<assessment id='" id_ "'><partner ref='" partner_ "'/>"    \
	"<level>" level_ "</level><assessedOn>" on_ "</assessedOn>" \
	"</assessment>"

static const char *const texts[][2] = {
	COUNCIL("ash-council", "Ash Council"),
	COUNCIL("elm-council", "Elm Council"),
	COUNCIL("oak-council", "Oak Council"),
	COUNCIL("yew-council", "Yew Council"),
	{ "barriers/trust.xml",
	  "<barrier " NS " id='trust'><title>Trust</title>"
	  "<barrier>B5</barrier>"
	  "<approach id='meet'><description>Meet.</description>"
	  "<status>in-progress</status><due>2026-11-21</due></approach>"
	  "<approach id='met'><description>Met.</description>"
	  "<status>done</status><due>2020-01-01</due></approach>" CLAIM(
		  "a2", "ash-council", "3",
		  "2026-01-01") CLAIM("a1", "ash-council", "1", "2020-01-01")
		  CLAIM("e1", "elm-council", "2",
			"2025-11-21") "<assessment id='o1'><partner ref='oak-council'/><level>4</level>"
				      "<assessedOn evidence='not-stated'/></assessment>" CLAIM(
					      "y1", "yew-council", "0",
					      "2026-11-01") "<targetLevel>4</targetLevel><targetDate>2027-01-01</targetDate>"
							    "</barrier>" },
	{ "barriers/trust-two.xml",
	  "<barrier " NS " id='trust-two'><title>Trust elsewhere</title>"
	  "<barrier>B5</barrier>"
	  "<assessment id='w1'><level>1</level>"
	  "<assessedOn>2026-11-22</assessedOn></assessment></barrier>" },
};

/* A flow without format and frequency, and a claim that there are both. */
static const char *const mixed_texts[][2] = {
	COUNCIL("ash-council", "Ash Council"),
	{ "agreements/list.xml",
	  "<agreement " NS " id='list'><title>List</title>"
	  "<status>active</status>"
	  "<flow id='one'><title>One</title></flow></agreement>" },
	{ "barriers/systems.xml",
	  "<barrier " NS " id='systems'><title>Systems</title>"
	  "<barrier>B7</barrier>"
	  "<assessment id='a1'><partner ref='ash-council'/><level>2</level>"
	  "<assessedOn>2025-12-31</assessedOn>"
	  "<evidenceItem kind='document'>A list.</evidenceItem></assessment>"
	  "<assessment id='a2'><partner ref='ash-council'/><level>3</level>"
	  "<assessedOn>2026-10-01</assessedOn>"
	  "<evidenceItem kind='document'>A list.</evidenceItem></assessment>"
	  "</barrier>" },
};

static struct page_fixture *fixture;
static struct page_fixture *mixed;
static struct claims *maturity;
static guint trust;

static guint partner(const char *name)
{
	for (guint i = 0; i < maturity->partners->len; i++) {
		if (strcmp(g_array_index(maturity->partners,
					 struct claims_partner, i)
				   .name,
			   name) == 0)
			return i;
	}
	g_error("no partner '%s'", name);
}

static const struct claim *latest(const char *name)
{
	return claims_latest(maturity, trust, partner(name));
}

static void the_latest_claim_is_the_last_by_its_day(void)
{
	g_assert_cmpuint(latest("Ash Council")->level, ==, 3);
	g_assert_cmpuint(latest("Elm Council")->level, ==, 2);
	g_assert_null(claims_latest(maturity, 0, partner("Ash Council")));
	g_assert_null(claims_latest(maturity, 7, partner("Ash Council")));
}

static void a_claim_is_stale_after_twelve_months(void)
{
	g_assert_false(latest("Ash Council")->is_stale);
	g_assert_true(latest("Elm Council")->is_stale);
	g_assert_true(latest("Oak Council")->is_stale);
}

static void a_claim_without_partner_is_the_partnerships(void)
{
	const struct claim *claim = latest("The partnership as a whole");

	g_assert_cmpstr(claim->record->id, ==, "trust-two");
	g_assert_cmpuint(claim->level, ==, 1);
}

static void median_and_spread_leave_out_who_is_not_assessed(void)
{
	struct claims_spread spread = claims_spread(maturity, trust);

	/* 1, 2, 3, 4: two and a half. */
	g_assert_cmpuint(spread.n, ==, 4);
	g_assert_cmpuint(spread.n_stale, ==, 2);
	g_assert_cmpuint(spread.lowest, ==, 1);
	g_assert_cmpuint(spread.highest, ==, 4);
	g_assert_cmpuint(spread.median_halves, ==, 5);
	spread = claims_spread(maturity, 0);
	g_assert_cmpuint(spread.n, ==, 0);
	g_assert_cmpuint(spread.median_halves, ==, 0);
}

static void the_page_says_what_is_overdue_and_aimed_at(void)
{
	const struct value *map =
		page_fixture_page(fixture, page_maturity_plan, 0);
	const struct value *barrier = page_fixture_at(map, "barriers/4");

	g_assert_cmpstr(page_fixture_text(barrier, "code"), ==, "B5");
	g_assert_cmpstr(page_fixture_text(barrier, "median"), ==, "2.5");
	g_assert_cmpstr(page_fixture_text(barrier, "approaches/0/isOverdue"),
			==, "true");
	g_assert_cmpstr(page_fixture_text(barrier, "approaches/1/isOverdue"),
			==, "false");
	g_assert_cmpstr(page_fixture_text(barrier, "targets/0/on"), ==,
			"1 January 2027");
	g_assert_cmpuint(value_len(page_fixture_at(barrier, "trend")), ==, 1);
	g_assert_cmpstr(page_fixture_text(map, "barriers/0/hasLevels"), ==,
			"false");
	g_assert_cmpstr(page_fixture_text(map, "barriers/0/hasTrend"), ==,
			"false");
}

static void claims_stand_newest_first(void)
{
	const struct value *map =
		page_fixture_page(fixture, page_maturity_plan, 0);
	const struct value *claims = page_fixture_at(map, "barriers/4/claims");

	g_assert_cmpuint(value_len(claims), ==, 6);
	g_assert_cmpstr(page_fixture_text(claims, "0/on"), ==,
			"1 January 2026");
	g_assert_cmpstr(page_fixture_text(claims, "0/isLatest"), ==, "true");
	g_assert_cmpstr(page_fixture_text(claims, "1/on"), ==,
			"1 January 2020");
	g_assert_cmpstr(page_fixture_text(claims, "1/isLatest"), ==, "false");
	g_assert_cmpstr(page_fixture_text(claims, "0/partnerUrl"), ==,
			"../organisations/ash-council.html");
}

/* Ash claims 3 and names no evidence; B5 asks for published agreements. */
static void a_claim_counts_as_what_is_shown(void)
{
	const struct value *map =
		page_fixture_page(fixture, page_maturity_plan, 0);
	const struct value *claim = page_fixture_at(map, "barriers/4/claims/0");

	g_assert_cmpstr(page_fixture_text(claim, "level"), ==, "3");
	g_assert_cmpstr(page_fixture_text(claim, "counts"), ==, "1");
	g_assert_cmpstr(page_fixture_text(claim, "isUnshown"), ==, "true");
	g_assert_cmpstr(page_fixture_text(claim, "isContradicted"), ==,
			"false");
	claim = page_fixture_at(map, "barriers/4/claims/1");
	g_assert_cmpstr(page_fixture_text(claim, "level"), ==, "1");
	g_assert_cmpstr(page_fixture_text(claim, "isLowered"), ==, "false");
}

static void a_signal_below_its_threshold_contradicts_a_claim(void)
{
	const struct value *map =
		page_fixture_page(mixed, page_maturity_plan, 0);
	const struct value *barrier = page_fixture_at(map, "barriers/6");
	const struct value *claim = page_fixture_at(barrier, "claims/0");

	g_assert_cmpstr(page_fixture_text(barrier, "allowed/level"), ==, "1");
	g_assert_cmpstr(page_fixture_text(barrier, "allowed/stopped/level"), ==,
			"2");
	g_assert_cmpstr(page_fixture_text(barrier, "allowed/stopped/atLeast"),
			==, "50");
	g_assert_cmpstr(page_fixture_text(barrier, "nContradicted"), ==, "1");
	g_assert_cmpstr(page_fixture_text(claim, "isContradicted"), ==, "true");
	g_assert_cmpstr(page_fixture_text(claim, "isUnshown"), ==, "false");
	g_assert_cmpstr(page_fixture_text(claim, "counts"), ==, "1");
	/* Of an older claim the signals of today say nothing. */
	g_assert_cmpstr(page_fixture_text(barrier, "claims/1/isContradicted"),
			==, "false");
	g_assert_cmpstr(
		page_fixture_text(barrier, "criteria/1/signals/0/isBelow"), ==,
		"true");
}

static void what_cannot_be_computed_is_said(void)
{
	const struct value *map =
		page_fixture_page(fixture, page_maturity_plan, 0);
	const struct value *allowed =
		page_fixture_at(map, "barriers/6/allowed");

	g_assert_cmpstr(page_fixture_text(allowed, "stopped"), ==, "NOTHING");
	g_assert_cmpstr(page_fixture_text(allowed, "unknown/level"), ==, "2");
	g_assert_cmpstr(page_fixture_text(allowed, "unknown/signal/any"), ==,
			"false");
}

static void an_empty_register_has_a_page_too(void)
{
	struct page_fixture *empty = page_fixture_new(NULL, 0);
	const struct value *map =
		page_fixture_page(empty, page_maturity_plan, 0);

	g_assert_cmpstr(page_fixture_text(map, "latest/isEmpty"), ==, "true");
	g_assert_cmpuint(value_len(page_fixture_at(map, "barriers")), ==, 8);
	page_fixture_free(empty);
}

/*
 * 600 partners in the table and, after a record, in the barrier's section; a
 * record of another barrier behind them.
 */
static void partners_go_on_over_further_pages(void)
{
	g_autoptr(GString) text =
		g_string_new("<barrier " NS " id='many'><title>Many</title>"
			     "<barrier>B1</barrier>");
	const char *many[][2] = {
		{ "barriers/many.xml", NULL },
		{ "barriers/few.xml",
		  "<barrier " NS " id='few'><title>Few</title>"
		  "<barrier>B8</barrier></barrier>" },
	};
	struct page_fixture *large;
	const struct value *map;

	for (unsigned i = 0; i < 600; i++)
		g_string_append_printf(
			text,
			"<assessment id='a%u'><partner>Partner %03u</partner>"
			"<level>2</level><assessedOn>2026-01-01</assessedOn>"
			"</assessment>",
			i, i);
	g_string_append(text, "</barrier>");
	many[0][1] = text->str;
	large = page_fixture_new((const char *const(*)[2])many,
				 G_N_ELEMENTS(many));
	map = page_fixture_page(large, page_maturity_plan, 1);
	g_assert_cmpstr(page_fixture_text(map, "overview"), ==, "NOTHING");
	g_assert_cmpuint(value_len(page_fixture_at(map, "latest/partners")), ==,
			 100);
	g_assert_cmpuint(value_len(page_fixture_at(map, "barriers/0/records")),
			 ==, 1);
	g_assert_cmpuint(value_len(page_fixture_at(map, "barriers/0/claims")),
			 ==, 399);
	map = page_fixture_page(large, page_maturity_plan, 2);
	g_assert_cmpstr(page_fixture_text(map, "latest"), ==, "NOTHING");
	g_assert_cmpuint(value_len(page_fixture_at(map, "barriers")), ==, 2);
	g_assert_cmpstr(page_fixture_text(map, "barriers/0/showsRecords"), ==,
			"false");
	g_assert_cmpuint(value_len(page_fixture_at(map, "barriers/0/claims")),
			 ==, 201);
	g_assert_cmpstr(page_fixture_text(map, "barriers/0/claims/0/name"), ==,
			"Partner 399");
	g_assert_cmpuint(value_len(page_fixture_at(map, "barriers/1/records")),
			 ==, 1);
	g_assert_cmpstr(page_fixture_text(map, "barriers/1/hasClaims"), ==,
			"false");
	page_fixture_free(large);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
	mixed = page_fixture_new(mixed_texts, G_N_ELEMENTS(mixed_texts));
	maturity = claims_new(fixture->registers, fixture->view.as_of);
	while (strcmp(maturity->barriers[trust].id, "B5") != 0)
		trust++;
#define TEST(name, test) g_test_add_func("/claims/" name, test)
	TEST("the latest claim is the last by its day",
	     the_latest_claim_is_the_last_by_its_day);
	TEST("a claim is stale after twelve months",
	     a_claim_is_stale_after_twelve_months);
	TEST("a claim without partner is the partnership's",
	     a_claim_without_partner_is_the_partnerships);
	TEST("median and spread leave out who is not assessed",
	     median_and_spread_leave_out_who_is_not_assessed);
	TEST("the page says what is overdue and aimed at",
	     the_page_says_what_is_overdue_and_aimed_at);
	TEST("claims stand newest first", claims_stand_newest_first);
	TEST("a claim counts as what is shown",
	     a_claim_counts_as_what_is_shown);
	TEST("a signal below its threshold contradicts a claim",
	     a_signal_below_its_threshold_contradicts_a_claim);
	TEST("what cannot be computed is said",
	     what_cannot_be_computed_is_said);
	TEST("an empty register has a page too",
	     an_empty_register_has_a_page_too);
	g_test_add_func("/claims/partners go on over further pages",
			partners_go_on_over_further_pages);
	status = g_test_run();
	claims_free(maturity);
	page_fixture_free(mixed);
	page_fixture_free(fixture);
	return status;
}
