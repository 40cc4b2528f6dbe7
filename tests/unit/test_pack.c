/* SPDX-License-Identifier: MIT */
/*
 * Packs that git made, and what damage can make of them.
 */
#include "lib/pack.h"

#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/pack_file.h"
#include "lib/repo.h"
#include "tests/unit/repo_fixture.h"

#define VERSIONS 24

/* A repository with one pack, in which most versions are deltas. */
struct fixture {
	char *dir;
	char *objects;
	char *index;   /* path of the pack's index */
	char *pack;    /* path of the pack */
	GArray *ids;   /* of struct repo_id: the versions of a file */
	GArray *trees; /* those of the commits */
};

/* Version n of the file: long, and much like the one before. */
static char *text_of(unsigned n)
{
	GString *text = g_string_new(NULL);

	for (unsigned line = 0; line < 60; line++)
		g_string_append_printf(text, "line %u says %u\n", line,
				       line == n ? n * 7919 : line * line);
	return g_string_free(text, FALSE);
}

static void add_id(GArray *ids, const char *hex)
{
	struct repo_id id = repo_fixture_id(hex);

	g_array_append_val(ids, id);
}

/* One commit a version, all made at once. */
static void import_versions(const char *dir)
{
	g_autoptr(GString) stream = g_string_new(NULL);

	for (unsigned i = 0; i < VERSIONS; i++) {
		g_autofree char *text = text_of(i);

		g_string_append_printf(
			stream,
			"commit refs/heads/main\n"
			"committer A <a@example.org> %u +0000\n"
			"data 1\nv\nM 100644 inline agreements/a.xml\n"
			"data %zu\n%s\n",
			1000000000 + i, strlen(text), text);
	}
	repo_fixture_import(dir, stream->str);
}

/* Asks git for the ids of all versions and of their folders. */
static void find_ids(struct fixture *f)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *out = NULL;
	g_auto(GStrv) lines = NULL;

	g_ptr_array_add(words, g_strdup("rev-parse"));
	for (unsigned i = VERSIONS; i-- > 0;) {
		g_ptr_array_add(words,
				g_strdup_printf("main~%u:agreements/a.xml", i));
		g_ptr_array_add(words,
				g_strdup_printf("main~%u:agreements", i));
	}
	g_ptr_array_add(words, NULL);
	out = repo_fixture_words(f->dir, (const char *const *)words->pdata);
	lines = g_strsplit(out, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 2 * VERSIONS);
	for (unsigned i = 0; i < VERSIONS; i++) {
		add_id(f->ids, lines[2 * i]);
		add_id(f->trees, lines[2 * i + 1]);
	}
}

