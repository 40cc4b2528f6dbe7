/* SPDX-License-Identifier: MIT */
/*
 * A privacy notice tells what is going on, so it is made from flows in use and
 * from nothing that is planned or over; what is left out is kept apart, for the
 * notice to name it.  Every agreement is read once and dealt out to those whom
 * it concerns, so that the cost does not grow with organisations times flows.
 */
#include "lib/notice_facts.h"

#include <string.h>

#include "lib/agreement_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"

struct notice_facts {
	const struct registers *registers;
	date_t as_of;
	GHashTable *by_record; /* -> struct notice_subject */
	GPtrArray *subjects;   /* those with a flow in use, in order */
};

static void subject_free(void *data)
{
	struct notice_subject *subject = data;

	g_array_unref(subject->uses);
	g_array_unref(subject->others);
	g_free(subject);
}

static struct notice_subject *subject_get(struct notice_facts *facts,
					  const struct record *record)
{
	struct notice_subject *subject =
		g_hash_table_lookup(facts->by_record, record);

	if (subject)
		return subject;
	subject = g_new0(struct notice_subject, 1);
	subject->record = record;
	subject->uses = g_array_new(FALSE, TRUE, sizeof(struct notice_use));
	subject->others = g_array_new(FALSE, TRUE, sizeof(struct notice_use));
	g_hash_table_insert(facts->by_record, (gpointer)record, subject);
	return subject;
}

static bool is_subject(const struct record *record, const char *kind)
{
	return record && record->root && strcmp(record->kind->name, kind) == 0;
}

/* What a reference leads to, if it is a record of that kind. */
static const struct record *target_of(const struct notice_facts *facts,
				      const struct node *node, const char *kind)
{
	const struct record *record = registers_target(facts->registers, node);

	return is_subject(record, kind) ? record : NULL;
}

static enum notice_state agreement_state(const struct notice_facts *facts,
					 const struct node *agreement)
{
	date_t end = flow_facts_date(agreement, "end");

	if (agreement_facts_is_plan(agreement))
		return NOTICE_PLANNED;
	if (flow_facts_is_over(agreement) ||
	    (end != DATE_NONE && end < facts->as_of))
		return NOTICE_OVER;
	if (flow_facts_date(agreement, "start") > facts->as_of)
		return NOTICE_PLANNED;
	return flow_facts_is_current(facts->registers, agreement, facts->as_of)
		       ? NOTICE_IN_USE
		       : NOTICE_PAUSED;
}

static enum notice_state flow_state(const struct notice_facts *facts,
				    const struct node *flow,
				    enum notice_state agreement)
{
	date_t end = flow_facts_date(flow, "end");

	if (agreement != NOTICE_IN_USE)
		return agreement;
	if (end != DATE_NONE && end < facts->as_of)
		return NOTICE_OVER;
	return flow_facts_date(flow, "start") > facts->as_of ? NOTICE_PLANNED
							     : NOTICE_IN_USE;
}

/* The entry of the same agreement and flow, which is the last if there is. */
static struct notice_use *entry_get(GArray *uses, const struct notice_use *use)
{
	if (uses->len > 0) {
		struct notice_use *last =
			&g_array_index(uses, struct notice_use, uses->len - 1);

		if (last->agreement == use->agreement &&
		    last->flow == use->flow)
			return last;
	}
	g_array_append_val(uses, *use);
	return &g_array_index(uses, struct notice_use, uses->len - 1);
}

static struct notice_use *add(struct notice_facts *facts,
			      const struct record *record,
			      const struct notice_use *use)
{
	struct notice_subject *subject = subject_get(facts, record);

	return entry_get(use->state == NOTICE_IN_USE ? subject->uses
						     : subject->others,
			 use);
}

static void add_side(struct notice_facts *facts, const struct notice_use *use,
		     const struct node *flow, const char *side)
{
	NODE_EACH(node, flow, side)
	{
		const struct record *record =
			target_of(facts, node, "organisation");
		struct notice_use *entry;

		if (!record)
			continue;
		entry = add(facts, record, use);
		if (word_is(side, "discloser"))
			entry->is_discloser = true;
		else
			entry->is_recipient = true;
	}
}

static void add_flow(struct notice_facts *facts, const struct notice_use *use,
		     const struct record *programme, const struct node *flow)
{
	add_side(facts, use, flow, "discloser");
	add_side(facts, use, flow, "recipient");
	if (programme)
		add(facts, programme, use);
}

