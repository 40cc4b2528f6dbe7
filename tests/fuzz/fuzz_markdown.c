/* SPDX-License-Identifier: MIT */
/*
 * A Markdown field: rendered, as plain text, and searched for personal data.
 * Whatever it is, the HTML has only the tags that the renderer makes.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/pii.h"
#include "site-gen/markdown.h"
#include "site-gen/value.h"
#include "tests/fuzz/aid.h"

/* All elements of the renderer, with what may follow each name. */
static const char *const known[] = { "a",  "blockquote", "br", "code", "em",
				     "h2", "h3",	 "h4", "h5",   "h6",
				     "hr", "li",	 "ol", "p",    "pre",
				     "ul", "strong",	 "div" };

static bool is_known(const char *name)
{
	size_t n = strcspn(name, " />\n");

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		if (strlen(known[i]) == n && memcmp(known[i], name, n) == 0)
			return true;
	}
	return false;
}

static void look(const char *html)
{
	g_autofree char *small = g_ascii_strdown(html, -1);

	for (const char *p = strchr(html, '<'); p; p = strchr(p, '<')) {
		p += 1 + (p[1] == '/');
		AID_ENSURE(is_known(p));
	}
	AID_ENSURE(!strstr(small, "href=\"javascript:"));
	AID_ENSURE(g_utf8_validate(html, -1, NULL));
}

static void count(void *data, enum pii_kind kind, size_t offset)
{
	AID_ENSURE(kind < PII_KINDS && offset < *(const size_t *)data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Arena) arena = arena_new();
	const struct value *value;

	pii_scan(text, size, count, &size);
	if (!g_utf8_validate(text, -1, NULL))
		return 0;
	value = markdown_render(arena, text, 2, NULL);
	if (value && value_type(value) == VALUE_HTML)
		look(value_bytes(value, NULL));
	AID_ENSURE(!strchr(markdown_plain(arena, text), '\n'));
	return 0;
}
