/* SPDX-License-Identifier: MIT */
/*
 * A search over whole numbers: bounds are narrowed by every inequality until
 * nothing moves, then a count is guessed, and so on.  It finds an answer if
 * there is one.
 */
#include "tests/unit/disclosure_attack.h"

#include <glib.h>

#define VARIABLES (ATTACK_DAYS * ATTACK_COLUMNS)
#define TERMS 3
#define INEQUALITIES 64

/* Sum of sign times variable is at most limit. */
struct inequality {
	size_t n;
	size_t variable[TERMS];
	long sign[TERMS];
	long limit;
};

struct problem {
	struct inequality all[INEQUALITIES];
	size_t n;
};

struct bounds {
	long lo[VARIABLES];
	long hi[VARIABLES];
};

static size_t index_of(size_t day, size_t column)
{
	return day * ATTACK_COLUMNS + column;
}

/* a - b - c <= limit, or with sign -1 the reverse; c may be VARIABLES. */
static void add(struct problem *problem, long sign, const size_t v[TERMS],
		long limit)
{
	struct inequality *inequality = &problem->all[problem->n++];

	g_assert_cmpuint(problem->n, <=, INEQUALITIES);
	inequality->limit = limit;
	for (size_t i = 0; i < TERMS && v[i] < VARIABLES; i++) {
		inequality->variable[i] = v[i];
		inequality->sign[i] = i == 0 ? sign : -sign;
		inequality->n = i + 1;
	}
}

static void pose(const struct attack *attack, struct problem *problem)
{
	for (size_t day = 0; day < attack->n_days; day++) {
		const size_t whole[] = { index_of(day, ASKED),
					 index_of(day, GIVEN),
					 index_of(day, REFUSED) };
		const size_t left[] = { index_of(day, WITHDRAWN),
					index_of(day, GIVEN), VARIABLES };

		add(problem, -1, whole, 0);
		if (attack->all_answer)
			add(problem, 1, whole, 0);
		add(problem, 1, left, 0);
		for (size_t i = 0; i < ATTACK_COLUMNS && day > 0; i++) {
			const size_t grows[] = { index_of(day - 1, i),
						 index_of(day, i), VARIABLES };

			if (attack->never_falls[i])
				add(problem, 1, grows, 0);
		}
	}
}

/* The least that a term can be. */
static long least(const struct inequality *in, const struct bounds *b, size_t i)
{
	size_t v = in->variable[i];

	return in->sign[i] > 0 ? b->lo[v] : -b->hi[v];
}

/* Whether the bounds moved. */
static bool narrow(const struct inequality *in, struct bounds *b)
{
	bool moved = false;
	long sum = 0;

	for (size_t i = 0; i < in->n; i++)
		sum += least(in, b, i);
	for (size_t i = 0; i < in->n; i++) {
		size_t v = in->variable[i];
		long most = in->limit - sum + least(in, b, i);

		if (in->sign[i] > 0 && b->hi[v] > most) {
			b->hi[v] = most;
			moved = true;
		} else if (in->sign[i] < 0 && b->lo[v] < -most) {
			b->lo[v] = -most;
			moved = true;
		}
	}
	return moved;
}

/* False when nothing fits. */
static bool narrow_all(const struct problem *problem, struct bounds *b)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < problem->n; i++)
			moved = narrow(&problem->all[i], b) || moved;
		for (size_t v = 0; v < VARIABLES; v++) {
			if (b->lo[v] > b->hi[v])
				return false;
		}
	}
	return true;
}

static bool solve(const struct problem *problem, struct bounds b)
{
	size_t open = VARIABLES;

	if (!narrow_all(problem, &b))
		return false;
	for (size_t v = 0; v < VARIABLES; v++) {
		if (b.lo[v] < b.hi[v] &&
		    (open == VARIABLES ||
		     b.hi[v] - b.lo[v] < b.hi[open] - b.lo[open]))
			open = v;
	}
	if (open == VARIABLES)
		return true;
	for (long value = b.lo[open]; value <= b.hi[open]; value++) {
		struct bounds guess = b;

		guess.lo[open] = guess.hi[open] = value;
		if (solve(problem, guess))
			return true;
	}
	return false;
}

static struct bounds published(const struct attack *attack)
{
	struct bounds b = { 0 };

	for (size_t day = 0; day < attack->n_days; day++) {
		for (size_t i = 0; i < ATTACK_COLUMNS; i++) {
			b.lo[index_of(day, i)] = attack->lo[day][i];
			b.hi[index_of(day, i)] = attack->hi[day][i];
		}
	}
	return b;
}

bool attack_allows(const struct attack *attack, struct attack_cell cell,
		   long value)
{
	struct problem problem = { .n = 0 };
	struct bounds b = published(attack);
	size_t v = index_of(cell.day, cell.column);

	pose(attack, &problem);
	b.lo[v] = MAX(b.lo[v], value);
	b.hi[v] = MIN(b.hi[v], value);
	return solve(&problem, b);
}

long attack_values(const struct attack *attack, struct attack_cell cell, long n)
{
	long found = 0;

	for (long value = 0; value < n; value++)
		found += attack_allows(attack, cell, value);
	return found;
}

long attack_differences(const struct attack *attack, struct attack_cell first,
			struct attack_cell second, long n)
{
	const size_t v[] = { index_of(first.day, first.column),
			     index_of(second.day, second.column), VARIABLES };
	long found = 0;

	for (long value = 0; value < n; value++) {
		struct problem problem = { .n = 0 };

		pose(attack, &problem);
		add(&problem, 1, v, value);
		add(&problem, -1, v, -value);
		found += solve(&problem, published(attack));
	}
	return found;
}

bool attack_exceeds(const struct attack *attack, struct attack_cell first,
		    struct attack_cell second, long n)
{
	const size_t v[] = { index_of(first.day, first.column),
			     index_of(second.day, second.column), VARIABLES };
	struct problem problem = { .n = 0 };

	pose(attack, &problem);
	add(&problem, -1, v, -n);
	return solve(&problem, published(attack));
}
