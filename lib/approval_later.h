/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_APPROVAL_LATER_H
#define GATEHOUSE_APPROVAL_LATER_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"

struct approval_claim;
struct repo;
struct repo_commit;
struct repo_id;
struct signature_keys;

/*
 * Approvals that one commit gives to another: it names the other in a trailer,
 * by its id in full, and gives its roles as every commit does.
 */
struct approval_later;

#define APPROVAL_APPROVES "Approves"
#define APPROVAL_AWAITED "Approval-awaited"

/* Keeps the pointer. */
struct approval_later *approval_later_new(struct repo *repo);
void approval_later_free(struct approval_later *later);

/* Keeps a copy of what it needs of the commit if that approves another. */
void approval_later_add(struct approval_later *later,
			const struct repo_commit *commit);

/*
 * The commits that approve the one of that id, in the order in which they
 * were added: n of them, with no more than their id, dates and trailers.
 */
const struct repo_commit *const *
approval_later_of(const struct approval_later *later, const struct repo_id *id,
		  size_t *n);

/*
 * Adds to the claim of the commit of that id what those that approve it claim;
 * where there are keys, of each one's approvals only what its own signature
 * shows on that day.  False, with error set, when a commit cannot be read.
 */
bool approval_later_claim(const struct approval_later *later,
			  const struct repo_id *id, struct signature_keys *keys,
			  date_t day, struct approval_claim *claim,
			  GError **error);

typedef struct approval_later ApprovalLater;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApprovalLater, approval_later_free)

#endif
