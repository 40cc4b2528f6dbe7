/* SPDX-License-Identifier: MIT */
/*
 * Rules on the asking: whom an arrangement asks, for what, and what follows
 * from yes, no and no longer.  All of it is in the consent's own record.
 *
 * What the people asked have to know is expected of every record; what only
 * the organisation knows may be marked as not stated by the source.
 */
#include "lib/rule_check.h"

#include "lib/codes.h"
#include "lib/consent_use.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

/* Whether people are asked to agree, which an objection does without. */
static enum fact asks_to_agree(const struct rule_check *check)
{
	const char *kind = flow_facts_value(check->record->root, "kind");

	if (!kind)
		return FACT_UNKNOWN;
	return word_is(kind, "objection") ? FACT_NO : FACT_YES;
}

static void report_kind_unknown(const struct rule_check *check)
{
	rule_undecidable(check, node_child(check->record->root, "kind"),
			 "the kind of consent");
}

/* Whether the body processes under the law enforcement regime alone. */
static bool is_outside_gdpr(const struct record *organisation)
{
	bool is_outside = false;

	if (!organisation)
		return false;
	NODE_EACH(regime, organisation->root, "regime")
	{
		if (!word_is(regime->text, "dpa-2018-part-3"))
			return false;
		is_outside = true;
	}
	return is_outside;
}

/* Whether a public authority relies on the consent; *at: which names it. */
static enum fact is_relied_on_publicly(const struct rule_check *check,
				       const struct node **at)
{
	enum fact answer = FACT_NO;

	*at = node_child(check->record->root, "controller");
	if (!node_is_stated(*at))
		return FACT_UNKNOWN;
	NODE_EACH(controller, check->record->root, "controller")
	{
		const struct record *to =
			registers_target(check->registers, controller);
		enum fact is_public =
			flow_facts_is_public(check->registers, to);

		if (is_outside_gdpr(to) || is_public == FACT_NO)
			continue;
		*at = controller;
		if (is_public == FACT_YES)
			return FACT_YES;
		answer = FACT_UNKNOWN;
	}
	return answer;
}

static void con_03_public_authority(const struct rule_check *check)
{
	const struct node *reason =
		node_child(check->record->root, "alternativeConsidered");
	struct consent_use use = consent_use_read(check);
	const struct node *at;
	enum fact is_public = is_relied_on_publicly(check, &at);
	g_autofree char *words = consent_use_words(&use);

	if (use.is_basis == FACT_NO || is_public == FACT_NO)
		return;
	rule_subject(check);
	if (node_is_stated(reason))
		return;
	if (use.is_basis == FACT_UNKNOWN)
		report_kind_unknown(check);
	else if (is_public == FACT_UNKNOWN)
		rule_undecidable(check, at,
				 "whether a public authority relies on it");
	else
		rule_fail(check, reason ? reason : at,
			  "%s has public authority '%s' as controller, and "
			  "the record does not state which other basis was "
			  "considered; expected that and why it was not used",
			  words, node_attr(at, "ref"));
}

static void con_09_bundled_purposes(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const struct node *unknown = NULL;
	g_autoptr(GHashTable) codes = g_hash_table_new(g_str_hash, g_str_equal);

	NODE_EACH(purpose, root, "purpose")
	{
		if (node_attr(purpose, "code"))
			g_hash_table_add(codes,
					 (gpointer)node_attr(purpose, "code"));
	}
	if (g_hash_table_size(codes) < 2)
		return;
	rule_subject(check);
	NODE_EACH(purpose, root, "purpose")
	{
		const char *choice = node_attr(purpose, "separateChoice");

		if (word_is(choice, "false")) {
			rule_fail(check, purpose,
				  "consent is given once for %u purposes, "
				  "'%s' among them; expected a choice for "
				  "each",
				  g_hash_table_size(codes),
				  node_attr(purpose, "code"));
			return;
		}
		if (!choice && !unknown)
			unknown = purpose;
	}
	if (unknown)
		rule_missing(check, unknown,
			     "whether people can choose each purpose");
}

static bool is_cohort_of_children(const struct rule_check *check,
				  const char *cohort)
{
	return cohort && code_has(codes_find(registers_codes(check->registers),
					     "cohort", cohort),
				  "child", "yes");
}

/*
 * Whether those asked are children, or a parent who answers for them: one
 * answer for several of them stands for no other adult.
 */
static bool is_asked_for_children_only(const struct rule_check *check)
{
	bool is_asked = false;

	NODE_EACH(asked, check->record->root, "askedOf")
	{
		const char *cohort = node_attr(asked, "code");

		if (word_is(cohort, "whole-family") ||
		    (!word_is(cohort, "parent-for-child") &&
		     !is_cohort_of_children(check, cohort)))
			return false;
		is_asked = true;
	}
	return is_asked;
}

static void con_10_family_consent(const struct rule_check *check)
{
	const struct node *per_person =
		node_child(check->record->root, "perPerson");

	if (is_asked_for_children_only(check))
		return;
	rule_subject(check);
	if (!node_is_stated(per_person))
		rule_missing(check, per_person, "whether each adult is asked");
	else if (word_is(per_person->text, "false"))
		rule_fail(check, per_person,
			  "one answer stands for the family; expected that "
			  "each adult answers for themselves");
}

