/* SPDX-License-Identifier: MIT */
/*
 * A gateway that is repealed takes with it what rests on nothing else.  Whether
 * another gateway holds on a day is read off the dates of its versions first
 * and off their status only where dates are missing, and then only for the day
 * on which the record is read or later.  What the records do not tell stays
 * unknown: a list of flows that would break must neither hide one nor cry wolf.
 */
#include "lib/impact_law.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"

/* Versions --------------------------------------------------------------- */

/* Whether the version is in force on the day. */
static enum fact is_in_force(const struct node *version, date_t day,
			     date_t as_of)
{
	date_t from = flow_facts_version_from(version);
	date_t to = flow_facts_version_to(version);

	if (from != DATE_NONE && from > day)
		return FACT_NO;
	if (to != DATE_NONE && to < day)
		return FACT_NO;
	if (flow_facts_is_not_yet_law(version))
		return from == DATE_NONE && day <= as_of ? FACT_NO
							 : FACT_UNKNOWN;
	if (from != DATE_NONE && to != DATE_NONE)
		return FACT_YES;
	if (day < as_of)
		return FACT_UNKNOWN;
	return flow_facts_is_past_law(version) ? FACT_NO : FACT_YES;
}

/* Whether it may hold on a day of which its dates do not tell. */
static bool may_hold(const struct node *version, date_t day)
{
	date_t to = flow_facts_date(version, "validTo");

	return flow_facts_version_from(version) == DATE_NONE &&
	       !flow_facts_is_not_yet_law(version) &&
	       !flow_facts_is_past_law(version) &&
	       (to == DATE_NONE || to >= day);
}

/* Of the versions whose dates hold the day, the one that came last. */
static const struct node *dated_on(const struct node *gateway, date_t day)
{
	const struct node *best = NULL;

	NODE_EACH(version, gateway, "version")
	{
		date_t from = flow_facts_version_from(version);
		date_t to = flow_facts_version_to(version);

		if (from == DATE_NONE || from > day ||
		    (to != DATE_NONE && to < day) ||
		    (to == DATE_NONE && flow_facts_is_past_law(version)))
			continue;
		if (!best || from >= flow_facts_version_from(best))
			best = version;
	}
	return best;
}

GPtrArray *impact_law_versions_on(const struct node *gateway, date_t day)
{
	GPtrArray *all = g_ptr_array_new();
	const struct node *dated = dated_on(gateway, day);

	NODE_EACH(version, gateway, "version")
	{
		if (version == dated || may_hold(version, day))
			g_ptr_array_add(all, (gpointer)version);
	}
	return all;
}

/* The day after the last version that ended before the day. */
static date_t after_the_last(const struct node *gateway, date_t day)
{
	date_t last = DATE_NONE;

	NODE_EACH(version, gateway, "version")
	{
		date_t to = flow_facts_version_to(version);

		if (to != DATE_NONE && to < day)
			last = MAX(last, to + 1);
	}
	return last;
}

date_t impact_law_changed(const struct node *gateway, date_t day)
{
	g_autoptr(GPtrArray) now = impact_law_versions_on(gateway, day);

	if (now->len == 0)
		return after_the_last(gateway, day);
	return now->len == 1 ? flow_facts_version_from(now->pdata[0])
			     : DATE_NONE;
}

/* What is left ----------------------------------------------------------- */

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

/* Whether what the flow's gateway element relies on is in force. */
static enum fact is_reliance_in_force(const struct node *node,
				      const struct record *gateway, date_t day,
				      date_t as_of)
{
	const char *name = node_attr(node, "version");
	enum fact best = FACT_NO;

	if (!gateway || !gateway->is_valid)
		return FACT_UNKNOWN;
	if (name) {
		const struct node *version = version_named(gateway->root, name);

		return version ? is_in_force(version, day, as_of)
			       : FACT_UNKNOWN;
	}
	NODE_EACH(version, gateway->root, "version")
	{
		enum fact fact = is_in_force(version, day, as_of);

		if (fact == FACT_YES)
			return FACT_YES;
		if (fact == FACT_UNKNOWN)
			best = FACT_UNKNOWN;
	}
	return best;
}

