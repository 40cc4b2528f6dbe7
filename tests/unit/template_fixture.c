/* SPDX-License-Identifier: MIT */
#include "tests/unit/template_fixture.h"

#include <glib.h>

#include "site-gen/template.h"

void template_fixture_assert(const char *const (*sources)[2],
			     const struct value *view, const char *expected)
{
	g_autoptr(Templates) set = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	size_t n = 0;

	while (n < TEMPLATE_FIXTURE_MAX && sources[n][0])
		n++;
	set = templates_new_from(sources, n, &error);
	g_assert_no_error(error);
	templates_render(set, sources[0][0], view, out, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(out->str, ==, expected);
}
