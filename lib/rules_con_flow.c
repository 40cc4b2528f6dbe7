/* SPDX-License-Identifier: MIT */
/*
 * Rules that hold a consent against the flows that rest on it.  A flow that
 * cites no consent of its own rests on those of its agreement.
 */
#include "lib/rule_check.h"

#include "lib/codes.h"
#include "lib/consent_use.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

#define EXPLICIT_CONSENT "A9-2-a"

/* The valid record that the element refers to, or NULL. */
static const struct record *valid_target(const struct rule_check *check,
					 const struct node *at)
{
	const struct record *to = registers_target(check->registers, at);

	return to && to->is_valid ? to : NULL;
}

/* The element whose consents a flow rests on: itself or its agreement. */
static const struct node *citing_of(const struct node *flow)
{
	return node_is_stated(node_child(flow, "consent")) ? flow
							   : node_root(flow);
}

/* Whether the flow is still to run on the as-of date. */
static bool is_running(const struct rule_check *check, const struct node *flow)
{
	date_t end = flow_facts_date(flow, "end");

	return end == DATE_NONE || end >= check->as_of;
}

static void check_state(const struct rule_check *check, const struct node *flow,
			const struct node *cited)
{
	const struct record *consent = valid_target(check, cited);
	const char *state;
	const struct code *code;

	if (!consent)
		return;
	state = flow_facts_value(consent->root, "state");
	if (!state) {
		g_autofree char *fact = g_strdup_printf(
			"the state of consent '%s'", consent->id);

		rule_missing(check, cited, fact);
		return;
	}
	code = codes_find(registers_codes(check->registers), "consent-state",
			  state);
	if (code_has(code, "valid", "no"))
		rule_fail(check, cited,
			  "flow '%s' rests on consent '%s', whose state is "
			  "'%s' (%s); expected one that is given",
			  node_attr(flow, "id"), consent->id, state,
			  code->label);
}

static void con_12_state_not_valid(const struct rule_check *check)
{
	const struct node *root = check->record->root;

	if (!flow_facts_is_current(check->registers, root, check->as_of))
		return;
	NODE_EACH(flow, root, "flow")
	{
		const struct node *citing = citing_of(flow);

		if (!is_running(check, flow) ||
		    !node_is_stated(node_child(citing, "consent")))
			continue;
		rule_subject(check);
		NODE_EACH(cited, citing, "consent")
		check_state(check, flow, cited);
	}
}

/* Whether the agreement names explicit consent as an Article 9 condition. */
static bool names_explicit_consent(const struct node *agreement)
{
	NODE_EACH(condition, node_child(agreement, "legal"), "art9")
	{
		if (g_strcmp0(node_attr(condition, "code"), EXPLICIT_CONSENT) ==
		    0)
			return true;
	}
	return false;
}

/* The flow's first category that is special other than criminal, or NULL. */
static const struct node *special_category(const struct rule_check *check,
					   const struct node *flow)
{
	NODE_EACH(category, flow, "dataCategory")
	{
		const char *id = node_attr(category, "code");
		const char *special =
			id ? code_property(codes_find(registers_codes(
							      check->registers),
						      "data-category", id),
					   "special")
			   : NULL;

		if (special && !word_is(special, "none") &&
		    !word_is(special, "criminal"))
			return category;
	}
	return NULL;
}

/* At least one of the consents that the flow rests on has to be explicit. */
static void check_explicit(const struct rule_check *check,
			   const struct node *flow, const struct node *category)
{
	const struct node *weak = NULL;
	const char *form = NULL;
	bool is_known = true;

	NODE_EACH(cited, citing_of(flow), "consent")
	{
		const struct record *consent = valid_target(check, cited);
		const char *one = consent ? flow_facts_value(consent->root,
							     "explicitness")
					  : NULL;

		if (word_is(one, "explicit"))
			return;
		is_known &= one != NULL;
		weak = cited;
		form = one;
	}
	if (!weak)
		rule_missing(check, flow, "the consent that the flow rests on");
	else if (!is_known)
		rule_missing(check, weak, "whether the consent is explicit");
	else
		rule_fail(check, weak,
			  "flow '%s' carries '%s' on explicit consent ('%s'), "
			  "but consent '%s' is '%s'; expected 'explicit'",
			  node_attr(flow, "id"), node_attr(category, "code"),
			  EXPLICIT_CONSENT, node_attr(weak, "ref"), form);
}

