/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SCREENING_H
#define GATEHOUSE_SCREENING_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/flow_facts.h"

struct codes;
struct node;
struct registers;

/*
 * Which signs of high risk the facts of a flow show: the nine criteria of the
 * European guidelines (WP 248), the ten kinds of processing on the regulator's
 * list, and the cases of UK GDPR Article 35(3).  W_ and I_ items are codes of
 * the list pia-criterion.
 */
enum screening_item {
	W_EVALUATION,
	W_AUTOMATED,
	W_MONITORING,
	W_SENSITIVE,
	W_LARGE_SCALE,
	W_MATCHING,
	W_VULNERABLE,
	W_INNOVATIVE,
	W_PREVENTS_RIGHT,
	I_INNOVATIVE,
	I_DENIAL,
	I_PROFILING,
	I_BIOMETRIC,
	I_GENETIC,
	I_MATCHING,
	I_INVISIBLE,
	I_TRACKING,
	I_CHILDREN,
	I_HARM,
	A_EVALUATION, /* Article 35(3)(a) */
	A_SPECIAL,    /* Article 35(3)(b) */
	SCREENING_ITEMS
};

#define SCREENING_FACTS 12

struct screening {
	enum fact answers[SCREENING_ITEMS];
	/* Facts without which some answer is not known, as phrases. */
	const char *missing[SCREENING_FACTS];
	size_t n_missing;
};

/* What follows: each one outweighs those before it. */
enum screening_need {
	SCREENING_NO_NEED,
	SCREENING_TWO_CRITERIA, /* two or more of the nine */
	SCREENING_HIGH_RISK,	/* Article 35(3) or the regulator's list */
};

/*
 * Answers every item from the flow, its consents and the settings, and whether
 * it matches data from the disclosers of its agreement's flows.  A flow without
 * personal data meets none.
 */
void screening_of_flow(const struct registers *registers,
		       const struct node *flow, struct screening *screening);

/* What the answers call for if what is not known does not apply. */
enum screening_need screening_need(const struct screening *screening);

/* The same if what is not known applies. */
enum screening_need screening_worst(const struct screening *screening);

/* Whether the item is one of those that make up that need. */
bool screening_item_counts(enum screening_item item, enum screening_need need);

/* Code of an item in the list pia-criterion; NULL for Article 35(3). */
const char *screening_code(enum screening_item item);

/* What the item is called, for people. */
const char *screening_label(const struct codes *codes,
			    enum screening_item item);

#endif
