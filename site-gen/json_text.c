/* SPDX-License-Identifier: MIT */
/*
 * Building a tree of jansson's for each record, writing it and taking it down
 * again took longer than rendering all pages.  Only the commas need a memory.
 */
#include "site-gen/json_text.h"

#include <string.h>

#define INDENT 2

static void new_line(struct json_text *json)
{
	static const char blanks[] = "                                ";
	size_t n = (size_t)json->depth * INDENT;

	if (!json->is_indented)
		return;
	g_string_append_c(json->out, '\n');
	for (; n >= sizeof(blanks); n -= sizeof(blanks) - 1)
		g_string_append_len(json->out, blanks, sizeof(blanks) - 1);
	g_string_append_len(json->out, blanks, (gssize)n);
}

void json_text_open(struct json_text *json, char bracket)
{
	g_string_append_c(json->out, bracket);
	json->depth++;
	json->has_items = false;
}

void json_text_close(struct json_text *json, char bracket)
{
	json->depth--;
	if (json->has_items)
		new_line(json);
	g_string_append_c(json->out, bracket);
	json->has_items = true;
}

void json_text_item(struct json_text *json)
{
	if (json->has_items)
		g_string_append_c(json->out, ',');
	json->has_items = true;
	new_line(json);
}

void json_text_key(struct json_text *json, const char *key)
{
	json_text_item(json);
	g_string_append_c(json->out, '"');
	g_string_append(json->out, key);
	g_string_append(json->out, json->is_indented ? "\": " : "\":");
}

static void append_escape(GString *out, unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t";
	static const char letters[] = "\"\\bfnrt";
	const char *at = strchr(plain, c);

	if (!at) {
		g_string_append_printf(out, "\\u%04X", c);
		return;
	}
	g_string_append_c(out, '\\');
	g_string_append_c(out, letters[at - plain]);
}

static bool needs_escape(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/* Whether text is UTF-8 and nothing of it has to be escaped. */
static bool is_plain(const char *text, size_t *len)
{
	bool is_ascii = true;
	const char *p;

	for (p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (needs_escape(c))
			return false;
		is_ascii = is_ascii && c < 0x80;
	}
	*len = (size_t)(p - text);
	return is_ascii || g_utf8_validate(text, (gssize)*len, NULL);
}

static void append_escaped(GString *out, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *p = valid, *span = p;; p++) {
		unsigned char c = (unsigned char)*p;

		if (!needs_escape(c))
			continue;
		g_string_append_len(out, span, p - span);
		if (!c)
			return;
		append_escape(out, c);
		span = p + 1;
	}
}

void json_text_string(struct json_text *json, const char *text)
{
	size_t len;

	if (!text) {
		g_string_append(json->out, "null");
		return;
	}
	g_string_append_c(json->out, '"');
	if (is_plain(text, &len))
		g_string_append_len(json->out, text, (gssize)len);
	else
		append_escaped(json->out, text);
	g_string_append_c(json->out, '"');
}

void json_text_bool(struct json_text *json, bool b)
{
	g_string_append(json->out, b ? "true" : "false");
}
