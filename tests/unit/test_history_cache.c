/* SPDX-License-Identifier: MIT */
/*
 * Whatever the cache holds, the history is the one that would be read without
 * it.
 */
#include "lib/history_cache.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/cache.h"
#include "lib/repo.h"
#include "lib/repo_trees.h"
#include "tests/unit/repo_fixture.h"

#define COMMITS (HISTORY_CACHE_WORTH + 20)

struct fixture {
	char *dir;   /* of the repository */
	char *place; /* of the cache */
};

static void add_commit(GString *stream, const char *branch, unsigned n,
		       const char *extra)
{
	g_string_append_printf(
		stream,
		"commit refs/heads/%s\nmark :%u\n"
		"author Ada Example <ada@example.org> %u +0100\n"
		"committer Bob Example <bob@example.org> %u -0330\n"
		"data <<END\nstep %u of %s\n\nFor a reason.\n\nRole: lead\nEND\n"
		"%sM 100644 inline agreements/%u.xml\ndata 2\n%02u\n",
		branch, n + 1, 1000000000 + 60 * n, 1000000000 + 61 * n, n,
		branch, extra, n % 9, n % 100);
}

/* Two branches that are merged halfway, and a row of commits. */
static void import_commits(const char *dir)
{
	g_autoptr(GString) stream = g_string_new(NULL);

	for (unsigned i = 0; i < COMMITS; i++)
		add_commit(stream, "main", i, "");
	add_commit(stream, "side", COMMITS + 1, "from :40\n");
	add_commit(stream, "main", COMMITS + 2, "merge refs/heads/side\n");
	repo_fixture_import(dir, stream->str);
}

static void setup(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	f->dir = repo_fixture_new();
	f->place = repo_fixture_dir();
	import_commits(f->dir);
}

static void teardown(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	g_unsetenv("GATEHOUSE_CACHE");
	repo_fixture_end(f->dir);
	repo_fixture_end(f->place);
}

static void append_person(GString *text, const struct repo_person *person)
{
	g_string_append_printf(text, "%s|%s|%" G_GINT64_FORMAT "|%d\n",
			       person->name, person->email, person->time,
			       person->offset);
}

static void append_id(GString *text, const struct repo_id *id)
{
	char hex[REPO_ID_HEX + 1];

	repo_id_format(id, hex);
	g_string_append_printf(text, "%s ", hex);
}

/* All of a history as text; why not, where it cannot be read. */
static char *read_text(const struct fixture *f, const char *place)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = repo_open(f->dir, NULL);
	g_autoptr(RepoHistory) history = NULL;
	GString *text = g_string_new(NULL);
	struct repo_id id;

	g_setenv("GATEHOUSE_CACHE", place, TRUE);
	g_assert_true(repo_resolve(repo, "main", &id, NULL));
	history = repo_history_read(repo, &id, repo_fixture_folders, &error);
	if (history == NULL) {
		g_string_append(text, error->message);
		return g_string_free(text, FALSE);
	}
	for (size_t i = 0; i < history->n_commits; i++) {
		const struct repo_commit *c = &history->commits[i];
		g_autofree char *trailers = g_strjoinv("|", c->trailers);

		append_id(text, &c->id);
		append_person(text, &c->author);
		append_person(text, &c->committer);
		g_string_append_printf(text, "%s|%s|%s|%zu\n", c->subject,
				       c->message, trailers, c->n_parents);
	}
	for (size_t i = 0; i < history->n_changes; i++) {
		const struct repo_change *c = &history->changes[i];

		append_id(text, &c->old_blob);
		append_id(text, &c->new_blob);
		g_string_append_printf(text, "%zu %s\n", c->commit, c->path);
	}
	g_string_append_printf(text, "cut %d", history->is_shallow);
	return g_string_free(text, FALSE);
}

static void assert_same(const struct fixture *f)
{
	g_autofree char *without = read_text(f, "");
	g_autofree char *with = read_text(f, f->place);
	g_autofree char *again = read_text(f, f->place);

	g_assert_cmpstr(with, ==, without);
	g_assert_cmpstr(again, ==, without);
}

