/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SIGNALS_SUM_H
#define GATEHOUSE_SIGNALS_SUM_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct signal;

/*
 * The signals of the records whose parts (see signals_part) are added, in
 * whatever order.  Which records those are, and of which day, is the caller's
 * to keep together.
 */
struct signals_sum;

struct signals_sum *signals_sum_new(void);
void signals_sum_free(struct signals_sum *sum);

/*
 * Adds parts that follow one another; they have to stay where they are as long
 * as the sum is used.  Linear in bytes.  False when they are not whole parts:
 * the sum is then what it was.
 */
bool signals_sum_add(struct signals_sum *sum, const void *parts, size_t len);

/* As signals_compute gives them. */
struct signal *signals_sum_signals(const struct signals_sum *sum, size_t *n);

typedef struct signals_sum SignalsSum;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignalsSum, signals_sum_free)

#endif
