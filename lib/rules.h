/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULES_H
#define GATEHOUSE_RULES_H

#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct diags;
struct node;
struct record;
struct registers;
struct rulebook;

/* How often a rule came out how; a subject is a record or a flow. */
struct rule_tally {
	const char *id;
	size_t passed;
	size_t failed;
	size_t waived;
	size_t undecidable;
};

/* One run of all rules over the registers on one as-of date. */
struct rule_run;

/*
 * Checks every valid record against every rule, adds findings to diags (also
 * one note for each rule and record that lacks a fact, REG-02 and others that
 * reading found before are counted too), and applies the waivers.  diags is sorted on return.
 * Cost: linear in records and references.
 */
struct rule_run *rules_check(const struct registers *registers,
			     const struct rulebook *rulebook, date_t as_of,
			     struct diags *diags);
void rule_run_free(struct rule_run *run);

/* One tally a rule, in the rule book's order. */
const struct rule_tally *rule_run_tallies(const struct rule_run *run,
					  size_t *n);

/* Ids of all rules that have a check in C, sorted; for the test that holds them equal to the rule book. */
const char *const *rules_ids(size_t *n);

typedef struct rule_run RuleRun;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleRun, rule_run_free)

#endif
