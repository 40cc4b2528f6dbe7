/* SPDX-License-Identifier: MIT */
/*
 * Screens one flow after another, each written as the elements that differ
 * from a flow that meets nothing.
 */
#include "lib/screening.h"

#include <string.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

static struct library *library;

#define XMLNS "xmlns=\"urn:gatehouse:1\" "
#define SETTINGS "<settings " XMLNS "><title>Test</title>%s</settings>"
#define CONSENT                                                            \
	"<consent " XMLNS "id=\"co\" version=\"1\"><title>Consent</title>" \
	"<kind>lawful-basis</kind>%s</consent>"
#define ORGANISATION                                                     \
	"<organisation " XMLNS "id=\"%s\" version=\"1\"><name>%s</name>" \
	"<type>school</type></organisation>"
#define AGREEMENT                                                             \
	"<agreement " XMLNS "id=\"ag\" version=\"1\"><title>List</title>"     \
	"<status>active</status><flow id=\"fl\"><title>List</title>%s</flow>" \
	"</agreement>"

/* The facts of a flow in the order of the schema; NULL: one that is calm. */
struct facts {
	const char *disclosers;
	const char *people;
	const char *categories;
	const char *identifiability;
	const char *operations;
	const char *consent;
	const char *frequency;
	const char *scale;
	const char *decision;
	const char *novel;
	const char *art14;
	const char *settings;	/* further settings */
	const char *consent_is; /* facts of the consent record */
};

static const char *or_calm(const char *fact, const char *calm)
{
	return fact ? fact : calm;
}

static char *write_flow(const struct facts *f)
{
	return g_strconcat(
		or_calm(f->disclosers, "<discloser ref=\"one\"/>"),
		or_calm(f->people, "<dataSubject code=\"tenant\"/>"),
		or_calm(f->categories, "<dataCategory code=\"identity\"/>"),
		or_calm(f->identifiability, ""),
		or_calm(f->operations, "<operation>share</operation>"),
		or_calm(f->consent, ""),
		or_calm(f->frequency, "<frequency>monthly</frequency>"),
		or_calm(f->scale, "<cohortSize>40</cohortSize>"),
		or_calm(f->decision, "<decisionUse>none</decisionUse>"),
		or_calm(f->novel, ""),
		or_calm(f->art14, "<art14>given</art14>"), NULL);
}

static void add(struct files *files, const char *path, char *text)
{
	files_add(files, path, g_bytes_new_take(text, strlen(text)));
}

/* Screens a flow with these facts. */
static struct screening screen(const struct facts *f)
{
	struct files *files = files_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Registers) registers = NULL;
	g_autofree char *facts = write_flow(f);
	struct screening screening;
	const struct record *record;

	add(files, "gatehouse.xml",
	    g_strdup_printf(SETTINGS, or_calm(f->settings, "")));
	add(files, "organisations/one.xml",
	    g_strdup_printf(ORGANISATION, "one", "One"));
	add(files, "organisations/two.xml",
	    g_strdup_printf(ORGANISATION, "two", "Two"));
	add(files, "consents/co.xml",
	    g_strdup_printf(CONSENT, or_calm(f->consent_is, "")));
	add(files, "agreements/ag.xml", g_strdup_printf(AGREEMENT, facts));
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	for (size_t i = 0; i < diags_len(diags); i++)
		g_test_message("%s", diags_get(diags, i)->message);
	g_assert_cmpuint(diags_len(diags), ==, 0);
	record = registers_find(registers, "ag");
	screening_of_flow(registers, node_child(record->root, "flow"),
			  &screening);
	return screening;
}

/* "w-matching i-matching a-special": the items with that answer, in order. */
static char *items(const struct screening *screening, enum fact answer)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (unsigned i = 0; i < SCREENING_ITEMS; i++) {
		const char *code = screening_code(i);

		if (screening->answers[i] != answer)
			continue;
		if (!code)
			code = i == A_SPECIAL ? "a-special" : "a-evaluation";
		g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "",
				       code);
	}
	return g_strdup(words->str);
}

