/* SPDX-License-Identifier: MIT */
/*
 * Rules on the risks of an assessment and what is done about them: risks that
 * the flows call for, and measures that somebody carries out in time.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

static bool is_screening(const struct node *pia)
{
	return word_is(flow_facts_value(pia, "kind"), "screening");
}

/* Whether a code of the list, the text of an element, has the property. */
static bool has_property(const struct rule_check *check, const char *list,
			 const char *code, const char *property)
{
	return code && code_has(codes_find(registers_codes(check->registers),
					   list, code),
				property, "yes");
}

/* PIA-13 ----------------------------------------------------------------- */

static void pia_13_judge(const struct rule_check *check,
			 const struct node *measure, bool is_done)
{
	const char *id = node_attr(measure, "id");
	const struct node *due = node_child(measure, "due");
	date_t day = flow_facts_date(measure, "due");

	if (!flow_facts_value(measure, "ownerRole"))
		rule_fail(check, measure,
			  "measure '%s' does not state the role that carries "
			  "it out",
			  id);
	if (is_done)
		return;
	if (day == DATE_NONE)
		rule_fail(check, due ? due : measure,
			  "measure '%s' does not state the day it is due", id);
	else if (day < check->as_of)
		rule_fail(check, due,
			  "measure '%s' was due on '%s', before the as-of date "
			  "'%s', and is not recorded as done",
			  id, due->text, date_text(check->as_of).text);
}

static void pia_13_measure_adrift(const struct rule_check *check)
{
	NODE_EACH(measure, check->record->root, "measure")
	{
		const char *status = flow_facts_value(measure, "status");

		if (word_is(status, "abandoned"))
			continue;
		rule_subject(check);
		pia_13_judge(check, measure, word_is(status, "done"));
	}
}

/* PIA-15 ----------------------------------------------------------------- */

/*
 * The first flow with a group of people that has the property, of which *code
 * is set to the code; NULL: none.
 */
static const struct node *flow_about(const struct rule_check *check,
				     const struct pia_scope *scope,
				     const char *property, const char **code)
{
	for (guint i = 0; i < scope->flows->len; i++) {
		const struct node *flow = scope->flows->pdata[i];

		if (rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		NODE_EACH(people, flow, "dataSubject")
		{
			*code = node_attr(people, "code");
			if (has_property(check, "cohort", *code, property))
				return flow;
		}
	}
	return NULL;
}

/* Whether a risk says that it would harm people with the property. */
static enum fact is_addressed(const struct rule_check *check,
			      const char *property)
{
	enum fact answer = FACT_NO;

	NODE_EACH(risk, check->record->root, "risk")
	{
		if (!node_is_stated(node_child(risk, "affected")))
			answer = FACT_UNKNOWN;
		NODE_EACH(people, risk, "affected")
		{
			if (has_property(check, "cohort", people->text,
					 property))
				return FACT_YES;
		}
	}
	return answer;
}

static void pia_15_children_left_out(const struct rule_check *check)
{
	static const char *const properties[] = { "child", "vulnerable" };
	const struct node *pia = check->record->root;
	const struct node *risk = node_child(pia, "risk");
	const struct pia_scope *scope;

	if (is_screening(pia) || !node_is_stated(risk))
		return; /* that there is no risk at all is another fault */
	scope = rule_facts_scope(check);
	for (size_t i = 0; i < G_N_ELEMENTS(properties); i++) {
		const char *code = NULL;
		const struct node *flow =
			flow_about(check, scope, properties[i], &code);
		enum fact answer = is_addressed(check, properties[i]);
		g_autofree char *name = flow ? pia_scope_name(flow) : NULL;

		if (!flow)
			continue;
		rule_subject(check);
		if (answer == FACT_UNKNOWN)
			rule_missing(check, risk,
				     "who would be harmed by each risk");
		else if (answer == FACT_NO)
			rule_fail(check, risk,
				  "flow '%s' is about '%s', and no risk says "
				  "that it would harm %s",
				  name,
				  codes_label(registers_codes(check->registers),
					      "cohort", code),
				  i == 0 ? "children" : "vulnerable people");
		if (answer != FACT_YES)
			return; /* children are vulnerable people */
	}
}

/* PIA-17 ----------------------------------------------------------------- */

static bool does_match(const struct rule_check *check, const struct node *flow)
{
	NODE_EACH(operation, flow, "operation")
	{
		if (has_property(check, "operation", operation->text,
				 "matching"))
			return true;
	}
	return false;
}

/* About families as such, or about adults and children together. */
static bool is_about_families(const struct rule_check *check,
			      const struct node *flow)
{
	static const char *const families[] = { "whole-family",
						"household-member", NULL };
	static const char *const adults[] = { "adult-member",
					      "parent-for-child", "carer",
					      NULL };
	bool has_adult = false, has_child = false;

	if (flow_facts_truth(flow, "wholeFamilyProduct") == FACT_YES)
		return true;
	NODE_EACH(people, flow, "dataSubject")
	{
		const char *code = node_attr(people, "code");

		if (word_is_among(code, families))
			return true;
		has_adult |= word_is_among(code, adults);
		has_child |= has_property(check, "cohort", code, "child");
	}
	return has_adult && has_child;
}

/* The first flow that matches records of whole families, or NULL. */
static const struct node *family_matching(const struct rule_check *check,
					  const struct pia_scope *scope)
{
	for (guint i = 0; i < scope->flows->len; i++) {
		const struct node *flow = scope->flows->pdata[i];

		if (rule_facts_is_personal(check, flow) != FACT_NO &&
		    does_match(check, flow) && is_about_families(check, flow))
			return flow;
	}
	return NULL;
}

/* Whether a risk has that theme; not known where some risk states none. */
static enum fact has_theme(const struct node *pia, const char *code)
{
	enum fact answer = FACT_NO;

	NODE_EACH(risk, pia, "risk")
	{
		if (!node_is_stated(node_child(risk, "theme")))
			answer = FACT_UNKNOWN;
		NODE_EACH(theme, risk, "theme")
		{
			if (strcmp(theme->text, code) == 0)
				return FACT_YES;
		}
	}
	return answer;
}

static void pia_17_family_risks_left_out(const struct rule_check *check)
{
	static const char *const themes[] = { "between-family-members",
					      "re-identification",
					      "mission-creep" };
	const struct node *pia = check->record->root;
	const struct node *risk = node_child(pia, "risk");
	const struct node *flow;
	const struct pia_scope *scope;
	g_autofree char *name = NULL;

	if (is_screening(pia) || !node_is_stated(risk))
		return; /* that there is no risk at all is another fault */
	scope = rule_facts_scope(check);
	flow = family_matching(check, scope);
	if (!flow)
		return;
	rule_subject(check);
	name = pia_scope_name(flow);
	for (size_t i = 0; i < G_N_ELEMENTS(themes); i++) {
		enum fact answer = has_theme(pia, themes[i]);

		if (answer == FACT_UNKNOWN)
			rule_missing(check, risk, "the theme of each risk");
		else if (answer == FACT_NO)
			rule_fail(check, risk,
				  "flow '%s' matches data about whole "
				  "families, and no risk has the theme '%s'",
				  name,
				  codes_label(registers_codes(check->registers),
					      "risk-theme", themes[i]));
	}
}

const struct rule rules_pia_risks[] = {
	{ "PIA-13", "pia", pia_13_measure_adrift },
	{ "PIA-15", "pia", pia_15_children_left_out },
	{ "PIA-17", "pia", pia_17_family_risks_left_out },
	{ NULL, NULL, NULL },
};
