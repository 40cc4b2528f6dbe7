/* SPDX-License-Identifier: MIT */
/*
 * The page is read by people who look for one field, so each stands under its
 * whole path, as --set, log and explain write it.  What all records have, and
 * what any element may say of its source, is told once, ahead of the kinds.
 */
#include "cli/mdoc.h"

#include <glib.h>

#include "cli/field_words.h"
#include "cli/roff.h"
#include "lib/codes.h"
#include "lib/schema.h"
#include "lib/skeleton.h"

#define FEW 12 /* codes that stand with their field */

struct page {
	FILE *to;
	const struct schema *schema;
	const struct codes *codes;
};

/* Codes --------------------------------------------------------------------- */

/* "Codes: draft (Draft), active (Active)."; nothing where they are many. */
static void append_codes(GString *out, const struct code_list *list)
{
	if (!list || list->n_codes > FEW)
		return;
	for (size_t i = 0; i < list->n_codes; i++)
		g_string_append_printf(out, "%s%s (%s)",
				       i == 0 ? " Codes: " : ", ",
				       list->codes[i].id, list->codes[i].label);
	if (list->n_codes > 0)
		g_string_append_c(out, '.');
}

static void print_list(FILE *to, const struct code_list *list)
{
	g_autofree char *title =
		g_strdup_printf("%s: %s", list->id, list->title);

	roff_heading(to, ".Ss", title);
	roff_text(to, list->description);
	if (list->n_codes == 0)
		return;
	fputs(".Bl -tag -compact -width 24n\n", to);
	for (size_t i = 0; i < list->n_codes; i++)
		roff_item(to, list->codes[i].id, list->codes[i].label);
	fputs(".El\n", to);
}

static void print_lists(const struct page *page)
{
	size_t n;
	const struct code_list *const *lists = codes_lists(page->codes, &n);

	fputs(".Sh CODE LISTS\n"
	      "Lists that are built in, by name.\n"
	      "What each code means, and where it comes from, is told by\n"
	      ".Cm explain Ar list .\n",
	      page->to);
	for (size_t i = 0; i < n; i++)
		print_list(page->to, lists[i]);
}

/* Fields -------------------------------------------------------------------- */

/* Whether every record has the attribute on its root element. */
static bool is_common(const struct page *page, const struct field *attr)
{
	size_t n;
	const struct kind *kinds = schema_kinds(page->schema, &n);

	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder && !field_attr(kinds[i].root, attr->name))
			return false;
	}
	return true;
}

static void print_field(const struct page *page, const char *path,
			const struct field *field)
{
	const char *name = field_words_list(field);
	g_autofree char *words = field_words(field);
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "%s: %s. %s", field->label, words,
			       field->hint);
	append_codes(text, name ? codes_list(page->codes, name) : NULL);
	roff_item(page->to, path, text->str);
}

static void print_attr(const struct page *page, const char *path,
		       const struct field *attr)
{
	g_autofree char *full = g_strdup_printf("%s@%s", path, attr->name);

	print_field(page, full, attr);
}

/* What stands on the element and in it, each under its path. */
static void print_inside(const struct page *page, const char *path,
			 const struct field *field)
{
	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];

		if (!field_is_claim(attr) &&
		    (field->parent || !is_common(page, attr)))
			print_attr(page, path, attr);
	}
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		g_autofree char *full =
			g_strconcat(path, *path ? "." : "", child->name, NULL);

		print_field(page, full, child);
		print_inside(page, full, child);
	}
}

/* Kinds --------------------------------------------------------------------- */

static void print_place(FILE *to, const struct kind *kind)
{
	if (kind->folder)
		fprintf(to,
			"Element\n.Li %s ,\nin the folder\n.Pa %s ;\n"
			"its field\n.Li %s\nis the record's name for people.\n",
			kind->name, kind->folder, kind->title);
	else if (kind->file)
		fprintf(to, "Element\n.Li %s ,\nin the file\n.Pa %s .\n",
			kind->name, kind->file);
}

static void print_kind(const struct page *page, const struct kind *kind)
{
	g_autoptr(GString) least = g_string_new(NULL);

	roff_heading(page->to, ".Ss", kind->label);
	print_place(page->to, kind);
	roff_text(page->to, kind->root->hint);
	if (kind->folder) {
		fputs("What has to be there:\n", page->to);
		skeleton_write_bare(least, kind, "some-id");
		roff_literal(page->to, least->str);
	}
	fputs(".Bl -tag -width Ds\n", page->to);
	print_inside(page, "", kind->root);
	fputs(".El\n", page->to);
}

static void print_common(const struct page *page, const struct kind *kind)
{
	fputs(".Sh EVERY RECORD\n"
	      "The element that is the record has these attributes.\n"
	      ".Bl -tag -width Ds\n",
	      page->to);
	for (size_t i = 0; i < kind->root->n_attrs; i++) {
		const struct field *attr = &kind->root->attrs[i];

		if (!field_is_claim(attr) && is_common(page, attr))
			print_attr(page, "", attr);
	}
	fputs(".El\n.Pp\n"
	      "Every element, that of the record too, may say how what it holds "
	      "is known.\n"
	      ".Bl -tag -width Ds\n",
	      page->to);
	for (size_t i = 0; i < kind->root->n_attrs; i++) {
		if (field_is_claim(&kind->root->attrs[i]))
			print_attr(page, "", &kind->root->attrs[i]);
	}
	fputs(".El\n", page->to);
}

void mdoc_kinds(FILE *to, const struct schema *schema,
		const struct codes *codes)
{
	const struct page page = { to, schema, codes };
	size_t n;
	const struct kind *kinds = schema_kinds(schema, &n);

	print_common(&page, &kinds[0]);
	fputs(".Sh KINDS\n", to);
	for (size_t i = 0; i < n; i++)
		print_kind(&page, &kinds[i]);
	print_lists(&page);
}
