/* SPDX-License-Identifier: MIT */
/*
 * The sheets as a workbook: the same cells as in CSV, with what a spreadsheet
 * can do for those who fill them in.  Texts are marked as text, so nothing in
 * them is guessed; only days and counts are what they look like.
 *
 * Lists to choose from lie in a hidden sheet, since a list inside a rule may
 * have 255 characters only.  The columns that say where a value comes from are
 * folded away.  The same commit gives the same bytes: the only time in the
 * file is that of the commit.
 */
#include <stdlib.h>
#include <string.h>

#include <gio/gio.h>
#include <xlsxwriter.h>

#include "cli/export_sheets.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/schema.h"
#include "lib/sheet_book.h"
#include "lib/sheet_csv.h"
#include "lib/sheet_hint.h"
#include "lib/sheet_mark.h"
#include "lib/sheets.h"
#include "lib/staging.h"

#define MAX_CELL 32767	/* characters, by the format */
#define SPARE_ROWS 1000 /* below the last, that get lists too */
#define SCRATCH "gatehouse-workbook-"

/* A cell of a worksheet. */
struct spot {
	lxw_worksheet *to;
	lxw_row_t row;
	lxw_col_t column;
};

/* The forms of cells. */
enum form { FORM_HEADING, FORM_TEXT, FORM_DAY, FORM_COUNT, FORM_LINK, FORMS };

/* One workbook while it is made. */
struct making {
	const struct session *session;
	const struct sheet_book *book;
	lxw_workbook *workbook;
	lxw_worksheet *lists;
	GHashTable *list_places; /* name of a list -> its formula */
	unsigned n_lists;
	lxw_format *forms[FORMS];
	GError *error;
};

static void add_forms(struct making *m)
{
	lxw_format *f;

	for (size_t i = 0; i < FORMS; i++) {
		m->forms[i] = workbook_add_format(m->workbook);
		format_set_align(m->forms[i], LXW_ALIGN_VERTICAL_TOP);
	}
	f = m->forms[FORM_HEADING];
	format_set_bold(f);
	format_set_text_wrap(f);
	format_set_bg_color(f, 0xDDE3EA);
	format_set_bottom(f, LXW_BORDER_THIN);
	format_set_text_wrap(m->forms[FORM_TEXT]);
	format_set_num_format(m->forms[FORM_TEXT], "@");
	format_set_num_format(m->forms[FORM_DAY], "yyyy-mm-dd");
	format_set_align(m->forms[FORM_DAY], LXW_ALIGN_LEFT);
	format_set_num_format(m->forms[FORM_COUNT], "0");
	format_set_underline(m->forms[FORM_LINK], LXW_UNDERLINE_SINGLE);
	format_set_font_color(m->forms[FORM_LINK], 0x1D70B8);
}

/*
 * A text as the format has it: "_x0041_" would be read as a letter, so its
 * first character is written that way itself.  A carriage return is a line
 * break.
 */
static char *encode(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text; text++) {
		if (text[0] == '_' && text[1] == 'x' &&
		    g_ascii_isxdigit(text[2]) && g_ascii_isxdigit(text[3]) &&
		    g_ascii_isxdigit(text[4]) && g_ascii_isxdigit(text[5]) &&
		    text[6] == '_')
			g_string_append(out, "_x005F_");
		else if (*text != '\r')
			g_string_append_c(out, *text);
		else if (text[1] != '\n')
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

static void write_text(lxw_worksheet *to, lxw_row_t row, lxw_col_t column,
		       const char *text, lxw_format *form)
{
	g_autofree char *encoded = encode(text);

	worksheet_write_string(to, row, column, encoded, form);
}

static enum form form_of(const struct sheet_column *column)
{
	const struct field *field = sheets_field(column);

	if (column->cell == SHEET_NUMBER)
		return FORM_COUNT;
	if (!field || column->is_list)
		return FORM_TEXT;
	if (field->type == FIELD_DATE)
		return FORM_DAY;
	return field->type == FIELD_COUNT ? FORM_COUNT : FORM_TEXT;
}

/* The digits at s, as far as they go. */
static int number_at(const char *s)
{
	return (int)g_ascii_strtoull(s, NULL, 10);
}

/* Days before 1900 have no number in a spreadsheet: they stay text. */
static bool write_day(const struct making *m, const struct spot *at,
		      const char *text)
{
	lxw_datetime day = { 0 };

	if (date_parse(text) == DATE_NONE || strcmp(text, "1900-03-01") < 0)
		return false;
	day.year = number_at(text);
	day.month = number_at(text + 5);
	day.day = number_at(text + 8);
	return worksheet_write_datetime(at->to, at->row, at->column, &day,
					m->forms[FORM_DAY]) == LXW_NO_ERROR;
}

/* A count with zeros before it, or a word, is not a number. */
static bool write_count(const struct making *m, const struct spot *at,
			const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > 9 || strspn(text, "0123456789") != len ||
	    (text[0] == '0' && len > 1))
		return false;
	return worksheet_write_number(at->to, at->row, at->column,
				      (double)g_ascii_strtoull(text, NULL, 10),
				      m->forms[FORM_COUNT]) == LXW_NO_ERROR;
}

