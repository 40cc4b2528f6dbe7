/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ASSETS_H
#define GATEHOUSE_ASSETS_H

#include <glib.h>

/*
 * The files that are built into the program (schemas, templates, starter
 * registers), each of which a folder given by the user may override.
 */
struct assets;

/*
 * schemas and templates are folders whose files replace the built-in ones of
 * the same name, or NULL.
 */
struct assets *assets_new(const char *schemas, const char *templates);
void assets_free(struct assets *assets);

/*
 * The bytes of a file, by a path such as "schemas/codes/purpose.xml".  NULL,
 * with error set, when there is none or it cannot be read.
 */
GBytes *assets_load(const struct assets *assets, const char *path,
		    GError **error);

/*
 * Paths of all files below a folder such as "schemas/codes", sorted, of the
 * form that assets_load takes.  Empty when the folder does not exist.
 */
GStrv assets_list(const struct assets *assets, const char *folder);

/*
 * What tells all files below the folder whose paths have that suffix from
 * others in the same build of the program: for keys of the cache, which belong
 * to one build.  Owned by the caller.  Costs a SHA-256 of the files where the
 * user gave a folder, and nothing otherwise.
 */
char *assets_key(const struct assets *assets, const char *folder,
		 const char *suffix);

typedef struct assets Assets;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Assets, assets_free)

#endif
