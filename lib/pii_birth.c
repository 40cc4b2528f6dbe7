/* SPDX-License-Identifier: MIT */
/*
 * Dates of birth.  Registers are full of dates, and full of the words "date of
 * birth", which is a category of data; and age groups are described by dates
 * ("born after 31 August 2003").  So a date counts only with a word about
 * birth near by in the same sentence, and not when the words between the two
 * make a list or a span of them.
 */
#include "lib/date.h"
#include "lib/pii_private.h"

#define NEAR 40 /* bytes between a date and words about birth */

/* A number of at most max digits at *i, which moves past it; -1: none. */
static int read_number(const struct scan *s, size_t *i, size_t max)
{
	size_t end = skip_digits(s, *i);
	int value = 0;

	if (end == *i || end - *i > max)
		return -1;
	for (; *i < end; (*i)++)
		value = value * 10 + (s->text[*i] - '0');
	return value;
}

/* 03/04/2009, 3.4.09, 3-4-2009, 03 04 2009 and 2009-04-03. */
static size_t match_numeric_date(const struct scan *s, size_t i)
{
	size_t from = i;
	char gap;
	int a = read_number(s, &i, 4);
	int b, c;
	size_t year;

	gap = at(s, i);
	if (a < 1 || !gap || !strchr("/.- ", gap))
		return 0;
	i++;
	b = read_number(s, &i, 2);
	if (b < 1 || at(s, i) != gap)
		return 0;
	year = ++i;
	c = read_number(s, &i, 4);
	if (c < 0 || (i - year != 2 && i - year != 4) || is_word(s, i))
		return 0;
	if (skip_digits(s, from) - from == 4)
		return b <= 12 && c >= 1 && c <= 31 ? i : 0;
	return MIN(a, b) <= 12 && MAX(a, b) <= 31 ? i : 0;
}

/* Past the name of a month, in full or cut to three letters or four. */
static size_t skip_month(const struct scan *s, size_t i)
{
	for (size_t m = 0; m < DATE_MONTHS; m++) {
		const char *name = date_months[m];
		size_t n = 0;

		/* Letters differ from their capitals in one bit. */
		while (name[n] && (at(s, i + n) | 0x20) == (name[n] | 0x20))
			n++;
		if (!is_word(s, i + n) && (!name[n] || n == 3 || n == 4))
			return i + n + (at(s, i + n) == '.');
	}
	return i;
}

/* Past a day of the month: "3", "3rd", "3rd of"; i if there is none. */
static size_t skip_day(const struct scan *s, size_t i)
{
	size_t end = i;
	int day = read_number(s, &end, 2);

	if (day < 1 || day > 31)
		return i;
	if (g_ascii_isalpha(at(s, end)))
		end += 2;
	if (is_word(s, end))
		return i;
	end = skip_space(s, end);
	return has_bytes(s, end, "of ") ? skip_space(s, end + 3) : end;
}

/* 3 March 2009, 3rd of March, 2009, March 3, 2009. */
static size_t match_written_date(const struct scan *s, size_t i)
{
	size_t day = skip_day(s, i);
	size_t month = skip_month(s, day);
	int year;

	if (month == day)
		return 0;
	month = skip_space(s, month);
	if (day == i) {
		day = skip_day(s, month);
		if (day == month)
			return 0;
		month = day;
	}
	month = skip_space(s, month + (at(s, month) == ','));
	year = read_number(s, &month, 4);
	return year >= 1000 && !is_word(s, month) ? month : 0;
}

static size_t match_date(const struct scan *s, size_t i)
{
	size_t end = is_digit(s, i) ? match_numeric_date(s, i) : 0;

	return end ? end : match_written_date(s, i);
}

/* Past words about one person's birth at i; i if there are none. */
static size_t skip_birth_word(const struct scan *s, size_t i)
{
	static const char *const words[] = { "born",  "birthday", "birthdate",
					     "birth", "dob",	  "d.o.b" };

	if (!is_start(s, i) || (i >= 9 && has_bytes(s, i - 9, "dates of ")))
		return i;
	for (size_t w = 0; w < G_N_ELEMENTS(words); w++) {
		size_t end = i + strlen(words[w]);

		if (has_bytes(s, i, words[w]) && !is_word(s, end))
			return end + (at(s, end) == '.' && w == 5);
	}
	return i;
}

/* Whether any (or else all) of the words between two places is listed. */
static bool has_words(const struct scan *s, size_t from, size_t to,
		      const char *const *list, bool all)
{
	while (from < to) {
		size_t end = from;
		g_autofree char *word = NULL;
		bool is_listed;

		while (end < to && g_ascii_isalpha(s->text[end]))
			end++;
		if (end == from) {
			from++;
			continue;
		}
		word = g_ascii_strdown(s->text + from, (gssize)(end - from));
		is_listed = g_strv_contains(list, word);
		if (is_listed != all)
			return is_listed;
		from = end;
	}
	return all;
}

/* Whether a sentence or paragraph ends between two places. */
static bool has_break(const struct scan *s, size_t from, size_t to)
{
	for (; from < to; from++) {
		char c = s->text[from];

		if (c == ';' || (c == '\n' && at(s, from + 1) == '\n') ||
		    ((c == '.' || c == '!' || c == '?') &&
		     g_ascii_isspace(at(s, from + 1))))
			return true;
	}
	return false;
}

/* "born on 3 March 2009", but not "born before", which is a cohort. */
static bool follows_birth(const struct scan *s, size_t date)
{
	static const char *const cohort[] = { "after",	 "and",	  "before",
					      "between", "by",	  "from",
					      "or",	 "since", "until",
					      NULL };

	for (size_t back = 3; back <= NEAR + 9 && back <= date; back++) {
		size_t word = date - back;
		size_t end = skip_birth_word(s, word);

		if (end > word && end <= date && date - end <= NEAR)
			return !has_break(s, end, date) &&
			       !has_words(s, end, date, cohort, false);
	}
	return false;
}

/* "3 March 2009 (date of birth)", with nothing but small words between. */
static bool precedes_birth(const struct scan *s, size_t end)
{
	static const char *const small[] = { "a",   "as",   "child", "date",
					     "he",  "her",  "his",   "is",
					     "of",  "she",  "their", "they",
					     "was", "were", "when",  NULL };

	for (size_t i = end; i < s->len && i - end <= NEAR; i++) {
		if (skip_birth_word(s, i) > i)
			return !has_break(s, end, i) &&
			       has_words(s, end, i, small, true);
	}
	return false;
}

size_t pii_birth_date(const struct scan *s, size_t i)
{
	size_t end = match_date(s, i);

	return end && (follows_birth(s, i) || precedes_birth(s, end)) ? end : 0;
}
