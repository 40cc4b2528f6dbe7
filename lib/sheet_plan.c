/* SPDX-License-Identifier: MIT */
/*
 * The records are turned into rows by the same code that exports them, and
 * what was filled in is compared with that, cell by cell.  So a cell that
 * nobody touched is never a change, whatever the way through a spreadsheet
 * has made of texts that differ in nothing but line breaks or blanks.
 *
 * What is not in a file stays: a partner sends back the three rows that it has
 * mended, not the whole register.  Only who asks for it has rows removed.
 */
#include "lib/sheet_plan.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sheet_book.h"
#include "lib/sheet_follow.h"
#include "lib/sheet_read.h"
#include "lib/sheet_value.h"
#include "lib/sheets.h"

/* The most that a cell of a spreadsheet holds, in units of UTF-16. */
#define MAX_SPREADSHEET_CELL 32767

struct sheet_plan {
	struct arena *arena;
	const struct sheets *sheets;
	const struct registers *registers;
	struct sheet_book *book; /* the registers as they are */
	GPtrArray *records;	 /* of struct sheet_plan_record */
	GHashTable *by_id;
	GHashTable *by_key; /* what tells rows apart -> struct sheet_plan_row */
};

/* One file while it is laid over the records. */
struct laying {
	struct sheet_plan *plan;
	const struct sheet_read *read;
	struct diags *diags;
	unsigned lost;
};

/* What tells rows apart, of a part that is n groups deep in its record. */
static char *key_of(const struct sheet_plan *plan, const struct sheet *sheet,
		    const char *record, const char *const *outer, size_t n,
		    const char *own)
{
	g_autoptr(GString) key = g_string_new(NULL);

	g_string_append_printf(key, "%zu\n%s",
			       sheets_index(plan->sheets, sheet), record);
	for (size_t i = 0; i < n; i++)
		g_string_append_printf(key, "\n%s", outer[i]);
	g_string_append_printf(key, "\n%s", own);
	return g_string_free(g_steal_pointer(&key), FALSE);
}

static char *key_of_row(const struct sheet_plan *plan,
			const struct sheet *sheet, const struct sheet_row *row,
			const char *own)
{
	bool is_part = sheet->row->parent != NULL;

	/* The record and the groups around it stand before all else. */
	return key_of(plan, sheet, is_part ? row->cells[0] : own,
		      row->cells + 1, sheet->n_outer, own);
}

static struct sheet_plan_record *
add_record(struct sheet_plan *plan, const struct sheet *sheet, const char *id)
{
	struct sheet_plan_record *record =
		arena_alloc(plan->arena, sizeof(*record));

	record->id = id;
	record->sheet = sheet;
	record->rows = g_ptr_array_new();
	g_ptr_array_add(plan->records, record);
	g_hash_table_insert(plan->by_id, (gpointer)id, record);
	return record;
}

static struct sheet_plan_row *add_row(struct sheet_plan *plan,
				      struct sheet_plan_record *record,
				      const struct sheet *sheet,
				      struct sheet_row *cells, char *key)
{
	struct sheet_plan_row *row = arena_alloc(plan->arena, sizeof(*row));

	row->sheet = sheet;
	row->row = cells;
	g_ptr_array_add(record->rows, row);
	g_hash_table_insert(plan->by_key, key, row);
	return row;
}

/* The rows as they are, each with a copy that may become another. */
static void take_sheet(struct sheet_plan *plan, const struct sheet *sheet)
{
	const GPtrArray *rows = sheet_book_rows(plan->book, sheet);
	size_t key = sheet->key;

	for (guint i = 0; i < rows->len; i++) {
		const struct sheet_row *old = rows->pdata[i];
		struct sheet_row *copy =
			arena_alloc(plan->arena, sizeof(*copy));
		struct sheet_plan_record *record;

		copy->cells = arena_array(plan->arena, sheet->n_columns,
					  sizeof(const char *));
		memcpy(copy->cells, old->cells,
		       sheet->n_columns * sizeof(const char *));
		record = sheet->row->parent
				 ? g_hash_table_lookup(plan->by_id,
						       old->cells[0])
				 : add_record(plan, sheet, old->cells[key]);
		add_row(plan, record, sheet, copy,
			key_of_row(plan, sheet, old, old->cells[key]))
			->old = old;
	}
}

