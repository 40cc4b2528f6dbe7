/* SPDX-License-Identifier: MIT */
/*
 * Law impact: the question that is asked when a bill is read or a section is
 * repealed.  The facts are those of lib/impact.h, so that the command and the
 * pages never say two things; this page puts the worst first.
 */
#include "site-gen/page_impact.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/impact.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/flow_row.h"
#include "site-gen/impact_view.h"
#include "site-gen/page.h"
#include "site-gen/sharing.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* Whether anybody looked at the record of way i since the law changed. */
static enum fact is_looked_at(const struct impact *impact, size_t i)
{
	return impact_law_is_reviewed(impact->ways[i].record, impact->changed,
				      impact->on);
}

/* Only what is kept under review can be stale, and each once. */
static bool is_kept(const struct impact *impact, size_t i)
{
	static const char *const kinds[] = { "agreement", "pia", "notice",
					     "consent", NULL };

	return impact_is_first_of_record(impact, i) &&
	       g_strv_contains(kinds, impact->ways[i].record->kind->name);
}

/* The index -------------------------------------------------------------- */

static size_t count_stale(const struct impact *impact)
{
	size_t n = 0;

	for (size_t i = 0; i < impact->n; i++)
		n += is_kept(impact, i) && is_looked_at(impact, i) == FACT_NO;
	return n;
}

static size_t count_records(const struct impact *impact)
{
	size_t n = 0;

	for (size_t i = 0; i < impact->n; i++)
		n += impact_is_first_of_record(impact, i);
	return n;
}

static void set_counts(const struct view *view, struct value *map,
		       const struct impact *impact)
{
	struct impact_tally tally = impact_count(impact);

	view_set_number(view, map, "nFlows", tally.flows);
	view_set_number(view, map, "nLive", tally.live);
	view_set_number(view, map, "nAlone", tally.left[IMPACT_LAW_NOTHING]);
	view_set_number(view, map, "nMaybe", tally.unknown);
	value_set(view->arena, map, "changed",
		  view_date(view, impact->changed));
}

static struct value *index_row(const struct view *view,
			       const struct record *gateway)
{
	const struct impact *impact =
		sharing_impact(ask_site(view->ask)->sharing, gateway);
	struct value *map = view_link(view, gateway);

	set_counts(view, map, impact);
	view_set_number(view, map, "nRecords", count_records(impact));
	view_set_number(view, map, "nStale", count_stale(impact));
	view_set_path(view, map, "impactUrl",
		      view_is_id(gateway->id) ? impact_view_path(view, gateway)
					      : NULL);
	return map;
}

struct value *page_impact_index(const struct view *view,
				const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *used = value_list(view->arena);
	struct value *unused = value_list(view->arena);
	size_t n;
	const struct record *const *all =
		registers_of_kind(view->registers, "gateway", &n);

	(void)page;
	for (size_t i = 0; i < n; i++) {
		const struct impact *impact =
			sharing_impact(ask_site(view->ask)->sharing, all[i]);

		value_push(view->arena, impact->n > 0 ? used : unused,
			   index_row(view, all[i]));
	}
	value_set(view->arena, map, "used",
		  view_table(view, used, "Gateways on which something rests",
			     "No record rests on any gateway."));
	value_set(view->arena, map, "unused", unused);
	view_set_bool(view, map, "hasUnused", value_len(unused) > 0);
	return map;
}

/* One gateway ------------------------------------------------------------ */

/* What would happen to flows, the worst first. */
static const struct {
	enum fact is_live;
	enum impact_law_rest rest; /* of those that run */
	const char *id;
	const char *heading;
	const char *text;
} losses[] = {
	{ FACT_YES, IMPACT_LAW_NOTHING, "alone",
	  "Would lose their only gateway",
	  "These flows run, and name no other gateway that is in force." },
	{ FACT_YES, IMPACT_LAW_WEAK, "weak",
	  "Would be left with general powers or consent",
	  "These flows run. What else they name is a general or implied power, "
	  "or consent: none of them is a power made for sharing." },
	{ FACT_YES, IMPACT_LAW_UNSURE, "unsure",
	  "Name another gateway that may not be in force",
	  "These flows run. The records do not tell whether the other gateway "
	  "that they name is in force." },
	{ FACT_YES, IMPACT_LAW_OTHER, "other",
	  "Name another gateway that is in force",
	  "These flows run. Whether the other gateway reaches as far is for a "
	  "lawyer to say." },
	{ FACT_UNKNOWN, IMPACT_LAW_RESTS, "maybe", "May be running",
	  "The records do not tell whether these flows run." },
	{ FACT_NO, IMPACT_LAW_RESTS, "over", "Not running",
	  "These flows have ended, or have not begun." },
};

