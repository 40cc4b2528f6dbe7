/* SPDX-License-Identifier: MIT */
#include "tests/unit/rich_fixture.h"

#include <string.h>

#include <glib.h>

#include "lib/assets.h"
#include "lib/registers.h"
#include "tests/unit/repo_fixture.h"

#define NS "xmlns='urn:gatehouse:1'"
#define MANY 41
#define ENTERED 1700000000 /* 14 November 2023 */
#define CHANGED 1790000000 /* 21 September 2026 */

/* Added to the worked example. */
static const char *const files[][2] = {
	{ "organisations/fen-council.xml",
	  "<organisation " NS " id='fen-council' version='1'>"
	  "<name>Fen Council</name><type>unitary-council</type>"
	  "<publicAuthority>true</publicAuthority>"
	  "<dissolvedOn>2020-03-31</dissolvedOn><dpContact>"
	  "<mailbox>data@example.org</mailbox></dpContact>"
	  "<dpoRole>Data protection officer</dpoRole><policyDocument id='paper'>"
	  "<title>Policy</title><paragraph>sch1-18</paragraph>"
	  "</policyDocument></organisation>" },
	{ "organisations/fen-police.xml",
	  "<organisation " NS " id='fen-police' version='1'>"
	  "<name>Fen Police</name><type>police-force</type>"
	  "<publicAuthority>true</publicAuthority></organisation>" },
	{ "organisations/fen-partner.xml",
	  "<organisation " NS " id='fen-partner' version='1' "
	  "publication='partner'><name>Fen Partner</name><type>council</type>"
	  "<publicAuthority>false</publicAuthority></organisation>" },
	{ "gateways/fen-power.xml",
	  "<gateway " NS " id='fen-power' version='1'><title>Fen Act</title>"
	  "<shortTitle>Fen Act</shortTitle><kind>express-permissive</kind>"
	  "<extent>england</extent>"
	  "<version id='v1'><validFrom>2013-01-01</validFrom>"
	  "<validTo>2015-01-01</validTo><status>repealed</status>"
	  "<citation>Fen Act 2012</citation>"
	  "<uri>https://www.legislation.gov.uk/id/ukpga/2012/999</uri>"
	  "<versionUri evidence='not-stated'/>"
	  "<versionDate>2013-01-01</versionDate><checked>part</checked>"
	  "<checkedOn>2026-11-22</checkedOn>"
	  "<checkedAgainst>its text</checkedAgainst>"
	  "<disclosers evidence='not-stated'/>"
	  "<recipients evidence='not-stated'/>"
	  "<purposes evidence='not-stated'/>"
	  "<exclude code='patient-information'/></version>"
	  "<version id='v2'><validFrom>2020-01-01</validFrom>"
	  "<status>in-force</status><citation>Fen Act 2019</citation>"
	  "<uri>https://www.legislation.gov.uk/id/ukpga/2019/999</uri>"
	  "<versionUri evidence='not-stated'/>"
	  "<versionDate>2020-01-01</versionDate><checked>part</checked>"
	  "<checkedOn>2026-11-22</checkedOn>"
	  "<checkedAgainst>its text</checkedAgainst>"
	  "</version></gateway>" },
	{ "agreements/fen-families.xml",
	  "<agreement " NS " id='fen-families' version='1'>"
	  "<title>Fen families</title><type>isa</type><status>active</status>"
	  "<party ref='fen-council'><role>controller</role>"
	  "<regime>uk-gdpr</regime><signature><status>signed</status>"
	  "<signedOn>2024-03-01</signedOn></signature></party>"
	  "<party ref='fen-police'><role>controller</role>"
	  "<regime>dpa-2018-part-3</regime><signature><status>signed</status>"
	  "<signedOn>2013-01-01</signedOn></signature></party>"
	  "<party ref='dwp'><role>recipient</role><signature>"
	  "<status>signed</status></signature></party>"
	  "<party ref='barnet-council'><role>recipient</role><signature>"
	  "<status>not-signed</status></signature></party>"
	  "<party ref='haringey-council'><role>recipient</role><signature>"
	  "<status>not-required</status></signature></party>"
	  "<legal><sch1 code='sch1-18' policyDocument='fen-council#paper'/>"
	  "</legal>"
	  "<flow id='lists'><title>Lists</title><discloser ref='fen-council'/>"
	  "<recipient ref='fen-police'/>"
	  "<dataCategory code='physical-health'>Health</dataCategory>"
	  "<purpose code='P-SUPPORT'>Help</purpose>"
	  "<gateway ref='fen-power' version='v1'/>"
	  "<gateway ref='fen-power' version='v9'/>"
	  "<gateway ref='fen-power'/>"
	  "<start>2014-01-01</start><end>2016-01-01</end></flow>"
	  "</agreement>" },
	{ "agreements/fen-care.xml",
	  "<agreement " NS " id='fen-care' version='1'>"
	  "<title>Fen care</title><review><lastOn>2019-05-01</lastOn></review>"
	  "<type>isa</type><status>active</status>"
	  "<party ref='fen-council'><role>controller</role>"
	  "<regime>uk-gdpr</regime></party>"
	  "<party ref='fen-police'><role>controller</role>"
	  "<regime>dpa-2018-part-3</regime></party>"
	  "<legal><art9 code='A9-2-g'>Public interest</art9></legal>"
	  "<flow id='visits'><title>Visits</title>"
	  "<discloser ref='fen-council'/><recipient ref='fen-police'/>"
	  "<dataCategory code='physical-health'>Health</dataCategory>"
	  "<purpose code='P-SUPPORT'>Help</purpose>"
	  "<gateway ref='fen-power' version='v2'/>"
	  "<gateway ref='police-common-law'/><consent ref='fen-consent'/>"
	  "<retention><duration>P6Y</duration></retention>"
	  "<transferOutsideUk>To Jersey</transferOutsideUk>"
	  "<art14>given</art14></flow>"
	  "<rights code='access'><party ref='fen-council'/></rights>"
	  "<complaints>Write to the council.</complaints></agreement>" },
	{ "notices/fen-notice.xml",
	  "<notice " NS " id='fen-notice' version='1'><title>Fen</title>"
	  "<publisher ref='fen-council'/><issuedOn>2024-03-01</issuedOn>"
	  "</notice>" },
	{ "consents/fen-consent.xml",
	  "<consent " NS " id='fen-consent' version='1'><title>Fen</title>"
	  "<kind>lawful-basis</kind>"
	  "<withdrawalMethod>Say so.</withdrawalMethod>"
	  "<withdrawalActWithin>P7D</withdrawalActWithin>"
	  "<stats asOf='2024-03-31'>"
	  "<asked>40</asked><given>30</given><refused>3</refused></stats>"
	  "</consent>" },
	{ "pias/fen-pia.xml",
	  "<pia " NS " id='fen-pia' version='1'><title>Fen PIA</title>"
	  "<kind>full</kind><status>draft</status>"
	  "<linked><agreement ref='fen-families'/></linked>"
	  "<risk id='unplaced'><title>A risk</title></risk>"
	  "</pia>" },
	{ "barriers/fen-barrier.xml",
	  "<barrier " NS " id='fen-barrier' version='1'><title>Fen</title>"
	  "<barrier>B1</barrier><targetLevel>3</targetLevel>"
	  "<targetDate>2027-03-31</targetDate></barrier>" },
	{ "waivers/fen-waiver.xml",
	  "<waiver " NS " id='fen-waiver' version='1'><title>Fen</title>"
	  "<rule>AGR-32</rule><record ref='dwp-identification'/>"
	  "<reason>The *notice* is being written.</reason>"
	  "<approverRole>Information governance lead</approverRole>"
	  "<approvedOn>2026-10-01</approvedOn><expires>2027-03-31</expires>"
	  "</waiver>" },
	{ "gateways/Not an id.xml", "<gateway " NS "/>" },
};

