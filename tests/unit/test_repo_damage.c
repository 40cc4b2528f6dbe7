/* SPDX-License-Identifier: MIT */
/*
 * What a repository has lost, or gives back damaged, is an error that says
 * which object it is: never a file that is not there.
 */
#include "lib/repo.h"

#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/repo_push.h"
#include "lib/repo_refs.h"
#include "lib/repo_trees.h"
#include "tests/unit/repo_fixture.h"

/* Replaces the object that a revision names; text NULL: by nothing. */
static char *spoil(const char *dir, const char *revision, const char *text)
{
	char *id = repo_fixture_git(dir, "rev-parse", revision);
	g_autofree char *path =
		g_strdup_printf(".git/objects/%.2s/%s", id, id + 2);
	g_autofree char *full = g_build_filename(dir, path, NULL);

	g_assert_cmpint(unlink(full), ==, 0);
	if (text)
		repo_fixture_write(dir, path, text);
	return id;
}

/* A repository whose HEAD is one file; opened. */
static char *new_repository(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "1", "agreements/a.xml", "a"));
	return dir;
}

static struct repo *open_head(const char *dir, struct repo_id *head)
{
	g_autoptr(GError) error = NULL;
	struct repo *repo = repo_open(dir, &error);

	g_assert_no_error(error);
	g_assert_true(repo_resolve(repo, "HEAD", head, &error));
	return repo;
}

static void blob_that_is_missing_is_an_error(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(Repo) repo = repo_open(dir, NULL);
	g_autoptr(GError) error = NULL;
	struct repo_id id = { { 1, 2, 3 } };

	g_assert_null(repo_blob(repo, &id, &error));
	g_assert_true(g_str_has_prefix(error->message,
				       "cannot read file '0102030000000000"));
	repo_fixture_end(dir);
}

static void history_that_may_be_cut_is_not_taken_for_whole(void)
{
	char *dir = new_repository();
	g_autoptr(GError) error = NULL;

	repo_fixture_write(dir, ".git/shallow/unreadable", "");
	g_assert_null(repo_open(dir, &error));
	g_assert_nonnull(strstr(error->message, "/shallow"));
	repo_fixture_end(dir);
}

static void damaged_file_is_an_error_with_its_path(void)
{
	char *dir = new_repository();
	g_autofree char *blob = spoil(dir, "HEAD:agreements/a.xml", "rubbish");
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = NULL;
	struct repo_id id;

	repo = open_head(dir, &id);
	g_assert_null(repo_read_files(repo, &id, repo_fixture_folders, diags,
				      &error));
	g_assert_true(g_str_has_prefix(error->message,
				       "'agreements/a.xml': cannot read"));
	g_assert_nonnull(strstr(error->message, blob));
	repo_fixture_end(dir);
}

/* Some files of a commit are asked for; its tree (revision) has this text. */
static void assert_paths_fail(const char *revision, const char *text,
			      const char *prefix)
{
	static const char *const paths[] = { "agreements/a.xml", NULL };
	char *dir = new_repository();
	g_autofree char *tree = spoil(dir, revision, text);
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = NULL;
	struct repo_id id;

	repo = open_head(dir, &id);
	g_assert_null(repo_read_paths(repo, &id, repo_fixture_folders, paths,
				      &error));
	g_assert_nonnull(error);
	g_assert_true(g_str_has_prefix(error->message, prefix));
	g_assert_nonnull(strstr(error->message, tree));
	repo_fixture_end(dir);
}

static void folder_that_cannot_be_read_is_not_an_empty_one(void)
{
	assert_paths_fail("HEAD:agreements", NULL,
			  "'agreements': cannot read tree '");
	assert_paths_fail("HEAD:agreements", "x\x9c",
			  "'agreements': cannot read tree '");
	assert_paths_fail("HEAD^{tree}", NULL, "cannot read tree '");
	assert_paths_fail("HEAD^{tree}", "", "cannot read tree '");
}

