/* SPDX-License-Identifier: MIT */
/*
 * An agreement states its terms flow by flow and party by party; who reads it
 * asks across them: who gets anything at all, which law each party works under,
 * when everything has to be gone.  Each answer is a list of what the record
 * says, never a sentence that it does not.
 */
#include "site-gen/agreement_view.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/date.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/retention.h"
#include "site-gen/ask.h"
#include "site-gen/changes.h"
#include "site-gen/page.h"
#include "site-gen/page_history.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define NEWEST 5 /* changes that the page itself shows */

/* What tells one item from another: whom or what it names, else its words. */
static const char *key_of(const struct node *node)
{
	const char *ref = node_attr(node, "ref");
	const char *code = node_attr(node, "code");

	return ref ? ref : code ? code : node->text;
}

/* Adds the stated children of that name of which nothing was seen before. */
static void add_items(const struct view *view, struct value *list,
		      GHashTable *seen, const struct node *parent,
		      const char *name)
{
	NODE_EACH(node, parent, name)
	{
		if (node_is_stated(node) &&
		    g_hash_table_add(seen, (gpointer)key_of(node)))
			value_push(view->arena, list, view_node(view, node));
	}
}

static struct value *of_flows(const struct view *view, const struct node *root,
			      const char *name)
{
	struct value *list = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	NODE_EACH(flow, root, "flow")
	add_items(view, list, seen, flow, name);
	return list;
}

static bool is_known_day(const struct value *kept, const char *day)
{
	for (size_t i = 0; i < value_len(kept); i++) {
		const struct value *one =
			value_get(value_at(kept, i), "lastDay");

		if (strcmp(value_bytes(one, NULL), day) == 0)
			return true;
	}
	return false;
}

/* The rows with a last day, each day once; what shows less goes first. */
static struct value *kept(const struct view *view, const struct value *rows)
{
	struct value *list = value_list(view->arena);

	for (int has_evidence = 0; has_evidence <= 1; has_evidence++) {
		for (size_t i = 0; i < value_len(rows); i++) {
			const struct value *row = value_at(rows, i);
			const struct value *day = value_get(row, "lastDay");

			if (value_is_true(value_get(row, "hasEvidence")) ==
				    has_evidence &&
			    value_is_true(day) &&
			    !is_known_day(list, value_bytes(day, NULL)))
				value_push(view->arena, list, row);
		}
	}
	return list;
}

struct value *agreement_view_family(const struct view *view,
				    const struct record *agreement)
{
	static const char *const lists[][2] = {
		{ "givers", "discloser" },  { "receivers", "recipient" },
		{ "data", "dataCategory" }, { "withheld", "withheld" },
		{ "purposes", "purpose" },
	};
	struct value *map = value_map(view->arena);
	const struct value *limits;
	struct value *days;

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		value_set(view->arena, map, lists[i][0],
			  of_flows(view, agreement->root, lists[i][1]));
	limits = agreement_view_retention(view, agreement);
	days = kept(view, value_get(limits, "rows"));
	value_set(view->arena, map, "kept", days);
	view_set_bool(view, map, "isKnown", value_len(days) > 0);
	view_set_bool(view, map, "isVague",
		      value_is_true(value_get(limits, "hasVague")));
	return map;
}

/* The regimes that elements of the owner name, as bits. */
enum { GDPR = 1, PART_3 = 2 };

static unsigned regimes_of(const struct node *owner)
{
	unsigned regimes = 0;

	NODE_EACH(regime, owner, "regime")
	{
		if (!node_is_stated(regime))
			continue;
		regimes |= strcmp(regime->text, "dpa-2018-part-3") == 0 ? PART_3
									: GDPR;
	}
	return regimes;
}

