/* SPDX-License-Identifier: MIT */
/*
 * One table a worker, from a flow to what is known of it.  It holds the flows
 * that one record's rules have asked about, which are few, and is emptied
 * when the worker goes on to the next record.  No other worker sees it.
 */
#include "lib/rule_flow.h"

#include "lib/registers.h"
#include "lib/rule_run.h"

struct known {
	enum fact is_personal;
	GPtrArray *reliances; /* NULL: nobody has asked */
};

static void known_free(void *data)
{
	struct known *known = data;

	if (known->reliances)
		g_ptr_array_unref(known->reliances);
	g_free(known);
}

GHashTable *rule_flow_table(void)
{
	return g_hash_table_new_full(NULL, NULL, NULL, known_free);
}

static struct known *find(const struct rule_check *check,
			  const struct node *flow)
{
	struct rule_state *state = check->state;
	struct known *known;

	if (state->flows_of != check->record) {
		g_hash_table_remove_all(state->flows);
		state->flows_of = check->record;
	}
	known = g_hash_table_lookup(state->flows, flow);
	if (!known) {
		known = g_new0(struct known, 1);
		known->is_personal =
			flow_facts_is_personal(check->registers, flow);
		g_hash_table_insert(state->flows, (gpointer)flow, known);
	}
	return known;
}

enum fact rule_flow_is_personal(const struct rule_check *check,
				const struct node *flow)
{
	return find(check, flow)->is_personal;
}

const GPtrArray *rule_flow_reliances(const struct rule_check *check,
				     const struct node *flow)
{
	struct known *known = find(check, flow);

	if (!known->reliances)
		known->reliances = flow_facts_reliances(check->registers, flow,
							check->as_of);
	return known->reliances;
}
