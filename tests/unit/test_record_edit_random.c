/* SPDX-License-Identifier: MIT */
/*
 * A change is made, and nothing else is.  Records of the example are written
 * in random styles, with comments, either quote and other line breaks; a
 * change at random is made to the bytes and, by other means, to the tree; both
 * are to agree, and the bytes around the change are to be the same.
 */
#include "lib/record_edit.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/record_place.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml.h"
#include "lib/xml_write.h"

#define ROUNDS 3000

static struct library *library;

static struct record_edit *edit_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct record_edit *edit =
		record_edit_new(library, "x.xml", text, strlen(text), &error);

	g_assert_no_error(error);
	return edit;
}

/* Random styles ---------------------------------------------------------- */

static int below(GRand *rand, int n)
{
	return g_rand_int_range(rand, 0, n);
}

static bool once_in(GRand *rand, int n)
{
	return below(rand, n) == 0;
}

static const char *random_note(GRand *rand)
{
	static const char *const notes[] = {
		"<!-- a > b \" ' -->",
		"<!--<title>-->",
		"<?editor at='>' ?>",
		"<!-- two\n lines -->",
	};

	return notes[below(rand, G_N_ELEMENTS(notes))];
}

/* One style for the whole file: indented or not, and so on. */
struct style {
	GRand *rand;
	const char *unit; /* NULL: all on one line */
	const char *eol;
	const char *prefix;
};

static void write_break(GString *out, const struct style *style, int depth)
{
	if (!style->unit)
		return;
	g_string_append(out, style->eol);
	for (int i = 0; i < depth; i++)
		g_string_append(out, style->unit);
}

static void write_tag(GString *out, const struct style *style,
		      const struct node *node)
{
	g_string_append_printf(out, "<%s%s", style->prefix, node->name);
	for (unsigned i = 0; i < node->n_attrs; i++) {
		char quote = once_in(style->rand, 2) ? '"' : '\'';

		g_string_append_printf(
			out, "%s%s%s%c", once_in(style->rand, 6) ? "\n  " : " ",
			node->attrs[i].name,
			once_in(style->rand, 6) ? " = " : "=", quote);
		xml_write_text(out, node->attrs[i].value,
			       strlen(node->attrs[i].value), quote);
		g_string_append_c(out, quote);
	}
	if (!node->parent)
		g_string_append_printf(out, " xmlns%s%.*s='urn:gatehouse:1'",
				       *style->prefix ? ":" : "",
				       (int)strcspn(style->prefix, ":"),
				       style->prefix);
	if (once_in(style->rand, 6))
		g_string_append_c(out, ' ');
}

static void write_styled(GString *out, const struct style *style,
			 const struct node *node, int depth)
{
	bool is_block = strchr(node->text, '\n') != NULL;

	write_tag(out, style, node);
	if (!node->child && !*node->text && once_in(style->rand, 2)) {
		g_string_append(out, "/>");
		return;
	}
	g_string_append_c(out, '>');
	if (!is_block && once_in(style->rand, 10))
		g_string_append(out, random_note(style->rand));
	for (const struct node *n = node->child; n; n = n->next) {
		write_break(out, style, depth + 1);
		if (once_in(style->rand, 6)) {
			g_string_append(out, random_note(style->rand));
			write_break(out, style, depth + 1);
		}
		write_styled(out, style, n, depth + 1);
		if (once_in(style->rand, 10))
			g_string_append(out, random_note(style->rand));
	}
	if (node->child)
		write_break(out, style, depth);
	if (is_block)
		g_string_append_c(out, '\n');
	xml_write_text(out, node->text, strlen(node->text), 0);
	if (is_block)
		g_string_append_c(out, '\n');
	g_string_append_printf(out, "</%s%s>", style->prefix, node->name);
}

