/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FIELD_PATH_H
#define GATEHOUSE_FIELD_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct field;
struct kind;
struct node;

/* One name of a path, with the item that is meant where there are several. */
struct field_step {
	const struct field *field;
	char *key;  /* what stands in brackets; NULL: nothing */
	size_t nth; /* of those with that key, from 1 */
};

/*
 * The name of a field of a record, the way log, diff and explain write it:
 * "title", "review.next", "flow[daily-flags].retention.until", "note[2]",
 * "owner@ref" (or "owner.ref"), "@publication".  The kind may stand first:
 * "agreement.title".  An item of a list is named by its key where the schema
 * has one for it, or by its place from 1.
 */
struct field_path {
	struct field_step *steps;
	size_t n;
	const struct field *attr; /* NULL: the element itself is meant */
};

/*
 * NULL, with error set (G_IO_ERROR_INVALID_ARGUMENT), when the kind has no
 * such field; the message names the nearest.  Free with field_path_free.
 */
struct field_path *field_path_new(const struct kind *kind, const char *text,
				  GError **error);
void field_path_free(struct field_path *path);

/*
 * Finds the child of node that the step means: *child is NULL when there is
 * none, and it could be added.  False, with error set, when several could be
 * meant, or a place is named that is past the next.
 */
bool field_path_step(const struct node *node, const struct field_step *step,
		     const struct node **child, GError **error);

/* Whether the step names its item by place and not by a key. */
bool field_path_is_place(const struct field_step *step);

typedef struct field_path FieldPath;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FieldPath, field_path_free)

#endif
