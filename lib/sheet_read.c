/* SPDX-License-Identifier: MIT */
/*
 * A file becomes cells in three steps: headings say which column is which;
 * each column of dates is looked at as a whole, since only together its cells
 * may tell whether days or months stand first; then each cell is read as its
 * field asks.  A cell that does not fit does not stop the reading: whoever
 * mends a sheet wants to see all that is wrong with it.
 */
#include "lib/sheet_read.h"

#include <stdarg.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/csv_read.h"
#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/schema.h"
#include "lib/sheet_book.h"
#include "lib/sheet_csv.h"
#include "lib/sheet_date.h"
#include "lib/sheet_mark.h"
#include "lib/sheet_value.h"
#include "lib/sheets.h"

/* One file while it is read. */
struct reading {
	const struct sheet_read_request *request;
	struct sheet_read *read;
	struct diags *diags;
	GArray *columns; /* of size_t: by place in the file; SIZE_MAX: none */
};

static char *letters(unsigned place)
{
	char text[8];
	size_t at = sizeof(text) - 1;

	text[at] = '\0';
	for (; place > 0; place = (place - 1) / 26)
		text[--at] = (char)('A' + (place - 1) % 26);
	return g_strdup(text + at);
}

void sheet_read_fault(const struct sheet_read *read, unsigned line,
		      size_t column, struct diags *diags, const char *format,
		      ...)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = read->path,
		.line = line,
	};
	g_autofree char *said = NULL;
	g_autofree char *cell = NULL;
	va_list args;

	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	if (column == SIZE_MAX || !read->place[column]) {
		diag.message = said;
		diags_add(diags, &diag);
		return;
	}
	diag.column = read->place[column];
	cell = letters(diag.column);
	diags_addf(diags, &diag, "'%s' in %s%u: %s",
		   read->sheet->columns[column].label, cell, line, said);
}

static void note(const struct reading *r, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static void note(const struct reading *r, const char *format, ...)
{
	struct diag diag = { .level = DIAG_NOTE, .path = r->read->path };
	g_autofree char *said = NULL;
	va_list args;

	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	diag.message = said;
	diags_add(r->diags, &diag);
}

/* The machine's name in a heading, "Start [start]"; NULL: it has none. */
static char *name_in(const char *heading)
{
	const char *open = strrchr(heading, '[');
	size_t len = strlen(heading);

	if (!open || len == 0 || heading[len - 1] != ']')
		return NULL;
	return g_strndup(open + 1, strlen(open) - 2);
}

/* The column that a heading means, by name or by label; SIZE_MAX: none. */
static size_t column_of(const struct sheet *sheet, const char *heading)
{
	g_autofree char *tidy = g_strstrip(g_strdup(heading));
	g_autofree char *name = name_in(tidy);

	for (size_t i = 0; i < sheet->n_columns; i++) {
		if (g_ascii_strcasecmp(sheet->columns[i].name,
				       name ? name : tidy) == 0)
			return i;
	}
	for (size_t i = 0; !name && i < sheet->n_columns; i++) {
		if (g_ascii_strcasecmp(sheet->columns[i].label, tidy) == 0)
			return i;
	}
	return SIZE_MAX;
}

static size_t count_known(void *data, const struct csv_row *row)
{
	const struct sheet *sheet = data;
	size_t n = 0;

	for (size_t i = 0; i < row->n_cells; i++)
		n += column_of(sheet, row->cells[i]) != SIZE_MAX;
	return n;
}

static void fault_of_heading(struct reading *r, unsigned line, unsigned place,
			     const char *format, ...) G_GNUC_PRINTF(4, 5);

static void fault_of_heading(struct reading *r, unsigned line, unsigned place,
			     const char *format, ...)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = r->read->path,
		.line = line,
		.column = place,
	};
	g_autofree char *said = NULL;
	va_list args;

	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	diag.message = said;
	diags_add(r->diags, &diag);
}