static char *random_file(GRand *rand, const struct node *root)
{
	static const char *const units[] = { NULL, "  ", "\t", "    " };
	struct style style = {
		.rand = rand,
		.unit = units[below(rand, G_N_ELEMENTS(units))],
		.eol = once_in(rand, 4) ? "\r\n" : "\n",
		.prefix = once_in(rand, 4) ? "g:" : "",
	};
	GString *out = g_string_new(NULL);

	if (once_in(rand, 2))
		g_string_append(out, "<?xml version='1.0'?>\n");
	if (once_in(rand, 2))
		g_string_append(out, random_note(rand));
	write_styled(out, &style, root, 0);
	if (once_in(rand, 2))
		g_string_append(out, "\n<!-- the end -->\n");
	return g_string_free(out, FALSE);
}

/* The same change to a tree ----------------------------------------------- */

enum op { OP_TEXT, OP_ATTR, OP_NO_ATTR, OP_INSERT, OP_REMOVE, OPS };

struct change {
	enum op op;
	const struct node *node;   /* of the tree before */
	const struct field *field; /* OP_INSERT */
	const char *name;
	const char *value;
	struct arena *arena;
};

static void put_attr(struct change *change, struct node *node, const char *name,
		     const char *value)
{
	struct attr *attrs =
		arena_array(change->arena, node->n_attrs + 1, sizeof(*attrs));
	unsigned n = 0, was = node->n_attrs;
	bool is_put = !value;

	for (unsigned i = 0; i < was; i++) {
		bool is_it = strcmp(node->attrs[i].name, name) == 0;

		if (is_it && !value)
			continue;
		attrs[n] = node->attrs[i];
		if (is_it)
			attrs[n].value = value;
		is_put |= is_it;
		n++;
	}
	if (!is_put) {
		attrs[n].name = name;
		attrs[n].value = value;
		attrs[n++].field = field_attr(node->field, name);
	}
	node->attrs = attrs;
	node->n_attrs = (uint8_t)n;
}

static bool says_something(const struct node *node)
{
	return node_attr(node, "code") || node_attr(node, "ref") ||
	       node_attr(node, "control");
}

static void put_state(struct change *change, struct node *node)
{
	if (node_is_not_stated(node))
		put_attr(change, node, "evidence", NULL);
}

static void change_node(struct change *change, struct node *node)
{
	const char *name = change->name;

	switch (change->op) {
	case OP_TEXT:
		node->text = change->value;
		if (*node->text)
			put_state(change, node);
		else if (!says_something(node))
			put_attr(change, node, "evidence", "not-stated");
		break;
	case OP_ATTR:
		if (strcmp(name, "ref") == 0 || strcmp(name, "code") == 0 ||
		    strcmp(name, "control") == 0)
			put_state(change, node);
		put_attr(change, node, name, change->value);
		break;
	case OP_NO_ATTR:
		put_attr(change, node, name, NULL);
		break;
	case OP_INSERT:
		put_state(change, node);
		break;
	default:
		break;
	}
}

static struct node *changed(struct change *change, const struct node *from);

static void change_children(struct change *change, struct node *node,
			    const struct node *from)
{
	bool is_parent = change->op == OP_INSERT && change->node == from;
	struct node **end = &node->child;
	struct node *added = NULL;

	*end = NULL;
	if (is_parent) {
		added = arena_alloc(change->arena, sizeof(*added));
		added->name = change->field->name;
		added->field = change->field;
		added->text = "";
	}
	for (const struct node *c = from->child; c; c = c->next) {
		if (added && c->field > change->field) {
			*end = g_steal_pointer(&added);
			end = &(*end)->next;
		}
		if (change->op == OP_REMOVE && change->node == c)
			continue;
		*end = changed(change, c);
		end = &(*end)->next;
	}
	*end = added;
}

static struct node *changed(struct change *change, const struct node *from)
{
	struct node *node = arena_alloc(change->arena, sizeof(*node));

	*node = *from;
	node->next = NULL;
	node->is_indexed = false;
	change_children(change, node, from);
	if (change->node == from)
		change_node(change, node);
	return node;
}

static void check_same(const struct node *a, const struct node *b)
{
	g_assert_cmpstr(a->name, ==, b->name);
	g_assert_cmpstr(a->text, ==, b->text);
	g_assert_true(a->field == b->field);
	g_assert_cmpuint(a->n_attrs, ==, b->n_attrs);
	for (unsigned i = 0; i < a->n_attrs; i++) {
		g_assert_cmpstr(a->attrs[i].name, ==, b->attrs[i].name);
		g_assert_cmpstr(a->attrs[i].value, ==, b->attrs[i].value);
	}
	a = a->child;
	b = b->child;
	for (; a && b; a = a->next, b = b->next)
		check_same(a, b);
	g_assert_true(!a && !b);
}

