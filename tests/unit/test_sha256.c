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

/* Wherever the bytes are divided. */
static void pieces_have_the_sum_of_the_whole(void)
{
	guchar bytes[LONGEST];
	g_autofree char *whole = NULL;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (guchar)(i * 11);
	whole = sha256_hex(bytes, sizeof(bytes));
	for (size_t at = 0; at <= sizeof(bytes); at++) {
		struct sha256 *sum = sha256_new();
		g_autofree char *hex = NULL;

		sha256_add(sum, bytes, at);
		sha256_add(sum, bytes + at, sizeof(bytes) - at);
		hex = sha256_end(sum);
		sha256_free(sum);
		g_assert_cmpstr(hex, ==, whole);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sha256/nothing-has-the-known-sum",
			nothing_has_the_known_sum);
	g_test_add_func("/sha256/it-agrees-with-glib", it_agrees_with_glib);
	g_test_add_func("/sha256/pieces-have-the-sum-of-the-whole",
			pieces_have_the_sum_of_the_whole);
	return g_test_run();
}
