/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ICS_H
#define GATEHOUSE_ICS_H

#include <glib.h>

#include "lib/date.h"

/*
 * Writes an iCalendar object (RFC 5545) of events that last a whole day.  Texts
 * are UTF-8; control characters and those that turn the direction of text are
 * dropped, line feeds kept.
 */

/* Begins the calendar, named as people see it. */
void ics_begin(GString *out, const char *name);

struct ics_event {
	const char *uid; /* of no other event, and the same in every calendar
			    that has this one */
	date_t date;
	const char *summary;
	const char *description; /* may be NULL */
	const char *category;	 /* may be NULL */
	const char *url;	 /* absolute; NULL: none */
};

/* stamp: the day of which the calendar is. */
void ics_event(GString *out, const struct ics_event *event, date_t stamp);

void ics_end(GString *out);

#endif
