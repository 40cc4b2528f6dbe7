/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DISCLOSURE_ATTACK_H
#define GATEHOUSE_DISCLOSURE_ATTACK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Somebody who wants to know a hidden count: all that is published of an
 * arrangement as ranges, and what they take to be true of any such counts.
 * Shares nothing with lib/disclosure.c.
 */

#define ATTACK_DAYS 3
#define ATTACK_MAX 400L /* counts in these tests are far below */

enum attack_column { ASKED, GIVEN, REFUSED, WITHDRAWN, ATTACK_COLUMNS };

struct attack {
	size_t n_days;
	long lo[ATTACK_DAYS][ATTACK_COLUMNS];
	long hi[ATTACK_DAYS][ATTACK_COLUMNS];
	bool all_answer; /* asked is given and refused together */
	bool never_falls[ATTACK_COLUMNS];
};

/* One count. */
struct attack_cell {
	size_t day;
	enum attack_column column;
};

/* Whether the count may have that value, by whole numbers that fit. */
bool attack_allows(const struct attack *attack, struct attack_cell cell,
		   long value);

/* How many of the values 0 to n - 1 the count may have. */
long attack_values(const struct attack *attack, struct attack_cell cell,
		   long n);

/* How many of 0 to n - 1 may be what the first count is above the second. */
long attack_differences(const struct attack *attack, struct attack_cell first,
			struct attack_cell second, long n);

/* Whether the first may be n or more above the second. */
bool attack_exceeds(const struct attack *attack, struct attack_cell first,
		    struct attack_cell second, long n);

#endif
