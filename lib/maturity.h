/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_MATURITY_H
#define GATEHOUSE_MATURITY_H

#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/signals.h"

struct assets;
struct node;
struct registers;

/*
 * How far the signals of the registers let a barrier be called mature, on the
 * scale of schemas/codes/maturity.xml.  A level is allowed when no signal that
 * it or a lower level asks for is below its threshold.  Criteria without a
 * signal, and signals that nothing can be computed from, stand against
 * nothing: a signal lowers a claim and never raises one.
 */
struct maturity_level {
	const char *barrier; /* "B3" */
	unsigned allowed;    /* the highest level allowed, 1 to 4 */
	/* What stands against the level above; stopped_at 0: nothing does. */
	unsigned stopped_at;
	const char *criterion; /* what that level asks for, in words */
	const struct signal *signal;
	unsigned at_least; /* per cent that it asks of the signal */
	/* The lowest allowed level of which a signal has nothing to be
	   computed from, and that signal; 0: none. */
	unsigned unknown_at;
	const struct signal *unknown;
};

/* The scale, with the signals of the registers on a day. */
struct maturity;

/*
 * By the n signals, which are taken over, also on failure.  NULL, with error
 * set, when the scale in the assets cannot be read.
 */
struct maturity *maturity_of(const struct assets *assets,
			     struct signal *signals, size_t n, GError **error);

/* The same by the signals that the registers have on the day. */
struct maturity *maturity_new(const struct registers *registers, date_t as_of,
			      GError **error);
void maturity_free(struct maturity *maturity);

/* By the barrier's code; NULL for one that has no scale. */
const struct maturity_level *maturity_find(const struct maturity *maturity,
					   const char *barrier);

/* All barriers that have a scale, in its order. */
const struct maturity_level *maturity_levels(const struct maturity *maturity,
					     size_t *n);

/*
 * The barrier's element of the scale: its levels with their criteria and what
 * they ask of signals; NULL for one that has no scale.
 */
const struct node *maturity_scale(const struct maturity *maturity,
				  const char *barrier);

/* The signals that the levels are judged by, as signals_compute gives them. */
const struct signal *maturity_signals(const struct maturity *maturity,
				      size_t *n);

/* The signal in per cent, rounded down; 0 when it is of nothing. */
unsigned maturity_percent(const struct signal *signal);

typedef struct maturity Maturity;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Maturity, maturity_free)

#endif
