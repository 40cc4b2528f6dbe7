/* SPDX-License-Identifier: MIT */
/*
 * git's locks are files that stay when their owner is killed, and nobody can
 * tell whose they are.  Ours can be told: such a lock is a second name (a hard
 * link) of the file that this run holds by flock.
 *
 *   .git/gatehouse-Ab12Cd/lock      held by flock; lists the files locked
 *   .git/refs/heads/main.lock       the same file, as git looks for it
 *   .git/index.lock                 the same
 *   .git/gatehouse-Ab12Cd/objects   new objects
 *   .git/gatehouse-Ab12Cd/value     the new value of the branch
 *   .git/gatehouse-Ab12Cd/index     the new index
 *   .git/gatehouse-Ab12Cd/switch    what goes where
 *
 * While the two names are one file, the lock cannot be anybody else's, and
 * once the flock can be had, its owner is dead: only then is it taken away.
 * What a dead run had switched is finished first.  For as long as index.lock
 * is ours nobody else has written an index, so the prepared one is still right
 * if the branch has the new value, and of no use if not.
 *
 * Where a file system has no hard links, the locks are plain files, as git
 * makes them, and after a kill somebody has to remove them.
 */
#include "lib/repo_stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/file_text.h"
#include "lib/lock_holder.h"
#include "lib/staging.h"
#include "lib/write.h"

#define PREFIX "gatehouse-"
#define MANY 24		 /* files that are not worth an fsync each */
#define WAIT (20 * 1000) /* microseconds between two looks at a lock */
#define LOOKS 50
#define MOST_LISTED 65536 /* bytes of names of locked files */
#define ID_HEX 40
#define FOLDER_HEX 2 /* letters of a folder of objects */

struct repo_stage {
	struct staging staging;
	char *git_dir;
	char *objects;
	char *index;
	GPtrArray *locked; /* paths, without ".lock" */
};

static char *in(const struct staging *staging, const char *name)
{
	return g_build_filename(staging->path, name, NULL);
}

/* What dead runs have left ------------------------------------------------ */

/*
 * The texts that a file holds one after the other, each with its NUL; none where
 * it is not there.  NULL: it cannot be read.
 */
static GStrv read_list(const char *path)
{
	g_autoptr(GStrvBuilder) list = g_strv_builder_new();
	g_autofree char *bytes = NULL;
	gsize len;

	if (!file_text_read(path, &bytes, &len, NULL))
		return NULL;
	if (len < MOST_LISTED)
		for (const char *p = bytes; p < bytes + len; p += strlen(p) + 1)
			g_strv_builder_add(list, p);
	return g_strv_builder_end(list);
}

/* Whether git's lock of the file is another name of this staging's. */
static bool is_ours(const struct staging *staging, const char *path)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);
	struct stat theirs;
	struct stat ours;

	return lstat(lock, &theirs) == 0 && fstat(staging->lock, &ours) == 0 &&
	       theirs.st_ino == ours.st_ino && theirs.st_dev == ours.st_dev;
}

/* False: the lock is ours and stays. */
static bool release(const struct staging *staging, const char *path)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);

	return !is_ours(staging, path) || TEMP_FAILURE_RETRY(unlink(lock)) == 0;
}

/* False: some of the locks stay, so that what shows that they are ours must. */
static bool release_all(const struct staging *staging, char *const *paths)
{
	bool are_gone = true;

	for (; *paths; paths++)
		are_gone = release(staging, *paths) && are_gone;
	return are_gone;
}

/*
 * Puts the index there that goes with a branch that was switched.  False: it
 * cannot be told whether it was.
 */
static bool finish_switch(const struct staging *dead)
{
	g_autofree char *list = in(dead, "switch");
	g_autofree char *index = in(dead, "index");
	g_auto(GStrv) names = read_list(list);
	g_autofree char *value = NULL;

	if (!names)
		return false;
	if (g_strv_length(names) != 3 || !is_ours(dead, names[2]))
		return true;
	if (!file_text_read(names[0], &value, NULL, NULL))
		return false;
	if (value && strlen(names[1]) == ID_HEX &&
	    strncmp(value, names[1], ID_HEX) == 0)
		g_rename(index, names[2]);
	return true;
}

