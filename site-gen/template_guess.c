/* SPDX-License-Identifier: MIT */
/*
 * Names are compared by how many letters must be added, removed or changed,
 * case aside.  One change in three letters still counts as a slip.
 */
#include "site-gen/template_guess.h"

#include <string.h>

#include <glib.h>

#define LENGTH_MAX 64

static unsigned distance(const char *a, const char *b)
{
	unsigned row[LENGTH_MAX + 1];
	size_t n = strlen(b);

	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 0; a[i]; i++) {
		unsigned diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			char x = g_ascii_tolower(a[i]);
			char y = g_ascii_tolower(b[j]);
			unsigned changed = diagonal + (x != y);

			diagonal = row[j + 1];
			row[j + 1] = MIN(changed,
					 MIN(diagonal, row[j]) + 1);
		}
	}
	return row[n];
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
