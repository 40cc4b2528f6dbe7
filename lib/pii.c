/* SPDX-License-Identifier: MIT */
/*
 * Finding personal data in text, without a pattern engine: one walk along the
 * bytes, and where a run of digits, a letter or an '@' begins something that
 * could be personal, a closer look at the few bytes around it.
 *
 * A register is full of numbers that are nobody's: dates, statutes, company
 * numbers, codes of areas.  So every kind has to show more than its length:
 * an NHS number its check digit, a National Insurance number its letters, a
 * telephone number the grouping and a prefix that individuals can have, a
 * birth date words about birth close by that do not describe a cohort.  What
 * is looked at around a place is bounded, so the cost stays linear.
 */
#include "lib/pii.h"

#include <string.h>

#include "lib/pii_private.h"

#define NEAR_BIRTH 40  /* bytes between a date and words about birth */
#define MAX_TOKEN 2000 /* bytes looked back for the start of an address */
#define MAX_LOCAL 64   /* bytes of an e-mail address before the '@' */
#define REACH 64       /* more than a month, a prefix or white space between */
#define MAX_DOMAIN 253

const char *pii_kind_words(enum pii_kind kind)
{
	static const char *const words[PII_KINDS] = {
		[PII_NHS_NUMBER] = "an NHS number",
		[PII_NINO] = "a National Insurance number",
		[PII_EMAIL] = "a personal e-mail address",
		[PII_PHONE] = "a telephone number",
		[PII_BIRTH_DATE] = "a date of birth",
	};

	return words[kind];
}

/* Past one hyphen or dash, also those of word processors. */
static size_t skip_dash(const struct scan *s, size_t i)
{
	if (at(s, i) == '-')
		return i + 1;
	if (has_bytes(s, i, "\xE2\x80") && i + 2 < s->len &&
	    (unsigned char)s->text[i + 2] >= 0x90 &&
	    (unsigned char)s->text[i + 2] <= 0x94)
		return i + 3;
	return i;
}

/* Past what may stand between the groups of one number. */
static size_t skip_gap(const struct scan *s, size_t i)
{
	size_t dash = skip_dash(s, skip_space(s, i));

	return skip_space(s, dash);
}

/* Whether the number from i to end is part of a decimal, path or the like. */
static bool is_fragment(const struct scan *s, size_t i, size_t end)
{
	bool joined_before =
		i >= 2 && strchr("./", s->text[i - 1]) && is_digit(s, i - 2);
	bool joined_after = (at(s, end) == '.' || at(s, end) == '/') &&
			    is_digit(s, end + 1);

	return joined_before || joined_after || is_word(s, end);
}

/* Book numbers are as long as NHS numbers and have the same check digit. */
static bool is_book_number(const struct scan *s, size_t i)
{
	for (size_t back = 4; back <= 16 && back <= i; back++) {
		if (has_bytes(s, i - back, "ISBN"))
			return true;
	}
	return false;
}

/* NHS numbers -------------------------------------------------------------- */

static bool has_check_digit(const char digits[10])
{
	unsigned sum = 0;
	bool all_same = true;

	for (unsigned i = 0; i < 9; i++) {
		sum += (10 - i) * (unsigned)(digits[i] - '0');
		all_same &= digits[i] == digits[9];
	}
	return !all_same && (11 - sum % 11) % 11 == (unsigned)(digits[9] - '0');
}

/* Ten digits, bare or as 3-3-4; the end of it, or 0. */
static size_t match_nhs_number(const struct scan *s, size_t i)
{
	static const size_t groups[] = { 3, 3, 4 };
	char digits[10];
	size_t end = skip_digits(s, i);
	size_t n = 0;

	if (end - i == 10) {
		memcpy(digits, s->text + i, 10);
	} else {
		size_t from = i;

		for (size_t g = 0; g < 3; g++) {
			end = skip_digits(s, from);
			if (end - from != groups[g])
				return 0;
			memcpy(digits + n, s->text + from, groups[g]);
			n += groups[g];
			from = skip_gap(s, end);
		}
	}
	if (is_fragment(s, i, end) || is_book_number(s, i) ||
	    !has_check_digit(digits))
		return 0;
	return end;
}

