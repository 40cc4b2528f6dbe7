/* SPDX-License-Identifier: MIT */
/*
 * One entry of the cache for each site's folder, in the form of packed.h:
 *
 *   sum of what all pages share
 *   n, n ids
 *   n, n pages: path, SHA-256 of the file, sum, n, n questions (the number of
 *               an id, and the kind in the lowest bits)
 *   n stamps, of the files of the pages
 *
 * A page's sum is that of what the plan says of it and of all its answers.  Ids
 * are, in this order, those of all records and then what else was asked for.
 */
#include "site-gen/kept.h"

#include <stdint.h>
#include <string.h>

#include "lib/cache.h"
#include "lib/packed.h"
#include "lib/registers.h"
#include "lib/seen.h"
#include "lib/sha1.h"
#include "site-gen/answers.h"
#include "site-gen/ask.h"
#include "site-gen/page.h"
#include "site-gen/stage.h"

#define FORM 2
#define TEXTS 256
#define KIND_BITS 4
#define KIND_MASK ((1u << KIND_BITS) - 1)

G_STATIC_ASSERT(ASK_KINDS <= KIND_MASK + 1);

/*
 * A question as a number: its kind in the lowest bits, and above it that of the
 * record, or of what else was asked for behind all records.
 */

/* One page of the plan. */
struct slot {
	uint32_t *questions;
	uint32_t n_questions;
	bool is_listed; /* its questions are all there is to know */
	bool is_same;	/* and have the answers that they had */
	uint8_t sum[SHA1_LEN];
	const char *hash; /* of the old file */
	struct seen_stamp stamp;
};

struct kept {
	const struct site *site;
	const struct plan *plan;
	struct stage *stage;
	struct cache *cache;
	GBytes *known; /* that slots point into; NULL: nothing */
	struct answers *answers;
	uint8_t shared[SHA1_LEN];
	struct slot *slots;
	size_t n;
	gint n_taken;
	GMutex mutex; /* guards what follows */
	GStringChunk *texts;
	GHashTable *numbers; /* ids that are no record's, to number from 1 */
	GPtrArray *others;   /* these */
	/* For kept_store */
	GPtrArray *paths; /* of the pages in bytes */
	GByteArray *bytes;
};

/* Questions -------------------------------------------------------------- */

/* Of an id that is no record's. */
static uint32_t number_of_other(struct kept *kept, const char *id)
{
	guint i;

	g_mutex_lock(&kept->mutex);
	i = GPOINTER_TO_UINT(g_hash_table_lookup(kept->numbers, id));
	if (i == 0) {
		char *own = g_string_chunk_insert(kept->texts, id);

		g_ptr_array_add(kept->others, own);
		i = kept->others->len;
		g_hash_table_insert(kept->numbers, own, GUINT_TO_POINTER(i));
	}
	g_mutex_unlock(&kept->mutex);
	return (uint32_t)registers_len(kept->site->registers) + i - 1;
}

static uint32_t number_of_id(struct kept *kept, const char *id)
{
	const struct registers *registers = kept->site->registers;
	const struct record *record = registers_find(registers, id);

	return record ? (uint32_t)(record - registers_get(registers, 0))
		      : number_of_other(kept, id);
}

static struct question question_of(const struct kept *kept, uint32_t number)
{
	const struct registers *registers = kept->site->registers;
	enum ask_kind kind = (enum ask_kind)(number & KIND_MASK);
	size_t i = number >> KIND_BITS;
	size_t n = registers_len(registers);
	const struct record *record =
		i < n ? registers_get(registers, i) : NULL;

	if (record && kind != ASK_OPEN_RECORD && kind != ASK_OPEN_REFERRERS)
		return (struct question){ .kind = kind, .record = record };
	return answers_question(kept->answers, kind,
				record ? record->id
				       : kept->others->pdata[i - n]);
}

/* False: there is another record of that id, which would be found. */
static bool number_question(struct kept *kept, const struct question *question,
			    uint32_t *number)
{
	const char *id = question->record ? question->record->id : question->id;
	const struct question again =
		answers_question(kept->answers, question->kind, id);

	*number = number_of_id(kept, id) << KIND_BITS | question->kind;
	return again.record == question->record;
}

/* Sums ------------------------------------------------------------------- */

static void sum_shared(struct kept *kept)
{
	g_autoptr(GByteArray) out = g_byte_array_new();

	answers_shared(kept->site, out);
	plan_describe_shared(kept->plan, out);
	sha1_of("", 0, out->data, out->len, kept->shared);
}

