/* SPDX-License-Identifier: MIT */
/*
 * Rules on what has to go with a gateway before it may be used: a request, an
 * approval, a code of practice, a place where it is law, and what the staff
 * have been told.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/reliance.h"
#include "lib/rule_facts.h"
#include "lib/settings.h"
#include "lib/word.h"

/* How long an approval under section 251 lasts without a review. */

static bool is_stated(const struct node *parent, const char *name)
{
	return node_is_stated(node_child(parent, name));
}

/* GWY-15 ----------------------------------------------------------------- */

static bool gwy_15_concerns(const struct node *version)
{
	return word_is(flow_facts_value(version->parent, "kind"),
		       "mandatory-on-request");
}

static void gwy_15_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	g_autofree char *words = NULL;

	if (flow_facts_value(of->flow, "requestRecorded"))
		return;
	words = reliance_words(of);
	rule_fail(check, of->reliance->node,
		  "flow '%s' records no request, but %s, works on request",
		  flow_facts_id(of->flow), words);
}

static void gwy_15_no_request(const struct rule_check *check)
{
	reliance_each(check, gwy_15_concerns, gwy_15_judge);
}

/* GWY-16 ----------------------------------------------------------------- */

static const char *const nations[] = { "england", "wales", "scotland",
				       "northern-ireland" };

/* The nations as bits; those that a statistical code stands for. */
static unsigned nations_of_code(const char *gss)
{
	static const struct {
		const char *prefix;
		unsigned nations;
	} codes[] = {
		{ "E", 1 },    { "W", 2 },   { "S", 4 },   { "N", 8 },
		{ "K02", 15 }, { "K03", 7 }, { "K04", 3 },
	};

	for (size_t i = 0; gss && i < G_N_ELEMENTS(codes); i++) {
		if (g_str_has_prefix(gss, codes[i].prefix))
			return codes[i].nations;
	}
	return 0;
}

/* The nations in which the areas of a record lie, as far as they tell. */
static unsigned nations_of_areas(const struct rule_check *check,
				 const struct node *record)
{
	const struct codes *codes = registers_codes(check->registers);
	unsigned found = 0;

	NODE_EACH(area, record, "area")
	{
		unsigned coded = nations_of_code(node_attr(area, "gss"));

		found |= coded;
		for (size_t i = 0; !coded && i < G_N_ELEMENTS(nations); i++) {
			const char *label = codes_label(codes, "country-extent",
							nations[i]);

			if (word_is(area->text, label))
				found |= 1U << i;
		}
	}
	return found;
}

/* Where the flow runs: where its agreement does, else where its parties are. */
static unsigned nations_of_flow(const struct rule_check *check,
				const struct node *flow)
{
	static const char *const sides[] = { "discloser", "recipient" };
	unsigned found = nations_of_areas(check, node_root(flow));

	for (size_t i = 0; found == 0 && i < G_N_ELEMENTS(sides); i++) {
		NODE_EACH(party, flow, sides[i])
		{
			const struct record *organisation =
				registers_target(check->registers, party);

			if (organisation)
				found |= nations_of_areas(check,
							  organisation->root);
		}
	}
	return found;
}

/* Where the gateway is law; 0: not stated. */
static unsigned nations_of_gateway(const struct rule_check *check,
				   const struct node *node)
{
	const struct record *gateway = registers_target(check->registers, node);
	unsigned found = 0;

	NODE_EACH(extent, gateway ? gateway->root : NULL, "extent")
	{
		for (size_t i = 0; i < G_N_ELEMENTS(nations); i++) {
			if (word_is(extent->text, nations[i]))
				found |= 1U << i;
		}
	}
	return found;
}

static char *nations_words(unsigned set)
{
	GString *words = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(nations); i++) {
		if (set & 1U << i)
			g_string_append_printf(words, "%s'%s'",
					       words->len > 0 ? ", " : "",
					       nations[i]);
	}
	return g_string_free(words, FALSE);
}