/* Whether a flow that cites the consent is about children. */
static bool is_cited_for_children(const struct rule_check *check)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(check->registers, check->record, &n);

	for (size_t i = 0; i < n; i++) {
		const struct node *citing = all[i]->node->parent;

		if (!citing || !word_is(all[i]->node->name, "consent"))
			continue;
		NODE_EACH(subject, citing, "dataSubject")
		{
			if (is_cohort_of_children(check,
						  node_attr(subject, "code")))
				return true;
		}
	}
	return false;
}

/* Whether children are asked, answered for, or what the data are about. */
static enum fact affects_children(const struct rule_check *check)
{
	const struct node *asked = node_child(check->record->root, "askedOf");

	NODE_EACH(one, check->record->root, "askedOf")
	{
		const char *cohort = node_attr(one, "code");

		if (is_cohort_of_children(check, cohort) ||
		    word_is(cohort, "parent-for-child"))
			return FACT_YES;
	}
	if (is_cited_for_children(check))
		return FACT_YES;
	return node_is_stated(asked) ? FACT_NO : FACT_UNKNOWN;
}

static void con_11_children(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	enum fact children = affects_children(check);

	if (children == FACT_NO)
		return;
	rule_subject(check);
	if (node_is_stated(node_child(root, "childCompetence")))
		return;
	if (children == FACT_UNKNOWN)
		rule_undecidable(check, node_child(root, "askedOf"),
				 "who is asked");
	else
		rule_need(check, root, "childCompetence",
			  "who answers for a child, and from which age or "
			  "competence a child answers");
}

static void con_13_no_duration(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	enum fact asks = asks_to_agree(check);

	if (asks == FACT_NO)
		return;
	rule_subject(check);
	if (node_is_stated(node_child(root, "refresh")) ||
	    node_is_stated(node_child(root, "validity")))
		return;
	if (asks == FACT_UNKNOWN)
		report_kind_unknown(check);
	else
		rule_need(check, root, "validity",
			  "how long an answer holds, or when people are asked "
			  "again");
}

/* Whether the consent names somebody who receives data, or a flow cites it. */
static bool has_recipients(const struct rule_check *check)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(check->registers, check->record, &n);

	if (node_is_stated(node_child(check->record->root, "recipient")))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (word_is(all[i]->node->name, "consent"))
			return true;
	}
	return false;
}

static void con_14_withdrawal_stays(const struct rule_check *check)
{
	const struct node *root = check->record->root;

	rule_subject(check);
	if (node_is_stated(node_child(root, "propagation")))
		return;
	if (has_recipients(check))
		rule_need(check, root, "propagation",
			  "how recipients learn of a withdrawal and stop");
	else
		rule_undecidable(check, node_child(root, "recipient"),
				 "who receives the data");
}

static void con_16_no_consequence(const struct rule_check *check)
{
	const struct node *refusal =
		node_child(check->record->root, "refusalConsequence");
	enum fact asks = asks_to_agree(check);

	if (asks == FACT_NO)
		return;
	rule_subject(check);
	if (node_is_stated(refusal))
		return;
	if (asks == FACT_UNKNOWN)
		report_kind_unknown(check);
	else
		rule_missing(check, refusal,
			     "what happens to people who refuse");
}

/* The counts of the latest day. */
static const struct node *latest_counts(const struct node *consent)
{
	const struct node *latest = node_child(consent, "stats");

	NODE_EACH(stats, consent, "stats")
	{
		if (date_parse(node_attr(stats, "asOf")) >
		    date_parse(node_attr(latest, "asOf")))
			latest = stats;
	}
	return latest;
}

static void con_19_no_counts(const struct rule_check *check)
{
	static const struct {
		const char *name;
		const char *fact;
	} counts[] = {
		{ "asked", "how many people were asked" },
		{ "given", "how many agreed" },
		{ "refused", "how many refused" },
		{ "withdrawn", "how many withdrew" },
	};
	const struct node *latest;

	rule_subject(check);
	if (!rule_need(check, check->record->root, "stats",
		       "how many people were asked, agreed, refused and "
		       "withdrew"))
		return;
	latest = latest_counts(check->record->root);
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
		rule_need(check, latest, counts[i].name, counts[i].fact);
}

static void con_21_no_evidence(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const struct node *evidence = node_child(root, "evidenceOfCapture");
	enum fact asks = asks_to_agree(check);

	if (asks == FACT_NO)
		return;
	rule_subject(check);
	if (node_is_stated(evidence) &&
	    !word_is(node_attr(evidence, "code"), "none"))
		return;
	if (asks == FACT_UNKNOWN)
		report_kind_unknown(check);
	else if (rule_need(check, root, "evidenceOfCapture",
			   "what is kept to show that people agreed"))
		rule_fail(check, evidence,
			  "nothing is kept to show that people agreed; "
			  "expected a form, a statement or a log");
}

const struct rule rules_con_asking[] = {
	{ "CON-03", "consent", con_03_public_authority },
	{ "CON-09", "consent", con_09_bundled_purposes },
	{ "CON-10", "consent", con_10_family_consent },
	{ "CON-11", "consent", con_11_children },
	{ "CON-13", "consent", con_13_no_duration },
	{ "CON-14", "consent", con_14_withdrawal_stays },
	{ "CON-16", "consent", con_16_no_consequence },
	{ "CON-19", "consent", con_19_no_counts },
	{ "CON-21", "consent", con_21_no_evidence },
	{ NULL, NULL, NULL },
};
