/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_STAGE_H
#define GATEHOUSE_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct seen_stamp;
struct site_result;
struct spool;

/*
 * Where a new site is put together, beside the folder of the old one, until
 * the two change places in one step.
 */
struct stage;

/*
 * Looks at out and makes the staging folder.  out may be missing (its parent
 * folders are made), empty, or hold a site of this program and nothing else.
 * A symbolic link is followed to the folder that it names.  NULL, with error
 * set to a sentence for the user and nothing changed, otherwise; also when out
 * is a registers repository or lies in one of its registers (folders, with
 * NULL at the end) or in .git.  What dead runs for the same out have left is
 * removed.
 */
struct stage *stage_new(const char *out, const char *const *folders,
			GError **error);

/*
 * The folder of the site, absolute and without links, which need not be there
 * yet, and the staging folder beside it.
 */
const char *stage_out(const struct stage *stage);
const char *stage_folder(const struct stage *stage);

/*
 * Begins anew in the same staging folder, against the site that stands there
 * now.  False, with error set, when it cannot.
 */
bool stage_again(struct stage *stage, GError **error);

/*
 * Puts the file of the old site in the new one, if it has that stamp: then its
 * bytes are those with that SHA-256.  False: it is to be put otherwise.  Any
 * thread.
 */
bool stage_keep(struct stage *stage, const char *path, const char *hash,
		const struct seen_stamp *stamp);

/*
 * After stage_commit: removes the old site, and sets the stamps by which
 * stage_keep will know the new one's files.  False: there is no such file.
 */
void stage_remove_old(struct stage *stage);
bool stage_stamp(const struct stage *stage, const char *path,
		 struct seen_stamp *stamp);

/*
 * A site that stands nowhere: what is put is hashed and, if spool is not NULL,
 * kept there.  Only stage_add, stage_put and stage_hashes may be called for it.
 */
struct stage *stage_new_nowhere(struct spool *spool);

/*
 * Whether a file of the site can have this path: relative, of letters, digits
 * and ".-_/", without a '.' at its beginning.
 */
bool stage_is_path(const char *path);

/*
 * Adds a file, or the last bytes of one.  path is one by stage_is_path.  A file that the old site holds
 * with the same bytes is linked, not written.  May be called from several
 * threads at once, each path once.
 */
bool stage_put(struct stage *stage, const char *path, const char *bytes,
	       size_t len, GError **error);

/*
 * Adds bytes to a file that stage_put is to end: one that is too large to be
 * held whole.  A file is added to by one thread at a time.
 */
bool stage_add(struct stage *stage, const char *path, const char *bytes,
	       size_t len, GError **error);

/*
 * What has been put so far: path -> SHA-256 in hexadecimal.  Not while other
 * threads put files.
 */
GHashTable *stage_hashes(const struct stage *stage);

/*
 * To be called when all has been put and before stage_log, else stage_commit
 * does it: waits for other runs that are about to switch the same site, keeps
 * them waiting until stage_free or stage_again, and looks at what stands there
 * now.  False, with error set, when it cannot,
 * or when something has come that is not of a site.
 */
bool stage_claim(struct stage *stage, GError **error);

/*
 * The old site's MANIFEST_LOG, empty where it has none; owned by the caller.
 * NULL, with error set, when it cannot be read.
 */
GBytes *stage_log(const struct stage *stage, GError **error);

/*
 * Has the new site take bytes for its MANIFEST_LOG, in the same switch, instead
 * of the old site's.  Not listed among the hashes.
 */
bool stage_put_log(struct stage *stage, GBytes *bytes, GError **error);

/*
 * Puts the new site in place of the old one.  All that was written is on the
 * disk before the switch (one syncfs for the whole tree, which is cheaper than
 * an fsync a file).  False, with error set and out as it was, when it cannot.
 */
bool stage_commit(struct stage *stage, struct site_result *result,
		  GError **error);

/* Removes what was staged, unless it has become the site.  NULL is allowed. */
void stage_free(struct stage *stage);

typedef struct stage Stage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stage, stage_free)

#endif
