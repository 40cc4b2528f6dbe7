/* SPDX-License-Identifier: MIT */
/*
 * Facts that rules share.  A fact has three answers, since a record may be
 * silent; who asks decides what silence means.
 *
 * Which version of a gateway holds on a day follows from the dates of the
 * versions alone, not from their status: the status is that of the day on
 * which somebody wrote the record.  Law that is not in force yet has no dates
 * and so never holds on a day, unless there is nothing else to rely on.
 */
#include "lib/flow_facts.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

const char *flow_facts_id(const struct node *flow)
{
	return node_attr(flow, "id");
}

/* The property "yes" or "no" of a code as a fact. */
static enum fact yes_or_no(const char *property)
{
	if (!property)
		return FACT_UNKNOWN;
	return word_is(property, "yes") ? FACT_YES : FACT_NO;
}

/* The code that a child holds; parent may be NULL.  The name is a constant. */
G_ALWAYS_INLINE
static inline const struct code *code_of(const struct registers *registers,
					 const struct node *parent,
					 const char *name)
{
	return codes_of(registers_codes(registers), node_child(parent, name));
}

bool flow_facts_is_current(const struct registers *registers,
			   const struct node *agreement, date_t as_of)
{
	date_t end;

	if (flow_facts_value(agreement, "status"))
		return code_has(code_of(registers, agreement, "status"),
				"current", "yes");
	end = flow_facts_date(agreement, "end");
	return end == DATE_NONE || end >= as_of;
}

bool flow_facts_is_over(const struct node *agreement)
{
	const char *status = flow_facts_value(agreement, "status");

	return word_is(status, "expired") || word_is(status, "terminated") ||
	       word_is(status, "superseded");
}

bool flow_facts_period(const struct node *flow, date_t as_of,
		       struct period *period, const char **missing)
{
	const struct node *agreement = node_root(flow);
	date_t from = flow_facts_date(flow, "start");
	date_t to = flow_facts_date(flow, "end");

	if (from == DATE_NONE)
		from = flow_facts_date(agreement, "start");
	if (to == DATE_NONE)
		to = flow_facts_date(agreement, "end");
	if (from == DATE_NONE) {
		*missing = "the flow's start date";
		return false;
	}
	if (to == DATE_NONE && flow_facts_is_over(agreement)) {
		*missing = "the flow's end date";
		return false;
	}
	period->from = from;
	period->is_open = to == DATE_NONE;
	period->to = to == DATE_NONE ? MAX(as_of, from) : MAX(to, from);
	return true;
}

char *flow_facts_period_words(const struct period *period)
{
	struct date_text from = date_text(period->from);

	if (period->from == DATE_NONE)
		return g_strdup("");
	if (period->is_open)
		return g_strconcat(" from ", from.text, " on", NULL);
	if (period->from == period->to)
		return g_strconcat(" on ", from.text, NULL);
	return g_strconcat(" from ", from.text, " to ",
			   date_text(period->to).text, NULL);
}

bool flow_facts_is_inside(const struct node *flow)
{
	const char *body = node_attr(node_child(flow, "discloser"), "ref");

	if (!body || !node_child(flow, "recipient"))
		return false;
	NODE_EACH(discloser, flow, "discloser")
	{
		if (!word_is(node_attr(discloser, "ref"), body))
			return false;
	}
	NODE_EACH(recipient, flow, "recipient")
	{
		if (!word_is(node_attr(recipient, "ref"), body))
			return false;
	}
	return true;
}

enum fact flow_facts_is_personal(const struct registers *registers,
				 const struct node *flow)
{
	const struct code *code = code_of(registers, flow, "identifiability");

	return yes_or_no(code_property(code, "personal"));
}

enum fact flow_facts_is_public(const struct registers *registers,
			       const struct record *organisation)
{
	const struct node *root = organisation ? organisation->root : NULL;
	enum fact stated = flow_facts_truth(root, "publicAuthority");

	if (stated != FACT_UNKNOWN)
		return stated;
	return yes_or_no(
		code_property(code_of(registers, root, "type"), "public"));
}

/* An organisation by what lists of bodies go by. */
struct body {
	const char *id;
	const char *type;  /* NULL: not stated */
	const char *group; /* to which the type belongs; or NULL */
};

static void read_body(struct body *body, const struct registers *registers,
		      const struct record *organisation)
{
	const struct node *root = organisation ? organisation->root : NULL;
	const struct node *type = node_child(root, "type");
	const struct code *code = codes_of(registers_codes(registers), type);

	body->id = organisation ? organisation->id : NULL;
	body->type = flow_facts_said(type);
	body->group = code_property(code, "group");
}

static enum fact is_of_type(const struct body *body, const char *type)
{
	if (!body->type)
		return FACT_UNKNOWN;
	return word_is(body->type, type) || word_is(body->group, type)
		       ? FACT_YES
		       : FACT_NO;
}

