/* SPDX-License-Identifier: MIT */
/*
 * The new file has no name until it is whole (O_TMPFILE), so a run that is
 * killed leaves nothing behind.  It is then linked beside the old one and
 * renamed over it.  Where the file system knows no such files, it has a name
 * that begins with a dot from the start.
 */
#include "site-gen/single_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "site-gen/stage_out.h"

#define DIR_MODE 0777
#define FILE_MODE 0666
#define TRIES 100

static bool fail(GError **error, const char *what, const char *path)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "cannot %s '%s': %s", what, path, g_strerror(code));
	return false;
}

static bool refuse(GError **error, const char *path, const char *why)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
		    "'%s' %s; choose another name with -o", path, why);
	return false;
}

/* Whether it begins as a single file of any version does. */
static bool is_ours(const char *path)
{
	char head[SINGLE_OUT_LOOK + 1] = "";
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, head, SINGLE_OUT_LOOK);
	close(fd);
	return n > 0 && strstr(head, SINGLE_OUT_MARK);
}

static bool check(const char *path, GError **error)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT || fail(error, "look at", path);
	if (S_ISLNK(st.st_mode))
		return refuse(error, path, "is a link to what is not there");
	if (S_ISDIR(st.st_mode))
		return refuse(error, path, "is a folder");
	if (!S_ISREG(st.st_mode) || !is_ours(path))
		return refuse(error, path,
			      "is not a file that 'build --single-file' has "
			      "made, so it is left alone");
	return true;
}

static char *find_parent(const char *path, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(path);
	char *real;

	if (g_mkdir_with_parents(parent, DIR_MODE) != 0) {
		fail(error, "make the folder", parent);
		return NULL;
	}
	real = realpath(parent, NULL);
	if (!real)
		fail(error, "find", parent);
	return real;
}

/* Before any folder is made, and again for what links may hide. */
char *single_out_open(const char *path, const char *const *folders,
		      GError **error)
{
	g_autofree char *full = g_canonicalize_filename(path, NULL);
	g_autofree char *name = g_path_get_basename(full);
	g_autofree char *place = NULL;
	char *real = realpath(full, NULL);

	if (!stage_out_check_place(real ? real : full, folders, error)) {
		free(real);
		return NULL;
	}
	if (!real) {
		char *parent = find_parent(full, error);

		if (!parent)
			return NULL;
		place = g_build_filename(parent, name, NULL);
		free(parent);
	} else {
		place = g_strdup(real);
		free(real);
	}
	if (!stage_out_check_place(place, folders, error) ||
	    !check(place, error))
		return NULL;
	return g_steal_pointer(&place);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return true;
}

/* A name beside path that nobody has. */
static char *free_name(const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);

	return g_strdup_printf("%s/.%s.gatehouse-%08x", parent, name,
			       g_random_int());
}

/* A file without a name, or with *name where there can be none. */
static int new_file(const char *path, char **name)
{
	g_autofree char *parent = g_path_get_dirname(path);
	int fd = open(parent, O_TMPFILE | O_WRONLY | O_CLOEXEC, FILE_MODE);

	for (int i = 0;
	     fd < 0 && i < TRIES &&
	     (errno == EOPNOTSUPP || errno == EISDIR || errno == EEXIST);
	     i++) {
		g_free(*name);
		*name = free_name(path);
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			  FILE_MODE);
	}
	if (fd < 0)
		g_clear_pointer(name, g_free);
	return fd;
}

/* Gives a file that has no name one beside path. */
static bool name_file(int fd, const char *path, char **name)
{
	g_autofree char *self = g_strdup_printf("/proc/self/fd/%d", fd);

	for (int i = 0; i < TRIES; i++) {
		g_autofree char *try = free_name(path);

		if (linkat(AT_FDCWD, self, AT_FDCWD, try, AT_SYMLINK_FOLLOW) ==
		    0) {
			*name = g_steal_pointer(&try);
			return true;
		}
		if (errno != EEXIST)
			return false;
	}
	return false;
}

static void sync_parent(const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static bool fill(int fd, const char *path, GString *const *pieces, size_t n)
{
	struct stat st;

	if (lstat(path, &st) == 0 && fchmod(fd, st.st_mode & 07777) != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!write_all(fd, pieces[i]->str, pieces[i]->len))
			return false;
	}
	return fsync(fd) == 0;
}

bool single_out_write(const char *path, GString *const *pieces, size_t n,
		      GError **error)
{
	g_autofree char *name = NULL;
	int fd;
	bool ok;

	if (!check(path, error))
		return false;
	fd = new_file(path, &name);
	ok = fd >= 0 && fill(fd, path, pieces, n) &&
	     (name || name_file(fd, path, &name)) && rename(name, path) == 0;
	if (!ok) {
		fail(error, "write", path);
		if (name)
			unlink(name);
	}
	if (fd >= 0)
		close(fd);
	if (ok)
		sync_parent(path);
	return ok;
}
