/* SPDX-License-Identifier: MIT */
/*
 * Records that were read before are listed and linked by their gists.  Their
 * trees are unpacked when the registers are asked for them, by whoever asks
 * first; which may be several threads at once.
 *
 * A record's root is set last, when all that points into its tree does; so who
 * finds it set needs no lock.  Everything that is written before belongs to that
 * record alone.  So locks are only there that no two make the same tree or
 * allocate from the same arena: one for each of a few shares of the records.
 *
 * What is asked for as a whole, the records of a kind or what refers to a record,
 * is only gone through the first time.
 */
#include "lib/registers.h"

#include "lib/arena.h"
#include "lib/registers_private.h"
#include "lib/seen.h"
#include "lib/workers.h"

#define SHARES 16u	   /* a multiple of WORKERS */
#define WORTH_A_THREAD 64u /* records; fewer are unpacked by one */

/* What there can be of kinds, each of which has a bit, and all of them. */
#define MAX_KINDS 31u
#define ALL_KINDS (1u << MAX_KINDS)

struct share {
	GMutex lock;
	struct arena *arena;
};

struct registers_kept {
	struct share shares[SHARES];
	const struct seen_file **files; /* by record; NULL: it was read */
	gint n_packed;			/* trees that are not there yet */
	guint kinds;			/* of which all records are there */
	guint *referrers;		/* by record: of which kinds all are */
};

struct registers_kept *registers_kept_new(size_t n_records)
{
	struct registers_kept *kept = g_new0(struct registers_kept, 1);

	for (size_t i = 0; i < SHARES; i++) {
		g_mutex_init(&kept->shares[i].lock);
		kept->shares[i].arena = arena_new();
	}
	kept->files = g_new0(const struct seen_file *, n_records);
	kept->referrers = g_new0(guint, n_records);
	return kept;
}

void registers_kept_free(struct registers_kept *kept)
{
	if (!kept)
		return;
	for (size_t i = 0; i < SHARES; i++) {
		g_mutex_clear(&kept->shares[i].lock);
		arena_free(kept->shares[i].arena);
	}
	g_free(kept->files);
	g_free(kept->referrers);
	g_free(kept);
}

void registers_kept_add(struct registers_kept *kept, size_t i,
			const struct seen_file *file)
{
	kept->files[i] = file;
	g_atomic_int_inc(&kept->n_packed);
}

const struct seen_file *registers_kept_file(const struct registers *registers,
					    size_t i)
{
	return registers->kept ? registers->kept->files[i] : NULL;
}

size_t registers_n_packed(const struct registers *registers)
{
	return registers->kept
		       ? (size_t)g_atomic_int_get(&registers->kept->n_packed)
		       : 0;
}

void registers_unpack(const struct registers *registers,
		      const struct record *record)
{
	struct registers_kept *kept = registers->kept;
	size_t i = (size_t)(record - registers->records);
	struct share *share = &kept->shares[i % SHARES];

	if (!kept->files[i])
		return;
	g_mutex_lock(&share->lock);
	if (!record->root) {
		const struct node *root =
			seen_tree(kept->files[i], share->arena);

		registers_attach(registers, i, root);
		g_atomic_pointer_set(&registers->records[i].root, root);
		g_atomic_int_add(&kept->n_packed, -1);
	}
	g_mutex_unlock(&share->lock);
}

/* Records first, first + step, … before end. */
struct worker {
	const struct registers *registers;
	size_t first, end, step;
};

static void *work(void *data)
{
	const struct worker *worker = data;
	const struct registers *registers = worker->registers;

	for (size_t i = worker->first; i < worker->end; i += worker->step)
		registers_need(registers, &registers->records[i]);
	return NULL;
}

static void unpack_run(const struct registers *registers, size_t first,
		       size_t n)
{
	size_t n_workers = n < WORTH_A_THREAD ? 1 : WORKERS;
	struct worker workers[WORKERS];

	for (size_t i = 0; i < n_workers; i++)
		workers[i] = (struct worker){ registers, first + i, first + n,
					      n_workers };
	workers_run("unpack", work, workers, n_workers, sizeof(*workers));
}

/* The bit of a kind; 0: there are too many. */
static guint bit_of(const struct registers *registers, const struct kind *kind)
{
	size_t n;
	size_t i =
		(size_t)(kind - schema_kinds(registers->library->schema, &n));

	return i < MAX_KINDS ? 1u << i : 0;
}

static bool is_done(const guint *done, guint bit)
{
	return g_atomic_int_get(done) & (bit | ALL_KINDS);
}

void registers_need_run(const struct registers *registers, size_t first,
			size_t n)
{
	struct registers_kept *kept = registers->kept;
	guint bit = kept && n > 0
			    ? bit_of(registers, registers->records[first].kind)
			    : 0;

	if (!kept || n == 0 || is_done(&kept->kinds, bit))
		return;
	unpack_run(registers, first, n);
	g_atomic_int_or(&kept->kinds, bit);
}

void registers_need_all(const struct registers *registers)
{
	struct registers_kept *kept = registers->kept;

	if (!kept || is_done(&kept->kinds, 0))
		return;
	unpack_run(registers, 0, registers->n_records);
	g_atomic_int_or(&kept->kinds, ALL_KINDS);
}

void registers_need_referrers(const struct registers *registers,
			      const struct record *record,
			      const struct kind *kind,
			      const struct reference *const *all, size_t n)
{
	struct registers_kept *kept = registers->kept;
	guint bit = kind && kept ? bit_of(registers, kind) : ALL_KINDS;
	guint *done;

	if (!kept)
		return;
	registers_need(registers, record);
	done = &kept->referrers[record - registers->records];
	if (is_done(done, bit))
		return;
	for (size_t i = 0; i < n; i++)
		registers_need(registers, all[i]->from);
	g_atomic_int_or(done, bit);
}
