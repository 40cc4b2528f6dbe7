/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_HOME_H
#define GATEHOUSE_PAGE_HOME_H

struct page;
struct value;
struct view;

/*
 * index.html: {description (HTML), registers: [{label, url, count}],
 * overdue, coming, horizon, errors, warnings, notes, latest:
 * [page_changes_set]}
 */
struct value *page_home_make(const struct view *view, const struct page *page);

/*
 * about.html: {commit (NOTHING: made from what no commit holds),
 * date (as --as-of takes it), editionName (as --edition does), isShallow,
 * isComplete (nothing is left out), leftOut: view_table of {kind (register),
 * fields: [label]}}
 */
struct value *page_home_about(const struct view *view, const struct page *page);

#endif
