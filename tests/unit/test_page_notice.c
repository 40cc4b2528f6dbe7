/* SPDX-License-Identifier: MIT */
/* What a generated privacy notice says, and what it must not promise. */
#include "site-gen/page_notice.h"

#include <string.h>

#include <glib.h>

#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define BODY(id_, more_)                                               \
	{                                                              \
		"organisations/" id_ ".xml",                           \
			"<organisation " NS " id='" id_ "'><name>" id_ \
			"</name><type>local-authority</type>" more_    \
			"</organisation>"                              \
	}
/* An agreement of one flow from one body to reader. */
#define SHARE(id_, from_, before_, in_flow_)                               \
	{                                                                  \
		"agreements/" id_ ".xml",                                  \
			"<agreement " NS " id='" id_ "'><title>" id_       \
			"</title><status>active</status>"                  \
			"<party ref='" from_ "'><role>controller</role>"   \
			"</party>" before_ "<flow id='f'><title>f</title>" \
			"<discloser ref='" from_ "'/>"                     \
			"<recipient ref='reader'/>" in_flow_ "</flow>"     \
			"</agreement>"                                     \
	}

static const char *const texts[][2] = {
	BODY("reader", ""),
	BODY("asks", "<dpContact><mailbox>dp@asks.example</mailbox>"
		     "</dpContact><dpoRole>Head of data</dpoRole>"),
	BODY("must", ""),
	BODY("task", ""),
	BODY("mute", ""),
	BODY("force", "<regime>dpa-2018-part-3</regime>"),
	{ "consents/form.xml",
	  "<consent " NS " id='form'><title>Form</title>"
	  "<kind>lawful-basis</kind>"
	  "<conditionOfService>true</conditionOfService>"
	  "<refusalConsequence code='service-refused'>No place.</refusalConsequence>"
	  "<withdrawalMethod code='telephone'>Ring the team.</withdrawalMethod>"
	  "<withdrawalActWithin>P7D</withdrawalActWithin></consent>" },
	{ "consents/blank.xml", "<consent " NS " id='blank'><title>Blank"
				"</title><kind evidence='not-stated'/>"
				"</consent>" },
	{ "notices/shown.xml", "<notice " NS " id='shown'><title>Shown</title>"
			       "<publisher ref='asks'/></notice>" },
	SHARE("s-asks", "asks", "",
	      "<dataCategory code='mental-health'>M.</dataCategory>"
	      "<purpose code='P-SUPPORT'>Help.</purpose>"
	      "<consent ref='form'/>"
	      "<lawfulBasis code='A6-1-a'>Asks.</lawfulBasis>"
	      "<retention><until>2020-01-01</until></retention>"),
	SHARE("s-task", "task", "",
	      "<lawfulBasis code='A6-1-e'>Task.</lawfulBasis>"),
	SHARE("s-must", "must", "",
	      "<lawfulBasis code='A6-1-c'>Duty.</lawfulBasis>"),
	SHARE("s-mute", "mute", "", "<consent ref='blank'/>"),
	SHARE("s-force", "force", "", ""),
};

static struct page_fixture *fixture;

static struct plan *plan; /* of all notices */

static const struct value *notice(const char *id)
{
	g_autofree char *path = g_strdup_printf("notices/%s.html", id);

	for (size_t i = 0; i < plan_len(plan); i++) {
		const struct page *page = plan_get(plan, i);

		if (g_str_equal(page->path, path))
			return page->make(&fixture->view, page);
	}
	g_assert_not_reached();
}

/* All text of a value, one a line. */
static void flatten(const struct value *value, GString *out)
{
	switch (value_type(value)) {
	case VALUE_TEXT:
		g_string_append_printf(out, "%s\n", value_bytes(value, NULL));
		break;
	case VALUE_LIST:
		for (size_t i = 0; i < value_len(value); i++)
			flatten(value_at(value, i), out);
		break;
	case VALUE_MAP:
		for (size_t i = 0; i < value_len(value); i++)
			flatten(value_get(value, value_key_at(value, i)), out);
		break;
	case VALUE_NOTHING:
	case VALUE_BOOL:
	case VALUE_URL:
	case VALUE_HTML:
		break;
	}
}

/* The text of the groups of rights of a body's notice. */
static char *rights(const char *id, const char *part)
{
	GString *out = g_string_new(NULL);

	flatten(page_fixture_at(notice(id), part), out);
	return g_string_free(out, FALSE);
}

