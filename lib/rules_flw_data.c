/* SPDX-License-Identifier: MIT */
/*
 * Rules on what a flow carries and how it is kept safe: why each category is
 * needed, what is left in it that tells who somebody is, how it travels and
 * who can see it.
 */
#include "lib/rule_check.h"

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

/* FLW-02 ----------------------------------------------------------------- */

static void flw_02_not_needed(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *at = NULL;
		g_autoptr(GString) codes = NULL;

		if (!node_is_stated(node_child(flow, "dataCategory")) ||
		    rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		NODE_EACH(category, flow, "dataCategory")
		{
			const char *code = node_attr(category, "code");

			if (!code || *category->text)
				continue;
			at = at ? at : category;
			rule_add_quoted(&codes, code);
		}
		if (at)
			rule_fail(check, at,
				  "flow '%s' does not say why it needs %s",
				  flow_facts_id(flow), codes->str);
	}
}

/* FLW-06 ----------------------------------------------------------------- */

/* A threshold or rounding of one hides nothing. */
static bool is_above_one(const struct node *output, const char *name)
{
	const char *value = flow_facts_value(output, name);

	return value && g_ascii_strtoull(value, NULL, 10) > 1;
}

static void flw_06_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const struct node *output = node_child(flow, "output");
	g_autoptr(GString) missing = NULL;

	if (!is_above_one(output, "threshold"))
		rule_add_words(&missing, "threshold");
	if (!is_above_one(output, "rounding"))
		rule_add_words(&missing, "rounding");
	if (flow_facts_truth(output, "secondarySuppression") != FACT_YES)
		rule_add_words(&missing, "secondary suppression");
	if (missing)
		rule_fail(check, output ? output : flow,
			  "flow '%s' gives out results of an evaluation "
			  "without a stated %s",
			  flow_facts_id(flow), missing->str);
}

static void flw_06_no_disclosure_control(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		enum fact evaluation =
			flow_use_is_evaluation(check->registers, flow);
		enum fact personal = rule_facts_is_personal(check, flow);

		if (evaluation != FACT_YES || personal == FACT_YES)
			continue;
		rule_subject(check);
		if (personal == FACT_NO)
			flw_06_judge(check, flow);
		else
			rule_undecidable(
				check,
				node_child_or_self(flow, "identifiability"),
				"the flow's identifiability");
	}
}

/* FLW-07 ----------------------------------------------------------------- */

static void flw_07_direct_identifier(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *category;
		enum fact personal = rule_facts_is_personal(check, flow);
		enum fact direct;

		if (personal == FACT_YES)
			continue;
		rule_subject(check);
		direct =
			flow_use_carries(check->registers, flow,
					 "direct-identifier", "yes", &category);
		if (direct == FACT_NO)
			continue;
		if (personal == FACT_UNKNOWN)
			rule_missing(
				check,
				node_child_or_self(flow, "identifiability"),
				"the flow's identifiability");
		else if (direct == FACT_UNKNOWN)
			rule_missing(check,
				     node_child_or_self(flow, "dataCategory"),
				     "all of the flow's categories of data");
		else
			rule_fail(check, category,
				  "flow '%s' is said to carry data that are "
				  "'%s', but '%s' tells who somebody is",
				  flow_facts_id(flow),
				  flow_facts_value(flow, "identifiability"),
				  node_attr(category, "code"));
	}
}

/* FLW-08 ----------------------------------------------------------------- */

static void flw_08_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *category)
{
	const struct codes *codes = registers_codes(check->registers);
	const char *method = flow_facts_value(flow, "method");
	enum fact personal = rule_facts_is_personal(check, flow);

	if (!method) {
		rule_missing(check, node_child_or_self(flow, "method"),
			     "how the data travel");
		return;
	}
	if (!code_has(codes_find(codes, "transfer-method", method), "secure",
		      "no"))
		return;
	if (personal == FACT_UNKNOWN)
		rule_missing(check, flow, "the flow's identifiability");
	else if (!category)
		rule_missing(check, flow,
			     "all of the flow's categories of data");
	else
		rule_fail(check, node_child(flow, "method"),
			  "flow '%s' carries '%s' by the method '%s'; "
			  "expected one that protects the data",
			  flow_facts_id(flow), node_attr(category, "code"),
			  method);
}

static void flw_08_unprotected(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *category;

		if (rule_facts_is_personal(check, flow) == FACT_NO ||
		    flow_use_carries(check->registers, flow, "special", NULL,
				     &category) == FACT_NO)
			continue;
		rule_subject(check);
		flw_08_judge(check, flow, category);
	}
}

/* FLW-09 ----------------------------------------------------------------- */

/* Which kinds of safeguard a flow has. */
struct kinds {
	bool technical;
	bool organisational;
	bool is_vague; /* one is described in words only */
};

static void find_kinds(const struct rule_check *check, const struct node *owner,
		       struct kinds *kinds)
{
	const struct codes *codes = registers_codes(check->registers);

	NODE_EACH(safeguard, owner, "safeguard")
	{
		const char *id = node_attr(safeguard, "code");
		const char *kind =
			code_property(codes_of(codes, safeguard), "kind");

		kinds->technical |= word_is(kind, "technical");
		kinds->organisational |= word_is(kind, "organisational");
		kinds->is_vague |= !id && node_is_stated(safeguard);
	}
}

