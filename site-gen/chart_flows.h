/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHART_FLOWS_H
#define GATEHOUSE_CHART_FLOWS_H

#include <stddef.h>

struct arena;
struct value;

/* More flows than this make no picture that anybody could read. */
#define CHART_FLOWS_MAX 100

/* One arrow: what the discloser gives the recipient. */
struct chart_flow {
	const char *from;  /* name of the discloser */
	const char *to;	   /* name of the recipient */
	const char *label; /* "1. Daily report of live risks" */
};

/*
 * A picture of flows as inline SVG: disclosers on the left, recipients on the
 * right, an arrow for each pair of them with the labels of all their flows.
 * A body that both gives and receives stands on both sides.  Order is that of
 * the flows.  id is unique on the page.  NOTHING when there are no flows, or
 * more than CHART_FLOWS_MAX.
 */
const struct value *chart_flows(struct arena *arena, const char *id,
				const struct chart_flow *flows, size_t n);

#endif
