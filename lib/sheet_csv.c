/* SPDX-License-Identifier: MIT */
/*
 * A spreadsheet that opens a CSV file guesses what each cell is.  It runs what
 * looks like a formula, drops the zeros before a number and turns "March 2014"
 * into a day; what it saves is then no longer what it was given.  Quotes do
 * not keep it from that, an apostrophe does.
 *
 * The guard can be undone exactly: a text that itself begins with an
 * apostrophe is guarded too, and only an apostrophe before a text that needs
 * one is taken for a guard.
 */
#include "lib/sheet_csv.h"

#include <string.h>

#include "lib/schema.h"
#include "lib/sheet_book.h"
#include "lib/sheets.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Longer texts are prose to every spreadsheet, whatever they begin with. */
#define LONGEST_GUESS 40

/* The full-width forms of = + - @ are read as these in some languages. */
static bool is_formula_sign(gunichar c)
{
	return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xff1d ||
	       c == 0xff0b || c == 0xff0d || c == 0xff20;
}

static bool is_skipped(gunichar c)
{
	return c == '"' || c == 0x200b || c == 0xfeff || g_unichar_isspace(c);
}

static bool begins_formula(const char *s)
{
	if (*s == '\t' || *s == '\r')
		return true;
	while (*s && is_skipped(g_utf8_get_char(s)))
		s = g_utf8_next_char(s);
	return is_formula_sign(g_utf8_get_char(s));
}

/* Whether the word of letters at s can stand in a date, a time or a number. */
static bool is_date_word(const char *s, size_t len)
{
	static const char *const words[] = {
		"january",  "february", "march",  "april",     "may",
		"june",	    "july",	"august", "september", "october",
		"november", "december", "am",	  "pm",	       "a",
		"p",	    "e",	"st",	  "nd",	       "rd",
		"th",	    "gbp",	"eur",	  "usd",       "t",
		"z",	    "true",	"false",
	};

	if (len >= 3 && g_ascii_strncasecmp(s, "sept", MIN(len, 4)) == 0)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		size_t n = strlen(words[i]);

		if ((len == n || (n > 2 && i < 12 && len == 3)) &&
		    g_ascii_strncasecmp(s, words[i], len) == 0)
			return true;
	}
	return false;
}

/* Whether all that is in a short text could be a number, a day or a truth. */
static bool is_guessable(const char *s)
{
	bool has_digit = false, has_truth = false;

	if (strlen(s) > LONGEST_GUESS)
		return false;
	while (*s) {
		gunichar c = g_utf8_get_char(s);
		size_t len = 0;

		while (g_ascii_isalpha(s[len]))
			len++;
		if (len > 0) {
			if (!is_date_word(s, len))
				return false;
			has_truth |=
				len >= 4 && g_ascii_tolower(s[len - 1]) == 'e';
			s += len;
			continue;
		}
		if (c < 0x80 && !strchr("0123456789 .,:;/-+%()$#'", (int)c))
			return false;
		if (c >= 0x80 && c != 0xa3 && c != 0x20ac && c != 0xa0)
			return false;
		has_digit |= c < 0x80 && g_ascii_isdigit((char)c);
		s = g_utf8_next_char(s);
	}
	return has_digit || has_truth;
}

bool sheet_csv_is_risky(const char *text)
{
	return *text == '\'' || begins_formula(text) || is_guessable(text);
}

const char *sheet_csv_unguard(const char *text)
{
	return *text == '\'' && sheet_csv_is_risky(text + 1) ? text + 1 : text;
}

char *sheet_csv_heading(const struct sheet_column *column)
{
	return g_strdup_printf("%s [%s]", column->label, column->name);
}

/* Days, counts, yes and no: what a spreadsheet takes for these, they are. */
static bool is_meant_to_be_guessed(const struct sheet_column *column)
{
	const struct field *field = sheets_field(column);

	if (column->cell == SHEET_NUMBER)
		return true;
	if (!field || column->is_list)
		return false;
	return field->type == FIELD_DATE || field->type == FIELD_COUNT ||
	       field->type == FIELD_BOOLEAN;
}

static void add_cell(GString *out, const char *text, bool is_guarded,
		     bool is_first)
{
	bool is_quoted = is_guarded || strpbrk(text, ",;\t\r\n\" ");

	if (!is_first)
		g_string_append_c(out, ',');
	if (is_quoted)
		g_string_append_c(out, '"');
	if (is_guarded)
		g_string_append_c(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *text);
	}
	if (is_quoted)
		g_string_append_c(out, '"');
}

static void add_headings(GString *out, const struct sheet_book *book,
			 const struct sheet *sheet)
{
	bool is_first = true;

	for (size_t i = 0; i < sheet->n_columns; i++) {
		g_autofree char *heading = NULL;

		if (!sheet_book_shows(book, sheet, i))
			continue;
		heading = sheet_csv_heading(&sheet->columns[i]);
		add_cell(out, heading, false, is_first);
		is_first = false;
	}
	g_string_append(out, "\r\n");
}

void sheet_csv_write(GString *out, const struct sheet_book *book,
		     const struct sheet *sheet)
{
	const GPtrArray *rows = sheet_book_rows(book, sheet);

	g_string_append(out, BYTE_ORDER_MARK);
	add_headings(out, book, sheet);
	for (guint r = 0; r < rows->len; r++) {
		const struct sheet_row *row = rows->pdata[r];
		bool is_first = true;

		for (size_t i = 0; i < sheet->n_columns; i++) {
			const struct sheet_column *column = &sheet->columns[i];
			const char *text = row->cells[i];

			if (!sheet_book_shows(book, sheet, i))
				continue;
			add_cell(out, text,
				 sheet_csv_is_risky(text) &&
					 !is_meant_to_be_guessed(column),
				 is_first);
			is_first = false;
		}
		g_string_append(out, "\r\n");
	}
}
