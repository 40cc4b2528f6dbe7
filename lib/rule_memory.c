/* SPDX-License-Identifier: MIT */
/*
 * A record is different when its file is, or when commits changed it since:
 * rules look back.  What is said of a record holds as long as nothing that it
 * rests on is different.
 *
 * What reading finds depends on other records in ways that nobody notes, so of
 * a record on which it has found anything nothing holds, nor of what rests on
 * it.
 */
#include "lib/rule_memory.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/cache.h"
#include "lib/packed.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/rule_memory_private.h"
#include "lib/rules.h"
#include "lib/schema.h"
#include "lib/signals.h"
#include "lib/signals_sum.h"
#include "lib/word.h"

#define FORM 1

/* What all findings rest on ---------------------------------------------- */

/* A waiver may change what is said of a record that it does not name. */
static bool add_waivers(const struct rule_memory *memory, GByteArray *out)
{
	for (size_t i = 0; i < memory->n; i++) {
		const struct record *record =
			registers_listed(memory->registers, i);

		if (!word_is(record->kind->name, "waiver"))
			continue;
		if (!memory->rows[i].is_plain)
			return false;
		packed_put_text(out, record->path);
		packed_put(out, &memory->rows[i].id,
			   sizeof(memory->rows[i].id));
	}
	return true;
}

static void add_outline(const struct rule_memory *memory, GByteArray *out)
{
	const struct registers *registers = memory->registers;
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(registers)->schema, &n);

	packed_put_number(out, registers_is_public(registers));
	for (size_t i = 0; i < n; i++)
		packed_put_number(out,
				  registers_has_kind(registers, kinds[i].name));
}

/* False: what is said of a record may depend on more than can be known here. */
static bool sum_frame(struct rule_memory *memory)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autofree char *rules = assets_key(
		registers_library(memory->registers)->assets, "schemas", "");

	packed_put_text(out, rules);
	packed_put_number(out, (size_t)memory->request->as_of);
	add_outline(memory, out);
	if (!registers_put_others(memory->registers, out) ||
	    !add_waivers(memory, out))
		return false;
	sha1_of("", 0, out->data, out->len, memory->frame);
	return true;
}

/* Records ---------------------------------------------------------------- */

static void read_ids(struct rule_memory *memory)
{
	for (size_t i = 0; i < memory->n; i++) {
		struct rule_row *row = &memory->rows[i];
		const struct record *record =
			registers_listed(memory->registers, i);

		row->is_different = true;
		row->is_plain =
			registers_id(memory->registers, record, &row->id) &&
			record->is_valid;
	}
}

static bool mark_found(struct rule_memory *memory, const struct diags *diags)
{
	g_autoptr(GHashTable) found = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		/* With an id that two records have, all may be different. */
		if (diag->rule && word_is(diag->rule, "REG-01"))
			return false;
		g_hash_table_add(found, (gpointer)diag->path);
	}
	for (size_t i = 0; i < memory->n && g_hash_table_size(found) > 0; i++) {
		const char *path = registers_listed(memory->registers, i)->path;

		if (g_hash_table_contains(found, path))
			memory->rows[i].is_plain = false;
	}
	return true;
}

/* The past ---------------------------------------------------------------- */

static struct rule_past past_of(const struct rules_request *request)
{
	const struct repo_history *history =
		request->history ? record_history_commits(request->history)
				 : NULL;

	if (!history || history->n_commits == 0)
		return (struct rule_past){ .n_commits = 0 };
	return (struct rule_past){ .tip = history->commits[0].id,
				   .n_commits = history->n_commits };
}

/* Where a past is cut off does not follow from its tip and its length. */
static bool is_cut_off(const struct rules_request *request)
{
	return request->history &&
	       record_history_commits(request->history)->is_shallow;
}

/*
 * How many commits came on top of what the past then was, which all stand in
 * front of it; G_MAXSIZE: it is another past.
 */
static size_t count_new_commits(const struct rule_memory *memory,
				const struct rule_past *then)
{
	const struct rule_past *now = &memory->past;
	const struct repo_commit *commits;
	size_t n;

	if (now->n_commits < then->n_commits)
		return G_MAXSIZE;
	n = now->n_commits - then->n_commits;
	if (then->n_commits == 0)
		return n == 0 ? 0 : G_MAXSIZE;
	commits = record_history_commits(memory->request->history)->commits;
	return repo_id_equal(&commits[n].id, &then->tip) ? n : G_MAXSIZE;
}