/* The path of the only entry of the cache; NULL: there is none. */
static char *entry(const struct fixture *f)
{
	g_autofree char *folder = g_build_filename(f->place, "history", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name = dir ? g_dir_read_name(dir) : NULL;
	char *path = name ? g_build_filename(folder, name, NULL) : NULL;

	g_assert_true(dir == NULL || g_dir_read_name(dir) == NULL);
	return path;
}

static void remove_object(const struct fixture *f, const char *what)
{
	g_autofree char *hex = repo_fixture_git(f->dir, "rev-parse", what);
	g_autofree char *folder = g_strndup(hex, 2);
	g_autofree char *path = g_build_filename(f->dir, ".git", "objects",
						 folder, hex + 2, NULL);

	g_assert_cmpint(g_remove(path), ==, 0);
}

static void unpack(const struct fixture *f)
{
	repo_fixture_write(f->dir, ".git/unpack",
			   "mv .git/objects/pack/*.pack .git/packed\n"
			   "rm -f .git/objects/pack/*\n"
			   "git unpack-objects -q <.git/packed\n");
	repo_fixture_run(f->dir, "-c", "alias.unpack=!sh .git/unpack",
			 "unpack");
}

static void it_says_the_same(struct fixture *f, gconstpointer unused)
{
	g_autofree char *path = NULL;

	(void)unused;
	assert_same(f);
	path = entry(f);
	g_assert_nonnull(path);
}

static void what_was_read_is_not_read_again(struct fixture *f,
					    gconstpointer unused)
{
	g_autofree char *before = NULL;
	g_autofree char *without = NULL;
	g_autofree char *with = NULL;

	(void)unused;
	unpack(f);
	before = read_text(f, f->place);
	remove_object(f, "main~20:agreements");
	without = read_text(f, "");
	with = read_text(f, f->place);
	g_assert_nonnull(strstr(without, "cannot read tree"));
	g_assert_cmpstr(with, ==, before);
}

static void new_commits_are_read(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	assert_same(f);
	g_free(repo_fixture_commit(f->dir, "one more", "agreements/new.xml",
				   "text"));
	assert_same(f);
}

/* Commits that were made long ago, and come into it only now. */
static void late_commits_come_in_order(struct fixture *f, gconstpointer unused)
{
	g_autoptr(GString) branch = g_string_new(NULL);
	g_autoptr(GString) root = g_string_new(NULL);

	(void)unused;
	assert_same(f);
	add_commit(branch, "late", 50, "from refs/heads/main~60\n");
	add_commit(branch, "main", COMMITS + 3,
		   "from refs/heads/main^0\nmerge refs/heads/late\n");
	repo_fixture_import(f->dir, branch->str);
	assert_same(f);
	add_commit(root, "apart", 20, "");
	add_commit(root, "main", COMMITS + 4,
		   "from refs/heads/main^0\nmerge refs/heads/apart\n");
	repo_fixture_import(f->dir, root->str);
	assert_same(f);
}

static void a_rewritten_history_is_read_as_it_is(struct fixture *f,
						 gconstpointer unused)
{
	g_autoptr(GString) stream = g_string_new(NULL);
	g_autofree char *path = NULL;
	g_autofree char *bytes = NULL;
	gsize len;

	(void)unused;
	assert_same(f);
	for (unsigned i = 0; i < COMMITS; i++)
		add_commit(stream, "other", i, "");
	repo_fixture_import(f->dir, stream->str);
	repo_fixture_run(f->dir, "branch", "-q", "-f", "kept", "main");
	repo_fixture_run(f->dir, "update-ref", "refs/heads/main",
			 "refs/heads/other");
	assert_same(f);
	path = entry(f);
	g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
	g_assert_nonnull(memmem(bytes, len, "of other", 8));
	g_assert_null(memmem(bytes, len, "step 60 of main", 15));
}

static void a_commit_that_is_gone_is_missed(struct fixture *f,
					    gconstpointer unused)
{
	g_autofree char *with = NULL;

	(void)unused;
	unpack(f);
	assert_same(f);
	remove_object(f, "main~20");
	assert_same(f);
	with = read_text(f, f->place);
	g_assert_true(g_str_has_suffix(with, "cut 1"));
}

static void what_left_its_pack_is_missed(struct fixture *f,
					 gconstpointer unused)
{
	g_autofree char *with = NULL;

	(void)unused;
	assert_same(f);
	unpack(f);
	remove_object(f, "main~20");
	assert_same(f);
	with = read_text(f, f->place);
	g_assert_true(g_str_has_suffix(with, "cut 1"));
}

/* Whether the only entry has other bytes once the history was read again. */
static bool is_written_anew(const struct fixture *f)
{
	g_autofree char *path = entry(f);
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	gsize len, len_after;

	g_assert_true(g_file_get_contents(path, &before, &len, NULL));
	g_free(read_text(f, f->place));
	g_assert_true(g_file_get_contents(path, &after, &len_after, NULL));
	return len != len_after || memcmp(before, after, len) != 0;
}

static void other_packs_are_noted(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	assert_same(f);
	g_assert_false(is_written_anew(f));
	unpack(f);
	g_assert_true(is_written_anew(f));
	repo_fixture_run(f->dir, "repack", "-adq");
	g_assert_true(is_written_anew(f));
	g_assert_false(is_written_anew(f));
}

/* All but one text is in a pack. */
static void a_commit_is_packed_with_its_texts(struct fixture *f,
					      gconstpointer unused)
{
	g_autofree char *hex = NULL;
	g_autofree char *script = NULL;
	g_autoptr(Repo) repo = NULL;
	g_autoptr(RepoHistory) history = NULL;
	struct repo_id id;
	unsigned n_other = 0;

	(void)unused;
	unpack(f);
	hex = repo_fixture_git(f->dir, "rev-parse", "main:agreements/5.xml");
	script = g_strdup_printf("git rev-list --objects main | cut -c1-40 | "
				 "grep -v %s | git pack-objects -q "
				 ".git/objects/pack/pack >.git/packed\n",
				 hex);
	repo_fixture_write(f->dir, ".git/most", script);
	repo_fixture_run(f->dir, "-c", "alias.most=!sh .git/most", "most");
	assert_same(f);
	repo = repo_open(f->dir, NULL);
	g_setenv("GATEHOUSE_CACHE", f->place, TRUE);
	g_assert_true(repo_resolve(repo, "main", &id, NULL));
	history = repo_history_read(repo, &id, repo_fixture_folders, NULL);
	for (size_t i = 0; i < history->n_changes; i++) {
		const struct repo_change *change = &history->changes[i];
		char own[REPO_ID_HEX + 1];
		bool is_other;

		repo_id_format(&change->new_blob, own);
		is_other = strcmp(own, hex) == 0;
		n_other += is_other;
		g_assert_cmpint(history->commits[change->commit].is_packed, ==,
				!is_other);
	}
	g_assert_cmpuint(n_other, >, 0);
}

static void damage_changes_nothing(struct fixture *f, gconstpointer unused)
{
	g_autofree char *without = read_text(f, "");
	g_autofree char *whole = NULL;
	g_autofree char *path = NULL;
	gsize len;

	(void)unused;
	assert_same(f);
	path = entry(f);
	g_assert_true(g_file_get_contents(path, &whole, &len, NULL));
	for (gsize i = 0; i < len; i += len / 40) {
		g_autofree char *damaged = g_memdup2(whole, len);
		g_autofree char *with = NULL;

		damaged[i] = (char)(damaged[i] ^ 4);
		g_assert_true(g_file_set_contents_full(
			path, damaged, (gssize)(i % 2 ? len : i + 1),
			G_FILE_SET_CONTENTS_NONE, 0600, NULL));
		with = read_text(f, f->place);
		g_assert_cmpstr(with, ==, without);
	}
}

/* The key of what is kept of a repository "x". */
static char *key_of(void)
{
	g_autofree char *list = g_strjoinv(" ", (char **)repo_fixture_folders);

	return g_strdup_printf("%s\nx", list);
}

static struct history_cache *open_x(void)
{
	g_autoptr(GArray) packs =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));

	return history_cache_open("x", repo_fixture_folders, packs);
}

