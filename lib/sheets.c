/* SPDX-License-Identifier: MIT */
/*
 * Sheets for a tree, such that the tree can be made from them again.
 *
 * What can stand once becomes columns.  What repeats and is a group or prose,
 * or has values that belong together, gets a sheet of its own whose rows begin
 * with the id of the record.  A word that repeats (a code, a reference, a line)
 * would make a sheet with one column: it stays where it is, one value a line.
 *
 * Every element has its columns in exactly one sheet, since the schema's tree
 * has a field for each place.  Columns of an element stand together: what it
 * refers to, its text, its other attributes, and last where it comes from.
 */
#include "lib/sheets.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/schema.h"

#define MAX_DEPTH 32
#define MAX_TAB 31

struct place {
	size_t sheet;
	size_t first;
	size_t n;
};

struct sheets {
	struct arena *arena;
	GPtrArray *all;	    /* of struct sheet */
	GHashTable *places; /* struct field -> struct place: its columns */
	GHashTable *rows;   /* struct field -> struct sheet: its rows */
};

/* One sheet while its columns are gathered. */
struct gathering {
	struct sheets *sheets;
	struct sheet *sheet;
	GArray *columns;  /* of struct sheet_column */
	GPtrArray *parts; /* fields that get sheets of their own */
	const struct field *path[MAX_DEPTH];
	size_t n_path;
};

/* What an element is about stands before what it says. */
static bool is_leading(const struct field *attr)
{
	return strcmp(attr->name, "id") == 0 ||
	       strcmp(attr->name, "ref") == 0 ||
	       strcmp(attr->name, "code") == 0;
}

static bool is_reference(const struct field *element)
{
	return element->type == FIELD_LINE && field_attr(element, "ref");
}

/* Whether what repeats fits into a cell, one line each time. */
static bool fits_cell(const struct field *element)
{
	if (element->type == FIELD_GROUP || element->type == FIELD_MARKDOWN)
		return false;
	for (size_t i = 0; i < element->n_attrs; i++) {
		const struct field *attr = &element->attrs[i];

		if (!field_is_claim(attr) && strcmp(attr->name, "ref") != 0)
			return false;
	}
	return true;
}

static char *name_of(const struct gathering *g, const struct field *attr)
{
	g_autoptr(GString) name = g_string_new(NULL);

	for (size_t i = 0; i < g->n_path; i++)
		g_string_append_printf(name, "%s%s", i > 0 ? "." : "",
				       g->path[i]->name);
	if (attr)
		g_string_append_printf(name, "%s%s", name->len > 0 ? "." : "",
				       attr->name);
	if (name->len == 0)
		g_string_append(name, "text");
	return arena_strdup(g->sheets->arena, name->str);
}

/*
 * "Start", "Start, evidence"; an attribute that only says what the element is
 * about stands under the element's own name.
 */
static const char *label_of(const struct gathering *g,
			    const struct field *element,
			    const struct field *attr)
{
	g_autofree char *inner = NULL;

	if (!attr)
		return is_reference(element)
			       ? arena_printf(g->sheets->arena, "%s, in words",
					      element->label)
			       : element->label;
	if (strcmp(attr->name, "ref") == 0 && element->type != FIELD_GROUP &&
	    element->type != FIELD_MARKDOWN)
		return element->label;
	if (g->n_path == 0 && element->type == FIELD_GROUP)
		return attr->label;
	inner = g_strdup(attr->label);
	inner[0] = g_ascii_tolower(inner[0]);
	return arena_printf(g->sheets->arena, "%s, %s", element->label, inner);
}

static void add_column(struct gathering *g, const struct field *element,
		       const struct field *attr)
{
	bool is_ref = is_reference(element);
	struct sheet_column column = {
		.name = name_of(g, attr),
		.label = label_of(g, element, attr),
		.cell = attr ? SHEET_ATTR : SHEET_TEXT,
		.element = element,
		.attr = attr,
		.is_list = element->repeats && g->n_path > 0,
	};

	if (attr)
		column.is_main = is_ref && strcmp(attr->name, "ref") == 0;
	else
		column.is_main = !is_ref;
	if (attr && field_is_claim(attr))
		column.is_seldom = element->type != FIELD_GROUP ||
				   strcmp(attr->name, "evidence") != 0 ||
				   g->n_path == 0;
	else
		column.is_seldom = is_ref && !attr;
	g_array_append_val(g->columns, column);
}

