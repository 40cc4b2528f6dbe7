/* SPDX-License-Identifier: MIT */
/*
 * The separator is not looked for by counting: headings are full of commas in
 * files whose cells are parted by semicolons.  The first row is read with each
 * of the three instead, and whoever knows the headings says which reading it
 * recognises.
 *
 * What is not UTF-8 is taken for Windows-1252, in which spreadsheets save
 * where they are not told otherwise; five of its bytes mean nothing, and a
 * file that has one of these is refused.
 */
#include "lib/csv_read.h"

#include <string.h>

#include <gio/gio.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct csv_read {
	char *owned; /* the text, where it was converted */
	const char *start;
	const char *next;
	const char *end;
	struct csv_form form;
	unsigned number; /* of the row that was read last */
	GString *text;	 /* the cells of a row, each ended by NUL */
	GArray *offsets; /* of size_t: where they begin in it */
	GPtrArray *cells;
};

/* The code points of 0x80 to 0x9f; 0: none. */
static const gunichar cp1252[] = {
	0x20ac, 0,	0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,	0x017d, 0,
	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	0x017e, 0x0178,
};

static bool refuse(GError **error, const char *message)
{
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    message);
	return false;
}

static bool begins(const char *bytes, size_t len, const char *with, size_t n)
{
	return len >= n && memcmp(bytes, with, n) == 0;
}

/* What other programs save under the name of CSV. */
static bool check_kind(const char *bytes, size_t len, GError **error)
{
	static const char ole[] = "\xd0\xcf\x11\xe0";

	if (len > CSV_READ_MAX_BYTES)
		return refuse(error, "the file is larger than 64 MiB");
	if (begins(bytes, len, "PK\x03\x04", 4) ||
	    begins(bytes, len, ole, sizeof(ole) - 1))
		return refuse(error,
			      "this is a workbook, not CSV; open it and save "
			      "each sheet as 'CSV UTF-8'");
	if (begins(bytes, len, "<", 1) ||
	    begins(bytes, len, "\xef\xbb\xbf<", 4))
		return refuse(error,
			      "this is HTML or XML, not CSV; open it in a "
			      "spreadsheet and save each sheet as 'CSV "
			      "UTF-8'");
	if (begins(bytes, len, "\xff\xfe", 2) ||
	    begins(bytes, len, "\xfe\xff", 2))
		return refuse(error,
			      "this is UTF-16 text; save it as 'CSV UTF-8'");
	if (memchr(bytes, '\0', len))
		return refuse(error, "there is a NUL byte in the file; is it "
				     "really CSV?");
	return true;
}

static unsigned line_of(const char *start, const char *at)
{
	unsigned line = 1;

	for (; start < at; start++)
		line += *start == '\n';
	return line;
}

static char *from_cp1252(const char *bytes, size_t len, size_t *n,
			 GError **error)
{
	GString *text = g_string_sized_new(len + len / 8);

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		gunichar u = c >= 0x80 && c < 0xa0 ? cp1252[c - 0x80] : c;

		if (c && !u) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "line %u is neither UTF-8 nor "
				    "Windows-1252; save the file as 'CSV "
				    "UTF-8'",
				    line_of(bytes, bytes + i));
			g_string_free(text, TRUE);
			return NULL;
		}
		g_string_append_unichar(text, u);
	}
	*n = text->len;
	return g_string_free(text, FALSE);
}

/* Sets the text to read, in UTF-8. */
static bool decode(struct csv_read *read, const char *bytes, size_t len,
		   GError **error)
{
	const char *bad;

	if (!check_kind(bytes, len, error))
		return false;
	if (begins(bytes, len, BYTE_ORDER_MARK, 3)) {
		read->form.has_mark = true;
		bytes += 3;
		len -= 3;
	}
	if (!g_utf8_validate(bytes, (gssize)len, &bad)) {
		if (read->form.has_mark) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
				    "line %u is not valid UTF-8, though the "
				    "file says that it is",
				    line_of(bytes, bad));
			return false;
		}
		read->form.is_cp1252 = true;
		read->owned = from_cp1252(bytes, len, &len, error);
		if (!read->owned)
			return false;
		bytes = read->owned;
	}
	read->start = bytes;
	read->end = bytes + len;
	return true;
}

/* "sep=;" and the end of its line. */
static void skip_sep_line(struct csv_read *read)
{
	const char *p = read->start;
	size_t len = (size_t)(read->end - p);
	size_t n = 5;

	if (len < 5 || g_ascii_strncasecmp(p, "sep=", 4) != 0 ||
	    !strchr(",;\t", p[4]))
		return;
	if (n < len && p[n] == '\r')
		n++;
	if (n < len && p[n] == '\n')
		n++;
	if (n == 5 && len > 5)
		return;
	read->form.has_sep_line = true;
	read->form.separator = p[4];
	read->start = p + n;
}

