/* SPDX-License-Identifier: MIT */
/* The sheets as a folder of CSV files. */
#include <string.h>

#include "cli/export_out.h"
#include "cli/export_sheets.h"
#include "cli/formats.h"
#include "cli/session.h"
#include "lib/registers.h"
#include "lib/sheet_book.h"
#include "lib/sheet_csv.h"
#include "lib/sheets.h"

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(Sheets) sheets = sheets_new(session->library->schema);
	g_autoptr(SheetBook) book = sheet_book_new(sheets);
	enum command_status status = export_sheets_fill(session, book);
	size_t n = sheets_len(sheets);
	g_autofree struct export_file *files = g_new(struct export_file, n);

	for (size_t i = 0; i < n; i++) {
		const struct sheet *sheet = sheets_get(sheets, i);

		files[i].name = g_strconcat(sheet->name, ".csv", NULL);
		files[i].bytes = g_string_new(NULL);
		sheet_csv_write(files[i].bytes, book, sheet);
	}
	return formats_put_folder(session, out, files, n, status);
}

const struct export_format export_csv = {
	.name = "csv",
	.run = run,
};
