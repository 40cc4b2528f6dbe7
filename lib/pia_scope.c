/* SPDX-License-Identifier: MIT */
/*
 * An assessment and an agreement may each name the other, so both directions
 * are followed.  Flows named one by one come first: they decide whether the
 * rest of their agreement is covered too.
 */
#include "lib/pia_scope.h"

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

static bool is_agreement(const struct record *record)
{
	return record && record->is_valid &&
	       word_is(record->kind->name, "agreement");
}

static void add_flow(struct pia_scope *scope, GHashTable *seen,
		     const struct node *flow)
{
	if (g_hash_table_add(seen, (gpointer)flow))
		g_ptr_array_add(scope->flows, (gpointer)flow);
}

static void add_agreement(struct pia_scope *scope, GHashTable *seen,
			  const struct record *agreement, bool with_flows)
{
	if (!g_hash_table_add(seen, (gpointer)agreement))
		return;
	g_ptr_array_add(scope->agreements, (gpointer)agreement);
	if (!with_flows)
		return;
	NODE_EACH(flow, agreement->root, "flow")
	{
		add_flow(scope, seen, flow);
	}
}

static void add_named_flows(struct pia_scope *scope, GHashTable *seen,
			    const struct registers *registers,
			    const struct node *linked)
{
	NODE_EACH(named, linked, "flow")
	{
		const char *ref = node_attr(named, "ref");
		const struct node *flow = NULL;
		const struct record *agreement =
			ref ? registers_resolve(registers, ref, &flow) : NULL;

		if (!is_agreement(agreement) || !word_is(flow->name, "flow"))
			continue;
		add_agreement(scope, seen, agreement, false);
		add_flow(scope, seen, flow);
	}
}

void pia_scope_init(struct pia_scope *scope, const struct registers *registers,
		    const struct record *pia)
{
	const struct node *linked = node_child(pia->root, "linked");
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	size_t n;
	const struct reference *const *referrers =
		registers_referrers(registers, pia, &n);

	scope->agreements = g_ptr_array_new();
	scope->flows = g_ptr_array_new();
	add_named_flows(scope, seen, registers, linked);
	NODE_EACH(named, linked, "agreement")
	{
		const struct record *to = registers_target(registers, named);

		if (is_agreement(to))
			add_agreement(scope, seen, to, true);
	}
	for (size_t i = 0; i < n; i++) {
		const struct record *from = referrers[i]->from;

		if (is_agreement(from) &&
		    word_is(referrers[i]->node->name, "pia"))
			add_agreement(scope, seen, from, true);
	}
}

void pia_scope_clear(struct pia_scope *scope)
{
	g_clear_pointer(&scope->agreements, g_ptr_array_unref);
	g_clear_pointer(&scope->flows, g_ptr_array_unref);
}

enum fact pia_scope_status(const struct registers *registers,
			   const struct node *pia, const char *property)
{
	const char *status = flow_facts_value(pia, "status");
	const struct code *code =
		status ? codes_find(registers_codes(registers), "pia-status",
				    status)
		       : NULL;

	if (!code)
		return FACT_UNKNOWN;
	return code_has(code, property, "yes") ? FACT_YES : FACT_NO;
}

date_t pia_scope_start(const struct node *flow)
{
	date_t start = flow_facts_date(flow, "start");

	return start != DATE_NONE ? start
				  : flow_facts_date(node_root(flow), "start");
}

char *pia_scope_name(const struct node *flow)
{
	return g_strconcat(node_attr(node_root(flow), "id"), "#",
			   node_attr(flow, "id"), NULL);
}

bool pia_scope_has_ended(const struct node *agreement, date_t as_of)
{
	date_t end = flow_facts_date(agreement, "end");

	return flow_facts_is_over(agreement) ||
	       (end != DATE_NONE && end < as_of);
}

bool pia_scope_is_over(const struct pia_scope *scope, date_t as_of)
{
	for (guint i = 0; i < scope->agreements->len; i++) {
		const struct record *agreement = scope->agreements->pdata[i];

		if (!pia_scope_has_ended(agreement->root, as_of))
			return false;
	}
	return scope->agreements->len > 0;
}
