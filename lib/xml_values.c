/* SPDX-License-Identifier: MIT */
/*
 * The patterns of common.xsd that nearly every value has to match, as a few
 * lines of C.  The schema stays the one that says what is right: here stands
 * the text of each pattern as it is there, and only where that text is found
 * does the C take its place.
 *
 * A pattern that wants at least so many characters is replaced by that much.
 */
#include "lib/xml_values.h"

#include <string.h>

#include <glib.h>

static const struct {
	const char *type;
	const char *pattern;
	const char *instead;
} dropped[] = {
	{ "line", "<xs:pattern value=\"[^\\n\\r\\t]*\"/>", "" },
	{ "code", "<xs:pattern value=\"[A-Za-z0-9][A-Za-z0-9._\\-]*\"/>",
	  "<xs:minLength value=\"1\"/>" },
	{ "id", "<xs:pattern value=\"[a-z0-9][a-z0-9\\-]*[a-z0-9]\"/>",
	  "<xs:minLength value=\"2\"/>" },
	{ "ref",
	  "<xs:pattern\n        value=\"[a-z0-9][a-z0-9\\-]*[a-z0-9]"
	  "(#[a-z0-9][a-z0-9\\-]*[a-z0-9])?\"/>",
	  "<xs:minLength value=\"2\"/>" },
};

void xml_values_drop_patterns(char *text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++) {
		g_autofree char *start = g_strdup_printf(
			"<xs:simpleType name=\"%s\">", dropped[i].type);
		char *type = strstr(text, start);
		char *end = type ? strstr(type, "</xs:simpleType>") : NULL;
		char *pattern = type ? strstr(type, dropped[i].pattern) : NULL;
		size_t len = strlen(dropped[i].instead);

		if (!pattern || pattern > end)
			continue;
		for (size_t j = 0; dropped[i].pattern[j]; j++) {
			if (j < len)
				pattern[j] = dropped[i].instead[j];
			else if (pattern[j] != '\n')
				pattern[j] = ' ';
		}
	}
}

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

static bool is_ref(const char *value)
{
	const char *end = skip_id(value);

	if (end && *end == '#')
		end = skip_id(end + 1);
	return end && *end == '\0';
}

static bool is_code(const char *value)
{
	if (!g_ascii_isalnum(*value))
		return false;
	while (g_ascii_isalnum(*value) || *value == '.' || *value == '_' ||
	       *value == '-')
		value++;
	return *value == '\0';
}

bool xml_values_fits(enum field_type type, const char *value)
{
	const char *end;

	if (!*value)
		return true;
	switch (type) {
	case FIELD_LINE:
		return strpbrk(value, "\n\r\t") == NULL;
	case FIELD_CODE:
		return is_code(value);
	case FIELD_ID:
		end = skip_id(value);
		return end && *end == '\0';
	case FIELD_REF:
		return is_ref(value);
	default:
		return true;
	}
}
