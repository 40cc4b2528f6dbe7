/* SPDX-License-Identifier: MIT */
/*
 * Comma-separated values in whatever dialect: rows of cells, and the same rows
 * again of what is written of them.
 */
#include <string.h>

#include "lib/csv_read.h"
#include "tests/fuzz/aid.h"

/* The row with every cell in quotes, so that nothing has to be guessed. */
static void write_row(GString *out, const struct csv_row *row)
{
	for (size_t i = 0; i < row->n_cells; i++) {
		g_auto(GStrv) parts = g_strsplit(row->cells[i], "\"", -1);
		g_autofree char *doubled = g_strjoinv("\"\"", parts);

		g_string_append_printf(out, "%s\"%s\"", i > 0 ? "," : "",
				       doubled);
	}
	g_string_append(out, "\r\n");
}

/* All rows, written; NULL: not understood. */
static GString *read_all(const char *text, size_t len)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(CsvRead) read = csv_read_new(text, len, NULL, NULL, &error);
	GString *out;
	struct csv_row row;
	unsigned before = 0;

	AID_ENSURE(read || error);
	if (!read)
		return NULL;
	out = g_string_new("sep=,\r\n");
	while (csv_read_row(read, &row, &error)) {
		AID_ENSURE(row.number == before + 1 && row.n_cells > 0);
		before = row.number;
		for (size_t i = 0; i < row.n_cells; i++)
			AID_ENSURE(g_utf8_validate(row.cells[i], -1, NULL));
		write_row(out, &row);
	}
	if (!error)
		return out;
	g_string_free(out, TRUE);
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	GString *first = read_all(text, size);
	GString *second;

	if (!first)
		return 0;
	second = read_all(first->str, first->len);
	AID_ENSURE(second && g_string_equal(first, second));
	g_string_free(first, TRUE);
	g_string_free(second, TRUE);
	return 0;
}
