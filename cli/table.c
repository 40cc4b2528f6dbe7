/* SPDX-License-Identifier: MIT */
/*
 * A table keeps its cells in one array, row after row, the headings first.
 */
#include "cli/table.h"

#include <string.h>

#include "cli/output.h"
#include "site-gen/escape.h"

struct table {
	size_t n_columns;
	GPtrArray *cells;
};

struct table *table_new(const char *const *headings, size_t n)
{
	struct table *table = g_new0(struct table, 1);

	table->n_columns = n;
	table->cells = g_ptr_array_new_with_free_func(g_free);
	table_add(table, headings);
	return table;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	g_ptr_array_unref(table->cells);
	g_free(table);
}

void table_add(struct table *table, const char *const *cells)
{
	for (size_t i = 0; i < table->n_columns; i++)
		g_ptr_array_add(table->cells, g_strdup(cells[i]));
}

/* Columns that the text takes on a terminal. */
static size_t width(const char *text)
{
	size_t n = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_iszerowidth(c))
			n += g_unichar_iswide(c) ? 2 : 1;
	}
	return n;
}

void table_print(const struct table *table, FILE *to)
{
	g_autofree size_t *widths = g_new0(size_t, table->n_columns);
	size_t n = table->cells->len;

	for (size_t i = 0; i < n; i++) {
		g_autofree char *cell = output_clean(table->cells->pdata[i]);
		size_t column = i % table->n_columns;

		widths[column] = MAX(widths[column], width(cell));
	}
	for (size_t i = 0; i < n; i++) {
		g_autofree char *cell = output_clean(table->cells->pdata[i]);
		size_t column = i % table->n_columns;

		if (i < table->n_columns)
			output_strong(to, cell);
		else
			fputs(cell, to);
		if (column + 1 == table->n_columns)
			fputc('\n', to);
		else
			fprintf(to, "%*s",
				(int)(widths[column] - width(cell)) + 2, "");
	}
}

/* Without what would control a terminal, line ends and tabs apart. */
static void print_cell(const char *text, FILE *to)
{
	g_autoptr(GString) clean = g_string_new(NULL);
	const char *cell;
	bool is_formula;

	escape_clean(clean, text);
	cell = clean->str;
	is_formula = *cell && strchr("=+-@\t\r", *cell);
	if (!is_formula && !strpbrk(cell, "\",\r\n")) {
		fputs(cell, to);
		return;
	}
	fputc('"', to);
	if (is_formula)
		fputc('\'', to);
	for (; *cell; cell++) {
		if (*cell == '"')
			fputc('"', to);
		fputc(*cell, to);
	}
	fputc('"', to);
}

void table_print_csv(const struct table *table, FILE *to)
{
	for (size_t i = 0; i < table->cells->len; i++) {
		print_cell(table->cells->pdata[i], to);
		fputs((i + 1) % table->n_columns ? "," : "\r\n", to);
	}
}
