/* SPDX-License-Identifier: MIT */
/*
 * The pages of gateways and organisations are asked for the other way round:
 * not what they say of themselves, but what others do under them and with them.
 * Both show flows as rows like these.
 */
#include "site-gen/flow_row.h"

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

static struct value *nodes(const struct view *view, const struct node *parent,
			   const char *name)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(child, parent, name)
	{
		value_push(view->arena, list, view_node(view, child));
	}
	return list;
}

static void set_day(const struct view *view, struct value *map,
		    const struct node *flow, const char *name)
{
	date_t day = flow_facts_date(flow, name);

	if (day == DATE_NONE)
		day = flow_facts_date(node_root(flow), name);
	value_set(view->arena, map, name, view_date(view, day));
}

struct value *flow_row_link(const struct view *view,
			    const struct record *agreement,
			    const struct node *flow)
{
	struct value *map = value_map(view->arena);
	const char *id = node_attr(flow, "id");
	const char *title = node_value(flow, "title");
	const char *target =
		arena_printf(view->arena, "%s#%s", agreement->id, id);

	view_set_text(view, map, "title", title ? title : id);
	value_set(view->arena, map, "url",
		  value_url(view->arena, view_url(view, target)));
	return map;
}

struct value *flow_row(const struct view *view, const struct record *agreement,
		       const struct node *flow, enum fact is_live)
{
	struct value *map = flow_row_link(view, agreement, flow);
	const char *status = flow_facts_value(agreement->root, "status");

	value_set(view->arena, map, "agreement", view_link(view, agreement));
	view_set_text(view, map, "status",
		      status ? codes_label(registers_codes(view->registers),
					   "agreement-status", status)
			     : NULL);
	value_set(view->arena, map, "disclosers",
		  nodes(view, flow, "discloser"));
	value_set(view->arena, map, "recipients",
		  nodes(view, flow, "recipient"));
	value_set(view->arena, map, "purposes", nodes(view, flow, "purpose"));
	set_day(view, map, flow, "start");
	set_day(view, map, flow, "end");
	view_set_bool(view, map, "isLive", is_live == FACT_YES);
	view_set_bool(view, map, "isOver", is_live == FACT_NO);
	return map;
}
