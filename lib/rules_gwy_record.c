/* SPDX-License-Identifier: MIT */
/*
 * Rules on the gateway's own record and on what is done with it: whether its
 * text can be found and was looked at lately, whether anybody uses it, whether
 * a refusal under a duty is explained, and whether data received under one
 * gateway go on under another that holds for whoever has them.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/flow_facts.h"
#include "lib/flow_use.h"
#include "lib/node.h"
#include "lib/pattern.h"
#include "lib/registers.h"
#include "lib/reliance.h"
#include "lib/rule_facts.h"
#include "lib/settings.h"
#include "lib/word.h"

/* How long a comparison of a gateway with the law's text stands. */

static const char *version_id(const struct node *version)
{
	return node_attr(version, "id");
}

/* GWY-20 ----------------------------------------------------------------- */

/*
 * Addresses of legislation.gov.uk: type, year (or reign and session), number,
 * and where in the text.
 */
#define LEGISLATION                                                        \
	"https?://www\\.legislation\\.gov\\.uk/(id/)?"                     \
	"(ukpga|ukla|ukppa|ukcm|apgb|aep|aosp|asp|aip|apni|mnia|nia|anaw|" \
	"asc|mwa|gbla|uksi|uksro|ukmo|ukmd|ukci|ssi|wsi|nisr|nisi|nisro|"  \
	"ukdsi|sdsi|wdsi|nidsr|eur|eudr|eudn|eut)"                         \
	"/([12][0-9]{3}|[A-Z][A-Za-z0-9]*/[0-9]+(-[0-9]+)*)/[0-9]+"        \
	"(/[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)*"
#define DATED                                 \
	".*/([12][0-9]{3}-[0-9]{2}-[0-9]{2}|" \
	"enacted|made|created|adopted|prospective)"

/* Whether the gateway is law with a text that has an address. */
static bool is_legislation(const struct node *gateway)
{
	static const char *const others[] = { "common-law", "court-order",
					      "consent-only", NULL };
	const char *kind = flow_facts_value(gateway, "kind");

	return kind && !word_is_among(kind, others);
}

static void gwy_20_judge_address(const struct rule_check *check,
				 const struct node *version, const char *name,
				 const char *pattern, const char *expected)
{
	const char *uri = flow_facts_value(version, name);

	if (uri && !pattern_matches(pattern, uri))
		rule_fail(check, node_child(version, name),
			  "'%s' of version '%s' is not %s", uri,
			  version_id(version), expected);
}

/* The date at the end of the address of the version, or none. */
static date_t date_in_address(const struct node *version)
{
	const char *uri = flow_facts_value(version, "versionUri");
	const char *last = uri ? strrchr(uri, '/') : NULL;

	return last ? date_parse(last + 1) : DATE_NONE;
}

static void gwy_20_judge_date(const struct rule_check *check,
			      const struct node *version)
{
	const struct node *at = node_child(version, "versionDate");
	date_t stated = flow_facts_date(version, "versionDate");
	date_t in_address = date_in_address(version);
	g_autofree char *fact = g_strdup_printf(
		"the date of the text of version '%s'", version_id(version));

	if (stated == DATE_NONE && in_address == DATE_NONE)
		rule_missing(check, at ? at : version, fact);
	if (stated != DATE_NONE && in_address != DATE_NONE &&
	    stated != in_address)
		rule_fail(check, at,
			  "version '%s' is dated '%s', but its address leads "
			  "to another date",
			  version_id(version), at->text);
}

static void gwy_20_bad_address(const struct rule_check *check)
{
	if (!is_legislation(check->record->root))
		return;
	NODE_EACH(version, check->record->root, "version")
	{
		const struct node *at = node_child(version, "uri");
		g_autofree char *fact = NULL;

		rule_subject(check);
		if (!flow_facts_value(version, "uri")) {
			fact = g_strdup_printf(
				"the address of the law of version '%s'",
				version_id(version));
			rule_missing(check, at ? at : version, fact);
		}
		gwy_20_judge_address(check, version, "uri", LEGISLATION,
				     "an address of legislation.gov.uk");
		gwy_20_judge_address(check, version, "versionUri", LEGISLATION,
				     "an address of legislation.gov.uk");
		gwy_20_judge_address(check, version, "versionUri", DATED,
				     "the address of a dated text");
		gwy_20_judge_date(check, version);
	}
}

/* GWY-21 ----------------------------------------------------------------- */

/* Whether the version is of the past on that day. */
static bool is_past(const struct node *version, date_t day)
{
	date_t to = flow_facts_version_to(version);

	return flow_facts_is_past_law(version) || (to != DATE_NONE && to < day);
}

