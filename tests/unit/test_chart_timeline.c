/* SPDX-License-Identifier: MIT */
/* Versions over time: whole and broken lines, and what cannot be placed. */
#include "site-gen/chart_timeline.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "site-gen/value.h"
#include "tests/unit/chart_fixture.h"

#define WHOLE "gh-figure__line"
#define BROKEN "gh-figure__line gh-figure__line--vague"

static const struct value *draw(struct arena *arena,
				const struct chart_span *spans, size_t n)
{
	struct chart_timeline timeline = {
		.id = "versions",
		.title = "Versions",
		.now = date_parse("2020-06-30"),
		.spans = spans,
		.n = n,
	};

	return chart_timeline(arena, &timeline);
}

/* Counts lines of one span; the present day is a whole one too. */
static void assert_lines(const struct chart_span *span, unsigned whole,
			 unsigned broken, unsigned ends)
{
	g_autoptr(Arena) arena = arena_new();
	struct chart_span two[] = { *span,
				    { "Anchor", date_parse("2010-01-01"),
				      date_parse("2012-01-01"), false,
				      false } };
	const struct node *root =
		chart_fixture_parse(arena, draw(arena, two, 2));

	g_assert_cmpuint(chart_fixture_count(root, "line", WHOLE), ==,
			 whole + 2);
	g_assert_cmpuint(chart_fixture_count(root, "line", BROKEN), ==, broken);
	g_assert_cmpuint(chart_fixture_count(root, "circle", NULL), ==,
			 ends + 2);
}

static void a_line_is_broken_towards_an_end_that_is_not_known(void)
{
	date_t from = date_parse("2012-01-01"), to = date_parse("2016-01-01");
	struct chart_span known = { "A", from, to, false, false };
	struct chart_span open = { "B", from, DATE_NONE, true, false };
	struct chart_span no_start = { "C", DATE_NONE, to, false, false };
	struct chart_span no_end = { "D", from, DATE_NONE, false, false };
	struct chart_span now = { "E", DATE_NONE, DATE_NONE, true, false };
	struct chart_span nothing = { "F", DATE_NONE, DATE_NONE, false, false };
	struct chart_span never = { "G", DATE_NONE, DATE_NONE, true, true };

	assert_lines(&known, 1, 0, 2);
	assert_lines(&open, 1, 0, 1);
	assert_lines(&no_start, 0, 1, 1);
	assert_lines(&no_end, 0, 1, 1);
	assert_lines(&now, 1, 1, 0);
	assert_lines(&nothing, 0, 1, 0);
	assert_lines(&never, 0, 0, 0);
}

static void without_a_day_there_is_no_picture(void)
{
	struct chart_span spans[] = {
		{ "A", DATE_NONE, DATE_NONE, true, false },
		{ "B", date_parse("2012-01-01"), DATE_NONE, true, true },
	};
	g_autoptr(Arena) arena = arena_new();

	g_assert_cmpint(value_type(draw(arena, spans, 2)), ==, VALUE_NOTHING);
	g_assert_cmpint(value_type(draw(arena, NULL, 0)), ==, VALUE_NOTHING);
}

static void a_later_day_stands_further_right(void)
{
	struct chart_span span = { "A", date_parse("2001-01-01"),
				   date_parse("2019-01-01"), false, false };
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		chart_fixture_parse(arena, draw(arena, &span, 1));
	double last = 0;
	unsigned n = 0;

	for (const struct node *d = root; d; d = node_walk(d, root)) {
		double x;

		if (strcmp(d->name, "circle") != 0)
			continue;
		x = g_ascii_strtod(node_attr(d, "cx"), NULL);
		g_assert_cmpfloat(x, >, last);
		g_assert_cmpfloat(x, <, 720);
		last = x;
		n++;
	}
	g_assert_cmpuint(n, ==, 2);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name, test) g_test_add_func("/chart_timeline/" name, test)
	TEST("a line is broken towards an end that is not known",
	     a_line_is_broken_towards_an_end_that_is_not_known);
	TEST("without a day there is no picture",
	     without_a_day_there_is_no_picture);
	TEST("a later day stands further right",
	     a_later_day_stands_further_right);
	return g_test_run();
}
