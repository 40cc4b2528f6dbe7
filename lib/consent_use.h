/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CONSENT_USE_H
#define GATEHOUSE_CONSENT_USE_H

#include <stdbool.h>

#include "lib/flow_facts.h"

struct node;
struct record;
struct rule_check;

/* Whether a consent serves as lawful basis, and what shows it. */
struct consent_use {
	enum fact is_basis;
	const struct record *agreement; /* NULL: the consent's own kind */
	const struct node *flow;	/* NULL: the agreement as a whole */
	bool is_only_basis;		/* no Article 6 basis is named at all */
};

/* How the consent that the check looks at is used. */
struct consent_use consent_use_read(const struct rule_check *check);

/*
 * "consent as lawful basis", or "consent on which … relies …"; owned by the
 * caller.
 */
char *consent_use_words(const struct consent_use *use);

/* Whether the consent (its root element) says that it is of this kind. */
bool consent_use_is_kind(const struct node *consent, const char *kind);

#endif
