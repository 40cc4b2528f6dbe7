/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FLOW_LIVE_H
#define GATEHOUSE_FLOW_LIVE_H

#include "lib/date.h"
#include "lib/flow_facts.h"

struct node;
struct registers;

/*
 * Whether the flow runs on a day, by its dates (its own, or else its
 * agreement's) and by the status of its agreement, which holds for as_of and
 * later.  FACT_UNKNOWN where neither tells.  A statement about the records: the
 * flow need not be in order.
 */
enum fact flow_live_on(const struct registers *registers,
		       const struct node *flow, date_t day, date_t as_of);

#endif
