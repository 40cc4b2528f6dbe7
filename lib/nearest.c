/* SPDX-License-Identifier: MIT */
/*
 * "Did you mean": Levenshtein's distance over one row.  A word is near if
 * fewer than half of its letters are wrong, and one may always be.
 */
#include "lib/nearest.h"

#include <limits.h>
#include <string.h>

#include <glib.h>

#define MAX_LEN 63

unsigned nearest_distance(const char *a, const char *b)
{
	unsigned row[MAX_LEN + 1];
	size_t len = strnlen(b, MAX_LEN);

	/* What is no word is near none. */
	if (strlen(a) > MAX_LEN)
		return UINT_MAX;

	for (size_t j = 0; j <= len; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= MAX_LEN && a[i - 1]; i++) {
		unsigned corner = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= len; j++) {
			unsigned differs = g_ascii_tolower(a[i - 1]) !=
					   g_ascii_tolower(b[j - 1]);
			unsigned best = MIN(corner + differs,
					    MIN(row[j], row[j - 1]) + 1);

			corner = row[j];
			row[j] = best;
		}
	}
	return row[len];
}

const char *nearest_find(const char *const *words, const char *word)
{
	unsigned least = (unsigned)strlen(word) / 2 + 1;
	const char *best = NULL;

	for (size_t i = 0; words[i]; i++) {
		unsigned distance = nearest_distance(word, words[i]);

		if (distance < least) {
			least = distance;
			best = words[i];
		}
	}
	return best;
}
