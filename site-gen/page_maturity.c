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
#include "site-gen/ask.h"
#include "site-gen/chart_trend.h"
#include "site-gen/claims.h"
#include "site-gen/levels_view.h"
#include "site-gen/page.h"
#include "site-gen/pager.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define WITHOUT_EVIDENCE 1 /* the highest level that such a claim counts as */

/* Where a barrier's rows stand among those of the page. */
struct section {
	struct pager_slice records;
	struct pager_slice claims; /* a row for each partner that has some */
};

/* All that the parts of the page are made from. */
struct report {
	const struct view *view;
	const struct page *page;
	const struct codes *codes;
	const struct claims *maturity;
	const struct section *sections; /* by barrier */
	const struct maturity *levels;	/* NULL: the scale cannot be read */
	date_t first;			/* day on which the pictures begin */
};

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

/* The sections, barrier by barrier; they follow the table of partners. */
static struct section *find_sections(const struct claims *maturity)
{
	struct section *sections =
		g_new0(struct section, maturity->n_barriers + 1);
	size_t row = maturity->partners->len;

	for (guint b = 0; b < maturity->n_barriers; b++) {
		const GPtrArray *records = maturity->records[b];

		sections[b].records.first = row;
		row += records ? records->len : 0;
		sections[b].records.last = row;
		sections[b].claims.first = row;
		for (guint p = 0; p < maturity->partners->len; p++)
			row += claims_latest(maturity, b, p) != NULL;
		sections[b].claims.last = row;
	}
	return sections;
}

/* All of a section. */
static struct pager_slice whole(const struct section *section)
{
	return (struct pager_slice){ section->records.first,
				     section->claims.last };
}

/* The barrier's code, what it is called, and where its section is. */
static void set_barrier(const struct report *report, struct value *map,
			guint barrier)
{
	const struct view *view = report->view;
	const struct code *code = &report->maturity->barriers[barrier];
	g_autofree char *small = g_ascii_strdown(code->id, -1);
	const char *anchor = arena_printf(view->arena, "barrier-%s", small);

	view_set_text(view, map, "code", code->id);
	view_set_text(view, map, "label", code->label);
	view_set_text(view, map, "anchor", anchor);
	pager_set_place(view, map, "url", report->page,
			whole(&report->sections[barrier]), anchor);
}

static struct value *columns(const struct report *report)
{
	struct value *list = value_list(report->view->arena);

