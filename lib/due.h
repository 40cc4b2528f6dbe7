/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DUE_H
#define GATEHOUSE_DUE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct node;
struct record;
struct registers;

/* Something that a record says has to be done, or will happen, by a day. */
struct due {
	date_t date;	  /* the last day on which it is in time */
	const char *code; /* "review", "retention-ends"; of no other matter */
	const char *what; /* "Review", "Retention ends" */
	const struct record *record;
	const struct node *part; /* flow, measure, party …, or the root */
	const struct node *at;	 /* the element that gives the day */
	unsigned rank;		 /* of the matter: what weighs more is less */
	unsigned nth;		 /* of those of the same part and matter */
	bool is_overdue;	 /* the day has passed */
};

/* Everything that is due, sorted by date, then record and line. */
struct due_list {
	struct due *all;
	size_t n;
	size_t n_overdue; /* the first of all */
	size_t n_near;	  /* overdue, or due by the horizon: the first, too */
	date_t as_of;
	date_t horizon;
};

/*
 * What is due after as_of, however late, and what is overdue on it: reviews,
 * ends of agreements and of retention, signatures, consents to be refreshed,
 * waivers, measures, approaches, target levels, and whatever has to be looked
 * at again after an interval of the settings.  What only happens by itself (a
 * flow or a programme ends, a text of the law begins) is there until its day.
 * What is done, abandoned or over is left out.
 *
 * The horizon is as_of and the xs:duration within or, where that is NULL, the
 * window of the settings (90 days when they give none).  registers must
 * outlive the result.  Cost: linear in the records.
 */
struct due_list *due_list_new(const struct registers *registers, date_t as_of,
			      const char *within);
void due_list_free(struct due_list *list);

/*
 * Takes out of list what is not in whole: list is of an edition, and what
 * shows that a thing is done may be kept from it.
 */
void due_list_keep(struct due_list *list, const struct due_list *whole);

/*
 * The xs:duration that a user means by "P90D", "90d", "12w", "6m" or "1y";
 * owned by the caller.  NULL for anything else, times of the day and negative
 * durations included.
 */
char *due_duration(const char *text);

/* Id of the part, or of the organisation that it is; NULL: the record. */
const char *due_part_id(const struct due *due);

/*
 * Who has to see to it as the record states it, "Head of service, Fen Council":
 * the part's own owner, else the record's.  NULL: not stated.  Owned by the
 * caller.
 */
char *due_responsible(const struct registers *registers, const struct due *due);

typedef struct due_list DueList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DueList, due_list_free)

#endif
