/* SPDX-License-Identifier: MIT */
/*
 * Many blobs of a pack at once, by two threads; and the records of a history
 * whose texts are read so.
 */
#include "lib/blobs.h"

#include <string.h>

#include <glib.h>

#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "site-gen/change_batches.h"
#include "tests/unit/repo_fixture.h"

#define RECORDS 10u
#define VERSIONS 20u
#define TEXT_LEN 600u

struct fixture {
	char *dir;
	struct repo *repos[2];
	struct repo_history *commits;
	struct record_history *history;
	const struct record_change *changes;
	size_t n;
};

static struct library *library;

/* Every record once, then every record again, changed; all in one pack. */
static void import_versions(const char *dir)
{
	g_autoptr(GString) stream = g_string_new(NULL);

	for (unsigned i = 0; i < RECORDS * VERSIONS; i++) {
		g_autofree char *text = g_strdup_printf(
			"<agreement xmlns='urn:gatehouse:1' id='a%u' "
			"version='%u'><title>%u</title>%*s</agreement>",
			i % RECORDS, i / RECORDS, i * i, (int)TEXT_LEN, "");

		g_string_append_printf(
			stream,
			"commit refs/heads/main\n"
			"committer A <a@example.org> %u +0000\n"
			"data 1\nv\nM 100644 inline agreements/a%u.xml\n"
			"data %zu\n%s\n",
			1000000000 + i, i % RECORDS, strlen(text), text);
	}
	repo_fixture_import(dir, stream->str);
}

static void setup(struct fixture *f, gconstpointer data)
{
	struct repo_id head;

	(void)data;
	f->dir = repo_fixture_new();
	import_versions(f->dir);
	f->repos[0] = repo_open(f->dir, NULL);
	f->repos[1] = repo_again(f->repos[0], NULL);
	g_assert_true(repo_resolve(f->repos[0], "HEAD", &head, NULL));
	f->commits = repo_history_read(f->repos[0], &head, repo_fixture_folders,
				       NULL);
	f->history = record_history_new(library, f->repos[0], f->commits);
	f->changes = record_history_changes(f->history, &f->n);
	g_assert_cmpuint(f->n, ==, RECORDS * VERSIONS);
}

static void teardown(struct fixture *f, gconstpointer data)
{
	(void)data;
	record_history_free(f->history);
	repo_history_free(f->commits);
	repo_free(f->repos[0]);
	repo_free(f->repos[1]);
	repo_fixture_end(f->dir);
}

static void assert_has(const struct fixture *f, const struct blobs *blobs,
		       const struct repo_id *id)
{
	g_autoptr(GBytes) bytes = repo_blob(f->repos[0], id, NULL);

	g_assert_nonnull(bytes);
	g_assert_nonnull(blobs_get(blobs, id));
	g_assert_true(g_bytes_equal(blobs_get(blobs, id), bytes));
}

static void what_is_wanted_is_read(struct fixture *f, gconstpointer data)
{
	g_autoptr(Blobs) blobs = blobs_new(f->repos, 2, SIZE_MAX);
	struct repo_id missing = { .bytes = { 1, 2, 3 } };

	(void)data;
	for (size_t i = 0; i < f->n; i++) {
		blobs_want(blobs, f->changes[i].new_blob);
		blobs_want(blobs, f->changes[i].old_blob);
	}
	g_assert_cmpuint(blobs_wanted(blobs), ==, f->n);
	blobs_want(blobs, &missing);
	blobs_read(blobs);
	g_assert_cmpuint(blobs_wanted(blobs), ==, 0);
	for (size_t i = 0; i < f->n; i++)
		assert_has(f, blobs, f->changes[i].new_blob);
	g_assert_null(blobs_get(blobs, &missing));
}

static void what_was_read_goes_with_the_next(struct fixture *f,
					     gconstpointer data)
{
	g_autoptr(Blobs) blobs = blobs_new(f->repos, 2, SIZE_MAX);
	const struct repo_id *one = f->changes[0].new_blob;
	const struct repo_id *other = f->changes[1].new_blob;

	(void)data;
	blobs_want(blobs, one);
	blobs_read(blobs);
	assert_has(f, blobs, one);
	g_assert_null(blobs_get(blobs, other));
	blobs_want(blobs, other);
	blobs_read(blobs);
	assert_has(f, blobs, other);
	g_assert_null(blobs_get(blobs, one));
	blobs_read(blobs);
	g_assert_null(blobs_get(blobs, other));
}

static void no_more_is_kept_than_asked(struct fixture *f, gconstpointer data)
{
	g_autoptr(Blobs) blobs = blobs_new(f->repos, 2, TEXT_LEN * 5);
	size_t n_kept = 0;

	(void)data;
	for (size_t i = 0; i < f->n; i++)
		blobs_want(blobs, f->changes[i].new_blob);
	blobs_read(blobs);
	for (size_t i = 0; i < f->n; i++)
		n_kept += blobs_get(blobs, f->changes[i].new_blob) != NULL;
	g_assert_cmpuint(n_kept, >=, 2 * 4);
	g_assert_cmpuint(n_kept, <=, 2 * 5);
}

/* Each record that has not been seen, with all its texts. */
static void check_records(const struct fixture *f, const struct blobs *blobs,
			  const GPtrArray *records, GHashTable *seen)
{
	for (guint i = 0; i < records->len; i++) {
		const struct record_life *life = records->pdata[i];

		g_assert_true(g_hash_table_add(seen, (gpointer)life));
		for (size_t j = 0; j < life->n; j++)
			assert_has(f, blobs, life->changes[j]->new_blob);
	}
}

/* In batches of so many texts every record is in one of them. */
static void check_batches(const struct fixture *f, size_t n_texts,
			  unsigned n_batches)
{
	g_autoptr(GPtrArray) lives = g_ptr_array_new();
	g_autoptr(ChangeBatches) batches = NULL;
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	const GPtrArray *records;
	size_t n_lives;
	const struct record_life *all =
		record_history_lives(f->history, &n_lives);
	unsigned n = 0;

	for (size_t i = 0; i < n_lives; i++)
		g_ptr_array_add(lives, (gpointer)&all[i]);
	batches = change_batches_new(lives, f->repos, 2, n_texts);
	for (; (records = change_batches_next(batches)) != NULL; n++)
		check_records(f, change_batches_blobs(batches), records, seen);
	g_assert_cmpuint(g_hash_table_size(seen), ==, RECORDS);
	g_assert_cmpuint(n, ==, n_batches);
}

static void every_record_is_in_one_batch(struct fixture *f, gconstpointer data)
{
	(void)data;
	check_batches(f, CHANGE_BATCHES_TEXTS, 1);
	check_batches(f, VERSIONS + 1, RECORDS / 2);
	check_batches(f, 1, RECORDS);
}

static void add(const char *path, void (*test)(struct fixture *, gconstpointer))
{
	g_test_add(path, struct fixture, NULL, setup, test, teardown);
}

int main(int argc, char **argv)
{
	int status;

	repo_fixture_start(&argc, &argv);
	library = library_new(NULL, NULL, NULL);
	add("/blobs/what-is-wanted-is-read", what_is_wanted_is_read);
	add("/blobs/what-was-read-goes-with-the-next",
	    what_was_read_goes_with_the_next);
	add("/blobs/no-more-is-kept-than-asked", no_more_is_kept_than_asked);
	add("/blobs/every-record-is-in-one-batch",
	    every_record_is_in_one_batch);
	status = g_test_run();
	library_free(library);
	return status;
}
