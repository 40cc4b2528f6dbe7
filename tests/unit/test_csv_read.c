/* SPDX-License-Identifier: MIT */
/* CSV as it comes: every dialect, and what is none. */
#include "lib/csv_read.h"

#include <string.h>

/* The rows as text: cells between '|', rows ended by '\n'. */
static char *rows_of(const char *bytes, size_t len, struct csv_form *form,
		     GError **error)
{
	g_autoptr(CsvRead) read = csv_read_new(bytes, len, NULL, NULL, error);
	g_autoptr(GString) out = g_string_new(NULL);
	struct csv_row row;

	if (!read)
		return NULL;
	if (form)
		*form = csv_read_form(read);
	while (csv_read_row(read, &row, error)) {
		g_string_append_printf(out, "%u:", row.number);
		for (size_t i = 0; i < row.n_cells; i++)
			g_string_append_printf(out, "%s|", row.cells[i]);
		g_string_append_c(out, '\n');
	}
	return *error ? NULL : g_string_free(g_steal_pointer(&out), FALSE);
}

static void check_rows(const char *csv, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *rows = rows_of(csv, strlen(csv), NULL, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(rows, ==, expected);
}

static void check_refused(const char *csv, size_t len, const char *message)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *rows = rows_of(csv, len, NULL, &error);

	g_assert_null(rows);
	g_assert_cmpstr(error ? error->message : "", ==, message);
}

static void rows_end_in_any_way(void)
{
	check_rows("a,b\r\nc,d\n\ne\rf", "1:a|b|\n2:c|d|\n3:|\n4:e|\n5:f|\n");
	check_rows("a,\n", "1:a||\n");
	check_rows("a,", "1:a||\n");
	check_rows("", "");
}

static void quotes_hold_what_would_end_a_cell(void)
{
	check_rows("\"a,\"\"b\"\"\",\"\"\n\"x\r\ny\nz\rw\",1",
		   "1:a,\"b\"||\n2:x\ny\nz\nw|1|\n");
	check_rows("a \"b\",c", "1:a \"b\"|c|\n");
}

static void the_separator_is_the_one_that_parts_most(void)
{
	check_rows("a;b,c;d\n1;2;3", "1:a|b,c|d|\n2:1|2|3|\n");
	check_rows("a\tb\n", "1:a|b|\n");
	check_rows("sep=;\r\na;b,c,d,e\n", "1:a|b,c,d,e|\n");
	check_rows("sep=;\na", "1:a|\n");
	check_rows("sep=,x", "1:sep=|x|\n");
}

static size_t knows_b(void *data, const struct csv_row *row)
{
	size_t n = 0;

	(void)data;
	for (size_t i = 0; i < row->n_cells; i++)
		n += strcmp(row->cells[i], "b, c") == 0;
	return n;
}

static void who_knows_the_headings_decides(void)
{
	const char *csv = "a, x, y, z;b, c\n1;2\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(CsvRead) read =
		csv_read_new(csv, strlen(csv), knows_b, NULL, &error);

	g_assert_cmpint(csv_read_form(read).separator, ==, ';');
}

static void encodings_are_told_apart(void)
{
	static const char utf8[] = "\xef\xbb\xbf\xc3\xa9,b";
	static const char ansi[] = "\xe9\x80,b";
	g_autoptr(GError) error = NULL;
	struct csv_form form;
	g_autofree char *first = rows_of(utf8, strlen(utf8), &form, &error);
	g_autofree char *second = NULL;

	g_assert_cmpstr(first, ==, "1:é|b|\n");
	g_assert_true(form.has_mark && !form.is_cp1252);
	second = rows_of(ansi, strlen(ansi), &form, &error);
	g_assert_cmpstr(second, ==, "1:é€|b|\n");
	g_assert_true(form.is_cp1252 && !form.has_mark);
	check_refused("a\n\xe9\x81", 4,
		      "line 2 is neither UTF-8 nor Windows-1252; save the file "
		      "as 'CSV UTF-8'");
	check_refused("\xef\xbb\xbf\xe9", 4,
		      "line 1 is not valid UTF-8, though the file says that "
		      "it is");
}

static void what_is_no_csv_is_refused(void)
{
	check_refused("PK\x03\x04zip", 7,
		      "this is a workbook, not CSV; open it and save each "
		      "sheet as 'CSV UTF-8'");
	check_refused("\xd0\xcf\x11\xe0 doc", 8,
		      "this is a workbook, not CSV; open it and save each "
		      "sheet as 'CSV UTF-8'");
	check_refused("\xff\xfe z\0", 5,
		      "this is UTF-16 text; save it as 'CSV UTF-8'");
	check_refused("a\0b", 3,
		      "there is a NUL byte in the file; is it really CSV?");
	check_refused("a\n\"b", 4,
		      "row 2: a quotation mark begins a cell and none ends it");
	check_refused("\"a\"b,c", 6,
		      "row 1: text follows the quotation mark that ends a "
		      "cell; inside a cell it has to be doubled");
}

static void limits_hold(void)
{
	g_autofree char *commas = g_strnfill(CSV_READ_MAX_CELLS, ',');
	g_autofree char *cells = g_strconcat("a,b\n", commas, NULL);
	g_autofree char *cell = g_strnfill(CSV_READ_MAX_CELL + 1, 'x');

	check_refused(cells, strlen(cells), "row 2: more than 16384 cells");
	check_refused(cell, strlen(cell), "row 1: a cell is larger than 1 MiB");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add_func("/csv-read/" #name, name)
	TEST(rows_end_in_any_way);
	TEST(quotes_hold_what_would_end_a_cell);
	TEST(the_separator_is_the_one_that_parts_most);
	TEST(who_knows_the_headings_decides);
	TEST(encodings_are_told_apart);
	TEST(what_is_no_csv_is_refused);
	TEST(limits_hold);
	return g_test_run();
}
