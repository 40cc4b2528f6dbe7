/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FLOWS_VIEW_H
#define GATEHOUSE_FLOWS_VIEW_H

#include <stddef.h>

struct node;
struct record;
struct value;
struct view;

/* One flow, and the agreement that it stands in. */
struct flows_view_item {
	const struct record *agreement;
	const struct node *flow;
};

/*
 * Flows as a picture and as what a table of them needs:
 *
 *   picture  SVG, NOTHING when there are no flows or too many to draw
 *   tooMany  whether there are too many
 *   hasList  whether there are any
 *   list     [{number, agreement: {title, url, kind, id}, url (of the flow),
 *            flow (view_node), powers: [power]}]
 *
 * Numbers count from 1 and stand in the picture too.  power: {power
 * (view_node of the flow's gateway), versions: [{citation, status, url,
 * period (words or NOTHING), excluded: [view_node of data that the power does
 * not cover], hasExcluded}], gaps: [period on which no version is in force],
 * isKnown (whether the gateway is a record), inForce (as a version, without
 * period: the one that is law on the as-of date; NOTHING when none is known to
 * be), problem (why no version can be told; NOTHING when one can)}.
 */
struct value *flows_view(const struct view *view, const char *id,
			 const struct flows_view_item *items, size_t n);

#endif
