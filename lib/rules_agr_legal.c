/* SPDX-License-Identifier: MIT */
/*
 * Rules on the bases that data protection law asks for: policy documents
 * behind Schedule 1, and the lawful basis of each party.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/settings.h"
#include "lib/word.h"

/* How old the review of a policy document may be. */

/* AGR-20 and AGR-22 ------------------------------------------------------ */

/* The policy document that a Schedule 1 condition names, or NULL. */
static const struct node *policy_of(const struct rule_check *check,
				    const struct node *sch1)
{
	const char *ref = node_attr(sch1, "policyDocument");
	const struct node *node = NULL;

	if (!ref || !registers_resolve(check->registers, ref, &node) || !node)
		return NULL;
	return word_is(node->name, "policyDocument") ? node : NULL;
}

static bool lists_paragraph(const struct node *policy, const char *code)
{
	NODE_EACH(paragraph, policy, "paragraph")
	{
		if (strcmp(paragraph->text, code) == 0)
			return true;
	}
	return false;
}

static void agr_20_judge_policy(const struct rule_check *check,
				const struct node *sch1,
				const struct node *policy)
{
	const char *code = node_attr(sch1, "code");

	if (!node_is_stated(node_child(policy, "paragraph")))
		rule_missing(check, sch1,
			     "the paragraphs that the policy document covers");
	else if (!lists_paragraph(policy, code))
		rule_fail(check, sch1,
			  "policy document '%s' does not list paragraph '%s', "
			  "on which the agreement relies",
			  node_attr(sch1, "policyDocument"), code);
}

static void agr_20_judge(const struct rule_check *check,
			 const struct node *sch1)
{
	const char *ref = node_attr(sch1, "policyDocument");
	const char *code = node_attr(sch1, "code");
	const struct code *row =
		codes_find(registers_codes(check->registers), "dpa-sch1", code);
	const char *exception = code_property(row, "policyDocumentException");
	const struct node *policy = policy_of(check, sch1);
	g_autofree char *fact = NULL;

	if (!code) {
		rule_undecidable(check, sch1, "the paragraph of Schedule 1");
	} else if (!code_has(row, "needsPolicyDocument", "yes")) {
		return;
	} else if (!ref && exception) {
		fact = g_strdup_printf("whether the exception for '%s' (%s) "
				       "applies",
				       code, exception);
		rule_undecidable(check, sch1, fact);
	} else if (!ref) {
		rule_fail(check, sch1,
			  "paragraph '%s' needs an appropriate policy "
			  "document, and none is named",
			  code);
	} else if (policy) {
		agr_20_judge_policy(check, sch1, policy);
	}
}

static void agr_20_no_policy_document(const struct rule_check *check)
{
	NODE_EACH(sch1, node_child(check->record->root, "legal"), "sch1")
	{
		if (!node_is_stated(sch1))
			continue;
		rule_subject(check);
		agr_20_judge(check, sch1);
	}
}

static void agr_22_judge(const struct rule_check *check,
			 const struct node *sch1, const struct node *policy)
{
	const char *ref = node_attr(sch1, "policyDocument");
	date_t reviewed = flow_facts_date(policy, "reviewedOn");
	g_autofree char *fact = NULL;
	g_autofree char *held =
		settings_overrun(check->registers, "policy-review-interval",
				 reviewed, check->as_of);

	if (reviewed == DATE_NONE) {
		fact = g_strdup_printf("when policy document '%s' was reviewed",
				       ref);
		rule_missing(check, sch1, fact);
	} else if (held) {
		rule_fail(check, sch1,
			  "policy document '%s' was last reviewed on %s, more "
			  "than %s ago",
			  ref, date_text(reviewed).text, held);
	}
}

static void agr_22_policy_not_reviewed(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	g_autoptr(GHashTable) seen = NULL; /* made when there is a policy */

	if (flow_facts_is_over(agreement))
		return;
	NODE_EACH(sch1, node_child(agreement, "legal"), "sch1")
	{
		const struct node *policy = policy_of(check, sch1);

		if (!policy)
			continue;
		if (!seen)
			seen = g_hash_table_new(NULL, NULL);
		if (!g_hash_table_add(seen, (gpointer)policy))
			continue;
		rule_subject(check);
		agr_22_judge(check, sch1, policy);
	}
}

