/* SPDX-License-Identifier: MIT */
/*
 * The references backwards, breadth first.  All that names a record rests on
 * it; from there on only those references are followed by which one thing
 * really hangs on another, for else everything would rest on everything: a
 * table says which kinds carry on to which.
 *
 * An agreement is seldom touched as a whole.  So each record that is reached
 * keeps which of its flows were, and an assessment of another flow is not said
 * to rest on them.
 */
#include "lib/impact.h"

#include <stdlib.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/flow_live.h"
#include "lib/node.h"
#include "lib/registers.h"

/* What goes on resting on a record that was reached itself. */
static const struct {
	const char *kind;
	const char *then;
} carries[] = {
	{ "agreement", "agreement" }, { "agreement", "pia" },
	{ "agreement", "barrier" },   { "agreement", "waiver" },
	{ "consent", "agreement" },   { "consent", "barrier" },
	{ "consent", "waiver" },      { "notice", "agreement" },
	{ "notice", "consent" },      { "notice", "pia" },
	{ "notice", "waiver" },	      { "gateway", "agreement" },
	{ "gateway", "pia" },	      { "gateway", "barrier" },
	{ "gateway", "waiver" },      { "pia", "waiver" },
	{ "barrier", "waiver" },
};

/* A record that was reached, and how much of it. */
struct reached {
	const struct record *record;
	unsigned depth;
	bool is_whole;
	GHashTable *flows; /* if not: those of its flows that were */
};

struct walk {
	const struct registers *registers;
	struct impact *impact;
	date_t as_of;
	GArray *ways;	       /* of struct impact_way */
	GPtrArray *queue;      /* of struct reached, in the order found */
	GHashTable *by_record; /* record -> struct reached */
};

static void reached_free(void *data)
{
	struct reached *reached = data;

	g_hash_table_unref(reached->flows);
	g_free(reached);
}

static bool is_kind(const struct record *record, const char *kind)
{
	return strcmp(record->kind->name, kind) == 0;
}

static bool carries_to(const struct record *from, const struct record *to)
{
	for (size_t i = 0; i < G_N_ELEMENTS(carries); i++) {
		if (is_kind(from, carries[i].kind) &&
		    is_kind(to, carries[i].then))
			return true;
	}
	return false;
}

static const struct node *flow_of(const struct node *node)
{
	while (node && strcmp(node->name, "flow") != 0)
		node = node->parent;
	/* An assessment's element "flow" refers to one and is none. */
	return node && node->parent &&
			       strcmp(node->parent->name, "agreement") == 0
		       ? node
		       : NULL;
}

/* Words ------------------------------------------------------------------ */

static void append_step(GString *words, const struct node *node)
{
	const char *label =
		node->field ? field_short_label(node->field) : node->name;
	const char *name = node_value(node, "title");

	if (words->len > 0)
		g_string_append(words, ", ");
	if (g_ascii_isupper(label[0]) && !g_ascii_isupper(label[1]))
		g_string_append_c(words, g_ascii_tolower(*label++));
	g_string_append(words, label);
	if (!name)
		name = node_attr(node, "id");
	if (name)
		g_string_append_printf(words, " '%s'", name);
}

static void append_steps(GString *words, const struct node *node)
{
	if (!node->parent)
		return;
	append_steps(words, node->parent);
	append_step(words, node);
}

static const char *place_of(struct arena *arena, const struct node *node)
{
	g_autoptr(GString) words = g_string_new(NULL);

	append_steps(words, node);
	return arena_strdup(arena, words->len > 0 ? words->str
						  : "the record as a whole");
}

/* The walk --------------------------------------------------------------- */

/* Notes that a record, or one flow of it, rests on what is asked about. */
static void reach(struct walk *walk, const struct impact_way *way)
{
	struct reached *reached =
		g_hash_table_lookup(walk->by_record, way->record);

	if (!reached) {
		reached = g_new0(struct reached, 1);
		reached->record = way->record;
		reached->depth = way->depth;
		reached->flows = g_hash_table_new(NULL, NULL);
		g_hash_table_insert(walk->by_record, (gpointer)way->record,
				    reached);
		g_ptr_array_add(walk->queue, reached);
	}
	if (way->flow)
		g_hash_table_add(reached->flows, (gpointer)way->flow);
	else
		reached->is_whole = true;
}