static void gwy_16_judge(const struct rule_check *check,
			 const struct node *node, unsigned where,
			 unsigned reached)
{
	unsigned extent = nations_of_gateway(check, node);
	unsigned outside = where & ~extent & ~reached;
	g_autofree char *words = NULL;
	g_autofree char *fact = NULL;

	if (extent == 0) {
		fact = g_strdup_printf("the extent of gateway '%s'",
				       node_attr(node, "ref"));
		rule_missing(check, node, fact);
	} else if (where == 0) {
		rule_missing(check, node, "the nation in which the flow runs");
	} else if (outside != 0) {
		words = nations_words(outside);
		rule_fail(check, node,
			  "flow '%s' runs in %s, to which gateway '%s' does "
			  "not extend",
			  flow_facts_id(node->parent), words,
			  node_attr(node, "ref"));
	}
}

static void gwy_16_outside_extent(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		unsigned where, reached = 0;

		if (!is_stated(flow, "gateway"))
			continue;
		rule_subject(check);
		where = nations_of_flow(check, flow);
		NODE_EACH(node, flow, "gateway")
		reached |= nations_of_gateway(check, node);
		NODE_EACH(node, flow, "gateway")
		{
			if (node_is_stated(node))
				gwy_16_judge(check, node, where, reached);
		}
	}
}

/* GWY-17 ----------------------------------------------------------------- */

static bool gwy_17_concerns(const struct node *version)
{
	return is_stated(version, "offence");
}

static void gwy_17_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	const struct node *at = node_child(check->record->root, "offenceTold");
	g_autofree char *words = NULL;

	if (flow_facts_truth(check->record->root, "offenceTold") == FACT_YES)
		return;
	words = reliance_words_with_flow(of);
	rule_fail(check, at ? at : of->reliance->node,
		  "the agreement does not say that staff have been told of the "
		  "offence under %s",
		  words);
}

static void gwy_17_offence_not_told(const struct rule_check *check)
{
	reliance_first(check, gwy_17_concerns, gwy_17_judge);
}

/* GWY-18 ----------------------------------------------------------------- */

static bool has_code_of_practice(const struct node *version)
{
	return is_stated(version, "codeOfPractice");
}

static void judge_code_regard(const struct rule_check *check,
			      const struct reliance_case *of)
{
	g_autofree char *words = NULL;

	if (flow_facts_value(check->record->root, "codeRegard"))
		return;
	words = reliance_words_with_flow(of);
	rule_fail(check, of->reliance->node,
		  "the agreement records no regard to the code of practice of "
		  "%s",
		  words);
}

static bool has_registration_duty(const struct node *version)
{
	return flow_facts_truth(version, "registrationDuty") == FACT_YES;
}

static void judge_register_entry(const struct rule_check *check,
				 const struct reliance_case *of)
{
	g_autofree char *words = NULL;

	if (is_stated(check->record->root, "publicRegisterEntry"))
		return;
	words = reliance_words_with_flow(of);
	rule_fail(check, of->reliance->node,
		  "the agreement records no entry in the public register, "
		  "which is expected by %s",
		  words);
}

static void gwy_18_code_or_entry(const struct rule_check *check)
{
	reliance_first(check, has_code_of_practice, judge_code_regard);
	reliance_first(check, has_registration_duty, judge_register_entry);
}

/* GWY-19 ----------------------------------------------------------------- */

static bool gwy_19_concerns(const struct node *version)
{
	const char *objective = flow_facts_value(version, "objective");

	return word_is(objective, "debt") || word_is(objective, "fraud");
}

static void gwy_19_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	g_autofree char *words = NULL;

	if (flow_facts_value(check->record->root, "pilotCase"))
		return;
	words = reliance_words_with_flow(of);
	rule_fail(check, of->reliance->node,
		  "the agreement is not marked as a pilot with a business "
		  "case; %s, has the objective '%s'",
		  words, flow_facts_value(of->stretch->version, "objective"));
}

static void gwy_19_no_pilot(const struct rule_check *check)
{
	reliance_first(check, gwy_19_concerns, gwy_19_judge);
}

/* GWY-22 ----------------------------------------------------------------- */

static bool gwy_22_concerns(const struct node *version)
{
	return !word_is(flow_facts_value(version, "confidentialityEffect"),
			"overrides");
}

static enum fact gwy_22_serves(const struct rule_check *check,
			       const struct reliance_case *of)
{
	(void)check;
	if (!gwy_22_concerns(of->stretch->version))
		return FACT_YES;
	return flow_facts_value(of->stretch->version, "confidentialityEffect")
		       ? FACT_NO
		       : FACT_UNKNOWN;
}

