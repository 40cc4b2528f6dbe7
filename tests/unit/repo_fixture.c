/* SPDX-License-Identifier: MIT */
#include "tests/unit/repo_fixture.h"

#include <string.h>

#include <glib/gstdio.h>

#include "lib/commit.h"

const char *const repo_fixture_folders[] = { "agreements", "gateways", NULL };

static int64_t now = 1700000000;

void repo_fixture_start(int *argc, char ***argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *home = g_dir_make_tmp("home-XXXXXX", &error);

	g_assert_no_error(error);
	g_setenv("HOME", home, TRUE);
	g_setenv("XDG_CONFIG_HOME", home, TRUE);
	g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
	g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
	g_setenv("GIT_AUTHOR_NAME", "Ada Example", TRUE);
	g_setenv("GIT_AUTHOR_EMAIL", "ada@example.org", TRUE);
	g_setenv("GIT_COMMITTER_NAME", "Ada Example", TRUE);
	g_setenv("GIT_COMMITTER_EMAIL", "ada@example.org", TRUE);
	g_setenv("TZ", "UTC", TRUE);
	repo_fixture_clock(now);
	g_test_init(argc, argv, NULL);
	g_rmdir(home);
}

void repo_fixture_clock(int64_t seconds)
{
	g_autofree char *epoch = g_strdup_printf("%" G_GINT64_FORMAT, seconds);
	g_autofree char *date = g_strconcat(epoch, " +0000", NULL);

	now = seconds;
	g_setenv("SOURCE_DATE_EPOCH", epoch, TRUE);
	g_setenv("GIT_AUTHOR_DATE", date, TRUE);
	g_setenv("GIT_COMMITTER_DATE", date, TRUE);
}

char *repo_fixture_dir(void)
{
	g_autoptr(GError) error = NULL;
	char *dir = g_dir_make_tmp("gatehouse-XXXXXX", &error);

	g_assert_no_error(error);
	return dir;
}

char *repo_fixture_new(void)
{
	g_autoptr(GError) error = NULL;
	char *dir = repo_fixture_dir();

	g_assert_true(commit_init_repository(dir, &error));
	g_assert_no_error(error);
	return dir;
}

static void spawn(const char *dir, char **argv, char **output)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *complaint = NULL;
	int status = 0;

	g_spawn_sync(dir, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, output,
		     &complaint, &status, &error);
	g_assert_no_error(error);
	if (status != 0)
		g_test_message("%s %s: %s", argv[0], argv[1], complaint);
	g_assert_cmpint(status, ==, 0);
}

void repo_fixture_end(char *dir)
{
	const char *argv[] = { "rm", "-rf", dir, NULL };

	spawn(NULL, (char **)argv, NULL);
	g_free(dir);
}

char *repo_fixture_words(const char *dir, const char *const *words)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	char *output = NULL;

	g_ptr_array_add(argv, (gpointer) "git");
	for (; *words != NULL; words++)
		g_ptr_array_add(argv, (gpointer)*words);
	g_ptr_array_add(argv, NULL);
	spawn(dir, (char **)argv->pdata, &output);
	return g_strchomp(output);
}

void repo_fixture_write(const char *dir, const char *path, const char *text)
{
	g_autofree char *file = g_build_filename(dir, path, NULL);
	g_autofree char *folder = g_path_get_dirname(file);
	g_autoptr(GError) error = NULL;

	if (text == NULL) {
		g_remove(file);
		return;
	}
	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_file_set_contents(file, text, -1, &error);
	g_assert_no_error(error);
}

char *repo_fixture_commit(const char *dir, const char *message,
			  const char *path, const char *text)
{
	g_autoptr(GBytes) bytes =
		text != NULL ? g_bytes_new(text, strlen(text)) : NULL;
	const struct commit_file file = { path, bytes };
	const struct commit_request request = {
		.message = message,
		.files = &file,
		.n_files = 1,
	};
	g_autoptr(GError) error = NULL;
	char *hex = NULL;

	repo_fixture_clock(now + 60);
	repo_fixture_write(dir, path, text);
	commit_files(dir, &request, &hex, &error);
	g_assert_no_error(error);
	return hex;
}

void repo_fixture_assert_fsck(const char *dir)
{
	g_autofree char *said =
		repo_fixture_git(dir, "fsck", "--strict", "--no-dangling");

	g_assert_cmpstr(said, ==, "");
}

void repo_fixture_assert_sound(const char *dir)
{
	g_autofree char *status =
		repo_fixture_git(dir, "status", "--porcelain");

	g_assert_cmpstr(status, ==, "");
	repo_fixture_assert_fsck(dir);
}

void repo_fixture_import(const char *dir, const char *stream)
{
	const char *argv[] = { "sh", "-c",
			       "git fast-import --quiet <.git/stream", NULL };

	repo_fixture_write(dir, ".git/stream", stream);
	spawn(dir, (char **)argv, NULL);
}

struct repo_id repo_fixture_id(const char *hex)
{
	struct repo_id id;

	g_assert_cmpuint(strlen(hex), ==, REPO_ID_HEX);
	for (size_t i = 0; i < sizeof(id.bytes); i++)
		id.bytes[i] = (uint8_t)(g_ascii_xdigit_value(hex[2 * i]) << 4 |
					g_ascii_xdigit_value(hex[2 * i + 1]));
	return id;
}
