/* SPDX-License-Identifier: MIT */
/*
 * Rules on barriers: somebody owns each, somebody works on each that is open,
 * and a claimed level of maturity has something to show for it.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"

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
	g_autofree char *as_of = date_format(check->as_of);

	if (day == DATE_NONE || day >= check->as_of ||
	    !is_approach_open(approach))
		return;
	rule_fail(check, due,
		  "approach '%s' was due on '%s', before the as-of date '%s', "
		  "and is not recorded as done or abandoned",
		  node_attr(approach, "id"), due->text, as_of);
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
		    g_strcmp0(node_attr(item, "kind"), "none") != 0)
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
		if (!level || strcmp(level, "0") == 0 ||
		    has_evidence(assessment))
			continue;
		rule_fail(check, node_child(assessment, "level"),
			  "assessment '%s' claims level '%s' (%s) and names no "
			  "evidence; expected what shows it, such as minutes, "
			  "an audit or a survey",
			  node_attr(assessment, "id"), level,
			  codes_label(codes, "maturity-level", level));
	}
}

const struct rule rules_bar[] = {
	{ "BAR-01", "barrier", bar_01_no_code_or_owner },
	{ "BAR-02", "barrier", bar_02_nobody_works_on_it },
	{ "BAR-03", "barrier", bar_03_level_without_evidence },
	{ NULL, NULL, NULL },
};