/* Whether the flow gives a basis in that duty of its own. */
static bool has_basis(const struct rule_check *check, const struct node *flow)
{
	return is_stated(flow, "confidentialityBasis") ||
	       flow_use_has_consent(check->registers, flow, "confidentiality");
}

static void gwy_22_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	const char *effect =
		flow_facts_value(of->stretch->version, "confidentialityEffect");
	enum fact personal = rule_facts_is_personal(check, of->flow);
	enum fact elsewhere;
	g_autofree char *words = NULL;

	if (!of->is_first_gateway || personal == FACT_NO ||
	    has_basis(check, of->flow))
		return;
	elsewhere = reliance_is_served_elsewhere(check, of, gwy_22_serves);
	if (elsewhere == FACT_YES)
		return;
	if (personal == FACT_UNKNOWN) {
		rule_undecidable(check, of->flow, "the flow's identifiability");
	} else if (!effect || elsewhere == FACT_UNKNOWN) {
		rule_undecidable(check, of->reliance->node,
				 "what the flow's gateways do to the duty of "
				 "confidentiality");
	} else {
		words = reliance_words(of);
		rule_fail(check, of->reliance->node,
			  "flow '%s' gives no basis in the duty of "
			  "confidentiality; the effect of %s, on that duty is "
			  "'%s'",
			  flow_facts_id(of->flow), words, effect);
	}
}

static void gwy_22_confidentiality(const struct rule_check *check)
{
	reliance_each(check, gwy_22_concerns, gwy_22_judge);
}

/* GWY-23 ----------------------------------------------------------------- */

static bool gwy_23_concerns(const struct node *version)
{
	return word_is(flow_facts_value(version, "consentRole"),
		       "objection-defeats");
}

/* Those who said no, or no longer, by the newest counts; -1: no counts. */
static gint64 count_objections(const struct node *consent)
{
	const struct node *newest = NULL;
	const char *refused, *withdrawn;

	NODE_EACH(stats, consent, "stats")
	{
		if (node_is_stated(stats) &&
		    (!newest || g_strcmp0(node_attr(stats, "asOf"),
					  node_attr(newest, "asOf")) > 0))
			newest = stats;
	}
	refused = flow_facts_value(newest, "refused");
	withdrawn = flow_facts_value(newest, "withdrawn");
	if (!refused && !withdrawn)
		return -1;
	return (refused ? g_ascii_strtoll(refused, NULL, 10) : 0) +
	       (withdrawn ? g_ascii_strtoll(withdrawn, NULL, 10) : 0);
}

/*
 * Whether an objection stands that the flow does not heed: the arrangement as
 * a whole was refused or withdrawn, or people said no and the record does not
 * say how those who hold the data are told.
 */
static enum fact is_objected_to(const struct node *consent)
{
	static const char *const no[] = { "refused", "withdrawn", NULL };
	static const char *const yes[] = { "given", "renewed", "expired",
					   NULL };
	const char *state = flow_facts_value(consent, "state");
	gint64 count = count_objections(consent);

	if (word_is_among(state, no))
		return FACT_YES;
	if (count > 0)
		return flow_facts_value(consent, "propagation") ? FACT_NO
								: FACT_YES;
	if (count == 0 || (word_is_among(state, yes)))
		return FACT_NO;
	return FACT_UNKNOWN;
}

/* Whether the arrangement may be about other people than the flow. */
static bool is_other_cohort(const struct node *consent, const struct node *flow)
{
	if (!is_stated(consent, "askedOf") || !is_stated(flow, "dataSubject"))
		return false;
	NODE_EACH(asked, consent, "askedOf")
	{
		const char *code = node_attr(asked, "code");

		NODE_EACH(subject, flow, "dataSubject")
		{
			const char *of = node_attr(subject, "code");

			if (!code || !of || strcmp(code, of) == 0 ||
			    word_is(of, "whole-family") ||
			    word_is(code, "whole-family"))
				return false;
		}
	}
	return true;
}

