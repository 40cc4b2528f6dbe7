/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_PUSH_H
#define GATEHOUSE_REPO_PUSH_H

#include <stdbool.h>

#include <glib.h>

#include "lib/repo.h"

/* What a push brings, seen from the repository that receives it. */

/*
 * Opens the repository at dir, which may be bare.  What a push has brought is
 * not in it yet: git keeps it in a quarantine, the folder of that name, until
 * the hooks have agreed.  NULL: there is none.
 */
struct repo *repo_push_open(const char *dir, const char *quarantine,
			    GError **error);

/* 40 hexadecimal digits; false: text is no such id. */
bool repo_push_parse_id(const char *text, struct repo_id *id);

/* The branch that HEAD names ("refs/heads/main"), owned; NULL: none. */
char *repo_push_head(struct repo *repo);

/*
 * The commits that lead to the object id (a commit, or a tag of one) and that
 * no reference of the repository leads to yet, newest first: an array of
 * struct repo_id, owned by the caller.  Empty where it is no commit.  NULL,
 * with error set, when one of them is missing.
 */
GArray *repo_push_commits(struct repo *repo, const struct repo_id *id,
			  GError **error);

/* Whether new comes after old in history, or is the same. */
bool repo_push_goes_on(struct repo *repo, const struct repo_id *old,
		       const struct repo_id *new);

/* A register file that a commit itself changes. */
struct repo_push_change {
	char *path;
	struct repo_id old_blob; /* none: added */
	struct repo_id new_blob; /* none: removed */
	bool is_odd; /* one of them is the text of a link, or no file at all */
};

/*
 * What a commit changes against its parent: an array of struct
 * repo_push_change, with its strings owned by the caller.  A merge of two
 * changes only what does not follow from its parents and their base: where one
 * side has left a file as it was, the other side's version follows.  NULL with
 * error set.
 */
GPtrArray *repo_push_changes(struct repo *repo, const struct repo_id *commit,
			     const char *const *folders, GError **error);

/*
 * The trailers of a message that is about to become a commit, as git would
 * read them ("Key: value"), owned by the caller: lines of comment, and all
 * that follows the scissors of "git commit -v", do not count.
 */
char **repo_push_trailers(const char *message);

#endif
