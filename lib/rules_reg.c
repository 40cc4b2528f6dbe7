/* SPDX-License-Identifier: MIT */
/*
 * Rules on the hygiene of the registers.  Most of it shows while the files
 * are read; what is left needs the as-of date.
 */
#include "lib/rule_check.h"

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

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

static void reg_04_waiver_incomplete(const struct rule_check *check)
{
	const struct node *expires;
	g_autofree char *as_of = date_format(check->as_of);

	rule_subject(check);
	need(check, "reason", "the reason for the waiver");
	need(check, "approverRole", "the role of its approver");
	expires = need(check, "expires", "the day on which it expires");
	if (expires && date_parse(expires->text) < check->as_of)
		rule_fail(check, expires,
			  "waiver expired on '%s', before the as-of date '%s'; "
			  "mend the record it covers or have it approved again",
			  expires->text, as_of);
}

static void check_code(const struct rule_check *check, const struct node *node,
		       const struct field *field, const char *id)
{
	const struct code *code =
		codes_find(registers_codes(check->registers), field->codes, id);
	g_autofree char *as_of = date_format(check->as_of);
	g_autofree char *bound = NULL;
	bool is_early;

	if (!code || code_is_valid_on(code, check->as_of))
		return;
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
	{ "REG-11", NULL, NULL },
	{ "REG-12", NULL, reg_12_code_not_valid },
	{ NULL, NULL, NULL },
};
