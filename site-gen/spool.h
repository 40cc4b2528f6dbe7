/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SPOOL_H
#define GATEHOUSE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/*
 * Files of a site on their way into an archive: on disk, since there may be
 * more than memory should hold, but without a name.
 */
struct spool;

/* NULL, with error set, when there is no room for temporary files. */
struct spool *spool_new(GError **error);
void spool_free(struct spool *spool);

/*
 * Keeps bytes of a file, after those that were kept of it before; from any
 * thread, but of each path from one at a time.
 */
bool spool_add(struct spool *spool, const char *path, const char *bytes,
	       size_t len, GError **error);

/*
 * The paths in order of their bytes, NULL-terminated; the array is the
 * caller's, the paths are not.
 */
const char **spool_paths(struct spool *spool);

/* All bytes of a file; NULL with error set. */
GBytes *spool_get(struct spool *spool, const char *path, GError **error);

typedef struct spool Spool;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_free)

#endif
