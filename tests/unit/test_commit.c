/* SPDX-License-Identifier: MIT */
#include "lib/commit.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tests/unit/repo_fixture.h"

/* Commits n files, given as path and text (NULL: removed) in turn. */
static bool save(const char *dir, const char *message, const char *const *words,
		 size_t n, GError **error)
{
	struct commit_file files[8] = { 0 };
	struct commit_request request = {
		.message = message,
		.files = files,
		.n_files = n,
	};
	bool is_made;

	g_assert_cmpuint(n, <=, G_N_ELEMENTS(files));
	for (size_t i = 0; i < n; i++) {
		const char *text = words[2 * i + 1];

		files[i].path = words[2 * i];
		if (text != NULL)
			files[i].bytes = g_bytes_new(text, strlen(text));
	}
	is_made = commit_files(dir, &request, NULL, error);
	for (size_t i = 0; i < n; i++)
		g_clear_pointer(&files[i].bytes, g_bytes_unref);
	return is_made;
}

/* Asserts that saving this one file fails with a sentence like pattern. */
static void assert_refused(const char *dir, const char *message,
			   const char *path, const char *text,
			   const char *pattern)
{
	const char *words[] = { path, text };
	g_autoptr(GError) error = NULL;

	g_assert_false(save(dir, message, words, 1, &error));
	g_assert_nonnull(error);
	if (!g_pattern_match_simple(pattern, error->message))
		g_error("'%s' is not like '%s'", error->message, pattern);
}

static void assert_git(const char *expected, char *actual)
{
	g_assert_cmpstr(actual, ==, expected);
	g_free(actual);
}

