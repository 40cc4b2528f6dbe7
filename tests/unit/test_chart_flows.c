/* SPDX-License-Identifier: MIT */
/* The picture of flows: well-formed, escaped and readable whatever goes in. */
#include "site-gen/chart_flows.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/xml.h"
#include "site-gen/chart_text.h"
#include "site-gen/value.h"
#include "tests/unit/chart_fixture.h"

static bool says(const struct node *root, const char *text)
{
	for (const struct node *d = root; d; d = node_walk(d, root)) {
		if (strcmp(d->text, text) == 0)
			return true;
	}
	return false;
}

static void no_flows_make_no_picture(void)
{
	g_autoptr(Arena) arena = arena_new();

	g_assert_cmpint(value_type(chart_flows(arena, "a", NULL, 0)), ==,
			VALUE_NOTHING);
}

static void flows_of_the_same_two_bodies_share_an_arrow(void)
{
	static const struct chart_flow flows[] = {
		{ "Fenbridge Council", "Police", "1. Names" },
		{ "Police", "Fenbridge Council", "2. Flags" },
		{ "Fenbridge Council", "Police", "3. Addresses" },
	};
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		chart_fixture_parse(arena, chart_flows(arena, "a", flows, 3));

	g_assert_cmpuint(chart_fixture_count(root, "rect", NULL), ==, 4);
	g_assert_cmpuint(chart_fixture_count(root, "path", "gh-figure__line"),
			 ==, 2);
	g_assert_cmpuint(chart_fixture_count(root, "path", "gh-figure__point"),
			 ==, 2);
	g_assert_true(says(root, "1. Names"));
	g_assert_true(says(root, "2. Flags"));
	g_assert_true(says(root, "3. Addresses"));
}

static void the_picture_names_itself(void)
{
	static const struct chart_flow flow = { "A", "B", "1. C" };
	g_autoptr(Arena) arena = arena_new();
	const struct node *root = chart_fixture_parse(
		arena, chart_flows(arena, "flows", &flow, 1));

	g_assert_cmpstr(node_attr(root, "role"), ==, "img");
	g_assert_cmpstr(node_attr(root, "aria-labelledby"), ==,
			"flows-title flows-desc");
	g_assert_cmpstr(node_attr(node_child(root, "title"), "id"), ==,
			"flows-title");
	g_assert_cmpstr(node_text(node_child(root, "desc")), ==,
			"1 arrow from 1 body on the left to 1 body on the "
			"right. The table of flows says the same in words.");
}

static void hostile_names_stay_text(void)
{
	static const struct chart_flow flow = {
		"</text><script>alert(1)</script>",
		"\xff\xfe \xe2\x80\xae"
		"drow"
		"\x01",
		"\"'&<![CDATA[x]]>",
	};
	g_autoptr(Arena) arena = arena_new();
	const struct node *root =
		chart_fixture_parse(arena, chart_flows(arena, "a", &flow, 1));

	g_assert_cmpuint(chart_fixture_count(root, "script", NULL), ==, 0);
	g_assert_cmpuint(chart_fixture_count(root, "rect", NULL), ==, 2);
	g_assert_true(says(root, "\"'&<![CDATA[x]]>"));
}

static void long_names_stay_in_their_boxes(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *name = g_strnfill(5000, 'W');
	struct chart_flow flow = { name, name, name };
	const struct node *root =
		chart_fixture_parse(arena, chart_flows(arena, "a", &flow, 1));

	for (const struct node *d = root; d; d = node_walk(d, root)) {
		if (strcmp(d->name, "tspan") == 0)
			g_assert_cmpfloat(chart_text_width(d->text), <, 260);
	}
	g_assert_cmpuint(chart_fixture_count(root, "tspan", NULL), <, 30);
}

static void there_is_a_limit_to_what_is_drawn(void)
{
	struct chart_flow flows[CHART_FLOWS_MAX + 1];
	g_autoptr(Arena) arena = arena_new();
	const struct node *root;

	for (size_t i = 0; i < G_N_ELEMENTS(flows); i++)
		flows[i] = (struct chart_flow){
			.from = arena_printf(arena, "Body %zu", i),
			.to = arena_printf(arena, "Body %zu", i % 7),
			.label = arena_printf(arena, "%zu. Flow", i + 1),
		};
	root = chart_fixture_parse(
		arena, chart_flows(arena, "a", flows, CHART_FLOWS_MAX));
	g_assert_cmpuint(chart_fixture_count(root, "path", "gh-figure__line"),
			 ==, CHART_FLOWS_MAX);
	g_assert_cmpint(
		value_type(chart_flows(arena, "a", flows, CHART_FLOWS_MAX + 1)),
		==, VALUE_NOTHING);
}

static double number(const struct node *node, const char *name)
{
	return g_ascii_strtod(node_attr(node, name), NULL);
}

static bool overlap(const struct node *a, const struct node *b)
{
	return number(a, "x") == number(b, "x") &&
	       number(a, "y") < number(b, "y") + number(b, "height") &&
	       number(b, "y") < number(a, "y") + number(a, "height");
}

static void boxes_do_not_overlap(void)
{
	struct chart_flow flows[40];
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GPtrArray) boxes = g_ptr_array_new();
	const struct node *root;

	for (size_t i = 0; i < G_N_ELEMENTS(flows); i++)
		flows[i] = (struct chart_flow){
			.from = arena_printf(arena, "Giver %zu", i % 5),
			.to = arena_printf(arena, "Receiver %zu", i % 8),
			.label = "1. What is given, in words that take a line "
				 "or two to say",
		};
	root = chart_fixture_parse(arena, chart_flows(arena, "a", flows, 40));
	NODE_EACH(box, root, "rect")
	g_ptr_array_add(boxes, (gpointer)box);
	g_assert_cmpuint(boxes->len, ==, 13);
	for (guint i = 0; i < boxes->len; i++) {
		for (guint j = 0; j < i; j++)
			g_assert_false(
				overlap(boxes->pdata[i], boxes->pdata[j]));
	}
}

static void words_wrap_and_long_ones_break(void)
{
	g_autoptr(GPtrArray) words =
		chart_text_wrap("  one\ttwo \n three ", 60, 9);
	g_autoptr(GPtrArray) broken = chart_text_wrap("WWWWWWWWWW", 30, 9);
	g_autoptr(GPtrArray) cut = chart_text_wrap("a b c d e f", 10, 2);
	g_autoptr(GPtrArray) none = chart_text_wrap(" \n", 60, 9);

	g_assert_cmpuint(words->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(words, 0), ==, "one two");
	g_assert_cmpstr(g_ptr_array_index(words, 1), ==, "three");
	g_assert_cmpuint(broken->len, ==, 5);
	g_assert_cmpuint(cut->len, ==, 2);
	g_assert_true(g_str_has_suffix(g_ptr_array_index(cut, 1), "…"));
	g_assert_cmpuint(none->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	xml_init();
#define TEST(name, test) g_test_add_func("/chart_flows/" name, test)
	TEST("no flows make no picture", no_flows_make_no_picture);
	TEST("flows of the same two bodies share an arrow",
	     flows_of_the_same_two_bodies_share_an_arrow);
	TEST("the picture names itself", the_picture_names_itself);
	TEST("hostile names stay text", hostile_names_stay_text);
	TEST("long names stay in their boxes", long_names_stay_in_their_boxes);
	TEST("there is a limit to what is drawn",
	     there_is_a_limit_to_what_is_drawn);
	TEST("boxes do not overlap", boxes_do_not_overlap);
	TEST("words wrap and long ones break", words_wrap_and_long_ones_break);
	return g_test_run();
}
