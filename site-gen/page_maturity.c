/* SPDX-License-Identifier: MIT */
/*
 * What partners claim stands beside what the registers show, and neither is
 * turned into the other.  For each barrier there are a median and a spread;
 * for all of them together there is deliberately no number.
 */
#include "site-gen/page_maturity.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/maturity.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"
#include "site-gen/chart_trend.h"
#include "site-gen/claims.h"
#include "site-gen/levels_view.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define WITHOUT_EVIDENCE 1 /* the highest level that such a claim counts as */

/* All that the parts of the page are made from. */
struct report {
	const struct view *view;
	const struct codes *codes;
	const struct claims *maturity;
	const struct maturity *levels; /* NULL: the scale cannot be read */
	date_t first;		       /* day on which the pictures begin */
};

static const struct claim *claim_at(const struct report *report, guint i)
{
	return &g_array_index(report->maturity->claims, struct claim, i);
}

static const struct claims_partner *partner_at(const struct report *report,
					       guint i)
{
	return &g_array_index(report->maturity->partners, struct claims_partner,
			      i);
}

static struct value *scale(const struct report *report)
{
	const struct view *view = report->view;
	struct value *list = value_list(view->arena);
	const struct code_list *levels =
		codes_list(report->codes, "maturity-level");

	for (size_t i = 0; levels && i < levels->n_codes; i++) {
		struct value *map = value_map(view->arena);

		view_set_text(view, map, "level", levels->codes[i].id);
		view_set_text(view, map, "label", levels->codes[i].label);
		view_set_text(view, map, "meaning", levels->codes[i].meaning);
		value_push(view->arena, list, map);
	}
	return list;
}

/* The barrier's code, what it is called, and where its section is. */
static void set_barrier(const struct report *report, struct value *map,
			const struct code *barrier)
{
	const struct view *view = report->view;
	g_autofree char *anchor = g_ascii_strdown(barrier->id, -1);

	view_set_text(view, map, "code", barrier->id);
	view_set_text(view, map, "label", barrier->label);
	view_set_text(view, map, "anchor",
		      arena_printf(view->arena, "barrier-%s", anchor));
	value_set(view->arena, map, "url",
		  value_url(view->arena,
			    arena_printf(view->arena, "#barrier-%s", anchor)));
}

static struct value *columns(const struct report *report)
{
	struct value *list = value_list(report->view->arena);

	for (size_t i = 0; i < report->maturity->n_barriers; i++) {
		struct value *map = value_map(report->view->arena);

		set_barrier(report, map, &report->maturity->barriers[i]);
		value_push(report->view->arena, list, map);
	}
	return list;
}

/* The level that the signals allow for the barrier of a claim that stands. */
static unsigned allowed(const struct report *report, const struct claim *claim)
{
	const char *code = report->maturity->barriers[claim->barrier].id;
	const struct maturity_level *level =
		report->levels ? maturity_find(report->levels, code) : NULL;

	if (!level || level->stopped_at == 0 ||
	    claims_latest(report->maturity, claim->barrier, claim->partner) !=
		    claim)
		return G_MAXUINT;
	return level->allowed;
}

/* What a claim counts as: less where nothing shows it, or signals do not. */
static void set_weight(const struct report *report, struct value *map,
		       const struct claim *claim)
{
	const struct view *view = report->view;
	unsigned level = claim ? claim->level : 0;
	unsigned ceiling = claim ? allowed(report, claim) : G_MAXUINT;
	bool is_unshown = level > WITHOUT_EVIDENCE && !claim->has_evidence;
	unsigned counts = is_unshown ? WITHOUT_EVIDENCE : level;

	view_set_bool(view, map, "isUnshown", is_unshown);
	view_set_bool(view, map, "isContradicted", level > ceiling);
	view_set_number(view, map, "allowed", MIN(ceiling, level));
	view_set_number(view, map, "counts", MIN(counts, ceiling));
	view_set_bool(view, map, "isLowered", MIN(counts, ceiling) < level);
}

static void set_claim(const struct report *report, struct value *map,
		      const struct claim *claim)
{
	const struct view *view = report->view;

	view_set_bool(view, map, "isNothing", !claim || claim->level == 0);
	view_set_text(view, map, "label",
		      claim ? levels_view_label(view, claim->level) : NULL);
	view_set_number(view, map, "level", claim ? claim->level : 0);
	value_set(view->arena, map, "on",
		  view_date(view, claim ? claim->on : DATE_NONE));
	view_set_bool(view, map, "isStale", claim && claim->is_stale);
	view_set_bool(view, map, "hasEvidence", claim && claim->has_evidence);
	set_weight(report, map, claim);
}

static void set_partner(const struct report *report, struct value *map,
			guint partner)
{
	const struct claims_partner *body = partner_at(report, partner);
	const struct view *view = report->view;

	view_set_text(view, map, "name", body->name);
	value_set(view->arena, map, "partnerUrl",
		  value_url(view->arena,
			    body->organisation
				    ? view_url(view, body->organisation->id)
				    : NULL));
}

