/* SPDX-License-Identifier: MIT */
#include "lib/sheet_hint.h"

#include <string.h>

#include <glib.h>

#include "lib/codes.h"
#include "lib/schema.h"
#include "lib/sheets.h"

/* A longer list does not fit on a screen. */
#define MAX_CODES 25

static const char *form_of(const struct field *field)
{
	switch (field->type) {
	case FIELD_DATE:
		return "A day, for example 2026-04-03.";
	case FIELD_BOOLEAN:
		return "'yes' or 'no'.";
	case FIELD_COUNT:
		return "A whole number.";
	case FIELD_DURATION:
		return "A length of time: P2Y for two years, P6M for six "
		       "months, P90D for 90 days.";
	case FIELD_REF:
		return "The id of a record.";
	case FIELD_MARKDOWN:
		return "Text, with paragraphs if you like.";
	default:
		return NULL;
	}
}

static void add_codes(GString *out, const struct code_list *list)
{
	size_t n = MIN(list->n_codes, MAX_CODES);

	g_string_append(out, "\nCodes:");
	for (size_t i = 0; i < n; i++)
		g_string_append_printf(out, "\n%s: %s", list->codes[i].id,
				       list->codes[i].label);
	if (n < list->n_codes)
		g_string_append_printf(out,
				       "\nand %zu more; 'gatehouse explain "
				       "%s' shows all",
				       list->n_codes - n, list->id);
}

static char *place_hint(const struct sheet *sheet,
			const struct sheet_column *column)
{
	switch (column->cell) {
	case SHEET_RECORD:
		return g_strdup_printf("The id of the record that the row is "
				       "a part of, as in '%s'.",
				       sheet->kind->folder);
	case SHEET_OUTER:
		return g_strdup_printf(
			"Which '%s' of the record the row is a part of: its "
			"id, or its number where it has none.",
			sheet->outer[column->outer]->label);
	default:
		return g_strdup("Tells the row from others of the record. "
				"Leave it empty in a new row.");
	}
}

char *sheet_hint_column(const struct codes *codes, const struct sheet *sheet,
			const struct sheet_column *column)
{
	const struct field *field = sheets_field(column);
	const struct code_list *list;
	g_autoptr(GString) out = NULL;

	if (!field)
		return place_hint(sheet, column);
	out = g_string_new(field->hint);
	if (form_of(field))
		g_string_append_printf(out, "\n%s", form_of(field));
	if (column->is_list)
		g_string_append(out, "\nMore than one: each on its own line.");
	if (column->is_main && column->element != sheet->row)
		g_string_append(out, "\nWhere the source is silent: 'not "
				     "stated'.");
	list = field->codes ? codes_list(codes, field->codes) : NULL;
	if (list)
		add_codes(out, list);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
