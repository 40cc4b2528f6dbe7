/* SPDX-License-Identifier: MIT */
/*
 * Tab-separated values are read as they stand, without the quoting that comma-
 * separated ones have: in the register's own files a quotation mark is a slip
 * of whoever filled in the cell, and is to be told.
 */
#include "lib/dea_read.h"

#include <stdbool.h>
#include <string.h>

#include <gio/gio.h>

#include "lib/csv_read.h"
#include "lib/dea.h"
#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/rsf.h"

/* Columns that downloads of a register have besides its fields. */
static const char *const others[] = {
	"index-entry-number",
	"entry-number",
	"entry-timestamp",
	"key",
	"phase",
	NULL,
};

/* A file on its way to entries. */
struct reading {
	const char *path;
	struct diags *diags;
	GPtrArray *entries;
	GArray *columns; /* of enum dea_field; DEA_FIELDS: none */
	GHashTable *keys;
};

static struct dea_place place_of(const struct reading *r, unsigned line,
				 enum dea_field field)
{
	return (struct dea_place){ r->path, line, field, r->diags };
}

static void free_entry(void *entry)
{
	dea_entry_free(entry);
}

/* The value without what does not belong to it, which is told. */
static char *tidy(const struct dea_place *place, const char *text)
{
	char *value = g_strstrip(g_strdup(text));
	size_t len = strlen(value);
	g_autofree char *start =
		g_utf8_substring(value, 0, MIN(40, g_utf8_strlen(value, -1)));

	if (len != strlen(text))
		dea_warn(place,
			 "there are blanks around '%s%s'; it is read "
			 "without them",
			 start, strlen(start) < strlen(value) ? "…" : "");
	if (len > 1 && value[0] == '"' && value[len - 1] == '"') {
		dea_warn(place,
			 "%s is in quotation marks; it is read without "
			 "them",
			 value);
		value[len - 1] = '\0';
		memmove(value, value + 1, len - 1);
		g_strstrip(value);
	}
	return value;
}

/* Leaves one blank of several, as XML does in a line. */
static void join_blanks(const struct dea_place *place, char *value)
{
	char *to = value;
	bool has_more = false;

	for (const char *from = value; *from; from++) {
		if (*from == ' ' && from[1] == ' ')
			has_more = true;
		else
			*to++ = *from;
	}
	*to = '\0';
	if (has_more)
		dea_warn(place, "there are blanks in a row; one is left");
}

static void add_value(const struct dea_place *place, struct dea_entry *entry,
		      const char *text)
{
	g_autofree char *value = tidy(place, text);

	if (place->field == DEA_NAME || dea_field_is_list(place->field))
		join_blanks(place, value);
	dea_add(entry, place->field, value);
}

/* "a; b; c"; one blank after each semicolon is as it should be. */
static void add_list(const struct dea_place *place, struct dea_entry *entry,
		     const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, ";", -1);
	guint n = g_strv_length(parts);

	for (guint i = 0; i < n; i++) {
		const char *part = parts[i];

		if (i > 0 && *part == ' ')
			part++;
		if (part[strspn(part, " ")] != '\0')
			add_value(place, entry, part);
		else if (i + 1 == n && n > 1)
			dea_warn(place,
				 "the list ends with ';'; read as a "
				 "list of %u",
				 entry->values[place->field]->len);
		else if (n > 1)
			dea_warn(place,
				 "value %u of the list is empty; it is "
				 "left out",
				 i + 1);
	}
}

/* A cell of a table. */
static void add_cell(const struct dea_place *place, struct dea_entry *entry,
		     const char *text)
{
	if (dea_field_is_list(place->field))
		add_list(place, entry, text);
	else
		add_value(place, entry, text);
}

/* The column of a heading; false, and told, when there is no such field. */
static bool add_column(struct reading *r, const char *heading)
{
	g_autofree char *name = g_strstrip(g_strdup(heading));
	enum dea_field field = dea_field_find(name);
	struct dea_place place = place_of(r, 1, DEA_FIELDS);
	const char *names[DEA_FIELDS + 1] = { NULL };
	const char *near;

	g_array_append_val(r->columns, field);
	if (field < DEA_FIELDS) {
		for (guint i = 0; i + 1 < r->columns->len; i++) {
			if (g_array_index(r->columns, enum dea_field, i) ==
			    field) {
				dea_fault(&place, "there are two columns '%s'",
					  name);
				return false;
			}
		}
		return true;
	}
	if (g_strv_contains(others, name))
		return true;
	for (enum dea_field i = DEA_KEY; i < DEA_FIELDS; i++)
		names[i] = dea_field_name(i);
	near = nearest_find(names, name);
	if (near)
		dea_fault(&place, "there is no field '%s'; did you mean '%s'?",
			  name, near);
	else
		dea_fault(&place, "there is no field '%s' in the register",
			  name);
	return false;
}

