/* SPDX-License-Identifier: MIT */
/*
 * Facts of an agreement that rules share.  An element that is there but holds
 * only empty ones marked "not stated" says nothing, which is what rules that
 * ask for a term of an agreement have to see.
 */
#include "lib/agreement_facts.h"

#include <string.h>

#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

bool agreement_facts_is_plan(const struct node *agreement)
{
	const char *status = flow_facts_value(agreement, "status");

	return word_is(status, "proposed") || word_is(status, "draft");
}

enum fact agreement_facts_is_personal(const struct registers *registers,
				      const struct node *agreement)
{
	enum fact answer = node_child(agreement, "flow") ? FACT_NO : FACT_YES;

	NODE_EACH(flow, agreement, "flow")
	{
		enum fact personal = flow_facts_is_personal(registers, flow);

		if (personal == FACT_YES)
			return FACT_YES;
		if (personal == FACT_UNKNOWN)
			answer = FACT_UNKNOWN;
	}
	return answer;
}

bool agreement_facts_says(const struct node *node)
{
	if (!node_is_stated(node))
		return false;
	if (!node->child)
		return true;
	for (const struct node *child = node->child; child;
	     child = child->next) {
		if (agreement_facts_says(child))
			return true;
	}
	return false;
}

bool agreement_facts_has_role(const struct node *party, const char *role)
{
	NODE_EACH(node, party, "role")
	{
		if (word_is(node->text, role) && node_is_stated(node))
			return true;
	}
	return false;
}

bool agreement_facts_has_benefit(const struct node *agreement, const char *id)
{
	NODE_EACH(benefit, agreement, "benefit")
	{
		const char *ref = node_attr(benefit, "ref");

		if (*benefit->text && node_is_stated(benefit) &&
		    (id ? word_is(ref, id) : !ref))
			return true;
	}
	return false;
}

bool agreement_facts_has_left(const struct node *party, date_t day)
{
	date_t left = flow_facts_date(party, "leftOn");

	return left != DATE_NONE && left <= day;
}

/* What one or more elements regime say; FACT_UNKNOWN: both, or nothing. */
static enum fact read_regime(const struct node *owner, bool *is_stated)
{
	bool gdpr = false;
	bool part_3 = false;

	NODE_EACH(regime, owner, "regime")
	{
		if (!node_is_stated(regime))
			continue;
		if (word_is(regime->text, "dpa-2018-part-3"))
			part_3 = true;
		else
			gdpr = true;
	}
	*is_stated = gdpr || part_3;
	if (gdpr == part_3)
		return FACT_UNKNOWN;
	return gdpr ? FACT_YES : FACT_NO;
}

enum fact agreement_facts_is_under_gdpr(const struct registers *registers,
					const struct node *agreement,
					const char *id)
{
	const struct record *organisation =
		id ? registers_find(registers, id) : NULL;
	bool is_stated = false;
	enum fact answer;

	if (!id)
		return FACT_UNKNOWN;
	NODE_EACH(party, agreement, "party")
	{
		if (!word_is(node_attr(party, "ref"), id))
			continue;
		answer = read_regime(party, &is_stated);
		if (is_stated)
			return answer;
	}
	answer = read_regime(organisation ? organisation->root : NULL,
			     &is_stated);
	return is_stated ? answer : FACT_YES;
}
