/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULE_RUN_H
#define GATEHOUSE_RULE_RUN_H

/*
 * Shared by rules.c, which runs the rules, rule_check.c, which they call, and
 * rule_tally.c, which counts.
 */

#include <glib.h>

#include "lib/rule_check.h"
#include "lib/rule_facts.h"
#include "lib/rule_guard.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "lib/settings.h"

/*
 * What workers share.  It does not change while they run, but for what is worked
 * out when a check first asks for it.
 */
struct rule_shared {
	GHashTable *waivers;	   /* "GWY-04\nagreement-id" -> waiver id */
	const struct diags *diags; /* of reading and of the phases before */
	struct suspects *suspects; /* NULL: there is no history */
	struct signal *signals;	   /* of all records; NULL: not computed yet */
	size_t n_signals;
	GMutex lock;  /* of suspects */
	GOnce scale;  /* of maturity */
	GOnce errors; /* by record */
};

/* How the subject that is open has come out so far. */
enum rule_outcome { NO_SUBJECT, PASSED, FAILED, UNDECIDABLE };

/* Where one worker stands: one rule on one record, and what came of it. */
struct rule_state {
	struct rule_shared *shared;
	struct diags *diags;	  /* the worker's own */
	struct rule_notes *notes; /* the same; NULL: none are kept */
	const struct rulebook_row *row;
	const struct settings_rule *setting;
	struct rule_tally *tally;
	struct rule_guard guard;
	enum rule_outcome outcome;
	GPtrArray *missing;	       /* names of facts, each once */
	const struct node *missing_at; /* where the first one belongs */
	struct rule_facts *facts;
};

/*
 * The waivers that hold on that day, for struct rule_shared; keys owned by the
 * table, values by the registers.
 */
GHashTable *rule_run_waivers(const struct registers *registers, date_t as_of);

/*
 * Id of the waiver that covers the finding, or NULL.  A file that is not valid
 * cannot be waived into the register.
 */
const char *rule_run_waiver(GHashTable *waivers, const struct diag *diag);

/* Marks all findings that these waivers cover. */
void rule_run_waive(struct diags *diags, GHashTable *waivers);

/* Counts the records that passed a rule which reading decides. */
void rule_tally_read(struct rule_tally *tally,
		     const struct registers *registers,
		     const struct diags *diags);

/* Counts the findings of all rules, waived or not. */
void rule_tally_findings(struct rule_tally *tallies, size_t n,
			 const struct diags *diags);

/* Frees what a run has put there; the rest is borrowed. */
void rule_run_clear(struct rule_shared *shared);

/* Runs the check of state's rule on check's record, and counts. */
void rule_run_one(const struct rule_check *check, const struct rule *rule);

#endif
