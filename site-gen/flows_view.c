/* SPDX-License-Identifier: MIT */
/*
 * The same flows are drawn, listed in a table and told one by one, on an
 * agreement's page and in an assessment.  They get their numbers here, so that
 * picture, table and text speak of the same ones.
 */
#include "site-gen/flows_view.h"

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/chart_flows.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define UNKNOWN "Not stated"

/* "from 1 May 2012 to 3 June 2014"; NULL when it is not known; in the arena. */
static const char *period_words(const struct view *view,
				const struct period *period)
{
	g_autofree char *from = NULL;
	g_autofree char *to = NULL;

	if (period->from == DATE_NONE)
		return NULL;
	from = date_words(period->from);
	if (period->is_open || period->to == DATE_NONE)
		return arena_printf(view->arena, "since %s", from);
	to = date_words(period->to);
	return arena_printf(view->arena, "from %s to %s", from, to);
}

static struct value *version_map(const struct view *view,
				 const struct flow_reliance *reliance,
				 const struct flow_stretch *stretch)
{
	const struct codes *codes = registers_codes(view->registers);
	const char *status = node_value(stretch->version, "status");
	const char *id = node_attr(stretch->version, "id");
	struct value *map = value_map(view->arena);
	struct value *excluded = value_list(view->arena);

	view_set_text(view, map, "citation",
		      node_value(stretch->version, "citation"));
	view_set_text(view, map, "status",
		      status ? codes_label(codes, "gateway-status", status)
			     : NULL);
	view_set_text(view, map, "period",
		      period_words(view, &stretch->period));
	NODE_EACH(exclude, stretch->version, "exclude")
	{
		if (node_is_stated(exclude))
			value_push(view->arena, excluded,
				   view_node(view, exclude));
	}
	value_set(view->arena, map, "excluded", excluded);
	view_set_bool(view, map, "hasExcluded", value_len(excluded) > 0);
	value_set(
		view->arena, map, "url",
		value_url(view->arena,
			  id ? view_url(view,
					arena_printf(view->arena, "%s#%s",
						     reliance->gateway->id, id))
			     : NULL));
	return map;
}

/*
 * The version that is law on the as-of date: the one that came into force
 * last, unless it has ended; NULL: none, or not known.  An Act that is still
 * to come does not end the one before it.
 */
static const struct node *version_in_force(const struct view *view,
					   const struct record *gateway)
{
	const struct node *found = NULL;
	date_t best = DATE_NONE;
	date_t to;

	NODE_EACH(version, gateway->root, "version")
	{
		date_t from = flow_facts_version_from(version);

		if (from == DATE_NONE || from > view->as_of || from < best ||
		    flow_facts_is_not_yet_law(version))
			continue;
		found = version;
		best = from;
	}
	to = found ? flow_facts_date(found, "validTo") : DATE_NONE;
	if (!found || (to != DATE_NONE && to < view->as_of) ||
	    flow_facts_is_past_law(found))
		return NULL;
	return found;
}

/* That version, without a period; NOTHING when there is none. */
static const struct value *in_force(const struct view *view,
				    const struct flow_reliance *reliance)
{
	struct flow_stretch stretch = { .version = NULL };

	if (reliance->gateway)
		stretch.version = version_in_force(view, reliance->gateway);
	return stretch.version ? version_map(view, reliance, &stretch)
			       : value_nothing();
}

static const char *problem_of(const struct view *view,
			      const struct flow_reliance *reliance)
{
	if (reliance->unknown_version)
		return arena_printf(
			view->arena,
			"the gateway has no version with the id '%s'",
			reliance->unknown_version);
	if (reliance->missing)
		return arena_printf(view->arena, "%s is not stated",
				    reliance->missing);
	return NULL;
}

static struct value *power_map(const struct view *view,
			       const struct flow_reliance *reliance)
{
	struct value *map = value_map(view->arena);
	struct value *versions = value_list(view->arena);
	struct value *gaps = value_list(view->arena);

	for (guint i = 0; i < reliance->n_stretches; i++) {
		const struct flow_stretch *stretch = &reliance->stretches[i];

		if (stretch->version)
			value_push(view->arena, versions,
				   version_map(view, reliance, stretch));
		else
			value_push(view->arena, gaps,
				   value_text(view->arena,
					      period_words(view,
							   &stretch->period)));
	}
	value_set(view->arena, map, "power", view_node(view, reliance->node));
	value_set(view->arena, map, "versions", versions);
	value_set(view->arena, map, "gaps", gaps);
	value_set(view->arena, map, "inForce", in_force(view, reliance));
	view_set_bool(view, map, "isKnown", reliance->gateway != NULL);
	view_set_text(view, map, "problem",
		      reliance->gateway ? problem_of(view, reliance) : NULL);
	return map;
}

