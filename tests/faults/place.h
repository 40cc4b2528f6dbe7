/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FAULTS_PLACE_H
#define GATEHOUSE_FAULTS_PLACE_H

#include <stdbool.h>

#include <glib.h>

/* Folders of the harness: copied, removed, compared.  All fail by g_error. */

/* Copies a folder, with modes and times. */
void place_copy(const char *from, const char *to);

/* Removes a folder with all that is in it; it may be missing. */
void place_remove(const char *path);

/* Whether a path is to be looked at; relative to the top. */
typedef bool (*place_filter)(const char *path);

/*
 * SHA-256 over the paths and bytes of a folder's files, "-" where there is
 * nothing; of a file, over its bytes.  filter may be NULL.
 */
char *place_digest(const char *path, place_filter filter);

/* All paths below, of folders too, sorted; a missing folder has none. */
GPtrArray *place_list(const char *path);

/* The text of a file without white space at its end; NULL: not there. */
char *place_read(const char *path);
void place_write(const char *path, const char *text);

#endif
