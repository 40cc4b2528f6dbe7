/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_AGREEMENT_FACTS_H
#define GATEHOUSE_AGREEMENT_FACTS_H

#include <stdbool.h>

#include "lib/flow_facts.h"

struct node;
struct registers;

/*
 * What the rules on agreements have to know of an agreement as a whole.
 * Elements are those of valid records; nothing here reports.
 */

/* Whether it is still a plan: its status is proposed or draft. */
bool agreement_facts_is_plan(const struct node *agreement);

/* What to ask for where it is not known whether data are personal. */
#define AGREEMENT_FACTS_PERSONAL "whether the data that flow identify people"

/*
 * Whether it is about personal data: FACT_YES if a flow carries any or there
 * are no flows to tell, FACT_NO if none of its flows does.
 */
enum fact agreement_facts_is_personal(const struct registers *registers,
				      const struct node *agreement);

/*
 * Whether the element or, where it holds others, something below it says
 * anything; node may be NULL.
 */
bool agreement_facts_says(const struct node *node);

/* Whether the element lists the role among its own. */
bool agreement_facts_has_role(const struct node *party, const char *role);

/* Whether it records a benefit for that party; id NULL: for everybody. */
bool agreement_facts_has_benefit(const struct node *agreement, const char *id);

/* Whether the party had left by that day. */
bool agreement_facts_has_left(const struct node *party, date_t day);

/*
 * Whether the organisation processes under the UK GDPR here, and not under
 * Part 3 of the Data Protection Act 2018: as the agreement says of the party,
 * else as the organisation's record does.  One that names no regime is under
 * the UK GDPR; one that names both, a party that names none, and one that is not
 * known (id is NULL): FACT_UNKNOWN.
 */
enum fact agreement_facts_is_under_gdpr(const struct registers *registers,
					const struct node *agreement,
					const char *id);

#endif
