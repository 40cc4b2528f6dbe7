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
 *
 * It holds one history as a whole: commit 0 is the one that was asked for, and
 * the others follow in the order of the history, to the last parent.
 */
struct history_cache;

/* Fewer commits than this are read again rather than written down. */
#define HISTORY_CACHE_WORTH 64

/*
 * What is known of the repository with that folder "objects", which has these
 * packs now (of struct repo_id; see repo_pack_ids), of the files in these
 * folders (NULL-terminated); never NULL.
 */
struct history_cache *history_cache_open(const char *objects,
					 const char *const *folders,
					 const GArray *packs);
void history_cache_free(struct history_cache *cache);

/* How many commits are known, and how many changes; NULL is an empty cache. */
size_t history_cache_len(const struct history_cache *cache);
size_t history_cache_n_changes(const struct history_cache *cache);

/* False: nothing is known of it. */
bool history_cache_find(const struct history_cache *cache,
			const struct repo_id *id, size_t *row);

/*
 * What is known of one commit.  Texts and trailers are borrowed; is_packed is
 * set only where the packs are still there.
 */
struct repo_commit history_cache_commit(const struct history_cache *cache,
					size_t row);
struct repo_id history_cache_tree(const struct history_cache *cache,
				  size_t row);

/* n_parents of them. */
const struct repo_id *history_cache_parents(const struct history_cache *cache,
					    size_t row);

/* Adds its changes, as those of the commit at that place of a history. */
void history_cache_add(const struct history_cache *cache, size_t row,
		       size_t place, GArray *changes);

/* The files of these changes, and the number of one of them, or SIZE_MAX. */
size_t history_cache_n_files(const struct history_cache *cache);
size_t history_cache_file(const struct history_cache *cache, const char *path);

/*
 * Whether it may be worth it to write down anew which commits are in packs:
 * there are others now, and it is not known of many.
 */
bool history_cache_is_stale(const struct history_cache *cache);

/* What is written down of one commit. */
struct history_entry {
	const struct repo_commit *commit; /* with is_packed */
	struct repo_id tree;
	const struct repo_id *parents; /* n_parents of the commit */
	const struct repo_change *changes;
	size_t n_changes;
};

/* A history as it is written down, in its order. */
struct history_writer;

/* files: their paths, by number; NULL: there is none of that number. */
struct history_writer *history_writer_new(const char *const *files, size_t n);
void history_writer_free(struct history_writer *writer);

/* False: that is more than can be kept. */
bool history_writer_add(struct history_writer *writer,
			const struct history_entry *entry);

/* Replaces what is known by what was written down. */
void history_cache_put(struct history_cache *cache,
		       struct history_writer *writer);

typedef struct history_cache HistoryCache;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryCache, history_cache_free)

typedef struct history_writer HistoryWriter;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryWriter, history_writer_free)

#endif
