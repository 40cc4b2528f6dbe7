/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SKELETON_H
#define GATEHOUSE_SKELETON_H

#include <glib.h>

struct codes;
struct kind;

/*
 * Appends the file of a new record of that kind: fields that it has to have
 * are there, empty; every other one stands as a comment, to be taken out of it.
 * Each has a comment before it with its label, its hint, what sort of value it
 * takes, and codes, as many as fit.  The order is the schema's, which is the
 * only one that is valid.
 */
void skeleton_write(GString *out, const struct kind *kind,
		    const struct codes *codes, const char *id);

/* The same without any comment: what has to be there alone. */
void skeleton_write_bare(GString *out, const struct kind *kind, const char *id);

#endif
