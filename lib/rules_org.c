/* SPDX-License-Identifier: MIT */
/*
 * Rules on organisations.  A dissolved one can answer for nothing, so where a
 * current record still names it, a body that formally took over has to be
 * named there too.  One that stands can be asked: by whom it is registered and
 * who answers there for data protection.  A record that stands for a class of
 * bodies cannot, for each of them has its own.
 */
#include "lib/rule_check.h"

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/pattern.h"
#include "lib/registers.h"
#include "lib/word.h"

#define MAX_SUCCESSORS 64 /* looked at for one dissolved organisation */

/* What names organisations in the record looked at, and what is reported. */
struct naming {
	const struct rule_check *check;
	const struct node *list; /* whose children may name a successor */
	const struct node *flow; /* whose ends are looked at; NULL: none */
	GHashTable *reported;	 /* organisations, each once; NULL: none yet */
};

static bool is_past(const struct rule_check *check, date_t day)
{
	return day != DATE_NONE && day <= check->as_of;
}

/* Whether a child of the list names the organisation, which still stands. */
static bool is_named(const struct naming *naming,
		     const struct record *organisation)
{
	const struct registers *registers = naming->check->registers;

	if (is_past(naming->check,
		    flow_facts_date(organisation->root, "dissolvedOn")))
		return false;
	for (const struct node *n = naming->list->child; n; n = n->next) {
		if (!word_is(n->name, "party") &&
		    !word_is(n->name, "discloser") &&
		    !word_is(n->name, "recipient"))
			continue;
		if (registers_target(registers, n) == organisation &&
		    !agreement_facts_has_left(n, naming->check->as_of))
			return true;
	}
	return false;
}

/*
 * Whether a successor that formally took over, directly or in steps, is named
 * as well.  Unknown when one is named but the record does not say whether the
 * transfer was formal.  seen holds those looked at, for the records may lead
 * round in a circle.
 */
static enum fact is_succeeded(const struct naming *naming,
			      const struct record *organisation,
			      GHashTable *seen)
{
	enum fact answer = FACT_NO;

	if (!organisation->root || g_hash_table_size(seen) == MAX_SUCCESSORS ||
	    !g_hash_table_add(seen, (gpointer)organisation))
		return FACT_NO;
	NODE_EACH(successor, organisation->root, "successor")
	{
		const struct record *to =
			registers_target(naming->check->registers, successor);
		const char *formal = node_attr(successor, "formalTransfer");
		enum fact further;

		if (!to || word_is(formal, "false"))
			continue;
		further = is_named(naming, to) ? FACT_YES
					       : is_succeeded(naming, to, seen);
		if (further == FACT_YES && !formal)
			further = FACT_UNKNOWN;
		if (further == FACT_YES)
			return FACT_YES;
		if (further == FACT_UNKNOWN)
			answer = FACT_UNKNOWN;
	}
	return answer;
}

/* What has to be known of the organisation and is not: "the day …". */
static void report_unknown(const struct naming *naming, const struct node *at,
			   const char *what, const struct record *organisation)
{
	g_autofree char *fact =
		g_strdup_printf("%s '%s'", what, organisation->title);

	rule_missing(naming->check, at, fact);
}

/* "flow 'f1': discloser", "party". */
static char *words_for_end(const struct naming *naming, const char *end)
{
	return naming->flow
		       ? g_strdup_printf("flow '%s': %s",
					 node_attr(naming->flow, "id"), end)
		       : g_strdup(end);
}

/* Reports the organisation that the element names, if it is dissolved. */
static void check_named(struct naming *naming, const struct node *at,
			const char *end)
{
	const struct rule_check *check = naming->check;
	const struct record *to = registers_target(check->registers, at);
	const struct node *day =
		to ? node_child(to->root, "dissolvedOn") : NULL;
	g_autoptr(GHashTable) seen = NULL;
	g_autofree char *what = NULL;

	if (!day || (node_is_stated(day) && !is_past(check, node_day(day))) ||
	    (naming->reported && g_hash_table_contains(naming->reported, to)))
		return;
	seen = g_hash_table_new(NULL, NULL);
	what = words_for_end(naming, end);
	switch (is_succeeded(naming, to, seen)) {
	case FACT_YES:
		return;
	case FACT_UNKNOWN:
		report_unknown(naming, at,
			       "whether a successor formally took over from",
			       to);
		break;
	case FACT_NO:
		if (!node_is_stated(day)) {
			report_unknown(naming, at, "the day of dissolution of",
				       to);
			break;
		}
		rule_fail(check, at,
			  "%s '%s' was dissolved on '%s'; expected a "
			  "successor that formally took over to be named, or "
			  "its part to be ended",
			  what, to->title, day->text);
	}
	if (!naming->reported)
		naming->reported = g_hash_table_new(NULL, NULL);
	g_hash_table_add(naming->reported, (gpointer)to);
}