static void new_repository_has_branch_main(void)
{
	char *top = repo_fixture_dir();
	g_autofree char *dir = g_build_filename(top, "a", "b", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(commit_init_repository(dir, &error));
	g_assert_no_error(error);
	assert_git("refs/heads/main",
		   repo_fixture_git(dir, "symbolic-ref", "HEAD"));
	repo_fixture_assert_sound(dir);
	repo_fixture_end(top);
}

static void existing_repository_is_kept(void)
{
	char *dir = repo_fixture_dir();
	g_autoptr(GError) error = NULL;

	repo_fixture_run(dir, "init", "-q", "-b", "trunk");
	g_assert_true(commit_init_repository(dir, &error));
	assert_git("refs/heads/trunk",
		   repo_fixture_git(dir, "symbolic-ref", "HEAD"));
	repo_fixture_end(dir);
}

static void repository_below_another_is_its_own(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *inner = g_build_filename(dir, "inner", NULL);
	g_autofree char *git = g_build_filename(inner, ".git", NULL);

	g_assert_true(commit_init_repository(inner, NULL));
	g_assert_true(g_file_test(git, G_FILE_TEST_IS_DIR));
	repo_fixture_end(dir);
}

static void bare_repository_is_refused(void)
{
	char *dir = repo_fixture_dir();
	g_autoptr(GError) error = NULL;

	repo_fixture_run(dir, "init", "-q", "--bare");
	g_assert_false(commit_init_repository(dir, &error));
	g_assert_nonnull(strstr(error->message, "bare"));
	repo_fixture_end(dir);
}

static void folder_that_cannot_be_made_is_an_error(void)
{
	char *dir = repo_fixture_dir();
	g_autofree char *inner = g_build_filename(dir, "file", "x", NULL);
	g_autoptr(GError) error = NULL;

	repo_fixture_write(dir, "file", "text");
	g_assert_false(commit_init_repository(inner, &error));
	g_assert_nonnull(strstr(error->message, "cannot"));
	repo_fixture_end(dir);
}

static void first_commit_makes_the_branch(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *hex =
		repo_fixture_commit(dir, "one", "gatehouse.xml", "<a/>");

	assert_git(hex, repo_fixture_git(dir, "rev-parse", "main"));
	assert_git("1", repo_fixture_git(dir, "rev-list", "--count", "HEAD"));
	assert_git("<a/>", repo_fixture_git(dir, "show", "main:gatehouse.xml"));
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

static void same_input_gives_the_same_commit(void)
{
	char *dir = repo_fixture_new();
	char *other = repo_fixture_new();
	g_autofree char *hex = NULL;
	g_autofree char *again = NULL;

	repo_fixture_clock(1600000000);
	hex = repo_fixture_commit(dir, "one", "agreements/a.xml", "<a/>");
	repo_fixture_clock(1600000000);
	again = repo_fixture_commit(other, "one\n\n\n", "agreements/a.xml",
				    "<a/>");
	g_assert_cmpstr(hex, ==, again);
	repo_fixture_end(dir);
	repo_fixture_end(other);
}

static void files_are_added_changed_and_removed_in_folders(void)
{
	char *dir = repo_fixture_new();
	const char *first[] = { "z.txt",
				"z",
				"agreements/b.xml",
				"b",
				"agreements/n/e/c.xml",
				"c",
				"gateways/g.xml",
				"g" };
	const char *second[] = { "agreements/n/e/c.xml", NULL,
				 "agreements/b.xml",	 "changed",
				 "agreements/new.xml",	 "new",
				 "gateways/g.xml",	 NULL };

	g_assert_true(save(dir, "one", first, 4, NULL));
	g_assert_true(save(dir, "two", second, 4, NULL));
	assert_git(
		"agreements/b.xml\nagreements/new.xml\nz.txt",
		repo_fixture_git(dir, "ls-tree", "-r", "--name-only", "HEAD"));
	assert_git("M\tagreements/b.xml\nD\tagreements/n/e/c.xml\n"
		   "A\tagreements/new.xml\nD\tgateways/g.xml",
		   repo_fixture_git(dir, "diff", "--no-renames",
				    "--name-status", "HEAD~1", "HEAD"));
	/* The index follows, the work tree is the caller's. */
	assert_git("", repo_fixture_git(dir, "diff", "--cached"));
	repo_fixture_assert_fsck(dir);
	repo_fixture_end(dir);
}

static void last_file_can_be_removed(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "one", "agreements/a.xml", "<a/>"));
	g_free(repo_fixture_commit(dir, "two", "agreements/a.xml", NULL));
	assert_git("", repo_fixture_git(dir, "ls-tree", "HEAD"));
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

static void mode_of_a_file_stays(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "one", "run.xml", "<a/>"));
	repo_fixture_run(dir, "update-index", "--chmod=+x", "run.xml");
	repo_fixture_run(dir, "commit", "-qm", "two");
	g_free(repo_fixture_commit(dir, "three", "run.xml", "<b/>"));
	assert_git("100755", repo_fixture_git(dir, "ls-tree", "HEAD",
					      "--format=%(objectmode)"));
	repo_fixture_end(dir);
}

static void bytes_are_committed_as_they_are(void)
{
	char *dir = repo_fixture_new();

	repo_fixture_write(dir, ".gitattributes", "* text=auto eol=crlf\n");
	repo_fixture_run(dir, "config", "core.autocrlf", "true");
	g_free(repo_fixture_commit(dir, "one", "a.xml", "x\r\ny\n"));
	assert_git("5", repo_fixture_git(dir, "cat-file", "-s", "HEAD:a.xml"));
	repo_fixture_end(dir);
}

static void what_others_staged_stays_staged(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	repo_fixture_write(dir, "staged.txt", "s");
	repo_fixture_run(dir, "add", "staged.txt");
	g_free(repo_fixture_commit(dir, "two", "b.xml", "b"));
	assert_git("A  staged.txt",
		   repo_fixture_git(dir, "status", "--porcelain"));
	assert_git("a.xml\nb.xml",
		   repo_fixture_git(dir, "ls-tree", "--name-only", "HEAD"));
	repo_fixture_end(dir);
}