/* One that is gone was taken away by a rewrite; one that is damaged was not. */
static void commit_that_cannot_be_read_was_not_rewritten(void)
{
	char *dir = new_repository();
	g_autofree char *old = repo_fixture_git(dir, "rev-parse", "HEAD");
	g_autofree char *new =
		repo_fixture_commit(dir, "2", "agreements/b.xml", "b");
	g_autoptr(Repo) repo = repo_open(dir, NULL);
	g_autoptr(GError) error = NULL;
	enum repo_refs_order order;
	bool is_there;

	g_free(spoil(dir, old, "x\x9c"));
	g_assert_false(repo_refs_has_commit(repo, old, &is_there, &error));
	g_assert_nonnull(strstr(error->message, old));
	g_clear_error(&error);
	g_assert_false(repo_refs_compare(repo, old, new, &order, &error));
	g_assert_nonnull(strstr(error->message, old));
	g_clear_error(&error);
	g_free(spoil(dir, old, NULL));
	g_assert_true(repo_refs_has_commit(repo, old, &is_there, &error));
	g_assert_false(is_there);
	g_assert_true(repo_refs_compare(repo, old, new, &order, &error));
	g_assert_cmpint(order, ==, REPO_REFS_UNRELATED);
	repo_fixture_end(dir);
}

/*
 * A merge that takes back what one side has removed.  If the base seemed to
 * have no file, as that side, the other side's would follow.
 */
static void base_that_cannot_be_read_lets_nothing_follow(void)
{
	char *dir = new_repository();
	g_autofree char *tree = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = NULL;
	struct repo_id id;

	repo_fixture_run(dir, "branch", "side");
	g_free(repo_fixture_commit(dir, "2", "agreements/b.xml", "b"));
	repo_fixture_run(dir, "checkout", "-q", "side");
	g_free(repo_fixture_commit(dir, "3", "agreements/a.xml", NULL));
	repo_fixture_run(dir, "checkout", "-q", "-");
	repo_fixture_run(dir, "merge", "-q", "-s", "ours", "--no-edit", "side");
	tree = spoil(dir, "HEAD~2:agreements", NULL);
	repo = open_head(dir, &id);
	g_assert_null(
		repo_push_changes(repo, &id, repo_fixture_folders, &error));
	g_assert_true(
		g_str_has_prefix(error->message, "cannot read what commit '"));
	g_assert_nonnull(strstr(error->message, tree));
	repo_fixture_end(dir);
}

/* Deflated as git does, but by any text: what a loose object may be. */
static GBytes *deflated(const char *text, gsize len)
{
	g_autoptr(GConverter) deflater = G_CONVERTER(
		g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));
	g_autoptr(GInputStream) from =
		g_memory_input_stream_new_from_data(text, (gssize)len, NULL);
	g_autoptr(GInputStream) stream =
		g_converter_input_stream_new(from, deflater);
	g_autoptr(GError) error = NULL;
	GBytes *bytes = g_input_stream_read_bytes(stream, 4096, NULL, &error);

	g_assert_no_error(error);
	return bytes;
}

static bool is_commit_read(struct repo *repo, const struct repo_id *id)
{
	g_autoptr(GArray) parents =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));
	g_autoptr(GError) error = NULL;
	struct repo_commit commit = { 0 };
	struct repo_id tree;
	bool is_done =
		repo_commit_read(repo, id, &commit, &tree, parents, &error);

	g_assert_true(is_done == !error);
	repo_commit_clear(&commit);
	return is_done;
}

/* Whether the commit is read, if these bytes are its object. */
static bool is_read(const char *dir, const struct repo_id *id, GBytes *bytes,
		    gsize len)
{
	char hex[REPO_ID_HEX + 1];
	g_autofree char *full = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = repo_open(dir, &error);

	g_assert_no_error(error);
	repo_id_format(id, hex);
	full = g_strdup_printf("%s/.git/objects/%.2s/%s", dir, hex, hex + 2);
	unlink(full);
	g_file_set_contents(full, g_bytes_get_data(bytes, NULL), (gssize)len,
			    &error);
	g_assert_no_error(error);
	return is_commit_read(repo, id);
}

