/* SPDX-License-Identifier: MIT */
/*
 * A signature is under a text of one day.  What a party has to be shown is how
 * the record, and what it rests on, differ from that text now; or that the
 * register cannot say, because it did not hold the agreement then.
 *
 * A commit has two dates.  The author's says of which day a change is, and a
 * register that is filled in later gives the days of its sources there; the
 * committer's says when it came into the register.  Going by the author's
 * alone, a change that is dated back would be hidden from those who signed
 * meanwhile.  So either will do, and the page shows both.
 *
 * Parties that signed on one day are told together: an agreement of a hundred
 * councils has a hundred parties and a few days.
 */
#include "site-gen/since_signature.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/change_words.h"
#include "lib/date.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/change_rows.h"
#include "site-gen/changes.h"
#include "site-gen/page.h"
#include "site-gen/page_history.h"
#include "site-gen/site.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* Names of changed fields: the root's attribute, and any of a party's. */
#define VERSION "@version"
#define PARTY "party["

enum state { NOT_STATED, SIGNED, NOT_SIGNED, NOT_REQUIRED };

/* The agreement, and the history of it and of what it rests on. */
struct since {
	const struct view *view;
	const struct record *agreement;
	const GPtrArray *own; /* newest first; NULL: no history */
	GPtrArray *records;   /* the agreement, then what it rests on */
};

static enum state state_of(const struct node *party)
{
	const struct node *signature = node_child(party, "signature");
	const char *status = flow_facts_value(signature, "status");

	if (!status)
		return flow_facts_date(signature, "signedOn") != DATE_NONE
			       ? SIGNED
			       : NOT_STATED;
	if (strcmp(status, "signed") == 0)
		return SIGNED;
	return strcmp(status, "not-required") == 0 ? NOT_REQUIRED : NOT_SIGNED;
}

/* DATE_NONE: the party has not signed, or it is not stated when. */
static date_t day_of(const struct node *party)
{
	return state_of(party) == SIGNED
		       ? flow_facts_date(node_child(party, "signature"),
					 "signedOn")
		       : DATE_NONE;
}

/* The agreement and the gateways, consents and notices that it names. */
static GPtrArray *rests_on(const struct view *view,
			   const struct record *agreement)
{
	static const char *const kinds[] = { "gateway", "consent", "notice",
					     NULL };
	const struct node *root = agreement->root;
	GPtrArray *records = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	g_ptr_array_add(records, (gpointer)agreement);
	for (const struct node *n = root; n; n = node_walk(n, root)) {
		const struct record *target;

		if (!g_strv_contains(kinds, n->name))
			continue;
		target = registers_target(view->registers, n);
		if (target && g_hash_table_add(seen, (gpointer)target))
			g_ptr_array_add(records, (gpointer)target);
	}
	return records;
}

/* The change that the history of the agreement begins with. */
static const struct shown_change *first_of(const struct since *since)
{
	return since->own ? since->own->pdata[since->own->len - 1] : NULL;
}

static date_t known_on(const struct shown_change *change)
{
	return MAX(change->on, change->entered_on);
}

/* Newer than the text that the history of the agreement begins with. */
static bool is_later(const struct since *since,
		     const struct shown_change *change)
{
	return change->commit < first_of(since)->commit;
}

/* Whether the party of that id, of len bytes, signed on the day. */
static bool signed_on(const struct since *since, const char *id, size_t len,
		      date_t day)
{
	NODE_EACH(party, since->agreement->root, "party")
	{
		const char *ref = node_attr(party, "ref");

		if (ref && strlen(ref) == len && memcmp(ref, id, len) == 0)
			return day_of(party) == day;
	}
	return false;
}

/*
 * What enters a signature, or corrects one of that day, is no change of what
 * was signed on it.
 */
static bool is_recording(const struct since *since,
			 const struct field_change *field, date_t day)
{
	const char *old = field->old_value;
	const char *id = field->field + strlen(PARTY);
	const char *end;

	if (!g_str_has_prefix(field->field, PARTY))
		return false;
	end = strchr(id, ']');
	if (!end || !g_str_has_prefix(end, "].signature"))
		return false;
	return !old || strcmp(old, "not stated") == 0 ||
	       signed_on(since, id, (size_t)(end - id), day);
}

static bool is_told(const struct since *since,
		    const struct shown_change *change,
		    const struct field_change *field, date_t day)
{
	return strcmp(field->field, VERSION) != 0 &&
	       (change->record != since->agreement ||
		!is_recording(since, field, day));
}

