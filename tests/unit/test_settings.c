/* SPDX-License-Identifier: MIT */
/*
 * What gatehouse.xml may change of rules and thresholds, and what it may not.
 */
#include "lib/settings.h"

#include <string.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/rules.h"

#define REASON "<reason>We say so.</reason>"

static struct library *library;
static struct rulebook *rulebook;

/* Registers with these further settings and one faulty agreement. */
static struct registers *load(const char *settings, struct diags *diags)
{
	static const char agreement[] =
		"<agreement xmlns=\"urn:gatehouse:1\" id=\"ag\" version=\"1\">"
		"<title>Sharing</title><status>draft</status></agreement>";
	struct files *files = files_new();
	g_autoptr(GError) error = NULL;
	char *text = g_strconcat("<settings xmlns=\"urn:gatehouse:1\">\n"
				 "<title>Test</title>\n",
				 settings, "</settings>", NULL);
	struct registers *registers;

	files_add(files, "gatehouse.xml", g_bytes_new_take(text, strlen(text)));
	files_add(files, "agreements/ag.xml",
		  g_bytes_new_static(agreement, strlen(agreement)));
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	return registers;
}

/* What is said of gatehouse.xml, "line: sentence [rule]" a line. */
static char *faults(const char *settings)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(settings, diags);
	GString *text = g_string_new(NULL);

	settings_check(registers, rulebook, diags);
	diags_sort(diags);
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (strcmp(diag->path, "gatehouse.xml") == 0)
			g_string_append_printf(text, "%u: %s [%s]\n",
					       diag->line, diag->message,
					       diag->rule);
	}
	return g_string_free(text, FALSE);
}

static void assert_fault(const char *settings, const char *expected)
{
	g_autofree char *said = faults(settings);

	g_assert_cmpstr(said, ==, expected);
}

static void test_good_settings_have_no_fault(void)
{
	assert_fault(
		"<threshold name=\"review-interval\"><value>P1Y</value>" REASON
		"</threshold>"
		"<rule id=\"AGR-01\"><off>true</off>" REASON "</rule>"
		"<rule id=\"AGR-07\"><severity>note</severity>" REASON
		"</rule>",
		"");
}

static void test_an_unknown_rule_is_met_with_the_nearest(void)
{
	assert_fault("<rule id=\"AGR-0l\"><off>true</off>" REASON "</rule>",
		     "3: there is no rule 'AGR-0l'; did you mean 'AGR-01'? "
		     "[REG-02]\n");
}

static void test_protected_rules_stay_as_they_are(void)
{
	assert_fault("<rule id=\"CON-18\"><off>true</off>" REASON "</rule>\n"
		     "<rule id=\"REG-02\"><severity>note</severity>" REASON
		     "</rule>",
		     "3: rule 'CON-18' cannot be switched off or lowered; take "
		     "the setting out [REG-02]\n"
		     "4: rule 'REG-02' cannot be switched off or lowered; take "
		     "the setting out [REG-02]\n");
}

static void test_a_change_needs_a_reason(void)
{
	assert_fault("<threshold name=\"overdue-grace\"><value>P1M</value>"
		     "<reason evidence=\"not-stated\"/></threshold>\n"
		     "<rule id=\"AGR-01\"><off>true</off>"
		     "<reason evidence=\"not-stated\"/></rule>",
		     "3: threshold 'overdue-grace' is set without a reason "
		     "[REG-02]\n"
		     "4: rule 'AGR-01' is changed without a reason [REG-02]\n");
}

static void test_a_change_is_made_once(void)
{
	assert_fault("<rule id=\"AGR-01\"><off>true</off>" REASON "</rule>\n"
		     "<rule id=\"AGR-01\"><off>false</off>" REASON "</rule>",
		     "4: rule 'AGR-01' is set twice [REG-02]\n");
}

static void test_a_value_fits_its_threshold(void)
{
	assert_fault(
		"<threshold name=\"review-interval\"><value>1000</value>" REASON
		"</threshold>\n"
		"<threshold name=\"large-scale-cohort\"><value>many"
		"</value>" REASON "</threshold>",
		"3: threshold 'review-interval' is a duration such as "
		"P18M, not '1000' [REG-02]\n"
		"4: threshold 'large-scale-cohort' is a whole number of "
		"at most 999999999, not 'many' [REG-02]\n");
}

