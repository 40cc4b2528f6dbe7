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
 * A staging folder whose lock can be taken belongs to a dead run and goes: see
 * staging.c.
 *
 * Two runs may build to one folder at once.  Each compares with, and links
 * from, the site that it found, through its open folder: what was switched in
 * the meantime has another one.  From the last look at what stands there to the
 * switch a run holds the folder above by flock, so that the log it adds a line
 * to is the one that it replaces.
 */
#include "site-gen/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/seen.h"
#include "lib/sha256.h"
#include "lib/staging.h"
#include "lib/write.h"
#include "site-gen/manifest.h"
#include "site-gen/site.h"
#include "site-gen/spool.h"
#include "site-gen/stage_file.h"
#include "site-gen/stage_out.h"

#define TREE "tree"
#define DIR_MODE 0777
#define LOG_MODE 0666

struct stage {
	struct stage_out out;
	struct staging staging;
	char *tree;    /* in it */
	int tree_open; /* the same; or -1 */
	int old;       /* the old site's folder, wherever it is moved; or -1 */
	int claim;     /* the folder above, locked for the switch; or -1 */
	struct spool *spool; /* borrowed; where bytes go if tree is NULL */
	bool has_new_log;
	GMutex mutex; /* guards what follows */
	GHashTable *hashes;
	GHashTable *folders; /* those that have been made */
	GHashTable *begun;   /* path -> struct arrival, until it is whole */
	size_t n_written;
};

/* A file of which there is more to come. */
struct arrival {
	char *path;
	struct stage_file *file; /* NULL: it stands nowhere */
	struct sha256 *sum;
};

static void arrival_free(void *data)
{
	struct arrival *arrival = data;

	stage_file_free(arrival->file);
	sha256_free(arrival->sum);
	g_free(arrival->path);
	g_free(arrival);
}

static bool open_folder(int *fd, const char *path, int flags, GError **error)
{
	*fd = (int)TEMP_FAILURE_RETRY(
		open(path, flags | O_DIRECTORY | O_CLOEXEC));
	return *fd >= 0 || write_fail(error, "open", path);
}

/* The tree to fill, and the site to compare with. */
static bool make_tree(struct stage *stage, GError **error)
{
	struct stat st;

	if (mkdir(stage->tree, DIR_MODE) != 0)
		return write_fail(error, "make the folder", stage->tree);
	if (stage->out.exists && (stat(stage->out.path, &st) != 0 ||
				  chmod(stage->tree, st.st_mode & 07777) != 0))
		return write_fail(error, "set the mode of", stage->tree);
	return open_folder(&stage->tree_open, stage->tree, O_PATH, error) &&
	       (!stage->out.exists ||
		open_folder(&stage->old, stage->out.path, O_PATH, error));
}

static bool make_folder(struct stage *stage, GError **error)
{
	if (!staging_open_beside(&stage->staging, stage->out.path, error))
		return false;
	stage->tree = g_build_filename(stage->staging.path, TREE, NULL);
	return make_tree(stage, error);
}

static struct stage *new_stage(void)
{
	struct stage *stage = g_new0(struct stage, 1);

	stage->staging.lock = -1;
	stage->tree_open = -1;
	stage->old = -1;
	stage->claim = -1;
	g_mutex_init(&stage->mutex);
	stage->hashes =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	stage->folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	stage->begun = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					     arrival_free);
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

const char *stage_out(const struct stage *stage)
{
	return stage->out.path;
}

const char *stage_folder(const struct stage *stage)
{
	return stage->staging.path;
}

static void let_go(struct stage *stage)
{
	if (stage->claim >= 0)
		close(stage->claim);
	if (stage->old >= 0)
		close(stage->old);
	if (stage->tree_open >= 0)
		close(stage->tree_open);
	stage->claim = -1;
	stage->tree_open = -1;
	stage->old = -1;
}

bool stage_again(struct stage *stage, GError **error)
{
	g_hash_table_remove_all(stage->begun);
	let_go(stage);
	g_hash_table_remove_all(stage->hashes);
	g_hash_table_remove_all(stage->folders);
	stage->n_written = 0;
	stage->has_new_log = false;
	staging_remove(stage->tree);
	return stage_out_look_again(&stage->out, error) &&
	       make_tree(stage, error);
}

