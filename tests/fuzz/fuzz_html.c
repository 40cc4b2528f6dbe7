/* SPDX-License-Identifier: MIT */
/*
 * HTML that others wrote, as Markdown, in each of its forms: rendered, it has
 * no element that was not meant, and all its characters fit into XML.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/html_markdown.h"
#include "site-gen/markdown.h"
#include "site-gen/value.h"
#include "tests/fuzz/aid.h"

static void look(const char *text, bool may_have_links)
{
	g_autoptr(Arena) arena = arena_new();
	const struct value *value = markdown_render(arena, text, 2, NULL);
	const char *html;

	AID_ENSURE(g_utf8_validate(text, -1, NULL));
	for (const char *p = text; *p; p++)
		AID_ENSURE((unsigned char)*p >= ' ' || *p == '\n' ||
			   *p == '\t');
	if (!value || value_type(value) != VALUE_HTML)
		return;
	html = value_bytes(value, NULL);
	AID_ENSURE(!strstr(html, "<pre") && !strstr(html, "<code"));
	AID_ENSURE(may_have_links || !strstr(html, "<a "));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);

	if (!g_utf8_validate(text, -1, NULL))
		return 0;
	for (int form = HTML_PAGE; form <= HTML_NONE; form++) {
		unsigned losses = 0;
		g_autofree char *made =
			html_markdown(text, (enum html_form)form, &losses);

		look(made, form != HTML_NONE);
	}
	return 0;
}
