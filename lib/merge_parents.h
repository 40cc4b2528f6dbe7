/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_MERGE_PARENTS_H
#define GATEHOUSE_MERGE_PARENTS_H

#include <stddef.h>

#include <glib.h>

#include "lib/repo.h"

/* The file of a record in one parent of a merge. */
struct merge_parent {
	const char *path; /* NULL: this parent does not have the record */
	struct repo_id blob;
};

/* The parents of one commit, to look records up in. */
struct merge_parents;

/*
 * Reads which parents a commit has.  A parent that is not in the repository,
 * or cannot be read, counts as one without records.  folders and repo must
 * outlive the result.
 */
struct merge_parents *merge_parents_new(struct repo *repo,
					const struct repo_id *commit,
					const char *const *folders);
void merge_parents_free(struct merge_parents *parents);

size_t merge_parents_len(const struct merge_parents *parents);

/*
 * Where parent i has a record: at the path, otherwise wherever it has one of
 * the two ids (former may be NULL).  The path lives as long as parents.
 */
struct merge_parent merge_parents_find(struct merge_parents *parents, size_t i,
				       const char *path, const char *id,
				       const char *former);

#endif
