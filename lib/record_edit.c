/* SPDX-License-Identifier: MIT */
/*
 * Writing a tree back would lose what people put into their files: comments,
 * the order of attributes, the way lines are broken.  So a change is a splice:
 * the few bytes that it is about are replaced, the file is read again, and the
 * tree and the places of its elements are worked out anew.  Both list the same
 * elements in the same order, which is how a node finds its bytes.
 *
 * Reading again for each change costs a millisecond for a record of some
 * pages; keeping places up to date by hand would be quicker and wrong sooner.
 */
#include "lib/record_edit.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/record_place.h"
#include "lib/record_tag.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml.h"
#include "lib/xml_write.h"

#define UNIT "  " /* of indentation, where the file shows no other */
#define BLANKS " \t\r\n"

struct record_edit {
	const struct library *library;
	char *path;
	GBytes *bytes;
	struct arena *arena; /* of root */
	struct node *root;
	GArray *places; /* of struct record_place, as node_walk goes */
};

/* Reading ---------------------------------------------------------------- */

static bool is_same_order(const struct node *root, const GArray *places)
{
	guint n = 0;

	for (const struct node *at = root; at; at = node_walk(at, root))
		n++;
	return places && n == places->len;
}

/* Takes over bytes if they can be read; edit is untouched if not. */
static bool reread(struct record_edit *edit, GBytes *bytes, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = edit->path };
	struct node *root;
	GArray *places;
	bool is_valid;

	input.bytes = g_bytes_get_data(bytes, &input.len);
	if (!input.bytes)
		input.bytes = "";
	root = xml_read(NULL, edit->library->schema, arena, &input, diags,
			&is_valid);
	if (!root) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s:%u: %s", edit->path, diags_get(diags, 0)->line,
			    diags_get(diags, 0)->message);
		g_bytes_unref(bytes);
		return false;
	}
	places = record_place_list(input.bytes, input.len);
	if (!root->field || !is_same_order(root, places)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    root->field ? "%s cannot be changed in place: "
					  "its elements were not found"
					: "%s is no record: its root element "
					  "is of no kind",
			    edit->path);
		g_clear_pointer(&places, g_array_unref);
		g_bytes_unref(bytes);
		return false;
	}
	g_clear_pointer(&edit->bytes, g_bytes_unref);
	g_clear_pointer(&edit->places, g_array_unref);
	arena_free(edit->arena);
	edit->bytes = bytes;
	edit->places = places;
	edit->arena = g_steal_pointer(&arena);
	edit->root = root;
	return true;
}

struct record_edit *record_edit_new(const struct library *library,
				    const char *path, const char *bytes,
				    size_t len, GError **error)
{
	g_autoptr(RecordEdit) edit = NULL;

	if (!bytes) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "'%s' cannot be read any more", path);
		return NULL;
	}
	edit = g_new0(struct record_edit, 1);
	edit->library = library;
	edit->path = g_strdup(path);
	if (!reread(edit, g_bytes_new(bytes, len), error))
		return NULL;
	return g_steal_pointer(&edit);
}

void record_edit_free(struct record_edit *edit)
{
	if (!edit)
		return;
	g_clear_pointer(&edit->bytes, g_bytes_unref);
	g_clear_pointer(&edit->places, g_array_unref);
	arena_free(edit->arena);
	g_free(edit->path);
	g_free(edit);
}

const struct node *record_edit_root(const struct record_edit *edit)
{
	return edit->root;
}

const struct kind *record_edit_kind(const struct record_edit *edit)
{
	return schema_kind(edit->library->schema, edit->root->name);
}

GBytes *record_edit_bytes(const struct record_edit *edit)
{
	return g_bytes_ref(edit->bytes);
}

void record_edit_reset(struct record_edit *edit, GBytes *bytes)
{
	bool is_read = reread(edit, g_bytes_ref(bytes), NULL);

	g_assert(is_read);
}

/* Bytes ------------------------------------------------------------------ */

static const char *bytes_of(const struct record_edit *edit)
{
	return g_bytes_get_data(edit->bytes, NULL);
}

static const struct record_place *place_of(const struct record_edit *edit,
					   const struct node *node)
{
	guint i = 0;

	for (const struct node *at = edit->root; at != node;
	     at = node_walk(at, edit->root))
		i++;
	return &g_array_index(edit->places, struct record_place, i);
}

