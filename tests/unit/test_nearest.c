/* SPDX-License-Identifier: MIT */
#include "lib/nearest.h"

#include <limits.h>
#include <string.h>

#include <glib.h>

static void distance_counts_letters(void)
{
	g_assert_cmpuint(nearest_distance("", ""), ==, 0);
	g_assert_cmpuint(nearest_distance("check", "check"), ==, 0);
	g_assert_cmpuint(nearest_distance("check", "CHECK"), ==, 0);
	g_assert_cmpuint(nearest_distance("check", ""), ==, 5);
	g_assert_cmpuint(nearest_distance("", "check"), ==, 5);
	g_assert_cmpuint(nearest_distance("chekc", "check"), ==, 2);
	g_assert_cmpuint(nearest_distance("kitten", "sitting"), ==, 3);
}

static void no_word_has_more_than_63_bytes(void)
{
	char word[64], line[65];

	memset(word, 'a', sizeof(word) - 1);
	memset(line, 'a', sizeof(line) - 1);
	word[sizeof(word) - 1] = line[sizeof(line) - 1] = '\0';
	g_assert_cmpuint(nearest_distance(word, word), ==, 0);
	g_assert_cmpuint(nearest_distance(word, line), ==, 0);
	g_assert_cmpuint(nearest_distance(line, word), ==, UINT_MAX);
}

static void find_takes_the_nearest_or_none(void)
{
	const char *const words[] = { "init", "check", "list", "diff", NULL };
	const char *const none[] = { NULL };

	g_assert_cmpstr(nearest_find(words, "chekc"), ==, "check");
	g_assert_cmpstr(nearest_find(words, "lst"), ==, "list");
	g_assert_cmpstr(nearest_find(words, "xyzzyplugh"), ==, NULL);
	g_assert_cmpstr(nearest_find(words, ""), ==, NULL);
	g_assert_cmpstr(nearest_find(none, "check"), ==, NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/nearest/distance counts letters",
			distance_counts_letters);
	g_test_add_func("/nearest/no word has more than 63 bytes",
			no_word_has_more_than_63_bytes);
	g_test_add_func("/nearest/find takes the nearest or none",
			find_takes_the_nearest_or_none);
	return g_test_run();
}