static void gwy_21_judge(const struct rule_check *check,
			 const struct node *version)
{
	const struct node *at = node_child(version, "checkedOn");
	date_t checked = flow_facts_date(version, "checkedOn");
	const struct node *text = node_child(version, "versionDate");
	g_autofree char *fact = g_strdup_printf(
		"when version '%s' was last compared with the law",
		version_id(version));
	g_autofree char *held =
		settings_overrun(check->registers, "gateway-recheck-interval",
				 checked, check->as_of);

	if (word_is(flow_facts_value(version, "checked"), "no")) {
		rule_fail(check, node_child(version, "checked"),
			  "version '%s' has not been compared with the law",
			  version_id(version));
		return;
	}
	if (checked == DATE_NONE) {
		rule_missing(check, at ? at : version, fact);
		return;
	}
	if (held)
		rule_fail(check, at,
			  "version '%s' was last compared with the law on %s; "
			  "expected a comparison within %s",
			  version_id(version), at->text, held);
	if (flow_facts_date(version, "versionDate") > checked)
		rule_fail(check, text,
			  "a text of '%s' is recorded for version '%s', which "
			  "was last compared with the law before that, on '%s'",
			  text->text, version_id(version), at->text);
}

static void gwy_21_not_rechecked(const struct rule_check *check)
{
	if (!is_legislation(check->record->root))
		return;
	NODE_EACH(version, check->record->root, "version")
	{
		if (is_past(version, check->as_of))
			continue;
		rule_subject(check);
		gwy_21_judge(check, version);
	}
}

/* GWY-24 ----------------------------------------------------------------- */

/* Whether some version may be used: one that is law, or was not ended. */
static bool is_usable(const struct node *gateway, date_t day)
{
	NODE_EACH(version, gateway, "version")
	{
		if (!flow_facts_is_not_yet_law(version) &&
		    !is_past(version, day))
			return true;
	}
	return false;
}

/* Whether the flow has a purpose of the gateway, or one without a code. */
static bool uses_purpose(const struct node *flow, const struct node *gateway)
{
	if (!node_is_stated(node_child(flow, "purpose")))
		return true;
	NODE_EACH(version, gateway, "version")
	{
		const struct node *list = node_child(version, "purposes");

		if (!node_is_stated(list))
			return true;
		NODE_EACH(purpose, list, "purpose")
		{
			const char *code = node_attr(purpose, "code");
			const char *const codes[] = { code, NULL };

			if (!code ||
			    flow_use_has_purpose(flow, codes) != FACT_NO)
				return true;
		}
	}
	return false;
}

static void gwy_24_unused(const struct rule_check *check)
{
	const struct node *gateway = check->record->root;
	size_t n, n_flows = 0, n_used = 0;
	const struct reference *const *all = registers_referrers_of_kind(
		check->registers, check->record, "agreement", &n);

	if (!registers_has_kind(check->registers, "agreement") ||
	    !is_usable(gateway, check->as_of))
		return;
	rule_subject(check);
	for (size_t i = 0; i < n; i++) {
		const struct node *flow = all[i]->node->parent;

		if (!word_is(all[i]->node->name, "gateway") || !flow ||
		    !word_is(flow->name, "flow"))
			continue;
		n_flows++;
		n_used += uses_purpose(flow, gateway);
	}
	if (n_flows == 0)
		rule_fail(check, gateway, "no flow relies on gateway '%s'",
			  check->record->id);
	else if (n_used == 0)
		rule_fail(check, gateway,
			  "no flow that relies on gateway '%s' has one of its "
			  "purposes",
			  check->record->id);
}

/* GWY-26 ----------------------------------------------------------------- */

/* Whether some flow of the agreement relies on a duty to share. */
static enum fact has_duty(const struct rule_check *check)
{
	static const char *const duties[] = { "express-mandatory",
					      "mandatory-on-request", NULL };
	enum fact answer = FACT_NO;

	NODE_EACH(flow, check->record->root, "flow")
	{
		NODE_EACH(node, flow, "gateway")
		{
			const struct record *gateway =
				registers_target(check->registers, node);
			const char *kind =
				gateway ? flow_facts_value(gateway->root,
							   "kind")
					: NULL;

			if (!kind)
				answer = FACT_UNKNOWN;
			else if (word_is_among(kind, duties))
				return FACT_YES;
		}
	}
	return answer;
}

