/* SPDX-License-Identifier: MIT */
/*
 * A folder of sheets, or one of them, as records.  All files are read and all
 * that is wrong with them is said before anything is decided.
 */
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>

#include "cli/formats.h"
#include "cli/import_apply.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/arena.h"
#include "lib/csv_read.h"
#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sheet_plan.h"
#include "lib/sheet_read.h"
#include "lib/sheet_tree.h"
#include "lib/sheets.h"

/* Sheets of a workbook that hold no records. */
static const char *const others[] = { "contents", "lists" };

/* One import while it is read. */
struct import {
	struct session *session;
	const struct import_request *request;
	struct sheets *sheets;
	struct sheet_plan *plan;
	struct sheet_read **reads; /* by the order of the sheets; or NULL */
	struct diags *diags;
	struct arena *arena;
	GArray *files;	 /* of struct import_file */
	GError *trouble; /* the first file that the disk does not give back */
};

static void fault(const struct import *import, const char *path,
		  const char *message)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = path,
		.message = message,
	};

	diags_add(import->diags, &diag);
}

static bool is_other(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *file = g_strconcat(others[i], ".csv", NULL);
		g_autofree char *tail = g_strconcat("-", file, NULL);

		if (strcmp(name, file) == 0 || g_str_has_suffix(name, tail))
			return true;
	}
	return false;
}

static void refuse_name(const struct import *import, const char *path,
			const char *name)
{
	size_t n = sheets_len(import->sheets);
	g_autofree const char **names = g_new0(const char *, n + 1);
	g_autofree char *stem =
		g_strndup(name, strlen(name) - (g_str_has_suffix(name, ".csv")
							? strlen(".csv")
							: 0));
	g_autofree char *message = NULL;
	const char *near;

	for (size_t i = 0; i < n; i++)
		names[i] = sheets_get(import->sheets, i)->name;
	near = nearest_find(names, stem);
	if (!g_str_has_suffix(name, ".csv"))
		message = g_strdup("this is no .csv file; save each sheet of "
				   "a workbook as 'CSV UTF-8', under its own "
				   "name, for example 'agreements.csv'");
	else if (near)
		message = g_strdup_printf("there is no sheet of this name; did "
					  "you mean '%s.csv'?",
					  near);
	else
		message = g_strdup("there is no sheet of this name; files are "
				   "named as an export names them, for "
				   "example 'agreements.csv'");
	fault(import, path, message);
}

static void note_trouble(struct import *import, GError *error)
{
	if (import->trouble)
		g_error_free(error);
	else
		import->trouble = error;
}

/* Reads one file; what is wrong with it goes on the diagnostics. */
static void read_sheet(struct import *import, const struct sheet *sheet,
		       const char *path)
{
	size_t place = sheets_index(import->sheets, sheet);
	struct sheet_read_request request = {
		.sheets = import->sheets,
		.codes = registers_codes(import->session->registers),
		.sheet = sheet,
		.path = path,
		.is_day_first = import->request->is_day_first,
	};
	g_autofree char *bytes = NULL;
	g_autofree char *message = NULL;
	g_autoptr(GError) error = NULL;
	struct stat st;
	gsize len;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		fault(import, path, "this is no plain file");
		return;
	}
	if (st.st_size > (off_t)CSV_READ_MAX_BYTES) {
		fault(import, path, "the file is larger than 64 MiB");
		return;
	}
	if (!g_file_get_contents(path, &bytes, &len, &error)) {
		note_trouble(import, g_steal_pointer(&error));
		return;
	}
	if (import->reads[place]) {
		message = g_strdup_printf("'%s' holds the sheet '%s' too; "
					  "which of them is meant?",
					  import->reads[place]->path,
					  sheet->name);
		fault(import, path, message);
		return;
	}
	request.bytes = bytes;
	request.len = len;
	import->reads[place] = sheet_read_csv(&request, import->diags);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in the folder that are to be read, sorted; NULL: cannot. */
static GPtrArray *list_folder(const struct import *import, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(import->request->path, 0, error);
	GPtrArray *names;
	const char *name;

	if (!dir)
		return NULL;
	names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(dir))) {
		if (*name != '.')
			g_ptr_array_add(names, g_strdup(name));
	}
	g_ptr_array_sort(names, compare_names);
	return names;
}

static bool read_folder(struct import *import, GError **error)
{
	g_autoptr(GPtrArray) names = list_folder(import, error);
	unsigned n = 0;

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *path =
			g_build_filename(import->request->path, name, NULL);
		const struct sheet *sheet =
			sheet_read_named(import->sheets, name);

		if (!g_str_has_suffix(name, ".csv")) {
			output_note("import",
				    "left alone, since it is no "
				    ".csv file: %s",
				    path);
			continue;
		}
		n++;
		if (sheet)
			read_sheet(import, sheet, path);
		else if (!is_other(name))
			refuse_name(import, path, name);
	}
	if (names && n == 0)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "there is no .csv file in the folder '%s'",
			    import->request->path);
	return names && n > 0;
}

