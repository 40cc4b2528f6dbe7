/* SPDX-License-Identifier: MIT */
/*
 * A value of a field of each type: what the schema takes for a date, a length
 * of time or a count is one for the program as well, and the other way; and
 * where the program looks at values in the schema's place, it takes what the
 * schema would.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/registers.h"
#include "lib/xml.h"
#include "lib/xml_values.h"
#include "lib/xml_write.h"
#include "tests/fuzz/aid.h"

/* Whether a record that says so is valid. */
static bool is_valid(const char *before, const char *text, const char *after)
{
	const struct library *library = aid_library();
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GString) all = g_string_new(before);
	struct xml_input input = { .path = "x.xml" };
	bool fits, fits_slowly;

	xml_write_text(all, text, strlen(text), 0);
	g_string_append(all, after);
	input.bytes = all->str;
	input.len = all->len;
	xml_read(library->xml, library->schema, arena, &input, diags, &fits);
	xml_read_slowly(library->xml, library->schema, arena, &input, diags,
			&fits_slowly);
	AID_ENSURE(fits == fits_slowly);
	return fits;
}

/* A record that is valid but for what stands between these. */
#define BEFORE                                                     \
	"<agreement xmlns='urn:gatehouse:1' id='agr' version='1'>" \
	"<title>A</title><review>"
#define AFTER "</review><type>dsa</type><status>active</status></agreement>"

static void look_at_date(const char *text)
{
	bool is_date = is_valid(BEFORE "<next>", text, "</next>" AFTER);
	g_autofree char *only = g_strstrip(g_strdup(text));

	AID_ENSURE(!is_date || !*only || date_parse(only) != DATE_NONE);
	AID_ENSURE(is_date || date_parse(text) == DATE_NONE);
}

static void look_at_duration(const char *text)
{
	bool is_duration =
		is_valid(BEFORE "<interval>", text, "</interval>" AFTER);
	g_autofree char *only = g_strstrip(g_strdup(text));

	AID_ENSURE(!is_duration || !*only || date_is_duration(only));
	AID_ENSURE(is_duration || *text != 'P' || !date_is_duration(text));
}

/* The patterns of common.xsd, each for a whole value. */
static const struct {
	bool (*fits)(const char *text);
	const char *pattern;
} patterns[] = {
	{ xml_values_is_code, "^[A-Za-z0-9][A-Za-z0-9._\\-]*\\z" },
	{ xml_values_is_ref, "^[a-z0-9][a-z0-9\\-]*[a-z0-9]"
			     "(#[a-z0-9][a-z0-9\\-]*[a-z0-9])?\\z" },
};

static void look_at_patterns(const char *text)
{
	static GRegex *compiled[G_N_ELEMENTS(patterns)];

	for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
		if (!compiled[i])
			compiled[i] =
				g_regex_new(patterns[i].pattern, 0, 0, NULL);
		AID_ENSURE(patterns[i].fits(text) ==
			   g_regex_match(compiled[i], text, 0, NULL));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);

	if (!g_utf8_validate(text, -1, NULL))
		return 0;
	look_at_patterns(text);
	look_at_date(text);
	look_at_duration(text);
	return 0;
}