/* Judges the arrangements that a flow or agreement names; *n of them. */
static void judge_objections(const struct rule_check *check,
			     const struct reliance_case *of,
			     const struct node *owner, unsigned *n)
{
	NODE_EACH(node, owner, "consent")
	{
		g_autofree char *words = NULL;
		const struct record *consent =
			registers_target(check->registers, node);
		enum fact fault =
			consent ? is_objected_to(consent->root) : FACT_UNKNOWN;

		if (!node_is_stated(node) ||
		    (consent && is_other_cohort(consent->root, of->flow)))
			continue;
		*n += 1;
		if (fault == FACT_UNKNOWN)
			rule_missing(check, node,
				     "whether people have objected");
		if (fault != FACT_YES)
			continue;
		words = reliance_words(of);
		rule_fail(check, node,
			  "'%s' records that people of flow '%s' have said no; "
			  "an objection defeats %s",
			  consent->id, flow_facts_id(of->flow), words);
	}
}

static void gwy_23_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	unsigned n = 0;

	judge_objections(check, of, of->flow, &n);
	if (n == 0)
		judge_objections(check, of, check->record->root, &n);
	if (n == 0)
		rule_missing(check, of->reliance->node,
			     "whether people have objected");
}

static void gwy_23_objection(const struct rule_check *check)
{
	reliance_each(check, gwy_23_concerns, gwy_23_judge);
}

/* GWY-25 ----------------------------------------------------------------- */

static bool is_section_251(const struct node *gateway)
{
	NODE_EACH(version, gateway, "version")
	{
		const char *uri = flow_facts_value(version, "uri");

		if (uri &&
		    (g_str_has_suffix(uri, "/ukpga/2006/41/section/251") ||
		     strstr(uri, "/uksi/2002/1438")))
			return true;
	}
	return false;
}

/* The element by which the flow cites such support, or NULL. */
static const struct node *cites_support(const struct rule_check *check,
					const struct node *flow)
{
	if (word_is(flow_use_code(flow, "confidentialityBasis"),
		    "s251-approval"))
		return node_child(flow, "confidentialityBasis");
	NODE_EACH(node, flow, "gateway")
	{
		const struct record *gateway =
			registers_target(check->registers, node);

		if (gateway && is_section_251(gateway->root))
			return node;
	}
	return NULL;
}

static void gwy_25_judge_review(const struct rule_check *check,
				const struct node *flow,
				const struct node *approval)
{
	const struct node *at = node_child(approval, "reviewedOn");
	date_t reviewed = flow_facts_date(approval, "reviewedOn");
	const char *missing = NULL;
	struct period period;
	g_autofree char *days = NULL;
	g_autofree char *held = NULL;

	if (!flow_facts_period(flow, check->as_of, &period, &missing)) {
		rule_undecidable(check, at, missing);
		return;
	}
	days = flow_facts_period_words(&period);
	held = settings_overrun(check->registers, "approval-review-interval",
				reviewed,
				MIN(period.to, MAX(check->as_of, period.from)));
	if (held)
		rule_fail(check, at,
			  "flow '%s' runs%s, but its approval was last "
			  "reviewed on %s; expected a review within %s",
			  flow_facts_id(flow), days, at->text, held);
}

static void gwy_25_judge(const struct rule_check *check,
			 const struct node *flow, const struct node *cited)
{
	const struct node *approval = node_child(flow, "approval");

	if (!flow_facts_value(approval, "reference"))
		rule_missing(check, approval ? approval : cited,
			     "the reference of the approval");
	if (flow_facts_date(approval, "reviewedOn") == DATE_NONE)
		rule_missing(check, approval ? approval : cited,
			     "the last review of the approval");
	else
		gwy_25_judge_review(check, flow, approval);
}

static void gwy_25_approval(const struct rule_check *check)
{
	NODE_EACH(flow, check->record->root, "flow")
	{
		const struct node *cited = cites_support(check, flow);

		if (!cited)
			continue;
		rule_subject(check);
		gwy_25_judge(check, flow, cited);
	}
}

const struct rule rules_gwy_terms[] = {
	{ "GWY-15", "agreement", gwy_15_no_request },
	{ "GWY-16", "agreement", gwy_16_outside_extent },
	{ "GWY-17", "agreement", gwy_17_offence_not_told },
	{ "GWY-18", "agreement", gwy_18_code_or_entry },
	{ "GWY-19", "agreement", gwy_19_no_pilot },
	{ "GWY-22", "agreement", gwy_22_confidentiality },
	{ "GWY-23", "agreement", gwy_23_objection },
	{ "GWY-25", "agreement", gwy_25_approval },
	{ NULL, NULL, NULL },
};