static bool clear_up(const struct staging *dead, void *unused)
{
	g_autofree char *lock = in(dead, STAGING_LOCK);
	g_auto(GStrv) paths = read_list(lock);

	(void)unused;
	return paths && finish_switch(dead) && release_all(dead, paths);
}

void repo_stage_sweep(const char *git_dir)
{
	staging_sweep(git_dir, PREFIX, clear_up, NULL, NULL);
}

/* Objects ----------------------------------------------------------------- */

struct repo_stage *repo_stage_new(const char *git_dir, GError **error)
{
	g_autoptr(RepoStage) stage = g_new0(struct repo_stage, 1);

	stage->staging.lock = -1;
	stage->locked = g_ptr_array_new_with_free_func(g_free);
	stage->git_dir = g_canonicalize_filename(git_dir, NULL);
	repo_stage_sweep(stage->git_dir);
	if (!staging_open(&stage->staging, stage->git_dir, PREFIX, error))
		return NULL;
	stage->objects = in(&stage->staging, "objects");
	stage->index = in(&stage->staging, "index");
	if (g_mkdir(stage->objects, 0777) != 0) {
		write_fail(error, "make the folder", stage->objects);
		return NULL;
	}
	return g_steal_pointer(&stage);
}

void repo_stage_free(struct repo_stage *stage)
{
	bool are_gone = false;

	if (!stage)
		return;
	g_ptr_array_add(stage->locked, NULL);
	/* What the disk has refused once it may give up the next time. */
	for (int i = 0; i < 2 && !are_gone; i++)
		are_gone = release_all(&stage->staging,
				       (char *const *)stage->locked->pdata);
	if (are_gone)
		staging_close(&stage->staging);
	else
		staging_leave(&stage->staging);
	g_ptr_array_unref(stage->locked);
	g_free(stage->git_dir);
	g_free(stage->objects);
	g_free(stage->index);
	g_free(stage);
}

const char *repo_stage_objects(const struct repo_stage *stage)
{
	return stage->objects;
}

/* The new objects, as "ab/cdef…"; NULL, with error set: cannot look. */
static GPtrArray *list_objects(const struct repo_stage *stage, GError **error)
{
	g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(stage->objects, 0, error);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path =
			g_build_filename(stage->objects, name, NULL);
		g_autoptr(GDir) below = NULL;
		const char *rest;

		if (strlen(name) != FOLDER_HEX)
			continue; /* libgit2 could not remove its own */
		below = g_dir_open(path, 0, error);
		if (!below)
			return NULL;
		while ((rest = g_dir_read_name(below)))
			g_ptr_array_add(objects,
					g_build_filename(name, rest, NULL));
	}
	return dir ? g_steal_pointer(&objects) : NULL;
}

static bool sync_objects(const struct repo_stage *stage,
			 const GPtrArray *objects, GError **error)
{
	if (objects->len > MANY)
		return write_sync_system(stage->objects) ||
		       write_fail(error, "write to disk", stage->objects);
	for (guint i = 0; i < objects->len; i++) {
		g_autofree char *path = g_build_filename(
			stage->objects, objects->pdata[i], NULL);

		if (!write_sync(path))
			return write_fail(error, "write to disk", path);
	}
	return true;
}

/* Makes names last: of the objects and of the folders that hold them. */
static bool sync_names(const char *to, GHashTable *folders, guint n,
		       GError **error)
{
	GHashTableIter iter;
	gpointer folder;

	if (n > MANY)
		return write_sync_system(to) ||
		       write_fail(error, "write to disk", to);
	g_hash_table_iter_init(&iter, folders);
	while (g_hash_table_iter_next(&iter, &folder, NULL)) {
		if (!write_sync(folder))
			return write_fail(error, "write to disk", folder);
	}
	return n == 0 || write_sync(to) ||
	       write_fail(error, "write to disk", to);
}

