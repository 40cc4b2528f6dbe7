/* SPDX-License-Identifier: MIT */
/* The sheets as a folder of CSV files. */
#include <string.h>

#include "cli/export_out.h"
#include "cli/export_sheets.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/registers.h"
#include "lib/sheet_book.h"
#include "lib/sheet_csv.h"
#include "lib/sheets.h"

static bool write_folder(const struct session *session,
			 const struct sheet_book *book, const char *out,
			 GError **error)
{
	const struct sheets *sheets = sheet_book_sheets(book);
	size_t n = sheets_len(sheets);
	g_autofree struct export_file *files = g_new(struct export_file, n);
	bool is_done;

	for (size_t i = 0; i < n; i++) {
		const struct sheet *sheet = sheets_get(sheets, i);

		files[i].name = g_strconcat(sheet->name, ".csv", NULL);
		files[i].bytes = g_string_new(NULL);
		sheet_csv_write(files[i].bytes, book, sheet);
	}
	is_done = export_out_folder(
		out, files, n, (const char *const *)session->library->folders,
		error);
	for (size_t i = 0; i < n; i++) {
		g_free(files[i].name);
		g_string_free(files[i].bytes, TRUE);
	}
	return is_done;
}

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(Sheets) sheets = sheets_new(session->library->schema);
	g_autoptr(SheetBook) book = sheet_book_new(sheets);
	g_autoptr(GError) error = NULL;
	enum command_status status = export_sheets_fill(session, book);

	if (!write_folder(session, book, out, &error))
		return output_failure("export", error);
	return status;
}

const struct export_format export_csv = {
	.name = "csv",
	.help = "a folder of tables",
	.run = run,
};
