/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_MATURITY_H
#define GATEHOUSE_MATURITY_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct code;
struct node;
struct record;
struct registers;

/* What a partner, or a partnership, was said to be at on a day. */
struct maturity_claim {
	const struct record *record; /* the barrier's */
	const struct node *node;     /* the assessment */
	guint barrier;		     /* index into the barriers */
	guint partner;		     /* index into the partners */
	date_t on;		     /* DATE_NONE: not stated */
	unsigned level;		     /* 0: not assessed, or not stated */
	bool is_stale; /* more than twelve months old, or undated */
};

/* A partner that somebody assessed. */
struct maturity_partner {
	const char *name;
	const struct record *organisation; /* NULL: a partnership */
};

/*
 * The maturity that the barrier records claim.  Barriers are the codes of the
 * list "barrier", local ones included, in its order.
 */
struct maturity {
	const struct code *barriers;
	size_t n_barriers;
	GArray *partners; /* of struct maturity_partner, in order of name */
	GArray *claims; /* of struct maturity_claim: by barrier, partner, day */
	GPtrArray **records; /* by barrier: of const struct record *, or NULL */
};

/* Borrows from registers.  Cost: assessments times partners. */
struct maturity *maturity_new(const struct registers *registers, date_t as_of);
void maturity_free(struct maturity *maturity);

/*
 * The latest claim for a barrier and a partner, or NULL.  Of two on one day
 * the later in the record counts; an undated one only where there is no other.
 */
const struct maturity_claim *maturity_latest(const struct maturity *maturity,
					     guint barrier, guint partner);

/* How the latest claims of a barrier lie; levels of 0 are left out. */
struct maturity_spread {
	size_t n;	 /* partners with a level */
	size_t n_stale;	 /* of these, out of date */
	unsigned lowest; /* 0 when n is 0, as the others */
	unsigned highest;
	unsigned median_halves; /* twice the median: 3 is one and a half */
};

struct maturity_spread maturity_spread(const struct maturity *maturity,
				       guint barrier);

typedef struct maturity Maturity;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Maturity, maturity_free)

#endif
