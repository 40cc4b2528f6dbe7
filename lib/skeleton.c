/* SPDX-License-Identifier: MIT */
/*
 * An optional field is two comments: one that explains it, and one that is the
 * element itself, so that whoever takes the marks of the second away has a
 * valid element.  Comments cannot stand inside one another, so a group is
 * explained as a whole before it is shown as a whole.
 */
#include "lib/skeleton.h"

#include <stdbool.h>
#include <string.h>

#include "lib/codes.h"
#include "lib/schema.h"

#define WIDTH 78
#define MAX_CODES 12 /* of a list that are named */

/* Text to be wrapped in a comment. */
struct note {
	GString *text;
	const struct codes *codes;
};

static const char *const value_words[] = {
	[FIELD_LINE] = "One line of text.",
	[FIELD_MARKDOWN] = "Text, with Markdown.",
	[FIELD_DATE] = "A date: YYYY-MM-DD.",
	[FIELD_DURATION] = "A length of time: P1Y, P6M, P30D.",
	[FIELD_BOOLEAN] = "true or false.",
	[FIELD_COUNT] = "A whole number.",
	[FIELD_URI] = "A web address.",
	[FIELD_MAILBOX] = "A shared e-mail address.",
	[FIELD_ID] = "An id.",
	[FIELD_REF] = "The id of a record.",
	[FIELD_REFS] = "Ids, a space between them.",
};

/*
 * Two hyphens would end the comment; an address would be taken for somebody's.
 */
static void append_safe(GString *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '-' && out->len > 0 &&
		    out->str[out->len - 1] == '-')
			g_string_append_c(out, ' ');
		if (s[i] == '@' && i > 0)
			g_string_append(out, " at ");
		else
			g_string_append_c(out, s[i]);
	}
}

/* The words of text in lines that begin with so many blanks. */
static void append_wrapped(GString *out, const char *text, int indent)
{
	size_t column = 0;

	while (*(text += strspn(text, " \t\r\n"))) {
		size_t len = strcspn(text, " \t\r\n");

		if (column > 0 && column + 1 + len > WIDTH) {
			g_string_append_c(out, '\n');
			column = 0;
		}
		if (column == 0)
			g_string_append_printf(out, "%*s", indent, "");
		else
			g_string_append_c(out, ' ');
		column += (column == 0 ? (size_t)indent : 1) + len;
		append_safe(out, text, len);
		text += len;
	}
}

static void append_codes(struct note *note, const char *name)
{
	const struct code_list *list = codes_list(note->codes, name);
	size_t n = list ? list->n_codes : 0;
	size_t shown = n > MAX_CODES ? MAX_CODES : n;

	g_string_append_printf(note->text, " One of the codes of '%s'", name);
	for (size_t i = 0; i < shown; i++)
		g_string_append_printf(note->text, "%s %s (%s)",
				       i > 0 ? "," : ":", list->codes[i].id,
				       list->codes[i].label);
	if (shown < n)
		g_string_append_printf(note->text,
				       " and %zu more: see gatehouse explain "
				       "%s",
				       n - shown, name);
	g_string_append_c(note->text, '.');
}

static void append_kinds(struct note *note, const char *kinds)
{
	g_string_append_printf(note->text, " Kind of record: %s.", kinds);
}

/* "Label (required): hint. What it takes." */
static void append_meaning(struct note *note, const struct field *field)
{
	g_string_append_printf(note->text, "%s%s: %s", field->label,
			       field->is_required ? " (required)" : "",
			       field->hint);
	if (field->codes && field->n_children == 0)
		append_codes(note, field->codes);
	else if (field->type != FIELD_GROUP && field->type != FIELD_CODE)
		g_string_append_printf(note->text, " %s",
				       value_words[field->type]);
	if (field->refs)
		append_kinds(note, field->refs);
	if (field->repeats)
		g_string_append(note->text, " May be repeated.");
}

/* Attributes and inner fields, each on lines of its own. */
static void explain_inside(GString *out, const struct codes *codes,
			   const struct field *field, int indent)
{
	for (size_t i = 0; i < field->n_attrs + field->n_children; i++) {
		const struct field *inner =
			i < field->n_attrs
				? &field->attrs[i]
				: &field->children[i - field->n_attrs];
		g_autoptr(GString) text = g_string_new(NULL);
		struct note note = { text, codes };

		if (inner->is_attr && (field_is_claim(inner) || !field->parent))
			continue;
		g_string_append_printf(text,
				       "%s%s = ", inner->is_attr ? "@" : "",
				       inner->name);
		append_meaning(&note, inner);
		g_string_append_c(out, '\n');
		append_wrapped(out, text->str, indent);
		if (!inner->is_attr)
			explain_inside(out, codes, inner, indent + 2);
	}
}

