/* SPDX-License-Identifier: MIT */
/*
 * What changed in a record, field by field and newest first.  All decisions on
 * what may be told were made in changes.c.
 */
#include "site-gen/page_history.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/registers.h"
#include "site-gen/change_approval.h"
#include "site-gen/changes.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

const char *page_history_words(const struct view *view, const char *value)
{
	date_t date = value ? date_parse(value) : DATE_NONE;
	g_autofree char *words = date == DATE_NONE ? NULL : date_words(date);

	return words ? arena_strdup(view->arena, words) : value;
}

static struct value *field_value(const struct view *view,
				 const struct field_change *change)
{
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "label", change->label);
	view_set_text(view, map, "old",
		      page_history_words(view, change->old_value));
	view_set_text(view, map, "new",
		      page_history_words(view, change->new_value));
	return map;
}

/* The paragraphs of a message, in which Markdown means nothing. */
static struct value *paragraphs(const struct view *view, const char *message)
{
	struct value *list = value_list(view->arena);
	g_auto(GStrv) parts = g_strsplit(message ? message : "", "\n\n", -1);

	for (char **part = parts; *part; part++) {
		g_strstrip(*part);
		if (**part)
			value_push(view->arena, list,
				   value_text(view->arena, *part));
	}
	return list;
}

static void set_approval(const struct view *view, struct value *map,
			 const struct change_approval *approval)
{
	view_set_text(view, map, "reviewedBy", approval->reviewed);
	view_set_text(view, map, "approvedBy", approval->approved);
	view_set_text(view, map, "signature", approval->signature);
	view_set_text(view, map, "signatureKey", approval->key);
	view_set_bool(view, map, "hasApproval",
		      approval->reviewed || approval->approved ||
			      approval->signature);
}

struct value *page_history_change(const struct view *view,
				  const struct shown_change *change)
{
	struct value *map = value_map(view->arena);
	struct value *fields = value_list(view->arena);

	for (guint i = 0; i < change->fields->len; i++)
		value_push(view->arena, fields,
			   field_value(view, change->fields->pdata[i]));
	view_set_text(view, map, "title", change->title);
	value_set(view->arena, map, "record",
		  change->record ? view_link(view, change->record)
				 : value_nothing());
	view_set_text(view, map, "event", record_event_name(change->event));
	view_set_bool(view, map, "isEdit",
		      change->event == RECORD_CHANGED ||
			      change->event == RECORD_RENAMED);
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
	view_set_bool(view, map, "hasFields", change->fields->len > 0);
	return map;
}

struct value *page_history_make(const struct view *view,
				const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *list = value_list(view->arena);
	const GPtrArray *changes =
		changes_of(view->site->changes, page->record->id);

	for (guint i = 0; changes && i < changes->len; i++)
		value_push(view->arena, list,
			   page_history_change(view, changes->pdata[i]));
	value_set(view->arena, map, "record", view_link(view, page->record));
	view_set_bool(view, map, "isShallow",
		      changes_is_shallow(view->site->changes));
	value_set(view->arena, map, "changes", list);
	return map;
}
