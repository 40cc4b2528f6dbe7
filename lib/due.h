/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DUE_H
#define GATEHOUSE_DUE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"

struct node;
struct record;
struct registers;

/* Something that a record says has to be done by a day. */
struct due {
	date_t date;	  /* the last day on which it is in time */
	const char *what; /* "Review", "Retention ends" */
	const struct record *record;
	const struct node *part; /* flow, measure, approach, or the root */
	bool is_overdue;	 /* the day has passed */
};

/*
 * What is overdue on as_of, and what comes within the time that the settings
 * give (90 days when they give none), or within the xs:duration within where it
 * is not NULL: reviews, ends of agreements, flows and retention, consents to be
 * refreshed, waivers, assessments, measures, approaches and targets.  What is
 * done, abandoned or no longer current is left out.  Sorted by date, then
 * record and line; *n of them, to be freed with g_free.
 */
struct due *due_list(const struct registers *registers, date_t as_of,
		     const char *within, size_t *n);

/* The last day that due_list looks at. */
date_t due_horizon(const struct registers *registers, date_t as_of,
		   const char *within);

#endif
