/* SPDX-License-Identifier: MIT */
/*
 * The new site is built in a folder beside the old one:
 *
 *   .site.gatehouse-Ab12Cd/lock   held by flock while the run lives
 *   .site.gatehouse-Ab12Cd/tree   the new site; after the switch, the old one
 *
 * and tree and site change places by one renameat2(RENAME_EXCHANGE), so a
 * reader, and a run that is killed, see the old site or the new one.  Where
 * the file system cannot exchange, two renames do it, and for the moment
 * between them there is no site; should the second fail, the first is undone,
 * and a run that is killed there leaves the old site in its staging folder.
 *
 * A staging folder whose lock can be taken belongs to a dead run and goes.
 * Only folders with our name and our lock in them are ever removed.
 */
#include "site-gen/stage.h"

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
#include <glib/gstdio.h>

#include "lib/sha256.h"
#include "site-gen/manifest.h"
#include "site-gen/site.h"
#include "site-gen/spool.h"
#include "site-gen/stage_out.h"

#define TREE "tree"
#define LOCK "lock"
#define DIR_MODE 0777
#define FILE_MODE 0666
#define WALK_FDS 16

struct stage {
	struct stage_out out;
	char *folder; /* the staging folder */
	char *tree;   /* in it */
	int lock;
	struct spool *spool; /* borrowed; where bytes go if tree is NULL */
	bool has_new_log;
	GMutex mutex; /* guards what follows */
	GHashTable *hashes;
	GHashTable *folders; /* those that have been made */
	size_t n_written;
};

static bool fail(GError **error, const char *what, const char *path)
{
	int code = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
		    "cannot %s '%s': %s", what, path, g_strerror(code));
	return false;
}

/* The staging folder */

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

/* Never follows a link. */
static void remove_tree(const char *path)
{
	nftw(path, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS);
}

/* Opens the lock of a staging folder and takes it, or -1. */
static int take_lock(const char *folder, int flags)
{
	g_autofree char *path = g_build_filename(folder, LOCK, NULL);
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The lock last: what is left of a run that dies here is still known as ours. */
static void remove_staging(const char *folder)
{
	g_autofree char *tree = g_build_filename(folder, TREE, NULL);

	remove_tree(tree);
	remove_tree(folder);
}

static void remove_if_dead(const char *folder)
{
	struct stat st;
	int fd;

	if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return;
	fd = take_lock(folder, 0);
	if (fd < 0)
		return;
	remove_staging(folder);
	close(fd);
}

/* ".site.gatehouse-" for ".../site"; mkdtemp adds six letters or digits. */
static char *prefix_of(const char *out)
{
	g_autofree char *name = g_path_get_basename(out);

	return g_strdup_printf(".%s.gatehouse-", name);
}

static bool is_staging_name(const char *name, const char *prefix)
{
	const char *end = name + strlen(prefix);

	if (!g_str_has_prefix(name, prefix) || strlen(end) != 6)
		return false;
	while (g_ascii_isalnum(*end))
		end++;
	return !*end;
}

static void remove_leftovers(const char *parent, const char *prefix)
{
	g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *folder = NULL;

		if (!is_staging_name(name, prefix))
			continue;
		folder = g_build_filename(parent, name, NULL);
		remove_if_dead(folder);
	}
}

static bool make_folder(struct stage *stage, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(stage->out.path);
	g_autofree char *prefix = prefix_of(stage->out.path);
	g_autofree char *name = g_strconcat(prefix, "XXXXXX", NULL);
	g_autofree char *folder = g_build_filename(parent, name, NULL);
	struct stat st;

	remove_leftovers(parent, prefix);
	if (!mkdtemp(folder))
		return fail(error, "make a folder beside", stage->out.path);
	stage->folder = g_steal_pointer(&folder);
	stage->tree = g_build_filename(stage->folder, TREE, NULL);
	stage->lock = take_lock(stage->folder, O_CREAT | O_EXCL);
	if (stage->lock < 0)
		return fail(error, "lock", stage->folder);
	if (mkdir(stage->tree, DIR_MODE) != 0)
		return fail(error, "make the folder", stage->tree);
	if (stage->out.exists && (stat(stage->out.path, &st) != 0 ||
				  chmod(stage->tree, st.st_mode & 07777) != 0))
		return fail(error, "set the mode of", stage->tree);
	return true;
}

