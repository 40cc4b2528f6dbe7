/* SPDX-License-Identifier: MIT */
/*
 * The texts of all versions of all records are many times the registers, and
 * reading them one by one is most of the work of a history (see lib/blobs.c).
 * So as many are read at once as memory allows.
 */
#include "site-gen/change_batches.h"

#include <stdlib.h>

#include "lib/blobs.h"
#include "lib/record_history.h"
#include "lib/repo.h"

/* Bytes of texts that each thread keeps. */
#define MAX_BYTES ((size_t)48 * 1024 * 1024)

/* A record, and where git has its newest text. */
struct placed {
	struct repo_place place;
	const struct record_life *life;
};

struct change_batches {
	struct blobs *blobs;
	struct placed *records;
	guint n;
	guint next;
	GPtrArray *batch;
	size_t n_texts;
};

static int compare(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return repo_place_compare(&x->place, &y->place);
}

static void place_records(struct change_batches *batches, struct repo *repo,
			  const GPtrArray *lives)
{
	batches->n = lives->len;
	batches->records = g_new0(struct placed, lives->len + 1);
	for (guint i = 0; i < lives->len; i++) {
		struct placed *record = &batches->records[i];
		const struct record_change *last;

		record->life = lives->pdata[i];
		last = record->life->changes[0];
		record->place = repo_place(repo, repo_id_is_none(last->new_blob)
							 ? last->old_blob
							 : last->new_blob);
	}
	qsort(batches->records, batches->n, sizeof(*batches->records), compare);
}

struct change_batches *change_batches_new(const GPtrArray *lives,
					  struct repo *const *repos, size_t n,
					  size_t n_texts)
{
	struct change_batches *batches = g_new0(struct change_batches, 1);

	batches->n_texts = n_texts;
	batches->blobs = blobs_new(repos, n, MAX_BYTES);
	batches->batch = g_ptr_array_new();
	place_records(batches, repos[0], lives);
	return batches;
}

void change_batches_free(struct change_batches *batches)
{
	if (!batches)
		return;
	blobs_free(batches->blobs);
	g_ptr_array_unref(batches->batch);
	g_free(batches->records);
	g_free(batches);
}

static void want(struct blobs *blobs, const struct record_life *life)
{
	for (size_t i = 0; i < life->n; i++) {
		blobs_want(blobs, life->changes[i]->new_blob);
		blobs_want(blobs, life->changes[i]->old_blob);
	}
}

const GPtrArray *change_batches_next(struct change_batches *batches)
{
	g_ptr_array_set_size(batches->batch, 0);
	while (batches->next < batches->n &&
	       (batches->batch->len == 0 ||
		blobs_wanted(batches->blobs) < batches->n_texts)) {
		const struct record_life *life =
			batches->records[batches->next++].life;

		want(batches->blobs, life);
		g_ptr_array_add(batches->batch, (gpointer)life);
	}
	if (batches->batch->len == 0)
		return NULL;
	blobs_read(batches->blobs);
	return batches->batch;
}

const struct blobs *change_batches_blobs(const struct change_batches *batches)
{
	return batches->blobs;
}
