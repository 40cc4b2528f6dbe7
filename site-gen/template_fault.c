/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a template, where, and the line itself with a mark under
 * the place.  Of a long line only the surroundings of the place are shown.
 */
#include <string.h>

#include <gio/gio.h>

#include "site-gen/template_program.h"

#define WIDTH 76 /* characters of the line that are shown */
#define LEAD 40	 /* of them before the place, where the line is cut */

/* How many columns of a terminal a character takes. */
static int columns_of(gunichar c)
{
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

/* Appends the line of len bytes and a mark under the character at. */
static void append_excerpt(GString *message, const char *line, size_t len,
			   glong at)
{
	g_autofree char *text = g_utf8_make_valid(line, (gssize)len);
	const char *p = text;
	int indent = 0;
	glong i = 0;

	g_string_append_c(message, '\n');
	if (at >= WIDTH) {
		i = at - LEAD;
		p = g_utf8_offset_to_pointer(text, i);
		g_string_append(message, "…");
		indent = 1;
	}
	for (glong end = i + WIDTH; *p && i < end; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\r')
			break;
		if (i++ < at)
			indent += columns_of(c);
		g_string_append_unichar(message, c == '\t' ? ' ' : c);
	}
	g_string_append_printf(message, "\n%*s^", indent, "");
}

bool template_fault(const struct template_program *program, size_t offset,
		    GError **error, const char *format, ...)
{
	g_autoptr(GString) message = g_string_new(NULL);
	const char *line = program->source;
	const char *place = program->source + offset;
	const char *end = program->source + program->len;
	const char *newline = memchr(place, '\n', (size_t)(end - place));
	unsigned number = 1;
	glong column;
	va_list args;

	for (const char *p = line; p < place; p++)
		if (*p == '\n') {
			number++;
			line = p + 1;
		}
	column = g_utf8_strlen(line, place - line);
	g_string_printf(message, "templates/%s.html:%u:%ld: ", program->name,
			number, column + 1);
	va_start(args, format);
	g_string_append_vprintf(message, format, args);
	va_end(args);
	append_excerpt(message, line,
		       (size_t)((newline ? newline : end) - line), column);
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    message->str);
	return false;
}
