/* SPDX-License-Identifier: MIT */
/*
 * Rules on the time of an assessment: before the sharing begins, again when
 * something changes, and about things that have not ended.
 */
#include "lib/rule_check.h"

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/settings.h"
#include "lib/word.h"

/* How long an assessment stands before it is looked at again. */

static bool is_screening(const struct node *pia)
{
	return word_is(flow_facts_value(pia, "kind"), "screening");
}

/*
 * The day by which both the measures and the risks that remain were approved,
 * as far as the sign-off says; *at (may be NULL) the element that holds it.
 */
static date_t approved_on(const struct node *pia, const struct node **at)
{
	date_t latest = DATE_NONE;

	NODE_EACH(item, node_child(pia, "signOff"), "item")
	{
		const char *code = node_attr(item, "code");
		date_t day = flow_facts_date(item, "date");

		if (day <= latest ||
		    (!word_is(code, "measures-approved") &&
		     !word_is(code, "residual-risks-approved")))
			continue;
		latest = day;
		if (at)
			*at = node_child(item, "date");
	}
	return latest;
}

static bool is_personal(const struct rule_check *check, const struct node *flow)
{
	return rule_facts_is_personal(check, flow) != FACT_NO;
}

/* PIA-03 ----------------------------------------------------------------- */

/* The flow that began first, and whether of some the start is not known. */
struct first_flow {
	const struct node *flow; /* NULL: none has a start */
	date_t start;
	bool is_any;	 /* there are flows of personal data */
	bool is_unknown; /* one of them has no start */
};

static void find_first(const struct rule_check *check,
		       const struct pia_scope *scope, struct first_flow *first)
{
	*first = (struct first_flow){ 0 };
	for (guint i = 0; i < scope->flows->len; i++) {
		const struct node *flow = scope->flows->pdata[i];
		date_t start = pia_scope_start(flow);

		if (!is_personal(check, flow))
			continue;
		first->is_any = true;
		first->is_unknown |= start == DATE_NONE;
		if (start != DATE_NONE &&
		    (!first->flow || start < first->start)) {
			first->flow = flow;
			first->start = start;
		}
	}
}

/* Whether nobody has approved it yet; a missing status needs a date. */
static enum fact is_pending(const struct rule_check *check, date_t approved)
{
	enum fact fact = pia_scope_status(check->registers, check->record->root,
					  "approved");

	if (fact == FACT_UNKNOWN)
		return approved != DATE_NONE ? FACT_NO : FACT_UNKNOWN;
	return fact == FACT_YES ? FACT_NO : FACT_YES;
}

static void pia_03_judge(const struct rule_check *check,
			 const struct first_flow *first)
{
	const struct node *pia = check->record->root;
	const struct node *at = pia;
	date_t approved = approved_on(pia, &at);
	enum fact pending = is_pending(check, approved);
	g_autofree char *name =
		first->flow ? pia_scope_name(first->flow) : NULL;
	bool has_begun = first->flow && first->start <= check->as_of;

	if (pending == FACT_YES && has_begun)
		rule_fail(check, node_child(pia, "status"),
			  "flow '%s' began on '%s', but the assessment is "
			  "'%s'; expected its approval before",
			  name, date_text(first->start).text,
			  flow_facts_value(pia, "status"));
	else if (pending == FACT_NO && approved != DATE_NONE && first->flow &&
		 first->start < approved)
		rule_fail(check, at,
			  "the assessment was approved on '%s', after flow "
			  "'%s' had begun on '%s'",
			  at->text, name, date_text(first->start).text);
	else if (pending == FACT_UNKNOWN && has_begun)
		rule_missing(check, pia, "whether and when it was approved");
	else if (pending == FACT_NO && approved == DATE_NONE && first->flow)
		rule_missing(check, pia, "the day on which it was approved");
	else if (first->is_unknown)
		rule_missing(check, pia,
			     "the start of each flow that it covers");
}

static void pia_03_approved_too_late(const struct rule_check *check)
{
	struct first_flow first;
	const struct pia_scope *scope;

	if (is_screening(check->record->root))
		return;
	scope = rule_facts_scope(check);
	find_first(check, scope, &first);
	if (!first.is_any)
		return;
	rule_subject(check);
	pia_03_judge(check, &first);
}

/* PIA-08 ----------------------------------------------------------------- */

