/* SPDX-License-Identifier: MIT */
/*
 * libxml2 tells on which line an element starts, not at which byte; and what it
 * hands out has lost quotes, blanks and references.  So the bytes are walked
 * once more, for the tags alone.  Of a text that is known to be well-formed and
 * to have no document type this needs little: outside of comments,
 * instructions and CDATA each '<' begins a tag, and in a tag only quotes hide
 * a '>'.
 */
#include "lib/record_place.h"

#include <string.h>

#define BLANKS " \t\r\n"

static bool is_at(const char *bytes, size_t at, size_t to, const char *word)
{
	size_t len = strlen(word);

	return to - at >= len && memcmp(bytes + at, word, len) == 0;
}

/* Past the next such word; to when there is none. */
static size_t past(const char *bytes, size_t from, size_t to, const char *word)
{
	size_t len = strlen(word);
	const char *found =
		from < to ? memmem(bytes + from, to - from, word, len) : NULL;

	return found ? (size_t)(found - bytes) + len : to;
}

size_t record_place_skip(const char *bytes, size_t from, size_t to)
{
	if (is_at(bytes, from, to, "<!--"))
		return past(bytes, from + 4, to, "-->");
	if (is_at(bytes, from, to, "<?"))
		return past(bytes, from + 2, to, "?>");
	return from;
}

size_t record_place_cdata(const char *bytes, size_t from, size_t to)
{
	return is_at(bytes, from, to, "<![CDATA[")
		       ? past(bytes, from + 9, to, "]]>")
		       : from;
}

static size_t skip_blanks(const char *bytes, size_t at, size_t to)
{
	while (at < to && strchr(BLANKS, bytes[at]))
		at++;
	return at;
}

static size_t skip_name(const char *bytes, size_t at, size_t to)
{
	while (at < to && !strchr(BLANKS "=/>", bytes[at]))
		at++;
	return at;
}

/* Past the '>' of the tag that begins at from; to when there is none. */
static size_t tag_end(const char *bytes, size_t from, size_t to)
{
	char quote = 0;

	for (size_t at = from; at < to; at++) {
		char c = bytes[at];

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return at + 1;
	}
	return to;
}

/* Reads the start tag at "at"; returns the place past it. */
static size_t open_element(GArray *places, GArray *stack, const char *bytes,
			   size_t at, size_t len)
{
	struct record_place place = { .start = at };

	place.name_end = skip_name(bytes, at + 1, len);
	place.open_end = tag_end(bytes, place.name_end, len);
	place.close = place.end = place.open_end;
	if (bytes[place.open_end - 2] != '/')
		g_array_append_val(stack, places->len);
	g_array_append_val(places, place);
	return place.open_end;
}

/* The same for an end tag; 0 when nothing is open. */
static size_t close_element(GArray *places, GArray *stack, const char *bytes,
			    size_t at, size_t len)
{
	struct record_place *place;

	if (stack->len == 0)
		return 0;
	place = &g_array_index(places, struct record_place,
			       g_array_index(stack, guint, stack->len - 1));
	place->close = at;
	place->end = tag_end(bytes, at, len);
	g_array_set_size(stack, stack->len - 1);
	return place->end;
}

GArray *record_place_list(const char *bytes, size_t len)
{
	g_autoptr(GArray) places =
		g_array_new(FALSE, FALSE, sizeof(struct record_place));
	g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint));

	for (size_t at = 0; at < len;) {
		size_t next = record_place_skip(bytes, at, len);

		next = next > at ? next : record_place_cdata(bytes, at, len);
		if (next > at)
			at = next;
		else if (bytes[at] != '<')
			at++;
		else if (is_at(bytes, at, len, "<!"))
			return NULL;
		else if (!is_at(bytes, at, len, "</"))
			at = open_element(places, stack, bytes, at, len);
		else if (!(at = close_element(places, stack, bytes, at, len)))
			return NULL;
	}
	return stack->len == 0 && places->len > 0 ? g_steal_pointer(&places)
						  : NULL;
}

bool record_place_find(const char *bytes, const struct record_place *place,
		       const char *name, struct record_place_attr *attr)
{
	size_t to = place->open_end;

	for (size_t at = place->name_end; at < to;) {
		size_t start = at, from = skip_blanks(bytes, at, to);
		size_t end = skip_name(bytes, from, to);
		const char *last;

		at = skip_blanks(bytes, end, to);
		if (end == from || at >= to || bytes[at] != '=')
			return false;
		at = skip_blanks(bytes, at + 1, to);
		last = memchr(bytes + at + 1, bytes[at], to - at - 1);
		if (!last)
			return false;
		attr->start = start;
		attr->value = at + 1;
		attr->end = at = (size_t)(last - bytes) + 1;
		if (strlen(name) == end - from &&
		    memcmp(bytes + from, name, end - from) == 0)
			return true;
	}
	return false;
}
