/* SPDX-License-Identifier: MIT */
/*
 * A flow runs where its dates allow it and its agreement is in operation.
 * Many records give a status and no date, some the other way round: either will
 * do.  A status is that of the day on which the record is read, so it says
 * nothing of days before, unless it says that sharing never began.
 */
#include "lib/flow_live.h"

#include <stdbool.h>

#include "lib/agreement_facts.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"

static date_t own_or_whole(const struct node *flow, const char *name)
{
	date_t own = flow_facts_date(flow, name);

	return own ? own : flow_facts_date(node_root(flow), name);
}

static bool is_under_way(const struct registers *registers, const char *status)
{
	return code_has(codes_find(registers_codes(registers),
				   "agreement-status", status),
			"current", "yes");
}

enum fact flow_live_on(const struct registers *registers,
		       const struct node *flow, date_t day, date_t as_of)
{
	const struct node *agreement = node_root(flow);
	const char *status = flow_facts_value(agreement, "status");
	date_t from = own_or_whole(flow, "start");
	date_t to = own_or_whole(flow, "end");

	if ((from && day < from) || (to && day > to))
		return FACT_NO;
	if (!status)
		return from ? FACT_YES : FACT_UNKNOWN;
	if (is_under_way(registers, status))
		return from || day >= as_of ? FACT_YES : FACT_UNKNOWN;
	if (day >= as_of || agreement_facts_is_plan(agreement))
		return FACT_NO;
	return flow_facts_is_over(agreement) && from && to ? FACT_YES
							   : FACT_UNKNOWN;
}
