/* SPDX-License-Identifier: MIT */
/*
 * Rules on barriers: somebody owns each, somebody works on each that is open,
 * it is closed when it is gone, and a claimed level of maturity has something
 * to show for it.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/signals.h"
#include "lib/word.h"

static bool text_is(const struct node *node, const char *text)
{
	return strcmp(node_text(node), text) == 0;
}

static void bar_01_no_code_or_owner(const struct rule_check *check)
{
	const struct node *barrier = node_child(check->record->root, "barrier");
	const struct node *owner = node_child(check->record->root, "owner");

	rule_subject(check);
	if (!node_is_stated(barrier))
		rule_missing(check, barrier, "which barrier it is");
	if (!node_is_stated(owner) || !node_attr(owner, "ref"))
		rule_missing(check, owner, "the organisation that owns it");
}

/* Whether the approach is still to be done, which a missing status leaves. */
static bool is_approach_open(const struct node *approach)
{
	const struct node *status = node_child(approach, "status");

	return !text_is(status, "done") && !text_is(status, "abandoned");
}

static void check_due(const struct rule_check *check,
		      const struct node *approach)
{
	const struct node *due = node_child(approach, "due");
	date_t day = date_parse(node_text(due));

	if (day == DATE_NONE || day >= check->as_of ||
	    !is_approach_open(approach))
		return;
	rule_fail(check, due,
		  "approach '%s' was due on '%s', before the as-of date '%s', "
		  "and is not recorded as done or abandoned",
		  node_attr(approach, "id"), due->text,
		  date_text(check->as_of).text);
}

static void bar_02_nobody_works_on_it(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const struct node *status = node_child(root, "status");
	bool has_live_approach = false;

	if (text_is(status, "closed"))
		return;
	rule_subject(check);
	NODE_EACH(approach, root, "approach")
	{
		has_live_approach |=
			!text_is(node_child(approach, "status"), "abandoned");
		check_due(check, approach);
	}
	if (!node_child(root, "approach"))
		rule_fail(check, status,
			  "open barrier has no approach; at least one is "
			  "expected, with an owner and a due date");
	else if (!has_live_approach)
		rule_fail(check, node_child(root, "approach"),
			  "open barrier has only abandoned approaches; at "
			  "least one that goes on is expected");
}

static bool has_evidence(const struct node *assessment)
{
	NODE_EACH(item, assessment, "evidenceItem")
	{
		if (node_is_stated(item) &&
		    !word_is(node_attr(item, "kind"), "none"))
			return true;
	}
	return false;
}

static void bar_03_level_without_evidence(const struct rule_check *check)
{
	const struct codes *codes = registers_codes(check->registers);

	NODE_EACH(assessment, check->record->root, "assessment")
	{
		const char *level = node_value(assessment, "level");

		rule_subject(check);
		if (!level || word_is(level, "0") || has_evidence(assessment))
			continue;
		rule_fail(check, node_child(assessment, "level"),
			  "assessment '%s' claims level '%s' (%s) and names no "
			  "evidence; expected what shows it, such as minutes, "
			  "an audit or a survey",
			  node_attr(assessment, "id"), level,
			  codes_label(codes, "maturity-level", level));
	}
}

static bool is_closed(const struct rule_check *check)
{
	return text_is(node_child(check->record->root, "status"), "closed");
}

static void bar_06_closed_on_errors(const struct rule_check *check)
{
	if (!is_closed(check))
		return;
	rule_subject(check);
	NODE_EACH(affects, check->record->root, "affects")
	{
		const char *ref = node_attr(affects, "ref");
		const struct node *part = NULL;
		const struct record *to =
			ref ? registers_resolve(check->registers, ref, &part)
			    : NULL;
		const char *rule =
			to ? rule_error_on(check, to,
					   part != to->root ? part : NULL)
			   : NULL;

		if (rule)
			rule_fail(check, affects,
				  "barrier is closed, but '%s', which it "
				  "affects, still has an error under %s",
				  ref, rule);
	}
}

static void bar_07_affects_nothing(const struct rule_check *check)
{
	const struct node *affects = node_child(check->record->root, "affects");

	rule_subject(check);
	if (!node_is_stated(affects))
		rule_fail(check, affects ? affects : check->record->root,
			  "barrier names no agreement, flow, gateway or "
			  "consent that it affects");
}

/*
 * Whether gateways in force reach the flow, or each flow of an agreement that
 * has not ended; an agreement without flows is not reached.
 */
static enum fact is_empowered(const struct rule_check *check,
			      const struct node *node)
{
	enum fact answer = FACT_NO;

	if (word_is(node->name, "flow"))
		return signals_is_empowered(check->registers, node,
					    check->as_of);
	NODE_EACH(flow, node, "flow")
	{
		date_t end = flow_facts_date(flow, "end");
		enum fact one;

		if (end != DATE_NONE && end < check->as_of)
			continue;
		one = signals_is_empowered(check->registers, flow,
					   check->as_of);
		if (one == FACT_NO)
			return FACT_NO;
		if (answer != FACT_UNKNOWN)
			answer = one;
	}
	return answer;
}

static void bar_08_judge(const struct rule_check *check,
			 const struct node *affects, const struct node *node)
{
	enum fact answer = is_empowered(check, node);
	g_autofree char *fact = NULL;

	if (answer == FACT_YES) {
		rule_fail(check, affects,
			  "barrier of kind 'perceived-legal' is open, although "
			  "'%s' relies on gateways that are in force and reach "
			  "its parties and purposes",
			  node_attr(affects, "ref"));
	} else if (answer == FACT_UNKNOWN) {
		fact = g_strdup_printf("all that is needed to hold '%s' "
				       "against its gateways",
				       node_attr(affects, "ref"));
		rule_missing(check, affects, fact);
	}
}

static void bar_08_law_is_there(const struct rule_check *check)
{
	const struct node *root = check->record->root;

	if (is_closed(check) ||
	    !text_is(node_child(root, "kind"), "perceived-legal"))
		return;
	NODE_EACH(affects, root, "affects")
	{
		const char *ref = node_attr(affects, "ref");
		const struct node *node = NULL;
		const struct record *to =
			ref ? registers_resolve(check->registers, ref, &node)
			    : NULL;

		if (!to || !to->is_valid ||
		    !word_is(to->kind->name, "agreement"))
			continue;
		rule_subject(check);
		bar_08_judge(check, affects, node);
	}
}

const struct rule rules_bar[] = {
	{ "BAR-01", "barrier", bar_01_no_code_or_owner },
	{ "BAR-02", "barrier", bar_02_nobody_works_on_it },
	{ "BAR-03", "barrier", bar_03_level_without_evidence },
	{ "BAR-07", "barrier", bar_07_affects_nothing },
	{ "BAR-08", "barrier", bar_08_law_is_there },
	{ NULL, NULL, NULL },
};

/* What rests on the findings of other rules. */
const struct rule rules_bar_late[] = {
	{ "BAR-06", "barrier", bar_06_closed_on_errors },
	{ NULL, NULL, NULL },
};
