/* SPDX-License-Identifier: MIT */
/*
 * The text between tags, from how it is laid out in a file to what it says.
 */
#include "lib/xml_text.h"

#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"

#define SHORT 32 /* bytes of a value that may be shared, with its end */

/*
 * g_utf8_validate, but eight bytes at a time past plain ASCII, which is nearly
 * all of a record.
 */
bool xml_text_is_utf8(const char *bytes, size_t len, const char **bad)
{
	const char *end = bytes + len;

	while (bytes < end) {
		const char *from;
		uint64_t word;

		while ((size_t)(end - bytes) >= sizeof(word)) {
			memcpy(&word, bytes, sizeof(word));
			if (word & UINT64_C(0x8080808080808080))
				break;
			bytes += sizeof(word);
		}
		from = bytes;
		while (bytes < end && (size_t)(bytes - from) < sizeof(word))
			bytes++;
		/* Up to the end of the character that the eight bytes cut. */
		while (bytes < end && ((unsigned char)*bytes & 0xC0) == 0x80)
			bytes++;
		if (!g_utf8_validate(from, bytes - from, bad))
			return false;
	}
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* White space at the ends taken away, and inside made single spaces. */
static char *collapse_into(char *out, const char *s)
{
	char *end = out;

	for (; *s; s++) {
		if (!is_space(*s))
			*end++ = *s;
		else if (end > out && end[-1] != ' ')
			*end++ = ' ';
	}
	if (end > out && end[-1] == ' ')
		end--;
	*end = '\0';
	return end;
}

/* Short values are mostly codes and days, the same in many places. */
const char *xml_text_collapse(struct arena *arena, const char *s)
{
	char value[SHORT] = "";
	size_t len = strlen(s);
	char *out;

	if (len < sizeof(value)) {
		len = (size_t)(collapse_into(value, s) - value);
		return arena_share(arena, value, len + 1, 1);
	}
	out = arena_text(arena, len + 1);
	collapse_into(out, s);
	return out;
}

/* The indentation of the line at s; SIZE_MAX for a blank one. */
static size_t indentation(const char *s)
{
	size_t n = strspn(s, " \t");

	return s[n] == '\n' || s[n] == '\0' ? SIZE_MAX : n;
}

/*
 * Markdown is written inside indented XML: takes away the indentation that
 * all lines but the first share, and blank lines at both ends.
 */
char *xml_text_dedent(struct arena *arena, const char *s)
{
	size_t common = SIZE_MAX;
	char *out, *end;

	for (const char *p = strchr(s, '\n'); p; p = strchr(p + 1, '\n'))
		common = MIN(common, indentation(p + 1));
	s += strspn(s, " \t\n");
	out = end = arena_text(arena, strlen(s) + 1);
	while (*s) {
		size_t n = strcspn(s, "\n");

		memcpy(end, s, n);
		end += n;
		s += n;
		if (!*s)
			break;
		*end++ = *s++;
		s += MIN(strspn(s, " \t"), common);
	}
	while (end > out && strchr(" \t\n", end[-1]))
		end--;
	*end = '\0';
	return out;
}
