/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_CHANGES_H
#define GATEHOUSE_PAGE_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct plan;
struct shown_change;
struct site;
struct value;
struct view;

/* Adds changes.html, its pages by year, and changes.atom. */
void page_changes_plan(struct plan *plan, const struct site *site);

/*
 * Set i of the site's: {on (words), dated (words; NOTHING when the same day),
 * role, organisation, person, hasMessage, message: [paragraph], n, records:
 * [{title, record, kind, event, historyUrl, lines: [text], moreLines}], more,
 * hasMore, periodUrl}, of at most named records; lines are
 * empty unless with_lines.
 */
struct value *page_changes_set(const struct view *view, size_t i, size_t named,
			       bool with_lines);

/*
 * What changed in a record, a sentence a field: of strings in the arena.  *more
 * is how many fields are not told.  Sources and evidence are left out, and the
 * number of the record's version.
 */
GPtrArray *page_changes_lines(const struct view *view,
			      const struct shown_change *change, size_t *more);

/* Path of the page on which a change is told: its record's history, if any. */
const char *page_changes_path(const struct view *view,
			      const struct shown_change *change);

#endif