/* Whether a record is the one asked about, or was reached by a shorter way. */
static bool is_known(const struct walk *walk, const struct record *record,
		     unsigned depth)
{
	const struct reached *reached =
		g_hash_table_lookup(walk->by_record, record);

	return record == walk->impact->record ||
	       (reached && reached->depth < depth);
}

static void add_way(struct walk *walk, const struct reached *from,
		    const struct record *record, const struct node *node,
		    const char *via)
{
	struct impact *impact = walk->impact;
	struct impact_way way = {
		.record = record,
		.through = from->depth > 0 ? from->record : NULL,
		.node = node,
		.depth = from->depth + 1,
		.via = via,
		.is_live = FACT_UNKNOWN,
	};

	if (is_known(walk, record, way.depth))
		return;
	way.flow = is_kind(record, "agreement") ? flow_of(node) : NULL;
	if (way.flow)
		way.is_live = flow_live_on(walk->registers, way.flow,
					   impact->on, walk->as_of);
	way.is_reliance = way.flow && way.depth == 1 &&
			  node->parent == way.flow &&
			  strcmp(node->name, "gateway") == 0;
	if (way.is_reliance)
		way.left = impact_law_without(walk->registers, way.flow,
					      impact->record, impact->on,
					      walk->as_of, impact->arena);
	g_array_append_val(walk->ways, way);
	reach(walk, &way);
}

/*
 * Whether an assessment that names the whole agreement names single flows of it
 * too, none of which was reached: then it is about those alone.
 */
static bool is_about_other_flows(const struct walk *walk,
				 const struct reached *from,
				 const struct reference *reference)
{
	bool names_any = false;

	if (from->is_whole || !is_kind(reference->from, "pia"))
		return false;
	NODE_EACH(named, node_child(reference->from->root, "linked"), "flow")
	{
		const char *ref = node_attr(named, "ref");
		const struct node *flow = NULL;

		if (!ref || registers_resolve(walk->registers, ref, &flow) !=
				    from->record)
			continue;
		if (g_hash_table_contains(from->flows, flow))
			return false;
		names_any = true;
	}
	return names_any;
}

/* Whether the reference leads to a part that was reached. */
static bool is_touched(const struct walk *walk, const struct reached *from,
		       const struct reference *reference)
{
	const struct node *flow =
		reference->to_node ? flow_of(reference->to_node) : NULL;

	if (from->is_whole)
		return true;
	if (flow)
		return g_hash_table_contains(from->flows, flow);
	return !is_about_other_flows(walk, from, reference);
}

/* An assessment rests on the agreement that names it. */
static void add_named_pias(struct walk *walk, const struct reached *from)
{
	NODE_EACH(named, from->record->root, "pia")
	{
		const struct record *pia =
			registers_target(walk->registers, named);

		if (pia && pia->root && is_kind(pia, "pia"))
			add_way(walk, from, pia, named,
				"named by the agreement as its assessment");
	}
}

static void follow(struct walk *walk, const struct reached *from)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(walk->registers, from->record, &n);

	for (size_t i = 0; i < n; i++) {
		if (from->depth > 0 && !carries_to(from->record, all[i]->from))
			continue;
		if (is_touched(walk, from, all[i]))
			add_way(walk, from, all[i]->from, all[i]->node,
				place_of(walk->impact->arena, all[i]->node));
	}
	if (is_kind(from->record, "agreement"))
		add_named_pias(walk, from);
}

/* Whether the flow relies on that version of the gateway asked about. */
static bool relies_on(const struct walk *walk, const struct node *node)
{
	const struct node *flow = flow_of(node);
	g_autoptr(GPtrArray) all = NULL;

	if (!flow || node->parent != flow || strcmp(node->name, "gateway") != 0)
		return false;
	all = flow_facts_reliances(walk->registers, flow, walk->as_of);
	for (guint i = 0; i < all->len; i++) {
		const struct flow_reliance *reliance = all->pdata[i];

		if (reliance->node != node)
			continue;
		for (guint j = 0; j < reliance->n_stretches; j++) {
			if (reliance->stretches[j].version ==
			    walk->impact->part)
				return true;
		}
	}
	return false;
}

