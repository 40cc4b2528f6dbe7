/* SPDX-License-Identifier: MIT */
/*
 * Rules on what a gateway lets through: the kinds of data that it excludes,
 * how strong a power sensitive data need, between whom they may go, and what
 * may become of them next.
 */
#include "lib/rule_check.h"

#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/reliance.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

static enum fact opposite(enum fact fact)
{
	if (fact == FACT_UNKNOWN)
		return FACT_UNKNOWN;
	return fact == FACT_YES ? FACT_NO : FACT_YES;
}

/* GWY-09 ----------------------------------------------------------------- */

static const char *const health_bodies[] = { "nhs-body", "gp-practice",
					     "public-health-agency", NULL };
static const char *const care_bodies[] = { "nhs-body", "gp-practice",
					   "public-health-agency",
					   "social-care-provider", NULL };
static const char *const councils[] = { "local-authority", NULL };

/*
 * A council is a social care authority for some of what it holds.  Which part
 * a flow comes from the record does not say, unless no such data are in it.
 */
static enum fact is_held_for_care(const struct registers *registers,
				  const struct node *flow)
{
	enum fact is_body =
		flow_use_has_party(registers, flow, "discloser", care_bodies);

	if (is_body != FACT_NO)
		return is_body;
	if (flow_use_has_party(registers, flow, "discloser", councils) ==
	    FACT_NO)
		return FACT_NO;
	if (flow_use_has_category(flow, "child-social-care") == FACT_NO &&
	    flow_use_carries(registers, flow, "special", "health", NULL) ==
		    FACT_NO)
		return FACT_NO;
	return FACT_UNKNOWN;
}

static enum fact carries_patient(const struct registers *registers,
				 const struct node *flow)
{
	enum fact is_health = flow_use_both(
		flow_use_carries(registers, flow, "special", "health", NULL),
		flow_use_has_party(registers, flow, "discloser",
				   health_bodies));

	return flow_use_both(is_health,
			     flow_facts_is_personal(registers, flow));
}

static enum fact carries_care(const struct registers *registers,
			      const struct node *flow)
{
	return flow_use_both(is_held_for_care(registers, flow),
			     flow_facts_is_personal(registers, flow));
}

static enum fact carries_tax(const struct registers *registers,
			     const struct node *flow)
{
	static const char *const types[] = { "hmrc", NULL };

	return flow_use_has_party(registers, flow, "discloser", types);
}

/*
 * Exclusions that can be told from a flow.  That data be depersonalised is
 * GWY-10; what the law on investigatory powers bars no flow records.
 */
static enum fact carries_excluded(const struct registers *registers,
				  const struct node *flow, const char *code)
{
	static const struct {
		const char *code;
		enum fact (*carries)(const struct registers *registers,
				     const struct node *flow);
	} kinds[] = {
		{ "patient-information", carries_patient },
		{ "health-social-care-personal", carries_care },
		{ "health-social-care-functions", is_held_for_care },
		{ "hmrc", carries_tax },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_strcmp0(code, kinds[i].code) == 0)
			return kinds[i].carries(registers, flow);
	}
	return FACT_NO;
}

static bool gwy_09_concerns(const struct node *version)
{
	return node_is_stated(node_child(version, "exclude"));
}

/* Whether the version lets everything that the flow carries through. */
static enum fact gwy_09_serves(const struct rule_check *check,
			       const struct reliance_case *of)
{
	enum fact answer = FACT_YES;

	NODE_EACH(exclude, of->stretch->version, "exclude")
	{
		enum fact carries = carries_excluded(
			check->registers, of->flow, node_attr(exclude, "code"));

		answer = flow_use_both(answer, opposite(carries));
	}
	return answer;
}

static void gwy_09_report(const struct rule_check *check,
			  const struct reliance_case *of, const char *code,
			  enum fact fault)
{
	g_autofree char *words = NULL;
	g_autofree char *fact = NULL;

	if (fault == FACT_UNKNOWN) {
		fact = g_strdup_printf("whether the flow carries '%s'", code);
		rule_missing(check, of->reliance->node, fact);
		return;
	}
	words = reliance_words(of);
	rule_fail(check, of->reliance->node,
		  "flow '%s' carries '%s', but %s, excludes it",
		  flow_facts_id(of->flow), code, words);
}

static void gwy_09_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	NODE_EACH(exclude, of->stretch->version, "exclude")
	{
		const char *code = node_attr(exclude, "code");
		enum fact carries =
			carries_excluded(check->registers, of->flow, code);
		enum fact fault = flow_use_both(
			carries, opposite(reliance_is_served_elsewhere(
					 check, of, gwy_09_serves)));

		if (fault != FACT_NO)
			gwy_09_report(check, of, code ? code : "", fault);
	}
}

static void gwy_09_excluded_data(const struct rule_check *check)
{
	reliance_each(check, gwy_09_concerns, gwy_09_judge);
}

/* GWY-10 ----------------------------------------------------------------- */

