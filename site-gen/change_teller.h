/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_TELLER_H
#define GATEHOUSE_CHANGE_TELLER_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/change_cache.h"
#include "lib/record_history.h"
#include "lib/schema.h"

struct arena;
struct blobs;
struct registers;
struct repo;

/*
 * Private to changes.c: what there is to tell of a change in an edition, as far
 * as it follows from the texts before and after.  Whether it may be told, and
 * what it is in the history of its record, is for the caller.
 */

enum change_whole {
	CHANGE_WHOLE_UNKNOWN, /* not found out yet */
	CHANGE_WHOLE,
	CHANGE_PARTLY,
};

struct change_told {
	bool shows_old; /* the version before is for this edition */
	bool shows_new;
	bool is_withdrawal;
	enum record_text text;
	enum change_whole whole;   /* is all that differs among the fields? */
	bool is_known;		   /* any of it */
	struct change_known known; /* facts: not set; title: the record's, at
				      that time, "": no record */
};

/* What was known of changes before; for change_teller_new.  Never NULL. */
struct change_cache *change_teller_cache(const struct registers *visible,
					 enum edition edition,
					 struct repo *repo);

/*
 * Whether the repository still has all texts of a whole history, without which
 * nothing that is known may be used.  The one before a change is one that an
 * earlier change led to.
 */
bool change_teller_has_texts(const struct record_history *history);

/* Sets what is known of the change; false: nothing is. */
bool change_teller_recall(struct change_cache *cache,
			  const struct record_change *change,
			  struct change_told *told);

/*
 * What the change did, as it is told: a version that only now becomes visible
 * is one that was added.
 */
enum record_event change_teller_event(const struct record_change *change,
				      const struct change_told *told);

/* Whether what is told of the change may be kept; sets its facts if so. */
bool change_teller_keeps(const struct record_change *change,
			 struct change_told *told);

/*
 * Works out changes, those of one record best from the newest to the oldest.
 * Not for two threads at once, but each may have its own, with a repository and
 * an arena of its own.
 */
struct change_teller;

/* Borrows all; blobs: texts that were read already. */
struct change_teller *change_teller_new(struct change_cache *cache,
					const struct registers *visible,
					enum edition edition, struct repo *repo,
					const struct blobs *blobs,
					struct arena *arena);
void change_teller_free(struct change_teller *teller);

/* Sets all of told but whether it is whole. */
void change_teller_read(struct change_teller *teller,
			const struct record_change *change,
			struct change_told *told);

/* Finds out, for what was read or recalled, whether it is whole. */
void change_teller_compare(struct change_teller *teller,
			   const struct record_change *change,
			   struct change_told *told);

typedef struct change_teller ChangeTeller;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChangeTeller, change_teller_free)

#endif
