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
 * between them there is no site; should the second fail, the first is undone.
 *
 * A staging folder whose lock can be taken belongs to a dead run and goes.
 * Only folders with our name and our lock in them are ever removed, and a site
 * is replaced only when every file in it stands in its own manifest: a wrong
 * -o must not cost anyone a file.
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

#include "site-gen/manifest.h"
#include "site-gen/site.h"

#define TREE "tree"
#define LOCK "lock"
#define DIR_MODE 0777
#define FILE_MODE 0666
#define WALK_FDS 16

struct stage {
	char *out;	 /* real path of the site's folder */
	char *folder;	 /* the staging folder */
	char *tree;	 /* in it */
	int lock;
	bool has_old;	 /* out exists */
	bool has_log;	 /* and holds MANIFEST_LOG */
	GHashTable *old; /* path -> SHA-256, of the old site */
	GMutex mutex;	 /* guards what follows */
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

static bool refuse(GError **error, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static bool refuse(GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_EXISTS, message);
	return false;
}

/* The old site */

/* Whether a name at the top of the site is kept besides the manifest's. */
static bool is_own_name(const char *path)
{
	return strcmp(path, MANIFEST_NAME) == 0 ||
	       strcmp(path, MANIFEST_LOG) == 0;
}

/* Adds all that is no folder below top/path, as paths from top. */
static bool list_tree(const char *top, const char *path, GPtrArray *found,
		      GError **error)
{
	g_autofree char *full = g_build_filename(top, path, NULL);
	g_autoptr(GDir) dir = g_dir_open(full, 0, error);
	const char *name;

	if (!dir)
		return false;
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *below =
			*path ? g_strconcat(path, "/", name, NULL) :
				g_strdup(name);
		g_autofree char *there = g_build_filename(top, below, NULL);
		struct stat st;

		if (lstat(there, &st) != 0)
			return fail(error, "look at", there);
		if (!S_ISDIR(st.st_mode))
			g_ptr_array_add(found, g_steal_pointer(&below));
		else if (!list_tree(top, below, found, error))
			return false;
	}
	return true;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool read_manifest(struct stage *stage, GError **error)
{
	g_autofree char *path = g_build_filename(stage->out, MANIFEST_NAME,
						 NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GError) fault = NULL;
	gsize len;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return refuse(error,
			      "'%s' is not empty and holds no " MANIFEST_NAME
			      " of this program, so it is left alone; choose "
			      "an empty folder or another one with -o",
			      stage->out);
	if (g_file_get_contents(path, &bytes, &len, &fault)) {
		GHashTable *files = manifest_parse(bytes, len, &fault);

		if (files) {
			g_hash_table_unref(stage->old);
			stage->old = files;
			return true;
		}
	}
	return refuse(error, "'%s' cannot be read as the list of a site: %s",
		      path, fault->message);
}

/* The old site holds what its manifest lists, and nothing else. */
static bool check_old(struct stage *stage, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	if (!list_tree(stage->out, "", found, error))
		return false;
	if (found->len == 0)
		return true;
	if (!read_manifest(stage, error))
		return false;
	qsort(found->pdata, found->len, sizeof(gpointer), compare_paths);
	for (guint i = 0; i < found->len; i++) {
		const char *path = found->pdata[i];

		if (strcmp(path, MANIFEST_LOG) == 0)
			stage->has_log = true;
		if (is_own_name(path) ||
		    g_hash_table_contains(stage->old, path))
			continue;
		return refuse(error,
			      "'%s' holds a file that is not of the site: "
			      "'%s'; move it elsewhere first",
			      stage->out, path);
	}
	return true;
}

static bool is_repository(const char *folder)
{
	g_autofree char *settings =
		g_build_filename(folder, "gatehouse.xml", NULL);

	return g_file_test(settings, G_FILE_TEST_EXISTS);
}

/*
 * A site must not be taken for records, nor be put in their place.  Looks at
 * each folder above out for one that is a registers repository.
 */
static bool check_place(const char *out, const char *const *folders,
			GError **error)
{
	g_autofree char *below = g_strdup("");
	g_autofree char *at = g_strdup(out);

	while (!is_repository(at)) {
		g_autofree char *name = g_path_get_basename(at);
		char *up = g_path_get_dirname(at);
		bool is_top = strcmp(up, at) == 0;

		g_free(below);
		below = g_steal_pointer(&name);
		g_free(at);
		at = up;
		if (is_top)
			return true;
	}
	if (!*below)
		return refuse(error,
			      "'%s' is a registers repository; give the site "
			      "a folder of its own", out);
	if (strcmp(below, ".git") == 0 || g_strv_contains(folders, below))
		return refuse(error,
			      "'%s' is in '%s', where records are; give the "
			      "site a folder of its own", out, below);
	return true;
}

/*
 * Follows a link to what it names.  Makes the parents of what is not there,
 * once it is clear that they are not among the records.
 */
static bool resolve_out(struct stage *stage, const char *out,
			const char *const *folders, GError **error)
{
	g_autofree char *full = g_canonicalize_filename(out, NULL);
	g_autofree char *parent = g_path_get_dirname(full);
	g_autofree char *name = g_path_get_basename(full);
	char *real = realpath(full, NULL);
	struct stat st;

	if (!real && lstat(full, &st) == 0)
		return refuse(error,
			      "'%s' is a symbolic link to a folder that is "
			      "not there", out);
	if (!check_place(real ? real : full, folders, error)) {
		free(real);
		return false;
	}
	if (!real) {
		if (g_mkdir_with_parents(parent, DIR_MODE) != 0)
			return fail(error, "make the folder", parent);
		real = realpath(parent, NULL);
		if (!real)
			return fail(error, "find", parent);
		stage->out = g_build_filename(real, name, NULL);
		free(real);
		return check_place(stage->out, folders, error);
	}
	stage->out = g_strdup(real);
	free(real);
	if (!g_file_test(stage->out, G_FILE_TEST_IS_DIR))
		return refuse(error, "'%s' is a file, not a folder", out);
	stage->has_old = true;
	return check_old(stage, error);
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

static void remove_if_dead(const char *folder)
{
	struct stat st;
	int fd;

	if (lstat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return;
	fd = take_lock(folder, 0);
	if (fd < 0)
		return;
	remove_tree(folder);
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
	g_autofree char *parent = g_path_get_dirname(stage->out);
	g_autofree char *prefix = prefix_of(stage->out);
	g_autofree char *name = g_strconcat(prefix, "XXXXXX", NULL);
	g_autofree char *folder = g_build_filename(parent, name, NULL);
	struct stat st;

	remove_leftovers(parent, prefix);
	if (!mkdtemp(folder))
		return fail(error, "make a folder beside", stage->out);
	stage->folder = g_steal_pointer(&folder);
	stage->tree = g_build_filename(stage->folder, TREE, NULL);
	stage->lock = take_lock(stage->folder, O_CREAT | O_EXCL);
	if (stage->lock < 0)
		return fail(error, "lock", stage->folder);
	if (mkdir(stage->tree, DIR_MODE) != 0)
		return fail(error, "make the folder", stage->tree);
	if (stage->has_old && (stat(stage->out, &st) != 0 ||
			       chmod(stage->tree, st.st_mode & 07777) != 0))
		return fail(error, "set the mode of", stage->tree);
	return true;
}

struct stage *stage_new(const char *out, const char *const *folders,
			GError **error)
{
	g_autoptr(Stage) stage = g_new0(struct stage, 1);

	stage->lock = -1;
	g_mutex_init(&stage->mutex);
	stage->old = g_hash_table_new(g_str_hash, g_str_equal);
	stage->hashes =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	stage->folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!resolve_out(stage, out, folders, error) ||
	    !make_folder(stage, error))
		return NULL;
	return g_steal_pointer(&stage);
}

void stage_free(struct stage *stage)
{
	if (!stage)
		return;
	if (stage->folder)
		remove_tree(stage->folder);
	if (stage->lock >= 0)
		close(stage->lock);
	g_mutex_clear(&stage->mutex);
	g_hash_table_unref(stage->old);
	g_hash_table_unref(stage->hashes);
	g_hash_table_unref(stage->folders);
	g_free(stage->out);
	g_free(stage->folder);
	g_free(stage->tree);
	g_free(stage);
}

/* Files */

static bool is_plain_path(const char *path)
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

bool stage_put(struct stage *stage, const char *path, const char *bytes,
	       size_t len, GError **error)
{
	g_autofree char *old = g_build_filename(stage->out, path, NULL);
	g_autofree char *new = g_build_filename(stage->tree, path, NULL);
	bool is_linked;
	char *hash;

	g_assert(is_plain_path(path));
	if (!make_parent(stage, path, error))
		return false;
	is_linked = stage->has_old && is_same(old, bytes, len) &&
		    link(old, new) == 0;
	if (!is_linked && !write_file(new, bytes, len, error))
		return false;
	hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
					   (const guchar *)bytes, len);
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
	g_autofree char *old = g_build_filename(stage->out, MANIFEST_LOG, NULL);
	g_autofree char *new =
		g_build_filename(stage->tree, MANIFEST_LOG, NULL);
	g_autofree char *bytes = NULL;
	gsize len;

	if (!stage->has_log || link(old, new) == 0)
		return true;
	return g_file_get_contents(old, &bytes, &len, error) &&
	       write_file(new, bytes, len, error);
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

/* Leaves the staging folder, with what is in it, to the user. */
static void abandon(struct stage *stage)
{
	g_autofree char *lock = g_build_filename(stage->folder, LOCK, NULL);

	unlink(lock);
	g_clear_pointer(&stage->folder, g_free);
}

/* For file systems that cannot exchange two folders. */
static bool rename_twice(struct stage *stage, GError **error)
{
	g_autofree char *aside = g_build_filename(stage->folder, "old", NULL);

	if (rename(stage->out, aside) != 0)
		return fail(error, "move aside", stage->out);
	if (rename(stage->tree, stage->out) == 0)
		return true;
	fail(error, "put the new site at", stage->out);
	if (rename(aside, stage->out) == 0)
		return false;
	g_prefix_error(error, "the old site is in '%s' now; ", aside);
	abandon(stage);
	return false;
}

static bool switch_trees(struct stage *stage, GError **error)
{
	if (!stage->has_old)
		return renameat2(AT_FDCWD, stage->tree, AT_FDCWD, stage->out,
				 RENAME_NOREPLACE) == 0 ||
		       (errno == EINVAL &&
			rename(stage->tree, stage->out) == 0) ||
		       fail(error, "put the new site at", stage->out);
	if (renameat2(AT_FDCWD, stage->tree, AT_FDCWD, stage->out,
		      RENAME_EXCHANGE) == 0)
		return true;
	if (errno == EINVAL || errno == ENOSYS)
		return rename_twice(stage, error);
	return fail(error, "put the new site at", stage->out);
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

	g_hash_table_iter_init(&iter, stage->old);
	while (g_hash_table_iter_next(&iter, &path, NULL))
		n += !g_hash_table_contains(stage->hashes, path);
	return n;
}

bool stage_commit(struct stage *stage, struct site_result *result,
		  GError **error)
{
	if (!keep_log(stage, error))
		return false;
	if (stage->n_written > 0 && !sync_tree(stage, error))
		return false;
	if (!switch_trees(stage, error))
		return false;
	sync_parent(stage->out);
	result->n_files = g_hash_table_size(stage->hashes);
	result->n_written = stage->n_written;
	result->n_removed = count_removed(stage);
	return true;
}
