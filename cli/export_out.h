/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_EXPORT_OUT_H
#define GATEHOUSE_EXPORT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* A file of a folder that is given away. */
struct export_file {
	char *name; /* without a folder */
	GString *bytes;
};

/*
 * Puts a file at path, whole or not at all, in place of a plain file that is
 * there.  False, with error set, when it cannot, or when path is among the
 * records (folders, with NULL at the end).
 */
bool export_out_file(const char *path, const char *bytes, size_t len,
		     const char *const *folders, GError **error);

/*
 * Makes the folder path with the n files, all of them or nothing.  False, with
 * error set, when there is such a folder with something in it, or as above.
 */
bool export_out_folder(const char *path, const struct export_file *files,
		       size_t n, const char *const *folders, GError **error);

#endif