struct sheet_plan *sheet_plan_new(const struct sheets *sheets,
				  const struct registers *registers)
{
	struct sheet_plan *plan = g_new0(struct sheet_plan, 1);

	plan->arena = arena_new();
	plan->sheets = sheets;
	plan->registers = registers;
	plan->book = sheet_book_new(sheets);
	plan->records = g_ptr_array_new();
	plan->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	plan->by_key =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < registers_len(registers); i++)
		sheet_book_add(plan->book, registers_get(registers, i));
	for (size_t i = 0; i < sheets_len(sheets); i++)
		take_sheet(plan, sheets_get(sheets, i));
	for (guint i = 0; i < plan->records->len; i++) {
		struct sheet_plan_record *record = plan->records->pdata[i];

		record->record = registers_find(registers, record->id);
	}
	return plan;
}

void sheet_plan_free(struct sheet_plan *plan)
{
	if (!plan)
		return;
	for (guint i = 0; i < plan->records->len; i++) {
		struct sheet_plan_record *record = plan->records->pdata[i];

		g_ptr_array_unref(record->rows);
	}
	g_hash_table_unref(plan->by_key);
	g_hash_table_unref(plan->by_id);
	g_ptr_array_unref(plan->records);
	sheet_book_free(plan->book);
	arena_free(plan->arena);
	g_free(plan);
}

static const char *nearest_record(const struct sheet_plan *plan,
				  const struct kind *kind, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	for (guint i = 0; i < plan->records->len; i++) {
		const struct sheet_plan_record *record =
			plan->records->pdata[i];

		if (record->sheet->kind == kind)
			g_ptr_array_add(ids, (gpointer)record->id);
	}
	g_ptr_array_add(ids, NULL);
	return nearest_find((const char *const *)ids->pdata, id);
}

/* Says why there is no record of that id that the row could be about. */
static void refuse_record(const struct laying *l, const struct sheet_row *row,
			  size_t column, const char *id)
{
	const struct kind *kind = l->read->sheet->kind;
	const struct record *other = registers_find(l->plan->registers, id);
	const struct sheet_plan_record *planned =
		g_hash_table_lookup(l->plan->by_id, id);
	const char *near = nearest_record(l->plan, kind, id);

	if (other && record_history_is_removal(other->path))
		sheet_read_fault(l->read, row->line, column, l->diags,
				 "'%s' was the id of a record that was removed "
				 "(%s); ids are never used again",
				 id, other->path);
	else if (planned && planned->sheet->kind != kind)
		sheet_read_fault(l->read, row->line, column, l->diags,
				 "'%s' is the id of a record of another kind "
				 "(%s)",
				 id, planned->sheet->kind->name);
	else if (other)
		sheet_read_fault(l->read, row->line, column, l->diags,
				 "the record '%s' is not valid as it stands; "
				 "'gatehouse check %s' says what to mend first",
				 id, id);
	else if (near)
		sheet_read_fault(l->read, row->line, column, l->diags,
				 "there is no record '%s', nor a row for it in "
				 "'%s'; did you mean '%s'?",
				 id, kind->folder, near);
	else
		sheet_read_fault(l->read, row->line, column, l->diags,
				 "there is no record '%s', nor a row for it in "
				 "'%s'",
				 id, kind->folder);
}

/* The record that a row is about, which a register's own sheet may begin. */
static struct sheet_plan_record *find_record(const struct laying *l,
					     const struct sheet_row *row)
{
	const struct sheet *sheet = l->read->sheet;
	bool is_part = sheet->row->parent != NULL;
	const char *id = is_part ? row->cells[0] : row->cells[sheet->key];
	struct sheet_plan_record *record =
		g_hash_table_lookup(l->plan->by_id, id);

	if (record && record->sheet->kind == sheet->kind)
		return record;
	if (!*id) {
		if (!row->is_faulty)
			sheet_read_fault(l->read, row->line, sheet->key,
					 l->diags,
					 "expected an id, which becomes the "
					 "name of the record");
		return NULL;
	}
	if (is_part || record || registers_find(l->plan->registers, id)) {
		refuse_record(l, row, is_part ? 0 : sheet->key, id);
		return NULL;
	}
	return add_record(l->plan, sheet, id);
}

