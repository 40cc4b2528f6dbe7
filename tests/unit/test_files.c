/* SPDX-License-Identifier: MIT */
/*
 * Reading a work tree in which anything may stand.
 */
#include "lib/files.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/diag.h"

static const char *const folders[] = { "agreements", "codes", NULL };

static char *new_tree(void)
{
	char *dir = g_dir_make_tmp("files-XXXXXX", NULL);
	g_autofree char *sub = g_build_filename(dir, "agreements/2026", NULL);
	g_autofree char *other = g_build_filename(dir, "drafts", NULL);

	g_assert_cmpint(g_mkdir_with_parents(sub, 0755), ==, 0);
	g_assert_cmpint(g_mkdir_with_parents(other, 0755), ==, 0);
	return dir;
}

static void put(const char *dir, const char *path, const char *text)
{
	g_autofree char *file = g_build_filename(dir, path, NULL);

	g_assert_true(g_file_set_contents(file, text, -1, NULL));
}

static void unlink_in(const char *dir, const char *path)
{
	g_autofree char *file = g_build_filename(dir, path, NULL);

	g_assert_cmpint(unlink(file), ==, 0);
}

static void remove_tree(char *dir)
{
	const char *const argv[] = { "rm", "-rf", dir, NULL };

	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		     NULL, NULL, NULL, NULL);
	g_free(dir);
}

static void only_register_files_are_read_sorted_by_path(void)
{
	char *dir = new_tree();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Files) files = NULL;

	put(dir, "gatehouse.xml", "settings");
	put(dir, "agreements/b.xml", "b");
	put(dir, "agreements/2026/a.xml", "a");
	put(dir, "agreements/notes.txt", "not a record");
	put(dir, "agreements/.b.xml.swp", "an editor's own");
	put(dir, "drafts/c.xml", "not a register");
	files = files_read_tree(dir, folders, diags, NULL);
	g_assert_cmpuint(diags_len(diags), ==, 0);
	g_assert_cmpuint(files_len(files), ==, 3);
	g_assert_cmpstr(files_get(files, 0)->path, ==, "agreements/2026/a.xml");
	g_assert_cmpstr(files_get(files, 1)->path, ==, "agreements/b.xml");
	g_assert_cmpstr(files_find(files, "gatehouse.xml")->bytes, ==,
			"settings");
	g_assert_null(files_find(files, "drafts/c.xml"));
	remove_tree(dir);
}

static void check_refused(const char *dir, const char *path, const char *what)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Files) files = files_read_tree(dir, folders, diags, NULL);

	g_assert_cmpuint(files_len(files), ==, 0);
	g_assert_cmpuint(diags_len(diags), ==, 1);
	g_assert_cmpstr(diags_get(diags, 0)->path, ==, path);
	g_assert_cmpstr(diags_get(diags, 0)->rule, ==, "REG-02");
	g_assert_nonnull(strstr(diags_get(diags, 0)->message, what));
}

static void a_symbolic_link_is_refused(void)
{
	char *dir = new_tree();
	g_autofree char *link = g_build_filename(dir, "agreements/a.xml", NULL);

	g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
	check_refused(dir, "agreements/a.xml", "symbolic link");
	g_unlink(link);
	g_free(link);
	link = g_build_filename(dir, "agreements/more", NULL);
	g_assert_cmpint(symlink("/etc", link), ==, 0);
	check_refused(dir, "agreements/more", "symbolic link");
	g_unlink(link);
	g_free(link);
	link = g_build_filename(dir, "codes", NULL);
	g_assert_cmpint(symlink("/etc", link), ==, 0);
	check_refused(dir, "codes", "not a folder");
	remove_tree(dir);
}

static void a_folder_named_like_a_record_is_refused(void)
{
	char *dir = new_tree();
	g_autofree char *path = g_build_filename(dir, "agreements/a.xml", NULL);

	g_assert_cmpint(g_mkdir(path, 0755), ==, 0);
	check_refused(dir, "agreements/a.xml", "folder where a file");
	remove_tree(dir);
}

static void a_pipe_does_not_stop_the_reading(void)
{
	char *dir = new_tree();
	g_autofree char *path = g_build_filename(dir, "agreements/a.xml", NULL);

	g_assert_cmpint(mkfifo(path, 0644), ==, 0);
	check_refused(dir, "agreements/a.xml", "not a plain file");
	remove_tree(dir);
}

