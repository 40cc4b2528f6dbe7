/* SPDX-License-Identifier: MIT */
#include "site-gen/title_order.h"

#include <stdlib.h>

#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/view.h"

/* The records of a kind. */
struct run {
	const struct record **records;
	size_t n;
};

struct title_order {
	const struct kind *kinds; /* of the schema */
	size_t n;
	struct run *runs; /* one for each of kinds */
};

static int compare(const void *a, const void *b)
{
	return view_compare_titles(*(const struct record *const *)a,
				   *(const struct record *const *)b);
}

static void sort_run(struct run *run, const struct registers *registers,
		     const struct kind *kind)
{
	const struct record *const *all =
		registers_of_kind(registers, kind->name, &run->n);

	if (run->n == 0)
		return;
	run->records = g_memdup2(all, run->n * sizeof(*all));
	qsort(run->records, run->n, sizeof(*all), compare);
}

struct title_order *title_order_new(const struct registers *registers)
{
	struct title_order *order = g_new0(struct title_order, 1);

	order->kinds =
		schema_kinds(registers_library(registers)->schema, &order->n);
	order->runs = g_new0(struct run, order->n);
	for (size_t i = 0; i < order->n; i++)
		sort_run(&order->runs[i], registers, &order->kinds[i]);
	return order;
}

void title_order_free(struct title_order *order)
{
	if (!order)
		return;
	for (size_t i = 0; i < order->n; i++)
		g_free(order->runs[i].records);
	g_free(order->runs);
	g_free(order);
}

const struct record *const *title_order_of(const struct title_order *order,
					   const struct kind *kind, size_t *n)
{
	const struct run *run = &order->runs[kind - order->kinds];

	*n = run->n;
	return run->records;
}
