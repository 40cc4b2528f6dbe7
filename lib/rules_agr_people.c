/* SPDX-License-Identifier: MIT */
/*
 * Rules on what an agreement does for the people whose data flow: whether
 * they are told, whether records are matched with care, and whether their
 * data stay protected abroad.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/agreement_facts.h"
#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

static bool is_personal(const struct rule_check *check, const struct node *flow)
{
	return rule_facts_is_personal(check, flow) != FACT_NO;
}

/* AGR-32 ----------------------------------------------------------------- */

/* The notices that tell the people of an agreement. */
struct told {
	GPtrArray *notices; /* of const struct node, their roots */
	bool is_withdrawn;  /* there is one that no longer counts */
};

static void add_notice(const struct rule_check *check, struct told *told,
		       const struct record *notice)
{
	date_t withdrawn;

	if (!notice || !notice->is_valid ||
	    !word_is(notice->kind->name, "notice"))
		return;
	withdrawn = flow_facts_date(notice->root, "withdrawnOn");
	if (withdrawn != DATE_NONE && withdrawn <= check->as_of &&
	    !flow_facts_is_over(check->record->root))
		told->is_withdrawn = true;
	else
		g_ptr_array_add(told->notices, (gpointer)notice->root);
}

/* Finds the agreement's notices and those of its consents. */
static void find_notices(const struct rule_check *check, struct told *told)
{
	const struct registers *registers = check->registers;
	const GPtrArray *named = rule_facts_notices(check);

	for (guint i = 0; i < named->len; i++)
		add_notice(check, told, named->pdata[i]);
	NODE_EACH(node, check->record->root, "consent")
	{
		const struct record *consent =
			registers_target(registers, node);

		if (consent && consent->is_valid)
			add_notice(check, told,
				   registers_target(registers,
						    node_child(consent->root,
							       "notice")));
	}
}

/* Whether a notice has such an entry with that value. */
G_ALWAYS_INLINE
static inline bool is_told(const struct told *told, const char *name,
			   const char *attr, const char *value)
{
	for (guint i = 0; i < told->notices->len; i++) {
		NODE_EACH(entry, told->notices->pdata[i], name)
		{
			const char *own = node_attr(entry, attr);

			if (word_is(own, value))
				return true;
		}
	}
	return false;
}

/* Whether a notice leaves open what else belongs to its list. */
static bool is_vague(const struct told *told, const char *name,
		     const char *attr)
{
	for (guint i = 0; i < told->notices->len; i++) {
		const struct node *notice = told->notices->pdata[i];

		if (!node_is_stated(node_child(notice, name)))
			return true;
		NODE_EACH(entry, notice, name)
		{
			if (!node_attr(entry, attr))
				return true;
		}
	}
	return false;
}

/* Whether it is not known that the flow is about people: what to ask for. */
static const char *doubt_of(const struct rule_check *check,
			    const struct node *flow)
{
	return rule_facts_is_personal(check, flow) == FACT_UNKNOWN
		       ? AGREEMENT_FACTS_PERSONAL
		       : NULL;
}

static void agr_32_judge_recipients(const struct rule_check *check,
				    const struct node *flow,
				    const struct told *told)
{
	NODE_EACH(recipient, flow, "recipient")
	{
		const char *ref = node_attr(recipient, "ref");
		const char *doubt;

		if (!ref || flow_use_names(flow, "discloser", ref) ||
		    is_told(told, "recipient", "ref", ref) ||
		    is_told(told, "publisher", "ref", ref))
			continue;
		doubt = doubt_of(check, flow);
		if (!doubt && is_vague(told, "recipient", "ref"))
			doubt = "all recipients that the notices name";
		if (doubt)
			rule_undecidable(check, recipient, doubt);
		else
			rule_fail(check, recipient,
				  "no notice of the agreement names '%s', the "
				  "recipient of flow '%s'",
				  ref, node_attr(flow, "id"));
	}
}

static void agr_32_judge_purposes(const struct rule_check *check,
				  const struct node *flow,
				  const struct told *told)
{
	NODE_EACH(purpose, flow, "purpose")
	{
		const char *code = node_attr(purpose, "code");
		const char *doubt;

		if (!code || is_told(told, "purpose", "code", code))
			continue;
		doubt = doubt_of(check, flow);
		if (!doubt && is_vague(told, "purpose", "code"))
			doubt = "all purposes that the notices name";
		if (doubt)
			rule_undecidable(check, purpose, doubt);
		else
			rule_fail(check, purpose,
				  "no notice of the agreement names '%s', a "
				  "purpose of flow '%s'",
				  code, node_attr(flow, "id"));
	}
}

/* The agreement has no notice that counts. */
static void agr_32_report_none(const struct rule_check *check,
			       const struct told *told)
{
	const struct node *agreement = check->record->root;
	const struct node *at = node_child(agreement, "notice");

	rule_subject(check);
	if (rule_facts_about_people(check) != FACT_YES)
		rule_undecidable(check, agreement, AGREEMENT_FACTS_PERSONAL);
	else
		rule_fail(check, at ? at : agreement,
			  "the record names no notice %s",
			  told->is_withdrawn
				  ? "that is not withdrawn"
				  : "that tells people about the sharing");
}

static void agr_32_not_in_notice(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	g_autoptr(GPtrArray) notices = NULL;
	struct told told = { NULL, false };

	if (agreement_facts_is_plan(agreement) ||
	    rule_facts_about_people(check) == FACT_NO)
		return;
	notices = g_ptr_array_new();
	told.notices = notices;
	find_notices(check, &told);
	if (notices->len == 0) {
		agr_32_report_none(check, &told);
		return;
	}
	NODE_EACH(flow, agreement, "flow")
	{
		if (!is_personal(check, flow))
			continue;
		rule_subject(check);
		agr_32_judge_recipients(check, flow, &told);
		agr_32_judge_purposes(check, flow, &told);
	}
}

