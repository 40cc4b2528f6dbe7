/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEXT_DIFF_H
#define GATEHOUSE_TEXT_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* A stretch of text that differs; each NULL where there is none. */
struct text_diff_part {
	char *old_text;
	char *new_text;
};

/* How two texts differ. */
struct text_diff {
	GPtrArray *parts; /* of struct text_diff_part, in their order */
	size_t n_same;	  /* sentences or lines that are in both */
};

/*
 * What differs between two Markdown texts by sentence (see
 * lib/sentences.h), and between any two texts by line.  No part: they differ
 * only in white space.  Past a million pairs of sentences or lines to compare,
 * all between the first and the last that differ is one part.
 */
struct text_diff *text_diff_sentences(const char *old_text,
				      const char *new_text);
struct text_diff *text_diff_lines(const char *old_text, const char *new_text);
void text_diff_free(struct text_diff *diff);

typedef struct text_diff TextDiff;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextDiff, text_diff_free)

#endif