static struct value *row(const struct since *since,
			 const struct shown_change *change, date_t day)
{
	const struct view *view = since->view;
	struct value *map = value_map(view->arena);

	value_set(view->arena, map, "on", view_date(view, change->on));
	value_set(view->arena, map, "enteredOn",
		  change->entered_on != change->on
			  ? view_date(view, change->entered_on)
			  : value_nothing());
	view_set_bool(view, map, "isEarlier", change->on <= day);
	view_set_bool(view, map, "isOwn", change->record == since->agreement);
	value_set(view->arena, map, "record", view_link(view, change->record));
	view_set_text(view, map, "event", record_event_name(change->event));
	return map;
}

/* What all rows of one change have in common. */
struct row_place {
	const struct since *since;
	const struct shown_change *change;
	date_t day;
};

static struct value *field_row(const void *data)
{
	const struct row_place *place = data;
	struct value *map = row(place->since, place->change, place->day);

	view_set_bool(place->since->view, map, "isField", true);
	return map;
}

/* Adds a change's rows; returns whether there was anything to tell. */
static bool add_rows(const struct since *since, struct value *rows,
		     const struct shown_change *change, date_t day)
{
	const struct view *view = since->view;
	const struct change_titles titles = { page_history_title, view };
	const struct row_place place = { since, change, day };
	const struct change_rows list = {
		.arena = view->arena,
		.list = rows,
		.titles = &titles,
		.make = field_row,
		.data = &place,
	};
	g_autoptr(GPtrArray) fields = changes_fields(change);
	bool is_any = false;

	for (guint i = 0; i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];

		if (!is_told(since, change, field, day))
			continue;
		is_any = true;
		if (rows)
			change_rows_push(&list, field);
	}
	if (change->event == RECORD_CHANGED)
		return is_any;
	if (rows) {
		struct value *map = row(since, change, day);

		view_set_bool(view, map, "isField", false);
		view_set_text(view, map, "label", NULL);
		view_set_text(view, map, "old", NULL);
		view_set_text(view, map, "new", NULL);
		view_set_text(view, map, "aside", NULL);
		view_set_bool(view, map, "isSame", false);
		value_push(view->arena, rows, map);
	}
	return true;
}

/*
 * The rows of all changes after the day, and whether there are others on the
 * day itself.
 */
static struct value *rows_since(const struct since *since, date_t day,
				bool *has_same_day)
{
	struct value *rows = value_list(since->view->arena);

	*has_same_day = false;
	for (guint i = 0; i < since->records->len; i++) {
		const struct record *record = since->records->pdata[i];
		const GPtrArray *changes =
			ask_changes(since->view->ask, record);

		for (guint j = 0; changes && j < changes->len; j++) {
			const struct shown_change *change = changes->pdata[j];

			if (!is_later(since, change))
				continue;
			if (known_on(change) > day)
				add_rows(since, rows, change, day);
			else if (known_on(change) == day &&
				 add_rows(since, NULL, change, day))
				*has_same_day = true;
		}
	}
	return rows;
}

/*
 * The number of the record's version on the day, by its history; NULL when
 * that begins later.
 */
static const char *version_on(const struct since *since, date_t day)
{
	const char *version = node_attr(since->agreement->root, "version");

	if (!since->own || known_on(first_of(since)) > day)
		return NULL;
	for (guint i = 0; i < since->own->len; i++) {
		const struct shown_change *change = since->own->pdata[i];

		g_autoptr(GPtrArray) fields = NULL;

		if (known_on(change) <= day)
			continue;
		fields = changes_fields(change);
		for (guint j = 0; j < fields->len; j++) {
			const struct field_change *field = fields->pdata[j];

			if (strcmp(field->field, VERSION) == 0)
				version = field->old_value;
		}
	}
	return version;
}

static struct value *parties_of(const struct since *since, date_t day)
{
	const struct view *view = since->view;
	struct value *list = value_list(view->arena);

	NODE_EACH(party, since->agreement->root, "party")
	{
		if (state_of(party) == SIGNED && day_of(party) == day)
			value_push(view->arena, list, view_node(view, party));
	}
	return list;
}

static struct value *group(const struct since *since, date_t day)
{
	const struct view *view = since->view;
	struct value *map = value_map(view->arena);
	struct value *rows = value_list(view->arena);
	const char *version = version_on(since, day);
	const char *now = node_attr(since->agreement->root, "version");
	date_t begins = DATE_NONE;
	bool has_same_day = false;

