/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FINDINGS_ORDER_H
#define GATEHOUSE_FINDINGS_ORDER_H

#include <stddef.h>

#include <glib.h>

struct findings;
struct registers;
struct rulebook;
struct rulebook_row;

/* The findings of one rule, among those by rule. */
struct findings_run {
	const struct rulebook_row *rule;
	size_t first;
	size_t last; /* not one of them */
};

/*
 * The findings in the order in which findings.html shows them, put together
 * once for all of its pages.  Those that are waived are in waived alone.
 */
struct findings_order {
	GPtrArray *by_rule; /* const struct finding, undecidable ones last */
	GArray *rules;	    /* struct findings_run, none of them empty */
	GPtrArray *records; /* const struct record that have any */
	GPtrArray *files;   /* const struct finding on what is no record */
	GPtrArray *waived;  /* const struct finding */
};

/* Keeps pointers to all it is given. */
struct findings_order *findings_order_new(const struct findings *findings,
					  const struct registers *registers,
					  const struct rulebook *rulebook);
void findings_order_free(struct findings_order *order);

typedef struct findings_order FindingsOrder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FindingsOrder, findings_order_free)

#endif
