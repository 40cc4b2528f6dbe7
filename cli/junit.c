/* SPDX-License-Identifier: MIT */
/*
 * There are several JUnit schemas.  What is written is what the strictest of
 * them allows: one failure a case, properties and outputs in every suite, and
 * no attribute on the root.  Times are zero, so that equal registers give
 * equal bytes.
 */
#include "cli/junit.h"

#include <string.h>

#include <glib.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/date.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "lib/settings.h"

/* A suite while its cases are put together. */
struct suite {
	const char *id; /* of the rule */
	enum diag_level level;
	GString *cases;
	GString *below; /* findings below the level */
	size_t n_tests;
	size_t n_failures;
	size_t n_errors;
	size_t n_skipped;
};

/* What the findings of one rule on one file come to. */
struct outcome {
	const char *element; /* "failure", …; NULL: passed */
	enum diag_level worst;
	GString *lines;
};

static char *escape(const char *text)
{
	g_autofree char *cleaned = output_clean(text);

	return g_markup_escape_text(cleaned, -1);
}

static void append_line(GString *to, const struct diag *diag)
{
	g_autofree char *path = escape(diag->path);
	g_autofree char *message = escape(diag->message);

	g_string_append_printf(to, "%s:%u: %s: %s%s%s\n", path, diag->line,
			       diag_level_name(diag->level), message,
			       diag->waiver ? "; waived by " : "",
			       diag->waiver ? diag->waiver : "");
}

/* Opens a case, and its element if it has not passed. */
static void open_case(struct suite *suite, const char *name,
		      const char *element)
{
	g_autofree char *escaped = escape(name);

	g_string_append_printf(suite->cases,
			       "    <testcase classname=\"%s\" name=\"%s\" "
			       "time=\"0\"%s>",
			       suite->id, escaped, element ? "" : "/");
	suite->n_tests++;
	suite->n_failures += g_strcmp0(element, "failure") == 0;
	suite->n_errors += g_strcmp0(element, "error") == 0;
	suite->n_skipped += g_strcmp0(element, "skipped") == 0;
}

static void close_case(struct suite *suite, const struct outcome *outcome)
{
	const char *element = outcome->element;

	if (element && strcmp(element, "skipped") == 0)
		g_string_append_printf(suite->cases,
				       "<skipped>%s</skipped></testcase>",
				       outcome->lines->str);
	else if (element)
		g_string_append_printf(suite->cases,
				       "<%s type=\"%s\">%s</%s></testcase>",
				       element, diag_level_name(outcome->worst),
				       outcome->lines->str, element);
	g_string_append_c(suite->cases, '\n');
}

/* Which element the finding asks for; NULL: none. */
static const char *element_of(const struct suite *suite,
			      const struct diag *diag)
{
	if (diag->waiver || diag->is_undecidable)
		return "skipped";
	if (diag->level < suite->level)
		return NULL;
	return diag->rule ? "failure" : "error";
}

static void take(struct suite *suite, struct outcome *outcome,
		 const struct diag *diag)
{
	const char *element = element_of(suite, diag);

	if (!element) {
		append_line(suite->below, diag);
		return;
	}
	if (!outcome->element || strcmp(outcome->element, "skipped") == 0)
		outcome->element = element;
	outcome->worst = MAX(outcome->worst, diag->level);
	append_line(outcome->lines, diag);
}

/* One case for each file that the rule (NULL: none) has findings on. */
static void add_cases(struct suite *suite, const struct diags *findings,
		      const char *rule)
{
	size_t n = diags_len(findings);

	for (size_t i = 0; i < n;) {
		const struct diag *first = diags_get(findings, i);
		g_autoptr(GString) lines = g_string_new(NULL);
		struct outcome outcome = { .lines = lines };
		bool is_any = false;

		for (; i < n &&
		       strcmp(diags_get(findings, i)->path, first->path) == 0;
		     i++) {
			const struct diag *diag = diags_get(findings, i);

			if (g_strcmp0(diag->rule, rule) != 0)
				continue;
			is_any = true;
			take(suite, &outcome, diag);
		}
		if (!is_any)
			continue;
		open_case(suite, first->path, outcome.element);
		close_case(suite, &outcome);
	}
}

static void print_property(FILE *to, const char *name, const char *value)
{
	fprintf(to, "      <property name=\"%s\" value=\"%s\"/>\n", name,
		value);
}

static void print_suite(FILE *to, const struct session *session,
			const struct suite *suite, size_t index)
{
	g_autofree char *as_of = date_format(session->as_of);

	fprintf(to,
		"  <testsuite id=\"%zu\" name=\"%s\" package=\"gatehouse\" "
		"hostname=\"localhost\" timestamp=\"%sT00:00:00\" "
		"tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		"skipped=\"%zu\" time=\"0\">\n    <properties>\n",
		index, suite->id, as_of, suite->n_tests, suite->n_failures,
		suite->n_errors, suite->n_skipped);
	print_property(to, "gatehouse", GATEHOUSE_VERSION);
	if (session->commit)
		print_property(to, "commit", session->commit);
	print_property(to, "asOf", as_of);
	print_property(to, "failOn", diag_level_name(suite->level));
	fprintf(to,
		"    </properties>\n%s    <system-out>%s</system-out>\n"
		"    <system-err/>\n  </testsuite>\n",
		suite->cases->str, suite->below->str);
}

/* The case of a rule that has nothing to say. */
static void add_quiet_case(struct suite *suite, const struct session *session)
{
	const struct rulebook_row *row =
		rulebook_find(session->rulebook, suite->id);
	g_autoptr(GString) lines = g_string_new(NULL);
	struct outcome outcome = { .lines = lines };
	struct settings_rule rule;

	if (settings_rule(session->registers, suite->id, &rule) &&
	    rule.is_off) {
		g_autofree char *reason = escape(rule.reason);

		outcome.element = "skipped";
		g_string_printf(lines, "switched off: %s", reason);
	}
	open_case(suite, row->title, outcome.element);
	close_case(suite, &outcome);
}

/* The suite of a rule, or with NULL that of what no rule is about. */
static void print_rule(FILE *to, const struct session *session,
		       const struct diags *findings, enum diag_level level,
		       const char *rule, size_t index)
{
	g_autoptr(GString) cases = g_string_new(NULL);
	g_autoptr(GString) below = g_string_new(NULL);
	struct suite suite = {
		.id = rule ? rule : "gatehouse",
		.level = level,
		.cases = cases,
		.below = below,
	};

	add_cases(&suite, findings, rule);
	if (suite.n_tests == 0 && rule && session->rulebook)
		add_quiet_case(&suite, session);
	if (suite.n_tests > 0)
		print_suite(to, session, &suite, index);
}

void junit_check(FILE *to, const struct session *session,
		 const struct diags *findings, enum diag_level level)
{
	size_t n = 0;
	const struct rule_tally *tallies =
		session->run ? rule_run_tallies(session->run, &n) : NULL;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", to);
	for (size_t i = 0; i < n; i++)
		print_rule(to, session, findings, level, tallies[i].id, i);
	/* Without a run the settings are at fault, under the one rule. */
	if (!tallies)
		print_rule(to, session, findings, level, "REG-02", n++);
	print_rule(to, session, findings, level, NULL, n);
	fputs("</testsuites>\n", to);
}