enum fact flow_facts_is_of_types(const struct registers *registers,
				 const struct record *organisation,
				 const char *const *types)
{
	struct body body;
	enum fact answer = FACT_NO;

	read_body(&body, registers, organisation);
	for (; *types && answer == FACT_NO; types++)
		answer = is_of_type(&body, *types);
	return answer;
}

enum fact flow_facts_is_of_type(const struct registers *registers,
				const struct record *organisation,
				const char *type)
{
	const char *const types[] = { type, NULL };

	return flow_facts_is_of_types(registers, organisation, types);
}

/* Gateway versions ------------------------------------------------------- */

bool flow_facts_is_not_yet_law(const struct node *version)
{
	const char *status = flow_facts_value(version, "status");

	return word_is(status, "bill") ||
	       word_is(status, "enacted-not-commenced");
}

bool flow_facts_is_past_law(const struct node *version)
{
	const char *status = flow_facts_value(version, "status");

	return word_is(status, "repealed") || word_is(status, "revoked") ||
	       word_is(status, "withdrawn");
}

date_t flow_facts_version_from(const struct node *version)
{
	return flow_facts_date(version, "validFrom");
}

/* The first day after day on which a version comes into force, or none. */
static date_t next_from(const struct node *gateway, date_t day)
{
	date_t next = DATE_NONE;

	NODE_EACH(version, gateway, "version")
	{
		date_t from = flow_facts_version_from(version);

		if (from > day && (next == DATE_NONE || from < next))
			next = from;
	}
	return next;
}

date_t flow_facts_version_to(const struct node *version)
{
	date_t to = flow_facts_date(version, "validTo");
	date_t from, next;

	if (to != DATE_NONE)
		return to;
	from = flow_facts_version_from(version);
	next = from == DATE_NONE ? DATE_NONE : next_from(version->parent, from);
	if (next != DATE_NONE)
		return next - 1;
	if (flow_facts_is_past_law(version) ||
	    node_is_not_stated(node_child(version, "validTo")))
		return DATE_NONE;
	return DATE_MAX;
}

/*
 * The version that holds on the day: of those that have come into force and
 * have no end before it, the one that came last.
 */
static const struct node *version_on(const struct node *gateway, date_t day)
{
	const struct node *best = NULL;

	NODE_EACH(version, gateway, "version")
	{
		date_t from = flow_facts_version_from(version);
		date_t to = flow_facts_date(version, "validTo");

		if (from == DATE_NONE || from > day ||
		    (to != DATE_NONE && to < day))
			continue;
		if (!best || from >= flow_facts_version_from(best))
			best = version;
	}
	return best;
}

/*
 * Whether some version might hold on days of which its dates do not tell: one
 * without a first day that is, or was, law.
 */
static bool has_undated(const struct node *gateway)
{
	NODE_EACH(version, gateway, "version")
	{
		if (flow_facts_version_from(version) == DATE_NONE &&
		    !flow_facts_is_not_yet_law(version))
			return true;
	}
	return false;
}

/* The last day, up to limit, on which the same version holds as on day. */
static date_t last_day_of(const struct node *gateway,
			  const struct node *version, date_t day, date_t limit)
{
	date_t next = next_from(gateway, day);
	date_t to = flow_facts_date(version, "validTo");

	if (next != DATE_NONE && next - 1 < limit)
		limit = next - 1;
	return to != DATE_NONE && to < limit ? to : limit;
}

/*
 * False where the dates of the versions do not tell which one holds: then the
 * stretches are those before.
 */
static bool split_period(struct flow_reliance *reliance,
			 const struct period *period)
{
	const struct node *gateway = reliance->gateway->root;
	g_autoptr(GArray) stretches =
		g_array_new(FALSE, TRUE, sizeof(struct flow_stretch));
	bool is_vague = has_undated(gateway);
	bool is_known = true;
	date_t day = period->from;

	while (is_known && day <= period->to) {
		const struct node *version = version_on(gateway, day);
		date_t last = last_day_of(gateway, version, day, period->to);
		struct flow_stretch stretch = {
			.period = { day, last,
				    period->is_open && last == period->to },
			.version = version,
		};

		is_known = !is_vague ||
			   flow_facts_date(version, "validTo") != DATE_NONE;
		if (is_known)
			g_array_append_val(stretches, stretch);
		day = last + 1;
	}
	reliance->stretches = g_array_steal(stretches, &reliance->n_stretches);
	return is_known;
}

static const struct node *version_named(const struct node *gateway,
					const char *id)
{
	NODE_EACH(version, gateway, "version")
	{
		if (g_strcmp0(node_attr(version, "id"), id) == 0)
			return version;
	}
	return NULL;
}

