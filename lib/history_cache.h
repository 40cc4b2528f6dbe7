/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_HISTORY_CACHE_H
#define GATEHOUSE_HISTORY_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/repo.h"

/*
 * Private to history.c: what was read of a repository's commits before.  What
 * a commit says and which files it changed against its parents follows from
 * its id alone, so an entry is right for as long as the commit is there, which
 * is for the reader to ask of the repository.
 */
struct history_cache;

/* Fewer commits than this are read again rather than written down. */
#define HISTORY_CACHE_WORTH 64

/*
 * What is known of the repository with that folder "objects", of the files in
 * these folders (NULL-terminated); never NULL.
 */
struct history_cache *history_cache_open(const char *objects,
					 const char *const *folders);
void history_cache_free(struct history_cache *cache);

/* What is known of one commit; borrows all from the cache. */
struct history_known {
	struct repo_commit commit; /* its list of trailers is owned */
	struct repo_id tree;
	const char *parents; /* n_parents ids, one after another */
	const char *changes; /* for history_cache_change */
	size_t n_changes;
	const char *record; /* all of it, as it is written */
	size_t len;
};

/* False: nothing is known of it.  NULL is an empty cache. */
bool history_cache_find(const struct history_cache *cache,
			const struct repo_id *id, struct history_known *known);

/* The change that *next stands at, and a step behind it. */
struct repo_change history_cache_change(const char **next);

/* The bytes that all of this is borrowed from, to keep them longer. */
GBytes *history_cache_bytes(const struct history_cache *cache);

/* Writes down one commit, with its changes, at the end of out. */
void history_cache_write(GByteArray *out, const struct repo_commit *commit,
			 const struct repo_id *tree, const GArray *parents,
			 const struct repo_change *changes, size_t n);

/* Replaces what is known by what was written down. */
void history_cache_put(struct history_cache *cache, const GByteArray *all);

typedef struct history_cache HistoryCache;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryCache, history_cache_free)

#endif
