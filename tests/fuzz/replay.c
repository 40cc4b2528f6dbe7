/* SPDX-License-Identifier: MIT */
/*
 * replay RUNS FILE...: runs the target that it is linked with on each file, and
 * RUNS times on one that was changed at random, the same way each time.  It
 * stands in for libFuzzer where that is not there, and learns nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/aid.h"

#define MAX_CHANGES 8
#define MAX_BYTES 65536

static void add_file(GPtrArray *seeds, const char *path)
{
	char *bytes = NULL;
	gsize len;
	GError *error = NULL;

	if (!g_file_get_contents(path, &bytes, &len, &error))
		g_error("%s", error->message);
	g_ptr_array_add(seeds, g_byte_array_new_take((guint8 *)bytes, len));
}

static guint below(GRand *random, guint n)
{
	return n > 0 ? (guint)g_rand_int_range(random, 0, (gint32)n) : 0;
}

/* Puts a stretch of other at a place of bytes. */
static void splice(GRand *random, GByteArray *bytes, const GByteArray *other)
{
	guint from = below(random, other->len);
	guint n = below(random, MIN(other->len - from, 512));
	guint at = below(random, bytes->len + 1);
	g_autoptr(GByteArray) whole = g_byte_array_new();

	g_byte_array_append(whole, bytes->data, at);
	g_byte_array_append(whole, other->data + from, n);
	g_byte_array_append(whole, bytes->data + at, bytes->len - at);
	g_byte_array_set_size(bytes, 0);
	g_byte_array_append(bytes, whole->data, MIN(whole->len, MAX_BYTES));
}

static void change(GRand *random, GByteArray *bytes, const GPtrArray *seeds)
{
	static const guint8 marks[] = "<>&\"'{}[]()#/\\:;=%-\n\t\r \x1e\x1b@^~";
	guint at = below(random, bytes->len);

	switch (below(random, 5)) {
	case 0:
		splice(random, bytes, seeds->pdata[below(random, seeds->len)]);
		break;
	case 1:
		if (bytes->len > 0)
			g_byte_array_remove_range(
				bytes, at,
				below(random, MIN(bytes->len - at, 64)));
		break;
	case 2:
		if (bytes->len > 0)
			bytes->data[at] ^= (guint8)(1 << below(random, 8));
		break;
	case 3:
		if (bytes->len > 0)
			bytes->data[at] = (guint8)below(random, 256);
		break;
	default:
		if (bytes->len > 0)
			bytes->data[at] =
				marks[below(random, sizeof(marks) - 1)];
	}
}

static void run(const GByteArray *bytes)
{
	(void)LLVMFuzzerTestOneInput(bytes->data, bytes->len);
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) seeds = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_byte_array_unref);
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	guint64 runs = argc > 1 ? g_ascii_strtoull(argv[1], NULL, 10) : 0;

	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 2; i < argc; i++)
		add_file(seeds, argv[i]);
	if (seeds->len == 0) {
		fprintf(stderr, "usage: %s RUNS FILE...\n", argv[0]);
		return 2;
	}
	for (guint i = 0; i < seeds->len; i++)
		run(seeds->pdata[i]);
	for (guint64 i = 0; i < runs; i++) {
		const GByteArray *seed =
			seeds->pdata[below(random, seeds->len)];
		g_autoptr(GByteArray) bytes = g_byte_array_new();

		g_byte_array_append(bytes, seed->data,
				    MIN(seed->len, MAX_BYTES));
		for (guint n = 1 + below(random, MAX_CHANGES); n > 0; n--)
			change(random, bytes, seeds);
		run(bytes);
	}
	printf("%u seeds, %" G_GUINT64_FORMAT " changed\n", seeds->len, runs);
	return 0;
}
