/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "site-gen/manifest.h"
#include "site-gen/site.h"
#include "site-gen/stage.h"
#include "tests/unit/folder_fixture.h"

static const char *const folders[] = { "agreements", "codes", NULL };

static void put(struct stage *stage, const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;

	stage_put(stage, path, text, strlen(text), &error);
	g_assert_no_error(error);
}

static struct stage *start(const char *out)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *full = folder_fixture_at(out);
	struct stage *stage = stage_new(full, folders, &error);

	g_assert_no_error(error);
	return stage;
}

/* Makes a site of a page and an unchanging style sheet. */
static struct site_result build(const char *out, const char *page)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Stage) stage = start(out);
	struct manifest manifest = { .as_of = 1 };
	g_autoptr(GBytes) bytes = NULL;
	struct site_result result = { 0 };

	put(stage, "page.html", page);
	put(stage, "assets/site.css", "body{}");
	if (strcmp(page, "first") == 0)
		put(stage, "old/gone.html", "old");
	bytes = manifest_format(&manifest, stage_hashes(stage));
	put(stage, MANIFEST_NAME, g_bytes_get_data(bytes, NULL));
	stage_commit(stage, &result, &error);
	g_assert_no_error(error);
	return result;
}

/* Asserts that the folder is refused with such a message, and kept. */
static void assert_refused(const char *out, const char *pattern)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *full = folder_fixture_at(out);

	g_assert_null(stage_new(full, folders, &error));
	g_assert_nonnull(error);
	if (!g_pattern_match_simple(pattern, error->message))
		g_error("message is: %s", error->message);
}

static size_t count_hidden(void)
{
	g_autoptr(GDir) entries = g_dir_open(folder_fixture_path(), 0, NULL);
	const char *name;
	size_t n = 0;

	while ((name = g_dir_read_name(entries)))
		n += name[0] == '.';
	return n;
}

static void first_site_is_put_where_nothing_was(void)
{
	struct site_result result = build("deep/er/site", "first");
	g_autofree char *page = folder_fixture_read("deep/er/site/page.html");

	g_assert_cmpstr(page, ==, "first");
	g_assert_cmpuint(result.n_files, ==, 4);
	g_assert_cmpuint(result.n_written, ==, 4);
	g_assert_cmpuint(result.n_removed, ==, 0);
}

static ino_t inode(const char *path)
{
	g_autofree char *full = folder_fixture_at(path);
	struct stat st;

	g_assert_cmpint(stat(full, &st), ==, 0);
	return st.st_ino;
}

static void files_that_did_not_change_are_kept(void)
{
	struct site_result result;
	g_autofree char *page = NULL;
	g_autofree char *gone = folder_fixture_at("site/old/gone.html");
	ino_t css;

	build("site", "first");
	css = inode("site/assets/site.css");
	result = build("site", "second");
	page = folder_fixture_read("site/page.html");
	g_assert_cmpstr(page, ==, "second");
	g_assert_cmpuint(result.n_files, ==, 3);
	g_assert_cmpuint(result.n_written, ==, 2);
	g_assert_cmpuint(result.n_removed, ==, 1);
	g_assert_true(inode("site/assets/site.css") == css);
	g_assert_false(g_file_test(gone, G_FILE_TEST_EXISTS));
	g_assert_cmpuint(count_hidden(), ==, 0);
}

/* A site of one file that comes in pieces; NULL ends them. */
static struct site_result build_pieces(const char *const *pieces)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Stage) stage = start("site");
	struct manifest manifest = { .as_of = 1 };
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *whole = g_strjoinv("", (char **)pieces);
	g_autofree char *sum =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, whole, -1);
	struct site_result result = { 0 };

	for (; pieces[1]; pieces++) {
		stage_add(stage, "data/all.csv", pieces[0], strlen(pieces[0]),
			  &error);
		g_assert_no_error(error);
	}
	put(stage, "data/all.csv", pieces[0]);
	g_assert_cmpstr(
		g_hash_table_lookup(stage_hashes(stage), "data/all.csv"), ==,
		sum);
	bytes = manifest_format(&manifest, stage_hashes(stage));
	put(stage, MANIFEST_NAME, g_bytes_get_data(bytes, NULL));
	stage_commit(stage, &result, &error);
	g_assert_no_error(error);
	return result;
}