static void flw_09_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const char *encryption = flow_facts_value(flow, "encryption");
	struct kinds kinds = {
		.technical = encryption && !word_is(encryption, "none"),
	};

	find_kinds(check, flow, &kinds);
	if (!kinds.technical || !kinds.organisational)
		find_kinds(check, check->record->root, &kinds);
	if (kinds.technical && kinds.organisational)
		return;
	if (kinds.is_vague)
		rule_undecidable(check, node_child_or_self(flow, "safeguard"),
				 "the code of each safeguard");
	else
		rule_fail(check, node_child_or_self(flow, "safeguard"),
			  "flow '%s' has no %s safeguard, and neither does its "
			  "agreement",
			  flow_facts_id(flow),
			  kinds.technical	 ? "organisational"
			  : kinds.organisational ? "technical"
						 : "technical or "
						   "organisational");
}

static void flw_09_no_safeguard(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		flw_09_judge(check, flow);
	}
}

/* FLW-10 ----------------------------------------------------------------- */

static void flw_10_all_records(const struct rule_check *check)
{
	static const char *const inside[] = { "colocated-access",
					      "shared-system-read",
					      "shared-system-write", NULL };

	NODE_EACH(flow, check->record->root, "flow")
	{
		const char *scope = flow_facts_value(flow, "accessScope");
		const char *method = flow_facts_value(flow, "method");
		bool is_inside = word_is_among(method, inside);
		bool is_all = word_is(scope, "all-records");

		if ((method && !is_inside) || (scope && !is_all) ||
		    (!method && !scope))
			continue;
		rule_subject(check);
		if (!scope)
			rule_missing(check,
				     node_child_or_self(flow, "accessScope"),
				     "how much the recipient can see");
		else if (!method)
			rule_missing(check, node_child_or_self(flow, "method"),
				     "how the recipient reaches the data");
		else
			rule_fail(check, node_child(flow, "accessScope"),
				  "the recipient of flow '%s' works in the "
				  "discloser's system ('%s') and can see "
				  "'%s'; expected named cases or a cohort",
				  flow_facts_id(flow), method, scope);
	}
}

/* FLW-18 ----------------------------------------------------------------- */

/* Whether some purpose is more than support for the people concerned. */
static enum fact is_beyond_care(const struct rule_check *check,
				const struct node *flow)
{
	const struct codes *codes = registers_codes(check->registers);
	enum fact answer = node_is_stated(node_child(flow, "purpose"))
				   ? FACT_NO
				   : FACT_UNKNOWN;

	NODE_EACH(purpose, flow, "purpose")
	{
		const char *code = node_attr(purpose, "code");

		if (!code)
			answer = FACT_UNKNOWN;
		else if (!code_has(codes_find(codes, "purpose", code), "use",
				   "support"))
			return FACT_YES;
	}
	return answer;
}

/* Whether the flow carries confidential data from the health service. */
static enum fact is_patient_data(const struct rule_check *check,
				 const struct node *flow)
{
	static const char *const types[] = { "nhs-body", "gp-practice", NULL };
	enum fact origin =
		flow_use_has_party(check->registers, flow, "discloser", types);
	enum fact health;

	if (origin == FACT_NO)
		return FACT_NO;
	health = flow_use_carries(check->registers, flow, "special", "health",
				  NULL);
	return flow_use_both(
		origin,
		flow_use_both(health, rule_facts_is_personal(check, flow)));
}

/* What is wrong with the statement, or NULL. */
static const char *opt_out_fault(const struct node *statement)
{
	const char *code = node_attr(statement, "code");

	if (!node_is_stated(statement) || !code)
		return "does not say how the national data opt-out is "
		       "applied";
	if (word_is(code, "not-health"))
		return "is said to carry no patient information";
	if (word_is(code, "does-not-apply") && !*statement->text)
		return "does not say why the national data opt-out does not "
		       "apply";
	return NULL;
}

static void flw_18_no_opt_out(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *statement =
			node_child(flow, "nationalDataOptOut");
		enum fact applies = is_patient_data(check, flow);
		const char *fault;

		if (applies != FACT_NO)
			applies = flow_use_both(applies,
						is_beyond_care(check, flow));
		if (applies == FACT_NO)
			continue;
		rule_subject(check);
		fault = opt_out_fault(statement);
		if (!fault)
			continue;
		if (applies == FACT_UNKNOWN)
			rule_undecidable(check, statement ? statement : flow,
					 "whether the flow uses patient data "
					 "beyond individual care");
		else
			rule_fail(check, statement ? statement : flow,
				  "flow '%s' uses health data from the health "
				  "service beyond individual care and %s",
				  flow_facts_id(flow), fault);
	}
}

/* FLW-20 ----------------------------------------------------------------- */

/* Whether the data travel in a form that programs read. */
static bool is_structured(const struct node *flow)
{
	static const char *const methods[] = { "api", "sftp", NULL };
	const char *method = flow_facts_value(flow, "method");

	return flow_facts_value(flow, "format") ||
	       (word_is_among(method, methods));
}

static void flw_20_no_standard(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (!is_structured(flow))
			continue;
		rule_subject(check);
		if (!flow_facts_value(flow, "standard"))
			rule_fail(check, node_child_or_self(flow, "standard"),
				  "flow '%s' is structured but names no "
				  "standard or data dictionary",
				  flow_facts_id(flow));
	}
}

const struct rule rules_flw_data[] = {
	{ "FLW-02", "agreement", flw_02_not_needed },
	{ "FLW-06", "agreement", flw_06_no_disclosure_control },
	{ "FLW-07", "agreement", flw_07_direct_identifier },
	{ "FLW-08", "agreement", flw_08_unprotected },
	{ "FLW-09", "agreement", flw_09_no_safeguard },
	{ "FLW-10", "agreement", flw_10_all_records },
	{ "FLW-18", "agreement", flw_18_no_opt_out },
	{ "FLW-20", "agreement", flw_20_no_standard },
	{ NULL, NULL, NULL },
};
