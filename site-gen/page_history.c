/* SPDX-License-Identifier: MIT */
/*
 * What changed in a record, field by field and newest first.  All decisions on
 * what may be told were made in changes.c.
 */
#include "site-gen/page_history.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/change_words.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "site-gen/ask.h"
#include "site-gen/change_approval.h"
#include "site-gen/change_rows.h"
#include "site-gen/changes.h"
#include "site-gen/history_pages.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

const char *page_history_words(const struct view *view, const char *value)
{
	date_t date = value ? date_parse(value) : DATE_NONE;
	g_autofree char *words = date == DATE_NONE ? NULL : date_words(date);

	return words ? arena_strdup(view->arena, words) : value;
}

const char *page_history_title(const void *data, const char *target)
{
	return view_title(data, target);
}

static struct value *fields_value(const struct view *view,
				  const struct shown_change *change)
{
	g_autoptr(GPtrArray) fields = changes_fields(change);
	struct value *list = value_list(view->arena);
	const struct change_titles titles = { page_history_title, view };
	const struct change_rows rows = {
		.arena = view->arena,
		.list = list,
		.titles = &titles,
	};

	for (guint i = 0; i < fields->len; i++)
		change_rows_push(&rows, fields->pdata[i]);
	return list;
}

/* The paragraphs of a message, in which Markdown means nothing. */
static struct value *paragraphs(const struct view *view, const char *message)
{
	struct value *list = value_list(view->arena);
	g_auto(GStrv) parts = g_strsplit(
		message ? change_rows_clip(view->arena, message) : "", "\n\n",
		-1);

	for (char **part = parts; *part; part++) {
		g_strstrip(*part);
		if (**part)
			value_push(view->arena, list,
				   value_text(view->arena, *part));
	}
	return list;
}

/* "27 November 2014, 17:30 (UTC+05:30)", by the person's own clock. */
static const char *moment(const struct view *view,
			  const struct repo_person *person)
{
	int64_t local = person->time + (int64_t)person->offset * 60;
	int64_t of_day = ((local % 86400) + 86400) % 86400;
	int offset = ABS(person->offset);
	g_autofree char *day = date_words(date_of_time(local));

	return arena_printf(view->arena, "%s, %02d:%02d (UTC%s%02d:%02d)", day,
			    (int)(of_day / 3600), (int)(of_day / 60 % 60),
			    person->offset < 0 ? "−" : "+", offset / 60,
			    offset % 60);
}

static const char *name_of(const struct view *view,
			   const struct repo_person *person)
{
	return arena_printf(view->arena, "%s <%s>",
			    *person->name ? person->name : "(no name)",
			    person->email);
}

/* Who made the commit and who entered it, by the minute. */
static const struct value *made_value(const struct view *view,
				      const struct repo_commit *commit)
{
	struct value *map, *trailers;
	char hex[REPO_ID_HEX + 1];

	if (!commit)
		return value_nothing();
	map = value_map(view->arena);
	trailers = value_list(view->arena);
	repo_id_format(&commit->id, hex);
	view_set_text(view, map, "commit", arena_strdup(view->arena, hex));
	view_set_text(view, map, "author", name_of(view, &commit->author));
	view_set_text(view, map, "authored", moment(view, &commit->author));
	view_set_text(view, map, "committer",
		      name_of(view, &commit->committer));
	view_set_text(view, map, "committed", moment(view, &commit->committer));
	for (size_t i = 0; commit->trailers && commit->trailers[i]; i++)
		value_push(view->arena, trailers,
			   value_text(view->arena,
				      change_rows_clip(view->arena,
						       commit->trailers[i])));
	value_set(view->arena, map, "trailers", trailers);
	view_set_bool(view, map, "hasTrailers", value_len(trailers) > 0);
	return map;
}

/* Whether the record was there before and after. */
static bool is_edit(enum record_event event)
{
	return event == RECORD_CHANGED || event == RECORD_RENAMED ||
	       event == RECORD_MOVED || event == RECORD_WITHDRAWN;
}

static void set_approval(const struct view *view, struct value *map,
			 const struct change_approval *approval)
{
	view_set_text(view, map, "reviewedBy", approval->reviewed);
	view_set_text(view, map, "approvedBy", approval->approved);
	view_set_text(view, map, "approvedLater", approval->later);
	view_set_text(view, map, "signature", approval->signature);
	view_set_text(view, map, "signatureKey", approval->key);
	view_set_bool(view, map, "hasApproval",
		      approval->reviewed || approval->approved ||
			      approval->later || approval->signature);
}

