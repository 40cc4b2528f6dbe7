/* SPDX-License-Identifier: MIT */
/*
 * What the registers themselves say about maturity.  A signal is a share: of
 * the parties, agreements, flows or consents that it is about, how many have
 * what it asks for.  Each record says for itself what there is of that in it;
 * signals_sum adds it up.
 *
 * Only current agreements count, and of these only the flows that are not
 * over.  What is recorded nowhere is not met; a subject is left out only where
 * the fact is somewhere else than in the thing asked for (a version without
 * dates, an assessment without its day).
 */
#include "lib/signals.h"

#include <string.h>

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"
#include "lib/signals_private.h"
#include "lib/signals_sum.h"
#include "lib/word.h"

/* One record, and what it says of the signals. */
struct pass {
	const struct registers *registers;
	date_t as_of;
	GString *part;
};

static void count(struct pass *pass, unsigned signal, enum fact fact)
{
	g_string_append_c(pass->part, signals_entry(signal, fact));
}

static void count_if(struct pass *pass, unsigned signal, bool is_met)
{
	count(pass, signal, is_met ? FACT_YES : FACT_NO);
}

/* Something said of an organisation. */
static void tell(struct pass *pass, unsigned what, enum fact fact,
		 const struct record *of)
{
	count(pass, what, fact);
	g_string_append_len(pass->part, of->id, (gssize)strlen(of->id) + 1);
}

G_ALWAYS_INLINE
static inline bool is_stated(const struct node *parent, const char *name)
{
	return node_is_stated(node_child(parent, name));
}

/* Flows -------------------------------------------------------------------- */

/* Whether it has both a technical and an organisational safeguard. */
static bool is_guarded(const struct pass *pass, const struct node *flow)
{
	const struct codes *codes = registers_codes(pass->registers);
	bool is_technical = false;
	bool is_organisational = false;

	NODE_EACH(safeguard, flow, "safeguard")
	{
		const char *kind =
			code_property(codes_of(codes, safeguard), "kind");

		is_technical |= word_is(kind, "technical");
		is_organisational |= word_is(kind, "organisational");
	}
	return is_technical && is_organisational;
}

/* Of two answers of which both are needed. */
static enum fact both(enum fact a, enum fact b)
{
	if (a == FACT_NO || b == FACT_NO)
		return FACT_NO;
	return a == FACT_YES && b == FACT_YES ? FACT_YES : FACT_UNKNOWN;
}

/* The version relied on at the end of the days looked at, or NULL. */
static const struct flow_stretch *last_stretch(const struct flow_reliance *r)
{
	return r->n_stretches ? &r->stretches[r->n_stretches - 1] : NULL;
}

static enum fact is_in_force(const struct flow_reliance *reliance, date_t as_of)
{
	const struct flow_stretch *stretch = last_stretch(reliance);
	date_t from, to;

	if (reliance->unknown_version)
		return FACT_NO;
	if (!stretch)
		return FACT_UNKNOWN;
	if (!stretch->version)
		return FACT_NO;
	from = flow_facts_version_from(stretch->version);
	to = flow_facts_version_to(stretch->version);
	if (flow_facts_is_not_yet_law(stretch->version) ||
	    (to == DATE_NONE && flow_facts_is_past_law(stretch->version) &&
	     stretch->period.to >= as_of))
		return FACT_NO;
	if (from == DATE_NONE || to == DATE_NONE ||
	    stretch->period.to == DATE_NONE)
		return FACT_UNKNOWN;
	return from <= stretch->period.to && stretch->period.to <= to ? FACT_YES
								      : FACT_NO;
}

typedef enum listing listing_fn(const struct registers *registers,
				const struct node *version,
				const struct node *item);

static enum listing
purpose_listing(const struct registers *registers G_GNUC_UNUSED,
		const struct node *version, const struct node *purpose)
{
	return flow_facts_purpose_listing(version, purpose);
}