/* The flows that would suffer that loss. */
static struct view_rows loss_rows(const struct view *view,
				  const struct impact *impact, size_t loss)
{
	struct view_rows rows = { value_list(view->arena), 0 };

	for (size_t i = 0; i < impact->n; i++) {
		const struct impact_way *way = &impact->ways[i];
		struct value *row, *others;

		if (!impact_is_first_of_flow(impact, i) ||
		    way->is_live != losses[loss].is_live ||
		    (way->is_live == FACT_YES &&
		     way->left.rest != losses[loss].rest) ||
		    !view_rows_count(&rows))
			continue;
		row = flow_row(view, way->record, way->flow, way->is_live);
		others = value_list(view->arena);
		for (size_t j = 0; j < way->left.n_others; j++)
			value_push(view->arena, others,
				   view_link(view, way->left.others[j]));
		value_set(view->arena, row, "others", others);
		value_push(view->arena, rows.list, row);
	}
	return rows;
}

static struct value *loss_list(const struct view *view,
			       const struct impact *impact)
{
	struct value *list = value_list(view->arena);

	for (size_t i = 0; i < G_N_ELEMENTS(losses); i++) {
		struct view_rows rows = loss_rows(view, impact, i);
		struct value *map;

		if (rows.n == 0)
			continue;
		map = value_map(view->arena);
		view_set_text(view, map, "id", losses[i].id);
		view_set_text(view, map, "heading", losses[i].heading);
		view_set_text(view, map, "text", losses[i].text);
		value_set(view->arena, map, "table",
			  view_table_of(view, &rows, losses[i].heading, NULL));
		value_push(view->arena, list, map);
	}
	return list;
}

/* The records that rest on it and were looked at since, were not, or … */
static struct value *looked(const struct view *view,
			    const struct impact *impact, enum fact fact,
			    const char *caption)
{
	struct view_rows rows = { value_list(view->arena), 0 };

	for (size_t i = 0; i < impact->n; i++) {
		const struct record *record = impact->ways[i].record;
		struct value *map;

		if (!is_kept(impact, i) || is_looked_at(impact, i) != fact ||
		    !view_rows_count(&rows))
			continue;
		map = view_link(view, record);
		value_set(view->arena, map, "on",
			  view_date(view,
				    impact_law_last_look(record, impact->on)));
		value_push(view->arena, rows.list, map);
	}
	return view_table_of(view, &rows, caption, "There is no such record.");
}

struct value *page_impact_make(const struct view *view, const struct page *page)
{
	const struct record *gateway = page->record;
	const struct impact *impact =
		sharing_impact(ask_site(view->ask)->sharing, gateway);
	const struct node *summary = node_child(gateway->root, "summary");
	struct value *map = value_map(view->arena);
	struct value *losses_of = loss_list(view, impact);

	value_set(view->arena, map, "gateway", view_link(view, gateway));
	value_set(view->arena, map, "summary",
		  summary ? view_node(view, summary) : value_nothing());
	set_counts(view, map, impact);
	value_set(view->arena, map, "losses", losses_of);
	view_set_bool(view, map, "hasLosses", value_len(losses_of) > 0);
	value_set(view->arena, map, "others", impact_view_others(view, impact));
	value_set(view->arena, map, "stale",
		  looked(view, impact, FACT_NO,
			 "Not looked at since the law changed"));
	value_set(
		view->arena, map, "unlooked",
		looked(view, impact, FACT_UNKNOWN, "Records that do not tell"));
	return map;
}

void page_impact_plan(struct plan *plan, const struct site *site)
{
	size_t n;
	const struct record *const *all =
		registers_of_kind(site->registers, "gateway", &n);
	struct page page = {
		.path = "impact.html",
		.template = "impact-index",
		.title = "Law impact",
		.make = page_impact_index,
	};

	plan_add(plan, &page);
	for (size_t i = 0; i < n; i++) {
		g_autofree char *path =
			g_strdup_printf("impact/%s.html", all[i]->id);
		g_autofree char *title =
			g_strdup_printf("Law impact: %s", all[i]->title);

		if (!view_has_page(site->registers, all[i]))
			continue;
		page.path = path;
		page.template = "impact";
		page.title = title;
		page.kind = all[i]->kind;
		page.record = all[i];
		page.make = page_impact_make;
		plan_add(plan, &page);
	}
}
