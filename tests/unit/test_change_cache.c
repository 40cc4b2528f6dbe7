/* SPDX-License-Identifier: MIT */
/*
 * Whatever the cache holds, and whatever is done to the history, the changes
 * that an edition tells are those that it would tell without.
 */
#include "lib/change_cache.h"

#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/change_pack.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/xml_tree.h"
#include "site-gen/changes.h"
#include "site-gen/edition.h"
#include "tests/unit/repo_fixture.h"

#define RECORDS 6
#define STEPS 30

struct fixture {
	struct library *library;
	char *dir;   /* of the repository */
	char *place; /* of the cache */
	GRand *random;
};

static int draw(const struct fixture *f, int below)
{
	return g_rand_int_range(f->random, 0, below);
}

/* A record of which much is hidden, by chance. */
static char *record_text(const struct fixture *f, int n, const char *former)
{
	static const char *const publication[] = { "", "",
						   " publication='partner'",
						   " publication='internal'" };
	static const char *const types[] = { "unitary-council", "nhs-trust",
					     "no-such-type" };
	GString *text;

	if (draw(f, 15) == 0)
		return g_strdup("<organisation");
	text = g_string_new(NULL);
	g_string_append_printf(
		text, "<organisation xmlns='urn:gatehouse:1' id='o%d'%s", n,
		publication[draw(f, (int)G_N_ELEMENTS(publication))]);
	if (former)
		g_string_append_printf(text, " formerId='%s'", former);
	g_string_append_printf(
		text,
		"><name source='o%d'>Body %d of %d</name><type>%s</type>"
		"<successor ref='o%d'/><summary>Says %d.</summary>"
		"</organisation>",
		draw(f, RECORDS), n, draw(f, 3),
		types[draw(f, (int)G_N_ELEMENTS(types))], draw(f, RECORDS),
		draw(f, 4));
	return g_string_free(text, FALSE);
}

static char *path_of(int n)
{
	return g_strdup_printf("organisations/o%d.xml", n);
}

static void commit(const struct fixture *f, const char *message)
{
	repo_fixture_run(f->dir, "add", "-A");
	repo_fixture_run(f->dir, "commit", "-q", "--allow-empty", "-m",
			 message);
}

static bool is_there(const struct fixture *f, const char *path)
{
	g_autofree char *full = g_build_filename(f->dir, path, NULL);

	return g_file_test(full, G_FILE_TEST_EXISTS);
}

/* One record, or a few, come, change, go or get another name. */
static void edit(const struct fixture *f)
{
	int n = draw(f, RECORDS);
	g_autofree char *path = path_of(n);
	g_autofree char *text = record_text(f, n, NULL);
	int what = draw(f, 8);

	if (what == 0 && is_there(f, path)) {
		int other = (n + 1) % RECORDS;
		g_autofree char *from = g_strdup_printf("o%d", n);
		g_autofree char *to = path_of(other);
		g_autofree char *renamed = record_text(f, other, from);

		repo_fixture_write(f->dir, path, NULL);
		repo_fixture_write(f->dir, to, renamed);
	} else {
		repo_fixture_write(f->dir, path, what == 1 ? NULL : text);
	}
}

static void setup(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	f->library = library_new(NULL, NULL, NULL);
	f->dir = repo_fixture_new();
	f->place = repo_fixture_dir();
	f->random = g_rand_new_with_seed(7);
	repo_fixture_write(f->dir, "gatehouse.xml",
			   "<settings xmlns='urn:gatehouse:1'>"
			   "<title>Test</title></settings>");
	for (int i = 0; i < RECORDS; i++) {
		g_autofree char *path = path_of(i);
		g_autofree char *text = record_text(f, i, NULL);

		repo_fixture_write(f->dir, path, text);
	}
	commit(f, "enter all");
	for (int i = 0; i < STEPS / 2; i++) {
		edit(f);
		commit(f, "go on");
	}
}

static void teardown(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	g_unsetenv("GATEHOUSE_CACHE");
	g_rand_free(f->random);
	library_free(f->library);
	repo_fixture_end(f->dir);
	repo_fixture_end(f->place);
}

static void append_change(GString *text, const struct shown_change *change)
{
	g_autoptr(GPtrArray) fields = changes_fields(change);

	g_string_append_printf(text, "%zu %s '%s' %s %d %d by %s: %s\n",
			       change->commit, change->id, change->title,
			       record_event_name(change->event), change->text,
			       change->is_merge, change->author.person,
			       change->message);
	g_assert_cmpuint(fields->len, ==, change->n_fields);
	for (guint i = 0; i < fields->len; i++) {
		const struct field_change *field = fields->pdata[i];

		g_string_append_printf(text, "  %s, %s: %s, %s (%d %d)\n",
				       field->field, field->label,
				       field->old_value, field->new_value,
				       field->by, field->is);
	}
}

