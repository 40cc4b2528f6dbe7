/* SPDX-License-Identifier: MIT */
/*
 * Rules on what the text of an agreement has to say.  A plan may still lack
 * what it will say, so rules that ask for a term leave plans alone.
 */
#include "lib/rule_check.h"

#include "lib/agreement_facts.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

/* AGR-02 ----------------------------------------------------------------- */

static void agr_02_judge(const struct rule_check *check,
			 const struct node *purpose)
{
	const char *code = node_attr(purpose, "code");

	if (!code)
		rule_fail(check, purpose,
			  "a purpose has no code; expected one of the list of "
			  "purposes beside its words");
	else if (!*purpose->text)
		rule_fail(check, purpose,
			  "purpose '%s' is not described; expected the words "
			  "of the agreement",
			  code);
}

static void agr_02_purpose_vague(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;

	NODE_EACH(purpose, agreement, "purpose")
	{
		rule_subject(check);
		if (node_is_stated(purpose))
			agr_02_judge(check, purpose);
		else
			rule_missing(check, purpose, "the purpose");
	}
}

/* AGR-10 ----------------------------------------------------------------- */

/* Whether an element of that name says anything, or one at a flow does. */
static bool has_term(const struct node *agreement, const char *path,
		     const char *of_flow)
{
	NODE_EACH(node, path ? agreement : NULL, path)
	{
		if (agreement_facts_says(node))
			return true;
	}
	NODE_EACH(flow, of_flow ? agreement : NULL, "flow")
	{
		NODE_EACH(node, flow, of_flow)
		{
			if (agreement_facts_says(node))
				return true;
		}
	}
	return false;
}

static bool has_lawful_basis(const struct node *agreement)
{
	return has_term(node_child(agreement, "legal"), "art6", NULL) ||
	       has_term(agreement, NULL, "lawfulBasis");
}

/* Whether some party has to name a basis of Article 6; unless known: yes. */
static bool needs_lawful_basis(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;

	NODE_EACH(party, agreement, "party")
	{
		if (agreement_facts_is_under_gdpr(check->registers, agreement,
						  node_attr(party, "ref")) !=
		    FACT_NO)
			return true;
	}
	return !node_child(agreement, "party");
}

/* Adds what the record lacks of the terms that every agreement needs. */
static void add_gaps(const struct node *agreement, GString **gaps)
{
	if (!has_term(agreement, "purpose", "purpose"))
		rule_add_words(gaps, "purpose");
	if (!has_term(agreement, "party", NULL))
		rule_add_words(gaps, "parties");
	if (!has_term(agreement, NULL, "dataCategory"))
		rule_add_words(gaps, "data");
	if (!has_term(agreement, "safeguard", "safeguard"))
		rule_add_words(gaps, "safeguards");
}

/* Adds what it lacks of those that are about personal data. */
static void add_personal_gaps(const struct rule_check *check, GString **gaps)
{
	const struct node *agreement = check->record->root;

	if (needs_lawful_basis(check) && !has_lawful_basis(agreement))
		rule_add_words(gaps, "lawful basis");
	if (!has_term(agreement, "retention", "retention"))
		rule_add_words(gaps, "time for keeping data");
	if (!has_term(agreement, "rights", NULL) &&
	    !has_term(agreement, "accessContact", NULL))
		rule_add_words(gaps, "contact for requests");
	if (!has_term(agreement, "breachRoute", NULL))
		rule_add_words(gaps, "route for breaches");
	if (!has_term(agreement, "termination", NULL))
		rule_add_words(gaps, "terms for the end");
}

static void agr_10_terms_lacking(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	enum fact personal = rule_facts_about_people(check);
	g_autoptr(GString) gaps = NULL;
	g_autoptr(GString) others = NULL;

	if (agreement_facts_is_plan(agreement))
		return;
	rule_subject(check);
	add_gaps(agreement, &gaps);
	add_personal_gaps(check, personal == FACT_YES ? &gaps : &others);
	if (gaps)
		rule_fail(check, agreement,
			  "the record of the agreement lacks: %s", gaps->str);
	if (others && personal == FACT_UNKNOWN)
		rule_undecidable(check, agreement, AGREEMENT_FACTS_PERSONAL);
}

/* AGR-11 and AGR-34 ------------------------------------------------------ */

static void agr_11_no_way_to_join(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *node = node_child(agreement, "addRemoveParty");

	if (agreement_facts_is_plan(agreement) || flow_facts_is_over(agreement))
		return;
	rule_subject(check);
	if (!node_is_stated(node))
		rule_missing(check, node ? node : agreement,
			     "how a party joins or leaves");
}

/* Whether the route names who answers. */
static bool names_party(const struct node *rights)
{
	const struct node *party = node_child(rights, "party");

	return node_is_stated(party) &&
	       (node_attr(party, "ref") || *party->text);
}