static void find_pack(struct fixture *f)
{
	g_autofree char *folder = g_build_filename(f->objects, "pack", NULL);
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	g_clear_pointer(&f->index, g_free);
	while ((name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_suffix(name, ".idx"))
			f->index = g_build_filename(folder, name, NULL);
	g_dir_close(dir);
	g_assert_nonnull(f->index);
	f->pack = g_strdup_printf("%.*s.pack", (int)strlen(f->index) - 4,
				  f->index);
}

/* flag: how git is to write the bases of deltas. */
static void setup(struct fixture *f, gconstpointer flag)
{
	f->dir = repo_fixture_new();
	f->ids = g_array_new(FALSE, FALSE, sizeof(struct repo_id));
	f->trees = g_array_new(FALSE, FALSE, sizeof(struct repo_id));
	import_versions(f->dir);
	find_ids(f);
	/* With one thread, so that all that are alike are compared. */
	repo_fixture_run(f->dir, "-c", flag, "-c", "pack.threads=1", "repack",
			 "-adfq");
	repo_fixture_run(f->dir, "prune-packed");
	f->objects = g_build_filename(f->dir, ".git", "objects", NULL);
	find_pack(f);
}

static void teardown(struct fixture *f, gconstpointer flag)
{
	(void)flag;
	g_array_unref(f->ids);
	g_array_unref(f->trees);
	g_free(f->objects);
	g_free(f->index);
	g_free(f->pack);
	repo_fixture_end(f->dir);
}

static GBytes *read_id(struct pack_store *store, const GArray *ids, unsigned i,
		       enum pack_type type)
{
	return pack_read(store, &g_array_index(ids, struct repo_id, i), type);
}

static void assert_read(struct pack_store *store, const struct fixture *f,
			unsigned i)
{
	g_autofree char *text = text_of(i);
	g_autoptr(GBytes) bytes = read_id(store, f->ids, i, PACK_BLOB);
	g_autoptr(GBytes) tree = read_id(store, f->trees, i, PACK_TREE);
	gsize len;

	g_assert_nonnull(bytes);
	g_assert_cmpstr(g_bytes_get_data(bytes, &len), ==, text);
	g_assert_cmpuint(len, ==, strlen(text));
	g_assert_nonnull(tree);
}

static void every_version_is_read(struct fixture *f, gconstpointer flag)
{
	g_autoptr(PackStore) store = pack_store_open(f->objects);

	(void)flag;
	for (unsigned i = VERSIONS; i-- > 0;)
		assert_read(store, f, i);
	for (unsigned i = VERSIONS; i-- > 0;)
		assert_read(store, f, i);
}

static void deltas_are_among_them(struct fixture *f, gconstpointer flag)
{
	struct pack_file *file = pack_file_open(f->index);
	unsigned n = 0;

	(void)flag;
	g_assert_nonnull(file);
	for (unsigned i = 0; i < VERSIONS; i++) {
		struct pack_entry entry;
		uint64_t offset;

		g_assert_true(pack_file_find(
			file, &g_array_index(f->ids, struct repo_id, i),
			&offset));
		g_assert_true(pack_file_entry(file, offset, &entry));
		n += entry.type == 0;
	}
	g_assert_cmpuint(n, >, VERSIONS / 2);
	pack_file_free(file);
}

static void what_is_not_there_is_not_found(struct fixture *f,
					   gconstpointer flag)
{
	g_autoptr(PackStore) store = pack_store_open(f->objects);
	struct repo_id id = { .bytes = { 1, 2, 3 } };

	(void)flag;
	g_assert_null(pack_read(store, &id, PACK_BLOB));
	g_assert_null(read_id(store, f->ids, 0, PACK_TREE));
	g_assert_null(read_id(store, f->trees, 0, PACK_BLOB));
}

static void two_packs_are_both_read(struct fixture *f, gconstpointer flag)
{
	g_autofree char *hex = NULL;
	g_autoptr(PackStore) store = NULL;
	g_autoptr(GBytes) first = NULL;
	g_autoptr(GBytes) last = NULL;

	(void)flag;
	g_free(repo_fixture_commit(f->dir, "one more", "agreements/b.xml",
				   "another text"));
	hex = repo_fixture_git(f->dir, "rev-parse", "HEAD:agreements/b.xml");
	add_id(f->ids, hex);
	store = pack_store_open(f->objects);
	g_assert_null(read_id(store, f->ids, VERSIONS, PACK_BLOB));
	pack_store_free(g_steal_pointer(&store));
	repo_fixture_run(f->dir, "repack", "-dq");
	store = pack_store_open(f->objects);
	first = read_id(store, f->ids, 0, PACK_BLOB);
	last = read_id(store, f->ids, VERSIONS, PACK_BLOB);
	g_assert_nonnull(first);
	g_assert_nonnull(last);
}

/* Whether a and b, both of the pack, are made of the same object. */
static bool is_family(const struct repo_place *a, const struct repo_place *b)
{
	return a->family != 0 && a->family == b->family;
}

static void deltas_stand_with_their_base(struct fixture *f, gconstpointer flag)
{
	g_autoptr(PackStore) store = pack_store_open(f->objects);
	struct repo_id none = { .bytes = { 1, 2, 3 } };
	struct repo_place nowhere = pack_place(store, &none);

	(void)flag;
	g_assert_true(nowhere.family == 0 && nowhere.at == 0);
	for (unsigned i = 1; i < VERSIONS; i++) {
		const struct repo_id *id =
			&g_array_index(f->ids, struct repo_id, i);
		struct repo_place one = pack_place(store, id - 1);
		struct repo_place other = pack_place(store, id);
		struct repo_place tree = pack_place(
			store, &g_array_index(f->trees, struct repo_id, i));

		g_assert_true(is_family(&one, &other));
		g_assert_false(is_family(&one, &tree));
		g_assert_cmpint(repo_place_compare(&one, &other), ==,
				one.at < other.at ? -1 : 1);
		g_assert_cmpint(repo_place_compare(&one, &tree), ==,
				one.family < tree.family ? -1 : 1);
	}
}

/* Reads all there is; what comes of it does not matter, that it ends does. */
static void read_all(const struct fixture *f)
{
	g_autoptr(PackStore) store = pack_store_open(f->objects);
	g_autoptr(GBytes) bytes = NULL;

	for (unsigned i = 0; i < VERSIONS; i++) {
		g_clear_pointer(&bytes, g_bytes_unref);
		bytes = read_id(store, f->ids, i, PACK_BLOB);
		g_clear_pointer(&bytes, g_bytes_unref);
		bytes = read_id(store, f->trees, i, PACK_TREE);
	}
}

static void put(const char *path, const char *bytes, gsize len)
{
	g_assert_cmpint(g_remove(path), ==, 0);
	g_assert_true(g_file_set_contents_full(path, bytes, (gssize)len,
					       G_FILE_SET_CONTENTS_NONE, 0600,
					       NULL));
}

/* Flips bits and cuts ends, one at a time, everywhere. */
static void damage(const struct fixture *f, const char *path)
{
	g_autofree char *whole = NULL;
	gsize len;

	g_assert_true(g_file_get_contents(path, &whole, &len, NULL));
	for (gsize i = 0; i < len; i += i < 200 ? 1 : 7) {
		g_autofree char *damaged = g_memdup2(whole, len);

		damaged[i] = (char)(damaged[i] ^ (i % 3 ? 0xff : 0x80));
		put(path, damaged, len);
		read_all(f);
		if (i % 16 == 0) {
			put(path, whole, i);
			read_all(f);
		}
	}
	put(path, whole, len);
}

static void damage_does_no_harm(struct fixture *f, gconstpointer flag)
{
	(void)flag;
	damage(f, f->pack);
	damage(f, f->index);
	every_version_is_read(f, flag);
}

/* Reads every version through the repository; how many are lost. */
static unsigned count_lost(const struct fixture *f)
{
	g_autoptr(Repo) repo = repo_open(f->dir, NULL);
	unsigned n = 0;

	for (unsigned i = 0; i < VERSIONS; i++) {
		g_autofree char *text = text_of(i);
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) bytes = repo_blob(
			repo, &g_array_index(f->ids, struct repo_id, i),
			&error);

		g_assert_true((bytes == NULL) == (error != NULL));
		if (bytes)
			g_assert_cmpstr(g_bytes_get_data(bytes, NULL), ==,
					text);
		n += bytes == NULL;
	}
	return n;
}