/* All that the edition tells of the history, with the cache at that place. */
static char *tell(const struct fixture *f, enum edition edition,
		  const char *place)
{
	const char *const *folders = (const char *const *)f->library->folders;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Repo) repo = repo_open(f->dir, NULL);
	g_autoptr(RepoHistory) commits = NULL;
	g_autoptr(Registers) registers = NULL;
	g_autoptr(Registers) visible = NULL;
	g_autoptr(RecordHistory) history = NULL;
	g_autoptr(Changes) changes = NULL;
	GString *text = g_string_new(NULL);
	struct repo_id head;

	g_setenv("GATEHOUSE_CACHE", place, TRUE);
	g_assert_true(repo_resolve(repo, "HEAD", &head, NULL));
	commits = repo_history_read(repo, &head, folders, NULL);
	registers = registers_load(
		f->library, files_read_tree(f->dir, folders, diags, NULL),
		diags, NULL);
	g_assert_true(commits && registers);
	visible = edition_registers(registers, edition);
	history = record_history_new(f->library, repo, commits);
	changes = changes_new(registers, visible, edition, history);
	for (size_t i = 0; i < changes_len(changes); i++)
		append_change(text, changes_get(changes, i));
	return g_string_free(text, FALSE);
}

static void assert_same(const struct fixture *f)
{
	for (int edition = EDITION_PUBLIC; edition <= EDITION_INTERNAL;
	     edition++) {
		enum edition e = (enum edition)edition;
		g_autofree char *without = tell(f, e, "");
		g_autofree char *with = tell(f, e, f->place);
		g_autofree char *again = tell(f, e, f->place);

		g_assert_cmpstr(with, ==, without);
		g_assert_cmpstr(again, ==, without);
	}
}

static void random_edits_change_nothing(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	for (int i = 0; i < STEPS; i++) {
		assert_same(f);
		edit(f);
		if (draw(f, 4) == 0)
			edit(f);
		commit(f, "edit");
		if (draw(f, 5) == 0) {
			edit(f);
			repo_fixture_run(f->dir, "add", "-A");
			repo_fixture_run(f->dir, "commit", "-q", "--amend",
					 "--allow-empty", "-m", "amended");
		}
		if (draw(f, 8) == 0) {
			repo_fixture_run(f->dir, "reset", "-q", "--hard",
					 "HEAD~5");
			repo_fixture_run(f->dir, "clean", "-q", "-f", "-d");
		}
	}
	assert_same(f);
}

/* The paths of the entries of the cache. */
static GPtrArray *entries(const struct fixture *f)
{
	g_autofree char *folder = g_build_filename(f->place, "changes", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
	return paths;
}

static void overwrite(const char *path, const char *bytes, gsize len)
{
	g_assert_true(g_file_set_contents_full(path, bytes, (gssize)len,
					       G_FILE_SET_CONTENTS_NONE, 0600,
					       NULL));
}

static void damage_changes_nothing(struct fixture *f, gconstpointer unused)
{
	g_autoptr(GPtrArray) paths = NULL;
	g_autofree char *without = tell(f, EDITION_PUBLIC, "");
	g_autofree char *whole = NULL;
	gsize len;

	(void)unused;
	g_free(tell(f, EDITION_PUBLIC, f->place));
	paths = entries(f);
	g_assert_cmpuint(paths->len, ==, 1);
	g_assert_true(g_file_get_contents(paths->pdata[0], &whole, &len, NULL));
	for (gsize i = 0; i < len; i += len / 30) {
		g_autofree char *damaged = g_memdup2(whole, len);
		g_autofree char *with = NULL;

		damaged[i] = (char)(damaged[i] ^ 4);
		overwrite(paths->pdata[0], damaged, i % 2 ? len : i + 1);
		with = tell(f, EDITION_PUBLIC, f->place);
		g_assert_cmpstr(with, ==, without);
	}
}

/* Of another edition, or of another program, in the place of what is asked. */
static void what_is_foreign_changes_nothing(struct fixture *f,
					    gconstpointer unused)
{
	g_autoptr(GPtrArray) paths = NULL;
	g_autofree char *bytes = NULL;
	gsize len;

	(void)unused;
	assert_same(f);
	paths = entries(f);
	g_assert_cmpuint(paths->len, ==, 3);
	g_assert_true(g_file_get_contents(paths->pdata[0], &bytes, &len, NULL));
	overwrite(paths->pdata[1], bytes, len);
	overwrite(paths->pdata[2], "else", 4);
	assert_same(f);
}

static void a_text_that_is_gone_is_missed(struct fixture *f,
					  gconstpointer unused)
{
	g_autofree char *hex = NULL;
	g_autofree char *folder = NULL;
	g_autofree char *path = NULL;

	(void)unused;
	repo_fixture_write(f->dir, "organisations/o0.xml", "<one-more/>");
	commit(f, "one more");
	hex = repo_fixture_git(f->dir, "rev-parse",
			       "HEAD:organisations/o0.xml");
	repo_fixture_write(f->dir, "organisations/o0.xml", "<another/>");
	commit(f, "another");
	assert_same(f);
	folder = g_strndup(hex, 2);
	path = g_build_filename(f->dir, ".git", "objects", folder, hex + 2,
				NULL);
	g_assert_cmpint(g_remove(path), ==, 0);
	assert_same(f);
}

/* One change -------------------------------------------------------------- */

struct eyes {
	const char *blind_to;
};

static bool see(const void *data, const char *target)
{
	const struct eyes *eyes = data;

	return g_strcmp0(eyes->blind_to, target) != 0;
}

static struct change_cache *open_for(const struct fixture *f,
				     const struct codes *codes,
				     const struct eyes *eyes)
{
	const struct change_cache_scope scope = {
		.library = f->library,
		.codes = codes,
		.objects = "x",
		.purpose = "test",
		.sees = see,
		.data = eyes,
	};

	g_setenv("GATEHOUSE_CACHE", f->place, TRUE);
	return change_cache_open(&scope);
}

/* Keeps what is known of a change of a text that refers to o1. */
static void keep(struct fixture *f, struct change_cache *cache,
		 const struct record_change *change)
{
	static const char text[] =
		"<organisation xmlns='urn:gatehouse:1' id='o0'>"
		"<name source='o1'>A</name></organisation>";
	struct file file = { .path = change->path,
			     .bytes = text,
			     .len = strlen(text) };
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GPtrArray) fields = NULL;
	struct change_known known = { .facts = 3, .title = "A" };
	const struct change_kept kept = { change, &known };
	const struct node *tree =
		xml_tree_read(f->library->schema, arena, &file);

	g_assert_nonnull(tree);
	fields = change_fields(NULL, tree, NULL);
	change_cache_targets(cache, tree, targets);
	g_assert_cmpuint(targets->len, ==, 1);
	change_cache_make(arena, targets, fields, &known);
	change_cache_put(cache, &kept, 1);
}

