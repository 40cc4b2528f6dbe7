/* SPDX-License-Identifier: MIT */
/*
 * Everything that a page could tell of an answer goes into its sum, in a form
 * in which no two answers look the same: numbers of four bytes, and texts with
 * their lengths.  What the answer leads to in other records goes in as the
 * answers about those.
 */
#include "site-gen/answers.h"

#include <string.h>

#include "lib/assets.h"
#include "lib/change_pack.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/due.h"
#include "lib/node.h"
#include "lib/packed.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/suspect.h"
#include "site-gen/change_approval.h"
#include "site-gen/changes.h"
#include "site-gen/edition.h"
#include "site-gen/findings.h"
#include "site-gen/page.h"
#include "site-gen/sharing.h"
#include "site-gen/site.h"

#define NO_TEXT G_MAXUINT32
#define END G_MAXUINT32 /* of the children of an element */

struct answer {
	uint8_t sum[SHA1_LEN];
	bool is_known;
};

struct answers {
	const struct site *site;
	struct answer *known[ASK_KINDS]; /* by record; NULL: none is */
};

static const uint8_t nothing[SHA1_LEN];

struct answers *answers_new(const struct site *site)
{
	struct answers *answers = g_new0(struct answers, 1);

	answers->site = site;
	return answers;
}

void answers_free(struct answers *answers)
{
	if (!answers)
		return;
	for (size_t i = 0; i < ASK_KINDS; i++)
		g_free(answers->known[i]);
	g_free(answers);
}

/* Bytes ------------------------------------------------------------------ */

static void add_text(GByteArray *out, const char *text)
{
	if (text)
		packed_put_text(out, text);
	else
		packed_put_number(out, NO_TEXT);
}

static void add_element(GByteArray *out, const struct node *node)
{
	packed_put_text(out, node->name);
	packed_put_text(out, node->text);
	packed_put_number(out, node->line);
	packed_put_number(out, edition_is_hidden(node));
	packed_put_number(out, node->n_attrs);
	for (unsigned i = 0; i < node->n_attrs; i++) {
		packed_put_text(out, node->attrs[i].name);
		packed_put_text(out, node->attrs[i].value);
	}
	if (node_attr(node, "source"))
		packed_put_number(out, edition_is_source_hidden(node));
}

static void add_tree(GByteArray *out, const struct node *node)
{
	add_element(out, node);
	for (const struct node *n = node->child; n; n = n->next)
		add_tree(out, n);
	packed_put_number(out, END);
}

/* Which element of its record it is. */
static void add_place(GByteArray *out, const struct node *node)
{
	for (; node && node->parent; node = node->parent) {
		size_t i = 0;

		for (const struct node *n = node->parent->child; n != node;
		     n = n->next)
			i++;
		packed_put_number(out, i);
	}
	packed_put_number(out, node ? END : NO_TEXT - 1);
}

/* Answers ---------------------------------------------------------------- */

static const uint8_t *get(struct answers *answers, enum ask_kind kind,
			  const struct record *record)
{
	const struct question question = { .kind = kind, .record = record };

	return answers_get(answers, &question);
}

/* What is known of another record, or that there is none. */
static void add_record(GByteArray *out, struct answers *answers,
		       const struct record *record)
{
	packed_put(out, record ? get(answers, ASK_RECORD, record) : nothing,
		   SHA1_LEN);
}

static void answer_record(GByteArray *out, struct answers *answers,
			  const struct record *record)
{
	(void)answers;
	packed_put_text(out, record->path);
	packed_put_text(out, record->title);
	packed_put_number(out, record->publication);
	packed_put_number(out, record->is_valid);
	packed_put_number(out, record->is_sound);
	if (record->root)
		add_tree(out, record->root);
}

static void add_referrers(GByteArray *out, struct answers *answers,
			  enum ask_kind kind, const struct registers *registers,
			  const struct record *record)
{
	const struct record *last = NULL;
	size_t n;
	const struct reference *const *refs =
		registers_referrers(registers, record, &n);

	for (size_t i = 0; i < n; i++) {
		if (refs[i]->from != last)
			packed_put(out, get(answers, kind, refs[i]->from),
				   SHA1_LEN);
		last = refs[i]->from;
	}
}

