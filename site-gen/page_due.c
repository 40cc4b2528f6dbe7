/* SPDX-License-Identifier: MIT */
/*
 * What is overdue, matter by matter, so that one finds all reviews together;
 * what comes within the window of the settings, month by month; and what lies
 * beyond it.
 */
#include "site-gen/page_due.h"

#include <limits.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/due.h"
#include "lib/due_ics.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* What the part is called: its title, or what it says first. */
static const char *part_name(const struct view *view, const struct node *part)
{
	const char *title = node_value(part, "title");
	const struct node *says = node_child(part, "option");
	const struct record *body;

	if (!part->parent)
		return NULL;
	if (strcmp(part->name, "party") == 0 ||
	    strcmp(part->name, "assessment") == 0) {
		says = node_child(part, "partner");
		says = says ? says : part;
		body = registers_target(view->registers, says);
		return body ? body->title : says->text;
	}
	if (!says)
		says = node_child(part, "description");
	if (!says)
		says = node_child(part, "citation");
	if (!title && node_is_stated(says))
		title = markdown_plain(view->arena, says->text);
	return title && *title ? title : node_attr(part, "id");
}

struct value *page_due_row(const struct view *view, const struct due *due)
{
	struct value *map = value_map(view->arena);
	g_autofree char *responsible = due_responsible(view->registers, due);

	value_set(view->arena, map, "on", view_date(view, due->date));
	view_set_text(view, map, "what", due->what);
	view_set_text(view, map, "part", part_name(view, due->part));
	value_set(view->arena, map, "record", view_link(view, due->record));
	view_set_text(view, map, "responsible", responsible);
	return map;
}

/* The things from first up to last. */
static struct value *table(const struct view *view, size_t first, size_t last,
			   const char *caption, const char *empty)
{
	struct value *rows = value_list(view->arena);

	for (size_t i = first; i < last; i++)
		value_push(view->arena, rows,
			   page_due_row(view, &view->site->due->all[i]));
	return view_table(view, rows, caption, empty);
}

/* The rank that comes after that one among what is overdue; UINT_MAX: none. */
static unsigned next_rank(const struct due_list *due, unsigned after, bool any)
{
	unsigned next = UINT_MAX;

	for (size_t i = 0; i < due->n_overdue; i++) {
		unsigned rank = due->all[i].rank;

		if ((any || rank > after) && rank < next)
			next = rank;
	}
	return next;
}

/* A table for each matter of which something is overdue. */
static struct value *overdue(const struct view *view)
{
	const struct due_list *due = view->site->due;
	struct value *list = value_list(view->arena);

	for (unsigned rank = next_rank(due, 0, true); rank != UINT_MAX;
	     rank = next_rank(due, rank, false)) {
		struct value *rows = value_list(view->arena);
		const char *what = NULL;

		for (size_t i = 0; i < due->n_overdue; i++) {
			if (due->all[i].rank != rank)
				continue;
			what = due->all[i].what;
			value_push(view->arena, rows,
				   page_due_row(view, &due->all[i]));
		}
		value_push(view->arena, list,
			   view_table(view, rows, what, NULL));
	}
	return list;
}

/* "January 2027"; owned by the caller. */
static char *month_of(date_t date)
{
	g_autofree char *words = date_words(date);

	return g_strdup(strchr(words, ' ') + 1);
}

static struct value *months(const struct view *view)
{
	const struct due_list *due = view->site->due;
	struct value *list = value_list(view->arena);
	size_t next;

	for (size_t i = due->n_overdue; i < due->n_near; i = next) {
		g_autofree char *month = month_of(due->all[i].date);

		for (next = i + 1; next < due->n_near; next++) {
			g_autofree char *other = month_of(due->all[next].date);

			if (strcmp(month, other) != 0)
				break;
		}
		value_push(view->arena, list,
			   table(view, i, next, month, NULL));
	}
	return list;
}

struct value *page_due_make(const struct view *view, const struct page *page)
{
	const struct due_list *due = view->site->due;
	struct value *map = value_map(view->arena);

	(void)page;
	value_set(view->arena, map, "overdue", overdue(view));
	value_set(view->arena, map, "months", months(view));
	value_set(view->arena, map, "later",
		  table(view, due->n_near, due->n, "What comes later, by date",
			"The records state no later day."));
	value_set(view->arena, map, "horizon", view_date(view, due->horizon));
	view_set_number(view, map, "nOverdue", due->n_overdue);
	view_set_number(view, map, "nComing", due->n_near - due->n_overdue);
	view_set_number(view, map, "nLater", due->n - due->n_near);
	view_set_path(view, map, "calendarUrl", "due.ics");
	return map;
}

bool page_due_calendar(const struct view *view, const struct page *page,
		       GString *out, GError **error)
{
	(void)page;
	due_ics_begin(out, view->registers);
	for (size_t i = 0; i < view->site->due->n; i++) {
		due_ics_add(out, view->registers, view->site->due, i);
		if (!page_flush(view, out, error))
			return false;
	}
	due_ics_end(out);
	return true;
}
