/* SPDX-License-Identifier: MIT */
/*
 * Rules on privacy impact assessments: whether their levels of risk add up,
 * and who was asked about them.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/risk_matrix.h"
#include "lib/word.h"

/* PIA-05 ----------------------------------------------------------------- */

/* Names in messages: a level of the risk itself or the one that remains. */
static const char *stage_of(const struct node *level)
{
	return word_is(level->name, "residual") ? "residual " : "";
}

static const char *risk_id(const struct node *level)
{
	return node_attr(
		word_is(level->name, "residual") ? level->parent : level, "id");
}

/* Asks for the parts of a level that are not stated; false if any is not. */
static bool is_complete(const struct rule_check *check,
			const struct node *level)
{
	static const char *const parts[] = { "likelihood", "severity",
					     "overall" };
	bool complete = true;

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *fact = NULL;

		if (flow_facts_value(level, parts[i]))
			continue;
		fact = g_strdup_printf("the %s%s of risk '%s'", stage_of(level),
				       i == 2 ? "overall level" : parts[i],
				       risk_id(level));
		rule_missing(check, level, fact);
		complete = false;
	}
	return complete;
}

static void pia_05_judge(const struct rule_check *check,
			 const struct risk_matrix *matrix,
			 const struct node *level)
{
	const char *likelihood = flow_facts_value(level, "likelihood");
	const char *severity = flow_facts_value(level, "severity");
	const char *overall = flow_facts_value(level, "overall");
	const char *expected;

	if (!is_complete(check, level))
		return;
	expected = risk_matrix_level(matrix, likelihood, severity);
	if (!expected)
		rule_fail(check, level,
			  "%srisk '%s' has the likelihood '%s' and severity "
			  "'%s', which matrix '%s' does not know together",
			  stage_of(level), risk_id(level), likelihood, severity,
			  matrix->id);
	else if (strcmp(expected, overall) != 0)
		rule_fail(check, node_child(level, "overall"),
			  "%srisk '%s' is '%s', but matrix '%s' gives '%s' for "
			  "likelihood '%s' and severity '%s'",
			  stage_of(level), risk_id(level), overall, matrix->id,
			  expected, likelihood, severity);
}

static void pia_05_not_by_matrix(const struct rule_check *check)
{
	const char *id = risk_matrix_id(check->registers);
	g_autoptr(RiskMatrix) matrix =
		risk_matrix_new(registers_codes(check->registers), id);

	NODE_EACH(risk, check->record->root, "risk")
	{
		const struct node *residual = node_child(risk, "residual");

		rule_subject(check);
		if (!matrix) {
			rule_fail(check, risk,
				  "the settings name the risk matrix '%s', of "
				  "which there are no cells",
				  id);
			continue;
		}
		pia_05_judge(check, matrix, risk);
		if (node_is_stated(residual))
			pia_05_judge(check, matrix, residual);
	}
}

/* PIA-06 ----------------------------------------------------------------- */

static bool names_risk(const struct node *measure, const char *risk)
{
	const char *refs = node_attr(measure, "risk");
	size_t len = risk ? strlen(risk) : 0;

	while (risk && refs) {
		size_t n = strcspn(refs, " ");

		if (n == len && strncmp(refs, risk, n) == 0)
			return true;
		refs = refs[n] ? refs + n + 1 : NULL;
	}
	return false;
}

/* Whether a measure that is still meant and names the risk is approved. */
static enum fact is_lowered(const struct node *risk)
{
	enum fact answer = FACT_NO;

	NODE_EACH(measure, risk->parent, "measure")
	{
		enum fact approved = flow_facts_truth(measure, "approved");

		if (!names_risk(measure, node_attr(risk, "id")) ||
		    word_is(flow_facts_value(measure, "status"), "abandoned"))
			continue;
		if (approved == FACT_YES)
			return FACT_YES;
		if (approved == FACT_UNKNOWN)
			answer = FACT_UNKNOWN;
	}
	return answer;
}

static void pia_06_judge(const struct rule_check *check,
			 const struct node *risk, const struct node *residual)
{
	const struct codes *codes = registers_codes(check->registers);
	const char *id = node_attr(risk, "id");
	const char *before = flow_facts_value(risk, "overall");
	const char *after = flow_facts_value(residual, "overall");
	unsigned from = risk_matrix_rank(codes, before);
	unsigned to = risk_matrix_rank(codes, after);
	g_autofree char *fact = NULL;

	if (to > from) {
		rule_fail(check, node_child(residual, "overall"),
			  "risk '%s' is '%s' after measures, but '%s' before "
			  "them; expected no higher level",
			  id, after, before);
	} else if (to < from && is_lowered(risk) == FACT_NO) {
		rule_fail(check, node_child(residual, "overall"),
			  "risk '%s' falls from '%s' to '%s' with no approved "
			  "measure that names it",
			  id, before, after);
	} else if (to < from && is_lowered(risk) == FACT_UNKNOWN) {
		fact = g_strdup_printf("whether the measures for risk '%s' are "
				       "approved",
				       id);
		rule_missing(check, risk, fact);
	}
}