static void assert_met(const struct facts *f, const char *expected,
		       enum screening_need need)
{
	struct screening screening = screen(f);
	g_autofree char *met = items(&screening, FACT_YES);
	g_autofree char *unknown = items(&screening, FACT_UNKNOWN);

	g_assert_cmpstr(met, ==, expected);
	g_assert_cmpstr(unknown, ==, "");
	g_assert_cmpint(screening_need(&screening), ==, need);
	g_assert_cmpint(screening_worst(&screening), ==, need);
	g_assert_cmpuint(screening.n_missing, ==, 0);
}

static void test_a_calm_flow_meets_nothing(void)
{
	assert_met(&(struct facts){ 0 }, "", SCREENING_NO_NEED);
}

static void test_matching_needs_two_disclosers(void)
{
	assert_met(
		&(struct facts){ .operations = "<operation>match</operation>" },
		"", SCREENING_NO_NEED);
	assert_met(
		&(struct facts){ .operations = "<operation>match</operation>",
				 .disclosers = "<discloser ref=\"one\"/>"
					       "<discloser ref=\"two\"/>" },
		"w-matching i-matching", SCREENING_HIGH_RISK);
}

/* The facts of the first flow end with the beginning of a second. */
static void test_matching_counts_the_disclosers_of_all_flows(void)
{
	assert_met(
		&(struct facts){ .operations = "<operation>match</operation>",
				 .art14 = "<art14>given</art14></flow>"
					  "<flow id=\"f2\"><title>F2</title>"
					  "<discloser ref=\"two\"/>" },
		"w-matching i-matching", SCREENING_HIGH_RISK);
}

static void test_sensitive_data_count_once(void)
{
	assert_met(&(struct facts){ .categories =
					    "<dataCategory code=\"identity\"/>"
					    "<dataCategory "
					    "code=\"child-social-care\"/>" },
		   "w-sensitive", SCREENING_NO_NEED);
}

static void test_large_scale_begins_at_the_limit(void)
{
	assert_met(&(struct facts){ .scale = "<cohortSize>999</cohortSize>" },
		   "", SCREENING_NO_NEED);
	/* As an edition shows it that hides small counts. */
	assert_met(&(struct facts){ .scale = "<cohortSize control=\"small\" "
					     "step=\"5\"/>" },
		   "", SCREENING_NO_NEED);
	assert_met(&(struct facts){ .scale = "<cohortSize>1000</cohortSize>" },
		   "w-large-scale", SCREENING_NO_NEED);
	assert_met(&(struct facts){ .scale = "<cohortSize>300</cohortSize>",
				    .settings = "<threshold name=\"large-scale-"
						"cohort\"><value>300</value>"
						"<reason>Few people live here."
						"</reason></threshold>" },
		   "w-large-scale", SCREENING_NO_NEED);
}

static void test_special_data_on_a_large_scale_are_article_35(void)
{
	assert_met(&(struct facts){ .categories =
					    "<dataCategory code=\"offence\"/>",
				    .scale = "<areaWide>true</areaWide>" },
		   "w-sensitive w-large-scale a-special", SCREENING_HIGH_RISK);
}

static void test_sensitive_but_not_special_data_are_not_article_35(void)
{
	assert_met(&(struct facts){ .categories = "<dataCategory "
						  "code=\"domestic-abuse\"/>",
				    .scale = "<areaWide>true</areaWide>" },
		   "w-sensitive w-large-scale", SCREENING_TWO_CRITERIA);
}

static void test_scoring_of_children_is_on_the_list(void)
{
	assert_met(
		&(struct facts){ .people = "<dataSubject code=\"child\"/>",
				 .operations = "<operation>flag</operation>" },
		"w-evaluation w-vulnerable i-children", SCREENING_HIGH_RISK);
}