static struct stage *new_stage(void)
{
	struct stage *stage = g_new0(struct stage, 1);

	stage->lock = -1;
	g_mutex_init(&stage->mutex);
	stage->hashes =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	stage->folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return stage;
}

struct stage *stage_new_nowhere(struct spool *spool)
{
	struct stage *stage = new_stage();

	stage->spool = spool;
	return stage;
}

struct stage *stage_new(const char *out, const char *const *folders,
			GError **error)
{
	g_autoptr(Stage) stage = new_stage();

	if (!stage_out_open(&stage->out, out, folders, error) ||
	    !make_folder(stage, error))
		return NULL;
	return g_steal_pointer(&stage);
}

void stage_free(struct stage *stage)
{
	if (!stage)
		return;
	if (stage->folder)
		remove_staging(stage->folder);
	if (stage->lock >= 0)
		close(stage->lock);
	g_mutex_clear(&stage->mutex);
	stage_out_clear(&stage->out);
	g_hash_table_unref(stage->hashes);
	g_hash_table_unref(stage->folders);
	g_free(stage->folder);
	g_free(stage->tree);
	g_free(stage);
}

/* Files */

bool stage_is_path(const char *path)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-_/";

	return *path && *path != '/' && *path != '.' &&
	       !path[strspn(path, allowed)] && !strstr(path, "..") &&
	       !strstr(path, "//");
}

static bool make_parent(struct stage *stage, const char *path, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *full = g_build_filename(stage->tree, parent, NULL);
	bool made = true;

	g_mutex_lock(&stage->mutex);
	if (!g_hash_table_contains(stage->folders, parent)) {
		made = g_mkdir_with_parents(full, DIR_MODE) == 0 ||
		       fail(error, "make the folder", full);
		g_hash_table_add(stage->folders, g_steal_pointer(&parent));
	}
	g_mutex_unlock(&stage->mutex);
	return made;
}

/* Whether the old site's file holds just these bytes. */
static bool is_same(const char *old, const char *bytes, size_t len)
{
	g_autofree char *there = NULL;
	struct stat st;
	gsize n;

	return lstat(old, &st) == 0 && S_ISREG(st.st_mode) &&
	       (size_t)st.st_size == len &&
	       g_file_get_contents(old, &there, &n, NULL) && n == len &&
	       memcmp(there, bytes, len) == 0;
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

static bool write_file(const char *path, const char *bytes, size_t len,
		       GError **error)
{
	int fd = g_open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			FILE_MODE);

	if (fd < 0)
		return fail(error, "write", path);
	if (!write_all(fd, bytes, len)) {
		fail(error, "write", path);
		close(fd);
		return false;
	}
	return close(fd) == 0 || fail(error, "write", path);
}

static bool put_in_tree(struct stage *stage, const char *path,
			const char *bytes, size_t len, bool *is_linked,
			GError **error)
{
	g_autofree char *old = g_build_filename(stage->out.path, path, NULL);
	g_autofree char *new = g_build_filename(stage->tree, path, NULL);

	if (!make_parent(stage, path, error))
		return false;
	*is_linked = stage->out.exists && is_same(old, bytes, len) &&
		     link(old, new) == 0;
	return *is_linked || write_file(new, bytes, len, error);
}

bool stage_put(struct stage *stage, const char *path, const char *bytes,
	       size_t len, GError **error)
{
	bool is_linked = false;
	char *hash;

	g_assert(stage_is_path(path));
	if (stage->tree &&
	    !put_in_tree(stage, path, bytes, len, &is_linked, error))
		return false;
	if (stage->spool && !spool_put(stage->spool, path, bytes, len, error))
		return false;
	hash = sha256_hex(bytes, len);
	g_mutex_lock(&stage->mutex);
	g_assert(!g_hash_table_contains(stage->hashes, path));
	g_hash_table_insert(stage->hashes, g_strdup(path), hash);
	stage->n_written += !is_linked;
	g_mutex_unlock(&stage->mutex);
	return true;
}

