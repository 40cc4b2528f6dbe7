/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/tar.h"

#define BLOCK 512

static char *dir; /* of all tests */

/* The archive of one file of this name and text, or what is wrong. */
static char *archive(const char *name, const char *text, gsize *len,
		     GError **error)
{
	g_autofree char *path = g_build_filename(dir, "some.tar", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(Tar) tar = tar_new(path, 1772366400, error);
	char *whole = NULL;

	g_assert_nonnull(tar);
	if (!tar_add(tar, name, bytes, error))
		return NULL;
	g_assert_true(tar_finish(tar, error));
	g_assert_true(g_file_get_contents(path, &whole, len, error));
	g_unlink(path);
	return whole;
}

static char *name_of(size_t prefix, size_t name)
{
	g_autofree char *first = g_strnfill(prefix, 'p');
	g_autofree char *second = g_strnfill(name, 'n');

	return prefix > 0 ? g_strconcat(first, "/", second, NULL)
			  : g_steal_pointer(&second);
}

static void a_file_is_a_header_and_whole_blocks(void)
{
	g_autoptr(GError) error = NULL;
	gsize len = 0;
	g_autofree char *whole = archive("a/b.html", "text", &len, &error);
	unsigned sum = 0;

	g_assert_no_error(error);
	g_assert_cmpuint(len, ==, 4 * BLOCK);
	g_assert_cmpstr(whole, ==, "a/b.html");
	g_assert_cmpstr(whole + 100, ==, "0000644");
	g_assert_cmpstr(whole + 124, ==, "00000000004");
	g_assert_cmpstr(whole + 136, ==, "15151025100");
	g_assert_cmpstr(whole + 257, ==, "ustar");
	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)whole[i];
	g_assert_cmpuint(g_ascii_strtoull(whole + 148, NULL, 8), ==, sum);
	g_assert_cmpstr(whole + BLOCK, ==, "text");
}

static void a_file_of_one_block_is_not_padded(void)
{
	g_autofree char *text = g_strnfill(BLOCK, 'x');
	gsize len = 0;
	g_autofree char *whole = archive("a", text, &len, NULL);

	g_assert_nonnull(whole);
	g_assert_cmpuint(len, ==, 4 * BLOCK);
}

static void a_long_name_is_divided_at_a_slash(void)
{
	const struct {
		size_t prefix;
		size_t name;
	} good[] = { { 0, 100 }, { 155, 100 }, { 155, 1 }, { 1, 100 } };

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *name = name_of(good[i].prefix, good[i].name);
		gsize len = 0;
		g_autofree char *whole = archive(name, "", &len, &error);
		g_autofree char *last = NULL;
		g_autofree char *first = NULL;
		g_autofree char *joined = NULL;

		g_assert_no_error(error);
		last = g_strndup(whole, 100);
		first = g_strndup(whole + 345, 155);
		joined = *first ? g_strconcat(first, "/", last, NULL)
				: g_strdup(last);
		g_assert_cmpstr(joined, ==, name);
	}
}

static void a_name_that_cannot_be_divided_is_refused(void)
{
	const struct {
		size_t prefix;
		size_t name;
	} bad[] = { { 0, 101 }, { 156, 100 }, { 10, 101 } };

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *name = name_of(bad[i].prefix, bad[i].name);
		gsize len = 0;

		g_assert_null(archive(name, "", &len, &error));
		g_assert_error(error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
	}
}

static void what_is_not_finished_is_not_there(void)
{
	g_autofree char *path = g_build_filename(dir, "some.tar", NULL);
	g_autoptr(GDir) left = NULL;

	g_assert_true(g_file_set_contents(path, "old", -1, NULL));
	tar_free(tar_new(path, 0, NULL));
	left = g_dir_open(dir, 0, NULL);
	g_assert_cmpstr(g_dir_read_name(left), ==, "some.tar");
	g_assert_null(g_dir_read_name(left));
	g_unlink(path);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	dir = g_dir_make_tmp("gatehouse-tar-XXXXXX", NULL);
	g_test_add_func("/tar/blocks", a_file_is_a_header_and_whole_blocks);
	g_test_add_func("/tar/whole-block", a_file_of_one_block_is_not_padded);
	g_test_add_func("/tar/long-name", a_long_name_is_divided_at_a_slash);
	g_test_add_func("/tar/too-long",
			a_name_that_cannot_be_divided_is_refused);
	g_test_add_func("/tar/unfinished", what_is_not_finished_is_not_there);
	status = g_test_run();
	g_rmdir(dir);
	g_free(dir);
	return status;
}
