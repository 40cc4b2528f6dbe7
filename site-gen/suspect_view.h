/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SUSPECT_VIEW_H
#define GATEHOUSE_SUSPECT_VIEW_H

struct record;
struct value;
struct view;

/*
 * What changed since a record was last reviewed, as the edition may show it:
 *
 *   hasOn     whether something changed that this record rests on
 *   on        [{record: {title, url, kind, id}, reviewed, rows: [row]}]
 *   hasUnder  whether this record changed and others rest on it
 *   under     table (view_table) of {title, url, kind, changed, reviewed}:
 *             those that have not been reviewed since
 *
 * row: {on, event, isField, label, old, new}; for a record that came back one
 * row without a field.  reviewed and changed are days in words; reviewed is
 * NOTHING when this edition shows none.
 *
 * What is told follows from all of the registers, so that a review which the
 * edition hides clears a record in it too; but a change is only told where the
 * edition shows the records, that the one names the other, and the change.
 */
struct value *suspect_view(const struct view *view,
			   const struct record *record);

#endif
