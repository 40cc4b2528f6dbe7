/* SPDX-License-Identifier: MIT */
/*
 * Names are compared by how many letters must be added, removed, changed or
 * swapped with the next, case aside.  One change in three letters still counts as a slip.
 */
#include "site-gen/template_guess.h"

#include <string.h>

#include <glib.h>

#define LENGTH_MAX 64

/* Neither name is longer than LENGTH_MAX. */
static unsigned distance(const char *a, const char *b)
{
	unsigned char d[LENGTH_MAX + 1][LENGTH_MAX + 1];
	size_t m = strlen(a);
	size_t n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		d[0][j] = (unsigned char)j;
	for (size_t i = 1; i <= m; i++) {
		d[i][0] = (unsigned char)i;
		for (size_t j = 1; j <= n; j++) {
			char x = g_ascii_tolower(a[i - 1]);
			char y = g_ascii_tolower(b[j - 1]);
			int best = d[i - 1][j - 1] + (x != y);

			best = MIN(best, d[i - 1][j] + 1);
			best = MIN(best, d[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 2] == b[j - 1] &&
			    a[i - 1] == b[j - 2])
				best = MIN(best, d[i - 2][j - 2] + 1);
			d[i][j] = (unsigned char)best;
		}
	}
	return d[m][n];
}

void template_guess_offer(struct template_guess *guess, const char *name)
{
	size_t wanted = strlen(guess->wanted);
	unsigned d;

	if (wanted > LENGTH_MAX || strlen(name) > LENGTH_MAX)
		return;
	d = distance(guess->wanted, name);
	if (d > MAX(1, wanted / 3) || d >= wanted)
		return;
	if (!guess->best || d < guess->distance) {
		guess->best = name;
		guess->distance = d;
	}
}

char *template_guess_text(const struct template_guess *guess)
{
	if (!guess->best)
		return g_strdup("");
	return g_strdup_printf("; did you mean '%s'?", guess->best);
}
