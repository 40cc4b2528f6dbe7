/* SPDX-License-Identifier: MIT */
/*
 * Two comparisons that hold in each other's absence: the files against the
 * manifest, which shows what was changed after the site was made, and the
 * manifest against what the registers yield, which shows what never came from
 * them.  The folder is not trusted: only plain files that stand in it are read,
 * whatever paths the manifest lists, and no link is followed.
 */
#include "site-gen/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "site-gen/stage_out.h"

#define CHUNK 65536

static void difference_free(gpointer data)
{
	struct verify_difference *difference = data;

	g_free(difference->path);
	g_free(difference);
}

static void add(struct verify *verify, const char *path, enum verify_kind kind)
{
	struct verify_difference *difference =
		g_new0(struct verify_difference, 1);

	difference->path = g_strdup(path);
	difference->kind = kind;
	g_ptr_array_add(verify->differences, difference);
}

static bool fail(GError **error, const char *path)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "cannot read '%s': %s", path, g_strerror(code));
	return false;
}

/* *log stays NULL where there is no such file. */
static bool read_log(struct verify *verify, GError **error)
{
	g_autofree char *path =
		g_build_filename(verify->dir, MANIFEST_LOG, NULL);
	struct stat st;
	char *bytes;
	gsize len;

	if (lstat(path, &st) != 0)
		return errno == ENOENT || fail(error, path);
	if (!S_ISREG(st.st_mode)) {
		add(verify, MANIFEST_LOG, VERIFY_EXTRA);
		return true;
	}
	if (!g_file_get_contents(path, &bytes, &len, error))
		return false;
	verify->log = g_bytes_new_take(bytes, len);
	return true;
}

static bool read_manifest(struct verify *verify, GError **error)
{
	g_autofree char *path =
		g_build_filename(verify->dir, MANIFEST_NAME, NULL);
	g_autofree char *bytes = NULL;
	gsize len;

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "'%s' holds no " MANIFEST_NAME
			    ", so it is no site of this program",
			    verify->dir);
		return false;
	}
	if (!g_file_get_contents(path, &bytes, &len, error))
		return false;
	verify->root = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
						   (const guchar *)bytes, len);
	verify->listed = manifest_parse(bytes, len, error);
	if (verify->listed &&
	    manifest_parse_head(bytes, len, &verify->head, error))
		return true;
	g_prefix_error(error,
		       "'%s' cannot be read as the list of a site: ", path);
	return false;
}

struct verify *verify_open(const char *dir, GError **error)
{
	g_autoptr(Verify) verify = g_new0(struct verify, 1);

	verify->dir = g_strdup(dir);
	verify->differences = g_ptr_array_new_with_free_func(difference_free);
	if (!read_manifest(verify, error) || !read_log(verify, error))
		return NULL;
	return g_steal_pointer(&verify);
}

void verify_free(struct verify *verify)
{
	if (!verify)
		return;
	g_free(verify->dir);
	g_free(verify->root);
	manifest_head_clear(&verify->head);
	g_clear_pointer(&verify->listed, g_hash_table_unref);
	g_clear_pointer(&verify->log, g_bytes_unref);
	g_ptr_array_unref(verify->differences);
	g_free(verify);
}

/* The SHA-256 of a file; "" for what is no plain file; NULL with error set. */
static char *hash_file(const char *path, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree guchar *chunk = g_malloc(CHUNK);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0 && errno == ELOOP)
		return g_strdup("");
	if (fd >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		close(fd);
		return g_strdup("");
	}
	while (fd >= 0 &&
	       ((n = read(fd, chunk, CHUNK)) > 0 || (n < 0 && errno == EINTR)))
		g_checksum_update(sum, chunk, MAX(n, 0));
	if (fd < 0 || n < 0)
		fail(error, path);
	if (fd >= 0)
		close(fd);
	return fd < 0 || n < 0 ? NULL : g_strdup(g_checksum_get_string(sum));
}

static bool is_own_name(const char *path)
{
	return strcmp(path, MANIFEST_NAME) == 0 ||
	       strcmp(path, MANIFEST_LOG) == 0;
}

bool verify_files(struct verify *verify, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
	GHashTableIter iter;
	gpointer path;

	if (!stage_out_list(verify->dir, found, error))
		return false;
	for (guint i = 0; i < found->len; i++) {
		const char *name = found->pdata[i];
		const char *hash = g_hash_table_lookup(verify->listed, name);
		g_autofree char *full = NULL;
		g_autofree char *actual = NULL;

		g_hash_table_add(there, found->pdata[i]);
		if (!hash && !is_own_name(name))
			add(verify, name, VERIFY_EXTRA);
		if (!hash)
			continue;
		full = g_build_filename(verify->dir, name, NULL);
		actual = hash_file(full, error);
		if (!actual)
			return false;
		if (strcmp(actual, hash) != 0)
			add(verify, name, VERIFY_CHANGED);
	}
	g_hash_table_iter_init(&iter, verify->listed);
	while (g_hash_table_iter_next(&iter, &path, NULL)) {
		if (!g_hash_table_contains(there, path))
			add(verify, path, VERIFY_MISSING);
	}
	return true;
}

void verify_yield(struct verify *verify, GHashTable *yielded)
{
	guint before = verify->differences->len;
	GHashTableIter iter;
	gpointer path;
	gpointer hash;

	g_hash_table_iter_init(&iter, verify->listed);
	while (g_hash_table_iter_next(&iter, &path, &hash)) {
		const char *right = g_hash_table_lookup(yielded, path);

		if (!right)
			add(verify, path, VERIFY_NOT_YIELDED);
		else if (strcmp(right, hash) != 0)
			add(verify, path, VERIFY_NOT_SAME);
	}
	g_hash_table_iter_init(&iter, yielded);
	while (g_hash_table_iter_next(&iter, &path, NULL)) {
		if (strcmp(path, MANIFEST_NAME) != 0 &&
		    !g_hash_table_contains(verify->listed, path))
			add(verify, path, VERIFY_NOT_LISTED);
	}
	if (verify->differences->len == before &&
	    g_strcmp0(g_hash_table_lookup(yielded, MANIFEST_NAME),
		      verify->root) != 0)
		add(verify, MANIFEST_NAME, VERIFY_NOT_SAME);
}

static int compare(const void *a, const void *b)
{
	const struct verify_difference *const *x = a;
	const struct verify_difference *const *y = b;
	int order = strcmp((*x)->path, (*y)->path);

	return order ? order : (int)(*x)->kind - (int)(*y)->kind;
}

void verify_sort(struct verify *verify)
{
	g_ptr_array_sort(verify->differences, compare);
}