static void pia_08_judge(const struct rule_check *check,
			 const struct node *art36, const struct node *flow)
{
	const struct node *submitted = node_child(art36, "submitted");
	date_t from = flow_facts_date(art36, "submitted");
	date_t to = flow_facts_date(art36, "outcomeOn");
	date_t start = pia_scope_start(flow);
	g_autofree char *name = pia_scope_name(flow);

	if (from == DATE_NONE) {
		rule_missing(check, art36,
			     "the day the regulator was consulted");
	} else if (start == DATE_NONE) {
		rule_missing(check, submitted,
			     "the start of each flow that it covers");
	} else if (start < from || start > check->as_of) {
		return;
	} else if (to != DATE_NONE) {
		if (start < to)
			rule_fail(check, submitted,
				  "flow '%s' began on '%s', while the "
				  "consultation of the regulator was pending "
				  "from '%s' to '%s'",
				  name, date_text(start).text, submitted->text,
				  node_text(node_child(art36, "outcomeOn")));
	} else if (flow_facts_value(art36, "outcome")) {
		rule_missing(check, art36,
			     "the day on which the regulator answered");
	} else {
		rule_fail(check, submitted,
			  "flow '%s' began on '%s', while the consultation of "
			  "the regulator was pending from '%s'; no answer is "
			  "recorded",
			  name, date_text(start).text, submitted->text);
	}
}

static void pia_08_starts_while_pending(const struct rule_check *check)
{
	const struct node *art36 = node_child(check->record->root, "art36");
	const struct pia_scope *scope;

	if (!node_is_stated(art36))
		return;
	scope = rule_facts_scope(check);
	for (guint i = 0; i < scope->flows->len; i++) {
		if (!is_personal(check, scope->flows->pdata[i]))
			continue;
		rule_subject(check);
		pia_08_judge(check, art36, scope->flows->pdata[i]);
	}
}

/* PIA-12 ----------------------------------------------------------------- */

/* What has changed since an assessment was last looked at. */
struct changes {
	const struct rule_check *check;
	date_t since;
	GHashTable *seen; /* records that have been looked at */
	GString *words;
};

static bool is_change(const struct changes *changes, date_t day)
{
	return day > changes->since && day <= changes->check->as_of;
}

static void add_change(struct changes *changes, date_t day, const char *what,
		       const char *id)
{
	if (!is_change(changes, day))
		return;
	g_string_append_printf(changes->words, "%s%s '%s' on '%s'",
			       changes->words->len > 0 ? ", " : "", what, id,
			       date_text(day).text);
}

static void add_agreement(struct changes *changes,
			  const struct record *agreement)
{
	NODE_EACH(party, agreement->root, "party")
	{
		add_change(changes, flow_facts_date(party, "joinedOn"),
			   "arrival of party", node_attr(party, "ref"));
		add_change(changes, flow_facts_date(party, "leftOn"),
			   "departure of party", node_attr(party, "ref"));
	}
}

static void add_gateway(struct changes *changes, const struct record *gateway)
{
	if (!gateway || !gateway->is_valid ||
	    !g_hash_table_add(changes->seen, (gpointer)gateway))
		return;
	NODE_EACH(version, gateway->root, "version")
	{
		if (!flow_facts_is_not_yet_law(version))
			add_change(changes, flow_facts_version_from(version),
				   "new version of gateway", gateway->id);
		if (flow_facts_is_past_law(version))
			add_change(changes, flow_facts_date(version, "validTo"),
				   "end of gateway", gateway->id);
	}
}

static void add_notice(struct changes *changes, const struct record *notice)
{
	size_t n;
	const struct reference *const *all;

	if (!notice || !notice->is_valid ||
	    !g_hash_table_add(changes->seen, (gpointer)notice))
		return;
	add_change(changes, flow_facts_date(notice->root, "withdrawnOn"),
		   "withdrawal of notice", notice->id);
	all = registers_referrers(changes->check->registers, notice, &n);
	for (size_t i = 0; i < n; i++) {
		if (word_is(all[i]->node->name, "supersedes"))
			add_change(
				changes,
				flow_facts_date(all[i]->from->root, "issuedOn"),
				"new notice", all[i]->from->id);
	}
}

/* All gateways, or all notices, that node's children name. */
static void
add_named(struct changes *changes, const struct node *node, const char *name,
	  void (*add)(struct changes *changes, const struct record *record))
{
	NODE_EACH(child, node, name)
	{
		add(changes,
		    registers_target(changes->check->registers, child));
	}
}

static void find_changes(struct changes *changes, const struct pia_scope *scope)
{
	const struct node *linked =
		node_child(changes->check->record->root, "linked");

	for (guint i = 0; i < scope->agreements->len; i++) {
		const struct record *agreement = scope->agreements->pdata[i];

		add_agreement(changes, agreement);
		add_named(changes, agreement->root, "notice", add_notice);
	}
	for (guint i = 0; i < scope->flows->len; i++) {
		const struct node *flow = scope->flows->pdata[i];
		date_t start = pia_scope_start(flow);
		g_autofree char *name = NULL;

		if (is_change(changes, start)) {
			name = pia_scope_name(flow);
			add_change(changes, start, "start of flow", name);
		}
		add_named(changes, flow, "gateway", add_gateway);
	}
	add_named(changes, linked, "gateway", add_gateway);
	add_named(changes, linked, "notice", add_notice);
}

