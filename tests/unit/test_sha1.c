/* SPDX-License-Identifier: MIT */
#include "lib/sha1.h"

#include <string.h>

#include <glib.h>

#define LONGEST 300

/* Every length around the blocks of 64 bytes, split at every place. */
static void it_agrees_with_glib(void)
{
	uint8_t bytes[LONGEST];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	for (size_t len = 0; len <= sizeof(bytes); len += 3) {
		g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
		uint8_t is[SHA1_LEN], other[SHA1_LEN];
		gsize other_len = sizeof(other);

		g_checksum_update(sum, bytes, (gssize)len);
		g_checksum_get_digest(sum, other, &other_len);
		for (size_t head = 0; head <= len; head += 7) {
			sha1_of((const char *)bytes, head, bytes + head,
				len - head, is);
			g_assert_cmpint(memcmp(is, other, sizeof(is)), ==, 0);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sha1/it-agrees-with-glib", it_agrees_with_glib);
	return g_test_run();
}
