/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_H
#define GATEHOUSE_REPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct diags;
struct files;
struct history_cache;

#define REPO_ID_HEX 40

/* An object id, binary; all zero: no object. */
struct repo_id {
	uint8_t bytes[20];
};

/* A git repository opened for reading (through libgit2, never git itself). */
struct repo;

/*
 * Opens the repository whose work tree is dir or contains it.  NULL, with
 * error set to a sentence for the user, when there is none.  Never runs a
 * hook, filter or program, whatever the repository's configuration says.
 */
struct repo *repo_open(const char *dir, GError **error);
void repo_free(struct repo *repo);

/* The same for one that may be bare: then repo_workdir is NULL. */
struct repo *repo_open_any(const char *dir, GError **error);

/*
 * The same repository once more, for another thread; NULL, with error set,
 * when it cannot be opened again.
 */
struct repo *repo_again(const struct repo *repo, GError **error);

/*
 * Whether all that was asked for since the repository was opened, once more
 * for other threads too, was given back, or is not there at all.  What the
 * disk refuses, or gives back damaged, may have been taken for missing: false,
 * with error set to the first such failure.
 */
bool repo_is_readable(const struct repo *repo, GError **error);

/* Lets a failure count as one of reading: what is known is not all there is. */
void repo_trouble(struct repo *repo, const GError *cause);

/* Folder of the work tree, without a trailing '/'. */
const char *repo_workdir(const struct repo *repo);

/* The folder in which git keeps what belongs to this work tree, with a '/'. */
const char *repo_folder(const struct repo *repo);

/* Whether the history is cut (a shallow clone). */
bool repo_is_shallow(const struct repo *repo);

/* Whether HEAD has no commit yet; whether HEAD names no branch. */
bool repo_is_unborn(const struct repo *repo);
bool repo_is_detached(const struct repo *repo);

/*
 * The commit that a revision names ("HEAD", a branch, a tag, a unique start
 * of an id, "HEAD~2").  "main@{2026-04-01}" is the newest commit, from main
 * along first parents, whose committer's date in UTC is that day or earlier;
 * "@{2026-04-01}" starts at HEAD.  False, with error set, when there is none.
 */
bool repo_resolve(struct repo *repo, const char *revision, struct repo_id *id,
		  GError **error);

/* The files of the registers as they stand in a commit; as files_read_tree. */
struct files *repo_read_files(struct repo *repo, const struct repo_id *commit,
			      const char *const *folders, struct diags *diags,
			      GError **error);

/*
 * Those of these register files (NULL-terminated paths) that are in a commit;
 * what is too large to be read is left out.  Cost: that of these files and of
 * the registers' folders.
 */
struct files *repo_read_paths(struct repo *repo, const struct repo_id *commit,
			      const char *const *folders,
			      const char *const *paths, GError **error);

/*
 * Whether the work tree's register files (tree, sorted) differ from HEAD:
 * *paths (may be NULL) receives the paths that are changed, added or removed,
 * sorted, owned by the caller.  Before the first commit every file is added.
 * What ids files have in git is kept with them.
 */
bool repo_changes(struct repo *repo, struct files *tree,
		  const char *const *folders, GStrv *paths, bool *is_changed,
		  GError **error);

/*
 * The bytes of a blob (with a NUL one past their end), or NULL with error set:
 * when it is missing, or larger than XML_MAX_BYTES.
 */
GBytes *repo_blob(struct repo *repo, const struct repo_id *id, GError **error);

/* The folder with its objects; borrowed.  NULL: libgit2 does not say. */
const char *repo_objects(struct repo *repo);

/* Whether the repository has an object of that id. */
bool repo_has(struct repo *repo, const struct repo_id *id);

/*
 * Where git's packs have an object: all zero when they do not.  What is kept
 * as differences to the same object, one upon the other, is a family.
 */
struct repo_place {
	uint64_t family;
	uint64_t at; /* a base is before what differs from it, mostly */
};

struct repo_place repo_place(struct repo *repo, const struct repo_id *id);

/* By family; in a family, what is at an earlier place is first. */
int repo_place_compare(const struct repo_place *a, const struct repo_place *b);

/* The committer's seconds since the epoch; 0 when there is no such commit. */
int64_t repo_commit_time(struct repo *repo, const struct repo_id *id);

/* "0123abcd…", 40 hexadecimal digits and a NUL. */
void repo_id_format(const struct repo_id *id, char hex[REPO_ID_HEX + 1]);
bool repo_id_is_none(const struct repo_id *id);

/* For tables whose keys are struct repo_id, or its bytes where they lie. */
guint repo_id_hash(gconstpointer id);
gboolean repo_id_equal(gconstpointer a, gconstpointer b);

/* Who and when, as a commit states it.  Strings are valid UTF-8. */
struct repo_person {
	char *name;
	char *email;
	int64_t time; /* seconds since the epoch */
	int offset;   /* of the zone, in minutes east of UTC */
};

struct repo_commit {
	struct repo_id id;
	struct repo_person author;
	struct repo_person committer;
	char *subject;	  /* first line of the message, UTF-8 */
	char *message;	  /* whole message without trailers, UTF-8, <= 64 KiB */
	char **trailers;  /* "Key: value", NULL-terminated */
	size_t n_parents; /* as the commit states, cut off or not */
	bool is_signed;	  /* by whomever, and rightly or not */
	bool is_packed; /* it and what it brought are in git's packs for sure */
	bool is_borrowed; /* its texts belong to the history */
};

/* A register file that a commit changed against all of its parents. */
struct repo_change {
	size_t commit; /* index into the history's commits */
	size_t file;   /* the same for the same path; below n_files */
	char *path;
	struct repo_id old_blob; /* in the first parent; none: added */
	struct repo_id new_blob; /* none: removed */
};

/* The whole history of the register files, read in one walk. */
struct repo_history {
	struct repo_commit *commits; /* newest first, children before parents */
	size_t n_commits;
	struct repo_change *changes; /* in the order of commits, then path */
	size_t n_changes;
	size_t n_files;	 /* different paths among them */
	bool is_shallow; /* parents are missing: their commits look like roots */
	GStringChunk *texts;	     /* what the above borrows from, and */
	struct history_cache *known; /* what was known before; or NULL */
};

/*
 * Reads the history that leads to a commit.  Only subtrees that differ are
 * looked at.  Cost: linear in commits and changes.  A root commit adds all its
 * files; a link or submodule counts as no file.  What a commit did is read
 * once, and then kept in the user's cache (see lib/cache.h).
 */
struct repo_history *repo_history_read(struct repo *repo,
				       const struct repo_id *commit,
				       const char *const *folders,
				       GError **error);
void repo_history_free(struct repo_history *history);

typedef struct repo Repo;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Repo, repo_free)

typedef struct repo_history RepoHistory;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RepoHistory, repo_history_free)

#endif
