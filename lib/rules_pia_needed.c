/* SPDX-License-Identifier: MIT */
/*
 * Rules on whether an impact assessment is needed: what the facts of a flow
 * call for, against what was assessed and what a screening concludes.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/screening.h"
#include "lib/word.h"

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
	if (!word_is(kind, "screening"))
		return COVER_DONE;
	if (!conclusion)
		return COVER_UNKNOWN;
	return word_is(conclusion, "required") ? COVER_REQUIRED : COVER_DONE;
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

/* The flow's id, if that is what the reference is to; or NULL. */
static const char *flow_in(const char *ref, const struct record *agreement)
{
	size_t len = strlen(agreement->id);

	return ref && strncmp(ref, agreement->id, len) == 0 && ref[len] == '#'
		       ? ref + len + 1
		       : NULL;
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
	bool names_flows = false;

	NODE_EACH(node, linked, "flow")
	{
		const char *id = flow_in(node_attr(node, "ref"), agreement);

		if (id && g_strcmp0(id, node_attr(flow, "id")) == 0)
			return true;
		names_flows |= id != NULL;
	}
	return !names_flows && (refers_to(agreement->root, "pia", pia->id) ||
				refers_to(linked, "agreement", agreement->id));
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

	if (search->best == COVER_DONE || !pia || !pia->is_valid ||
	    !word_is(pia->kind->name, "pia"))
		return;
	cover = cover_of(pia);
	if (cover > search->best &&
	    does_cover(pia, search->agreement, search->flow)) {
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
		if (rule_facts_is_personal(check, flow) == FACT_NO)
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

/* One that the screening denies and the facts show. */
static void pia_02_report(const struct rule_check *check,
			  const struct screened *of,
			  const struct node *criterion,
			  enum screening_item item)
{
	const struct codes *codes = registers_codes(check->registers);
	g_autofree char *flow = pia_scope_name(of->flow);

	rule_fail_level(
		check, of->says_not_required ? DIAG_ERROR : DIAG_WARNING,
		criterion,
		"the screening says that '%s' is not met, but the facts of "
		"flow '%s' meet it",
		screening_label(codes, item), flow);
}

/* Criteria that the screening denies and the facts show. */
static void pia_02_criteria(const struct rule_check *check,
			    const struct screened *of)
{
	NODE_EACH(criterion, of->screening, "criterion")
	{
		const char *code = node_attr(criterion, "code");

		if (!code || !word_is(node_attr(criterion, "met"), "false"))
			continue;
		for (unsigned i = 0; i < SCREENING_ITEMS; i++) {
			if (of->facts.answers[i] == FACT_YES &&
			    word_is(screening_code(i), code))
				pia_02_report(check, of, criterion, i);
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
		if (word_is(node_attr(criterion, "met"), "false"))
			return true;
	}
	return false;
}

static void pia_02_contradicted(const struct rule_check *check)
{
	struct screened of = {
		.screening = node_child(check->record->root, "screening"),
	};
	const struct pia_scope *scope;
	bool denies;

	if (!node_is_stated(of.screening))
		return;
	of.says_not_required = word_is(
		flow_facts_value(of.screening, "conclusion"), "not-required");
	denies = denies_any(&of);
	scope = rule_facts_scope(check);
	for (guint i = 0; i < scope->flows->len; i++) {
		of.flow = scope->flows->pdata[i];
		if (rule_facts_is_personal(check, of.flow) == FACT_NO)
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

const struct rule rules_pia_needed[] = {
	{ "PIA-01", "agreement", pia_01_not_assessed },
	{ "PIA-02", "pia", pia_02_contradicted },
	{ NULL, NULL, NULL },
};