/* Whether the headings can be used. */
static bool take_headings(struct reading *r, const char *const *cells, size_t n)
{
	struct dea_place place = place_of(r, 1, DEA_FIELDS);
	bool is_good = true;
	bool has[DEA_FIELDS] = { false };

	for (size_t i = 0; i < n; i++) {
		is_good &= add_column(r, cells[i]);
		if (g_array_index(r->columns, enum dea_field, i) < DEA_FIELDS)
			has[g_array_index(r->columns, enum dea_field, i)] =
				true;
	}
	for (enum dea_field i = DEA_KEY; is_good && i < DEA_FIELDS; i++) {
		if (has[i])
			continue;
		if (i == DEA_KEY) {
			dea_fault(&place, "there is no column '%s'",
				  dea_field_name(i));
			is_good = false;
		} else {
			dea_warn(&place,
				 "there is no column '%s'; it is taken for "
				 "empty",
				 dea_field_name(i));
		}
	}
	return is_good;
}

/* Refuses a second record of the same number. */
static void add_entry(struct reading *r, struct dea_entry *entry)
{
	const char *key = dea_value(entry, DEA_KEY);
	struct dea_place place = place_of(r, entry->line, DEA_KEY);

	if (key && !g_hash_table_add(r->keys, g_strdup(key))) {
		entry->is_faulty = true;
		dea_fault(&place, "there are two records '%s'", key);
	}
	g_ptr_array_add(r->entries, entry);
}

static void take_row(struct reading *r, const char *const *cells, size_t n,
		     unsigned line)
{
	struct dea_entry *entry = dea_entry_new(line);

	if (n != r->columns->len) {
		struct dea_place place = place_of(r, line, DEA_FIELDS);

		entry->is_faulty = true;
		dea_fault(&place,
			  "there are %zu cells in this row, and %u "
			  "headings",
			  n, r->columns->len);
	}
	for (size_t i = 0; i < MIN(n, r->columns->len); i++) {
		enum dea_field field =
			g_array_index(r->columns, enum dea_field, i);
		struct dea_place place = place_of(r, line, field);

		if (field < DEA_FIELDS)
			add_cell(&place, entry, cells[i]);
	}
	add_entry(r, entry);
}

static void read_tabs(struct reading *r, const char *bytes, size_t len)
{
	g_autofree char *text = g_strndup(bytes, len);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (unsigned i = 0; lines[i]; i++) {
		g_auto(GStrv) cells = NULL;
		size_t n = strlen(lines[i]);

		if (n > 0 && lines[i][n - 1] == '\r')
			lines[i][n - 1] = '\0';
		if (!*lines[i])
			continue;
		cells = g_strsplit(lines[i], "\t", -1);
		if (i > 0)
			take_row(r, (const char *const *)cells,
				 g_strv_length(cells), i + 1);
		else if (!take_headings(r, (const char *const *)cells,
					g_strv_length(cells)))
			return;
	}
}

static size_t count_known(void *data G_GNUC_UNUSED, const struct csv_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->n_cells; i++)
		n += dea_field_find(row->cells[i]) < DEA_FIELDS;
	return n;
}

static bool read_commas(struct reading *r, const char *bytes, size_t len,
			GError **error)
{
	g_autoptr(CsvRead) read =
		csv_read_new(bytes, len, count_known, NULL, error);
	GError *inner = NULL;
	struct csv_row row;

	if (!read)
		return false;
	if (csv_read_row(read, &row, &inner)) {
		if (count_known(NULL, &row) == 0) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "this is no register of the Digital "
				    "Economy Act: no heading is one of its "
				    "fields, such as '%s'",
				    DEA_REGISTER);
			return false;
		}
		if (!take_headings(r, row.cells, row.n_cells))
			return true;
	}
	if (csv_read_form(read).is_cp1252) {
		struct dea_place place = place_of(r, 0, DEA_FIELDS);

		dea_warn(&place, "this is no UTF-8; it is read as "
				 "Windows-1252");
	}
	while (!inner && csv_read_row(read, &row, &inner)) {
		if (row.n_cells > 1 || *row.cells[0])
			take_row(r, row.cells, row.n_cells, row.number);
	}
	if (inner)
		g_propagate_error(error, inner);
	return !inner;
}

