/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ANSWERS_H
#define GATEHOUSE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "lib/sha1.h"
#include "site-gen/ask.h"

struct site;

/*
 * The answers to what pages ask, each as the SHA-1 of all that it tells: as long
 * as that is the same, so is what a page makes of it.
 */
struct answers;

/* Borrows the site.  One thread. */
struct answers *answers_new(const struct site *site);
void answers_free(struct answers *answers);

/* The answer; all 0 where there is no such record.  Worked out once. */
const uint8_t *answers_get(struct answers *answers,
			   const struct question *question);

/* The question of that kind about what the id means now, which is borrowed. */
struct question answers_question(const struct answers *answers,
				 enum ask_kind kind, const char *id);

/*
 * Adds what all pages of a run share (see ask.h) to the end of out: settings,
 * code lists, templates, schemas, day, edition.
 */
void answers_shared(const struct site *site, GByteArray *out);

typedef struct answers Answers;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answers, answers_free)

#endif
