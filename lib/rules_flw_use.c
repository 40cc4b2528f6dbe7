/* SPDX-License-Identifier: MIT */
/*
 * Rules on what flows are used for: that research touches no single family,
 * that alerts, lists and scores are fair to those they are about, that support
 * does not turn into enforcement, and that data do not go round in circles.
 */
#include "lib/rule_check.h"

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

/* FLW-04 ----------------------------------------------------------------- */

static void flw_04_decides(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *at = node_child_or_self(flow, "decisionUse");
		const char *use = flow_facts_value(flow, "decisionUse");
		enum fact evaluation =
			flow_use_is_evaluation(check->registers, flow);

		if (evaluation == FACT_NO)
			continue;
		rule_subject(check);
		if (use && word_is(use, "none"))
			continue;
		if (!use)
			rule_missing(check, at,
				     "whether decisions rest on the data");
		if (evaluation == FACT_UNKNOWN)
			rule_missing(check, node_child_or_self(flow, "purpose"),
				     "the flow's purpose");
		if (use && evaluation == FACT_YES)
			rule_fail(check, at,
				  "flow '%s' is for evaluation, but its use "
				  "for decisions is '%s'; expected 'none'",
				  flow_facts_id(flow), use);
	}
}

/* FLW-05 ----------------------------------------------------------------- */

static void flw_05_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const struct codes *codes = registers_codes(check->registers);

	if (!node_is_stated(node_child(flow, "purpose")))
		rule_missing(check, node_child_or_self(flow, "purpose"),
			     "the flow's purpose");
	NODE_EACH(purpose, flow, "purpose")
	{
		const char *code = node_attr(purpose, "code");

		if (!node_is_stated(purpose) ||
		    code_has(codes_find(codes, "purpose", code), "evaluation",
			     "yes"))
			continue;
		if (!code)
			rule_missing(check, purpose,
				     "the code of the flow's purpose");
		else
			rule_fail(check, purpose,
				  "flow '%s' is for research only, but has "
				  "the purpose '%s'",
				  flow_facts_id(flow), code);
	}
}

static void flw_05_operational_purpose(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (!flow_use_has_safeguard(flow, "SG-RESEARCH-ONLY") &&
		    !flow_use_has_consent(check->registers, flow,
					  "research-participation"))
			continue;
		rule_subject(check);
		flw_05_judge(check, flow);
	}
}

/* FLW-11 ----------------------------------------------------------------- */

/* Whether the flow raises alerts that call for action at once. */
static enum fact is_live_alert(const struct rule_check *check,
			       const struct node *flow)
{
	const struct codes *codes = registers_codes(check->registers);
	const char *frequency = flow_facts_value(flow, "frequency");
	bool is_flag = false;

	if (node_is_stated(node_child(flow, "liveAlert")))
		return FACT_YES;
	NODE_EACH(operation, flow, "operation")
	is_flag |= word_is(operation->text, "flag");
	if (!is_flag)
		return FACT_NO;
	if (!frequency)
		return FACT_UNKNOWN;
	return code_has(codes_find(codes, "frequency", frequency), "continuous",
			"yes")
		       ? FACT_YES
		       : FACT_NO;
}

static void flw_11_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const struct node *alert = node_child(flow, "liveAlert");
	g_autoptr(GString) missing = NULL;

	if (!flow_facts_value(alert, "accuracyCheck"))
		rule_add_words(&missing, "check of accuracy");
	if (!flow_facts_value(alert, "expiry"))
		rule_add_words(&missing, "expiry");
	if (flow_facts_truth(alert, "humanReview") != FACT_YES &&
	    !flow_use_has_safeguard(flow, "SG-HUMAN-REVIEW"))
		rule_add_words(&missing, "human review");
	if (missing)
		rule_fail(check, alert ? alert : flow,
			  "flow '%s' raises live alerts without a stated %s",
			  flow_facts_id(flow), missing->str);
}

static void flw_11_live_alert(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		enum fact is_alert = is_live_alert(check, flow);

		if (is_alert == FACT_NO ||
		    rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		if (is_alert == FACT_YES)
			flw_11_judge(check, flow);
		else
			rule_undecidable(check,
					 node_child_or_self(flow, "frequency"),
					 "how often the flow flags people");
	}
}

