/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_TREES_H
#define GATEHOUSE_REPO_TREES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/repo.h"

struct diags;
struct files;
struct git_repository;

/*
 * Private to repo*.c, history.c, incoming.c, merge_parents.c and commit.c: the
 * objects of a repository without libgit2's types, and the trees of the
 * register files in them.
 */

/* Folders on the way to a file: the register's, and 16 below it. */
#define REPO_TREES_MAX_DEPTH 17

/* Files and folders of one commit that are looked at. */
#define REPO_TREES_MAX_ENTRIES 4000000u

/* In repo.c: what has to do with libgit2. */

/* libgit2's handle, for commit.c; borrowed. */
struct git_repository *repo_handle(struct repo *repo);

/*
 * Sets error to the sentence, followed by what libgit2 says of its last
 * failure where it says anything.  Returns false.
 */
bool repo_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * Opens the repository at dir, or (unless is_exact) at a folder above it: 0,
 * or a status of libgit2; GIT_ENOTFOUND: there is none.
 */
int repo_try(struct git_repository **git, const char *dir, bool is_exact);

/*
 * Sets error as repo_open does for status, the failure of an attempt to open
 * the repository at dir.  Returns false.
 */
bool repo_fail_open(GError **error, const char *dir, int status);

/* Whether a shallow clone cuts off the parents of this commit. */
bool repo_is_cut(struct repo *repo, const struct repo_id *commit);

/*
 * Adds the ids of the packs that are read first (their indexes' checksums) to
 * ids, of struct repo_id; and whether an object is in one of them.
 */
void repo_pack_ids(struct repo *repo, GArray *ids);
bool repo_is_packed(struct repo *repo, const struct repo_id *id);

/*
 * In repo_commit.c.  Reads a commit: its text to *commit (cleared with
 * repo_commit_clear), the id of its tree to *tree, and the ids of its parents
 * at the end of parents, an array of struct repo_id.
 */
bool repo_commit_read(struct repo *repo, const struct repo_id *id,
		      struct repo_commit *commit, struct repo_id *tree,
		      GArray *parents, GError **error);
void repo_commit_clear(struct repo_commit *commit);

/*
 * False, with error set: that the object (what it is, in a word) cannot be
 * read.  Unless status, of libgit2, says that there is none, the repository is
 * no longer readable: see repo_is_readable.
 */
bool repo_fail_object(struct repo *repo, int status, const char *what,
		      const struct repo_id *id, GError **error);

/* The bytes of a tree as git stores them; NULL with error set. */
GBytes *repo_tree_bytes(struct repo *repo, const struct repo_id *id,
			GError **error);

/* In repo_trees.c: trees as bytes. */

enum repo_trees_kind {
	REPO_TREES_FILE,
	REPO_TREES_FOLDER,
	REPO_TREES_LINK,   /* a symbolic link */
	REPO_TREES_MODULE, /* a commit of another repository */
};

struct repo_trees_entry {
	enum repo_trees_kind kind;
	const char *name; /* raw bytes, NUL-terminated, without '/' */
	size_t name_len;
	struct repo_id id;
};

/* A place in the bytes of a tree.  Borrows them. */
struct repo_trees_cursor {
	const char *next;
	const char *end;
	bool is_damaged;
};

/* Stands before the first entry; tree NULL: one without entries. */
void repo_trees_start(struct repo_trees_cursor *cursor, GBytes *tree);

/* The next entry; false at the end, and where the bytes are damaged. */
bool repo_trees_next(struct repo_trees_cursor *cursor,
		     struct repo_trees_entry *entry);

/*
 * Leaves behind the entries that follow in both alike, without looking for
 * damage in them.  Neither may be one of no tree at all.
 */
void repo_trees_skip(struct repo_trees_cursor *a, struct repo_trees_cursor *b);

/* Negative, 0 or positive in git's order, where a folder's name ends in '/'. */
int repo_trees_compare(const struct repo_trees_entry *a,
		       const struct repo_trees_entry *b);

/* Whether a name is UTF-8 without control characters. */
bool repo_trees_is_plain(const struct repo_trees_entry *entry);

/* Set error for a commit past the limit, and for a damaged tree; false. */
bool repo_trees_fail_size(GError **error);
bool repo_trees_fail_damage(const struct repo_id *tree, GError **error);

/* What repo_trees_each needs besides the tree. */
struct repo_trees_walk {
	struct repo *repo;
	const char *const *folders; /* the registers; NULL-terminated */
	struct diags *diags;	    /* of what is left out; NULL: silently */
	bool (*visit)(void *data, const char *path, const struct repo_id *blob,
		      GError **error);
	void *data;
};

/*
 * Visits the register files below a commit's tree, in the order of their
 * paths: what files_read_tree would find in a checkout.  Hidden names are
 * passed over; links, modules and names that are not plain are diagnostics.
 * False, with error set, when a tree cannot be read or visit returned false.
 */
bool repo_trees_each(const struct repo_trees_walk *walk,
		     const struct repo_id *tree, GError **error);

/*
 * The paths, sorted, of the register files that differ between a tree (none:
 * an empty one) and sorted files: changed, added or removed.  What ids files
 * have in git is kept with them.  NULL with error set; otherwise owned by the caller, with its strings.
 */
GPtrArray *repo_trees_changes(struct repo *repo, const struct repo_id *tree,
			      const char *const *folders, struct files *files,
			      GError **error);

#endif
