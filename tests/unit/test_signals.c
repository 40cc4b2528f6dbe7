/* SPDX-License-Identifier: MIT */
/*
 * The signals, each computed from a few records on the days that matter.
 */
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/signals.h"
#include "lib/xml.h"

#define AS_OF "2026-11-22"

/* A record without its root element's standing attributes. */
struct source {
	const char *path;
	const char *kind; /* with further attributes of the root */
	const char *body;
};

static struct library *library;

/* What every set of records begins with. */
static const struct source common[] = {
	{ "gatehouse.xml", "settings", "<title>Fenbridge</title>" },
	{ "organisations/council.xml", "organisation",
	  "<name>Council</name><type>unitary-council</type>" },
	{ "organisations/police.xml", "organisation",
	  "<name>Police</name><type>police-force</type>" },
	{ "organisations/schools.xml", "organisation",
	  "<name>Schools</name><type>school</type>"
	  "<representsClass>true</representsClass>" },
	{ "gateways/power.xml", "gateway",
	  "<title>Power</title><kind>express-permissive</kind>"
	  "<version id='v1'><validFrom>2012-01-01</validFrom>"
	  "<validTo>2026-12-31</validTo><status>in-force</status>"
	  "<citation>Act</citation><checked>yes</checked>"
	  "<disclosers closed='true'><discloser code='police-force'/>"
	  "</disclosers><recipients closed='true'>"
	  "<recipient code='local-authority'/></recipients>"
	  "<purposes exclusive='true'><purpose code='P-IDENTIFY'/></purposes>"
	  "</version>" },
	{ NULL, NULL, NULL },
};

static void add_sources(struct files *files, const struct source *sources)
{
	for (; sources->path; sources++) {
		g_autofree char *id = g_path_get_basename(sources->path);
		size_t kind = strcspn(sources->kind, " ");
		GString *text = g_string_new(NULL);

		id[strlen(id) - strlen(".xml")] = '\0';
		g_string_printf(text, "<%s xmlns='urn:gatehouse:1'",
				sources->kind);
		if (strcmp(sources->kind, "settings") != 0)
			g_string_append_printf(text, " id='%s' version='1'",
					       id);
		g_string_append_printf(text, ">%s</%.*s>", sources->body,
				       (int)kind, sources->kind);
		files_add(files, sources->path, g_string_free_to_bytes(text));
	}
}

/* One signal of the records on that day; they must all be valid. */
static struct signal measure(const char *name, const struct source *sources,
			     const char *as_of)
{
	struct files *files = files_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Registers) registers = NULL;
	g_autofree struct signal *all = NULL;
	size_t n;

	add_sources(files, common);
	add_sources(files, sources);
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	if (diags_len(diags) > 0)
		g_error("%s: %s", diags_get(diags, 0)->path,
			diags_get(diags, 0)->message);
	all = signals_compute(registers, date_parse(as_of), &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].name, name) == 0)
			return all[i];
	}
	g_error("no signal '%s'", name);
}

static void assert_signal_on(const char *name, const struct source *sources,
			     const char *as_of, const char *expected)
{
	struct signal signal = measure(name, sources, as_of);
	g_autofree char *found =
		g_strdup_printf("%zu of %zu, %zu unknown", signal.met,
				signal.of, signal.undecidable);

	g_assert_cmpstr(found, ==, expected);
}

static void assert_signal(const char *name, const struct source *sources,
			  const char *expected)
{
	assert_signal_on(name, sources, AS_OF, expected);
}

#define PARTY(id_) "<party ref='" id_ "'><role>controller</role></party>"
#define AGREEMENT                                                          \
	"<title>Agreement</title><status>active</status>" PARTY("council") \
		PARTY("police")
#define FLOW(id_, rest_) \
	"<flow id='" id_ "'><title>Flow</title>" rest_ "</flow>"

static void test_empty_registers_have_nothing_to_compute_from(void)
{
	static const struct source none[] = { { NULL, NULL, NULL } };

	assert_signal("parties-assessed-12-months", none, "0 of 0, 0 unknown");
	assert_signal("flows-gateway-valid", none, "0 of 0, 0 unknown");
}