static void con_15_not_explicit(const struct rule_check *check)
{
	const struct node *root = check->record->root;

	if (!names_explicit_consent(root))
		return;
	NODE_EACH(flow, root, "flow")
	{
		const struct node *category = special_category(check, flow);

		if (!category)
			continue;
		rule_subject(check);
		check_explicit(check, flow, category);
	}
}

/* Whether a version says that consent is not required. */
static enum fact is_not_required(const struct node *version)
{
	const char *role = flow_facts_value(version, "consentRole");

	if (!role)
		return FACT_UNKNOWN;
	return word_is(role, "not-required") ? FACT_YES : FACT_NO;
}

/*
 * Whether a gateway of the flow, as it stood on some day of the flow, says so;
 * *gateway: which does, or does not say.
 */
static enum fact needs_no_consent(const struct rule_check *check,
				  const struct node *flow,
				  const struct record **gateway)
{
	const GPtrArray *all = rule_facts_reliances(check, flow);
	enum fact answer = FACT_NO;

	for (guint i = 0; i < all->len; i++) {
		const struct flow_reliance *reliance = all->pdata[i];

		for (guint j = 0; j < reliance->n_stretches; j++) {
			const struct flow_stretch *stretch =
				&reliance->stretches[j];
			enum fact one =
				stretch->version
					? is_not_required(stretch->version)
					: FACT_NO;

			if (one == FACT_NO)
				continue;
			*gateway = reliance->gateway;
			if (one == FACT_YES)
				return FACT_YES;
			answer = FACT_UNKNOWN;
		}
	}
	return answer;
}

/* Whether the data pass whatever people answer. */
static enum fact proceeds_anyway(const struct node *consent)
{
	const char *refusal =
		node_attr(node_child(consent, "refusalConsequence"), "code");
	enum fact required = flow_facts_truth(consent, "schemeRequired");

	if (word_is(refusal, "proceeds-anyway"))
		return FACT_YES;
	if (required == FACT_YES || refusal)
		return required == FACT_YES ? FACT_YES : FACT_NO;
	return required;
}

/* What is still unknown of one consent, or that it misleads. */
static void check_choice(const struct rule_check *check,
			 const struct node *flow, const struct node *cited,
			 enum fact no_consent, const struct record *gateway)
{
	const struct record *consent = valid_target(check, cited);
	const struct record *notice =
		consent ? valid_target(check,
				       node_child(consent->root, "notice"))
			: NULL;
	enum fact offered =
		notice ? flow_facts_truth(notice->root, "choiceOffered")
		       : FACT_UNKNOWN;
	enum fact anyway = consent ? proceeds_anyway(consent->root) : FACT_NO;

	if (anyway == FACT_NO || offered == FACT_NO)
		return;
	if (no_consent == FACT_UNKNOWN)
		rule_missing(check, flow,
			     "whether the gateway asks for consent");
	if (offered == FACT_UNKNOWN)
		rule_missing(check, cited,
			     "whether the notice tells people they may refuse");
	if (anyway == FACT_UNKNOWN)
		rule_missing(check, cited,
			     "whether data pass when people refuse");
	if (no_consent == FACT_YES && offered == FACT_YES && anyway == FACT_YES)
		rule_fail(check, cited,
			  "flow '%s' asks for consent '%s' and its notice "
			  "offers a choice, while gateway '%s' needs no "
			  "consent and data pass whatever the answer; expected "
			  "no question that changes nothing",
			  node_attr(flow, "id"), consent->id, gateway->id);
}