/* FLW-13 ----------------------------------------------------------------- */

static void flw_13_no_safe_contact(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		enum fact shows = flow_use_shows_family(check->registers, flow);

		if (flow_use_has_category(flow, "domestic-abuse") != FACT_YES ||
		    shows == FACT_NO ||
		    rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		if (flow_use_has_safeguard(flow, "SG-SAFE-CONTACT"))
			continue;
		if (shows == FACT_UNKNOWN)
			rule_undecidable(
				check,
				node_child_or_self(flow, "wholeFamilyProduct"),
				"whether one product of the flow "
				"shows several family members");
		else
			rule_fail(check, node_child_or_self(flow, "safeguard"),
				  "flow '%s' carries 'domestic-abuse' in a "
				  "product that shows several family members, "
				  "without the safeguard 'SG-SAFE-CONTACT'",
				  flow_facts_id(flow));
	}
}

/* FLW-14 ----------------------------------------------------------------- */

static void flw_14_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *list)
{
	g_autoptr(GString) missing = NULL;

	if (!flow_facts_value(list, "criteria"))
		rule_add_words(&missing, "criteria");
	if (!flow_facts_value(list, "visibility"))
		rule_add_words(&missing, "account of who can see it");
	if (!flow_facts_value(list, "removalRoute") &&
	    !flow_use_has_safeguard(flow, "SG-LIST-REMOVAL"))
		rule_add_words(&missing, "way off it");
	if (missing)
		rule_fail(check, list,
			  "flow '%s' keeps a list of people without a stated "
			  "%s",
			  flow_facts_id(flow), missing->str);
}

static void flw_14_list_rules(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *list = node_child(flow, "list");

		if (!list)
			continue;
		rule_subject(check);
		if (node_is_stated(list))
			flw_14_judge(check, flow, list);
		else
			rule_undecidable(check, list,
					 "whether the flow keeps a list");
	}
}

/* FLW-15 ----------------------------------------------------------------- */

/* Whether the flow is about people as members of a family. */
static bool is_about_family(const struct rule_check *check,
			    const struct node *flow)
{
	static const char *const members[] = {
		"adult-member",	    "child", "child-competent",
		"parent-for-child", "carer", "household-member",
		"whole-family",	    NULL,
	};

	if (rule_facts_is_personal(check, flow) == FACT_NO)
		return false;
	NODE_EACH(subject, flow, "dataSubject")
	{
		const char *code = node_attr(subject, "code");

		if (word_is_among(code, members))
			return true;
	}
	return false;
}

/* Whether a record that the agreement falls under defines the family. */
static bool is_defined_above(const struct rule_check *check, const char *name)
{
	const struct record *above = registers_target(
		check->registers, node_child(check->record->root, name));

	return above && above->root &&
	       flow_facts_value(above->root, "familyDefinition");
}

static void flw_15_no_family_definition(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	const struct node *about = NULL;

	NODE_EACH(flow, agreement, "flow")
	{
		if (!about && is_about_family(check, flow))
			about = flow;
	}
	if (!about)
		return;
	rule_subject(check);
	if (flow_facts_value(agreement, "familyDefinition") ||
	    is_defined_above(check, "parent") ||
	    is_defined_above(check, "programme"))
		return;
	rule_fail(check, node_child_or_self(agreement, "familyDefinition"),
		  "flow '%s' is about members of families, but neither the "
		  "agreement nor what it falls under defines a family",
		  flow_facts_id(about));
}

/* FLW-16 ----------------------------------------------------------------- */

static void flw_16_judge(const struct rule_check *check,
			 const struct node *flow)
{
	const char *use = flow_facts_value(flow, "decisionUse");

	if (!use)
		rule_undecidable(check, node_child_or_self(flow, "decisionUse"),
				 "whether decisions rest on the data");
	else if (word_is(use, "automated"))
		rule_fail(check, node_child_or_self(flow, "algorithmRecord"),
			  "flow '%s' matches or scores people for decisions "
			  "that are '%s', without an algorithm record",
			  flow_facts_id(flow), use);
	else if (!word_is(use, "none"))
		rule_undecidable(check,
				 node_child_or_self(flow, "algorithmRecord"),
				 "whether a machine matches or scores people");
}