#define ASSESSED(id_, who_, level_, rest_)                                 \
	"<assessment id='" id_ "'><partner ref='" who_ "'/><level>" level_ \
	"</level>" rest_ "</assessment>"
#define ON(day_) "<assessedOn>" day_ "</assessedOn>"

static void test_an_assessment_counts_for_twelve_months(void)
{
	static const struct source records[] = {
		{ "agreements/shared.xml", "agreement",
		  AGREEMENT PARTY("schools") },
		{ "barriers/slow.xml", "barrier",
		  "<title>Slow</title><barrier>B7</barrier>" ASSESSED(
			  "a1", "council", "2", ON("2024-02-29"))
			  ASSESSED("a2", "police", "0", ON("2024-02-29")) },
		{ NULL, NULL, NULL },
	};
	const char *name = "parties-assessed-12-months";

	assert_signal_on(name, records, "2024-02-28", "0 of 2, 0 unknown");
	assert_signal_on(name, records, "2024-02-29", "1 of 2, 0 unknown");
	assert_signal_on(name, records, "2025-02-28", "1 of 2, 0 unknown");
	assert_signal_on(name, records, "2025-03-01", "0 of 2, 0 unknown");
}

static void test_an_assessment_without_its_day_is_not_known(void)
{
	static const struct source records[] = {
		{ "agreements/shared.xml", "agreement", AGREEMENT },
		{ "barriers/one.xml", "barrier",
		  "<title>One</title><barrier>B7</barrier>" ASSESSED(
			  "a1", "council", "2", "")
			  ASSESSED("a2", "police", "2", "") },
		{ "barriers/two.xml", "barrier",
		  "<title>Two</title><barrier>B8</barrier>" ASSESSED(
			  "a1", "council", "1", ON("2026-04-30")) },
		{ NULL, NULL, NULL },
	};

	assert_signal("parties-assessed-12-months", records,
		      "1 of 1, 1 unknown");
}

static void test_a_flow_needs_safeguards_of_both_kinds_of_its_own(void)
{
	static const struct source records[] = {
		{ "agreements/shared.xml", "agreement",
		  AGREEMENT FLOW("f1", "<safeguard code='SG-ENCRYPT-TRANSIT'/>"
				       "<safeguard code='SG-TRAINING'/>")
			  FLOW("f2", "<safeguard code='SG-TRAINING'/>") FLOW(
				  "f3",
				  "<end>2026-11-21</end>") "<safeguard code='SG-ENCRYPT-TRANSIT'/>" },
		{ NULL, NULL, NULL },
	};

	assert_signal("flows-with-technical-and-organisational-safeguard",
		      records, "1 of 2, 0 unknown");
}

#define POWERED(from_, to_, purpose_, start_)                    \
	"<discloser ref='" from_ "'/><recipient ref='" to_ "'/>" \
	"<purpose code='" purpose_ "'/><gateway ref='power'/>" start_
#define START "<start>2015-01-01</start>"

static void test_a_gateway_has_to_reach_parties_and_purpose(void)
{
	static const struct source records[] = {
		{ "agreements/shared.xml", "agreement",
		  AGREEMENT FLOW("f1", POWERED("police", "council",
					       "P-IDENTIFY", START))
			  FLOW("f2",
			       POWERED("council", "police", "P-IDENTIFY",
				       START)) FLOW("f3",
						    POWERED("police", "council",
							    "P-SUPPORT", START))
				  FLOW("f4",
				       "<gateway evidence='not-stated'/>" START) },
		{ NULL, NULL, NULL },
	};

	assert_signal("flows-gateway-valid", records, "1 of 4, 0 unknown");
}

static void test_a_gateway_has_to_be_in_force_on_the_day(void)
{
	static const struct source records[] = {
		{ "agreements/shared.xml", "agreement",
		  AGREEMENT FLOW("f1", POWERED("police", "council",
					       "P-IDENTIFY", START)) },
		{ NULL, NULL, NULL },
	};
	const char *name = "flows-gateway-valid";

	assert_signal_on(name, records, "2026-12-31", "1 of 1, 0 unknown");
	assert_signal_on(name, records, "2027-01-01", "0 of 1, 0 unknown");
}

