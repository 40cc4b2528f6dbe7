/* SPDX-License-Identifier: MIT */
/*
 * Every object that is read of a history is compared with its name.  GLib's
 * code for it takes longer than reading the object; Nettle's does not.
 */
#include "lib/sha1.h"

#include <nettle/sha1.h>

void sha1_of(const char *head, size_t head_len, const void *bytes, size_t len,
	     uint8_t digest[SHA1_LEN])
{
	struct sha1_ctx context;

	sha1_init(&context);
	sha1_update(&context, head_len, (const uint8_t *)head);
	sha1_update(&context, len, bytes);
	sha1_digest(&context, SHA1_LEN, digest);
}