static void refuse_heading(struct reading *r, unsigned line, unsigned place,
			   const char *heading)
{
	const struct sheet *sheet = r->read->sheet;
	g_autofree const char **words =
		g_new0(const char *, 2 * sheet->n_columns + 1);
	g_autofree char *tidy = g_strstrip(g_strdup(heading));
	g_autofree char *name = name_in(tidy);
	const char *near;

	for (size_t i = 0; i < sheet->n_columns; i++) {
		words[2 * i] = sheet->columns[i].label;
		words[2 * i + 1] = sheet->columns[i].name;
	}
	near = nearest_find(words, name ? name : tidy);
	if (near)
		fault_of_heading(r, line, place,
				 "there is no column '%s' in '%s'; did you "
				 "mean '%s'?",
				 tidy, sheet->name, near);
	else
		fault_of_heading(r, line, place,
				 "there is no column '%s' in '%s'; an export "
				 "has all that there are",
				 tidy, sheet->name);
}

/* Takes the headings; false: something is wrong with them. */
static bool read_headings(struct reading *r, const struct csv_row *row)
{
	struct sheet_read *read = r->read;
	bool is_sound = true;

	for (size_t i = 0; i < row->n_cells; i++) {
		unsigned place = (unsigned)i + 1;
		size_t column = SIZE_MAX;

		if (strspn(row->cells[i], " \t") != strlen(row->cells[i])) {
			column = column_of(read->sheet, row->cells[i]);
			if (column == SIZE_MAX) {
				refuse_heading(r, row->number, place,
					       row->cells[i]);
				is_sound = false;
			} else if (read->has[column]) {
				fault_of_heading(r, row->number, place,
						 "there are two columns '%s'",
						 row->cells[i]);
				is_sound = false;
			} else {
				read->has[column] = true;
				read->place[column] = place;
			}
		}
		g_array_append_val(r->columns, column);
	}
	return is_sound;
}

/* Whether the columns are there that say what a row is about. */
static bool check_keys(struct reading *r)
{
	const struct sheet *sheet = r->read->sheet;
	bool is_sound = true;

	for (size_t i = 0; i < sheet->n_columns; i++) {
		const struct sheet_column *column = &sheet->columns[i];
		bool is_key = column->cell == SHEET_RECORD ||
			      column->cell == SHEET_OUTER || i == sheet->key;

		if (!is_key || r->read->has[i])
			continue;
		fault_of_heading(r, 1, 0,
				 "there is no column '%s [%s]', without which "
				 "rows cannot be told apart%s",
				 column->label, column->name,
				 column->cell == SHEET_NUMBER
					 ? "; its cells may be empty where a "
					   "row is new"
					 : "");
		is_sound = false;
	}
	return is_sound;
}

static bool is_blank(const struct csv_row *row)
{
	for (size_t i = 0; i < row->n_cells; i++) {
		if (strspn(row->cells[i], " \t") != strlen(row->cells[i]))
			return false;
	}
	return true;
}

/* Keeps a row as it is written, without the guards. */
static void keep_row(struct reading *r, const struct csv_row *row)
{
	struct sheet_read *read = r->read;
	size_t n = read->sheet->n_columns;
	struct sheet_row *kept = arena_alloc(read->arena, sizeof(*kept));

	kept->line = row->number;
	kept->cells = arena_array(read->arena, n, sizeof(const char *));
	for (size_t i = 0; i < n; i++)
		kept->cells[i] = "";
	for (size_t i = 0; i < row->n_cells; i++) {
		size_t column = i < r->columns->len
					? g_array_index(r->columns, size_t, i)
					: SIZE_MAX;

		if (column != SIZE_MAX) {
			kept->cells[column] = arena_strdup(
				read->arena, sheet_csv_unguard(row->cells[i]));
		} else if (strspn(row->cells[i], " \t") !=
			   strlen(row->cells[i])) {
			g_autofree char *cell = letters((unsigned)i + 1);

			fault_of_heading(r, row->number, (unsigned)i + 1,
					 "%s%u holds something, but the column "
					 "has no heading",
					 cell, row->number);
			kept->is_faulty = true;
		}
	}
	g_ptr_array_add(read->rows, kept);
}

/* What all cells of a column of dates together say of their order. */
static void weigh_dates(const struct reading *r, size_t column,
			struct sheet_value_context *context)
{
	const struct sheet_row *first[SHEET_DATE_EITHER + 1] = { NULL };
	const struct sheet_row *shown;

