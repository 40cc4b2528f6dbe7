/* SPDX-License-Identifier: MIT */
/*
 * Rules on consent.  "Consent" means several things, and most rules here are
 * about one of them: consent as the lawful basis of sharing.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/consent_use.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

#define CONSENT "A6-1-a"
#define LEGAL_OBLIGATION "A6-1-c"

static void con_01_no_kind(const struct rule_check *check)
{
	const struct node *kind = node_child(check->record->root, "kind");

	rule_subject(check);
	if (!node_is_stated(kind))
		rule_missing(check, kind, "what kind of consent it is");
}

/* Whether help depends on agreeing; *at: the element that says so. */
static enum fact is_condition(const struct node *consent,
			      const struct node **at)
{
	enum fact condition = flow_facts_truth(consent, "conditionOfService");
	const struct node *refusal = node_child(consent, "refusalConsequence");

	*at = node_child(consent, "conditionOfService");
	if (condition != FACT_UNKNOWN)
		return condition;
	if (!word_is(node_attr(refusal, "code"), "service-refused"))
		return FACT_UNKNOWN;
	*at = refusal;
	return FACT_YES;
}

static void con_02_condition_of_service(const struct rule_check *check)
{
	struct consent_use use = consent_use_read(check);
	const struct node *at;
	enum fact condition = is_condition(check->record->root, &at);
	g_autofree char *words = consent_use_words(&use);

	if (use.is_basis == FACT_NO)
		return;
	rule_subject(check);
	if (condition == FACT_UNKNOWN)
		rule_missing(check, at,
			     "whether agreeing is a condition of the service");
	if (condition == FACT_NO || condition == FACT_UNKNOWN)
		return;
	if (use.is_basis == FACT_UNKNOWN)
		rule_missing(check, node_child(check->record->root, "kind"),
			     "the kind of consent");
	else
		rule_fail(check, at,
			  "%s is a condition of the service; expected that "
			  "people can refuse and still receive it",
			  words);
}

/* The consent's own record: as lawful basis, yet required anyway. */
static void check_consent_required(const struct rule_check *check)
{
	const struct node *required =
		node_child(check->record->root, "schemeRequired");
	struct consent_use use = consent_use_read(check);
	g_autofree char *words = consent_use_words(&use);

	if (use.is_basis == FACT_NO)
		return;
	rule_subject(check);
	if (required && !node_is_stated(required))
		rule_missing(check, required,
			     "whether the sharing is required anyway");
	if (!word_is(node_text(required), "true"))
		return;
	if (use.is_basis == FACT_UNKNOWN)
		rule_missing(check, node_child(check->record->root, "kind"),
			     "the kind of consent");
	else
		rule_fail(check, required,
			  "%s covers sharing that the record says is required "
			  "anyway; expected one or the other",
			  words);
}

/* Whether two bases may speak of the same party. */
static bool is_same_party(const struct node *a, const struct node *b)
{
	const char *x = node_attr(a, "ref");
	const char *y = node_attr(b, "ref");

	return !x || !y || strcmp(x, y) == 0;
}

/* Consent and legal obligation named side by side for the flow. */
static void check_flow_bases(const struct rule_check *check,
			     const struct node *flow,
			     const struct node *consent)
{
	NODE_EACH(basis, flow, "lawfulBasis")
	{
		if (g_strcmp0(node_attr(basis, "code"), LEGAL_OBLIGATION) !=
			    0 ||
		    !is_same_party(basis, consent))
			continue;
		rule_fail(check, basis,
			  "flow '%s' rests on consent ('" CONSENT
			  "') and on a legal obligation ('" LEGAL_OBLIGATION
			  "') for the same purposes; expected one of them",
			  node_attr(flow, "id"));
		return;
	}
}

