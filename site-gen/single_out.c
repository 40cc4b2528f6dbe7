/* SPDX-License-Identifier: MIT */
/*
 * The new file is made in a staging folder beside the old one and renamed over
 * it when it is whole and on disk; what a run that is killed leaves of it, the
 * next one removes.
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

#include "lib/staging.h"
#include "lib/write.h"
#include "site-gen/stage_out.h"

#define FILE_MODE 0666

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
		return errno == ENOENT || write_fail(error, "look at", path);
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

char *single_out_open(const char *path, const char *const *folders,
		      GError **error)
{
	g_autofree char *place = stage_out_place(path, folders, error);
	char *real = place ? realpath(place, NULL) : NULL;

	if (real) {
		g_free(place);
		place = g_strdup(real);
		free(real);
	}
	if (!place || !stage_out_check_place(place, folders, error) ||
	    !check(place, error))
		return NULL;
	return g_steal_pointer(&place);
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
	return TEMP_FAILURE_RETRY(fsync(fd)) == 0;
}

bool single_out_write(const char *path, GString *const *pieces, size_t n,
		      GError **error)
{
	struct staging staging = STAGING_NONE;
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *new = NULL;
	bool ok = false;
	int fd;

	if (!check(path, error) || !staging_open_beside(&staging, path, error))
		return false;
	new = g_build_filename(staging.path, "file", NULL);
	fd = (int)TEMP_FAILURE_RETRY(
		open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE));
	ok = (fd >= 0 && fill(fd, path, pieces, n) && rename(new, path) == 0) ||
	     write_fail(error, "write", path);
	if (fd >= 0)
		close(fd);
	if (ok)
		write_sync(parent);
	staging_close(&staging);
	return ok;
}
