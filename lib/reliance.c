/* SPDX-License-Identifier: MIT */
/*
 * Walks through what flows rely on.  A gateway is judged for each stretch of
 * days on which one version of it holds, so that a flow that runs across a
 * change of the law is held to each text on its own days.
 */
#include "lib/reliance.h"

#include <string.h>

#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

static const struct flow_stretch *stretch_at(const struct flow_reliance *of,
					     guint i)
{
	return &of->stretches[i];
}

const char *reliance_kind(const struct flow_reliance *reliance)
{
	if (!reliance->gateway || !reliance->gateway->is_valid)
		return NULL;
	return flow_facts_value(reliance->gateway->root, "kind");
}

bool reliance_is_weak(const struct flow_reliance *reliance)
{
	const char *kind = reliance_kind(reliance);

	return word_is(kind, "general-power") ||
	       word_is(kind, "implied-function");
}

bool reliance_is_consent(const struct flow_reliance *reliance)
{
	return word_is(reliance_kind(reliance), "consent-only");
}

/* Whether a version that the flow may rely on concerns the rule. */
static bool may_concern(const struct flow_reliance *reliance,
			reliance_concerns_fn *concerns)
{
	if (!reliance->missing)
		return false;
	NODE_EACH(version, reliance->gateway->root, "version")
	{
		if (concerns(version))
			return true;
	}
	return false;
}

/* Judges one gateway; opens the flow as a subject if none is open yet. */
static void judge_reliance(const struct rule_check *check,
			   const struct reliance_case *of, bool *is_open,
			   reliance_concerns_fn *concerns,
			   reliance_judge_fn *judge)
{
	const struct flow_reliance *reliance = of->reliance;
	struct reliance_case each = *of;

	each.is_first_gateway = !*is_open;
	for (guint i = 0; i < reliance->n_stretches; i++) {
		each.stretch = stretch_at(reliance, i);
		if (!each.stretch->version || !concerns(each.stretch->version))
			continue;
		if (!*is_open)
			rule_subject(check);
		*is_open = true;
		judge(check, &each);
	}
	if (may_concern(reliance, concerns)) {
		if (!*is_open)
			rule_subject(check);
		*is_open = true;
		rule_undecidable(check, reliance->node, reliance->missing);
	}
}

void reliance_each(const struct rule_check *check,
		   reliance_concerns_fn *concerns, reliance_judge_fn *judge)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const GPtrArray *all = rule_facts_reliances(check, flow);
		struct reliance_case of = { .flow = flow, .all = all };
		bool is_open = false;

		for (guint i = 0; i < all->len; i++) {
			of.reliance = all->pdata[i];
			judge_reliance(check, &of, &is_open, concerns, judge);
		}
	}
}

/* The first case of what one gateway gives the flow; false: none. */
static bool judge_first(const struct rule_check *check,
			const struct reliance_case *of,
			reliance_concerns_fn *concerns,
			reliance_judge_fn *judge)
{
	struct reliance_case first = *of;

	for (guint i = 0; i < of->reliance->n_stretches; i++) {
		first.stretch = stretch_at(of->reliance, i);
		if (first.stretch->version &&
		    concerns(first.stretch->version)) {
			rule_subject(check);
			judge(check, &first);
			return true;
		}
	}
	return false;
}

void reliance_first(const struct rule_check *check,
		    reliance_concerns_fn *concerns, reliance_judge_fn *judge)
{
	const struct node *missing_at = NULL;
	const char *missing = NULL;

	NODE_EACH(flow, check->record->root, "flow")
	{
		const GPtrArray *all = rule_facts_reliances(check, flow);
		struct reliance_case of = { .flow = flow, .all = all };

		of.is_first_gateway = true;
		for (guint i = 0; i < all->len; i++) {
			of.reliance = all->pdata[i];
			if (judge_first(check, &of, concerns, judge))
				return;
			if (may_concern(of.reliance, concerns)) {
				missing_at = of.reliance->node;
				missing = of.reliance->missing;
			}
		}
	}
	if (missing) {
		rule_subject(check);
		rule_undecidable(check, missing_at, missing);
	}
}

static bool overlap(const struct period *a, const struct period *b)
{
	if (a->from == DATE_NONE || b->from == DATE_NONE)
		return true;
	return a->from <= b->to && b->from <= a->to;
}

/* Whether the version is in force on the days of it that the case shares. */
static bool is_in_force(const struct flow_stretch *stretch,
			const struct period *days)
{
	date_t from = flow_facts_version_from(stretch->version);
	date_t to = flow_facts_version_to(stretch->version);

	if (flow_facts_is_not_yet_law(stretch->version))
		return false;
	if (days->from == DATE_NONE || stretch->period.from == DATE_NONE)
		return true;
	return from <= MAX(days->from, stretch->period.from) &&
	       (to == DATE_NONE || to >= MIN(days->to, stretch->period.to));
}

/* Whether one gateway serves on all days of the case. */
static enum fact
is_served_by(const struct rule_check *check, const struct reliance_case *of,
	     const struct flow_reliance *reliance,
	     enum fact (*serves)(const struct rule_check *check,
				 const struct reliance_case *other))
{
	struct reliance_case other = *of;
	enum fact answer = reliance->missing ? FACT_UNKNOWN : FACT_NO;

	other.reliance = reliance;
	for (guint i = 0; i < reliance->n_stretches; i++) {
		other.stretch = stretch_at(reliance, i);
		if (!overlap(&other.stretch->period, &of->stretch->period))
			continue;
		if (!other.stretch->version ||
		    !is_in_force(other.stretch, &of->stretch->period))
			return FACT_NO;
		answer = serves(check, &other);
		if (answer != FACT_YES)
			return answer;
	}
	return answer;
}

enum fact reliance_is_served_elsewhere(
	const struct rule_check *check, const struct reliance_case *of,
	enum fact (*serves)(const struct rule_check *check,
			    const struct reliance_case *other))
{
	enum fact best = FACT_NO;

	for (guint i = 0; i < of->all->len; i++) {
		const struct flow_reliance *other = of->all->pdata[i];
		enum fact answer;

		if (other == of->reliance || reliance_is_weak(other) ||
		    reliance_is_consent(other))
			continue;
		answer = is_served_by(check, of, other, serves);
		if (answer == FACT_YES)
			return FACT_YES;
		if (answer == FACT_UNKNOWN)
			best = FACT_UNKNOWN;
	}
	return best;
}

static char *words(const struct reliance_case *of, const char *flow)
{
	g_autofree char *days = flow_facts_period_words(&of->stretch->period);

	return g_strdup_printf("version '%s' of gateway '%s', which %s relies "
			       "on%s",
			       node_attr(of->stretch->version, "id"),
			       of->reliance->gateway->id, flow, days);
}

char *reliance_words(const struct reliance_case *of)
{
	return words(of, "the flow");
}

char *reliance_words_with_flow(const struct reliance_case *of)
{
	g_autofree char *flow =
		g_strdup_printf("flow '%s'", node_attr(of->flow, "id"));

	return words(of, flow);
}
