/* SPDX-License-Identifier: MIT */
/*
 * Rules on agreements: parties, signatures, dates and conditions.  Those on
 * how long data are kept stand in retention.c.
 */
#include "lib/rule_check.h"

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/retention.h"
#include "lib/rule_facts.h"
#include "lib/settings.h"
#include "lib/word.h"

/* Whether the date has an element that says the source does not give it. */
static bool is_not_stated(const struct node *parent, const char *name)
{
	return node_is_not_stated(node_child(parent, name));
}

static void agr_01_no_two_parties(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const char *first = NULL;
	bool has_another = false;

	rule_subject(check);
	NODE_EACH(party, agreement, "party")
	{
		const char *ref = node_attr(party, "ref");

		if (!ref)
			continue;
		first = first ? first : ref;
		has_another |= !word_is(ref, first);
		if (!flow_facts_value(party, "role")) {
			g_autofree char *fact =
				g_strdup_printf("the role of party '%s'", ref);

			rule_missing(check, party, fact);
		}
	}
	if (!has_another)
		rule_fail(check, agreement,
			  "the agreement names %s; expected at least two "
			  "different parties",
			  first ? "only one party" : "no party");
}

static void agr_03_judge(const struct rule_check *check,
			 const struct node *party)
{
	const struct node *signature = node_child(party, "signature");
	const char *status = flow_facts_value(signature, "status");
	const char *ref = node_attr(party, "ref");
	g_autofree char *fact = NULL;

	if (!status) {
		fact = g_strdup_printf("whether party '%s' has signed", ref);
		rule_missing(check, signature ? signature : party, fact);
	} else if (word_is(status, "not-signed")) {
		rule_fail(check, node_child(signature, "status"),
			  "the agreement is active, but party '%s' has the "
			  "signature status 'not-signed'; expected 'signed'",
			  ref);
	}
}

static void agr_03_not_signed(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const char *status = flow_facts_value(agreement, "status");

	if (status &&
	    !flow_facts_is_current(check->registers, agreement, check->as_of))
		return;
	rule_subject(check);
	if (!status) {
		rule_missing(check, agreement, "the agreement's status");
		return;
	}
	NODE_EACH(party, agreement, "party")
	{
		if (!agreement_facts_has_left(party, check->as_of))
			agr_03_judge(check, party);
	}
}

static void agr_05_ends_before_start(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	date_t start = flow_facts_date(agreement, "start");
	date_t end = flow_facts_date(agreement, "end");
	g_autofree char *first = NULL;
	g_autofree char *last = NULL;

	if (end == DATE_NONE && !is_not_stated(agreement, "end"))
		return; /* without an end nothing can be the wrong way round */
	rule_subject(check);
	if (end == DATE_NONE)
		rule_missing(check, node_child(agreement, "end"),
			     "the agreement's end date");
	if (start == DATE_NONE)
		rule_missing(check, agreement, "the agreement's start date");
	if (start == DATE_NONE || end == DATE_NONE || end > start)
		return;
	first = date_format(start);
	last = date_format(end);
	rule_fail(check, node_child(agreement, "end"),
		  "the agreement ends on %s, but starts on %s; expected an end "
		  "after the start",
		  last, first);
}

static void agr_06_active_past_end(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const char *status = flow_facts_value(agreement, "status");
	date_t end = flow_facts_date(agreement, "end");
	g_autofree char *last = NULL;

	if (status &&
	    !flow_facts_is_current(check->registers, agreement, check->as_of))
		return;
	rule_subject(check);
	if (is_not_stated(agreement, "end"))
		rule_missing(check, node_child(agreement, "end"),
			     "the agreement's end date");
	if (end == DATE_NONE || end >= check->as_of)
		return;
	if (!status) {
		rule_missing(check, agreement, "the agreement's status");
		return;
	}
	last = date_format(end);
	rule_fail(check, node_child(agreement, "end"),
		  "the agreement ended on %s, but its status is '%s'; expected "
		  "a later end or a status such as 'expired'",
		  last, status);
}

