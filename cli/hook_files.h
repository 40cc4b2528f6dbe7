/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HOOK_FILES_H
#define GATEHOUSE_HOOK_FILES_H

#include <stdbool.h>

#include <glib.h>

/* The hooks as files in a repository's folder of hooks. */

/*
 * Writes the hook of that name into dir so that it runs "gatehouse hook NAME".
 * One that stands there is kept as NAME.before-gatehouse and runs first.
 * Written again where it is ours already.  False, with error set.
 */
bool hook_files_install(const char *dir, const char *name, GError **error);

/*
 * Whether the hook of that name in dir is there and ours, in *is_ours.  False,
 * with error set: it cannot be read.
 */
bool hook_files_is_ours(const char *dir, const char *name, bool *is_ours,
			GError **error);

/*
 * Takes a hook that is ours away again and puts back what stood there before.
 * False, with error set.
 */
bool hook_files_uninstall(const char *dir, const char *name, GError **error);

#endif
