/* SPDX-License-Identifier: MIT */
/*
 * Screening from facts, so that a screening written by hand can be checked.
 * Answers are "yes", "no" or "not known", and follow from one another by
 * three-valued logic: a "no" on one side of an "and" decides it whatever the
 * other side is, so that few facts often suffice.
 *
 * Things that a record mentions only where they are there (new technology,
 * a whole area, consent) are "no" when they are absent; where a source was
 * looked at and does not say, the record marks them so.
 */
#include "lib/screening.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/settings.h"
#include "lib/word.h"

/* What codes of the flow's elements may say, and answers hang on. */
enum trait {
	IS_SCORED,
	IS_MATCHED,
	IS_MONITORED,
	IS_SPECIAL,
	IS_SENSITIVE,
	IS_BIOMETRIC,
	IS_GENETIC,
	IS_VULNERABLE,
	IS_CHILD,
	IS_CONTINUOUS,
	N_TRAITS
};

/* Whether the code says so. */
static bool has_trait(const struct code *code, enum trait trait)
{
	switch (trait) {
	case IS_SCORED:
		return code_has(code, "scoring", "yes");
	case IS_MATCHED:
		return code_has(code, "matching", "yes");
	case IS_MONITORED:
		return code_has(code, "monitoring", "yes");
	case IS_SPECIAL:
		return code && !code_has(code, "special", "none");
	case IS_SENSITIVE:
		return code_has(code, "sensitive", "yes");
	case IS_BIOMETRIC:
		return code_has(code, "special", "biometric");
	case IS_GENETIC:
		return code_has(code, "special", "genetic");
	case IS_VULNERABLE:
		return code_has(code, "vulnerable", "yes");
	case IS_CHILD:
		return code_has(code, "child", "yes");
	case IS_CONTINUOUS:
		return code_has(code, "continuous", "yes");
	case N_TRAITS:
		break;
	}
	return false;
}

struct look {
	const struct registers *registers;
	const struct codes *codes;
	const struct node *flow;
	enum fact traits[N_TRAITS];
	struct screening *screening;
};

static enum fact both(enum fact a, enum fact b)
{
	if (a == FACT_NO || b == FACT_NO)
		return FACT_NO;
	return a == FACT_YES && b == FACT_YES ? FACT_YES : FACT_UNKNOWN;
}

static enum fact either(enum fact a, enum fact b)
{
	if (a == FACT_YES || b == FACT_YES)
		return FACT_YES;
	return a == FACT_NO && b == FACT_NO ? FACT_NO : FACT_UNKNOWN;
}

static enum fact is_so(bool so)
{
	return so ? FACT_YES : FACT_NO;
}

/* Notes the fact as missing where the answer is not known. */
static enum fact ask(const struct look *look, enum fact answer,
		     const char *fact)
{
	struct screening *s = look->screening;

	if (answer != FACT_UNKNOWN)
		return answer;
	for (size_t i = 0; i < s->n_missing; i++) {
		if (strcmp(s->missing[i], fact) == 0)
			return answer;
	}
	g_assert(s->n_missing < SCREENING_FACTS);
	s->missing[s->n_missing++] = fact;
	return answer;
}

/* The code of a repeated element: its attribute, or else its text. */
static const char *code_of(const struct node *node)
{
	const char *code = node_attr(node, "code");

	return code || !node_is_stated(node) ? code : node->text;
}

/*
 * Whether some of the elements has each trait.  Not known where there are none,
 * or one without a code and no other that has it.
 */
static void read_coded(struct look *look, const struct node *first,
		       enum trait from, enum trait to)
{
	for (enum trait i = from; i <= to; i++)
		look->traits[i] = first ? FACT_NO : FACT_UNKNOWN;
	for (const struct node *n = first; n; n = node_again(n)) {
		const struct code *code = codes_of(look->codes, n);

		for (enum trait i = from; i <= to; i++) {
			if (has_trait(code, i))
				look->traits[i] = FACT_YES;
			else if (!code && look->traits[i] != FACT_YES)
				look->traits[i] = FACT_UNKNOWN;
		}
	}
}

static enum fact any_operation(const struct look *look, enum trait trait)
{
	return ask(look, look->traits[trait],
		   "what is done with the flow's data");
}

static enum fact any_category(const struct look *look, enum trait trait)
{
	return ask(look, look->traits[trait], "the flow's categories of data");
}

/* Whether the flow has an element of that name with that code. */
G_ALWAYS_INLINE
static inline enum fact has_code(const struct look *look, const char *name,
				 const char *wanted)
{
	enum fact answer =
		node_child(look->flow, name) ? FACT_NO : FACT_UNKNOWN;

	NODE_EACH(node, look->flow, name)
	{
		const char *code = code_of(node);

		if (word_is(code, wanted))
			return FACT_YES;
		if (!code)
			answer = FACT_UNKNOWN;
	}
	return answer;
}

/* Something that is only mentioned where it is there. */
G_ALWAYS_INLINE
static inline enum fact is_mentioned(const struct look *look, const char *name)
{
	return node_child(look->flow, name) ? flow_facts_truth(look->flow, name)
					    : FACT_NO;
}