static void damage_is_never_taken_for_content(struct fixture *f,
					      gconstpointer flag)
{
	g_autofree char *whole = NULL;
	unsigned n_lost = 0;
	gsize len;

	(void)flag;
	g_assert_true(g_file_get_contents(f->pack, &whole, &len, NULL));
	for (gsize at = 12; at < len - 20; at += len / 60) {
		g_autofree char *damaged = g_memdup2(whole, len);

		damaged[at] = (char)(damaged[at] ^ 0x10);
		put(f->pack, damaged, len);
		n_lost += count_lost(f);
	}
	g_assert_cmpuint(n_lost, >, 0);
	put(f->pack, whole, len);
	g_assert_cmpuint(count_lost(f), ==, 0);
}

static void deltas_that_reach_too_far_are_refused(void)
{
	static const struct {
		const char *delta;
		size_t len;
		const char *made; /* NULL: refused */
	} cases[] = {
		{ "\x04\x04\x90\x04", 4, "base" },
		{ "\x04\x06\x90\x04\x02xy", 7, "basexy" },
		{ "\x04\x04\x91\x01\x04", 5, NULL }, /* past the base */
		{ "\x04\x03\x90\x04", 4, NULL },     /* past its own end */
		{ "\x04\x05\x90\x04", 4, NULL },     /* short of it */
		{ "\x05\x04\x90\x04", 4, NULL },     /* another base */
		{ "\x04\x04\x05xy", 5, NULL },	     /* cut off */
		{ "\x04\x04\x91\x01", 4, NULL },     /* in an operation */
		{ "\x04\x04\x00", 3, NULL },	     /* not in use */
		{ "\x04\xff\xff\xff\xff\xff\x01", 7, NULL }, /* no length */
		{ "\x04\x80\x80\x80\x40", 5, NULL },	     /* too long */
		{ "\x04", 1, NULL },
		{ "", 0, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) base = g_bytes_new_static("base", 4);
		g_autofree unsigned char *delta =
			g_memdup2(cases[i].delta, MAX(cases[i].len, 1));
		g_autoptr(GBytes) made =
			pack_file_apply(base, delta, cases[i].len);
		const char *text = made ? g_bytes_get_data(made, NULL) : NULL;

		g_assert_cmpstr(text, ==, cases[i].made);
	}
}

static void add(const char *path, const char *flag,
		void (*test)(struct fixture *, gconstpointer))
{
	g_test_add(path, struct fixture, flag, setup, test, teardown);
}

int main(int argc, char **argv)
{
	static const char offsets[] = "repack.useDeltaBaseOffset=true";
	static const char ids[] = "repack.useDeltaBaseOffset=false";

	repo_fixture_start(&argc, &argv);
	add("/pack/every-version-is-read", offsets, every_version_is_read);
	add("/pack/every-version-is-read-by-id", ids, every_version_is_read);
	add("/pack/deltas-are-among-them", offsets, deltas_are_among_them);
	add("/pack/deltas-stand-with-their-base", offsets,
	    deltas_stand_with_their_base);
	add("/pack/deltas-stand-with-their-base-by-id", ids,
	    deltas_stand_with_their_base);
	add("/pack/what-is-not-there-is-not-found", offsets,
	    what_is_not_there_is_not_found);
	add("/pack/two-packs-are-both-read", offsets, two_packs_are_both_read);
	add("/pack/damage-does-no-harm", offsets, damage_does_no_harm);
	add("/pack/damage-does-no-harm-by-id", ids, damage_does_no_harm);
	add("/pack/damage-is-never-taken-for-content", offsets,
	    damage_is_never_taken_for_content);
	g_test_add_func("/pack/deltas-that-reach-too-far-are-refused",
			deltas_that_reach_too_far_are_refused);
	return g_test_run();
}