/* Telephone numbers -------------------------------------------------------- */

/* Past what may stand between the groups of a telephone number. */
static size_t skip_phone_gap(const struct scan *s, size_t i)
{
	if (at(s, i) == ')')
		i++;
	i = skip_gap(s, i);
	if (at(s, i) == '(')
		i++;
	return i;
}

/*
 * Whether a national number without its 0 can be a person's: 1 and 2 are
 * places, 7 is mobiles; 3, 5, 8 and 9 are organisations' and services'.
 */
static bool is_personal_number(const char *digits, size_t n)
{
	switch (digits[0]) {
	case '1':
		return digits[1] != '0' && (n == 10 || n == 9);
	case '2':
		return strchr("03489", digits[1]) && n == 10;
	case '7':
		return n == 10;
	default:
		return false;
	}
}

/* Where the national number begins (past 0, +44, 0044, +44 (0)), or 0. */
static size_t skip_phone_prefix(const struct scan *s, size_t i)
{
	size_t from = 0;

	if (i > 0 && at(s, i - 1) == '+')
		from = has_bytes(s, i, "44") ? i + 2 : 0;
	else if (has_bytes(s, i, "0044"))
		from = i + 4;
	else
		return at(s, i) == '0' ? i + 1 : 0;
	if (from == 0)
		return 0;
	from = skip_phone_gap(s, from);
	if (has_bytes(s, from, "0)"))
		return skip_phone_gap(s, from + 1);
	return from;
}

/* Whether i stands inside a web address. */
static bool is_in_url(const struct scan *s, size_t i)
{
	for (size_t back = 1; back <= i && back < MAX_TOKEN; back++) {
		if (strchr(" \t\r\n\"<>()", s->text[i - back]))
			return false;
		if (has_bytes(s, i - back, "://"))
			return true;
	}
	return false;
}

/* Usual groupings: an area code, then groups of three or more. */
static size_t match_phone(const struct scan *s, size_t i)
{
	size_t from = skip_phone_prefix(s, i);
	size_t last = 0;
	char digits[12];
	size_t n = 0;

	while (from > 0 && is_digit(s, from)) {
		size_t end = skip_digits(s, from);
		size_t size = end - from;

		if (n + size > 10 || (n > 0 && size < 3) || is_word(s, end))
			break;
		if (n == 0 && size < 2)
			return 0;
		memcpy(digits + n, s->text + from, size);
		n += size;
		last = end;
		from = skip_phone_gap(s, end);
		if (from == end)
			break;
	}
	if (n < 9 || !is_personal_number(digits, n) ||
	    is_fragment(s, i, last) || is_book_number(s, i) ||
	    (n == 9 && is_digit(s, skip_gap(s, last))) || is_in_url(s, i))
		return 0;
	return last;
}

/* National Insurance numbers ----------------------------------------------- */

static bool is_nino_prefix(char first, char second)
{
	static const char *const never[] = { "BG", "GB", "NK", "KN",
					     "TN", "NT", "ZZ" };
	const char prefix[] = { g_ascii_toupper(first), g_ascii_toupper(second),
				'\0' };

	if (!g_ascii_isalpha(first) || !g_ascii_isalpha(second) ||
	    strchr("DFIQUV", prefix[0]) || strchr("DFIOQUV", prefix[1]))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(never); i++) {
		if (strcmp(prefix, never[i]) == 0)
			return false;
	}
	return true;
}

/* Two letters, three pairs of digits, and one of A to D. */
static size_t match_nino(const struct scan *s, size_t i)
{
	size_t from = i + 2;

	if (!is_nino_prefix(at(s, i), at(s, i + 1)))
		return 0;
	for (unsigned pair = 0; pair < 3; pair++) {
		from = skip_gap(s, from);
		if (!is_digit(s, from) || !is_digit(s, from + 1))
			return 0;
		from += 2;
	}
	from = skip_gap(s, from);
	if (!strchr("ABCD", g_ascii_toupper(at(s, from))) ||
	    at(s, from) == '\0' || is_word(s, from + 1))
		return 0;
	return from + 1;
}