static void agr_07_review_overdue(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *next = node_find(agreement, "review/next");
	date_t due = flow_facts_date(node_child(agreement, "review"), "next");
	enum diag_level level = DIAG_WARNING;
	g_autofree char *day = NULL;
	g_autofree char *grace = NULL;

	if (flow_facts_is_over(agreement))
		return;
	rule_subject(check);
	if (due == DATE_NONE) {
		rule_missing(check, next ? next : agreement,
			     "the date of the next review");
		return;
	}
	if (due >= check->as_of)
		return;
	grace = settings_overrun(check->registers, "overdue-grace", due,
				 check->as_of);
	if (grace)
		level = DIAG_ERROR;
	day = date_format(due);
	rule_fail_level(check, level, next,
			"the review was due on %s and is overdue%s%s; expected "
			"a review and a later date for the next one",
			day, grace ? " by more than " : "", grace ? grace : "");
}

/* AGR-19 and AGR-21 ------------------------------------------------------ */

enum special { SPECIAL_NONE, SPECIAL_CATEGORY, SPECIAL_CRIMINAL };

static enum special special_of(const struct rule_check *check,
			       const struct node *category)
{
	const char *special = code_property(
		codes_of(registers_codes(check->registers), category),
		"special");

	if (!special || word_is(special, "none"))
		return SPECIAL_NONE;
	return word_is(special, "criminal") ? SPECIAL_CRIMINAL
					    : SPECIAL_CATEGORY;
}

/*
 * The flow's first category of that sort, or NULL.  *is_vague: a category is
 * not known.
 */
static const struct node *find_special(const struct rule_check *check,
				       const struct node *flow,
				       enum special special, bool *is_vague)
{
	const struct node *first = NULL;

	*is_vague = !node_is_stated(node_child(flow, "dataCategory"));
	NODE_EACH(category, flow, "dataCategory")
	{
		*is_vague |= !node_attr(category, "code");
		if (!first && special_of(check, category) == special)
			first = category;
	}
	return first;
}

/* All categories of that sort in words: "'x', 'y'". */
static char *special_words(const struct rule_check *check,
			   const struct node *flow, enum special special)
{
	GString *words = g_string_new(NULL);

	NODE_EACH(category, flow, "dataCategory")
	{
		if (special_of(check, category) == special)
			g_string_append_printf(words, "%s'%s'",
					       words->len > 0 ? ", " : "",
					       node_attr(category, "code"));
	}
	return g_string_free(words, FALSE);
}

/* Whether the legal section has a stated element, or one with that code. */
static const struct node *find_legal(const struct rule_check *check,
				     const char *name, const char *code)
{
	NODE_EACH(node, node_child(check->record->root, "legal"), name)
	{
		if (node_is_stated(node) &&
		    (!code || g_strcmp0(node_attr(node, "code"), code) == 0))
			return node;
	}
	return NULL;
}

typedef void condition_fn(const struct rule_check *check,
			  const struct node *flow, const struct node *category);

/* Judges each flow that carries data of that sort. */
static void each_special(const struct rule_check *check, enum special special,
			 condition_fn *judge)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *category;
		bool is_vague;

		if (rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		category = find_special(check, flow, special, &is_vague);
		if (!category && !is_vague)
			continue;
		rule_subject(check);
		if (category)
			judge(check, flow, category);
		else
			rule_undecidable(check, flow,
					 "the flow's categories of data");
	}
}

/* The first Article 9 condition that needs Schedule 1, or NULL. */
static const struct node *needs_schedule_1(const struct rule_check *check)
{
	const struct codes *codes = registers_codes(check->registers);

	NODE_EACH(art9, node_child(check->record->root, "legal"), "art9")
	{
		if (code_has(codes_of(codes, art9), "needsSchedule1", "yes"))
			return art9;
	}
	return NULL;
}