static void gwy_26_no_reason(const struct rule_check *check)
{
	const struct node *agreement = check->record->root;
	enum fact duty = node_child(agreement, "decisionNotToShare")
				 ? has_duty(check)
				 : FACT_NO;

	if (duty == FACT_NO)
		return;
	NODE_EACH(decision, agreement, "decisionNotToShare")
	{
		const char *date = flow_facts_value(decision, "date");

		rule_subject(check);
		if (flow_facts_value(decision, "reason"))
			continue;
		if (duty == FACT_UNKNOWN)
			rule_undecidable(check, decision,
					 "whether a duty to share applies");
		else
			rule_fail(check, decision,
				  "a decision not to share%s%s, under an "
				  "agreement that relies on a duty to share, "
				  "gives no reason",
				  date ? " of " : "", date ? date : "");
	}
}

/* GWY-27 ----------------------------------------------------------------- */

static bool gwy_27_concerns(const struct node *version)
{
	(void)version;
	return true;
}

/* A list that is complete, and does not name the item, does not serve. */
static enum fact does_reach(enum listing listing)
{
	if (listing == LISTING_UNKNOWN)
		return FACT_UNKNOWN;
	return listing == LISTING_ABSENT ? FACT_NO : FACT_YES;
}

/* Whether the version holds for the holder and the purpose, both. */
static enum fact gwy_27_serves(const struct rule_check *check,
			       const struct reliance_case *of)
{
	enum fact holder = does_reach(flow_facts_party_listing(
		check->registers, of->stretch->version, of->party));
	enum fact purpose = does_reach(
		flow_facts_purpose_listing(of->stretch->version, of->purpose));

	if (holder == FACT_NO || purpose == FACT_NO)
		return FACT_NO;
	return holder == FACT_YES && purpose == FACT_YES ? FACT_YES
							 : FACT_UNKNOWN;
}

/*
 * A flow of the agreement by which the holder received data that it gives on
 * in this one, under another gateway; or NULL.
 */
static const struct node *received_by(const struct rule_check *check,
				      const struct reliance_case *of,
				      const char *holder)
{
	const struct node *first = node_child(check->record->root, "flow");
	const GPtrArray *received;

	if (!node_again(first))
		return NULL;
	received = rule_facts_received_by(check, holder);
	for (guint i = 0; i < received->len; i++) {
		const struct node *earlier = received->pdata[i];

		if (earlier != of->flow &&
		    !flow_use_names(earlier, "gateway",
				    of->reliance->gateway->id) &&
		    node_is_stated(node_child(earlier, "gateway")) &&
		    rule_facts_is_personal(check, earlier) != FACT_NO &&
		    flow_use_shared_category(earlier, of->flow))
			return earlier;
	}
	return NULL;
}

static void gwy_27_judge_holder(const struct rule_check *check,
				struct reliance_case *of,
				const struct node *earlier)
{
	NODE_EACH(purpose, of->flow, "purpose")
	{
		enum fact serves, elsewhere;
		g_autofree char *words = NULL;

		of->purpose = purpose;
		serves = gwy_27_serves(check, of);
		if (!node_is_stated(purpose) || serves == FACT_YES)
			continue;
		elsewhere =
			reliance_is_served_elsewhere(check, of, gwy_27_serves);
		if (elsewhere == FACT_YES)
			continue;
		if (serves == FACT_UNKNOWN || elsewhere == FACT_UNKNOWN) {
			rule_missing(check, purpose,
				     "what the gateway of the flow permits, "
				     "and to whom");
			continue;
		}
		words = reliance_words(of);
		rule_fail(check, purpose,
			  "'%s' received data by flow '%s' and gives them on "
			  "by flow '%s' for '%s'; %s, does not hold for both "
			  "holder and purpose",
			  node_attr(of->party, "ref"), node_attr(earlier, "id"),
			  node_attr(of->flow, "id"), node_attr(purpose, "code"),
			  words);
	}
}

static void gwy_27_judge(const struct rule_check *check,
			 const struct reliance_case *of)
{
	struct reliance_case each = *of;

	if (!of->is_first_gateway ||
	    rule_facts_is_personal(check, of->flow) == FACT_NO)
		return;
	NODE_EACH(party, of->flow, "discloser")
	{
		const struct node *earlier =
			node_is_stated(party)
				? received_by(check, of,
					      node_attr(party, "ref"))
				: NULL;

		each.party = party;
		if (earlier)
			gwy_27_judge_holder(check, &each, earlier);
	}
}

static void gwy_27_reused(const struct rule_check *check)
{
	reliance_each(check, gwy_27_concerns, gwy_27_judge);
}

const struct rule rules_gwy_record[] = {
	{ "GWY-20", "gateway", gwy_20_bad_address },
	{ "GWY-21", "gateway", gwy_21_not_rechecked },
	{ "GWY-24", "gateway", gwy_24_unused },
	{ "GWY-26", "agreement", gwy_26_no_reason },
	{ "GWY-27", "agreement", gwy_27_reused },
	{ NULL, NULL, NULL },
};
