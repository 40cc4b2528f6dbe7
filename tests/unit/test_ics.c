/* SPDX-License-Identifier: MIT */
/* Lines of iCalendar: escaped, folded, ended as RFC 5545 asks. */
#include "lib/ics.h"

#include <string.h>

static const char *line_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	g_assert_nonnull(at);
	return at;
}

static GString *event_of(const char *summary, const char *url)
{
	GString *out = g_string_new(NULL);
	struct ics_event event = {
		.uid = "review.leeds@example.org",
		.date = date_parse("2026-12-01"),
		.summary = summary,
		.url = url,
	};

	ics_begin(out, "Due");
	ics_event(out, &event, date_parse("2026-11-22"));
	ics_end(out);
	return out;
}

static void an_event_is_a_day_with_a_fixed_stamp(void)
{
	g_autoptr(GString) out = event_of("Review", "https://example.org/a");

	g_assert_true(g_str_has_prefix(out->str,
				       "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
				       "PRODID:-//Gatehouse//"));
	g_assert_true(g_str_has_suffix(out->str, "\r\nEND:VEVENT\r\n"
						 "END:VCALENDAR\r\n"));
	line_of(out->str, "\r\nUID:review.leeds@example.org\r\n"
			  "DTSTAMP:20261122T000000Z\r\n"
			  "DTSTART;VALUE=DATE:20261201\r\n"
			  "SUMMARY:Review\r\n"
			  "URL:https://example.org/a\r\n");
	g_assert_null(strstr(out->str, "METHOD"));
	g_assert_null(strstr(out->str, "DESCRIPTION"));
}

static void text_is_escaped_and_cleaned(void)
{
	g_autoptr(GString) out = event_of("a,b;c\\d\ne\tf\rg\x7fh\xe2\x80\xae"
					  "i\xc2\x85j:\"k\"",
					  NULL);

	line_of(out->str, "\r\nSUMMARY:a\\,b\\;c\\\\d\\ne fghij:\"k\"\r\n");
}

static void an_address_that_could_end_its_line_is_left_out(void)
{
	g_autoptr(GString) out =
		event_of("Review", "https://example.org/\r\nX-EVIL:1");

	g_assert_null(strstr(out->str, "URL"));
	g_assert_null(strstr(out->str, "EVIL"));
}

static void assert_lines_fit(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

	for (char **line = lines; *line; line++) {
		g_assert_cmpuint(strlen(*line), <=, 75);
		g_assert_true(g_utf8_validate(*line, -1, NULL));
	}
}

/* n characters of one and of three bytes, then one of four. */
static void assert_is_folded(size_t n)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) out = NULL;
	g_autofree char *expected = NULL;

	for (size_t i = 0; i < n; i++)
		g_string_append(text, i % 3 ? "€" : "x");
	g_string_append(text, "👪é");
	out = event_of(text->str, NULL);
	assert_lines_fit(out->str);
	g_string_replace(out, "\r\n ", "", 0);
	expected = g_strdup_printf("\r\nSUMMARY:%s\r\n", text->str);
	line_of(out->str, expected);
}

/* Every length of text, so that the cut falls on each place of a character. */
static void lines_are_folded_between_characters(void)
{
	for (size_t n = 0; n < 200; n++)
		assert_is_folded(n);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ics/an event is a day with a fixed stamp",
			an_event_is_a_day_with_a_fixed_stamp);
	g_test_add_func("/ics/text is escaped and cleaned",
			text_is_escaped_and_cleaned);
	g_test_add_func("/ics/an address that could end its line is left out",
			an_address_that_could_end_its_line_is_left_out);
	g_test_add_func("/ics/lines are folded between characters",
			lines_are_folded_between_characters);
	return g_test_run();
}
