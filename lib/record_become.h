/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_BECOME_H
#define GATEHOUSE_RECORD_BECOME_H

#include <stdbool.h>

#include <glib.h>

struct node;
struct record_edit;

/*
 * Changes a record's file so that it reads as the tree want, of the same kind
 * and with children in the schema's order.  Only what differs is touched.
 * Parts with an id are matched by it, others by their place.  On failure,
 * with error set, the file may be changed in part.
 */
bool record_become(struct record_edit *edit, const struct node *want,
		   GError **error);

#endif
