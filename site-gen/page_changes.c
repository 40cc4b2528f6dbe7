/* SPDX-License-Identifier: MIT */
/*
 * What changed in the register as a whole: the latest on one page, everything
 * on pages by year.  The unit is what one commit did, since that is what had
 * one reason; which records it touched follows, and how, in a sentence a field.
 * Whole texts before and after stand on each record's history page.
 */
#include "site-gen/page_changes.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/change_sets.h"
#include "site-gen/changes.h"
#include "site-gen/feed.h"
#include "site-gen/page.h"
#include "site-gen/page_history.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define LATEST 50     /* sets on changes.html */
#define NAMED 20      /* records of each there */
#define NAMED_ALL 200 /* and on the page of its period */
#define FIELDS 8      /* of each record */
#define SHORT 80      /* bytes of a value that is quoted */
#define VERSION "@version"

static bool is_short(const char *value)
{
	return strlen(value) <= SHORT && !strchr(value, '\n');
}

/* A day in words, anything else as it is. */
static const char *in_words(struct arena *arena, const char *value)
{
	date_t date = date_parse(value);
	g_autofree char *words = date ? date_words(date) : NULL;

	return words ? arena_strdup(arena, words) : value;
}

static const char *line(struct arena *arena, const struct field_change *field)
{
	const char *label = field->label;
	const char *old = in_words(arena, field->old_value);
	const char *new = in_words(arena, field->new_value);

	if (!old)
		return new &&is_short(new)
			       ? arena_printf(arena, "%s: “%s” added", label,
					      new)
			       : arena_printf(arena, "%s: added", label);
	if (!new)
		return is_short(old)
			       ? arena_printf(arena, "%s: “%s” removed", label,
					      old)
			       : arena_printf(arena, "%s: removed", label);
	if (is_short(old) && is_short(new))
		return arena_printf(arena, "%s: “%s”, before “%s”", label, new,
				    old);
	return arena_printf(arena, "%s: reworded", label);
}

static bool says_nothing(const char *value)
{
	return !value || strcmp(value, "not stated") == 0;
}

/*
 * Of where a statement comes from, of what nobody knew before or after, or a
 * number that every change changes.
 */
static bool is_aside(const struct field_change *field)
{
	static const char *const asides[] = { "evidence", "source", "locator",
					      NULL };
	const char *attr = strrchr(field->field, '@');

	return strcmp(field->field, VERSION) == 0 ||
	       (says_nothing(field->old_value) &&
		says_nothing(field->new_value)) ||
	       (attr && g_strv_contains(asides, attr + 1));
}

GPtrArray *page_changes_lines(const struct view *view,
			      const struct shown_change *change, size_t *more)
{
	g_autoptr(GPtrArray) fields = changes_fields(change);
	GPtrArray *lines = g_ptr_array_new();
	bool has_asides = false;

	*more = 0;
	for (guint i = 0; i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];

		if (is_aside(field))
			has_asides |= strcmp(field->field, VERSION) != 0;
		else if (lines->len < FIELDS)
			g_ptr_array_add(lines,
					(gpointer)line(view->arena, field));
		else
			++*more;
	}
	if (has_asides && lines->len == 0)
		g_ptr_array_add(lines,
				(gpointer) "Only sources and evidence, not "
					   "what is said");
	return lines;
}

const char *page_changes_path(const struct view *view,
			      const struct shown_change *change)
{
	return change->record && view_is_id(change->record->id)
		       ? arena_printf(view->arena, "%s/%s.history.html",
				      change->record->kind->folder,
				      change->record->id)
		       : NULL;
}