static void answer_referrers(GByteArray *out, struct answers *answers,
			     const struct record *record)
{
	add_referrers(out, answers, ASK_RECORD, answers->site->registers,
		      record);
}

static void answer_open_referrers(GByteArray *out, struct answers *answers,
				  const struct record *record)
{
	add_referrers(out, answers, ASK_OPEN_RECORD,
		      answers->site->public_registers, record);
}

/* By which two changes of one commit are known, and which commit was first. */
static size_t number_of(const struct answers *answers, size_t commit)
{
	return record_history_commits(answers->site->request->history)
		       ->n_commits -
	       commit;
}

/* Changed fields: their rows, and then the texts that these are made of. */
static void add_fields(GByteArray *out, const GPtrArray *fields)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	struct packed_texts texts = { .bytes = bytes };

	packed_put_number(out, fields->len);
	change_pack(out, &texts, fields);
	packed_put_number(out, bytes->len);
	packed_put(out, bytes->data, bytes->len);
}

static void add_change(GByteArray *out, struct answers *answers,
		       const struct shown_change *change)
{
	g_autoptr(GPtrArray) fields = changes_fields(change);

	add_text(out, change->title);
	add_text(out, change->path);
	packed_put_number(out, change->record != NULL);
	packed_put_number(out, change->event);
	packed_put_number(out, number_of(answers, change->commit));
	packed_put_number(out, change->on);
	packed_put_number(out, change->entered_on);
	add_text(out, change->author.role);
	add_text(out, change->author.organisation);
	add_text(out, change->author.person);
	add_text(out, change->approval->approved);
	add_text(out, change->approval->reviewed);
	add_text(out, change->approval->later);
	add_text(out, change->approval->signature);
	add_text(out, change->approval->key);
	add_text(out, change->message);
	packed_put(out, change->made ? change->made->id.bytes : nothing,
		   sizeof(change->made->id.bytes));
	packed_put_number(out, change->is_merge);
	packed_put_number(out, change->text);
	packed_put_number(out, change->n_fields);
	add_fields(out, fields);
}

static void answer_changes(GByteArray *out, struct answers *answers,
			   const struct record *record)
{
	const GPtrArray *all = changes_of(answers->site->changes, record->id);

	for (guint i = 0; all && i < all->len; i++)
		add_change(out, answers, all->pdata[i]);
}

static void answer_findings(GByteArray *out, struct answers *answers,
			    const struct record *record)
{
	const GPtrArray *all =
		findings_of_record(answers->site->findings, record->id);

	for (guint i = 0; all && i < all->len; i++) {
		const struct finding *finding = all->pdata[i];
		const struct diag *diag = finding->diag;

		packed_put_number(out, diag->level);
		add_text(out, diag->path);
		packed_put_number(out, diag->line);
		packed_put_number(out, diag->column);
		add_text(out, diag->rule);
		add_text(out, diag->waiver);
		packed_put_number(out, diag->is_undecidable);
		add_text(out, finding->message);
		packed_put_number(out, finding->record != NULL);
		add_record(out, answers, finding->waiver);
	}
}

static void add_suspects(GByteArray *out, struct answers *answers,
			 const GPtrArray *all)
{
	for (guint i = 0; all && i < all->len; i++) {
		const struct suspect *suspect = all->pdata[i];

		packed_put_text(out, suspect->record->id);
		packed_put_text(out, suspect->rests_on->id);
		packed_put_number(out, suspect->looked);
		for (guint j = 0; j < suspect->changes->len; j++) {
			const struct suspect_change *change =
				suspect->changes->pdata[j];

			packed_put_number(
				out,
				number_of(answers, change->change->commit));
			packed_put_number(out, change->on);
			add_fields(out, change->fields);
		}
		packed_put_number(out, END);
	}
	packed_put_number(out, END);
}

static void answer_suspects(GByteArray *out, struct answers *answers,
			    const struct record *record)
{
	const struct suspects *suspects = answers->site->suspects;
	const struct record *whole =
		registers_find(answers->site->request->registers, record->id);

	if (!suspects)
		return;
	add_suspects(out, answers, suspects_of(suspects, whole));
	add_suspects(out, answers, suspects_under(suspects, whole));
}

