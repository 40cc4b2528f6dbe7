/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <glib.h>

#include "lib/sha256.h"

#define LONGEST 300

/* What the standard gives for it. */
static void nothing_has_the_known_sum(void)
{
	g_autofree char *sum = sha256_hex("", 0);

	g_assert_cmpstr(sum, ==,
			"e3b0c44298fc1c149afbf4c8996fb924"
			"27ae41e4649b934ca495991b7852b855");
}

/* Every length around the blocks of 64 bytes, NUL bytes among them. */
static void it_agrees_with_glib(void)
{
	guchar bytes[LONGEST];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (guchar)(i * 7);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		g_autofree char *sum = sha256_hex(bytes, len);
		g_autofree char *other = g_compute_checksum_for_data(
			G_CHECKSUM_SHA256, bytes, len);

		g_assert_cmpstr(sum, ==, other);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sha256/nothing-has-the-known-sum",
			nothing_has_the_known_sum);
	g_test_add_func("/sha256/it-agrees-with-glib", it_agrees_with_glib);
	return g_test_run();
}
