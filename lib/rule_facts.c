/* SPDX-License-Identifier: MIT */
/*
 * Each worker keeps what its rules have asked about one record, and drops it
 * when it is asked about the next one.  No other worker sees it.  Flows are
 * found by their node, since those of other records are asked about too.
 */
#include "lib/rule_facts.h"

#include <stdbool.h>

#include "lib/agreement_facts.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/rule_run.h"

struct flow {
	enum fact is_personal;
	GPtrArray *reliances; /* NULL: nobody has asked */
};

struct rule_facts {
	const struct record *record; /* that all of it is about */
	GHashTable *flows;	     /* node -> struct flow */
	struct pia_scope scope;	     /* flows NULL: nobody has asked */
	bool knows_people;
	enum fact about_people;
};

static void flow_free(void *data)
{
	struct flow *flow = data;

	if (flow->reliances)
		g_ptr_array_unref(flow->reliances);
	g_free(flow);
}

struct rule_facts *rule_facts_new(void)
{
	struct rule_facts *facts = g_new0(struct rule_facts, 1);

	facts->flows = g_hash_table_new_full(NULL, NULL, NULL, flow_free);
	return facts;
}

void rule_facts_free(struct rule_facts *facts)
{
	if (!facts)
		return;
	g_hash_table_unref(facts->flows);
	pia_scope_clear(&facts->scope);
	g_free(facts);
}

/* What is kept of the record that is checked. */
static struct rule_facts *facts_of(const struct rule_check *check)
{
	struct rule_facts *facts = check->state->facts;

	if (facts->record == check->record)
		return facts;
	facts->record = check->record;
	g_hash_table_remove_all(facts->flows);
	pia_scope_clear(&facts->scope);
	facts->knows_people = false;
	return facts;
}

static struct flow *find_flow(const struct rule_check *check,
			      const struct node *node)
{
	GHashTable *flows = facts_of(check)->flows;
	struct flow *flow = g_hash_table_lookup(flows, node);

	if (!flow) {
		flow = g_new0(struct flow, 1);
		flow->is_personal =
			flow_facts_is_personal(check->registers, node);
		g_hash_table_insert(flows, (gpointer)node, flow);
	}
	return flow;
}

enum fact rule_facts_is_personal(const struct rule_check *check,
				 const struct node *flow)
{
	return find_flow(check, flow)->is_personal;
}

const GPtrArray *rule_facts_reliances(const struct rule_check *check,
				      const struct node *node)
{
	struct flow *flow = find_flow(check, node);

	if (!flow->reliances)
		flow->reliances = flow_facts_reliances(check->registers, node,
						       check->as_of);
	return flow->reliances;
}

enum fact rule_facts_about_people(const struct rule_check *check)
{
	struct rule_facts *facts = facts_of(check);

	if (!facts->knows_people) {
		facts->about_people = agreement_facts_is_personal(
			check->registers, check->record->root);
		facts->knows_people = true;
	}
	return facts->about_people;
}

const struct pia_scope *rule_facts_scope(const struct rule_check *check)
{
	struct rule_facts *facts = facts_of(check);

	if (!facts->scope.flows)
		pia_scope_init(&facts->scope, check->registers, check->record);
	return &facts->scope;
}
