/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SUSPECT_H
#define GATEHOUSE_SUSPECT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

/*
 * The rule that finds what is suspect.  Its findings tell of changes whether
 * or not an edition shows these.
 */
#define SUSPECT_RULE "REG-13"

struct field_change;
struct kind;
struct node;
struct record;
struct record_change;
struct record_history;
struct reference;
struct registers;

/* A change of what a record rests on, which no review has seen. */
struct suspect_change {
	const struct record_change *change;
	date_t on;	   /* the author's or the committer's, the later */
	GPtrArray *fields; /* of struct field_change: those that count */
};

/* A record and one of those that it rests on, which changed since. */
struct suspect {
	const struct record *record;
	const struct record *rests_on;
	const struct node *node; /* of record: the first that names rests_on */
	date_t looked; /* the last look at record; DATE_NONE: none stated */
	GPtrArray *
		changes; /* of struct suspect_change, newest first; not empty */
};

/*
 * All records that rest on something that changed after they were last looked
 * at.  An agreement rests on its gateways, consents, notices and organisations
 * and on the agreement above it; a consent on its notice and organisations; a
 * notice on organisations; an assessment on the agreements, gateways,
 * consents and notices that it names.
 *
 * A record was looked at on the day of its last review, of the approval of an
 * assessment, or of the last signature under an agreement.  A change of that
 * day has been seen, as has one from before the record, or its words that name
 * the other, came into the register, and one whose commit changed both.
 * Changes after as_of have not happened yet.
 *
 * Neither that a record came into the register nor a change of what only
 * accompanies it counts (suspect_counts).  Where records name a version or a
 * flow of another, changes of its other versions or flows do not.
 */
struct suspects;

/*
 * registers and history have to outlive it.  Reads the versions of what
 * changed, so no other thread may use the history meanwhile.  Cost: linear in
 * references, and in the changes since the last look.
 */
struct suspects *suspects_new(const struct registers *registers,
			      struct record_history *history, date_t as_of);
void suspects_free(struct suspects *suspects);

/* The same without any record yet, for who adds only some. */
struct suspects *suspects_open(const struct registers *registers,
			       struct record_history *history, date_t as_of);

/*
 * Adds the record whose references these are, all of them, once; returns what
 * suspects_of does.
 */
const GPtrArray *suspects_add(struct suspects *suspects,
			      const struct reference *references, size_t n);

/*
 * What the record rests on that changed, and what rests on the record that
 * changed: arrays of const struct suspect *, in the order of the registers;
 * NULL: none.
 */
const GPtrArray *suspects_of(const struct suspects *suspects,
			     const struct record *record);
const GPtrArray *suspects_under(const struct suspects *suspects,
				const struct record *record);

/* The last look at the record, up to as_of; DATE_NONE: none is stated. */
date_t suspect_looked(const struct record *record, date_t as_of);

/*
 * Whether the change of a field can matter to what rests on a record of that
 * kind: not that of its title, summary, notes, owner, reviews and signatures,
 * of evidence, source and place in it, of whether a text of law was checked,
 * of the number of the version and the
 * edition, nor that nobody knows is now said.  Of an organisation only
 * its end and what followed it count, and another name or type, or other law
 * that binds it, where the record had one before.
 */
bool suspect_counts(const struct kind *kind, const struct field_change *change);

typedef struct suspects Suspects;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Suspects, suspects_free)

#endif
