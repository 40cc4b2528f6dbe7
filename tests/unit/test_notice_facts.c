/* SPDX-License-Identifier: MIT */
/* Who a privacy notice is made for, and which flows it tells of. */
#include "lib/notice_facts.h"

#include <string.h>

#include <glib.h>

#include "lib/node.h"
#include "lib/registers.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define BODY(id_, type_, more_)                                        \
	{                                                              \
		"organisations/" id_ ".xml",                           \
			"<organisation " NS " id='" id_ "'><name>" id_ \
			"</name><type>" type_ "</type>" more_          \
			"</organisation>"                              \
	}
#define FLOW(id_, dates_)                                                 \
	"<flow id='" id_ "'><title>" id_ "</title><discloser ref='ash'/>" \
	"<recipient ref='elm'/>" dates_ "</flow>"
#define AGREEMENT(id_, status_, flows_)                                     \
	{                                                                   \
		"agreements/" id_ ".xml",                                   \
			"<agreement " NS " id='" id_ "'><title>" id_        \
			"</title><status>" status_ "</status>"              \
			"<programme ref='plan'/><party ref='ash'><role>"    \
			"discloser</role></party><party ref='force'><role>" \
			"recipient</role></party>" flows_ "</agreement>"    \
	}

static const char *const texts[][2] = {
	BODY("ash", "local-authority", ""),
	BODY("elm", "local-authority", ""),
	BODY("fir", "local-authority", ""),
	BODY("force", "police-force", "<regime>dpa-2018-part-3</regime>"),
	{ "programmes/plan.xml", "<programme " NS " id='plan'><title>Plan"
				 "</title></programme>" },
	AGREEMENT(
		"a-now", "active",
		FLOW("open", "") FLOW("last-day", "<end>2026-11-22</end>") FLOW(
			"gone",
			"<end>2026-11-21</end>") FLOW("first-day",
						      "<start>2026-11-22</start>")
			FLOW("to-come",
			     "<start>2026-11-23"
			     "</start>") "<flow id='both'><title>both</title>"
					 "<discloser ref='ash'/><discloser ref='elm'/>"
					 "<recipient ref='elm'/><recipient ref='force'/>"
					 "</flow>"),
	AGREEMENT("b-draft", "draft", FLOW("one", "") FLOW("two", "")),
	AGREEMENT("c-over", "terminated", FLOW("one", "")),
	AGREEMENT("d-paused", "suspended",
		  "<flow id='f'><title>f</title><discloser ref='fir'/>"
		  "<recipient ref='ash'/></flow>"),
	AGREEMENT("e-bases", "active",
		  "<legal><art6 code='A6-1-e'>All.</art6>"
		  "<art6 code='A6-1-c' ref='elm'>Elm.</art6></legal>"
		  "<flow id='own'><title>own</title><discloser ref='ash'/>"
		  "<lawfulBasis code='A6-1-a' ref='ash'>Asks.</lawfulBasis>"
		  "</flow>"
		  "<flow id='none'><title>none</title><discloser ref='ash'/>"
		  "<lawfulBasis evidence='not-stated'/></flow>"),
};

static struct page_fixture *fixture;
static struct notice_facts *facts;

static const struct notice_subject *subject(const char *id)
{
	return notice_facts_find(facts, registers_find(fixture->registers, id));
}

/* "agreement#flow agreement …" of those in the array, in their state. */
static char *names(const GArray *uses)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < uses->len; i++) {
		const struct notice_use *use =
			&g_array_index(uses, struct notice_use, i);

		g_string_append_printf(all, "%s%s", i ? " " : "",
				       use->agreement->id);
		if (use->flow)
			g_string_append_printf(all, "#%s",
					       node_attr(use->flow, "id"));
		g_string_append_c(all, "=poX"[use->state]);
		if (use->state == NOTICE_IN_USE)
			g_string_append_printf(all, "%s%s",
					       use->is_discloser ? "g" : "",
					       use->is_recipient ? "r" : "");
	}
	return g_string_free(all, FALSE);
}

