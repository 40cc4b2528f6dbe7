/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_DUE_H
#define GATEHOUSE_PAGE_DUE_H

struct due;
struct plan;
struct site;
struct value;
struct view;

/*
 * Adds the page of dates, {overdue, coming, later: {tables: [table] (one a
 * matter or month), isEmpty} or NOTHING where that is on other pages,
 * overdueUrl, comingUrl, laterUrl (where each begins), horizon, nOverdue,
 * nComing, nLater, calendarUrl}, with rows of page_due_row; and the same as an
 * iCalendar file, however far ahead.
 */
void page_due_plan(struct plan *plan, const struct site *site);

/* {on, what, part, record: {title, url, kind, id}, responsible} */
struct value *page_due_row(const struct view *view, const struct due *due);

#endif