static void choose(struct csv_read *read, csv_read_known known, void *data)
{
	static const char separators[] = ",;\t";
	size_t best = 0;

	skip_sep_line(read);
	if (read->form.has_sep_line)
		return;
	read->form.separator = ',';
	for (const char *s = separators; *s; s++) {
		struct csv_row row;
		size_t score = 0;
		char before = read->form.separator;

		read->form.separator = *s;
		read->next = read->start;
		if (csv_read_row(read, &row, NULL))
			score = known ? known(data, &row) : row.n_cells;
		if (score > best)
			best = score;
		else
			read->form.separator = before;
	}
}

struct csv_read *csv_read_new(const char *bytes, size_t len,
			      csv_read_known known, void *data, GError **error)
{
	g_autoptr(CsvRead) read = g_new0(struct csv_read, 1);

	read->text = g_string_new(NULL);
	read->offsets = g_array_new(FALSE, FALSE, sizeof(size_t));
	read->cells = g_ptr_array_new();
	if (!decode(read, bytes, len, error))
		return NULL;
	choose(read, known, data);
	read->next = read->start;
	read->number = 0;
	return g_steal_pointer(&read);
}

void csv_read_free(struct csv_read *read)
{
	if (!read)
		return;
	g_string_free(read->text, TRUE);
	g_array_unref(read->offsets);
	g_ptr_array_unref(read->cells);
	g_free(read->owned);
	g_free(read);
}

struct csv_form csv_read_form(const struct csv_read *read)
{
	return read->form;
}

static bool fault(const struct csv_read *read, GError **error,
		  const char *message)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "row %u: %s",
		    read->number, message);
	return false;
}

/* Skips the end of a row, whichever it is; false: there is none here. */
static bool skip_end(struct csv_read *read)
{
	if (read->next == read->end)
		return true;
	if (*read->next != '\r' && *read->next != '\n')
		return false;
	if (*read->next == '\r' && read->next + 1 < read->end &&
	    read->next[1] == '\n')
		read->next++;
	read->next++;
	return true;
}

/* After the opening quote; leaves next behind the closing one. */
static bool read_quoted(struct csv_read *read, GError **error)
{
	for (; read->next < read->end; read->next++) {
		char c = *read->next;
		bool has_more = read->next + 1 < read->end;

		if (c == '"' && !(has_more && read->next[1] == '"')) {
			read->next++;
			return true;
		}
		if (c == '"') {
			read->next++;
		} else if (c == '\r') {
			if (has_more && read->next[1] == '\n')
				continue;
			c = '\n';
		}
		g_string_append_c(read->text, c);
	}
	return fault(read, error,
		     "a quotation mark begins a cell and none ends it");
}

static void read_plain(struct csv_read *read)
{
	const char *start = read->next;

	while (read->next < read->end && *read->next != '\r' &&
	       *read->next != '\n' && *read->next != read->form.separator)
		read->next++;
	g_string_append_len(read->text, start, read->next - start);
}

static bool read_cell(struct csv_read *read, GError **error)
{
	size_t offset = read->text->len;

	if (read->offsets->len == CSV_READ_MAX_CELLS)
		return fault(read, error, "more than 16384 cells");
	g_array_append_val(read->offsets, offset);
	if (read->next < read->end && *read->next == '"') {
		read->next++;
		if (!read_quoted(read, error))
			return false;
		if (read->next < read->end &&
		    *read->next != read->form.separator &&
		    *read->next != '\r' && *read->next != '\n')
			return fault(read, error,
				     "text follows the quotation mark that "
				     "ends a cell; inside a cell it has to be "
				     "doubled");
	} else {
		read_plain(read);
	}
	if (read->text->len - offset > CSV_READ_MAX_CELL)
		return fault(read, error, "a cell is larger than 1 MiB");
	g_string_append_c(read->text, '\0');
	return true;
}

bool csv_read_row(struct csv_read *read, struct csv_row *row, GError **error)
{
	if (read->next == read->end)
		return false;
	read->number++;
	g_string_truncate(read->text, 0);
	g_array_set_size(read->offsets, 0);
	g_ptr_array_set_size(read->cells, 0);
	for (;;) {
		if (!read_cell(read, error)) {
			read->next = read->end;
			return false;
		}
		if (skip_end(read))
			break;
		read->next++; /* the separator */
	}
	/* Only now, when the text no longer moves. */
	for (guint i = 0; i < read->offsets->len; i++)
		g_ptr_array_add(read->cells,
				read->text->str + g_array_index(read->offsets,
								size_t, i));
	row->cells = (const char *const *)read->cells->pdata;
	row->n_cells = read->cells->len;
	row->number = read->number;
	return true;
}
