/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_INCOMING_H
#define GATEHOUSE_INCOMING_H

#include <stdbool.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/repo.h"

struct library;

/*
 * Judges what a push brings: whether each new commit has the approvals that
 * its changes need, and whether any has personal data in it.
 */
struct incoming;

/* Keeps the pointers.  as_of: the day on which signing keys have to be current. */
struct incoming *incoming_new(const struct library *library, struct repo *repo,
			      date_t as_of, GError **error);
void incoming_free(struct incoming *incoming);

/* One reference that a push wants to move. */
struct incoming_ref {
	const char *name;   /* "refs/heads/main" */
	struct repo_id old; /* none: it is new */
	struct repo_id new; /* none: it is to go */
};

/* What came of it. */
struct incoming_result {
	GPtrArray *faults; /* sentences; none: nothing against it */
	GHashTable *paths; /* register files that its new commits change, each
			      to whether the last to do so is a draft */
};

void incoming_result_clear(struct incoming_result *result);

/*
 * Judges the new commits of one reference.  In force are the settings of each
 * commit's first parent and, besides, those of the repository's own branch:
 * so a commit that starts elsewhere escapes nothing.  Where approvals are in
 * force, the own branch may neither go nor lose commits.  False, with error
 * set, when something cannot be read; result is to be cleared all the same.
 */
bool incoming_judge(struct incoming *incoming, const struct incoming_ref *ref,
		    struct incoming_result *result, GError **error);

typedef struct incoming Incoming;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Incoming, incoming_free)

#endif
