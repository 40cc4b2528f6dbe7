/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TAR_H
#define GATEHOUSE_TAR_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

/*
 * Writes archives in the POSIX ustar format that depend on nothing but names,
 * bytes and one time: every file has mode 0644 and belongs to user and group 0.
 */
struct tar;

/*
 * Begins an archive that is to be the file at path, once it is whole; mtime is
 * the time of all that is in it, in seconds since the epoch, not before 1970.
 * Its owner alone may read it.
 * NULL, with error set, when it cannot be written.
 */
struct tar *tar_new(const char *path, int64_t mtime, GError **error);

/*
 * Adds a file.  False, with error set, when it cannot be written, or when name
 * is too long for the format (100 bytes, and 155 before a '/').
 */
bool tar_add(struct tar *tar, const char *name, GBytes *bytes, GError **error);

/*
 * Ends the archive and puts it in place of what stands at the path.  False,
 * with error set and that untouched, when it cannot.
 */
bool tar_finish(struct tar *tar, GError **error);

/* Removes what was written, unless finished.  NULL is allowed. */
void tar_free(struct tar *tar);

typedef struct tar Tar;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tar, tar_free)

#endif