static void agr_19_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *category)
{
	const struct node *art9 = find_legal(check, "art9", NULL);
	const struct node *needy = needs_schedule_1(check);
	g_autofree char *words = NULL;

	if (!art9) {
		words = special_words(check, flow, SPECIAL_CATEGORY);
		rule_fail(check, category,
			  "flow '%s' carries special category data (%s), but "
			  "the agreement states no condition of Article 9",
			  node_attr(flow, "id"), words);
	} else if (needy && !find_legal(check, "sch1", NULL)) {
		rule_fail(check, needy,
			  "condition '%s' for special category data needs a "
			  "paragraph of Schedule 1, and the agreement states "
			  "none",
			  node_attr(needy, "code"));
	} else if (!needy && !node_attr(art9, "code")) {
		rule_undecidable(check, art9,
				 "the code of the Article 9 condition");
	}
}

static void agr_19_no_condition(const struct rule_check *check)
{
	each_special(check, SPECIAL_CATEGORY, agr_19_judge);
}

static void agr_21_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *category)
{
	const struct node *art10 = find_legal(check, "art10", NULL);
	g_autofree char *words = NULL;

	if (find_legal(check, "art10", "official-authority") ||
	    find_legal(check, "sch1", NULL))
		return;
	if (!art10) {
		words = special_words(check, flow, SPECIAL_CRIMINAL);
		rule_fail(check, category,
			  "flow '%s' carries criminal offence data (%s), but "
			  "the agreement states neither official authority nor "
			  "a paragraph of Schedule 1",
			  node_attr(flow, "id"), words);
	} else if (node_attr(art10, "code")) {
		rule_fail(check, art10,
			  "authority '%s' for criminal offence data needs a "
			  "paragraph of Schedule 1, and the agreement states "
			  "none",
			  node_attr(art10, "code"));
	} else {
		rule_undecidable(check, art10,
				 "the code of the authority (Article 10)");
	}
}

static void agr_21_no_authority(const struct rule_check *check)
{
	each_special(check, SPECIAL_CRIMINAL, agr_21_judge);
}

/* AGR-27 and AGR-30 ------------------------------------------------------ */

/* The first flow for which no limit is given, or NULL. */
static const struct node *flow_without_limit(const struct node *agreement)
{
	NODE_EACH(flow, agreement, "flow")
	{
		if (!retention_has_limit(flow))
			return flow;
	}
	return NULL;
}

static void agr_27_no_retention(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *retention = node_child(agreement, "retention");
	const struct node *flow = flow_without_limit(agreement);

	rule_subject(check);
	if (retention_has_limit(agreement))
		return;
	if (node_child(agreement, "flow") && !flow)
		return; /* each flow has its own */
	if (node_is_stated(retention))
		rule_fail(check, retention,
			  "the time for keeping data is not a date, a length "
			  "of time or an event that ends it");
	else if (flow && node_count(agreement, "flow") > 1 &&
		 retention_is_partly_given(agreement))
		rule_fail(check, flow,
			  "flow '%s' has no time for keeping data, and the "
			  "agreement gives none for all flows",
			  node_attr(flow, "id"));
	else
		rule_fail(check, retention ? retention : agreement,
			  "the agreement does not say how long data are kept; "
			  "expected a date, a length of time or an event");
}

static void agr_30_past_retention(const struct rule_check *check)
{
	struct retention retention;
	g_autofree char *day = NULL;

	rule_subject(check);
	retention_of(check->registers, check->record->root, check->as_of,
		     &retention);
	if (!retention.passed_at) {
		if (retention.is_vague)
			rule_undecidable(check, retention.vague_at,
					 "when the time for keeping data ends");
		return;
	}
	day = date_format(retention.passed_on);
	rule_fail(check, retention.passed_at,
		  "the time for keeping data ended on %s, but the record shows "
		  "neither destruction nor a review after that day",
		  day);
}

const struct rule rules_agr[] = {
	{ "AGR-01", "agreement", agr_01_no_two_parties },
	{ "AGR-03", "agreement", agr_03_not_signed },
	{ "AGR-05", "agreement", agr_05_ends_before_start },
	{ "AGR-06", "agreement", agr_06_active_past_end },
	{ "AGR-07", "agreement", agr_07_review_overdue },
	{ "AGR-19", "agreement", agr_19_no_condition },
	{ "AGR-21", "agreement", agr_21_no_authority },
	{ "AGR-27", "agreement", agr_27_no_retention },
	{ "AGR-30", "agreement", agr_30_past_retention },
	{ NULL, NULL, NULL },
};
