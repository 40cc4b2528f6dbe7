/* SPDX-License-Identifier: MIT */
/*
 * Rules on gateways: whether a flow relies on a power, whether that power was
 * law while the flow ran, and whether it reaches the flow's purpose and
 * parties.
 *
 * Where a flow's days are split between versions, each stretch is judged, and
 * reported, by itself.
 */
#include "lib/rule_check.h"

#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/reach.h"
#include "lib/registers.h"
#include "lib/rule_facts.h"
#include "lib/word.h"

static const char *version_id(const struct node *version)
{
	return node_attr(version, "id");
}

/* GWY-01 ----------------------------------------------------------------- */

/* Whether the flow names a power; consent alone is none. */
static bool names_power(const struct rule_check *check, const struct node *flow)
{
	NODE_EACH(node, flow, "gateway")
	{
		const struct record *gateway =
			registers_target(check->registers, node);
		const char *kind =
			gateway ? flow_facts_value(gateway->root, "kind")
				: NULL;

		if (node_is_stated(node) && !word_is(kind, "consent-only"))
			return true;
	}
	return false;
}

/* The first discloser that is a public authority, or NULL. */
static const struct record *public_discloser(const struct rule_check *check,
					     const struct node *flow,
					     bool *is_unknown)
{
	*is_unknown = !node_is_stated(node_child(flow, "discloser"));
	NODE_EACH(node, flow, "discloser")
	{
		const struct record *organisation =
			registers_target(check->registers, node);
		enum fact is_public =
			flow_facts_is_public(check->registers, organisation);

		if (is_public == FACT_YES)
			return organisation;
		*is_unknown |= is_public == FACT_UNKNOWN;
	}
	return NULL;
}

static void gwy_01_judge(const struct rule_check *check,
			 const struct node *flow)
{
	enum fact is_personal = rule_facts_is_personal(check, flow);
	bool is_unknown;
	const struct record *discloser =
		public_discloser(check, flow, &is_unknown);

	if (!discloser) {
		if (is_unknown)
			rule_undecidable(check, flow,
					 "whether the flow's discloser is a "
					 "public authority");
		return;
	}
	if (is_personal == FACT_UNKNOWN) {
		rule_undecidable(check, flow, "the flow's identifiability");
		return;
	}
	rule_fail(check, flow,
		  "flow '%s' names no legal gateway, and its discloser '%s' is "
		  "a public authority; expected a power in law, at common law "
		  "or by court order",
		  flow_facts_id(flow), discloser->id);
}

static void gwy_01_no_gateway(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		if (rule_facts_is_personal(check, flow) == FACT_NO ||
		    flow_facts_is_inside(flow))
			continue;
		rule_subject(check);
		if (!names_power(check, flow))
			gwy_01_judge(check, flow);
	}
}

/* GWY-02 and GWY-03 ------------------------------------------------------ */

/* Judges a gateway before its versions, and asks for what is missing. */
typedef void name_fn(const struct rule_check *check, const struct node *flow,
		     const struct flow_reliance *reliance);
typedef void judge_fn(const struct rule_check *check, const struct node *flow,
		      const struct flow_reliance *reliance,
		      const struct flow_stretch *stretch);

/* Judges each gateway of each flow and each stretch; a flow is a subject. */
static void each_stretch(const struct rule_check *check, name_fn *judge_name,
			 judge_fn *judge)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const GPtrArray *all = rule_facts_reliances(check, flow);

		if (all->len == 0)
			continue;
		rule_subject(check);
		for (guint i = 0; i < all->len; i++) {
			const struct flow_reliance *reliance = all->pdata[i];

			judge_name(check, flow, reliance);
			for (size_t j = 0; j < reliance->n_stretches; j++)
				judge(check, flow, reliance,
				      &reliance->stretches[j]);
		}
	}
}