	for (guint i = 0; i < r->read->rows->len; i++) {
		const struct sheet_row *row = r->read->rows->pdata[i];
		g_autofree char *cell =
			g_strstrip(g_strdup(row->cells[column]));
		enum sheet_date_form form = sheet_date_read(cell).form;

		if (!first[form])
			first[form] = row;
	}
	context->is_day_first =
		r->request->is_day_first ||
		(first[SHEET_DATE_DAY_FIRST] && !first[SHEET_DATE_MONTH_FIRST]);
	context->is_month_first = first[SHEET_DATE_MONTH_FIRST] &&
				  !first[SHEET_DATE_DAY_FIRST] &&
				  !r->request->is_day_first;
	shown = context->is_day_first ? first[SHEET_DATE_DAY_FIRST]
				      : first[SHEET_DATE_MONTH_FIRST];
	if (shown)
		note(r,
		     "'%s': dates were read with the %s first, as '%s' has it "
		     "in row %u",
		     r->read->sheet->columns[column].label,
		     context->is_day_first ? "day" : "month",
		     shown->cells[column], shown->line);
}

/* One value of a cell; "" is none.  NULL: it does not fit, which was said. */
static const char *read_value(struct reading *r, struct sheet_row *row,
			      size_t column,
			      const struct sheet_value_context *context,
			      const char *text, bool *was_label)
{
	const struct sheet_column *c = &r->read->sheet->columns[column];
	const struct field *field = sheets_field(c);
	const char *fault = NULL;
	const char *value;
	enum sheet_mark mark;

	text = sheet_value_tidy(context->arena, field, text);
	mark = sheet_mark_read(context->arena, text, &value);
	if (mark == SHEET_NOT_STATED && c->attr &&
	    strcmp(c->attr->name, "evidence") == 0)
		return "not-stated";
	if (mark == SHEET_NOT_STATED && !c->is_main) {
		sheet_read_fault(r->read, row->line, column, r->diags,
				 "'not stated' belongs into the column of the "
				 "text");
		row->is_faulty = true;
		return NULL;
	}
	if (mark != SHEET_VALUE)
		return sheet_mark_words(mark);
	if (!*value)
		return "";
	value = sheet_value_read(context, field, value, was_label, &fault);
	if (value)
		return sheet_value_show(context->arena, field, value);
	sheet_read_fault(r->read, row->line, column, r->diags, "%s", fault);
	row->is_faulty = true;
	return NULL;
}

/* The values of a cell that may hold several, one a line. */
static const char *read_list(struct reading *r, struct sheet_row *row,
			     size_t column,
			     const struct sheet_value_context *context,
			     bool *was_label)
{
	const struct field *field =
		sheets_field(&r->read->sheet->columns[column]);
	const char *text = row->cells[column];
	/* Neither codes nor references hold a semicolon. */
	bool is_inline = !strchr(text, '\n') &&
			 (field->codes || field->type == FIELD_REF);
	g_auto(GStrv) lines = g_strsplit(text, is_inline ? ";" : "\n", -1);
	g_autoptr(GString) out = g_string_new(NULL);
	size_t used = 0;

	for (char **line = lines; *line; line++) {
		const char *value =
			read_value(r, row, column, context, *line, was_label);

		if (!value)
			return "";
		if (line != lines)
			g_string_append_c(out, '\n');
		g_string_append(out, value);
		if (*value)
			used = out->len;
	}
	return arena_strndup(context->arena, out->str, used);
}

static const char *read_key(struct reading *r, struct sheet_row *row,
			    size_t column)
{
	char *text = arena_strdup(r->read->arena, row->cells[column]);

	g_strstrip(text);
	if (r->read->sheet->columns[column].cell == SHEET_NUMBER) {
		while (*text == '0' && text[1])
			text++;
		if (strspn(text, "0123456789") != strlen(text) ||
		    strcmp(text, "0") == 0 || strlen(text) > 6) {
			sheet_read_fault(r->read, row->line, column, r->diags,
					 "'%s' is no number of a row; leave it "
					 "empty where the row is new",
					 text);
			row->is_faulty = true;
		}
	} else if (!*text) {
		sheet_read_fault(r->read, row->line, column, r->diags,
				 "expected the id of what this row is a part "
				 "of");
		row->is_faulty = true;
	}
	return text;
}

