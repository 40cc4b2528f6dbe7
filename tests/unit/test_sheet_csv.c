/* SPDX-License-Identifier: MIT */
/* What a spreadsheet would take for something else, and dates as typed. */
#include "lib/sheet_csv.h"

#include <string.h>

#include "lib/sheet_date.h"

static void what_spreadsheets_run_or_guess_is_risky(void)
{
	static const char *const risky[] = {
		"=1+1",	    "+44",     "-",
		"@a",	    "\tx",     "\rx",
		" =1",	    "\"=1",    "'=1",
		"'",	    "007",     "1E5",
		"3/4",	    "1-2",     "March 2014",
		"5 May",    "2026-04", "12:30",
		"TRUE",	    "false",   "£100",
		"(5)",	    "50 %",    "1st may 2014",
		"may-2014", "1,000",   "\xef\xbc\x9d x",
	};
	static const char *const sound[] = {
		"",	  "a",	       "Fen Council", "fen-council",
		"x=1",	  "24 hours",  "section 115", "s. 35",
		"may",	  "May be so", "P2Y",	      "not stated",
		"x-2014", "The truth",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(risky); i++) {
		g_autofree char *guarded = g_strconcat("'", risky[i], NULL);

		if (!sheet_csv_is_risky(risky[i]))
			g_error("'%s' is not risky", risky[i]);
		g_assert_cmpstr(sheet_csv_unguard(guarded), ==, risky[i]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(sound); i++) {
		if (sheet_csv_is_risky(sound[i]))
			g_error("'%s' is risky", sound[i]);
		g_assert_cmpstr(sheet_csv_unguard(sound[i]), ==, sound[i]);
	}
	g_assert_cmpstr(sheet_csv_unguard("'tis so"), ==, "'tis so");
}

static void check_date(const char *text, enum sheet_date_form form,
		       const char *day_first, const char *month_first)
{
	struct sheet_date date = sheet_date_read(text);

	if (date.form != form)
		g_error("'%s' has form %d", text, date.form);
	g_assert_cmpint(date.day_first, ==, date_parse(day_first));
	g_assert_cmpint(date.month_first, ==, date_parse(month_first));
}

static void a_date_says_what_it_could_mean(void)
{
	static const char day[] = "2026-04-03", other[] = "2026-03-04";
	static const char *const none[] = {
		"",
		"soon",
		"2026",
		"2026-04",
		"31/02/2026",
		"03/04/26",
		"2026-02-30",
		"1/2/3/2026",
		"3 Brumaire 2026",
		"32/01/2026",
		"0/0/2026",
		"12345/01/02",
		"03/04/2026 12:30",
		"2026-April-x",
	};

	check_date("2026-04-03", SHEET_DATE_SURE, day, day);
	check_date("2026/4/3", SHEET_DATE_SURE, day, day);
	check_date("2026-04-03T00:00:00", SHEET_DATE_SURE, day, day);
	check_date("3 April 2026", SHEET_DATE_SURE, day, day);
	check_date("3-Apr-2026", SHEET_DATE_SURE, day, day);
	check_date("April 3, 2026", SHEET_DATE_SURE, day, day);
	check_date("04/04/2026", SHEET_DATE_SURE, "2026-04-04", "2026-04-04");
	check_date("03/04/2026", SHEET_DATE_EITHER, day, other);
	check_date("3.4.2026", SHEET_DATE_EITHER, day, other);
	check_date("03/04/2026 00:00", SHEET_DATE_EITHER, day, other);
	check_date("25/12/2026", SHEET_DATE_DAY_FIRST, "2026-12-25", NULL);
	check_date("12/25/2026", SHEET_DATE_MONTH_FIRST, NULL, "2026-12-25");
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
		check_date(none[i], SHEET_DATE_NONE, NULL, NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add_func("/sheet-csv/" #name, name)
	TEST(what_spreadsheets_run_or_guess_is_risky);
	TEST(a_date_says_what_it_could_mean);
	return g_test_run();
}
