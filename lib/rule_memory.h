/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULE_MEMORY_H
#define GATEHOUSE_RULE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "lib/diag.h"

struct record;
struct registers;
struct rules_request;
struct signal;

/*
 * What the rules said of each record the last time, kept in the cache (cache.h)
 * with what it rested on: the record itself, others that its checks asked for,
 * what refers to some, findings on others, the signals of maturity, and
 * histories.  As long as all that is the same, and so are the rules, the settings, the code lists, the
 * waivers and the as-of date, the rules would say the same again.
 *
 * Records are numbered as in the registers.  Steps are the rules of a run, in
 * an order that follows from the rule book alone.
 */
struct rule_memory;

/* How often subjects of a record have come out how under a rule. */
struct rule_count {
	uint32_t step;
	uint32_t passed;
	uint32_t undecidable;
};

/* A finding on a record, or a note that it cannot be decided on. */
struct rule_finding {
	uint32_t step;
	unsigned line;
	enum diag_level level;
	bool is_undecidable;
	const char *message;
};

/* What one phase of a run (or of an earlier one) said of a record. */
struct rule_said {
	const struct rule_count *counts; /* those with any, by step */
	size_t n_counts;
	const struct rule_finding *findings;
	size_t n_findings;
	const struct rule_said *next; /* of another phase, or NULL */
};

/*
 * What is known for the run that is asked for, on whose diags is what reading
 * has found.  NULL: nothing can be kept of such registers, because there is no
 * cache, two records share an id, the ids of files in git are not known, or the
 * history is cut off.
 * Cost: linear in records, references and what is kept.
 */
struct rule_memory *rule_memory_open(const struct rules_request *request,
				     const struct diags *diags);
void rule_memory_free(struct rule_memory *memory);

/*
 * Whether the rules need not be run on record i, and then what they say of it
 * (NULL: nothing).
 */
bool rule_memory_has(const struct rule_memory *memory, size_t i);
const struct rule_said *rule_memory_get(const struct rule_memory *memory,
					size_t i);

/*
 * The signals (signals.h), as signals_compute gives them, once the parts in them
 * have been noted of all records that it does not have; from then on it has
 * none that rests on other signals.  To be asked for once, before the rest.
 */
struct signal *rule_memory_signals(struct rule_memory *memory, size_t *n);

/*
 * Keeps what is known of all records for the next time.  Notes have to be freed
 * before.  Nothing is written where that is what was known, or where the
 * repository could not be read as far as somebody wanted to.
 */
void rule_memory_store(struct rule_memory *memory);

/*
 * What one worker notes of the records that rules are run on, one after the
 * other.  Each belongs to one thread; several may note different records.
 */
struct rule_notes;

struct rule_notes *rule_notes_new(struct rule_memory *memory);
void rule_notes_free(struct rule_notes *notes);

/* The registers by a handle that notes what is asked of them. */
const struct registers *rule_notes_registers(const struct rule_notes *notes);

/* Begins with a record, and is done with it in this phase. */
void rule_notes_begin(struct rule_notes *notes, size_t i);
void rule_notes_end(struct rule_notes *notes);

/* What is said of it; the message is copied. */
void rule_notes_count(struct rule_notes *notes, const struct rule_count *count);
void rule_notes_finding(struct rule_notes *notes,
			const struct rule_finding *finding);

/* What it contributes to the signals. */
void rule_notes_part(struct rule_notes *notes, const void *part, size_t len);

/* What is said of it rests on findings on another; on the signals. */
void rule_notes_on_findings(struct rule_notes *notes,
			    const struct record *record);
void rule_notes_on_signals(struct rule_notes *notes);

typedef struct rule_memory RuleMemory;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleMemory, rule_memory_free)
typedef struct rule_notes RuleNotes;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleNotes, rule_notes_free)

#endif
