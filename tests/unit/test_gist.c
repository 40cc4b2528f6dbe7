/* SPDX-License-Identifier: MIT */
/*
 * A gist says what the record does, packed and unpacked it still does, and no
 * damage to the bytes makes reading one go wrong.
 */
#include "lib/gist.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/tree_pack.h"
#include "lib/xml.h"

static const char text[] =
	"<?xml version='1.0'?>\n"
	"<agreement xmlns='urn:gatehouse:1' id='share-one' version='2'\n"
	"  formerId='share-none' publication='partner'>\n"
	"<title>Share one</title>\n"
	"<owner ref='fen-council'/>\n"
	"<flow id='daily'><recipient ref='fen-police'/></flow>\n"
	"<flow id='weekly'/>\n"
	"</agreement>\n";

static struct library *library;

static struct gist *read_gist(struct arena *arena)
{
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "agreements/share-one.xml",
				   .bytes = text,
				   .len = strlen(text) };
	struct record record = {
		.kind = schema_kind(library->schema, "agreement"),
		.id = "share-one",
	};

	record.root = xml_read(library->xml, library->schema, arena, &input,
			       diags, &record.is_valid);
	g_assert_nonnull(record.root);
	return gist_of(arena, &record);
}

static void assert_is_right(const struct gist *gist)
{
	g_assert_cmpstr(gist->title, ==, "Share one");
	g_assert_cmpstr(gist->former_id, ==, "share-none");
	g_assert_cmpint(gist->publication, ==, EDITION_PARTNER);
	g_assert_cmpuint(gist->line, ==, 3); /* where the tag ends */
	g_assert_cmpuint(gist->n_parts, ==, 3);
	g_assert_cmpstr(gist->parts[1].target, ==, "share-one#daily");
	g_assert_cmpstr(gist->parts[1].name, ==, "flow");
	g_assert_cmpuint(gist->parts[1].place, ==, 3);
	g_assert_cmpuint(gist->parts[2].place, ==, 5);
	g_assert_cmpuint(gist->n_references, ==, 2);
	g_assert_cmpstr(gist->references[0].target, ==, "fen-council");
	g_assert_cmpstr(gist->references[0].kinds, ==, "organisation");
	g_assert_cmpuint(gist->references[0].place, ==, 2);
	g_assert_cmpuint(gist->references[1].place, ==, 4);
}

static GString *pack(const struct gist *gist)
{
	GString *bytes = g_string_new(NULL);
	g_autoptr(TreePacker) packer = tree_packer_new(bytes);

	gist_pack(packer, gist);
	return bytes;
}

static void a_gist_is_what_the_record_says(void)
{
	g_autoptr(Arena) arena = arena_new();
	const struct gist *gist = read_gist(arena);
	g_autoptr(GString) bytes = pack(gist);
	g_autoptr(TreeUnpacker) from =
		tree_unpacker_new(arena, bytes->str, bytes->len);

	assert_is_right(gist);
	assert_is_right(gist_unpack(from, arena));
	g_assert_false(tree_unpack_is_damaged(from));
	g_assert_false(tree_unpack_more(from));
}

/* Whether the bytes, which may be read to len, are those of a gist. */
static bool is_whole(const char *bytes, size_t len)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *copy = g_memdup2(bytes, len);
	g_autoptr(TreeUnpacker) from = tree_unpacker_new(arena, copy, len);
	const struct gist *gist = gist_unpack(from, arena);

	for (size_t i = 0; i < gist->n_parts; i++)
		g_assert_true(strlen(gist->parts[i].target) <= len);
	for (size_t i = 0; i < gist->n_references; i++)
		g_assert_true(strlen(gist->references[i].kinds) <= len);
	g_assert_cmpint(gist->publication, <=, EDITION_INTERNAL);
	return !tree_unpack_is_damaged(from);
}

static void damaged_bytes_do_no_harm(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) bytes = pack(read_gist(arena));
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261123);

	g_assert_true(is_whole(bytes->str, bytes->len));
	for (size_t len = 1; len < bytes->len; len++)
		g_assert_false(is_whole(bytes->str, len));
	for (unsigned i = 0; i < 2000; i++) {
		g_autofree char *copy = g_memdup2(bytes->str, bytes->len);

		copy[g_rand_int_range(rand, 0, (int)bytes->len)] =
			(char)g_rand_int_range(rand, 0, 256);
		is_whole(copy, bytes->len);
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	g_test_add_func("/gist/a gist is what the record says",
			a_gist_is_what_the_record_says);
	g_test_add_func("/gist/damaged bytes do no harm",
			damaged_bytes_do_no_harm);
	status = g_test_run();
	library_free(library);
	return status;
}