/* AGR-23 ----------------------------------------------------------------- */

static void agr_23_judge(const struct rule_check *check,
			 const struct node *basis, const char *ref)
{
	const struct record *body = registers_find(check->registers, ref);
	enum fact is_public = flow_facts_is_public(check->registers, body);
	enum fact gdpr = agreement_facts_is_under_gdpr(
		check->registers, check->record->root, ref);
	g_autofree char *fact = NULL;

	if (!body || is_public == FACT_NO || gdpr == FACT_NO)
		return;
	if (is_public == FACT_YES && gdpr == FACT_YES) {
		rule_fail(check, basis,
			  "the basis '%s' stands for '%s', a public authority; "
			  "expected one that is open to its tasks, such as "
			  "'A6-1-e'",
			  node_attr(basis, "code"), ref);
		return;
	}
	fact = g_strdup_printf(is_public == FACT_YES
				       ? "under which regime '%s' works"
				       : "whether '%s' is a public authority",
			       ref);
	rule_undecidable(check, basis, fact);
}

/* Judges whoever relies on the basis: one body, or all that it may mean. */
static void agr_23_judge_basis(const struct rule_check *check,
			       const struct node *basis, const char *others)
{
	const struct node *owner =
		word_is(others, "party") ? check->record->root : basis->parent;
	const char *ref = node_attr(basis, "ref");
	const struct code *code =
		codes_of(registers_codes(check->registers), basis);

	if (!code_has(code, "publicAuthorityTasks", "no"))
		return;
	rule_subject(check);
	if (ref) {
		agr_23_judge(check, basis, ref);
		return;
	}
	NODE_EACH(body, owner, others)
	{
		if (node_attr(body, "ref"))
			agr_23_judge(check, basis, node_attr(body, "ref"));
	}
}

static void agr_23_basis_not_open(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;

	NODE_EACH(basis, node_child(agreement, "legal"), "art6")
	{
		agr_23_judge_basis(check, basis, "party");
	}
	NODE_EACH(flow, agreement, "flow")
	{
		NODE_EACH(basis, flow, "lawfulBasis")
		{
			agr_23_judge_basis(check, basis, "discloser");
		}
	}
}

/* AGR-24 and AGR-25 ------------------------------------------------------ */

/*
 * The basis of that code on which a flow rests: one of its own or, if it has
 * none at all, one of the agreement's that stands for one of its disclosers
 * or for everybody.
 */
static const struct node *find_basis(const struct node *flow, const char *code)
{
	const struct node *legal = node_child(node_root(flow), "legal");
	bool has_own = false;

	NODE_EACH(basis, flow, "lawfulBasis")
	{
		has_own |= node_is_stated(basis);
		if (word_is(node_attr(basis, "code"), code))
			return basis;
	}
	if (has_own)
		return NULL;
	NODE_EACH(basis, legal, "art6")
	{
		const char *ref = node_attr(basis, "ref");

		if (word_is(node_attr(basis, "code"), code) &&
		    (!ref || flow_use_names(flow, "discloser", ref)))
			return basis;
	}
	return NULL;
}

static void agr_24_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *basis)
{
	const struct node *request = node_child(flow, "requestRecorded");
	const char *paragraph = node_attr(basis, "paragraph");

	if (node_is_stated(request))
		return;
	if (!paragraph)
		rule_undecidable(check, basis,
				 "the paragraph of Annex 1 (recognised "
				 "legitimate interests)");
	else if (word_is(paragraph, "1"))
		rule_fail(check, request ? request : flow,
			  "flow '%s' rests on disclosure to a body that asks "
			  "for the data, but no request that states the need "
			  "is recorded",
			  node_attr(flow, "id"));
}

