/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_BATCHES_H
#define GATEHOUSE_CHANGE_BATCHES_H

#include <stddef.h>

#include <glib.h>

struct blobs;
struct repo;

/*
 * Private to changes.c: records of a history, some at a time, with the texts
 * of their versions.  Records of which git keeps the texts together come
 * together.
 */
struct change_batches;

/* Texts at a time that are worth the while, and bearable. */
#define CHANGE_BATCHES_TEXTS 20000

/*
 * lives: some of record_history_lives, as struct record_life.
 * repos: the repository of the history, opened n times, for as many threads.
 * n_texts: no record is added to as many texts.  Borrows all.
 */
struct change_batches *change_batches_new(const GPtrArray *lives,
					  struct repo *const *repos, size_t n,
					  size_t n_texts);
void change_batches_free(struct change_batches *batches);

/* The next of them; NULL: there are no more.  Owned by batches until then. */
const GPtrArray *change_batches_next(struct change_batches *batches);

/* Has the texts of those records, or of most of them. */
const struct blobs *change_batches_blobs(const struct change_batches *batches);

typedef struct change_batches ChangeBatches;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChangeBatches, change_batches_free)

#endif
