/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DUE_ICS_H
#define GATEHOUSE_DUE_ICS_H

#include <stddef.h>

#include <glib.h>

struct due_list;
struct registers;

/*
 * Appends the first n things of the list as an iCalendar object, one event for
 * each.  An event has the same UID as long as its record and what it asks for
 * stay, whatever its day; each leads to the record's page where the settings
 * state an address for the site.
 */
void due_ics_write(GString *out, const struct registers *registers,
		   const struct due_list *list, size_t n);

/* The same in pieces, for lists that are too long to be held whole. */
void due_ics_begin(GString *out, const struct registers *registers);
void due_ics_add(GString *out, const struct registers *registers,
		 const struct due_list *list, size_t i);
void due_ics_end(GString *out);

#endif
