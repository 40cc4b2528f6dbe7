/* SPDX-License-Identifier: MIT */
/*
 * What is left of a run that died: here a child that ends without a word while
 * it holds git's locks.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/lock_holder.h"
#include "lib/repo_stage.h"
#include "tests/unit/repo_fixture.h"

#define OLD "1111111111111111111111111111111111111111"
#define NEW "2222222222222222222222222222222222222222"

static char *dir; /* of the running test; a repository */

static char *at(const char *path)
{
	return g_build_filename(dir, ".git", path, NULL);
}

static bool is_there(const char *path)
{
	g_autofree char *full = at(path);

	return g_file_test(full, G_FILE_TEST_EXISTS);
}

static char *text_of(const char *path)
{
	g_autofree char *full = at(path);
	char *text = NULL;

	g_assert_true(g_file_get_contents(full, &text, NULL, NULL));
	return text;
}

/* The folder of a run; NULL: none is there. */
static char *find_stage(void)
{
	g_autofree char *git = at("");
	g_autoptr(GDir) listing = g_dir_open(git, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(listing))) {
		if (g_str_has_prefix(name, "gatehouse-"))
			return at(name);
	}
	return NULL;
}

static bool has_stage(void)
{
	g_autofree char *stage = find_stage();

	return stage != NULL;
}

static void sweep(void)
{
	g_autofree char *git = at("");

	repo_stage_sweep(git);
}

/* Begins a commit, as far as is_switched says, and dies. */
static void die_in_commit(bool is_switched)
{
	g_autofree char *git = at("");
	g_autofree char *ref = at("refs/heads/main");
	g_autofree char *index = at("index");
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct repo_stage *stage = repo_stage_new(git, NULL);
		bool is_done =
			stage && repo_stage_lock(stage, index, NULL) &&
			g_file_set_contents(repo_stage_index(stage), "new", -1,
					    NULL) &&
			repo_stage_lock(stage, ref, NULL) &&
			(!is_switched ||
			 repo_stage_switch(stage, ref, NEW, index, NULL));

		_exit(is_done ? 0 : 1);
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_cmpint(status, ==, 0);
	g_assert_true(is_there("refs/heads/main.lock"));
	g_assert_true(is_there("index.lock"));
	g_assert_true(has_stage());
}

static void begin(void)
{
	dir = repo_fixture_new();
	repo_fixture_write(dir, ".git/refs/heads/main", OLD "\n");
	repo_fixture_write(dir, ".git/index", "old");
}

static void locks_of_a_dead_run_are_removed(void)
{
	g_autofree char *index = NULL;

	begin();
	die_in_commit(false);
	sweep();
	g_assert_false(is_there("refs/heads/main.lock"));
	g_assert_false(is_there("index.lock"));
	g_assert_false(has_stage());
	index = text_of("index");
	g_assert_cmpstr(index, ==, "old");
	repo_fixture_end(dir);
}

static void switch_of_a_dead_run_is_finished(void)
{
	g_autofree char *index = NULL;

	begin();
	die_in_commit(true);
	sweep();
	index = text_of("index");
	g_assert_cmpstr(index, ==, "new");
	g_assert_false(is_there("index.lock"));
	g_assert_false(has_stage());
	repo_fixture_end(dir);
}

/* Its note, or the branch: nobody can tell what there is to be finished. */
static void what_cannot_be_read_is_finished_later(const char *path)
{
	g_autofree char *aside = g_strconcat(path, "-", NULL);
	g_autofree char *index = NULL;

	g_assert_cmpint(g_rename(path, aside), ==, 0);
	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	sweep();
	g_assert_true(is_there("index.lock"));
	g_assert_true(has_stage());
	g_assert_cmpint(g_rmdir(path), ==, 0);
	g_assert_cmpint(g_rename(aside, path), ==, 0);
	sweep();
	index = text_of("index");
	g_assert_cmpstr(index, ==, "new");
	g_assert_false(has_stage());
}

static void switch_that_cannot_be_read_is_finished_later(void)
{
	static const char *const names[] = { "switch", NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *stage = NULL;
		g_autofree char *path = NULL;

		begin();
		die_in_commit(true);
		stage = find_stage();
		path = names[i] ? g_build_filename(stage, names[i], NULL)
				: at("refs/heads/main");
		what_cannot_be_read_is_finished_later(path);
		repo_fixture_end(dir);
	}
}

static void switch_that_others_have_passed_is_not_finished(void)
{
	g_autofree char *index = NULL;

	begin();
	die_in_commit(true);
	repo_fixture_write(dir, ".git/refs/heads/main", OLD "\n");
	sweep();
	index = text_of("index");
	g_assert_cmpstr(index, ==, "old");
	g_assert_false(is_there("index.lock"));
	repo_fixture_end(dir);
}

static void lock_that_git_took_since_is_left_alone(void)
{
	begin();
	die_in_commit(false);
	repo_fixture_write(dir, ".git/index.lock", NULL);
	repo_fixture_write(dir, ".git/index.lock", "of git");
	sweep();
	g_assert_true(is_there("index.lock"));
	g_assert_false(is_there("refs/heads/main.lock"));
	repo_fixture_end(dir);
}

static void locks_of_a_living_run_are_left_alone(void)
{
	g_autoptr(RepoStage) stage = NULL;
	g_autofree char *git = NULL;
	g_autofree char *ref = NULL;

	begin();
	git = at("");
	ref = at("refs/heads/main");
	stage = repo_stage_new(git, NULL);
	g_assert_true(repo_stage_lock(stage, ref, NULL));
	sweep();
	g_assert_true(is_there("refs/heads/main.lock"));
	g_assert_true(has_stage());
	g_clear_pointer(&stage, repo_stage_free);
	g_assert_false(is_there("refs/heads/main.lock"));
	g_assert_false(has_stage());
	repo_fixture_end(dir);
}

static void holder_of_a_lock_is_told(void)
{
	g_autofree char *lock = NULL;
	g_autofree char *free_words = NULL;
	g_autofree char *words = NULL;
	g_autofree char *expected =
		g_strdup_printf("*process %d,*has it open*", (int)getpid());
	FILE *file;

	begin();
	lock = at("index.lock");
	free_words = lock_holder_tell(lock);
	g_assert_cmpstr(free_words, ==, "its lock is free now");
	file = fopen(lock, "we");
	words = lock_holder_tell(lock);
	g_assert_true(g_pattern_match_simple(expected, words));
	fclose(file);
	repo_fixture_end(dir);
}

#define TEST(name) g_test_add_func("/repo-stage/" #name, name)

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
	TEST(locks_of_a_dead_run_are_removed);
	TEST(switch_of_a_dead_run_is_finished);
	TEST(switch_that_cannot_be_read_is_finished_later);
	TEST(switch_that_others_have_passed_is_not_finished);
	TEST(lock_that_git_took_since_is_left_alone);
	TEST(locks_of_a_living_run_are_left_alone);
	TEST(holder_of_a_lock_is_told);
	return g_test_run();
}