static void test_profiling_is_on_the_list_when_it_is_large(void)
{
	assert_met(&(struct facts){ .operations =
					    "<operation>profile</operation>" },
		   "w-evaluation", SCREENING_NO_NEED);
	assert_met(
		&(struct facts){ .operations = "<operation>profile</operation>",
				 .scale = "<areaWide>true</areaWide>" },
		"w-evaluation w-large-scale i-profiling", SCREENING_HIGH_RISK);
}

static void test_decisions_count_with_a_significant_effect(void)
{
	assert_met(&(struct facts){ .decision = "<decisionUse>automated"
						"</decisionUse>"
						"<significantEffect>false"
						"</significantEffect>" },
		   "", SCREENING_NO_NEED);
	assert_met(&(struct facts){ .decision = "<decisionUse>automated"
						"</decisionUse>"
						"<significantEffect>true"
						"</significantEffect>" },
		   "w-automated i-denial", SCREENING_HIGH_RISK);
}

static void test_a_human_who_decides_by_score_is_article_35(void)
{
	assert_met(
		&(struct facts){ .operations = "<operation>score</operation>",
				 .decision = "<decisionUse>human"
					     "</decisionUse>"
					     "<significantEffect>true"
					     "</significantEffect>" },
		"w-evaluation a-evaluation", SCREENING_HIGH_RISK);
}

static void test_monitoring_has_to_be_continuous(void)
{
	assert_met(&(struct facts){ .operations =
					    "<operation>monitor</operation>" },
		   "", SCREENING_NO_NEED);
	assert_met(
		&(struct facts){ .operations = "<operation>monitor</operation>",
				 .frequency = "<frequency>daily</frequency>" },
		"w-monitoring", SCREENING_NO_NEED);
}

static void test_some_items_count_only_with_another(void)
{
	assert_met(&(struct facts){ .novel = "<novelTechnology>true"
					     "</novelTechnology>" },
		   "w-innovative", SCREENING_NO_NEED);
	assert_met(&(struct facts){ .people = "<dataSubject code=\"pupil\"/>",
				    .novel = "<novelTechnology>true"
					     "</novelTechnology>" },
		   "w-vulnerable w-innovative i-innovative",
		   SCREENING_HIGH_RISK);
	assert_met(&(struct facts){ .art14 = "<art14>not-given</art14>" }, "",
		   SCREENING_NO_NEED);
	assert_met(&(struct facts){ .people = "<dataSubject code=\"pupil\"/>",
				    .art14 = "<art14>not-given</art14>" },
		   "w-vulnerable i-invisible", SCREENING_HIGH_RISK);
}

static void test_refusal_may_cost_the_service(void)
{
	assert_met(&(struct facts){ .consent = "<consent ref=\"co\"/>",
				    .consent_is =
					    "<refusalConsequence "
					    "code=\"service-refused\"/>" },
		   "w-prevents-right i-denial", SCREENING_HIGH_RISK);
	assert_met(&(struct facts){ .consent = "<consent ref=\"co\"/>",
				    .consent_is = "<refusalConsequence "
						  "code=\"no-effect\"/>" },
		   "", SCREENING_NO_NEED);
}

static void test_addresses_beside_abuse_may_lead_to_harm(void)
{
	assert_met(
		&(struct facts){
			.categories =
				"<dataCategory code=\"contact\"/>"
				"<dataCategory code=\"domestic-abuse\"/>" },
		"w-sensitive i-harm", SCREENING_HIGH_RISK);
}

static void test_figures_about_groups_meet_nothing(void)
{
	assert_met(&(struct facts){ .people = "<dataSubject code=\"child\"/>",
				    .categories =
					    "<dataCategory code=\"offence\"/>",
				    .identifiability =
					    "<identifiability>aggregate"
					    "</identifiability>",
				    .scale = "<areaWide>true</areaWide>" },
		   "", SCREENING_NO_NEED);
}