static void agr_34_nobody_answers(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *first = node_child(agreement, "rights");
	enum fact personal = rule_facts_about_people(check);

	if (agreement_facts_is_plan(agreement) || personal == FACT_NO)
		return;
	rule_subject(check);
	if (!agreement_facts_says(first) && personal == FACT_UNKNOWN) {
		rule_undecidable(check, agreement, AGREEMENT_FACTS_PERSONAL);
		return;
	}
	if (!agreement_facts_says(first)) {
		rule_missing(check, first ? first : agreement,
			     "who answers requests from people");
		return;
	}
	NODE_EACH(rights, agreement, "rights")
	{
		if (!names_party(rights))
			rule_fail(check, rights,
				  "a route for requests names no party that "
				  "answers them");
	}
}

/* AGR-35 ----------------------------------------------------------------- */

/* Whether the reference is to a picture rather than to a document. */
static bool is_picture(const char *reference)
{
	static const char *const ends[] = { ".png", ".jpg",  ".jpeg", ".gif",
					    ".tif", ".tiff", ".bmp",  ".svg" };
	g_autofree char *lower = g_ascii_strdown(reference, -1);

	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		if (g_str_has_suffix(lower, ends[i]))
			return true;
	}
	return false;
}

static void agr_35_judge(const struct rule_check *check,
			 const struct node *party)
{
	const struct node *signature = node_child(party, "signature");
	const char *document = flow_facts_value(signature, "documentRef");

	if (flow_facts_value(signature, "signatoryName"))
		rule_fail(check, node_child(signature, "signatoryName"),
			  "the signature of party '%s' names a person; "
			  "expected the role alone",
			  node_attr(party, "ref"));
	if (document && is_picture(document))
		rule_fail(check, node_child(signature, "documentRef"),
			  "the signature of party '%s' refers to a picture; "
			  "expected where the signed copy is filed",
			  node_attr(party, "ref"));
}

static void agr_35_signatory_named(const struct rule_check *check)
{
	rule_subject(check);
	NODE_EACH(party, check->record->root, "party")
	{
		agr_35_judge(check, party);
	}
}

/* AGR-37 ----------------------------------------------------------------- */

/* Whether a version of the gateway is for an objective of that Act. */
static bool has_objective(const struct record *gateway)
{
	NODE_EACH(version, gateway->root, "version")
	{
		if (flow_facts_value(version, "objective"))
			return true;
	}
	return false;
}

/* Whether the agreement is of the sort that the public register holds. */
static bool is_for_register(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;

	if (word_is(flow_facts_value(agreement, "type"), "dea-isa"))
		return true;
	NODE_EACH(flow, agreement, "flow")
	{
		NODE_EACH(node, flow, "gateway")
		{
			const struct record *gateway =
				registers_target(check->registers, node);

			if (gateway && gateway->is_valid &&
			    has_objective(gateway))
				return true;
		}
	}
	return false;
}

/* Whether one time for keeping data is a length of time. */
static bool has_duration(const struct node *agreement)
{
	if (flow_facts_value(node_child(agreement, "retention"), "duration"))
		return true;
	NODE_EACH(flow, agreement, "flow")
	{
		if (flow_facts_value(node_child(flow, "retention"), "duration"))
			return true;
	}
	return false;
}

static void agr_37_not_for_register(const struct rule_check *check)
{
	static const struct {
		const char *name;
		const char *of_flow;
		const char *words;
	} fields[] = {
		{ "purpose", NULL, "purpose" },
		{ "benefit", NULL, "benefits" },
		{ NULL, "gateway", "legal power" },
		{ NULL, "dataCategory", "information disclosed" },
		{ NULL, "discloser", "disclosers" },
		{ NULL, "recipient", "recipients" },
		{ NULL, "method", "method" },
		{ "start", NULL, "start date" },
		{ "end", NULL, "end date" },
		{ "accessContact", NULL, "contact for the public" },
		{ "area", NULL, "area" },
	};
	const struct node *agreement = check->record->root;
	g_autoptr(GString) gaps = NULL;

	if (agreement_facts_is_plan(agreement) || !is_for_register(check))
		return;
	rule_subject(check);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		if (!has_term(agreement, fields[i].name, fields[i].of_flow))
			rule_add_words(&gaps, fields[i].words);
	}
	if (!has_duration(agreement))
		rule_add_words(&gaps,
			       "time for keeping data as a length of time");
	if (!flow_facts_value(node_child(agreement, "review"), "next"))
		rule_add_words(&gaps, "review date");
	if (gaps)
		rule_fail(check, agreement,
			  "an entry in the public register would lack: %s",
			  gaps->str);
}

const struct rule rules_agr_terms[] = {
	{ "AGR-02", "agreement", agr_02_purpose_vague },
	{ "AGR-10", "agreement", agr_10_terms_lacking },
	{ "AGR-11", "agreement", agr_11_no_way_to_join },
	{ "AGR-34", "agreement", agr_34_nobody_answers },
	{ "AGR-35", "agreement", agr_35_signatory_named },
	{ "AGR-37", "agreement", agr_37_not_for_register },
	{ NULL, NULL, NULL },
};