static void test_a_flow_without_parties_leaves_its_gateway_undecided(void)
{
	static const struct source records[] = {
		{ "agreements/shared.xml", "agreement",
		  AGREEMENT FLOW("f1", "<purpose code='P-IDENTIFY'/>"
				       "<gateway ref='power'/>" START) },
		{ NULL, NULL, NULL },
	};

	assert_signal("flows-gateway-valid", records, "0 of 0, 1 unknown");
}

#define CONSENT(rest_) "<title>Consent</title><kind>participation</kind>" rest_
#define SHOWN(version_) "<notice ref='notice' version='" version_ "'/>"
#define NOTICE(rest_) "<title>Notice</title><publisher ref='council'/>" rest_

static void test_a_consent_needs_the_current_version_of_a_notice(void)
{
	static const struct source records[] = {
		{ "notices/notice.xml", "notice",
		  NOTICE("<noticeVersion>2</noticeVersion>") },
		{ "consents/right.xml", "consent", CONSENT(SHOWN("2")) },
		{ "consents/old.xml", "consent", CONSENT(SHOWN("1")) },
		{ "consents/none.xml", "consent", CONSENT("") },
		{ "consents/over.xml", "consent",
		  CONSENT("<state>withdrawn</state>") },
		{ NULL, NULL, NULL },
	};

	assert_signal("consents-with-current-notice", records,
		      "1 of 3, 0 unknown");
}

static void test_a_notice_is_current_until_another_is_issued(void)
{
	static const struct source records[] = {
		{ "notices/notice.xml", "notice",
		  NOTICE("<noticeVersion>2</noticeVersion>") },
		{ "notices/next.xml", "notice",
		  NOTICE("<issuedOn>2026-06-01</issuedOn>"
			 "<supersedes ref='notice'/>") },
		{ "consents/one.xml", "consent", CONSENT(SHOWN("2")) },
		{ NULL, NULL, NULL },
	};
	const char *name = "consents-with-current-notice";

	assert_signal_on(name, records, "2026-05-31", "1 of 1, 0 unknown");
	assert_signal_on(name, records, "2026-06-01", "0 of 1, 0 unknown");
}

static void test_a_notice_without_a_version_cannot_be_compared(void)
{
	static const struct source records[] = {
		{ "notices/notice.xml", "notice",
		  NOTICE("<noticeVersion evidence='not-stated'/>") },
		{ "consents/one.xml", "consent", CONSENT(SHOWN("2")) },
		{ NULL, NULL, NULL },
	};

	assert_signal("consents-with-current-notice", records,
		      "0 of 0, 1 unknown");
}

static void test_only_current_agreements_count_as_published(void)
{
	static const struct source records[] = {
		{ "agreements/open.xml", "agreement", AGREEMENT },
		{ "agreements/inside.xml", "agreement publication='partner'",
		  AGREEMENT },
		{ "agreements/over.xml", "agreement",
		  "<title>Over</title><status>expired</status>" },
		{ "agreements/draft.xml", "agreement",
		  "<title>Draft</title><status>draft</status>" },
		{ NULL, NULL, NULL },
	};

	assert_signal("agreements-published", records, "1 of 2, 0 unknown");
}

static void test_each_party_that_is_left_needs_a_benefit(void)
{
	static const struct source records[] = {
		{ "agreements/both.xml", "agreement",
		  AGREEMENT
		  "<benefit ref='council'>knows whom to help</benefit>"
		  "<benefit ref='police'>fewer calls</benefit>" },
		{ "agreements/shared.xml", "agreement",
		  AGREEMENT
		  "<benefit ref='council'>knows whom to help</benefit>"
		  "<benefit>everybody gains</benefit>" },
		{ "agreements/left.xml", "agreement",
		  "<title>Left</title><status>active</status>" PARTY(
			  "council") "<party ref='police'><role>controller</role>"
				     "<leftOn>2026-11-22</leftOn></party>"
				     "<benefit ref='council'>knows whom to help</benefit>" },
		{ "agreements/none.xml", "agreement",
		  "<title>None</title><status>active</status>" },
		{ NULL, NULL, NULL },
	};

	assert_signal("agreements-benefit-per-party", records,
		      "2 of 3, 1 unknown");
}

