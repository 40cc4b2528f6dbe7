/* SPDX-License-Identifier: MIT */
/*
 * Parsers keep the line of an element but not its column.  Registers are
 * written one element a line, so where the line's text begins is nearly always
 * where the element does.
 */
#include "cli/excerpt.h"

#include <string.h>

#include <glib.h>

#include "cli/output.h"
#include "lib/diag.h"
#include "lib/pii.h"
#include "lib/registers.h"

#define WIDTH 160 /* characters of a line that are shown */

/* A line of a file, without its line feed; NULL when there is none. */
static char *line_of(const struct registers *registers, const struct diag *diag)
{
	size_t len = 0;
	const char *bytes =
		registers && diag->line > 0
			? registers_file(registers, diag->path, &len)
			: NULL;
	const char *end = bytes ? bytes + len : NULL;

	for (unsigned line = 1; bytes && line < diag->line; line++) {
		bytes = memchr(bytes, '\n', (size_t)(end - bytes));
		bytes = bytes ? bytes + 1 : NULL;
	}
	if (!bytes || bytes == end)
		return NULL;
	len = (size_t)(end - bytes);
	end = memchr(bytes, '\n', len);
	return g_strndup(bytes, end ? (size_t)(end - bytes) : len);
}

static bool is_same_line(const struct diag *a, const struct diag *b)
{
	return a->line == b->line && strcmp(a->path, b->path) == 0;
}

static bool is_personal(const struct diag *diag)
{
	return g_strcmp0(diag->rule, "CON-18") == 0;
}

static void note_hit(void *data, enum pii_kind kind, size_t offset)
{
	(void)kind;
	(void)offset;
	*(bool *)data = true;
}

/*
 * Whether the line looks so by itself (the rule does not look at files that
 * are not valid), or has a finding of the rule, which sees more than a line.
 */
static bool holds_personal_data(const struct diags *diags, size_t i,
				const char *line)
{
	bool is_hit = false;
	const struct diag *diag = diags_get(diags, i);
	size_t first = i;

	pii_scan(line, strlen(line), note_hit, &is_hit);
	if (is_hit)
		return true;
	while (first > 0 && is_same_line(diags_get(diags, first - 1), diag))
		first--;
	for (size_t j = first;
	     j < diags_len(diags) && is_same_line(diags_get(diags, j), diag);
	     j++) {
		if (is_personal(diags_get(diags, j)))
			return true;
	}
	return false;
}

/* Cuts what is too long for a terminal. */
static void shorten(char *text)
{
	if (g_utf8_strlen(text, -1) > WIDTH)
		*g_utf8_offset_to_pointer(text, WIDTH) = '\0';
}

/* Marks from the start of the text to the end of its first tag. */
static void print_mark(FILE *to, const char *text, unsigned column)
{
	const char *start = text + strspn(text, " ");
	const char *close = *start == '<' ? strchr(start, '>') : NULL;
	glong lead = g_utf8_pointer_to_offset(text, start);
	glong width = close ? g_utf8_pointer_to_offset(start, close + 1)
			    : g_utf8_strlen(start, -1);

	if (column > 0) {
		lead = MIN((glong)column - 1, g_utf8_strlen(text, -1));
		width = 1;
	}
	fprintf(to, "%*s^", (int)lead, "");
	for (glong i = 1; i < width; i++)
		fputc('~', to);
	fputc('\n', to);
}

void excerpt_print(FILE *to, const struct registers *registers,
		   const struct diags *diags, size_t i)
{
	const struct diag *diag = diags_get(diags, i);
	g_autofree char *line = line_of(registers, diag);
	g_autofree char *text = line ? g_strchomp(output_clean(line)) : NULL;

	if (!text || !*text || holds_personal_data(diags, i, line))
		return;
	shorten(text);
	fprintf(to, "%6u | %s\n", diag->line, text);
	fprintf(to, "%6s | ", "");
	print_mark(to, text, diag->column);
}

unsigned excerpt_column(const struct registers *registers,
			const struct diag *diag)
{
	g_autofree char *line =
		diag->column > 0 ? NULL : line_of(registers, diag);

	if (diag->column > 0)
		return diag->column;
	if (!line || !line[strspn(line, " \t\r")])
		return 0;
	return (unsigned)strspn(line, " \t\r") + 1;
}