/* A gateway that is a duty leaves people no choice. */
static void check_flow_duty(const struct rule_check *check,
			    const struct node *flow)
{
	NODE_EACH(at, flow, "gateway")
	{
		const struct record *gateway =
			registers_target(check->registers, at);
		const char *kind;

		if (!gateway)
			continue;
		kind = flow_facts_value(gateway->root, "kind");
		if (!word_is(kind, "express-mandatory") &&
		    !word_is(kind, "mandatory-on-request"))
			continue;
		rule_fail(check, at,
			  "flow '%s' rests on consent ('" CONSENT
			  "') while gateway '%s' is a duty to share; expected "
			  "one or the other",
			  node_attr(flow, "id"), gateway->id);
	}
}

static void check_flow_required(const struct rule_check *check,
				const struct node *flow)
{
	NODE_EACH(basis, flow, "lawfulBasis")
	{
		if (g_strcmp0(node_attr(basis, "code"), CONSENT) != 0)
			continue;
		rule_subject(check);
		check_flow_bases(check, flow, basis);
		check_flow_duty(check, flow);
		return;
	}
}

static void con_04_consent_and_required(const struct rule_check *check)
{
	const struct record *record = check->record;

	if (word_is(record->kind->name, "consent"))
		check_consent_required(check);
	if (!word_is(record->kind->name, "agreement"))
		return;
	NODE_EACH(flow, record->root, "flow")
	check_flow_required(check, flow);
}

/* One way out that takes no more effort than agreeing did is enough. */
static void check_withdrawal(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const struct node *method = NULL;
	bool is_known = true;

	NODE_EACH(one, root, "withdrawalMethod")
	{
		const char *easy = node_attr(one, "asEasyAsGiving");

		if (!node_is_stated(one))
			continue;
		if (word_is(easy, "true"))
			return;
		is_known &= easy != NULL;
		method = method ? method : one;
	}
	if (!method)
		rule_missing(check, node_child(root, "withdrawalMethod"),
			     "a way to withdraw");
	else if (!is_known)
		rule_missing(check, method,
			     "whether withdrawing is as easy as giving");
	else
		rule_fail(check, method,
			  "no way to withdraw is marked as easy as giving; "
			  "expected at least one");
}

static void con_05_no_easy_withdrawal(const struct rule_check *check)
{
	const struct node *within =
		node_child(check->record->root, "withdrawalActWithin");

	struct consent_use use = consent_use_read(check);

	if (use.is_basis == FACT_NO)
		return;
	rule_subject(check);
	if (use.is_basis == FACT_UNKNOWN) {
		rule_undecidable(check, node_child(check->record->root, "kind"),
				 "the kind of consent");
		return;
	}
	check_withdrawal(check);
	if (!node_is_stated(within))
		rule_missing(check, within,
			     "how soon a withdrawal is acted on");
}

static void con_06_no_notice_version(const struct rule_check *check)
{
	const struct node *cited = node_child(check->record->root, "notice");
	const struct record *notice = registers_target(check->registers, cited);
	const char *shown = node_attr(cited, "version");
	const char *held;

	rule_subject(check);
	if (!node_is_stated(cited) || !node_attr(cited, "ref")) {
		rule_missing(check, cited, "the notice people were shown");
		return;
	}
	if (!shown || !*shown) {
		rule_missing(check, cited,
			     "which version of the notice people "
			     "were shown");
		return;
	}
	held = notice ? flow_facts_value(notice->root, "noticeVersion") : NULL;
	if (held && strcmp(held, shown) != 0)
		rule_fail(check, cited,
			  "people were shown version '%s' of the notice but "
			  "'%s' is version '%s'; expected the record of the "
			  "version shown",
			  shown, notice->id, held);
}

const struct rule rules_con[] = {
	{ "CON-01", "consent", con_01_no_kind },
	{ "CON-02", "consent", con_02_condition_of_service },
	{ "CON-04", NULL, con_04_consent_and_required },
	{ "CON-05", "consent", con_05_no_easy_withdrawal },
	{ "CON-06", "consent", con_06_no_notice_version },
	{ "CON-18", NULL, NULL },
	{ NULL, NULL, NULL },
};
