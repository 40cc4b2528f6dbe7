/* SPDX-License-Identifier: MIT */
/*
 * A run that is killed takes nothing away after itself, but the kernel lets go
 * of its flock.  So a folder whose lock can be taken belongs to a dead run,
 * whatever process ids may have come round again since.
 *
 * Between making the folder and holding its lock the folder looks dead: a
 * sweep may take it away in that moment, and then another one is made.  The
 * lock goes last of what is in a folder, so that what is left of a sweep that
 * dies is still known; a folder that is empty can go in any case.
 */
#include "lib/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "lib/write.h"

#define TRIES 100
#define WALK_FDS 16
#define RANDOM_LETTERS 6 /* that mkdtemp puts at the end */

static bool fail(GError **error, const char *path)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "cannot make a folder for unfinished work in '%s': %s",
		    path, g_strerror(code));
	return false;
}

/* Says which it is: a process may be allowed to remove one and not the other. */
static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *walk)
{
	int (*gone)(const char *name) = type == FTW_DP ? rmdir : unlink;

	(void)st;
	(void)walk;
	if (gone(path) != 0 && errno == EINTR)
		gone(path);
	return 0; /* go on: the rest may go */
}

void staging_remove(const char *path)
{
	nftw(path, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		if (strcmp(name, STAGING_LOCK) != 0)
			staging_remove(child);
	}
	staging_remove(path);
}

/* Whether the lock that is open at fd still has its name. */
static bool has_name(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

/* Opens the lock of a folder and takes it; -1, with errno set: it cannot. */
static int take_lock(const char *folder, int flags)
{
	g_autofree char *path = g_build_filename(folder, STAGING_LOCK, NULL);
	int fd = (int)TEMP_FAILURE_RETRY(
		open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600));
	int code;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (has_name(fd))
			return fd;
		errno = ENOENT;
	}
	code = errno;
	close(fd);
	errno = code;
	return -1;
}

bool staging_open(struct staging *staging, const char *parent,
		  const char *prefix, GError **error)
{
	g_autofree char *name = g_strconcat(prefix, "XXXXXX", NULL);

	for (int i = 0; i < TRIES; i++) {
		g_autofree char *path = g_build_filename(parent, name, NULL);
		int code;

		if (!mkdtemp(path)) {
			if (errno == EINTR)
				continue;
			return fail(error, parent);
		}
		staging->lock = take_lock(path, O_CREAT | O_EXCL);
		if (staging->lock >= 0) {
			staging->path = g_steal_pointer(&path);
			return true;
		}
		code = errno;
		remove_folder(path);
		errno = code;
		if (code != ENOENT && code != EWOULDBLOCK)
			break; /* it was not a sweep that came between */
	}
	return fail(error, parent);
}

/* What the disk has refused once it may give up the next time. */
void staging_close(struct staging *staging)
{
	if (staging->path)
		remove_folder(staging->path);
	if (staging->path && access(staging->path, F_OK) == 0)
		remove_folder(staging->path);
	staging_leave(staging);
}

void staging_leave(struct staging *staging)
{
	g_clear_pointer(&staging->path, g_free);
	if (staging->lock >= 0)
		close(staging->lock);
	staging->lock = -1;
}

static bool is_staging_name(const char *name, const char *prefix)
{
	const char *end = name + strlen(prefix);

	if (!g_str_has_prefix(name, prefix) || strlen(end) != RANDOM_LETTERS)
		return false;
	while (g_ascii_isalnum(*end))
		end++;
	return !*end;
}

/* Whether it is none of ours, or alive, or looked at. */
static bool sweep_one(char *folder, staging_dead dead, void *data)
{
	struct staging staging = { .path = folder };
	struct stat st;

	if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return true;
	staging.lock = take_lock(folder, 0);
	if (staging.lock < 0) {
		if (errno == EWOULDBLOCK || st.st_uid != geteuid())
			return true;
		if (errno != ENOENT)
			return false;
		rmdir(folder); /* if it is empty */
		return true;
	}
	if (!dead || dead(&staging, data))
		remove_folder(folder);
	close(staging.lock);
	return true;
}

bool staging_sweep(const char *parent, const char *prefix, staging_dead dead,
		   void *data, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(parent, 0, error);
	const char *name;
	bool is_swept = dir != NULL;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *folder = NULL;

		if (!is_staging_name(name, prefix))
			continue;
		folder = g_build_filename(parent, name, NULL);
		if (sweep_one(folder, dead, data) || !is_swept)
			continue;
		is_swept = false;
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "cannot tell whose '%s' is: %s", folder,
			    g_strerror(errno));
	}
	return is_swept;
}

/* What the stagings beside path are called, without what tells them apart. */
static char *prefix_beside(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);

	return g_strdup_printf(".%s.gatehouse-", name);
}

void staging_sweep_beside(const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *prefix = prefix_beside(path);

	staging_sweep(parent, prefix, NULL, NULL, NULL);
}

bool staging_open_beside(struct staging *staging, const char *path,
			 GError **error)
{
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *prefix = prefix_beside(path);

	staging_sweep_beside(path);
	return staging_open(staging, parent, prefix, error);
}

bool staging_put_file(const char *path, const char *bytes, size_t len,
		      mode_t mode, GError **error)
{
	struct staging staging = STAGING_NONE;
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *new = NULL;
	bool is_put;

	if (!staging_open_beside(&staging, path, error))
		return false;
	new = g_build_filename(staging.path, "file", NULL);
	is_put = (write_file(new, bytes, len, mode) && write_sync(new) &&
		  rename(new, path) == 0) ||
		 write_fail(error, "write", path);
	if (is_put)
		write_sync(parent);
	staging_close(&staging);
	return is_put;
}