/*
 * Data from two or more disclosers are put together.  What a flow matches may
 * have come to it by the agreement's other flows, so the disclosers of all of
 * them count.
 */
static enum fact is_matching(const struct look *look)
{
	enum fact matched = any_operation(look, IS_MATCHED);
	const char *other = NULL; /* a discloser */
	bool is_known = true;

	if (matched != FACT_YES)
		return matched;
	NODE_EACH(flow, look->flow->parent, "flow")
	{
		is_known &= node_is_stated(node_child(flow, "discloser"));
		NODE_EACH(discloser, flow, "discloser")
		{
			const char *ref = node_attr(discloser, "ref");

			if (ref && other && strcmp(ref, other) != 0)
				return FACT_YES;
			other = ref ? ref : other;
		}
	}
	return ask(look, is_known ? FACT_NO : FACT_UNKNOWN,
		   "the flow's discloser");
}

static enum fact is_large_scale(const struct look *look)
{
	const char *size = flow_facts_value(look->flow, "cohortSize");
	const struct node *cohort = node_child(look->flow, "cohortSize");
	uint64_t limit = settings_count(look->registers, "large-scale-cohort");
	uint64_t people = 0;
	enum fact is_many = FACT_UNKNOWN;

	if (size) {
		people = g_ascii_strtoull(size, NULL, 10);
		is_many = is_so(people >= limit);
	} else if (word_is(node_attr(cohort, "control"), "small")) {
		is_many = FACT_NO; /* hidden in this edition, but few */
	}
	return ask(look, either(is_mentioned(look, "areaWide"), is_many),
		   "how many people the flow concerns");
}

/* Decisions about people, by a machine alone or also by a human. */
static enum fact is_decided(const struct look *look, bool by_machine)
{
	const char *use = flow_facts_value(look->flow, "decisionUse");
	enum fact decides = FACT_UNKNOWN;
	enum fact effect;

	if (use)
		decides = is_so(word_is(use, "automated") ||
				(!by_machine && !word_is(use, "none")));
	ask(look, decides, "whether the flow serves decisions about people");
	if (decides == FACT_NO)
		return FACT_NO;
	effect = flow_facts_truth(look->flow, "significantEffect");
	return both(decides, ask(look, effect,
				 "whether decisions have a significant "
				 "effect"));
}

static enum fact is_monitoring(const struct look *look)
{
	enum fact watches = any_operation(look, IS_MONITORED);

	if (watches == FACT_NO)
		return FACT_NO;
	return both(watches, ask(look, look->traits[IS_CONTINUOUS],
				 "the flow's frequency"));
}

/* Whether those who refuse this consent go without the service. */
static enum fact does_refusal_cost(const struct record *consent)
{
	const char *code;

	if (!consent)
		return FACT_UNKNOWN;
	if (flow_facts_truth(consent->root, "conditionOfService") == FACT_YES)
		return FACT_YES;
	code = node_attr(node_child(consent->root, "refusalConsequence"),
			 "code");
	return code ? is_so(word_is(code, "service-refused")) : FACT_UNKNOWN;
}

static enum fact does_prevent_service(const struct look *look)
{
	const struct node *owner = node_child(look->flow, "consent")
					   ? look->flow
					   : look->flow->parent;
	enum fact answer = FACT_NO;

	NODE_EACH(node, owner, "consent")
	answer = either(answer, does_refusal_cost(registers_target(
					look->registers, node)));
	return ask(look, answer, "what happens to people who refuse");
}

static enum fact is_invisible(const struct look *look)
{
	const char *art14 = flow_facts_value(look->flow, "art14");

	return ask(look,
		   art14 ? is_so(word_is(art14, "not-given")) : FACT_UNKNOWN,
		   "whether people were informed");
}

/* The home of somebody who has suffered abuse must not become known. */
static enum fact is_dangerous(const struct look *look)
{
	enum fact abuse =
		either(has_code(look, "dataCategory", "domestic-abuse"),
		       has_code(look, "dataSubject", "victim"));

	return both(abuse, has_code(look, "dataCategory", "contact"));
}

static void answer_criteria(const struct look *look)
{
	enum fact *a = look->screening->answers;
	enum fact vulnerable =
		either(look->traits[IS_VULNERABLE], look->traits[IS_CHILD]);

	a[W_EVALUATION] = any_operation(look, IS_SCORED);
	a[W_AUTOMATED] = is_decided(look, true);
	a[W_MONITORING] = is_monitoring(look);
	a[W_SENSITIVE] = either(any_category(look, IS_SPECIAL),
				any_category(look, IS_SENSITIVE));
	a[W_LARGE_SCALE] = is_large_scale(look);
	a[W_MATCHING] = is_matching(look);
	a[W_VULNERABLE] = ask(look, vulnerable, "the people the flow concerns");
	a[W_INNOVATIVE] = ask(look, is_mentioned(look, "novelTechnology"),
			      "whether technology is used in a new way");
	a[W_PREVENTS_RIGHT] = does_prevent_service(look);
}

/* Whether a criterion other than that one is met. */
static enum fact another(const enum fact *answers, enum screening_item except)
{
	enum fact answer = FACT_NO;

