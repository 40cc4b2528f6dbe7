/* SPDX-License-Identifier: MIT */
/*
 * Rules on who takes part in an agreement and as what: what each party gains,
 * what joint controllers and processors have to have settled.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"
#include "lib/word.h"

/* How old the last look at a processor may be. */

/* AGR-12 ----------------------------------------------------------------- */

/*
 * Whether the body may share under a memorandum of understanding: government
 * departments, and other public bodies at their side.  The guidance does not
 * list those; bodies for the whole country are taken to be meant.
 */
static enum fact is_like_department(const struct rule_check *check,
				    const struct record *organisation)
{
	static const char *const types[] = { "government-department",
					     "statistics-board",
					     "public-health-agency",
					     "regulator" };
	enum fact answer = FACT_NO;

	for (size_t i = 0; i < G_N_ELEMENTS(types) && answer == FACT_NO; i++)
		answer = flow_facts_is_of_type(check->registers, organisation,
					       types[i]);
	return answer;
}

static void agr_12_judge(const struct rule_check *check,
			 const struct node *party)
{
	const char *ref = node_attr(party, "ref");
	enum fact is_like = is_like_department(
		check, registers_find(check->registers, ref));
	g_autofree char *fact = NULL;

	if (is_like == FACT_NO) {
		rule_fail(check, party,
			  "the agreement is of type 'mou', but party '%s' is "
			  "not a government department or a similar body; "
			  "expected a type such as 'dsa'",
			  ref);
	} else if (is_like == FACT_UNKNOWN) {
		fact = g_strdup_printf("what type of organisation '%s' is",
				       ref);
		rule_missing(check, party, fact);
	}
}

static void agr_12_memorandum(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const char *type = flow_facts_value(agreement, "type");

	if (type && !word_is(type, "mou"))
		return;
	rule_subject(check);
	if (!type) {
		rule_undecidable(check, node_child(agreement, "type"),
				 "the type of agreement");
		return;
	}
	NODE_EACH(party, agreement, "party")
	{
		if (node_attr(party, "ref") &&
		    !agreement_facts_has_left(party, check->as_of))
			agr_12_judge(check, party);
	}
}

/* AGR-13 ----------------------------------------------------------------- */

/* Whether the party takes part for others only and gains nothing itself. */
static bool serves_others(const struct node *party)
{
	static const char *const roles[] = { "processor", "sub-processor",
					     "data-subject-representative",
					     NULL };
	bool serves = false;

	NODE_EACH(role, party, "role")
	{
		if (!word_is_among(role->text, roles))
			return false;
		serves = true;
	}
	return serves;
}

static void agr_13_no_benefit(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *at = node_child_or_self(agreement, "benefit");
	g_autoptr(GString) others = NULL;

	if (agreement_facts_is_plan(agreement))
		return;
	rule_subject(check);
	if (agreement_facts_has_benefit(agreement, NULL))
		return;
	NODE_EACH(party, agreement, "party")
	{
		const char *ref = node_attr(party, "ref");

		if (ref && !agreement_facts_has_left(party, check->as_of) &&
		    !serves_others(party) &&
		    !agreement_facts_has_benefit(agreement, ref))
			rule_add_quoted(&others, ref);
	}
	if (others)
		rule_fail(check, at,
			  "no benefit is recorded for %s; expected one for "
			  "each party, or one for all",
			  others->str);
}

/* AGR-15 ----------------------------------------------------------------- */

/* The first joint controller that is under the UK GDPR, or may be. */
static const struct node *find_joint_controller(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;

	NODE_EACH(party, agreement, "party")
	{
		if (agreement_facts_has_role(party, "joint-controller") &&
		    agreement_facts_is_under_gdpr(check->registers, agreement,
						  node_attr(party, "ref")) !=
			    FACT_NO)
			return party;
	}
	return NULL;
}

static void agr_15_no_arrangement(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *joint = find_joint_controller(check);
	const struct node *arrangement =
		node_child(agreement, "jointControllerArrangement");

	if (!joint)
		return;
	rule_subject(check);
	if (!flow_facts_value(arrangement, "description"))
		rule_fail(check, arrangement ? arrangement : joint,
			  "party '%s' is a joint controller, but no "
			  "arrangement on who does what is recorded",
			  node_attr(joint, "ref"));
	else if (!flow_facts_value(arrangement, "essenceUrl"))
		rule_fail_level(check, DIAG_WARNING, arrangement,
				"the record does not show where people can "
				"read the essence of the joint controllers' "
				"arrangement");
}

/* AGR-16 and AGR-17 ------------------------------------------------------ */

static const struct node *contract_of(const struct node *party)
{
	NODE_EACH(contract, party->parent, "processorContract")
	{
		if (g_strcmp0(node_attr(contract, "ref"),
			      node_attr(party, "ref")) == 0)
			return contract;
	}
	return NULL;
}

