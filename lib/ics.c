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

/* TEXT of RFC 5545, 3.3.11. */
static void escape(GString *line, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n')
			g_string_append(line, "\\n");
		else if (c == '\t')
			g_string_append_c(line, ' ');
		else if (strchr("\\;,", (int)(c < 0x80 ? c : 'a')))
			g_string_append_printf(line, "\\%c", (char)c);
		else if (!g_unichar_iscntrl(c) && !is_bidi(c))
			g_string_append_unichar(line, c);
	}
}

/* In stretches of so many octets, between characters. */
static void fold(GString *out, const char *line)
{
	const char *begin = line;
	size_t room = LINE_MAX_OCTETS;

	for (const char *p = line, *next; *p; p = next) {
		next = g_utf8_next_char(p);
		if ((size_t)(next - begin) <= room)
			continue;
		g_string_append_len(out, begin, p - begin);
		g_string_append(out, "\r\n ");
		begin = p;
		room = LINE_MAX_OCTETS - 1;
	}
	g_string_append(out, begin);
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
	g_autofree char *text = date_format(date);
	g_auto(GStrv) parts = g_strsplit(text, "-", -1);

	return g_strjoinv("", parts);
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
