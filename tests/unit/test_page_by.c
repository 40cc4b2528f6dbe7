/* SPDX-License-Identifier: MIT */
/* Agreements by partner and by gateway: who has a page, and what it says. */
#include <glib.h>

#include "lib/registers.h"
#include "site-gen/page.h"
#include "site-gen/page_by.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"

static const char *const texts[][2] = {
	{ "organisations/ash-council.xml",
	  "<organisation " NS " id='ash-council'><name>Ash Council</name>"
	  "<type>local-authority</type></organisation>" },
	{ "organisations/elm-council.xml",
	  "<organisation " NS " id='elm-council'><name>Elm Council</name>"
	  "<type>local-authority</type></organisation>" },
	{ "organisations/oak-council.xml",
	  "<organisation " NS " id='oak-council'><name>Oak Council</name>"
	  "<type>local-authority</type></organisation>" },
	{ "gateways/some-act.xml",
	  "<gateway " NS " id='some-act'><title>Some Act</title>"
	  "<kind>express-permissive</kind></gateway>" },
	{ "gateways/other-act.xml",
	  "<gateway " NS " id='other-act'><title>Other Act</title>"
	  "<kind>express-permissive</kind></gateway>" },
	/* Owned by Oak, which has no part in it. */
	{ "agreements/by-partner.xml",
	  "<agreement " NS " id='by-partner'><title>Zebra</title>"
	  "<owner ref='oak-council'/><status>active</status>"
	  "<party ref='ash-council'><role>controller</role>"
	  "<signature evidence='not-stated'/></party>"
	  "<flow id='f1'><title>First</title><discloser ref='ash-council'/>"
	  "<recipient ref='elm-council'/><gateway ref='some-act'/>"
	  "<gateway ref='some-act'/></flow>"
	  "<flow id='f2'><title>Second</title><discloser ref='elm-council'/>"
	  "<recipient ref='ash-council'/></flow></agreement>" },
	{ "agreements/a-share.xml",
	  "<agreement " NS " id='a-share'><title>Antelope</title>"
	  "<party ref='ash-council'><role>controller</role>"
	  "<signature evidence='not-stated'/></party></agreement>" },
};

static struct page_fixture *fixture;
static struct plan *plan;

static const struct value *make(const char *path)
{
	for (size_t i = 0; i < plan_len(plan); i++) {
		const struct page *page = plan_get(plan, i);

		if (g_str_equal(page->path, path))
			return page->make(&fixture->view, page);
	}
	g_assert_not_reached();
}

static void who_has_a_part_in_an_agreement_has_a_page(void)
{
	g_assert_true(plan_has(plan, "agreements/by-partner/ash-council.html"));
	g_assert_true(plan_has(plan, "agreements/by-partner/elm-council.html"));
	g_assert_true(plan_has(plan, "agreements/by-gateway/some-act.html"));
	g_assert_cmpuint(plan_len(plan), ==, 3);
}

static void a_page_says_what_part_it_is(void)
{
	const struct value *page =
		make("agreements/by-partner/ash-council.html");

	g_assert_cmpstr(page_fixture_text(page, "heading"), ==,
			"Agreements with Ash Council");
	g_assert_cmpstr(page_fixture_text(page, "count"), ==, "2");
	g_assert_cmpstr(page_fixture_text(page, "rows/0/title"), ==,
			"Antelope");
	g_assert_cmpstr(page_fixture_text(page, "rows/0/isParty"), ==, "true");
	g_assert_cmpstr(page_fixture_text(page, "rows/0/hasGives"), ==,
			"false");
	g_assert_cmpstr(page_fixture_text(page, "rows/1/gives/0/title"), ==,
			"First");
	g_assert_cmpstr(page_fixture_text(page, "rows/1/gets/0/url"), ==,
			"../agreements/by-partner.html#part-f2");
	page = make("agreements/by-partner/elm-council.html");
	g_assert_cmpstr(page_fixture_text(page, "rows/0/isParty"), ==, "false");
	g_assert_cmpstr(page_fixture_text(page, "rows/0/hasGets"), ==, "true");
}

static void a_flow_that_names_a_gateway_twice_is_shown_once(void)
{
	const struct value *page = make("agreements/by-gateway/some-act.html");

	g_assert_cmpstr(page_fixture_text(page, "isPartner"), ==, "false");
	g_assert_cmpstr(page_fixture_text(page, "count"), ==, "1");
	g_assert_cmpuint(value_len(page_fixture_at(page, "rows/0/rests")), ==,
			 1);
}

static void the_list_links_to_all_of_them(void)
{
	const struct value *links = page_by_links(&fixture->view);

	g_assert_cmpuint(value_len(page_fixture_at(links, "partners")), ==, 2);
	g_assert_cmpuint(value_len(page_fixture_at(links, "gateways")), ==, 1);
	g_assert_cmpstr(page_fixture_text(links, "partners/0/url"), ==,
			"../agreements/by-partner/ash-council.html");
	g_assert_cmpstr(page_fixture_text(links, "partners/0/count"), ==, "2");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
	plan = plan_new();
	page_by_plan(plan, &fixture->site);
#define TEST(name, test) g_test_add_func("/page_by/" name, test)
	TEST("who has a part in an agreement has a page",
	     who_has_a_part_in_an_agreement_has_a_page);
	TEST("a page says what part it is", a_page_says_what_part_it_is);
	TEST("a flow that names a gateway twice is shown once",
	     a_flow_that_names_a_gateway_twice_is_shown_once);
	TEST("the list links to all of them", the_list_links_to_all_of_them);
	status = g_test_run();
	plan_free(plan);
	page_fixture_free(fixture);
	return status;
}
