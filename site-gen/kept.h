/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_KEPT_H
#define GATEHOUSE_KEPT_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct ask;
struct plan;
struct site;
struct stage;

/*
 * What the pages of a site were made from, kept in the user's cache (cache.h)
 * with the stamps of their files, so that the next build takes those from the
 * old site for which nothing that they asked for (ask.h) has another answer.
 * The file of a page that was touched since is not taken.
 */
struct kept;

/*
 * What is known of the site that stands where the stage's is to stand.
 * believes: whether any of it may be used; if not, all pages are made, and kept
 * for the next time.  Borrows all but the site and the plan after kept_settle.
 * NULL: there is no place to keep anything.  Cost: linear in the questions of
 * all pages, and in the answers.
 */
struct kept *kept_open(const struct site *site, const struct plan *plan,
		       struct stage *stage, bool believes);
void kept_free(struct kept *kept);

/* Puts page i in the stage if it can be kept; else false.  Any thread. */
bool kept_take(struct kept *kept, size_t i);

/* Notes what page i, which was put in the stage, has asked.  Any thread. */
void kept_note(struct kept *kept, size_t i, const struct ask *ask);

/* When all pages are in the stage: works out what there is to store. */
void kept_settle(struct kept *kept);

/* When the new site stands in its place: stores it. */
void kept_store(struct kept *kept);

/* How many pages were taken. */
size_t kept_len(const struct kept *kept);

typedef struct kept Kept;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kept, kept_free)

#endif
