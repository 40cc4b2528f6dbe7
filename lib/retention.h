/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RETENTION_H
#define GATEHOUSE_RETENTION_H

#include <stdbool.h>

#include "lib/date.h"

struct node;
struct registers;

/* How the time for keeping an agreement's data stands on a day. */
struct retention {
	const struct node *passed_at; /* a limit that has passed without
					 evidence; NULL: none */
	date_t passed_on;	      /* its last day */
	bool is_vague; /* the last day of some data is not known */
	const struct node *vague_at;
};

/*
 * Whether the agreement or flow gives, for itself, a limit to the time for
 * keeping data: a date, a length of time, or an event that ends it.
 */
bool retention_has_limit(const struct node *owner);

/* Whether at least one flow of the agreement has a limit of its own. */
bool retention_is_partly_given(const struct node *agreement);

/*
 * The last day on which data may be kept under a retention element: the date
 * given, or the length of time counted from the last day on which data were
 * collected (for a flow that happens once, its start), or from the end of the
 * programme or its evaluation.  DATE_NONE: cannot be worked out.
 */
date_t retention_last_day(const struct registers *registers,
			  const struct node *retention);

/*
 * The last day of the agreement's programme or of its evaluation, whichever
 * is later; DATE_NONE: there is no programme, or it does not say.
 */
date_t retention_programme_end(const struct registers *registers,
			       const struct node *agreement);

/*
 * Whether the agreement or flow records, for itself, evidence by that day that
 * data were destroyed; evidence without a date counts.
 */
bool retention_has_evidence(const struct node *owner, date_t day);

/*
 * Whether the agreement, or else each of its flows of personal data, records
 * evidence by that day that the data were destroyed; evidence without a date
 * counts.
 */
bool retention_is_destroyed(const struct registers *registers,
			    const struct node *agreement, date_t day);

/*
 * Whether nothing has to be done any more about a limit of the agreement whose
 * last day is that: evidence by as_of that the data were destroyed, or a review
 * with an outcome after the last day.
 */
bool retention_is_closed(const struct registers *registers,
			 const struct node *agreement, date_t last,
			 date_t as_of);

/*
 * The same for a retention element of an agreement or a flow; also where it
 * counts for no data: those of its flow are about nobody, or each flow of
 * personal data has a limit of its own.
 */
bool retention_is_settled(const struct registers *registers,
			  const struct node *retention, date_t as_of);

/*
 * Looks for limits that have passed by as_of (of the agreement, its flows and
 * the promises of its notices) without a destruction, and without a review
 * with an outcome after the limit.
 */
void retention_of(const struct registers *registers,
		  const struct node *agreement, date_t as_of,
		  struct retention *retention);

#endif