static void explain(GString *out, const struct codes *codes,
		    const struct field *field)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct note note = { text, codes };
	gsize start = out->len;

	append_meaning(&note, field);
	append_wrapped(out, text->str, 7);
	memcpy(out->str + start, "  <!-- ", 7);
	explain_inside(out, codes, field, 9);
	g_string_append(out, " -->\n");
}

/* An attribute that stands in the example of its element. */
static bool is_shown(const struct field *field, const struct field *attr)
{
	static const char *const names[] = { "code", "ref", NULL };

	return attr->is_required || g_strv_contains(names, attr->name) ||
	       (field->key && field->key[0] == '@' &&
		strcmp(field->key + 1, attr->name) == 0);
}

static void show(GString *out, const struct field *field, int indent,
		 bool is_bare)
{
	g_string_append_printf(out, "%*s<%s", indent, "", field->name);
	for (size_t i = 0; i < field->n_attrs; i++) {
		if (is_bare ? field->attrs[i].is_required
			    : is_shown(field, &field->attrs[i]))
			g_string_append_printf(out, " %s=\"\"",
					       field->attrs[i].name);
	}
	g_string_append_c(out, '>');
	for (size_t i = 0; i < field->n_children; i++) {
		if (is_bare && !field->children[i].is_required)
			continue;
		g_string_append_c(out, '\n');
		show(out, &field->children[i], indent + 2, is_bare);
	}
	if (field->n_children > 0)
		g_string_append_printf(out, "\n%*s", indent, "");
	g_string_append_printf(out, "</%s>", field->name);
}

static void append_field(GString *out, const struct codes *codes,
			 const struct field *field)
{
	g_string_append_c(out, '\n');
	explain(out, codes, field);
	if (field->is_required) {
		show(out, field, 2, false);
		g_string_append_c(out, '\n');
	} else if (field->n_children > 0) {
		g_string_append(out, "  <!--\n");
		show(out, field, 2, false);
		g_string_append(out, "\n  -->\n");
	} else {
		g_string_append(out, "  <!-- ");
		show(out, field, 0, false);
		g_string_append(out, " -->\n");
	}
}

static void append_start(GString *out, const struct kind *kind, const char *id)
{
	g_string_append_printf(out,
			       "<%s xmlns=\"urn:gatehouse:1\" id=\"%s\" "
			       "version=\"1\">\n",
			       kind->name, id);
}

static void append_preface(GString *out, const struct kind *kind)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "%s. %s Required: ", kind->label,
			       kind->root->hint);
	for (size_t i = 0, n = 0; i < kind->root->n_children; i++) {
		if (kind->root->children[i].is_required)
			g_string_append_printf(text, "%s%s",
					       n++ > 0 ? ", " : "",
					       kind->root->children[i].name);
	}
	g_string_append(
		text,
		". Every other field stands here as a comment; take the marks "
		"of the comment away to use it. Keep the order. What your "
		"source does not say stays empty and is marked "
		"evidence=\"not-stated\". Every element may also have "
		"evidence (stated, inferred or not-stated), source (the id of "
		"a source record) and locator (where in the source). The "
		"record itself may have publication (public, partner or "
		"internal), which is public where it is left out.");
	g_string_append(out, "<!--\n");
	append_wrapped(out, text->str, 2);
	g_string_append(out, "\n-->\n");
}

void skeleton_write(GString *out, const struct kind *kind,
		    const struct codes *codes, const char *id)
{
	g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	append_preface(out, kind);
	append_start(out, kind, id);
	for (size_t i = 0; i < kind->root->n_children; i++)
		append_field(out, codes, &kind->root->children[i]);
	g_string_append_printf(out, "</%s>\n", kind->name);
}

void skeleton_write_bare(GString *out, const struct kind *kind, const char *id)
{
	g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	append_start(out, kind, id);
	for (size_t i = 0; i < kind->root->n_children; i++) {
		if (!kind->root->children[i].is_required)
			continue;
		show(out, &kind->root->children[i], 2, true);
		g_string_append_c(out, '\n');
	}
	g_string_append_printf(out, "</%s>\n", kind->name);
}
