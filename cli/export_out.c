/* SPDX-License-Identifier: MIT */
/*
 * What is given away is put together beside its place and moved there when it
 * is whole.  A folder that holds something is left alone: people work in the
 * sheets that they were given, and a second export must not undo that.
 */
#include "cli/export_out.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "lib/write.h"
#include "site-gen/stage_out.h"

/*
 * The place that path names, with the links of its folder followed; the folder
 * is made, once it is clear that it is not among the records.
 */
static char *open_place(const char *path, const char *const *folders,
			GError **error)
{
	g_autofree char *whole = g_canonicalize_filename(path, NULL);
	g_autofree char *parent = g_path_get_dirname(whole);
	g_autofree char *name = g_path_get_basename(whole);
	g_autofree char *place = NULL;
	char *real;

	if (!stage_out_check_place(whole, folders, error))
		return NULL;
	if (g_mkdir_with_parents(parent, 0777) != 0) {
		write_fail(error, "make the folder", parent);
		return NULL;
	}
	real = realpath(parent, NULL);
	if (!real) {
		write_fail(error, "find", parent);
		return NULL;
	}
	place = g_build_filename(real, name, NULL);
	free(real);
	if (!stage_out_check_place(place, folders, error))
		return NULL;
	if (strcmp(name, "gatehouse.xml") == 0) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
			    "'%s' has the name of the settings", path);
		return NULL;
	}
	return g_steal_pointer(&place);
}

static mode_t file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

bool export_out_file(const char *path, const char *bytes, size_t len,
		     const char *const *folders, GError **error)
{
	g_autofree char *place = open_place(path, folders, error);
	struct stat st;

	if (!place)
		return false;
	if (lstat(place, &st) == 0 && !S_ISREG(st.st_mode)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
			    "'%s' is no plain file", path);
		return false;
	}
	return g_file_set_contents_full(place, bytes, (gssize)len,
					G_FILE_SET_CONTENTS_CONSISTENT |
						G_FILE_SET_CONTENTS_DURABLE,
					(int)file_mode(), error);
}

static bool write_files(const char *dir, const struct export_file *files,
			size_t n, GError **error)
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *path =
			g_build_filename(dir, files[i].name, NULL);

		if (!g_file_set_contents_full(path, files[i].bytes->str,
					      (gssize)files[i].bytes->len,
					      G_FILE_SET_CONTENTS_DURABLE,
					      (int)file_mode(), error))
			return false;
	}
	return true;
}

static void discard(const char *dir, const struct export_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *path =
			g_build_filename(dir, files[i].name, NULL);

		unlink(path);
	}
	rmdir(dir);
}

static bool is_full(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

	return dir && g_dir_read_name(dir);
}

bool export_out_folder(const char *path, const struct export_file *files,
		       size_t n, const char *const *folders, GError **error)
{
	g_autofree char *place = open_place(path, folders, error);
	g_autofree char *aside = NULL;

	if (!place)
		return false;
	if (is_full(place)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY,
			    "there is something in the folder '%s'; choose a "
			    "new one, so that nobody's work is lost",
			    path);
		return false;
	}
	aside = g_strconcat(place, ".XXXXXX", NULL);
	if (!g_mkdtemp_full(aside, 0777))
		return write_fail(error, "make the folder", aside);
	if (!write_files(aside, files, n, error)) {
		discard(aside, files, n);
		return false;
	}
	/* Takes the place of an empty folder, and of nothing else. */
	if (rename(aside, place) != 0) {
		write_fail(error, "make the folder", path);
		discard(aside, files, n);
		return false;
	}
	return true;
}
