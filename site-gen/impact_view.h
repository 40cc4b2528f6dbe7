/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_IMPACT_VIEW_H
#define GATEHOUSE_IMPACT_VIEW_H

struct impact;
struct record;
struct value;
struct view;

/* Path in the site of the page on what rests on a gateway; in the arena. */
const char *impact_view_path(const struct view *view,
			     const struct record *gateway);

/*
 * A table (view_table_of) of each record that rests on a gateway, but for those
 * that only do because a flow of theirs relies on it: rows {title, url, kind,
 * id, ways: [text], through: {title, url, kind, id} or NOTHING}.
 */
struct value *impact_view_others(const struct view *view,
				 const struct impact *impact);

#endif