/* The organisations at one end of a flow, if the flow is not over. */
static void check_flow(struct naming *naming, const struct node *flow)
{
	date_t end = flow_facts_date(flow, "end");

	if (end != DATE_NONE && end < naming->check->as_of)
		return;
	naming->flow = flow;
	NODE_EACH(at, flow, "discloser")
	check_named(naming, at, "discloser");
	NODE_EACH(at, flow, "recipient")
	check_named(naming, at, "recipient");
	NODE_EACH(at, flow, "returnsTo")
	check_named(naming, at, "receiver of returned data");
	naming->flow = NULL;
}

static void check_agreement(struct naming *naming)
{
	const struct rule_check *check = naming->check;
	const struct node *root = check->record->root;

	if (!flow_facts_is_current(check->registers, root, check->as_of))
		return;
	rule_subject(check);
	naming->list = root;
	NODE_EACH(party, root, "party")
	{
		if (!agreement_facts_has_left(party, check->as_of))
			check_named(naming, party, "party");
	}
	NODE_EACH(flow, root, "flow")
	check_flow(naming, flow);
	NODE_EACH(contract, root, "processorContract")
	check_named(naming, contract, "processor");
}

/* Whether the version is law on the as-of date, as far as is stated. */
static bool is_version_current(const struct rule_check *check,
			       const struct node *version)
{
	const char *status = flow_facts_value(version, "status");
	date_t from = flow_facts_date(version, "validFrom");
	date_t to = flow_facts_date(version, "validTo");
	const struct code *code =
		status ? codes_find(registers_codes(check->registers),
				    "gateway-status", status)
		       : NULL;

	return (!status || code_has(code, "live", "yes")) &&
	       (from == DATE_NONE || from <= check->as_of) &&
	       (to == DATE_NONE || to >= check->as_of);
}

/* What was reported may be reported again. */
static void forget(struct naming *naming)
{
	g_clear_pointer(&naming->reported, g_hash_table_unref);
}

static void check_gateway(struct naming *naming)
{
	const struct rule_check *check = naming->check;

	NODE_EACH(version, check->record->root, "version")
	{
		if (!is_version_current(check, version))
			continue;
		rule_subject(check);
		naming->list = node_child(version, "disclosers");
		NODE_EACH(at, naming->list, "discloser")
		check_named(naming, at, "discloser");
		forget(naming);
		naming->list = node_child(version, "recipients");
		NODE_EACH(at, naming->list, "recipient")
		check_named(naming, at, "recipient");
		forget(naming);
	}
}

static void org_04_dissolved_organisation(const struct rule_check *check)
{
	bool is_agreement = word_is(check->record->kind->name, "agreement");
	struct naming naming = { .check = check };

	if (is_agreement)
		check_agreement(&naming);
	else if (word_is(check->record->kind->name, "gateway"))
		check_gateway(&naming);
	forget(&naming);
}

/* Whether the record stands for a class: "all schools in the borough". */
static bool is_class(const struct node *organisation)
{
	return flow_facts_truth(organisation, "representsClass") == FACT_YES;
}

/* Whether the body can be asked on the as-of date: one body that stands. */
static bool is_standing(const struct rule_check *check)
{
	const struct node *root = check->record->root;

	return !is_class(root) &&
	       !is_past(check, flow_facts_date(root, "dissolvedOn"));
}

/* Whether the party of an agreement is a controller there. */
static bool is_controlling(const struct node *party)
{
	NODE_EACH(role, party, "role")
	{
		if (word_is(role->text, "controller") ||
		    word_is(role->text, "joint-controller"))
			return true;
	}
	return false;
}

/* Whether an agreement or a consent names the organisation as controller. */
static bool is_controller(const struct rule_check *check)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(check->registers, check->record, &n);

	for (size_t i = 0; i < n; i++) {
		const struct node *node = all[i]->node;

		if (word_is(node->name, "controller") ||
		    (word_is(node->name, "party") && is_controlling(node)))
			return true;
	}
	return false;
}

/* The code of an identifier's scheme; NULL: none, or one not in the list. */
static const struct code *scheme_of(const struct rule_check *check,
				    const struct node *identifier)
{
	const char *scheme = node_attr(identifier, "scheme");

	return scheme ? codes_find(registers_codes(check->registers),
				   "identifier-scheme", scheme)
		      : NULL;
}

static void org_02_no_identifier(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const struct node *identifier;

	if (is_class(root))
		return;
	rule_subject(check);
	identifier = rule_need(check, root, "identifier",
			       "an identifier from a public register");
	if (!identifier)
		return;
	NODE_EACH(at, root, "identifier")
	{
		const struct code *scheme = scheme_of(check, at);

		if (scheme && !code_has(scheme, "recognised", "no"))
			return;
		if (!scheme)
			identifier = at;
	}
	if (scheme_of(check, identifier))
		rule_fail(check, identifier,
			  "the only identifier is '%s', which this register "
			  "made up; expected one from a public register",
			  identifier->text);
	else
		rule_missing(check, identifier, "the identifier's scheme");
}

