/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FLOW_USE_H
#define GATEHOUSE_FLOW_USE_H

#include <stdbool.h>

#include "lib/flow_facts.h"

struct node;
struct registers;

/*
 * What a flow carries, from and to whom by kind of body, and what the data are
 * used for, in the terms of the code lists.  An answer is FACT_UNKNOWN where
 * the flow does not state the elements asked about or gives one of them in
 * words only, unless another one decides.
 */

/* Code of a child with a code and wording, or NULL when it is not stated. */
const char *flow_use_code(const struct node *parent, const char *name);

/*
 * Whether a category of data has the property with that value ("special",
 * "health"); value NULL: with any value but "none" and "no".  *at (may be
 * NULL) is the first such category, or NULL.
 */
enum fact flow_use_carries(const struct registers *registers,
			   const struct node *flow, const char *property,
			   const char *value, const struct node **at);

/* The same of a purpose of the flow. */
enum fact flow_use_serves(const struct registers *registers,
			  const struct node *flow, const char *property,
			  const char *value, const struct node **at);

/* Whether the flow names that category, by code. */
enum fact flow_use_has_category(const struct node *flow, const char *code);

/* The first category, with a code, that both flows carry; or NULL. */
const char *flow_use_shared_category(const struct node *a,
				     const struct node *b);

/*
 * Whether a party of the flow ("discloser", "recipient") is of one of the
 * types or belongs to one of the groups; types ends with NULL.
 */
enum fact flow_use_has_party(const struct registers *registers,
			     const struct node *flow, const char *side,
			     const char *const *types);

/* Whether the flow has a child of that name that refers to the organisation. */
bool flow_use_names(const struct node *flow, const char *name, const char *ref);

/* Whether the flow names a consent of the kind ("confidentiality" etc.). */
bool flow_use_has_consent(const struct registers *registers,
			  const struct node *flow, const char *kind);

/* "yes" and "no" answers put together: whether both hold. */
enum fact flow_use_both(enum fact a, enum fact b);

/* Whether some step taken with the data has the property "matching" etc. */
enum fact flow_use_operates(const struct registers *registers,
			    const struct node *flow, const char *property);

/* Whether one of the purposes is among the codes, which end with NULL. */
enum fact flow_use_has_purpose(const struct node *flow,
			       const char *const *codes);

/* Whether every purpose is evaluation, research or statistics. */
enum fact flow_use_is_evaluation(const struct registers *registers,
				 const struct node *flow);

/*
 * Whether one product of the flow shows several members of a family: as it
 * says, or because it is about whole families, or brings together data on
 * several kinds of member.  About one kind of person: no.
 */
enum fact flow_use_shows_family(const struct registers *registers,
				const struct node *flow);

/* Whether the flow, or its agreement for all flows, has the safeguard. */
bool flow_use_has_safeguard(const struct node *flow, const char *code);

#endif
