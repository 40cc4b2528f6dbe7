/* SPDX-License-Identifier: MIT */
/*
 * Input that is made to take long, and does not.  The limits are dozens of
 * times what it takes of the processor's time.  The sanitizers look
 * at the whole rest of a text with each search in it, and get a shorter one.
 */
#include <string.h>
#include <time.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/text_diff.h"
#include "lib/xml.h"

#define SECONDS_MAX 5.0
#ifdef __SANITIZE_ADDRESS__
#define TEXT_MAX (1 << 17)
#else
#define TEXT_MAX (1 << 20)
#endif

/* Of the processor, which a busy machine does not make more. */
static double seconds_since(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* A text of TEXT_MAX bytes, of sentences or lines that are all different. */
static char *text_of(const char *between, unsigned start)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = start; text->len < TEXT_MAX; i++)
		g_string_append_printf(text, "Sentence %u.%s", i, between);
	return g_string_free(text, FALSE);
}

static void long_texts_that_share_nothing_are_compared(void)
{
	g_autofree char *old_text = text_of(" ", 0);
	g_autofree char *new_text = text_of(" ", 1000000);
	g_autofree char *old_lines = text_of("\n", 0);
	g_autofree char *new_lines = text_of("\n", 1000000);
	g_autoptr(TextDiff) sentences = NULL;
	g_autoptr(TextDiff) lines = NULL;
	clock_t start;

	start = clock();
	sentences = text_diff_sentences(old_text, new_text);
	lines = text_diff_lines(old_lines, new_lines);
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	g_assert_cmpuint(sentences->parts->len, ==, 1);
	g_assert_cmpuint(lines->parts->len, ==, 1);
}

/* Parses it, and wants it soon; whether there was a tree. */
static bool is_parsed(const GString *text, struct diags *diags)
{
	g_autoptr(Arena) arena = arena_new();
	struct xml_input input = {
		.path = "x.xml",
		.bytes = text->str,
		.len = text->len,
	};
	bool has_tree;
	clock_t start;

	start = clock();
	has_tree = xml_parse(arena, &input, diags) != NULL;
	g_assert_cmpfloat(seconds_since(start), <, SECONDS_MAX);
	return has_tree;
}

static void ten_thousand_attributes_are_refused(void)
{
	g_autoptr(GString) text = g_string_new("<a");
	g_autoptr(Diags) diags = diags_new();

	for (unsigned i = 0; i < 10000; i++)
		g_string_append_printf(text, " a%u='v'", i);
	g_string_append(text, "/>");
	g_assert_false(is_parsed(text, diags));
	g_assert_cmpuint(diags_len(diags), ==, 1);
	g_assert_nonnull(strstr(diags_get(diags, 0)->message,
				"more than 1000 attributes"));
}

static void a_hundred_thousand_levels_are_refused(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Diags) diags = diags_new();

	for (unsigned i = 0; i < 100000; i++)
		g_string_append(text, "<a>");
	for (unsigned i = 0; i < 100000; i++)
		g_string_append(text, "</a>");
	g_assert_false(is_parsed(text, diags));
	g_assert_cmpuint(diags_len(diags), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	xml_init();
	g_test_add_func("/pathological/texts",
			long_texts_that_share_nothing_are_compared);
	g_test_add_func("/pathological/attributes",
			ten_thousand_attributes_are_refused);
	g_test_add_func("/pathological/levels",
			a_hundred_thousand_levels_are_refused);
	return g_test_run();
}
