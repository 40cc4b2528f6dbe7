/* SPDX-License-Identifier: MIT */
/* What the pages of agreements and assessments gather from several records. */
#include <string.h>

#include <glib.h>

#include "site-gen/page_agreement.h"
#include "site-gen/page_pia.h"
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

static const char *const texts[][2] = {
	COUNCIL("ash-council", "Ash Council"),
	COUNCIL("elm-council", "Elm Council"),
	{ "sources/paper.xml",
	  "<source " NS " id='paper'><title>Paper</title>"
	  "<publisher>Press</publisher><published>2014-11-30</published>"
	  "</source>" },
	{ "gateways/some-act.xml",
	  "<gateway " NS " id='some-act'><title>Some Act</title>"
	  "<kind>express-permissive</kind>"
	  "<version id='v1'><validFrom>2012-01-01</validFrom>"
	  "<status>in-force</status><citation>Some Act, first text</citation>"
	  "<checked>yes</checked></version>"
	  "<version id='v2'><validFrom>2020-01-01</validFrom>"
	  "<status>in-force</status><citation>Some Act, second text</citation>"
	  "<checked>yes</checked></version></gateway>" },
	{ "consents/yes-form.xml",
	  "<consent " NS " id='yes-form'><title>Form</title>"
	  "<kind evidence='not-stated'/></consent>" },
	{ "agreements/ash-share.xml",
	  "<agreement " NS " id='ash-share' source='paper'>"
	  "<title>Share</title><status>active</status>"
	  "<party ref='ash-council'><role>controller</role>"
	  "<signature evidence='not-stated'/></party>"
	  "<start>2013-01-01</start><end evidence='not-stated'/>"
	  "<flow id='daily'><title>Daily list</title>"
	  "<discloser ref='ash-council'/><recipient ref='elm-council'/>"
	  "<gateway ref='some-act'/><consent ref='yes-form'/>"
	  "<method evidence='not-stated'/></flow>"
	  "<flow id='blank'><title>Blank</title></flow>"
	  "<consent ref='yes-form'/></agreement>" },
	{ "pias/pia-one.xml",
	  "<pia " NS " id='pia-one'><title>One</title><kind>full</kind>"
	  "<linked><agreement ref='ash-share'/></linked>"
	  "<screening><criterion code='w-sensitive' met='false'>No."
	  "</criterion></screening>"
	  "<risk id='r1'><title>First</title><overall>high</overall></risk>"
	  "<risk id='r2'><title>Second</title></risk>"
	  "<measure id='m1' risk='r2 r1'><option>Do.</option>"
	  "<due>2026-11-21</due><status>agreed</status></measure>"
	  "<measure id='m2' risk='r1'><option>Did.</option>"
	  "<due>2020-01-01</due><status>done</status></measure></pia>" },
};

static struct page_fixture *fixture;

static const struct value *agreement(void)
{
	return page_fixture_make(fixture, "ash-share", page_agreement_make);
}

static const struct value *pia(void)
{
	return page_fixture_make(fixture, "pia-one", page_pia_make);
}

static void a_flow_names_each_version_that_it_ran_under(void)
{
	const struct value *power =
		page_fixture_at(agreement(), "flows/list/0/powers/0");

	g_assert_cmpstr(page_fixture_text(power, "versions/0/citation"), ==,
			"Some Act, first text");
	g_assert_cmpstr(page_fixture_text(power, "versions/0/period"), ==,
			"from 1 January 2013 to 31 December 2019");
	g_assert_cmpstr(page_fixture_text(power, "versions/1/citation"), ==,
			"Some Act, second text");
	g_assert_cmpstr(page_fixture_text(power, "versions/1/url"), ==,
			"../gateways/some-act.html#part-v2");
	g_assert_cmpstr(page_fixture_text(power, "problem"), ==, "NOTHING");
}

static void a_flow_without_bodies_is_drawn_as_not_stated(void)
{
	const struct value *picture =
		page_fixture_at(agreement(), "flows/picture");

	g_assert_nonnull(strstr(value_bytes(picture, NULL), "2. Blank"));
	g_assert_nonnull(strstr(value_bytes(picture, NULL), "Not stated"));
}

