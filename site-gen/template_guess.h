/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_TEMPLATE_GUESS_H
#define GATEHOUSE_TEMPLATE_GUESS_H

/*
 * The name most like one that was not found.  Start with { .wanted = name },
 * offer the names there are, then read best: borrowed, or NULL when none is
 * like it.
 */
struct template_guess {
	const char *wanted;
	const char *best;
	unsigned distance;
};

void template_guess_offer(struct template_guess *guess, const char *name);

/* "; did you mean 'best'?" or "", owned by the caller. */
char *template_guess_text(const struct template_guess *guess);

#endif