static void test_an_unknown_scale_leaves_the_need_open(void)
{
	struct screening screening = screen(&(struct facts){
		.people = "<dataSubject code=\"pupil\"/>",
		.scale = "<cohortSize evidence=\"not-stated\"/>" });

	g_assert_cmpint(screening.answers[W_LARGE_SCALE], ==, FACT_UNKNOWN);
	g_assert_cmpint(screening_need(&screening), ==, SCREENING_NO_NEED);
	g_assert_cmpint(screening_worst(&screening), ==,
			SCREENING_TWO_CRITERIA);
	g_assert_cmpuint(screening.n_missing, ==, 1);
	g_assert_cmpstr(screening.missing[0], ==,
			"how many people the flow concerns");
}

/* Not knowing one category does not undo what another one shows. */
static void test_one_known_category_is_enough(void)
{
	struct screening screening = screen(&(struct facts){
		.categories = "<dataCategory>other notes</dataCategory>"
			      "<dataCategory code=\"gp-record\"/>" });

	g_assert_cmpint(screening.answers[W_SENSITIVE], ==, FACT_YES);
}

static void test_a_flow_without_facts_names_them_all_once(void)
{
	struct screening screening =
		screen(&(struct facts){ .disclosers = "",
					.people = "",
					.categories = "",
					.operations = "",
					.consent = "<consent ref=\"co\"/>",
					.frequency = "",
					.scale = "",
					.decision = "",
					.novel = "<novelTechnology "
						 "evidence=\"not-stated\"/>",
					.art14 = "" });

	g_assert_cmpint(screening_need(&screening), ==, SCREENING_NO_NEED);
	g_assert_cmpint(screening_worst(&screening), ==, SCREENING_HIGH_RISK);
	g_assert_cmpuint(screening.n_missing, <=, SCREENING_FACTS);
	for (size_t i = 0; i < screening.n_missing; i++) {
		for (size_t j = 0; j < i; j++)
			g_assert_cmpstr(screening.missing[i], !=,
					screening.missing[j]);
	}
}

static const struct {
	const char *name;
	void (*test)(void);
} tests[] = {
	{ "a calm flow meets nothing", test_a_calm_flow_meets_nothing },
	{ "matching needs two disclosers", test_matching_needs_two_disclosers },
	{ "matching counts the disclosers of all flows",
	  test_matching_counts_the_disclosers_of_all_flows },
	{ "sensitive data count once", test_sensitive_data_count_once },
	{ "large scale begins at the limit",
	  test_large_scale_begins_at_the_limit },
	{ "special data on a large scale are article 35",
	  test_special_data_on_a_large_scale_are_article_35 },
	{ "sensitive but not special data are not article 35",
	  test_sensitive_but_not_special_data_are_not_article_35 },
	{ "scoring of children is on the list",
	  test_scoring_of_children_is_on_the_list },
	{ "profiling is on the list when it is large",
	  test_profiling_is_on_the_list_when_it_is_large },
	{ "decisions count with a significant effect",
	  test_decisions_count_with_a_significant_effect },
	{ "a human who decides by score is article 35",
	  test_a_human_who_decides_by_score_is_article_35 },
	{ "monitoring has to be continuous",
	  test_monitoring_has_to_be_continuous },
	{ "some items count only with another",
	  test_some_items_count_only_with_another },
	{ "refusal may cost the service", test_refusal_may_cost_the_service },
	{ "addresses beside abuse may lead to harm",
	  test_addresses_beside_abuse_may_lead_to_harm },
	{ "figures about groups meet nothing",
	  test_figures_about_groups_meet_nothing },
	{ "an unknown scale leaves the need open",
	  test_an_unknown_scale_leaves_the_need_open },
	{ "one known category is enough", test_one_known_category_is_enough },
	{ "a flow without facts names them all once",
	  test_a_flow_without_facts_names_them_all_once },
};

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, &error);
	g_assert_no_error(error);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path =
			g_strconcat("/screening/", tests[i].name, NULL);

		g_test_add_func(path, tests[i].test);
	}
	status = g_test_run();
	library_free(library);
	return status;
}
