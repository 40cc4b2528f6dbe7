/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_FIELD_H
#define GATEHOUSE_RECORD_FIELD_H

#include <stdbool.h>

#include <glib.h>

struct record_edit;

/*
 * Sets a field by its path (see field_path.h); what is missing on the way is
 * added where the schema wants it, with its key.  An empty value says "not
 * stated" of an element and removes an attribute.  What gets a value is no
 * longer marked as not stated.
 */
bool record_field_set(struct record_edit *edit, const char *path,
		      const char *value, GError **error);

/*
 * Removes the element or attribute at the path, and with an element those
 * around it that then hold nothing.  G_IO_ERROR_NOT_FOUND when it is not there.
 */
bool record_field_unset(struct record_edit *edit, const char *path,
			GError **error);

#endif
