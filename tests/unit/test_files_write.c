/* SPDX-License-Identifier: MIT */
/* All files are written or none, and never through a symbolic link. */
#include "lib/files_write.h"

#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

static char *make_folder(void)
{
	char *dir = g_dir_make_tmp("files-write-XXXXXX", NULL);

	g_assert_nonnull(dir);
	return dir;
}

static char *text_of(const char *dir, const char *path)
{
	g_autofree char *full = g_build_filename(dir, path, NULL);
	char *text = NULL;

	g_file_get_contents(full, &text, NULL, NULL);
	return text;
}

static void put(const char *dir, const char *path, const char *text)
{
	g_autofree char *full = g_build_filename(dir, path, NULL);

	g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

static size_t count_files(const char *dir, const char *folder)
{
	g_autofree char *full = g_build_filename(dir, folder, NULL);
	g_autoptr(GDir) open = g_dir_open(full, 0, NULL);
	size_t n = 0;

	while (open && g_dir_read_name(open))
		n++;
	return n;
}

static void files_are_written_replaced_and_removed(void)
{
	g_autofree char *dir = make_folder();
	g_autoptr(GBytes) one = g_bytes_new_static("one", 3);
	g_autoptr(GBytes) two = g_bytes_new_static("two", 3);
	g_autofree char *path = g_build_filename(dir, "b.xml", NULL);
	struct files_write writes[] = {
		{ "deep/er/a.xml", one },
		{ "b.xml", two },
		{ "c.xml", NULL },
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *a = NULL, *b = NULL, *c = NULL;
	GStatBuf st;

	put(dir, "b.xml", "before");
	put(dir, "c.xml", "before");
	g_assert_cmpint(g_chmod(path, 0640), ==, 0);
	files_write(dir, NULL, writes, G_N_ELEMENTS(writes), &error);
	g_assert_no_error(error);
	a = text_of(dir, "deep/er/a.xml");
	b = text_of(dir, "b.xml");
	c = text_of(dir, "c.xml");
	g_assert_cmpstr(a, ==, "one");
	g_assert_cmpstr(b, ==, "two");
	g_assert_null(c);
	g_assert_cmpint(g_stat(path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0640);
	g_assert_cmpuint(count_files(dir, "."), ==, 2);
	g_assert_cmpuint(count_files(dir, "deep/er"), ==, 1);
}

static void where_one_cannot_be_written_none_is(void)
{
	g_autofree char *dir = make_folder();
	g_autoptr(GBytes) one = g_bytes_new_static("one", 3);
	struct files_write writes[] = {
		{ "a.xml", one },
		{ "file/b.xml", one },
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *a = NULL;

	put(dir, "a.xml", "before");
	put(dir, "file", "no folder");
	g_assert_false(files_write(dir, NULL, writes, 2, &error));
	g_assert_true(g_str_has_prefix(
		error->message, "cannot open the folder of 'file/b.xml'"));
	a = text_of(dir, "a.xml");
	g_assert_cmpstr(a, ==, "before");
	g_assert_cmpuint(count_files(dir, "."), ==, 2);
}

static void no_link_is_followed(void)
{
	g_autofree char *dir = make_folder();
	g_autofree char *other = make_folder();
	g_autofree char *folder = g_build_filename(dir, "out", NULL);
	g_autofree char *file = g_build_filename(dir, "b.xml", NULL);
	g_autofree char *target = g_build_filename(other, "b.xml", NULL);
	g_autoptr(GBytes) one = g_bytes_new_static("one", 3);
	struct files_write outside = { "out/a.xml", one };
	struct files_write link = { "b.xml", one };
	g_autoptr(GError) error = NULL;
	g_autofree char *kept = NULL;

	g_assert_cmpint(symlink(other, folder), ==, 0);
	g_assert_false(files_write(dir, NULL, &outside, 1, &error));
	g_assert_cmpuint(count_files(other, "."), ==, 0);
	put(other, "b.xml", "before");
	g_assert_cmpint(symlink(target, file), ==, 0);
	g_assert_true(files_write(dir, NULL, &link, 1, NULL));
	kept = text_of(other, "b.xml");
	g_assert_cmpstr(kept, ==, "before");
}

/* Finishes all there is; whether that was anything. */
static bool finish(const char *dir, const char *notes)
{
	g_autoptr(GError) error = NULL;
	bool is_any;

	g_assert_true(files_write_finish(dir, notes, &is_any, &error));
	g_assert_no_error(error);
	return is_any;
}

/* A folder where a file is to go cannot be removed as one. */
static void what_is_half_done_is_finished_later(void)
{
	g_autofree char *dir = make_folder();
	g_autofree char *notes = make_folder();
	g_autofree char *block = g_build_filename(dir, "b.xml", NULL);
	g_autoptr(GBytes) one = g_bytes_new_static("one", 3);
	struct files_write writes[] = {
		{ "a.xml", one },
		{ "b.xml", NULL },
		{ "c.xml", one },
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *c = NULL;
	bool is_any;

	g_assert_cmpint(g_mkdir(block, 0700), ==, 0);
	g_assert_false(files_write(dir, notes, writes, 3, &error));
	g_assert_nonnull(strstr(error->message, "only 1 of 3 files"));
	g_assert_nonnull(strstr(error->message, "finishes this"));
	g_assert_cmpuint(count_files(notes, "."), ==, 1);
	g_clear_error(&error);
	g_assert_false(files_write_finish(dir, notes, &is_any, &error));
	g_assert_nonnull(strstr(error->message, "cannot be finished"));
	g_assert_nonnull(strstr(error->message, "'b.xml'"));
	g_assert_cmpint(g_rmdir(block), ==, 0);
	put(dir, "b.xml", "before");
	g_assert_true(finish(dir, notes));
	c = text_of(dir, "c.xml");
	g_assert_cmpstr(c, ==, "one");
	g_assert_cmpuint(count_files(dir, "."), ==, 2);
	g_assert_cmpuint(count_files(notes, "."), ==, 0);
	g_assert_false(finish(dir, notes));
}

static void where_the_first_cannot_be_placed_nothing_is_left(void)
{
	g_autofree char *dir = make_folder();
	g_autofree char *notes = make_folder();
	g_autofree char *block = g_build_filename(dir, "a.xml", NULL);
	g_autoptr(GBytes) one = g_bytes_new_static("one", 3);
	struct files_write writes[] = { { "a.xml", one }, { "b.xml", one } };

	g_assert_cmpint(g_mkdir(block, 0700), ==, 0);
	g_assert_false(files_write(dir, notes, writes, 2, NULL));
	g_assert_cmpuint(count_files(dir, "."), ==, 1);
	g_assert_cmpuint(count_files(notes, "."), ==, 0);
}

/* As a run that was killed would have left it. */
static void note(const char *notes, const char *name, const char *path,
		 const char *temporary)
{
	g_autofree char *folder =
		g_build_filename(notes, "gatehouse-write-AAAAAA", NULL);
	g_autofree char *file = g_build_filename(folder, name, NULL);
	g_autoptr(GString) text = g_string_new(path);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	put(folder, "lock", "");
	g_string_append_c(text, '\0');
	g_string_append_len(text, temporary, (gssize)strlen(temporary) + 1);
	g_assert_true(
		g_file_set_contents(file, text->str, (gssize)text->len, NULL));
}

static void what_was_not_ready_is_taken_away(void)
{
	g_autofree char *dir = make_folder();
	g_autofree char *notes = make_folder();

	put(dir, ".a.xml.0", "half");
	note(notes, "begun", "a.xml", ".a.xml.0");
	g_assert_false(finish(dir, notes));
	g_assert_cmpuint(count_files(dir, "."), ==, 0);
	g_assert_cmpuint(count_files(notes, "."), ==, 0);
}

static void notes_that_are_torn_are_taken_away(void)
{
	g_autofree char *dir = make_folder();
	g_autofree char *notes = make_folder();
	g_autofree char *path = g_build_filename(
		notes, "gatehouse-write-AAAAAA", "begun", NULL);

	note(notes, "begun", "a.xml", ".a.xml.0");
	g_assert_true(g_file_set_contents(path, "a.xml\0.", 7, NULL));
	g_assert_false(finish(dir, notes));
	g_assert_cmpuint(count_files(notes, "."), ==, 0);
}

/* Neither finished nor taken away, until they can be read. */
static void notes_that_cannot_be_read_stay(void)
{
	g_autofree char *dir = make_folder();
	g_autofree char *notes = make_folder();
	g_autofree char *ready = g_build_filename(
		notes, "gatehouse-write-AAAAAA", "ready", NULL);
	g_autoptr(GError) error = NULL;
	bool is_any;

	put(dir, ".a.xml.0", "whole");
	g_assert_cmpint(g_mkdir_with_parents(ready, 0700), ==, 0);
	put(ready, "../lock", "");
	g_assert_false(files_write_finish(dir, notes, &is_any, &error));
	g_assert_nonnull(strstr(error->message, "/ready"));
	g_assert_cmpint(g_rmdir(ready), ==, 0);
	note(notes, "ready", "a.xml", ".a.xml.0");
	g_assert_true(finish(dir, notes));
	g_assert_cmpuint(count_files(notes, "."), ==, 0);
}

static void notes_do_not_lead_out(void)
{
	static const char *const paths[] = { "../b.xml", ".git/config",
					     "x/../../b.xml", "" };
	g_autofree char *dir = make_folder();
	g_autofree char *notes = make_folder();
	g_autofree char *other = g_build_filename(dir, "top", NULL);
	g_autofree char *git = g_build_filename(other, ".git", NULL);

	g_assert_cmpint(g_mkdir_with_parents(git, 0700), ==, 0);
	put(git, "config", "before");
	put(dir, "b.xml", "before");
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		note(notes, "ready", paths[i], "");
		finish(other, notes);
		g_assert_cmpuint(count_files(notes, "."), ==, 0);
	}
	g_assert_cmpuint(count_files(dir, "."), ==, 2);
	g_assert_cmpuint(count_files(git, "."), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add_func("/files-write/" #name, name)
	TEST(files_are_written_replaced_and_removed);
	TEST(where_one_cannot_be_written_none_is);
	TEST(no_link_is_followed);
	TEST(what_is_half_done_is_finished_later);
	TEST(where_the_first_cannot_be_placed_nothing_is_left);
	TEST(what_was_not_ready_is_taken_away);
	TEST(notes_that_are_torn_are_taken_away);
	TEST(notes_that_cannot_be_read_stay);
	TEST(notes_do_not_lead_out);
	return g_test_run();
}
