/* SPDX-License-Identifier: MIT */
/*
 * Quoting is for programs that read the format; the apostrophe is for those
 * that look at what a cell says.  They do so after the quotes are gone, and
 * some of them drop blanks or take a quotation mark for the format's own, so
 * the first character that counts is looked for behind all of these.
 */
#include "site-gen/csv.h"

#include <string.h>

#include "site-gen/escape.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

void csv_begin(GString *out)
{
	g_string_append(out, BYTE_ORDER_MARK);
}

/* The full-width forms of = + - @ are read as these in some languages. */
static bool is_formula_sign(gunichar c)
{
	return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xff1d ||
	       c == 0xff0b || c == 0xff0d || c == 0xff20;
}

static bool is_skipped(gunichar c)
{
	return c == '"' || c == '\'' || c == 0x200b || c == 0xfeff ||
	       g_unichar_isspace(c);
}

static bool begins_formula(const char *s)
{
	if (*s == '\t' || *s == '\r' || *s == '\n')
		return true;
	while (*s && is_skipped(g_utf8_get_char(s)))
		s = g_utf8_next_char(s);
	return is_formula_sign(g_utf8_get_char(s));
}

void csv_add_value(GString *cell, const char *value)
{
	gsize before = cell->len;

	escape_clean(cell, value);
	/* The value too: a carriage return at its beginning is gone by now. */
	if (begins_formula(cell->str + before) || begins_formula(value))
		g_string_insert_c(cell, (gssize)before, '\'');
}

void csv_add_cell(GString *out, const char *cell, bool is_first)
{
	if (!is_first)
		g_string_append_c(out, ',');
	g_string_append_c(out, '"');
	for (const char *quote = strchr(cell, '"'); quote;
	     quote = strchr(cell, '"')) {
		g_string_append_len(out, cell, quote - cell + 1);
		g_string_append_c(out, '"');
		cell = quote + 1;
	}
	g_string_append(out, cell);
	g_string_append_c(out, '"');
}

void csv_end_row(GString *out)
{
	g_string_append(out, "\r\n");
}
