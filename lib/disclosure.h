/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DISCLOSURE_H
#define GATEHOUSE_DISCLOSURE_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

struct arena;
struct node;
struct registers;

/*
 * Disclosure control: what of a count of people may be published.  Which
 * elements are such counts, the schema says: those that may have an attribute
 * "control".
 */

/* The settings' choice, made consistent (see disclosure.c). */
struct disclosure_rule {
	uint64_t below;	   /* counts below this are hidden; 0: none are */
	uint64_t step;	   /* the others are shown in groups of so many */
	bool hides_totals; /* a total goes with the counts it is made of */
};

struct disclosure_rule disclosure_rule(const struct registers *registers);

/* Whether the element holds a count of people, whatever it says. */
bool disclosure_is_count(const struct node *node);

/* The same, or a group that may hold nothing else. */
bool disclosure_is_counts(const struct node *node);

/* Which counts of some registers may be shown how. */
struct disclosure;

/* registers, which are not redacted, must outlive it.  Cost: linear. */
struct disclosure *disclosure_new(const struct registers *registers);
void disclosure_free(struct disclosure *disclosure);

/*
 * Makes of to, a copy of the count from (an element of the registers) whose
 * attributes are not yet shared, what may be published: a text and the
 * attributes "control" and "step", all in the arena.  An element that states
 * nothing stays as it is.
 */
void disclosure_control(const struct disclosure *disclosure,
			struct arena *arena, const struct node *from,
			struct node *to);

/*
 * A count under control in words: "95 to 99", "fewer than 5", "not shown".
 * Owned by the caller; NULL when the element is not under control.
 */
char *disclosure_words(const struct node *node);

/*
 * Whether the registers state counts of answers; and whether findings of that
 * rule (NULL: none) follow from their values, so that a finding, or that there
 * is none, says something of a hidden one.
 */
bool disclosure_has_counts(const struct registers *registers);
bool disclosure_is_told_by(const char *rule);

typedef struct disclosure Disclosure;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Disclosure, disclosure_free)

#endif
