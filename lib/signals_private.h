/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SIGNALS_PRIVATE_H
#define GATEHOUSE_SIGNALS_PRIVATE_H

#include "lib/flow_facts.h"

/* How signals.c writes the parts of records and signals_sum.c reads them. */

/* The signals, in the order of the barriers. */
enum {
	SIGNALS_ASSESSED,
	SIGNALS_GUARDED,
	SIGNALS_EMPOWERED,
	SIGNALS_INFORMED,
	SIGNALS_PUBLISHED,
	SIGNALS_BENEFITING,
	SIGNALS_REGULAR,
	SIGNALS_FAMILY,
	N_SIGNALS
};

/*
 * A part is a run of entries.  Each begins with a byte, made of what it says
 * and of a fact:
 *
 *   a signal         the fact that counts for one subject of the signal
 *   SIGNALS_PARTY    an organisation that can assess itself (FACT_YES); its id
 *                    and a NUL follow
 *   SIGNALS_ASSESSMENT  whether such an assessment is recent; the same
 *   SIGNALS_END      nothing more (FACT_NO): there is always one
 *
 * SIGNALS_ASSESSED is no entry: it is known only when all parts are.
 */
enum {
	SIGNALS_PARTY = N_SIGNALS,
	SIGNALS_ASSESSMENT,
	SIGNALS_END,
	SIGNALS_FACTS = 3 /* of enum fact */
};

static inline char signals_entry(unsigned what, enum fact fact)
{
	return (char)(what * SIGNALS_FACTS + fact);
}

#endif
