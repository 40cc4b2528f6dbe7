/* SPDX-License-Identifier: MIT */
/*
 * Each finding stands by rule and by record, so that both have an order here;
 * a page then takes its rows from them without a look at any other.
 */
#include "site-gen/findings_order.h"

#include <stdbool.h>

#include "lib/registers.h"
#include "lib/rulebook.h"
#include "site-gen/findings.h"

static void add_some(GPtrArray *list, const GPtrArray *findings,
		     bool undecidable)
{
	for (guint i = 0; findings && i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (!finding->diag->waiver &&
		    finding->diag->is_undecidable == undecidable)
			g_ptr_array_add(list, (gpointer)finding);
	}
}

static void add_rules(struct findings_order *order,
		      const struct findings *findings,
		      const struct rulebook *rulebook)
{
	size_t n;
	const struct rulebook_row *rows = rulebook_rows(rulebook, &n);

	for (size_t i = 0; i < n; i++) {
		const GPtrArray *own = findings_of_rule(findings, rows[i].id);
		struct findings_run run = {
			.rule = &rows[i],
			.first = order->by_rule->len,
		};

		add_some(order->by_rule, own, false);
		add_some(order->by_rule, own, true);
		run.last = order->by_rule->len;
		if (run.first < run.last)
			g_array_append_val(order->rules, run);
	}
}

static bool has_any(const GPtrArray *findings)
{
	for (guint i = 0; findings && i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		if (!finding->diag->waiver)
			return true;
	}
	return false;
}

static void add_records(struct findings_order *order,
			const struct findings *findings,
			const struct registers *registers)
{
	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		if (registers_find(registers, record->id) == record &&
		    has_any(findings_of_record(findings, record->id)))
			g_ptr_array_add(order->records, (gpointer)record);
	}
}

static void add_others(struct findings_order *order,
		       const struct findings *findings)
{
	for (size_t i = 0; i < findings_len(findings); i++) {
		const struct finding *finding = findings_get(findings, i);

		if (!finding->record)
			g_ptr_array_add(order->files, (gpointer)finding);
		if (finding->diag->waiver)
			g_ptr_array_add(order->waived, (gpointer)finding);
	}
}

struct findings_order *findings_order_new(const struct findings *findings,
					  const struct registers *registers,
					  const struct rulebook *rulebook)
{
	struct findings_order *order = g_new0(struct findings_order, 1);

	order->by_rule = g_ptr_array_new();
	order->rules = g_array_new(FALSE, FALSE, sizeof(struct findings_run));
	order->records = g_ptr_array_new();
	order->files = g_ptr_array_new();
	order->waived = g_ptr_array_new();
	add_rules(order, findings, rulebook);
	add_records(order, findings, registers);
	add_others(order, findings);
	return order;
}

void findings_order_free(struct findings_order *order)
{
	if (!order)
		return;
	g_ptr_array_unref(order->by_rule);
	g_array_unref(order->rules);
	g_ptr_array_unref(order->records);
	g_ptr_array_unref(order->files);
	g_ptr_array_unref(order->waived);
	g_free(order);
}
