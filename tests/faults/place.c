/* SPDX-License-Identifier: MIT */
#include "tests/faults/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/staging.h"

static void list_below(const char *top, const char *path, GPtrArray *found)
{
	g_autofree char *full = g_build_filename(top, path, NULL);
	g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *below =
			*path ? g_strconcat(path, "/", name, NULL)
			      : g_strdup(name);
		g_autofree char *there = g_build_filename(top, below, NULL);
		struct stat st;

		if (lstat(there, &st) == 0 && S_ISDIR(st.st_mode))
			list_below(top, below, found);
		g_ptr_array_add(found, g_steal_pointer(&below));
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *place_list(const char *path)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

	list_below(path, "", found);
	g_ptr_array_sort(found, compare);
	return found;
}

void place_remove(const char *path)
{
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		staging_remove(path);
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		g_error("cannot remove '%s'", path);
}

static void copy_file(const char *from, const char *to, const struct stat *st)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	gsize len;

	if (!g_file_get_contents(from, &bytes, &len, &error) ||
	    !g_file_set_contents_full(to, bytes, (gssize)len,
				      G_FILE_SET_CONTENTS_NONE,
				      (int)(st->st_mode & 07777), &error))
		g_error("%s", error->message);
	if (utimensat(AT_FDCWD, to, times, 0) != 0)
		g_error("cannot set the time of '%s'", to);
}

void place_copy(const char *from, const char *to)
{
	g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
	const char *name;

	if (!dir || g_mkdir(to, 0777) != 0)
		g_error("cannot copy '%s' to '%s'", from, to);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *old = g_build_filename(from, name, NULL);
		g_autofree char *new = g_build_filename(to, name, NULL);
		struct stat st;

		if (lstat(old, &st) == 0 && S_ISDIR(st.st_mode))
			place_copy(old, new);
		else
			copy_file(old, new, &st);
	}
}

static void add_file(GChecksum *sum, const char *path)
{
	g_autofree char *bytes = NULL;
	g_autofree char *length = NULL;
	gsize len;

	if (!g_file_get_contents(path, &bytes, &len, NULL))
		return;
	length = g_strdup_printf("%zu:", len);
	g_checksum_update(sum, (const guchar *)length, -1);
	g_checksum_update(sum, (const guchar *)bytes, (gssize)len);
}

char *place_digest(const char *path, place_filter filter)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GPtrArray) found = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return g_strdup("-");
	if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
		add_file(sum, path);
		return g_strdup(g_checksum_get_string(sum));
	}
	found = place_list(path);
	for (guint i = 0; i < found->len; i++) {
		const char *name = found->pdata[i];
		g_autofree char *full = g_build_filename(path, name, NULL);

		if ((filter && !filter(name)) ||
		    g_file_test(full, G_FILE_TEST_IS_DIR))
			continue;
		g_checksum_update(sum, (const guchar *)name,
				  (gssize)strlen(name) + 1);
		add_file(sum, full);
	}
	return g_strdup(g_checksum_get_string(sum));
}

char *place_read(const char *path)
{
	char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) ? g_strchomp(text)
							    : NULL;
}

void place_write(const char *path, const char *text)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GError) error = NULL;

	g_mkdir_with_parents(folder, 0777);
	if (!g_file_set_contents(path, text, -1, &error))
		g_error("%s", error->message);
}
