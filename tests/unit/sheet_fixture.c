/* SPDX-License-Identifier: MIT */
#include "tests/unit/sheet_fixture.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

/* What spreadsheets run, guess, drop or take for the end of something. */
static const char *const lines[] = {
	"=1+1",
	"+44 20 7946 0000",
	"-5",
	"@SUM(A1)",
	"'=1",
	"''",
	"'",
	"007",
	"0012345678901234567890",
	"1E5",
	"3/4",
	"March 2014",
	"03/04/2026",
	"2026-04-03",
	"TRUE",
	"not stated",
	"Not Stated",
	"(not stated)",
	"((left empty))",
	"left empty",
	"a;b",
	"a,b",
	"say \"so\"",
	"\"",
	"\"=1\"",
	"_x0041_",
	"_x005F_x0041_",
	"sep=;",
	"[id]",
	"Été Łódź",
	"\xf0\x9f\x91\xaa \xe2\x80\xae gnol",
	"\xc2\x85\xe2\x80\xa8\xef\xbb\xbf x",
	"\xef\xbc\x9d=1",
	"<b>&amp;</b>",
	"-",
};

static const char *const paragraphs[] = {
	"One.\n\nTwo.",
	"- a point\n  - inside it\n\n      code",
	"=1+1\n\"quoted\", and; more",
	"a\rb\r\nc",
	"tab\there\n\ttab there",
	"\n'=1",
	"not stated\nat all",
};

static int below(const struct sheet_fixture *f, int n)
{
	return g_rand_int_range(f->rand, 0, n);
}

/* Any characters that XML has. */
static const char *random_characters(const struct sheet_fixture *f)
{
	g_autoptr(GString) out = g_string_new("x");

	for (int n = below(f, 30); n > 0; n--) {
		gunichar c = (gunichar)below(f, below(f, 2) ? 0x250 : 0x110000);

		if (c >= 0x20 && (c < 0xd800 || c > 0xdfff) && c != 0xfffe &&
		    c != 0xffff)
			g_string_append_unichar(out, c);
	}
	return arena_strdup(f->arena, out->str);
}

static const char *random_line(const struct sheet_fixture *f)
{
	return below(f, 4) == 0 ? random_characters(f)
				: lines[below(f, G_N_ELEMENTS(lines))];
}

static const char *random_code(const struct sheet_fixture *f, const char *name)
{
	const struct code_list *list = codes_list(f->codes, name);
	const char *id;

	do {
		id = list->codes[below(f, (int)list->n_codes)].id;
	} while (strcmp(id, "not-stated") == 0 || strcmp(id, "withheld") == 0);
	return id;
}

static const char *random_value(struct sheet_fixture *f,
				const struct field *field)
{
	static const char *const counts[] = { "0", "7", "007", "999999999" };
	static const char *const days[] = { "2026-04-03", "1899-12-31",
					    "2013-12-25", "0001-01-01" };
	static const char *const spans[] = { "P2Y", "P90D", "PT72H" };

	if (field->codes)
		return random_code(f, field->codes);
	switch (field->type) {
	case FIELD_MARKDOWN:
		return below(f, 2)
			       ? random_line(f)
			       : paragraphs[below(f, G_N_ELEMENTS(paragraphs))];
	case FIELD_DATE:
		return days[below(f, G_N_ELEMENTS(days))];
	case FIELD_DURATION:
		return spans[below(f, G_N_ELEMENTS(spans))];
	case FIELD_BOOLEAN:
		return below(f, 2) ? "true" : "false";
	case FIELD_COUNT:
		return strcmp(field->name, "version") == 0
			       ? "3"
			       : counts[below(f, G_N_ELEMENTS(counts))];
	case FIELD_CODE:
		return strcmp(field->name, "control") == 0 ? "small" : "1-2";
	case FIELD_URI:
		return "https://example.org/?a=1;b=2,3";
	case FIELD_MAILBOX:
		return "dp@example.org";
	case FIELD_ID:
		return arena_printf(f->arena, "%u-may-2015", f->n_parts++);
	case FIELD_REF:
		return below(f, 2) ? "3-4" : "record#part-1";
	case FIELD_REFS:
		return "r1 r2-3";
	default:
		return random_line(f);
	}
}

static void add_attr(struct node *node, const struct field *field,
		     const char *value)
{
	struct attr *attr = &node->attrs[node->n_attrs++];

	attr->name = field->name;
	attr->field = field;
	attr->value = value;
}

static bool says_something(const struct node *node)
{
	return *node->text || node->child || node_attr(node, "code") ||
	       node_attr(node, "ref") || node_attr(node, "control");
}

/* An empty element has to say that it is not stated, any other not. */
static void mark(struct node *node)
{
	const struct field *evidence = field_attr(node->field, "evidence");
	unsigned n = 0;

	if (says_something(node) || !evidence)
		return;
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (node->attrs[i].field != evidence)
			node->attrs[n++] = node->attrs[i];
	}
	node->n_attrs = (uint8_t)n;
	add_attr(node, evidence, "not-stated");
}

static struct node *random_node(struct sheet_fixture *f,
				const struct field *field, const char *id)
{
	struct node *node = arena_alloc(f->arena, sizeof(*node));
	struct node **end = &node->child;

	node->name = field->name;
	node->field = field;
	node->text = "";
	node->attrs =
		arena_array(f->arena, field->n_attrs + 1, sizeof(*node->attrs));
	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];

		if (id && strcmp(attr->name, "id") == 0)
			add_attr(node, attr, id);
		else if (attr->is_required || below(f, 4) == 0)
			add_attr(node, attr,
				 !attr->codes && attr->type == FIELD_LINE &&
						 below(f, 9) == 0
					 ? ""
					 : random_value(f, attr));
	}
	if (field->type != FIELD_GROUP && below(f, 5) > 0)
		node->text = random_value(f, field);
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		int n = child->repeats ? below(f, 4) : below(f, 3) > 0;

		for (n = MAX(n, child->is_required); n > 0; n--) {
			*end = random_node(f, child, NULL);
			(*end)->parent = node;
			end = &(*end)->next;
		}
	}
	if (!id)
		mark(node);
	return node;
}

struct node *sheet_fixture_record(struct sheet_fixture *fixture,
				  const struct kind *kind, const char *id)
{
	return random_node(fixture, kind->root, id);
}

/* The text with each line break as a line feed; owned by the caller. */
static char *plain(const char *text)
{
	g_autofree char *copy = g_strdup(text);
	g_auto(GStrv) parts = g_strsplit(copy, "\r\n", -1);
	char *joined = g_strjoinv("\n", parts);

	return g_strdelimit(joined, "\r", '\n');
}

gboolean sheet_fixture_equal(const struct node *a, const struct node *b)
{
	const struct node *x = a->child, *y = b->child;
	g_autofree char *text_a = plain(a->text);
	g_autofree char *text_b = plain(b->text);

	if (a->field != b->field || a->n_attrs != b->n_attrs ||
	    strcmp(g_strchomp(text_a), g_strchomp(text_b)) != 0)
		return FALSE;
	for (unsigned i = 0; i < a->n_attrs; i++) {
		if (g_strcmp0(a->attrs[i].value,
			      node_attr(b, a->attrs[i].name)) != 0)
			return FALSE;
	}
	for (; x && y; x = x->next, y = y->next) {
		if (!sheet_fixture_equal(x, y))
			return FALSE;
	}
	return !x && !y;
}