static void pia_06_falls_by_itself(const struct rule_check *check)
{
	NODE_EACH(risk, check->record->root, "risk")
	{
		const struct node *residual = node_child(risk, "residual");
		g_autofree char *fact = NULL;

		if (!node_is_stated(residual))
			continue;
		rule_subject(check);
		if (flow_facts_value(risk, "overall") &&
		    flow_facts_value(residual, "overall")) {
			pia_06_judge(check, risk, residual);
			continue;
		}
		fact = g_strdup_printf("the levels of risk '%s' before and "
				       "after measures",
				       node_attr(risk, "id"));
		rule_missing(check, risk, fact);
	}
}

/* PIA-07 ----------------------------------------------------------------- */

static bool is_high(const struct rule_check *check, const struct node *level)
{
	return code_has(codes_find(registers_codes(check->registers),
				   "risk-level",
				   flow_facts_value(level, "overall")),
			"high", "yes");
}

/* What the record lacks of a consultation, in words; empty: nothing. */
static GString *consultation_gaps(const struct node *pia)
{
	bool is_under_way =
		word_is(flow_facts_value(pia, "status"), "with-regulator");
	static const struct {
		const char *name;
		const char *words;
	} facts[] = {
		{ "submitted", "date" },
		{ "reference", "reference" },
		{ "outcome", "outcome" },
	};
	const struct node *art36 = node_child(pia, "art36");
	GString *gaps = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
		if (is_under_way && word_is(facts[i].name, "outcome"))
			continue;
		if (!flow_facts_value(art36, facts[i].name))
			g_string_append_printf(gaps, "%s%s",
					       gaps->len > 0 ? ", " : "",
					       facts[i].words);
	}
	return gaps;
}

/* What is still to come while the assessment is written is no error yet. */
static enum diag_level level_of_gap(const struct rule_check *check,
				    enum diag_level in_preparation)
{
	enum fact is_in_preparation = pia_scope_status(
		check->registers, check->record->root, "inPreparation");

	return is_in_preparation == FACT_YES ? in_preparation : DIAG_ERROR;
}

static void pia_07_judge(const struct rule_check *check,
			 const struct node *risk, const char *gaps)
{
	const struct node *residual = node_child(risk, "residual");
	const struct node *overall = node_child(residual, "overall");
	const char *id = node_attr(risk, "id");
	g_autofree char *fact = NULL;

	if (!flow_facts_value(residual, "overall")) {
		if (flow_facts_value(risk, "overall") && !is_high(check, risk))
			return; /* it can only fall */
		fact = g_strdup_printf("the level of risk '%s' after measures",
				       id);
		rule_undecidable(check, residual ? residual : risk, fact);
	} else if (is_high(check, residual) && *gaps) {
		rule_fail_level(
			check, level_of_gap(check, DIAG_WARNING), overall,
			"risk '%s' is '%s' after measures, but no prior "
			"consultation of the regulator is recorded with its "
			"date, reference and outcome (not stated: %s)",
			id, overall->text, gaps);
	}
}

static void pia_07_not_consulted(const struct rule_check *check)
{
	const struct node *pia = check->record->root;
	g_autoptr(GString) gaps = consultation_gaps(pia);

	NODE_EACH(risk, pia, "risk")
	{
		rule_subject(check);
		pia_07_judge(check, risk, gaps->str);
	}
}

/* PIA-09 ----------------------------------------------------------------- */

static void pia_09_no_advice(const struct rule_check *check)
{
	const struct node *pia = check->record->root;
	const struct node *advice = node_child(pia, "dpoAdvice");
	const char *decision = flow_facts_value(advice, "decision");

	if (word_is(flow_facts_value(pia, "kind"), "screening"))
		return; /* no assessment yet on which to advise */
	rule_subject(check);
	if (!flow_facts_value(advice, "summary"))
		rule_fail_level(check, level_of_gap(check, DIAG_NOTE),
				advice ? advice : pia,
				"the assessment records no advice of the data "
				"protection officer");
	else if (word_is(decision, "overruled") &&
		 !flow_facts_value(advice, "reasons"))
		rule_fail(check, node_child(advice, "decision"),
			  "the data protection officer's advice was overruled "
			  "and no reasons are given");
}

const struct rule rules_pia[] = {
	{ "PIA-05", "pia", pia_05_not_by_matrix },
	{ "PIA-06", "pia", pia_06_falls_by_itself },
	{ "PIA-07", "pia", pia_07_not_consulted },
	{ "PIA-09", "pia", pia_09_no_advice },
	{ NULL, NULL, NULL },
};
