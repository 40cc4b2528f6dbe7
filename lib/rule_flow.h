/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULE_FLOW_H
#define GATEHOUSE_RULE_FLOW_H

#include <glib.h>

#include "lib/flow_facts.h"

struct node;
struct rule_check;

/*
 * What many rules ask of the same flow.  It is worked out when the first rule
 * asks, and kept until the worker goes on to another record.  The flow may be
 * of the record that is checked or of another.
 */

/* What flow_facts_is_personal says of the flow. */
enum fact rule_flow_is_personal(const struct rule_check *check,
				const struct node *flow);

/*
 * What flow_facts_reliances finds for the flow on the as-of date; borrowed,
 * until the check returns.
 */
const GPtrArray *rule_flow_reliances(const struct rule_check *check,
				     const struct node *flow);

/* A table for the flows of one worker; for rules.c. */
GHashTable *rule_flow_table(void);

#endif