static void add_element(struct gathering *g, const struct field *element)
{
	struct place *place =
		arena_alloc(g->sheets->arena, sizeof(struct place));

	place->sheet = g->sheets->all->len - 1;
	place->first = g->columns->len;
	for (size_t i = 0; i < element->n_attrs; i++) {
		if (is_leading(&element->attrs[i]))
			add_column(g, element, &element->attrs[i]);
	}
	if (element->type != FIELD_GROUP)
		add_column(g, element, NULL);
	for (size_t i = 0; i < element->n_attrs; i++) {
		const struct field *attr = &element->attrs[i];

		if (!is_leading(attr) && !field_is_claim(attr))
			add_column(g, element, attr);
	}
	for (size_t i = 0; i < element->n_attrs; i++) {
		if (field_is_claim(&element->attrs[i]))
			add_column(g, element, &element->attrs[i]);
	}
	place->n = g->columns->len - place->first;
	g_hash_table_insert(g->sheets->places, (gpointer)element, place);
}

static void add_children(struct gathering *g, const struct field *field)
{
	g_assert(g->n_path < MAX_DEPTH);
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];

		if (child->repeats && !fits_cell(child)) {
			g_ptr_array_add(g->parts, (gpointer)child);
			continue;
		}
		g->path[g->n_path++] = child;
		add_element(g, child);
		add_children(g, child);
		g->n_path--;
	}
}

static bool has_own_id(const struct field *row)
{
	const struct field *id = field_attr(row, "id");

	return id && id->is_required;
}

/* What tells the rows of a part from one another, first of all. */
static void add_places(struct gathering *g)
{
	struct arena *arena = g->sheets->arena;
	const struct sheet *sheet = g->sheet;
	struct sheet_column column = {
		.name = "record",
		.label = sheet->kind->label,
		.cell = SHEET_RECORD,
	};

	if (!sheet->row->parent)
		return;
	g_array_append_val(g->columns, column);
	for (size_t i = 0; i < sheet->n_outer; i++) {
		const struct field *outer = sheet->outer[i];

		column.name = arena_printf(arena, "in.%s", outer->name);
		column.label = outer->label;
		column.cell = SHEET_OUTER;
		column.outer = i;
		g_array_append_val(g->columns, column);
	}
	if (!sheet->has_number)
		return;
	column.name = "number";
	column.label = "Number";
	column.cell = SHEET_NUMBER;
	g_array_append_val(g->columns, column);
}

/* The column that tells a row from its like. */
static size_t key_column(const struct sheet *sheet)
{
	size_t i = 0;

	while (i < sheet->n_columns && sheet->columns[i].cell != SHEET_NUMBER &&
	       !(!sheet->has_number && sheet->columns[i].attr &&
		 strcmp(sheet->columns[i].name, "id") == 0))
		i++;
	return i;
}

/* "agreements.flow.destruction", of the names as they stand in the record. */
static const char *sheet_name(struct arena *arena, const struct kind *kind,
			      const struct field *row)
{
	g_autofree char *inner = g_strdup("");

	for (; row->parent; row = row->parent) {
		g_autofree char *before = inner;

		inner = g_strdup_printf(".%s%s", row->name, before);
	}
	return arena_printf(arena, "%s%s", kind->folder, inner);
}

static const char *sheet_title(struct arena *arena, const struct kind *kind,
			       const struct field *row)
{
	g_autofree char *inner = g_strdup("");

	for (; row->parent; row = row->parent) {
		g_autofree char *before = inner;

		inner = g_strdup_printf(": %s%s", row->label, before);
	}
	return arena_printf(arena, "%s%s", kind->label, inner);
}

/*
 * A workbook allows names of 31 characters: of a longer one the words in the
 * middle go, which leaves the register and what the rows are.
 */
static const char *sheet_tab(struct sheets *sheets, const char *name)
{
	const char *tail = name + strlen(name);
	size_t head = strcspn(name, ".");

	if (strlen(name) <= MAX_TAB)
		return name;
	while (tail > name && *tail != '.')
		tail--;
	return arena_printf(sheets->arena, "%.*s..%.*s", (int)head, name,
			    (int)(MAX_TAB - head - 2), tail + 1);
}

