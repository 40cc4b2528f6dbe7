/* SPDX-License-Identifier: MIT */
/*
 * The levels that the signals allow: B7 asks for half of the flows to have a
 * format and a frequency for level 2, and for nine in ten for levels 3 and 4.
 */
#include <string.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/maturity.h"
#include "lib/registers.h"

static struct library *library;

static void add(struct files *files, const char *path, const char *text)
{
	files_add(files, path, g_bytes_new(text, strlen(text)));
}

/* An agreement with n flows, of which met have a format and a frequency. */
static char *agreement(unsigned n, unsigned met)
{
	GString *text = g_string_new("<agreement xmlns='urn:gatehouse:1' "
				     "id='list' version='1'><title>List"
				     "</title><status>active</status>");

	for (unsigned i = 0; i < n; i++)
		g_string_append_printf(
			text, "<flow id='flow-%u'><title>Flow</title>%s</flow>",
			i,
			i < met ? "<format>CSV</format>"
				  "<frequency>monthly</frequency>"
				: "");
	g_string_append(text, "</agreement>");
	return g_string_free(text, FALSE);
}

/* What holds for B7 where met of n flows are as the signal asks. */
static void assert_level(unsigned n, unsigned met, const char *expected)
{
	struct files *files = files_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Registers) registers = NULL;
	g_autoptr(Maturity) maturity = NULL;
	g_autofree char *text = agreement(n, met);
	g_autofree char *found = NULL;
	const struct maturity_level *level;

	add(files, "gatehouse.xml",
	    "<settings xmlns='urn:gatehouse:1'><title>T</title></settings>");
	add(files, "agreements/list.xml", text);
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(diags_len(diags), ==, 0);
	maturity = maturity_new(registers, date_parse("2026-11-22"), &error);
	g_assert_no_error(error);
	level = maturity_find(maturity, "B7");
	g_assert_nonnull(level);
	found = g_strdup_printf(
		"allowed %u, stopped at %u by %s, unknown at %u",
		level->allowed, level->stopped_at,
		level->signal ? level->signal->name : "nothing",
		level->unknown_at);
	g_assert_cmpstr(found, ==, expected);
}

#define SIGNAL "flows-with-format-and-frequency"

static void test_threshold_stops_the_level_that_asks_for_it(void)
{
	assert_level(2, 0,
		     "allowed 1, stopped at 2 by " SIGNAL ", unknown at 0");
	assert_level(10, 4,
		     "allowed 1, stopped at 2 by " SIGNAL ", unknown at 0");
	assert_level(10, 8,
		     "allowed 2, stopped at 3 by " SIGNAL ", unknown at 0");
}

static void test_threshold_that_is_just_met_allows(void)
{
	assert_level(2, 1,
		     "allowed 2, stopped at 3 by " SIGNAL ", unknown at 0");
	assert_level(10, 9, "allowed 4, stopped at 0 by nothing, unknown at 0");
	/* 89.99 per cent is less than 90 */
	assert_level(1000, 899,
		     "allowed 2, stopped at 3 by " SIGNAL ", unknown at 0");
}

static void test_nothing_to_compute_from_stops_nothing(void)
{
	assert_level(0, 0, "allowed 4, stopped at 0 by nothing, unknown at 2");
}

static void test_criterion_of_the_level_that_is_stopped_is_named(void)
{
	struct files *files = files_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = NULL;
	g_autoptr(Maturity) maturity = NULL;
	g_autofree char *text = agreement(2, 1);
	const struct maturity_level *levels;
	size_t n;

	add(files, "gatehouse.xml",
	    "<settings xmlns='urn:gatehouse:1'><title>T</title></settings>");
	add(files, "agreements/list.xml", text);
	files_sort(files);
	registers = registers_load(library, files, diags, NULL);
	maturity = maturity_new(registers, date_parse("2026-11-22"), NULL);
	levels = maturity_levels(maturity, &n);
	g_assert_cmpuint(n, ==, 8);
	g_assert_cmpstr(levels[6].barrier, ==, "B7");
	g_assert_nonnull(strstr(levels[6].criterion, "standard"));
	g_assert_cmpuint(levels[6].at_least, ==, 90);
	g_assert_cmpuint(maturity_percent(levels[6].signal), ==, 50);
	g_assert_null(maturity_find(maturity, "L1"));
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, &error);
	if (!library)
		g_error("%s", error->message);
	g_test_add_func("/maturity/threshold stops the level that asks for it",
			test_threshold_stops_the_level_that_asks_for_it);
	g_test_add_func("/maturity/threshold that is just met allows",
			test_threshold_that_is_just_met_allows);
	g_test_add_func("/maturity/nothing to compute from stops nothing",
			test_nothing_to_compute_from_stops_nothing);
	g_test_add_func(
		"/maturity/criterion of the level that is stopped is named",
		test_criterion_of_the_level_that_is_stopped_is_named);
	status = g_test_run();
	library_free(library);
	return status;
}