static struct value *record_value(const struct view *view,
				  const struct shown_change *change,
				  bool with_lines)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	size_t more;
	g_autoptr(GPtrArray) lines = page_changes_lines(view, change, &more);

	if (!with_lines)
		g_ptr_array_set_size(lines, 0);
	for (guint i = 0; i < lines->len; i++)
		value_push(view->arena, list,
			   value_text(view->arena, lines->pdata[i]));
	view_set_text(view, map, "title", change->title);
	value_set(view->arena, map, "record",
		  change->record ? view_link(view, change->record)
				 : value_nothing());
	view_set_text(view, map, "kind", change->kind->label);
	view_set_text(view, map, "event", record_event_name(change->event));
	view_set_path(view, map, "historyUrl",
		      lines->len > 0 ? page_changes_path(view, change) : NULL);
	value_set(view->arena, map, "lines", list);
	view_set_bool(view, map, "hasLines", lines->len > 0);
	view_set_bool(view, map, "hasMoreLines", more > 0);
	view_set_number(view, map, "moreLines", more);
	return map;
}

struct value *page_changes_set(const struct view *view, size_t i, size_t named,
			       bool with_lines)
{
	const struct change_sets *sets = ask_site(view->ask)->change_sets;
	const struct change_set *set = change_sets_get(sets, i);
	const struct changes *changes = ask_site(view->ask)->changes;
	const struct shown_change *first = changes_get(changes, set->first);
	struct value *map = page_history_change(view, first);
	struct value *records = value_list(view->arena);
	size_t n = MIN(set->n, named);

	for (size_t c = set->first; c < set->first + n; c++)
		value_push(view->arena, records,
			   record_value(view, changes_get(changes, c),
					with_lines));
	value_set(view->arena, map, "on", view_date(view, set->on));
	value_set(view->arena, map, "dated",
		  first->on != set->on ? view_date(view, first->on)
				       : value_nothing());
	value_set(view->arena, map, "records", records);
	view_set_bool(view, map, "hasMore", set->n > n);
	view_set_number(view, map, "more", set->n - n);
	view_set_path(view, map, "periodUrl",
		      change_sets_period_of(sets, i)->path);
	return map;
}

/* n sets from first on, by day: [{on, id, sets}]. */
static struct value *days(const struct view *view, size_t first, size_t n,
			  size_t named)
{
	const struct change_sets *sets = ask_site(view->ask)->change_sets;
	struct value *list = value_list(view->arena);
	struct value *of_day = NULL;
	date_t day = DATE_NONE;

	for (size_t i = first; i < first + n; i++) {
		date_t on = change_sets_get(sets, i)->on;

		if (on != day || !of_day) {
			struct value *map = value_map(view->arena);
			g_autofree char *id = date_format(on);

			of_day = value_list(view->arena);
			value_set(view->arena, map, "on", view_date(view, on));
			view_set_text(view, map, "id",
				      arena_printf(view->arena, "d-%s", id));
			value_set(view->arena, map, "sets", of_day);
			value_push(view->arena, list, map);
			day = on;
		}
		value_push(view->arena, of_day,
			   page_changes_set(view, i, named, true));
	}
	return list;
}

/* How often each event befell records. */
struct tally {
	size_t n[RECORD_EVENTS];
};

static void tally_set(const struct view *view, const struct tally *tally,
		      struct value *map)
{
	view_set_number(view, map, "added", tally->n[RECORD_ADDED]);
	view_set_number(view, map, "changed",
			tally->n[RECORD_CHANGED] + tally->n[RECORD_WITHDRAWN]);
	view_set_number(view, map, "renamed",
			tally->n[RECORD_RENAMED] + tally->n[RECORD_MOVED]);
	view_set_number(view, map, "removed", tally->n[RECORD_REMOVED]);
	view_set_number(view, map, "restored", tally->n[RECORD_RESTORED]);
}

/* Adds the changes of the sets, all or those of one kind. */
static size_t tally_add(const struct view *view, struct tally *tally,
			const struct change_period *period,
			const struct kind *kind)
{
	size_t found = 0;

	for (size_t i = period->first; i < period->first + period->n; i++) {
		const struct change_set *set =
			change_sets_get(ask_site(view->ask)->change_sets, i);

		for (size_t c = set->first; c < set->first + set->n; c++) {
			const struct shown_change *change =
				changes_get(ask_site(view->ask)->changes, c);

			if (kind && change->kind != kind)
				continue;
			tally->n[change->event]++;
			found++;
		}
	}
	return found;
}