static void write_cell(struct making *m, const struct spot *at,
		       const struct sheet_column *c,
		       const struct sheet_row *row, const char *text)
{
	enum form form = form_of(c);
	g_autofree char *guarded = NULL;

	if (!*text || (form == FORM_DAY && write_day(m, at, text)) ||
	    (form == FORM_COUNT && write_count(m, at, text)))
		return;
	if (g_utf8_strlen(text, -1) > MAX_CELL) {
		if (!m->error)
			g_set_error(&m->error, G_IO_ERROR,
				    G_IO_ERROR_MESSAGE_TOO_LARGE,
				    "'%s' of '%s' is longer than the %d "
				    "characters that a cell of a workbook "
				    "holds; export csv instead",
				    c->label, row->cells[0], MAX_CELL);
		return;
	}
	/* What reads like a guarded text in CSV must not be taken for one. */
	if (sheet_csv_unguard(text) != text)
		guarded = g_strconcat("'", text, NULL);
	write_text(at->to, at->row, at->column, guarded ? guarded : text,
		   m->forms[FORM_TEXT]);
}

static char *column_name(unsigned place)
{
	char text[8] = "";

	lxw_col_to_name(text, (lxw_col_t)place, true);
	return g_strdup(text);
}

/* Ends the column of a list, and gives the formula that names its cells. */
static const char *end_list(struct making *m, const char *name, unsigned n)
{
	g_autofree char *letter = column_name(m->n_lists++);
	char *formula = g_strdup_printf("=lists!$%s$2:$%s$%u", letter + 1,
					letter + 1, MAX(n, 1) + 1);

	g_hash_table_insert(m->list_places, g_strdup(name), formula);
	return formula;
}

/* The cells of a code list, and at their end the words for silence. */
static const char *code_list(struct making *m, const char *name,
			     bool has_silence)
{
	g_autofree char *key =
		g_strconcat(name, has_silence ? "" : " (stated)", NULL);
	const struct code_list *list =
		codes_list(registers_codes(m->session->registers), name);
	const char *known = g_hash_table_lookup(m->list_places, key);
	lxw_col_t at = (lxw_col_t)m->n_lists;
	unsigned n = 0;

	if (known || !list)
		return known;
	write_text(m->lists, 0, at, key, m->forms[FORM_HEADING]);
	for (; n < list->n_codes; n++)
		write_text(m->lists, n + 1, at, list->codes[n].id,
			   m->forms[FORM_TEXT]);
	if (has_silence)
		write_text(m->lists, ++n, at,
			   sheet_mark_words(SHEET_NOT_STATED),
			   m->forms[FORM_TEXT]);
	return end_list(m, key, n);
}

/* The ids of the records that a reference may name. */
static const char *record_list(struct making *m, const char *kinds)
{
	const char *known = g_hash_table_lookup(m->list_places, kinds);
	g_auto(GStrv) names = g_strsplit(kinds, " ", -1);
	lxw_col_t at = (lxw_col_t)m->n_lists;
	unsigned n = 0;

	if (known)
		return known;
	for (char **name = names; *name; name++) {
		/* Parts of records have too many ids to choose from. */
		if (!schema_kind(m->session->library->schema, *name))
			return NULL;
	}
	write_text(m->lists, 0, at, kinds, m->forms[FORM_HEADING]);
	for (char **name = names; *name; name++) {
		size_t n_records;
		const struct record *const *records = registers_of_kind(
			m->session->registers, *name, &n_records);

		for (size_t i = 0; i < n_records; i++)
			write_text(m->lists, ++n, at, records[i]->id,
				   m->forms[FORM_TEXT]);
	}
	return end_list(m, kinds, n);
}