struct value *page_history_change(const struct view *view,
				  const struct shown_change *change)
{
	struct value *map = value_map(view->arena);
	struct value *fields = fields_value(view, change);

	view_set_text(view, map, "title", change->title);
	value_set(view->arena, map, "record",
		  change->record ? view_link(view, change->record)
				 : value_nothing());
	view_set_text(view, map, "event", record_event_name(change->event));
	view_set_bool(view, map, "isEdit",
		      is_edit(change->event) ||
			      change->text != RECORD_TEXT_SOUND);
	view_set_bool(view, map, "isMerge", change->is_merge);
	view_set_bool(view, map, "isPlain",
		      !change->is_merge && change->n_fields == 0 &&
			      change->text == RECORD_TEXT_SOUND);
	view_set_bool(view, map, "isBroken",
		      change->text == RECORD_TEXT_BROKEN);
	view_set_bool(view, map, "isMissing",
		      change->text == RECORD_TEXT_MISSING);
	value_set(view->arena, map, "made", made_value(view, change->made));
	value_set(view->arena, map, "on", view_date(view, change->on));
	value_set(view->arena, map, "enteredOn",
		  change->entered_on != change->on
			  ? view_date(view, change->entered_on)
			  : value_nothing());
	view_set_text(view, map, "role", change->author.role);
	view_set_text(view, map, "organisation", change->author.organisation);
	view_set_text(view, map, "person", change->author.person);
	set_approval(view, map, change->approval);
	view_set_bool(view, map, "hasMessage", change->message != NULL);
	value_set(view->arena, map, "message",
		  paragraphs(view, change->message));
	value_set(view->arena, map, "fields", fields);
	view_set_bool(view, map, "hasFields", change->n_fields > 0);
	return map;
}

static const struct value *page_url(const struct view *view,
				    const struct record *record, size_t number)
{
	g_autofree char *path = history_pages_path(record, number);

	return value_url(view->arena,
			 arena_printf(view->arena, "%s%s", view->root, path));
}

/* "Changes 1 to 100, entered 1 March 2024 to 5 May 2024" */
static const char *part_label(const struct view *view, const GPtrArray *changes,
			      size_t number)
{
	struct history_pages_slice slice =
		history_pages_slice(changes->len, number);
	const struct shown_change *newest = changes->pdata[slice.start];
	const struct shown_change *oldest =
		changes->pdata[slice.start + slice.n - 1];
	g_autofree char *from = date_words(oldest->entered_on);
	g_autofree char *to = date_words(newest->entered_on);

	return arena_printf(view->arena, "Changes %zu to %zu, entered %s to %s",
			    changes->len - slice.start - slice.n + 1,
			    changes->len - slice.start, from, to);
}

/* The year in which the newest change of a page was entered. */
static char *year_of(const GPtrArray *changes, size_t number)
{
	struct history_pages_slice slice =
		history_pages_slice(changes->len, number);
	const struct shown_change *newest = changes->pdata[slice.start];
	g_autofree char *date = date_format(newest->entered_on);

	return g_strndup(date, strcspn(date, "-"));
}

/* Links to the pages of older changes, newest first, by year. */
static struct value *years(const struct view *view, const struct record *record,
			   const GPtrArray *changes)
{
	struct value *list = value_list(view->arena);
	struct value *pages = NULL;
	g_autofree char *last = NULL;

	for (size_t i = history_pages_older(changes->len); i > 0; i--) {
		g_autofree char *year = year_of(changes, i);
		struct value *entry = value_map(view->arena);

		if (g_strcmp0(year, last) != 0) {
			struct value *map = value_map(view->arena);

			pages = value_list(view->arena);
			view_set_text(view, map, "year", year);
			value_set(view->arena, map, "pages", pages);
			value_push(view->arena, list, map);
			g_free(last);
			last = g_steal_pointer(&year);
		}
		value_set(view->arena, entry, "url", page_url(view, record, i));
		view_set_text(view, entry, "label",
			      part_label(view, changes, i));
		value_push(view->arena, pages, entry);
	}
	return list;
}

/* Where this page stands among those of the record's history. */
static void set_place(const struct view *view, struct value *map,
		      const struct page *page, const GPtrArray *changes,
		      size_t number)
{
	size_t older = history_pages_older(changes->len);
	bool is_first = number == 0;
	size_t next = is_first ? older : number - 1;
	struct value *all = is_first ? years(view, page->record, changes)
				     : value_list(view->arena);

	view_set_text(view, map, "part",
		      is_first ? NULL : part_label(view, changes, number));
	value_set(view->arena, map, "newestUrl",
		  is_first ? value_nothing() : page_url(view, page->record, 0));
	value_set(view->arena, map, "newerUrl",
		  is_first || number == older
			  ? value_nothing()
			  : page_url(view, page->record, number + 1));
	value_set(view->arena, map, "olderUrl",
		  next > 0 ? page_url(view, page->record, next)
			   : value_nothing());
	value_set(view->arena, map, "years", all);
	view_set_bool(view, map, "hasYears", value_len(all) > 0);
}

struct value *page_history_make(const struct view *view,
				const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	const GPtrArray *changes = ask_changes(view->ask, page->record);
	struct history_pages_slice slice =
		history_pages_find(changes->len, page->path);

	for (size_t i = 0; i < slice.n; i++)
		value_push(view->arena, list,
			   page_history_change(
				   view, changes->pdata[slice.start + i]));
	value_set(view->arena, map, "record", view_link(view, page->record));
	view_set_bool(view, map, "isShallow", ask_is_shallow(view->ask));
	set_place(view, map, page, changes, slice.number);
	value_set(view->arena, map, "changes", list);
	return map;
}
