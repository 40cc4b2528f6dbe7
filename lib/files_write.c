/* SPDX-License-Identifier: MIT */
/*
 * A name that begins with a dot is no record (see files.c), so what lies about
 * after a crash does no harm.
 */
#include "lib/files_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/write.h"

/* A file on its way into its place. */
struct pending {
	const struct files_write *write;
	int folder;	 /* open; -1: not yet */
	char *name;	 /* last part of the path */
	char *temporary; /* beside it; NULL: none is there */
};

/* Opens the folder that the path lies in, through no symbolic link. */
static int open_folder(const char *top, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	int at = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (char **part = parts; at >= 0 && part[0] && part[1]; part++) {
		int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
		int next = openat(at, *part, flags);

		if (next < 0 && errno == ENOENT &&
		    mkdirat(at, *part, 0777) == 0)
			next = openat(at, *part, flags);
		close(at);
		at = next;
	}
	return at;
}

/* As the file that is there allows; otherwise as the user's mask does. */
static bool take_mode(const struct pending *pending, int fd)
{
	struct stat st;

	if (fstatat(pending->folder, pending->name, &st, AT_SYMLINK_NOFOLLOW) !=
	    0)
		return true;
	return fchmod(fd, st.st_mode & 0777) == 0;
}

static bool write_aside(struct pending *pending)
{
	gsize len;
	const char *bytes = g_bytes_get_data(pending->write->bytes, &len);
	g_autofree char *name =
		g_strdup_printf(".%s.%08x", pending->name, g_random_int());
	int fd = openat(pending->folder, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0666);
	bool is_done;

	if (fd < 0)
		return false;
	pending->temporary = g_steal_pointer(&name);
	is_done = take_mode(pending, fd) && write_all(fd, bytes, len) &&
		  fsync(fd) == 0;
	return close(fd) == 0 && is_done;
}

static bool prepare(const char *top, struct pending *pending, GError **error)
{
	const char *path = pending->write->path;

	pending->folder = open_folder(top, path);
	if (pending->folder < 0)
		return write_fail(error, "open the folder of", path);
	pending->name = g_path_get_basename(path);
	if (pending->write->bytes && !write_aside(pending))
		return write_fail(error, "write", path);
	return true;
}

static bool put_in_place(struct pending *pending, GError **error)
{
	const char *path = pending->write->path;

	if (!pending->write->bytes) {
		if (unlinkat(pending->folder, pending->name, 0) != 0)
			return write_fail(error, "remove", path);
	} else if (renameat(pending->folder, pending->temporary,
			    pending->folder, pending->name) != 0) {
		return write_fail(error, "write", path);
	}
	g_clear_pointer(&pending->temporary, g_free);
	if (fsync(pending->folder) != 0)
		return write_fail(error, "write the folder of", path);
	return true;
}

static void pending_clear(struct pending *pending)
{
	if (pending->temporary)
		unlinkat(pending->folder, pending->temporary, 0);
	if (pending->folder >= 0)
		close(pending->folder);
	g_free(pending->temporary);
	g_free(pending->name);
}

bool files_write(const char *top, const struct files_write *writes, size_t n,
		 GError **error)
{
	g_autofree struct pending *all = g_new0(struct pending, n + 1);
	size_t n_placed = 0;
	bool is_done = true;

	for (size_t i = 0; i < n; i++) {
		all[i].write = &writes[i];
		all[i].folder = -1;
	}
	for (size_t i = 0; is_done && i < n; i++)
		is_done = prepare(top, &all[i], error);
	for (; is_done && n_placed < n; n_placed++)
		is_done = put_in_place(&all[n_placed], error);
	if (!is_done && n_placed > 1)
		g_prefix_error(error, "only %zu of %zu files were written: ",
			       n_placed - 1, n);
	for (size_t i = 0; i < n; i++)
		pending_clear(&all[i]);
	return is_done;
}
