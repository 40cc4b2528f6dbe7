/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_IMPACT_LAW_H
#define GATEHOUSE_IMPACT_LAW_H

#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/flow_facts.h"

struct arena;
struct node;
struct record;
struct registers;

/*
 * What the records say of a change in the law: which text holds on a day, what
 * a flow would have left without a gateway, who has looked at their records
 * since.  as_of is the day for which statuses in the records hold.
 */

/* What a flow would have left on a day without one of its gateways. */
enum impact_law_rest {
	IMPACT_LAW_NOTHING, /* it names no other that is in force */
	IMPACT_LAW_WEAK,    /* only general or implied powers, or consent */
	IMPACT_LAW_UNSURE,  /* another, of which it is not known if it is */
	IMPACT_LAW_OTHER,   /* another that is in force */
	IMPACT_LAW_RESTS
};

struct impact_law_left {
	enum impact_law_rest rest;
	const struct record *const *others; /* that it would have left so */
	size_t n_others;
};

/* What the flow would have left; others are in the arena. */
struct impact_law_left impact_law_without(const struct registers *registers,
					  const struct node *flow,
					  const struct record *gateway,
					  date_t day, date_t as_of,
					  struct arena *arena);

/* "only-gateway", "weak", "not-known" or "other". */
const char *impact_law_rest_name(enum impact_law_rest rest);

/*
 * The versions of a gateway (its root element) that may hold on the day: one
 * where dates tell, several where they do not.  Free with g_ptr_array_unref.
 */
GPtrArray *impact_law_versions_on(const struct node *gateway, date_t day);

/*
 * The first day of the law as it stands on the day: that of the version that
 * holds, or the day after the last one ended.  DATE_NONE: the record does not
 * tell.
 */
date_t impact_law_changed(const struct node *gateway, date_t day);

/*
 * The last day, up to the day, on which the record says that somebody looked at
 * it: a review, or the approval of an assessment; DATE_NONE: none is stated.
 */
date_t impact_law_last_look(const struct record *record, date_t day);

/*
 * Whether the record was looked at, or began, on the day of the change or
 * later.  FACT_UNKNOWN: changed is DATE_NONE, or the record says neither when
 * it was looked at nor when it began.
 */
enum fact impact_law_is_reviewed(const struct record *record, date_t changed,
				 date_t day);

#endif