static void test_a_flow_needs_both_format_and_frequency(void)
{
	static const struct source records[] = {
		{ "agreements/shared.xml", "agreement",
		  AGREEMENT FLOW("f1", "<format>CSV</format>"
				       "<frequency>weekly</frequency>")
			  FLOW("f2", "<format evidence='not-stated'/>"
				     "<frequency>weekly</frequency>") },
		{ NULL, NULL, NULL },
	};

	assert_signal("flows-with-format-and-frequency", records,
		      "1 of 2, 0 unknown");
}

static void test_a_third_party_rule_may_stand_in_each_flow(void)
{
	static const struct source records[] = {
		{ "agreements/whole.xml", "agreement",
		  AGREEMENT "<familyDefinition>a household</familyDefinition>"
			    "<thirdPartyRule>ask first</thirdPartyRule>" },
		{ "agreements/flows.xml", "agreement",
		  AGREEMENT FLOW(
			  "f1",
			  "<thirdPartyRule>ask</thirdPartyRule>") "<familyDefinition>a household</familyDefinition>" },
		{ "agreements/part.xml", "agreement",
		  AGREEMENT FLOW("f1", "<thirdPartyRule>ask</thirdPartyRule>") FLOW(
			  "f2",
			  "") "<familyDefinition>a household</familyDefinition>" },
		{ "agreements/rule.xml", "agreement",
		  AGREEMENT "<thirdPartyRule>ask first</thirdPartyRule>" },
		{ NULL, NULL, NULL },
	};

	assert_signal("agreements-with-family-definition-and-third-party-rule",
		      records, "2 of 4, 0 unknown");
}

/* The names of the signals that the maturity scale asks for. */
static GHashTable *names_in_scale(struct arena *arena)
{
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = assets_load(
		library->assets, "schemas/codes/maturity.xml", &error);
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "maturity.xml" };
	gsize len;
	const struct node *root;

	g_assert_no_error(error);
	input.bytes = g_bytes_get_data(bytes, &len);
	input.len = len;
	root = xml_parse(arena, &input, diags);
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		if (strcmp(n->name, "signal") == 0)
			g_hash_table_add(names, (gpointer)node_attr(n, "name"));
	}
	return names;
}

static void test_the_scale_asks_for_the_signals_there_are(void)
{
	static const struct source none[] = { { NULL, NULL, NULL } };
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GHashTable) names = names_in_scale(arena);
	GHashTableIter it;
	gpointer name;

	g_assert_cmpuint(g_hash_table_size(names), ==, 8);
	g_hash_table_iter_init(&it, names);
	while (g_hash_table_iter_next(&it, &name, NULL)) {
		struct signal signal = measure(name, none, AS_OF);

		g_assert_nonnull(signal.label);
		g_assert_cmpint(signal.barrier[0], ==, 'B');
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	library = library_new(NULL, NULL, &error);
	if (!library)
		g_error("%s", error->message);
#define ADD(name_) g_test_add_func("/signals/" #name_, test_##name_)
	ADD(empty_registers_have_nothing_to_compute_from);
	ADD(an_assessment_counts_for_twelve_months);
	ADD(an_assessment_without_its_day_is_not_known);
	ADD(a_flow_needs_safeguards_of_both_kinds_of_its_own);
	ADD(a_gateway_has_to_reach_parties_and_purpose);
	ADD(a_gateway_has_to_be_in_force_on_the_day);
	ADD(a_flow_without_parties_leaves_its_gateway_undecided);
	ADD(a_consent_needs_the_current_version_of_a_notice);
	ADD(a_notice_is_current_until_another_is_issued);
	ADD(a_notice_without_a_version_cannot_be_compared);
	ADD(only_current_agreements_count_as_published);
	ADD(each_party_that_is_left_needs_a_benefit);
	ADD(a_flow_needs_both_format_and_frequency);
	ADD(a_third_party_rule_may_stand_in_each_flow);
	ADD(the_scale_asks_for_the_signals_there_are);
	status = g_test_run();
	library_free(library);
	return status;
}
