/* SPDX-License-Identifier: MIT */
/*
 * Rules on privacy impact assessments: whether there is one where the facts
 * of a flow call for it, and whether its levels of risk add up.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/risk_matrix.h"
#include "lib/rule_flow.h"
#include "lib/screening.h"

/* PIA-01 ----------------------------------------------------------------- */

/* How far a flow is assessed; each one outweighs those before it. */
enum cover {
	COVER_NONE,
	COVER_REQUIRED, /* by a screening that calls for an assessment */
	COVER_UNKNOWN,	/* by a record that does not say which it is */
	COVER_DONE,
};

/* What one record makes of the flows it covers. */
static enum cover cover_of(const struct record *pia)
{
	const char *kind = flow_facts_value(pia->root, "kind");
	const char *conclusion = flow_facts_value(
		node_child(pia->root, "screening"), "conclusion");

	if (!kind)
		return COVER_UNKNOWN;
	if (strcmp(kind, "screening") != 0)
		return COVER_DONE;
	if (!conclusion)
		return COVER_UNKNOWN;
	return strcmp(conclusion, "required") == 0 ? COVER_REQUIRED
						   : COVER_DONE;
}

static bool refers_to(const struct node *parent, const char *name,
		      const char *target)
{
	NODE_EACH(node, parent, name)
	{
		if (g_strcmp0(node_attr(node, "ref"), target) == 0)
			return true;
	}
	return false;
}

/*
 * Whether the assessment is linked with the flow: it names the flow, or one of
 * the two records names the other and it names no single flow of the
 * agreement.
 */
static bool does_cover(const struct record *pia, const struct record *agreement,
		       const struct node *flow)
{
	const struct node *linked = node_child(pia->root, "linked");
	g_autofree char *prefix = g_strconcat(agreement->id, "#", NULL);
	g_autofree char *target =
		g_strconcat(prefix, node_attr(flow, "id"), NULL);

	if (refers_to(linked, "flow", target))
		return true;
	NODE_EACH(node, linked, "flow")
	{
		const char *ref = node_attr(node, "ref");

		if (ref && g_str_has_prefix(ref, prefix))
			return false;
	}
	return refers_to(linked, "agreement", agreement->id) ||
	       refers_to(agreement->root, "pia", pia->id);
}

/* What has been found of the cover of a flow. */
struct cover_search {
	const struct record *agreement;
	const struct node *flow;
	enum cover best;
	const struct record *by;
};

static void consider(struct cover_search *search, const struct record *pia)
{
	enum cover cover;

	if (!pia || !pia->is_valid || strcmp(pia->kind->name, "pia") != 0 ||
	    !does_cover(pia, search->agreement, search->flow))
		return;
	cover = cover_of(pia);
	if (cover > search->best) {
		search->best = cover;
		search->by = pia;
	}
}

/* The best cover of the flow, and the record that gives it. */
static enum cover find_cover(const struct rule_check *check,
			     const struct node *flow, const struct record **by)
{
	struct cover_search search = {
		.agreement = check->record,
		.flow = flow,
		.best = COVER_NONE,
	};
	size_t n;
	const struct reference *const *referrers =
		registers_referrers(check->registers, check->record, &n);

	NODE_EACH(node, check->record->root, "pia")
	{
		consider(&search, registers_target(check->registers, node));
	}
	for (size_t i = 0; i < n; i++)
		consider(&search, referrers[i]->from);
	*by = search.by;
	return search.best;
}

/* "'Data matching', 'Large scale'": what makes up the need. */
static char *reasons(const struct rule_check *check,
		     const struct screening *screening,
		     enum screening_need need)
{
	const struct codes *codes = registers_codes(check->registers);
	GString *words = g_string_new(NULL);

	for (unsigned i = 0; i < SCREENING_ITEMS; i++) {
		if (screening->answers[i] == FACT_YES &&
		    screening_item_counts(i, need))
			g_string_append_printf(words, "%s'%s'",
					       words->len > 0 ? ", " : "",
					       screening_label(codes, i));
	}
	return g_string_free(words, FALSE);
}