/* E-mail addresses --------------------------------------------------------- */

static bool is_local_byte(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("._%+'-", c)) ||
	       (unsigned char)c >= 0x80;
}

static bool is_domain_byte(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '.' ||
	       (unsigned char)c >= 0x80;
}

/* Whether the domain has at least two parts and ends in letters. */
static bool is_domain(const char *domain, size_t len)
{
	const char *dot = memrchr(domain, '.', len);

	if (!dot || dot == domain || dot + 2 >= domain + len)
		return false;
	for (const char *p = dot + 1; p < domain + len; p++) {
		if (!g_ascii_isalpha(*p) && (unsigned char)*p < 0x80)
			return false;
	}
	return true;
}

/* Around the '@' at i; where the address begins goes to *start. */
static size_t match_email(const struct scan *s, size_t i, size_t *start)
{
	size_t from = i;
	size_t end = i + 1;

	while (from > 0 && i - from < MAX_LOCAL &&
	       is_local_byte(s->text[from - 1]))
		from--;
	while (end - i <= MAX_DOMAIN && is_domain_byte(at(s, end)))
		end++;
	while (end > i + 1 && strchr(".-", s->text[end - 1]))
		end--;
	if (from == i || !is_domain(s->text + i + 1, end - i - 1))
		return 0;
	*start = from;
	return end;
}

/* The walk ----------------------------------------------------------------- */

/* What begins at i: its end, or 0. */
static size_t match(const struct scan *s, size_t i, enum pii_kind *kind,
		    size_t *start)
{
	static size_t (*const by_digit[])(const struct scan *, size_t) = {
		[PII_NHS_NUMBER] = match_nhs_number,
		[PII_PHONE] = match_phone,
		[PII_BIRTH_DATE] = pii_birth_date,
	};
	static size_t (*const by_letter[])(const struct scan *, size_t) = {
		[PII_NINO] = match_nino,
		[PII_BIRTH_DATE] = pii_birth_date,
	};
	size_t n = G_N_ELEMENTS(by_digit);
	size_t (*const *tries)(const struct scan *, size_t) = by_digit;

	*start = i;
	*kind = PII_EMAIL;
	if (s->text[i] == '@')
		return match_email(s, i, start);
	if (!is_start(s, i) || !is_word(s, i))
		return 0;
	if (!is_digit(s, i)) {
		tries = by_letter;
		n = G_N_ELEMENTS(by_letter);
	}
	for (*kind = 0; *kind < n; (*kind)++) {
		size_t end = tries[*kind] ? tries[*kind](s, i) : 0;

		if (end)
			return end;
	}
	return 0;
}

/* Where the next byte stands without which nothing can match; len: nowhere. */
static size_t next_mark(const char *text, size_t len, size_t i)
{
	static const char is_mark[256] = {
		['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1,
		['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
		['8'] = 1, ['9'] = 1, ['@'] = 1,
	};

	while (i < len && !is_mark[(unsigned char)text[i]])
		i++;
	return i;
}

/*
 * Whatever is looked for has a digit or an '@' near its beginning, and most
 * text has neither: the walk goes from one such mark to the next, and begins
 * REACH bytes before each.
 */
void pii_scan(const char *text, size_t len, pii_hit hit, void *data)
{
	struct scan s = { .text = text, .len = len };
	size_t mark = next_mark(text, len, 0);
	size_t i = 0;

	while (mark < len) {
		enum pii_kind kind;
		size_t start;
		size_t end;

		if (mark - i > REACH)
			i = mark - REACH;
		end = match(&s, i, &kind, &start);
		if (end)
			hit(data, kind, start);
		i = end ? end : i + 1;
		if (i > mark)
			mark = next_mark(text, len, i);
	}
}
