/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_NEAREST_H
#define GATEHOUSE_NEAREST_H

/*
 * How many letters have to be added, left out or replaced to make a into b,
 * whatever their case.  Looks at the first 63 bytes of b; an a that is longer
 * is no word, and UINT_MAX away.
 */
unsigned nearest_distance(const char *a, const char *b);

/*
 * The one of words (NULL-terminated) that somebody who wrote word may have
 * meant; NULL when none is near.  The first wins among equals.
 */
const char *nearest_find(const char *const *words, const char *word);

#endif