/* Whether one of the gateways reaches the party or purpose. */
static enum fact is_reached(const struct pass *pass, const GPtrArray *reliances,
			    const struct node *item, listing_fn *listing_of)
{
	enum fact answer = FACT_NO;

	for (guint i = 0; i < reliances->len; i++) {
		const struct flow_stretch *stretch =
			last_stretch(reliances->pdata[i]);
		enum listing listing =
			stretch && stretch->version
				? listing_of(pass->registers, stretch->version,
					     item)
				: LISTING_UNKNOWN;

		if (listing == LISTING_NAMED || listing == LISTING_OPEN)
			return FACT_YES;
		if (listing == LISTING_UNKNOWN)
			answer = FACT_UNKNOWN;
	}
	return answer;
}

/* The same for all items of that name; none at all is not known. */
G_ALWAYS_INLINE
static inline enum fact are_reached(const struct pass *pass,
				    const GPtrArray *reliances,
				    const struct node *flow, const char *name,
				    listing_fn *listing_of)
{
	enum fact answer = is_stated(flow, name) ? FACT_YES : FACT_UNKNOWN;

	NODE_EACH(item, flow, name)
	{
		answer = both(answer,
			      is_reached(pass, reliances, item, listing_of));
	}
	return answer;
}

static enum fact is_empowered(const struct pass *pass, const struct node *flow)
{
	g_autoptr(GPtrArray) reliances =
		flow_facts_reliances(pass->registers, flow, pass->as_of);
	enum fact answer = FACT_YES;

	if (reliances->len == 0)
		return FACT_NO;
	for (guint i = 0; i < reliances->len; i++)
		answer = both(answer,
			      is_in_force(reliances->pdata[i], pass->as_of));
	answer = both(answer, are_reached(pass, reliances, flow, "discloser",
					  flow_facts_party_listing));
	answer = both(answer, are_reached(pass, reliances, flow, "recipient",
					  flow_facts_party_listing));
	return both(answer, are_reached(pass, reliances, flow, "purpose",
					purpose_listing));
}

enum fact signals_is_empowered(const struct registers *registers,
			       const struct node *flow, date_t as_of)
{
	struct pass pass = { .registers = registers, .as_of = as_of };

	return is_empowered(&pass, flow);
}

static void count_flow(struct pass *pass, const struct node *flow)
{
	date_t end = flow_facts_date(flow, "end");

	if (end != DATE_NONE && end < pass->as_of)
		return;
	count_if(pass, SIGNALS_GUARDED, is_guarded(pass, flow));
	count(pass, SIGNALS_EMPOWERED, is_empowered(pass, flow));
	count_if(pass, SIGNALS_REGULAR,
		 is_stated(flow, "format") && is_stated(flow, "frequency"));
}

/* Agreements --------------------------------------------------------------- */

/* A record that stands for a class of bodies cannot assess itself. */
static void add_parties(struct pass *pass, const struct node *agreement)
{
	NODE_EACH(party, agreement, "party")
	{
		const struct record *to =
			registers_target(pass->registers, party);

		if (to && !agreement_facts_has_left(party, pass->as_of) &&
		    flow_facts_truth(to->root, "representsClass") != FACT_YES)
			tell(pass, SIGNALS_PARTY, FACT_YES, to);
	}
}

static enum fact benefits_all(const struct pass *pass,
			      const struct node *agreement)
{
	enum fact answer = FACT_UNKNOWN;

	NODE_EACH(party, agreement, "party")
	{
		const char *ref = node_attr(party, "ref");

		if (agreement_facts_has_left(party, pass->as_of))
			continue;
		if (!agreement_facts_has_benefit(agreement, ref))
			return FACT_NO;
		answer = FACT_YES;
	}
	return answer;
}

/* A rule of the agreement, or one of each of its flows. */
static bool has_third_party_rule(const struct node *agreement)
{
	bool has_rule = node_child(agreement, "flow") != NULL;

	NODE_EACH(flow, agreement, "flow")
	{
		has_rule &= is_stated(flow, "thirdPartyRule");
	}
	return has_rule || is_stated(agreement, "thirdPartyRule");
}

static void count_agreement(struct pass *pass, const struct record *record)
{
	if (!flow_facts_is_current(pass->registers, record->root, pass->as_of))
		return;
	add_parties(pass, record->root);
	count_if(pass, SIGNALS_PUBLISHED,
		 record->publication == EDITION_PUBLIC);
	count(pass, SIGNALS_BENEFITING, benefits_all(pass, record->root));
	count_if(pass, SIGNALS_FAMILY,
		 is_stated(record->root, "familyDefinition") &&
			 has_third_party_rule(record->root));
	NODE_EACH(flow, record->root, "flow")
	{
		count_flow(pass, flow);
	}
}

