/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_NOTICE_GAPS_H
#define GATEHOUSE_NOTICE_GAPS_H

#include <stddef.h>

#include <glib.h>

struct value;
struct view;

/* What a privacy notice would have to say and the register does not. */
struct notice_gaps;

struct notice_gaps *notice_gaps_new(void);
void notice_gaps_free(struct notice_gaps *gaps);

/*
 * Notes that what ("how long it is kept", kept by the caller) is not stated in
 * the use of that number; 0: about the subject as a whole.
 */
void notice_gaps_add(struct notice_gaps *gaps, const char *what, size_t number);

/*
 * [{what, isAll, uses: [{number, url, isFirst}]}] in the order in which they were first
 * noted; isAll: in each of n_uses uses, or about the subject as a whole.
 */
struct value *notice_gaps_value(const struct view *view,
				const struct notice_gaps *gaps, size_t n_uses);

/*
 * Adds to the list a link to the use of that number on the notice's page:
 * {number, url, isFirst}.
 */
void notice_gaps_push(const struct view *view, struct value *list,
		      size_t number);

typedef struct notice_gaps NoticeGaps;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NoticeGaps, notice_gaps_free)

#endif
