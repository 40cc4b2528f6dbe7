/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_COMMIT_INDEX_H
#define GATEHOUSE_COMMIT_INDEX_H

#include <stdbool.h>

#include <glib.h>

struct commit_request;
struct git_repository;
struct git_tree;
struct repo_stage;

/* Private to commit.c: how git's index follows a commit. */

/*
 * Locks the index and prepares one that holds the committed files as tree has
 * them.  *path receives where the index is, owned by the caller; NULL where it
 * is locked or of a kind unknown to us, and is to be left alone.  False, with
 * error set, when the new one cannot be written.
 */
bool commit_index_prepare(struct git_repository *git,
			  const struct git_tree *tree,
			  const struct commit_request *request,
			  struct repo_stage *stage, char **path,
			  GError **error);

#endif
