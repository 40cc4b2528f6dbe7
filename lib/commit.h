/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_COMMIT_H
#define GATEHOUSE_COMMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

/* One file to write in a commit; bytes NULL: the file is removed. */
struct commit_file {
	const char *path; /* from the top of the work tree, '/' between */
	GBytes *bytes;
};

struct commit_request {
	const char *message; /* with trailers, if any */
	const char *base;    /* the id HEAD must have; "": none; NULL: any */
	int64_t author_time; /* seconds since the epoch; 0: as committer */
	int author_offset;   /* minutes east of UTC, used with author_time */
	const struct commit_file *files; /* what changes against HEAD */
	size_t n_files;
	char **stale; /* receives why the index was left, to be freed; or NULL */
};

/*
 * Makes a new repository at dir (created where missing) with branch "main".
 * An existing repository is used as it stands.  False, with error set, when it cannot.
 */
bool commit_init_repository(const char *dir, GError **error);

/*
 * Whether git's configuration for the repository at dir (where there is none
 * yet, the user's) or its environment variables name an author and a committer
 * with e-mail; error says in one sentence what to set when they do not.
 */
bool commit_has_identity(const char *dir, GError **error);

/*
 * Commits the files on top of HEAD: the new trees are built from the old
 * ones, the branch moves by compare-and-swap, and only then are the index
 * entries of these files refreshed.  The work tree is not touched: the caller
 * has written the files, or does so afterwards.  An index that is locked is
 * left as it is.  Committer date: now, or SOURCE_DATE_EPOCH.  *hex receives
 * the new commit's id (40 digits), owned by the caller; it may be NULL.
 *
 * The message is tidied as git does.  Removing a file that is not there
 * changes nothing; a folder that becomes empty goes.  False, with error set
 * and nothing changed, when it cannot: also when nothing would change, when a
 * merge is under way, and when the branch moved in the meantime or is not at
 * request->base, which the files were compared with.
 */
bool commit_files(const char *dir, const struct commit_request *request,
		  char **hex, GError **error);

/*
 * What saving the registers leaves alone: paths that git would show as changed
 * or new and that are no register files (see files_is_register_path), sorted,
 * a new folder as one path; owned by the caller.  NULL, with error set, when
 * it cannot be found out.  Cost: linear in the files of the work tree.
 */
GStrv commit_left_alone(const char *dir, const char *const *folders,
			GError **error);

#endif
