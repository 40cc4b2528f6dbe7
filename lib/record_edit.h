/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_EDIT_H
#define GATEHOUSE_RECORD_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct field;
struct kind;
struct library;
struct node;

/*
 * A record's file that is changed in place: comments, order, indentation,
 * quotes and references of all that a change does not name stay as they are,
 * byte for byte.
 *
 * Each change either is made or, with error set, leaves the bytes as they
 * were.  What results is well-formed; whether it is valid is for xml_read and
 * registers_load to say.  A change makes nodes that were handed out before
 * invalid.  Cost: the whole file is read again for each.
 */
struct record_edit;

/*
 * The path is for messages alone.  NULL, with error set
 * (G_IO_ERROR_INVALID_DATA), when the bytes are not well-formed, or their root
 * is no kind that the schema knows; and, G_IO_ERROR_NOT_FOUND, when bytes is
 * NULL, as of a record whose file is gone.
 */
struct record_edit *record_edit_new(const struct library *library,
				    const char *path, const char *bytes,
				    size_t len, GError **error);
void record_edit_free(struct record_edit *edit);

/* The record as it now stands; valid until the next change. */
const struct node *record_edit_root(const struct record_edit *edit);
const struct kind *record_edit_kind(const struct record_edit *edit);

/* The bytes as they now stand; owned by the caller. */
GBytes *record_edit_bytes(const struct record_edit *edit);

/* Goes back to bytes that record_edit_bytes gave. */
void record_edit_reset(struct record_edit *edit, GBytes *bytes);

/*
 * The single changes, by node: the text of an element (Markdown of several
 * lines is set under the element's indentation; "" marks it not stated where
 * nothing else in it says something), an attribute (value NULL: removed), a
 * new empty child, which is returned, after those that come before it in the
 * schema, and the end of an element.
 */
bool record_edit_text(struct record_edit *edit, const struct node *node,
		      const char *value, GError **error);
bool record_edit_attr(struct record_edit *edit, const struct node *node,
		      const char *name, const char *value, GError **error);
const struct node *record_edit_insert(struct record_edit *edit,
				      const struct node *parent,
				      const struct field *field,
				      GError **error);
bool record_edit_remove(struct record_edit *edit, const struct node *node,
			GError **error);

typedef struct record_edit RecordEdit;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordEdit, record_edit_free)

#endif
