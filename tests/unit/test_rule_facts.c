/* SPDX-License-Identifier: MIT */
/*
 * What rules share of a record, asked for by a rule that stands in the place
 * of a real one; and an agreement of so many flows that no rule may look at
 * all of them for each of them.
 */
#include "lib/rule_facts.h"

#include <string.h>
#include <time.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"
#include "lib/rulebook.h"
#include "lib/rules.h"

#define SECONDS_MAX 2.0 /* of the processor; a tenth of it is usual */
#ifdef __SANITIZE_ADDRESS__
#define MANY 2000
#else
#define MANY 6000
#endif

static struct library *library;
static struct rulebook *rulebook;

static void add(struct files *files, const char *path, const char *text)
{
	files_add(files, path, g_bytes_new(text, strlen(text)));
}

static char *flow_text(unsigned number, const char *from, const char *to,
		       const char *identifiability)
{
	return g_strdup_printf(
		"<flow id=\"f%u\"><title>F</title><discloser ref=\"%s\"/>"
		"<discloser ref=\"%s\"/><recipient ref=\"%s\"/>"
		"<dataCategory code=\"identity\"/>"
		"<identifiability>%s</identifiability>"
		"<purpose code=\"P-SUPPORT\"/></flow>",
		number, from, from, to, identifiability);
}

static void add_agreement(struct files *files, const char *id,
			  const char *flows)
{
	g_autofree char *path = g_strdup_printf("agreements/%s.xml", id);
	g_autofree char *text = g_strdup_printf(
		"<agreement xmlns=\"urn:gatehouse:1\" id=\"%s\" version=\"1\">"
		"<title>A</title><status>active</status>%s</agreement>",
		id, flows);

	add(files, path, text);
}

static struct registers *load(struct files *files)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	struct registers *registers;

	add(files, "gatehouse.xml",
	    "<settings xmlns=\"urn:gatehouse:1\"><title>T</title></settings>");
	add(files, "organisations/council.xml",
	    "<organisation xmlns=\"urn:gatehouse:1\" id=\"council\" "
	    "version=\"1\"><name>C</name><type>unitary-council</type></organisation>");
	add(files, "organisations/police.xml",
	    "<organisation xmlns=\"urn:gatehouse:1\" id=\"police\" "
	    "version=\"1\"><name>P</name><type>police-force</type></organisation>");
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	if (diags_len(diags) > 0)
		g_error("%s: %s", diags_get(diags, 0)->path,
			diags_get(diags, 0)->message);
	return registers;
}

/* Ids of the flows, one after the other. */
static char *ids_of(const GPtrArray *flows)
{
	GString *ids = NULL;

	for (guint i = 0; i < flows->len; i++)
		rule_add_words(&ids, node_attr(flows->pdata[i], "id"));
	return ids ? g_string_free(ids, FALSE) : g_strdup("");
}

/* Reports what it is told of the agreement, where the test looks. */
static void ask(const struct rule_check *check)
{
	const struct node *first = node_child(check->record->root, "flow");
	g_autofree char *given = ids_of(rule_facts_given_by(check, "council"));
	g_autofree char *received =
		ids_of(rule_facts_received_by(check, "council"));

	g_assert_true(rule_facts_received_by(check, "council") ==
		      rule_facts_received_by(check, "council"));
	g_assert_true(rule_facts_reliances(check, first) ==
		      rule_facts_reliances(check, first));
	g_assert_cmpuint(rule_facts_given_by(check, NULL)->len, ==, 0);
	g_assert_cmpuint(rule_facts_given_by(check, "nobody")->len, ==, 0);
	rule_subject(check);
	rule_fail(check, NULL, "gave [%s], received [%s], first %d, any %d",
		  given, received, rule_facts_is_personal(check, first),
		  rule_facts_about_people(check));
}

static void each_record_has_its_own_facts(void)
{
	static const struct rule table[] = { { "AGR-01", "agreement", ask },
					     { NULL, NULL, NULL } };
	const struct rule *const tables[] = { table };
	struct files *files = files_new();
	g_autofree char *there = flow_text(1, "council", "police", "aggregate");
	g_autofree char *back = flow_text(2, "police", "council", "identified");
	g_autofree char *again =
		flow_text(3, "council", "police", "identified");
	g_autofree char *all = g_strconcat(there, back, again, NULL);
	g_autoptr(Registers) registers = NULL;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(RuleRun) run = NULL;

	add_agreement(files, "one", all);
	add_agreement(files, "two", there);
	registers = load(files);
	run = rules_check_with(
		tables, 1,
		&(struct rules_request){ .registers = registers,
					 .rulebook = rulebook,
					 .as_of = date_parse("2026-11-22") },
		diags);
	g_assert_cmpuint(rule_run_bugs(run), ==, 0);
	g_assert_cmpuint(diags_len(diags), ==, 2);
	g_assert_cmpstr(diags_get(diags, 0)->message, ==,
			"gave [f1, f3], received [f2], first 0, any 1");
	g_assert_cmpstr(diags_get(diags, 1)->message, ==,
			"gave [f1], received [], first 0, any 0");
}

static void many_flows_are_not_held_against_one_another(void)
{
	struct files *files = files_new();
	g_autoptr(GString) flows = g_string_new(NULL);
	g_autoptr(Registers) registers = NULL;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(RuleRun) run = NULL;
	clock_t start;

	for (unsigned i = 0; i < MANY; i++) {
		g_autofree char *flow =
			flow_text(i, "council", "police", "identified");

		g_string_append(flows, flow);
	}
	add_agreement(files, "one", flows->str);
	registers = load(files);
	start = clock();
	run = rules_check(registers, rulebook, date_parse("2026-11-22"), diags);
	g_assert_nonnull(run);
	g_assert_cmpfloat((double)(clock() - start) / CLOCKS_PER_SEC, <,
			  SECONDS_MAX);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, &error);
	g_assert_no_error(error);
	rulebook = rulebook_new(library->assets, &error);
	g_assert_no_error(error);
	g_test_add_func("/rule_facts/each record has its own facts",
			each_record_has_its_own_facts);
	g_test_add_func("/rule_facts/many flows",
			many_flows_are_not_held_against_one_another);
	status = g_test_run();
	rulebook_free(rulebook);
	library_free(library);
	return status;
}
