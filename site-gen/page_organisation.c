/* SPDX-License-Identifier: MIT */
/*
 * An organisation's own record says little; nearly all that one wants to know of
 * it stands in the records of others.  What it gives and gets is grouped by the
 * body on the other side, for that is how people ask, and so that the matrix can
 * lead to the very group.
 */
#include "site-gen/page_organisation.h"

#include <string.h>

#include <glib.h>

#include "lib/agreement_facts.h"
#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/due.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/flow_row.h"
#include "site-gen/page.h"
#include "site-gen/page_by.h"
#include "site-gen/page_due.h"
#include "site-gen/page_record.h"
#include "site-gen/sharing.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* Flows ------------------------------------------------------------------ */

/* One side of what it shares. */
struct side {
	const struct sharing_use *uses;
	size_t n;
	bool is_giving;
};

static const struct record *other(const struct side *side, size_t i)
{
	return side->is_giving ? side->uses[i].to : side->uses[i].from;
}

static struct value *group(const struct view *view, const struct side *side,
			   size_t first, size_t end)
{
	static const char *const keys[] = { "title", "url", "kind", "id" };
	const struct record *body = other(side, first);
	struct value *map =
		body ? view_link(view, body) : value_map(view->arena);
	struct value *rows = value_list(view->arena);
	size_t n_live = 0;

	for (size_t i = first; i < end; i++) {
		const struct sharing_use *use = &side->uses[i];

		n_live += use->is_live == FACT_YES;
		value_push(view->arena, rows,
			   flow_row_link(view, use->agreement, use->flow));
	}
	for (size_t i = 0; !body && i < G_N_ELEMENTS(keys); i++)
		view_set_text(view, map, keys[i], NULL);
	view_set_text(view, map, "anchor",
		      arena_printf(view->arena, "%s-%s",
				   side->is_giving ? "gives-to" : "gets-from",
				   body ? body->id : ""));
	view_set_number(view, map, "count", end - first);
	view_set_number(view, map, "live", n_live);
	value_set(view->arena, map, "rows", rows);
	return map;
}

/* Each flow once, though it may go to several bodies. */
static struct value *flow_rows(const struct view *view, const struct side *side)
{
	struct value *list = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < side->n; i++) {
		const struct sharing_use *use = &side->uses[i];

		if (g_hash_table_add(seen, (gpointer)use->flow))
			value_push(view->arena, list,
				   flow_row(view, use->agreement, use->flow,
					    use->is_live));
	}
	return list;
}

static struct value *groups(const struct view *view, const struct side *side)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	size_t end;

	for (size_t i = 0; i < side->n; i = end) {
		end = i + 1;
		while (end < side->n && other(side, end) == other(side, i))
			end++;
		value_push(view->arena, list, group(view, side, i, end));
	}
	value_set(view->arena, map, "groups", list);
	value_set(view->arena, map, "flows",
		  side->is_giving
			  ? view_table(view, flow_rows(view, side),
				       "Flows in which it gives information",
				       "No flow is recorded in which it gives "
				       "information.")
			  : view_table(view, flow_rows(view, side),
				       "Flows in which it gets information",
				       "No flow is recorded in which it gets "
				       "information."));
	view_set_bool(view, map, "isEmpty", side->n == 0);
	view_set_text(view, map, "caption",
		      side->is_giving ? "Who gets information from it"
				      : "Who gives it information");
	view_set_text(view, map, "who",
		      side->is_giving ? "Who gets it" : "Who gives it");
	return map;
}

/* Counts each flow once, though it may go to several bodies. */
static void count_side(const struct view *view, struct value *counts,
		       const struct side *side)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	size_t n_live = 0;

	for (size_t i = 0; i < side->n; i++) {
		if (g_hash_table_add(seen, (gpointer)side->uses[i].flow))
			n_live += side->uses[i].is_live == FACT_YES;
	}
	view_set_number(view, counts, side->is_giving ? "gives" : "gets",
			g_hash_table_size(seen));
	view_set_number(view, counts,
			side->is_giving ? "givesLive" : "getsLive", n_live);
}

static void set_flows(const struct view *view, struct value *map,
		      struct value *counts, const struct record *record)
{
	struct side gives = { .is_giving = true };
	struct side gets = { .is_giving = false };

