/* SPDX-License-Identifier: MIT */
/*
 * What is overdue, matter by matter, so that one finds all reviews together;
 * what comes within the window of the settings, month by month; and what lies
 * beyond it; over as many pages as that takes.
 */
#include "site-gen/page_due.h"

#include <stdlib.h>
#include <string.h>

#include "lib/due.h"
#include "lib/due_ics.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/ask.h"
#include "site-gen/markdown.h"
#include "site-gen/page.h"
#include "site-gen/pager.h"
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

/* "January 2027"; owned by the caller. */
static char *month_of(date_t date)
{
	g_autofree char *words = date_words(date);

	return g_strdup(strchr(words, ' ') + 1);
}

/* By matter; of one matter as they come in the list. */
static int compare_ranks(const void *a, const void *b)
{
	const struct due *x = *(const struct due *const *)a;
	const struct due *y = *(const struct due *const *)b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* All things as they are shown: what is overdue by matter, the rest by day. */
static const struct due **in_order(const struct due_list *due)
{
	const struct due **order = g_new(const struct due *, due->n + 1);

	for (size_t i = 0; i < due->n; i++)
		order[i] = &due->all[i];
	qsort(order, due->n_overdue, sizeof(const struct due *), compare_ranks);
	return order;
}

/* What a table of things is headed; owned by the caller. */
typedef char *(*heading)(const struct due *due);

static char *head_matter(const struct due *due)
{
	return g_strdup(due->what);
}

static char *head_month(const struct due *due)
{
	return month_of(due->date);
}

static char *head_later(const struct due *due G_GNUC_UNUSED)
{
	return g_strdup("What comes later, by date");
}

/* A table for each run of things that have the same heading. */
static struct value *tables(const struct view *view,
			    const struct due *const *order, size_t first,
			    size_t last, heading head)
{
	struct value *list = value_list(view->arena);
	size_t next;

	for (size_t i = first; i < last; i = next) {
		g_autofree char *caption = head(order[i]);
		struct value *rows = value_list(view->arena);

		for (next = i; next < last; next++) {
			g_autofree char *other = head(order[next]);

			if (strcmp(caption, other) != 0)
				break;
			value_push(view->arena, rows,
				   page_due_row(view, order[next]));
		}
		value_push(view->arena, list,
			   view_table(view, rows, caption, NULL));
	}
	return list;
}

/*
 * A section on some of the things, of which the page may show a few, or none:
 * {tables, isEmpty}, or NOTHING where it stands on other pages.
 */
static const struct value *section(const struct view *view,
				   const struct page *page,
				   const struct due *const *order,
				   struct pager_slice part, heading head)
{
	struct pager_slice shown = pager_part(page, part);
	struct value *map = value_map(view->arena);

	if (!pager_shows(page, part))
		return value_nothing();
	value_set(view->arena, map, "tables",
		  tables(view, order, shown.first, shown.last, head));
	view_set_bool(view, map, "isEmpty", part.first == part.last);
	return map;
}

static struct value *make(const struct view *view, const struct page *page)
{
	const struct due_list *due = ask_site(view->ask)->due;
	struct value *map = value_map(view->arena);
	g_autofree const struct due **order = in_order(due);
	const struct pager_slice overdue = { 0, due->n_overdue };
	const struct pager_slice coming = { due->n_overdue, due->n_near };
	const struct pager_slice later = { due->n_near, due->n };

	value_set(view->arena, map, "overdue",
		  section(view, page, order, overdue, head_matter));
	value_set(view->arena, map, "coming",
		  section(view, page, order, coming, head_month));
	value_set(view->arena, map, "later",
		  section(view, page, order, later, head_later));
	pager_set_place(view, map, "overdueUrl", page, overdue, "overdue");
	pager_set_place(view, map, "comingUrl", page, coming, "coming");
	pager_set_place(view, map, "laterUrl", page, later, "later");
	value_set(view->arena, map, "horizon", view_date(view, due->horizon));
	view_set_number(view, map, "nOverdue", due->n_overdue);
	view_set_number(view, map, "nComing", due->n_near - due->n_overdue);
	view_set_number(view, map, "nLater", due->n - due->n_near);
	view_set_path(view, map, "calendarUrl", "due.ics");
	return map;
}

static bool write_calendar(const struct view *view, const struct page *page,
			   GString *out, GError **error)
{
	(void)page;
	due_ics_begin(out, view->registers);
	for (size_t i = 0; i < ask_site(view->ask)->due->n; i++) {
		due_ics_add(out, view->registers, ask_site(view->ask)->due, i);
		if (!page_flush(view, out, error))
			return false;
	}
	due_ics_end(out);
	return true;
}

void page_due_plan(struct plan *plan, const struct site *site)
{
	static const struct page due = {
		.path = "due.html",
		.template = "due",
		.title = "Due",
		.make = make,
	};
	static const struct page calendar = {
		.path = "due.ics",
		.write = write_calendar,
	};

	pager_plan(plan, &due, site->due->n);
	plan_add(plan, &calendar);
}
