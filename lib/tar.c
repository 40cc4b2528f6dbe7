/* SPDX-License-Identifier: MIT */
/*
 * A file of the archive is a block of 512 bytes that describes it, its bytes,
 * and zeros up to the next whole block; two blocks of zeros end the archive.
 * It grows in a staging folder beside its final path and is renamed when it is
 * on disk.
 */
#include "lib/tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "lib/staging.h"
#include "lib/write.h"

#define BLOCK 512
#define PIECE ((gsize)1 << 20) /* bytes that are written at once */
#define MAX_SIZE 077777777777  /* of a file, and as a time */

/* The block before a file: POSIX.1-1988, "ustar". */
struct header {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6];
	char version[2];
	char user[32];
	char group[32];
	char major[8];
	char minor[8];
	char prefix[155];
	char unused[12];
};

G_STATIC_ASSERT(sizeof(struct header) == BLOCK);

struct tar {
	char *path;
	struct staging staging; /* beside it */
	char *temporary;	/* in it */
	int fd;
	int64_t mtime;
	GString *waiting; /* to be written in one piece */
};

static bool fail(const struct tar *tar, GError **error)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "cannot write '%s': %s", tar->path, g_strerror(code));
	return false;
}

struct tar *tar_new(const char *path, int64_t mtime, GError **error)
{
	g_autoptr(Tar) tar = g_new0(struct tar, 1);

	tar->fd = -1;
	tar->waiting = g_string_new(NULL);
	tar->staging.lock = -1;
	tar->path = g_strdup(path);
	tar->mtime = mtime;
	if (!staging_open_beside(&tar->staging, tar->path, error))
		return NULL;
	tar->temporary = g_build_filename(tar->staging.path, "tar", NULL);
	tar->fd = (int)TEMP_FAILURE_RETRY(open(
		tar->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
	if (tar->fd < 0) {
		fail(tar, error);
		return NULL;
	}
	return g_steal_pointer(&tar);
}

static bool flush(struct tar *tar, GError **error)
{
	if (!write_all(tar->fd, tar->waiting->str, tar->waiting->len))
		return fail(tar, error);
	g_string_truncate(tar->waiting, 0);
	return true;
}

static bool put(struct tar *tar, const char *bytes, size_t len, GError **error)
{
	g_string_append_len(tar->waiting, bytes, (gssize)len);
	return tar->waiting->len < PIECE || flush(tar, error);
}

/* Fills a field that may be full to its end, without a NUL then. */
static void put_text(char *field, size_t size, const char *text, size_t len)
{
	g_assert(len <= size);
	memcpy(field, text, len);
}

static void put_octal(char *field, size_t size, uint64_t value)
{
	g_autofree char *text = g_strdup_printf("%0*" G_GINT64_MODIFIER "o",
						(int)size - 1, value);

	put_text(field, size, text, size - 1);
}

/* A long name is divided at a '/' into prefix and name. */
static bool put_name(struct header *header, const char *name)
{
	const char *end = name + strlen(name);
	const char *slash;

	if ((size_t)(end - name) <= sizeof(header->name)) {
		put_text(header->name, sizeof(header->name), name,
			 (size_t)(end - name));
		return true;
	}
	slash = strchr(end - sizeof(header->name) - 1, '/');
	if (!slash || slash[1] == '\0' ||
	    (size_t)(slash - name) > sizeof(header->prefix))
		return false;
	put_text(header->prefix, sizeof(header->prefix), name,
		 (size_t)(slash - name));
	put_text(header->name, sizeof(header->name), slash + 1,
		 (size_t)(end - slash - 1));
	return true;
}

static void put_checksum(struct header *header)
{
	unsigned char block[BLOCK];
	unsigned sum = 0;

	memset(header->checksum, ' ', sizeof(header->checksum));
	memcpy(block, header, sizeof(block));
	for (size_t i = 0; i < sizeof(block); i++)
		sum += block[i];
	put_octal(header->checksum, sizeof(header->checksum) - 1, sum);
	header->checksum[sizeof(header->checksum) - 2] = '\0';
}

bool tar_add(struct tar *tar, const char *name, GBytes *bytes, GError **error)
{
	static const char zeros[BLOCK];
	struct header header = { .type = '0' };
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	if (!put_name(&header, name) || len > MAX_SIZE) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
			    "'%s' is too long, or too large, for an archive",
			    name);
		return false;
	}
	put_octal(header.mode, sizeof(header.mode), 0644);
	put_octal(header.uid, sizeof(header.uid), 0);
	put_octal(header.gid, sizeof(header.gid), 0);
	put_octal(header.size, sizeof(header.size), len);
	put_octal(header.mtime, sizeof(header.mtime),
		  (uint64_t)CLAMP(tar->mtime, 0, MAX_SIZE));
	put_text(header.magic, sizeof(header.magic), "ustar", 6);
	put_text(header.version, sizeof(header.version), "00", 2);
	put_checksum(&header);
	return put(tar, (const char *)&header, sizeof(header), error) &&
	       put(tar, data, len, error) &&
	       put(tar, zeros, (BLOCK - len % BLOCK) % BLOCK, error);
}

bool tar_finish(struct tar *tar, GError **error)
{
	static const char zeros[2 * BLOCK];

	if (!put(tar, zeros, sizeof(zeros), error) || !flush(tar, error))
		return false;
	if (TEMP_FAILURE_RETRY(fsync(tar->fd)) != 0 ||
	    rename(tar->temporary, tar->path) != 0)
		return fail(tar, error);
	return true;
}

void tar_free(struct tar *tar)
{
	if (!tar)
		return;
	if (tar->fd >= 0)
		close(tar->fd);
	staging_close(&tar->staging);
	g_string_free(tar->waiting, TRUE);
	g_free(tar->temporary);
	g_free(tar->path);
	g_free(tar);
}