/* Asserts that a site of these pieces holds that file, as new files say. */
static void assert_pieces(const char *const *pieces, const char *whole,
			  size_t n_written)
{
	struct site_result result = build_pieces(pieces);
	g_autofree char *file = folder_fixture_read("site/data/all.csv");

	g_assert_cmpstr(file, ==, whole);
	g_assert_cmpuint(result.n_written, ==, n_written);
}

static void file_may_come_in_pieces(void)
{
	static const char *const first[] = { "one,", "two,", "three", NULL };
	static const char *const same[] = { "one,t", "", "wo,three", NULL };
	static const char *const middle[] = { "one,", "too,", "three", NULL };
	static const char *const longer[] = { "one,too,", "three", "!", NULL };
	static const char *const shorter[] = { "one,", "too", NULL };
	static const char *const empty[] = { "", NULL };

	assert_pieces(first, "one,two,three", 2);
	assert_pieces(same, "one,two,three", 0);
	assert_pieces(middle, "one,too,three", 2);
	assert_pieces(longer, "one,too,three!", 2);
	assert_pieces(shorter, "one,too", 2);
	assert_pieces(empty, "", 2);
	assert_pieces(empty, "", 0);
}

static void file_that_never_ends_goes_with_its_site(void)
{
	g_autoptr(GError) error = NULL;
	struct stage *stage = start("site");

	stage_add(stage, "data/all.csv", "one", 3, &error);
	g_assert_no_error(error);
	stage_free(stage);
	g_assert_cmpuint(count_hidden(), ==, 0);
}

static void site_that_is_given_up_leaves_the_old_one(void)
{
	g_autofree char *page = NULL;
	struct stage *stage;

	build("site", "first");
	stage = start("site");
	put(stage, "page.html", "second");
	g_assert_cmpuint(count_hidden(), ==, 1);
	stage_free(stage);
	page = folder_fixture_read("site/page.html");
	g_assert_cmpstr(page, ==, "first");
	g_assert_cmpuint(count_hidden(), ==, 0);
}

static void folder_that_is_no_site_is_refused(void)
{
	g_autofree char *kept = NULL;

	folder_fixture_write("home/letter.txt", "dear");
	assert_refused("home", "*not empty*manifest.json*");
	folder_fixture_write("home/manifest.json", "{\"name\":\"app\"}");
	assert_refused("home", "*cannot be read as the list of a site*");
	kept = folder_fixture_read("home/letter.txt");
	g_assert_cmpstr(kept, ==, "dear");
	folder_fixture_write("file", "x");
	assert_refused("file", "*is a file*");
}

static void empty_folder_is_taken(void)
{
	g_autofree char *full = folder_fixture_at("site");

	g_assert_cmpint(g_mkdir(full, 0750), ==, 0);
	build("site", "first");
	g_assert_true(g_file_test(full, G_FILE_TEST_IS_DIR));
}

static void file_that_is_not_of_the_site_is_named(void)
{
	build("site", "first");
	folder_fixture_write("site/old/z.txt", "mine");
	folder_fixture_write("site/old/notes.txt", "mine");
	assert_refused("site", "*not of the site: 'old/notes.txt'*");
}

static void file_that_comes_while_the_site_is_made_is_kept(void)
{
	g_autoptr(GError) error = NULL;
	struct site_result result = { 0 };
	g_autofree char *notes = NULL;
	struct stage *stage;

	build("site", "first");
	stage = start("site");
	put(stage, "page.html", "second");
	folder_fixture_write("site/notes.txt", "mine");
	g_assert_false(stage_commit(stage, &result, &error));
	g_assert_true(g_pattern_match_simple("*not of the site: 'notes.txt'*",
					     error->message));
	stage_free(stage);
	notes = folder_fixture_read("site/notes.txt");
	g_assert_cmpstr(notes, ==, "mine");
}

