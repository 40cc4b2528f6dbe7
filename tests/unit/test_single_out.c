/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "site-gen/single_out.h"

static const char *const folders[] = { "agreements", "codes", NULL };
static char *dir; /* of the running test */

static char *at(const char *path)
{
	return g_build_filename(dir, path, NULL);
}

static void write_text(const char *path, const char *text)
{
	g_autofree char *full = at(path);
	g_autofree char *parent = g_path_get_dirname(full);

	g_mkdir_with_parents(parent, 0777);
	g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

static void assert_text(const char *path, const char *wanted)
{
	g_autofree char *full = at(path);
	g_autofree char *text = NULL;

	g_file_get_contents(full, &text, NULL, NULL);
	g_assert_cmpstr(text, ==, wanted);
}

static mode_t mode_of(const char *path)
{
	g_autofree char *full = at(path);
	struct stat st;

	g_assert_cmpint(stat(full, &st), ==, 0);
	return st.st_mode & 07777;
}

static size_t count_files(void)
{
	g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
	size_t n = 0;

	while (g_dir_read_name(open))
		n++;
	return n;
}

static void write_file(const char *path, const char *end)
{
	g_autofree char *full = at(path);
	g_autoptr(GError) error = NULL;
	g_autofree char *place = single_out_open(full, folders, &error);
	g_autoptr(GString) one = g_string_new(SINGLE_OUT_MARK "1\">");
	g_autoptr(GString) two = g_string_new(end);
	GString *const pieces[] = { one, two };

	g_assert_no_error(error);
	g_assert_true(single_out_write(place, pieces, 2, &error));
	g_assert_no_error(error);
}

static void assert_refused(const char *path, const char *pattern)
{
	g_autofree char *full = at(path);
	g_autoptr(GError) error = NULL;
	g_autofree char *place = single_out_open(full, folders, &error);

	g_assert_null(place);
	g_assert_nonnull(error);
	if (!strstr(error->message, pattern))
		g_error("'%s' does not say '%s'", error->message, pattern);
}

static void test_write(void)
{
	write_file("new/a.html", "first");
	assert_text("new/a.html", SINGLE_OUT_MARK "1\">first");
	g_assert_cmpint(mode_of("new/a.html"), ==, 0640);
}

static void test_replace(void)
{
	g_autofree char *full = at("a.html");

	write_file("a.html", "first");
	g_assert_cmpint(chmod(full, 0604), ==, 0);
	write_file("a.html", "next");
	assert_text("a.html", SINGLE_OUT_MARK "1\">next");
	g_assert_cmpint(mode_of("a.html"), ==, 0604);
	g_assert_cmpint(count_files(), ==, 1);
}

static void test_foreign(void)
{
	g_autofree char *padding = g_strnfill(SINGLE_OUT_LOOK, ' ');
	g_autofree char *late = g_strconcat(padding, SINGLE_OUT_MARK, NULL);

	write_text("notes.html", "<p>mine</p>");
	assert_refused("notes.html", "is left alone");
	assert_text("notes.html", "<p>mine</p>");
	write_text("empty.html", "");
	assert_refused("empty.html", "is left alone");
	write_text("late.html", late);
	assert_refused("late.html", "is left alone");
}

static void test_other_things(void)
{
	g_autofree char *folder = at("folder");
	g_autofree char *link = at("link.html");
	g_autofree char *pipe = at("pipe.html");

	g_mkdir(folder, 0777);
	assert_refused("folder", "is a folder");
	g_assert_cmpint(symlink("nowhere.html", link), ==, 0);
	assert_refused("link.html", "a link to what is not there");
	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	assert_refused("pipe.html", "is left alone");
}

/* The link stays, and what it names is replaced. */
static void test_link(void)
{
	g_autofree char *link = at("link.html");

	write_file("a.html", "first");
	g_assert_cmpint(symlink("a.html", link), ==, 0);
	write_file("link.html", "next");
	assert_text("a.html", SINGLE_OUT_MARK "1\">next");
	g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
}

static void test_records(void)
{
	g_autofree char *inside = at("agreements");

	write_text("gatehouse.xml", "<settings/>");
	assert_refused("agreements/a.html", "where records are");
	g_assert_false(g_file_test(inside, G_FILE_TEST_EXISTS));
	assert_refused(".git/a.html", "where records are");
	write_file("a.html", "beside the settings");
}

/* What came after the first look is not lost either. */
static void test_late(void)
{
	g_autofree char *full = at("a.html");
	g_autoptr(GError) error = NULL;
	g_autofree char *place = single_out_open(full, folders, &error);
	g_autoptr(GString) text = g_string_new(SINGLE_OUT_MARK);

	g_assert_no_error(error);
	write_text("a.html", "mine");
	g_assert_false(single_out_write(place, &text, 1, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS);
	assert_text("a.html", "mine");
}

static void remove_below(const char *path)
{
	g_autoptr(GDir) entries = g_dir_open(path, 0, NULL);
	const char *name;

	while (entries && (name = g_dir_read_name(entries))) {
		g_autofree char *full = g_build_filename(path, name, NULL);

		if (g_file_test(full, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(full, G_FILE_TEST_IS_SYMLINK))
			remove_below(full);
		else
			g_remove(full);
	}
	g_rmdir(path);
}

static const struct row {
	const char *name;
	void (*test)(void);
} rows[] = {
	{ "/single-out/write", test_write },
	{ "/single-out/replace", test_replace },
	{ "/single-out/foreign", test_foreign },
	{ "/single-out/other-things", test_other_things },
	{ "/single-out/link", test_link },
	{ "/single-out/records", test_records },
	{ "/single-out/late", test_late },
};

static void run(const void *row)
{
	dir = g_dir_make_tmp("single-XXXXXX", NULL);
	umask(027);
	((const struct row *)row)->test();
	remove_below(dir);
	g_clear_pointer(&dir, g_free);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i], run);
	return g_test_run();
}
