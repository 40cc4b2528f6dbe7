/* SPDX-License-Identifier: MIT */
#include "lib/codes.h"

#include <string.h>

#include <glib.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/xml.h"

static struct codes *codes;

static void a_code_is_found_in_its_list_only(void)
{
	g_assert_nonnull(codes_find(codes, "purpose", "P-IDENTIFY"));
	g_assert_null(codes_find(codes, "barrier", "P-IDENTIFY"));
	g_assert_null(codes_find(codes, "no-such-list", "P-IDENTIFY"));
	g_assert_null(codes_find(codes, "purpose", NULL));
	g_assert_null(codes_find(codes, "purpose", ""));
	g_assert_null(codes_list(codes, "no-such-list"));
	g_assert_cmpstr(codes_label(codes, "purpose", "P-OTHER"), ==,
			"P-OTHER");
}

static void the_nearest_code_is_suggested(void)
{
	g_assert_cmpstr(codes_nearest(codes, "purpose", "p-identfy")->id, ==,
			"P-IDENTIFY");
	g_assert_cmpstr(
		codes_nearest(codes, "purpose", "identify families")->id, ==,
		"P-IDENTIFY");
	g_assert_cmpstr(codes_nearest(codes, "organisation-type", "police")->id,
			==, "police-force");
	g_assert_null(codes_nearest(codes, "purpose", "zzzzzzzzzzzzzzzz"));
	g_assert_null(codes_nearest(codes, "no-such-list", "P-IDENTIFY"));
}

static void a_code_has_plain_words_for_families(void)
{
	const struct code *erasure = codes_find(codes, "right", "erasure");

	g_assert_cmpstr(
		code_plain(codes_find(codes, "withdrawal-method", "telephone")),
		==, "Call the service.");
	/* Without plain words its meaning serves, not words for a case. */
	g_assert_cmpstr(code_plain(codes_find(codes, "purpose", "P-PLAN")), ==,
			"To plan, commission and improve services.");
	g_assert_cmpstr(code_plain(erasure), ==, erasure->meaning);
	g_assert_null(code_plain(NULL));
	g_assert_cmpstr(code_plain_for(erasure, "A6-1-c"), ==,
			code_plain_for(erasure, "A6-1-e"));
	g_assert_cmpstr(code_plain_for(erasure, "A6-1-c"), !=,
			code_plain_for(erasure, "A6-1-a"));
	g_assert_null(code_plain_for(erasure, "A6-1"));
	g_assert_null(code_plain_for(NULL, "A6-1-a"));
}

static void a_long_id_is_compared_without_harm(void)
{
	g_autofree char *id = g_strnfill(5000, 'x');

	g_assert_null(codes_nearest(codes, "purpose", id));
	g_assert_null(codes_find(codes, "purpose", id));
}

static void a_code_is_valid_between_its_days(void)
{
	const struct code *code = codes_find(codes, "art6", "A6-1-ea");

	g_assert_nonnull(code);
	g_assert_false(code_is_valid_on(code, date_parse("2026-02-04")));
	g_assert_true(code_is_valid_on(code, date_parse("2026-02-05")));
	g_assert_true(code_is_valid_on(code, date_parse("2099-01-01")));
}

static void properties_are_read_from_the_list(void)
{
	const struct code *code =
		codes_find(codes, "data-category", "mental-health");

	g_assert_true(code_has(code, "special", "health"));
	g_assert_false(code_has(code, "special", "none"));
	g_assert_null(code_property(code, "no-such-property"));
	g_assert_null(code_property(NULL, "special"));
	g_assert_false(code_has(NULL, "special", "health"));
}

static void lists_come_sorted(void)
{
	size_t n;
	const struct code_list *const *lists = codes_lists(codes, &n);

	g_assert_cmpuint(n, >, 50);
	for (size_t i = 1; i < n; i++)
		g_assert_cmpint(strcmp(lists[i - 1]->id, lists[i]->id), <, 0);
}

int main(int argc, char **argv)
{
	struct assets *assets;
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	assets = assets_new(NULL, NULL);
	codes = codes_new(assets, NULL);
	g_assert_nonnull(codes);
#define TEST(name, test) g_test_add_func("/codes/" name, test)
	TEST("a code is found in its list only",
	     a_code_is_found_in_its_list_only);
	TEST("the nearest code is suggested", the_nearest_code_is_suggested);
	TEST("a long id is compared without harm",
	     a_long_id_is_compared_without_harm);
	TEST("a code is valid between its days",
	     a_code_is_valid_between_its_days);
	TEST("properties are read from the list",
	     properties_are_read_from_the_list);
	TEST("a code has plain words for families",
	     a_code_has_plain_words_for_families);
	TEST("lists come sorted", lists_come_sorted);
	status = g_test_run();
	codes_free(codes);
	assets_free(assets);
	return status;
}