static bool gwy_10_concerns(const struct node *version)
{
	NODE_EACH(exclude, version, "exclude")
	{
		if (word_is(node_attr(exclude, "code"), "identifiable"))
			return true;
	}
	return false;
}

static enum fact gwy_10_serves(const struct rule_check *check,
			       const struct reliance_case *of)
{
	(void)check;
	return gwy_10_concerns(of->stretch->version) ? FACT_NO : FACT_YES;
}

static void gwy_10_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	const struct node *at = node_child(of->flow, "identifiability");
	enum fact personal = rule_facts_is_personal(check, of->flow);
	enum fact elsewhere =
		reliance_is_served_elsewhere(check, of, gwy_10_serves);
	g_autofree char *words = NULL;

	if (personal == FACT_NO || elsewhere == FACT_YES)
		return;
	if (personal == FACT_UNKNOWN) {
		rule_missing(check, at ? at : of->flow,
			     "the flow's identifiability");
	} else if (elsewhere == FACT_UNKNOWN) {
		rule_missing(check, of->reliance->node,
			     "the version of the gateway relied on");
	} else {
		words = reliance_words(of);
		rule_fail(check, at,
			  "flow '%s' carries data that are '%s', but %s, "
			  "reaches depersonalised data only",
			  flow_facts_id(of->flow), at->text, words);
	}
}

static void gwy_10_not_depersonalised(const struct rule_check *check)
{
	reliance_each(check, gwy_10_concerns, gwy_10_judge);
}

/* GWY-11 ----------------------------------------------------------------- */

static bool gwy_11_concerns(const struct node *version)
{
	return flow_facts_truth(version, "listedOnly") == FACT_YES;
}

/*
 * Whether a party is a body that the gateway is about, and not one of those it
 * lists: a provider of probation.  A department may act as either, and so may
 * those who work under contract.
 */
static enum fact is_probation_side(const struct rule_check *check,
				   const struct node *party)
{
	static const char *const either[] = { "central-government-department",
					      "contracted-provider",
					      "private-provider", NULL };
	const struct record *organisation =
		registers_target(check->registers, party);
	const char *type =
		organisation ? flow_facts_value(organisation->root, "type")
			     : NULL;

	if (!type || word_is_among(type, either))
		return FACT_UNKNOWN;
	return flow_facts_is_of_type(check->registers, organisation,
				     "probation");
}

static enum fact gwy_11_serves(const struct rule_check *check,
			       const struct reliance_case *of)
{
	(void)check;
	return gwy_11_concerns(of->stretch->version) ? FACT_NO : FACT_YES;
}

static void gwy_11_judge_pair(const struct rule_check *check,
			      const struct reliance_case *of,
			      const struct node *from, const struct node *to)
{
	enum fact fault =
		flow_use_both(opposite(is_probation_side(check, from)),
			      opposite(is_probation_side(check, to)));
	g_autofree char *words = NULL;

	if (fault == FACT_UNKNOWN) {
		rule_missing(check, to,
			     "which of the parties acts for the probation "
			     "service");
	} else if (fault == FACT_YES) {
		words = reliance_words(of);
		rule_fail(check, to,
			  "flow '%s' goes from '%s' to '%s', both of which are "
			  "listed persons; %s, reaches only what goes from or "
			  "to the probation service",
			  flow_facts_id(of->flow), node_attr(from, "ref"),
			  node_attr(to, "ref"), words);
	}
}

static void gwy_11_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	if (!node_is_stated(node_child(of->flow, "discloser")))
		rule_missing(check, of->flow, "the flow's discloser");
	if (!node_is_stated(node_child(of->flow, "recipient")))
		rule_missing(check, of->flow, "the flow's recipient");
	if (reliance_is_served_elsewhere(check, of, gwy_11_serves) != FACT_NO)
		return;
	NODE_EACH(from, of->flow, "discloser")
	{
		NODE_EACH(to, of->flow, "recipient")
		{
			if (node_is_stated(from) && node_is_stated(to))
				gwy_11_judge_pair(check, of, from, to);
		}
	}
}

static void gwy_11_between_listed(const struct rule_check *check)
{
	reliance_each(check, gwy_11_concerns, gwy_11_judge);
}

/* GWY-12 ----------------------------------------------------------------- */

/* Whether the version says something on onward disclosure that binds. */
static bool gwy_12_concerns(const struct node *version)
{
	const char *onward = flow_facts_value(version, "onward");

	return !onward ||
	       (!word_is(onward, "unrestricted") && !word_is(onward, "silent"));
}

static bool lists_exception(const struct node *version, const char *code)
{
	if (!node_is_stated(node_child(version, "onwardException")))
		return true;
	NODE_EACH(exception, version, "onwardException")
	{
		if (g_strcmp0(node_attr(exception, "code"), code) == 0)
			return true;
	}
	return false;
}

/*
 * Whether the flow cites a case in which the version lets data go onward; a
 * version whose record lists none is taken at the flow's word.
 */
