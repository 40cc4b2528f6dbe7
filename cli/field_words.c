/* SPDX-License-Identifier: MIT */
/*
 * A list or a kind that stands on an element whose value is a wording speaks of
 * its attribute "code" or "ref", and the words say so.
 */
#include "cli/field_words.h"

#include <glib.h>

#include "lib/schema.h"

static const char *const type_names[] = {
	[FIELD_GROUP] = "a group of fields",
	[FIELD_LINE] = "one line of text",
	[FIELD_MARKDOWN] = "text in Markdown",
	[FIELD_DATE] = "a date, YYYY-MM-DD",
	[FIELD_DURATION] = "a duration such as P1Y6M or P90D",
	[FIELD_BOOLEAN] = "true or false",
	[FIELD_COUNT] = "a whole number",
	[FIELD_CODE] = "a code",
	[FIELD_URI] = "a web address",
	[FIELD_MAILBOX] = "an e-mail address",
	[FIELD_ID] = "an id",
	[FIELD_REF] = "the id of a record",
	[FIELD_REFS] = "ids of parts of this record",
};

/* "agreement flow gateway" as "agreement, flow or gateway". */
static void append_kinds(GString *out, const char *refs)
{
	g_auto(GStrv) kinds = g_strsplit_set(refs, " \n\t", -1);
	guint n = g_strv_length(kinds);

	for (guint i = 0; i < n; i++)
		g_string_append_printf(out, "%s%s",
				       i == 0	    ? ""
				       : i + 1 == n ? " or "
						    : ", ",
				       kinds[i]);
}

const char *field_words_list(const struct field *field)
{
	const struct field *code = field_attr(field, "code");

	return field->codes ? field->codes : code ? code->codes : NULL;
}

char *field_words(const struct field *field)
{
	const struct field *ref = field_attr(field, "ref");
	const char *codes = field_words_list(field);
	const char *refs = field->refs ? field->refs : ref ? ref->refs : NULL;
	GString *out = g_string_new(
		type_names[field->n_children > 0 ? FIELD_GROUP : field->type]);

	if (codes)
		g_string_append_printf(
			out, "%s of the list '%s'",
			field->type == FIELD_CODE ? "" : ", with a code",
			codes);
	if (refs) {
		g_string_append(out,
				field->type == FIELD_REF ? ": " : ", about: ");
		append_kinds(out, refs);
	}
	if (field->repeats)
		g_string_append(out, "; may be repeated");
	if (field->is_required)
		g_string_append(out, "; required");
	g_string_append_printf(out, "; %s edition",
			       edition_name(field->edition));
	return g_string_free(out, FALSE);
}