/* Whether a dated version, taken as law, holds on all days of the period. */
static void gwy_02_judge_dates(const struct rule_check *check,
			       const struct node *flow,
			       const struct flow_reliance *reliance,
			       const struct flow_stretch *stretch)
{
	date_t from = flow_facts_version_from(stretch->version);
	date_t to = flow_facts_version_to(stretch->version);
	const struct period *period = &stretch->period;
	g_autofree char *days = NULL;

	if ((from == DATE_NONE || from <= period->from) &&
	    (to == DATE_NONE || to >= period->to))
		return;
	if (to == DATE_MAX)
		to = DATE_NONE; /* no end that could be named */
	days = flow_facts_period_words(period);
	rule_fail(check, reliance->node,
		  "flow '%s' runs%s, but version '%s' of gateway '%s' was in "
		  "force only%s%s%s%s",
		  flow_facts_id(flow), days, version_id(stretch->version),
		  reliance->gateway->id, from == DATE_NONE ? "" : " from ",
		  date_text(from).text, to == DATE_NONE ? "" : " to ",
		  date_text(to).text);
}

/* What the dates of the version leave open. */
static void gwy_02_judge_gaps(const struct rule_check *check,
			      const struct node *flow,
			      const struct flow_reliance *reliance,
			      const struct flow_stretch *stretch)
{
	const struct node *version = stretch->version;
	const char *status = flow_facts_value(version, "status");
	g_autofree char *fact = NULL;

	if (flow_facts_version_to(version) == DATE_NONE) {
		if (flow_facts_is_past_law(version) &&
		    stretch->period.to >= check->as_of) {
			rule_fail(check, reliance->node,
				  "flow '%s' runs on, but version '%s' of "
				  "gateway '%s' has the status '%s'",
				  flow_facts_id(flow), version_id(version),
				  reliance->gateway->id, status);
			return;
		}
		fact = g_strdup_printf("the last day of version '%s' of "
				       "gateway '%s'",
				       version_id(version),
				       reliance->gateway->id);
		rule_missing(check, reliance->node, fact);
	}
	if (flow_facts_version_from(version) == DATE_NONE) {
		g_free(fact);
		fact = g_strdup_printf("the first day of version '%s' of "
				       "gateway '%s'",
				       version_id(version),
				       reliance->gateway->id);
		rule_missing(check, reliance->node, fact);
	}
}

static void gwy_02_no_dates(const struct rule_check *check,
			    const struct node *flow)
{
	const char *missing = NULL;
	struct period period;

	if (!flow_facts_period(flow, check->as_of, &period, &missing))
		rule_missing(check, flow, missing);
}

static void gwy_02_judge(const struct rule_check *check,
			 const struct node *flow,
			 const struct flow_reliance *reliance,
			 const struct flow_stretch *stretch)
{
	g_autofree char *days = NULL;

	if (stretch->version && flow_facts_is_not_yet_law(stretch->version))
		return; /* GWY-03 */
	if (!stretch->version) {
		days = flow_facts_period_words(&stretch->period);
		rule_fail(check, reliance->node,
			  "flow '%s' runs%s, when no version of gateway '%s' "
			  "was in force",
			  flow_facts_id(flow), days, reliance->gateway->id);
		return;
	}
	if (stretch->period.from == DATE_NONE) {
		gwy_02_no_dates(check, flow);
		return;
	}
	gwy_02_judge_dates(check, flow, reliance, stretch);
	gwy_02_judge_gaps(check, flow, reliance, stretch);
}

/* A version that the gateway does not have was in force on no day. */
static void gwy_02_check_name(const struct rule_check *check,
			      const struct node *flow,
			      const struct flow_reliance *reliance)
{
	if (reliance->unknown_version)
		rule_fail(check, reliance->node,
			  "flow '%s' relies on version '%s', which gateway "
			  "'%s' does not have",
			  flow_facts_id(flow), reliance->unknown_version,
			  reliance->gateway->id);
	if (reliance->missing)
		rule_missing(check, reliance->node, reliance->missing);
}