bool repo_stage_keep_objects(struct repo_stage *stage, GError **error)
{
	g_autoptr(GPtrArray) objects = list_objects(stage, error);
	g_autofree char *to = g_build_filename(stage->git_dir, "objects", NULL);
	g_autoptr(GHashTable) folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	if (!objects || !sync_objects(stage, objects, error))
		return false;
	for (guint i = 0; i < objects->len; i++) {
		g_autofree char *old = g_build_filename(
			stage->objects, objects->pdata[i], NULL);
		g_autofree char *new =
			g_build_filename(to, objects->pdata[i], NULL);
		char *folder = g_path_get_dirname(new);

		g_hash_table_add(folders, folder);
		if (g_mkdir(folder, 0777) != 0 && errno != EEXIST)
			return write_fail(error, "make the folder", folder);
		if (g_rename(old, new) != 0)
			return write_fail(error, "write the object", new);
	}
	return sync_names(to, folders, objects->len, error);
}

/* Locks ------------------------------------------------------------------- */

static bool note_locked(struct repo_stage *stage, const char *path)
{
	g_ptr_array_add(stage->locked, g_strdup(path));
	return write_all(stage->staging.lock, path, strlen(path) + 1) &&
	       TEMP_FAILURE_RETRY(fsync(stage->staging.lock)) == 0;
}

/* As link, or as git does where there are no links. */
static bool make_lock(const struct repo_stage *stage, const char *lock)
{
	g_autofree char *own = in(&stage->staging, STAGING_LOCK);
	int fd;

	if (TEMP_FAILURE_RETRY(link(own, lock)) == 0)
		return true;
	if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS &&
	    errno != EMLINK && errno != EXDEV)
		return false;
	fd = (int)TEMP_FAILURE_RETRY(
		open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool repo_stage_lock(struct repo_stage *stage, const char *path, GError **error)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *holder = NULL;

	if (g_mkdir_with_parents(folder, 0777) != 0)
		return write_fail(error, "make the folder", folder);
	if (!note_locked(stage, path))
		return write_fail(error, "note down the lock", lock);
	for (int i = 0; i < LOOKS; i++) {
		if (make_lock(stage, lock))
			return true;
		if (errno != EEXIST)
			return write_fail(error, "make the lock", lock);
		g_usleep(WAIT);
	}
	holder = lock_holder_tell(lock);
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_BUSY, holder);
	return false;
}

void repo_stage_unlock(struct repo_stage *stage, const char *path)
{
	release(&stage->staging, path);
}

/* The switch -------------------------------------------------------------- */

const char *repo_stage_index(const struct repo_stage *stage)
{
	return stage->index;
}

bool repo_stage_copy_index(struct repo_stage *stage, const char *index,
			   GError **error)
{
	g_autofree char *bytes = NULL;
	struct timespec times[2];
	struct stat st;
	gsize len;

	if (stat(index, &st) != 0)
		return errno == ENOENT || write_fail(error, "read", index);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	if (!g_file_get_contents(index, &bytes, &len, error))
		return false;
	return (write_file(stage->index, bytes, len, 0666) &&
		utimensat(AT_FDCWD, stage->index, times, 0) == 0) ||
	       write_fail(error, "write", stage->index);
}

static bool note_switch(struct repo_stage *stage, const char *ref,
			const char *hex, const char *index)
{
	g_autofree char *path = in(&stage->staging, "switch");
	g_autoptr(GString) list = g_string_new(ref);

	g_string_append_len(list, "", 1);
	g_string_append_len(list, hex, ID_HEX + 1);
	g_string_append_len(list, index, (gssize)strlen(index) + 1);
	return write_file(path, list->str, list->len, 0600) &&
	       write_sync(path) && write_sync(stage->index);
}

bool repo_stage_switch(struct repo_stage *stage, const char *ref,
		       const char *hex, const char *index, GError **error)
{
	g_autofree char *value = in(&stage->staging, "value");
	g_autofree char *line = g_strconcat(hex, "\n", NULL);
	g_autofree char *folder = g_path_get_dirname(ref);

	if (!write_file(value, line, strlen(line), 0666) || !write_sync(value))
		return write_fail(error, "write", value);
	if (index && !note_switch(stage, ref, hex, index))
		return write_fail(error, "write into", stage->staging.path);
	rmdir(ref); /* git leaves empty folders where branches were */
	if (g_rename(value, ref) != 0)
		return write_fail(error, "change", ref);
	write_sync(folder);
	return true;
}

bool repo_stage_put_index(struct repo_stage *stage, const char *index)
{
	return g_rename(stage->index, index) == 0;
}