static bool is_weak(const struct record *gateway)
{
	static const char *const kinds[] = { "general-power",
					     "implied-function", "consent-only",
					     NULL };
	const char *kind =
		gateway ? flow_facts_value(gateway->root, "kind") : NULL;

	return kind && g_strv_contains(kinds, kind);
}

static enum impact_law_rest judge(const struct node *node,
				  const struct record *gateway, date_t day,
				  date_t as_of)
{
	enum fact fact = is_reliance_in_force(node, gateway, day, as_of);

	if (fact == FACT_NO)
		return IMPACT_LAW_NOTHING;
	if (is_weak(gateway))
		return IMPACT_LAW_WEAK;
	return fact == FACT_YES ? IMPACT_LAW_OTHER : IMPACT_LAW_UNSURE;
}

static bool holds(const struct record *const *all, size_t n,
		  const struct record *record)
{
	for (size_t i = 0; i < n; i++) {
		if (all[i] == record)
			return true;
	}
	return false;
}

struct impact_law_left impact_law_without(const struct registers *registers,
					  const struct node *flow,
					  const struct record *gateway,
					  date_t day, date_t as_of,
					  struct arena *arena)
{
	struct impact_law_left left = { IMPACT_LAW_NOTHING, NULL, 0 };
	const struct record **others = arena_array(
		arena, node_count(flow, "gateway") + 1, sizeof(*others));

	NODE_EACH(node, flow, "gateway")
	{
		const struct record *other = registers_target(registers, node);
		enum impact_law_rest rest;

		if (other == gateway || !node_is_stated(node))
			continue;
		rest = judge(node, other, day, as_of);
		if (rest > left.rest)
			left = (struct impact_law_left){ rest, others, 0 };
		if (rest == left.rest && rest != IMPACT_LAW_NOTHING && other &&
		    !holds(others, left.n_others, other))
			others[left.n_others++] = other;
	}
	return left;
}

const char *impact_law_rest_name(enum impact_law_rest rest)
{
	switch (rest) {
	case IMPACT_LAW_NOTHING:
		return "only-gateway";
	case IMPACT_LAW_WEAK:
		return "weak";
	case IMPACT_LAW_UNSURE:
		return "not-known";
	default:
		return "other";
	}
}

/* Reviews ---------------------------------------------------------------- */

static date_t not_after(date_t date, date_t day)
{
	return date <= day ? date : DATE_NONE;
}

static date_t approved(const struct node *root, date_t day)
{
	date_t last = DATE_NONE;

	NODE_EACH(item, node_child(root, "signOff"), "item")
	{
		const char *code = node_attr(item, "code");

		if (g_strcmp0(code, "measures-approved") == 0 ||
		    g_strcmp0(code, "residual-risks-approved") == 0)
			last = MAX(
				last,
				not_after(flow_facts_date(item, "date"), day));
	}
	return last;
}

date_t impact_law_last_look(const struct record *record, date_t day)
{
	const struct node *review = node_child(record->root, "review");

	return MAX(not_after(flow_facts_date(review, "lastOn"), day),
		   approved(record->root, day));
}

enum fact impact_law_is_reviewed(const struct record *record, date_t changed,
				 date_t day)
{
	bool is_notice = strcmp(record->kind->name, "notice") == 0;
	date_t began =
		flow_facts_date(record->root, is_notice ? "issuedOn" : "start");
	date_t last = MAX(impact_law_last_look(record, day), began);

	if (changed == DATE_NONE || last == DATE_NONE)
		return FACT_UNKNOWN;
	return last >= changed ? FACT_YES : FACT_NO;
}