static void pia_01_report(const struct rule_check *check,
			  const struct node *flow,
			  const struct screening *screening,
			  const struct record *screened)
{
	enum screening_need need = screening_need(screening);
	g_autofree char *why = reasons(check, screening, need);
	enum diag_level level =
		need == SCREENING_HIGH_RISK ? DIAG_ERROR : DIAG_WARNING;

	if (screened)
		rule_fail_level(check, level, flow,
				"flow '%s' has only the screening '%s', which "
				"concludes that a full assessment is required; "
				"none is recorded",
				node_attr(flow, "id"), screened->id);
	else
		rule_fail_level(check, level, flow,
				"flow '%s' has no impact assessment, and its "
				"facts meet %s",
				node_attr(flow, "id"), why);
}

/* Whether the agreement says why no assessment was made, and may say so. */
static bool is_excused(const struct rule_check *check, enum screening_need need)
{
	return need != SCREENING_HIGH_RISK &&
	       flow_facts_value(check->record->root, "screeningReason");
}

static void pia_01_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const struct record *by = NULL;
	enum cover cover = find_cover(check, flow, &by);
	struct screening screening;
	enum screening_need need;

	if (cover == COVER_DONE)
		return;
	screening_of_flow(check->registers, flow, &screening);
	need = screening_need(&screening);
	if (cover == COVER_REQUIRED) {
		pia_01_report(check, flow, &screening, by);
	} else if (need == SCREENING_NO_NEED) {
		if (screening_worst(&screening) == SCREENING_NO_NEED)
			return;
		for (size_t i = 0; i < screening.n_missing; i++)
			rule_missing(check, flow, screening.missing[i]);
	} else if (cover == COVER_UNKNOWN) {
		rule_missing(check, flow,
			     "what kind of assessment was made, or what the "
			     "screening concludes");
	} else if (!is_excused(check, need)) {
		pia_01_report(check, flow, &screening, NULL);
	}
}

static void pia_01_not_assessed(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (rule_flow_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		pia_01_judge(check, flow);
	}
}

/* PIA-02 ----------------------------------------------------------------- */

/* What a screening says, and what the facts of the flows it covers say. */
struct screened {
	const struct node *screening;
	const struct node *flow;
	struct screening facts;
	bool says_not_required;
};

static void pia_02_conclusion(const struct rule_check *check,
			      const struct screened *of)
{
	enum screening_need need = screening_need(&of->facts);
	const struct node *at = node_child(of->screening, "conclusion");
	g_autofree char *why = NULL;
	g_autofree char *flow = NULL;

	if (need == SCREENING_HIGH_RISK ||
	    (need == SCREENING_TWO_CRITERIA &&
	     !flow_facts_value(of->screening, "reason"))) {
		why = reasons(check, &of->facts, need);
		flow = pia_scope_name(of->flow);
		rule_fail_level(check,
				need == SCREENING_HIGH_RISK ? DIAG_ERROR
							    : DIAG_WARNING,
				at,
				"the screening concludes that no assessment is "
				"required, but the facts of flow '%s' meet %s",
				flow, why);
		return;
	}
	if (need != SCREENING_NO_NEED ||
	    screening_worst(&of->facts) == SCREENING_NO_NEED)
		return;
	for (size_t i = 0; i < of->facts.n_missing; i++)
		rule_missing(check, at, of->facts.missing[i]);
}

/* Criteria that the screening denies and the facts show. */
static void pia_02_criteria(const struct rule_check *check,
			    const struct screened *of)
{
	const struct codes *codes = registers_codes(check->registers);

	NODE_EACH(criterion, of->screening, "criterion")
	{
		const char *code = node_attr(criterion, "code");

		if (!code || g_strcmp0(node_attr(criterion, "met"), "false"))
			continue;
		for (unsigned i = 0; i < SCREENING_ITEMS; i++) {
			g_autofree char *flow = NULL;

			if (of->facts.answers[i] != FACT_YES ||
			    g_strcmp0(screening_code(i), code) != 0)
				continue;
			flow = pia_scope_name(of->flow);
			rule_fail_level(check,
					of->says_not_required ? DIAG_ERROR
							      : DIAG_WARNING,
					criterion,
					"the screening says that '%s' is not "
					"met, but the facts of flow '%s' meet "
					"it",
					screening_label(codes, i), flow);
		}
	}
}

