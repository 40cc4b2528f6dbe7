/* SPDX-License-Identifier: MIT */
#include "lib/date.h"

#include <glib.h>

static void dates_outside_the_calendar_are_refused(void)
{
	static const char *const wrong[] = {
		"",	      "2021-02-31",  "2021-2-03",
		"2021-02-3",  "2021/02/03",  "20210203",
		"0000-01-01", "2021-13-01",  "2021-02-03Z",
		"x021-02-03", " 2021-02-03",
	};

	g_assert_cmpint(date_parse(NULL), ==, DATE_NONE);
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		g_assert_cmpint(date_parse(wrong[i]), ==, DATE_NONE);
}

static void a_date_is_written_as_it_was_read(void)
{
	static const char *const right[] = {
		"0001-01-01",
		"1970-01-01",
		"2024-02-29",
		"9999-12-31",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(right); i++) {
		g_autofree char *text = date_format(date_parse(right[i]));

		g_assert_cmpstr(text, ==, right[i]);
		g_assert_cmpstr(date_text(date_parse(right[i])).text, ==,
				right[i]);
	}
	g_assert_cmpstr(date_text(DATE_NONE).text, ==, "");
	g_assert_cmpint(date_parse("9999-12-31"), ==, DATE_MAX);
}

/* Days around the ends of all months, against another calendar. */
static void days_are_numbered_without_a_gap(void)
{
	GDate day;

	g_date_clear(&day, 1);
	g_date_set_julian(&day, 1);
	while (g_date_get_julian(&day) <= DATE_MAX) {
		guint32 number = g_date_get_julian(&day);
		char text[sizeof("9999-12-31")];

		g_snprintf(text, sizeof(text), "%04u-%02u-%02u",
			   (unsigned)g_date_get_year(&day),
			   (unsigned)g_date_get_month(&day),
			   (unsigned)g_date_get_day(&day));
		g_assert_cmpuint(date_parse(text), ==, number);
		g_date_add_days(&day, g_date_get_day(&day) == 2 ? 25 : 1);
	}
	g_assert_cmpint(date_parse("2023-02-29"), ==, DATE_NONE);
	g_assert_cmpint(date_parse("1900-02-29"), ==, DATE_NONE);
	g_assert_cmpint(date_parse("2021-04-31"), ==, DATE_NONE);
	g_assert_cmpint(date_parse("2021-00-01"), ==, DATE_NONE);
	g_assert_cmpint(date_parse("2021-04-00"), ==, DATE_NONE);
}

static void seconds_become_the_day_in_utc(void)
{
	g_assert_cmpint(date_of_time(0), ==, date_parse("1970-01-01"));
	g_assert_cmpint(date_of_time(86399), ==, date_parse("1970-01-01"));
	g_assert_cmpint(date_of_time(86400), ==, date_parse("1970-01-02"));
}

static void a_date_in_words_has_no_leading_zero(void)
{
	g_autofree char *words = date_words(date_parse("2018-05-01"));

	g_assert_cmpstr(words, ==, "1 May 2018");
}

static void check_add(const char *from, const char *by, const char *to)
{
	date_t sum = date_add(date_parse(from), by);
	g_autofree char *text = sum ? date_format(sum) : NULL;

	g_assert_cmpstr(text, ==, to);
}

static void durations_are_added_by_the_calendar(void)
{
	check_add("2024-02-29", "P1Y", "2025-02-28");
	check_add("2024-01-31", "P1M", "2024-02-29");
	check_add("2020-06-30", "P2Y6M", "2022-12-30");
	check_add("2020-12-31", "P1D", "2021-01-01");
	check_add("2021-01-01", "-P1D", "2020-12-31");
	check_add("2021-03-31", "-P1M", "2021-02-28");
	check_add("2021-01-01", "PT72H", "2021-01-01");
	check_add("9999-12-31", "P1D", NULL);
	check_add("0001-01-01", "-P1D", NULL);
	check_add("2021-01-01", "P", NULL);
}

static void what_is_no_duration_is_refused(void)
{
	static const char *const wrong[] = {
		"",    "P",    "2Y",	"P2",  "PY",  "P1D2Y",
		"P1T", "P1YT", "P1.5Y", "P2W", "p2y", "P99999999Y",
	};

	g_assert_false(date_is_duration(NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		g_assert_false(date_is_duration(wrong[i]));
	g_assert_true(date_is_duration("P2Y6M"));
	g_assert_true(date_is_duration("PT72H"));
}

static void check_words(const char *duration, const char *expected)
{
	g_autofree char *words = date_duration_words(duration);

	g_assert_cmpstr(words, ==, expected);
}

static void durations_are_said_in_words(void)
{
	check_words("P1Y", "1 year");
	check_words("P2Y6M", "2 years and 6 months");
	check_words("P1Y2M3D", "1 year, 2 months and 3 days");
	check_words("P90D", "90 days");
	check_words("P0D", "0 days");
	check_words("PT72H", "PT72H");
	check_words("soon", "soon");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/date/dates outside the calendar are refused",
			dates_outside_the_calendar_are_refused);
	g_test_add_func("/date/a date is written as it was read",
			a_date_is_written_as_it_was_read);
	g_test_add_func("/date/days are numbered without a gap",
			days_are_numbered_without_a_gap);
	g_test_add_func("/date/seconds become the day in UTC",
			seconds_become_the_day_in_utc);
	g_test_add_func("/date/a date in words has no leading zero",
			a_date_in_words_has_no_leading_zero);
	g_test_add_func("/date/durations are added by the calendar",
			durations_are_added_by_the_calendar);
	g_test_add_func("/date/what is no duration is refused",
			what_is_no_duration_is_refused);
	g_test_add_func("/date/durations are said in words",
			durations_are_said_in_words);
	return g_test_run();
}