static void commit_works_from_a_folder_below(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *below = g_build_filename(dir, "agreements", NULL);
	const char *words[] = { "agreements/b.xml", "b" };

	g_free(repo_fixture_commit(dir, "one", "agreements/a.xml", "a"));
	g_assert_true(save(below, "two", words, 1, NULL));
	assert_git("a.xml\nb.xml",
		   repo_fixture_git(dir, "ls-tree", "--name-only",
				    "HEAD:agreements"));
	repo_fixture_end(dir);
}

static void detached_head_moves_and_the_branch_stays(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *one = repo_fixture_commit(dir, "one", "a.xml", "a");
	g_autofree char *two = NULL;

	repo_fixture_run(dir, "checkout", "-q", "--detach");
	two = repo_fixture_commit(dir, "two", "a.xml", "b");
	assert_git(one, repo_fixture_git(dir, "rev-parse", "main"));
	assert_git(two, repo_fixture_git(dir, "rev-parse", "HEAD"));
	assert_git("HEAD",
		   repo_fixture_git(dir, "rev-parse", "--abbrev-ref", "HEAD"));
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

static void packed_branch_moves(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "one", "agreements/a.xml", "a"));
	repo_fixture_run(dir, "gc", "-q");
	g_free(repo_fixture_commit(dir, "two", "agreements/a.xml", "b"));
	assert_git("2", repo_fixture_git(dir, "rev-list", "--count", "main"));
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

static void move_of_the_branch_is_in_the_reflog(void)
{
	char *dir = repo_fixture_new();

	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	g_free(repo_fixture_commit(dir, "two\n\nbody", "a.xml", "b"));
	assert_git("commit: two\ncommit (initial): one",
		   repo_fixture_git(dir, "log", "-g", "--format=%gs", "HEAD"));
	repo_fixture_end(dir);
}

static void same_content_is_nothing_to_save(void)
{
	char *dir = repo_fixture_new();

	assert_refused(dir, "none", "a.xml", NULL, "nothing to save");
	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	assert_refused(dir, "two", "a.xml", "a", "nothing to save");
	assert_refused(dir, "two", "x/b.xml", NULL, "nothing to save");
	assert_git("1", repo_fixture_git(dir, "rev-list", "--count", "HEAD"));
	repo_fixture_end(dir);
}

static void commit_rests_on_the_head_that_was_compared(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("B", 1);
	const struct commit_file file = { "a.txt", bytes };
	struct commit_request request = {
		.message = "mine",
		.base = "",
		.files = &file,
		.n_files = 1,
	};
	const char *theirs[] = { "a.txt", "A" };
	g_autoptr(GError) error = NULL;
	g_autofree char *head = NULL;

	g_assert_true(save(dir, "theirs", theirs, 1, &error));
	g_assert_false(commit_files(dir, &request, NULL, &error));
	g_assert_cmpstr(error->message, ==,
			"HEAD moved while saving; nothing was committed, run "
			"the command again");
	g_clear_error(&error);
	head = repo_fixture_git(dir, "rev-parse", "HEAD");
	request.base = head;
	g_assert_true(commit_files(dir, &request, NULL, &error));
	g_assert_false(commit_files(dir, &request, NULL, NULL));
	repo_fixture_end(dir);
}

