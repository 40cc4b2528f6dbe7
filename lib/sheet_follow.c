/* SPDX-License-Identifier: MIT */
/*
 * A value is known again by what the columns of the file say of it: its text,
 * its code, what it refers to.  Of two that are the same the first is taken
 * first.
 */
#include "lib/sheet_follow.h"

#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/schema.h"
#include "lib/sheets.h"

/* Whether the column says what the value is, not where it comes from. */
static bool is_value(const struct sheet_column *column)
{
	return column->cell == SHEET_TEXT ||
	       (column->cell == SHEET_ATTR &&
		(strcmp(column->attr->name, "ref") == 0 ||
		 strcmp(column->attr->name, "code") == 0));
}

/* The values of an element in a row, one a line; owned by the caller. */
static GStrv values_of(const struct sheet *sheet, const bool *has,
		       const struct field *element, const char *const *cells)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new();

	for (size_t i = 0; i < sheet->n_columns; i++) {
		const struct sheet_column *column = &sheet->columns[i];
		g_auto(GStrv) lines = NULL;

		if (column->element != element || !has[i] || !is_value(column))
			continue;
		lines = g_strsplit(cells[i], "\n", column->is_list ? -1 : 1);
		for (guint k = 0; lines[k]; k++) {
			char *old;

			if (k == values->len)
				g_ptr_array_add(values, g_strdup(""));
			old = values->pdata[k];
			/* By column: a code is no reference. */
			values->pdata[k] =
				*lines[k] ? g_strdup_printf("%s\n%zu\n%s", old,
							    i, lines[k])
					  : g_strdup(old);
			g_free(old);
		}
	}
	g_ptr_array_add(values, NULL);
	return (GStrv)g_ptr_array_free(g_steal_pointer(&values), FALSE);
}

/* The line in which a value stood, which then counts as found. */
static size_t line_of(char **old, bool *is_found, const char *value)
{
	for (size_t i = 0; old[i]; i++) {
		if (!is_found[i] && strcmp(old[i], value) == 0) {
			is_found[i] = true;
			return i;
		}
	}
	return SIZE_MAX;
}

/* The lines of a cell where the values now stand that they are about. */
static const char *move_lines(struct arena *arena, char **old, char **new,
			      const char *cell)
{
	g_auto(GStrv) lines = g_strsplit(cell, "\n", -1);
	size_t n_lines = g_strv_length(lines);
	g_autofree bool *is_found = g_new0(bool, g_strv_length(old) + 1);
	g_autoptr(GString) out = g_string_new(NULL);
	size_t used = 0;

	for (char **value = new; *value; value++) {
		size_t line = line_of(old, is_found, *value);

		if (value != new)
			g_string_append_c(out, '\n');
		if (line >= n_lines || !*lines[line])
			continue;
		g_string_append(out, lines[line]);
		used = out->len;
	}
	return arena_strndup(arena, out->str, used);
}

void sheet_follow(struct arena *arena, const struct sheet *sheet,
		  const bool *has, const char *const *before,
		  const char **cells)
{
	for (size_t i = 0; i < sheet->n_columns; i++) {
		const struct sheet_column *column = &sheet->columns[i];
		g_auto(GStrv) old = NULL;
		g_auto(GStrv) new = NULL;

		if (has[i] || !*cells[i] || !column->element ||
		    column->element == sheet->row ||
		    column->element->type == FIELD_GROUP)
			continue;
		old = values_of(sheet, has, column->element, before);
		new = values_of(sheet, has, column->element, cells);
		if (g_strv_equal((const char *const *)old,
				 (const char *const *)new))
			continue;
		if (column->is_list)
			cells[i] = move_lines(arena, old, new, cells[i]);
		else if (!*new)
			cells[i] = "";
	}
}
