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

static uint64_t mix(uint64_t hash, const char *bytes, size_t n)
{
	uint64_t part = 0;

	memcpy(&part, bytes, n);
	hash = (hash ^ part) * SPREAD;
	return hash ^ hash >> 32;
}

guint hash_bytes(const void *bytes, size_t size)
{
	const char *s = bytes;
	uint64_t hash = size;

	for (; size >= sizeof(hash); size -= sizeof(hash)) {
		hash = mix(hash, s, sizeof(hash));
		s += sizeof(hash);
	}
	return (guint)mix(hash, s, size);
}

guint hash_text(const void *text)
{
	return hash_bytes(text, strlen(text));
}