/*
 * Notes the ids of what n commits changed, in a table.  The history of a record
 * is that of its id: a second file of that id may have come and gone.
 */
static GHashTable *ids_changed(const struct rule_memory *memory, size_t n)
{
	GHashTable *ids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const struct repo_history *history =
		n > 0 ? record_history_commits(memory->request->history) : NULL;

	for (size_t i = 0; history && i < history->n_changes &&
			   history->changes[i].commit < n;
	     i++)
		g_hash_table_add(ids,
				 record_history_id(history->changes[i].path));
	return ids;
}

/* What still holds -------------------------------------------------------- */

/* Whether the record is what it was when that was kept. */
static bool is_same(const struct rule_memory *memory,
		    const struct rule_kept *kept, GHashTable *committed)
{
	const struct rule_row *row = &memory->rows[kept->number];

	return kept->number < memory->n && row->is_plain && kept->is_plain &&
	       repo_id_equal(&row->id, &kept->id) &&
	       !g_hash_table_contains(
		       committed,
		       registers_listed(memory->registers, kept->number)->id);
}

static void take(struct rule_memory *memory, const struct rule_kept *kept,
		 GHashTable *committed)
{
	struct rule_row *row = &memory->rows[kept->number];

	if (!is_same(memory, kept, committed)) {
		for (size_t i = 0; i < kept->n_links; i++)
			memory->rows[kept->links[i]].has_referrers = true;
		return;
	}
	row->is_different = false;
	row->is_on_all = kept->is_on_all;
	row->is_on_signals = kept->is_on_signals;
	row->is_kept = !kept->is_on_all;
	row->rests = kept->rests;
	row->n_rests = kept->n_rests;
	row->said = kept->said;
	row->part = kept->part;
	row->part_len = kept->part_len;
}

static void mark_referrers(struct rule_memory *memory)
{
	const struct record *first =
		memory->n > 0 ? registers_listed(memory->registers, 0) : NULL;
	size_t n;
	const struct reference *links = registers_links(memory->registers, &n);

	for (size_t i = 0; i < n; i++) {
		if (links[i].to &&
		    memory->rows[links[i].from - first].is_different)
			memory->rows[links[i].to - first].has_referrers = true;
	}
}

/* Whether what is said may rest on that as it did. */
static bool holds(const struct rule_memory *memory, uint32_t rest)
{
	const struct rule_row *row = &memory->rows[rest >> REST_BITS];

	switch ((enum rest)(rest & REST_MASK)) {
	case REST_REFERRERS:
		return !row->has_referrers;
	case REST_FINDINGS:
		return row->is_kept;
	default:
		return !row->is_different;
	}
}

static bool hold_all(const struct rule_memory *memory,
		     const struct rule_row *row)
{
	for (size_t i = 0; i < row->n_rests; i++) {
		if (!holds(memory, row->rests[i]))
			return false;
	}
	return true;
}

/* Findings rest on findings, so it is done until nothing else falls. */
static void drop_what_falls(struct rule_memory *memory)
{
	bool is_any = true;

	while (is_any) {
		is_any = false;
		for (size_t i = 0; i < memory->n; i++) {
			struct rule_row *row = &memory->rows[i];

			if (!row->is_kept || hold_all(memory, row))
				continue;
			row->is_kept = false;
			is_any = true;
		}
	}
}

/* What is looked at anew is kept anew. */
static void forget(struct rule_memory *memory, struct rule_row *row)
{
	memory->is_same = false;
	row->is_kept = row->is_on_all = row->is_on_signals = false;
	row->rests = NULL;
	row->n_rests = 0;
	row->said = NULL;
	row->part = NULL;
	row->part_len = 0;
}

/* False: the bytes do not hold; rows may have anything in them. */
static bool read_rows(struct rule_memory *memory, const void *bytes, size_t len)
{
	g_autoptr(RuleReader) reader = rule_reader_new(memory, bytes, len);
	g_autoptr(GHashTable) committed = NULL;
	g_autoptr(SignalsSum) parts = signals_sum_new();
	struct rule_kept kept;
	size_t n_new;

	if (!reader)
		return false;
	n_new = count_new_commits(memory, rule_reader_past(reader));
	if (n_new == G_MAXSIZE)
		return false;
	committed = ids_changed(memory, n_new);
	memory->is_same = n_new == 0;
	while (rule_reader_next(reader, &kept)) {
		if (!signals_sum_add(parts, kept.part, kept.part_len))
			return false;
		memory->is_same &= kept.number < memory->n;
		take(memory, &kept, committed);
	}
	return rule_reader_is_done(reader);
}

