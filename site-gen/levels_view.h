/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_LEVELS_VIEW_H
#define GATEHOUSE_LEVELS_VIEW_H

struct maturity;
struct signal;
struct value;
struct view;

/* A level of the scale in words: "Developing". */
const char *levels_view_label(const struct view *view, unsigned level);

/* {label, met, of, any (whether of > 0), undecidable: how many or NOTHING} */
struct value *levels_view_signal(const struct view *view,
				 const struct signal *signal);

/*
 * How far the signals let the barrier be called mature; NULL for one that has
 * no scale, and for all when maturity is NULL:
 * {level, label, stopped: {level, label, criterion, atLeast, signal} or
 * NOTHING, unknown: {level, label, signal} or NOTHING}
 */
struct value *levels_view_allowed(const struct view *view,
				  const struct maturity *maturity,
				  const char *barrier);

/*
 * What the scale asks for, level by level; empty when there is no scale:
 * [{level, label, criterion, signals: [{atLeast, signal, isBelow}]}]
 */
struct value *levels_view_criteria(const struct view *view,
				   const struct maturity *maturity,
				   const char *barrier);

#endif
