/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_IMPACT_H
#define GATEHOUSE_IMPACT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/flow_facts.h"
#include "lib/impact_law.h"

struct arena;
struct node;
struct record;
struct registers;

/* One way in which a record rests on the one that is asked about. */
struct impact_way {
	const struct record *record;  /* what rests on it */
	const struct record *through; /* by way of this one; NULL: by itself */
	const struct node *node;      /* the element that makes it rest */
	const struct node *flow;      /* the flow of the record that it stands
					 in; NULL: none */
	unsigned depth;		      /* 1: it names it itself */
	const char *via;	      /* "flow 'Daily flags', gateway" */
	enum fact is_live; /* whether flow runs on the day; NULL: unknown */
	bool is_reliance;  /* flow relies on the gateway that is asked about */
	struct impact_law_left left; /* if so: without it, on the day */
};

/*
 * Everything that rests on a record on a day.  Ways are sorted by depth, then
 * in the order of the registers; a record that can be reached at several depths
 * is given at the least.
 */
struct impact {
	const struct record *record;
	const struct node *part; /* version, flow …; NULL: all of it */
	date_t on;
	date_t changed; /* of a gateway: impact_law_changed; else DATE_NONE */
	const struct impact_way *ways;
	size_t n;
	struct arena *arena; /* of the ways */
};

/*
 * What rests on the record, or on one part of it: what refers to it, and what
 * covers, lies below or explains that in turn (an agreement's assessments,
 * barriers, waivers and agreements under it; the agreements of a consent;
 * consents and agreements of a notice).  What rests on single flows of an
 * agreement is only followed from those flows.  A source carries no further
 * than to what cites it.  as_of: the day for which the records' statuses hold.
 * Cost: linear in the references that are followed.  Owned by the caller;
 * registers must outlive it.
 */
struct impact *impact_of(const struct registers *registers,
			 const struct record *record, const struct node *part,
			 date_t on, date_t as_of);
void impact_free(struct impact *impact);

/* The flows that rely on a gateway, each counted once. */
struct impact_tally {
	size_t flows;
	size_t live;	/* that run on the day */
	size_t unknown; /* of which it is not known whether they do */
	size_t left[IMPACT_LAW_RESTS]; /* of those that run: what is left */
};

struct impact_tally impact_count(const struct impact *impact);

/*
 * Whether way i is the first of its record, or of its flow: what is counted and
 * listed once though it rests in several ways.
 */
bool impact_is_first_of_record(const struct impact *impact, size_t i);
bool impact_is_first_of_flow(const struct impact *impact, size_t i);

typedef struct impact Impact;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Impact, impact_free)

#endif