static bool splice(struct record_edit *edit, size_t from, size_t to,
		   const GString *with, GError **error)
{
	gsize len;
	const char *bytes = g_bytes_get_data(edit->bytes, &len);
	GString *all = g_string_sized_new(len + with->len + 1);

	g_string_append_len(all, bytes, (gssize)from);
	g_string_append_len(all, with->str, (gssize)with->len);
	g_string_append_len(all, bytes + to, (gssize)(len - to));
	return reread(edit, g_string_free_to_bytes(all), error);
}

static bool is_blank(const char *bytes, size_t from, size_t to)
{
	while (from < to && strchr(BLANKS, bytes[from]))
		from++;
	return from == to;
}

/* The line break that the file uses. */
static const char *line_break(const struct record_edit *edit)
{
	gsize len;
	const char *bytes = g_bytes_get_data(edit->bytes, &len);
	const char *end = memchr(bytes, '\n', len);

	return end && end > bytes && end[-1] == '\r' ? "\r\n" : "\n";
}

/* The start of the line if nothing but blanks stands before "at" in it. */
static bool begins_line(const char *bytes, size_t at, size_t *start)
{
	*start = at;
	while (*start > 0 && strchr(" \t", bytes[*start - 1]))
		--*start;
	return *start == 0 || bytes[*start - 1] == '\n';
}

/* The blanks before an element; NULL: it does not begin its line. */
static char *indent_of(const struct record_edit *edit, const struct node *node)
{
	const struct record_place *place = place_of(edit, node);
	size_t start;

	if (!begins_line(bytes_of(edit), place->start, &start))
		return NULL;
	return g_strndup(bytes_of(edit) + start, place->start - start);
}

/* What one level of indentation is in this file. */
static char *unit_of(const struct record_edit *edit)
{
	char *unit =
		edit->root->child ? indent_of(edit, edit->root->child) : NULL;

	if (unit && *unit)
		return unit;
	g_free(unit);
	return g_strdup(UNIT);
}

static bool check_value(const char *value, GError **error)
{
	const char *what = NULL;

	if (!g_utf8_validate(value, -1, NULL))
		what = "the value is not valid UTF-8";
	else if (xml_write_bad_character(value))
		what = "the value holds a character that XML cannot hold";
	if (what)
		g_set_error_literal(error, G_IO_ERROR,
				    G_IO_ERROR_INVALID_ARGUMENT, what);
	return !what;
}

/* Start tags ------------------------------------------------------------- */

/* The start tag of an element, to be changed and put in its place. */
static GString *tag_of(const struct record_edit *edit, const struct node *node)
{
	const struct record_place *place = place_of(edit, node);

	return g_string_new_len(bytes_of(edit) + place->start,
				(gssize)(place->open_end - place->start));
}

/* An element that says something is not one that is not stated. */
static void tag_state(GString *tag, const struct node *node)
{
	if (node_is_not_stated(node))
		record_tag_set(tag, "evidence", NULL);
}

/* Attributes that make an element say something without a text. */
static const char *const value_attrs[] = { "code", "ref", "control", NULL };

static bool has_value_attr(const struct node *node)
{
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (g_strv_contains(value_attrs, node->attrs[i].name))
			return true;
	}
	return false;
}

bool record_edit_attr(struct record_edit *edit, const struct node *node,
		      const char *name, const char *value, GError **error)
{
	const struct record_place *place = place_of(edit, node);
	g_autoptr(GString) tag = tag_of(edit, node);

	if (value && !check_value(value, error))
		return false;
	if (value && g_strv_contains(value_attrs, name))
		tag_state(tag, node);
	record_tag_set(tag, name, value);
	return splice(edit, place->start, place->open_end, tag, error);
}

/* Text ------------------------------------------------------------------- */

/* The parts of an element's content around its text. */
struct content {
	size_t from;	  /* of the text: past blanks and comments before it */
	size_t to;	  /* of the blanks and comments after it */
	GString *between; /* comments that stand in the text */
	bool has_notes;	  /* there are comments at all */
};