static void agr_24_no_request(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *basis = find_basis(flow, "A6-1-ea");

		if (!basis || rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		agr_24_judge(check, flow, basis);
	}
}

static void agr_25_no_domestic_law(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *legal = node_child(agreement, "legal");

	NODE_EACH(flow, agreement, "flow")
	{
		const struct node *basis = find_basis(flow, "A6-1-e");

		if (!basis)
			continue;
		rule_subject(check);
		if (node_is_stated(node_child(legal, "domesticLaw")) ||
		    node_is_stated(node_child(flow, "gateway")))
			continue;
		rule_fail(check, basis->parent == flow ? basis : flow,
			  "flow '%s' rests on public task, but neither it nor "
			  "the agreement names the law that gives the task",
			  node_attr(flow, "id"));
	}
}

/* AGR-26 ----------------------------------------------------------------- */

static void add_bases(GPtrArray *bases, const struct node *owner,
		      const char *name, const struct node *flow)
{
	NODE_EACH(basis, owner, name)
	{
		const char *ref = node_attr(basis, "ref");

		if (ref && node_attr(basis, "code") &&
		    (owner == flow || flow_use_names(flow, "discloser", ref) ||
		     flow_use_names(flow, "recipient", ref)))
			g_ptr_array_add(bases, (gpointer)basis);
	}
}

/* The bases of single parties for a flow: its own, or the agreement's. */
static GPtrArray *party_bases(const struct node *flow)
{
	GPtrArray *bases = g_ptr_array_new();

	add_bases(bases, flow, "lawfulBasis", flow);
	if (bases->len == 0)
		add_bases(bases, node_child(node_root(flow), "legal"), "art6",
			  flow);
	return bases;
}

static bool relies_on(const GPtrArray *bases, const char *ref, const char *code)
{
	for (guint i = 0; i < bases->len; i++) {
		if (strcmp(node_attr(bases->pdata[i], "ref"), ref) == 0 &&
		    strcmp(node_attr(bases->pdata[i], "code"), code) == 0)
			return true;
	}
	return false;
}

/*
 * The first basis of another party that this one does not share, unless the
 * words of either of them explain it; or NULL.
 */
static const struct node *find_other(const GPtrArray *bases,
				     const struct node *basis)
{
	const char *code = node_attr(basis, "code");

	for (guint i = 0; i < bases->len; i++) {
		const struct node *other = bases->pdata[i];
		const char *ref = node_attr(other, "ref");

		if (strcmp(ref, node_attr(basis, "ref")) != 0 &&
		    !relies_on(bases, ref, code) && !*basis->text &&
		    !*other->text)
			return other;
	}
	return NULL;
}

static void agr_26_judge(const struct rule_check *check,
			 const struct node *flow, const GPtrArray *bases)
{
	for (guint i = 0; i < bases->len; i++) {
		const struct node *basis = bases->pdata[i];
		const struct node *other = find_other(bases, basis);

		if (!other)
			continue;
		rule_fail(check, basis->parent == flow ? other : flow,
			  "for flow '%s' party '%s' relies on '%s' and party "
			  "'%s' on '%s'; expected words that say why",
			  node_attr(flow, "id"), node_attr(basis, "ref"),
			  node_attr(basis, "code"), node_attr(other, "ref"),
			  node_attr(other, "code"));
		return;
	}
}

static void agr_26_bases_differ(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		g_autoptr(GPtrArray) bases = party_bases(flow);

		if (bases->len < 2)
			continue;
		rule_subject(check);
		agr_26_judge(check, flow, bases);
	}
}

const struct rule rules_agr_legal[] = {
	{ "AGR-20", "agreement", agr_20_no_policy_document },
	{ "AGR-22", "agreement", agr_22_policy_not_reviewed },
	{ "AGR-23", "agreement", agr_23_basis_not_open },
	{ "AGR-24", "agreement", agr_24_no_request },
	{ "AGR-25", "agreement", agr_25_no_domestic_law },
	{ "AGR-26", "agreement", agr_26_bases_differ },
	{ NULL, NULL, NULL },
};
