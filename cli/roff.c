/* SPDX-License-Identifier: MIT */
/*
 * Two things must not slip through: a line of text that roff takes for a
 * request, and a word of a heading that mdoc takes for a macro ("No", "An",
 * "In").  Every line of text and every word of a heading is therefore led by
 * the sign that stands for nothing.
 */
#include "cli/roff.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "cli/output.h"

/* A character as roff has it, in ASCII. */
static void put(FILE *to, gunichar c)
{
	if (c == '\\')
		fputs("\\e", to);
	else if (c < 0x80)
		fputc((int)c, to);
	else
		fprintf(to, "\\[u%04X]", c);
}

void roff_text(FILE *to, const char *text)
{
	g_autofree char *cleaned = output_clean(text);
	bool is_start = true;
	gunichar last = 0;

	for (const char *p = g_strstrip(cleaned); *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == ' ' && (is_start || last == ' '))
			continue;
		if (c == ' ' && strchr(".?!", (int)last) &&
		    g_unichar_isupper(g_utf8_get_char(p + 1))) {
			fputc('\n', to);
			is_start = true;
			continue;
		}
		if (is_start)
			fputs("\\&", to);
		put(to, c);
		is_start = false;
		last = c;
	}
	fputc('\n', to);
}

void roff_heading(FILE *to, const char *macro, const char *text)
{
	g_autofree char *cleaned = output_clean(text);
	g_auto(GStrv) words = g_strsplit(cleaned, " ", -1);

	fputs(macro, to);
	for (char **word = words; *word; word++) {
		if (!**word)
			continue;
		fputs(" \\&", to);
		for (const char *p = *word; *p; p = g_utf8_next_char(p)) {
			if (*p == '"')
				fputs("\\(dq", to);
			else
				put(to, g_utf8_get_char(p));
		}
	}
	fputc('\n', to);
}

void roff_item(FILE *to, const char *head, const char *text)
{
	if (!*text)
		return;
	roff_heading(to, ".It", head);
	roff_text(to, text);
}

void roff_literal(FILE *to, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	fputs(".Bd -literal -offset indent\n", to);
	for (char **line = lines; *line; line++) {
		g_autofree char *cleaned = output_clean(*line);

		if (!line[1] && !*cleaned)
			break;
		fputs("\\&", to);
		for (const char *p = cleaned; *p; p = g_utf8_next_char(p))
			put(to, g_utf8_get_char(p));
		fputc('\n', to);
	}
	fputs(".Ed\n", to);
}
