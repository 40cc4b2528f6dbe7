/* SPDX-License-Identifier: MIT */
/* A new record is as the schema wants it, whatever the kind. */
#include "lib/skeleton.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml.h"

static struct library *library;
static struct codes *codes;

static const struct node *read_text(struct arena *arena, const char *text,
				    struct diags *diags, bool *is_valid)
{
	struct xml_input input = {
		.path = "x.xml",
		.bytes = text,
		.len = strlen(text),
	};
	struct pii_source source = { .bytes = text, .len = strlen(text) };
	const struct node *root = xml_read(library->xml, library->schema, arena,
					   &input, diags, is_valid);

	source.root = root;
	pii_check("x.xml", "x", &source, diags);
	return root;
}

/* Calls check for each kind that has a folder, with its skeleton. */
static void each_kind(void (*check)(const struct kind *kind, const char *text,
				    const char *bare))
{
	size_t n;
	const struct kind *kinds = schema_kinds(library->schema, &n);

	for (size_t i = 0; i < n; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GString) bare = g_string_new(NULL);

		if (!kinds[i].folder)
			continue;
		skeleton_write(text, &kinds[i], codes, "fen-one");
		skeleton_write_bare(bare, &kinds[i], "fen-one");
		check(&kinds[i], text->str, bare->str);
	}
}

static void check_required(const struct kind *kind, const char *text,
			   const char *bare)
{
	const char *const texts[] = { text, bare };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(Diags) diags = diags_new();
		bool is_valid;
		const struct node *root =
			read_text(arena, texts[i], diags, &is_valid);
		size_t n = 0;

		g_assert_nonnull(root);
		g_assert_cmpstr(node_attr(root, "id"), ==, "fen-one");
		for (const struct node *c = root->child; c; c = c->next, n++)
			g_assert_true(c->field && c->field->is_required);
		for (size_t j = 0; j < kind->root->n_children; j++)
			n -= kind->root->children[j].is_required;
		g_assert_cmpuint(n, ==, 0);
		for (size_t j = 0; j < diags_len(diags); j++)
			g_assert_nonnull(
				strstr(diags_get(diags, j)->message, "''"));
	}
}

static void what_is_required_is_there_and_nothing_is_wrong(void)
{
	each_kind(check_required);
}

/* The text in one line, blanks folded. */
static char *fold(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
	GString *line = g_string_new(NULL);

	for (char **word = words; *word; word++) {
		if (**word)
			g_string_append_printf(line, " %s", *word);
	}
	return g_string_free(line, FALSE);
}

static void check_explained(const struct field *field, const char *line)
{
	for (size_t i = 0; i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		g_autofree char *label = g_strdup_printf(
			" %s%s:", child->label,
			child->is_required ? " (required)" : "");
		g_autofree char *hint = fold(child->hint);

		g_assert_nonnull(strstr(line, label));
		if (!strchr(hint, '@'))
			g_assert_nonnull(strstr(line, hint));
		check_explained(child, line);
	}
}

static void check_hints(const struct kind *kind, const char *text,
			const char *bare)
{
	g_autofree char *line = fold(text);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	check_explained(kind->root, line);
	g_assert_null(strstr(bare, "<!--"));
	for (char **l = lines; *l; l++)
		g_assert_cmpint(g_utf8_strlen(*l, -1), <, 100);
}

static void every_field_is_there_with_its_label_and_hint(void)
{
	each_kind(check_hints);
}

/* The skeleton with every example taken out of its comment. */
static char *uncommented(const char *text)
{
	g_auto(GStrv) a = g_strsplit(text, "<!-- <", -1);
	g_autofree char *b = g_strjoinv("<", a);
	g_auto(GStrv) c = g_strsplit(b, "> -->", -1);
	g_autofree char *d = g_strjoinv(">", c);
	g_auto(GStrv) e = g_strsplit(d, "  <!--\n  <", -1);
	g_autofree char *f = g_strjoinv("  <", e);
	g_auto(GStrv) g = g_strsplit(f, ">\n  -->", -1);

	return g_strjoinv(">", g);
}

static void check_examples(const struct kind *kind, const char *text,
			   const char *bare)
{
	g_autofree char *all = uncommented(text);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	bool is_valid;
	const struct node *root = read_text(arena, all, diags, &is_valid);
	size_t n = 0;

	(void)bare;
	g_assert_nonnull(root);
	for (const struct node *c = root->child; c; c = c->next)
		n++;
	g_assert_cmpuint(n, ==, kind->root->n_children);
	/* Attributes that are to be filled in are all that is wrong. */
	for (size_t i = 0; i < diags_len(diags); i++)
		g_assert_nonnull(strstr(diags_get(diags, i)->message, "''"));
}

static void what_is_taken_out_of_its_comment_is_in_the_right_place(void)
{
	each_kind(check_examples);
}

static void codes_are_listed_and_long_lists_are_cut(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *line = NULL;

	skeleton_write(text, schema_kind(library->schema, "agreement"), codes,
		       "fen-one");
	line = fold(text->str);
	g_assert_nonnull(strstr(line, "active (Active)"));
	g_assert_nonnull(strstr(line, "more: see gatehouse explain purpose"));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
	codes = codes_new(library->assets, NULL);
	g_assert_nonnull(codes);
#define TEST(name) g_test_add_func("/skeleton/" #name, name)
	TEST(what_is_required_is_there_and_nothing_is_wrong);
	TEST(every_field_is_there_with_its_label_and_hint);
	TEST(what_is_taken_out_of_its_comment_is_in_the_right_place);
	TEST(codes_are_listed_and_long_lists_are_cut);
	status = g_test_run();
	codes_free(codes);
	library_free(library);
	return status;
}
