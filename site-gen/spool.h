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

/* Keeps a file; from any thread, each path once. */
bool spool_put(struct spool *spool, const char *path, const char *bytes,
	       size_t len, GError **error);

/*
 * The paths in order of their bytes, NULL-terminated; the array is the
 * caller's, the paths are not.
 */
const char **spool_paths(struct spool *spool);

/* The bytes of a file that was put; NULL with error set. */
GBytes *spool_get(struct spool *spool, const char *path, GError **error);

typedef struct spool Spool;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spool, spool_free)

#endif
