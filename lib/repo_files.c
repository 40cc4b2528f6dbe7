/* SPDX-License-Identifier: MIT */
/*
 * The files of a commit: all of the registers, or those of some paths, and
 * which of a work tree's are others.
 */
#include "lib/repo.h"

#include <string.h>

#include <gio/gio.h>
#include <git2.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/repo_text.h"
#include "lib/repo_trees.h"
#include "lib/xml.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)

/* The tree of a commit. */
static bool tree_of(struct repo *repo, const struct repo_id *commit,
		    struct repo_id *tree, GError **error)
{
	g_autoptr(git_commit) object = NULL;
	git_oid oid;
	int status;

	memcpy(oid.id, commit->bytes, sizeof(oid.id));
	status = git_commit_lookup(&object, repo_handle(repo), &oid);
	if (status < 0)
		return repo_fail_object(repo, status, "commit", commit, error);
	memcpy(tree->bytes, git_commit_tree_id(object)->id,
	       sizeof(tree->bytes));
	return true;
}

struct reading {
	struct repo *repo;
	struct files *files;
	struct diags *diags;
};

static bool read_file(void *data, const char *path, const struct repo_id *blob,
		      GError **error)
{
	struct reading *reading = data;
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = path,
		.rule = "REG-02",
	};
	g_autoptr(GError) cause = NULL;
	GBytes *bytes = repo_blob(reading->repo, blob, &cause);

	if (bytes != NULL) {
		files_add(reading->files, path, bytes);
	} else if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE)) {
		diags_addf(reading->diags, &diag,
			   "file is larger than %u MiB; a record is a few "
			   "pages of text",
			   XML_MAX_BYTES >> 20);
	} else {
		g_propagate_prefixed_error(error, g_steal_pointer(&cause),
					   "'%s': ", path);
		return false;
	}
	return true;
}

struct files *repo_read_files(struct repo *repo, const struct repo_id *commit,
			      const char *const *folders, struct diags *diags,
			      GError **error)
{
	g_autoptr(Files) files = files_new();
	struct reading reading = { repo, files, diags };
	const struct repo_trees_walk walk = {
		.repo = repo,
		.folders = folders,
		.diags = diags,
		.visit = read_file,
		.data = &reading,
	};
	struct repo_id tree;

	if (!tree_of(repo, commit, &tree, error) ||
	    !repo_trees_each(&walk, &tree, error))
		return NULL;
	files_sort(files);
	return g_steal_pointer(&files);
}

/* What is asked for, of what a walk goes past. */
struct choice {
	struct reading *reading;
	GHashTable *paths;
};

static bool read_chosen(void *data, const char *path,
			const struct repo_id *blob, GError **error)
{
	struct choice *choice = data;

	return !g_hash_table_contains(choice->paths, path) ||
	       read_file(choice->reading, path, blob, error);
}

struct files *repo_read_paths(struct repo *repo, const struct repo_id *commit,
			      const char *const *folders,
			      const char *const *paths, GError **error)
{
	g_autoptr(Files) files = files_new();
	g_autoptr(Diags) ignored = diags_new();
	g_autoptr(GHashTable) chosen =
		g_hash_table_new(g_str_hash, g_str_equal);
	struct reading reading = { repo, files, ignored };
	struct choice choice = { &reading, chosen };
	const struct repo_trees_walk walk = {
		.repo = repo,
		.folders = folders,
		.visit = read_chosen,
		.data = &choice,
	};
	struct repo_id tree;

	for (; *paths; paths++)
		g_hash_table_add(chosen, (char *)*paths);
	if (!tree_of(repo, commit, &tree, error) ||
	    !repo_trees_each(&walk, &tree, error))
		return NULL;
	files_sort(files);
	return g_steal_pointer(&files);
}

bool repo_changes(struct repo *repo, struct files *tree,
		  const char *const *folders, GStrv *paths, bool *is_changed,
		  GError **error)
{
	g_autoptr(GPtrArray) found = NULL;
	struct repo_id head;
	struct repo_id root = { 0 };

	if (!repo_is_unborn(repo) &&
	    (!repo_resolve(repo, "HEAD", &head, error) ||
	     !tree_of(repo, &head, &root, error)))
		return false;
	found = repo_trees_changes(repo, &root, folders, tree, error);
	if (found == NULL)
		return false;
	*is_changed = found->len > 0;
	if (paths != NULL) {
		g_ptr_array_add(found, NULL);
		*paths = (GStrv)g_ptr_array_steal(found, NULL);
	}
	return true;
}
