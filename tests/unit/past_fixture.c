/* SPDX-License-Identifier: MIT */
#include "tests/unit/past_fixture.h"

#include <string.h>

#include <glib.h>

#include "lib/commit.h"
#include "lib/commit_request.h"
#include "lib/files.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "tests/unit/repo_fixture.h"

#define SINCE_BEFORE 1767610800 /* 2026-01-05T11:00:00Z */
#define SINCE_NOW 1777633200	/* 2026-05-01T11:00:00Z */

struct past_fixture {
	char *dir;
	struct repo *repo;
	struct repo_history *commits;
	struct record_history *history;
};

static bool is_same(const struct file *a, const struct file *b)
{
	return a && a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* Commits what of to is not so in from (NULL: nothing is). */
static void commit(const char *dir, int64_t when, const struct files *from,
		   const struct files *to)
{
	size_t n = 0;
	g_autofree struct commit_file *changed =
		g_new0(struct commit_file, files_len(to) + 1);
	struct commit_request request = { .message = "As it is",
					  .files = changed };
	g_autoptr(GError) error = NULL;
	g_autofree char *hex = NULL;

	repo_fixture_clock(when);
	for (size_t i = 0; i < files_len(to); i++) {
		const struct file *file = files_get(to, i);
		g_autofree char *text = g_strndup(file->bytes, file->len);

		if (from && is_same(files_find(from, file->path), file))
			continue;
		repo_fixture_write(dir, file->path, text);
		changed[n++] = (struct commit_file){
			file->path, g_bytes_new(file->bytes, file->len)
		};
	}
	request.n_files = n;
	commit_files(dir, &request, &hex, &error);
	g_assert_no_error(error);
	while (n > 0)
		g_bytes_unref(changed[--n].bytes);
}

struct past_fixture *past_fixture_new(const struct library *library,
				      const struct files *before,
				      const struct files *now)
{
	struct past_fixture *past = g_new0(struct past_fixture, 1);
	g_autoptr(GError) error = NULL;
	struct repo_id head;

	past->dir = repo_fixture_new();
	commit(past->dir, SINCE_BEFORE, NULL, before);
	commit(past->dir, SINCE_NOW, before, now);
	past->repo = repo_open(past->dir, &error);
	g_assert_no_error(error);
	g_assert_true(repo_resolve(past->repo, "HEAD", &head, &error));
	past->commits =
		repo_history_read(past->repo, &head, library->folders, &error);
	g_assert_no_error(error);
	past->history = record_history_new(library, past->repo, past->commits);
	return past;
}

void past_fixture_free(struct past_fixture *past)
{
	if (!past)
		return;
	record_history_free(past->history);
	repo_history_free(past->commits);
	repo_free(past->repo);
	repo_fixture_end(past->dir);
	g_free(past);
}

struct record_history *past_fixture_history(struct past_fixture *past)
{
	return past->history;
}
