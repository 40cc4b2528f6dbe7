/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "site-gen/single_out.h"
#include "tests/unit/folder_fixture.h"

static const char *const folders[] = { "agreements", "codes", NULL };

static void assert_text(const char *path, const char *wanted)
{
	g_autofree char *text = folder_fixture_read(path);

	g_assert_cmpstr(text, ==, wanted);
}

static mode_t mode_of(const char *path)
{
	g_autofree char *full = folder_fixture_at(path);
	struct stat st;

	g_assert_cmpint(stat(full, &st), ==, 0);
	return st.st_mode & 07777;
}

static size_t count_files(void)
{
	g_autoptr(GDir) open = g_dir_open(folder_fixture_path(), 0, NULL);
	size_t n = 0;

	while (g_dir_read_name(open))
		n++;
	return n;
}

static void write_file(const char *path, const char *end)
{
	g_autofree char *full = folder_fixture_at(path);
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
	g_autofree char *full = folder_fixture_at(path);
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
	g_autofree char *full = folder_fixture_at("a.html");

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

	folder_fixture_write("notes.html", "<p>mine</p>");
	assert_refused("notes.html", "is left alone");
	assert_text("notes.html", "<p>mine</p>");
	folder_fixture_write("empty.html", "");
	assert_refused("empty.html", "is left alone");
	folder_fixture_write("late.html", late);
	assert_refused("late.html", "is left alone");
}

static void test_other_things(void)
{
	g_autofree char *folder = folder_fixture_at("folder");
	g_autofree char *link = folder_fixture_at("link.html");
	g_autofree char *pipe = folder_fixture_at("pipe.html");

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
	g_autofree char *link = folder_fixture_at("link.html");

	write_file("a.html", "first");
	g_assert_cmpint(symlink("a.html", link), ==, 0);
	write_file("link.html", "next");
	assert_text("a.html", SINGLE_OUT_MARK "1\">next");
	g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
}

static void test_records(void)
{
	g_autofree char *inside = folder_fixture_at("agreements");

	folder_fixture_write("gatehouse.xml", "<settings/>");
	assert_refused("agreements/a.html", "where records are");
	g_assert_false(g_file_test(inside, G_FILE_TEST_EXISTS));
	assert_refused(".git/a.html", "where records are");
	write_file("a.html", "beside the settings");
}

/* What came after the first look is not lost either. */
static void test_late(void)
{
	g_autofree char *full = folder_fixture_at("a.html");
	g_autoptr(GError) error = NULL;
	g_autofree char *place = single_out_open(full, folders, &error);
	g_autoptr(GString) text = g_string_new(SINGLE_OUT_MARK);

	g_assert_no_error(error);
	folder_fixture_write("a.html", "mine");
	g_assert_false(single_out_write(place, &text, 1, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS);
	assert_text("a.html", "mine");
}

static const struct folder_fixture rows[] = {
	{ "/single-out/write", test_write },
	{ "/single-out/replace", test_replace },
	{ "/single-out/foreign", test_foreign },
	{ "/single-out/other-things", test_other_things },
	{ "/single-out/link", test_link },
	{ "/single-out/records", test_records },
	{ "/single-out/late", test_late },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	umask(027);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, &rows[i],
				     folder_fixture_run);
	return g_test_run();
}