/* Whether the screening denies anything that facts could show. */
static bool denies_any(const struct screened *of)
{
	if (of->says_not_required)
		return true;
	NODE_EACH(criterion, of->screening, "criterion")
	{
		if (g_strcmp0(node_attr(criterion, "met"), "false") == 0)
			return true;
	}
	return false;
}

static void pia_02_contradicted(const struct rule_check *check)
{
	struct screened of = {
		.screening = node_child(check->record->root, "screening"),
	};
	g_auto(PiaScope) scope = { NULL, NULL };
	bool denies;

	if (!node_is_stated(of.screening))
		return;
	of.says_not_required =
		g_strcmp0(flow_facts_value(of.screening, "conclusion"),
			  "not-required") == 0;
	denies = denies_any(&of);
	pia_scope_init(&scope, check->registers, check->record);
	for (guint i = 0; i < scope.flows->len; i++) {
		of.flow = scope.flows->pdata[i];
		if (rule_flow_is_personal(check, of.flow) == FACT_NO)
			continue;
		rule_subject(check);
		if (!denies)
			continue;
		screening_of_flow(check->registers, of.flow, &of.facts);
		if (of.says_not_required)
			pia_02_conclusion(check, &of);
		pia_02_criteria(check, &of);
	}
}

/* PIA-05 ----------------------------------------------------------------- */

/* Names in messages: a level of the risk itself or the one that remains. */
static const char *stage_of(const struct node *level)
{
	return strcmp(level->name, "residual") == 0 ? "residual " : "";
}

static const char *risk_id(const struct node *level)
{
	return node_attr(strcmp(level->name, "residual") == 0 ? level->parent
							      : level,
			 "id");
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
	g_auto(GStrv) ids = g_strsplit(refs ? refs : "", " ", -1);

	return risk && g_strv_contains((const char *const *)ids, risk);
}

/* Whether a measure that is still meant and names the risk is approved. */
static enum fact is_lowered(const struct node *risk)
{
	enum fact answer = FACT_NO;

	NODE_EACH(measure, risk->parent, "measure")
	{
		enum fact approved = flow_facts_truth(measure, "approved");

		if (!names_risk(measure, node_attr(risk, "id")) ||
		    g_strcmp0(flow_facts_value(measure, "status"),
			      "abandoned") == 0)
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
	bool is_under_way = g_strcmp0(flow_facts_value(pia, "status"),
				      "with-regulator") == 0;
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
		if (is_under_way && strcmp(facts[i].name, "outcome") == 0)
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

	if (g_strcmp0(flow_facts_value(pia, "kind"), "screening") == 0)
		return; /* no assessment yet on which to advise */
	rule_subject(check);
	if (!flow_facts_value(advice, "summary"))
		rule_fail_level(check, level_of_gap(check, DIAG_NOTE),
				advice ? advice : pia,
				"the assessment records no advice of the data "
				"protection officer");
	else if (g_strcmp0(decision, "overruled") == 0 &&
		 !flow_facts_value(advice, "reasons"))
		rule_fail(check, node_child(advice, "decision"),
			  "the data protection officer's advice was overruled "
			  "and no reasons are given");
}

const struct rule rules_pia[] = {
	{ "PIA-01", "agreement", pia_01_not_assessed },
	{ "PIA-02", "pia", pia_02_contradicted },
	{ "PIA-05", "pia", pia_05_not_by_matrix },
	{ "PIA-06", "pia", pia_06_falls_by_itself },
	{ "PIA-07", "pia", pia_07_not_consulted },
	{ "PIA-09", "pia", pia_09_no_advice },
	{ NULL, NULL, NULL },
};