static void read_column(struct reading *r, size_t column)
{
	const struct sheet_column *c = &r->read->sheet->columns[column];
	const struct field *field = sheets_field(c);
	struct sheet_value_context context = {
		.arena = r->read->arena,
		.codes = r->request->codes,
	};
	unsigned labels = 0;
	const char *example = NULL;

	if (field && field->type == FIELD_DATE)
		weigh_dates(r, column, &context);
	for (guint i = 0; i < r->read->rows->len; i++) {
		struct sheet_row *row = r->read->rows->pdata[i];
		const char *text = row->cells[column];
		bool was_label = false;

		if (!field)
			row->cells[column] = read_key(r, row, column);
		else if (c->is_list)
			row->cells[column] =
				read_list(r, row, column, &context, &was_label);
		else
			row->cells[column] = read_value(
				r, row, column, &context, text, &was_label);
		if (!row->cells[column])
			row->cells[column] = "";
		if (was_label && labels++ == 0)
			example = arena_printf(r->read->arena, "'%s' as %s",
					       text, row->cells[column]);
	}
	if (labels > 0)
		note(r,
		     "'%s': %u cell%s read by the label of a code, for "
		     "example %s",
		     c->label, labels, labels == 1 ? " was" : "s were",
		     example);
}

static void note_form(const struct reading *r, struct csv_form form)
{
	if (form.is_cp1252)
		note(r, "not UTF-8; read as Windows-1252");
	if (form.separator != ',')
		note(r, "cells are separated by %s",
		     form.separator == ';' ? "semicolons" : "tabs");
}

static bool report(struct reading *r, const GError *error)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = r->read->path,
		.message = error->message,
	};

	diags_add(r->diags, &diag);
	return false;
}

static bool read_file(struct reading *r)
{
	const struct sheet_read_request *request = r->request;
	g_autoptr(GError) error = NULL;
	g_autoptr(CsvRead) csv =
		csv_read_new(request->bytes, request->len, count_known,
			     (void *)request->sheet, &error);
	struct csv_row row;

	if (!csv)
		return report(r, error);
	note_form(r, csv_read_form(csv));
	r->read->is_cp1252 = csv_read_form(csv).is_cp1252;
	if (!csv_read_row(csv, &row, &error)) {
		if (error)
			return report(r, error);
		fault_of_heading(r, 0, 0,
				 "the file is empty; expected the headings of "
				 "'%s'",
				 request->sheet->name);
		return false;
	}
	if (!read_headings(r, &row) || !check_keys(r))
		return false;
	while (csv_read_row(csv, &row, &error)) {
		if (!is_blank(&row))
			keep_row(r, &row);
	}
	if (error)
		return report(r, error);
	for (size_t i = 0; i < request->sheet->n_columns; i++) {
		if (r->read->has[i])
			read_column(r, i);
	}
	return true;
}

struct sheet_read *sheet_read_csv(const struct sheet_read_request *request,
				  struct diags *diags)
{
	g_autoptr(SheetRead) read = g_new0(struct sheet_read, 1);
	g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(size_t));
	struct reading reading = {
		.request = request,
		.read = read,
		.diags = diags,
		.columns = columns,
	};

	read->arena = arena_new();
	read->sheet = request->sheet;
	read->path = g_strdup(request->path);
	read->has = arena_array(read->arena, request->sheet->n_columns,
				sizeof(bool));
	read->place = arena_array(read->arena, request->sheet->n_columns,
				  sizeof(unsigned));
	read->rows = g_ptr_array_new();
	return read_file(&reading) ? g_steal_pointer(&read) : NULL;
}

void sheet_read_free(struct sheet_read *read)
{
	if (!read)
		return;
	g_ptr_array_unref(read->rows);
	g_free(read->path);
	arena_free(read->arena);
	g_free(read);
}

const struct sheet *sheet_read_named(const struct sheets *sheets,
				     const char *name)
{
	g_autofree char *stem =
		g_strndup(name, strlen(name) - (g_str_has_suffix(name, ".csv")
							? strlen(".csv")
							: 0));
	const struct sheet *found = NULL;

	for (size_t i = 0; i < sheets_len(sheets); i++) {
		const struct sheet *sheet = sheets_get(sheets, i);
		g_autofree char *tail = g_strconcat("-", sheet->tab, NULL);

		if (strcmp(stem, sheet->name) == 0)
			return sheet;
		if (strcmp(stem, sheet->tab) == 0 ||
		    g_str_has_suffix(stem, tail))
			found = sheet;
	}
	return found;
}
