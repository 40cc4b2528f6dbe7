/* SPDX-License-Identifier: MIT */
/*
 * A tree back into a file.  Elements hold text or children, never both, so
 * indenting adds blanks only where the reader drops them.
 *
 * Markdown of several lines is the one text whose inner blanks count.  The
 * reader takes away the indentation that all lines but the first share, so a
 * text that is written as it stands could lose some of its own; here every
 * line gets the same indentation, which is then exactly what is taken away.
 */
#include "lib/xml_write.h"

#include <string.h>

#include "lib/node.h"
#include "lib/schema.h"

#define NAMESPACE "urn:gatehouse:1"
#define BLANKS "  "

static void indent(GString *out, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		g_string_append(out, BLANKS);
}

/* U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069. */
static bool is_bidi_control(gunichar c)
{
	return c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* What must not stand as it is, in text or between such quotes. */
static const char *entity(gunichar c, char quote)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return quote == '"' ? "&quot;" : NULL;
	case '\'':
		return quote == '\'' ? "&apos;" : NULL;
	default:
		return NULL;
	}
}

static bool is_blank_control(gunichar c, char quote)
{
	return c == '\r' || (quote && (c == '\n' || c == '\t'));
}

gunichar xml_write_bad_character(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if ((c < 0x20 && !strchr("\t\n\r", (int)c)) || c == 0xfffe ||
		    c == 0xffff)
			return c;
	}
	return 0;
}

void xml_write_text(GString *out, const char *s, size_t len, char quote)
{
	const char *end = s + len;
	const char *plain = s; /* from here to s all stands as it is */

	for (const char *next; s < end; s = next) {
		gunichar c = g_utf8_get_char(s);
		const char *name = entity(c, quote);

		next = g_utf8_next_char(s);
		if (!name && !is_bidi_control(c) && !is_blank_control(c, quote))
			continue;
		g_string_append_len(out, plain, s - plain);
		plain = next;
		if (name)
			g_string_append(out, name);
		else
			g_string_append_printf(out, "&#x%X;", c);
	}
	g_string_append_len(out, plain, s - plain);
}

/* Each line on its own, under the same indentation. */
static void append_block(GString *out, const char *text, unsigned depth)
{
	g_string_append_c(out, '\n');
	for (;;) {
		size_t n = strcspn(text, "\n");

		if (n > 0)
			indent(out, depth + 1);
		xml_write_text(out, text, n, 0);
		g_string_append_c(out, '\n');
		text += n;
		if (!*text++)
			break;
	}
	indent(out, depth);
}

static bool is_block(const struct node *node)
{
	return node->field && node->field->type == FIELD_MARKDOWN &&
	       strchr(node->text, '\n');
}

static void append_attr(GString *out, const char *name, const char *value)
{
	g_string_append_printf(out, " %s=\"", name);
	xml_write_text(out, value, strlen(value), '"');
	g_string_append_c(out, '"');
}

/* Depth is limited by the reader (XML_MAX_DEPTH). */
static void append_element(GString *out, const struct node *node,
			   unsigned depth)
{
	indent(out, depth);
	g_string_append_printf(out, "<%s", node->name);
	if (depth == 0)
		append_attr(out, "xmlns", NAMESPACE);
	for (unsigned i = 0; i < node->n_attrs; i++)
		append_attr(out, node->attrs[i].name, node->attrs[i].value);
	if (!node->child && !*node->text) {
		g_string_append(out, "/>\n");
		return;
	}
	g_string_append_c(out, '>');
	if (node->child) {
		g_string_append_c(out, '\n');
		for (const struct node *n = node->child; n; n = n->next)
			append_element(out, n, depth + 1);
		indent(out, depth);
	} else if (is_block(node)) {
		append_block(out, node->text, depth);
	} else {
		xml_write_text(out, node->text, strlen(node->text), 0);
	}
	g_string_append_printf(out, "</%s>\n", node->name);
}

void xml_write(GString *out, const struct node *root)
{
	g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	append_element(out, root, 0);
}