/* Whether all that the row is a part of is there, and stays. */
static bool has_place(const struct laying *l, const struct sheet_row *row)
{
	const struct sheet *sheet = l->read->sheet;

	for (size_t i = 0; i < sheet->n_outer; i++) {
		const struct sheet *around =
			sheets_of_row(l->plan->sheets, sheet->outer[i]);
		g_autofree char *key =
			key_of(l->plan, around, row->cells[0], row->cells + 1,
			       i, row->cells[1 + i]);
		const struct sheet_plan_row *found =
			g_hash_table_lookup(l->plan->by_key, key);

		if (found && !found->is_gone)
			continue;
		sheet_read_fault(l->read, row->line, 1 + i, l->diags,
				 "'%s' has no such part '%s', nor is there a "
				 "row for it in '%s'",
				 row->cells[0], row->cells[1 + i],
				 around->name);
		return false;
	}
	return true;
}

/* Whether a text became the other when letters were put into Windows-1252. */
static bool is_same_but_letters(const char *old, const char *new)
{
	bool has_lost = false;

	for (; *old && *new; old = g_utf8_next_char(old)) {
		size_t n = (size_t)(g_utf8_next_char(old) - old);

		if (strncmp(old, new, n) == 0) {
			new += n;
			continue;
		}
		if (g_utf8_get_char(old) < 0x100 || *new != '?')
			return false;
		has_lost = true;
		new ++;
	}
	return has_lost && !*old && !*new;
}

static bool is_cut(const char *old, const char *new)
{
	size_t len = strlen(new);
	glong units = 0;

	if (len < MAX_SPREADSHEET_CELL || strncmp(old, new, len) != 0)
		return false;
	for (const char *p = new; *p; p = g_utf8_next_char(p))
		units += g_utf8_get_char(p) > 0xffff ? 2 : 1;
	return units >= MAX_SPREADSHEET_CELL - 1 &&
	       units <= MAX_SPREADSHEET_CELL;
}

static const char *tidy(struct arena *arena, const struct sheet_column *column,
			const char *cell)
{
	const struct field *field = sheets_field(column);

	/* The lines of a list are values, and tidy already. */
	if (!field || column->is_list)
		return cell;
	cell = sheet_value_tidy(arena, field, cell);
	/* A spreadsheet drops the zeros before a number. */
	while (field->type == FIELD_COUNT && cell[0] == '0' && cell[1])
		cell++;
	return cell;
}

/* Whether the cell says something else than the record does. */
static bool is_change(struct laying *l, const struct sheet_row *given,
		      size_t column, const char *old)
{
	const struct sheet_column *c = &l->read->sheet->columns[column];
	const char *new = tidy(l->plan->arena, c, given->cells[column]);

	old = tidy(l->plan->arena, c, old);
	if (strcmp(old, new) == 0)
		return false;
	if (l->read->is_cp1252 && is_same_but_letters(old, new)) {
		l->lost++;
		return false;
	}
	if (is_cut(old, new))
		sheet_read_fault(l->read, given->line, column, l->diags,
				 "the text was cut off at 32767 characters, "
				 "which is all that a cell of a spreadsheet "
				 "holds; edit the record instead");
	return true;
}

/* Gives a new row the next number, which its parts may name. */
static const char *next_number(const struct laying *l,
			       const struct sheet_row *row)
{
	for (unsigned n = 1;; n++) {
		const char *number = arena_printf(l->plan->arena, "%u", n);
		g_autofree char *key =
			key_of_row(l->plan, l->read->sheet, row, number);

		if (!g_hash_table_contains(l->plan->by_key, key))
			return number;
	}
}

static void lay_cells(struct laying *l, struct sheet_plan_record *record,
		      struct sheet_plan_row *to, const struct sheet_row *given)
{
	const struct sheet *sheet = l->read->sheet;
	g_autofree const char **before =
		g_memdup2(to->row->cells, sheet->n_columns * sizeof(char *));

	for (size_t i = 0; i < sheet->n_columns; i++) {
		enum sheet_cell cell = sheet->columns[i].cell;

		if (!l->read->has[i] || cell == SHEET_RECORD ||
		    cell == SHEET_OUTER || cell == SHEET_NUMBER)
			continue;
		if (!is_change(l, given, i, before[i]))
			continue;
		to->row->cells[i] = given->cells[i];
		record->is_touched = true;
	}
	sheet_follow(l->plan->arena, sheet, l->read->has, before,
		     to->row->cells);
}

