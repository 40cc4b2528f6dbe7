/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PUBLISHED_CHECK_H
#define GATEHOUSE_PUBLISHED_CHECK_H

#include <stdbool.h>

#include <glib.h>

struct manifest_head;
struct published;
struct repo;

/* What there is to say of a published.jsonl: sentences, owned by the arrays. */
struct published_check {
	GPtrArray *faults;  /* what cannot be if nothing was tampered with */
	GPtrArray *remarks; /* what it states that a reader should know */
};

/*
 * Checks the chain, and that its last line is of the site whose manifest has
 * this head and the SHA-256 root; with repo (which may be NULL), also that each
 * commit follows on the one before it unless the line says otherwise.  False,
 * with error set, when the repository cannot be read; check is to be cleared in
 * any case.
 */
bool published_check_run(struct published_check *check,
			 const struct published *log,
			 const struct manifest_head *head, const char *root,
			 struct repo *repo, GError **error);
void published_check_clear(struct published_check *check);

#endif
