/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULE_CHECK_H
#define GATEHOUSE_RULE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/diag.h"

struct maturity;
struct node;
struct record;
struct record_history;
struct registers;
struct rule_run;
struct rulebook;
struct rules_request;

/*
 * What a rule's check sees.  A check looks at one record, opens a subject for
 * each thing it judges (the record, or each flow of it), and reports what it
 * finds there.  A subject on which nothing is reported has passed.
 */
struct rule_check {
	const struct registers *registers;
	const struct rulebook *rulebook;
	const struct record *record;
	date_t as_of;
	struct record_history *history; /* NULL: none; see rule_suspects */
	struct rule_state *state;	/* of the worker; not for checks */
};

/*
 * One rule: its id in the rule book, the kind it looks at, its check.  A rule
 * that reading decides (is the file valid? does each reference resolve?) has
 * no check; its findings are on the diagnostics already.
 */
struct rule {
	const char *id;
	const char *kind; /* NULL: every kind */
	void (*check)(const struct rule_check *check);
};

/* Starts a new subject; what is reported next counts for it. */
void rule_subject(const struct rule_check *check);

/*
 * The subject breaks the rule, at the rule's severity.  at: an element of the
 * record; a node with nothing but a line; or NULL, the record as a whole.
 */
void rule_fail(const struct rule_check *check, const struct node *at,
	       const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The same at another level, where the rule book's row names one. */
void rule_fail_level(const struct rule_check *check, enum diag_level level,
		     const struct node *at, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/*
 * A fact that the rule needs is absent or "not stated".  The rule cannot be
 * decided on this subject: noted once a record and rule with the names of all
 * missing facts; but where the rule book's row says absence="fails", this is
 * a failure.  fact: "the flow's start date".
 */
void rule_missing(const struct rule_check *check, const struct node *at,
		  const char *fact);

/*
 * The same for a fact on which it depends whether the rule applies at all:
 * never a failure, whatever the row says of absence.
 */
void rule_undecidable(const struct rule_check *check, const struct node *at,
		      const char *fact);

/*
 * Adds to a list within a sentence, which is NULL until it has words: "a",
 * "a, b".  The caller frees it.
 */
void rule_add_words(GString **list, const char *words);

/* The same in quotation marks: "'a', 'b'". */
void rule_add_quoted(GString **list, const char *words);

/*
 * For a branch that cannot be reached unless the program, or a file that came
 * with it or in place of one that did, is wrong.  The rule
 * has failed on this record; the run goes on, and ends with an error.  What is
 * wrong is said in a clause: "the flow has no agreement".
 */
void rule_bug(const struct rule_check *check, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* rules_check_request with other rules; for the tests of what runs them. */
struct rule_run *rules_check_with(const struct rule *const *tables,
				  size_t n_tables,
				  const struct rules_request *request,
				  struct diags *diags);

/*
 * The scale of maturity with the signals of all records (maturity.h); NULL,
 * with *error (borrowed) set, where it cannot be read.
 */
const struct maturity *rule_maturity(const struct rule_check *check,
				     const GError **error);

/*
 * What the record rests on that changed since it was looked at, as suspects_of
 * says; for one check.
 */
const GPtrArray *rule_suspects(const struct rule_check *check);

/*
 * Id of a rule that found an error on the record or, with part (one of its
 * elements), within that part; NULL: none.  Waived errors do not count.  Sees
 * what reading found and what the rules did that stand in the rule book above
 * the first that asks.  A rule that calls it stands in a table of late rules.
 */
const char *rule_error_on(const struct rule_check *check,
			  const struct record *record, const struct node *part);

/*
 * A fact that every record of the kind should give, whatever else it says.
 * Returns the child of parent with that name if it is stated.  Otherwise NULL,
 * and the subject is undecidable where the child is marked "not stated", and
 * a failure at parent where the record is silent.  fact: as above.
 */
const struct node *rule_need(const struct rule_check *check,
			     const struct node *parent, const char *name,
			     const char *fact);

/*
 * The rules of one area or of a part of it, one array a file, ended by a row
 * with id NULL.
 */
extern const struct rule rules_agr[];
extern const struct rule rules_agr_dates[];
extern const struct rule rules_agr_keeping[];
extern const struct rule rules_agr_legal[];
extern const struct rule rules_agr_parties[];
extern const struct rule rules_agr_people[];
extern const struct rule rules_agr_terms[];
extern const struct rule rules_bar[];
extern const struct rule rules_bar_late[];
extern const struct rule rules_bar_levels[];
extern const struct rule rules_con[];
extern const struct rule rules_con_asking[];
extern const struct rule rules_con_flow[];
extern const struct rule rules_con_notice[];
extern const struct rule rules_flw[];
extern const struct rule rules_flw_data[];
extern const struct rule rules_flw_use[];
extern const struct rule rules_gwy[];
extern const struct rule rules_gwy_data[];
extern const struct rule rules_gwy_record[];
extern const struct rule rules_gwy_terms[];
extern const struct rule rules_not[];
extern const struct rule rules_org[];
extern const struct rule rules_pia[];
extern const struct rule rules_pia_dates[];
extern const struct rule rules_pia_needed[];
extern const struct rule rules_pia_risks[];
extern const struct rule rules_pia_steps[];
extern const struct rule rules_reg[];
extern const struct rule rules_reg_history[];
extern const struct rule rules_reg_editions[];

#endif
