/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PACK_H
#define GATEHOUSE_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct repo_id;
struct repo_place;

/*
 * Private to repo.c: git's packs, read without libgit2, for the many objects
 * of a history.  Only what is plain is found here: an object that is loose, in
 * an alternate, in a pack of another form or in a damaged one is not, and is
 * libgit2's to find or to complain of.  Not for several threads at once.
 */
struct pack_store;

/* The types of objects, as a pack numbers them. */
enum pack_type {
	PACK_COMMIT = 1,
	PACK_TREE = 2,
	PACK_BLOB = 3,
	PACK_TAG = 4,
};

/* Larger objects are not read here. */
#define PACK_MAX_OBJECT (64u * 1024 * 1024)

/* The packs of a folder "objects"; never NULL, but maybe without packs. */
struct pack_store *pack_store_open(const char *objects);
void pack_store_free(struct pack_store *store);

/*
 * The object of that type and id, owned by the caller; NULL when it is not
 * here.  That the bytes have the id is not checked, but the checksum of every
 * compressed stream is, and all that the pack says of lengths.
 */
GBytes *pack_read(struct pack_store *store, const struct repo_id *id,
		  enum pack_type type);

/* Whether an index lists the object; it may be damaged for all that. */
bool pack_has(struct pack_store *store, const struct repo_id *id);

/* Adds the ids of the packs (struct repo_id): their indexes' own checksums. */
void pack_ids(const struct pack_store *store, GArray *ids);

/* As repo_place, in lib/repo.h. */
struct repo_place pack_place(struct pack_store *store,
			     const struct repo_id *id);

typedef struct pack_store PackStore;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PackStore, pack_store_free)

#endif
