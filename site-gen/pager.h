/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGER_H
#define GATEHOUSE_PAGER_H

#include <stdbool.h>
#include <stddef.h>

struct page;
struct plan;
struct value;
struct view;

/*
 * No page grows with the registers.  What has more rows than a page shows goes
 * on over further ones, "due.html", "due.2.html", …, each of which leads to
 * its neighbours and to the first and last, without scripts.
 */

/* Rows on a page: up to half a megabyte. */
#define PAGER_ROWS 500

/* Adds the page, which has so many rows, and those that it goes on over. */
void pager_plan(struct plan *plan, const struct page *page, size_t n_rows);

/* The same with so many rows on a page, where they are no rows of a table. */
void pager_plan_each(struct plan *plan, const struct page *page, size_t n_rows,
		     size_t n_each);

/* The rows that a page shows, from 0: first up to last, which it does not. */
struct pager_slice {
	size_t first;
	size_t last;
};

struct pager_slice pager_slice(const struct page *page);

/*
 * A page of several parts counts the rows of one part after those of another.
 * Those of a part's rows that the page shows; none: first is last.
 */
struct pager_slice pager_part(const struct page *page, struct pager_slice part);

/*
 * Whether a part stands on the page: with rows of it or, where there are none
 * at all, with a sentence that says so, on the first page.
 */
bool pager_shows(const struct page *page, struct pager_slice part);

/* Sets a key of a map to the address at which a part begins. */
void pager_set_place(const struct view *view, struct value *map,
		     const char *key, const struct page *page,
		     struct pager_slice part, const char *anchor);

/* The path of the page that has that row; owned by the caller. */
char *pager_path(const struct page *page, size_t row);

/*
 * {from, to, total: rows, counted from 1; pages: [{label, url, isHere, isGap:
 * pages are left out before it}], previousUrl, nextUrl}, or NOTHING where all
 * rows are on the page.
 */
const struct value *pager_value(const struct view *view,
				const struct page *page);

#endif