/* AGR-33 ----------------------------------------------------------------- */

/*
 * Whether somebody under the UK GDPR receives the data from somebody else and
 * so has to tell people.
 */
static enum fact has_to_tell(const struct rule_check *check,
			     const struct node *flow)
{
	enum fact answer = FACT_NO;

	NODE_EACH(recipient, flow, "recipient")
	{
		const char *ref = node_attr(recipient, "ref");
		enum fact gdpr;

		if (!ref || flow_use_names(flow, "discloser", ref))
			continue;
		gdpr = agreement_facts_is_under_gdpr(check->registers,
						     check->record->root, ref);
		if (gdpr == FACT_YES)
			return FACT_YES;
		if (gdpr == FACT_UNKNOWN)
			answer = FACT_UNKNOWN;
	}
	return answer;
}

static void agr_33_judge(const struct rule_check *check,
			 const struct node *flow, enum fact has_to)
{
	const struct node *node = node_child(flow, "art14");
	const char *told = flow_facts_value(flow, "art14");

	if (!told)
		rule_missing(check, node ? node : flow,
			     "whether people were told by the recipient, or an "
			     "exemption applies");
	else if (!word_is(told, "not-given"))
		return;
	else if (has_to == FACT_UNKNOWN)
		rule_undecidable(check, node,
				 "under which regime the recipient works");
	else if (doubt_of(check, flow))
		rule_undecidable(check, node, AGREEMENT_FACTS_PERSONAL);
	else
		rule_fail(check, node,
			  "people whose data reach the recipient of flow '%s' "
			  "are not told, and no exemption is recorded",
			  node_attr(flow, "id"));
}

static void agr_33_not_told(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		enum fact has_to = has_to_tell(check, flow);

		if (has_to == FACT_NO || !is_personal(check, flow) ||
		    agreement_facts_is_plan(check->record->root))
			continue;
		rule_subject(check);
		agr_33_judge(check, flow, has_to);
	}
}

/* AGR-38 ----------------------------------------------------------------- */

/* Whether the flow's records are matched with those of others. */
static enum fact is_matched(const struct node *flow)
{
	enum fact answer = node_is_stated(node_child(flow, "operation"))
				   ? FACT_NO
				   : FACT_UNKNOWN;

	NODE_EACH(operation, flow, "operation")
	{
		if (word_is(operation->text, "match") ||
		    word_is(operation->text, "combine"))
			return FACT_YES;
	}
	return answer;
}

static bool has_match_safeguard(const struct node *owner)
{
	NODE_EACH(safeguard, owner, "safeguard")
	{
		if (word_is(node_attr(safeguard, "code"), "SG-MATCH-QA"))
			return true;
	}
	return false;
}

static void agr_38_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const struct node *quality = node_child(flow, "matchQuality");

	if (node_is_stated(quality) || has_match_safeguard(flow) ||
	    has_match_safeguard(check->record->root))
		return;
	if (doubt_of(check, flow))
		rule_undecidable(check, flow, AGREEMENT_FACTS_PERSONAL);
	else
		rule_fail(check, quality ? quality : flow,
			  "records are matched in flow '%s', but the record "
			  "does not say how well, or what is done about errors",
			  node_attr(flow, "id"));
}

static void agr_38_matched_blindly(const struct rule_check *check)
{
	if (agreement_facts_is_plan(check->record->root))
		return;
	NODE_EACH(flow, check->record->root, "flow")
	{
		enum fact matched = is_matched(flow);

		if (matched == FACT_NO || !is_personal(check, flow))
			continue;
		rule_subject(check);
		if (matched == FACT_YES)
			agr_38_judge(check, flow);
		else
			rule_undecidable(check, flow,
					 "whether the flow's records are "
					 "matched");
	}
}

/* AGR-39 ----------------------------------------------------------------- */

/* Whether the words say only that there is no transfer: "None." */
static bool says_none(const char *words)
{
	g_autofree char *lower = g_ascii_strdown(words, -1);

	g_strdelimit(lower, ".", ' ');
	g_strstrip(lower);
	return word_is(lower, "none") || word_is(lower, "no");
}

static void agr_39_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *transfer)
{
	if (!node_is_stated(transfer))
		rule_missing(check, transfer,
			     "whether data leave the United Kingdom");
	else if (node_attr(transfer, "safeguard") || says_none(transfer->text))
		return;
	else if (doubt_of(check, flow))
		rule_undecidable(check, transfer, AGREEMENT_FACTS_PERSONAL);
	else
		rule_fail(check, transfer,
			  "data of flow '%s' leave the United Kingdom, but no "
			  "safeguard for the transfer is recorded",
			  node_attr(flow, "id"));
}

static void agr_39_unsafe_abroad(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *transfer =
			node_child(flow, "transferOutsideUk");

		if (!transfer || !is_personal(check, flow))
			continue;
		rule_subject(check);
		agr_39_judge(check, flow, transfer);
	}
}

const struct rule rules_agr_people[] = {
	{ "AGR-32", "agreement", agr_32_not_in_notice },
	{ "AGR-33", "agreement", agr_33_not_told },
	{ "AGR-38", "agreement", agr_38_matched_blindly },
	{ "AGR-39", "agreement", agr_39_unsafe_abroad },
	{ NULL, NULL, NULL },
};