static void test_codes_in_the_settings_are_checked(void)
{
	assert_fault(
		"<riskMatrix>ico-3x4</riskMatrix>\n"
		"<threshold name=\"reviw-interval\"><value>P1Y</value>" REASON
		"</threshold>",
		"3: unknown code 'ico-3x4' in 'riskMatrix'; did you mean "
		"'ico-3x3' (Regulator's three by three)? [REG-02]\n"
		"4: unknown code 'reviw-interval' in 'threshold'; did you "
		"mean 'review-interval' (Review of an agreement)? "
		"[REG-02]\n");
}

static void test_a_threshold_is_the_settings_or_the_default(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(
		"<threshold name=\"review-interval\"><value>P6M</value>" REASON
		"</threshold>"
		"<threshold name=\"large-scale-cohort\"><value>7</value>" REASON
		"</threshold>"
		"<threshold name=\"overdue-grace\"><value>soon</value>" REASON
		"</threshold>",
		diags);

	g_assert_cmpstr(settings_duration(registers, "review-interval"), ==,
			"P6M");
	g_assert_cmpstr(settings_duration(registers, "pia-review-interval"), ==,
			"P12M");
	g_assert_cmpstr(settings_duration(registers, "overdue-grace"), ==,
			"P6M");
	g_assert_cmpuint(settings_count(registers, "large-scale-cohort"), ==,
			 7);
	g_assert_null(settings_duration(registers, "no-such-threshold"));
}

/* The findings of a rule on the agreement: how many, and of what level. */
static size_t count(const char *settings, const char *rule,
		    enum diag_level level)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(settings, diags);
	size_t n = 0;

	rule_run_free(rules_check(registers, rulebook, date_parse("2026-11-22"),
				  diags));
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		n += g_strcmp0(diag->rule, rule) == 0 && diag->level == level;
	}
	return n;
}

static void test_a_rule_is_switched_off(void)
{
	g_assert_cmpuint(count("", "AGR-01", DIAG_ERROR), ==, 1);
	g_assert_cmpuint(count("<rule id=\"AGR-01\"><off>true</off>" REASON
			       "</rule>",
			       "AGR-01", DIAG_ERROR),
			 ==, 0);
}

static void test_a_rule_is_regraded(void)
{
	const char *note =
		"<rule id=\"AGR-01\"><severity>note</severity>" REASON
		"</rule>";

	g_assert_cmpuint(count(note, "AGR-01", DIAG_ERROR), ==, 0);
	g_assert_cmpuint(count(note, "AGR-01", DIAG_NOTE), ==, 1);
}

static void test_what_reading_finds_is_regraded_and_dropped(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers =
		load("<rule id=\"REG-11\"><off>true</off>" REASON "</rule>"
		     "<rule id=\"ORG-01\"><severity>warning</severity>" REASON
		     "</rule>",
		     diags);
	const struct diag off = { .level = DIAG_ERROR, .rule = "REG-11" };
	const struct diag lower = { .level = DIAG_ERROR, .rule = "ORG-01" };

	diags_add(diags, &off);
	diags_add(diags, &lower);
	settings_apply(registers, diags);
	g_assert_cmpuint(diags_len(diags), ==, 1);
	g_assert_cmpint(diags_get(diags, 0)->level, ==, DIAG_WARNING);
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
	g_test_add_func("/settings/good settings have no fault",
			test_good_settings_have_no_fault);
	g_test_add_func("/settings/an unknown rule is met with the nearest",
			test_an_unknown_rule_is_met_with_the_nearest);
	g_test_add_func("/settings/protected rules stay as they are",
			test_protected_rules_stay_as_they_are);
	g_test_add_func("/settings/a change needs a reason",
			test_a_change_needs_a_reason);
	g_test_add_func("/settings/a change is made once",
			test_a_change_is_made_once);
	g_test_add_func("/settings/a value fits its threshold",
			test_a_value_fits_its_threshold);
	g_test_add_func("/settings/codes in the settings are checked",
			test_codes_in_the_settings_are_checked);
	g_test_add_func("/settings/a threshold is the settings' or the default",
			test_a_threshold_is_the_settings_or_the_default);
	g_test_add_func("/settings/a rule is switched off",
			test_a_rule_is_switched_off);
	g_test_add_func("/settings/a rule is regraded",
			test_a_rule_is_regraded);
	g_test_add_func("/settings/what reading finds is regraded and dropped",
			test_what_reading_finds_is_regraded_and_dropped);
	status = g_test_run();
	rulebook_free(rulebook);
	library_free(library);
	return status;
}
