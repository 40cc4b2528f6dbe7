/* SPDX-License-Identifier: MIT */
#include "lib/slug.h"

#include <glib.h>

static void check(const char *text, size_t max, bool is_tight,
		  const char *expected)
{
	g_autofree char *slug = slug_make(text, max, is_tight);

	g_assert_cmpstr(slug, ==, expected);
}

static void test_words(void)
{
	check("Sharing in Fenshire, 2026", 64, false,
	      "sharing-in-fenshire-2026");
	check("Été  à Łódź", 64, false, "ete-a-lodz");
	check("  (draft)  ", 64, false, "draft");
	check("…", 64, true, "");
	check("", 64, false, "");
}

/* What has no like in ASCII. */
static void test_gaps(void)
{
	check("a\xe4\xb8\xad"
	      "b",
	      64, false, "a-b");
	check("a\xe4\xb8\xad"
	      "b",
	      64, true, "ab");
	check("\xe4\xb8\xad", 64, false, "");
}

/* A cut leaves no hyphen at the end. */
static void test_length(void)
{
	check("night shelter", 7, false, "night-s");
	check("night shelter", 6, false, "night");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/slug/words", test_words);
	g_test_add_func("/slug/gaps", test_gaps);
	g_test_add_func("/slug/length", test_length);
	return g_test_run();
}