/* A table of tallies; heading is that of its first column. */
static struct value *tally_table(const struct view *view, struct value *rows,
				 const char *heading, const char *caption)
{
	struct value *map =
		view_table(view, rows, caption, "No changes are recorded yet.");

	view_set_text(view, map, "heading", heading);
	return map;
}

/* Rows of the registers in which anything changed: [{label, url, added, …}]. */
static struct value *by_kind(const struct view *view,
			     const struct change_period *period)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(view->registers)->schema, &n);

	for (size_t i = 0; i < n; i++) {
		struct tally tally = { { 0 } };
		struct value *map;

		if (!kinds[i].folder ||
		    tally_add(view, &tally, period, &kinds[i]) == 0)
			continue;
		map = value_map(view->arena);
		view_set_text(view, map, "label", kinds[i].plural);
		view_set_path(
			view, map, "url",
			arena_printf(view->arena, "%s.html", kinds[i].folder));
		tally_set(view, &tally, map);
		value_push(view->arena, list, map);
	}
	return list;
}

/* Rows of the periods, the same with links to their pages. */
static struct value *by_period(const struct view *view)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct change_period *periods =
		change_sets_periods(ask_site(view->ask)->change_sets, &n);

	for (size_t i = 0; i < n; i++) {
		struct tally tally = { { 0 } };
		struct value *map = value_map(view->arena);

		tally_add(view, &tally, &periods[i], NULL);
		view_set_text(view, map, "label", periods[i].label);
		view_set_path(view, map, "url", periods[i].path);
		tally_set(view, &tally, map);
		value_push(view->arena, list, map);
	}
	return list;
}

static struct value *make_latest(const struct view *view,
				 const struct page *page)
{
	struct value *map = value_map(view->arena);
	size_t n = change_sets_len(ask_site(view->ask)->change_sets);
	struct change_period all = { .n = n };

	(void)page;
	value_set(view->arena, map, "days",
		  days(view, 0, MIN(n, LATEST), NAMED));
	view_set_bool(view, map, "isCut", n > LATEST);
	value_set(view->arena, map, "periods",
		  tally_table(view, by_period(view), "Entered",
			      "Records changed, by year"));
	value_set(view->arena, map, "kinds",
		  tally_table(view, by_kind(view, &all), "Register",
			      "Records changed, by register"));
	view_set_bool(view, map, "isShallow", ask_is_shallow(view->ask));
	return map;
}

static struct value *make_period(const struct view *view,
				 const struct page *page)
{
	const struct change_period *period =
		change_sets_find(ask_site(view->ask)->change_sets, page->path);
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "label", period->label);
	value_set(view->arena, map, "kinds",
		  tally_table(view, by_kind(view, period), "Register",
			      "Records changed, by register"));
	value_set(view->arena, map, "days",
		  days(view, period->first, period->n, NAMED_ALL));
	return map;
}

void page_changes_plan(struct plan *plan, const struct site *site)
{
	static const struct page latest = { .path = "changes.html",
					    .template = "changes",
					    .title = "Changes",
					    .make = make_latest };
	static const struct page feed = { .path = "changes.atom",
					  .write = feed_write };
	size_t n;
	const struct change_period *periods =
		change_sets_periods(site->change_sets, &n);

	plan_add(plan, &latest);
	plan_add(plan, &feed);
	for (size_t i = 0; i < n; i++) {
		g_autofree char *title =
			g_strdup_printf("Changes in %s", periods[i].label);
		struct page page = { .path = periods[i].path,
				     .template = "changes-period",
				     .title = title,
				     .make = make_period };

		plan_add(plan, &page);
	}
}
