/* SPDX-License-Identifier: MIT */
/* What rows of a list and the choices of its filters say of the records. */
#include <string.h>

#include <glib.h>

#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/list_filters.h"
#include "site-gen/page_list.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define VERSION(id_, from_, status_)                             \
	"<version id='" id_ "'><validFrom>" from_ "</validFrom>" \
	"<status>" status_ "</status><citation>Text</citation>"  \
	"<checked>yes</checked></version>"

static const char *const texts[][2] = {
	{ "organisations/ash-council.xml",
	  "<organisation " NS " id='ash-council'><name>ash Council</name>"
	  "<type>local-authority</type></organisation>" },
	{ "organisations/elm-council.xml",
	  "<organisation " NS " id='elm-council'><name>Elm Council</name>"
	  "<type>local-authority</type></organisation>" },
	{ "gateways/coming-act.xml",
	  "<gateway " NS " id='coming-act'><title>Coming Act</title>"
	  "<kind>express-permissive</kind>" VERSION("v1", "2012-01-01",
						    "in-force")
		  VERSION("v2", "2030-01-01", "bill") "</gateway>" },
	{ "gateways/later-act.xml",
	  "<gateway " NS " id='later-act'><title>Later Act</title>"
	  "<kind>express-permissive</kind>" VERSION("v1", "2029-01-01",
						    "enacted-not-commenced")
		  VERSION("v2", "2030-01-01", "bill") "</gateway>" },
	{ "gateways/made-act.xml",
	  "<gateway " NS " id='made-act'><title>Made Act</title>"
	  "<kind>express-permissive</kind><version id='v1'>"
	  "<validFrom>2012-01-01</validFrom><status>in-force</status>"
	  "<citation>Text</citation><checked>yes</checked>"
	  "<disclosers><discloser code='local-authority'/></disclosers>"
	  "<recipients><recipient code='nhs-body'/></recipients>"
	  "<purposes><purpose code='P-IDENTIFY'/></purposes>"
	  "</version></gateway>" },
	{ "agreements/one-share.xml",
	  "<agreement " NS " id='one-share'><title>One</title>"
	  "<status>active</status><party ref='elm-council'>"
	  "<role>controller</role><signature evidence='not-stated'/></party>"
	  "<purpose code='P-IDENTIFY'>To find them.</purpose>"
	  "<flow id='f1'><title>F</title><discloser ref='elm-council'/>"
	  "<recipient ref='ash-council'/>"
	  "<purpose code='P-IDENTIFY'/></flow></agreement>" },
	{ "agreements/two-share.xml",
	  "<agreement " NS " id='two-share'><title>Two</title>"
	  "<status>proposed</status>"
	  "<flow id='f1'><title>F</title><discloser>A body, &amp; more=1"
	  "</discloser><gateway ref='gone-act'/></flow></agreement>" },
};

static struct page_fixture *fixture;

static const struct value *list(const char *kind)
{
	struct page page = {
		.path = "test.html",
		.kind = schema_kind(fixture->library->schema, kind),
		.n_each = 100,
	};

	registers_of_kind(fixture->registers, kind, &page.n_rows);
	/* cppcheck-suppress returnDanglingLifetime */
	return page_list_make(&fixture->view, &page); /* in its arena */
}

static const struct value *filter(const struct value *page, const char *name)
{
	const struct value *filters = page_fixture_at(page, "filters");

	for (size_t i = 0; i < value_len(filters); i++) {
		if (strcmp(page_fixture_text(value_at(filters, i), "name"),
			   name) == 0)
			return value_at(filters, i);
	}
	return NULL;
}

static bool row_has(const struct value *page, const char *row, const char *key)
{
	g_auto(GStrv) keys = g_strsplit(page_fixture_text(page, row), " ", -1);

	return g_strv_contains((const char *const *)keys, key);
}

