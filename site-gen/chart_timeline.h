/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHART_TIMELINE_H
#define GATEHOUSE_CHART_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"

struct arena;
struct value;

/* Something that holds from one day to another. */
struct chart_span {
	const char *label;
	date_t from;   /* DATE_NONE: not known */
	date_t to;     /* last day; DATE_NONE: not known */
	bool is_open;  /* it has no end: to is not looked at */
	bool is_never; /* it does not hold at all: a label without a line */
};

struct chart_timeline {
	const char *id; /* unique on the page */
	const char *title;
	date_t now; /* is marked */
	const struct chart_span *spans;
	size_t n;
};

/*
 * One line a span over a common axis of years, as inline SVG, with the present
 * day marked.  A line is broken towards an end that is not known.  NOTHING when
 * no day is known of any span.
 */
const struct value *chart_timeline(struct arena *arena,
				   const struct chart_timeline *timeline);

#endif
