/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_WRITE_H
#define GATEHOUSE_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <glib.h>

/*
 * Writing that goes on after a signal and after a short write.  All return
 * false, with errno set, when it cannot be done.
 */

bool write_all(int fd, const char *bytes, size_t len);

/* Sets error to "cannot WHAT 'PATH': " and the reason in errno; false. */
bool write_fail(GError **error, const char *what, const char *path);

/* Makes a file, which must not be there yet. */
bool write_file(const char *path, const char *bytes, size_t len, mode_t mode);

/* Has a file, or the names in a folder, on disk when it returns. */
bool write_sync(const char *path);

/* The same for all of the file system that holds the folder. */
bool write_sync_system(const char *folder);

#endif
