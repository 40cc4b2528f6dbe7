/* SPDX-License-Identifier: MIT */
#include "lib/write.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <gio/gio.h>

bool write_fail(GError **error, const char *what, const char *path)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "cannot %s '%s': %s", what, path, g_strerror(code));
	return false;
}

bool write_all(int fd, const char *bytes, size_t len)
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

/* Closes; errno stays that of the failure before. */
static bool close_after(int fd, bool is_good)
{
	int code = errno;

	if (close(fd) != 0 && is_good)
		return false;
	errno = code;
	return is_good;
}

bool write_file(const char *path, const char *bytes, size_t len, mode_t mode)
{
	int fd = (int)TEMP_FAILURE_RETRY(
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));

	return fd >= 0 && close_after(fd, write_all(fd, bytes, len));
}

bool write_sync(const char *path)
{
	int fd = (int)TEMP_FAILURE_RETRY(open(path, O_RDONLY | O_CLOEXEC));

	return fd >= 0 && close_after(fd, TEMP_FAILURE_RETRY(fsync(fd)) == 0);
}

bool write_sync_system(const char *folder)
{
	int fd = (int)TEMP_FAILURE_RETRY(
		open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));

	return fd >= 0 && close_after(fd, TEMP_FAILURE_RETRY(syncfs(fd)) == 0);
}
