/* SPDX-License-Identifier: MIT */
#include "tests/unit/folder_fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

static char *dir; /* of the running test */

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

void folder_fixture_run(const void *fixture)
{
	dir = g_dir_make_tmp("gatehouse-XXXXXX", NULL);
	((const struct folder_fixture *)fixture)->test();
	remove_below(dir);
	g_clear_pointer(&dir, g_free);
}

const char *folder_fixture_path(void)
{
	return dir;
}

char *folder_fixture_at(const char *path)
{
	return g_build_filename(dir, path, NULL);
}

void folder_fixture_write(const char *path, const char *text)
{
	g_autofree char *full = folder_fixture_at(path);
	g_autofree char *parent = g_path_get_dirname(full);

	g_mkdir_with_parents(parent, 0777);
	g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

char *folder_fixture_read(const char *path)
{
	g_autofree char *full = folder_fixture_at(path);
	char *text = NULL;

	g_file_get_contents(full, &text, NULL, NULL);
	return text;
}