	gives.uses = ask_gives(view->ask, record, &gives.n);
	gets.uses = ask_gets(view->ask, record, &gets.n);
	value_set(view->arena, map, "gives", groups(view, &gives));
	value_set(view->arena, map, "gets", groups(view, &gets));
	count_side(view, counts, &gives);
	count_side(view, counts, &gets);
}

/* Agreements ------------------------------------------------------------- */

/* What an agreement says of the organisation as its party. */
static struct value *party_row(const struct view *view,
			       const struct reference *ref)
{
	struct value *map = view_link(view, ref->from);
	const char *status = flow_facts_value(ref->from->root, "status");

	view_set_text(view, map, "status",
		      status ? codes_label(registers_codes(view->registers),
					   "agreement-status", status)
			     : NULL);
	value_set(view->arena, map, "party", view_node(view, ref->node));
	view_set_bool(view, map, "hasLeft",
		      agreement_facts_has_left(ref->node, view->as_of));
	return map;
}

/* Whether a current agreement still waits for the party's signature. */
static bool lacks_signature(const struct view *view,
			    const struct reference *ref)
{
	const char *status =
		flow_facts_value(node_child(ref->node, "signature"), "status");

	return flow_facts_is_current(view->registers, ref->from->root,
				     view->as_of) &&
	       !agreement_facts_has_left(ref->node, view->as_of) &&
	       (!status || strcmp(status, "not-signed") == 0);
}

static struct value *unsigned_row(const struct view *view,
				  const struct reference *ref)
{
	struct value *map = view_link(view, ref->from);

	view_set_bool(view, map, "isNotSigned",
		      flow_facts_value(node_child(ref->node, "signature"),
				       "status") != NULL);
	return map;
}

static void set_parties(const struct view *view, struct value *map,
			struct value *counts, const struct record *record)
{
	struct value *rows = value_list(view->arena);
	struct value *open = value_list(view->arena);
	size_t n;
	const struct reference *const *refs = registers_referrers_of_kind(
		view->registers, record, "agreement", &n);

	for (size_t i = 0; i < n; i++) {
		const struct node *node = refs[i]->node;

		if (strcmp(node->name, "party") != 0 ||
		    node->parent != refs[i]->from->root)
			continue;
		value_push(view->arena, rows, party_row(view, refs[i]));
		if (lacks_signature(view, refs[i]))
			value_push(view->arena, open,
				   unsigned_row(view, refs[i]));
	}
	view_set_number(view, counts, "parties", value_len(rows));
	view_set_number(view, counts, "unsigned", value_len(open));
	value_set(view->arena, map, "partyTo",
		  view_table(view, rows,
			     "Agreements, its part in them, and whether it "
			     "has signed",
			     "It is recorded as a party to no agreement."));
	value_set(view->arena, map, "unsigned",
		  view_table(view, open, "Signatures that are not recorded",
			     "No agreement that is under way lacks its "
			     "signature."));
}

/* Its part in other records ---------------------------------------------- */

static const struct {
	const char *kind;
	const char *name; /* of the element that names it */
	const char *id;
	const char *heading;
	const char *empty;
} roles[] = {
	{ "consent", "controller", "consents", "Consent it controls",
	  "It is recorded as the controller of no consent." },
	{ "pia", "lead", "assessments", "Assessments it leads",
	  "It is recorded as leading no privacy impact assessment." },
	{ "notice", "publisher", "notices", "Privacy notices it publishes",
	  "No privacy notice of its own is recorded." },
	{ "programme", "lead", "programmes", "Programmes it leads",
	  "It is recorded as leading no programme." },
};

static struct value *role(const struct view *view, const struct record *record,
			  size_t which)
{
	struct value *map = value_map(view->arena);
	struct value *items = value_list(view->arena);
	const struct record *last = NULL;
	size_t n;
	const struct reference *const *refs = registers_referrers_of_kind(
		view->registers, record, roles[which].kind, &n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(refs[i]->node->name, roles[which].name) != 0 ||
		    refs[i]->from == last)
			continue;
		last = refs[i]->from;
		value_push(view->arena, items, view_link(view, last));
	}
	view_set_text(view, map, "id", roles[which].id);
	view_set_text(view, map, "heading", roles[which].heading);
	view_set_text(view, map, "empty", roles[which].empty);
	view_set_bool(view, map, "hasItems", value_len(items) > 0);
	value_set(view->arena, map, "items", items);
	return map;
}

