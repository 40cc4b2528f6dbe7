/* SPDX-License-Identifier: MIT */
/*
 * Rules on how the times for keeping data fit together: with the programme,
 * with what notices promise, with one another, and with the end.  That there
 * is a time at all, and that it has not passed, are AGR-27 and AGR-30.
 */
#include "lib/rule_check.h"

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/retention.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

/* The time for keeping the data of an agreement or a flow. */
struct limit {
	const struct node *at; /* the element that sets it; NULL: none */
	date_t last;	       /* DATE_NONE: cannot be worked out */
};

/* The latest of the owner's limits; not known when one of them is not. */
static struct limit limit_of(const struct rule_check *check,
			     const struct node *owner)
{
	struct limit limit = { NULL, DATE_NONE };

	NODE_EACH(retention, owner, "retention")
	{
		date_t last;

		if (!node_is_stated(retention))
			continue;
		last = retention_last_day(check->registers, retention);
		if (last == DATE_NONE)
			return (struct limit){ retention, DATE_NONE };
		if (last > limit.last)
			limit = (struct limit){ retention, last };
	}
	return limit;
}

static bool is_personal(const struct rule_check *check, const struct node *flow)
{
	return rule_facts_is_personal(check, flow) != FACT_NO;
}

/* AGR-28 ----------------------------------------------------------------- */

static bool is_for_evaluation(const struct rule_check *check,
			      const struct node *flow)
{
	const struct codes *codes = registers_codes(check->registers);

	NODE_EACH(purpose, flow, "purpose")
	{
		if (code_has(codes_of(codes, purpose), "evaluation", "yes"))
			return true;
	}
	return false;
}

static void agr_28_judge(const struct rule_check *check,
			 const struct node *owner, date_t end)
{
	struct limit limit = limit_of(check, owner);

	if (!limit.at)
		return;
	rule_subject(check);
	if (end == DATE_NONE)
		rule_missing(check,
			     node_child(check->record->root, "programme"),
			     "the end of the programme");
	else if (limit.last == DATE_NONE)
		rule_missing(check, limit.at,
			     "when the time for keeping data ends");
	else if (limit.last < end)
		rule_fail(check, limit.at,
			  "data are kept until %s, but the programme or its "
			  "evaluation goes on until %s",
			  date_text(limit.last).text, date_text(end).text);
}

static void agr_28_gone_too_early(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	date_t end = retention_programme_end(check->registers, agreement);

	if (!registers_target(check->registers,
			      node_child(agreement, "programme")))
		return;
	NODE_EACH(flow, agreement, "flow")
	{
		if (is_personal(check, flow) && is_for_evaluation(check, flow))
			agr_28_judge(check, flow, end);
	}
	agr_28_judge(check, agreement, end);
}

/* AGR-29 ----------------------------------------------------------------- */

/* Two lengths of time are compared as if they began on this day. */
#define ANY_DAY "2001-01-01"

/* Whether the length of time is counted as a notice's reader would count. */
static bool is_from_collection(const struct node *retention)
{
	const char *trigger = flow_facts_value(retention, "trigger");

	return flow_facts_date(retention, "until") == DATE_NONE &&
	       (!trigger || word_is(trigger, "duration-from-collection"));
}

/* Whether data are kept longer than the promise says; last: until when. */
static enum fact is_longer(const struct node *retention, date_t last,
			   const struct node *promise)
{
	date_t until = flow_facts_date(promise, "until");
	date_t any, own, promised;

	if (until != DATE_NONE && last != DATE_NONE)
		return last > until ? FACT_YES : FACT_NO;
	if (until != DATE_NONE || !is_from_collection(retention))
		return FACT_UNKNOWN;
	any = date_parse(ANY_DAY);
	own = date_add(any, flow_facts_value(retention, "duration"));
	promised = date_add(any, flow_facts_value(promise, "duration"));
	if (own == DATE_NONE || promised == DATE_NONE)
		return FACT_UNKNOWN;
	return own > promised ? FACT_YES : FACT_NO;
}

/* Compares a time for keeping with what a notice promises, if it does. */
static void compare_with_notice(const struct rule_check *check,
				const struct node *retention, date_t last,
				const struct record *notice)
{
	const struct node *promise =
		node_child(notice->root, "retentionPromise");
	const char *words;
	enum fact longer;

	if (!agreement_facts_says(promise))
		return;
	longer = is_longer(retention, last, promise);
	if (longer == FACT_UNKNOWN)
		rule_missing(check, retention,
			     "when the time for keeping data ends, or ends by "
			     "the notice");
	if (longer != FACT_YES)
		return;
	words = flow_facts_value(promise, "until");
	rule_fail(check, retention,
		  "data are kept longer than notice '%s' promises; expected no "
		  "more than '%s'",
		  node_attr(notice->root, "id"),
		  words ? words : flow_facts_value(promise, "duration"));
}

/* Compares every time for keeping of the owner with every notice. */
static void compare_with_notices(const struct rule_check *check,
				 const struct node *owner)
{
	const GPtrArray *notices = rule_facts_notices(check);

	NODE_EACH(retention, owner, "retention")
	{
		date_t last;

		if (notices->len == 0 || !node_is_stated(retention))
			continue;
		last = retention_last_day(check->registers, retention);
		for (guint i = 0; i < notices->len; i++)
			compare_with_notice(check, retention, last,
					    notices->pdata[i]);
	}
}

