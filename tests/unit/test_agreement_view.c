/* SPDX-License-Identifier: MIT */
/*
 * What an agreement's page puts together: who works under which law, when data
 * have to be gone, which version of the power is law today, who has signed.
 */
#include "site-gen/agreement_view.h"

#include <glib.h>

#include "site-gen/page_agreement.h"
#include "site-gen/page_pia_summary.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define BODY(id_, regime_)                                             \
	{                                                              \
		"organisations/" id_ ".xml",                           \
			"<organisation " NS " id='" id_ "'><name>" id_ \
			"</name><type>police-force</type>" regime_     \
			"</organisation>"                              \
	}
#define PART_3 "<regime>dpa-2018-part-3</regime>"
#define GDPR "<regime>uk-gdpr</regime>"

static const char *const texts[][2] = {
	BODY("alder", GDPR),
	BODY("birch", PART_3),
	BODY("cedar", GDPR PART_3),
	BODY("dogwood", ""),
	BODY("elder", PART_3),
	{ "gateways/old-act.xml",
	  "<gateway " NS " id='old-act'><title>Old Act</title>"
	  "<kind>express-permissive</kind><version id='v1'>"
	  "<validFrom>2000-01-01</validFrom><status>repealed</status>"
	  "<citation>Old Act</citation><checked>yes</checked></version>"
	  "</gateway>" },
	{ "gateways/some-act.xml",
	  "<gateway " NS " id='some-act'><title>Some Act</title>"
	  "<kind>express-permissive</kind>"
	  "<version id='v1'><validFrom>2012-01-01</validFrom>"
	  "<status>in-force</status><citation>First text</citation>"
	  "<checked>yes</checked></version>"
	  "<version id='v2'><validFrom>2020-01-01</validFrom>"
	  "<status>in-force</status><citation>Second text</citation>"
	  "<checked>yes</checked><exclude code='identifiable'>No notes."
	  "</exclude></version>"
	  "<version id='v3'><validFrom>2020-02-01</validFrom>"
	  "<status>bill</status><citation>A bill</citation>"
	  "<checked>yes</checked></version>"
	  "<version id='v4'><validFrom>2027-01-01</validFrom>"
	  "<status>in-force</status><citation>Later text</citation>"
	  "<checked>yes</checked></version></gateway>" },
	{ "notices/leaflet.xml",
	  "<notice " NS " id='leaflet'><title>Leaflet</title>"
	  "<publisher ref='alder'/><state>used</state>"
	  "<retentionPromise><until>2021-01-01</until></retentionPromise>"
	  "</notice>" },
	{ "agreements/share.xml",
	  "<agreement " NS " id='share'><title>Share</title>"
	  "<status>active</status>"
	  "<party ref='alder'><role>controller</role><signature>"
	  "<signedOn>2020-05-01</signedOn></signature></party>"
	  "<party ref='birch'><role>controller</role><signature>"
	  "<status>not-required</status></signature></party>"
	  "<party ref='cedar'><role>controller</role></party>"
	  "<party ref='dogwood'><role>controller</role><signature>"
	  "<status>not-signed</status><signedOn>2020-05-01</signedOn>"
	  "</signature></party>"
	  "<party ref='elder'><role>controller</role>" GDPR "</party>"
	  "<start>2012-06-01</start>"
	  "<flow id='daily'><title>Daily</title><discloser ref='alder'/>"
	  "<recipient ref='birch'/><recipient ref='cedar'/>"
	  "<dataCategory code='identity'/>"
	  "<gateway ref='some-act'/><gateway ref='old-act'/>"
	  "<retention><until>2026-11-21</until></retention></flow>"
	  "<flow id='again'><title>Again</title>"
	  "<retention><until>2026-11-21</until></retention></flow>"
	  "<flow id='gone'><title>Gone</title><discloser ref='alder'/>"
	  "<recipient ref='birch'/><dataCategory code='identity'/>"
	  "<gateway evidence='not-stated'/>"
	  "<retention><duration>P1Y</duration></retention>"
	  "<destruction><date>2020-01-01</date><method>Shredded</method>"
	  "</destruction></flow>"
	  "<notice ref='leaflet'/>"
	  "<retention><until>2026-11-22</until></retention></agreement>" },
	{ "pias/bare.xml", "<pia " NS " id='bare'><title>Bare</title>"
			   "<kind>full</kind><signOff><item "
			   "code='measures-approved'><date "
			   "evidence='not-stated'/></item></signOff></pia>" },
	{ "pias/settled.xml", "<pia " NS " id='settled'><title>Settled</title>"
			      "<kind>full</kind><dpoAdvice>"
			      "<summary>Go on.</summary></dpoAdvice></pia>" },
};

static struct page_fixture *fixture;

static const struct value *agreement(const char *path)
{
	const struct value *map =
		page_fixture_make(fixture, "share", page_agreement_make);

	return page_fixture_at(map, path);
}

