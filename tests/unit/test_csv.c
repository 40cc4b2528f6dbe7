/* SPDX-License-Identifier: MIT */
/*
 * A cell is what a reader of the format gets back, and nothing that a
 * spreadsheet would run.
 */
#include "site-gen/csv.h"

static void check_value(const char *value, const char *expected)
{
	g_autoptr(GString) cell = g_string_new(NULL);

	csv_add_value(cell, value);
	g_assert_cmpstr(cell->str, ==, expected);
}

static void check_cell(const char *cell, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);

	csv_add_cell(out, cell, true);
	g_assert_cmpstr(out->str, ==, expected);
}

static void every_cell_is_quoted_and_quotes_are_doubled(void)
{
	check_cell("", "\"\"");
	check_cell("plain", "\"plain\"");
	check_cell("a, \"b\"\nc", "\"a, \"\"b\"\"\nc\"");
	check_cell("\"", "\"\"\"\"");
	check_cell("\"\"x", "\"\"\"\"\"x\"");
}

static void what_a_spreadsheet_would_run_gets_an_apostrophe(void)
{
	check_value("=1+1", "'=1+1");
	check_value("+1", "'+1");
	check_value("-1", "'-1");
	check_value("@SUM(A1)", "'@SUM(A1)");
	check_value("\t=1", "'\t=1");
	check_value("\ttext", "'\ttext");
	check_value("\rtext", "'text");
	check_value("\r=1", "'=1");
	check_value("\n=1", "'\n=1");
}

static void a_formula_is_seen_behind_blanks_and_quotes(void)
{
	check_value("  =1", "'  =1");
	check_value("\"=1\"", "'\"=1\"");
	check_value("''=1", "'''=1");
	check_value("\xc2\xa0=1", "'\xc2\xa0=1");
	check_value("\xe2\x80\x8b=1", "'\xe2\x80\x8b=1");
	check_value("\xef\xbb\xbf=1", "'\xef\xbb\xbf=1");
	check_value("\xe2\x80\xae=1", "'=1");
}

static void full_width_signs_are_signs(void)
{
	check_value("\xef\xbc\x9d"
		    "1",
		    "'\xef\xbc\x9d"
		    "1");
	check_value("\xef\xbc\x8b", "'\xef\xbc\x8b");
	check_value("\xef\xbc\x8d", "'\xef\xbc\x8d");
	check_value("\xef\xbc\xa0", "'\xef\xbc\xa0");
}

static void other_text_stays_as_it_is(void)
{
	check_value("", "");
	check_value("  ", "  ");
	check_value("a=b", "a=b");
	check_value("2015-01-01", "2015-01-01");
	check_value("'quoted'", "'quoted'");
	check_value("\xf0\x9f\x8f\xa0 home", "\xf0\x9f\x8f\xa0 home");
}

static void controls_are_left_out(void)
{
	check_value("a\x01"
		    "b\xe2\x80\xae"
		    "c\xe2\x81\xa6"
		    "d\re\nf\tg",
		    "abcde\nf\tg");
}

static void a_file_has_a_mark_commas_and_line_ends(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	csv_begin(out);
	csv_add_cell(out, "a", true);
	csv_add_cell(out, "b", false);
	csv_end_row(out);
	g_assert_cmpstr(out->str, ==, "\xef\xbb\xbf\"a\",\"b\"\r\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/every_cell_is_quoted_and_quotes_are_doubled",
			every_cell_is_quoted_and_quotes_are_doubled);
	g_test_add_func("/csv/what_a_spreadsheet_would_run_gets_an_apostrophe",
			what_a_spreadsheet_would_run_gets_an_apostrophe);
	g_test_add_func("/csv/a_formula_is_seen_behind_blanks_and_quotes",
			a_formula_is_seen_behind_blanks_and_quotes);
	g_test_add_func("/csv/full_width_signs_are_signs",
			full_width_signs_are_signs);
	g_test_add_func("/csv/other_text_stays_as_it_is",
			other_text_stays_as_it_is);
	g_test_add_func("/csv/controls_are_left_out", controls_are_left_out);
	g_test_add_func("/csv/a_file_has_a_mark_commas_and_line_ends",
			a_file_has_a_mark_commas_and_line_ends);
	return g_test_run();
}
