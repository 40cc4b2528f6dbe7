/* SPDX-License-Identifier: MIT */
/*
 * What is given away is put together beside its place and moved there when it
 * is whole; what a run that is killed leaves of it, the next one removes.  A
 * folder that holds something is left alone: people work in the sheets that
 * they were given, and a second export must not undo that.
 */
#include "cli/export_out.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>

#include "lib/staging.h"
#include "lib/write.h"
#include "site-gen/stage_out.h"

#define DIR_MODE 0777
#define FILE_MODE 0666

static char *open_place(const char *path, const char *const *folders,
			GError **error)
{
	g_autofree char *place = stage_out_place(path, folders, error);
	g_autofree char *name = place ? g_path_get_basename(place) : NULL;

	if (!place)
		return NULL;
	if (strcmp(name, "gatehouse.xml") == 0) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
			    "'%s' has the name of the settings", path);
		return NULL;
	}
	return g_steal_pointer(&place);
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
	return staging_put_file(place, bytes, len, FILE_MODE, error);
}

/* Makes the folder, with the files on disk. */
static bool write_files(const char *dir, const struct export_file *files,
			size_t n, GError **error)
{
	if (mkdir(dir, DIR_MODE) != 0)
		return write_fail(error, "make the folder", dir);
	for (size_t i = 0; i < n; i++) {
		const GString *bytes = files[i].bytes;
		g_autofree char *path =
			g_build_filename(dir, files[i].name, NULL);

		if (!write_file(path, bytes->str, bytes->len, FILE_MODE) ||
		    !write_sync(path))
			return write_fail(error, "write", path);
	}
	return write_sync(dir) || write_fail(error, "write to disk", dir);
}

static bool is_full(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);

	return dir && g_dir_read_name(dir);
}

static bool put_folder(const struct staging *staging, const char *place,
		       const char *path, const struct export_file *files,
		       size_t n, GError **error)
{
	g_autofree char *new = g_build_filename(staging->path, "folder", NULL);

	if (is_full(place)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY,
			    "there is something in the folder '%s'; choose a "
			    "new one, so that nobody's work is lost",
			    path);
		return false;
	}
	/* Takes the place of an empty folder, and of nothing else. */
	return write_files(new, files, n, error) &&
	       (rename(new, place) == 0 ||
		write_fail(error, "make the folder", path));
}

bool export_out_folder(const char *path, const struct export_file *files,
		       size_t n, const char *const *folders, GError **error)
{
	struct staging staging = STAGING_NONE;
	g_autofree char *place = open_place(path, folders, error);
	g_autofree char *parent = NULL;
	bool is_put;

	/* First of all: it removes what a run that died has left there. */
	if (!place || !staging_open_beside(&staging, place, error))
		return false;
	parent = g_path_get_dirname(place);
	is_put = put_folder(&staging, place, path, files, n, error);
	if (is_put)
		write_sync(parent);
	staging_close(&staging);
	return is_put;
}