GHashTable *stage_hashes(const struct stage *stage)
{
	return stage->hashes;
}

/* The switch */

/* The log is not of the site but stays with it. */
static bool keep_log(struct stage *stage, GError **error)
{
	g_autofree char *old =
		g_build_filename(stage->out.path, MANIFEST_LOG, NULL);
	g_autofree char *new =
		g_build_filename(stage->tree, MANIFEST_LOG, NULL);
	g_autofree char *bytes = NULL;
	gsize len;

	if (stage->has_new_log || !stage->out.has_log || link(old, new) == 0)
		return true;
	return g_file_get_contents(old, &bytes, &len, error) &&
	       write_file(new, bytes, len, error);
}

GBytes *stage_log(const struct stage *stage, GError **error)
{
	g_autofree char *path =
		g_build_filename(stage->out.path, MANIFEST_LOG, NULL);
	char *bytes;
	gsize len;

	if (!stage->out.has_log)
		return g_bytes_new(NULL, 0);
	if (!g_file_get_contents(path, &bytes, &len, error))
		return NULL;
	return g_bytes_new_take(bytes, len);
}

bool stage_put_log(struct stage *stage, GBytes *bytes, GError **error)
{
	g_autofree char *path =
		g_build_filename(stage->tree, MANIFEST_LOG, NULL);
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	stage->has_new_log = true;
	return write_file(path, data, len, error);
}

static bool sync_tree(struct stage *stage, GError **error)
{
	int fd = open(stage->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && syncfs(fd) == 0;

	if (!synced)
		fail(error, "write to disk", stage->tree);
	if (fd >= 0)
		close(fd);
	return synced;
}

/*
 * For file systems that cannot exchange two folders.  Without its lock the
 * staging folder is never taken for rubbish, so that the old site is still in
 * it should this run die, or fail, between the two.
 */
static bool rename_twice(struct stage *stage, GError **error)
{
	g_autofree char *aside = g_build_filename(stage->folder, "old", NULL);
	g_autofree char *lock = g_build_filename(stage->folder, LOCK, NULL);

	unlink(lock);
	if (rename(stage->out.path, aside) != 0)
		return fail(error, "move aside", stage->out.path);
	if (rename(stage->tree, stage->out.path) == 0)
		return true;
	fail(error, "put the new site at", stage->out.path);
	if (rename(aside, stage->out.path) == 0)
		return false;
	g_prefix_error(error, "the old site is in '%s' now; ", aside);
	g_clear_pointer(&stage->folder, g_free);
	return false;
}

static bool cannot_exchange(void)
{
	return errno == EINVAL || errno == ENOSYS;
}

static bool switch_trees(struct stage *stage, GError **error)
{
	if (!stage->out.exists)
		return renameat2(AT_FDCWD, stage->tree, AT_FDCWD,
				 stage->out.path, RENAME_NOREPLACE) == 0 ||
		       (cannot_exchange() &&
			rename(stage->tree, stage->out.path) == 0) ||
		       fail(error, "put the new site at", stage->out.path);
	if (renameat2(AT_FDCWD, stage->tree, AT_FDCWD, stage->out.path,
		      RENAME_EXCHANGE) == 0)
		return true;
	if (cannot_exchange())
		return rename_twice(stage, error);
	return fail(error, "put the new site at", stage->out.path);
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

static size_t count_removed(struct stage *stage)
{
	GHashTableIter iter;
	gpointer path;
	size_t n = 0;

	g_hash_table_iter_init(&iter, stage->out.files);
	while (g_hash_table_iter_next(&iter, &path, NULL))
		n += !g_hash_table_contains(stage->hashes, path);
	return n;
}

bool stage_commit(struct stage *stage, struct site_result *result,
		  GError **error)
{
	if (!keep_log(stage, error))
		return false;
	if ((stage->n_written > 0 || stage->has_new_log) &&
	    !sync_tree(stage, error))
		return false;
	if (!stage_out_look_again(&stage->out, error))
		return false;
	if (!switch_trees(stage, error))
		return false;
	sync_parent(stage->out.path);
	result->n_files = g_hash_table_size(stage->hashes);
	result->n_written = stage->n_written;
	result->n_removed = count_removed(stage);
	return true;
}
