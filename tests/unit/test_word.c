/* SPDX-License-Identifier: MIT */
/* A word is told from those that begin as it does, and from nothing. */
#include "lib/word.h"

#include <glib.h>

static void a_text_is_one_word_or_another(void)
{
	g_assert_true(word_is("draft", "draft"));
	g_assert_false(word_is("drafts", "draft"));
	g_assert_false(word_is("draf", "draft"));
	g_assert_false(word_is("active", "draft"));
	g_assert_false(word_is("", "draft"));
	g_assert_false(word_is(NULL, "draft"));
	g_assert_true(word_is("", ""));
}

static void a_text_is_among_words(void)
{
	static const char *const words[] = { "draft", "proposed", NULL };
	static const char *const none[] = { NULL };

	g_assert_true(word_is_among("draft", words));
	g_assert_true(word_is_among("proposed", words));
	g_assert_false(word_is_among("pro", words));
	g_assert_false(word_is_among(NULL, words));
	g_assert_false(word_is_among("draft", none));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/word/a text is one word or another",
			a_text_is_one_word_or_another);
	g_test_add_func("/word/a text is among words", a_text_is_among_words);
	return g_test_run();
}