static void flw_16_no_algorithm_record(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct registers *all = check->registers;

		if (flow_use_operates(all, flow, "matching") != FACT_YES &&
		    flow_use_operates(all, flow, "scoring") != FACT_YES)
			continue;
		if (rule_facts_is_personal(check, flow) == FACT_NO)
			continue;
		rule_subject(check);
		if (!flow_facts_value(flow, "algorithmRecord"))
			flw_16_judge(check, flow);
	}
}

/* FLW-17 ----------------------------------------------------------------- */

static enum fact serves_use(const struct rule_check *check,
			    const struct node *flow, const char *use,
			    const struct node **at)
{
	return flow_use_serves(check->registers, flow, "use", use, at);
}

/* Whether a recipient of the flow gives its data on by the other. */
static bool passes_on(const struct node *flow, const struct node *other)
{
	NODE_EACH(recipient, flow, "recipient")
	{
		if (flow_use_names(other, "discloser",
				   node_attr(recipient, "ref")))
			return flow_use_shared_category(flow, other) != NULL;
	}
	return false;
}

/* The purposes, each of a flow, by which data serve enforcement; or NULL. */
static GPtrArray *find_enforcing(const struct rule_check *check)
{
	GPtrArray *purposes = NULL;

	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *purpose;

		if (serves_use(check, flow, "enforcement", &purpose) !=
		    FACT_YES)
			continue;
		if (!purposes)
			purposes = g_ptr_array_new();
		g_ptr_array_add(purposes, (gpointer)purpose);
	}
	return purposes;
}

/* That of them which data of the flow serve when they are given on; or NULL. */
static const struct node *turns_to_enforcement(const struct node *flow,
					       const GPtrArray *enforcing)
{
	for (guint i = 0; enforcing && i < enforcing->len; i++) {
		const struct node *purpose = enforcing->pdata[i];

		if (purpose->parent != flow && passes_on(flow, purpose->parent))
			return purpose;
	}
	return NULL;
}

static void flw_17_judge(const struct rule_check *check,
			 const struct node *flow, const GPtrArray *enforcing)
{
	const struct node *purpose;
	enum fact enforces = serves_use(check, flow, "enforcement", &purpose);

	if (enforces != FACT_YES)
		purpose = turns_to_enforcement(flow, enforcing);
	if (purpose)
		rule_fail(check, purpose,
			  "data of flow '%s' are for support and also for '%s' "
			  "in flow '%s'",
			  flow_facts_id(flow), node_attr(purpose, "code"),
			  flow_facts_id(purpose->parent));
	else if (enforces == FACT_UNKNOWN)
		rule_missing(check, node_child_or_self(flow, "purpose"),
			     "the code of each purpose");
}

static void flw_17_enforcement(const struct rule_check *check)
{
	g_autoptr(GPtrArray) enforcing = find_enforcing(check);

	NODE_EACH(flow, check->record->root, "flow")
	{
		if (rule_facts_is_personal(check, flow) == FACT_NO ||
		    serves_use(check, flow, "support", NULL) != FACT_YES)
			continue;
		rule_subject(check);
		flw_17_judge(check, flow, enforcing);
	}
}

/* FLW-19 ----------------------------------------------------------------- */

static bool may_be_personal(const struct rule_check *check,
			    const struct node *flow)
{
	return rule_facts_is_personal(check, flow) != FACT_NO;
}

/* Whether a recipient of the one flow is a discloser of the other. */
static bool leads_to(const struct node *flow, const struct node *other)
{
	NODE_EACH(recipient, flow, "recipient")
	{
		if (flow_use_names(other, "discloser",
				   node_attr(recipient, "ref")))
			return true;
	}
	return false;
}

/*
 * The flows before last, last included, along which its data came to it: those
 * that carry one of its categories and lead to one another.  Each circle has a
 * last flow, which closes it, so that it is enough to look at flows before.
 * The caller frees the array.
 */
static GPtrArray *find_path(const struct rule_check *check,
			    const struct node *last, GHashTable *before)
{
	GPtrArray *path = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	g_ptr_array_add(path, (gpointer)last);
	for (guint i = 0; i < path->len; i++) {
		NODE_EACH(discloser, path->pdata[i], "discloser")
		{
			const GPtrArray *to = rule_facts_received_by(
				check, node_attr(discloser, "ref"));

			for (guint j = 0; j < to->len; j++) {
				gpointer flow = to->pdata[j];

				if (g_hash_table_contains(before, flow) &&
				    flow_use_shared_category(flow, last) &&
				    g_hash_table_add(seen, flow))
					g_ptr_array_add(path, flow);
			}
		}
	}
	return path;
}