struct value *agreement_view_regimes(const struct view *view,
				     const struct record *agreement)
{
	static const char *const names[] = {
		[0] = "notStated",
		[GDPR] = "gdpr",
		[PART_3] = "part3",
		[GDPR | PART_3] = "both",
	};
	struct value *map = value_map(view->arena);
	struct value *lists[G_N_ELEMENTS(names)];

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		lists[i] = value_list(view->arena);
		value_set(view->arena, map, names[i], lists[i]);
	}
	NODE_EACH(party, agreement->root, "party")
	{
		const struct record *body =
			registers_target(view->registers, party);
		unsigned regimes = regimes_of(party);

		if (regimes == 0 && body)
			regimes = regimes_of(body->root);
		value_push(view->arena, lists[regimes], view_node(view, party));
	}
	view_set_bool(view, map, "hasBoth",
		      value_len(lists[GDPR | PART_3]) > 0);
	view_set_bool(view, map, "hasNotStated", value_len(lists[0]) > 0);
	return map;
}

/* A rule, and whose it is. */
struct limit {
	const struct node *rule;
	const char *whose;
	date_t last_day;
	bool has_evidence;
};

static void add_limit(const struct view *view, struct value *rows,
		      const struct limit *limit)
{
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "whose", limit->whose);
	value_set(view->arena, map, "rule", view_node(view, limit->rule));
	value_set(view->arena, map, "lastDay",
		  view_date(view, limit->last_day));
	view_set_bool(view, map, "isPassed",
		      limit->last_day != DATE_NONE &&
			      limit->last_day < view->as_of);
	view_set_bool(view, map, "hasEvidence", limit->has_evidence);
	value_push(view->arena, rows, map);
}

/* The rules of the agreement, or of one of its flows. */
static void add_limits(const struct view *view, struct value *rows,
		       const struct node *owner, const char *whose)
{
	const struct node *agreement = node_root(owner);
	bool has_evidence =
		retention_has_evidence(owner, view->as_of) ||
		retention_is_destroyed(view->registers, agreement, view->as_of);

	NODE_EACH(retention, owner, "retention")
	{
		struct limit limit = {
			.rule = retention,
			.whose = whose,
			.last_day =
				retention_last_day(view->registers, retention),
			.has_evidence = has_evidence,
		};

		if (node_is_stated(retention))
			add_limit(view, rows, &limit);
	}
}

/* What the notices promise, where they promise a day. */
static void add_promises(const struct view *view, struct value *rows,
			 const struct node *agreement)
{
	NODE_EACH(node, agreement, "notice")
	{
		const struct record *notice =
			registers_target(view->registers, node);
		struct limit limit = { .rule = NULL };

		if (!notice)
			continue;
		limit.rule = node_child(notice->root, "retentionPromise");
		limit.last_day = flow_facts_date(limit.rule, "until");
		if (limit.last_day == DATE_NONE)
			continue;
		limit.whose =
			arena_printf(view->arena, "Notice '%s'", notice->title);
		limit.has_evidence = retention_is_destroyed(
			view->registers, agreement, view->as_of);
		add_limit(view, rows, &limit);
	}
}

static bool has_vague(const struct value *rows)
{
	for (size_t i = 0; i < value_len(rows); i++) {
		if (!value_is_true(value_get(value_at(rows, i), "lastDay")))
			return true;
	}
	return false;
}

struct value *agreement_view_retention(const struct view *view,
				       const struct record *agreement)
{
	struct value *map = value_map(view->arena);
	struct value *rows = value_list(view->arena);

	add_limits(view, rows, agreement->root, "The agreement as a whole");
	NODE_EACH(flow, agreement->root, "flow")
	add_limits(view, rows, flow, view_place(view, flow));
	add_promises(view, rows, agreement->root);
	value_set(view->arena, map, "rows", rows);
	view_set_bool(view, map, "hasRows", value_len(rows) > 0);
	view_set_bool(view, map, "hasVague", has_vague(rows));
	return map;
}

struct value *agreement_view_history(const struct view *view,
				     const struct record *record)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	const GPtrArray *changes = ask_changes(view->ask, record);
	guint n = changes ? changes->len : 0;

	for (guint i = 0; i < MIN(n, NEWEST); i++)
		value_push(view->arena, list,
			   page_history_change(view, changes->pdata[i]));
	value_set(view->arena, map, "changes", list);
	view_set_bool(view, map, "hasChanges", n > 0);
	view_set_text(view, map, "more",
		      n > NEWEST ? arena_printf(view->arena, "%u", n - NEWEST)
				 : NULL);
	return map;
}