	if (since->own) {
		rows = rows_since(since, day, &has_same_day);
		begins = known_on(first_of(since));
	}
	value_set(view->arena, map, "day", view_date(view, day));
	value_set(view->arena, map, "parties", parties_of(since, day));
	view_set_text(view, map, "version", version);
	view_set_text(view, map, "versionNow", now);
	view_set_bool(view, map, "isSameVersion", g_strcmp0(version, now) == 0);
	value_set(view->arena, map, "begins",
		  view_date(view, begins > day ? begins : DATE_NONE));
	view_set_bool(view, map, "hasSameDay", has_same_day);
	value_set(view->arena, map, "rows", rows);
	view_set_bool(view, map, "hasRows", value_len(rows) > 0);
	return map;
}

static int compare_days(const void *a, const void *b)
{
	const date_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static struct value *groups(const struct since *since)
{
	struct value *list = value_list(since->view->arena);
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(date_t));

	NODE_EACH(party, since->agreement->root, "party")
	{
		date_t day = day_of(party);

		if (day != DATE_NONE)
			g_array_append_val(days, day);
	}
	g_array_sort(days, compare_days);
	for (guint i = 0; i < days->len; i++) {
		date_t day = g_array_index(days, date_t, i);

		if (i == 0 || day != g_array_index(days, date_t, i - 1))
			value_push(since->view->arena, list, group(since, day));
	}
	return list;
}

static struct value *signer(const struct since *since, const struct node *party)
{
	const struct view *view = since->view;
	struct value *map = value_map(view->arena);
	date_t day = day_of(party);

	value_set(view->arena, map, "party", view_node(view, party));
	value_set(view->arena, map, "on", view_date(view, day));
	view_set_text(view, map, "version",
		      day == DATE_NONE ? NULL : version_on(since, day));
	return map;
}

/* Each party in the list of its state. */
static void set_states(const struct since *since, struct value *map)
{
	static const char *const names[] = {
		[NOT_STATED] = "notStated",
		[SIGNED] = "signed",
		[NOT_SIGNED] = "notSigned",
		[NOT_REQUIRED] = "notRequired",
	};
	const struct view *view = since->view;
	struct value *lists[G_N_ELEMENTS(names)];
	size_t n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		lists[i] = value_list(view->arena);
	NODE_EACH(party, since->agreement->root, "party")
	{
		enum state state = state_of(party);

		value_push(view->arena, lists[state],
			   state == SIGNED ? signer(since, party)
					   : view_node(view, party));
		n++;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		value_set(view->arena, map, names[i], lists[i]);
	view_set_bool(view, map, "hasNotRequired",
		      value_len(lists[NOT_REQUIRED]) > 0);
	view_set_bool(view, map, "hasNotStated",
		      value_len(lists[NOT_STATED]) > 0);
	view_set_number(view, map, "nParties", n);
	view_set_number(view, map, "nSigned", value_len(lists[SIGNED]));
}

/* Whether the history has all of the records as they are shown. */
static bool is_committed(const struct since *since)
{
	for (guint i = 0; i < since->records->len; i++) {
		if (!ask_is_committed(since->view->ask,
				      since->records->pdata[i]))
			return false;
	}
	return true;
}

struct value *since_signature(const struct view *view,
			      const struct record *agreement)
{
	struct value *map = value_map(view->arena);
	g_autoptr(GPtrArray) records = rests_on(view, agreement);
	struct since since = {
		.view = view,
		.agreement = agreement,
		.own = ask_changes(view->ask, agreement),
		.records = records,
	};
	struct value *undated = parties_of(&since, DATE_NONE);
	struct value *days = groups(&since);

	set_states(&since, map);
	view_set_bool(view, map, "hasHistory", since.own != NULL);
	view_set_bool(view, map, "isShallow", ask_is_shallow(view->ask));
	view_set_bool(view, map, "isUncommitted", !is_committed(&since));
	view_set_bool(view, map, "isWhole", view->edition == EDITION_INTERNAL);
	value_set(view->arena, map, "undated", undated);
	view_set_bool(view, map, "hasUndated", value_len(undated) > 0);
	value_set(view->arena, map, "groups", days);
	view_set_bool(view, map, "hasGroups", value_len(days) > 0);
	return map;
}
