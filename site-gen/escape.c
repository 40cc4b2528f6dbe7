/* SPDX-License-Identifier: MIT */
/*
 * The ways in which text is made harmless.  Each appends whole spans
 * between the few bytes that need care, so that ordinary text costs little
 * more than a copy.
 */
#include "site-gen/escape.h"

#include <stdbool.h>
#include <string.h>

size_t escape_unwanted(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	if (p[0] < 0x20)
		return p[0] && p[0] != '\n' && p[0] != '\t';
	if (p[0] < 0x7f)
		return 0;
	if (p[0] == 0x7f)
		return 1;
	if (p[0] == 0xc2) /* U+0080 to U+009F */
		return p[1] >= 0x80 && p[1] <= 0x9f ? 2 : 0;
	if (p[0] == 0xd8) /* U+061C */
		return p[1] == 0x9c ? 2 : 0;
	if (p[0] != 0xe2)
		return 0;
	if (p[1] == 0x80) /* U+200E, U+200F, U+202A to U+202E */
		return p[2] == 0x8e || p[2] == 0x8f ||
				       (p[2] >= 0xaa && p[2] <= 0xae)
			       ? 3
			       : 0;
	if (p[1] == 0x81) /* U+2066 to U+2069 */
		return p[2] >= 0xa6 && p[2] <= 0xa9 ? 3 : 0;
	return 0;
}

size_t escape_ascii(const char *s)
{
	const char *p = s;

	while (*p >= 0x20 && *p < 0x7f)
		p++;
	return (size_t)(p - s);
}

void escape_clean(GString *out, const char *s)
{
	const char *span = s;

	for (s += escape_ascii(s); *s; s += escape_ascii(s)) {
		size_t skip = escape_unwanted(s);

		if (!skip) {
			s++;
			continue;
		}
		g_string_append_len(out, span, s - span);
		s += skip;
		span = s;
	}
	g_string_append_len(out, span, s - span);
}

void escape_html(GString *out, const char *s)
{
	for (;;) {
		size_t span = strcspn(s, "&<>\"'");

		g_string_append_len(out, s, (gssize)span);
		s += span;
		switch (*s++) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		case '"':
			g_string_append(out, "&quot;");
			break;
		case '\'':
			g_string_append(out, "&#39;");
			break;
		default:
			return;
		}
	}
}

void escape_xml(GString *out, const char *s)
{
	g_autofree char *valid = g_utf8_make_valid(s, -1);
	g_autoptr(GString) clean = g_string_new(NULL);

	escape_clean(clean, valid);
	g_string_replace(clean, "\xef\xbf\xbe", "", 0); /* U+FFFE */
	g_string_replace(clean, "\xef\xbf\xbf", "", 0); /* U+FFFF */
	escape_html(out, clean->str);
}

static bool is_url_plain(char c)
{
	return g_ascii_isalnum(c) || strchr("-._~/@:,;!$*()", c);
}

void escape_url_part(GString *out, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	const char *begin = s;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		/* A first '/' could join one before it and name a host. */
		if (is_url_plain(*s) && (*s != '/' || s > begin)) {
			g_string_append_c(out, *s);
			continue;
		}
		g_string_append_c(out, '%');
		g_string_append_c(out, hex[c >> 4]);
		g_string_append_c(out, hex[c & 15]);
	}
}