/* Consents ----------------------------------------------------------------- */

/* Whether another notice has taken the place of this one. */
static enum fact is_superseded(const struct pass *pass,
			       const struct record *notice)
{
	enum fact answer = FACT_NO;
	size_t n;
	const struct reference *const *all =
		registers_referrers(pass->registers, notice, &n);

	for (size_t i = 0; i < n; i++) {
		date_t issued;

		if (!word_is(all[i]->node->name, "supersedes"))
			continue;
		issued = flow_facts_date(all[i]->from->root, "issuedOn");
		if (issued == DATE_NONE)
			answer = FACT_UNKNOWN;
		else if (issued <= pass->as_of)
			return FACT_YES;
	}
	return answer;
}

static enum fact is_informed(const struct pass *pass,
			     const struct node *consent)
{
	const struct node *cited = node_child(consent, "notice");
	const struct record *notice = registers_target(pass->registers, cited);
	const char *shown = node_attr(cited, "version");
	const char *held;
	date_t withdrawn;
	enum fact is_old;

	if (!notice || !shown)
		return FACT_NO;
	held = flow_facts_value(notice->root, "noticeVersion");
	withdrawn = flow_facts_date(notice->root, "withdrawnOn");
	is_old = is_superseded(pass, notice);
	if (is_old == FACT_YES || (held && strcmp(held, shown) != 0) ||
	    (withdrawn != DATE_NONE && withdrawn <= pass->as_of))
		return FACT_NO;
	return held && is_old == FACT_NO ? FACT_YES : FACT_UNKNOWN;
}

/* An arrangement that is known to be over tells nothing of today. */
static void count_consent(struct pass *pass, const struct record *record)
{
	const char *state = flow_facts_value(record->root, "state");
	const struct codes *codes = registers_codes(pass->registers);

	if (state &&
	    code_has(codes_find(codes, "consent-state", state), "valid", "no"))
		return;
	count(pass, SIGNALS_INFORMED, is_informed(pass, record->root));
}

/* Assessments -------------------------------------------------------------- */

static enum fact is_recent(const struct pass *pass,
			   const struct node *assessment)
{
	date_t day = flow_facts_date(assessment, "assessedOn");

	if (day == DATE_NONE)
		return FACT_UNKNOWN;
	return day <= pass->as_of && !settings_is_past(pass->registers,
						       "assessment-interval",
						       day, pass->as_of)
		       ? FACT_YES
		       : FACT_NO;
}

/* A level of 0 says that nobody has looked. */
static void add_assessments(struct pass *pass, const struct node *barrier)
{
	NODE_EACH(assessment, barrier, "assessment")
	{
		const struct record *partner = registers_target(
			pass->registers, node_child(assessment, "partner"));
		const char *level = flow_facts_value(assessment, "level");

		if (partner && level && !word_is(level, "0"))
			tell(pass, SIGNALS_ASSESSMENT,
			     is_recent(pass, assessment), partner);
	}
}

void signals_part(const struct registers *registers,
		  const struct record *record, date_t as_of, GString *out)
{
	struct pass pass = {
		.registers = registers,
		.as_of = as_of,
		.part = out,
	};
	const char *kind = record->kind->name;

	if (record->is_valid) {
		if (word_is(kind, "agreement"))
			count_agreement(&pass, record);
		else if (word_is(kind, "consent"))
			count_consent(&pass, record);
		else if (word_is(kind, "barrier"))
			add_assessments(&pass, record->root);
	}
	count(&pass, SIGNALS_END, FACT_NO);
}

struct signal *signals_compute(const struct registers *registers, date_t as_of,
			       size_t *n)
{
	g_autoptr(GString) parts = g_string_new(NULL);
	g_autoptr(SignalsSum) sum = signals_sum_new();
	bool are_whole;

	for (size_t i = 0; i < registers_len(registers); i++)
		signals_part(registers, registers_get(registers, i), as_of,
			     parts);
	are_whole = signals_sum_add(sum, parts->str, parts->len);
	g_assert(are_whole);
	return signals_sum_signals(sum, n);
}