static bool read_one(struct import *import, GError **error)
{
	const char *path = import->request->path;
	g_autofree char *name = g_path_get_basename(path);
	const struct sheet *sheet = sheet_read_named(import->sheets, name);

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "there is no folder or file '%s'", path);
		return false;
	}
	if (sheet)
		read_sheet(import, sheet, path);
	else
		refuse_name(import, path, name);
	return true;
}

/* The file of a record as its rows have it; NULL: it stays as it is. */
static GBytes *make_bytes(struct import *import,
			  const struct sheet_plan_record *record,
			  const struct node *want, GError **error)
{
	g_autoptr(GBytes) bytes = import_apply_bytes(
		import->session, record->record, want, error);
	g_autoptr(GBytes) old = NULL;
	const char *text;
	size_t len;

	if (!bytes || !record->record)
		return g_steal_pointer(&bytes);
	text = registers_bytes(import->session->registers, record->record,
			       &len);
	old = g_bytes_new_static(text, len);
	return g_bytes_equal(old, bytes) ? NULL : g_steal_pointer(&bytes);
}

/* The row of a record that stands first in a file. */
static const struct sheet_plan_row *
first_row(const struct sheet_plan_record *record)
{
	for (guint i = 0; i < record->rows->len; i++) {
		const struct sheet_plan_row *row = record->rows->pdata[i];

		if (row->from)
			return row;
	}
	return NULL;
}

static void fault_of_record(const struct import *import,
			    const struct sheet_plan_record *record,
			    const char *message)
{
	const struct sheet_plan_row *row = first_row(record);

	if (row)
		sheet_read_fault(row->from, row->line, SIZE_MAX, import->diags,
				 "the record '%s' does not fit: %s", record->id,
				 message);
	else
		fault(import, record->id, message);
}

static void fault_of_file(void *data, const struct import_file *file,
			  const struct diag *diag)
{
	fault_of_record(data, file->data, diag->message);
}

static void make_file(struct import *import, struct sheet_plan_record *record)
{
	g_autoptr(GError) error = NULL;
	struct import_file file = { .id = record->id, .data = record };
	const struct node *want;

	if (!record->is_touched || record->is_faulty)
		return;
	if (!record->record) {
		g_autofree char *taken =
			keep_id_fault(import->session, record->id);

		if (taken) {
			fault_of_record(import, record, taken);
			return;
		}
	}
	want = sheet_tree_make(import->arena, import->sheets, record,
			       import->diags);
	if (record->is_faulty)
		return;
	if (!want) {
		fault_of_record(import, record,
				"it has no row in the sheet of its register");
		return;
	}
	file.bytes = make_bytes(import, record, want, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
		note_trouble(import, g_steal_pointer(&error));
	else if (error)
		fault_of_record(import, record, error->message);
	if (!file.bytes)
		return;
	file.path = record->record
			    ? g_strdup(record->record->path)
			    : g_strdup_printf("%s/%s.xml",
					      record->sheet->kind->folder,
					      record->id);
	g_array_append_val(import->files, file);
}

static enum command_status apply(struct import *import)
{
	struct import_set set = { NULL, 0, import->diags, fault_of_file,
				  import };

	for (size_t i = 0; i < sheets_len(import->sheets); i++) {
		if (import->reads[i])
			sheet_plan_add(import->plan, import->reads[i],
				       import->request->removes, import->diags);
	}
	for (size_t i = 0; i < sheet_plan_len(import->plan); i++)
		make_file(import, sheet_plan_get(import->plan, i));
	if (import->trouble)
		return output_failure("import", import->trouble);
	set.files = (struct import_file *)import->files->data;
	set.n = import->files->len;
	return import_apply(import->session, import->request, &set);
}

static enum command_status run(struct session *session,
			       const struct import_request *request)
{
	g_autoptr(Sheets) sheets = sheets_new(session->library->schema);
	g_autoptr(SheetPlan) plan = sheet_plan_new(sheets, session->registers);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GArray) files =
		g_array_new(FALSE, FALSE, sizeof(struct import_file));
	g_autofree struct sheet_read **reads =
		g_new0(struct sheet_read *, sheets_len(sheets));
	g_autoptr(GError) error = NULL;
	struct import import = { session, request, sheets, plan, reads,
				 diags,	  arena,   files,  NULL };
	enum command_status status;
	bool is_folder = g_file_test(request->path, G_FILE_TEST_IS_DIR);

	g_array_set_clear_func(files, import_apply_clear);
	if (is_folder ? read_folder(&import, &error)
		      : read_one(&import, &error))
		status = apply(&import);
	else
		status = output_failure("import", error);
	g_clear_error(&import.trouble);
	for (size_t i = 0; i < sheets_len(sheets); i++)
		sheet_read_free(reads[i]);
	return status;
}

const struct import_format import_csv = {
	.name = "csv",
	.run = run,
};
