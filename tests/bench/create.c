/* SPDX-License-Identifier: MIT */
/*
 * create LIST DIR [OLD]: makes the new folder DIR with the files of LIST, one a
 * line, its size and its path: what a program that makes them cannot do
 * without.  What is in them is blanks; or they are those of the folder OLD, by
 * another name.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

static char blanks[1 << 20];

static void make_parent(GHashTable *made, const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);

	if (g_hash_table_contains(made, parent))
		return;
	if (g_mkdir_with_parents(parent, 0777) != 0)
		g_error("%s: %s", parent, g_strerror(errno));
	g_hash_table_add(made, g_steal_pointer(&parent));
}

static void make_file(const char *path, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool ok = fd >= 0;

	while (ok && size > 0) {
		ssize_t n = write(fd, blanks, MIN(size, sizeof(blanks)));

		ok = n > 0;
		size -= ok ? (size_t)n : 0;
	}
	if (!ok || close(fd) != 0)
		g_error("%s: %s", path, g_strerror(errno));
}

static void link_file(const char *old, const char *path)
{
	if (link(old, path) != 0)
		g_error("%s: %s", path, g_strerror(errno));
}

int main(int argc, char **argv)
{
	g_autoptr(GHashTable) made =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *list = NULL;
	g_auto(GStrv) lines = NULL;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: create LIST DIR [OLD]\n");
		return 2;
	}
	if (!g_file_get_contents(argv[1], &list, NULL, NULL))
		g_error("cannot read '%s'", argv[1]);
	memset(blanks, ' ', sizeof(blanks));
	lines = g_strsplit(list, "\n", -1);
	for (char **line = lines; *line && **line; line++) {
		char *rest;
		guint64 size = g_ascii_strtoull(*line, &rest, 10);
		g_autofree char *path =
			g_build_filename(argv[2], g_strchug(rest), NULL);
		g_autofree char *old =
			argc == 4 ? g_build_filename(argv[3], rest, NULL)
				  : NULL;

		make_parent(made, path);
		if (old)
			link_file(old, path);
		else
			make_file(path, size);
	}
	return 0;
}
