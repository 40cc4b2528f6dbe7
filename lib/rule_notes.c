/* SPDX-License-Identifier: MIT */
/* Which things a record's findings rest on is seen through registers_watched. */
#include "lib/rule_memory.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/registers.h"
#include "lib/rule_memory_private.h"

struct rule_notes {
	struct rule_memory *memory;
	struct registers *registers;
	struct arena *arena;	/* of its own, since arenas are no thread's */
	size_t at;		/* the record */
	uint32_t turn;		/* how many there have been */
	uint32_t *turns[RESTS]; /* by record: at which it was noted last */
	bool is_on_all;
	bool is_on_signals;
	GArray *rests;	  /* of uint32_t */
	GArray *counts;	  /* of struct rule_count */
	GArray *findings; /* of struct rule_finding */
};

/* Each once. */
static void rest_on(struct rule_notes *notes, const struct record *record,
		    enum rest rest)
{
	size_t number = (size_t)(record -
				 registers_listed(notes->memory->registers, 0));
	uint32_t as_one = (uint32_t)number << REST_BITS | rest;

	if (notes->turns[rest][number] == notes->turn)
		return;
	notes->turns[rest][number] = notes->turn;
	g_array_append_val(notes->rests, as_one);
}

/*
 * Called by the registers that are watched.  What rests on an id that no record
 * has may be different whenever a record comes in.
 */
static void note(void *data, enum registers_question question,
		 const struct record *record, const char *id)
{
	struct rule_notes *notes = data;

	(void)id;
	if (question == REGISTERS_OUTLINE)
		return; /* all findings rest on it */
	if (question == REGISTERS_ALL || !record)
		notes->is_on_all = true;
	else
		rest_on(notes, record,
			question == REGISTERS_RECORD ? REST_RECORD
						     : REST_REFERRERS);
}

struct rule_notes *rule_notes_new(struct rule_memory *memory)
{
	struct rule_notes *notes = g_new0(struct rule_notes, 1);

	notes->memory = memory;
	notes->registers = registers_watched(memory->registers, note, notes);
	notes->arena = arena_new();
	for (int i = 0; i < RESTS; i++)
		notes->turns[i] = g_new0(uint32_t, memory->n + 1);
	notes->rests = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	notes->counts = g_array_new(FALSE, FALSE, sizeof(struct rule_count));
	notes->findings =
		g_array_new(FALSE, FALSE, sizeof(struct rule_finding));
	return notes;
}

void rule_notes_free(struct rule_notes *notes)
{
	if (!notes)
		return;
	arena_adopt(notes->memory->arena, notes->arena);
	registers_free(notes->registers);
	for (int i = 0; i < RESTS; i++)
		g_free(notes->turns[i]);
	g_array_unref(notes->rests);
	g_array_unref(notes->counts);
	g_array_unref(notes->findings);
	g_free(notes);
}

const struct registers *rule_notes_registers(const struct rule_notes *notes)
{
	return notes->registers;
}

void rule_notes_begin(struct rule_notes *notes, size_t i)
{
	const struct rule_row *row = &notes->memory->rows[i];

	notes->at = i;
	notes->turn++;
	notes->turns[REST_RECORD][i] = notes->turn;
	notes->is_on_all = notes->is_on_signals = false;
	g_array_set_size(notes->counts, 0);
	g_array_set_size(notes->findings, 0);
	/* A phase before may have noted some. */
	g_array_set_size(notes->rests, 0);
	g_array_append_vals(notes->rests, row->rests, (guint)row->n_rests);
}

void rule_notes_count(struct rule_notes *notes, const struct rule_count *count)
{
	g_array_append_vals(notes->counts, count, 1);
}

void rule_notes_finding(struct rule_notes *notes,
			const struct rule_finding *finding)
{
	struct rule_finding own = *finding;

	own.message = arena_strdup(notes->arena, finding->message);
	g_array_append_val(notes->findings, own);
}

void rule_notes_on_findings(struct rule_notes *notes,
			    const struct record *record)
{
	rest_on(notes, record, REST_FINDINGS);
}

void rule_notes_on_signals(struct rule_notes *notes)
{
	notes->is_on_signals = true;
}

void rule_notes_part(struct rule_notes *notes, const void *part, size_t len)
{
	struct rule_row *row = &notes->memory->rows[notes->at];

	row->part = arena_share(notes->arena, part, len, 1);
	row->part_len = len;
}

static const void *keep(const struct rule_notes *notes, const GArray *array,
			size_t size)
{
	return array->len > 0 ? arena_share(notes->arena, array->data,
					    array->len * size, sizeof(void *))
			      : NULL;
}

static void keep_said(struct rule_notes *notes, struct rule_row *row)
{
	struct rule_said *said;

	if (notes->counts->len == 0 && notes->findings->len == 0)
		return;
	said = arena_alloc(notes->arena, sizeof(*said));
	said->counts = keep(notes, notes->counts, sizeof(*said->counts));
	said->n_counts = notes->counts->len;
	said->findings = keep(notes, notes->findings, sizeof(*said->findings));
	said->n_findings = notes->findings->len;
	said->next = row->said;
	row->said = said;
}

void rule_notes_end(struct rule_notes *notes)
{
	struct rule_row *row = &notes->memory->rows[notes->at];

	row->is_on_all |= notes->is_on_all;
	row->is_on_signals |= notes->is_on_signals;
	keep_said(notes, row);
	row->n_rests = notes->rests->len;
	row->rests = arena_alloc(notes->arena,
				 row->n_rests * sizeof(*row->rests) + 1);
	if (row->n_rests > 0)
		memcpy(row->rests, notes->rests->data,
		       row->n_rests * sizeof(*row->rests));
}
