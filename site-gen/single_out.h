/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SINGLE_OUT_H
#define GATEHOUSE_SINGLE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* By this within its first SINGLE_OUT_LOOK bytes a single file is known. */
#define SINGLE_OUT_MARK "<meta name=\"generator\" content=\"Gatehouse "
#define SINGLE_OUT_LOOK 4096

/*
 * The place that path names, with links followed and missing folders made;
 * owned by the caller.  NULL, with error set to a sentence for the user, when
 * something else than a single file of this program stands there, or when it
 * is among the records (folders, with NULL at the end).
 */
char *single_out_open(const char *path, const char *const *folders,
		      GError **error);

/*
 * Puts n pieces, as one file, in place of what stands at a path of
 * single_out_open: whole or not at all, on the disk before it is seen, with
 * the mode of the old file or that of the umask.
 */
bool single_out_write(const char *path, GString *const *pieces, size_t n,
		      GError **error);

#endif
