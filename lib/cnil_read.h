/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CNIL_READ_H
#define GATEHOUSE_CNIL_READ_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct arena;
struct diags;
struct json_value;
struct node;
struct risk_matrix;

/* One file of the CNIL's PIA tool on its way into records. */
struct cnil_file {
	struct arena *arena;	       /* of what is made */
	const char *path;	       /* of the file, for the report */
	const struct json_value *root; /* what it holds */
	const struct risk_matrix *matrix;
	struct diags *diags; /* takes the report: notes, and errors of form */
};

/*
 * How many assessments the file holds, in either shape: an object with "pia",
 * or the back office's list.  0, with error set, when it is none of them.
 */
size_t cnil_read_count(const struct cnil_file *file, GError **error);

/* The name of assessment i; "" when it has none. */
const char *cnil_read_name(const struct cnil_file *file, size_t i);

/*
 * Assessment i as a pia record with that id, which rests on that source.  What
 * has no place goes on the diagnostics as notes, with its path in the JSON;
 * what is not of the form that it should have, as errors.  Names of people are
 * not taken, nor repeated.
 */
struct node *cnil_read_pia(const struct cnil_file *file, size_t i,
			   const char *id, const char *source);

/* The source record with that id of assessment i, which became pia. */
struct node *cnil_read_source(const struct cnil_file *file, size_t i,
			      const struct node *pia, const char *id);

#endif
