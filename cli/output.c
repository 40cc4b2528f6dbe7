/* SPDX-License-Identifier: MIT */
/*
 * All text from records, commits and file names passes through output_clean:
 * whoever can write a record must not be able to move the cursor of whoever
 * reads it, or to make a line read the other way round.
 */
#include "cli/output.h"

#include <string.h>
#include <unistd.h>

#include "lib/diag.h"

#define REPLACEMENT 0xFFFD

static bool is_coloured[2]; /* standard output, standard error */

static const char *const level_colours[DIAG_LEVELS] = {
	[DIAG_NOTE] = "\033[1;36m",
	[DIAG_WARNING] = "\033[1;35m",
	[DIAG_ERROR] = "\033[1;31m",
};

bool output_colour_parse(const char *name, enum output_colour *colour)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(name, names[i]) == 0) {
			*colour = (enum output_colour)i;
			return true;
		}
	}
	return false;
}

static bool is_terminal_coloured(int fd)
{
	const char *none = g_getenv("NO_COLOR");
	const char *term = g_getenv("TERM");

	return !(none && *none) && term && strcmp(term, "dumb") != 0 &&
	       isatty(fd);
}

void output_start(enum output_colour colour)
{
	for (int i = 0; i < 2; i++)
		is_coloured[i] = colour == OUTPUT_ALWAYS ||
				 (colour == OUTPUT_AUTO &&
				  is_terminal_coloured(STDOUT_FILENO + i));
}

bool output_finish(void)
{
	bool is_written = fflush(stdout) == 0 && !ferror(stdout);

	if (!is_written)
		fputs("gatehouse: cannot write to standard output\n", stderr);
	return is_written;
}

static bool is_unsafe(gunichar c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C ||
	       c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xFFFE || c == 0xFFFF;
}

static char *clean(const char *text, size_t len)
{
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)len);
	GString *out = g_string_sized_new(len);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' || c == '\t')
			c = ' ';
		g_string_append_unichar(out, is_unsafe(c) ? REPLACEMENT : c);
	}
	return g_string_free(out, FALSE);
}

char *output_clean(const char *text)
{
	return clean(text, strlen(text));
}

void output_text(FILE *to, const char *text)
{
	g_autofree char *cleaned = output_clean(text);

	fputs(cleaned, to);
}

void output_lines(FILE *to, const char *text, int indent)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == '\n')
		len--;
	for (size_t start = 0; start <= len;) {
		const char *end = memchr(text + start, '\n', len - start);
		size_t n = end ? (size_t)(end - text) - start : len - start;
		g_autofree char *line = clean(text + start, n);

		if (start > 0)
			fprintf(to, "\n%*s", *line ? indent : 0, "");
		fputs(line, to);
		start += n + 1;
	}
}

int output_json(const char *bytes, size_t len, void *to)
{
	const char *end = bytes + len;
	const char *start = bytes;

	for (const char *p = bytes; p < end; p = g_utf8_next_char(p)) {
		gunichar c;

		if (*p >= ' ' && *p < 0x7F)
			continue;
		c = g_utf8_get_char(p);
		if (*p == '\n' || !is_unsafe(c))
			continue;
		fwrite(start, 1, (size_t)(p - start), to);
		fprintf(to, "\\u%04x", c);
		start = g_utf8_next_char(p);
	}
	fwrite(start, 1, (size_t)(end - start), to);
	return 0;
}

static bool has_colour(FILE *to)
{
	return is_coloured[to == stderr];
}

void output_wrapped(FILE *to, const char *text, int indent)
{
	g_autofree char *cleaned = output_clean(text);
	g_auto(GStrv) words = g_strsplit(cleaned, " ", -1);
	glong column = 0;

	for (char **word = words; *word; word++) {
		glong width = g_utf8_strlen(*word, -1);

		if (width == 0)
			continue;
		if (column > 0 && column + 1 + width > 78) {
			fputc('\n', to);
			column = 0;
		}
		if (column == 0) {
			fprintf(to, "%*s", indent, "");
			column = indent;
		} else {
			fputc(' ', to);
			column++;
		}
		fputs(*word, to);
		column += width;
	}
	if (column > 0)
		fputc('\n', to);
}

void output_strong(FILE *to, const char *text)
{
	if (has_colour(to))
		fputs("\033[1m", to);
	output_text(to, text);
	if (has_colour(to))
		fputs("\033[0m", to);
}

void output_diag(FILE *to, const struct diag *diag)
{
	g_autoptr(GString) place = g_string_new(diag->path);

	if (diag->line > 0)
		g_string_append_printf(place, ":%u", diag->line);
	if (diag->line > 0 && diag->column > 0)
		g_string_append_printf(place, ":%u", diag->column);
	g_string_append_c(place, ':');
	output_strong(to, place->str);
	fprintf(to, " %s%s:%s ",
		has_colour(to) ? level_colours[diag->level] : "",
		diag_level_name(diag->level), has_colour(to) ? "\033[0m" : "");
	output_text(to, diag->message);
	if (diag->rule)
		fprintf(to, " [%s]", diag->rule);
	fputc('\n', to);
}

void output_diags(FILE *to, const struct diags *diags)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (!diag->waiver)
			output_diag(to, diag);
	}
}

static void say(const char *command, const char *sentence)
{
	fflush(stdout);
	fputs(command ? "gatehouse " : "gatehouse", stderr);
	output_text(stderr, command ? command : "");
	fputs(": ", stderr);
	output_text(stderr, sentence);
	fputc('\n', stderr);
}

void output_note(const char *command, const char *format, ...)
{
	g_autofree char *sentence = NULL;
	va_list args;

	va_start(args, format);
	sentence = g_strdup_vprintf(format, args);
	va_end(args);
	say(command, sentence);
}

enum command_status output_failure(const char *command, const GError *error)
{
	g_auto(GStrv) lines =
		g_strsplit(error ? error->message : "failed", "\n", -1);

	say(command, *lines ? *lines : "failed");
	for (char **line = lines; *line && line[1]; line++) {
		fputs("  ", stderr);
		output_text(stderr, line[1]);
		fputc('\n', stderr);
	}
	return COMMAND_FAILED;
}

enum command_status output_usage(const char *command, const char *format, ...)
{
	g_autofree char *sentence = NULL;
	va_list args;

	va_start(args, format);
	sentence = g_strdup_vprintf(format, args);
	va_end(args);
	say(command, sentence);
	fprintf(stderr, "See 'gatehouse%s%s --help'.\n", command ? " " : "",
		command ? command : "");
	return COMMAND_USAGE;
}