/* A row that there is not yet. */
static struct sheet_plan_row *begin_row(const struct laying *l,
					struct sheet_plan_record *record,
					const struct sheet_row *given,
					const char *own, char *key)
{
	const struct sheet *sheet = l->read->sheet;
	struct sheet_row *cells = arena_alloc(l->plan->arena, sizeof(*cells));

	cells->cells = arena_array(l->plan->arena, sheet->n_columns,
				   sizeof(const char *));
	for (size_t i = 0; i < sheet->n_columns; i++)
		cells->cells[i] =
			sheet->columns[i].cell == SHEET_RECORD ||
					sheet->columns[i].cell == SHEET_OUTER
				? given->cells[i]
				: "";
	if (sheet->columns[sheet->key].cell == SHEET_NUMBER)
		cells->cells[sheet->key] = own;
	record->is_touched = true;
	return add_row(l->plan, record, sheet, cells, key);
}

static void lay_row(struct laying *l, const struct sheet_row *given)
{
	struct sheet_plan_record *record = find_record(l, given);
	size_t place = l->read->sheet->key;
	const char *own = given->cells[place];
	struct sheet_plan_row *row;
	char *key;

	if (!record)
		return;
	if (given->is_faulty || !has_place(l, given)) {
		record->is_faulty = true;
		record->is_touched = true;
	}
	if (!*own)
		own = next_number(l, given);
	key = key_of_row(l->plan, l->read->sheet, given, own);
	row = g_hash_table_lookup(l->plan->by_key, key);
	if (!row) {
		row = begin_row(l, record, given, own, key);
	} else {
		g_free(key);
		if (row->from) {
			sheet_read_fault(l->read, given->line, place, l->diags,
					 "'%s' stands in row %u already; each "
					 "row needs its own",
					 own, row->line);
			record->is_faulty = true;
			return;
		}
	}
	row->from = l->read;
	row->line = given->line;
	lay_cells(l, record, row, given);
}

/* Says how many rows stay, and why. */
static void note_missing(const struct laying *l, unsigned n, bool removes)
{
	struct diag diag = { .level = DIAG_NOTE, .path = l->read->path };
	const char *verb = n == 1 ? "row of the register is not in the file, "
				    "and stays"
				  : "rows of the register are not in the "
				    "file, and stay";

	if (!l->read->sheet->row->parent)
		diags_addf(l->diags, &diag,
			   "%u %s; 'gatehouse remove' takes records away", n,
			   verb);
	else if (!removes)
		diags_addf(l->diags, &diag, "%u %s; --remove takes parts away",
			   n, verb);
}

/*
 * What the register has and the file has not.  A record goes with a reason or
 * not at all, so no sheet takes one away.
 */
static void look_for_missing(const struct laying *l, bool removes)
{
	const struct sheet *sheet = l->read->sheet;
	bool goes = removes && sheet->row->parent;
	unsigned n = 0;

	for (guint i = 0; i < l->plan->records->len; i++) {
		struct sheet_plan_record *record = l->plan->records->pdata[i];

		if (record->sheet->kind != sheet->kind)
			continue;
		for (guint k = 0; k < record->rows->len; k++) {
			struct sheet_plan_row *row = record->rows->pdata[k];

			if (row->sheet != sheet || row->from == l->read)
				continue;
			n++;
			row->is_gone = goes;
			record->is_touched |= goes;
		}
	}
	if (n > 0)
		note_missing(l, n, removes);
}

void sheet_plan_add(struct sheet_plan *plan, const struct sheet_read *read,
		    bool removes, struct diags *diags)
{
	struct laying laying = {
		.plan = plan,
		.read = read,
		.diags = diags,
	};
	struct diag diag = { .level = DIAG_NOTE, .path = read->path };

	for (guint i = 0; i < read->rows->len; i++)
		lay_row(&laying, read->rows->pdata[i]);
	look_for_missing(&laying, removes);
	if (laying.lost > 0)
		diags_addf(diags, &diag,
			   "%u cells have question marks where the records "
			   "have letters that Windows-1252 lacks; these cells "
			   "were left as they are",
			   laying.lost);
}

size_t sheet_plan_len(const struct sheet_plan *plan)
{
	return plan->records->len;
}

struct sheet_plan_record *sheet_plan_get(const struct sheet_plan *plan,
					 size_t i)
{
	return plan->records->pdata[i];
}