static void locked_branch_is_left_alone(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *one = repo_fixture_commit(dir, "one", "a.xml", "a");

	repo_fixture_write(dir, ".git/refs/heads/main.lock", "");
	assert_refused(dir, "two", "a.xml", "b",
		       "another program is changing 'refs/heads/main'*");
	repo_fixture_write(dir, ".git/refs/heads/main.lock", NULL);
	assert_git(one, repo_fixture_git(dir, "rev-parse", "HEAD"));
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

static void locked_first_branch_is_left_alone(void)
{
	char *dir = repo_fixture_new();

	repo_fixture_write(dir, ".git/refs/heads/main.lock", "");
	assert_refused(dir, "one", "a.xml", "b", "another program is *");
	repo_fixture_write(dir, ".git/refs/heads/main.lock", NULL);
	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

static void locked_index_does_not_stop_a_commit(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *hex = NULL;

	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	repo_fixture_write(dir, ".git/index.lock", "");
	hex = repo_fixture_commit(dir, "two", "a.xml", "b");
	repo_fixture_write(dir, ".git/index.lock", NULL);
	assert_git(hex, repo_fixture_git(dir, "rev-parse", "HEAD"));
	repo_fixture_run(dir, "reset", "-q");
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

static void merge_under_way_is_refused(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *one = repo_fixture_commit(dir, "one", "a.xml", "a");

	repo_fixture_write(dir, ".git/MERGE_HEAD", one);
	assert_refused(dir, "two", "a.xml", "b", "a merge, *");
	repo_fixture_end(dir);
}

static void paths_that_lead_astray_are_refused(void)
{
	static const char *const paths[] = {
		"",	     "/etc/passwd", "../a.xml",	 "a/../b.xml",
		"a//b.xml",  "a/",	    "./a.xml",	 ".git/config",
		"a/.GIT/xx", "a\nb.xml",    "a\xff.xml",
	};
	char *dir = repo_fixture_new();

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
		assert_refused(dir, "one", paths[i], "text",
			       "'*' cannot be the path of a file *");
	repo_fixture_end(dir);
}

static void file_and_folder_do_not_replace_each_other(void)
{
	char *dir = repo_fixture_new();
	const char *twice[] = { "b.xml", "1", "a.xml", "0", "b.xml", "2" };
	g_autoptr(GError) error = NULL;

	g_free(repo_fixture_commit(dir, "one", "x/a.xml", "a"));
	assert_refused(dir, "two", "x", "text", "'x' is a folder *");
	assert_refused(dir, "two", "x/a.xml/b.xml", "text",
		       "'x/a.xml' is no folder *");
	g_assert_false(save(dir, "two", twice, 3, &error));
	g_assert_cmpstr(error->message, ==,
			"'b.xml' is to be saved twice in one commit");
	repo_fixture_end(dir);
}

static void empty_message_is_refused(void)
{
	char *dir = repo_fixture_new();

	assert_refused(dir, " \n\t\n", "a.xml", "a", "the commit message is *");
	assert_refused(dir, "\xff", "a.xml", "a", "*not valid UTF-8");
	g_free(repo_fixture_commit(dir, "\n # kept  \n\n\n\nbody", "a.xml",
				   "a"));
	assert_git(" # kept\n\nbody",
		   repo_fixture_git(dir, "log", "-1", "--format=%B"));
	repo_fixture_end(dir);
}

static void author_date_is_as_asked(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("a", 1);
	const struct commit_file file = { "a.xml", bytes };
	struct commit_request request = {
		.message = "one",
		.author_time = 1400000000,
		.author_offset = 60,
		.files = &file,
		.n_files = 1,
	};
	g_autoptr(GError) error = NULL;

	repo_fixture_clock(1600000000);
	g_assert_true(commit_files(dir, &request, NULL, NULL));
	assert_git("2014-05-13T17:53:20+01:00 1600000000",
		   repo_fixture_git(dir, "log", "-1", "--format=%aI %ct"));
	request.author_time = -5;
	g_assert_false(commit_files(dir, &request, NULL, &error));
	g_assert_nonnull(strstr(error->message, "1970"));
	repo_fixture_end(dir);
}

static void clock_is_used_without_an_epoch(void)
{
	char *dir = repo_fixture_new();
	const char *words[] = { "a.xml", "a" };
	int64_t before = g_get_real_time() / G_USEC_PER_SEC;
	g_autofree char *time = NULL;

	g_unsetenv("SOURCE_DATE_EPOCH");
	g_assert_true(save(dir, "one", words, 1, NULL));
	time = repo_fixture_git(dir, "log", "-1", "--format=%ct");
	g_assert_cmpint(g_ascii_strtoll(time, NULL, 10), >=, before);
	g_setenv("SOURCE_DATE_EPOCH", "yesterday", TRUE);
	assert_refused(dir, "two", "a.xml", "b", "SOURCE_DATE_EPOCH is *");
	repo_fixture_clock(1700000000);
	repo_fixture_end(dir);
}

static void commit_outside_a_repository_is_an_error(void)
{
	char *dir = repo_fixture_dir();

	assert_refused(dir, "one", "a.xml", "a", "no git repository in *");
	repo_fixture_end(dir);
}

static void no_hook_runs(void)
{
	char *dir = repo_fixture_new();
	g_autofree char *trace = g_build_filename(dir, "ran", NULL);
	static const char *const names[] = { "pre-commit", "commit-msg",
					     "post-commit",
					     "reference-transaction",
					     "post-index-change" };
	g_autofree char *script =
		g_strdup_printf("#!/bin/sh\ntouch '%s'\nfalse\n", trace);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path =
			g_strconcat(".git/hooks/", names[i], NULL);
		g_autofree char *full = g_build_filename(dir, path, NULL);

		repo_fixture_write(dir, path, script);
		g_assert_cmpint(g_chmod(full, 0755), ==, 0);
	}
	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	g_assert_false(g_file_test(trace, G_FILE_TEST_EXISTS));
	repo_fixture_end(dir);
}

#define SAVES 20

struct saver {
	const char *dir;
	const char *path;
};

/* Saves a file many times, each time until it is not turned away. */
static gpointer save_often(gpointer data)
{
	const struct saver *saver = data;

	for (int i = 0; i < SAVES;) {
		g_autofree char *text = g_strdup_printf("%d", i);
		const char *words[] = { saver->path, text };
		g_autoptr(GError) error = NULL;

		if (save(saver->dir, text, words, 1, &error))
			i++;
		else if (!g_str_has_prefix(error->message, "HEAD moved") &&
			 !g_str_has_prefix(error->message, "another program"))
			g_error("%s", error->message);
	}
	return NULL;
}

static void those_who_save_at_once_lose_nothing(void)
{
	char *dir = repo_fixture_new();
	struct saver a = { dir, "agreements/a.xml" };
	struct saver b = { dir, "agreements/b.xml" };
	GThread *thread = g_thread_new("saver", save_often, &a);

	save_often(&b);
	g_thread_join(thread);
	for (int i = 0; i < 2; i++)
		assert_git("20",
			   repo_fixture_git(dir, "rev-list", "--count", "HEAD",
					    "--", i ? a.path : b.path));
	repo_fixture_run(dir, "reset", "-q", "--hard");
	repo_fixture_assert_sound(dir);
	repo_fixture_end(dir);
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
#define TEST(name) g_test_add_func("/commit/" #name, name)
	TEST(new_repository_has_branch_main);
	TEST(existing_repository_is_kept);
	TEST(repository_below_another_is_its_own);
	TEST(bare_repository_is_refused);
	TEST(folder_that_cannot_be_made_is_an_error);
	TEST(first_commit_makes_the_branch);
	TEST(same_input_gives_the_same_commit);
	TEST(files_are_added_changed_and_removed_in_folders);
	TEST(last_file_can_be_removed);
	TEST(mode_of_a_file_stays);
	TEST(bytes_are_committed_as_they_are);
	TEST(what_others_staged_stays_staged);
	TEST(commit_works_from_a_folder_below);
	TEST(detached_head_moves_and_the_branch_stays);
	TEST(packed_branch_moves);
	TEST(move_of_the_branch_is_in_the_reflog);
	TEST(same_content_is_nothing_to_save);
	TEST(commit_rests_on_the_head_that_was_compared);
	TEST(locked_branch_is_left_alone);
	TEST(locked_first_branch_is_left_alone);
	TEST(locked_index_does_not_stop_a_commit);
	TEST(merge_under_way_is_refused);
	TEST(paths_that_lead_astray_are_refused);
	TEST(file_and_folder_do_not_replace_each_other);
	TEST(empty_message_is_refused);
	TEST(author_date_is_as_asked);
	TEST(clock_is_used_without_an_epoch);
	TEST(commit_outside_a_repository_is_an_error);
	TEST(no_hook_runs);
	TEST(those_who_save_at_once_lose_nothing);
	return g_test_run();
}
