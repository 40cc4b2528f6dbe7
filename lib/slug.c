/* SPDX-License-Identifier: MIT */
#include "lib/slug.h"

#include <glib.h>

char *slug_make(const char *text, size_t max, bool is_tight)
{
	/* A question mark where there is no like. */
	g_autofree char *ascii = g_str_to_ascii(text, "C");
	GString *slug = g_string_new(NULL);

	for (const char *p = ascii; *p && slug->len < max; p++) {
		if (g_ascii_isalnum(*p))
			g_string_append_c(slug, g_ascii_tolower(*p));
		else if (!(is_tight && *p == '?') && slug->len > 0 &&
			 slug->str[slug->len - 1] != '-')
			g_string_append_c(slug, '-');
	}
	if (slug->len > 0 && slug->str[slug->len - 1] == '-')
		g_string_truncate(slug, slug->len - 1);
	return g_string_free(slug, FALSE);
}
