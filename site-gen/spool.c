/* SPDX-License-Identifier: MIT */
/*
 * One file without a name, or where there can be none, whose name is removed as
 * soon as it is open: it goes with the process, however that ends.
 */
#include "site-gen/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

/* Some bytes of a file. */
struct place {
	off_t offset;
	size_t len;
};

struct spool {
	int fd;
	off_t end;
	GMutex mutex;
	GHashTable *places; /* path -> GArray of struct place */
};

static bool fail(GError **error)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "cannot use a temporary file in '%s': %s", g_get_tmp_dir(),
		    g_strerror(code));
	return false;
}

struct spool *spool_new(GError **error)
{
	g_autofree char *path = g_build_filename(
		g_get_tmp_dir(), "gatehouse-spool-XXXXXX", NULL);
	int fd = (int)TEMP_FAILURE_RETRY(
		open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
	struct spool *spool;

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
	}
	if (fd < 0) {
		fail(error);
		return NULL;
	}
	spool = g_new0(struct spool, 1);
	spool->fd = fd;
	g_mutex_init(&spool->mutex);
	spool->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)g_array_unref);
	return spool;
}

void spool_free(struct spool *spool)
{
	if (!spool)
		return;
	close(spool->fd);
	g_mutex_clear(&spool->mutex);
	g_hash_table_unref(spool->places);
	g_free(spool);
}

static bool write_at(int fd, const char *bytes, size_t len, off_t offset)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, bytes, len, offset);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			offset += n;
		}
	}
	return true;
}

/* A place at the end of the spool, for more of the file. */
static off_t make_place(struct spool *spool, const char *path, size_t len)
{
	GArray *places = g_hash_table_lookup(spool->places, path);
	struct place place = { spool->end, len };

	if (!places) {
		places = g_array_new(FALSE, FALSE, sizeof(place));
		g_hash_table_insert(spool->places, g_strdup(path), places);
	}
	g_array_append_val(places, place);
	spool->end += (off_t)len;
	return place.offset;
}

bool spool_add(struct spool *spool, const char *path, const char *bytes,
	       size_t len, GError **error)
{
	off_t offset;

	g_mutex_lock(&spool->mutex);
	offset = make_place(spool, path, len);
	g_mutex_unlock(&spool->mutex);
	return write_at(spool->fd, bytes, len, offset) || fail(error);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **spool_paths(struct spool *spool)
{
	guint n;
	const char **paths = (const char **)g_hash_table_get_keys_as_array(
		spool->places, &n);

	qsort(paths, n, sizeof(*paths), compare);
	return paths;
}

static bool read_place(int fd, const struct place *place, char *bytes)
{
	size_t done = 0;

	while (done < place->len) {
		ssize_t n = pread(fd, bytes + done, place->len - done,
				  place->offset + (off_t)done);

		if (n == 0)
			errno = EIO;
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		if (n > 0)
			done += (size_t)n;
	}
	return true;
}

GBytes *spool_get(struct spool *spool, const char *path, GError **error)
{
	const GArray *places = g_hash_table_lookup(spool->places, path);
	g_autofree char *bytes = NULL;
	size_t len = 0;

	for (guint i = 0; i < places->len; i++)
		len += g_array_index(places, struct place, i).len;
	bytes = g_malloc(len + 1);
	len = 0;
	for (guint i = 0; i < places->len; i++) {
		const struct place *place =
			&g_array_index(places, struct place, i);

		if (!read_place(spool->fd, place, bytes + len)) {
			fail(error);
			return NULL;
		}
		len += place->len;
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), len);
}
