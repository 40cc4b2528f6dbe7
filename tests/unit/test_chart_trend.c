/* SPDX-License-Identifier: MIT */
/* Levels over time: what is drawn, what is left out, and that it is safe. */
#include "site-gen/chart_trend.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/xml.h"
#include "site-gen/value.h"
#include "tests/unit/chart_fixture.h"

static const struct value *draw(struct arena *arena,
				const struct chart_series *series, size_t n)
{
	struct chart_trend trend = {
		.id = "trend",
		.title = "Levels",
		.from = date_parse("2014-01-01"),
		.to = date_parse("2020-06-30"),
		.holds = "P12M",
		.series = series,
		.n = n,
	};

	return chart_trend(arena, &trend);
}

#define ALLOWED "gh-figure__box gh-figure__box--allowed"
#define BROKEN "gh-figure__line gh-figure__line--marked"

static void a_claim_holds_for_a_year_and_then_breaks(void)
{
	struct chart_point points[] = { { date_parse("2016-01-01"), 1 },
					{ date_parse("2018-01-01"), 3 },
					{ date_parse("2020-01-01"), 2 } };
	struct chart_series series = { "Fenbridge Council", points, 3 };
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		chart_fixture_parse(arena, draw(arena, &series, 1));

	g_assert_cmpuint(chart_fixture_count(root, "circle", NULL), ==, 3);
	/* Two steps and three stretches, of which the last is not old yet. */
	g_assert_cmpuint(chart_fixture_count(root, "line", "gh-figure__line"),
			 ==, 5);
	g_assert_cmpuint(chart_fixture_count(root, "line", BROKEN), ==, 2);
	g_assert_cmpuint(chart_fixture_count(root, "line", "gh-figure__grid"),
			 ==, 5);
}

static void what_cannot_be_placed_is_left_out(void)
{
	struct chart_point points[] = { { DATE_NONE, 1 },
					{ date_parse("2013-12-31"), 1 },
					{ date_parse("2020-07-01"), 1 },
					{ date_parse("2016-01-01"), 5 } };
	struct chart_series series = { "Fenbridge Council", points, 4 };
	g_autoptr(Arena) arena = arena_new();

	g_assert_cmpint(value_type(draw(arena, &series, 1)), ==, VALUE_NOTHING);
	g_assert_cmpint(value_type(draw(arena, NULL, 0)), ==, VALUE_NOTHING);
}

static void partners_without_claims_have_no_panel(void)
{
	struct chart_point point = { date_parse("2016-01-01"), 4 };
	struct chart_series series[] = { { "None", NULL, 0 },
					 { "One", &point, 1 },
					 { "Two", &point, 1 } };
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		chart_fixture_parse(arena, draw(arena, series, 3));

	g_assert_cmpuint(chart_fixture_count(root, "line", "gh-figure__grid"),
			 ==, 10);
	g_assert_cmpuint(chart_fixture_count(root, "circle", NULL), ==, 2);
}

static void hostile_names_stay_text(void)
{
	struct chart_point point = { date_parse("2020-06-30"), 0 };
	struct chart_series series = { "</svg><script>&\"\xff\x02", &point, 1 };
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		chart_fixture_parse(arena, draw(arena, &series, 1));

	g_assert_cmpuint(chart_fixture_count(root, "script", NULL), ==, 0);
	g_assert_cmpuint(chart_fixture_count(root, "circle", NULL), ==, 1);
}

static void one_day_is_an_axis_too(void)
{
	struct chart_point point = { date_parse("2020-01-01"), 2 };
	struct chart_series series = { "One", &point, 1 };
	struct chart_trend trend = {
		.id = "a",
		.title = "A",
		.from = point.on,
		.to = point.on,
		.holds = "P12M",
		.series = &series,
		.n = 1,
	};
	g_autoptr(Arena) arena = arena_new();

	chart_fixture_parse(arena, chart_trend(arena, &trend));
}

static void what_signals_allow_is_marked_in_each_panel(void)
{
	struct chart_point point = { date_parse("2016-01-01"), 4 };
	struct chart_series series[] = { { "One", &point, 1 },
					 { "Two", &point, 1 } };
	struct chart_trend trend = {
		.id = "a",
		.title = "A",
		.from = date_parse("2016-01-01"),
		.to = date_parse("2020-06-30"),
		.holds = "P12M",
		.allowed = 2,
		.series = series,
		.n = 2,
	};
	g_autoptr(Arena) arena = arena_new();
	const struct value *picture = chart_trend(arena, &trend);
	const struct node *root = chart_fixture_parse(arena, picture);

	g_assert_cmpuint(chart_fixture_count(root, "path", ALLOWED), ==, 2);
	g_assert_nonnull(strstr(value_bytes(picture, NULL),
				"level 2, the highest that signals allow on "
				"30 June 2020"));
	trend.allowed = 0;
	picture = chart_trend(arena, &trend);
	root = chart_fixture_parse(arena, picture);
	g_assert_cmpuint(chart_fixture_count(root, "path", ALLOWED), ==, 0);
	g_assert_null(strstr(value_bytes(picture, NULL), "triangle"));
}

/* No picture is longer than a sheet of paper; all series are in one. */
static void many_partners_go_on_over_several_pictures(void)
{
	struct chart_point point = { date_parse("2016-01-01"), 1 };
	struct chart_series series[2 * CHART_TREND_SHEET + 1];
	struct chart_trend trend = {
		.id = "trend",
		.title = "Levels",
		.from = date_parse("2014-01-01"),
		.to = date_parse("2020-06-30"),
		.holds = "P12M",
		.series = series,
		.n = G_N_ELEMENTS(series),
	};
	g_autoptr(Arena) arena = arena_new();
	const struct value *list;
	size_t n = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(series); i++)
		series[i] = (struct chart_series){ "Council", &point, 1 };
	list = chart_trend_sheets(arena, &trend);
	g_assert_cmpuint(value_len(list), ==, 3);
	for (size_t i = 0; i < value_len(list); i++) {
		const struct value *picture = value_at(list, i);
		g_autofree char *id = g_strdup_printf("trend-%zu", i + 1);

		g_assert_nonnull(strstr(value_bytes(picture, NULL), id));
		n += chart_fixture_count(chart_fixture_parse(arena, picture),
					 "circle", NULL);
	}
	g_assert_cmpuint(n, ==, G_N_ELEMENTS(series));
	trend.n = CHART_TREND_SHEET;
	list = chart_trend_sheets(arena, &trend);
	g_assert_cmpuint(value_len(list), ==, 1);
	g_assert_null(strstr(value_bytes(value_at(list, 0), NULL), "part 1"));
	trend.n = 0;
	g_assert_false(value_is_true(chart_trend_sheets(arena, &trend)));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	xml_init();
#define TEST(name, test) g_test_add_func("/chart_trend/" name, test)
	TEST("a claim holds for a year and then breaks",
	     a_claim_holds_for_a_year_and_then_breaks);
	TEST("what cannot be placed is left out",
	     what_cannot_be_placed_is_left_out);
	TEST("partners without claims have no panel",
	     partners_without_claims_have_no_panel);
	TEST("hostile names stay text", hostile_names_stay_text);
	TEST("what signals allow is marked in each panel",
	     what_signals_allow_is_marked_in_each_panel);
	TEST("one day is an axis too", one_day_is_an_axis_too);
	TEST("many partners go on over several pictures",
	     many_partners_go_on_over_several_pictures);
	return g_test_run();
}