/* The last day on which it was approved or reviewed, up to the as-of date. */
static date_t last_look(const struct rule_check *check)
{
	const struct node *pia = check->record->root;
	date_t approved = approved_on(pia, NULL);
	date_t reviewed = flow_facts_date(node_child(pia, "review"), "lastOn");

	approved = approved <= check->as_of ? approved : DATE_NONE;
	reviewed = reviewed <= check->as_of ? reviewed : DATE_NONE;
	return MAX(approved, reviewed);
}

static void pia_12_judge(const struct rule_check *check,
			 const struct pia_scope *scope)
{
	const struct node *pia = check->record->root;
	const struct node *review = node_child(pia, "review");
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	g_autoptr(GString) words = g_string_new(NULL);
	struct changes changes = {
		.check = check,
		.since = last_look(check),
		.seen = seen,
		.words = words,
	};
	g_autofree char *held =
		settings_overrun(check->registers, "pia-review-interval",
				 changes.since, check->as_of);

	if (changes.since == DATE_NONE) {
		rule_missing(check, review ? review : pia,
			     "the day it was approved or last reviewed");
		return;
	}
	find_changes(&changes, scope);
	if (words->len > 0)
		rule_fail(check, review ? review : pia,
			  "the assessment was last looked at on '%s', before "
			  "these changes: %s",
			  date_text(changes.since).text, words->str);
	else if (held)
		rule_fail(check, review ? review : pia,
			  "the assessment was last looked at on '%s', more "
			  "than %s before the as-of date",
			  date_text(changes.since).text, held);
}

/* An assessment of things that are over need not be reviewed. */
static void pia_12_not_reviewed(const struct rule_check *check)
{
	const struct pia_scope *scope;

	if (is_screening(check->record->root) ||
	    pia_scope_status(check->registers, check->record->root,
			     "current") == FACT_NO)
		return;
	scope = rule_facts_scope(check);
	if (pia_scope_is_over(scope, check->as_of))
		return;
	rule_subject(check);
	pia_12_judge(check, scope);
}

/* PIA-14 ----------------------------------------------------------------- */

static void check_agreements(const struct rule_check *check,
			     const struct node *linked)
{
	NODE_EACH(named, linked, "agreement")
	{
		const struct record *to =
			registers_target(check->registers, named);
		const char *end;

		if (!to || !to->is_valid ||
		    !pia_scope_has_ended(to->root, check->as_of))
			continue;
		end = flow_facts_value(to->root, "end");
		if (flow_facts_is_over(to->root))
			rule_fail(check, named,
				  "agreement '%s' is '%s'; expected one that "
				  "has not ended",
				  to->id, flow_facts_value(to->root, "status"));
		else
			rule_fail(check, named,
				  "agreement '%s' ended on '%s'; expected one "
				  "that has not ended",
				  to->id, end);
	}
}

static void check_flows(const struct rule_check *check,
			const struct node *linked)
{
	NODE_EACH(named, linked, "flow")
	{
		const char *ref = node_attr(named, "ref");
		const struct node *flow = NULL;
		const struct record *to =
			ref ? registers_resolve(check->registers, ref, &flow)
			    : NULL;
		date_t end;

		if (!to || !to->is_valid)
			continue;
		end = flow_facts_date(flow, "end");
		if (end != DATE_NONE && end < check->as_of)
			rule_fail(check, named,
				  "flow '%s' ended on '%s'; expected one that "
				  "has not ended",
				  ref, flow_facts_value(flow, "end"));
	}
}

/* Whether each version is repealed or was in force only until before. */
static bool has_lapsed(const struct node *gateway, date_t as_of)
{
	NODE_EACH(version, gateway, "version")
	{
		date_t to = flow_facts_version_to(version);

		if (!flow_facts_is_past_law(version) &&
		    (to == DATE_NONE || to >= as_of))
			return false;
	}
	return true;
}

static void check_gateways(const struct rule_check *check,
			   const struct node *linked)
{
	NODE_EACH(named, linked, "gateway")
	{
		const struct record *to =
			registers_target(check->registers, named);

		if (to && to->is_valid && has_lapsed(to->root, check->as_of))
			rule_fail(check, named,
				  "gateway '%s' has no version left that is in "
				  "force on '%s' or to come",
				  to->id, date_text(check->as_of).text);
	}
}

static void pia_14_about_what_has_ended(const struct rule_check *check)
{
	const struct node *pia = check->record->root;
	const struct node *linked = node_child(pia, "linked");

	if (!node_is_stated(linked) ||
	    pia_scope_status(check->registers, pia, "current") == FACT_NO)
		return;
	rule_subject(check);
	check_agreements(check, linked);
	check_flows(check, linked);
	check_gateways(check, linked);
}

const struct rule rules_pia_dates[] = {
	{ "PIA-03", "pia", pia_03_approved_too_late },
	{ "PIA-08", "pia", pia_08_starts_while_pending },
	{ "PIA-12", "pia", pia_12_not_reviewed },
	{ "PIA-14", "pia", pia_14_about_what_has_ended },
	{ NULL, NULL, NULL },
};
