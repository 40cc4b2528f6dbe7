/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHART_TREND_H
#define GATEHOUSE_CHART_TREND_H

#include <stddef.h>

#include "lib/date.h"

struct arena;
struct value;

/* The highest level of the scale. */
#define CHART_TREND_TOP 4

/* A level that somebody claimed on a day. */
struct chart_point {
	date_t on;
	unsigned level; /* 0 to CHART_TREND_TOP */
};

/* What one partner claimed: the points in the order of their days. */
struct chart_series {
	const char *name;
	const struct chart_point *points;
	size_t n;
};

/* All series of one picture. */
struct chart_trend {
	const char *id; /* unique on the page */
	const char *title;
	date_t from; /* first day of the time axis, of all pictures alike */
	date_t to;   /* last day: the as-of date */
	const char *holds; /* how long a claim holds: an xs:duration */
	/* The highest level that signals allow on the last day; 0: any. */
	unsigned allowed;
	const struct chart_series *series;
	size_t n;
};

/*
 * Small multiples as inline SVG: for each series a step line of its levels
 * against time.  A level that was claimed longer than it holds before the
 * next claim, or before the end, goes on as a broken line.  A hollow triangle
 * at the end of each axis stands at the level that signals allow.  Points
 * outside the time axis are left out.  NOTHING when no series has a point in it.
 */
const struct value *chart_trend(struct arena *arena,
				const struct chart_trend *trend);

/* As many series as one picture shows that has room on a sheet of paper. */
#define CHART_TREND_SHEET 15

/* The same in pictures of that many at most: a list, which may be empty. */
const struct value *chart_trend_sheets(struct arena *arena,
				       const struct chart_trend *trend);

#endif
