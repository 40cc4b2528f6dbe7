/* SPDX-License-Identifier: MIT */
/*
 * A gateway's page answers three questions: what the law allowed whom and when,
 * who says that they share under it, and what hangs on it besides.
 */
#include "site-gen/page_gateway.h"

#include <glib.h>

#include "lib/arena.h"
#include "lib/impact.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/chart_timeline.h"
#include "site-gen/flow_row.h"
#include "site-gen/impact_view.h"
#include "site-gen/page.h"
#include "site-gen/page_by.h"
#include "site-gen/page_record.h"
#include "site-gen/sharing.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

static bool is_open(const struct node *version)
{
	return flow_facts_version_to(version) == DATE_MAX;
}

static bool is_never(const struct node *version)
{
	return flow_facts_is_not_yet_law(version) &&
	       flow_facts_version_from(version) == DATE_NONE;
}

static const struct value *timeline(const struct view *view,
				    const struct record *gateway)
{
	struct chart_timeline chart = {
		.id = "timeline",
		.title = "When each version was in force",
		.now = view->as_of,
	};
	g_autoptr(GArray) spans =
		g_array_new(FALSE, FALSE, sizeof(struct chart_span));

	NODE_EACH(version, gateway->root, "version")
	{
		struct chart_span span = {
			.label = node_text(node_child(version, "citation")),
			.from = flow_facts_version_from(version),
			.to = flow_facts_version_to(version),
			.is_open = is_open(version),
			.is_never = is_never(version),
		};

		g_array_append_val(spans, span);
	}
	chart.spans = (const struct chart_span *)(void *)spans->data;
	chart.n = spans->len;
	return chart_timeline(view->arena, &chart);
}

static struct value *version_row(const struct view *view,
				 const struct record *gateway,
				 const struct node *version)
{
	struct value *map = value_map(view->arena);
	date_t from = flow_facts_version_from(version);
	const char *target = arena_printf(view->arena, "%s#%s", gateway->id,
					  node_attr(version, "id"));
	const struct node *status = node_child(version, "status");

	value_set(view->arena, map, "url",
		  value_url(view->arena, view_url(view, target)));
	view_set_text(view, map, "citation",
		      node_text(node_child(version, "citation")));
	view_set_bool(view, map, "isNever", is_never(version));
	value_set(view->arena, map, "from", view_date(view, from));
	view_set_bool(view, map, "isOpen", is_open(version));
	value_set(view->arena, map, "to",
		  is_open(version)
			  ? value_nothing()
			  : view_date(view, flow_facts_version_to(version)));
	value_set(view->arena, map, "status",
		  status ? view_node(view, status) : value_nothing());
	return map;
}

static void set_versions(const struct view *view, struct value *map,
			 const struct record *gateway)
{
	struct value *rows = value_list(view->arena);
	struct value *current = value_list(view->arena);
	g_autoptr(GPtrArray) now =
		impact_law_versions_on(gateway->root, view->as_of);

	NODE_EACH(version, gateway->root, "version")
	{
		value_push(view->arena, rows,
			   version_row(view, gateway, version));
	}
	for (guint i = 0; i < now->len; i++)
		value_push(view->arena, current,
			   view_node(view, now->pdata[i]));
	value_set(view->arena, map, "current", current);
	view_set_bool(view, map, "isOneVersion", now->len == 1);
	view_set_bool(view, map, "hasCurrent", now->len > 0);
	value_set(view->arena, map, "timeline", timeline(view, gateway));
	value_set(view->arena, map, "versions",
		  view_table(view, rows, "Versions of this gateway",
			     "No version is recorded."));
}

/* What the flow says of the version: its citation, or the name alone. */
static const char *version_named(const struct record *gateway, const char *id)
{
	NODE_EACH(version, gateway->root, "version")
	{
		if (g_strcmp0(node_attr(version, "id"), id) == 0)
			return node_text(node_child(version, "citation"));
	}
	return id;
}

static struct value *flow_table(const struct view *view,
				const struct impact *impact)
{
	struct view_rows rows = { value_list(view->arena), 0 };

	for (size_t i = 0; i < impact->n; i++) {
		const struct impact_way *way = &impact->ways[i];
		struct value *row;

		if (!impact_is_first_of_flow(impact, i) ||
		    !view_rows_count(&rows))
			continue;
		row = flow_row(view, way->record, way->flow, way->is_live);
		view_set_text(view, row, "version",
			      version_named(impact->record,
					    node_attr(way->node, "version")));
		value_push(view->arena, rows.list, row);
	}
	return view_table_of(view, &rows, "Flows that name this gateway",
			     "No flow in the registers names this gateway.");
}

struct value *page_gateway_make(const struct view *view,
				const struct page *page)
{
	g_autofree char *by = page_by_path(view, page->record);
	struct value *map = page_record_make(view, page);
	const struct impact *impact =
		sharing_impact(ask_site(view->ask)->sharing, page->record);
	struct impact_tally tally = impact_count(impact);

	set_versions(view, map, page->record);
	value_set(view->arena, map, "flows", flow_table(view, impact));
	value_set(view->arena, map, "others", impact_view_others(view, impact));
	view_set_path(view, map, "impactUrl",
		      impact_view_path(view, page->record));
	view_set_number(view, map, "nFlows", tally.flows);
	view_set_number(view, map, "nLive", tally.live);
	view_set_number(view, map, "nAlone", tally.left[IMPACT_LAW_NOTHING]);
	view_set_bool(view, map, "isUnused", tally.flows == 0);
	view_set_bool(view, map, "isOneFlow", tally.flows == 1);
	view_set_bool(view, map, "isOneLive", tally.live == 1);
	view_set_path(view, map, "agreementsUrl", by);
	return map;
}