static void consent_gives_withdrawal_and_its_route(void)
{
	const struct value *page = notice("asks");
	g_autofree char *groups = rights("asks", "rights/groups");

	g_assert_nonnull(strstr(groups, "take back your yes at any time"));
	g_assert_nonnull(
		strstr(groups, "ask for the information to be deleted"));
	g_assert_nonnull(strstr(groups, "right to object does not cover"));
	g_assert_cmpstr(
		page_fixture_text(page, "consents/0/withdrawal/0/plain"), ==,
		"Call the service.");
	g_assert_cmpstr(page_fixture_text(page, "consents/0/within/_words"), ==,
			"7 days");
}

static void a_lost_service_is_said_plainly(void)
{
	const struct value *page = notice("asks");

	g_assert_cmpstr(page_fixture_text(page, "consents/0/isCondition"), ==,
			"true");
	g_assert_cmpstr(page_fixture_text(page, "consents/0/refusal/plain"), ==,
			"You do not get the help.");
}

static void public_task_gives_objection_and_no_deletion(void)
{
	g_autofree char *groups = rights("task", "rights/groups");

	g_assert_nonnull(strstr(groups, "You can object"));
	g_assert_nonnull(strstr(groups, "does not cover what is needed"));
	g_assert_null(
		strstr(groups, "can ask for the information to be deleted"));
	g_assert_null(strstr(groups, "take back"));
	g_assert_null(strstr(groups, "another service"));
}

static void a_legal_duty_gives_neither(void)
{
	g_autofree char *groups = rights("must", "rights/groups");

	g_assert_null(strstr(groups, "You can object"));
	g_assert_null(strstr(groups, "you can ask for"));
	g_assert_nonnull(strstr(groups, "right to object does not cover"));
}

static void without_a_stated_basis_nothing_is_promised(void)
{
	const struct value *page = notice("mute");
	g_autofree char *common = rights("mute", "rights/common");

	g_assert_cmpuint(value_len(page_fixture_at(page, "rights/groups")), ==,
			 0);
	g_assert_cmpstr(page_fixture_text(page, "rights/isUnstated"), ==,
			"true");
	g_assert_cmpstr(page_fixture_text(page, "rights/unstated/0/number"), ==,
			"1");
	g_assert_null(strstr(common, "delet"));
	g_assert_null(strstr(common, "object"));
	g_assert_null(strstr(common, "take back"));
}

static void law_enforcement_has_rights_of_its_own(void)
{
	const struct value *page = notice("force");
	g_autofree char *part3 = rights("force", "rights/part3");

	g_assert_cmpstr(page_fixture_text(page, "rights/isGdpr"), ==, "false");
	g_assert_cmpstr(page_fixture_text(page, "rights/isPart3"), ==, "true");
	g_assert_cmpstr(page_fixture_text(page, "rights/isOnlyGdpr"), ==,
			"false");
	g_assert_cmpuint(value_len(page_fixture_at(page, "rights/groups")), ==,
			 0);
	g_assert_cmpstr(page_fixture_text(page, "rights/isUnstated"), ==,
			"false");
	g_assert_nonnull(strstr(part3, "There is no right to object."));
	g_assert_cmpstr(page_fixture_text(notice("asks"), "rights/isPart3"), ==,
			"false");
}

static bool has_gap(const struct value *page, const char *what)
{
	const struct value *gaps = page_fixture_at(page, "gaps");

	for (size_t i = 0; i < value_len(gaps); i++) {
		if (strcmp(page_fixture_text(value_at(gaps, i), "what"),
			   what) == 0)
			return true;
	}
	return false;
}