static struct value *partners(const struct report *report)
{
	const struct view *view = report->view;
	struct value *list = value_list(view->arena);

	for (guint p = 0; p < report->maturity->partners->len; p++) {
		struct value *map = value_map(view->arena);
		struct value *cells = value_list(view->arena);

		for (guint b = 0; b < report->maturity->n_barriers; b++) {
			struct value *cell = value_map(view->arena);

			set_claim(report, cell,
				  claims_latest(report->maturity, b, p));
			value_push(view->arena, cells, cell);
		}
		set_partner(report, map, p);
		value_set(view->arena, map, "cells", cells);
		value_push(view->arena, list, map);
	}
	return list;
}

static void set_spread(const struct report *report, struct value *map,
		       guint barrier)
{
	const struct view *view = report->view;
	struct claims_spread spread = claims_spread(report->maturity, barrier);

	view_set_bool(view, map, "hasLevels", spread.n > 0);
	view_set_text(view, map, "median",
		      arena_printf(view->arena,
				   spread.median_halves % 2 ? "%u.5" : "%u",
				   spread.median_halves / 2));
	view_set_number(view, map, "lowest", spread.lowest);
	view_set_number(view, map, "highest", spread.highest);
	view_set_bool(view, map, "isOneLevel", spread.lowest == spread.highest);
	view_set_number(view, map, "nPartners", spread.n);
	view_set_bool(view, map, "isOnePartner", spread.n == 1);
	view_set_text(view, map, "nStale",
		      spread.n_stale
			      ? arena_printf(view->arena, "%" G_GSIZE_FORMAT,
					     spread.n_stale)
			      : NULL);
}

/* The claims of a barrier, newest first for each partner. */
static struct value *claims(const struct report *report, guint barrier)
{
	const struct view *view = report->view;
	struct value *list = value_list(view->arena);

	for (guint p = 0; p < report->maturity->partners->len; p++) {
		const struct claim *latest =
			claims_latest(report->maturity, barrier, p);
		const struct claim *first = claim_at(report, 0);

		for (const struct claim *c = latest;
		     c && c >= first && c->barrier == barrier &&
		     c->partner == p;
		     c--) {
			struct value *map = value_map(view->arena);

			set_partner(report, map, p);
			set_claim(report, map, c);
			view_set_bool(view, map, "isLatest", c == latest);
			value_set(view->arena, map, "assessment",
				  view_node(view, c->node));
			value_push(view->arena, list, map);
			if (c == first)
				break;
		}
	}
	return list;
}

static struct value *signals(const struct report *report, const char *barrier)
{
	const struct view *view = report->view;
	struct value *list = value_list(view->arena);
	size_t n = 0;
	const struct signal *computed =
		report->levels ? maturity_signals(report->levels, &n) : NULL;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(computed[i].barrier, barrier) == 0)
			value_push(view->arena, list,
				   levels_view_signal(view, &computed[i]));
	}
	return list;
}

/* How many latest claims are above what the signals allow; NULL: none. */
static const char *contradicted(const struct report *report, guint barrier)
{
	unsigned n = 0;

	for (guint p = 0; p < report->maturity->partners->len; p++) {
		const struct claim *claim =
			claims_latest(report->maturity, barrier, p);

		n += claim && claim->level > allowed(report, claim);
	}
	return n ? arena_printf(report->view->arena, "%u", n) : NULL;
}

static void set_levels(const struct report *report, struct value *map,
		       guint barrier)
{
	const struct view *view = report->view;
	const char *code = report->maturity->barriers[barrier].id;
	const struct value *criteria =
		levels_view_criteria(view, report->levels, code);

	value_set(view->arena, map, "allowed",
		  levels_view_allowed(view, report->levels, code));
	value_set(view->arena, map, "criteria", criteria);
	view_set_bool(view, map, "hasCriteria", value_len(criteria) > 0);
	value_set(view->arena, map, "signals", signals(report, code));
	view_set_text(view, map, "nContradicted",
		      contradicted(report, barrier));
}

static bool is_overdue(const struct report *report, const struct node *approach)
{
	date_t due = date_parse(node_value(approach, "due"));
	const char *status = node_value(approach, "status");

	return due != DATE_NONE && due < report->view->as_of &&
	       g_strcmp0(status, "done") != 0 &&
	       g_strcmp0(status, "abandoned") != 0;
}

static void add_approaches(const struct report *report, struct value *list,
			   const struct record *record)
{
	const struct view *view = report->view;

	NODE_EACH(approach, record->root, "approach")
	{
		struct value *map = value_map(view->arena);

		view_set_bool(view, map, "isOverdue",
			      is_overdue(report, approach));
		value_set(view->arena, map, "approach",
			  view_node(view, approach));
		value_push(view->arena, list, map);
	}
}