/* What rests on one part of a record: a flow as in a walk, others as named. */
static void follow_part(struct walk *walk, struct reached *start)
{
	const struct node *part = walk->impact->part;
	size_t n;
	const struct reference *const *all;

	if (flow_of(part) == part) {
		g_hash_table_add(start->flows, (gpointer)part);
		follow(walk, start);
		return;
	}
	all = registers_referrers(walk->registers, start->record, &n);
	for (size_t i = 0; i < n; i++) {
		if (all[i]->to_node == part || relies_on(walk, all[i]->node))
			add_way(walk, start, all[i]->from, all[i]->node,
				place_of(walk->impact->arena, all[i]->node));
	}
}

static int compare(const void *a, const void *b)
{
	const struct impact_way *x = a, *y = b;

	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	if (x->node->line != y->node->line)
		return x->node->line < y->node->line ? -1 : 1;
	return (x->through > y->through) - (x->through < y->through);
}

/* Copies the ways to the arena, sorted. */
static void settle(struct walk *walk)
{
	struct impact *impact = walk->impact;
	size_t n = walk->ways->len;
	struct impact_way *ways =
		arena_array(impact->arena, n + 1, sizeof(*ways));

	if (n > 0) {
		memcpy(ways, walk->ways->data, n * sizeof(*ways));
		qsort(ways, n, sizeof(*ways), compare);
	}
	impact->ways = ways;
	impact->n = n;
}

static void run(struct walk *walk)
{
	const struct impact *impact = walk->impact;
	struct reached start = {
		.record = impact->record,
		.is_whole = !impact->part,
		.flows = g_hash_table_new(NULL, NULL),
	};

	if (impact->part)
		follow_part(walk, &start);
	else
		follow(walk, &start);
	if (!is_kind(impact->record, "source")) {
		for (guint i = 0; i < walk->queue->len; i++)
			follow(walk, walk->queue->pdata[i]);
	}
	g_hash_table_unref(start.flows);
}

struct impact *impact_of(const struct registers *registers,
			 const struct record *record, const struct node *part,
			 date_t on, date_t as_of)
{
	struct impact *impact = g_new0(struct impact, 1);
	g_autoptr(GArray) ways =
		g_array_new(FALSE, FALSE, sizeof(struct impact_way));
	g_autoptr(GPtrArray) queue =
		g_ptr_array_new_with_free_func(reached_free);
	g_autoptr(GHashTable) by_record = g_hash_table_new(NULL, NULL);
	struct walk walk = {
		.registers = registers,
		.impact = impact,
		.as_of = as_of,
		.ways = ways,
		.queue = queue,
		.by_record = by_record,
	};

	impact->record = record;
	impact->part = part && part->parent ? part : NULL;
	impact->on = on;
	impact->arena = arena_new();
	if (is_kind(record, "gateway"))
		impact->changed = impact_law_changed(record->root, on);
	run(&walk);
	settle(&walk);
	return impact;
}

void impact_free(struct impact *impact)
{
	if (!impact)
		return;
	arena_free(impact->arena);
	g_free(impact);
}

/* Counts ----------------------------------------------------------------- */

bool impact_is_first_of_record(const struct impact *impact, size_t i)
{
	return i == 0 || impact->ways[i - 1].record != impact->ways[i].record;
}

bool impact_is_first_of_flow(const struct impact *impact, size_t i)
{
	const struct node *flow = impact->ways[i].flow;

	if (!flow || !impact->ways[i].is_reliance)
		return false;
	for (size_t j = i; j-- > 0 && impact->ways[j].flow == flow;) {
		if (impact->ways[j].is_reliance)
			return false;
	}
	return true;
}

struct impact_tally impact_count(const struct impact *impact)
{
	struct impact_tally tally = { 0 };

	for (size_t i = 0; i < impact->n; i++) {
		const struct impact_way *way = &impact->ways[i];

		if (!impact_is_first_of_flow(impact, i))
			continue;
		tally.flows++;
		tally.unknown += way->is_live == FACT_UNKNOWN;
		if (way->is_live != FACT_YES)
			continue;
		tally.live++;
		tally.left[way->left.rest]++;
	}
	return tally;
}
