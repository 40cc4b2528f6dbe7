/* SPDX-License-Identifier: MIT */
/*
 * A record's page shows the record as the schema describes it, what refers to
 * it, and what is found about it.  Gateways and organisations are asked for
 * the other way round: not what they say of themselves, but what others do
 * under them and with them; those tables are made here from the references.
 */
#include "site-gen/page_record.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/findings_view.h"
#include "site-gen/page.h"
#include "site-gen/page_notice.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define PLACES 5 /* of a record that refers often, this many are named */

static struct value *referrer(const struct view *view,
			      const struct reference *const *refs, size_t n)
{
	struct value *map = view_link(view, refs[0]->from);
	struct value *places = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < n; i++) {
		const char *place = view_place(view, refs[i]->node);

		if (*place && g_hash_table_add(seen, (gpointer)place) &&
		    value_len(places) < PLACES)
			value_push(view->arena, places,
				   value_text(view->arena, place));
	}
	view_set_number(view, map, "count", n);
	value_set(view->arena, map, "places", places);
	view_set_bool(view, map, "hasMore", g_hash_table_size(seen) > PLACES);
	return map;
}

/* What refers to a record: each record that does once, in order. */
static struct value *referrers(const struct view *view,
			       const struct record *record)
{
	struct value *list = value_list(view->arena);
	size_t n, next;
	const struct reference *const *refs =
		registers_referrers(view->registers, record, &n);

	for (size_t i = 0; i < n; i = next) {
		next = i + 1;
		while (next < n && refs[next]->from == refs[i]->from)
			next++;
		if (refs[i]->from != record)
			value_push(view->arena, list,
				   referrer(view, refs + i, next - i));
	}
	return list;
}

struct value *page_record_make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);

	value_set(view->arena, map, "record", view_record(view, page->record));
	value_set(view->arena, map, "findings",
		  findings_view_of_record(view, page->record));
	value_set(view->arena, map, "referrers", referrers(view, page->record));
	view_set_path(view, map, "noticeUrl",
		      page_notice_path(view, page->record));
	return map;
}

/* The titles of what children of that name refer to, or their words. */
static struct value *names(const struct view *view, const struct node *parent,
			   const char *name)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(child, parent, name)
	value_push(view->arena, list, view_node(view, child));
	return list;
}

/* A flow as a row of a table on another record's page. */
static struct value *flow_row(const struct view *view,
			      const struct record *agreement,
			      const struct node *flow)
{
	struct value *map = value_map(view->arena);
	const char *id = node_attr(flow, "id");
	const char *target =
		arena_printf(view->arena, "%s#%s", agreement->id, id);
	const char *status = node_value(agreement->root, "status");

	view_set_text(view, map, "title", node_text(node_child(flow, "title")));
	value_set(view->arena, map, "url",
		  value_url(view->arena, view_url(view, target)));
	value_set(view->arena, map, "agreement", view_link(view, agreement));
	value_set(view->arena, map, "disclosers",
		  names(view, flow, "discloser"));
	value_set(view->arena, map, "recipients",
		  names(view, flow, "recipient"));
	value_set(view->arena, map, "purposes", names(view, flow, "purpose"));
	view_set_text(view, map, "status",
		      status ? codes_label(registers_codes(view->registers),
					   "agreement-status", status)
			     : NULL);
	value_set(view->arena, map, "start",
		  view_date(view, date_parse(node_value(flow, "start"))));
	value_set(view->arena, map, "end",
		  view_date(view, date_parse(node_value(flow, "end"))));
	return map;
}

/* The flows in which the record is referred to under that name. */
static struct value *flows(const struct view *view, const struct record *record,
			   const char *name)
{
	struct value *list = value_list(view->arena);
	const struct node *last = NULL;
	size_t n;
	const struct reference *const *refs =
		registers_referrers(view->registers, record, &n);

	for (size_t i = 0; i < n; i++) {
		const struct node *node = refs[i]->node;
		struct value *row;

		if (strcmp(node->name, name) != 0 || !node->parent ||
		    strcmp(node->parent->name, "flow") != 0 ||
		    node->parent == last)
			continue;
		last = node->parent;
		row = flow_row(view, refs[i]->from, node->parent);
		view_set_text(view, row, "version", node_attr(node, "version"));
		value_push(view->arena, list, row);
	}
	return list;
}

const struct node *page_record_version_on(const struct node *gateway,
					  date_t day)
{
	const struct node *found = NULL;

	NODE_EACH(version, gateway, "version")
	{
		date_t from = date_parse(node_value(version, "validFrom"));
		date_t to = date_parse(node_value(version, "validTo"));

		if ((!from || from <= day) && (!to || day <= to))
			found = version;
	}
	return found;
}

struct value *page_record_gateway(const struct view *view,
				  const struct page *page)
{
	struct value *map = page_record_make(view, page);
	const struct node *now =
		page_record_version_on(page->record->root, view->as_of);

	value_set(view->arena, map, "current",
		  now ? view_node(view, now) : value_nothing());
	value_set(view->arena, map, "flows",
		  view_table(view, flows(view, page->record, "gateway"),
			     "Flows that name this gateway",
			     "No flow in the registers names this gateway."));
	return map;
}

/* What an agreement says of the organisation as its party. */
static struct value *party_row(const struct view *view,
			       const struct reference *ref)
{
	struct value *map = view_link(view, ref->from);
	const char *status = node_value(ref->from->root, "status");

	view_set_text(view, map, "status",
		      status ? codes_label(registers_codes(view->registers),
					   "agreement-status", status)
			     : NULL);
	value_set(view->arena, map, "party", view_node(view, ref->node));
	return map;
}

static struct value *parties(const struct view *view,
			     const struct record *record)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct reference *const *refs =
		registers_referrers(view->registers, record, &n);

	for (size_t i = 0; i < n; i++) {
		const struct node *node = refs[i]->node;

		if (strcmp(node->name, "party") == 0 && node->parent &&
		    strcmp(node->parent->name, "agreement") == 0)
			value_push(view->arena, list, party_row(view, refs[i]));
	}
	return list;
}

struct value *page_record_organisation(const struct view *view,
				       const struct page *page)
{
	struct value *map = page_record_make(view, page);
	date_t dissolved =
		date_parse(node_value(page->record->root, "dissolvedOn"));

	value_set(view->arena, map, "gives",
		  view_table(view, flows(view, page->record, "discloser"),
			     "Flows in which it discloses information",
			     "No flow is recorded in which it discloses."));
	value_set(view->arena, map, "gets",
		  view_table(view, flows(view, page->record, "recipient"),
			     "Flows in which it receives information",
			     "No flow is recorded in which it receives."));
	value_set(view->arena, map, "partyTo",
		  view_table(view, parties(view, page->record), NULL, NULL));
	value_set(view->arena, map, "dissolvedOn",
		  dissolved && dissolved <= view->as_of
			  ? view_date(view, dissolved)
			  : value_nothing());
	return map;
}