static void gwy_02_not_in_force(const struct rule_check *check)
{
	each_stretch(check, gwy_02_check_name, gwy_02_judge);
}

/*
 * Law that will be in force before the flow comes to rely on it is a plan, not
 * a fault.
 */
static bool is_law_in_time(const struct flow_stretch *stretch, date_t as_of)
{
	date_t from = flow_facts_version_from(stretch->version);

	return from > as_of && stretch->period.from >= from;
}

static void gwy_03_judge(const struct rule_check *check,
			 const struct node *flow,
			 const struct flow_reliance *reliance,
			 const struct flow_stretch *stretch)
{
	if (!stretch->version || !flow_facts_is_not_yet_law(stretch->version) ||
	    is_law_in_time(stretch, check->as_of))
		return;
	rule_fail(check, reliance->node,
		  "flow '%s' relies on version '%s' of gateway '%s', whose "
		  "status is '%s'; expected law that is in force",
		  flow_facts_id(flow), version_id(stretch->version),
		  reliance->gateway->id,
		  flow_facts_value(stretch->version, "status"));
}

/* Without dates the version is not known; it may be law to come. */
static void gwy_03_check_name(const struct rule_check *check,
			      const struct node *flow,
			      const struct flow_reliance *reliance)
{
	(void)flow;
	if (!reliance->missing)
		return;
	NODE_EACH(version, reliance->gateway->root, "version")
	{
		if (flow_facts_is_not_yet_law(version)) {
			rule_missing(check, reliance->node, reliance->missing);
			return;
		}
	}
}

static void gwy_03_not_commenced(const struct rule_check *check)
{
	each_stretch(check, gwy_03_check_name, gwy_03_judge);
}

/* GWY-04 to GWY-07 ------------------------------------------------------- */

static enum listing list_purpose(const struct registers *registers,
				 const struct node *version,
				 const struct node *purpose)
{
	(void)registers;
	return flow_facts_purpose_listing(version, purpose);
}

static bool permits_more(const struct node *version)
{
	return !flow_facts_only_identifies(version);
}

static void report_purpose(const struct rule_check *check,
			   const struct node *purpose,
			   const struct flow_reliance *reliance,
			   const struct flow_stretch *stretch)
{
	g_autofree char *days = flow_facts_period_words(&stretch->period);
	g_autoptr(GString) permitted = g_string_new(NULL);

	NODE_EACH(entry, node_child(stretch->version, "purposes"), "purpose")
	g_string_append_printf(permitted, "%s'%s'",
			       permitted->len > 0 ? ", " : "",
			       node_attr(entry, "code"));
	rule_fail(check, purpose,
		  "flow '%s' has the purpose '%s'%s, but version '%s' of "
		  "gateway '%s' permits only %s",
		  flow_facts_id(purpose->parent), node_attr(purpose, "code"),
		  days, version_id(stretch->version), reliance->gateway->id,
		  permitted->len > 0 ? permitted->str : "what it lists");
}

static void gwy_04_purpose_not_permitted(const struct rule_check *check)
{
	static const struct reach reach = {
		.item = "purpose",
		.fact = "the purposes permitted",
		.listing = list_purpose,
		.applies = permits_more,
		.report = report_purpose,
	};

	reach_check(check, &reach);
}

static void gwy_05_more_than_identifying(const struct rule_check *check)
{
	static const struct reach reach = {
		.item = "purpose",
		.fact = "the purposes permitted",
		.listing = list_purpose,
		.applies = flow_facts_only_identifies,
		.report = report_purpose,
	};

	reach_check(check, &reach);
}

static void report_party(const struct rule_check *check,
			 const struct node *party,
			 const struct flow_reliance *reliance,
			 const struct flow_stretch *stretch)
{
	const struct record *organisation =
		registers_target(check->registers, party);
	bool is_discloser = word_is(party->name, "discloser");
	g_autofree char *days = flow_facts_period_words(&stretch->period);

	rule_fail(check, party,
		  "%s '%s' of flow '%s' is of type '%s', but version '%s' of "
		  "gateway '%s', which the flow relies on%s, names no such "
		  "body among those who may %s",
		  party->name, organisation->id, flow_facts_id(party->parent),
		  flow_facts_value(organisation->root, "type"),
		  version_id(stretch->version), reliance->gateway->id, days,
		  is_discloser ? "disclose" : "receive");
}

