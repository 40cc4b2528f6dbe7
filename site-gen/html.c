/* SPDX-License-Identifier: MIT */
/*
 * A start tag is left open after html_open so that attributes can follow,
 * and is ended by whatever comes next.  The names of open elements are kept
 * so that an end tag never has to be named and cannot be wrong.  There is no
 * function that takes markup.
 */
#include "site-gen/html.h"

#include <stdbool.h>
#include <stdlib.h>

#include "site-gen/escape.h"
#include "site-gen/trusted.h"
#include "site-gen/value.h"

enum tag { TAG_NONE, TAG_START, TAG_VOID, TAG_SELF_CLOSING };

struct html {
	struct arena *arena;
	GString *out;
	GString *clean;	  /* scratch */
	GPtrArray *names; /* of open elements; borrowed constants */
	enum tag tag;	  /* what is still without its '>' */
};

struct html *html_new(struct arena *arena)
{
	struct html *html = g_new0(struct html, 1);

	html->arena = arena;
	html->out = g_string_sized_new(1024);
	html->clean = g_string_new(NULL);
	html->names = g_ptr_array_new();
	return html;
}

void html_free(struct html *html)
{
	if (!html)
		return;
	g_string_free(html->out, TRUE);
	g_string_free(html->clean, TRUE);
	g_ptr_array_unref(html->names);
	g_free(html);
}

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!g_ascii_strcasecmp(name, list[i]))
			return true;
	return false;
}

/* Whether name is a letter, then letters, digits, '-' or ':'. */
static bool is_name(const char *name)
{
	if (!g_ascii_isalpha(name[0]))
		return false;
	for (const char *p = name; *p; p++)
		if (!g_ascii_isalnum(*p) && *p != '-' && *p != ':')
			return false;
	return true;
}

static bool is_element(const char *name)
{
	static const char *const raw[] = {
		"script", "style",    "iframe",	   "noembed",  "noframes",
		"xmp",	  "noscript", "plaintext", "template",
	};

	return is_name(name) && !is_one_of(name, raw, G_N_ELEMENTS(raw));
}

static bool is_attribute(const char *name)
{
	static const char *const unsafe[] = { "style", "srcdoc", "srcset" };

	return is_name(name) && g_ascii_strncasecmp(name, "on", 2) &&
	       !is_one_of(name, unsafe, G_N_ELEMENTS(unsafe));
}

static bool is_address(const char *name)
{
	static const char *const addresses[] = {
		"href",	  "src",  "action",	"formaction", "cite",
		"poster", "data", "xlink:href", "ping",
	};

	return is_one_of(name, addresses, G_N_ELEMENTS(addresses));
}

static void end_tag(struct html *html)
{
	switch (html->tag) {
	case TAG_NONE:
		return;
	case TAG_START:
	case TAG_VOID:
		g_string_append_c(html->out, '>');
		break;
	case TAG_SELF_CLOSING:
		g_string_append(html->out, "/>");
		break;
	}
	html->tag = TAG_NONE;
}

static void begin_tag(struct html *html, const char *name, enum tag tag)
{
	g_assert(is_element(name));
	end_tag(html);
	g_string_append_c(html->out, '<');
	g_string_append(html->out, name);
	html->tag = tag;
}

void html_open(struct html *html, const char *name)
{
	begin_tag(html, name, TAG_START);
	g_ptr_array_add(html->names, (void *)name);
}

void html_empty(struct html *html, const char *name)
{
	static const char *const voids[] = { "br",  "hr",   "img",  "wbr",
					     "col", "link", "meta", "input" };
	bool is_void = is_one_of(name, voids, G_N_ELEMENTS(voids));

	begin_tag(html, name, is_void ? TAG_VOID : TAG_SELF_CLOSING);
}

static void append_clean(struct html *html, const char *text)
{
	g_string_truncate(html->clean, 0);
	escape_clean(html->clean, text);
	escape_html(html->out, html->clean->str);
}

void html_attr(struct html *html, const char *name, const char *value)
{
	g_assert(html->tag != TAG_NONE && is_attribute(name));
	if (!value)
		return;
	if (is_address(name)) {
		const struct value *url = value_url(html->arena, value);

		if (value_type(url) != VALUE_URL)
			return;
		value = value_bytes(url, NULL);
	}
	g_string_append_printf(html->out, " %s=\"", name);
	append_clean(html, value);
	g_string_append_c(html->out, '"');
}

void html_attr_number(struct html *html, const char *name, double value)
{
	char digits[32];
	long long hundredths;
	unsigned long long size;
	int len;

	g_assert(value > -1e12 && value < 1e12);
	hundredths = (long long)(value * 100 + (value < 0 ? -0.5 : 0.5));
	size = (unsigned long long)llabs(hundredths);
	len = g_snprintf(digits, sizeof(digits), "%s%llu.%02llu",
			 hundredths < 0 ? "-" : "", size / 100, size % 100);
	while (digits[len - 1] == '0')
		len--;
	if (digits[len - 1] == '.')
		len--;
	digits[len] = '\0';
	html_attr(html, name, digits);
}

void html_text(struct html *html, const char *text)
{
	end_tag(html);
	append_clean(html, text);
}

void html_close(struct html *html)
{
	const char *name;

	g_assert(html->names->len > 0);
	end_tag(html);
	name = g_ptr_array_steal_index(html->names, html->names->len - 1);
	g_string_append_printf(html->out, "</%s>", name);
}

const struct value *html_value(struct html *html)
{
	const struct value *value;

	g_assert(html->names->len == 0);
	end_tag(html);
	value = value_html_trusted(html->arena, html->out->str, html->out->len);
	html_free(html);
	return value;
}
