/* SPDX-License-Identifier: MIT */
/*
 * Names, messages and paths in a repository are bytes that anybody may have
 * chosen: another encoding, terminal commands, a megabyte of text.  They are
 * cleaned once, at the door, so that pages and terminals need not care.
 * Nothing is rejected, for a history cannot be corrected: what cannot be
 * shown is replaced visibly.
 */
#include "lib/repo_text.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#define CUT_MARK "\n[The rest of this message is left out: it is over 64 KiB.]"

/* What iconv makes of UCS-4 need not be Unicode: it is looked at all the same. */
static char *to_utf8(const char *raw, const char *encoding)
{
	g_autofree char *converted = NULL;

	if (encoding != NULL && *encoding != '\0' &&
	    g_ascii_strcasecmp(encoding, "UTF-8") != 0)
		converted =
			g_convert(raw, -1, "UTF-8", encoding, NULL, NULL, NULL);
	return g_utf8_make_valid(converted != NULL ? converted : raw, -1);
}

/* Drops control characters in place; layout: newline and tab may stay. */
static char *drop_controls(char *text, bool layout)
{
	char *to = text;

	for (const char *from = text; *from != '\0';) {
		const char *next = g_utf8_next_char(from);
		bool is_layout = *from == '\n' || *from == '\t';
		size_t len = (size_t)(next - from);

		if (is_layout ? layout
			      : !g_unichar_iscntrl(g_utf8_get_char(from))) {
			memmove(to, from, len);
			to += len;
		}
		from = next;
	}
	*to = '\0';
	return text;
}

char *repo_text_line(const char *raw, const char *encoding)
{
	return drop_controls(to_utf8(raw, encoding), false);
}

char *repo_text_lines(const char *raw, const char *encoding)
{
	return drop_controls(to_utf8(raw, encoding), true);
}

char *repo_text_cap(char *message)
{
	g_autofree char *whole = message;
	const char *end;

	if (strlen(whole) <= REPO_TEXT_MAX_MESSAGE)
		return g_steal_pointer(&whole);
	end = g_utf8_find_prev_char(whole, whole + REPO_TEXT_MAX_MESSAGE + 1);
	whole[end - whole] = '\0';
	return g_strconcat(whole, CUT_MARK, NULL);
}

char *repo_text_subject(const char *message)
{
	g_autofree char *line = g_strndup(message, strcspn(message, "\n"));
	g_autofree char *capped = repo_text_cap(g_steal_pointer(&line));

	return g_strndup(capped, strcspn(capped, "\n"));
}

static bool is_blank(const char *line)
{
	return line[strspn(line, " \t")] == '\0';
}

/* Whether the line is "key: …"; git also takes '=' and space before either. */
static bool starts_trailer(const char *line, const char *key)
{
	size_t len = strlen(key);

	if (strncmp(line, key, len) != 0)
		return false;
	line += len;
	line += strspn(line, " \t");
	return *line == ':' || *line == '=';
}

char *repo_text_body(const char *message, const char *const *keys,
		     size_t n_keys)
{
	g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
	g_autoptr(GString) body = g_string_new(NULL);
	size_t n = g_strv_length(lines);
	size_t first;
	size_t key = 0;
	bool dropping = false;

	while (n > 0 && is_blank(lines[n - 1]))
		n--;
	for (first = n; first > 0 && !is_blank(lines[first - 1]);)
		first--;
	for (size_t i = 0; i < n; i++) {
		if (i >= first && key < n_keys &&
		    starts_trailer(lines[i], keys[key])) {
			dropping = true;
			key++;
		} else if (!g_ascii_isspace(lines[i][0])) {
			dropping = false;
		}
		if (!dropping || i < first)
			g_string_append_printf(body, "%s\n", lines[i]);
	}
	if (key < n_keys)
		g_string_assign(body, message);
	return g_strchomp(g_string_free(g_steal_pointer(&body), FALSE));
}

char *repo_text_trailer(const char *key, const char *value)
{
	g_autoptr(GString) out = g_string_new(key);

	g_string_append(out, ": ");
	for (const char *p = value; *p != '\0'; p++) {
		if (*p != '\n') {
			g_string_append_c(out, *p);
			continue;
		}
		while (p[1] == ' ' || p[1] == '\t')
			p++;
		g_string_append_c(out, ' ');
	}
	return g_strchomp(g_string_free(g_steal_pointer(&out), FALSE));
}

char *repo_text_escape(const char *bytes, size_t len)
{
	GString *out = g_string_sized_new(len);
	const char *end = bytes + len;

	while (bytes < end) {
		gunichar c = g_utf8_get_char_validated(bytes, end - bytes);
		size_t width = 1;

		/* Both failures, (gunichar)-1 and -2, are far out of range. */
		if (c <= 0x10ffff && g_unichar_isprint(c)) {
			width = (size_t)(g_utf8_next_char(bytes) - bytes);
			g_string_append_len(out, bytes, (gssize)width);
		} else {
			g_string_append_printf(out, "\\x%02x",
					       (unsigned char)*bytes);
		}
		bytes += width;
	}
	return g_string_free(out, FALSE);
}
