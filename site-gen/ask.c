/* SPDX-License-Identifier: MIT */
/*
 * A page asks for the same records again and again.  That a question was asked
 * before is seen from a number beside the record: that of the page that asked
 * it last.
 */
#include "site-gen/ask.h"

#include "lib/node.h"
#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "lib/suspect.h"
#include "site-gen/changes.h"
#include "site-gen/findings.h"
#include "site-gen/page.h"
#include "site-gen/sharing.h"
#include "site-gen/site.h"

#define TEXTS 256

/* Registers that are asked, and the kinds of question that this amounts to. */
struct asked {
	struct ask *ask;
	const struct registers *of;
	struct registers *watched;
	enum ask_kind record, referrers;
};

struct ask {
	const struct site *site;
	struct asked visible, open; /* open.of NULL: the same */
	guint32 page;
	guint32 *last[ASK_KINDS]; /* by record; NULL: never asked */
	GArray *questions;	  /* of struct question */
	GStringChunk *texts;	  /* of them */
	bool is_all;
};

static void ask_for(struct ask *ask, const struct registers *of,
		    enum ask_kind kind, const struct record *record)
{
	const struct question question = { .kind = kind, .record = record };
	size_t i = (size_t)(record - registers_get(of, 0));

	if (!ask->last[kind])
		ask->last[kind] = g_new0(guint32, registers_len(of));
	if (ask->last[kind][i] == ask->page)
		return;
	ask->last[kind][i] = ask->page;
	g_array_append_val(ask->questions, question);
}

static void ask_for_missing(struct ask *ask, enum ask_kind kind, const char *id)
{
	struct question question = {
		.kind = kind,
		.id = g_string_chunk_insert_const(ask->texts, id),
	};

	for (guint i = 0; i < ask->questions->len; i++) {
		if (g_array_index(ask->questions, struct question, i).id ==
		    question.id)
			return;
	}
	g_array_append_val(ask->questions, question);
}

/* Called by the registers that are watched. */
static void note(void *data, enum registers_question question,
		 const struct record *record, const char *id)
{
	struct asked *asked = data;

	if (question == REGISTERS_ALL || question == REGISTERS_OUTLINE)
		asked->ask->is_all = true;
	else if (!record)
		ask_for_missing(asked->ask, asked->record, id);
	else
		ask_for(asked->ask, asked->of,
			question == REGISTERS_RECORD ? asked->record
						     : asked->referrers,
			record);
}

struct ask *ask_new(const struct site *site)
{
	struct ask *ask = g_new0(struct ask, 1);

	ask->site = site;
	ask->questions = g_array_new(FALSE, FALSE, sizeof(struct question));
	ask->texts = g_string_chunk_new(TEXTS);
	ask->page = 1;
	ask->visible = (struct asked){ .ask = ask,
				       .of = site->registers,
				       .record = ASK_RECORD,
				       .referrers = ASK_REFERRERS };
	ask->visible.watched =
		registers_watched(site->registers, note, &ask->visible);
	if (!site->public_registers ||
	    site->public_registers == site->registers)
		return ask;
	ask->open = (struct asked){ .ask = ask,
				    .of = site->public_registers,
				    .record = ASK_OPEN_RECORD,
				    .referrers = ASK_OPEN_REFERRERS };
	ask->open.watched =
		registers_watched(site->public_registers, note, &ask->open);
	return ask;
}

void ask_free(struct ask *ask)
{
	if (!ask)
		return;
	registers_free(ask->visible.watched);
	registers_free(ask->open.watched);
	for (size_t i = 0; i < ASK_KINDS; i++)
		g_free(ask->last[i]);
	g_array_unref(ask->questions);
	g_string_chunk_free(ask->texts);
	g_free(ask);
}

void ask_begin(struct ask *ask)
{
	ask->page++;
	ask->is_all = false;
	g_array_set_size(ask->questions, 0);
	g_string_chunk_clear(ask->texts);
}

bool ask_is_all(const struct ask *ask)
{
	return ask->is_all;
}

const struct question *ask_questions(const struct ask *ask, size_t *n)
{
	*n = ask->questions->len;
	return (const struct question *)(void *)ask->questions->data;
}

const struct site *ask_site(struct ask *ask)
{
	ask->is_all = true;
	return ask->site;
}