static void answer_due(GByteArray *out, struct answers *answers,
		       const struct record *record)
{
	const GPtrArray *all = sharing_due(answers->site->sharing, record);

	for (guint i = 0; all && i < all->len; i++) {
		const struct due *due = all->pdata[i];

		packed_put_number(out, due->date);
		add_text(out, due->code);
		add_text(out, due->what);
		add_record(out, answers, due->record);
		add_place(out, due->part);
		add_place(out, due->at);
		packed_put_number(out, due->rank);
		packed_put_number(out, due->nth);
		packed_put_number(out, due->is_overdue);
	}
}

static void answer_committed(GByteArray *out, struct answers *answers,
			     const struct record *record)
{
	packed_put_number(out,
			  site_is_committed(answers->site->request, record));
}

typedef void (*answer)(GByteArray *out, struct answers *answers,
		       const struct record *record);

static const answer kinds[ASK_KINDS] = {
	[ASK_RECORD] = answer_record,
	[ASK_REFERRERS] = answer_referrers,
	[ASK_OPEN_RECORD] = answer_record,
	[ASK_OPEN_REFERRERS] = answer_open_referrers,
	[ASK_CHANGES] = answer_changes,
	[ASK_FINDINGS] = answer_findings,
	[ASK_SUSPECTS] = answer_suspects,
	[ASK_DUE] = answer_due,
	[ASK_COMMITTED] = answer_committed,
};

static const struct registers *asked(const struct answers *answers,
				     enum ask_kind kind)
{
	return kind == ASK_OPEN_RECORD || kind == ASK_OPEN_REFERRERS
		       ? answers->site->public_registers
		       : answers->site->registers;
}

const uint8_t *answers_get(struct answers *answers,
			   const struct question *question)
{
	const struct registers *of = asked(answers, question->kind);
	struct answer **known = &answers->known[question->kind];
	g_autoptr(GByteArray) out = NULL;
	struct answer *own;

	if (!question->record)
		return nothing;
	if (!*known)
		*known = g_new0(struct answer, registers_len(of));
	own = *known + (question->record - registers_get(of, 0));
	if (own->is_known)
		return own->sum;
	out = g_byte_array_new();
	kinds[question->kind](out, answers, question->record);
	sha1_of("", 0, out->data, out->len, own->sum);
	own->is_known = true;
	return own->sum;
}

struct question answers_question(const struct answers *answers,
				 enum ask_kind kind, const char *id)
{
	return (struct question){
		.kind = kind,
		.record = registers_resolve(asked(answers, kind), id, NULL),
		.id = id,
	};
}

/* What is no answer ------------------------------------------------------ */

static void add_codes(GByteArray *out, const struct codes *codes)
{
	size_t n;
	const struct code_list *const *lists = codes_lists(codes, &n);

	for (size_t i = 0; i < n; i++) {
		packed_put_text(out, lists[i]->id);
		add_text(out, lists[i]->title);
		add_text(out, lists[i]->description);
		packed_put_number(out, lists[i]->n_codes);
		for (size_t j = 0; j < lists[i]->n_codes; j++)
			add_tree(out, lists[i]->codes[j].node);
	}
}

static void add_assets(GByteArray *out, const struct assets *assets,
		       const char *folder)
{
	g_autofree char *digest = assets_key(assets, folder, "");

	packed_put_text(out, digest);
}

void answers_shared(const struct site *site, GByteArray *out)
{
	const struct site_request *request = site->request;
	const struct assets *assets =
		registers_library(site->registers)->assets;

	packed_put_number(out, request->as_of);
	packed_put_number(out, request->edition);
	packed_put_number(out, changes_is_shallow(site->changes));
	packed_put_number(out, request->history != NULL);
	add_tree(out, registers_settings(request->registers));
	add_tree(out, registers_settings(site->registers));
	add_tree(out, registers_settings(site->public_registers));
	add_codes(out, registers_codes(site->registers));
	add_assets(out, assets, "schemas");
	add_assets(out, assets, "templates");
}
