/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PII_PRIVATE_H
#define GATEHOUSE_PII_PRIVATE_H

/* Shared by pii.c, which walks along a text, and pii_birth.c. */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <glib.h>

/* The text under examination. */
struct scan {
	const char *text;
	size_t len;
};

/* The byte at i, NUL past either end (i wraps below the start). */
static inline char at(const struct scan *s, size_t i)
{
	return i < s->len ? s->text[i] : '\0';
}

static inline bool is_digit(const struct scan *s, size_t i)
{
	return g_ascii_isdigit(at(s, i));
}

static inline bool is_word(const struct scan *s, size_t i)
{
	return g_ascii_isalnum(at(s, i)) || at(s, i) == '_';
}

/* Whether a word or number can begin at i. */
static inline bool is_start(const struct scan *s, size_t i)
{
	return i == 0 || !is_word(s, i - 1);
}

static inline bool has_bytes(const struct scan *s, size_t i, const char *bytes)
{
	size_t n = strlen(bytes);

	return i <= s->len && n <= s->len - i &&
	       g_ascii_strncasecmp(s->text + i, bytes, n) == 0;
}

/* Past spaces, line breaks and the no-break spaces of word processors. */
static inline size_t skip_space(const struct scan *s, size_t i)
{
	for (;;) {
		if (g_ascii_isspace(at(s, i)))
			i++;
		else if (has_bytes(s, i, "\xC2\xA0"))
			i += 2;
		else if (has_bytes(s, i, "\xE2\x80\xAF") ||
			 has_bytes(s, i, "\xE2\x80\x89"))
			i += 3;
		else
			return i;
	}
}

static inline size_t skip_digits(const struct scan *s, size_t i)
{
	while (is_digit(s, i))
		i++;
	return i;
}

/* The end of a date at i that stands beside words about a birth, or 0. */
size_t pii_birth_date(const struct scan *s, size_t i);

#endif
