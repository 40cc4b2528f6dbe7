/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HISTORY_TREES_H
#define GATEHOUSE_HISTORY_TREES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct repo;
struct repo_id;

/* Private to history.c: what differs between the trees of commits. */
struct history_trees;

/*
 * Changes go to the end of changes, an array of struct repo_change, their
 * paths into texts.  folders are those of the registers, NULL-terminated.
 * Borrows all.
 */
struct history_trees *history_trees_new(struct repo *repo,
					const char *const *folders,
					GArray *changes, GStringChunk *texts);
void history_trees_free(struct history_trees *trees);

/*
 * Adds the register files that the tree of that commit (a place in order), the
 * first of n trees, has otherwise than all the trees of its parents, which
 * follow; an id that is none stands for no tree.
 */
bool history_trees_compare(struct history_trees *self, size_t commit,
			   const struct repo_id *trees, size_t n,
			   GError **error);

#endif
