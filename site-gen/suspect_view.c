/* SPDX-License-Identifier: MIT */
/*
 * The whole registers decide what is suspect, the edition what of it is told:
 * each change is looked up among those that the edition shows, commit by
 * commit, and only fields that are there on both sides are listed.
 */
#include "site-gen/suspect_view.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "lib/change.h"
#include "lib/date.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/suspect.h"
#include "site-gen/ask.h"
#include "site-gen/changes.h"
#include "site-gen/page.h"
#include "site-gen/page_history.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* Skips a position such as "[2]", which what is hidden moves. */
static const char *skip_position(const char *p)
{
	size_t n;

	if (*p != '[')
		return p;
	n = strspn(p + 1, "0123456789");
	return n > 0 && p[n + 1] == ']' ? p + n + 2 : p;
}

static bool is_same_field(const char *a, const char *b)
{
	for (;; a++, b++) {
		a = skip_position(a);
		b = skip_position(b);
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

static bool is_counted(const struct suspect *suspect,
		       const struct suspect_change *change,
		       const struct field_change *field)
{
	if (!suspect_counts(suspect->rests_on->kind, field))
		return false;
	for (guint i = 0; i < change->fields->len; i++) {
		const struct field_change *own = change->fields->pdata[i];

		if (is_same_field(own->field, field->field))
			return true;
	}
	return false;
}

/* What the edition shows of the change; NULL: nothing. */
static const struct shown_change *shown_of(const struct view *view,
					   const struct record *target,
					   const struct suspect_change *change)
{
	const GPtrArray *all = ask_changes(view->ask, target);

	for (guint i = 0; all && i < all->len; i++) {
		const struct shown_change *shown = all->pdata[i];

		if (shown->commit == change->change->commit)
			return shown;
	}
	return NULL;
}

static struct value *row(const struct view *view,
			 const struct suspect_change *change,
			 const struct shown_change *shown,
			 const struct field_change *field)
{
	struct value *map = value_map(view->arena);

	value_set(view->arena, map, "on", view_date(view, change->on));
	view_set_text(view, map, "event", record_event_name(shown->event));
	view_set_bool(view, map, "isField", field != NULL);
	view_set_text(view, map, "label", field ? field->label : NULL);
	view_set_text(
		view, map, "old",
		page_history_words(view, field ? field->old_value : NULL));
	view_set_text(
		view, map, "new",
		page_history_words(view, field ? field->new_value : NULL));
	return map;
}

/* The rows of one change; returns whether there is any. */
static bool add_rows(const struct view *view, const struct suspect *suspect,
		     const struct record *target,
		     const struct suspect_change *change, struct value *rows)
{
	const struct shown_change *shown = shown_of(view, target, change);
	g_autoptr(GPtrArray) fields = shown ? changes_fields(shown) : NULL;
	size_t before = value_len(rows);

	for (guint i = 0; fields && i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];

		if (is_counted(suspect, change, field))
			value_push(view->arena, rows,
				   row(view, change, shown, field));
	}
	if (shown && shown->event == RECORD_RESTORED)
		value_push(view->arena, rows, row(view, change, shown, NULL));
	return value_len(rows) > before;
}

/* All rows, and the day of the newest change that has one; else DATE_NONE. */
static date_t rows_of(const struct view *view, const struct suspect *suspect,
		      const struct record *target, struct value *rows)
{
	date_t last = DATE_NONE;

	for (guint i = 0; i < suspect->changes->len; i++) {
		const struct suspect_change *change =
			suspect->changes->pdata[i];

		if (add_rows(view, suspect, target, change, rows))
			last = MAX(last, change->on);
	}
	return last;
}

/* Whether the edition shows that the record names the target. */
static bool is_named(const struct view *view, const struct record *record,
		     const struct record *target)
{
	size_t n;
	const struct reference *const *all = registers_referrers_of_kind(
		view->registers, target, record->kind->name, &n);

	for (size_t i = 0; i < n; i++) {
		if (all[i]->from == record)
			return true;
	}
	return false;
}

/* The record, the target as the edition has them; false: it does not. */
static bool find_both(const struct view *view, const struct suspect *suspect,
		      const struct record **record,
		      const struct record **target)
{
	*record = registers_find(view->registers, suspect->record->id);
	*target = registers_find(view->registers, suspect->rests_on->id);
	return *record && *target && is_named(view, *record, *target);
}

static const struct value *reviewed(const struct view *view,
				    const struct record *record)
{
	return view_date(view, suspect_looked(record, view->as_of));
}

static struct value *list_on(const struct view *view, const GPtrArray *all)
{
	struct value *list = value_list(view->arena);

	for (guint i = 0; all && i < all->len; i++) {
		const struct suspect *suspect = all->pdata[i];
		const struct record *record, *target;
		struct value *rows = value_list(view->arena);
		struct value *map;

		if (!find_both(view, suspect, &record, &target) ||
		    rows_of(view, suspect, target, rows) == DATE_NONE)
			continue;
		map = value_map(view->arena);
		value_set(view->arena, map, "record", view_link(view, target));
		value_set(view->arena, map, "reviewed", reviewed(view, record));
		value_set(view->arena, map, "rows", rows);
		value_push(view->arena, list, map);
	}
	return list;
}

static struct value *list_under(const struct view *view, const GPtrArray *all)
{
	struct value *list = value_list(view->arena);

	for (guint i = 0; all && i < all->len; i++) {
		const struct suspect *suspect = all->pdata[i];
		const struct record *record, *target;
		struct value *map;
		date_t changed;

		if (!find_both(view, suspect, &record, &target))
			continue;
		changed =
			rows_of(view, suspect, target, value_list(view->arena));
		if (changed == DATE_NONE)
			continue;
		map = view_link(view, record);
		value_set(view->arena, map, "changed",
			  view_date(view, changed));
		value_set(view->arena, map, "reviewed", reviewed(view, record));
		value_push(view->arena, list, map);
	}
	return list;
}

struct value *suspect_view(const struct view *view, const struct record *record)
{
	struct value *map = value_map(view->arena);
	struct value *on = list_on(view, ask_suspects(view->ask, record));
	struct value *under =
		list_under(view, ask_suspects_under(view->ask, record));

	view_set_bool(view, map, "hasOn", value_len(on) > 0);
	value_set(view->arena, map, "on", on);
	view_set_bool(view, map, "hasUnder", value_len(under) > 0);
	value_set(view->arena, map, "under",
		  view_table(view, under,
			     "Records not reviewed since this one changed",
			     NULL));
	return map;
}