/* An agreement that is not in use is named once, whatever its flows. */
static void add_agreement(struct notice_facts *facts,
			  const struct record *agreement)
{
	const struct node *root = agreement->root;
	const struct record *programme =
		target_of(facts, node_child(root, "programme"), "programme");
	struct notice_use use = {
		.agreement = agreement,
		.state = agreement_state(facts, root),
	};
	enum notice_state state = use.state;

	NODE_EACH(flow, root, "flow")
	{
		use.flow = state == NOTICE_IN_USE ? flow : NULL;
		use.state = flow_state(facts, flow, state);
		add_flow(facts, &use, programme, flow);
	}
}

static void collect(struct notice_facts *facts, const char *kind)
{
	size_t n;
	const struct record *const *records =
		registers_of_kind(facts->registers, kind, &n);

	for (size_t i = 0; i < n; i++) {
		struct notice_subject *subject =
			g_hash_table_lookup(facts->by_record, records[i]);

		if (subject && subject->uses->len > 0)
			g_ptr_array_add(facts->subjects, subject);
	}
}

struct notice_facts *notice_facts_new(const struct registers *registers,
				      date_t as_of)
{
	struct notice_facts *facts = g_new0(struct notice_facts, 1);
	size_t n;
	const struct record *const *agreements =
		registers_of_kind(registers, "agreement", &n);

	facts->registers = registers;
	facts->as_of = as_of;
	facts->by_record = g_hash_table_new_full(g_direct_hash, g_direct_equal,
						 NULL, subject_free);
	facts->subjects = g_ptr_array_new();
	for (size_t i = 0; i < n; i++) {
		if (agreements[i]->root)
			add_agreement(facts, agreements[i]);
	}
	collect(facts, "organisation");
	collect(facts, "programme");
	return facts;
}

void notice_facts_free(struct notice_facts *facts)
{
	if (!facts)
		return;
	g_ptr_array_unref(facts->subjects);
	g_hash_table_unref(facts->by_record);
	g_free(facts);
}

size_t notice_facts_len(const struct notice_facts *facts)
{
	return facts->subjects->len;
}

const struct notice_subject *notice_facts_get(const struct notice_facts *facts,
					      size_t i)
{
	return g_ptr_array_index(facts->subjects, i);
}

const struct notice_subject *notice_facts_find(const struct notice_facts *facts,
					       const struct record *record)
{
	const struct notice_subject *subject =
		g_hash_table_lookup(facts->by_record, record);

	return subject && subject->uses->len > 0 ? subject : NULL;
}

void notice_facts_sides(const struct notice_subject *subject, size_t *gives,
			size_t *gets)
{
	*gives = 0;
	*gets = 0;
	for (guint i = 0; i < subject->uses->len; i++) {
		const struct notice_use *use =
			&g_array_index(subject->uses, struct notice_use, i);

		*gives += use->is_discloser;
		*gets += use->is_recipient;
	}
}

static void add_bases(GPtrArray *bases, const struct node *parent,
		      const char *name, const char *id)
{
	NODE_EACH(node, parent, name)
	{
		const char *ref = node_attr(node, "ref");

		if (node_is_stated(node) &&
		    (!id || !ref || strcmp(ref, id) == 0))
			g_ptr_array_add(bases, (gpointer)node);
	}
}

GPtrArray *notice_facts_bases(const struct node *flow, const char *id)
{
	GPtrArray *bases = g_ptr_array_new();

	add_bases(bases, flow, "lawfulBasis", id);
	if (bases->len == 0)
		add_bases(bases, node_child(node_root(flow), "legal"), "art6",
			  id);
	return bases;
}

enum fact notice_facts_is_under_gdpr(const struct registers *registers,
				     const struct notice_subject *subject,
				     const struct node *agreement)
{
	bool any_gdpr = false;
	bool any_other = false;

	if (!is_subject(subject->record, "programme"))
		return agreement_facts_is_under_gdpr(registers, agreement,
						     subject->record->id);
	NODE_EACH(party, agreement, "party")
	{
		const char *id = node_attr(party, "ref");
		enum fact fact = id ? agreement_facts_is_under_gdpr(
					      registers, agreement, id)
				    : FACT_UNKNOWN;

		any_gdpr |= fact != FACT_NO;
		any_other |= fact != FACT_YES;
	}
	if (any_gdpr && any_other)
		return FACT_UNKNOWN;
	return any_other ? FACT_NO : FACT_YES;
}