static struct content content_of(const char *bytes,
				 const struct record_place *place)
{
	struct content content = { place->open_end, place->open_end,
				   g_string_new(NULL), false };
	g_autoptr(GString) after = g_string_new(NULL);
	bool has_text = false;

	for (size_t at = place->open_end; at < place->close;) {
		size_t cdata = record_place_cdata(bytes, at, place->close);
		size_t next = record_place_skip(bytes, at, place->close);
		bool is_text = next == at && !strchr(BLANKS, bytes[at]);

		if (cdata > at) {
			next = cdata;
		} else if (next > at) {
			g_string_append_len(after, bytes + at,
					    (gssize)(next - at));
			content.has_notes = true;
		} else {
			next = at + 1;
		}
		if (is_text && !has_text)
			content.from = at;
		else if (is_text)
			g_string_append(content.between, after->str);
		if (is_text) {
			g_string_truncate(after, 0);
			content.to = next;
		}
		has_text |= is_text;
		at = next;
	}
	if (!has_text && content.has_notes)
		content.from = content.to = place->close;
	else if (!has_text)
		content.to = place->close;
	return content;
}

static void append_lines(GString *out, const char *value, const char *eol,
			 const char *indent)
{
	for (;;) {
		size_t n = strcspn(value, "\n");

		g_string_append(out, eol);
		if (n > 0)
			g_string_append(out, indent);
		xml_write_text(out, value, n, 0);
		value += n;
		if (!*value++)
			return;
	}
}

/* Markdown of several lines: each under the same indentation, see xml_write. */
static void append_block(const struct record_edit *edit,
			 const struct node *node, const char *value,
			 GString *out)
{
	g_autofree char *outer = indent_of(edit, node);
	g_autofree char *unit = unit_of(edit);
	g_autofree char *inner = g_strconcat(outer ? outer : "", unit, NULL);

	append_lines(out, value, line_break(edit), inner);
	g_string_append(out, line_break(edit));
	g_string_append(out, outer ? outer : "");
}

/* Content with the value in place of the text, notes and blanks kept. */
static void append_content(const struct record_edit *edit,
			   const struct node *node, const char *value,
			   GString *out)
{
	const char *bytes = bytes_of(edit);
	const struct record_place *place = place_of(edit, node);
	struct content content = content_of(bytes, place);
	size_t head = content.from - place->open_end;
	bool is_block = node->field && node->field->type == FIELD_MARKDOWN &&
			strchr(value, '\n');
	bool keeps = content.has_notes || (*value && !is_block);

	if (keeps)
		g_string_append_len(out, bytes + place->open_end, (gssize)head);
	if (is_block)
		append_block(edit, node, value, out);
	else
		xml_write_text(out, value, strlen(value), 0);
	g_string_append(out, content.between->str);
	if (keeps)
		g_string_append_len(out, bytes + content.to,
				    (gssize)(place->close - content.to));
	g_string_free(content.between, TRUE);
}

bool record_edit_text(struct record_edit *edit, const struct node *node,
		      const char *value, GError **error)
{
	const struct record_place *place = place_of(edit, node);
	g_autoptr(GString) with = tag_of(edit, node);
	g_autofree char *trimmed = NULL;

	if (node->child ||
	    (node->field && node->field->type == FIELD_GROUP && *value)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "'%s' holds other fields and no text of its own",
			    node->name);
		return false;
	}
	if (!check_value(value, error))
		return false;
	if (node->field && node->field->type == FIELD_MARKDOWN) {
		trimmed = g_strdup(value + strspn(value, " \t\n"));
		g_strchomp(trimmed);
		value = trimmed;
	}
	if (*value)
		tag_state(with, node);
	else if (!has_value_attr(node) && field_attr(node->field, "evidence"))
		record_tag_set(with, "evidence", "not-stated");
	if (*value && record_tag_open(with)) {
		g_autoptr(GString) end = g_string_new(NULL);

		record_tag_close(with, end);
		append_content(edit, node, value, with);
		g_string_append(with, end->str);
	} else {
		append_content(edit, node, value, with);
	}
	return splice(edit, place->start, place->close, with, error);
}

/* Elements --------------------------------------------------------------- */

/* Whether a comment is an element of that name, and nothing else. */
static bool is_about(const char *bytes, size_t from, size_t to,
		     const char *name)
{
	size_t len = strlen(name);

	if (to - from < strlen("<!--") || bytes[from + 1] != '!')
		return false;
	for (from += strlen("<!--"); from < to && strchr(BLANKS, bytes[from]);)
		from++;
	return to - from > len + 1 && bytes[from] == '<' &&
	       memcmp(bytes + from + 1, name, len) == 0 &&
	       strchr(" />", bytes[from + 1 + len]);
}