static void a_partner_is_who_is_party_or_gives_or_gets(void)
{
	const struct value *page = list("agreement");
	const struct value *partner = filter(page, "partner");

	g_assert_nonnull(partner);
	g_assert_true(row_has(page, "rows/0/keys", "partner=elm-council"));
	g_assert_true(row_has(page, "rows/0/keys", "partner=ash-council"));
	g_assert_true(row_has(page, "rows/1/keys",
			      "partner=A%20body%2C%20%26%20more%3D1"));
	/* Named twice, counted once; by label, whatever its case. */
	g_assert_cmpstr(page_fixture_text(partner, "options/1/label"), ==,
			"ash Council");
	g_assert_cmpstr(page_fixture_text(partner, "options/2/key"), ==,
			"elm-council");
	g_assert_cmpstr(page_fixture_text(partner, "options/2/count"), ==, "1");
	g_assert_cmpuint(value_len(page_fixture_at(partner, "options")), ==, 3);
}

static void what_says_nothing_can_be_chosen_last(void)
{
	const struct value *page = list("agreement");
	const struct value *purpose = filter(page, "purpose");

	g_assert_nonnull(purpose);
	g_assert_cmpuint(value_len(page_fixture_at(purpose, "options")), ==, 2);
	g_assert_cmpstr(page_fixture_text(purpose, "options/0/key"), ==,
			"P-IDENTIFY");
	g_assert_cmpstr(page_fixture_text(purpose, "options/1/key"), ==, "-");
	g_assert_cmpstr(page_fixture_text(purpose, "options/1/label"), ==,
			"not stated");
	g_assert_true(row_has(page, "rows/1/keys", "purpose=-"));
}

/* A gateway that is not there, or not in the edition, is not "not stated". */
static void a_reference_that_leads_nowhere_has_no_key(void)
{
	const struct value *page = list("agreement");

	g_assert_true(row_has(page, "rows/0/keys", "gateway=-"));
	g_assert_false(row_has(page, "rows/1/keys", "gateway=-"));
	g_assert_null(strstr(page_fixture_text(page, "rows/1/keys"), "gone"));
}

static void a_filter_with_one_choice_is_left_out(void)
{
	const struct value *page = list("agreement");

	g_assert_null(filter(page, "programme"));
	g_assert_nonnull(filter(page, "status"));
}

static void a_gateway_is_listed_by_the_version_in_force(void)
{
	const struct value *page = list("gateway");

	g_assert_true(row_has(page, "rows/0/keys", "status=in-force"));
	g_assert_false(row_has(page, "rows/0/keys", "status=bill"));
	g_assert_cmpuint(
		value_len(page_fixture_at(page, "rows/0/cells/2/items")), ==,
		1);
	/* None is in force: the last one counts. */
	g_assert_true(row_has(page, "rows/1/keys", "status=bill"));
	g_assert_false(
		row_has(page, "rows/1/keys", "status=enacted-not-commenced"));
}

static void a_gateway_is_found_by_whom_and_what_for(void)
{
	const struct value *page = list("gateway");

	g_assert_true(
		row_has(page, "rows/2/keys", "discloser=local-authority"));
	g_assert_true(row_has(page, "rows/2/keys", "recipient=nhs-body"));
	g_assert_true(row_has(page, "rows/2/keys", "purpose=P-IDENTIFY"));
	g_assert_true(row_has(page, "rows/0/keys", "purpose=-"));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
#define TEST(name, test) g_test_add_func("/list_filters/" name, test)
	TEST("a partner is who is party or gives or gets",
	     a_partner_is_who_is_party_or_gives_or_gets);
	TEST("what says nothing can be chosen last",
	     what_says_nothing_can_be_chosen_last);
	TEST("a reference that leads nowhere has no key",
	     a_reference_that_leads_nowhere_has_no_key);
	TEST("a filter with one choice is left out",
	     a_filter_with_one_choice_is_left_out);
	TEST("a gateway is listed by the version in force",
	     a_gateway_is_listed_by_the_version_in_force);
	TEST("a gateway is found by whom and what for",
	     a_gateway_is_found_by_whom_and_what_for);
	status = g_test_run();
	page_fixture_free(fixture);
	return status;
}
