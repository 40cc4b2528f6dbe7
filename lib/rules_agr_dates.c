/* SPDX-License-Identifier: MIT */
/*
 * Rules on the dates of agreements: signatures before the start, reviews that
 * come round, a protocol that still holds, and flows that wait.
 */
#include "lib/rule_check.h"

#include "lib/agreement_facts.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/settings.h"
#include "lib/word.h"

/* The longest time between two reviews. */

/* AGR-04 ----------------------------------------------------------------- */

static void agr_04_judge(const struct rule_check *check,
			 const struct node *party, date_t start)
{
	const struct node *signature = node_child(party, "signature");
	const char *status = flow_facts_value(signature, "status");
	const char *ref = node_attr(party, "ref");
	date_t signed_on = flow_facts_date(signature, "signedOn");
	date_t joined = flow_facts_date(party, "joinedOn");
	date_t bound = MAX(start, joined);
	g_autofree char *fact = NULL;

	if (status && !word_is(status, "signed"))
		return;
	if (signed_on == DATE_NONE) {
		fact = g_strdup_printf("when party '%s' signed", ref);
		rule_missing(check, signature ? signature : party, fact);
	} else if (bound < signed_on) {
		rule_fail(check, node_child(signature, "signedOn"),
			  "party '%s' signed on %s, but is bound from %s; "
			  "expected a signature by then",
			  ref, date_text(signed_on).text,
			  date_text(bound).text);
	}
}

static void agr_04_starts_unsigned(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *at = node_child(agreement, "start");
	date_t start = flow_facts_date(agreement, "start");

	if (agreement_facts_is_plan(agreement))
		return;
	rule_subject(check);
	if (start == DATE_NONE) {
		rule_missing(check, at ? at : agreement,
			     "the agreement's start date");
		return;
	}
	NODE_EACH(party, agreement, "party")
	{
		agr_04_judge(check, party, start);
	}
}

/* AGR-08 ----------------------------------------------------------------- */

/*
 * The time that may lie between two reviews, in words, where more than that
 * lies between base and next; NULL: it does not.
 */
static char *too_long(const struct rule_check *check, date_t base, date_t next)
{
	return settings_overrun(check->registers, "review-interval", base,
				next);
}

static void agr_08_judge_dates(const struct rule_check *check,
			       const struct node *review, date_t base)
{
	date_t next = flow_facts_date(review, "next");
	g_autofree char *held = too_long(check, base, next);

	if (next == DATE_NONE) {
		rule_missing(check, review ? review : check->record->root,
			     "how often the agreement is reviewed");
	} else if (base == DATE_NONE) {
		rule_undecidable(check, review,
				 "the last review or the agreement's start "
				 "date");
	} else if (held) {
		rule_fail(check, node_child(review, "next"),
			  "the next review, on %s, is more than %s after the "
			  "last one or the start",
			  date_text(next).text, held);
	}
}

static void agr_08_reviewed_too_rarely(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *review = node_child(agreement, "review");
	const char *interval = flow_facts_value(review, "interval");
	date_t base = MAX(flow_facts_date(review, "lastOn"),
			  flow_facts_date(agreement, "start"));
	date_t from = base == DATE_NONE ? check->as_of : base;
	g_autofree char *held = NULL;

	if (flow_facts_is_over(agreement) || agreement_facts_is_plan(agreement))
		return;
	rule_subject(check);
	if (!interval) {
		agr_08_judge_dates(check, review, base);
		return;
	}
	held = too_long(check, from, date_add(from, interval));
	if (held)
		rule_fail(check, node_child(review, "interval"),
			  "the agreement is reviewed every '%s'; expected a "
			  "review at least every %s",
			  interval, held);
}

/* AGR-09 ----------------------------------------------------------------- */

