/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ASK_H
#define GATEHOUSE_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct data_tables;
struct notice_subject;
struct record;
struct registers;
struct sharing_use;
struct single;
struct site;

/*
 * Where pages ask for what they show.  What a page asked for is known
 * afterwards, so that it need not be made again as long as all its questions
 * have the answers that they had (kept.h).  So whatever reaches a page comes
 * through here, through the registers that this hands out, or is the same for
 * every page of a run.
 */
enum ask_kind {
	ASK_RECORD,	 /* a record, or that there is none of that id */
	ASK_REFERRERS,	 /* all that refers to it, as those records are */
	ASK_OPEN_RECORD, /* the same two of the public edition */
	ASK_OPEN_REFERRERS,
	ASK_CHANGES,   /* what may be told of its history */
	ASK_FINDINGS,  /* what was found in it */
	ASK_SUSPECTS,  /* what it rests on, or rests on it, and changed since */
	ASK_DUE,       /* what it has to do */
	ASK_COMMITTED, /* whether its history has it as it is */
	ASK_KINDS
};

struct question {
	enum ask_kind kind;
	const struct record *record; /* of the registers that were asked */
	const char *id; /* where there is no record: what was asked for */
};

/* For the pages of one worker, one after the other. */
struct ask;

/* Borrows the site. */
struct ask *ask_new(const struct site *site);
void ask_free(struct ask *ask);

/* Forgets all questions: the next page begins. */
void ask_begin(struct ask *ask);

/* Whether the page asked for more than can be listed. */
bool ask_is_all(const struct ask *ask);

/* Its questions, each once, if not; valid until the next page. */
const struct question *ask_questions(const struct ask *ask, size_t *n);

/*
 * What pages call.  ask may be NULL, of a page that knows no site: then there
 * is nothing but the records.
 */

/* Everything there is. */
const struct site *ask_site(struct ask *ask);

/* The registers of the edition, and those of the public one. */
const struct registers *ask_registers(const struct ask *ask);
const struct registers *ask_open_registers(const struct ask *ask);

/* Says that the page shows a record that it has from what is not registers. */
void ask_record(struct ask *ask, const struct record *record);

/* As in changes.h, findings.h, notice_facts.h and sharing.h. */
const GPtrArray *ask_changes(struct ask *ask, const struct record *record);
const GPtrArray *ask_findings(struct ask *ask, const struct record *record);
const struct notice_subject *ask_subject(struct ask *ask,
					 const struct record *record);
const struct sharing_use *ask_gives(struct ask *ask,
				    const struct record *record, size_t *n);
const struct sharing_use *ask_gets(struct ask *ask, const struct record *record,
				   size_t *n);
const GPtrArray *ask_due(struct ask *ask, const struct record *record);

/* Whether the record is shown as the newest commit has it. */
bool ask_is_committed(struct ask *ask, const struct record *record);

/* As in suspect.h, but of the record as the edition has it. */
const GPtrArray *ask_suspects(struct ask *ask, const struct record *record);
const GPtrArray *ask_suspects_under(struct ask *ask,
				    const struct record *record);

/* The same for every page of a run: no questions. */
const struct data_tables *ask_tables(const struct ask *ask);
const struct single *ask_single(const struct ask *ask);
const char *ask_only(const struct ask *ask); /* id, as in struct site_request */
bool ask_is_shallow(const struct ask *ask);

typedef struct ask Ask;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ask, ask_free)

#endif