static void flows_in_use_are_told_with_the_part_taken(void)
{
	g_autofree char *ash = names(subject("ash")->uses);
	g_autofree char *elm = names(subject("elm")->uses);
	g_autofree char *force = names(subject("force")->uses);

	g_assert_cmpstr(ash, ==,
			"a-now#open=g a-now#last-day=g a-now#first-day=g "
			"a-now#both=g e-bases#own=g e-bases#none=g");
	g_assert_cmpstr(elm, ==,
			"a-now#open=r a-now#last-day=r a-now#first-day=r "
			"a-now#both=gr");
	g_assert_cmpstr(force, ==, "a-now#both=r");
}

static void what_is_not_in_use_is_kept_apart_by_its_reason(void)
{
	g_autofree char *ash = names(subject("ash")->others);

	g_assert_cmpstr(ash, ==,
			"a-now#goneX a-now#to-comep b-draftp c-overX "
			"d-pausedo");
}

static void without_a_flow_in_use_there_is_no_notice(void)
{
	g_assert_null(subject("fir"));
	g_assert_null(subject("a-now"));
}

static void organisations_come_before_programmes(void)
{
	static const char *const ids[] = { "ash", "elm", "force", "plan" };

	g_assert_cmpuint(notice_facts_len(facts), ==, G_N_ELEMENTS(ids));
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
		g_assert_cmpstr(notice_facts_get(facts, i)->record->id, ==,
				ids[i]);
}

static void a_programme_has_each_flow_once(void)
{
	g_assert_cmpuint(subject("plan")->uses->len, ==, 6);
	g_assert_cmpuint(subject("plan")->others->len, ==, 5);
}

static void check_bases(const char *target, const char *id,
			const char *expected)
{
	const struct node *flow = NULL;
	g_autoptr(GPtrArray) bases = NULL;
	g_autoptr(GString) codes = g_string_new(NULL);

	g_assert_nonnull(registers_resolve(fixture->registers, target, &flow));
	bases = notice_facts_bases(flow, id);
	for (guint i = 0; i < bases->len; i++)
		g_string_append_printf(
			codes, "%s%s", i ? " " : "",
			node_attr(g_ptr_array_index(bases, i), "code"));
	g_assert_cmpstr(codes->str, ==, expected);
}

static void bases_are_those_of_the_flow_or_else_of_the_agreement(void)
{
	check_bases("e-bases#own", "ash", "A6-1-a");
	check_bases("e-bases#own", NULL, "A6-1-a");
	check_bases("e-bases#own", "elm", "A6-1-e A6-1-c");
	check_bases("e-bases#none", "ash", "A6-1-e");
	check_bases("a-now#open", "ash", "");
}

static void the_regime_is_that_of_the_body_or_of_all_parties(void)
{
	const struct node *root =
		registers_find(fixture->registers, "a-now")->root;

	g_assert_cmpint(notice_facts_is_under_gdpr(fixture->registers,
						   subject("ash"), root),
			==, FACT_YES);
	g_assert_cmpint(notice_facts_is_under_gdpr(fixture->registers,
						   subject("force"), root),
			==, FACT_NO);
	g_assert_cmpint(notice_facts_is_under_gdpr(fixture->registers,
						   subject("plan"), root),
			==, FACT_UNKNOWN);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
	facts = notice_facts_new(fixture->registers, date_parse("2026-11-22"));
#define TEST(name, test) g_test_add_func("/notice_facts/" name, test)
	TEST("flows in use are told with the part taken",
	     flows_in_use_are_told_with_the_part_taken);
	TEST("what is not in use is kept apart by its reason",
	     what_is_not_in_use_is_kept_apart_by_its_reason);
	TEST("without a flow in use there is no notice",
	     without_a_flow_in_use_there_is_no_notice);
	TEST("organisations come before programmes",
	     organisations_come_before_programmes);
	TEST("a programme has each flow once", a_programme_has_each_flow_once);
	TEST("bases are those of the flow or else of the agreement",
	     bases_are_those_of_the_flow_or_else_of_the_agreement);
	TEST("the regime is that of the body or of all parties",
	     the_regime_is_that_of_the_body_or_of_all_parties);
	result = g_test_run();
	notice_facts_free(facts);
	page_fixture_free(fixture);
	return result;
}