/*
 * libgit2 reads a stream that is cut off for ever, and one that is longer than
 * it says past the end of its memory.
 */
static void loose_object_is_as_long_as_it_says_or_damaged(void)
{
	static const char *const heads[] = { "commit 9", "commit 99999999",
					     "commit",	 "comet 10",
					     "blob 10",	 "commit -1",
					     "" };
	char *dir = new_repository();
	g_autofree char *hex = repo_fixture_git(dir, "rev-parse", "HEAD");
	g_autofree char *body = repo_fixture_git(dir, "cat-file", "-p", "HEAD");
	g_autofree char *path =
		g_strdup_printf("%s/.git/objects/%.2s/%s", dir, hex, hex + 2);
	g_autofree char *sound = NULL;
	g_autoptr(GBytes) stream = NULL;
	struct repo_id id;
	gsize len;

	repo_free(open_head(dir, &id));
	g_assert_true(g_file_get_contents(path, &sound, &len, NULL));
	stream = g_bytes_new(sound, len);
	for (gsize n = 0; n < len; n += 5)
		g_assert_false(is_read(dir, &id, stream, n));
	g_assert_true(is_read(dir, &id, stream, len));
	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		g_autoptr(GString) text = g_string_new(heads[i]);
		g_autoptr(GBytes) false_one = NULL;

		g_string_append_c(text, '\0');
		g_string_append(text, body);
		false_one = deflated(text->str, text->len);
		g_assert_false(is_read(dir, &id, false_one,
				       g_bytes_get_size(false_one)));
	}
	repo_fixture_end(dir);
}

/* The start of an id, and what another repository lends, are read alike. */
static void damage_is_found_by_a_start_and_where_lent(void)
{
	char *dir = new_repository();
	char *borrower = repo_fixture_dir();
	g_autofree char *clone = g_build_filename(borrower, "clone", NULL);
	g_autofree char *hex = repo_fixture_git(dir, "rev-parse", "HEAD");
	g_autofree char *start = g_strndup(hex, 7);
	g_autoptr(Repo) repo = NULL;
	g_autoptr(Repo) other = NULL;
	struct repo_id id;

	repo_fixture_run(borrower, "clone", "-qs", dir, "clone");
	repo = open_head(dir, &id);
	g_assert_true(repo_resolve(repo, start, &id, NULL));
	g_clear_pointer(&repo, repo_free);
	other = open_head(clone, &id);
	g_clear_pointer(&other, repo_free);
	g_free(spoil(dir, "HEAD", "x\x9c"));
	repo = repo_open(dir, NULL);
	g_assert_false(is_commit_read(repo, &id));
	g_assert_false(repo_resolve(repo, start, &id, NULL));
	other = repo_open(clone, NULL);
	g_assert_false(is_commit_read(other, &id));
	repo_fixture_end(borrower);
	repo_fixture_end(dir);
}

/* Leaves out the end of the object that a revision names. */
static void cut_off(const char *dir, const char *revision)
{
	g_autofree char *id = repo_fixture_git(dir, "rev-parse", revision);
	g_autofree char *full =
		g_strdup_printf("%s/.git/objects/%.2s/%s", dir, id, id + 2);
	g_autofree char *bytes = NULL;
	gsize len;

	g_assert_true(g_file_get_contents(full, &bytes, &len, NULL));
	g_assert_true(g_file_set_contents(full, bytes, (gssize)len - 6, NULL));
}