/* An item whose fields are taken over. */
struct taking {
	struct reading *r;
	struct dea_entry *entry;
};

/* A value of an item, which may be of the wrong kind. */
static void take_item_field(void *data, const char *name,
			    const GPtrArray *values, bool is_list)
{
	const struct taking *taking = data;
	struct dea_entry *entry = taking->entry;
	const struct reading *r = taking->r;
	enum dea_field field = dea_field_find(name);
	struct dea_place place = place_of(r, entry->line, field);

	if (field == DEA_FIELDS) {
		dea_warn(&place,
			 "there is no field '%s' in the register; it "
			 "is left out",
			 name);
		return;
	}
	if (is_list != dea_field_is_list(field)) {
		entry->is_faulty = true;
		dea_fault(&place, is_list ? "expected one value, not a list"
					  : "expected a list");
		return;
	}
	if (is_list && values->len == 0)
		dea_warn(&place, "the list is there, and empty");
	for (guint i = 0; i < values->len; i++) {
		if (values->pdata[i]) {
			add_value(&place, entry, values->pdata[i]);
			continue;
		}
		entry->is_faulty = true;
		dea_fault(&place, "expected text");
	}
}

static void read_rsf(struct reading *r, const char *bytes, size_t len)
{
	g_autoptr(Rsf) rsf = rsf_read(r->path, bytes, len, r->diags);
	g_autoptr(GHashTable) latest =
		g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < rsf_len(rsf); i++) {
		const struct rsf_entry *entry = rsf_get(rsf, i);

		g_hash_table_replace(latest, (char *)entry->key, (void *)entry);
	}
	for (size_t i = 0; i < rsf_len(rsf); i++) {
		const struct rsf_entry *from = rsf_get(rsf, i);
		struct dea_entry *entry;
		struct taking taking;

		if (g_hash_table_lookup(latest, from->key) != from)
			continue;
		entry = dea_entry_new(from->item_line);
		taking = (struct taking){ r, entry };
		rsf_each_field(from, take_item_field, &taking);
		if (g_strcmp0(dea_value(entry, DEA_KEY), from->key) != 0) {
			struct dea_place place =
				place_of(r, from->line, DEA_KEY);

			entry->is_faulty = true;
			dea_fault(&place,
				  "the key of the entry is '%s', and "
				  "that of its item another",
				  from->key);
		}
		add_entry(r, entry);
	}
}

static bool is_rsf(const char *bytes)
{
	return g_str_has_prefix(bytes, "add-item\t") ||
	       g_str_has_prefix(bytes, "append-entry\t") ||
	       g_str_has_prefix(bytes, "assert-root-hash\t");
}

static bool is_tabs(const char *bytes)
{
	const char *tab = strchr(bytes, '\t');
	g_autofree char *first =
		tab ? g_strndup(bytes, (size_t)(tab - bytes)) : NULL;

	return first && dea_field_find(g_strstrip(first)) < DEA_FIELDS;
}

/* Whether the bytes are text that lines can be taken from. */
static bool check_text(const char *bytes, size_t len, GError **error)
{
	if (memchr(bytes, '\0', len)) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "there is a NUL byte in the file");
		return false;
	}
	if (!g_utf8_validate(bytes, (gssize)len, NULL)) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "the file is no UTF-8 text");
		return false;
	}
	return true;
}

GPtrArray *dea_read(const char *path, const char *bytes, size_t len,
		    const struct codes *codes, struct diags *diags,
		    GError **error)
{
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func(free_entry);
	g_autoptr(GArray) columns =
		g_array_new(FALSE, FALSE, sizeof(enum dea_field));
	g_autoptr(GHashTable) keys =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct reading r = { path, diags, entries, columns, keys };
	bool is_read = true;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (len == 0) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "the file is empty; expected the register "
				    "as TSV, CSV or RSF");
		return NULL;
	}
	if (is_rsf(bytes) || is_tabs(bytes)) {
		if (!check_text(bytes, len, error))
			return NULL;
		if (is_rsf(bytes))
			read_rsf(&r, bytes, len);
		else
			read_tabs(&r, bytes, len);
	} else {
		is_read = read_commas(&r, bytes, len, error);
	}
	if (!is_read)
		return NULL;
	for (guint i = 0; i < entries->len; i++)
		dea_check(entries->pdata[i], path, codes, diags);
	return g_steal_pointer(&entries);
}