static void forget_what_fell(struct rule_memory *memory)
{
	for (size_t i = 0; i < memory->n; i++) {
		if (!memory->rows[i].is_kept)
			forget(memory, &memory->rows[i]);
	}
}

static void read_known(struct rule_memory *memory)
{
	gsize len;
	const void *bytes = g_bytes_get_data(memory->known, &len);

	if (read_rows(memory, bytes, len)) {
		mark_referrers(memory);
		drop_what_falls(memory);
	} else {
		for (size_t i = 0; i < memory->n; i++)
			memory->rows[i].is_kept = false;
	}
	forget_what_fell(memory);
}

struct rule_memory *rule_memory_open(const struct rules_request *request,
				     const struct diags *diags)
{
	g_autoptr(RuleMemory) memory = NULL;
	struct cache *cache = request->kept && !is_cut_off(request)
				      ? cache_open("findings", FORM)
				      : NULL;

	if (!cache)
		return NULL;
	memory = g_new0(struct rule_memory, 1);
	memory->cache = cache;
	memory->key = g_strconcat(request->kept, "\n",
				  request->history ? "with" : "without",
				  " history", NULL);
	memory->request = request;
	memory->registers = request->registers;
	memory->n = registers_len(request->registers);
	memory->rows = g_new0(struct rule_row, memory->n + 1);
	memory->rows[memory->n].is_different = true;
	memory->rows[memory->n].has_referrers = true;
	memory->arena = arena_new();
	memory->past = past_of(request);
	memory->signals = g_byte_array_new();
	read_ids(memory);
	if (!mark_found(memory, diags) || !sum_frame(memory))
		return NULL;
	memory->known = cache_get(memory->cache, memory->key);
	if (memory->known)
		read_known(memory);
	return g_steal_pointer(&memory);
}

void rule_memory_free(struct rule_memory *memory)
{
	if (!memory)
		return;
	cache_free(memory->cache);
	g_free(memory->key);
	g_clear_pointer(&memory->known, g_bytes_unref);
	g_byte_array_unref(memory->signals);
	arena_free(memory->arena);
	g_free(memory->rows);
	g_free(memory);
}

bool rule_memory_has(const struct rule_memory *memory, size_t i)
{
	return memory->rows[i].is_kept;
}

const struct rule_said *rule_memory_get(const struct rule_memory *memory,
					size_t i)
{
	return memory->rows[i].said;
}

/* Drops what rests on other signals than these, but no part in them. */
static void drop_on_signals(struct rule_memory *memory)
{
	const GByteArray *now = memory->signals;

	if (memory->then.len == now->len &&
	    memcmp(memory->then.at, now->data, now->len) == 0)
		return;
	for (size_t i = 0; i < memory->n; i++)
		memory->rows[i].is_kept &= !memory->rows[i].is_on_signals;
	drop_what_falls(memory);
	for (size_t i = 0; i < memory->n; i++) {
		struct rule_row *row = &memory->rows[i];

		if (row->is_kept)
			continue;
		memory->is_same = false;
		row->is_on_signals = false;
		row->said = NULL;
	}
}

struct signal *rule_memory_signals(struct rule_memory *memory, size_t *n)
{
	g_autoptr(SignalsSum) sum = signals_sum_new();
	struct signal *signals;

	for (size_t i = 0; i < memory->n; i++)
		signals_sum_add(sum, memory->rows[i].part,
				memory->rows[i].part_len);
	signals = signals_sum_signals(sum, n);
	for (size_t i = 0; i < *n; i++) {
		packed_put_number(memory->signals, signals[i].met);
		packed_put_number(memory->signals, signals[i].of);
		packed_put_number(memory->signals, signals[i].undecidable);
	}
	drop_on_signals(memory);
	return signals;
}

/* Whether all that the findings may rest on has been there to be read. */
static bool is_all_read(const struct rule_memory *memory)
{
	struct record_history *history = memory->request->history;

	return !history || repo_is_readable(record_history_repo(history), NULL);
}

void rule_memory_store(struct rule_memory *memory)
{
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GBytes) now = NULL;

	if (memory->is_same || !is_all_read(memory))
		return;
	bytes = rule_memory_write(memory);
	now = g_bytes_new_static(bytes->data, bytes->len);
	if (!memory->known || !g_bytes_equal(now, memory->known))
		cache_put(memory->cache, memory->key, bytes->data, bytes->len);
}
