/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FINDINGS_H
#define GATEHOUSE_FINDINGS_H

#include <stddef.h>

#include <glib.h>

#include "lib/diag.h"
#include "lib/schema.h"

struct diags;
struct record;
struct registers;
struct rulebook;
struct rulebook_row;

/* A finding as an edition may show it. */
struct finding {
	const struct diag *diag;     /* do not show its message */
	const char *message;	     /* show this one */
	const struct record *record; /* NULL: settings, or a file not read */
	const struct record *waiver; /* NULL: none, or not in this edition */
	const struct rulebook_row *rule; /* NULL: none in the rule book */
};

/* The findings of one edition, in the order of the diagnostics. */
struct findings;

/*
 * registers are all, visible those of the edition.  Findings on what they do not
 * hold (records, or fields), and those that would tell of hidden counts or
 * changes, are left out, in all editions but the internal one.  Keeps pointers
 * to all it is given.
 */
struct findings *findings_new(const struct registers *registers,
			      const struct registers *visible,
			      enum edition edition,
			      const struct rulebook *rulebook,
			      const struct diags *diags);
void findings_free(struct findings *findings);

size_t findings_len(const struct findings *findings);
const struct finding *findings_get(const struct findings *findings, size_t i);

/* Those of one record or one rule: of const struct finding *; or NULL. */
const GPtrArray *findings_of_record(const struct findings *findings,
				    const char *id);
const GPtrArray *findings_of_rule(const struct findings *findings,
				  const char *rule);

/* How many of a level there are that are neither waived nor undecidable. */
size_t findings_count(const struct findings *findings, enum diag_level level);

typedef struct findings Findings;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Findings, findings_free)

#endif