/* Where a commit needs an object of which a file is there, but not all. */
static void object_that_is_cut_off_is_written_anew(void)
{
	static const char *const objects[] = { "HEAD:agreements/b.xml",
					       "HEAD:agreements", "HEAD^{tree}",
					       "HEAD" };
	char *dir = new_repository();
	g_autofree char *base = repo_fixture_git(dir, "rev-parse", "HEAD");
	g_autofree char *first = NULL;
	g_autofree char *again = NULL;

	repo_fixture_clock(1772366400);
	first = repo_fixture_commit(dir, "2", "agreements/b.xml", "b");
	for (size_t i = 0; i < G_N_ELEMENTS(objects); i++)
		cut_off(dir, objects[i]);
	repo_fixture_run(dir, "update-ref", "refs/heads/main", base);
	repo_fixture_run(dir, "read-tree", base);
	repo_fixture_clock(1772366400);
	again = repo_fixture_commit(dir, "2", "agreements/b.xml", "b");
	g_assert_cmpstr(again, ==, first);
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

/* What a push brings is not in the repository yet. */
static void damage_is_found_in_a_quarantine(void)
{
	char *dir = repo_fixture_new();
	char *pushed = new_repository();
	g_autofree char *objects =
		g_build_filename(pushed, ".git", "objects", NULL);
	g_autoptr(Repo) repo = NULL;
	struct repo_id id;

	repo_free(open_head(pushed, &id));
	repo = repo_push_open(dir, objects, NULL);
	g_assert_true(is_commit_read(repo, &id));
	g_clear_pointer(&repo, repo_free);
	g_free(spoil(pushed, "HEAD", "x\x9c"));
	repo = repo_push_open(dir, objects, NULL);
	g_assert_false(is_commit_read(repo, &id));
	repo_fixture_end(pushed);
	repo_fixture_end(dir);
}

#define ID "12345678901234567890"

/* How many entries the bytes of a tree hold; -1: they are damaged. */
static int count_entries(const char *bytes, size_t len)
{
	g_autoptr(GBytes) tree = g_bytes_new(bytes, len);
	struct repo_trees_cursor cursor;
	struct repo_trees_entry entry;
	int n = 0;

	repo_trees_start(&cursor, tree);
	while (repo_trees_next(&cursor, &entry))
		n++;
	return cursor.is_damaged ? -1 : n;
}

static void damaged_rows_are_refused(void)
{
	static const char sound[] = "100644 a.xml\0" ID "40000 b\0" ID;
	static const char *const damaged[] = {
		"100644",	"100644 ",
		" a.xml",	"100644a.xml",
		"100644 a",	"100844 a.xml",
		"100000644 a.", "0 a.xml",
		"100644 a/b",	"x 1234567890123456789012345678901234567890",
	};

	g_assert_cmpint(count_entries(sound, 0), ==, 0);
	g_assert_cmpint(count_entries(sound, sizeof(sound) - 1), ==, 2);
	for (size_t len = 1; len < sizeof(sound) - 1; len++)
		g_assert_cmpint(count_entries(sound, len), ==,
				len == strlen(sound) + 21 ? 1 : -1);
	for (size_t i = 0; i < G_N_ELEMENTS(damaged); i++) {
		g_autofree char *text =
			g_strdup_printf("%s%c" ID, damaged[i], '\001');
		size_t at = strlen(damaged[i]);

		text[at] = '\0';
		if (strcmp(damaged[i], "100644 a") != 0)
			g_assert_cmpint(count_entries(text, at + 21), ==, -1);
		g_assert_cmpint(count_entries(text, at), ==, -1);
	}
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
#define TEST(name) g_test_add_func("/repo damage/" #name, name)
	TEST(blob_that_is_missing_is_an_error);
	TEST(history_that_may_be_cut_is_not_taken_for_whole);
	TEST(damaged_file_is_an_error_with_its_path);
	TEST(folder_that_cannot_be_read_is_not_an_empty_one);
	TEST(commit_that_cannot_be_read_was_not_rewritten);
	TEST(base_that_cannot_be_read_lets_nothing_follow);
	TEST(loose_object_is_as_long_as_it_says_or_damaged);
	TEST(damage_is_found_by_a_start_and_where_lent);
	TEST(object_that_is_cut_off_is_written_anew);
	TEST(damage_is_found_in_a_quarantine);
	TEST(damaged_rows_are_refused);
	return g_test_run();
}