static void sum_page(struct kept *kept, size_t i, uint8_t sum[SHA1_LEN])
{
	const struct slot *slot = &kept->slots[i];
	g_autoptr(GByteArray) out = g_byte_array_new();

	plan_describe(kept->plan, i, out);
	for (uint32_t q = 0; q < slot->n_questions; q++) {
		const struct question question =
			question_of(kept, slot->questions[q]);

		packed_put(out, answers_get(kept->answers, &question),
			   SHA1_LEN);
	}
	sha1_of("", 0, out->data, out->len, sum);
}

/* Reading ---------------------------------------------------------------- */

struct reading {
	struct kept *kept;
	struct packed from;
	uint32_t *numbers; /* of the ids, as things are now */
	uint32_t n_ids;
	GArray *pages; /* numbers in the plan; plan_len: no longer there */
};

static void read_ids(struct reading *r)
{
	r->n_ids = packed_count(&r->from, sizeof(uint32_t) + 1);
	r->numbers = g_new(uint32_t, r->n_ids + 1);
	for (uint32_t i = 0; i < r->n_ids; i++) {
		const char *id = packed_text(&r->from);

		if (id)
			r->numbers[i] = number_of_id(r->kept, id);
	}
}

static bool read_question(struct reading *r, uint32_t *question)
{
	uint32_t number = packed_number(&r->from);
	uint32_t kind = number & KIND_MASK;
	uint32_t id = number >> KIND_BITS;

	if (!r->from.next || kind >= ASK_KINDS || id >= r->n_ids)
		return false;
	*question = r->numbers[id] << KIND_BITS | kind;
	return true;
}

static bool read_page(struct reading *r)
{
	struct kept *kept = r->kept;
	const char *path = packed_text(&r->from);
	const char *hash = packed_text(&r->from);
	const char *sum = packed_bytes(&r->from, SHA1_LEN);
	uint32_t n = packed_count(&r->from, sizeof(uint32_t));
	g_autofree uint32_t *questions = g_new(uint32_t, n + 1);
	struct slot *slot;
	size_t page;

	for (uint32_t i = 0; i < n; i++) {
		if (!read_question(r, &questions[i]))
			return false;
	}
	if (!r->from.next)
		return false;
	page = plan_find(kept->plan, path);
	g_array_append_val(r->pages, page);
	if (page == kept->n || kept->slots[page].hash)
		return true;
	slot = &kept->slots[page];
	slot->questions = g_steal_pointer(&questions);
	slot->n_questions = n;
	slot->hash = hash;
	memcpy(slot->sum, sum, SHA1_LEN);
	return true;
}

static bool read_stamps(struct reading *r)
{
	for (guint i = 0; i < r->pages->len; i++) {
		size_t page = g_array_index(r->pages, size_t, i);
		const char *bytes =
			packed_bytes(&r->from, sizeof(struct seen_stamp));

		if (bytes && page < r->kept->n)
			memcpy(&r->kept->slots[page].stamp, bytes,
			       sizeof(struct seen_stamp));
	}
	return r->from.next && r->from.next == r->from.end;
}

static bool read_all(struct reading *r)
{
	const char *shared = packed_bytes(&r->from, SHA1_LEN);
	uint32_t n;

	if (!shared || memcmp(shared, r->kept->shared, SHA1_LEN) != 0)
		return false;
	read_ids(r);
	n = packed_count(&r->from, SHA1_LEN);
	for (uint32_t i = 0; i < n; i++) {
		if (!read_page(r))
			return false;
	}
	return read_stamps(r);
}

static void look_up(struct kept *kept)
{
	for (size_t i = 0; i < kept->n; i++) {
		struct slot *slot = &kept->slots[i];
		uint8_t sum[SHA1_LEN];

		if (!slot->hash)
			continue;
		sum_page(kept, i, sum);
		slot->is_same = memcmp(sum, slot->sum, SHA1_LEN) == 0;
	}
}

static void clear(struct slot *slot)
{
	g_free(slot->questions);
	*slot = (struct slot){ 0 };
}

static void read_cache(struct kept *kept, GBytes *bytes)
{
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);
	g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(size_t));
	struct reading r = {
		.kept = kept,
		.from = { .next = data, .end = data + len },
		.pages = pages,
	};

	if (read_all(&r))
		look_up(kept);
	else
		for (size_t i = 0; i < kept->n; i++)
			clear(&kept->slots[i]);
	g_free(r.numbers);
}

struct kept *kept_open(const struct site *site, const struct plan *plan,
		       struct stage *stage, bool believes)
{
	struct cache *cache = cache_open("pages", FORM);
	struct kept *kept;

