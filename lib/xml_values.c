/* SPDX-License-Identifier: MIT */
/* The patterns of common.xsd for the names of things, as a few lines of C. */
#include "lib/xml_values.h"

#include <string.h>

#include <glib.h>

static bool is_id_byte(char c)
{
	return g_ascii_islower(c) || g_ascii_isdigit(c);
}

/* The byte past the id that value begins with, or NULL. */
static const char *skip_id(const char *value)
{
	const char *end = value;

	while (is_id_byte(*end) || *end == '-')
		end++;
	return end - value >= 2 && *value != '-' && end[-1] != '-' ? end : NULL;
}

bool xml_values_is_id(const char *text, size_t len)
{
	const char *end = len <= 64 ? skip_id(text) : NULL;

	return end && end == text + len;
}

bool xml_values_is_ref(const char *text)
{
	const char *end = skip_id(text);

	if (end && *end == '#')
		end = skip_id(end + 1);
	return end && *end == '\0';
}

bool xml_values_is_code(const char *text)
{
	if (!g_ascii_isalnum(*text))
		return false;
	while (g_ascii_isalnum(*text) || *text == '.' || *text == '_' ||
	       *text == '-')
		text++;
	return *text == '\0';
}