void stage_free(struct stage *stage)
{
	if (!stage)
		return;
	g_hash_table_unref(stage->begun);
	let_go(stage);
	staging_close(&stage->staging);
	g_mutex_clear(&stage->mutex);
	stage_out_clear(&stage->out);
	g_hash_table_unref(stage->hashes);
	g_hash_table_unref(stage->folders);
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
	bool made = true;

	g_mutex_lock(&stage->mutex);
	if (!g_hash_table_contains(stage->folders, parent)) {
		g_autofree char *full =
			g_build_filename(stage->tree, parent, NULL);

		made = g_mkdir_with_parents(full, DIR_MODE) == 0 ||
		       write_fail(error, "make the folder", full);
		g_hash_table_add(stage->folders, g_steal_pointer(&parent));
	}
	g_mutex_unlock(&stage->mutex);
	return made;
}

static struct arrival *begin(struct stage *stage, const char *path,
			     GError **error)
{
	struct arrival *arrival;

	if (stage->tree && !make_parent(stage, path, error))
		return NULL;
	arrival = g_new0(struct arrival, 1);
	arrival->path = g_strdup(path);
	arrival->sum = sha256_new();
	if (stage->tree)
		arrival->file =
			stage_file_new(stage->tree_open, stage->old, path);
	return arrival;
}

