/* SPDX-License-Identifier: MIT */
/* What pages of gateways, organisations and the matrix gather from others. */
#include <string.h>

#include <glib.h>

#include "site-gen/page_gateway.h"
#include "site-gen/page_impact.h"
#include "site-gen/page_matrix.h"
#include "site-gen/page_notice_list.h"
#include "site-gen/page_organisation.h"
#include "site-gen/page_record.h"
#include "site-gen/pager.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define BODY(id_, name_, type_, more_)                                   \
	{                                                                \
		"organisations/" id_ ".xml",                             \
			"<organisation " NS " id='" id_ "'><name>" name_ \
			"</name><type>" type_ "</type>" more_            \
			"</organisation>"                                \
	}

static const char *const texts[][2] = {
	BODY("ash-council", "Ash Council", "unitary-council", ""),
	BODY("elm-council", "Elm Council", "unitary-council", ""),
	BODY("old-elm", "Old Elm", "unitary-council",
	     "<dissolvedOn>2019-03-31</dissolvedOn>"
	     "<successor ref='elm-council' on='2019-04-01'/>"),
	BODY("police", "Police", "police-force", ""),
	{ "gateways/some-act.xml",
	  "<gateway " NS " id='some-act'><title>Some Act</title>"
	  "<kind>express-permissive</kind>"
	  "<version id='v1'><validFrom>2012-01-01</validFrom>"
	  "<status>in-force</status><citation>First text</citation>"
	  "<checked>yes</checked></version>"
	  "<version id='v2'><validFrom>2020-01-01</validFrom>"
	  "<status>in-force</status><citation>Second text</citation>"
	  "<checked>yes</checked></version></gateway>" },
	{ "gateways/idle-act.xml",
	  "<gateway " NS " id='idle-act'><title>Idle Act</title>"
	  "<kind>express-permissive</kind>"
	  "<version id='v1'><validFrom evidence='not-stated'/>"
	  "<status>in-force</status><citation>Text</citation>"
	  "<checked>yes</checked></version></gateway>" },
	{ "agreements/lists.xml",
	  "<agreement " NS " id='lists'><title>Lists</title>"
	  "<owner ref='ash-council'/>"
	  "<review><next>2026-01-01</next><lastOn>2019-01-01</lastOn>"
	  "</review><status>active</status>"
	  "<party ref='ash-council'><role>controller</role><signature>"
	  "<status>signed</status></signature></party>"
	  "<party ref='police'><role>controller</role><signature>"
	  "<status>not-signed</status></signature></party>"
	  "<party ref='elm-council'><role>controller</role></party>"
	  "<start>2013-01-01</start>"
	  "<flow id='daily'><title>Daily</title><discloser ref='police'/>"
	  "<recipient ref='ash-council'/><recipient ref='elm-council'/>"
	  "<gateway ref='some-act' version='v2'/></flow>"
	  "<flow id='back'><title>Back</title><discloser ref='ash-council'/>"
	  "<discloser ref='police'/><recipient ref='police'/></flow>"
	  "<flow id='blank'><title>Blank</title><discloser ref='police'/>"
	  "</flow></agreement>" },
	{ "agreements/over.xml",
	  "<agreement " NS " id='over'><title>Over</title>"
	  "<status>expired</status><party ref='police'>"
	  "<role>controller</role></party>"
	  "<flow id='once'><title>Once</title><discloser ref='police'/>"
	  "<recipient ref='elm-council'/></flow></agreement>" },
	{ "consents/form.xml",
	  "<consent " NS " id='form'><title>Form</title>"
	  "<kind evidence='not-stated'/><controller ref='ash-council'/>"
	  "</consent>" },
	{ "pias/pia-one.xml",
	  "<pia " NS " id='pia-one'><title>One</title><kind>full</kind>"
	  "<lead ref='ash-council'/><linked><agreement ref='lists'/></linked>"
	  "<risk id='r1'><title>First</title></risk>"
	  "<measure id='m1' risk='r1'><option>Do.</option>"
	  "<owner ref='police'/><due>2026-11-21</due>"
	  "<status>agreed</status></measure>"
	  "<measure id='m2' risk='r1'><option>Did.</option>"
	  "<owner ref='police'/><due>2020-01-01</due>"
	  "<status>done</status></measure></pia>" },
	{ "barriers/bar.xml",
	  "<barrier " NS " id='bar'><title>Bar</title><barrier>B3</barrier>"
	  "<affects ref='some-act'/></barrier>" },
};