static void con_17_choice_without_effect(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *citing = citing_of(flow);
		const struct record *gateway = NULL;
		enum fact no_consent;

		if (!node_is_stated(node_child(citing, "consent")))
			continue;
		no_consent = needs_no_consent(check, flow, &gateway);
		if (no_consent == FACT_NO)
			continue;
		rule_subject(check);
		NODE_EACH(cited, citing, "consent")
		check_choice(check, flow, cited, no_consent, gateway);
	}
}

/* Whether the consent's entry, a controller or recipient, is that body. */
static enum fact entry_covers(const struct rule_check *check,
			      const struct node *entry,
			      const struct record *recipient)
{
	const struct record *named = registers_target(check->registers, entry);

	if (!named)
		return node_is_stated(entry) ? FACT_UNKNOWN : FACT_NO;
	if (named == recipient ||
	    named == registers_target(check->registers,
				      node_child(recipient->root, "parent")))
		return FACT_YES;
	return flow_facts_truth(named->root, "representsClass") == FACT_YES
		       ? FACT_UNKNOWN
		       : FACT_NO;
}

/* Whether the confidentiality consent lets the body have the data. */
static enum fact covers(const struct rule_check *check,
			const struct node *consent,
			const struct record *recipient)
{
	static const char *const names[] = { "recipient", "controller" };
	enum fact answer = FACT_NO;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		NODE_EACH(entry, consent, names[i])
		{
			enum fact one = entry_covers(check, entry, recipient);

			if (one == FACT_YES)
				return FACT_YES;
			if (one == FACT_UNKNOWN)
				answer = FACT_UNKNOWN;
		}
	}
	if (!node_is_stated(node_child(consent, "recipient")))
		return FACT_UNKNOWN;
	return answer;
}

/* Whether one of the flow's confidentiality consents covers the recipient. */
static void check_covered(const struct rule_check *check,
			  const struct node *flow, const struct node *at)
{
	const struct record *recipient = valid_target(check, at);
	const struct record *lacking = NULL;
	enum fact answer = FACT_NO;

	if (!recipient)
		return;
	NODE_EACH(cited, citing_of(flow), "consent")
	{
		const struct record *consent = valid_target(check, cited);
		enum fact one;

		if (!consent ||
		    !consent_use_is_kind(consent->root, "confidentiality"))
			continue;
		one = covers(check, consent->root, recipient);
		if (one == FACT_YES)
			return;
		if (one == FACT_UNKNOWN)
			answer = FACT_UNKNOWN;
		lacking = consent;
	}
	if (answer == FACT_UNKNOWN)
		rule_missing(check, at,
			     "whether the consent covers each recipient");
	else if (lacking)
		rule_fail(check, at,
			  "flow '%s' sends to '%s', whom confidentiality "
			  "consent '%s' does not name; expected every "
			  "recipient in it",
			  node_attr(flow, "id"), recipient->id, lacking->id);
}

static bool cites_confidentiality(const struct rule_check *check,
				  const struct node *flow)
{
	NODE_EACH(cited, citing_of(flow), "consent")
	{
		const struct record *consent = valid_target(check, cited);

		if (consent &&
		    consent_use_is_kind(consent->root, "confidentiality"))
			return true;
	}
	return false;
}

static void con_20_recipient_not_covered(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (!cites_confidentiality(check, flow))
			continue;
		rule_subject(check);
		NODE_EACH(at, flow, "recipient")
		check_covered(check, flow, at);
	}
}

const struct rule rules_con_flow[] = {
	{ "CON-12", "agreement", con_12_state_not_valid },
	{ "CON-15", "agreement", con_15_not_explicit },
	{ "CON-17", "agreement", con_17_choice_without_effect },
	{ "CON-20", "agreement", con_20_recipient_not_covered },
	{ NULL, NULL, NULL },
};
