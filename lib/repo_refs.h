/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_REFS_H
#define GATEHOUSE_REPO_REFS_H

#include <stdbool.h>

#include <glib.h>

struct repo;
struct repo_id;

/*
 * References of our own, "refs/gatehouse/…", and how commits stand to each
 * other.
 */

/* Whether text is the id of a commit in full: 40 lower-case hex digits. */
bool repo_refs_is_id(const char *text);

/*
 * The commit that a reference holds, in 40 digits, owned by the caller; NULL
 * without error when there is no such reference, with error set when it cannot
 * be read.
 */
char *repo_refs_read(struct repo *repo, const char *name, GError **error);

/*
 * Moves a reference to the commit new if it still is at old (NULL: is not
 * there).  On disk when it returns.  False, with error set, when another
 * program has moved it or it cannot be written.
 */
bool repo_refs_move(struct repo *repo, const char *name, const char *old,
		    const char *new, GError **error);

/* Clears up what dead runs have left in the repository, or finishes it. */
void repo_refs_clear_up(struct repo *repo);

/*
 * Whether the repository holds a commit of this id, in *is_there.  False, with
 * error set, when it may do so and cannot be read.
 */
bool repo_refs_has_commit(struct repo *repo, const char *hex, bool *is_there,
			  GError **error);

enum repo_refs_order {
	REPO_REFS_SAME,
	REPO_REFS_BEFORE,    /* a is an ancestor of b */
	REPO_REFS_AFTER,     /* b is an ancestor of a */
	REPO_REFS_UNRELATED, /* neither, or the repository has no commit a */
};

/*
 * How the commit a (40 digits) stands to the commit b, which the repository
 * holds.  False, with error set, when the history cannot be read.
 */
bool repo_refs_compare(struct repo *repo, const char *a, const char *b,
		       enum repo_refs_order *order, GError **error);

#endif
