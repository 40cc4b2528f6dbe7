/* SPDX-License-Identifier: MIT */
/*
 * Dates are day numbers, so that comparing and counting need no calendar.
 * Reading one, which is done for every date of every record, is a little
 * arithmetic; GDate turns the number into a date again where text is written.
 */
#include "lib/date.h"

#include <limits.h>
#include <string.h>

#include <glib.h>

#define SECONDS_OF_DAY 86400
#define EPOCH 719163 /* 1970-01-01 */

static unsigned number(const char *s, size_t n)
{
	unsigned value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (unsigned)(s[i] - '0');
	return value;
}

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static date_t of_parts(unsigned year, unsigned month, unsigned day)
{
	/* Days of a common year before each month, and the year's. */
	static const unsigned before[] = { 0,	31,  59,  90,  120, 151, 181,
					   212, 243, 273, 304, 334, 365 };
	unsigned past = year - 1; /* whole years */
	unsigned length;

	if (year < 1 || year > 9999 || month < 1 || month > 12)
		return DATE_NONE;
	length = before[month] - before[month - 1];
	if (month == 2 && is_leap(year))
		length++;
	if (day < 1 || day > length)
		return DATE_NONE;
	if (month > 2 && is_leap(year))
		day++;
	return (date_t)(past * 365 + past / 4 - past / 100 + past / 400 +
			before[month - 1] + day);
}

/*
 * The number that the first n bytes are, which are all digits; else so much
 * that there is no such part of a date.
 */
static unsigned digits(const char *s, size_t n)
{
	unsigned value = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned digit = (unsigned char)s[i] - (unsigned)'0';

		if (digit > 9)
			return UINT_MAX;
		value = value * 10 + digit;
	}
	return value;
}

date_t date_parse(const char *text)
{
	unsigned year, month, day;

	if (!text)
		return DATE_NONE;
	year = digits(text, 4);
	if (year == UINT_MAX || text[4] != '-')
		return DATE_NONE;
	month = digits(text + 5, 2);
	if (month == UINT_MAX || text[7] != '-')
		return DATE_NONE;
	day = digits(text + 8, 2);
	return day != UINT_MAX && text[10] == '\0' ? of_parts(year, month, day)
						   : DATE_NONE;
}

date_t date_of_time(int64_t seconds)
{
	int64_t days = seconds / SECONDS_OF_DAY;

	if (seconds % SECONDS_OF_DAY < 0)
		days--;
	if (days < 1 - EPOCH || days > DATE_MAX - EPOCH)
		return DATE_NONE;
	return (date_t)(days + EPOCH);
}

date_t date_today(void)
{
	return date_of_time(g_get_real_time() / G_USEC_PER_SEC);
}

static void put_digits(char *to, size_t n, unsigned value)
{
	for (; n > 0; value /= 10)
		to[--n] = (char)('0' + value % 10);
}

struct date_text date_text(date_t d)
{
	struct date_text written = { "" };
	GDate g;

	if (d == DATE_NONE)
		return written;
	g_return_val_if_fail(d > DATE_NONE && d <= DATE_MAX, written);
	g_date_clear(&g, 1);
	g_date_set_julian(&g, (guint32)d);
	put_digits(written.text, 4, g_date_get_year(&g));
	written.text[4] = written.text[7] = '-';
	put_digits(written.text + 5, 2, g_date_get_month(&g));
	put_digits(written.text + 8, 2, g_date_get_day(&g));
	return written;
}

char *date_format(date_t d)
{
	g_return_val_if_fail(d > DATE_NONE && d <= DATE_MAX, g_strdup(""));
	return g_strdup(date_text(d).text);
}

const char *const date_months[DATE_MONTHS] = {
	"January", "February", "March",	    "April",   "May",	   "June",
	"July",	   "August",   "September", "October", "November", "December",
};