static struct page_fixture *fixture;

static const struct value *organisation(const char *id)
{
	return page_fixture_make(fixture, id, page_organisation_make);
}

static const struct value *gateway(const char *id)
{
	return page_fixture_make(fixture, id, page_gateway_make);
}

static const struct value *impact(const char *id)
{
	return page_fixture_make(fixture, id, page_impact_make);
}

#define SAYS(value_, path_, expected_) \
	g_assert_cmpstr(page_fixture_text(value_, path_), ==, expected_)
#define HOLDS(value_, path_, n_) \
	g_assert_cmpuint(value_len(page_fixture_at(value_, path_)), ==, n_)

static void what_an_organisation_gives_is_grouped_by_who_gets_it(void)
{
	const struct value *map = organisation("police");

	HOLDS(map, "gives/groups", 3);
	SAYS(map, "gives/groups/0/anchor", "gives-to-ash-council");
	SAYS(map, "gives/groups/0/rows/0/title", "Daily");
	SAYS(map, "gives/groups/1/title", "Elm Council");
	SAYS(map, "gives/groups/1/count", "2");
	SAYS(map, "gives/groups/1/live", "1");
	SAYS(map, "gives/groups/2/title", "NOTHING");
	HOLDS(map, "gives/flows/rows", 3);
	SAYS(map, "counts/gives", "3");
	SAYS(map, "counts/givesLive", "2");
}

static void a_body_on_both_sides_does_not_share_with_itself(void)
{
	const struct value *map = organisation("police");

	HOLDS(map, "gets/groups", 1);
	SAYS(map, "gets/groups/0/anchor", "gets-from-ash-council");
	SAYS(map, "gets/groups/0/rows/0/url",
	     "../agreements/lists.html#part-back");
}

static void signatures_are_owed_where_sharing_is_under_way(void)
{
	HOLDS(organisation("ash-council"), "unsigned/rows", 0);
	HOLDS(organisation("police"), "unsigned/rows", 1);
	SAYS(organisation("police"), "unsigned/rows/0/isNotSigned", "true");
	SAYS(organisation("police"), "counts/parties", "2");
	SAYS(organisation("elm-council"), "unsigned/rows/0/isNotSigned",
	     "false");
}

static void what_is_due_is_due_of_its_owner(void)
{
	const struct value *map = organisation("police");

	HOLDS(map, "overdue/rows", 2);
	SAYS(map, "overdue/rows/0/what", "Signature due");
	SAYS(map, "overdue/rows/0/part", "Police");
	SAYS(map, "overdue/rows/1/what", "Measure due");
	SAYS(map, "overdue/rows/1/part", "Do.");
	HOLDS(map, "tasks/rows", 1);
	SAYS(map, "tasks/rows/0/due", "21 November 2026");
	map = organisation("ash-council");
	HOLDS(map, "overdue/rows", 1);
	SAYS(map, "overdue/rows/0/what", "Review");
	HOLDS(map, "tasks/rows", 0);
}

static void an_organisation_has_its_part_in_other_records(void)
{
	const struct value *map = organisation("ash-council");

	SAYS(map, "roles/0/items/0/title", "Form");
	SAYS(map, "roles/1/items/0/title", "One");
	SAYS(map, "roles/2/hasItems", "false");
	SAYS(organisation("elm-council"), "predecessors/0/title", "Old Elm");
	SAYS(organisation("elm-council"), "predecessors/0/on", "1 April 2019");
	SAYS(organisation("old-elm"), "dissolvedOn", "31 March 2019");
}

static void a_gateway_shows_its_versions_and_what_rests_on_it(void)
{
	const struct value *map = gateway("some-act");

	SAYS(map, "isOneVersion", "true");
	SAYS(map, "current/0/_id", "part-v2");
	SAYS(map, "versions/rows/0/to", "31 December 2019");
	SAYS(map, "versions/rows/1/isOpen", "true");
	g_assert_nonnull(
		strstr(page_fixture_text(map, "timeline"), "Second text"));
	HOLDS(map, "flows/rows", 1);
	SAYS(map, "flows/rows/0/version", "Second text");
	SAYS(map, "flows/rows/0/start", "1 January 2013");
	SAYS(map, "flows/rows/0/isLive", "true");
	HOLDS(map, "others/rows", 2);
	SAYS(map, "others/rows/0/title", "Bar");
	SAYS(map, "others/rows/0/through", "NOTHING");
	SAYS(map, "others/rows/1/title", "One");
	SAYS(map, "others/rows/1/through/title", "Lists");
	SAYS(map, "nAlone", "1");
	SAYS(map, "impactUrl", "../impact/some-act.html");
	SAYS(gateway("idle-act"), "timeline", "NOTHING");
	SAYS(gateway("idle-act"), "isUnused", "true");
}