/* The level that a record aims at, where it says so. */
static void add_target(const struct report *report, struct value *list,
		       const struct record *record)
{
	const struct view *view = report->view;
	const struct node *level = node_child(record->root, "targetLevel");
	const struct node *on = node_child(record->root, "targetDate");
	struct value *map;

	if (!level || !node_is_stated(level))
		return;
	map = value_map(view->arena);
	value_set(view->arena, map, "level", view_node(view, level));
	value_set(view->arena, map, "on",
		  view_date(view, date_parse(node_text(on))));
	value_push(view->arena, list, map);
}

static void set_records(const struct report *report, struct value *map,
			guint barrier)
{
	const struct view *view = report->view;
	const GPtrArray *records = report->maturity->records[barrier];
	struct value *links = value_list(view->arena);
	struct value *approaches = value_list(view->arena);
	struct value *targets = value_list(view->arena);

	for (guint i = 0; records && i < records->len; i++) {
		const struct record *record = g_ptr_array_index(records, i);

		value_push(view->arena, links, view_link(view, record));
		add_approaches(report, approaches, record);
		add_target(report, targets, record);
	}
	value_set(view->arena, map, "records", links);
	value_set(view->arena, map, "approaches", approaches);
	value_set(view->arena, map, "targets", targets);
}

/* The points of one partner's picture; undated and level 0 ones have none. */
static GArray *points(const struct report *report, guint barrier, guint partner)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(struct chart_point));

	for (guint i = 0; i < report->maturity->claims->len; i++) {
		const struct claim *claim = claim_at(report, i);
		struct chart_point point = { claim->on, claim->level };

		if (claim->barrier == barrier && claim->partner == partner &&
		    claim->on != DATE_NONE && claim->level > 0)
			g_array_append_val(found, point);
	}
	return found;
}

static const struct value *trend(const struct report *report, guint barrier)
{
	const struct view *view = report->view;
	guint n = report->maturity->partners->len;
	g_autofree struct chart_series *series =
		g_new0(struct chart_series, n + 1);
	g_autoptr(GPtrArray) arrays =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	const struct code *code = &report->maturity->barriers[barrier];
	const struct maturity_level *level =
		report->levels ? maturity_find(report->levels, code->id) : NULL;
	struct chart_trend picture = {
		.id = arena_printf(view->arena, "trend-%u", barrier + 1),
		.title = arena_printf(view->arena,
				      "Claimed levels over time: %s",
				      code->label),
		.from = report->first,
		.to = view->as_of,
		.holds = settings_duration(view->registers,
					   "assessment-interval"),
		.allowed = level && level->stopped_at ? level->allowed : 0,
		.series = series,
		.n = n,
	};

	for (guint i = 0; i < n; i++) {
		GArray *own = points(report, barrier, i);

		g_ptr_array_add(arrays, own);
		series[i].name = partner_at(report, i)->name;
		series[i].points = (const struct chart_point *)own->data;
		series[i].n = own->len;
	}
	return chart_trend(view->arena, &picture);
}

static struct value *barriers(const struct report *report)
{
	const struct view *view = report->view;
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < report->maturity->n_barriers; i++) {
		const struct code *code = &report->maturity->barriers[i];
		struct value *map = value_map(view->arena);
		struct value *own = claims(report, i);

		set_barrier(report, map, code);
		set_spread(report, map, i);
		set_records(report, map, i);
		value_set(view->arena, map, "claims", own);
		view_set_bool(view, map, "hasClaims", value_len(own) > 0);
		set_levels(report, map, i);
		value_set(view->arena, map, "trend", trend(report, i));
		value_push(view->arena, list, map);
	}
	return list;
}

/* The first of January of the year of the earliest claim. */
static date_t first_day(const struct claims *maturity, date_t as_of)
{
	date_t first = as_of;
	g_autofree char *text = NULL;

	for (guint i = 0; i < maturity->claims->len; i++) {
		date_t on = g_array_index(maturity->claims, struct claim, i).on;

		if (on != DATE_NONE)
			first = MIN(first, on);
	}
	text = date_format(first);
	memcpy(text + 4, "-01-01", sizeof("-01-01"));
	return date_parse(text);
}

struct value *page_maturity_make(const struct view *view,
				 const struct page *page)
{
	struct value *map = value_map(view->arena);
	g_autoptr(Claims) maturity = claims_new(view->registers, view->as_of);
	g_autoptr(Maturity) levels =
		maturity_new(view->registers, view->as_of, NULL);
	struct report report = {
		.view = view,
		.codes = registers_codes(view->registers),
		.maturity = maturity,
		.levels = levels,
		.first = first_day(maturity, view->as_of),
	};

	(void)page;
	view_set_bool(view, map, "hasScale", levels != NULL);
	value_set(view->arena, map, "scale", scale(&report));
	value_set(view->arena, map, "columns", columns(&report));
	value_set(view->arena, map, "partners", partners(&report));
	view_set_bool(view, map, "hasPartners", maturity->partners->len > 0);
	value_set(view->arena, map, "barriers", barriers(&report));
	return map;
}
