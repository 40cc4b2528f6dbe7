/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGE_VERSIONS_H
#define GATEHOUSE_CHANGE_VERSIONS_H

#include <glib.h>

#include "lib/record_history.h"
#include "lib/schema.h"

struct blobs;
struct library;
struct node;
struct registers;
struct repo;

/* The versions before and after a change: as they were, and as shown. */
struct versions {
	const struct node *old; /* NULL: there is none, or it is no XML */
	const struct node *new;
	const struct node *shown_old; /* NULL: not for this edition, too */
	const struct node *shown_new;
	enum record_text text;
};

/*
 * Private to changes.c: reads the versions of one record after another, each
 * once when the changes are asked for from the newest to the oldest, and keeps
 * two at a time.  Not for two threads at once, but each may have its own, with
 * a repository of its own.
 */
struct change_versions;

/*
 * Borrows all; visible: the registers as the edition has them; blobs: texts of
 * versions that were read already.
 */
struct change_versions *change_versions_new(const struct library *library,
					    struct repo *repo,
					    const struct blobs *blobs,
					    const struct registers *visible,
					    enum edition edition);
void change_versions_free(struct change_versions *versions);

/* The versions of a change; they live until the next is asked for. */
struct versions change_versions_read(struct change_versions *versions,
				     const struct record_change *change);

/*
 * Those that a merge started from, as shown: an array of const struct node *
 * (NULL: there is none), owned by the caller, its nodes by the arena.
 */
GPtrArray *change_versions_merged(struct change_versions *versions,
				  struct arena *arena,
				  const struct record_change *change);

/* change_raw (see change.h) of the two versions of a change. */
GPtrArray *change_versions_raw(struct change_versions *versions,
			       const struct record_change *change);

typedef struct change_versions ChangeVersions;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChangeVersions, change_versions_free)

#endif