char *date_words(date_t d)
{
	GDate g;

	g_return_val_if_fail(d > DATE_NONE && d <= DATE_MAX, g_strdup(""));
	g_date_clear(&g, 1);
	g_date_set_julian(&g, (guint32)d);
	return g_strdup_printf("%u %s %u", (unsigned)g_date_get_day(&g),
			       date_months[g_date_get_month(&g) - 1],
			       (unsigned)g_date_get_year(&g));
}

struct duration {
	unsigned parts[3]; /* years, months, days */
	int sign;
};

/*
 * Reads "number letter" pairs whose letters come in the order given, up to
 * the end of the text or a 'T'.  Returns where it stopped; NULL when there is
 * anything else.
 */
static const char *read_pairs(const char *s, const char *letters,
			      unsigned *parts, unsigned *n_pairs)
{
	size_t next = 0;

	while (*s && *s != 'T') {
		size_t n = strspn(s, "0123456789");
		const char *letter;

		if (n == 0 || n > 6 || !s[n])
			return NULL;
		letter = strchr(letters + next, s[n]);
		if (!letter)
			return NULL;
		parts[letter - letters] = number(s, n);
		next = (size_t)(letter - letters) + 1;
		s += n + 1;
		(*n_pairs)++;
	}
	return s;
}

static bool parse_duration(const char *text, struct duration *out)
{
	struct duration d = { .sign = 1 };
	unsigned time_parts[3] = { 0 };
	unsigned n_pairs = 0;

	if (!text)
		return false;
	if (*text == '-') {
		d.sign = -1;
		text++;
	}
	if (*text != 'P')
		return false;
	text = read_pairs(text + 1, "YMD", d.parts, &n_pairs);
	if (text && *text == 'T') {
		unsigned before = n_pairs;

		text = read_pairs(text + 1, "HMS", time_parts, &n_pairs);
		if (n_pairs == before)
			return false;
	}
	if (!text || *text || n_pairs == 0)
		return false;
	*out = d;
	return true;
}

bool date_is_duration(const char *text)
{
	struct duration d;

	return parse_duration(text, &d);
}

date_t date_add(date_t d, const char *duration)
{
	struct duration by;
	GDate g;

	if (d <= DATE_NONE || d > DATE_MAX || !parse_duration(duration, &by))
		return DATE_NONE;
	g_date_clear(&g, 1);
	g_date_set_julian(&g, (guint32)d);

	long month = (long)g_date_get_year(&g) * 12 +
		     ((long)g_date_get_month(&g) - 1) +
		     by.sign * ((long)by.parts[0] * 12 + (long)by.parts[1]);
	if (month < 12 || month >= 10000 * 12)
		return DATE_NONE;

	GDateYear year = (GDateYear)(month / 12);
	GDateMonth m = (GDateMonth)(month % 12 + 1);
	unsigned day = MIN((unsigned)g_date_get_day(&g),
			   (unsigned)g_date_get_days_in_month(m, year));
	long result = of_parts(year, m, day) + by.sign * (long)by.parts[2];

	return result > DATE_NONE && result <= DATE_MAX ? (date_t)result
							: DATE_NONE;
}

char *date_duration_words(const char *text)
{
	static const char *const units[] = { "year", "month", "day" };
	g_autoptr(GString) words = g_string_new(NULL);
	struct duration d;
	unsigned left = 0;

	if (!parse_duration(text, &d) || d.sign < 0 || strchr(text, 'T'))
		return g_strdup(text ? text : "");
	for (size_t i = 0; i < 3; i++)
		left += d.parts[i] > 0;
	if (left == 0)
		return g_strdup("0 days");
	for (size_t i = 0; i < 3; i++) {
		if (d.parts[i] == 0)
			continue;
		if (words->len > 0)
			g_string_append(words, left == 1 ? " and " : ", ");
		g_string_append_printf(words, "%u %s%s", d.parts[i], units[i],
				       d.parts[i] == 1 ? "" : "s");
		left--;
	}
	return g_strdup(words->str);
}
