/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHARING_PAIRS_H
#define GATEHOUSE_SHARING_PAIRS_H

#include <stddef.h>

#include <glib.h>

struct record;
struct registers;
struct sharing;
struct sharing_use;

/* What stands for the type of an organisation that states none. */
#define SHARING_NO_TYPE "no-type"

/* The type of an organisation, as the code, and what that is called. */
const char *sharing_type(const struct record *body);
const char *sharing_type_label(const struct registers *registers,
			       const char *type);

/* All flows from one organisation to one other. */
struct sharing_pair {
	const char *type; /* of the one that gives */
	const struct sharing_use *uses;
	size_t n;
};

/*
 * Who gives to whom, in the order in which matrix.html lists it, put together
 * once for all of its pages.
 */
struct sharing_pairs {
	GArray *pairs; /* struct sharing_pair, by label of the type, then as uses */
	GPtrArray *unnamed; /* a const struct sharing_use for each flow without
			       a side whose record is shown */
	size_t n_flows;
	size_t n_live;
};

/* Keeps pointers to both. */
struct sharing_pairs *sharing_pairs_new(const struct registers *registers,
					const struct sharing *sharing);
void sharing_pairs_free(struct sharing_pairs *pairs);

typedef struct sharing_pairs SharingPairs;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SharingPairs, sharing_pairs_free)

#endif