/* What is written down of a history of one commit, owned by the caller. */
static uint8_t *write_one(const struct repo_commit *commit,
			  const struct repo_change *change, gsize *len)
{
	const char *files[] = { change->path };
	const struct history_entry entry = { .commit = commit,
					     .changes = change,
					     .n_changes = 1 };
	g_autoptr(HistoryWriter) writer = history_writer_new(files, 1);
	g_autoptr(HistoryCache) cache = open_x();
	g_autoptr(Cache) place = cache_open("history", 3);
	g_autofree char *key = key_of();
	g_autoptr(GBytes) bytes = NULL;

	g_assert_true(history_writer_add(writer, &entry));
	history_cache_put(cache, writer);
	bytes = cache_get(place, key);
	g_assert_nonnull(bytes);
	return g_bytes_unref_to_data(g_steal_pointer(&bytes), len);
}

/* Whether a cache of these bytes knows the commit; asks for all of it if so. */
static bool finds(const void *bytes, gsize len, const struct repo_id *id)
{
	g_autoptr(Cache) place = cache_open("history", 3);
	g_autofree char *key = key_of();
	g_autoptr(HistoryCache) cache = NULL;
	g_autoptr(GArray) changes =
		g_array_new(FALSE, FALSE, sizeof(struct repo_change));
	struct repo_commit commit;
	size_t row;

	cache_put(place, key, bytes, len);
	cache = open_x();
	if (!history_cache_find(cache, id, &row))
		return false;
	commit = history_cache_commit(cache, row);
	history_cache_add(cache, row, 0, changes);
	g_assert_cmpuint(strlen(commit.message) + strlen(commit.author.name), <,
			 len);
	for (guint i = 0; i < changes->len; i++)
		g_assert_cmpuint(
			strlen(g_array_index(changes, struct repo_change, i)
				       .path),
			<, len);
	return true;
}

