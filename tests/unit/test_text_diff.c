/* SPDX-License-Identifier: MIT */
#include "lib/text_diff.h"

#include <string.h>

#include "lib/sentences.h"

static void check_split(const char *text, const char *expected)
{
	g_auto(GStrv) sentences = sentences_split(text);
	g_autofree char *is = g_strjoinv("|", sentences);

	g_assert_cmpstr(is, ==, expected);
}

static void sentences_end_with_a_mark_and_not_with_a_line(void)
{
	check_split("One is\n  here. Two? Three!", "One is here.|Two?|Three!");
	check_split("They said no. Then no. 3 came.",
		    "They said no.|Then no. 3 came.");
	check_split("He said \"No.\" Then he left.",
		    "He said \"No.\"|Then he left.");
	check_split("", "");
}

static void a_stop_that_ends_nothing_does_not_cut(void)
{
	check_split("See s. 115 and Mr. A. Smith, e.g. Leeds. Done.",
		    "See s. 115 and Mr. A. Smith, e.g. Leeds.|Done.");
	check_split("Version 1.5 is out. It costs 3.50 pounds.",
		    "Version 1.5 is out.|It costs 3.50 pounds.");
	check_split("It ends... or not.", "It ends... or not.");
}

static void blocks_end_sentences(void)
{
	check_split("# A title\nText\n\nmore\n- one\n- two\n1. three",
		    "# A title|Text|more|- one|- two|1. three");
}

/* "old>new" for each part, and how much is the same. */
static void check_diff(struct text_diff *diff, const char *expected)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < diff->parts->len; i++) {
		const struct text_diff_part *part = diff->parts->pdata[i];

		g_string_append_printf(text, "%s>%s; ",
				       part->old_text ? part->old_text : "",
				       part->new_text ? part->new_text : "");
	}
	g_string_append_printf(text, "%zu same", diff->n_same);
	g_assert_cmpstr(text->str, ==, expected);
	text_diff_free(diff);
}

static void only_sentences_that_differ_are_parts(void)
{
	check_diff(
		text_diff_sentences("Aa. Bb. Cc. Dd.", "Aa. Xx. Cc. Dd. Ee."),
		"Bb.>Xx.; >Ee.; 3 same");
	check_diff(text_diff_sentences("Aa. Bb. Cc.", "Aa. Cc."),
		   "Bb.>; 2 same");
	check_diff(text_diff_sentences("Aa. Bb. Cc. Dd.", "Bb. Cc. Xx."),
		   "Aa.>; Dd.>Xx.; 2 same");
}

static void wrapping_a_text_anew_changes_no_sentence(void)
{
	check_diff(
		text_diff_sentences("One is here. Two.", "One is\nhere.\nTwo."),
		"2 same");
}

static void lines_are_compared_as_they_are(void)
{
	check_diff(
		text_diff_lines("<a>\n <b/>\n</a>", "<a>\n <c/>\n <d/>\n</a>"),
		" <b/>> <c/>\n <d/>; 2 same");
}

static void a_text_of_very_many_lines_is_told_as_one_part(void)
{
	g_autoptr(GString) old = g_string_new("first\n");
	g_autoptr(GString) new = g_string_new("first\n");
	struct text_diff *diff;

	for (int i = 0; i < 2000; i++) {
		g_string_append_printf(old, "%d\n", i);
		g_string_append_printf(new, "%d\n", -i - 1);
	}
	diff = text_diff_lines(old->str, new->str);
	g_assert_cmpuint(diff->parts->len, ==, 1);
	g_assert_cmpuint(diff->n_same, ==, 2);
	text_diff_free(diff);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name, test) g_test_add_func("/text_diff/" name, test)
	TEST("sentences end with a mark and not with a line",
	     sentences_end_with_a_mark_and_not_with_a_line);
	TEST("a stop that ends nothing does not cut",
	     a_stop_that_ends_nothing_does_not_cut);
	TEST("blocks end sentences", blocks_end_sentences);
	TEST("only sentences that differ are parts",
	     only_sentences_that_differ_are_parts);
	TEST("wrapping a text anew changes no sentence",
	     wrapping_a_text_anew_changes_no_sentence);
	TEST("lines are compared as they are", lines_are_compared_as_they_are);
	TEST("a text of very many lines is told as one part",
	     a_text_of_very_many_lines_is_told_as_one_part);
	return g_test_run();
}
