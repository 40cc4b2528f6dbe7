/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PACK_FILE_H
#define GATEHOUSE_PACK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct repo_id;

/* Private to pack.c: one pack with its index, both as files in memory. */
struct pack_file;

/* index: the path of an ".idx".  NULL: one of the two is not as it should be. */
struct pack_file *pack_file_open(const char *index);
void pack_file_free(struct pack_file *file);

/* The checksum of the index, at its end: 20 bytes. */
const void *pack_file_id(const struct pack_file *file);

/* Where the object begins in the pack; false: it is in another. */
bool pack_file_find(const struct pack_file *file, const struct repo_id *id,
		    uint64_t *offset);

/* How the pack stores an object. */
struct pack_entry {
	unsigned type;	     /* of enum pack_type; 0: a delta */
	uint64_t base;	     /* of a delta: where the object it is to begins */
	size_t size;	     /* of the object, or of the delta */
	uint64_t compressed; /* where its bytes begin */
};

/* False: there is none at the offset that could be right. */
bool pack_file_entry(const struct pack_file *file, uint64_t offset,
		     struct pack_entry *entry);

/* The compressed bytes at an offset, and all that come after them. */
const void *pack_file_bytes(const struct pack_file *file, uint64_t offset,
			    size_t *len);

/*
 * The object that a delta makes of its base; NULL when the two do not fit
 * together.  Owned by the caller.
 */
GBytes *pack_file_apply(GBytes *base, const unsigned char *delta, size_t len);

#endif