static void gwy_06_discloser_not_named(const struct rule_check *check)
{
	static const struct reach reach = {
		.item = "discloser",
		.fact = "who may disclose",
		.listing = flow_facts_party_listing,
		.report = report_party,
	};

	reach_check(check, &reach);
}

static void gwy_07_recipient_not_named(const struct rule_check *check)
{
	static const struct reach reach = {
		.item = "recipient",
		.fact = "who may receive",
		.listing = flow_facts_party_listing,
		.report = report_party,
	};

	reach_check(check, &reach);
}

/* GWY-08 ----------------------------------------------------------------- */

/* A stretch that relies on the objective in question, or NULL. */
static const struct flow_stretch *
multiple_disadvantages(const struct flow_reliance *reliance)
{
	for (guint i = 0; i < reliance->n_stretches; i++) {
		const struct flow_stretch *stretch = &reliance->stretches[i];

		if (word_is(flow_facts_value(stretch->version, "objective"),
			    "multiple-disadvantages"))
			return stretch;
	}
	return NULL;
}

static void gwy_08_judge(const struct rule_check *check,
			 const struct node *party,
			 const struct flow_reliance *reliance,
			 const struct flow_stretch *stretch)
{
	const struct record *organisation =
		registers_target(check->registers, party);
	enum fact is_nhs = flow_facts_is_of_type(check->registers, organisation,
						 "nhs-body");
	g_autofree char *days = NULL;

	if (is_nhs == FACT_UNKNOWN)
		rule_missing(check, party, "the organisation's type");
	if (is_nhs != FACT_YES)
		return;
	days = flow_facts_period_words(&stretch->period);
	rule_fail(check, party,
		  "%s '%s' of flow '%s' is an NHS body, but version '%s' of "
		  "gateway '%s', which the flow relies on%s, has the objective "
		  "'multiple-disadvantages'",
		  party->name, organisation->id, flow_facts_id(party->parent),
		  version_id(stretch->version), reliance->gateway->id, days);
}

static void gwy_08_check_flow(const struct rule_check *check,
			      const struct node *flow,
			      const struct flow_reliance *reliance)
{
	static const char *const sides[] = { "discloser", "recipient" };
	const struct flow_stretch *stretch = multiple_disadvantages(reliance);

	if (!stretch)
		return;
	rule_subject(check);
	for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
		NODE_EACH(party, flow, sides[i])
		{
			if (node_is_stated(party))
				gwy_08_judge(check, party, reliance, stretch);
		}
		if (!node_is_stated(node_child(flow, sides[i])))
			rule_missing(check, flow,
				     i == 0 ? "the flow's discloser"
					    : "the flow's recipient");
	}
}

static void gwy_08_nhs_body(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const GPtrArray *all = rule_facts_reliances(check, flow);

		for (guint i = 0; i < all->len; i++)
			gwy_08_check_flow(check, flow, all->pdata[i]);
	}
}

const struct rule rules_gwy[] = {
	{ "GWY-01", "agreement", gwy_01_no_gateway },
	{ "GWY-02", "agreement", gwy_02_not_in_force },
	{ "GWY-03", "agreement", gwy_03_not_commenced },
	{ "GWY-04", "agreement", gwy_04_purpose_not_permitted },
	{ "GWY-05", "agreement", gwy_05_more_than_identifying },
	{ "GWY-06", "agreement", gwy_06_discloser_not_named },
	{ "GWY-07", "agreement", gwy_07_recipient_not_named },
	{ "GWY-08", "agreement", gwy_08_nhs_body },
	{ NULL, NULL, NULL },
};
