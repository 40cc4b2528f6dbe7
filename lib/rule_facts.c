/* SPDX-License-Identifier: MIT */
/*
 * Each worker keeps what its rules have asked about one record, and drops it
 * when it is asked about the next one.  No other worker sees it.  Most rules
 * ask about the flows one after the other, so a flow is looked for from the
 * one asked about before.
 */
#include "lib/rule_facts.h"

#include <stdbool.h>

#include "lib/agreement_facts.h"
#include "lib/hash.h"
#include "lib/node.h"
#include "lib/pia_scope.h"
#include "lib/registers.h"
#include "lib/rule_run.h"

struct flow {
	const struct node *node;
	enum fact is_personal;
	GPtrArray *reliances; /* NULL: nobody has asked */
};

struct rule_facts {
	const struct record *record; /* that all of it is about */
	GArray *flows;	      /* struct flow: the record's, then others */
	guint at;	      /* the flow asked about before */
	GHashTable *given;    /* id -> GPtrArray of nodes; or NULL */
	GHashTable *received; /* the same */
	GPtrArray *notices;   /* of struct record */
	bool knows_notices;
	GPtrArray *none;	/* empty */
	struct pia_scope scope; /* flows NULL: nobody has asked */
	bool knows_people;
	enum fact about_people;
};

static void flow_clear(void *data)
{
	struct flow *flow = data;

	g_clear_pointer(&flow->reliances, g_ptr_array_unref);
}

struct rule_facts *rule_facts_new(void)
{
	struct rule_facts *facts = g_new0(struct rule_facts, 1);

	facts->flows = g_array_new(FALSE, FALSE, sizeof(struct flow));
	g_array_set_clear_func(facts->flows, flow_clear);
	facts->notices = g_ptr_array_new();
	facts->none = g_ptr_array_new();
	return facts;
}

/* Drops what is of one record. */
static void clear(struct rule_facts *facts)
{
	facts->at = 0;
	facts->knows_people = false;
	facts->knows_notices = false;
	g_ptr_array_set_size(facts->notices, 0);
	g_array_set_size(facts->flows, 0);
	g_clear_pointer(&facts->given, g_hash_table_unref);
	g_clear_pointer(&facts->received, g_hash_table_unref);
	pia_scope_clear(&facts->scope);
}

void rule_facts_free(struct rule_facts *facts)
{
	if (!facts)
		return;
	clear(facts);
	g_array_unref(facts->flows);
	g_ptr_array_unref(facts->notices);
	g_ptr_array_unref(facts->none);
	g_free(facts);
}

static inline struct flow *flow_at(const struct rule_facts *facts, guint i)
{
	return &g_array_index(facts->flows, struct flow, i);
}

static void add_flow(struct rule_facts *facts, const struct rule_check *check,
		     const struct node *node)
{
	struct flow flow = {
		.node = node,
		.is_personal = flow_facts_is_personal(check->registers, node),
	};

	g_array_append_val(facts->flows, flow);
}

/* Turns to the record that is checked. */
static void turn(struct rule_facts *facts, const struct rule_check *check)
{
	clear(facts);
	facts->record = check->record;
	NODE_EACH(flow, check->record->root, "flow")
	{
		add_flow(facts, check, flow);
	}
}

/* What is kept of the record that is checked. */
static inline struct rule_facts *facts_of(const struct rule_check *check)
{
	struct rule_facts *facts = check->state->facts;

	if (facts->record != check->record)
		turn(facts, check);
	return facts;
}

/* The flow from that place on, or added if it is one of another record. */
static struct flow *search_flow(struct rule_facts *facts,
				const struct rule_check *check,
				const struct node *node)
{
	guint n = facts->flows->len;

	for (guint i = 0; i < n; i++) {
		facts->at = facts->at + 1 < n ? facts->at + 1 : 0;
		if (flow_at(facts, facts->at)->node == node)
			return flow_at(facts, facts->at);
	}
	facts->at = n;
	add_flow(facts, check, node);
	return flow_at(facts, n);
}

static inline struct flow *find_flow(const struct rule_check *check,
				     const struct node *node)
{
	struct rule_facts *facts = facts_of(check);

	if (facts->at < facts->flows->len &&
	    flow_at(facts, facts->at)->node == node)
		return flow_at(facts, facts->at);
	return search_flow(facts, check, node);
}

enum fact rule_facts_is_personal(const struct rule_check *check,
				 const struct node *flow)
{
	if (flow->parent != check->record->root)
		return flow_facts_is_personal(check->registers, flow);
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

/* The agreement's flows by the organisations that they name so. */
static GHashTable *flows_by(const struct node *agreement, const char *name)
{
	GHashTable *by =
		g_hash_table_new_full(hash_text, g_str_equal, NULL,
				      (GDestroyNotify)g_ptr_array_unref);

	NODE_EACH(flow, agreement, "flow")
	{
		NODE_EACH(party, flow, name)
		{
			const char *id = node_attr(party, "ref");
			GPtrArray *flows =
				id ? g_hash_table_lookup(by, id) : NULL;

			if (id && !flows) {
				flows = g_ptr_array_new();
				g_hash_table_insert(by, (gpointer)id, flows);
			}
			if (id && (flows->len == 0 ||
				   flows->pdata[flows->len - 1] != flow))
				g_ptr_array_add(flows, (gpointer)flow);
		}
	}
	return by;
}

/* Of the flows by name, kept in *by, those of one organisation. */
static const GPtrArray *flows_of(const struct rule_facts *facts,
				 GHashTable **by, const char *name,
				 const char *id)
{
	const GPtrArray *flows;

	if (!*by)
		*by = flows_by(facts->record->root, name);
	flows = id ? g_hash_table_lookup(*by, id) : NULL;
	return flows ? flows : facts->none;
}

const GPtrArray *rule_facts_given_by(const struct rule_check *check,
				     const char *id)
{
	struct rule_facts *facts = facts_of(check);

	return flows_of(facts, &facts->given, "discloser", id);
}

const GPtrArray *rule_facts_received_by(const struct rule_check *check,
					const char *id)
{
	struct rule_facts *facts = facts_of(check);

	return flows_of(facts, &facts->received, "recipient", id);
}

const GPtrArray *rule_facts_notices(const struct rule_check *check)
{
	struct rule_facts *facts = facts_of(check);

	if (facts->knows_notices)
		return facts->notices;
	facts->knows_notices = true;
	NODE_EACH(node, check->record->root, "notice")
	{
		const struct record *notice =
			registers_target(check->registers, node);

		if (notice && notice->is_valid)
			g_ptr_array_add(facts->notices, (gpointer)notice);
	}
	return facts->notices;
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