/* The repeating groups that row stands in, the outermost first. */
static void set_outer(struct arena *arena, struct sheet *sheet)
{
	const struct field **outer;
	size_t n = 0;

	for (const struct field *f = sheet->row->parent; f; f = f->parent)
		n += f->parent && f->repeats;
	outer = arena_array(arena, n, sizeof(struct field *));
	sheet->outer = outer;
	sheet->n_outer = n;
	for (const struct field *f = sheet->row->parent; f; f = f->parent) {
		if (f->parent && f->repeats)
			outer[--n] = f;
	}
}

/* Two columns of one label would not be told apart: their names then are. */
static void part_labels(struct gathering *g)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < g->columns->len; i++) {
		struct sheet_column *column =
			&g_array_index(g->columns, struct sheet_column, i);

		if (!g_hash_table_add(seen, (gpointer)column->label)) {
			column->label =
				arena_printf(g->sheets->arena, "%s (%s)",
					     column->label, column->name);
			g_hash_table_add(seen, (gpointer)column->label);
		}
	}
}

static void add_sheet(struct sheets *sheets, const struct kind *kind,
		      const struct field *row)
{
	struct sheet *sheet = arena_alloc(sheets->arena, sizeof(*sheet));
	g_autoptr(GArray) columns =
		g_array_new(FALSE, FALSE, sizeof(struct sheet_column));
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	struct gathering gathering = {
		.sheets = sheets,
		.sheet = sheet,
		.columns = columns,
		.parts = parts,
	};
	struct sheet_column *kept;

	sheet->name = sheet_name(sheets->arena, kind, row);
	sheet->tab = sheet_tab(sheets, sheet->name);
	sheet->title = sheet_title(sheets->arena, kind, row);
	sheet->kind = kind;
	sheet->row = row;
	sheet->has_number = !has_own_id(row);
	set_outer(sheets->arena, sheet);
	g_ptr_array_add(sheets->all, sheet);
	g_hash_table_insert(sheets->rows, (gpointer)row, sheet);
	add_places(&gathering);
	add_element(&gathering, row);
	add_children(&gathering, row);
	part_labels(&gathering);
	kept = arena_array(sheets->arena, columns->len, sizeof(*kept));
	memcpy(kept, columns->data, columns->len * sizeof(*kept));
	sheet->columns = kept;
	sheet->n_columns = columns->len;
	sheet->key = key_column(sheet);
	for (guint i = 0; i < parts->len; i++)
		add_sheet(sheets, kind, parts->pdata[i]);
}

struct sheets *sheets_new(const struct schema *schema)
{
	struct sheets *sheets = g_new0(struct sheets, 1);
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);

	sheets->arena = arena_new();
	sheets->all = g_ptr_array_new();
	sheets->places = g_hash_table_new(NULL, NULL);
	sheets->rows = g_hash_table_new(NULL, NULL);
	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			add_sheet(sheets, &kinds[i], kinds[i].root);
	}
	return sheets;
}

void sheets_free(struct sheets *sheets)
{
	if (!sheets)
		return;
	g_hash_table_unref(sheets->rows);
	g_hash_table_unref(sheets->places);
	g_ptr_array_unref(sheets->all);
	arena_free(sheets->arena);
	g_free(sheets);
}

size_t sheets_len(const struct sheets *sheets)
{
	return sheets->all->len;
}

const struct sheet *sheets_get(const struct sheets *sheets, size_t i)
{
	return sheets->all->pdata[i];
}

const struct field *sheets_field(const struct sheet_column *column)
{
	return column->cell == SHEET_ATTR ? column->attr : column->element;
}

size_t sheets_index(const struct sheets *sheets, const struct sheet *sheet)
{
	guint i = 0;

	g_ptr_array_find(sheets->all, sheet, &i);
	return i;
}

const struct sheet *sheets_of_row(const struct sheets *sheets,
				  const struct field *element)
{
	return g_hash_table_lookup(sheets->rows, element);
}

const struct sheet_column *sheets_columns(const struct sheets *sheets,
					  const struct field *element,
					  size_t *n)
{
	const struct place *place =
		g_hash_table_lookup(sheets->places, element);
	const struct sheet *sheet;

	*n = place ? place->n : 0;
	if (!place)
		return NULL;
	sheet = sheets->all->pdata[place->sheet];
	return sheet->columns + place->first;
}
