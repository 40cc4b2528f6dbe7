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

/*
 * Adds changes.html, its pages by year (or month), and changes.atom.
 *
 * changes.html: {days: [day] (the latest), isCut (whether there are earlier
 * ones), periods: table, kinds: table, isShallow}
 * its pages: {label (the year or month), kinds: table, days: [day]}
 *
 * day: {on (words), id, sets: [page_changes_set]}
 * table: view_table and heading (of its first column), with a row for each
 * period or register: {label, url, added, changed, renamed, removed, restored}
 */
void page_changes_plan(struct plan *plan, const struct site *site);

/*
 * Set i of the site's: page_history_change of its first change, but with on the
 * day on which it was entered, and {dated (words; NOTHING when the same day),
 * records: [{title, record: {title, url, kind, id} or NOTHING, kind, event,
 * historyUrl (NOTHING without lines), lines: [text], hasLines, moreLines,
 * hasMoreLines}], more, hasMore, periodUrl}, of at most named records; lines
 * are empty unless with_lines.
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
