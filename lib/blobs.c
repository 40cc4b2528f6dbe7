/* SPDX-License-Identifier: MIT */
/*
 * A pack holds most blobs as the difference to another one, that one as the
 * difference to a third, and so on for up to fifty steps; and these need not
 * be versions of the same file.  Whoever reads a blob makes all those below it
 * on the way.  Read file by file, a long history is made ten times over; read
 * in the order of the pack, each is made from the one before.
 *
 * So the blobs are put in that order, and each thread reads a stretch of it.
 */
#include "lib/blobs.h"

#include <stdbool.h>
#include <stdint.h>

#include "lib/repo.h"
#include "lib/workers.h"

/* Fewer are read before another thread has started. */
#define WORTH_A_THREAD 64

struct blob {
	struct repo_id id;
	struct repo_place place;
	GBytes *bytes; /* NULL: not read */
};

/* The part of the work that one thread does. */
struct part {
	struct repo *repo;
	struct blob **blobs;
	size_t n;
	size_t most; /* bytes to be kept */
};

struct blobs {
	GPtrArray *repos;
	GPtrArray *list;   /* of struct blob */
	GHashTable *table; /* the same, by id */
	bool is_read;
	size_t most; /* bytes that a thread keeps */
};

static void blob_free(gpointer data)
{
	struct blob *blob = data;

	g_bytes_unref(blob->bytes);
	g_free(blob);
}

struct blobs *blobs_new(struct repo *const *repos, size_t n, size_t most)
{
	struct blobs *blobs = g_new0(struct blobs, 1);

	g_assert(n > 0);
	blobs->most = most;
	blobs->repos = g_ptr_array_new();
	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(blobs->repos, repos[i]);
	blobs->list = g_ptr_array_new_with_free_func(blob_free);
	blobs->table = g_hash_table_new(repo_id_hash, repo_id_equal);
	return blobs;
}

void blobs_free(struct blobs *blobs)
{
	if (!blobs)
		return;
	g_hash_table_unref(blobs->table);
	g_ptr_array_unref(blobs->list);
	g_ptr_array_unref(blobs->repos);
	g_free(blobs);
}

/* What was read goes when the first blob of the next reading is wanted. */
static void forget(struct blobs *blobs)
{
	g_hash_table_remove_all(blobs->table);
	g_ptr_array_set_size(blobs->list, 0);
	blobs->is_read = false;
}

void blobs_want(struct blobs *blobs, const struct repo_id *id)
{
	struct blob *blob;

	if (blobs->is_read)
		forget(blobs);
	if (repo_id_is_none(id) || g_hash_table_contains(blobs->table, id))
		return;
	blob = g_new0(struct blob, 1);
	blob->id = *id;
	blob->place = repo_place(blobs->repos->pdata[0], id);
	g_ptr_array_add(blobs->list, blob);
	g_hash_table_insert(blobs->table, &blob->id, blob);
}

size_t blobs_wanted(const struct blobs *blobs)
{
	return blobs->is_read ? 0 : blobs->list->len;
}

static int compare(const void *a, const void *b)
{
	const struct blob *const *x = a;
	const struct blob *const *y = b;

	return repo_place_compare(&(*x)->place, &(*y)->place);
}

static gpointer read_part(gpointer data)
{
	const struct part *part = data;
	size_t kept = 0;

	for (size_t i = 0; i < part->n && kept < part->most; i++) {
		struct blob *blob = part->blobs[i];

		blob->bytes = repo_blob(part->repo, &blob->id, NULL);
		if (blob->bytes)
			kept += g_bytes_get_size(blob->bytes);
	}
	return NULL;
}

void blobs_read(struct blobs *blobs)
{
	guint n = blobs->list->len < WORTH_A_THREAD ? 1 : blobs->repos->len;
	g_autofree struct part *parts = g_new0(struct part, n);
	size_t from = 0;

	if (blobs->is_read)
		forget(blobs);
	blobs->is_read = true;
	g_ptr_array_sort(blobs->list, compare);
	for (guint i = 0; i < n; i++) {
		size_t to = (size_t)blobs->list->len * (i + 1) / n;

		parts[i].repo = blobs->repos->pdata[i];
		parts[i].blobs = (struct blob **)blobs->list->pdata + from;
		parts[i].n = to - from;
		parts[i].most = blobs->most;
		from = to;
	}
	workers_run("blobs", read_part, parts, n, sizeof(*parts));
}

GBytes *blobs_get(const struct blobs *blobs, const struct repo_id *id)
{
	const struct blob *blob = g_hash_table_lookup(blobs->table, id);

	return blob ? blob->bytes : NULL;
}
