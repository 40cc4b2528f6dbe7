/* SPDX-License-Identifier: MIT */
/*
 * Rules on flows: whether they are described, and what they must not bring
 * back to an authority or show to a member of the family.
 */
#include "lib/rule_check.h"

#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

/* FLW-01 ----------------------------------------------------------------- */

/* Adds the words to what is missing where the flow does not state it. */
G_ALWAYS_INLINE
static inline void look_for(GString **missing, const struct node *flow,
			    const char *name, const char *words)
{
	if (!node_is_stated(node_child(flow, name)))
		rule_add_words(missing, words);
}

static void flw_01_not_described(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		g_autoptr(GString) missing = NULL;

		rule_subject(check);
		look_for(&missing, flow, "discloser", "discloser");
		look_for(&missing, flow, "recipient", "recipient");
		look_for(&missing, flow, "dataCategory", "categories of data");
		look_for(&missing, flow, "purpose", "purpose");
		if (!flow_facts_is_inside(flow))
			look_for(&missing, flow, "gateway", "legal gateway");
		look_for(&missing, flow, "method", "method");
		look_for(&missing, flow, "frequency", "frequency");
		if (missing)
			rule_fail(check, flow,
				  "flow '%s' does not state its %s",
				  flow_facts_id(flow), missing->str);
	}
}

/* FLW-03 ----------------------------------------------------------------- */

/* Whether the party has a role in which it works for the evaluation. */
static bool works_on_evaluation(const struct node *party)
{
	static const char *const roles[] = { "evaluation-partner", "processor",
					     "sub-processor", NULL };

	NODE_EACH(role, party, "role")
	{
		if (word_is_among(role->text, roles))
			return true;
	}
	return false;
}

/*
 * Whether the organisation does the evaluation, by its role in the agreement
 * or because that is what it is for.  Data reach it; they do not return.
 */
static bool evaluates(const struct rule_check *check, const char *ref)
{
	static const char *const types[] = { "statistics-board", "university",
					     NULL };

	NODE_EACH(party, check->record->root, "party")
	{
		if (g_strcmp0(node_attr(party, "ref"), ref) == 0 &&
		    works_on_evaluation(party))
			return true;
	}
	return flow_facts_is_of_types(check->registers,
				      registers_find(check->registers, ref),
				      types) == FACT_YES;
}

static bool is_council_party(const struct rule_check *check, const char *ref)
{
	const struct record *organisation =
		registers_find(check->registers, ref);

	return flow_use_names(check->record->root, "party", ref) &&
	       flow_facts_is_of_type(check->registers, organisation,
				     "local-authority") == FACT_YES;
}

/* Whether any discloser of the flow is a recipient of the other. */
static bool answers(const struct node *flow, const struct node *other)
{
	NODE_EACH(discloser, flow, "discloser")
	{
		const char *ref = node_attr(discloser, "ref");

		if (ref && flow_use_names(other, "recipient", ref))
			return true;
	}
	return false;
}

/*
 * Whether the organisation gave data about single people, in another flow, to
 * those that disclose in this one: then this flow returns to it.
 */
static bool gave_data(const struct rule_check *check, const struct node *flow,
		      const char *ref)
{
	const GPtrArray *given = rule_facts_given_by(check, ref);

	for (guint i = 0; i < given->len; i++) {
		const struct node *other = given->pdata[i];

		if (other != flow && answers(flow, other) &&
		    rule_facts_is_personal(check, other) != FACT_NO)
			return true;
	}
	return false;
}

/* Whether a flow of its own describes what goes back to the organisation. */
static bool has_return_flow(const struct rule_check *check,
			    const struct node *flow, const char *ref)
{
	const GPtrArray *received = rule_facts_received_by(check, ref);

	for (guint i = 0; i < received->len; i++) {
		const struct node *other = received->pdata[i];

		if (other != flow && answers(other, flow))
			return true;
	}
	return false;
}

/* The first element that names an authority which data return to, or NULL. */
static const struct node *find_return(const struct rule_check *check,
				      const struct node *flow)
{
	NODE_EACH(node, flow, "recipient")
	{
		const char *ref = node_attr(node, "ref");

		if (ref && !flow_use_names(flow, "discloser", ref) &&
		    !evaluates(check, ref) &&
		    (is_council_party(check, ref) ||
		     gave_data(check, flow, ref)))
			return node;
	}
	NODE_EACH(node, flow, "returnsTo")
	{
		const char *ref = node_attr(node, "ref");

		if (ref && !evaluates(check, ref) &&
		    !has_return_flow(check, flow, ref) &&
		    (is_council_party(check, ref) ||
		     rule_facts_given_by(check, ref)->len > 0))
			return node;
	}
	return NULL;
}

static void flw_03_returns_data(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		enum fact evaluation =
			flow_use_is_evaluation(check->registers, flow);
		enum fact personal = rule_facts_is_personal(check, flow);
		const struct node *back;

		if (evaluation == FACT_NO)
			continue;
		rule_subject(check);
		if (personal == FACT_NO)
			continue;
		back = find_return(check, flow);
		if (!back)
			continue;
		if (evaluation == FACT_UNKNOWN)
			rule_missing(check, flow, "the flow's purpose");
		if (personal == FACT_UNKNOWN)
			rule_missing(check, flow, "the flow's identifiability");
		if (evaluation == FACT_YES && personal == FACT_YES)
			rule_fail(check, back,
				  "flow '%s' is for evaluation and returns "
				  "data that are '%s' to '%s', which takes "
				  "part; expected figures about groups",
				  flow_facts_id(flow),
				  flow_facts_value(flow, "identifiability"),
				  node_attr(back, "ref"));
	}
}

/* FLW-12 ----------------------------------------------------------------- */

static void flw_12_no_third_party_rule(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;

	NODE_EACH(flow, agreement, "flow")
	{
		const struct node *product =
			node_child(flow, "wholeFamilyProduct");
		enum fact shows = flow_use_shows_family(check->registers, flow);

		if (shows == FACT_NO ||
		    rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		if (flow_facts_value(flow, "thirdPartyRule") ||
		    flow_facts_value(agreement, "thirdPartyRule"))
			continue;
		if (shows == FACT_YES)
			rule_fail(check, product ? product : flow,
				  "flow '%s' shows data on several family "
				  "members in one product, but neither flow "
				  "nor agreement says what must not pass "
				  "between them",
				  flow_facts_id(flow));
		else
			rule_undecidable(check, flow,
					 "whether one product of the flow "
					 "shows several family members");
	}
}

const struct rule rules_flw[] = {
	{ "FLW-01", "agreement", flw_01_not_described },
	{ "FLW-03", "agreement", flw_03_returns_data },
	{ "FLW-12", "agreement", flw_12_no_third_party_rule },
	{ NULL, NULL, NULL },
};
