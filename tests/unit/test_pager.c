/* SPDX-License-Identifier: MIT */
/* Rows that go on over further pages: each row once, and a way to every page. */
#include <glib.h>

#include "lib/arena.h"
#include "site-gen/page.h"
#include "site-gen/pager.h"
#include "site-gen/value.h"
#include "site-gen/view.h"
#include "tests/unit/page_fixture.h"

static struct value *make(const struct view *view, const struct page *page)
{
	(void)page;
	return value_map(view->arena);
}

/* The plan of one page with so many rows. */
static struct plan *plan_of(const char *path, size_t n_rows)
{
	struct plan *plan = plan_new();
	struct page page = {
		.path = path,
		.title = "Due",
		.template = "due",
		.make = make,
	};

	pager_plan(plan, &page, n_rows);
	return plan;
}

static void assert_pages(size_t n_rows, size_t expected)
{
	g_autoptr(Plan) plan = plan_of("due.html", n_rows);
	size_t next = 0;

	g_assert_cmpuint(plan_len(plan), ==, expected);
	for (size_t i = 0; i < expected; i++) {
		struct pager_slice slice = pager_slice(plan_get(plan, i));

		g_assert_cmpuint(slice.first, ==, next);
		g_assert_cmpuint(slice.last - slice.first, <=, PAGER_ROWS);
		g_assert_true(n_rows == 0 || slice.first < slice.last);
		next = slice.last;
	}
	g_assert_cmpuint(next, ==, n_rows);
}

static void every_row_is_on_one_page(void)
{
	assert_pages(0, 1);
	assert_pages(1, 1);
	assert_pages(PAGER_ROWS, 1);
	assert_pages(PAGER_ROWS + 1, 2);
	assert_pages(PAGER_ROWS * 7, 7);
}

static void pages_are_named_by_number(void)
{
	g_autoptr(Plan) plan = plan_of("law/by/act-s1.2.html", PAGER_ROWS * 3);
	const struct page *last = plan_get(plan, 2);
	g_autofree char *first = pager_path(last, PAGER_ROWS - 1);
	g_autofree char *second = pager_path(last, PAGER_ROWS);
	g_autofree char *third = pager_path(plan_get(plan, 0), PAGER_ROWS * 2);

	g_assert_cmpstr(last->path, ==, "law/by/act-s1.2.3.html");
	g_assert_cmpstr(last->title, ==, "Due, page 3");
	g_assert_cmpstr(first, ==, "law/by/act-s1.2.html");
	g_assert_cmpstr(second, ==, "law/by/act-s1.2.2.html");
	g_assert_cmpstr(third, ==, "law/by/act-s1.2.3.html");
}

/* "1 …3 4 [5] 6 …9": what the links of page nth, from 1, of nine say. */
static char *links(size_t nth, struct arena *arena)
{
	g_autoptr(Plan) plan = plan_of("due.html", PAGER_ROWS * 9);
	struct view view = { .arena = arena, .root = "" };
	const struct value *pages = page_fixture_at(
		pager_value(&view, plan_get(plan, nth - 1)), "pages");
	GString *said = g_string_new(NULL);

	for (size_t i = 0; i < value_len(pages); i++) {
		const struct value *link = value_at(pages, i);
		bool is_here = value_is_true(value_get(link, "isHere"));

		g_string_append_printf(
			said, "%s%s%s%s%s", i > 0 ? " " : "",
			value_is_true(value_get(link, "isGap")) ? "…" : "",
			is_here ? "[" : "",
			value_bytes(value_get(link, "label"), NULL),
			is_here ? "]" : "");
	}
	return g_string_free(said, FALSE);
}

static void every_page_is_reached(void)
{
	static const char *const expected[] = {
		"[1] 2 …9",	 "1 [2] 3 …9",	  "1 2 [3] 4 …9",
		"1 …3 [4] 5 …9", "1 …4 [5] 6 …9", "1 …5 [6] 7 …9",
		"1 …6 [7] 8 9",	 "1 …7 [8] 9",	  "1 …8 [9]",
	};
	g_autoptr(Arena) arena = arena_new();

	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autofree char *said = links(i + 1, arena);

		g_assert_cmpstr(said, ==, expected[i]);
	}
}

static void page_says_which_rows_it_has(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Plan) plan = plan_of("law/due.html", PAGER_ROWS * 2 + 5);
	g_autoptr(Plan) whole = plan_of("due.html", PAGER_ROWS);
	struct view view = { .arena = arena, .root = "../" };
	const struct value *last = pager_value(&view, plan_get(plan, 2));

	g_assert_cmpstr(page_fixture_text(last, "from"), ==, "1001");
	g_assert_cmpstr(page_fixture_text(last, "to"), ==, "1005");
	g_assert_cmpstr(page_fixture_text(last, "total"), ==, "1005");
	g_assert_cmpstr(page_fixture_text(last, "previousUrl"), ==,
			"../law/due.2.html");
	g_assert_cmpstr(page_fixture_text(last, "nextUrl"), ==, "NOTHING");
	g_assert_cmpstr(page_fixture_text(last, "pages/0/url"), ==,
			"../law/due.html");
	g_assert_true(pager_value(&view, plan_get(whole, 0)) ==
		      value_nothing());
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pager/every row is on one page",
			every_row_is_on_one_page);
	g_test_add_func("/pager/pages are named by number",
			pages_are_named_by_number);
	g_test_add_func("/pager/every page is reached", every_page_is_reached);
	g_test_add_func("/pager/page says which rows it has",
			page_says_which_rows_it_has);
	return g_test_run();
}
