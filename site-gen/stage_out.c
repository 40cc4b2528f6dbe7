/* SPDX-License-Identifier: MIT */
/*
 * A wrong -o must not cost anyone a file: a folder is replaced only when every
 * file in it stands in its own manifest, and never where records are.
 */
#include "site-gen/stage_out.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>

#include "lib/write.h"
#include "site-gen/manifest.h"

#define DIR_MODE 0777

static bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool refuse(GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_EXISTS, message);
	return false;
}

/* Whether a name at the top of the site is kept besides the manifest's. */
static bool is_own_name(const char *path)
{
	return strcmp(path, MANIFEST_NAME) == 0 ||
	       strcmp(path, MANIFEST_LOG) == 0;
}

/* Adds all that is no folder below top/path, as paths from top. */
static bool list_tree(const char *top, const char *path, GPtrArray *found,
		      GError **error)
{
	g_autofree char *full = g_build_filename(top, path, NULL);
	g_autoptr(GDir) dir = g_dir_open(full, 0, error);
	const char *name;

	if (!dir)
		return false;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *below =
			*path ? g_strconcat(path, "/", name, NULL)
			      : g_strdup(name);
		g_autofree char *there = g_build_filename(top, below, NULL);
		struct stat st;

		if (lstat(there, &st) != 0)
			return write_fail(error, "look at", there);
		if (!S_ISDIR(st.st_mode))
			g_ptr_array_add(found, g_steal_pointer(&below));
		else if (!list_tree(top, below, found, error))
			return false;
	}
	return true;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool stage_out_list(const char *top, GPtrArray *found, GError **error)
{
	if (!list_tree(top, "", found, error))
		return false;
	g_ptr_array_sort(found, compare_paths);
	return true;
}

static bool read_manifest(struct stage_out *out, GError **error)
{
	g_autofree char *path =
		g_build_filename(out->path, MANIFEST_NAME, NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GError) fault = NULL;
	gsize len;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return refuse(error,
			      "'%s' is not empty and holds no " MANIFEST_NAME
			      " of this program, so it is left alone; choose "
			      "an empty folder or another one with -o",
			      out->path);
	if (g_file_get_contents(path, &bytes, &len, &fault)) {
		GHashTable *files = manifest_parse(bytes, len, &fault);

		if (files) {
			g_hash_table_unref(out->files);
			out->files = files;
			return true;
		}
	}
	return refuse(error, "'%s' cannot be read as the list of a site: %s",
		      path, fault->message);
}

/* Whether something that is no folder lies right in it, the log apart. */
static bool holds_file(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *there = g_build_filename(folder, name, NULL);
		struct stat st;

		if (strcmp(name, MANIFEST_LOG) != 0 && lstat(there, &st) == 0 &&
		    !S_ISDIR(st.st_mode))
			return true;
	}
	return false;
}

/*
 * The old site holds what its manifest lists, and nothing else.  What is
 * plainly no site, such as somebody's home, is not walked through first.
 */
static bool check_files(struct stage_out *out, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	bool has_manifest = holds_file(out->path);

	if (has_manifest && !read_manifest(out, error))
		return false;
	if (!stage_out_list(out->path, found, error))
		return false;
	if (found->len == 0)
		return true;
	if (found->len == 1 && strcmp(found->pdata[0], MANIFEST_LOG) == 0) {
		out->has_log = true;
		return true;
	}
	if (!has_manifest && !read_manifest(out, error))
		return false;
	for (guint i = 0; i < found->len; i++) {
		const char *path = found->pdata[i];

		if (strcmp(path, MANIFEST_LOG) == 0)
			out->has_log = true;
		if (is_own_name(path) ||
		    g_hash_table_contains(out->files, path))
			continue;
		return refuse(error,
			      "'%s' holds a file that is not of the site: "
			      "'%s'; move it elsewhere first",
			      out->path, path);
	}
	return true;
}

static bool is_repository(const char *folder)
{
	g_autofree char *settings =
		g_build_filename(folder, "gatehouse.xml", NULL);

	return g_file_test(settings, G_FILE_TEST_EXISTS);
}

/* Looks at each folder above out for one that is a registers repository. */
bool stage_out_check_place(const char *out, const char *const *folders,
			   GError **error)
{
	g_autofree char *below = g_strdup("");
	g_autofree char *at = g_strdup(out);

	while (!is_repository(at)) {
		g_autofree char *name = g_path_get_basename(at);
		char *up = g_path_get_dirname(at);
		bool is_top = strcmp(up, at) == 0;

		g_free(below);
		below = g_steal_pointer(&name);
		g_free(at);
		at = up;
		if (is_top)
			return true;
	}
	if (!*below)
		return refuse(error,
			      "'%s' is a registers repository; give the site "
			      "a folder of its own",
			      out);
	if (strcmp(below, ".git") == 0 || g_strv_contains(folders, below))
		return refuse(error,
			      "'%s' is in '%s', where records are; choose "
			      "another place with -o",
			      out, below);
	return true;
}

char *stage_out_place(const char *path, const char *const *folders,
		      GError **error)
{
	g_autofree char *full = g_canonicalize_filename(path, NULL);
	g_autofree char *parent = g_path_get_dirname(full);
	g_autofree char *name = g_path_get_basename(full);
	g_autofree char *place = NULL;
	char *real;

	if (!stage_out_check_place(full, folders, error))
		return NULL;
	if (g_mkdir_with_parents(parent, DIR_MODE) != 0) {
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
	return stage_out_check_place(place, folders, error)
		       ? g_steal_pointer(&place)
		       : NULL;
}

/* Follows a link to what it names. */
bool stage_out_open(struct stage_out *out, const char *path,
		    const char *const *folders, GError **error)
{
	struct stat st;
	char *real;

	out->files = g_hash_table_new(g_str_hash, g_str_equal);
	out->path = stage_out_place(path, folders, error);
	if (!out->path)
		return false;
	if (lstat(out->path, &st) != 0)
		return true;
	real = realpath(out->path, NULL);
	if (!real)
		return refuse(error,
			      "'%s' is a symbolic link to a folder that is "
			      "not there",
			      path);
	g_free(out->path);
	out->path = g_strdup(real);
	free(real);
	if (!stage_out_check_place(out->path, folders, error))
		return false;
	if (!g_file_test(out->path, G_FILE_TEST_IS_DIR))
		return refuse(error, "'%s' is a file, not a folder", path);
	out->exists = true;
	return check_files(out, error);
}

bool stage_out_look_again(struct stage_out *out, GError **error)
{
	if (g_file_test(out->path, G_FILE_TEST_IS_DIR))
		out->exists = true;
	return !out->exists || check_files(out, error);
}

void stage_out_clear(struct stage_out *out)
{
	g_clear_pointer(&out->path, g_free);
	g_clear_pointer(&out->files, g_hash_table_unref);
}