const struct registers *ask_registers(const struct ask *ask)
{
	return ask->visible.watched;
}

const struct registers *ask_open_registers(const struct ask *ask)
{
	return ask->open.of ? ask->open.watched : ask->visible.watched;
}

static bool is_of(const struct registers *registers,
		  const struct record *record)
{
	const struct record *first = registers_get(registers, 0);

	return record >= first && record < first + registers_len(registers);
}

/* Notes a question about a record of the edition, as other editions have it. */
static void ask_about(struct ask *ask, enum ask_kind kind,
		      const struct record *record)
{
	const struct registers *of = ask->visible.of;

	if (!is_of(of, record))
		record = registers_find(of, record->id);
	if (record)
		ask_for(ask, of, kind, record);
	else
		ask->is_all = true;
}

void ask_record(struct ask *ask, const struct record *record)
{
	if (ask)
		ask_about(ask, ASK_RECORD, record);
}

const GPtrArray *ask_changes(struct ask *ask, const struct record *record)
{
	if (!ask)
		return NULL;
	ask_about(ask, ASK_CHANGES, record);
	return changes_of(ask->site->changes, record->id);
}

const GPtrArray *ask_findings(struct ask *ask, const struct record *record)
{
	ask_about(ask, ASK_FINDINGS, record);
	return findings_of_record(ask->site->findings, record->id);
}

const struct notice_subject *ask_subject(struct ask *ask,
					 const struct record *record)
{
	if (!ask)
		return NULL;
	/* All of it is in the agreements that name the record. */
	ask_about(ask, ASK_REFERRERS, record);
	return notice_facts_find(ask->site->notices, record);
}

/*
 * The flows are in agreements that name the record; who else is in them is
 * asked for here, also where no record is found.
 */
static const struct sharing_use *ask_uses(struct ask *ask,
					  const struct record *record,
					  const struct sharing_use *uses,
					  size_t n)
{
	static const char *const sides[] = { "discloser", "recipient" };

	ask_about(ask, ASK_REFERRERS, record);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(sides); j++) {
			NODE_EACH(party, uses[i].flow, sides[j])
			{
				registers_target(ask->visible.watched, party);
			}
		}
	}
	return uses;
}

const struct sharing_use *ask_gives(struct ask *ask,
				    const struct record *record, size_t *n)
{
	const struct sharing_use *uses =
		sharing_gives(ask->site->sharing, record, n);

	return ask_uses(ask, record, uses, *n);
}

const struct sharing_use *ask_gets(struct ask *ask, const struct record *record,
				   size_t *n)
{
	const struct sharing_use *uses =
		sharing_gets(ask->site->sharing, record, n);

	return ask_uses(ask, record, uses, *n);
}

const GPtrArray *ask_due(struct ask *ask, const struct record *record)
{
	ask_about(ask, ASK_DUE, record);
	return sharing_due(ask->site->sharing, record);
}

bool ask_is_committed(struct ask *ask, const struct record *record)
{
	ask_about(ask, ASK_COMMITTED, record);
	return site_is_committed(ask->site->request, record);
}

/* The record as it is in the registers that nothing was taken from. */
static const struct record *whole_of(const struct ask *ask,
				     const struct record *record)
{
	return registers_find(ask->site->request->registers, record->id);
}

const GPtrArray *ask_suspects(struct ask *ask, const struct record *record)
{
	if (!ask || !ask->site->suspects)
		return NULL;
	ask_about(ask, ASK_SUSPECTS, record);
	return suspects_of(ask->site->suspects, whole_of(ask, record));
}

const GPtrArray *ask_suspects_under(struct ask *ask,
				    const struct record *record)
{
	if (!ask || !ask->site->suspects)
		return NULL;
	ask_about(ask, ASK_SUSPECTS, record);
	return suspects_under(ask->site->suspects, whole_of(ask, record));
}

const struct data_tables *ask_tables(const struct ask *ask)
{
	return ask->site->tables;
}

const struct single *ask_single(const struct ask *ask)
{
	return ask->site->single;
}

const char *ask_only(const struct ask *ask)
{
	return ask->site->request->only;
}

bool ask_is_shallow(const struct ask *ask)
{
	return changes_is_shallow(ask->site->changes);
}