/* Random changes ---------------------------------------------------------- */

static const struct node *random_node(GRand *rand, const struct node *root)
{
	const struct node *node = root;
	int n = 0;

	for (const struct node *at = root; at; at = node_walk(at, root))
		n++;
	for (n = below(rand, n); n > 0; n--)
		node = node_walk(node, root);
	return node;
}

static const char *random_value(GRand *rand, const struct node *node,
				enum op op)
{
	static const char *const lines[] = {
		"plain",	   "a < b & c > d \" ' ]]> &amp;",
		"<!-- no -->",	   "x \xe2\x80\xae y \xc2\xa0 \xf0\x9f\x8f\xa0",
		"<![CDATA[ x ]]>", "0123",
	};
	static const char *const texts[] = {
		"one\ntwo",
		"* a\n  * b\n\n    c",
		"a\n\n<b>\n\tc",
		"x  \ny",
	};

	if (op == OP_TEXT && once_in(rand, 6))
		return "";
	if (op == OP_TEXT && node->field->type == FIELD_MARKDOWN &&
	    once_in(rand, 2))
		return texts[below(rand, G_N_ELEMENTS(texts))];
	return lines[below(rand, G_N_ELEMENTS(lines))];
}

/* False when the node is not one for the change that came up. */
static bool random_change(GRand *rand, const struct node *root,
			  struct change *change)
{
	const struct field *field;

	change->op = (enum op)below(rand, OPS);
	change->node = random_node(rand, root);
	field = change->node->field;
	change->value = random_value(rand, change->node, change->op);
	switch (change->op) {
	case OP_TEXT:
		return field->n_children == 0 && field->type != FIELD_GROUP;
	case OP_ATTR:
		if (field->n_attrs == 0)
			return false;
		change->name =
			field->attrs[below(rand, (int)field->n_attrs)].name;
		return true;
	case OP_NO_ATTR:
		if (change->node->n_attrs == 0)
			return false;
		change->name =
			change->node
				->attrs[below(rand, (int)change->node->n_attrs)]
				.name;
		return true;
	case OP_INSERT:
		if (field->n_children == 0)
			return false;
		change->field =
			&field->children[below(rand, (int)field->n_children)];
		return true;
	default:
		return change->node->parent != NULL;
	}
}

static bool apply(struct record_edit *edit, const struct change *change,
		  GError **error)
{
	switch (change->op) {
	case OP_TEXT:
		return record_edit_text(edit, change->node, change->value,
					error);
	case OP_ATTR:
		return record_edit_attr(edit, change->node, change->name,
					change->value, error);
	case OP_NO_ATTR:
		return record_edit_attr(edit, change->node, change->name, NULL,
					error);
	case OP_INSERT:
		return record_edit_insert(edit, change->node, change->field,
					  error) != NULL;
	default:
		return record_edit_remove(edit, change->node, error);
	}
}

/* The bytes before and after the change, between which it was made. */
struct bounds {
	size_t from;
	size_t to;
};

static size_t find_gap(const GArray *places, size_t at, size_t end,
		       const struct node *root, const struct change *change)
{
	guint i = 0;
	size_t to = end;

	for (const struct node *n = root; n; n = node_walk(n, root), i++) {
		const struct record_place *place =
			&g_array_index(places, struct record_place, i);

		if (n->parent == change->node && place->start >= at &&
		    n->field > change->field && place->start < to)
			to = place->start;
	}
	return to;
}