	if (!cache)
		return NULL;
	kept = g_new0(struct kept, 1);
	kept->cache = cache;
	kept->site = site;
	kept->plan = plan;
	kept->stage = stage;
	kept->n = plan_len(plan);
	kept->slots = g_new0(struct slot, kept->n + 1);
	kept->answers = answers_new(site);
	kept->texts = g_string_chunk_new(TEXTS);
	kept->numbers = g_hash_table_new(g_str_hash, g_str_equal);
	kept->others = g_ptr_array_new();
	g_mutex_init(&kept->mutex);
	sum_shared(kept);
	kept->known =
		believes ? cache_get(kept->cache, stage_out(stage)) : NULL;
	if (kept->known)
		read_cache(kept, kept->known);
	return kept;
}

static void let_go(struct kept *kept)
{
	for (size_t i = 0; i < kept->n; i++)
		clear(&kept->slots[i]);
	g_clear_pointer(&kept->slots, g_free);
	g_clear_pointer(&kept->answers, answers_free);
	g_clear_pointer(&kept->known, g_bytes_unref);
	kept->n = 0;
}

void kept_free(struct kept *kept)
{
	if (!kept)
		return;
	let_go(kept);
	cache_free(kept->cache);
	g_string_chunk_free(kept->texts);
	g_hash_table_unref(kept->numbers);
	g_ptr_array_unref(kept->others);
	g_mutex_clear(&kept->mutex);
	g_clear_pointer(&kept->paths, g_ptr_array_unref);
	g_clear_pointer(&kept->bytes, g_byte_array_unref);
	g_free(kept);
}

/* Pages ------------------------------------------------------------------ */

bool kept_take(struct kept *kept, size_t i)
{
	struct slot *slot = &kept->slots[i];

	if (!slot->is_same ||
	    !stage_keep(kept->stage, plan_get(kept->plan, i)->path, slot->hash,
			&slot->stamp))
		return false;
	slot->is_listed = true;
	g_atomic_int_inc(&kept->n_taken);
	return true;
}

size_t kept_len(const struct kept *kept)
{
	return (size_t)kept->n_taken;
}

void kept_note(struct kept *kept, size_t i, const struct ask *ask)
{
	struct slot *slot = &kept->slots[i];
	size_t n;
	const struct question *questions = ask_questions(ask, &n);

	clear(slot);
	slot->is_listed = !ask_is_all(ask);
	if (!slot->is_listed)
		return;
	slot->n_questions = (uint32_t)n;
	slot->questions = g_new(uint32_t, n);
	for (size_t q = 0; q < n; q++)
		slot->is_listed &= number_question(kept, &questions[q],
						   &slot->questions[q]);
}

/* Writing ---------------------------------------------------------------- */

static void write_page(struct kept *kept, GByteArray *out, size_t i)
{
	struct slot *slot = &kept->slots[i];
	const char *path = plan_get(kept->plan, i)->path;

	if (!slot->is_same)
		sum_page(kept, i, slot->sum);
	packed_put_text(out, path);
	packed_put_text(out,
			g_hash_table_lookup(stage_hashes(kept->stage), path));
	packed_put(out, slot->sum, SHA1_LEN);
	packed_put_number(out, slot->n_questions);
	for (uint32_t q = 0; q < slot->n_questions; q++)
		packed_put_number(out, slot->questions[q]);
	g_ptr_array_add(kept->paths, g_strdup(path));
}

static void write_ids(const struct kept *kept, GByteArray *out)
{
	const struct registers *registers = kept->site->registers;
	size_t n = registers_len(registers);

	packed_put_number(out, n + kept->others->len);
	for (size_t i = 0; i < n; i++)
		packed_put_text(out, registers_get(registers, i)->id);
	for (guint i = 0; i < kept->others->len; i++)
		packed_put_text(out, kept->others->pdata[i]);
}

void kept_settle(struct kept *kept)
{
	GByteArray *out = g_byte_array_new();
	size_t n = 0;

	for (size_t i = 0; i < kept->n; i++)
		n += kept->slots[i].is_listed;
	kept->bytes = out;
	kept->paths = g_ptr_array_new_with_free_func(g_free);
	packed_put(out, kept->shared, SHA1_LEN);
	write_ids(kept, out);
	packed_put_number(out, n);
	for (size_t i = 0; i < kept->n; i++) {
		if (kept->slots[i].is_listed)
			write_page(kept, out, i);
	}
	let_go(kept);
}

void kept_store(struct kept *kept)
{
	for (guint i = 0; i < kept->paths->len; i++) {
		struct seen_stamp stamp = { 0 };

		stage_stamp(kept->stage, kept->paths->pdata[i], &stamp);
		packed_put(kept->bytes, &stamp, sizeof(stamp));
	}
	cache_put(kept->cache, stage_out(kept->stage), kept->bytes->data,
		  kept->bytes->len);
}
