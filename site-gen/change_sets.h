/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_SETS_H
#define GATEHOUSE_CHANGE_SETS_H

#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct changes;

/* All that one commit did, as far as an edition may show it. */
struct change_set {
	size_t first; /* of its changes: changes_get(first), … */
	size_t n;
	date_t on; /* the day it was entered in the register */
};

/* A year, or a month of a year in which very much was changed. */
struct change_period {
	char *path;   /* of its page: "changes/2026.html" */
	char *label;  /* "2026", "March 2026" */
	size_t first; /* of its sets: change_sets_get(first), … */
	size_t n;
	size_t n_changes;
};

/*
 * The changes by the day on which they were entered, newest first, and divided
 * into periods, so that no page grows without bounds.  Releases are no part of
 * it: a tag can be moved without a commit, and a site must follow from its
 * commit alone.
 */
struct change_sets;

/* changes must outlive the result. */
struct change_sets *change_sets_new(const struct changes *changes);
void change_sets_free(struct change_sets *sets);

size_t change_sets_len(const struct change_sets *sets);
const struct change_set *change_sets_get(const struct change_sets *sets,
					 size_t i);

/* Newest first; *n of them. */
const struct change_period *change_sets_periods(const struct change_sets *sets,
						size_t *n);

/* The period whose page has that path, or that set i falls into. */
const struct change_period *change_sets_find(const struct change_sets *sets,
					     const char *path);
const struct change_period *
change_sets_period_of(const struct change_sets *sets, size_t i);

typedef struct change_sets ChangeSets;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChangeSets, change_sets_free)

#endif
