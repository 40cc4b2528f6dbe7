/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CLAIMS_H
#define GATEHOUSE_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct code;
struct node;
struct record;
struct registers;

/* What a partner, or a partnership, was said to be at on a day. */
struct claim {
	const struct record *record; /* the barrier's */
	const struct node *node;     /* the assessment */
	guint barrier;		     /* index into the barriers */
	guint partner;		     /* index into the partners */
	date_t on;		     /* DATE_NONE: not stated */
	unsigned level;		     /* 0: not assessed, or not stated */
	bool is_stale;	   /* older than an assessment holds, or undated */
	bool has_evidence; /* something is named that shows it */
};

/* A partner that somebody assessed. */
struct claims_partner {
	const char *name;
	const struct record *organisation; /* NULL: a partnership */
};

/*
 * The maturity that the barrier records claim.  Barriers are the codes of the
 * list "barrier", local ones included, in its order.
 */
struct claims {
	const struct code *barriers;
	size_t n_barriers;
	GArray *partners;    /* of struct claims_partner, in order of name */
	GArray *claims;	     /* of struct claim: by barrier, partner, day */
	GPtrArray **records; /* by barrier: of const struct record *, or NULL */
};

/* Borrows from registers.  Cost: linear in assessments, but for
 * sorting. */
struct claims *claims_new(const struct registers *registers, date_t as_of);
void claims_free(struct claims *maturity);

/*
 * The latest claim for a barrier and a partner, or NULL.  Of two on one day
 * the later in the record counts; an undated one only where there is no other.
 */
const struct claim *claims_latest(const struct claims *maturity, guint barrier,
				  guint partner);

/* How many claims there are for its barrier and partner; they end with it. */
size_t claims_count(const struct claims *maturity, const struct claim *latest);

/* How the latest claims of a barrier lie; levels of 0 are left out. */
struct claims_spread {
	size_t n;	 /* partners with a level */
	size_t n_stale;	 /* of these, out of date */
	unsigned lowest; /* 0 when n is 0, as the others */
	unsigned highest;
	unsigned median_halves; /* twice the median: 3 is one and a half */
};

struct claims_spread claims_spread(const struct claims *maturity,
				   guint barrier);

typedef struct claims Claims;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Claims, claims_free)

#endif