/*
 * The version that needs no dates to be found: the one named, the only one,
 * or, where all are law to come, the last.
 */
static const struct node *plain_version(const struct node *gateway,
					const char *name)
{
	const struct node *first = node_child(gateway, "version");
	const struct node *last = NULL;

	if (name)
		return version_named(gateway, name);
	if (!first || !node_again(first))
		return first;
	NODE_EACH(version, gateway, "version")
	{
		if (!flow_facts_is_not_yet_law(version) ||
		    flow_facts_version_from(version) != DATE_NONE)
			return NULL;
		last = version;
	}
	return last;
}

static void rely_on(struct flow_reliance *reliance, const struct node *flow,
		    date_t as_of)
{
	const struct node *gateway = reliance->gateway->root;
	const char *name = node_attr(reliance->node, "version");
	struct flow_stretch *whole = &reliance->only;
	const char *missing = NULL;
	bool is_dated =
		flow_facts_period(flow, as_of, &whole->period, &missing);

	whole->version = plain_version(gateway, name);
	reliance->n_stretches = whole->version != NULL;
	if (name && !whole->version)
		reliance->unknown_version = name;
	else if (!whole->version && !is_dated)
		reliance->missing = missing;
	else if (!whole->version && !split_period(reliance, &whole->period))
		reliance->missing = "the version of the gateway relied on";
}

static void reliance_free(void *data)
{
	struct flow_reliance *reliance = data;

	if (reliance->stretches != &reliance->only)
		g_free(reliance->stretches);
	g_free(reliance);
}

GPtrArray *flow_facts_reliances(const struct registers *registers,
				const struct node *flow, date_t as_of)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(reliance_free);

	NODE_EACH(node, flow, "gateway")
	{
		struct flow_reliance *reliance;

		if (!node_is_stated(node))
			continue;
		reliance = g_new0(struct flow_reliance, 1);
		reliance->node = node;
		reliance->gateway = registers_target(registers, node);
		reliance->stretches = &reliance->only;
		if (reliance->gateway && reliance->gateway->is_valid)
			rely_on(reliance, flow, as_of);
		g_ptr_array_add(all, reliance);
	}
	return all;
}

/* Lists of a version ----------------------------------------------------- */

/* What a list says of an item that none of its entries names. */
static enum listing unlisted(const struct node *list, const char *closed,
			     bool is_vague)
{
	if (!word_is(node_attr(list, closed), "true"))
		return LISTING_OPEN;
	return is_vague ? LISTING_UNKNOWN : LISTING_ABSENT;
}

/* Whether one entry of a list of bodies names that one. */
static enum fact entry_names(const struct node *entry, const struct body *body)
{
	const char *ref = node_attr(entry, "ref");
	const char *code = ref ? NULL : node_attr(entry, "code");

	if (ref)
		return strcmp(ref, body->id) == 0 ? FACT_YES : FACT_NO;
	return code ? is_of_type(body, code) : FACT_UNKNOWN;
}

enum listing flow_facts_party_listing(const struct registers *registers,
				      const struct node *version,
				      const struct node *party)
{
	bool is_discloser = word_is(party->name, "discloser");
	const struct node *list =
		node_child(version, is_discloser ? "disclosers" : "recipients");
	const struct record *organisation = registers_target(registers, party);
	struct body body;
	bool is_vague = false;

	if (!node_is_stated(list) || !organisation)
		return LISTING_UNKNOWN;
	read_body(&body, registers, organisation);
	NODE_EACH(entry, list, is_discloser ? "discloser" : "recipient")
	{
		enum fact names = entry_names(entry, &body);

		if (names == FACT_YES)
			return LISTING_NAMED;
		is_vague |= names == FACT_UNKNOWN;
	}
	return unlisted(list, "closed", is_vague);
}

enum listing flow_facts_purpose_listing(const struct node *version,
					const struct node *purpose)
{
	const struct node *list = node_child(version, "purposes");
	const char *wanted = node_attr(purpose, "code");
	bool is_vague = !wanted;

	if (!node_is_stated(list))
		return LISTING_UNKNOWN;
	NODE_EACH(entry, list, "purpose")
	{
		const char *code = node_attr(entry, "code");

		if (wanted && word_is(code, wanted))
			return LISTING_NAMED;
		is_vague |= !code;
	}
	return unlisted(list, "exclusive", is_vague);
}

bool flow_facts_only_identifies(const struct node *version)
{
	const struct node *list = node_child(version, "purposes");
	bool identifies = false;

	if (!word_is(node_attr(list, "exclusive"), "true"))
		return false;
	NODE_EACH(entry, list, "purpose")
	{
		if (!word_is(node_attr(entry, "code"), "P-IDENTIFY"))
			return false;
		identifies = true;
	}
	return identifies;
}