static const char licence[] =
	"<licence>The *Open Government Licence*.</licence><riskMatrix>";

static const char settings[] =
	"<threshold name='review-interval'><value>P3Y</value>"
	"<reason>Every third year will do.</reason></threshold>"
	"<rule id='GWY-24'><off>true</off><reason>Not here.</reason></rule>"
	"<rule id='AGR-13'><severity>note</severity><reason>Later.</reason>"
	"</rule><rule id='GWY-00'><off>true</off><reason>None such.</reason></rule>"
	"<exampleCaveat>";

static const char identity[] =
	"<approval id='agreements' kind='agreement'>"
	"<reviewerRole>Clerk</reviewerRole><approverRole>Head</approverRole>"
	"<reason>Somebody else looks too.</reason></approval>"
	"<staffIdentity email='ada@example.org' role='Clerk' "
	"ref='fen-council'/></settings>";

/* A review of what rests on a law, before the law changes. */
#define RESTS "agreements/dwp-identification.xml"
#define LAW "gateways/wra-2012-s131.xml"

/* More flows than a privacy notice has room for. */
static void write_many(const char *dir)
{
	g_autoptr(GString) text =
		g_string_new("<agreement " NS " id='fen-many' version='1'>"
			     "<title>Fen lists</title>"
			     "<status>active</status>");

	for (int i = 0; i < MANY; i++)
		g_string_append_printf(text,
				       "<flow id='list-%d'>"
				       "<title>List %d</title>"
				       "<discloser ref='fen-council'/>"
				       "<recipient ref='fen-police'/></flow>",
				       i, i);
	g_string_append(text, "</agreement>");
	repo_fixture_write(dir, "agreements/fen-many.xml", text->str);
}

