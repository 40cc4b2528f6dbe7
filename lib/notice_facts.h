/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_NOTICE_FACTS_H
#define GATEHOUSE_NOTICE_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/flow_facts.h"

struct node;
struct record;
struct registers;

/* Where a flow stands on a day. */
enum notice_state {
	NOTICE_IN_USE,	/* its agreement is current, its days are not over */
	NOTICE_PLANNED, /* a proposal or draft, or it begins later */
	NOTICE_PAUSED,	/* neither a plan nor over, and not under way */
	NOTICE_OVER,
};

/* A flow of a subject; flow NULL: the agreement as a whole. */
struct notice_use {
	const struct record *agreement;
	const struct node *flow;
	enum notice_state state;
	bool is_discloser;
	bool is_recipient;
};

/*
 * An organisation that discloses or receives in flows in use, or a programme
 * whose agreements have such flows: who a privacy notice can be made for.
 */
struct notice_subject {
	const struct record *record;
	GArray *uses;	/* of struct notice_use in use; never empty */
	size_t before;	/* uses of the record that come before these */
	GArray *others; /* of those that are not in use */
};

/* All subjects of the registers on one day; immutable, threads may share it. */
struct notice_facts;

/*
 * Reads every agreement once.  Registers must outlive the facts.  Dates that
 * are not stated do not take a flow out of use.  Cost: linear in flows and
 * their parties.
 */
struct notice_facts *notice_facts_new(const struct registers *registers,
				      date_t as_of);
void notice_facts_free(struct notice_facts *facts);

/* Subjects: organisations by id, then programmes by id. */
size_t notice_facts_len(const struct notice_facts *facts);
const struct notice_subject *notice_facts_get(const struct notice_facts *facts,
					      size_t i);

/* The record's, or NULL when it has no flow in use. */
const struct notice_subject *notice_facts_find(const struct notice_facts *facts,
					       const struct record *record);

/* In how many of its uses the subject discloses, and in how many receives. */
void notice_facts_sides(const struct notice_subject *subject, size_t *gives,
			size_t *gets);

/*
 * The stated lawful bases (elements) of the flow for the organisation of that
 * id, NULL for any: those of the flow, or where it states none for it those of
 * its agreement.  Free with g_ptr_array_unref.
 */
GPtrArray *notice_facts_bases(const struct node *flow, const char *id);

/*
 * Whether the UK GDPR, and not the law on law enforcement, applies to all that
 * the subject does in the agreement; for a programme, to all parties.
 * FACT_UNKNOWN where a party is not named.
 */
enum fact notice_facts_is_under_gdpr(const struct registers *registers,
				     const struct notice_subject *subject,
				     const struct node *agreement);

typedef struct notice_facts NoticeFacts;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NoticeFacts, notice_facts_free)

#endif
