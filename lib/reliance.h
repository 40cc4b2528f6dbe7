/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RELIANCE_H
#define GATEHOUSE_RELIANCE_H

#include <stdbool.h>

#include <glib.h>

#include "lib/flow_facts.h"

struct node;
struct registers;
struct rule_check;

/*
 * What a flow relies on, judged gateway by gateway and period by period: one
 * case is one version of one gateway on the days on which the flow relies on
 * it.
 */
struct reliance_case {
	const struct node *flow;
	const struct flow_reliance *reliance;
	const struct flow_stretch *stretch; /* always has a version */
	const GPtrArray *all;		    /* what the flow relies on */
	bool is_first_gateway;		    /* of those that concern the rule */
	/* For a rule to hand to its function serves. */
	const struct node *party;
	const struct node *purpose;
};

/* Whether a rule has anything to say of a version of a gateway. */
typedef bool reliance_concerns_fn(const struct node *version);

typedef void reliance_judge_fn(const struct rule_check *check,
			       const struct reliance_case *of);

/*
 * Judges the cases of every flow of the record whose version concerns the
 * rule.  A flow with such a case is a subject; so is one of which it is not
 * known which version it relies on if one of them concerns the rule, and that
 * is reported as missing.
 */
void reliance_each(const struct rule_check *check,
		   reliance_concerns_fn *concerns, reliance_judge_fn *judge);

/*
 * The same for a fact of the agreement: the record is the subject, and only the
 * first case of the first flow that concerns the rule is judged.
 */
void reliance_first(const struct rule_check *check,
		    reliance_concerns_fn *concerns, reliance_judge_fn *judge);

/*
 * Whether another gateway of the flow serves instead on all days of the case.
 * Law that is not in force and gateways that give no power of their own to
 * share never do.
 */
enum fact reliance_is_served_elsewhere(
	const struct rule_check *check, const struct reliance_case *of,
	enum fact (*serves)(const struct rule_check *check,
			    const struct reliance_case *other));

/*
 * "version 'v1' of gateway 'families-act-s9', which the flow relies on from
 * 2018-01-01 on"; owned by the caller.
 */
char *reliance_words(const struct reliance_case *of);

/* The same with the flow's id: "which flow 'list' relies on". */
char *reliance_words_with_flow(const struct reliance_case *of);

/* Code of a gateway's kind, or NULL when it is not stated. */
const char *reliance_kind(const struct flow_reliance *reliance);

/* Whether the gateway is a general power or a function that implies one. */
bool reliance_is_weak(const struct flow_reliance *reliance);

/* Whether it is consent and no power. */
bool reliance_is_consent(const struct flow_reliance *reliance);

#endif