static void log_of_publication_stays(void)
{
	g_autofree char *log = NULL;

	build("site", "first");
	folder_fixture_write("site/" MANIFEST_LOG, "{}\n");
	build("site", "second");
	log = folder_fixture_read("site/" MANIFEST_LOG);
	g_assert_cmpstr(log, ==, "{}\n");
}

static void link_to_a_folder_is_followed(void)
{
	g_autofree char *link = folder_fixture_at("link");
	g_autofree char *page = NULL;

	build("real", "first");
	g_assert_cmpint(symlink("real", link), ==, 0);
	build("link", "second");
	g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	page = folder_fixture_read("real/page.html");
	g_assert_cmpstr(page, ==, "second");
	g_assert_cmpint(g_remove(link), ==, 0);
	g_assert_cmpint(symlink("nowhere", link), ==, 0);
	assert_refused("link", "*symbolic link*not there*");
}

static void link_inside_a_site_is_refused(void)
{
	g_autofree char *link = folder_fixture_at("site/odd");

	build("site", "first");
	g_assert_cmpint(symlink("/etc", link), ==, 0);
	assert_refused("site", "*not of the site: 'odd'*");
}

static void records_are_no_place_for_a_site(void)
{
	folder_fixture_write("reg/gatehouse.xml", "<settings/>");
	folder_fixture_write("reg/agreements/a.xml", "<agreement/>");
	assert_refused("reg", "*is a registers repository*");
	assert_refused("reg/agreements", "*where records are*");
	assert_refused("reg/agreements/x/site", "*where records are*");
	assert_refused("reg/codes", "*where records are*");
	assert_refused("reg/.git/site", "*where records are*");
	build("reg/site", "first");
}

static void remains_of_dead_runs_are_removed(void)
{
	struct stage *alive;

	folder_fixture_write(".site.gatehouse-aB3dE6/lock", "");
	folder_fixture_write(".site.gatehouse-aB3dE6/tree/page.html", "half");
	folder_fixture_write(".site.gatehouse-nolock/tree/page.html",
			     "not ours");
	folder_fixture_write(".site.gatehouse-toolong/lock", "not ours");
	folder_fixture_write(".other.gatehouse-aB3dE6/lock", "of another site");
	alive = start("site");
	g_assert_cmpuint(count_hidden(), ==, 4);
	build("site", "first");
	g_assert_cmpuint(count_hidden(), ==, 4);
	stage_free(alive);
	g_assert_cmpuint(count_hidden(), ==, 3);
}

static const struct folder_fixture rows[] = {
	{ "/stage/first site is put where nothing was",
	  first_site_is_put_where_nothing_was },
	{ "/stage/files that did not change are kept",
	  files_that_did_not_change_are_kept },
	{ "/stage/file may come in pieces", file_may_come_in_pieces },
	{ "/stage/file that never ends goes with its site",
	  file_that_never_ends_goes_with_its_site },
	{ "/stage/site that is given up leaves the old one",
	  site_that_is_given_up_leaves_the_old_one },
	{ "/stage/folder that is no site is refused",
	  folder_that_is_no_site_is_refused },
	{ "/stage/empty folder is taken", empty_folder_is_taken },
	{ "/stage/file that is not of the site is named",
	  file_that_is_not_of_the_site_is_named },
	{ "/stage/file that comes while the site is made is kept",
	  file_that_comes_while_the_site_is_made_is_kept },
	{ "/stage/log of publication stays", log_of_publication_stays },
	{ "/stage/link to a folder is followed", link_to_a_folder_is_followed },
	{ "/stage/link inside a site is refused",
	  link_inside_a_site_is_refused },
	{ "/stage/records are no place for a site",
	  records_are_no_place_for_a_site },
	{ "/stage/remains of dead runs are removed",
	  remains_of_dead_runs_are_removed },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i],
				     folder_fixture_run);
	return g_test_run();
}