static void choose_from(lxw_worksheet *to, lxw_col_t column, lxw_row_t last,
			const char *formula, bool is_strict)
{
	static const char *yes_no[] = { "yes", "no", "not stated", NULL };
	lxw_data_validation rule = {
		.validate = formula ? LXW_VALIDATION_TYPE_LIST_FORMULA
				    : LXW_VALIDATION_TYPE_LIST,
		.value_formula = (char *)formula,
		.value_list = formula ? NULL : (char **)yes_no,
		.error_type = is_strict ? LXW_VALIDATION_ERROR_TYPE_STOP
					: LXW_VALIDATION_ERROR_TYPE_WARNING,
		.error_title = (char *)"Not in the list",
		.error_message =
			(char *)"Choose from the list, or leave the cell "
				"empty.",
	};

	worksheet_data_validation_range(to, 1, column, last, column, &rule);
}

/* What may be chosen in the cells of a column. */
static void add_choice(struct making *m, lxw_worksheet *to,
		       const struct sheet_column *column, lxw_col_t at,
		       lxw_row_t last)
{
	const struct field *field = sheets_field(column);
	const char *formula;

	if (!field || column->is_list)
		return;
	if (field->type == FIELD_BOOLEAN) {
		choose_from(to, at, last, NULL, true);
	} else if (field->codes) {
		formula = code_list(m, field->codes, column->is_main);
		if (formula)
			choose_from(to, at, last, formula, true);
	} else if (field->refs && field->type == FIELD_REF) {
		formula = record_list(m, field->refs);
		/* The record may be about to be made. */
		if (formula)
			choose_from(to, at, last, formula, false);
	}
}

static double width_of(const struct sheet_column *column)
{
	const struct field *field = sheets_field(column);

	if (field && field->type == FIELD_MARKDOWN)
		return 48;
	if (form_of(column) == FORM_COUNT || form_of(column) == FORM_DAY)
		return 12;
	return column->is_seldom ? 16 : 24;
}

static void add_heading(struct making *m, lxw_worksheet *to,
			const struct sheet *sheet,
			const struct sheet_column *column, lxw_col_t at)
{
	g_autofree char *heading = sheet_csv_heading(column);
	g_autofree char *hint = sheet_hint_column(
		registers_codes(m->session->registers), sheet, column);
	lxw_comment_options note = {
		.author = (char *)"Gatehouse",
		.width = 320,
		.height = (uint16_t)MIN(60 + strlen(hint) / 2, 480),
	};
	lxw_row_col_options folded = { .hidden = true, .level = 1 };

	worksheet_set_column_opt(to, at, at, width_of(column),
				 m->forms[form_of(column)],
				 column->is_seldom ? &folded : NULL);
	write_text(to, 0, at, heading, m->forms[FORM_HEADING]);
	worksheet_write_comment_opt(to, 0, at, hint, &note);
}

static void add_sheet(struct making *m, const struct sheet *sheet)
{
	lxw_worksheet *to = workbook_add_worksheet(m->workbook, sheet->tab);
	const GPtrArray *rows = sheet_book_rows(m->book, sheet);
	lxw_col_t at = 0, n_keys = 0;

	for (size_t i = 0; i < sheet->n_columns; i++) {
		const struct sheet_column *column = &sheet->columns[i];

		if (!sheet_book_shows(m->book, sheet, i))
			continue;
		add_heading(m, to, sheet, column, at);
		add_choice(m, to, column, at, rows->len + SPARE_ROWS);
		for (guint r = 0; r < rows->len; r++) {
			const struct sheet_row *row = rows->pdata[r];
			struct spot spot = { to, r + 1, at };

			write_cell(m, &spot, column, row, row->cells[i]);
		}
		if (column->cell < SHEET_TEXT ||
		    strcmp(column->name, "id") == 0)
			n_keys++;
		at++;
	}
	worksheet_set_row(to, 0, 45, NULL);
	worksheet_freeze_panes(to, 1, n_keys);
	worksheet_autofilter(to, 0, 0, MAX(rows->len, 1), at - 1);
}

