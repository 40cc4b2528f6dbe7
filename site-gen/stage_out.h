/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_STAGE_OUT_H
#define GATEHOUSE_STAGE_OUT_H

#include <stdbool.h>

#include <glib.h>

/* The place of a site, and what stands there. */
struct stage_out {
	char *path; /* real: no symbolic link in it */
	bool exists;
	bool has_log;	   /* holds MANIFEST_LOG */
	GHashTable *files; /* path -> SHA-256, of the site that stands there */
};

/*
 * Looks at path as stage_new says; makes the folders above it where they are
 * missing.  False, with error set, when no site may be put there; out is to be
 * cleared in any case, and all zero before.
 */
bool stage_out_open(struct stage_out *out, const char *path,
		    const char *const *folders, GError **error);

/*
 * A site must not be taken for records, nor be put in their place.  False,
 * with error set, when out, an absolute path, is a registers repository or
 * lies in one of its folders or in .git.
 */
bool stage_out_check_place(const char *out, const char *const *folders,
			   GError **error);

/*
 * The absolute path of what is to be put at path: links of its folder are
 * followed, its own is not; the folder is made where it is missing, once it is
 * clear that it is not among the records.  Owned by the caller; NULL, with
 * error set, when it is, or when the folder cannot be made.
 */
char *stage_out_place(const char *path, const char *const *folders,
		      GError **error);

/*
 * Looks again at what stands there, or has come there, just before it goes.
 * False, with error set, when something has come that is not of a site.
 */
bool stage_out_look_again(struct stage_out *out, GError **error);
void stage_out_clear(struct stage_out *out);

/*
 * Adds to found (strings, owned by it) all that is no folder below the folder
 * top, as paths from there, sorted by their bytes.  No link is followed.
 */
bool stage_out_list(const char *top, GPtrArray *found, GError **error);

#endif
