/* SPDX-License-Identifier: MIT */
/*
 * Every byte of a site is hashed for its manifest.  GLib's code for it takes a
 * fifth of a whole build; Nettle uses the processor's own instructions where
 * there are any, and takes a seventh of the time.
 */
#include "lib/sha256.h"

#include <stdint.h>

#include <glib.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>

struct sha256 {
	struct sha256_ctx context;
};

static char *end(struct sha256_ctx *context)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	char *hex = g_new0(char, BASE16_ENCODE_LENGTH(sizeof(digest)) + 1);

	sha256_digest(context, sizeof(digest), digest);
	base16_encode_update(hex, sizeof(digest), digest);
	return hex;
}

char *sha256_hex(const void *bytes, size_t len)
{
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, len, bytes);
	return end(&context);
}

struct sha256 *sha256_new(void)
{
	struct sha256 *sum = g_new0(struct sha256, 1);

	sha256_init(&sum->context);
	return sum;
}

void sha256_add(struct sha256 *sum, const void *bytes, size_t len)
{
	sha256_update(&sum->context, len, bytes);
}

char *sha256_end(struct sha256 *sum)
{
	return end(&sum->context);
}

void sha256_free(struct sha256 *sum)
{
	g_free(sum);
}