/* The first sheet: what there is, and the way there. */
static void add_contents(struct making *m, lxw_worksheet *to)
{
	const struct sheets *sheets = sheet_book_sheets(m->book);

	worksheet_set_column(to, 0, 0, 34, NULL);
	worksheet_set_column(to, 1, 1, 60, NULL);
	write_text(to, 0, 0, "Sheet", m->forms[FORM_HEADING]);
	write_text(to, 0, 1, "One row for each", m->forms[FORM_HEADING]);
	write_text(to, 0, 2, "Rows", m->forms[FORM_HEADING]);
	for (size_t i = 0; i < sheets_len(sheets); i++) {
		const struct sheet *sheet = sheets_get(sheets, i);
		g_autofree char *link =
			g_strdup_printf("internal:'%s'!A1", sheet->tab);
		lxw_row_t row = (lxw_row_t)i + 1;

		worksheet_write_url_opt(to, row, 0, link, m->forms[FORM_LINK],
					sheet->tab, NULL);
		write_text(to, row, 1, sheet->title, NULL);
		worksheet_write_number(
			to, row, 2, sheet_book_rows(m->book, sheet)->len, NULL);
	}
	worksheet_freeze_panes(to, 1, 0);
}

/* The time of the commit; else the start of the day that counts as today. */
static time_t time_of(const struct session *session)
{
	struct repo_id id;

	if (session->commit && session->repo &&
	    repo_resolve(session->repo, session->commit, &id, NULL))
		return (time_t)repo_commit_time(session->repo, &id);
	return ((time_t)session->as_of - date_parse("1970-01-01")) * 86400;
}

static void fill(struct making *m)
{
	const struct sheets *sheets = sheet_book_sheets(m->book);
	lxw_worksheet *contents =
		workbook_add_worksheet(m->workbook, "contents");
	lxw_doc_properties properties = {
		.title = (char *)node_text(node_child(
			registers_settings(m->session->registers), "title")),
		.comments = (char *)"Made by Gatehouse " GATEHOUSE_VERSION,
		.created = time_of(m->session),
	};

	workbook_set_properties(m->workbook, &properties);
	add_forms(m);
	add_contents(m, contents);
	/* Made first, since the others fill it; shown last, that is, not. */
	m->lists = workbook_add_worksheet(m->workbook, "lists");
	for (size_t i = 0; i < sheets_len(sheets); i++)
		add_sheet(m, sheets_get(sheets, i));
	worksheet_hide(m->lists);
}

/* The library writes files only: these, into the folder. */
static char *write_workbook(struct making *m, const char *folder, gsize *len,
			    GError **error)
{
	g_autofree char *path = g_build_filename(folder, "book.xlsx", NULL);
	lxw_workbook_options options = { .tmpdir = (char *)folder };
	lxw_error problem;
	char *bytes = NULL;

	m->workbook = workbook_new_opt(path, &options);
	if (!m->workbook) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "cannot begin a workbook");
		return NULL;
	}
	fill(m);
	problem = workbook_close(m->workbook);
	if (m->error)
		g_propagate_error(error, g_steal_pointer(&m->error));
	else if (problem != LXW_NO_ERROR)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "cannot write the workbook: %s",
			    lxw_strerror(problem));
	else if (!g_file_get_contents(path, &bytes, len, error))
		bytes = NULL;
	return bytes;
}

/* The bytes of the workbook, owned by the caller; NULL with error set. */
static char *make_file(const struct session *session,
		       const struct sheet_book *book, gsize *len,
		       GError **error)
{
	g_autoptr(GHashTable) places =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct making making = {
		.session = session,
		.book = book,
		.list_places = places,
	};
	struct staging scratch = STAGING_NONE;
	const char *above = g_get_tmp_dir();
	char *bytes;

	staging_sweep(above, SCRATCH, NULL, NULL, NULL);
	if (!staging_open(&scratch, above, SCRATCH, error))
		return NULL;
	bytes = write_workbook(&making, scratch.path, len, error);
	staging_close(&scratch);
	return bytes;
}

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(Sheets) sheets = sheets_new(session->library->schema);
	g_autoptr(SheetBook) book = sheet_book_new(sheets);
	g_autoptr(GError) error = NULL;
	enum command_status status = export_sheets_fill(session, book);
	gsize len;
	g_autofree char *bytes = make_file(session, book, &len, &error);

	if (!bytes)
		return output_failure("export", error);
	return formats_put(session, out, bytes, len, status);
}

const struct export_format export_xlsx = {
	.name = "xlsx",
	.run = run,
};
