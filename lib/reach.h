/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REACH_H
#define GATEHOUSE_REACH_H

#include <stdbool.h>

#include "lib/flow_facts.h"

struct rule_check;

/*
 * How far gateways reach: what a flow states (its purposes, disclosers or
 * recipients) against the lists of the gateway versions it relies on.
 */
struct reach {
	const char *item; /* name of the flow's elements */
	const char *fact; /* what the lists say: "who may disclose" */
	enum listing (*listing)(const struct registers *registers,
				const struct node *version,
				const struct node *item);
	bool (*applies)(const struct node *version); /* NULL: always */
	/* Reports an item that no gateway reaches. */
	void (*report)(const struct rule_check *check, const struct node *item,
		       const struct flow_reliance *reliance,
		       const struct flow_stretch *stretch);
};

/* Checks every flow of the record, a subject each, where reach applies. */
void reach_check(const struct rule_check *check, const struct reach *reach);

#endif
