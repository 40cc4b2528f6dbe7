/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_BLOBS_H
#define GATEHOUSE_BLOBS_H

#include <stddef.h>

#include <glib.h>

struct repo;
struct repo_id;

/*
 * The bytes of many blobs of a repository, read at once: for one who needs
 * them in an order that has nothing to do with how git keeps them.
 */
struct blobs;

/*
 * repos: one repository, opened n times, for as many threads; borrowed.  Each
 * thread stops reading when it keeps most bytes.
 */
struct blobs *blobs_new(struct repo *const *repos, size_t n, size_t most);
void blobs_free(struct blobs *blobs);

/*
 * Has a blob read by the next blobs_read; twice is once, and none is none.  The
 * first that is wanted after a reading has what was read forgotten.
 */
void blobs_want(struct blobs *blobs, const struct repo_id *id);

/* How many that are. */
size_t blobs_wanted(const struct blobs *blobs);

/* Reads what is wanted, and forgets what was read before. */
void blobs_read(struct blobs *blobs);

/*
 * The bytes of a blob, as repo_blob gives them, owned by blobs until they are
 * forgotten; NULL: not read, or not kept.  For several threads at once.
 */
GBytes *blobs_get(const struct blobs *blobs, const struct repo_id *id);

typedef struct blobs Blobs;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Blobs, blobs_free)

#endif
