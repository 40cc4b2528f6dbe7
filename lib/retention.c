/* SPDX-License-Identifier: MIT */
/*
 * When data have to be gone, and what shows that they are.  Agreements, flows
 * and notices may each give a limit; the first that has passed without any
 * evidence is the one worth telling.  A limit on a flow replaces that of the
 * agreement for its data.  Flows of figures about groups keep nothing about
 * anybody and are left out.
 */
#include "lib/retention.h"

#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

static bool is_limit(const struct node *retention)
{
	const char *trigger = flow_facts_value(retention, "trigger");

	return flow_facts_value(retention, "until") ||
	       flow_facts_value(retention, "duration") ||
	       word_is(trigger, "programme-end") || word_is(trigger, "event");
}

bool retention_has_limit(const struct node *owner)
{
	NODE_EACH(retention, owner, "retention")
	{
		if (is_limit(retention))
			return true;
	}
	return false;
}

bool retention_is_partly_given(const struct node *agreement)
{
	NODE_EACH(flow, agreement, "flow")
	{
		if (retention_has_limit(flow))
			return true;
	}
	return false;
}

/* The last day on which the owner, an agreement or a flow, collects data. */
static date_t last_collection(const struct node *owner)
{
	const struct node *agreement = node_root(owner);
	date_t start = flow_facts_date(owner, "start");
	date_t end = flow_facts_date(owner, "end");
	bool is_once = word_is(flow_facts_value(owner, "frequency"), "one-off");

	if (is_once && end == DATE_NONE)
		return start != DATE_NONE ? start
					  : flow_facts_date(agreement, "start");
	return end != DATE_NONE ? end : flow_facts_date(agreement, "end");
}

date_t retention_programme_end(const struct registers *registers,
			       const struct node *agreement)
{
	const struct record *programme =
		registers_target(registers, node_child(agreement, "programme"));
	date_t end, evaluation;

	if (!programme)
		return DATE_NONE;
	end = flow_facts_date(programme->root, "end");
	evaluation = flow_facts_date(programme->root, "evaluationEnd");
	return MAX(end, evaluation);
}

date_t retention_last_day(const struct registers *registers,
			  const struct node *retention)
{
	date_t until = flow_facts_date(retention, "until");
	const char *duration, *trigger;
	date_t from;

	if (until != DATE_NONE)
		return until;
	duration = flow_facts_value(retention, "duration");
	trigger = flow_facts_value(retention, "trigger");
	if (word_is(trigger, "programme-end")) {
		from = retention_programme_end(registers, node_root(retention));
		return duration ? date_add(from, duration) : from;
	}
	if (!duration ||
	    (trigger && !word_is(trigger, "duration-from-collection")))
		return DATE_NONE;
	return date_add(last_collection(retention->parent), duration);
}

static bool is_evidence(const struct node *destruction, date_t as_of)
{
	if (flow_facts_date(destruction, "date") > as_of)
		return false;
	for (const struct node *fact = destruction->child; fact;
	     fact = fact->next) {
		if (node_is_stated(fact) && !word_is(fact->text, "none"))
			return true;
	}
	return false;
}

bool retention_has_evidence(const struct node *owner, date_t as_of)
{
	NODE_EACH(destruction, owner, "destruction")
	{
		if (is_evidence(destruction, as_of))
			return true;
	}
	return false;
}

static bool is_about_nobody(const struct registers *registers,
			    const struct node *flow)
{
	return flow_facts_is_personal(registers, flow) == FACT_NO;
}

static bool are_flows_destroyed(const struct registers *registers,
				const struct node *agreement, date_t as_of)
{
	NODE_EACH(flow, agreement, "flow")
	{
		if (!is_about_nobody(registers, flow) &&
		    !retention_has_evidence(flow, as_of))
			return false;
	}
	return node_child(agreement, "flow") != NULL;
}

bool retention_is_destroyed(const struct registers *registers,
			    const struct node *agreement, date_t day)
{
	return retention_has_evidence(agreement, day) ||
	       are_flows_destroyed(registers, agreement, day);
}

/* Whether the partners reviewed the matter after the day. */
static bool is_reviewed(const struct node *agreement, date_t day, date_t as_of)
{
	const struct node *review = node_child(agreement, "review");
	date_t on = flow_facts_date(review, "lastOn");

	return on > day && on <= as_of &&
	       flow_facts_value(review, "lastOutcome");
}

bool retention_is_closed(const struct registers *registers,
			 const struct node *agreement, date_t last,
			 date_t as_of)
{
	return retention_is_destroyed(registers, agreement, as_of) ||
	       is_reviewed(agreement, last, as_of);
}

bool retention_is_settled(const struct registers *registers,
			  const struct node *retention, date_t as_of)
{
	const struct node *owner = retention->parent;
	date_t last = retention_last_day(registers, retention);

	if (retention_is_closed(registers, node_root(owner), last, as_of))
		return true;
	if (owner->parent)
		return is_about_nobody(registers, owner) ||
		       retention_has_evidence(owner, as_of);
	NODE_EACH(flow, owner, "flow")
	{
		if (!is_about_nobody(registers, flow) &&
		    !node_is_stated(node_child(flow, "retention")))
			return false;
	}
	return node_child(owner, "flow") != NULL;
}

static void look_at(struct retention *found, const struct node *agreement,
		    const struct node *at, date_t last, date_t as_of)
{
	if (last == DATE_NONE) {
		found->vague_at = found->is_vague ? found->vague_at : at;
		found->is_vague = true;
		return;
	}
	if (last >= as_of || found->passed_at ||
	    is_reviewed(agreement, last, as_of))
		return;
	found->passed_at = at;
	found->passed_on = last;
}

/* All limits of an agreement or a flow. */
static void look_at_owner(const struct registers *registers,
			  struct retention *found, const struct node *owner,
			  date_t as_of)
{
	NODE_EACH(retention, owner, "retention")
	{
		look_at(found, node_root(owner), retention,
			retention_last_day(registers, retention), as_of);
	}
}

/* What the notices promise. */
static void look_at_notices(const struct registers *registers,
			    struct retention *found,
			    const struct node *agreement, date_t as_of)
{
	NODE_EACH(node, agreement, "notice")
	{
		const struct record *notice = registers_target(registers, node);
		date_t until =
			notice ? flow_facts_date(node_child(notice->root,
							    "retentionPromise"),
						 "until")
			       : DATE_NONE;

		if (until != DATE_NONE)
			look_at(found, agreement, node, until, as_of);
	}
}

void retention_of(const struct registers *registers,
		  const struct node *agreement, date_t as_of,
		  struct retention *retention)
{
	bool needs_agreement = !node_child(agreement, "flow");

	*retention = (struct retention){ 0 };
	if (retention_is_destroyed(registers, agreement, as_of))
		return;
	NODE_EACH(flow, agreement, "flow")
	{
		if (is_about_nobody(registers, flow))
			continue;
		if (!node_is_stated(node_child(flow, "retention")))
			needs_agreement = true;
		else if (!retention_has_evidence(flow, as_of))
			look_at_owner(registers, retention, flow, as_of);
	}
	if (needs_agreement && !node_child(agreement, "retention"))
		look_at(retention, agreement, agreement, DATE_NONE, as_of);
	if (needs_agreement)
		look_at_owner(registers, retention, agreement, as_of);
	look_at_notices(registers, retention, agreement, as_of);
}
