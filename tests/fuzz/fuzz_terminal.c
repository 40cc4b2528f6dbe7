/* SPDX-License-Identifier: MIT */
/*
 * Any bytes on their way to a terminal, a page, a feed or a spreadsheet: none
 * that these would obey is left.
 */
#include <string.h>

#include "cli/output.h"
#include "site-gen/csv.h"
#include "site-gen/escape.h"
#include "tests/fuzz/aid.h"

/* C0 and C1 controls, and those that turn text round. */
static bool obeys(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void look(const char *text, bool has_lines)
{
	AID_ENSURE(g_utf8_validate(text, -1, NULL));
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		if (!has_lines || (*p != '\n' && *p != '\t'))
			AID_ENSURE(!obeys(g_utf8_get_char(p)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *shown = output_clean(text);
	g_autoptr(GString) xml = g_string_new(NULL);
	g_autoptr(GString) cell = g_string_new(NULL);
	g_autoptr(GString) html = g_string_new(NULL);

	look(shown, false);
	escape_xml(xml, text);
	look(xml->str, true);
	AID_ENSURE(!strpbrk(xml->str, "<>\""));
	escape_html(html, valid);
	AID_ENSURE(!strpbrk(html->str, "<>\"'"));
	csv_add_value(cell, valid);
	AID_ENSURE(cell->len == 0 || !strchr("=+-@\t\r", cell->str[0]));
	return 0;
}
