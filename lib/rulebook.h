/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULEBOOK_H
#define GATEHOUSE_RULEBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/diag.h"

struct assets;
struct node;

/* One row of schemas/rules.xml: what a rule says, not how it is checked. */
struct rulebook_row {
	const char *id;
	enum diag_level severity;
	const char *records; /* kinds it is checked on, by spaces */
	bool absence_fails;  /* a missing fact is itself the fault */
	const char *title;
	const char *text;
	const char *rationale;
	const char *mend;
	const char *good;    /* a line of XML that keeps it; NULL: no example */
	const char *bad;     /* the same line when it breaks it; "": left out */
	const char *why_not; /* NULL: it is checked; else why it is not */
	const struct node *node; /* for needs and sources */
};

struct rulebook;

/* NULL, with error set, when the rule book cannot be read. */
struct rulebook *rulebook_new(const struct assets *assets, GError **error);
void rulebook_free(struct rulebook *rulebook);

/* All rows, in file order. */
const struct rulebook_row *rulebook_rows(const struct rulebook *rulebook,
					 size_t *n);

/* By id, in any case of letters; NULL when there is none. */
const struct rulebook_row *rulebook_find(const struct rulebook *rulebook,
					 const char *id);

typedef struct rulebook Rulebook;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rulebook, rulebook_free)

#endif