static void what_is_not_stated_is_gathered(void)
{
	static const char *const all[] = {
		"how long it is kept",
		"which law lets it be shared",
		"the reason in data protection law",
		"why it is shared",
		"what information it is",
		"whom it is about",
		"whether it shows who you are",
		"whether people have been told",
		"whether it may be passed on",
		"whether decisions are made with it",
		"whether it leaves the United Kingdom",
		"what happens if you say no",
		"how to change a yes to a no",
		"how to get in touch",
		"who the data protection officer is",
		"who answers requests about rights",
		"how to complain to the bodies here",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		g_assert_true(has_gap(notice("mute"), all[i]));
}

static void what_is_stated_is_no_gap(void)
{
	const struct value *page = notice("asks");

	g_assert_false(has_gap(page, "how long it is kept"));
	g_assert_false(has_gap(page, "why it is shared"));
	g_assert_false(has_gap(page, "the reason in data protection law"));
	g_assert_false(has_gap(page, "what happens if you say no"));
	g_assert_false(has_gap(page, "how to change a yes to a no"));
	g_assert_false(has_gap(page, "how to get in touch"));
	g_assert_false(has_gap(page, "who the data protection officer is"));
	g_assert_cmpstr(page_fixture_text(page, "contact/_words"), ==,
			"dp@asks.example");
}

static void a_gap_names_the_uses_that_have_it(void)
{
	const struct value *page = notice("reader");
	const struct value *gaps = page_fixture_at(page, "gaps");
	size_t seen = 0;

	for (size_t i = 0; i < value_len(gaps); i++) {
		const struct value *gap = value_at(gaps, i);

		if (strcmp(page_fixture_text(gap, "what"),
			   "how long it is kept") != 0)
			continue;
		seen++;
		g_assert_cmpstr(page_fixture_text(gap, "isAll"), ==, "false");
		g_assert_cmpuint(value_len(page_fixture_at(gap, "uses")), ==,
				 4);
		g_assert_cmpstr(page_fixture_text(gap, "uses/0/url"), ==,
				"#use-2");
		g_assert_cmpstr(page_fixture_text(gap, "uses/0/isFirst"), ==,
				"true");
		g_assert_cmpstr(page_fixture_text(gap, "uses/1/isFirst"), ==,
				"false");
	}
	g_assert_cmpuint(seen, ==, 1);
}

static void sensitive_data_are_named_with_what_is_missing(void)
{
	const struct value *page = notice("asks");

	g_assert_cmpstr(page_fixture_text(page, "uses/0/sensitive/0"), ==,
			"Health");
	g_assert_true(has_gap(page, "the extra reason that the law asks for "
				    "with sensitive information"));
	g_assert_cmpstr(page_fixture_text(notice("task"), "uses/0/isSensitive"),
			==, "false");
}

static void a_limit_that_passed_without_destruction_is_said(void)
{
	g_assert_cmpstr(page_fixture_text(notice("asks"), "uses/0/passed"), ==,
			"1 January 2020");
	g_assert_cmpstr(page_fixture_text(notice("task"), "uses/0/passed"), ==,
			"NOTHING");
}

static void notices_that_people_were_shown_are_linked(void)
{
	g_assert_cmpstr(page_fixture_text(notice("asks"), "notices/0/url"), ==,
			"../notices/shown.html");
	g_assert_cmpstr(page_fixture_text(notice("task"), "hasNotices"), ==,
			"false");
}

static void partners_stand_on_the_other_side(void)
{
	const struct value *page = notice("asks");

	g_assert_cmpuint(value_len(page_fixture_at(page, "partners")), ==, 1);
	g_assert_cmpstr(page_fixture_text(page, "partners/0/title"), ==,
			"reader");
	g_assert_cmpuint(
		value_len(page_fixture_at(notice("reader"), "partners")), ==,
		5);
	g_assert_cmpstr(page_fixture_text(notice("reader"), "gives"), ==, "0");
	g_assert_cmpstr(page_fixture_text(notice("reader"), "gets"), ==, "5");
}

static void uses_without_consent_are_named(void)
{
	const struct value *page = notice("reader");

	g_assert_cmpuint(value_len(page_fixture_at(page, "consents")), ==, 2);
	g_assert_cmpuint(value_len(page_fixture_at(page, "unasked")), ==, 3);
	g_assert_cmpstr(page_fixture_text(page, "hasUnasked"), ==, "true");
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
	plan = plan_new();
	page_notice_plan(plan, &fixture->site);
#define TEST(name, test) g_test_add_func("/page_notice/" name, test)
	TEST("consent gives withdrawal and its route",
	     consent_gives_withdrawal_and_its_route);
	TEST("a lost service is said plainly", a_lost_service_is_said_plainly);
	TEST("public task gives objection and no deletion",
	     public_task_gives_objection_and_no_deletion);
	TEST("a legal duty gives neither", a_legal_duty_gives_neither);
	TEST("without a stated basis nothing is promised",
	     without_a_stated_basis_nothing_is_promised);
	TEST("law enforcement has rights of its own",
	     law_enforcement_has_rights_of_its_own);
	TEST("what is not stated is gathered", what_is_not_stated_is_gathered);
	TEST("what is stated is no gap", what_is_stated_is_no_gap);
	TEST("a gap names the uses that have it",
	     a_gap_names_the_uses_that_have_it);
	TEST("sensitive data are named with what is missing",
	     sensitive_data_are_named_with_what_is_missing);
	TEST("a limit that passed without destruction is said",
	     a_limit_that_passed_without_destruction_is_said);
	TEST("notices that people were shown are linked",
	     notices_that_people_were_shown_are_linked);
	TEST("partners stand on the other side",
	     partners_stand_on_the_other_side);
	TEST("uses without consent are named", uses_without_consent_are_named);
	result = g_test_run();
	plan_free(plan);
	page_fixture_free(fixture);
	return result;
}
