/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_H
#define GATEHOUSE_CHANGE_H

#include <glib.h>

struct codes;
struct node;

/* One field that differs between two texts of a record. */
struct field_change {
	char *field;	 /* "flow[daily-flags].retention.until" */
	char *label;	 /* "Flow 'daily-flags', retention, until" */
	char *old_value; /* in words; NULL: was not there */
	char *new_value; /* in words; NULL: is no longer there */
};

void field_change_free(struct field_change *change);

/*
 * The fields that differ, in the order of the schema: an array of struct
 * field_change, owned by the caller.  Either tree may be NULL (created,
 * removed).  Repeated elements are matched by their key where the schema
 * names one, otherwise by their content.  Codes stand with their labels.
 */
GPtrArray *change_fields(const struct node *old, const struct node *new,
			 const struct codes *codes);

#endif
