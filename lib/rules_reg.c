/* SPDX-License-Identifier: MIT */
/*
 * Rules on the hygiene of the registers.  Most of it shows while the files
 * are read; what is left needs the as-of date.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/nearest.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/schema.h"
#include "lib/word.h"

/* The child of the waiver, which is reported as missing if it says nothing. */
static const struct node *need(const struct rule_check *check, const char *name,
			       const char *fact)
{
	const struct node *node = node_child(check->record->root, name);

	if (node_is_stated(node))
		return node;
	rule_missing(check, node, fact);
	return NULL;
}

/* The rule of the rule book that somebody may have meant, or NULL. */
static const char *nearest_rule(const struct rule_check *check, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(check->rulebook, &n);

	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(ids, (gpointer)rows[i].id);
	g_ptr_array_add(ids, NULL);
	return nearest_find((const char *const *)ids->pdata, id);
}

/* A waiver of a rule that is not there, or not checked, waives nothing. */
static void check_rule(const struct rule_check *check, const struct node *rule)
{
	const struct rulebook_row *row =
		rulebook_find(check->rulebook, rule->text);
	const char *near = row ? row->id : nearest_rule(check, rule->text);

	if (row && strcmp(row->id, rule->text) == 0) {
		if (row->why_not)
			rule_fail(check, rule,
				  "waiver is for rule '%s', which the program "
				  "does not check",
				  row->id);
	} else if (near) {
		rule_fail(check, rule,
			  "waiver is for rule '%s', which is not in the rule "
			  "book; did you mean '%s'?",
			  rule->text, near);
	} else {
		rule_fail(check, rule,
			  "waiver is for rule '%s', which is not in the rule "
			  "book",
			  rule->text);
	}
}

static void reg_04_waiver_incomplete(const struct rule_check *check)
{
	const struct node *rule;
	const struct node *expires;

	rule_subject(check);
	rule = need(check, "rule", "the rule that it waives");
	if (rule)
		check_rule(check, rule);
	need(check, "reason", "the reason for the waiver");
	need(check, "approverRole", "the role of its approver");
	expires = need(check, "expires", "the day on which it expires");
	if (expires && date_parse(expires->text) < check->as_of)
		rule_fail(check, expires,
			  "waiver expired on '%s', before the as-of date '%s'; "
			  "mend the record it covers or have it approved again",
			  expires->text, date_text(check->as_of).text);
}

/* Kinds that somebody has to keep right, for as long as they count. */
static bool is_kept(const struct rule_check *check)
{
	static const char *const kinds[] = { "agreement", "barrier", "consent",
					     "notice",	  "pia",     NULL };

	return word_is_among(check->record->kind->name, kinds);
}

/* Whether it is over, so that nobody need look at it again. */
static bool is_over(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const char *kind = check->record->kind->name;
	date_t withdrawn = flow_facts_date(root, "withdrawnOn");

	if (word_is(kind, "agreement"))
		return pia_scope_has_ended(root, check->as_of);
	if (word_is(kind, "barrier"))
		return word_is(flow_facts_value(root, "status"), "closed");
	if (word_is(kind, "pia"))
		return pia_scope_status(check->registers, root, "approved") ==
			       FACT_YES &&
		       pia_scope_status(check->registers, root, "current") ==
			       FACT_NO;
	return withdrawn != DATE_NONE && withdrawn <= check->as_of;
}

static void reg_09_nobody_keeps_it(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const struct node *owner = node_child(root, "owner");
	bool has_role = flow_facts_value(root, "owner") ||
			flow_facts_value(root, "lead");
	bool has_review = node_value(root, "review/next") ||
			  flow_facts_value(root, "reviewOn") || is_over(check);

	if (!is_kept(check))
		return;
	rule_subject(check);
	if (has_role && has_review)
		return;
	rule_fail(check, !has_role && owner ? owner : root,
		  "the record does not state %s%s%s",
		  has_role ? "" : "the role that keeps it right",
		  has_role || has_review ? "" : " and ",
		  has_review ? "" : "the day of its next review");
}

static void check_code(const struct rule_check *check, const struct node *node,
		       const struct field *field, const char *id)
{
	const struct code *code =
		codes_find(registers_codes(check->registers), field->codes, id);
	g_autofree char *as_of = NULL;
	g_autofree char *bound = NULL;
	bool is_early;

	if (!code || code_is_valid_on(code, check->as_of))
		return;
	as_of = date_format(check->as_of);
	is_early = check->as_of < code->valid_from;
	bound = date_format(is_early ? code->valid_from : code->valid_to);
	rule_fail(check, node,
		  "code '%s' (%s) in '%s' is valid %s '%s'; the as-of date is "
		  "'%s'",
		  id, code->label, node->field->label,
		  is_early ? "from" : "until", bound, as_of);
}

static void reg_12_code_not_valid(const struct rule_check *check)
{
	const struct node *root = check->record->root;

	rule_subject(check);
	if (!check->record->has_dated_code)
		return;
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		for (unsigned i = 0; i < n->n_attrs; i++) {
			const struct attr *attr = &n->attrs[i];

			if (attr->field && attr->field->codes && n->field)
				check_code(check, n, attr->field, attr->value);
		}
		if (n->field && n->field->codes && *n->text && !n->child)
			check_code(check, n, n->field, n->text);
	}
}

const struct rule rules_reg[] = {
	{ "REG-01", NULL, NULL },
	{ "REG-02", NULL, NULL },
	{ "REG-04", "waiver", reg_04_waiver_incomplete },
	{ "REG-09", NULL, reg_09_nobody_keeps_it },
	{ "REG-11", NULL, NULL },
	{ "REG-12", NULL, reg_12_code_not_valid },
	{ NULL, NULL, NULL },
};
