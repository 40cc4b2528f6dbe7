/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SIGNALS_H
#define GATEHOUSE_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/flow_facts.h"

struct node;
struct record;
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

/*
 * Whether the flow relies on gateways of which each version is in force on
 * the day, or was when the flow ended, and which together reach its parties
 * and purposes.  FACT_UNKNOWN when a fact for that is missing.
 */
enum fact signals_is_empowered(const struct registers *registers,
			       const struct node *flow, date_t as_of);

/*
 * Appends what one record contributes to the signals of a day, as bytes to be
 * added up with signals_sum_add.  They name other records by id, and so
 * outlive the registers; they hold as long as the answers that the registers
 * gave meanwhile, and the settings.  Never nothing: one byte where the record
 * says nothing of any signal.
 */
void signals_part(const struct registers *registers,
		  const struct record *record, date_t as_of, GString *out);

/* All signals, in the order of the barriers; *n of them, to be freed
   with g_free.  Linear in records. */
struct signal *signals_compute(const struct registers *registers, date_t as_of,
			       size_t *n);

#endif
