/* SPDX-License-Identifier: MIT */
/*
 * A line of content is made whole, its text escaped, and then folded: no line
 * may be longer than 75 octets without its line end, and a character must not
 * be cut.  Lines that go on begin with a blank, which counts.
 */
#include "lib/ics.h"

#include <string.h>

#define LINE_MAX_OCTETS 75

/* Those that turn the direction of the text around them. */
static bool is_bidi(gunichar c)
{
	return c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* How many bytes from s on are ASCII that stands for itself. */
static size_t plain_len(const char *s)
{
	const char *p = s;

	while (*p >= ' ' && *p < 0x7f && *p != '\\' && *p != ';' && *p != ',')
		p++;
	return (size_t)(p - s);
}

/* TEXT of RFC 5545, 3.3.11. */
static void escape(GString *line, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		size_t plain = plain_len(p);
		gunichar c;

		g_string_append_len(line, p, (gssize)plain);
		p += plain;
		c = g_utf8_get_char(p);
		if (!c)
			break;
		if (c == '\n')
			g_string_append(line, "\\n");
		else if (c == '\t')
			g_string_append_c(line, ' ');
		else if (c == '\\' || c == ';' || c == ',')
			g_string_append_printf(line, "\\%c", (char)c);
		else if (!g_unichar_iscntrl(c) && !is_bidi(c))
			g_string_append_unichar(line, c);
	}
}

/* Whether the byte goes on with a character of UTF-8. */
static bool is_within_character(char c)
{
	return ((unsigned char)c & 0xc0u) == 0x80u;
}

/* In stretches of so many octets, between characters. */
static void fold(GString *out, const char *line)
{
	size_t left = strlen(line);
	size_t room = LINE_MAX_OCTETS;

	while (left > room) {
		while (room > 1 && is_within_character(line[room]))
			room--;
		g_string_append_len(out, line, (gssize)room);
		g_string_append(out, "\r\n ");
		line += room;
		left -= room;
		room = LINE_MAX_OCTETS - 1;
	}
	g_string_append_len(out, line, (gssize)left);
	g_string_append(out, "\r\n");
}

/* A line as it is, of which the program knows that nothing need be escaped. */
static void put(GString *out, const char *name, const char *value)
{
	g_autofree char *line = g_strconcat(name, ":", value, NULL);

	fold(out, line);
}

static void put_text(GString *out, const char *name, const char *text)
{
	g_autoptr(GString) value = g_string_new(NULL);

	if (!text)
		return;
	escape(value, text);
	put(out, name, value->str);
}

/* "20261122" */
static char *day(date_t date)
{
	char *text = date_format(date);
	char *end = text;

	for (const char *p = text; *p; p++) {
		if (*p != '-')
			*end++ = *p;
	}
	*end = '\0';
	return text;
}

void ics_begin(GString *out, const char *name)
{
	put(out, "BEGIN", "VCALENDAR");
	put(out, "VERSION", "2.0");
	put_text(out, "PRODID", "-//Gatehouse//" GATEHOUSE_VERSION "//EN");
	put(out, "CALSCALE", "GREGORIAN");
	put_text(out, "NAME", name);
	put_text(out, "X-WR-CALNAME", name);
}

/* An address cannot be escaped: one with anything odd in it is left out. */
static bool is_plain_url(const char *url)
{
	for (; *url; url++) {
		if (*url <= ' ' || *url >= 0x7f)
			return false;
	}
	return true;
}

void ics_event(GString *out, const struct ics_event *event, date_t stamp)
{
	g_autofree char *on = day(event->date);
	g_autofree char *of = day(stamp);
	g_autofree char *stamped = g_strconcat(of, "T000000Z", NULL);

	put(out, "BEGIN", "VEVENT");
	put_text(out, "UID", event->uid);
	put(out, "DTSTAMP", stamped);
	put(out, "DTSTART;VALUE=DATE", on);
	put_text(out, "SUMMARY", event->summary);
	put_text(out, "DESCRIPTION", event->description);
	put_text(out, "CATEGORIES", event->category);
	if (event->url && is_plain_url(event->url))
		put(out, "URL", event->url);
	put(out, "TRANSP", "TRANSPARENT");
	put(out, "END", "VEVENT");
}

void ics_end(GString *out)
{
	put(out, "END", "VCALENDAR");
}
