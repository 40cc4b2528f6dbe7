/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_MEND_H
#define GATEHOUSE_RECORD_MEND_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct record_edit;

/*
 * Makes every reference to the record "from", and to a part of it ("from#x"),
 * one to the record "to".  *n is how many there were.
 */
bool record_mend_references(struct record_edit *edit, const char *from,
			    const char *to, size_t *n, GError **error);

/*
 * Makes the copy of a record a record of its own: of that id and version 1,
 * without a former id, dates, signatures, sign-offs and outcomes of reviews.
 * What a record has to have stays, marked as not stated.
 * References to itself become references to the new record.
 */
bool record_mend_copy(struct record_edit *edit, const char *id, GError **error);

#endif