static void consents_are_shown_once(void)
{
	const struct value *map = agreement();

	g_assert_cmpuint(value_len(page_fixture_at(map, "consents")), ==, 1);
	g_assert_cmpstr(page_fixture_text(map, "consents/0/_selfUrl"), ==,
			"../consents/yes-form.html");
	g_assert_cmpstr(page_fixture_text(map, "pias/0/title"), ==, "One");
}

static void what_is_not_stated_is_listed_by_part(void)
{
	const struct value *map = agreement();

	g_assert_cmpuint(value_len(page_fixture_at(map, "notStated")), ==, 2);
	g_assert_cmpstr(page_fixture_text(map, "notStated/0/labels/0"), ==,
			"Signature");
	g_assert_cmpstr(page_fixture_text(map, "notStated/0/labels/1"), ==,
			"End");
	g_assert_cmpstr(page_fixture_text(map, "notStated/1/part"), ==,
			"Flow 'Daily list'");
	g_assert_cmpuint(value_len(page_fixture_at(map, "notStated/1/labels")),
			 ==, 1);
	g_assert_cmpstr(page_fixture_text(map, "sources/0/publisher"), ==,
			"Press");
	g_assert_cmpstr(page_fixture_text(map, "has/party"), ==, "true");
	g_assert_cmpstr(page_fixture_text(map, "has/notice"), ==, "false");
}

static void an_assessment_takes_the_flows_of_its_agreement(void)
{
	const struct value *map = pia();

	g_assert_cmpuint(value_len(page_fixture_at(map, "flows/list")), ==, 2);
	g_assert_cmpstr(page_fixture_text(map, "flows/list/0/agreement/title"),
			==, "Share");
	g_assert_cmpstr(page_fixture_text(map, "flows/list/0/url"), ==,
			"../agreements/ash-share.html#part-daily");
}

static void risks_and_measures_name_each_other(void)
{
	const struct value *map = pia();

	g_assert_cmpstr(page_fixture_text(map, "risks/0/measures"), ==, "1, 2");
	g_assert_cmpstr(page_fixture_text(map, "risks/1/measures"), ==, "1");
	g_assert_cmpstr(page_fixture_text(map, "measures/0/risks"), ==, "1, 2");
	g_assert_cmpstr(page_fixture_text(map, "measures/0/isOverdue"), ==,
			"true");
	g_assert_cmpstr(page_fixture_text(map, "measures/1/isOverdue"), ==,
			"false");
	g_assert_cmpstr(page_fixture_text(map, "risks/0/shade"), ==, "high");
	g_assert_cmpstr(page_fixture_text(map, "risks/1/level"), ==, "NOTHING");
}

static void screening_says_what_facts_and_record_say(void)
{
	const struct value *map = page_fixture_at(pia(), "computedScreening");
	const struct value *rows = page_fixture_at(map, "rows");
	bool found = false;

	g_assert_cmpstr(page_fixture_text(map, "any"), ==, "true");
	g_assert_cmpstr(page_fixture_text(map, "hasMissing"), ==, "true");
	for (size_t i = 0; i < value_len(rows); i++) {
		const struct value *row = value_at(rows, i);

		if (strcmp(page_fixture_text(row, "said"), "Not met") != 0)
			continue;
		found = true;
		g_assert_cmpstr(page_fixture_text(row, "computed"), ==,
				"Not known");
		g_assert_cmpstr(page_fixture_text(row, "differs"), ==, "false");
	}
	g_assert_true(found);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
#define TEST(name, test) g_test_add_func("/page_reports/" name, test)
	TEST("a flow names each version that it ran under",
	     a_flow_names_each_version_that_it_ran_under);
	TEST("a flow without bodies is drawn as not stated",
	     a_flow_without_bodies_is_drawn_as_not_stated);
	TEST("consents are shown once", consents_are_shown_once);
	TEST("what is not stated is listed by part",
	     what_is_not_stated_is_listed_by_part);
	TEST("an assessment takes the flows of its agreement",
	     an_assessment_takes_the_flows_of_its_agreement);
	TEST("risks and measures name each other",
	     risks_and_measures_name_each_other);
	TEST("screening says what facts and record say",
	     screening_says_what_facts_and_record_say);
	status = g_test_run();
	page_fixture_free(fixture);
	return status;
}
