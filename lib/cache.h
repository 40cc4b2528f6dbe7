/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CACHE_H
#define GATEHOUSE_CACHE_H

#include <stddef.h>

#include <glib.h>

/*
 * A store of bytes by key for what can be worked out again, outside of any
 * repository: a folder "gatehouse" in the user's folder for caches
 * ($XDG_CACHE_HOME, otherwise ~/.cache), or the folder that GATEHOUSE_CACHE
 * names; where that is set and empty, nothing is stored or found.
 *
 * Nothing depends on it.  What is missing, damaged, of another form or not the
 * user's own is not found; what cannot be stored is not.  It may be deleted at
 * any time, and any number of programs may read and write it at once.  Who uses
 * it states in the key all that the bytes follow from, best as ids of contents,
 * and checks what it takes out as it would any file.
 *
 * An entry is a file.  Few large ones are cheaper than many small ones.
 */
struct cache;

/* Past so many bytes of one purpose, what was longest not used is removed. */
#define CACHE_MAX_BYTES (512u * 1024 * 1024)

/* Larger ones are not stored. */
#define CACHE_MAX_ENTRY (CACHE_MAX_BYTES / 4)

/* What was not used for so many days is removed. */
#define CACHE_DAYS 60

/*
 * The store for one purpose (a short word of small letters), whose bytes have
 * the form number form; entries of another form, or of another build of the
 * program (program.h), are not found.  NULL, which all functions take for an
 * empty store, when there is no place for it.  No folder is made before
 * something is stored.
 */
struct cache *cache_open(const char *purpose, unsigned form);
void cache_free(struct cache *cache);

/*
 * The folder that all stores are in, made if it is not there: for who is about
 * to give up the right to make it.  Owned by the caller; NULL: there is none.
 */
char *cache_place(void);

/* What was stored under the key; NULL: nothing.  Owned by the caller. */
GBytes *cache_get(const struct cache *cache, const char *key);

/*
 * Stores the bytes under the key, in place of what was there, as a whole or
 * not at all; then removes what is too old or too much.
 */
void cache_put(struct cache *cache, const char *key, const void *bytes,
	       size_t len);

typedef struct cache Cache;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cache, cache_free)

#endif
