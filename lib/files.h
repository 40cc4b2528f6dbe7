/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FILES_H
#define GATEHOUSE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/seen.h"

struct diags;

/*
 * The files of a registers repository at one point: what is in the work tree
 * or in a commit.  Both are the same thing: paths and bytes.
 */
struct file {
	const char *path;  /* relative, '/' between folders, UTF-8 */
	const char *bytes; /* NUL-terminated one past len; NULL: dropped */
	size_t len;
	const struct seen_file *seen; /* not read, but known; or NULL */
	struct seen_stamp stamp;
	struct repo_id id; /* of the bytes in git; has_id: it is known */
	bool has_id;
};

struct files;

struct files *files_new(void);
void files_free(struct files *files);

/* Adds a file; takes over bytes. */
void files_add(struct files *files, const char *path, GBytes *bytes);

/* Sorts by path.  After that files_get and files_find may be used. */
void files_sort(struct files *files);
size_t files_len(const struct files *files);
const struct file *files_get(const struct files *files, size_t i);
const struct file *files_find(const struct files *files, const char *path);

/* The bytes of one of the files that was not dropped; a reference to them. */
GBytes *files_share(const struct file *file);

/*
 * Gives back the memory of a file that can be read again, because it is of a
 * work tree; others stay as they are.  Threads may drop different files.
 */
void files_drop(struct files *files, const struct file *file);

/* Keeps with file i what id its bytes have in git. */
void files_set_id(struct files *files, size_t i, const struct repo_id *id);

/*
 * The bytes of the file, and in *len how many; those of a file that was
 * dropped are read again, as they now are.  NULL when it is gone.  Not for
 * several threads.
 */
const char *files_bytes(struct files *files, const struct file *file,
			size_t *len);

/*
 * Whether a path belongs to a registers repository: "gatehouse.xml", or a
 * .xml file at or below one of the folders (NULL-terminated names).
 */
bool files_is_register_path(const char *path, const char *const *folders);

/*
 * Reads the work tree at dir: gatehouse.xml and every .xml file below the
 * folders.  Symbolic links, unreadable files, files past XML_MAX_BYTES and
 * anything else that is not a plain file are diagnostics (REG-02) and left
 * out.  NULL, with error set, when dir is no folder.
 */
struct files *files_read_tree(const char *dir, const char *const *folders,
			      struct diags *diags, GError **error);

/*
 * The same, but files that are seen, and have not changed since, are not read:
 * they are as if they had been dropped.  seen has to outlive the files.
 */
struct files *files_read_changed(const char *dir, const char *const *folders,
				 const struct seen *seen, struct diags *diags,
				 GError **error);

/*
 * Reads a file that is seen after all, as it now is: from then on it is one
 * that was read.  False: it is gone.
 */
bool files_read_seen(struct files *files, const struct file *file);

/*
 * Whether the system has given back every file and folder that was read with
 * these diagnostics: what is missing for want of that was not removed.  False,
 * with error set to the first that it has not.
 */
bool files_are_read(const struct diags *diags, GError **error);

typedef struct files Files;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Files, files_free)

#endif
