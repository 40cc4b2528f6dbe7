/* SPDX-License-Identifier: MIT */
/*
 * In whose name commits are made.
 */
#include "lib/commit.h"

#include <glib.h>

#include "tests/unit/repo_fixture.h"

static void identity_comes_from_environment_or_configuration(void)
{
	char *dir = repo_fixture_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("a", 1);
	struct commit_file file = { .path = "a.xml", .bytes = bytes };
	struct commit_request request = { .message = "one",
					  .files = &file,
					  .n_files = 1 };
	g_autofree char *who = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) refused = NULL;

	g_assert_true(commit_has_identity(dir, &error));
	g_unsetenv("GIT_AUTHOR_NAME");
	g_assert_false(commit_has_identity(dir, &error));
	g_assert_true(g_str_has_prefix(error->message,
				       "git does not know who you are"));
	g_assert_false(commit_files(dir, &request, NULL, &refused));
	g_assert_cmpstr(refused->message, ==, error->message);
	repo_fixture_run(dir, "config", "user.name", "Grace Example");
	g_assert_true(commit_has_identity(dir, NULL));
	g_free(repo_fixture_commit(dir, "one", "a.xml", "a"));
	who = repo_fixture_git(dir, "log", "-1", "--format=%an <%ae>, %cn");
	g_assert_cmpstr(who, ==,
			"Grace Example <ada@example.org>, Ada Example");
	g_setenv("GIT_AUTHOR_NAME", "Ada Example", TRUE);
	repo_fixture_end(dir);
}

static void identity_is_found_where_there_is_no_repository(void)
{
	char *dir = repo_fixture_dir();

	g_assert_true(commit_has_identity(dir, NULL));
	g_unsetenv("GIT_COMMITTER_EMAIL");
	g_assert_false(commit_has_identity(dir, NULL));
	g_setenv("GIT_COMMITTER_EMAIL", "ada@example.org", TRUE);
	repo_fixture_end(dir);
}

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
#define TEST(test) g_test_add_func("/commit_identity/" #test, test)
	TEST(identity_comes_from_environment_or_configuration);
	TEST(identity_is_found_where_there_is_no_repository);
	return g_test_run();
}
