/* SPDX-License-Identifier: MIT */
/*
 * Most files of a site are those of the site before, and comparing is an order
 * of magnitude cheaper than writing.  So the old file is read along with what
 * comes; at the first difference what they have in common is copied and the
 * rest written, and a file without any is linked.
 */
#include "site-gen/stage_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/write.h"

#define FILE_MODE 0666
#define BUFFER ((size_t)64 << 10)

struct stage_file {
	int tree, old; /* folders, borrowed */
	char *path;
	int like; /* the old file, which agrees so far; -1: none, or no more */
	off_t like_len;
	int fd; /* the new file; -1: not begun */
	off_t len;
	bool is_old;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void open_like(struct stage_file *file)
{
	struct stat st;

	if (file->old < 0)
		return;
	file->like = (int)TEMP_FAILURE_RETRY(
		openat(file->old, file->path,
		       O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
	if (file->like < 0)
		return;
	if (fstat(file->like, &st) != 0 || !S_ISREG(st.st_mode))
		close_fd(&file->like);
	else
		file->like_len = st.st_size;
}

struct stage_file *stage_file_new(int tree, int old, const char *path)
{
	struct stage_file *file = g_new0(struct stage_file, 1);

	file->tree = tree;
	file->old = old;
	file->path = g_strdup(path);
	file->like = -1;
	file->fd = -1;
	open_like(file);
	return file;
}

void stage_file_free(struct stage_file *file)
{
	if (!file)
		return;
	close_fd(&file->like);
	close_fd(&file->fd);
	g_free(file->path);
	g_free(file);
}

bool stage_file_is_old(const struct stage_file *file)
{
	return file->is_old;
}

static bool fail(const struct stage_file *file, GError **error)
{
	return write_fail(error, "write", file->path);
}

/* Some bytes of the old file; 0 at its end and where it cannot be read. */
static size_t read_like(const struct stage_file *file, char *buffer, size_t len,
			off_t from)
{
	ssize_t n = TEMP_FAILURE_RETRY(
		pread(file->like, buffer, MIN(len, BUFFER), from));

	return n > 0 ? (size_t)n : 0;
}

/* Whether the old file goes on with these bytes, and has an end where we do. */
static bool goes_on(const struct stage_file *file, const char *bytes,
		    size_t len, bool is_last)
{
	off_t end = file->len + (off_t)len;
	char buffer[BUFFER];
	size_t done = 0;

	if (is_last ? file->like_len != end : file->like_len < end)
		return false;
	while (done < len) {
		size_t n = read_like(file, buffer, len - done,
				     file->len + (off_t)done);

		if (n == 0 || memcmp(buffer, bytes + done, n) != 0)
			return false;
		done += n;
	}
	return true;
}

/* What the two files have in common. */
static bool copy_like(const struct stage_file *file)
{
	char buffer[BUFFER];
	off_t done = 0;

	while (done < file->len) {
		size_t n = read_like(file, buffer, (size_t)(file->len - done),
				     done);

		if (n == 0) {
			errno = EIO;
			return false;
		}
		if (!write_all(file->fd, buffer, n))
			return false;
		done += (off_t)n;
	}
	return true;
}

static bool begin(struct stage_file *file, GError **error)
{
	file->fd = (int)TEMP_FAILURE_RETRY(
		openat(file->tree, file->path,
		       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE));
	if (file->fd < 0 || !copy_like(file))
		return fail(file, error);
	close_fd(&file->like);
	return true;
}

static bool finish(struct stage_file *file, GError **error)
{
	int fd = file->fd;

	file->fd = -1;
	return close(fd) == 0 || fail(file, error);
}

bool stage_file_add(struct stage_file *file, const char *bytes, size_t len,
		    bool is_last, GError **error)
{
	if (file->like >= 0 && goes_on(file, bytes, len, is_last)) {
		file->is_old =
			is_last && linkat(file->old, file->path, file->tree,
					  file->path, 0) == 0;
		if (file->is_old || !is_last) {
			file->len += (off_t)len;
			return true;
		}
	}
	if (file->fd < 0 && !begin(file, error))
		return false;
	if (!write_all(file->fd, bytes, len))
		return fail(file, error);
	file->len += (off_t)len;
	return !is_last || finish(file, error);
}