static void a_large_file_is_refused_without_reading_it(void)
{
	char *dir = new_tree();
	g_autofree char *path = g_build_filename(dir, "agreements/a.xml", NULL);

	put(dir, "agreements/a.xml", "");
	g_assert_cmpint(truncate(path, 200L * 1024 * 1024), ==, 0);
	check_refused(dir, "agreements/a.xml", "8 MiB");
	remove_tree(dir);
}

static void an_escape_in_a_name_is_shown_harmless(void)
{
	char *dir = new_tree();
	g_autofree char *path =
		g_build_filename(dir, "agreements/\033[31ma.xml", NULL);

	g_assert_cmpint(g_mkdir(path, 0755), ==, 0);
	check_refused(dir, "agreements/\\x1b[31ma.xml", "cannot be shown");
	remove_tree(dir);
}

static void a_missing_folder_is_an_error(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;

	g_assert_null(
		files_read_tree("/no/such/folder", folders, diags, &error));
	g_assert_nonnull(strstr(error->message, "/no/such/folder"));
}

static void paths_of_registers_are_known(void)
{
	g_assert_true(files_is_register_path("gatehouse.xml", folders));
	g_assert_true(files_is_register_path("agreements/a.xml", folders));
	g_assert_true(files_is_register_path("agreements/x/a.xml", folders));
	g_assert_false(files_is_register_path("agreements", folders));
	g_assert_false(files_is_register_path("agreements/a.txt", folders));
	g_assert_false(files_is_register_path("agreement/a.xml", folders));
	g_assert_false(files_is_register_path("x/gatehouse.xml", folders));
}

static void a_file_that_was_dropped_can_be_read_again(void)
{
	char *dir = new_tree();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Files) files = NULL;
	const struct file *file;
	size_t len = 0;

	put(dir, "agreements/a.xml", "<a/>");
	put(dir, "agreements/b.xml", "<b/>");
	files = files_read_tree(dir, folders, diags, NULL);
	file = files_find(files, "agreements/a.xml");
	files_drop(files, file);
	g_assert_null(file->bytes);
	g_assert_cmpstr(files_find(files, "agreements/b.xml")->bytes, ==,
			"<b/>");
	g_assert_cmpstr(files_bytes(files, file, &len), ==, "<a/>");
	g_assert_cmpuint(len, ==, 4);
	files_drop(files, file);
	unlink_in(dir, "agreements/a.xml");
	g_assert_null(files_bytes(files, file, &len));
	g_assert_cmpuint(len, ==, 0);
	remove_tree(dir);
}

static void a_link_put_in_place_of_a_file_is_not_followed(void)
{
	char *dir = new_tree();
	g_autofree char *link = g_build_filename(dir, "agreements/a.xml", NULL);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Files) files = NULL;
	const struct file *file;
	size_t len;

	put(dir, "agreements/a.xml", "<a/>");
	files = files_read_tree(dir, folders, diags, NULL);
	file = files_find(files, "agreements/a.xml");
	files_drop(files, file);
	unlink_in(dir, "agreements/a.xml");
	g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
	g_assert_null(files_bytes(files, file, &len));
	remove_tree(dir);
}

static void a_file_of_a_commit_is_not_dropped(void)
{
	g_autoptr(Files) files = files_new();
	size_t len;

	files_add(files, "gatehouse.xml", g_bytes_new("<a/>", sizeof("<a/>")));
	files_drop(files, files_get(files, 0));
	g_assert_cmpstr(files_bytes(files, files_get(files, 0), &len), ==,
			"<a/>");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name, test) g_test_add_func("/files/" name, test)
	TEST("only register files are read, sorted by path",
	     only_register_files_are_read_sorted_by_path);
	TEST("a symbolic link is refused", a_symbolic_link_is_refused);
	TEST("a folder named like a record is refused",
	     a_folder_named_like_a_record_is_refused);
	TEST("a pipe does not stop the reading",
	     a_pipe_does_not_stop_the_reading);
	TEST("a large file is refused without reading it",
	     a_large_file_is_refused_without_reading_it);
	TEST("an escape in a name is shown harmless",
	     an_escape_in_a_name_is_shown_harmless);
	TEST("a missing folder is an error", a_missing_folder_is_an_error);
	TEST("a file that was dropped can be read again",
	     a_file_that_was_dropped_can_be_read_again);
	TEST("a link put in place of a file is not followed",
	     a_link_put_in_place_of_a_file_is_not_followed);
	TEST("a file of a commit is not dropped",
	     a_file_of_a_commit_is_not_dropped);
	TEST("paths of registers are known", paths_of_registers_are_known);
	return g_test_run();
}