static void law_impact_puts_what_is_lost_first(void)
{
	const struct value *map = impact("some-act");

	HOLDS(map, "losses", 1);
	SAYS(map, "losses/0/id", "alone");
	SAYS(map, "losses/0/table/rows/0/title", "Daily");
	SAYS(map, "changed", "1 January 2020");
	HOLDS(map, "stale/rows", 1);
	SAYS(map, "stale/rows/0/id", "lists");
	SAYS(map, "stale/rows/0/on", "1 January 2019");
	HOLDS(map, "unlooked/rows", 1);
	SAYS(map, "unlooked/rows/0/id", "pia-one");
	SAYS(impact("idle-act"), "hasLosses", "false");
}

static void the_index_parts_gateways_by_whether_anything_rests_on_them(void)
{
	struct page page = { .path = "impact.html" };
	const struct value *map = page_impact_index(&fixture->view, &page);

	HOLDS(map, "used/rows", 1);
	SAYS(map, "used/rows/0/nRecords", "3");
	SAYS(map, "used/rows/0/nStale", "1");
	HOLDS(map, "unused", 1);
	SAYS(map, "unused/0/title", "Idle Act");
}

static void the_matrix_counts_flows_and_leads_to_them(void)
{
	const struct value *map =
		page_fixture_page(fixture, page_matrix_plan, 0);

	SAYS(map, "nFlows", "4");
	SAYS(map, "nLive", "3");
	/* Police to two councils is one flow between the types. */
	SAYS(map, "tables/types/rows/0/label", "Police force");
	SAYS(map, "tables/types/columns/0", "Police force");
	SAYS(map, "tables/types/rows/0/cells/0/isNone", "true");
	SAYS(map, "tables/types/rows/0/cells/1/count", "2");
	SAYS(map, "tables/types/rows/0/cells/1/live", "1");
	SAYS(map, "tables/types/rows/0/cells/1/url", "#type-police-force");
	SAYS(map, "tables/bodies/rows/1/label", "Police");
	SAYS(map, "tables/bodies/columns/1", "Elm Council");
	SAYS(map, "tables/bodies/rows/1/cells/1/count", "2");
	SAYS(map, "tables/bodies/rows/1/cells/1/url",
	     "../organisations/police.html#gives-to-elm-council");
	SAYS(map, "list/givers/0/id", "type-police-force");
	SAYS(map, "list/givers/0/rows/0/to/1/live", "1");
	HOLDS(map, "unnamed/rows", 1);
	SAYS(map, "unnamed/rows/0/title", "Blank");
}

/* Registers of one agreement by which one body tells so many others. */
static struct page_fixture *many_recipients(unsigned n)
{
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) flow = g_string_new(
		"<agreement " NS " id='wide'><title>Wide</title>"
		"<status>active</status><flow id='f'><title>F</title>"
		"<discloser ref='body-0'/>");
	const char *(*many)[2] = g_malloc0_n(n + 2, sizeof(*many));
	struct page_fixture *made;

	for (unsigned i = 0; i <= n; i++) {
		char *path = g_strdup_printf("organisations/body-%u.xml", i);
		char *text = g_strdup_printf(
			"<organisation " NS " id='body-%u'><name>Body %u</name>"
			"<type>school</type></organisation>",
			i, i);

		g_ptr_array_add(owned, path);
		g_ptr_array_add(owned, text);
		many[i][0] = path;
		many[i][1] = text;
		if (i > 0)
			g_string_append_printf(flow,
					       "<recipient ref='body-%u'/>", i);
	}
	g_string_append(flow, "</flow></agreement>");
	many[n + 1][0] = "agreements/wide.xml";
	many[n + 1][1] = flow->str;
	made = page_fixture_new((const char *const(*)[2])many, n + 2);
	g_free(many);
	return made;
}