static bool finds(struct change_cache *cache,
		  const struct record_change *change)
{
	struct change_known known;

	if (!change_cache_find(cache, change, &known))
		return false;
	g_assert_cmpuint(known.facts, ==, 3);
	g_assert_cmpstr(known.title, ==, "A");
	g_assert_cmpuint(known.n_fields, >, 0);
	return true;
}

static void all_that_it_follows_from_counts(struct fixture *f,
					    gconstpointer unused)
{
	static const char list[] =
		"<codeList xmlns='urn:gatehouse:1' id='more'>"
		"<title>More</title><code id='x'><label>X</label>"
		"<meaning>X</meaning></code></codeList>";
	static const struct eyes good = { NULL }, bad = { "o1" },
				 other = { "o2" };
	static const struct repo_id old = { { 1 } }, new = { { 2 } };
	struct record_change change = { .path = "organisations/o0.xml",
					.old_blob = &old,
					.new_blob = &new };
	struct record_change moved = change, back = change;
	g_autoptr(Codes) codes = codes_new(f->library->assets, NULL);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(ChangeCache) first = open_for(f, codes, &good);
	g_autoptr(ChangeCache) again = NULL;
	g_autoptr(ChangeCache) blind = NULL;
	g_autoptr(ChangeCache) elsewhere = NULL;
	g_autoptr(ChangeCache) extended = NULL;

	(void)unused;
	moved.old_path = "organisations/o9.xml";
	back.old_blob = &new;
	back.new_blob = &old;
	g_assert_false(finds(first, &change));
	keep(f, first, &change);
	again = open_for(f, codes, &good);
	g_assert_true(finds(again, &change));
	g_assert_false(finds(again, &moved));
	g_assert_false(finds(again, &back));
	blind = open_for(f, codes, &bad);
	g_assert_false(finds(blind, &change));
	elsewhere = open_for(f, codes, &other);
	g_assert_true(finds(elsewhere, &change));
	codes_extend(codes, "codes/more.xml", list, strlen(list), diags);
	extended = open_for(f, codes, &good);
	g_assert_false(finds(extended, &change));
}

#define ADD(test)                                                             \
	g_test_add("/change-cache/" #test, struct fixture, NULL, setup, test, \
		   teardown)

int main(int argc, char **argv)
{
	repo_fixture_start(&argc, &argv);
	ADD(random_edits_change_nothing);
	ADD(damage_changes_nothing);
	ADD(what_is_foreign_changes_nothing);
	ADD(a_text_that_is_gone_is_missed);
	ADD(all_that_it_follows_from_counts);
	return g_test_run();
}
