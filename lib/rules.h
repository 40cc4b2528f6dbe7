/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULES_H
#define GATEHOUSE_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct diags;
struct node;
struct record;
struct record_history;
struct registers;
struct rulebook;

/*
 * How often a rule came out how.  passed and undecidable count subjects (a
 * record, or a flow of one); failed and waived count findings.
 */
struct rule_tally {
	const char *id;
	size_t passed;
	size_t failed;
	size_t waived;
	size_t undecidable;
	bool is_off; /* switched off by the settings: all else is 0 */
};

/* One run of all rules over the registers on one as-of date. */
struct rule_run;

/*
 * Checks every valid record against every rule, adds the findings to diags
 * (and one note for each rule and record where a fact is missing), and applies
 * the waivers and what the settings change.  What reading has put on diags before is counted too.  diags is
 * sorted on return.  Cost: linear in records and references.
 */
struct rule_run *rules_check(const struct registers *registers,
			     const struct rulebook *rulebook, date_t as_of,
			     struct diags *diags);

/* What is to be checked, and with what besides. */
struct rules_request {
	const struct registers *registers;
	const struct rulebook *rulebook;
	date_t as_of;
	/* Of the registers; rules that look back look at nothing without it. */
	struct record_history *history;
	/*
	 * Names what is kept of the registers from run to run, such as their
	 * folder, and is done again only where something is different; or NULL.
	 */
	const char *kept;
};

/* The same as rules_check. */
struct rule_run *rules_check_request(const struct rules_request *request,
				     struct diags *diags);

void rule_run_free(struct rule_run *run);

/* How many records the rules were run on; others are known from before. */
size_t rule_run_records(const struct rule_run *run);

/*
 * How often a rule itself failed, through a fault of the program.  Each such
 * failure is an error on the diagnostics that names the rule and the record.
 */
size_t rule_run_bugs(const struct rule_run *run);

/* One tally a rule that is checked, in the rule book's order. */
const struct rule_tally *rule_run_tallies(const struct rule_run *run,
					  size_t *n);

/*
 * Ids of all rules that the program checks, NULL-terminated, owned by the
 * caller; for the test that holds them equal to the rule book.
 */
GStrv rules_ids(void);

typedef struct rule_run RuleRun;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleRun, rule_run_free)

#endif
