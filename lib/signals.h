/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SIGNALS_H
#define GATEHOUSE_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"

struct registers;

/*
 * A share that is computed from the registers and stands beside the maturity
 * levels that people claim.  of == 0: there is nothing to compute it from.
 */
struct signal {
	const char *name;    /* as in schemas/codes/maturity.xml */
	const char *barrier; /* "B3" */
	const char *label;   /* "Flows whose gateway version is in force …" */
	size_t met;
	size_t of;
	size_t undecidable; /* subjects left out because a fact is missing */
};

/* All signals, in the order of the barriers; *n of them, to be freed with g_free. */
struct signal *signals_compute(const struct registers *registers, date_t as_of,
			       size_t *n);

#endif
