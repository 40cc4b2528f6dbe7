/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FLOW_ROW_H
#define GATEHOUSE_FLOW_ROW_H

#include "lib/flow_facts.h"

struct node;
struct record;
struct value;
struct view;

/*
 * A flow as a row of a table on the page of another record:
 *
 *   title, url         the flow; without a title, its id
 *   agreement          {title, url, kind, id}
 *   status             label of the agreement's status, or NOTHING
 *   disclosers, recipients, purposes   [view_node]
 *   start, end         words, the agreement's where the flow has none
 *   isLive, isOver     whether it runs on the as-of date, or does not; neither
 *                      where that is not known
 */
struct value *flow_row(const struct view *view, const struct record *agreement,
		       const struct node *flow, enum fact is_live);

/* The flow alone: {title, url}. */
struct value *flow_row_link(const struct view *view,
			    const struct record *agreement,
			    const struct node *flow);

#endif