/* A flow against the agreement's own limit. */
static void compare_with_agreement(const struct rule_check *check,
				   const struct node *flow,
				   const struct limit *most)
{
	struct limit limit = limit_of(check, flow);

	if (limit.last != DATE_NONE && most->last != DATE_NONE &&
	    limit.last > most->last)
		rule_fail(check, limit.at,
			  "flow '%s' keeps data until %s, but the agreement "
			  "sets %s for all data",
			  node_attr(flow, "id"), date_text(limit.last).text,
			  date_text(most->last).text);
}

static void agr_29_kept_too_long(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	struct limit most = limit_of(check, agreement);

	rule_subject(check);
	compare_with_notices(check, agreement);
	NODE_EACH(flow, agreement, "flow")
	{
		if (!is_personal(check, flow))
			continue;
		compare_with_notices(check, flow);
		compare_with_agreement(check, flow, &most);
	}
}

/* AGR-31 ----------------------------------------------------------------- */

/* Whether personal data of some flow may be kept longer than of another. */
static bool do_times_differ(const struct rule_check *check)
{
	date_t one = DATE_NONE;

	NODE_EACH(flow, check->record->root, "flow")
	{
		struct limit limit = limit_of(check, flow);

		if (!limit.at || !is_personal(check, flow))
			continue;
		if (limit.last == DATE_NONE ||
		    (one != DATE_NONE && limit.last != one))
			return true;
		one = limit.last;
	}
	return false;
}

/* For each category of data the first last day of any flow that carries it. */
static GHashTable *shortest_times(const struct rule_check *check)
{
	GHashTable *times = g_hash_table_new(g_str_hash, g_str_equal);

	NODE_EACH(flow, check->record->root, "flow")
	{
		date_t last = limit_of(check, flow).last;

		if (last == DATE_NONE || !is_personal(check, flow))
			continue;
		NODE_EACH(category, flow, "dataCategory")
		{
			const char *code = node_attr(category, "code");
			date_t known;

			if (!code)
				continue;
			known = GPOINTER_TO_INT(
				g_hash_table_lookup(times, code));
			if (known == DATE_NONE || last < known)
				g_hash_table_insert(times, (gpointer)code,
						    GINT_TO_POINTER(last));
		}
	}
	return times;
}

static void agr_31_judge(const struct rule_check *check,
			 const struct node *flow, const struct limit *limit,
			 GHashTable *times)
{
	NODE_EACH(category, flow, "dataCategory")
	{
		const char *code = node_attr(category, "code");
		date_t shortest =
			code ? GPOINTER_TO_INT(g_hash_table_lookup(times, code))
			     : DATE_NONE;

		if (shortest == DATE_NONE)
			continue;
		if (limit->last == DATE_NONE) {
			rule_missing(check, limit->at,
				     "when the time for keeping data ends");
			return;
		}
		if (limit->last <= shortest)
			continue;
		rule_fail(check, limit->at,
			  "the recipient of flow '%s' keeps '%s' until %s, "
			  "another only until %s; expected a reason",
			  node_attr(flow, "id"), code,
			  date_text(limit->last).text,
			  date_text(shortest).text);
		return;
	}
}

static void agr_31_longer_without_reason(const struct rule_check *check)
{
	g_autoptr(GHashTable) times =
		do_times_differ(check) ? shortest_times(check) : NULL;

	NODE_EACH(flow, check->record->root, "flow")
	{
		struct limit limit = limit_of(check, flow);

		if (!limit.at || !is_personal(check, flow))
			continue;
		rule_subject(check);
		if (times && !flow_facts_value(limit.at, "reason"))
			agr_31_judge(check, flow, &limit, times);
	}
}

/* AGR-36 ----------------------------------------------------------------- */

/*
 * The latest limit of the agreement and its flows: until then data may be
 * there.  Not known when one of them is not.
 */
static struct limit last_limit(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	struct limit most = limit_of(check, agreement);

	NODE_EACH(flow, agreement, "flow")
	{
		struct limit limit = limit_of(check, flow);

		if (!limit.at || !is_personal(check, flow) ||
		    (most.at && most.last == DATE_NONE))
			continue;
		if (limit.last == DATE_NONE || limit.last > most.last)
			most = limit;
	}
	return most;
}

static void agr_36_ended_without_trace(const struct rule_check *check)
{
	static const char *const ended[] = { "terminated", "expired", NULL };
	const struct node *agreement = check->record->root;
	const char *status = flow_facts_value(agreement, "status");
	const struct node *destruction = node_child(agreement, "destruction");
	struct limit limit = last_limit(check);

	if (!status || !word_is_among(status, ended))
		return;
	rule_subject(check);
	if (retention_is_destroyed(check->registers, agreement, check->as_of) ||
	    (limit.last != DATE_NONE && limit.last >= check->as_of))
		return;
	if (limit.at && limit.last == DATE_NONE)
		rule_undecidable(check, limit.at,
				 "when the time for keeping data ends");
	else if (rule_facts_about_people(check) != FACT_YES)
		rule_undecidable(check, agreement, AGREEMENT_FACTS_PERSONAL);
	else
		rule_fail(check,
			  destruction ? destruction
				      : node_child(agreement, "status"),
			  "the agreement is '%s', but the record does not show "
			  "that data were deleted or returned",
			  status);
}

const struct rule rules_agr_keeping[] = {
	{ "AGR-28", "agreement", agr_28_gone_too_early },
	{ "AGR-29", "agreement", agr_29_kept_too_long },
	{ "AGR-31", "agreement", agr_31_longer_without_reason },
	{ "AGR-36", "agreement", agr_36_ended_without_trace },
	{ NULL, NULL, NULL },
};