static bool stamp_of(int folder, const char *path, struct seen_stamp *stamp)
{
	struct stat st;

	if (fstatat(folder, path, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(st.st_mode))
		return false;
	*stamp = seen_stamp(&st);
	return true;
}

/* What there is of the file so far, which is the caller's for now. */
static struct arrival *take(struct stage *stage, const char *path,
			    GError **error)
{
	g_autofree char *key = NULL;
	struct arrival *arrival = NULL;

	g_assert(stage_is_path(path));
	g_mutex_lock(&stage->mutex);
	g_assert(!g_hash_table_contains(stage->hashes, path));
	g_hash_table_steal_extended(stage->begun, path, (gpointer *)&key,
				    (gpointer *)&arrival);
	g_mutex_unlock(&stage->mutex);
	return arrival ? arrival : begin(stage, path, error);
}

static bool add(struct stage *stage, struct arrival *arrival, const char *bytes,
		size_t len, bool is_last, GError **error)
{
	if (arrival->file &&
	    !stage_file_add(arrival->file, bytes, len, is_last, error))
		return false;
	if (stage->spool &&
	    !spool_add(stage->spool, arrival->path, bytes, len, error))
		return false;
	sha256_add(arrival->sum, bytes, len);
	return true;
}

bool stage_add(struct stage *stage, const char *path, const char *bytes,
	       size_t len, GError **error)
{
	struct arrival *arrival = take(stage, path, error);

	if (!arrival)
		return false;
	if (!add(stage, arrival, bytes, len, false, error)) {
		arrival_free(arrival);
		return false;
	}
	g_mutex_lock(&stage->mutex);
	g_hash_table_insert(stage->begun, g_strdup(path), arrival);
	g_mutex_unlock(&stage->mutex);
	return true;
}

bool stage_put(struct stage *stage, const char *path, const char *bytes,
	       size_t len, GError **error)
{
	struct arrival *arrival = take(stage, path, error);
	bool done = arrival && add(stage, arrival, bytes, len, true, error);

	if (done) {
		char *hash = sha256_end(arrival->sum);

		g_mutex_lock(&stage->mutex);
		g_hash_table_insert(stage->hashes, g_strdup(path), hash);
		stage->n_written +=
			!arrival->file || !stage_file_is_old(arrival->file);
		g_mutex_unlock(&stage->mutex);
	}
	if (arrival)
		arrival_free(arrival);
	return done;
}

bool stage_keep(struct stage *stage, const char *path, const char *hash,
		const struct seen_stamp *stamp)
{
	struct seen_stamp found;

	if (stage->old < 0 || !stamp_of(stage->old, path, &found) ||
	    !seen_is_same(stamp, &found) || !make_parent(stage, path, NULL) ||
	    linkat(stage->old, path, stage->tree_open, path, 0) != 0)
		return false;
	g_mutex_lock(&stage->mutex);
	g_hash_table_insert(stage->hashes, g_strdup(path), g_strdup(hash));
	g_mutex_unlock(&stage->mutex);
	return true;
}

bool stage_stamp(const struct stage *stage, const char *path,
		 struct seen_stamp *stamp)
{
	return stamp_of(stage->tree_open, path, stamp);
}

GHashTable *stage_hashes(const struct stage *stage)
{
	return stage->hashes;
}

/* The switch */

bool stage_claim(struct stage *stage, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(stage->out.path);

	stage->claim = (int)TEMP_FAILURE_RETRY(
		open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (stage->claim < 0 ||
	    TEMP_FAILURE_RETRY(flock(stage->claim, LOCK_EX)) != 0)
		return write_fail(error, "lock", parent);
	return stage_out_look_again(&stage->out, error);
}

static bool write_log(const char *path, const char *bytes, size_t len,
		      GError **error)
{
	return write_file(path, bytes, len, LOG_MODE) ||
	       write_fail(error, "write", path);
}

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
	       write_log(new, bytes, len, error);
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
	return write_log(path, data, len, error);
}

static bool sync_tree(struct stage *stage, GError **error)
{
	return write_sync_system(stage->tree) ||
	       write_fail(error, "write to disk", stage->tree);
}

/*
 * For file systems that cannot exchange two folders.  Without its lock the
 * staging folder is never taken for rubbish, so that the old site is still in
 * it should this run die, or fail, between the two.
 */
static bool rename_twice(struct stage *stage, GError **error)
{
	g_autofree char *aside =
		g_build_filename(stage->staging.path, "old", NULL);
	g_autofree char *lock =
		g_build_filename(stage->staging.path, STAGING_LOCK, NULL);

	unlink(lock);
	if (rename(stage->out.path, aside) != 0)
		return write_fail(error, "move aside", stage->out.path);
	if (rename(stage->tree, stage->out.path) == 0)
		return true;
	write_fail(error, "put the new site at", stage->out.path);
	if (rename(aside, stage->out.path) == 0)
		return false;
	g_prefix_error(error, "the old site is in '%s' now; ", aside);
	staging_leave(&stage->staging);
	return false;
}

static bool cannot_exchange(void)
{
	return errno == EINVAL || errno == ENOSYS;
}

/*
 * A confined process may not move what came there after it had confined itself.
 */
static bool refuse_switch(const struct stage *stage, GError **error)
{
	if (errno != EXDEV)
		return write_fail(error, "put the new site at",
				  stage->out.path);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS,
		    "another run has put a site at '%s' meanwhile, which "
		    "stands; build again",
		    stage->out.path);
	return false;
}

static bool switch_trees(struct stage *stage, GError **error)
{
	if (!stage->out.exists)
		return renameat2(AT_FDCWD, stage->tree, AT_FDCWD,
				 stage->out.path, RENAME_NOREPLACE) == 0 ||
		       (cannot_exchange() &&
			rename(stage->tree, stage->out.path) == 0) ||
		       refuse_switch(stage, error);
	if (renameat2(AT_FDCWD, stage->tree, AT_FDCWD, stage->out.path,
		      RENAME_EXCHANGE) == 0)
		return true;
	if (cannot_exchange())
		return rename_twice(stage, error);
	return refuse_switch(stage, error);
}

static void sync_parent(const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);

	write_sync(parent);
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
	if ((stage->claim < 0 && !stage_claim(stage, error)) ||
	    !keep_log(stage, error))
		return false;
	if ((stage->n_written > 0 || stage->has_new_log) &&
	    !sync_tree(stage, error))
		return false;
	if (!switch_trees(stage, error))
		return false;
	sync_parent(stage->out.path);
	result->n_files = g_hash_table_size(stage->hashes);
	result->n_written = stage->n_written;
	result->n_removed = count_removed(stage);
	return true;
}

/* It is where the new one was put together. */
void stage_remove_old(struct stage *stage)
{
	staging_remove(stage->tree);
}
