/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_WORD_H
#define GATEHOUSE_WORD_H

#include <stdbool.h>
#include <string.h>

/*
 * Whether the text, which may be NULL, is that word.  Inline, because rules
 * ask it of nearly every value, and the first letter mostly settles it.
 */
static inline bool word_is(const char *text, const char *word)
{
	return text && text[0] == word[0] && strcmp(text, word) == 0;
}

/* Whether it is one of the words, which end with NULL. */
static inline bool word_is_among(const char *text, const char *const *words)
{
	while (text && *words && !word_is(text, *words))
		words++;
	return text && *words;
}

#endif
