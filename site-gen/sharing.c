/* SPDX-License-Identifier: MIT */
/*
 * Every flow is taken apart into pairs of one discloser and one recipient, and
 * these are kept in two orders: by who gives and by who gets.  A page about an
 * organisation then reads a run of each, and the matrix goes through one of them
 * from end to end.
 */
#include "site-gen/sharing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/due.h"
#include "lib/flow_live.h"
#include "lib/impact.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/view.h"

/* The uses in one order, and where those of an organisation stand. */
struct uses {
	GArray *all;	  /* of struct sharing_use */
	GHashTable *runs; /* record -> struct run */
};

struct run {
	size_t first;
	size_t n;
};

struct sharing {
	const struct registers *registers;
	date_t as_of;
	struct uses by_from;
	struct uses by_to;
	GHashTable *due_of; /* record -> GPtrArray of struct due */
	GHashTable *impact; /* record -> struct impact */
};

/* Who shares with whom --------------------------------------------------- */

static const struct record *body_of(const struct sharing *sharing,
				    const struct node *node)
{
	return node ? registers_target(sharing->registers, node) : NULL;
}

/* Bodies that exchange stand on both sides of a flow. */
static bool is_own(const struct node *flow, const struct sharing_use *use)
{
	return use->from && use->from == use->to &&
	       (node_count(flow, "discloser") > 1 ||
		node_count(flow, "recipient") > 1);
}

/* All pairs of the flow; a side that names nobody is one that is not known. */
static void add_flow(struct sharing *sharing, const struct record *agreement,
		     const struct node *flow)
{
	struct sharing_use use = { .agreement = agreement, .flow = flow };
	const struct node *from = node_child(flow, "discloser");

	use.is_live = flow_live_on(sharing->registers, flow, sharing->as_of,
				   sharing->as_of);
	do {
		const struct node *to = node_child(flow, "recipient");

		use.from = body_of(sharing, from);
		do {
			use.to = body_of(sharing, to);
			if (!is_own(flow, &use))
				g_array_append_val(sharing->by_from.all, use);
			to = to ? node_again(to) : NULL;
		} while (to);
		from = from ? node_again(from) : NULL;
	} while (from);
}

/* By title, those that are not known last. */
static int compare_bodies(const struct record *a, const struct record *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? -1 : 1;
	return view_compare_titles(a, b);
}

static int compare_flows(const struct sharing_use *x,
			 const struct sharing_use *y)
{
	int order = compare_bodies(x->agreement, y->agreement);

	return order ? order
		     : (x->flow->line > y->flow->line) -
			       (x->flow->line < y->flow->line);
}

static int compare_from(const void *a, const void *b)
{
	const struct sharing_use *x = a, *y = b;
	int order = compare_bodies(x->from, y->from);

	if (order == 0)
		order = compare_bodies(x->to, y->to);
	return order ? order : compare_flows(x, y);
}

static int compare_to(const void *a, const void *b)
{
	const struct sharing_use *x = a, *y = b;
	int order = compare_bodies(x->to, y->to);

	if (order == 0)
		order = compare_bodies(x->from, y->from);
	return order ? order : compare_flows(x, y);
}

/* A flow that names a body twice uses the pair once. */
static void drop_repeated(GArray *all)
{
	struct sharing_use *uses = (struct sharing_use *)(void *)all->data;
	guint kept = 0;

	for (guint i = 0; i < all->len; i++) {
		if (kept > 0 && uses[kept - 1].from == uses[i].from &&
		    uses[kept - 1].to == uses[i].to &&
		    uses[kept - 1].flow == uses[i].flow)
			continue;
		uses[kept++] = uses[i];
	}
	g_array_set_size(all, kept);
}

static void index_runs(struct uses *uses, bool by_from)
{
	struct run *run = NULL;
	const struct record *last = NULL;

	uses->runs = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	for (guint i = 0; i < uses->all->len; i++) {
		const struct sharing_use *use =
			&g_array_index(uses->all, struct sharing_use, i);
		const struct record *body = by_from ? use->from : use->to;

		if (!body)
			break; /* those that are not known come last */
		if (!run || body != last) {
			run = g_new0(struct run, 1);
			run->first = i;
			g_hash_table_insert(uses->runs, (gpointer)body, run);
		}
		last = body;
		run->n++;
	}
}

