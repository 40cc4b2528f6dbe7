/* SPDX-License-Identifier: MIT */
/*
 * Every record of the example, packed and unpacked, is the tree that it was;
 * and no damage to the bytes makes reading them go wrong.
 */
#include "lib/tree_pack.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/xml.h"

static struct library *library;

struct trees {
	struct arena *arena;
	GPtrArray *roots; /* of struct node */
};

static void read_one(struct trees *trees, const char *path)
{
	g_autoptr(GBytes) bytes = assets_load(library->assets, path, NULL);
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = path };
	struct node *root;
	bool is_valid;

	input.bytes = g_bytes_get_data(bytes, &input.len);
	root = xml_read(library->xml, library->schema, trees->arena, &input,
			diags, &is_valid);
	g_assert_true(is_valid);
	g_ptr_array_add(trees->roots, root);
}

/* All records of the example; free with trees_clear. */
static struct trees trees_read(void)
{
	struct trees trees = { arena_new(), g_ptr_array_new() };
	g_auto(GStrv) paths = assets_list(library->assets, "registers");

	for (char **path = paths; *path; path++) {
		if (!strstr(*path, "history") && strchr(*path + 10, '/'))
			read_one(&trees, *path);
	}
	g_assert_cmpuint(trees.roots->len, >, 50);
	return trees;
}

static void trees_clear(struct trees *trees)
{
	arena_free(trees->arena);
	g_ptr_array_unref(trees->roots);
}

static GString *pack(const struct trees *trees)
{
	GString *bytes = g_string_new(NULL);
	g_autoptr(TreePacker) packer = tree_packer_new(bytes);

	for (guint i = 0; i < trees->roots->len; i++) {
		const struct node *root = trees->roots->pdata[i];

		g_assert_true(tree_can_be_packed(root));
		tree_pack_text(packer, root->name);
		tree_pack(packer, root);
	}
	return bytes;
}

static const struct field *root_field(const char *name)
{
	const struct kind *kind = schema_kind(library->schema, name);

	return kind ? kind->root : NULL;
}

static void assert_same_attrs(const struct node *a, const struct node *b)
{
	g_assert_cmpuint(a->n_attrs, ==, b->n_attrs);
	for (unsigned i = 0; i < a->n_attrs; i++) {
		g_assert_cmpstr(a->attrs[i].name, ==, b->attrs[i].name);
		g_assert_cmpstr(a->attrs[i].value, ==, b->attrs[i].value);
		g_assert_true(a->attrs[i].field == b->attrs[i].field);
	}
}

static void assert_same(const struct node *a, const struct node *b)
{
	g_assert_cmpstr(a->name, ==, b->name);
	g_assert_cmpstr(a->text, ==, b->text);
	g_assert_cmpuint(a->line, ==, b->line);
	g_assert_true(a->field == b->field);
	g_assert_cmpint(a->is_indexed, ==, b->is_indexed);
	assert_same_attrs(a, b);
	a = a->child;
	b = b->child;
	for (; a && b; a = a->next, b = b->next) {
		g_assert_true(node_child(a->parent, a->name) != NULL);
		g_assert_true(node_child(b->parent, b->name) != NULL);
		assert_same(a, b);
	}
	g_assert_true(!a && !b);
}

static void what_is_unpacked_is_what_was_packed(void)
{
	struct trees trees = trees_read();
	g_autoptr(GString) bytes = pack(&trees);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(TreeUnpacker) from =
		tree_unpacker_new(arena, bytes->str, bytes->len);

	for (guint i = 0; i < trees.roots->len; i++) {
		const char *name = tree_unpack_text(from);
		const struct node *root = tree_unpack(from, root_field(name));

		g_assert_nonnull(root);
		g_assert_null(root->parent);
		assert_same(trees.roots->pdata[i], root);
	}
	g_assert_false(tree_unpack_more(from));
	g_assert_false(tree_unpack_is_damaged(from));
	trees_clear(&trees);
}

