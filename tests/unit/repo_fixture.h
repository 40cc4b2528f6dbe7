/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_FIXTURE_H
#define GATEHOUSE_REPO_FIXTURE_H

#include <stdint.h>

#include <glib.h>

#include "lib/repo.h"

struct repo;

/* Repositories for tests: made with the program's own code, and with git. */

/* The registers that the tests use: agreements, gateways. */
extern const char *const repo_fixture_folders[];

/*
 * Starts the test program: no configuration but a user "Ada Example", no
 * clock but repo_fixture_clock.  Before anything else.
 */
void repo_fixture_start(int *argc, char ***argv);

/* Sets the time of the commits that follow, in seconds since the epoch. */
void repo_fixture_clock(int64_t seconds);

/* A new empty folder; repo_fixture_end removes it and frees the string. */
char *repo_fixture_dir(void);

/* A new folder with an empty repository. */
char *repo_fixture_new(void);
void repo_fixture_end(char *dir);

/* Writes a file of the work tree, its folders made; text NULL: removes it. */
void repo_fixture_write(const char *dir, const char *path, const char *text);

/*
 * Writes the file and commits it, one minute after the commit before.  The id,
 * owned by the caller.
 */
char *repo_fixture_commit(const char *dir, const char *message,
			  const char *path, const char *text);

/*
 * Runs git with these words, and requires success.  What it wrote, without
 * white space at the end; owned by the caller.
 */
#define repo_fixture_git(dir, ...) \
	repo_fixture_words(dir, (const char *const[]){ __VA_ARGS__, NULL })
char *repo_fixture_words(const char *dir, const char *const *words);

/* The same for its effect only. */
#define repo_fixture_run(...) g_free(repo_fixture_git(__VA_ARGS__))

/* Makes the branches and commits of a stream for git fast-import. */
void repo_fixture_import(const char *dir, const char *stream);

/* The id that git writes so. */
struct repo_id repo_fixture_id(const char *hex);

/* Asserts that git finds nothing wrong, in the objects or in the work tree. */
void repo_fixture_assert_sound(const char *dir);

/* The same without asking for a work tree that equals HEAD. */
void repo_fixture_assert_fsck(const char *dir);

#endif