static bool has_term(const struct node *contract, const char *code)
{
	NODE_EACH(term, contract, "term")
	{
		if (node_is_stated(term) && strcmp(term->text, code) == 0)
			return true;
	}
	return false;
}

/* The required terms that the contract lacks, in words. */
static char *lacking_terms(const struct rule_check *check,
			   const struct node *contract)
{
	const struct code_list *list =
		codes_list(registers_codes(check->registers), "art28-term");
	GString *words = g_string_new(NULL);

	for (size_t i = 0; list && i < list->n_codes; i++) {
		if (!has_term(contract, list->codes[i].id))
			g_string_append_printf(words, "%s'%s'",
					       words->len > 0 ? ", " : "",
					       list->codes[i].id);
	}
	return g_string_free(words, FALSE);
}

static void agr_16_judge(const struct rule_check *check,
			 const struct node *party)
{
	const struct node *contract = contract_of(party);
	g_autofree char *lacking = lacking_terms(check, contract);
	const char *ref = node_attr(party, "ref");

	if (!agreement_facts_says(contract))
		rule_fail(check, contract ? contract : party,
			  "party '%s' is a processor, but no contract with it "
			  "is recorded",
			  ref);
	else if (*lacking)
		rule_fail(check, contract,
			  "the contract with processor '%s' is not recorded to "
			  "cover %s",
			  ref, lacking);
	else if (!flow_facts_value(contract, "document"))
		rule_fail(check, contract,
			  "the contract with processor '%s' is recorded "
			  "without its title or reference",
			  ref);
}

static void agr_17_judge(const struct rule_check *check,
			 const struct node *party)
{
	const struct node *contract = contract_of(party);
	const struct node *at = contract ? contract : party;
	const char *ref = node_attr(party, "ref");
	date_t first = flow_facts_date(contract, "dueDiligenceOn");
	date_t last =
		MAX(first, flow_facts_date(contract, "complianceReviewOn"));
	g_autofree char *held = settings_overrun(
		check->registers, "due-diligence-interval", last, check->as_of);

	if (first == DATE_NONE)
		rule_fail(check, at,
			  "the record shows no due diligence on processor '%s'",
			  ref);
	else if (held)
		rule_fail(check, at,
			  "processor '%s' was last looked at on %s, more than "
			  "%s ago",
			  ref, date_text(last).text, held);
}

/* Judges every processor that has not left. */
static void each_processor(const struct rule_check *check,
			   void (*judge)(const struct rule_check *check,
					 const struct node *party))
{
	NODE_EACH(party, check->record->root, "party")
	{
		if (!agreement_facts_has_role(party, "processor") ||
		    agreement_facts_has_left(party, check->as_of))
			continue;
		rule_subject(check);
		judge(check, party);
	}
}

static void agr_16_no_contract(const struct rule_check *check)
{
	if (!agreement_facts_is_plan(check->record->root))
		each_processor(check, agr_16_judge);
}

static void agr_17_not_looked_at(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;

	if (!flow_facts_is_over(agreement) &&
	    !agreement_facts_is_plan(agreement))
		each_processor(check, agr_17_judge);
}

/* AGR-18 ----------------------------------------------------------------- */

/*
 * A role in which the body decides for itself what happens to data, or NULL.
 * The same body may stand among the parties twice.
 */
static const char *own_role(const struct node *agreement, const char *ref)
{
	static const char *const roles[] = { "controller", "joint-controller",
					     "evaluation-partner" };

	NODE_EACH(party, agreement, "party")
	{
		if (g_strcmp0(node_attr(party, "ref"), ref) != 0)
			continue;
		for (size_t i = 0; i < G_N_ELEMENTS(roles); i++) {
			if (agreement_facts_has_role(party, roles[i]))
				return roles[i];
		}
	}
	return NULL;
}

static void agr_18_judge(const struct rule_check *check,
			 const struct node *party)
{
	const char *ref = node_attr(party, "ref");
	const char *role = own_role(check->record->root, ref);

	if (role)
		rule_fail(check, party,
			  "party '%s' is both '%s' and 'processor'; expected "
			  "one of them for the same data",
			  ref, role);
}

static void agr_18_two_roles(const struct rule_check *check)
{
	each_processor(check, agr_18_judge);
}

const struct rule rules_agr_parties[] = {
	{ "AGR-12", "agreement", agr_12_memorandum },
	{ "AGR-13", "agreement", agr_13_no_benefit },
	{ "AGR-15", "agreement", agr_15_no_arrangement },
	{ "AGR-16", "agreement", agr_16_no_contract },
	{ "AGR-17", "agreement", agr_17_not_looked_at },
	{ "AGR-18", "agreement", agr_18_two_roles },
	{ NULL, NULL, NULL },
};