static void numbers_of_every_size_come_back(void)
{
	static const uint64_t numbers[] = { 0,	     1,		 127,
					    128,     16383,	 16384,
					    1 << 30, UINT32_MAX, UINT64_MAX };
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(TreePacker) packer = tree_packer_new(bytes);
	g_autoptr(TreeUnpacker) from = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		tree_pack_number(packer, numbers[i]);
	from = tree_unpacker_new(NULL, bytes->str, bytes->len);
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
		g_assert_true(tree_unpack_number(from) == numbers[i]);
	g_assert_false(tree_unpack_is_damaged(from));
	g_assert_true(tree_unpack_number(from) == 0);
	g_assert_true(tree_unpack_is_damaged(from));
}

/* Reads as many trees as there are; true: to the end. */
static bool unpack_all(const char *bytes, size_t len)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *copy = g_memdup2(bytes, len);
	g_autoptr(TreeUnpacker) from = tree_unpacker_new(arena, copy, len);

	while (tree_unpack_more(from)) {
		const struct field *field = root_field(tree_unpack_text(from));
		const struct node *root =
			field ? tree_unpack(from, field) : NULL;

		if (!root)
			return false;
		for (const struct node *n = root; n; n = node_walk(n, root))
			g_assert_true(strlen(n->text) <= len);
	}
	return !tree_unpack_is_damaged(from);
}

static void a_tree_that_is_cut_off_is_damage(void)
{
	struct trees trees = trees_read();
	g_autoptr(GString) bytes = NULL;

	g_ptr_array_set_size(trees.roots, 1);
	bytes = pack(&trees);
	g_assert_true(unpack_all(bytes->str, bytes->len));
	for (size_t len = 1; len < bytes->len; len++)
		g_assert_false(unpack_all(bytes->str, len));
	trees_clear(&trees);
}

/* Whether it is noticed is for a checksum: here nothing may go wrong. */
static void damaged_bytes_do_no_harm(void)
{
	struct trees trees = trees_read();
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	g_autoptr(GString) bytes = NULL;
	unsigned n_refused = 0;

	g_ptr_array_set_size(trees.roots, 3);
	bytes = pack(&trees);
	for (unsigned i = 0; i < 2000; i++) {
		g_autofree char *copy = g_memdup2(bytes->str, bytes->len);

		for (int j = g_rand_int_range(rand, 1, 4); j > 0; j--)
			copy[g_rand_int_range(rand, 0, (int)bytes->len)] =
				(char)g_rand_int_range(rand, 0, 256);
		n_refused += !unpack_all(copy, bytes->len);
	}
	g_assert_cmpuint(n_refused, >, 100);
	trees_clear(&trees);
}

static void what_the_schema_does_not_know_is_not_packed(void)
{
	static const char text[] =
		"<agreement xmlns='urn:gatehouse:1' id='a' version='1'>"
		"<title>A</title><nonsense/></agreement>";
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "agreements/a.xml",
				   .bytes = text,
				   .len = strlen(text) };
	bool is_valid;
	const struct node *root = xml_read(library->xml, library->schema, arena,
					   &input, diags, &is_valid);

	g_assert_nonnull(root);
	g_assert_false(tree_can_be_packed(root));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	g_test_add_func("/tree_pack/what is unpacked is what was packed",
			what_is_unpacked_is_what_was_packed);
	g_test_add_func("/tree_pack/numbers of every size come back",
			numbers_of_every_size_come_back);
	g_test_add_func("/tree_pack/a tree that is cut off is damage",
			a_tree_that_is_cut_off_is_damage);
	g_test_add_func("/tree_pack/damaged bytes do no harm",
			damaged_bytes_do_no_harm);
	g_test_add_func(
		"/tree_pack/what the schema does not know is not packed",
		what_the_schema_does_not_know_is_not_packed);
	status = g_test_run();
	library_free(library);
	return status;
}
