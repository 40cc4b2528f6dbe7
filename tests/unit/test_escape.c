/* SPDX-License-Identifier: MIT */
/* What may stand in XML that is no page. */
#include "site-gen/escape.h"

static void xml_holds_no_markup_and_nothing_that_xml_forbids(void)
{
	static const char *const cases[][2] = {
		{ "a < b & c > \"d\" 'e'",
		  "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;" },
		{ "tab\tline\nend", "tab\tline\nend" },
		{ "a\x01\x1b[31m\x7f\rb", "a[31mb" },
		{ "a\xef\xbf\xbf\xef\xbf\xbe\xc2\x80"
		  "b",
		  "ab" },
		{ "a\xe2\x80\xae\xe2\x81\xa6"
		  "b",
		  "ab" },
		{ "a\xff"
		  "b",
		  "a\xef\xbf\xbd"
		  "b" },
		{ "caf\xc3\xa9 \xf0\x9f\x91\xaa",
		  "caf\xc3\xa9 \xf0\x9f\x91\xaa" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		escape_xml(out, cases[i][0]);
		g_assert_cmpstr(out->str, ==, cases[i][1]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/escape/xml holds no markup and nothing that XML "
			"forbids",
			xml_holds_no_markup_and_nothing_that_xml_forbids);
	return g_test_run();
}