static void add_uses(struct sharing *sharing)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct sharing_use));
	size_t n;
	const struct record *const *agreements =
		registers_of_kind(sharing->registers, "agreement", &n);

	sharing->by_from.all = all;
	for (size_t i = 0; i < n; i++) {
		NODE_EACH(flow, agreements[i]->root, "flow")
		{
			add_flow(sharing, agreements[i], flow);
		}
	}
	g_array_sort(all, compare_from);
	drop_repeated(all);
	sharing->by_to.all = g_array_copy(all);
	g_array_sort(sharing->by_to.all, compare_to);
	index_runs(&sharing->by_from, true);
	index_runs(&sharing->by_to, false);
}

static const struct sharing_use *
uses_of(const struct uses *uses, const struct record *organisation, size_t *n)
{
	const struct run *run = g_hash_table_lookup(uses->runs, organisation);

	*n = run ? run->n : 0;
	return run ? &g_array_index(uses->all, struct sharing_use, run->first)
		   : NULL;
}

const struct sharing_use *sharing_uses(const struct sharing *sharing, size_t *n)
{
	*n = sharing->by_from.all->len;
	return (const struct sharing_use *)(void *)sharing->by_from.all->data;
}

const struct sharing_use *sharing_gives(const struct sharing *sharing,
					const struct record *organisation,
					size_t *n)
{
	return uses_of(&sharing->by_from, organisation, n);
}

const struct sharing_use *sharing_gets(const struct sharing *sharing,
				       const struct record *organisation,
				       size_t *n)
{
	return uses_of(&sharing->by_to, organisation, n);
}

/* What is due ------------------------------------------------------------ */

/* Who has to act: the party, the owner of the part, else of the record. */
static const struct record *owner_of(const struct sharing *sharing,
				     const struct due *due)
{
	static const char *const names[] = { "owner", "lead", "publisher" };
	const struct record *owner =
		strcmp(due->part->name, "party") == 0
			? body_of(sharing, due->part)
			: body_of(sharing, node_child(due->part, "owner"));

	for (size_t i = 0; !owner && i < G_N_ELEMENTS(names); i++)
		owner = body_of(sharing,
				node_child(due->record->root, names[i]));
	return owner;
}

static void free_due(void *data)
{
	g_ptr_array_unref(data);
}

static void add_due(struct sharing *sharing, const struct due_list *list)
{
	sharing->due_of = g_hash_table_new_full(NULL, NULL, NULL, free_due);
	for (size_t i = 0; i < list->n_near; i++) {
		const struct record *owner = owner_of(sharing, &list->all[i]);
		GPtrArray *all;

		if (!owner)
			continue;
		all = g_hash_table_lookup(sharing->due_of, owner);
		if (!all) {
			all = g_ptr_array_new();
			g_hash_table_insert(sharing->due_of, (gpointer)owner,
					    all);
		}
		g_ptr_array_add(all, &list->all[i]);
	}
}

const GPtrArray *sharing_due(const struct sharing *sharing,
			     const struct record *organisation)
{
	return g_hash_table_lookup(sharing->due_of, organisation);
}

/* What rests on gateways ------------------------------------------------- */

static void free_impact(void *data)
{
	impact_free(data);
}

static void add_impact(struct sharing *sharing)
{
	size_t n;
	const struct record *const *gateways =
		registers_of_kind(sharing->registers, "gateway", &n);

	sharing->impact = g_hash_table_new_full(NULL, NULL, NULL, free_impact);
	for (size_t i = 0; i < n; i++)
		g_hash_table_insert(sharing->impact, (gpointer)gateways[i],
				    impact_of(sharing->registers, gateways[i],
					      NULL, sharing->as_of,
					      sharing->as_of));
}

const struct impact *sharing_impact(const struct sharing *sharing,
				    const struct record *gateway)
{
	return g_hash_table_lookup(sharing->impact, gateway);
}

struct sharing *sharing_new(const struct registers *registers, date_t as_of,
			    const struct due_list *due)
{
	struct sharing *sharing = g_new0(struct sharing, 1);

	sharing->registers = registers;
	sharing->as_of = as_of;
	add_uses(sharing);
	add_due(sharing, due);
	add_impact(sharing);
	return sharing;
}

void sharing_free(struct sharing *sharing)
{
	if (!sharing)
		return;
	g_array_unref(sharing->by_from.all);
	g_array_unref(sharing->by_to.all);
	g_hash_table_unref(sharing->by_from.runs);
	g_hash_table_unref(sharing->by_to.runs);
	g_hash_table_unref(sharing->due_of);
	g_hash_table_unref(sharing->impact);
	g_free(sharing);
}