	for (unsigned i = W_EVALUATION; i <= W_PREVENTS_RIGHT; i++) {
		if (i != (unsigned)except)
			answer = either(answer, answers[i]);
	}
	return answer;
}

static void answer_lists(const struct look *look)
{
	enum fact *a = look->screening->answers;
	enum fact any = another(a, SCREENING_ITEMS);
	enum fact decided = is_decided(look, false);
	enum fact special = look->traits[IS_SPECIAL];

	a[I_INNOVATIVE] = both(a[W_INNOVATIVE], another(a, W_INNOVATIVE));
	a[I_DENIAL] = either(either(a[W_AUTOMATED], a[W_PREVENTS_RIGHT]),
			     both(special, decided));
	a[I_PROFILING] = both(a[W_EVALUATION], a[W_LARGE_SCALE]);
	a[I_BIOMETRIC] = both(any_category(look, IS_BIOMETRIC), any);
	a[I_GENETIC] = both(any_category(look, IS_GENETIC), any);
	a[I_MATCHING] = a[W_MATCHING];
	a[I_INVISIBLE] = both(is_invisible(look), any);
	a[I_TRACKING] = both(a[W_MONITORING], another(a, W_MONITORING));
	a[I_CHILDREN] =
		both(a[W_VULNERABLE], either(a[W_EVALUATION], a[W_AUTOMATED]));
	a[I_HARM] = is_dangerous(look);
	a[A_EVALUATION] = both(a[W_EVALUATION], decided);
	a[A_SPECIAL] = both(special, a[W_LARGE_SCALE]);
}

void screening_of_flow(const struct registers *registers,
		       const struct node *flow, struct screening *screening)
{
	struct look look = {
		.registers = registers,
		.codes = registers_codes(registers),
		.flow = flow,
		.screening = screening,
	};

	*screening = (struct screening){ 0 };
	if (flow_facts_is_personal(registers, flow) == FACT_NO)
		return;
	read_coded(&look, node_child(flow, "operation"), IS_SCORED,
		   IS_MONITORED);
	read_coded(&look, node_child(flow, "dataCategory"), IS_SPECIAL,
		   IS_GENETIC);
	read_coded(&look, node_child(flow, "dataSubject"), IS_VULNERABLE,
		   IS_CHILD);
	read_coded(&look, node_child(flow, "frequency"), IS_CONTINUOUS,
		   IS_CONTINUOUS);
	answer_criteria(&look);
	answer_lists(&look);
}

bool screening_item_counts(enum screening_item item, enum screening_need need)
{
	if (need == SCREENING_NO_NEED)
		return false;
	return (item <= W_PREVENTS_RIGHT) == (need == SCREENING_TWO_CRITERIA);
}

/* What the items with an answer of at least that call for. */
static enum screening_need weigh(const struct screening *screening,
				 bool with_unknown)
{
	unsigned criteria = 0, listed = 0;

	for (unsigned i = 0; i < SCREENING_ITEMS; i++) {
		enum fact answer = screening->answers[i];

		if (answer == FACT_NO ||
		    (answer == FACT_UNKNOWN && !with_unknown))
			continue;
		if (screening_item_counts(i, SCREENING_TWO_CRITERIA))
			criteria++;
		else
			listed++;
	}
	if (listed > 0)
		return SCREENING_HIGH_RISK;
	return criteria > 1 ? SCREENING_TWO_CRITERIA : SCREENING_NO_NEED;
}

enum screening_need screening_need(const struct screening *screening)
{
	return weigh(screening, false);
}

enum screening_need screening_worst(const struct screening *screening)
{
	return weigh(screening, true);
}

const char *screening_code(enum screening_item item)
{
	static const char *const ids[SCREENING_ITEMS] = {
		[W_EVALUATION] = "w-evaluation",
		[W_AUTOMATED] = "w-automated",
		[W_MONITORING] = "w-monitoring",
		[W_SENSITIVE] = "w-sensitive",
		[W_LARGE_SCALE] = "w-large-scale",
		[W_MATCHING] = "w-matching",
		[W_VULNERABLE] = "w-vulnerable",
		[W_INNOVATIVE] = "w-innovative",
		[W_PREVENTS_RIGHT] = "w-prevents-right",
		[I_INNOVATIVE] = "i-innovative",
		[I_DENIAL] = "i-denial",
		[I_PROFILING] = "i-profiling",
		[I_BIOMETRIC] = "i-biometric",
		[I_GENETIC] = "i-genetic",
		[I_MATCHING] = "i-matching",
		[I_INVISIBLE] = "i-invisible",
		[I_TRACKING] = "i-tracking",
		[I_CHILDREN] = "i-children",
		[I_HARM] = "i-harm",
	};

	return ids[item];
}

const char *screening_label(const struct codes *codes, enum screening_item item)
{
	if (item == A_EVALUATION)
		return "Article 35(3)(a): evaluation with a significant effect";
	if (item == A_SPECIAL)
		return "Article 35(3)(b): special category or criminal data "
		       "on a large scale";
	return codes_label(codes, "pia-criterion", screening_code(item));
}
