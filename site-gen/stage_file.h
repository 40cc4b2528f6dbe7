/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_STAGE_FILE_H
#define GATEHOUSE_STAGE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * One file of a new site while its bytes come, piece by piece, beside the file
 * of the same path in the old one.  Nothing is written as long as the two
 * agree, and nothing at all where they agree to the end.
 */
struct stage_file;

/*
 * Folders of the new site, whose own must be there, and of the old one (-1:
 * none); both stay open until stage_file_free.
 */
struct stage_file *stage_file_new(int tree, int old, const char *path);

/*
 * Adds bytes; is_last: there are no more, and the file is whole when it
 * returns.  False, with error set to a sentence with the path, when it cannot.
 */
bool stage_file_add(struct stage_file *file, const char *bytes, size_t len,
		    bool is_last, GError **error);

/* Whether the whole file is the old site's, by another name. */
bool stage_file_is_old(const struct stage_file *file);

void stage_file_free(struct stage_file *file);

typedef struct stage_file StageFile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StageFile, stage_file_free)

#endif