/*
 * Where in the gap between two elements a new one goes: after a comment on the
 * line of the element before it, and after a comment that shows such an
 * element, as the skeleton of a new record does.
 */
static size_t place_in_gap(const char *bytes, size_t from, size_t to,
			   const char *name)
{
	size_t place = from;
	bool is_same_line = true;

	for (size_t at = from; at < to;) {
		size_t next = record_place_skip(bytes, at, to);

		if (bytes[at] == '\n')
			is_same_line = false;
		if (next > at &&
		    (is_same_line || is_about(bytes, at, next, name)))
			place = next;
		at = next > at ? next : at + 1;
	}
	return place;
}

/* The last child that comes before a new one of that field; NULL: none. */
static const struct node *last_before(const struct node *parent,
				      const struct field *field)
{
	const struct node *last = NULL;

	for (const struct node *n = parent->child; n; n = n->next) {
		if (n->field && n->field <= field)
			last = n;
	}
	return last;
}

/* What leads a new child: a line break and blanks, or nothing. */
static char *lead_of(const struct record_edit *edit, const struct node *parent,
		     const struct node *before)
{
	const struct node *like = before ? before : parent->child;
	g_autofree char *own = indent_of(edit, parent);
	g_autofree char *unit = unit_of(edit);
	g_autofree char *indent = like	? indent_of(edit, like)
				  : own ? g_strconcat(own, unit, NULL)
					: NULL;

	return indent ? g_strconcat(line_break(edit), indent, NULL) : NULL;
}

/* A parent without children: what follows the new child inside of it. */
static void append_tail(const struct record_edit *edit,
			const struct node *parent, GString *out)
{
	g_autofree char *own = indent_of(edit, parent);

	if (own)
		g_string_append_printf(out, "%s%s", line_break(edit), own);
}

static const struct node *node_at(const struct record_edit *edit, size_t start)
{
	const struct node *node = edit->root;

	for (guint i = 0; node; node = node_walk(node, edit->root), i++) {
		if (g_array_index(edit->places, struct record_place, i).start ==
		    start)
			return node;
	}
	return NULL;
}

const struct node *record_edit_insert(struct record_edit *edit,
				      const struct node *parent,
				      const struct field *field, GError **error)
{
	const char *bytes = bytes_of(edit);
	const struct record_place *place = place_of(edit, parent);
	const struct node *before = last_before(parent, field);
	const struct node *after = before ? before->next : parent->child;
	g_autofree char *lead = lead_of(edit, parent, before);
	g_autoptr(GString) with = tag_of(edit, parent);
	size_t from = before ? place_of(edit, before)->end : place->open_end;
	size_t to = after ? place_of(edit, after)->start : place->close;
	bool is_single, is_bare = !parent->child && is_blank(bytes, from, to);
	size_t at = is_bare ? from : place_in_gap(bytes, from, to, field->name);
	size_t start;

	if (*parent->text) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "'%s' holds text, so nothing can be put into it",
			    parent->name);
		return NULL;
	}
	tag_state(with, parent);
	is_single = record_tag_open(with);
	g_string_append_len(with, bytes + place->open_end,
			    (gssize)(at - place->open_end));
	g_string_append(with, lead ? lead : "");
	start = place->start + with->len;
	record_tag_child(with, field->name, with);
	if (is_bare)
		append_tail(edit, parent, with);
	if (is_single)
		record_tag_close(with, with);
	if (!splice(edit, place->start, is_bare ? place->close : at, with,
		    error))
		return NULL;
	return node_at(edit, start);
}

bool record_edit_remove(struct record_edit *edit, const struct node *node,
			GError **error)
{
	const struct record_place *place = place_of(edit, node);
	g_autoptr(GString) nothing = g_string_new(NULL);
	const char *bytes = bytes_of(edit);
	size_t from, to = place->end, end = g_bytes_get_size(edit->bytes);

	if (!node->parent) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
			    "a record cannot do without its root element");
		return false;
	}
	while (to < end && strchr(" \t\r", bytes[to]))
		to++;
	if (!begins_line(bytes, place->start, &from) || to >= end ||
	    bytes[to] != '\n')
		return splice(edit, place->start, place->end, nothing, error);
	return splice(edit, from, to + 1, nothing, error);
}