/* Inside these bytes of the old file the change may touch something. */
static struct bounds bounds_of(const char *bytes, const GArray *places,
			       const struct node *root,
			       const struct change *change)
{
	const struct record_place *place;
	struct bounds bounds;
	guint i = 0;

	for (const struct node *n = root; n != change->node;
	     n = node_walk(n, root))
		i++;
	place = &g_array_index(places, struct record_place, i);
	bounds.from = place->start;
	bounds.to = change->op == OP_ATTR || change->op == OP_NO_ATTR
			    ? place->open_end
			    : place->close;
	if (change->op == OP_INSERT)
		bounds.to = find_gap(places, place->start, place->close, root,
				     change);
	if (change->op != OP_REMOVE)
		return bounds;
	bounds.to = place->end;
	while (strchr(" \t", bytes[bounds.from - 1]))
		bounds.from--;
	while (strchr(" \t\r", bytes[bounds.to]))
		bounds.to++;
	bounds.to += bytes[bounds.to] == '\n';
	return bounds;
}

/* The notes (comments, instructions) of a text, in order. */
static char *notes_of(const char *text, size_t len)
{
	GString *notes = g_string_new(NULL);

	for (size_t at = 0; at < len;) {
		size_t cdata = record_place_cdata(text, at, len);
		size_t next = record_place_skip(text, at, len);

		g_string_append_len(notes, text + at, (gssize)(next - at));
		at = next > at ? next : cdata > at ? cdata : at + 1;
	}
	return g_string_free(notes, FALSE);
}

/* The node of one tree that stands where node does in another, equal one. */
static const struct node *twin_of(const struct node *root,
				  const struct node *other,
				  const struct node *node)
{
	const struct node *twin = root;

	for (const struct node *n = other; n != node; n = node_walk(n, other))
		twin = node_walk(twin, root);
	return twin;
}

static void check_round(GRand *rand, const struct node *root, const char *text,
			size_t *done)
{
	g_autoptr(RecordEdit) edit = edit_of(text);
	g_autoptr(RecordEdit) before = edit_of(text); /* stays as it is */
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GArray) places = record_place_list(text, strlen(text));
	struct change change = { .arena = arena };
	const struct node *old = record_edit_root(before);
	const struct node *expected;
	struct bounds bounds;
	const char *after;
	size_t tail, len;

	check_same(root, old);
	if (!random_change(rand, old, &change))
		return;
	++*done;
	expected = changed(&change, old);
	bounds = bounds_of(text, places, old, &change);
	change.node = twin_of(record_edit_root(edit), old, change.node);
	apply(edit, &change, &error);
	g_assert_no_error(error);
	check_same(expected, record_edit_root(edit));
	bytes = record_edit_bytes(edit);
	after = g_bytes_get_data(bytes, &len);
	tail = strlen(text) - bounds.to;
	g_assert_cmpuint(len, >=, bounds.from + tail);
	g_assert_cmpint(memcmp(after, text, bounds.from), ==, 0);
	g_assert_cmpint(memcmp(after + len - tail, text + bounds.to, tail), ==,
			0);
	if (change.op != OP_REMOVE) {
		g_autofree char *old_notes = notes_of(text, strlen(text));
		g_autofree char *new_notes = notes_of(after, len);

		g_assert_cmpstr(old_notes, ==, new_notes);
	}
}

static void changes_at_random_change_nothing_else(void)
{
	g_auto(GStrv) paths = assets_list(library->assets, "registers");
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	size_t done = 0;
	guint n = g_strv_length(paths);

	for (int i = 0; i < ROUNDS; i++) {
		const char *path = paths[below(rand, (int)n)];
		g_autoptr(GBytes) bytes = NULL;
		g_autoptr(Diags) diags = diags_new();
		g_autoptr(Arena) arena = arena_new();
		g_autofree char *text = NULL;
		struct xml_input input = { .path = path };
		const struct node *root;
		bool is_valid;

		if (!g_str_has_suffix(path, ".xml"))
			continue;
		bytes = assets_load(library->assets, path, NULL);
		input.bytes = g_bytes_get_data(bytes, &input.len);
		root = xml_read(library->xml, library->schema, arena, &input,
				diags, &is_valid);
		text = random_file(rand, root);
		check_round(rand, root, text, &done);
	}
	g_assert_cmpuint(done, >, ROUNDS / 3);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
	g_test_add_func("/record-edit/changes_at_random_change_nothing_else",
			changes_at_random_change_nothing_else);
	status = g_test_run();
	library_free(library);
	return status;
}