static struct value *powers(const struct view *view, const struct node *flow)
{
	struct value *list = value_list(view->arena);
	g_autoptr(GPtrArray) reliances =
		flow_facts_reliances(view->registers, flow, view->as_of);

	for (guint i = 0; i < reliances->len; i++)
		value_push(view->arena, list,
			   power_map(view, g_ptr_array_index(reliances, i)));
	return list;
}

/* The body that a discloser or recipient element names; in the arena. */
static const char *body_name(const struct view *view, const struct node *node)
{
	const struct record *record =
		node ? registers_target(view->registers, node) : NULL;
	g_autofree char *words = NULL;

	if (record)
		return record->title;
	if (!node || !node_is_stated(node))
		return UNKNOWN;
	words = registers_words(view->registers, node);
	return arena_strdup(view->arena, words);
}

static void add_arrow(const struct view *view, GArray *arrows,
		      const struct node *from, const struct node *to,
		      const char *label)
{
	struct chart_flow arrow = {
		.from = body_name(view, from),
		.to = body_name(view, to),
		.label = label,
	};

	g_array_append_val(arrows, arrow);
}

/*
 * Whether an arrow would lead from a body to itself although the flow has
 * others: bodies that exchange stand on both sides.
 */
static bool is_own(const struct view *view, const struct node *from,
		   const struct node *to)
{
	const struct record *body =
		from ? registers_target(view->registers, from) : NULL;

	return body && to && body == registers_target(view->registers, to) &&
	       (node_count(from->parent, "discloser") > 1 ||
		node_count(from->parent, "recipient") > 1);
}

/* An arrow for each discloser and recipient of the flow, in one pass. */
static void add_arrows(const struct view *view, GArray *arrows,
		       const struct node *flow, const char *label)
{
	const struct node *from = node_child(flow, "discloser");

	do {
		const struct node *to = node_child(flow, "recipient");

		do {
			if (arrows->len <= CHART_FLOWS_MAX &&
			    !is_own(view, from, to))
				add_arrow(view, arrows, from, to, label);
			to = to ? node_again(to) : NULL;
		} while (to);
		from = from ? node_again(from) : NULL;
	} while (from);
}

static struct value *item_map(const struct view *view, size_t number,
			      const struct flows_view_item *item)
{
	struct value *map = value_map(view->arena);
	const char *id = node_attr(item->flow, "id");
	const char *target =
		id ? arena_printf(view->arena, "%s#%s", item->agreement->id, id)
		   : item->agreement->id;

	view_set_number(view, map, "number", number);
	value_set(view->arena, map, "agreement",
		  view_link(view, item->agreement));
	value_set(view->arena, map, "url",
		  value_url(view->arena, view_url(view, target)));
	value_set(view->arena, map, "flow", view_node(view, item->flow));
	value_set(view->arena, map, "powers", powers(view, item->flow));
	return map;
}

struct value *flows_view(const struct view *view, const char *id,
			 const struct flows_view_item *items, size_t n)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	g_autoptr(GArray) arrows =
		g_array_new(FALSE, FALSE, sizeof(struct chart_flow));

	for (size_t i = 0; i < n; i++) {
		const char *label = arena_printf(
			view->arena, "%" G_GSIZE_FORMAT ". %s", i + 1,
			node_text(node_child(items[i].flow, "title")));

		add_arrows(view, arrows, items[i].flow, label);
		value_push(view->arena, list, item_map(view, i + 1, &items[i]));
	}
	value_set(view->arena, map, "picture",
		  chart_flows(view->arena, id,
			      (const struct chart_flow *)arrows->data,
			      arrows->len));
	view_set_bool(view, map, "tooMany", arrows->len > CHART_FLOWS_MAX);
	view_set_bool(view, map, "hasList", n > 0);
	value_set(view->arena, map, "list", list);
	return map;
}
