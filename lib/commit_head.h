/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_COMMIT_HEAD_H
#define GATEHOUSE_COMMIT_HEAD_H

#include <stdbool.h>

#include <glib.h>

struct git_commit;
struct git_oid;
struct git_repository;
struct git_signature;
struct repo_stage;

/* Private to commit.c and repo_refs.c: the reference that a commit moves. */

struct commit_head {
	char *name; /* "refs/heads/main"; detached: "HEAD" */
	char *hex;  /* the id it has; NULL: it is not there yet */
	struct git_commit *commit; /* that of the id, if anybody wants it */
};

/* Follows HEAD to the reference that holds an id, or is yet to be made. */
bool commit_head_read(struct git_repository *git, struct commit_head *head,
		      GError **error);
void commit_head_clear(struct commit_head *head);

/* Where git keeps a reference, absolute; owned by the caller. */
char *commit_head_path(struct git_repository *git, const char *name);

/*
 * Locks the reference, which is given back with the stage, and looks whether
 * it is still where head says.  False, with error set, when not.
 */
bool commit_head_lock(struct git_repository *git,
		      const struct commit_head *head, struct repo_stage *stage,
		      GError **error);

/*
 * Writes the move into the reference's log, and HEAD's, as far as git keeps
 * them.  False, with error set and the logs as they were, when it cannot.
 */
bool commit_head_log(struct git_repository *git, const struct commit_head *head,
		     const struct git_oid *id,
		     const struct git_signature *committer, const char *message,
		     GError **error);

#endif