	for (guint i = 0; i < report->maturity->n_barriers; i++) {
		struct value *map = value_map(report->view->arena);

		set_barrier(report, map, i);
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
	const struct pager_slice part = { 0, report->maturity->partners->len };
	struct pager_slice shown = pager_part(report->page, part);

	for (guint p = (guint)shown.first; p < shown.last; p++) {
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

/* The partners whose claims for a barrier the page shows: of guint. */
static GArray *shown_partners(const struct report *report, guint barrier)
{
	struct pager_slice part = report->sections[barrier].claims;
	struct pager_slice shown = pager_part(report->page, part);
	GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
	size_t row = part.first;

	for (guint p = 0; p < report->maturity->partners->len; p++) {
		if (!claims_latest(report->maturity, barrier, p))
			continue;
		if (row >= shown.first && row < shown.last)
			g_array_append_val(found, p);
		row++;
	}
	return found;
}

/* The claims of a barrier, newest first for each partner. */
static struct value *claims(const struct report *report, guint barrier,
			    const GArray *partners)
{
	const struct view *view = report->view;
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < partners->len; i++) {
		guint p = g_array_index(partners, guint, i);
		const struct claim *latest =
			claims_latest(report->maturity, barrier, p);
		size_t n = claims_count(report->maturity, latest);

		for (size_t nth = 0; nth < n; nth++) {
			const struct claim *claim = latest - nth;
			struct value *map = value_map(view->arena);

			set_partner(report, map, p);
			set_claim(report, map, claim);
			view_set_bool(view, map, "isLatest", nth == 0);
			value_set(view->arena, map, "assessment",
				  view_node(view, claim->node));
			value_push(view->arena, list, map);
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

static bool has_approach(const GPtrArray *records)
{
	for (guint i = 0; records && i < records->len; i++) {
		const struct record *record = g_ptr_array_index(records, i);

		if (node_child(record->root, "approach"))
			return true;
	}
	return false;
}

static void set_records(const struct report *report, struct value *map,
			guint barrier)
{
	const struct view *view = report->view;
	const GPtrArray *records = report->maturity->records[barrier];
	struct pager_slice part = report->sections[barrier].records;
	struct pager_slice shown = pager_part(report->page, part);
	struct value *links = value_list(view->arena);
	struct value *approaches = value_list(view->arena);
	struct value *targets = value_list(view->arena);

	for (size_t i = shown.first; i < shown.last; i++) {
		const struct record *record = records->pdata[i - part.first];

		value_push(view->arena, links, view_link(view, record));
		add_approaches(report, approaches, record);
		add_target(report, targets, record);
	}
	view_set_bool(view, map, "hasRecords", records != NULL);
	view_set_bool(view, map, "hasApproaches", has_approach(records));
	view_set_bool(view, map, "showsRecords",
		      pager_shows(report->page, part));
	value_set(view->arena, map, "records", links);
	value_set(view->arena, map, "approaches", approaches);
	value_set(view->arena, map, "targets", targets);
}

/* The points of one partner's picture; undated and level 0 ones have none. */
static GArray *points(const struct report *report, guint barrier, guint partner)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(struct chart_point));
	const struct claim *latest =
		claims_latest(report->maturity, barrier, partner);

	for (size_t i = claims_count(report->maturity, latest); i > 0; i--) {
		const struct claim *claim = latest - (i - 1);
		struct chart_point point = { claim->on, claim->level };

		if (claim->on != DATE_NONE && claim->level > 0)
			g_array_append_val(found, point);
	}
	return found;
}

static void set_trend(const struct report *report, struct value *map,
		      guint barrier, const GArray *partners)
{
	const struct view *view = report->view;
	g_autofree struct chart_series *series =
		g_new0(struct chart_series, partners->len + 1);
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
		.n = partners->len,
	};
	const struct value *sheets;

	for (guint i = 0; i < partners->len; i++) {
		guint p = g_array_index(partners, guint, i);
		GArray *own = points(report, barrier, p);

		g_ptr_array_add(arrays, own);
		series[i].name = partner_at(report, p)->name;
		series[i].points = (const struct chart_point *)own->data;
		series[i].n = own->len;
	}
	sheets = chart_trend_sheets(view->arena, &picture);
	value_set(view->arena, map, "trend", sheets);
	view_set_bool(view, map, "hasTrend", value_is_true(sheets));
}

/* What is said of a barrier in the table of all and in its section. */
static struct value *summary(const struct report *report, guint barrier)
{
	struct value *map = value_map(report->view->arena);

	set_barrier(report, map, barrier);
	set_spread(report, map, barrier);
	set_levels(report, map, barrier);
	return map;
}

/* What the scale is, and all barriers in short. */
static const struct value *overview(const struct report *report)
{
	struct arena *arena = report->view->arena;
	struct value *map = value_map(arena);
	struct value *list = value_list(arena);

	if (report->page->nth > 0)
		return value_nothing();
	for (guint i = 0; i < report->maturity->n_barriers; i++)
		value_push(arena, list, summary(report, i));
	value_set(arena, map, "scale", scale(report));
	value_set(arena, map, "barriers", list);
	return map;
}

static const struct value *latest(const struct report *report)
{
	const struct view *view = report->view;
	const struct pager_slice part = { 0, report->maturity->partners->len };
	struct value *map = value_map(view->arena);

	if (!pager_shows(report->page, part))
		return value_nothing();
	value_set(view->arena, map, "columns", columns(report));
	value_set(view->arena, map, "partners", partners(report));
	view_set_bool(view, map, "isEmpty", part.last == 0);
	return map;
}

static struct value *barriers(const struct report *report)
{
	const struct view *view = report->view;
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < report->maturity->n_barriers; i++) {
		g_autoptr(GArray) shown = shown_partners(report, i);
		struct value *map;

		if (!pager_shows(report->page, whole(&report->sections[i])))
			continue;
		map = summary(report, i);
		set_records(report, map, i);
		value_set(view->arena, map, "claims", claims(report, i, shown));
		view_set_bool(view, map, "hasClaims", shown->len > 0);
		set_trend(report, map, i, shown);
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

static struct value *make(const struct view *view, const struct page *page)
{
	const struct claims *maturity = ask_site(view->ask)->claims;
	struct value *map = value_map(view->arena);
	g_autofree struct section *sections = find_sections(maturity);
	struct report report = {
		.view = view,
		.page = page,
		.codes = registers_codes(view->registers),
		.maturity = maturity,
		.sections = sections,
		.levels = ask_site(view->ask)->levels,
		.first = first_day(maturity, view->as_of),
	};

	view_set_bool(view, map, "hasScale", report.levels != NULL);
	value_set(view->arena, map, "overview", overview(&report));
	value_set(view->arena, map, "latest", latest(&report));
	value_set(view->arena, map, "barriers", barriers(&report));
	return map;
}

void page_maturity_plan(struct plan *plan, const struct site *site)
{
	static const struct page page = {
		.path = "maturity.html",
		.template = "maturity",
		.title = "Barrier maturity",
		.make = make,
	};
	g_autofree struct section *sections = find_sections(site->claims);
	size_t n = site->claims->n_barriers;

	pager_plan(plan, &page,
		   n > 0 ? sections[n - 1].claims.last
			 : site->claims->partners->len);
}