static void check_form(const struct rule_check *check,
		       const struct node *identifier)
{
	const struct code *scheme = scheme_of(check, identifier);
	const char *form = code_property(scheme, "form");
	const char *words = code_property(scheme, "form-words");

	if (!scheme) {
		rule_missing(check, identifier, "the identifier's scheme");
		return;
	}
	if (form && !pattern_matches(form, identifier->text))
		rule_fail(check, identifier,
			  "identifier '%s' does not have the form of scheme "
			  "'%s'; expected %s",
			  identifier->text, scheme->id, words ? words : form);
}

static void org_03_identifier_form(const struct rule_check *check)
{
	NODE_EACH(identifier, check->record->root, "identifier")
	{
		if (!node_is_stated(identifier) || !*identifier->text)
			continue;
		rule_subject(check);
		check_form(check, identifier);
	}
}

static void org_05_no_successor(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const struct node *day = node_child(root, "dissolvedOn");
	const struct node *successor = node_child(root, "successor");

	if (!is_past(check, flow_facts_date(root, "dissolvedOn")))
		return;
	rule_subject(check);
	if (node_is_stated(successor) ||
	    flow_facts_truth(root, "noSuccessor") == FACT_YES)
		return;
	if (node_is_not_stated(successor) ||
	    node_is_not_stated(node_child(root, "noSuccessor")))
		rule_undecidable(check, day, "which organisation followed it");
	else
		rule_fail(check, day,
			  "dissolved on '%s', and no successor is recorded; "
			  "expected one, or that there is none",
			  day->text);
}

static void org_06_no_contact(const struct rule_check *check)
{
	const struct node *contact;

	if (!is_standing(check) || !is_controller(check))
		return;
	rule_subject(check);
	contact = rule_need(check, check->record->root, "dpContact",
			    "a data protection contact");
	if (!contact)
		return;
	rule_need(check, contact, "role",
		  "the role that answers for data protection");
	rule_need(check, contact, "mailbox",
		  "a shared mailbox for data protection");
}

static void org_07_no_officer(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	enum fact is_public =
		flow_facts_is_public(check->registers, check->record);
	enum fact is_large = flow_facts_truth(root, "largeScaleProcessor");

	if (!is_standing(check) ||
	    (is_public == FACT_NO && is_large != FACT_YES))
		return;
	rule_subject(check);
	if (node_is_stated(node_child(root, "dpoRole")))
		return;
	if (is_public == FACT_YES || is_large == FACT_YES)
		rule_need(check, root, "dpoRole",
			  "the role that serves as data protection officer");
	else
		rule_undecidable(check, node_child(root, "publicAuthority"),
				 "whether it is a public authority");
}

static void org_08_no_registration(const struct rule_check *check)
{
	if (!is_standing(check) || !is_controller(check))
		return;
	rule_subject(check);
	rule_need(check, check->record->root, "icoRegistration",
		  "its reference in the register of fee payers");
}

static void org_09_no_guardian(const struct rule_check *check)
{
	const struct node *root = check->record->root;
	const char *type = flow_facts_value(root, "type");
	const struct code *code =
		type ? codes_find(registers_codes(check->registers),
				  "organisation-type", type)
		     : NULL;

	if (!is_standing(check) || (type && !code_has(code, "care", "yes")))
		return;
	rule_subject(check);
	if (type)
		rule_need(check, root, "caldicottRole",
			  "the role that serves as Caldicott Guardian");
	else if (!node_is_stated(node_child(root, "caldicottRole")))
		rule_undecidable(check, node_child(root, "type"),
				 "the type of organisation");
}

static void org_10_type_of_a_group(const struct rule_check *check)
{
	const struct node *type = node_child(check->record->root, "type");
	const struct code *code;

	rule_subject(check);
	if (!node_is_stated(type)) {
		rule_missing(check, type, "the type of organisation");
		return;
	}
	code = codes_find(registers_codes(check->registers),
			  "organisation-type", type->text);
	if (code_property(code, "group-of") && !is_class(check->record->root))
		rule_fail(check, type,
			  "type '%s' (%s) is that of a group, which one body "
			  "cannot be; expected one of '%s'",
			  type->text, code->label,
			  code_property(code, "group-of"));
}

const struct rule rules_org[] = {
	{ "ORG-01", NULL, NULL },
	{ "ORG-02", "organisation", org_02_no_identifier },
	{ "ORG-03", "organisation", org_03_identifier_form },
	{ "ORG-04", NULL, org_04_dissolved_organisation },
	{ "ORG-05", "organisation", org_05_no_successor },
	{ "ORG-06", "organisation", org_06_no_contact },
	{ "ORG-07", "organisation", org_07_no_officer },
	{ "ORG-08", "organisation", org_08_no_registration },
	{ "ORG-09", "organisation", org_09_no_guardian },
	{ "ORG-10", "organisation", org_10_type_of_a_group },
	{ NULL, NULL, NULL },
};