static void expect(const struct value *map, const char *path, const char *text)
{
	g_assert_cmpstr(page_fixture_text(map, path), ==, text);
}

static void what_the_agreement_says_of_a_regime_counts_first(void)
{
	const struct value *map = agreement("regimes");

	g_assert_cmpuint(value_len(page_fixture_at(map, "gdpr")), ==, 2);
	expect(map, "gdpr/0/_ref", "alder");
	expect(map, "gdpr/1/_ref", "elder");
	g_assert_cmpuint(value_len(page_fixture_at(map, "part3")), ==, 1);
	expect(map, "part3/0/_ref", "birch");
	expect(map, "both/0/_ref", "cedar");
	expect(map, "notStated/0/_ref", "dogwood");
}

static void each_limit_has_its_last_day_and_its_evidence(void)
{
	const struct value *map = agreement("retention");

	g_assert_cmpuint(value_len(page_fixture_at(map, "rows")), ==, 5);
	expect(map, "hasVague", "true");
	expect(map, "rows/0/whose", "The agreement as a whole");
	expect(map, "rows/0/lastDay", "22 November 2026");
	expect(map, "rows/0/isPassed", "false");
	expect(map, "rows/0/hasEvidence", "false");
	expect(map, "rows/1/whose", "Flow 'Daily'");
	expect(map, "rows/1/isPassed", "true");
	expect(map, "rows/1/hasEvidence", "false");
	expect(map, "rows/3/lastDay", "NOTHING");
	expect(map, "rows/3/hasEvidence", "true");
	expect(map, "rows/4/whose", "Notice 'Leaflet'");
	expect(map, "rows/4/lastDay", "1 January 2021");
	expect(map, "rows/4/isPassed", "true");
}

static void a_family_is_told_each_thing_once(void)
{
	const struct value *map = agreement("family");

	g_assert_cmpuint(value_len(page_fixture_at(map, "givers")), ==, 1);
	g_assert_cmpuint(value_len(page_fixture_at(map, "receivers")), ==, 2);
	g_assert_cmpuint(value_len(page_fixture_at(map, "data")), ==, 1);
	g_assert_cmpuint(value_len(page_fixture_at(map, "purposes")), ==, 0);
	g_assert_cmpuint(value_len(page_fixture_at(map, "kept")), ==, 3);
	expect(map, "kept/0/lastDay", "22 November 2026");
	expect(map, "kept/1/lastDay", "21 November 2026");
	expect(map, "isVague", "true");
}

static void only_law_that_holds_today_is_in_force(void)
{
	const struct value *map = agreement("flows/list");

	expect(map, "0/powers/0/inForce/citation", "Second text");
	expect(map, "0/powers/1/inForce", "NOTHING");
	expect(map, "0/powers/1/isKnown", "true");
	g_assert_cmpuint(value_len(page_fixture_at(map, "1/powers")), ==, 0);
	expect(map, "0/powers/0/versions/0/hasExcluded", "false");
	expect(map, "0/powers/0/versions/1/excluded/0/_text", "No notes.");
}

static void a_party_has_signed_when_the_record_says_so(void)
{
	const struct value *map = agreement("signing");

	expect(map, "nParties", "5");
	expect(map, "nSigned", "1");
	expect(map, "signed/0/party/_ref", "alder");
	expect(map, "signed/0/on", "1 May 2020");
	expect(map, "signed/0/version", "NOTHING");
	expect(map, "notRequired/0/_ref", "birch");
	expect(map, "notStated/0/_ref", "cedar");
	expect(map, "notSigned/0/_ref", "dogwood");
	g_assert_cmpuint(value_len(page_fixture_at(map, "groups")), ==, 1);
	expect(map, "groups/0/parties/0/_ref", "alder");
	expect(map, "hasHistory", "false");
}

static void only_what_is_stated_is_a_decision(void)
{
	expect(page_fixture_make(fixture, "bare", page_pia_summary_make),
	       "isDecided", "false");
	expect(page_fixture_make(fixture, "settled", page_pia_summary_make),
	       "isDecided", "true");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
#define TEST(name, test) g_test_add_func("/agreement_view/" name, test)
	TEST("what the agreement says of a regime counts first",
	     what_the_agreement_says_of_a_regime_counts_first);
	TEST("each limit has its last day and its evidence",
	     each_limit_has_its_last_day_and_its_evidence);
	TEST("a family is told each thing once",
	     a_family_is_told_each_thing_once);
	TEST("only law that holds today is in force",
	     only_law_that_holds_today_is_in_force);
	TEST("a party has signed when the record says so",
	     a_party_has_signed_when_the_record_says_so);
	TEST("only what is stated is a decision",
	     only_what_is_stated_is_a_decision);
	status = g_test_run();
	page_fixture_free(fixture);
	return status;
}