static void agr_09_review_on_last_day(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	date_t next = flow_facts_date(node_child(agreement, "review"), "next");
	date_t end = flow_facts_date(agreement, "end");

	if (next == DATE_NONE)
		return;
	rule_subject(check);
	if (node_is_not_stated(node_child(agreement, "end")))
		rule_missing(check, node_child(agreement, "end"),
			     "the agreement's end date");
	if (next != end)
		return;
	rule_fail(check, node_find(agreement, "review/next"),
		  "the next review is on %s, the day the agreement ends; "
		  "expected it early enough to decide whether to go on",
		  date_text(next).text);
}

/* AGR-14 ----------------------------------------------------------------- */

static void agr_14_judge(const struct rule_check *check,
			 const struct node *cited, const struct record *parent)
{
	const char *status = flow_facts_value(parent->root, "status");
	date_t end = flow_facts_date(parent->root, "end");

	if (flow_facts_is_over(parent->root))
		rule_fail(check, cited,
			  "the agreement falls under '%s', which is '%s'; "
			  "expected a protocol that still holds",
			  parent->id, status);
	else if (end != DATE_NONE && end < check->as_of)
		rule_fail(check, cited,
			  "the agreement falls under '%s', which ended on %s; "
			  "expected a protocol that still holds",
			  parent->id, date_text(end).text);
	else if (!status && end == DATE_NONE)
		rule_missing(check, cited,
			     "whether the wider agreement still holds");
}

static void agr_14_protocol_gone(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *cited = node_child(agreement, "parent");
	const struct record *parent = registers_target(check->registers, cited);

	if (!node_is_stated(cited) || flow_facts_is_over(agreement))
		return;
	if (node_attr(cited, "ref") && (!parent || !parent->is_valid))
		return; /* has its own finding */
	rule_subject(check);
	if (parent)
		agr_14_judge(check, cited, parent);
	else
		rule_fail(check, cited,
			  "the agreement falls under a wider one that the "
			  "register does not hold; expected a reference to its "
			  "record");
}

/* AGR-40 ----------------------------------------------------------------- */

/*
 * Reports a flow that does not wait for the start of its agreement; DATE_NONE:
 * for there to be more than a plan.
 */
static void agr_40_report(const struct rule_check *check,
			  const struct node *flow, date_t start)
{
	const struct node *at = node_child(flow, "start");
	struct date_text day = date_text(flow_facts_date(flow, "start"));
	const char *id = node_attr(flow, "id");

	if (rule_facts_is_personal(check, flow) == FACT_UNKNOWN)
		rule_undecidable(check, at, AGREEMENT_FACTS_PERSONAL);
	else if (start == DATE_NONE)
		rule_fail(check, at,
			  "flow '%s' starts on %s, but the agreement is only a "
			  "plan so far",
			  id, day.text);
	else
		rule_fail(check, at,
			  "flow '%s' starts on %s, but the agreement takes "
			  "effect on %s",
			  id, day.text, date_text(start).text);
}

static void agr_40_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const struct node *agreement = check->record->root;
	date_t from = flow_facts_date(flow, "start");
	date_t start = flow_facts_date(agreement, "start");

	if (from == DATE_NONE)
		rule_missing(check, node_child(flow, "start"),
			     "the flow's start date");
	else if (agreement_facts_is_plan(agreement) && from <= check->as_of)
		agr_40_report(check, flow, DATE_NONE);
	else if (start == DATE_NONE)
		rule_missing(check, flow, "the agreement's start date");
	else if (from < start)
		agr_40_report(check, flow, start);
}

static void agr_40_flow_before_agreement(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (!node_child(flow, "start") ||
		    rule_facts_is_personal(check, flow) == FACT_NO)
			continue; /* without a start of its own it follows */
		rule_subject(check);
		agr_40_judge(check, flow);
	}
}

const struct rule rules_agr_dates[] = {
	{ "AGR-04", "agreement", agr_04_starts_unsigned },
	{ "AGR-08", "agreement", agr_08_reviewed_too_rarely },
	{ "AGR-09", "agreement", agr_09_review_on_last_day },
	{ "AGR-14", "agreement", agr_14_protocol_gone },
	{ "AGR-40", "agreement", agr_40_flow_before_agreement },
	{ NULL, NULL, NULL },
};
