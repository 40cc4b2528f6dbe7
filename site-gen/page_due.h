/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_DUE_H
#define GATEHOUSE_PAGE_DUE_H

#include <stdbool.h>

#include <glib.h>

struct due;
struct page;
struct value;
struct view;

/*
 * {overdue: [table] (one a matter), months: [table] (what comes by the
 * horizon), later: table, horizon, nOverdue, nComing, nLater, calendarUrl};
 * rows are those of page_due_row.
 */
struct value *page_due_make(const struct view *view, const struct page *page);

/* {on, what, part, record: {title, url, kind, id}, responsible} */
struct value *page_due_row(const struct view *view, const struct due *due);

/* The same as an iCalendar file, however far ahead. */
bool page_due_calendar(const struct view *view, const struct page *page,
		       GString *out, GError **error);

#endif
