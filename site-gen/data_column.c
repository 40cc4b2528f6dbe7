/* SPDX-License-Identifier: MIT */
/*
 * A column is explained by what the schema says of its field, so a new field
 * explains itself.  Only the columns that no field has are described here.
 */
#include "site-gen/data_column.h"

#include <glib.h>

#include "site-gen/data_table.h"

static const char *const forms[] = {
	[FIELD_GROUP] = "text",
	[FIELD_LINE] = "text",
	[FIELD_MARKDOWN] = "text, which may have Markdown and several lines",
	[FIELD_DATE] = "date, for example 2026-11-22",
	[FIELD_DURATION] = "length of time, for example P6Y for six years",
	[FIELD_BOOLEAN] = "true or false",
	[FIELD_COUNT] = "whole number",
	[FIELD_CODE] = "code",
	[FIELD_URI] = "web address",
	[FIELD_MAILBOX] = "e-mail address",
	[FIELD_ID] = "id",
	[FIELD_REF] = "id of a record",
	[FIELD_REFS] = "ids of parts of the same record",
};

/* The field that the column's cells come from; NULL: from their place. */
static const struct field *element_of(const struct data_table *table,
				      const struct data_column *column)
{
	if (column->cell != DATA_VALUE && column->cell != DATA_WORDS)
		return NULL;
	return column->n_path > 0 ? column->path[column->n_path - 1]
				  : table->row;
}

static const struct field *field_of(const struct data_table *table,
				    const struct data_column *column)
{
	return column->attr ? column->attr : element_of(table, column);
}

char *data_column_table(const struct data_table *table)
{
	GString *name = g_string_new(table->kind->label);

	for (size_t i = 0; i < table->n_outer; i++)
		g_string_append_printf(name, ": %s", table->outer[i]->label);
	if (table->row->parent)
		g_string_append_printf(name, ": %s", table->row->label);
	return g_string_free(name, FALSE);
}

char *data_column_label(const struct data_table *table,
			const struct data_column *column)
{
	const struct field *element = element_of(table, column);
	g_autofree char *label = NULL;

	switch (column->cell) {
	case DATA_RECORD:
		return g_strdup_printf("%s, id", table->kind->label);
	case DATA_OUTER:
		return g_strdup(table->outer[column->outer]->label);
	case DATA_NUMBER:
		return g_strdup("Number of the row");
	case DATA_VALUE:
	case DATA_WORDS:
		break;
	}
	if (!column->attr)
		label = g_strdup(element->label);
	else if (column->n_path == 0)
		label = g_strdup(column->attr->label);
	else
		label = g_strdup_printf("%s: %s", element->label,
					column->attr->label);
	return column->cell == DATA_WORDS
		       ? g_strdup_printf("%s, in words", label)
		       : g_steal_pointer(&label);
}

char *data_column_hint(const struct data_table *table,
		       const struct data_column *column)
{
	switch (column->cell) {
	case DATA_RECORD:
		return g_strdup("The record that the row is a part of.");
	case DATA_OUTER:
		return g_strdup("The part of the record that the row is in, by "
				"its id or, where it has none, its number.");
	case DATA_NUMBER:
		return g_strdup("Rows of one record, or of one part, are "
				"numbered from 1 in the record's order.");
	case DATA_WORDS:
		return g_strdup("What the code or id before it stands for.");
	case DATA_VALUE:
		break;
	}
	return g_strdup(field_of(table, column)->hint);
}

static bool may_hold_several(const struct data_column *column)
{
	for (size_t i = 0; i < column->n_path; i++) {
		if (column->path[i]->repeats)
			return true;
	}
	return false;
}

char *data_column_form(const struct data_table *table,
		       const struct data_column *column)
{
	const struct field *field = field_of(table, column);
	const char *several =
		may_hold_several(column) ? "; may hold several" : "";

	if (column->cell == DATA_NUMBER)
		return g_strdup(forms[FIELD_COUNT]);
	if (!field)
		return g_strdup("id");
	if (column->cell == DATA_WORDS)
		return g_strdup_printf("%s%s", forms[FIELD_LINE], several);
	if (field->codes)
		return g_strdup_printf("code of the list '%s'%s", field->codes,
				       several);
	return g_strdup_printf("%s%s", forms[field->type], several);
}
