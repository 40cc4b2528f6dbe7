/* SPDX-License-Identifier: MIT */
/*
 * A flow may rely on several gateways, each for a part of what it does.  So a
 * purpose or a party that one gateway leaves out is no fault if another names
 * it on the same days.  An incomplete list passes by itself, but it names
 * nothing that it does not name: it cannot stand in for another gateway, or
 * one general power would hide every fault.
 */
#include "lib/reach.h"

#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"
#include "lib/rule_facts.h"

static const struct flow_stretch *stretch_at(const struct flow_reliance *of,
					     guint i)
{
	return &of->stretches[i];
}

static bool overlap(const struct period *a, const struct period *b)
{
	if (a->from == DATE_NONE || b->from == DATE_NONE)
		return true;
	return a->from <= b->to && b->from <= a->to;
}

/* One item of a flow, and all that the flow relies on. */
struct claim {
	const struct rule_check *check;
	const struct reach *reach;
	const struct node *item;
	const GPtrArray *all; /* of struct flow_reliance */
};

static enum listing listing_in(const struct claim *claim,
			       const struct node *version)
{
	return claim->reach->listing(claim->check->registers, version,
				     claim->item);
}

/* Whether one reliance names the item on all days of the period. */
static enum fact is_named_by(const struct claim *claim,
			     const struct flow_reliance *reliance,
			     const struct period *period)
{
	enum fact answer = FACT_UNKNOWN;

	for (guint i = 0; i < reliance->n_stretches; i++) {
		const struct flow_stretch *stretch = stretch_at(reliance, i);
		enum listing listing;

		if (!overlap(&stretch->period, period))
			continue;
		if (!stretch->version)
			return FACT_NO;
		listing = listing_in(claim, stretch->version);
		if (listing == LISTING_OPEN || listing == LISTING_ABSENT)
			return FACT_NO;
		if (listing == LISTING_UNKNOWN)
			return FACT_UNKNOWN;
		answer = FACT_YES;
	}
	return answer;
}

/*
 * Whether a gateway other than the one that leaves it out names the item;
 * where that is not known, *unknown is the gateway that may.
 */
static enum fact is_named_elsewhere(const struct claim *claim,
				    const struct flow_reliance *except,
				    const struct period *period,
				    const struct flow_reliance **unknown)
{
	enum fact best = FACT_NO;

	for (guint i = 0; i < claim->all->len; i++) {
		const struct flow_reliance *other = claim->all->pdata[i];
		enum fact answer;

		if (other == except)
			continue;
		answer = is_named_by(claim, other, period);
		if (answer == FACT_YES)
			return FACT_YES;
		if (answer == FACT_UNKNOWN) {
			best = FACT_UNKNOWN;
			*unknown = other;
		}
	}
	return best;
}

/* Says why the item could not be held against the lists. */
static void report_unknown(const struct claim *claim,
			   const struct flow_reliance *reliance)
{
	const struct node *item = claim->item;
	const char *ref = node_attr(item, "ref");
	const struct record *organisation =
		registers_target(claim->check->registers, item);
	g_autofree char *fact = NULL;

	if (!ref && !node_attr(item, "code"))
		fact = g_strdup_printf("the code of the flow's %s",
				       claim->reach->item);
	else if (ref && (!organisation ||
			 !flow_facts_value(organisation->root, "type")))
		fact = g_strdup_printf("the type of organisation '%s'", ref);
	else
		fact = g_strdup_printf("%s under gateway '%s'",
				       claim->reach->fact,
				       node_attr(reliance->node, "ref"));
	rule_missing(claim->check, item, fact);
}

static void judge_stretch(const struct claim *claim,
			  const struct flow_reliance *reliance,
			  const struct flow_stretch *stretch)
{
	const struct flow_reliance *unknown = reliance;
	enum listing listing = listing_in(claim, stretch->version);
	enum fact elsewhere;

	if (listing == LISTING_NAMED || listing == LISTING_OPEN)
		return;
	elsewhere =
		is_named_elsewhere(claim, reliance, &stretch->period, &unknown);
	if (elsewhere == FACT_YES)
		return;
	if (listing == LISTING_UNKNOWN)
		report_unknown(claim, reliance);
	else if (elsewhere == FACT_UNKNOWN)
		report_unknown(claim, unknown);
	else
		claim->reach->report(claim->check, claim->item, reliance,
				     stretch);
}

static void judge_item(const struct claim *claim)
{
	const struct reach *reach = claim->reach;

	for (guint i = 0; i < claim->all->len; i++) {
		const struct flow_reliance *reliance = claim->all->pdata[i];

		for (guint j = 0; j < reliance->n_stretches; j++) {
			const struct flow_stretch *stretch =
				stretch_at(reliance, j);

			if (stretch->version &&
			    (!reach->applies ||
			     reach->applies(stretch->version)))
				judge_stretch(claim, reliance, stretch);
		}
	}
}

/* Whether a version of the gateway that the flow may rely on is meant. */
static bool does_apply(const struct reach *reach,
		       const struct flow_reliance *reliance)
{
	if (!reach->applies)
		return true;
	if (reliance->missing) {
		NODE_EACH(version, reliance->gateway->root, "version")
		{
			if (reach->applies(version))
				return true;
		}
	}
	for (guint i = 0; i < reliance->n_stretches; i++) {
		const struct node *version = stretch_at(reliance, i)->version;

		if (version && reach->applies(version))
			return true;
	}
	return false;
}

static bool does_any_apply(const struct reach *reach, const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		if (does_apply(reach, all->pdata[i]))
			return true;
	}
	return false;
}

static void check_flow(const struct rule_check *check,
		       const struct reach *reach, const struct node *flow,
		       const GPtrArray *all)
{
	struct claim claim = { .check = check, .reach = reach, .all = all };

	rule_subject(check);
	if (!node_is_stated(node_child(flow, reach->item))) {
		g_autofree char *fact =
			g_strdup_printf("the flow's %s", reach->item);

		rule_missing(check, flow, fact);
	}
	for (guint i = 0; i < all->len; i++) {
		const struct flow_reliance *reliance = all->pdata[i];

		if (reliance->missing && does_apply(reach, reliance))
			rule_missing(check, reliance->node, reliance->missing);
	}
	NODE_EACH(item, flow, reach->item)
	{
		claim.item = item;
		if (node_is_stated(item))
			judge_item(&claim);
	}
}

void reach_check(const struct rule_check *check, const struct reach *reach)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const GPtrArray *all = rule_facts_reliances(check, flow);

		if (does_any_apply(reach, all))
			check_flow(check, reach, flow, all);
	}
}