static bool cites_exception(const struct node *flow, const struct node *version)
{
	NODE_EACH(exception, flow, "onwardException")
	{
		const char *code = node_attr(exception, "code");

		if (node_is_stated(exception) && code &&
		    lists_exception(version, code))
			return true;
	}
	return false;
}

static void gwy_12_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	const struct node *at = node_child(of->flow, "onward");
	const char *use = flow_use_code(of->flow, "onward");
	const char *limit = flow_facts_value(of->stretch->version, "onward");
	g_autofree char *words = NULL;

	if (use && word_is(use, "none"))
		return;
	if (!use)
		rule_missing(check, at ? at : of->flow,
			     "the flow's onward use");
	if (!use || cites_exception(of->flow, of->stretch->version))
		return;
	if (!limit) {
		g_autofree char *fact = g_strdup_printf(
			"what gateway '%s' says of onward disclosure",
			of->reliance->gateway->id);

		rule_missing(check, at, fact);
		return;
	}
	if (word_is(limit, "same-purpose-only") && word_is(use, "same-purpose"))
		return;
	words = reliance_words(of);
	rule_fail(check, at,
		  "data of flow '%s' go onward ('%s'), but %s, says '%s', and "
		  "the flow cites no exception that it lists",
		  flow_facts_id(of->flow), use, words, limit);
}

static void gwy_12_onward(const struct rule_check *check)
{
	reliance_each(check, gwy_12_concerns, gwy_12_judge);
}

/* GWY-13 ----------------------------------------------------------------- */

static void gwy_13_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const struct node *at = node_child(flow, "onward");
	const char *use = flow_use_code(flow, "onward");

	if (!use) {
		rule_missing(check, at ? at : flow, "the flow's onward use");
		return;
	}
	if (word_is(use, "none"))
		return;
	NODE_EACH(exception, flow, "onwardException")
	{
		if (word_is(node_attr(exception, "code"),
			    "commissioners-consent"))
			return;
	}
	rule_fail(check, at,
		  "flow '%s' carries information from HM Revenue and Customs "
		  "and goes onward ('%s') without a record of the "
		  "Commissioners' consent",
		  flow_facts_id(flow), use);
}

static void gwy_13_tax_onward(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (carries_tax(check->registers, flow) != FACT_YES)
			continue;
		rule_subject(check);
		gwy_13_judge(check, flow);
	}
}

/* GWY-14 ----------------------------------------------------------------- */

/* Whether no gateway of the flow is more than a weak power. */
static enum fact has_weak_powers_only(const struct rule_check *check,
				      const struct node *flow,
				      const struct node **at)
{
	const GPtrArray *all = rule_facts_reliances(check, flow);
	enum fact answer = FACT_NO;

	*at = NULL;
	for (guint i = 0; i < all->len; i++) {
		const struct flow_reliance *reliance = all->pdata[i];

		if (reliance_is_consent(reliance))
			continue;
		if (!reliance_kind(reliance)) {
			answer = FACT_UNKNOWN;
			continue;
		}
		if (!reliance_is_weak(reliance))
			return FACT_NO;
		*at = reliance->node;
		if (answer == FACT_NO)
			answer = FACT_YES;
	}
	return *at ? answer : FACT_NO;
}

static void gwy_14_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *at,
			 enum fact weak)
{
	const struct node *category;
	enum fact special = flow_use_carries(check->registers, flow, "special",
					     NULL, &category);
	enum fact personal = rule_facts_is_personal(check, flow);

	if (special == FACT_NO || personal == FACT_NO)
		return;
	if (special == FACT_UNKNOWN)
		rule_missing(check, at, "all of the flow's categories of data");
	if (personal == FACT_UNKNOWN)
		rule_missing(check, at, "the flow's identifiability");
	if (weak == FACT_UNKNOWN)
		rule_missing(check, at, "the kind of each gateway");
	if (special == FACT_YES && personal == FACT_YES && weak == FACT_YES)
		rule_fail(check, at,
			  "flow '%s' carries '%s', but no gateway that it "
			  "relies on is more than a general or implied power",
			  flow_facts_id(flow), node_attr(category, "code"));
}

static void gwy_14_weak_power(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *at;
		enum fact weak = has_weak_powers_only(check, flow, &at);

		if (weak == FACT_NO)
			continue;
		rule_subject(check);
		gwy_14_judge(check, flow, at, weak);
	}
}

const struct rule rules_gwy_data[] = {
	{ "GWY-09", "agreement", gwy_09_excluded_data },
	{ "GWY-10", "agreement", gwy_10_not_depersonalised },
	{ "GWY-11", "agreement", gwy_11_between_listed },
	{ "GWY-12", "agreement", gwy_12_onward },
	{ "GWY-13", "agreement", gwy_13_tax_onward },
	{ "GWY-14", "agreement", gwy_14_weak_power },
	{ NULL, NULL, NULL },
};
