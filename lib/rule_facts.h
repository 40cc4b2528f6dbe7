/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RULE_FACTS_H
#define GATEHOUSE_RULE_FACTS_H

#include <glib.h>

#include "lib/flow_facts.h"

struct node;
struct pia_scope;
struct rule_check;

/*
 * What many rules ask again.  It is worked out when the first of them asks,
 * and kept until the worker goes on to another record; so what is borrowed
 * here holds until the check returns.
 */

/*
 * What flow_facts_is_personal says of the flow, which may be of the record
 * that is checked or of another.
 */
enum fact rule_facts_is_personal(const struct rule_check *check,
				 const struct node *flow);

/* What flow_facts_reliances finds for the flow on the as-of date. */
const GPtrArray *rule_facts_reliances(const struct rule_check *check,
				      const struct node *flow);

/*
 * The flows of the agreement that is checked by which the organisation of that
 * id discloses, or receives, in their order; never NULL, id may be.
 */
const GPtrArray *rule_facts_given_by(const struct rule_check *check,
				     const char *id);
const GPtrArray *rule_facts_received_by(const struct rule_check *check,
					const char *id);

/* The valid records that its notice elements name, in their order. */
const GPtrArray *rule_facts_notices(const struct rule_check *check);

/*
 * What agreement_facts_is_personal says of the record that is checked, an
 * agreement.
 */
enum fact rule_facts_about_people(const struct rule_check *check);

/* What the record that is checked, an assessment, is about. */
const struct pia_scope *rule_facts_scope(const struct rule_check *check);

/* What one worker keeps; for rules.c. */
struct rule_facts;

struct rule_facts *rule_facts_new(void);
void rule_facts_free(struct rule_facts *facts);

typedef struct rule_facts RuleFacts;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleFacts, rule_facts_free)

#endif