static void a_matrix_too_large_to_read_is_left_to_the_list(void)
{
	struct page_fixture *large = many_recipients(25);
	struct page_fixture *small = many_recipients(24);
	const struct value *map = page_fixture_page(large, page_matrix_plan, 0);

	SAYS(map, "tables/bodies", "NOTHING");
	SAYS(map, "tables/types/rows/0/cells/0/count", "1");
	HOLDS(map, "list/givers/0/rows/0/to", 25);
	map = page_fixture_page(small, page_matrix_plan, 0);
	HOLDS(map, "tables/bodies/columns", 24);
	page_fixture_free(large);
	page_fixture_free(small);
}

static void the_list_goes_on_over_further_pages(void)
{
	struct page_fixture *large = many_recipients(600);
	const struct value *map = page_fixture_page(large, page_matrix_plan, 0);

	HOLDS(map, "list/givers/0/rows/0/to", 500);
	SAYS(map, "unnamed/isEmpty", "true");
	SAYS(map, "unnamedUrl", "#unnamed");
	map = page_fixture_page(large, page_matrix_plan, 1);
	SAYS(map, "tables", "NOTHING");
	SAYS(map, "nFlows", "1");
	SAYS(map, "list/givers/0/rows/0/title", "Body 0");
	HOLDS(map, "list/givers/0/rows/0/to", 100);
	SAYS(map, "unnamed", "NOTHING");
	page_fixture_free(large);
}

static void the_notices_go_on_over_further_pages(void)
{
	struct page_fixture *large = many_recipients(600);
	const struct value *map =
		page_fixture_page(large, page_notice_list_plan, 0);

	HOLDS(map, "organisations/rows", 500);
	SAYS(map, "organisations/rows/0/title", "Body 0");
	SAYS(map, "programmes/isEmpty", "true");
	map = page_fixture_page(large, page_notice_list_plan, 1);
	HOLDS(map, "organisations/rows", 101);
	SAYS(map, "programmes", "NOTHING");
	page_fixture_free(large);
}

static void what_refers_to_a_record_is_cut(void)
{
	const char *many[PAGER_ROWS + 2][2];
	g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
	struct page_fixture *large;
	const struct value *map;

	many[0][0] = "organisations/lead.xml";
	many[0][1] = "<organisation " NS " id='lead'><name>Lead</name>"
		     "<type>school</type></organisation>";
	for (unsigned i = 1; i < G_N_ELEMENTS(many); i++) {
		many[i][0] = g_strdup_printf("programmes/p%u.xml", i);
		many[i][1] = g_strdup_printf("<programme " NS
					     " id='p%u'><title>P</title>"
					     "<lead ref='lead'/></programme>",
					     i);
		g_ptr_array_add(kept, (gpointer)many[i][0]);
		g_ptr_array_add(kept, (gpointer)many[i][1]);
	}
	large = page_fixture_new((const char *const(*)[2])many,
				 G_N_ELEMENTS(many));
	map = page_fixture_make(large, "lead", page_record_make);
	HOLDS(map, "referrers/rows", PAGER_ROWS);
	SAYS(map, "referrers/isCut", "true");
	SAYS(map, "referrers/nAll", "501");
	page_fixture_free(large);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
#define TEST(name, test) g_test_add_func("/page_sharing/" name, test)
	TEST("what an organisation gives is grouped by who gets it",
	     what_an_organisation_gives_is_grouped_by_who_gets_it);
	TEST("a body on both sides does not share with itself",
	     a_body_on_both_sides_does_not_share_with_itself);
	TEST("signatures are owed where sharing is under way",
	     signatures_are_owed_where_sharing_is_under_way);
	TEST("what is due is due of its owner",
	     what_is_due_is_due_of_its_owner);
	TEST("an organisation has its part in other records",
	     an_organisation_has_its_part_in_other_records);
	TEST("a gateway shows its versions and what rests on it",
	     a_gateway_shows_its_versions_and_what_rests_on_it);
	TEST("law impact puts what is lost first",
	     law_impact_puts_what_is_lost_first);
	TEST("the index parts gateways by whether anything rests on them",
	     the_index_parts_gateways_by_whether_anything_rests_on_them);
	TEST("the matrix counts flows and leads to them",
	     the_matrix_counts_flows_and_leads_to_them);
	TEST("a matrix too large to read is left to the list",
	     a_matrix_too_large_to_read_is_left_to_the_list);
	TEST("the list goes on over further pages",
	     the_list_goes_on_over_further_pages);
	TEST("the notices go on over further pages",
	     the_notices_go_on_over_further_pages);
	TEST("what refers to a record is cut", what_refers_to_a_record_is_cut);
	status = g_test_run();
	page_fixture_free(fixture);
	return status;
}
