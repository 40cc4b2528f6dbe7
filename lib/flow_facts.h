/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FLOW_FACTS_H
#define GATEHOUSE_FLOW_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/node.h"
#include "lib/word.h"

struct record;
struct registers;

/*
 * What several rules have to know of an agreement and its flows: when a flow
 * runs, on which gateway versions it relies, who its parties are.  Elements
 * are those of valid records; nothing here reports.
 */

/* An answer that the record may not give. */
enum fact { FACT_NO, FACT_YES, FACT_UNKNOWN };

/* A stretch of days, both ends included. */
struct period {
	date_t from; /* DATE_NONE: not known (nor is to) */
	date_t to;
	bool is_open; /* no end is stated: to is the last day looked at */
};

/* The flow's id, which is unique in its agreement; NULL: none. */
const char *flow_facts_id(const struct node *flow);

/* The text of an element with its claim, or NULL when it is not stated. */
static inline const char *flow_facts_said(const struct node *node)
{
	return node_is_stated(node) && *node->text ? node->text : NULL;
}

/* The same of a child.  Inline, so that its name's key is worked out before. */
G_ALWAYS_INLINE
static inline const char *flow_facts_value(const struct node *parent,
					   const char *name)
{
	return flow_facts_said(node_child(parent, name));
}

/* The date of a child, or DATE_NONE when it is not stated. */
G_ALWAYS_INLINE
static inline date_t flow_facts_date(const struct node *parent,
				     const char *name)
{
	const struct node *node = node_child(parent, name);

	return node_is_stated(node) ? node_day(node) : DATE_NONE;
}

/* A child of type true or false. */
G_ALWAYS_INLINE
static inline enum fact flow_facts_truth(const struct node *parent,
					 const char *name)
{
	const char *value = flow_facts_value(parent, name);

	if (!value)
		return FACT_UNKNOWN;
	return word_is(value, "true") ? FACT_YES : FACT_NO;
}

/*
 * Whether the agreement (its root element) is current on the day: its status
 * is one of those that count as current, or is not stated and its end has not
 * passed.
 */
bool flow_facts_is_current(const struct registers *registers,
			   const struct node *agreement, date_t as_of);

/* Whether its status says that it is over: expired, terminated, superseded. */
bool flow_facts_is_over(const struct node *agreement);

/*
 * The days on which the flow runs: its own start and end or else those of its
 * agreement.  Without an end it runs to as_of, or for one day if it starts
 * later.  False, and *missing a phrase such as "the flow's start date", when
 * that is not known: no start, or no end although the agreement is over.
 */
bool flow_facts_period(const struct node *flow, date_t as_of,
		       struct period *period, const char **missing);

/* Whether the flow stays inside one body: nothing is disclosed. */
bool flow_facts_is_inside(const struct node *flow);

/* Whether the flow carries personal data, by its identifiability. */
enum fact flow_facts_is_personal(const struct registers *registers,
				 const struct node *flow);

/*
 * Whether the organisation is a public authority: as its record says, else as
 * its type does.  FACT_UNKNOWN for NULL and for a record without a type.
 */
enum fact flow_facts_is_public(const struct registers *registers,
			       const struct record *organisation);

/*
 * Whether the organisation's type is the code or belongs to the group of that
 * code ("nhs-body").  FACT_UNKNOWN as above.
 */
enum fact flow_facts_is_of_type(const struct registers *registers,
				const struct record *organisation,
				const char *type);

/* Whether that holds for one of the types; types ends with NULL. */
enum fact flow_facts_is_of_types(const struct registers *registers,
				 const struct record *organisation,
				 const char *const *types);

/* Days of a flow, and the version of a gateway that holds on them. */
struct flow_stretch {
	struct period period;
	const struct node *version; /* NULL: no version holds on these days */
};

/* What a flow relies on by one of its gateway elements. */
struct flow_reliance {
	const struct node *node;      /* the gateway element of the flow */
	const struct record *gateway; /* NULL: the reference is dangling */
	const char *unknown_version;  /* named, but the gateway has none such */
	const char *missing; /* fact without which stretches are not known */
	struct flow_stretch *stretches; /* in order of days */
	size_t n_stretches;
	struct flow_stretch only; /* the stretch, where there is one */
};

/*
 * All gateways of the flow, as struct flow_reliance; free with
 * g_ptr_array_unref.  A reliance on a version by name, or on a gateway that
 * has only one, is one stretch, which may be without dates.  Otherwise the
 * flow's days are split where versions change; on a day for which several
 * versions hold, the one that came into force last counts.
 */
GPtrArray *flow_facts_reliances(const struct registers *registers,
				const struct node *flow, date_t as_of);

/*
 * The first and last day on which the version is in force, as far as known:
 * a version that another follows ends on the day before, one that is in force
 * and has no end stands until DATE_MAX.  DATE_NONE: not known.
 */
date_t flow_facts_version_from(const struct node *version);
date_t flow_facts_version_to(const struct node *version);

/* Whether the version's status is bill or enacted-not-commenced. */
bool flow_facts_is_not_yet_law(const struct node *version);

/* Whether it is repealed, revoked or withdrawn. */
bool flow_facts_is_past_law(const struct node *version);

/* How an item stands to a gateway version's list. */
enum listing {
	LISTING_NAMED,	 /* the list names it */
	LISTING_OPEN,	 /* it does not, but is not complete either */
	LISTING_ABSENT,	 /* the list is complete and does not name it */
	LISTING_UNKNOWN, /* there is no list, or the item's type or an entry
			    of the list is not known */
};

/* A flow's discloser or recipient against the version's list of them. */
enum listing flow_facts_party_listing(const struct registers *registers,
				      const struct node *version,
				      const struct node *party);

/* A flow's purpose against the version's permitted purposes. */
enum listing flow_facts_purpose_listing(const struct node *version,
					const struct node *purpose);

/*
 * Whether the version permits identifying families and nothing else: its list
 * of purposes is complete and every entry is P-IDENTIFY.
 */
bool flow_facts_only_identifies(const struct node *version);

/*
 * " from 2013-01-01 to 2014-06-30", " from 2013-01-01 on" or, for a period that
 * is not known, ""; owned by the caller.
 */
char *flow_facts_period_words(const struct period *period);

#endif
