/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_LOCAL_H
#define GATEHOUSE_REPO_LOCAL_H

#include <stdbool.h>

#include <glib.h>

struct diags;
struct files;
struct repo;
struct repo_id;

/* What a repository holds besides commits: its index, and where it is from. */

/*
 * The files of the registers as they stand in the index, that is, as the next
 * commit would hold them; otherwise as repo_read_files.  NULL, with error set,
 * when a merge has left conflicts in the index.
 */
struct files *repo_local_staged(struct repo *repo, const char *const *folders,
				struct diags *diags, GError **error);

/*
 * From now on the index is the file at path: git gives one of its own to the
 * hooks of "git commit -a".  False, with error set, when it cannot be read.
 */
bool repo_local_use_index(struct repo *repo, const char *path, GError **error);

/* Whether a merge is under way that has yet to be committed. */
bool repo_local_is_merging(struct repo *repo);

/*
 * The folder that git runs the repository's hooks from, owned by the caller.
 * NULL, with error set, where core.hooksPath names another one: it may serve
 * other repositories too.
 */
char *repo_local_hooks(struct repo *repo, GError **error);

/*
 * The web or ssh address of the remote "origin" without user and password,
 * owned by the caller; NULL when there is none, or it is no such address.
 */
char *repo_local_origin(struct repo *repo);

/*
 * Why the history that leads to a commit is not, or may not be, all that was
 * written: a shallow clone, commits that are missing, replacements and grafts
 * of git (which this program does not follow), and branches or published
 * commits that were rewritten.  Sentences for the user, in a fixed order, as
 * an array of char * owned by the caller; empty: nothing is known against it.
 * is_cut says that reading it met parents that are not there.
 */
GPtrArray *repo_local_doubts(struct repo *repo, const struct repo_id *commit,
			     bool is_cut);

#endif