static struct value *role_list(const struct view *view,
			       const struct record *record)
{
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
		value_push(view->arena, list, role(view, record, i));
	return list;
}

static struct value *predecessors(const struct view *view,
				  const struct record *record)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct reference *const *refs = registers_referrers_of_kind(
		view->registers, record, "organisation", &n);

	for (size_t i = 0; i < n; i++) {
		struct value *map;

		if (strcmp(refs[i]->node->name, "successor") != 0)
			continue;
		map = view_link(view, refs[i]->from);
		value_set(view->arena, map, "on",
			  view_date(view, date_parse(node_attr(refs[i]->node,
							       "on"))));
		value_push(view->arena, list, map);
	}
	return list;
}

/* What it owes ----------------------------------------------------------- */

static void set_due(const struct view *view, struct value *map,
		    struct value *counts, const struct record *record)
{
	struct value *overdue = value_list(view->arena);
	struct value *coming = value_list(view->arena);
	const GPtrArray *all = ask_due(view->ask, record);

	for (guint i = 0; all && i < all->len; i++) {
		const struct due *due = all->pdata[i];

		value_push(view->arena, due->is_overdue ? overdue : coming,
			   page_due_row(view, due));
	}
	view_set_number(view, counts, "overdue", value_len(overdue));
	value_set(view->arena, map, "overdue",
		  view_table(view, overdue, "What is overdue, by date",
			     "Nothing that it owns is overdue."));
	value_set(view->arena, map, "coming",
		  view_table(view, coming, "What comes next, by date",
			     "Nothing that it owns is coming soon."));
}

static bool is_done(const struct node *task)
{
	const char *status = flow_facts_value(task, "status");

	return node_is_stated(node_child(task, "completedOn")) ||
	       g_strcmp0(status, "done") == 0 ||
	       g_strcmp0(status, "abandoned") == 0;
}

static struct value *task_row(const struct view *view,
			      const struct record *record,
			      const struct node *task)
{
	struct value *map = view_link(view, record);
	const struct node *says = node_child(task, "option");
	const struct node *status = node_child(task, "status");

	if (!says)
		says = node_child(task, "description");
	value_set(view->arena, map, "what",
		  says ? view_node(view, says) : value_nothing());
	value_set(view->arena, map, "due",
		  view_date(view, flow_facts_date(task, "due")));
	value_set(view->arena, map, "status",
		  status ? view_node(view, status) : value_nothing());
	return map;
}

static struct value *tasks(const struct view *view, const struct record *record)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct reference *const *refs =
		registers_referrers(view->registers, record, &n);

	for (size_t i = 0; i < n; i++) {
		const struct node *task = refs[i]->node->parent;

		if (!task || strcmp(refs[i]->node->name, "owner") != 0 ||
		    (strcmp(task->name, "measure") != 0 &&
		     strcmp(task->name, "approach") != 0) ||
		    is_done(task))
			continue;
		value_push(view->arena, list,
			   task_row(view, refs[i]->from, task));
	}
	return view_table(view, list,
			  "Measures and approaches that are not done",
			  "It owns no measure or approach that is not done.");
}

struct value *page_organisation_make(const struct view *view,
				     const struct page *page)
{
	g_autofree char *by = page_by_path(view, page->record);
	const struct record *record = page->record;
	struct value *map = page_record_make(view, page);
	struct value *counts = value_map(view->arena);
	struct value *before = predecessors(view, record);
	date_t dissolved = flow_facts_date(record->root, "dissolvedOn");

	set_flows(view, map, counts, record);
	set_parties(view, map, counts, record);
	set_due(view, map, counts, record);
	value_set(view->arena, map, "counts", counts);
	value_set(view->arena, map, "roles", role_list(view, record));
	value_set(view->arena, map, "tasks", tasks(view, record));
	value_set(view->arena, map, "predecessors", before);
	view_set_bool(view, map, "hasPredecessors", value_len(before) > 0);
	value_set(view->arena, map, "dissolvedOn",
		  dissolved && dissolved <= view->as_of
			  ? view_date(view, dissolved)
			  : value_nothing());
	view_set_path(view, map, "agreementsUrl", by);
	return map;
}
