/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HISTORY_PAGES_H
#define GATEHOUSE_HISTORY_PAGES_H

#include <stddef.h>

#include <glib.h>

#include "site-gen/page.h"

struct record;

/*
 * The pages of one record's history.  The first, <id>.history.html, has the
 * newest changes; older ones are on pages of a fixed size that are counted
 * from the oldest change on, <id>.history-1.html, so that what a page of old
 * changes says stays the same when new ones are made.
 */

/* Changes on a page of older ones; the first has fewer than twice as many. */
#define HISTORY_PAGES_SIZE 100

/* Which changes a page has, of all of the record's, newest first. */
struct history_pages_slice {
	size_t number; /* of the page; 0: the first, with the newest */
	size_t start;
	size_t n;
};

/* How many pages of older changes a record with so many changes has. */
size_t history_pages_older(size_t n_changes);

/* The slice of page number (0: the first) and of the page with that path. */
struct history_pages_slice history_pages_slice(size_t n_changes, size_t number);
struct history_pages_slice history_pages_find(size_t n_changes,
					      const char *path);

/* "agreements/leeds.history-3.html"; owned by the caller. */
char *history_pages_path(const struct record *record, size_t number);

/* Adds the history pages of a record to the plan, when it has a history. */
void history_pages_plan(struct plan *plan, const struct site *site,
			const struct record *record);

#endif