/* Writes the built-in files of a folder of the example. */
static void write_example(const struct library *library, const char *dir)
{
	g_auto(GStrv) paths = assets_list(library->assets, "registers");

	g_assert_cmpuint(g_strv_length(paths), >, 50);
	for (char **path = paths; *path; path++) {
		const char *rest = *path + strlen("registers/");
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *text = NULL;
		gsize len;
		const char *data;

		if (g_str_has_prefix(rest, "history"))
			continue;
		bytes = assets_load(library->assets, *path, NULL);
		data = g_bytes_get_data(bytes, &len);
		text = g_strndup(data, len);
		repo_fixture_write(dir, rest, text);
	}
}

/* A change to one file of the work tree. */
static void edit(const char *dir, const char *path, const char *old,
		 const char *new)
{
	g_autofree char *file = g_build_filename(dir, path, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GString) edited = NULL;

	g_assert_true(g_file_get_contents(file, &text, NULL, NULL));
	edited = g_string_new(text);
	if (!g_string_replace(edited, old, new, 1))
		g_error("'%s' is not in %s", old, path);
	repo_fixture_write(dir, path, edited->str);
}

static void commit(const char *dir, const char *message)
{
	repo_fixture_run(dir, "add", "-A");
	repo_fixture_run(dir, "commit", "-q", "-m", message);
}

/* Edits one file and commits it, entered a day after it was made. */
static void change(const char *dir, int i)
{
	static const char path[] = "agreements/fen-families.xml";
	g_autofree char *title = g_strdup_printf("<title>Fen %d ", i);
	g_autofree char *made = g_strdup_printf("%d +0000", CHANGED - 86400);

	g_setenv("GIT_AUTHOR_DATE", made, TRUE);
	edit(dir, path, "<title>Fen ", title);
	commit(dir, "Rename an agreement\n\nIt was renewed.\n\n"
		    "Reviewed-by-role: Clerk\nApproved-by-role: Head");
}

static void change_law(const char *dir)
{
	edit(dir, LAW, "The report says that", "The report of 2014 says that");
	commit(dir, "Say which report");
}

void rich_fixture_write(const struct library *library, const char *dir)
{
	repo_fixture_clock(ENTERED);
	write_example(library, dir);
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		repo_fixture_write(dir, files[i][0], files[i][1]);
	write_many(dir);
	edit(dir, "gatehouse.xml", "<riskMatrix>", licence);
	edit(dir, "gatehouse.xml", "<exampleCaveat>", settings);
	edit(dir, "gatehouse.xml", "</settings>", identity);
	edit(dir, RESTS, "<lastOn evidence=\"not-stated\"/>",
	     "<lastOn>2024-01-01</lastOn>");
	commit(dir, "Enter the registers");
	repo_fixture_clock(CHANGED);
	for (int i = 0; i < 6; i++)
		change(dir, i);
	change_law(dir);
}
