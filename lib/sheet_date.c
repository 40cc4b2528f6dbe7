/* SPDX-License-Identifier: MIT */
/*
 * One date alone cannot say whether its day or its month stands first, so this
 * only says what it could mean; whoever sees the whole column decides.
 */
#include "lib/sheet_date.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

/* A part of a date: a number with its digits, or a month by name. */
struct part {
	unsigned value;
	unsigned digits; /* 0: a name */
};

static unsigned month_named(const char *s, size_t len)
{
	if (len < 3)
		return 0;
	for (unsigned i = 0; i < DATE_MONTHS; i++) {
		const char *name = date_months[i];

		if (len <= strlen(name) &&
		    g_ascii_strncasecmp(s, name, len) == 0)
			return i + 1;
	}
	return len == 4 && g_ascii_strncasecmp(s, "sept", 4) == 0 ? 9 : 0;
}

static bool read_part(const char **s, struct part *part)
{
	size_t len = strspn(*s, "0123456789");

	part->digits = (unsigned)len;
	part->value = 0;
	if (len > 4)
		return false;
	for (size_t i = 0; i < len; i++)
		part->value = part->value * 10 + (unsigned)((*s)[i] - '0');
	if (len == 0) {
		while (g_ascii_isalpha((*s)[len]))
			len++;
		part->value = month_named(*s, len);
		if (part->value == 0)
			return false;
	}
	*s += len;
	return true;
}

static bool skip_between(const char **s)
{
	size_t len = strspn(*s, " /.-,");

	*s += len;
	return len > 0 && len < 3;
}

/* What spreadsheets put behind a day. */
static bool is_rest(const char *s)
{
	static const char *const rests[] = { "",	   "T00:00:00",
					     " 00:00",	   " 00:00:00",
					     " 0:00",	   " 0:00:00",
					     "T00:00:00Z", NULL };

	return g_strv_contains(rests, s);
}

static date_t make_date(unsigned year, unsigned month, unsigned day)
{
	char text[32];

	g_snprintf(text, sizeof(text), "%04u-%02u-%02u", year, month, day);
	return date_parse(text);
}

static struct sheet_date sure(date_t day)
{
	struct sheet_date date = { SHEET_DATE_SURE, day, day };

	if (day == DATE_NONE)
		date.form = SHEET_DATE_NONE;
	return date;
}

static struct sheet_date weigh(unsigned first, unsigned second, unsigned year)
{
	struct sheet_date date = {
		.day_first = make_date(year, second, first),
		.month_first = make_date(year, first, second),
	};

	if (date.day_first != DATE_NONE && date.month_first != DATE_NONE)
		date.form = date.day_first == date.month_first
				    ? SHEET_DATE_SURE
				    : SHEET_DATE_EITHER;
	else if (date.day_first != DATE_NONE)
		date.form = SHEET_DATE_DAY_FIRST;
	else if (date.month_first != DATE_NONE)
		date.form = SHEET_DATE_MONTH_FIRST;
	return date;
}

struct sheet_date sheet_date_read(const char *text)
{
	static const struct sheet_date none;
	struct part p[3];

	if (!read_part(&text, &p[0]) || !skip_between(&text) ||
	    !read_part(&text, &p[1]) || !skip_between(&text) ||
	    !read_part(&text, &p[2]) || !is_rest(text))
		return none;
	if (p[0].digits == 4 && p[1].digits <= 2 && p[2].digits <= 2)
		return p[2].digits ? sure(make_date(p[0].value, p[1].value,
						    p[2].value))
				   : none;
	if (p[2].digits != 4 || p[0].digits > 2 || p[1].digits > 2)
		return none;
	if (p[0].digits == 0 && p[1].digits > 0)
		return sure(make_date(p[2].value, p[0].value, p[1].value));
	if (p[1].digits == 0 && p[0].digits > 0)
		return sure(make_date(p[2].value, p[1].value, p[0].value));
	return p[0].digits ? weigh(p[0].value, p[1].value, p[2].value) : none;
}