/* Whether every purpose, and every category, of the flow is the origin's. */
static bool has_nothing_of_its_own(const struct node *flow,
				   const struct node *origin)
{
	NODE_EACH(purpose, flow, "purpose")
	{
		const char *const codes[] = { node_attr(purpose, "code"),
					      NULL };

		if (!codes[0] ||
		    flow_use_has_purpose(origin, codes) != FACT_YES)
			return false;
	}
	NODE_EACH(category, flow, "dataCategory")
	{
		const char *code = node_attr(category, "code");

		if (!code || flow_use_has_category(origin, code) != FACT_YES)
			return false;
	}
	return true;
}

/* The flow in which the organisation gave what the last flow brings back. */
static const struct node *find_origin(const GPtrArray *path, const char *ref)
{
	for (guint i = 1; i < path->len; i++) {
		if (flow_use_names(path->pdata[i], "discloser", ref) &&
		    has_nothing_of_its_own(path->pdata[0], path->pdata[i]))
			return path->pdata[i];
	}
	return NULL;
}

static void flw_19_judge_circle(const struct rule_check *check,
				const struct node *flow, GHashTable *before)
{
	g_autoptr(GPtrArray) path = NULL;

	path = find_path(check, flow, before);
	NODE_EACH(recipient, flow, "recipient")
	{
		const char *ref = node_attr(recipient, "ref");
		const struct node *origin = ref ? find_origin(path, ref) : NULL;

		if (origin)
			rule_fail(check, recipient,
				  "flow '%s' returns to '%s' what it gave in "
				  "flow '%s', with no purpose of its own",
				  flow_facts_id(flow), ref,
				  flow_facts_id(origin));
	}
}

/* Whether a flow of the agreement describes what goes back. */
static bool is_return_described(const struct rule_check *check,
				const struct node *flow, const char *ref)
{
	const GPtrArray *received = rule_facts_received_by(check, ref);

	for (guint i = 0; i < received->len; i++) {
		const struct node *other = received->pdata[i];

		if (other != flow && leads_to(flow, other))
			return true;
	}
	return false;
}

static void flw_19_judge_return(const struct rule_check *check,
				const struct node *flow)
{
	NODE_EACH(back, flow, "returnsTo")
	{
		const char *ref = node_attr(back, "ref");

		if (ref && flow_use_names(flow, "discloser", ref) &&
		    !is_return_described(check, flow, ref))
			rule_fail(check, back,
				  "flow '%s' returns to '%s', which gave the "
				  "data, and no flow says for what purpose",
				  flow_facts_id(flow), ref);
	}
}

static void flw_19_circular(const struct rule_check *check)
{
	/* The flows so far that may be of personal data; NULL: none. */
	g_autoptr(GHashTable) before = NULL;

	NODE_EACH(flow, check->record->root, "flow")
	{
		if (!may_be_personal(check, flow))
			continue;
		rule_subject(check);
		if (before && node_is_stated(node_child(flow, "purpose")))
			flw_19_judge_circle(check, flow, before);
		flw_19_judge_return(check, flow);
		if (!before && node_again(flow))
			before = g_hash_table_new(NULL, NULL);
		if (before)
			g_hash_table_add(before, (gpointer)flow);
	}
}

const struct rule rules_flw_use[] = {
	{ "FLW-04", "agreement", flw_04_decides },
	{ "FLW-05", "agreement", flw_05_operational_purpose },
	{ "FLW-11", "agreement", flw_11_live_alert },
	{ "FLW-13", "agreement", flw_13_no_safe_contact },
	{ "FLW-14", "agreement", flw_14_list_rules },
	{ "FLW-15", "agreement", flw_15_no_family_definition },
	{ "FLW-16", "agreement", flw_16_no_algorithm_record },
	{ "FLW-17", "agreement", flw_17_enforcement },
	{ "FLW-19", "agreement", flw_19_circular },
	{ NULL, NULL, NULL },
};
