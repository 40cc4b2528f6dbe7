/* SPDX-License-Identifier: MIT */
/*
 * Reads a flow in the terms of the code lists: rules ask "does it carry health
 * data", never "does it carry gp-record", so that a register may add codes of
 * its own and have them judged by their properties.
 */
#include "lib/flow_use.h"

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

const char *flow_use_code(const struct node *parent, const char *name)
{
	const struct node *node = node_child(parent, name);

	return node_is_stated(node) ? node_attr(node, "code") : NULL;
}

enum fact flow_use_both(enum fact a, enum fact b)
{
	if (a == FACT_NO || b == FACT_NO)
		return FACT_NO;
	return a == FACT_YES && b == FACT_YES ? FACT_YES : FACT_UNKNOWN;
}

static bool has_value(const struct code *code, const char *property,
		      const char *value)
{
	const char *found = code_property(code, property);

	if (value)
		return word_is(found, value);
	return found && !word_is(found, "none") && !word_is(found, "no");
}

/* Whether an element of that name has a code with the property. */
G_ALWAYS_INLINE
static inline enum fact has_property(const struct registers *registers,
				     const struct node *flow, const char *name,
				     const char *property, const char *value,
				     const struct node **at)
{
	const struct codes *codes = registers_codes(registers);
	enum fact answer =
		node_is_stated(node_child(flow, name)) ? FACT_NO : FACT_UNKNOWN;

	if (at)
		*at = NULL;
	NODE_EACH(node, flow, name)
	{
		if (has_value(codes_of(codes, node), property, value)) {
			if (at)
				*at = node;
			return FACT_YES;
		}
		if (!node_attr(node, "code"))
			answer = FACT_UNKNOWN;
	}
	return answer;
}

enum fact flow_use_carries(const struct registers *registers,
			   const struct node *flow, const char *property,
			   const char *value, const struct node **at)
{
	return has_property(registers, flow, "dataCategory", property, value,
			    at);
}

enum fact flow_use_serves(const struct registers *registers,
			  const struct node *flow, const char *property,
			  const char *value, const struct node **at)
{
	return has_property(registers, flow, "purpose", property, value, at);
}

/* Whether a child with a code and wording has one of the codes. */
G_ALWAYS_INLINE
static inline enum fact has_code(const struct node *flow, const char *name,
				 const char *const *codes)
{
	enum fact answer =
		node_is_stated(node_child(flow, name)) ? FACT_NO : FACT_UNKNOWN;

	NODE_EACH(node, flow, name)
	{
		const char *code = node_attr(node, "code");

		if (!code)
			answer = FACT_UNKNOWN;
		else if (word_is_among(code, codes))
			return FACT_YES;
	}
	return answer;
}

enum fact flow_use_has_category(const struct node *flow, const char *code)
{
	const char *const codes[] = { code, NULL };

	return has_code(flow, "dataCategory", codes);
}

enum fact flow_use_has_purpose(const struct node *flow,
			       const char *const *codes)
{
	return has_code(flow, "purpose", codes);
}

const char *flow_use_shared_category(const struct node *a, const struct node *b)
{
	NODE_EACH(category, a, "dataCategory")
	{
		const char *code = node_attr(category, "code");

		if (code && flow_use_has_category(b, code) == FACT_YES)
			return code;
	}
	return NULL;
}

enum fact flow_use_has_party(const struct registers *registers,
			     const struct node *flow, const char *side,
			     const char *const *types)
{
	enum fact answer =
		node_is_stated(node_child(flow, side)) ? FACT_NO : FACT_UNKNOWN;

	NODE_EACH(party, flow, side)
	{
		enum fact is = flow_facts_is_of_types(
			registers, registers_target(registers, party), types);

		if (is == FACT_YES)
			return FACT_YES;
		if (is == FACT_UNKNOWN)
			answer = FACT_UNKNOWN;
	}
	return answer;
}

bool flow_use_names(const struct node *flow, const char *name, const char *ref)
{
	NODE_EACH(node, flow, name)
	{
		if (ref && word_is(node_attr(node, "ref"), ref))
			return true;
	}
	return false;
}

enum fact flow_use_operates(const struct registers *registers,
			    const struct node *flow, const char *property)
{
	const struct codes *codes = registers_codes(registers);
	enum fact answer = node_is_stated(node_child(flow, "operation"))
				   ? FACT_NO
				   : FACT_UNKNOWN;

	NODE_EACH(operation, flow, "operation")
	{
		if (code_has(codes_of(codes, operation), property, "yes"))
			return FACT_YES;
	}
	return answer;
}

enum fact flow_use_is_evaluation(const struct registers *registers,
				 const struct node *flow)
{
	const struct codes *codes = registers_codes(registers);
	enum fact answer = FACT_UNKNOWN;

	NODE_EACH(purpose, flow, "purpose")
	{
		if (!node_attr(purpose, "code"))
			return FACT_UNKNOWN;
		if (!code_has(codes_of(codes, purpose), "evaluation", "yes"))
			return FACT_NO;
		answer = FACT_YES;
	}
	return answer;
}

/* How many kinds of family member the flow is about. */
static unsigned count_members(const struct node *flow)
{
	static const char *const members[] = {
		"adult-member",	    "child", "child-competent",
		"parent-for-child", "carer", "household-member",
	};
	unsigned n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
		const char *const codes[] = { members[i], NULL };

		n += has_code(flow, "dataSubject", codes) == FACT_YES;
	}
	return n;
}

enum fact flow_use_shows_family(const struct registers *registers,
				const struct node *flow)
{
	static const char *const family[] = { "whole-family", NULL };
	enum fact stated = flow_facts_truth(flow, "wholeFamilyProduct");
	enum fact is_family = has_code(flow, "dataSubject", family);

	if (stated != FACT_UNKNOWN)
		return stated;
	if (is_family != FACT_NO)
		return is_family;
	if (count_members(flow) < 2)
		return FACT_NO;
	return flow_use_operates(registers, flow, "matching") == FACT_YES
		       ? FACT_YES
		       : FACT_UNKNOWN;
}

bool flow_use_has_safeguard(const struct node *flow, const char *code)
{
	const char *const codes[] = { code, NULL };

	return has_code(flow, "safeguard", codes) == FACT_YES ||
	       has_code(node_root(flow), "safeguard", codes) == FACT_YES;
}

bool flow_use_has_consent(const struct registers *registers,
			  const struct node *flow, const char *kind)
{
	NODE_EACH(node, flow, "consent")
	{
		const struct record *consent =
			registers_target(registers, node);

		if (consent &&
		    g_strcmp0(flow_facts_value(consent->root, "kind"), kind) ==
			    0)
			return true;
	}
	return false;
}
