/* SPDX-License-Identifier: MIT */
/*
 * Each eight bytes are mixed in by a multiplication with an odd constant whose
 * bits are evenly spread (2^64 over the golden ratio), and the upper half of
 * the product, which depends on all of them, is folded into the lower.  As
 * with g_str_hash, texts can be found that collide.
 */
#include "lib/hash.h"

#include <stdint.h>
#include <string.h>

#define SPREAD UINT64_C(0x9E3779B97F4A7C15)

/* The first n bytes, 4 or 8. */
static uint64_t load(const char *s, size_t n)
{
	uint64_t part = 0;

	memcpy(&part, s, n);
	return part;
}

/* All n bytes of a text that is shorter than eight. */
static uint64_t load_few(const char *s, size_t n)
{
	if (n >= 4)
		return load(s, 4) | load(s + n - 4, 4) << 32;
	if (n == 0)
		return 0;
	return (uint64_t)(unsigned char)s[0] |
	       (uint64_t)(unsigned char)s[n / 2] << 8 |
	       (uint64_t)(unsigned char)s[n - 1] << 16;
}

static uint64_t mix(uint64_t hash, uint64_t part)
{
	hash = (hash ^ part) * SPREAD;
	return hash ^ hash >> 32;
}

/* The last eight bytes may have been among those before: no matter. */
guint hash_bytes(const void *bytes, size_t size)
{
	const char *s = bytes;
	const char *last = s + size;
	uint64_t hash = size;

	if (size < 8)
		return (guint)mix(hash, load_few(s, size));
	for (; last - s > 8; s += 8)
		hash = mix(hash, load(s, 8));
	return (guint)mix(hash, load(last - 8, 8));
}

guint hash_text(const void *text)
{
	return hash_bytes(text, strlen(text));
}
