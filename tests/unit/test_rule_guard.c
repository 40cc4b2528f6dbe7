/* SPDX-License-Identifier: MIT */
/*
 * Rules that break their contract, put in place of a real one: each becomes an
 * error that names rule and record, and the next record is checked.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/rules.h"

#define FAULT "; this is a fault of the program or its files, please report it"

static struct library *library;
static struct rulebook *rulebook;

static void add(struct files *files, const char *path, const char *text)
{
	files_add(files, path, g_bytes_new(text, strlen(text)));
}

static struct registers *load(struct diags *diags)
{
	struct files *files = files_new();
	g_autoptr(GError) error = NULL;
	struct registers *registers;

	add(files, "gatehouse.xml",
	    "<settings xmlns=\"urn:gatehouse:1\"><title>T</title></settings>");
	add(files, "sources/one.xml",
	    "<source xmlns=\"urn:gatehouse:1\" id=\"one\" version=\"1\">"
	    "<title>One</title></source>");
	add(files, "sources/two.xml",
	    "<source xmlns=\"urn:gatehouse:1\" id=\"two\" version=\"1\">"
	    "<title>Two</title></source>");
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	return registers;
}

static bool is_one(const struct rule_check *check)
{
	return strcmp(check->record->id, "one") == 0;
}

static const struct rule_tally *tally_of(const struct rule_run *run,
					 const char *id)
{
	size_t n;
	const struct rule_tally *all = rule_run_tallies(run, &n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].id, id) == 0)
			return &all[i];
	}
	return NULL;
}

/* Runs the check in place of a rule on the records that load gives. */
static struct rule_run *run_check(const struct registers *registers,
				  void (*check)(const struct rule_check *check),
				  struct diags *diags)
{
	const struct rule table[] = { { "AGR-01", "source", check },
				      { NULL, NULL, NULL } };
	const struct rule *const tables[] = { table };
	const struct rules_request request = {
		.registers = registers,
		.rulebook = rulebook,
		.as_of = date_parse("2026-11-22"),
	};

	return rules_check_with(tables, 1, &request, diags);
}

/* Runs the check on both sources; the first one brings up this fault. */
static void assert_fault(void (*check)(const struct rule_check *check),
			 const char *fault)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(diags);
	g_autoptr(RuleRun) run = run_check(registers, check, diags);
	g_autofree char *message = g_strconcat(
		"rule 'AGR-01' itself failed on this record: ", fault, FAULT,
		NULL);

	g_assert_cmpuint(rule_run_bugs(run), ==, 1);
	g_assert_cmpuint(diags_len(diags), ==, 1);
	g_assert_cmpstr(diags_get(diags, 0)->message, ==, message);
	g_assert_cmpstr(diags_get(diags, 0)->path, ==, "sources/one.xml");
	g_assert_cmpstr(diags_get(diags, 0)->record, ==, "one");
	g_assert_cmpint(diags_get(diags, 0)->level, ==, DIAG_ERROR);
	g_assert_null(diags_get(diags, 0)->rule);
	g_assert_cmpuint(tally_of(run, "AGR-01")->passed, ==, 1);
	g_assert_cmpuint(tally_of(run, "AGR-01")->failed, ==, 0);
}

static void without_subject(const struct rule_check *check)
{
	if (!is_one(check))
		rule_subject(check);
	else
		rule_fail(check, NULL, "what is wrong");
}

static void test_a_finding_without_a_subject(void)
{
	assert_fault(without_subject, "it reported before it opened a subject");
}

static void without_message(const struct rule_check *check)
{
	rule_subject(check);
	if (is_one(check))
		rule_fail(check, NULL, "%s", "");
}

static void test_a_finding_without_a_message(void)
{
	assert_fault(without_message,
		     "it reported a finding without a message");
}

static void of_another_record(const struct rule_check *check)
{
	rule_subject(check);
	if (is_one(check))
		rule_fail(check, registers_find(check->registers, "two")->root,
			  "what is wrong");
}

static void test_a_finding_on_another_record(void)
{
	assert_fault(of_another_record,
		     "it reported an element of another record");
}

static void impossible(const struct rule_check *check)
{
	rule_subject(check);
	if (is_one(check))
		rule_bug(check, "the source '%s' has no root",
			 check->record->id);
}

static void test_a_branch_that_cannot_be(void)
{
	assert_fault(impossible, "the source 'one' has no root");
}

static void critical(const struct rule_check *check)
{
	rule_subject(check);
	if (is_one(check))
		g_critical("assertion 'hash_table != NULL' failed");
}

static void test_what_glib_calls_critical(void)
{
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_FATAL_MASK);

	assert_fault(critical, "assertion 'hash_table != NULL' failed");
	g_log_set_always_fatal(fatal);
}

static void sound(const struct rule_check *check)
{
	rule_subject(check);
	if (is_one(check))
		rule_fail(check, check->record->root, "what is wrong");
}

static void test_a_sound_rule_is_left_alone(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(diags);
	g_autoptr(RuleRun) run = run_check(registers, sound, diags);

	g_assert_cmpuint(rule_run_bugs(run), ==, 0);
	g_assert_cmpuint(diags_len(diags), ==, 1);
	g_assert_cmpstr(diags_get(diags, 0)->rule, ==, "AGR-01");
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
	g_test_add_func("/rule_guard/a finding without a subject",
			test_a_finding_without_a_subject);
	g_test_add_func("/rule_guard/a finding without a message",
			test_a_finding_without_a_message);
	g_test_add_func("/rule_guard/a finding on another record",
			test_a_finding_on_another_record);
	g_test_add_func("/rule_guard/a branch that cannot be",
			test_a_branch_that_cannot_be);
	g_test_add_func("/rule_guard/what GLib calls critical",
			test_what_glib_calls_critical);
	g_test_add_func("/rule_guard/a sound rule is left alone",
			test_a_sound_rule_is_left_alone);
	status = g_test_run();
	rulebook_free(rulebook);
	library_free(library);
	return status;
}
