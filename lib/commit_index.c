/* SPDX-License-Identifier: MIT */
/*
 * Through the index of libgit2, but on a copy: the new one is whole before the
 * branch moves, and then goes where git looks for it in one step.
 */
#include "lib/commit_index.h"

#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>
#include <git2.h>
#include <git2/sys/repository.h>

#include "lib/commit.h"
#include "lib/repo.h"
#include "lib/repo_stage.h"
#include "lib/repo_trees.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_index, git_index_free)

/* Lets git see that a file is unchanged without reading it, if it is. */
static void take_stat(const char *workdir, const struct commit_file *file,
		      git_index_entry *entry)
{
	g_autofree char *path = g_build_filename(workdir, file->path, NULL);
	g_autofree char *text = NULL;
	gsize len = g_bytes_get_size(file->bytes);
	gsize text_len;
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (gsize)st.st_size != len ||
	    !g_file_get_contents(path, &text, &text_len, NULL) ||
	    text_len != len ||
	    (len > 0 &&
	     memcmp(text, g_bytes_get_data(file->bytes, NULL), len) != 0))
		return;
	entry->ctime.seconds = (int32_t)st.st_ctim.tv_sec;
	entry->ctime.nanoseconds = (uint32_t)st.st_ctim.tv_nsec;
	entry->mtime.seconds = (int32_t)st.st_mtim.tv_sec;
	entry->mtime.nanoseconds = (uint32_t)st.st_mtim.tv_nsec;
	entry->dev = (uint32_t)st.st_dev;
	entry->ino = (uint32_t)st.st_ino;
	entry->uid = st.st_uid;
	entry->gid = st.st_gid;
	entry->file_size = (uint32_t)st.st_size;
}

static bool refresh_entry(git_index *index, const git_tree *tree,
			  const char *workdir, const struct commit_file *file)
{
	git_tree_entry *committed = NULL;
	git_index_entry entry = { .path = file->path };
	bool is_done;

	git_index_remove_bypath(index, file->path);
	if (file->bytes == NULL)
		return true;
	if (git_tree_entry_bypath(&committed, tree, file->path) < 0)
		return false;
	entry.id = *git_tree_entry_id(committed);
	entry.mode = git_tree_entry_filemode(committed);
	take_stat(workdir, file, &entry);
	is_done = git_index_add(index, &entry) == 0;
	git_tree_entry_free(committed);
	return is_done;
}

/* False: the index is of a kind unknown to us. */
static bool refresh(git_repository *git, git_index *index, const git_tree *tree,
		    const struct commit_request *request)
{
	const char *workdir = git_repository_workdir(git);

	for (size_t i = 0; i < request->n_files; i++) {
		if (!refresh_entry(index, tree, workdir, &request->files[i]))
			return false;
	}
	return true;
}

/* With its repository libgit2 sees which entries have to be looked at again. */
static bool write_index(git_repository *git, git_index *index, GError **error)
{
	return (git_repository_set_index(git, index) == 0 &&
		git_index_write(index) == 0) ||
	       repo_fail(error,
			 "cannot write the index of '%s'; nothing was "
			 "committed",
			 git_repository_path(git));
}

bool commit_index_prepare(git_repository *git, const git_tree *tree,
			  const struct commit_request *request,
			  struct repo_stage *stage, char **path, GError **error)
{
	g_autofree char *real =
		g_build_filename(git_repository_path(git), "index", NULL);
	g_autoptr(git_index) index = NULL;
	g_autoptr(GError) problem = NULL;

	if (!repo_stage_lock(stage, real, &problem)) {
		if (g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_BUSY))
			return true;
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (!repo_stage_copy_index(stage, real, error))
		return false;
	if (git_index_open(&index, repo_stage_index(stage)) < 0 ||
	    !refresh(git, index, tree, request)) {
		repo_stage_unlock(stage, real);
		return true;
	}
	if (!write_index(git, index, error))
		return false;
	*path = g_steal_pointer(&real);
	return true;
}