/* The bytes of the cache past its checksum, as a forger would change them. */
static void a_record_that_does_not_fit_is_not_used(void)
{
	struct repo_commit commit = {
		.author = { .name = (char[]){ "a" }, .email = (char[]){ "b" } },
		.committer = { .name = (char[]){ "a" },
			       .email = (char[]){ "b" } },
		.subject = (char[]){ "c" },
		.message = (char[]){ "d" },
		.trailers = (char *[]){ NULL },
	};
	struct repo_change change = { .path = (char[]){ "agreements/a.xml" } };
	g_autofree char *place = repo_fixture_dir();
	g_autofree uint8_t *bytes = NULL;
	gsize len;
	guint n_found = 0;

	g_setenv("GATEHOUSE_CACHE", place, TRUE);
	bytes = write_one(&commit, &change, &len);
	for (gsize i = 0; i < len; i++) {
		bytes[i] ^= 0xff;
		n_found += finds(bytes, len, &commit.id);
		bytes[i] ^= 0xff;
	}
	/* Ids, letters and times say nothing that could not be. */
	g_assert_cmpuint(n_found, >, 0);
	g_assert_cmpuint(n_found, <, len * 3 / 4);
	repo_fixture_end(g_steal_pointer(&place));
}

static void another_repository_has_its_own(struct fixture *f,
					   gconstpointer unused)
{
	g_autoptr(GString) stream = g_string_new(NULL);
	g_autofree char *git = g_build_filename(f->dir, ".git", NULL);
	g_autofree char *aside = g_build_filename(f->dir, "aside", NULL);

	(void)unused;
	assert_same(f);
	g_assert_cmpint(g_rename(git, aside), ==, 0);
	repo_fixture_run(f->dir, "init", "-q", "-b", "main");
	for (unsigned i = 0; i < COMMITS; i++)
		add_commit(stream, "main", i * 3, "");
	repo_fixture_import(f->dir, stream->str);
	assert_same(f);
}

static void two_readers_at_once_say_the_same(struct fixture *f,
					     gconstpointer unused)
{
	g_autofree char *without = read_text(f, "");
	pid_t readers[2];
	int status;

	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
		readers[i] = fork();
		g_assert_cmpint(readers[i], >=, 0);
		if (readers[i] == 0) {
			bool is_same = true;

			for (int n = 0; n < 5; n++) {
				g_autofree char *with = read_text(f, f->place);

				is_same = is_same && !strcmp(with, without);
			}
			_exit(!is_same);
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
		g_assert_cmpint(waitpid(readers[i], &status, 0), >, 0);
		g_assert_cmpint(status, ==, 0);
	}
}

static void add(const char *path, void (*test)(struct fixture *, gconstpointer))
{
	g_test_add(path, struct fixture, NULL, setup, test, teardown);
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
	add("/history-cache/it-says-the-same", it_says_the_same);
	add("/history-cache/what-was-read-is-not-read-again",
	    what_was_read_is_not_read_again);
	add("/history-cache/new-commits-are-read", new_commits_are_read);
	add("/history-cache/late-commits-come-in-order",
	    late_commits_come_in_order);
	add("/history-cache/a-rewritten-history-is-read-as-it-is",
	    a_rewritten_history_is_read_as_it_is);
	add("/history-cache/a-commit-that-is-gone-is-missed",
	    a_commit_that_is_gone_is_missed);
	add("/history-cache/what-left-its-pack-is-missed",
	    what_left_its_pack_is_missed);
	add("/history-cache/other-packs-are-noted", other_packs_are_noted);
	add("/history-cache/a-commit-is-packed-with-its-texts",
	    a_commit_is_packed_with_its_texts);
	add("/history-cache/damage-changes-nothing", damage_changes_nothing);
	add("/history-cache/another-repository-has-its-own",
	    another_repository_has_its_own);
	add("/history-cache/two-readers-at-once-say-the-same",
	    two_readers_at_once_say_the_same);
	g_test_add_func("/history-cache/a-record-that-does-not-fit-is-not-used",
			a_record_that_does_not_fit_is_not_used);
	return g_test_run();
}
