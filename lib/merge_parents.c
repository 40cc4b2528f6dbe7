/* SPDX-License-Identifier: MIT */
/*
 * The walk over history says what a merge made different from all of its
 * parents, and what the first had; what a merge itself did to a record takes
 * the version of every parent.  Few merges touch records at all, so this is
 * looked up for those alone, by path first.  A parent that had the record
 * under another path is gone through once, for all records of the merge.
 */
#include "lib/merge_parents.h"

#include <string.h>

#include "lib/record_history.h"
#include "lib/repo_trees.h"

struct parent {
	struct repo_id tree; /* none: not to be read */
	GHashTable *by_path; /* path -> struct repo_id *; NULL: not yet read */
	GHashTable *by_id;   /* record id -> path, of by_path */
};

struct merge_parents {
	struct repo *repo;
	const char *const *folders;
	GArray *parents; /* of struct parent */
};

static void parent_clear(void *data)
{
	struct parent *parent = data;

	g_clear_pointer(&parent->by_id, g_hash_table_unref);
	g_clear_pointer(&parent->by_path, g_hash_table_unref);
}

/* The parents' ids of a commit; empty when it cannot be read. */
static GArray *parents_of(struct repo *repo, const struct repo_id *id,
			  struct repo_id *tree)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(struct repo_id));
	struct repo_commit commit = { 0 };

	if (repo_commit_read(repo, id, &commit, tree, ids, NULL))
		repo_commit_clear(&commit);
	return ids;
}

struct merge_parents *merge_parents_new(struct repo *repo,
					const struct repo_id *commit,
					const char *const *folders)
{
	struct merge_parents *result = g_new0(struct merge_parents, 1);
	struct repo_id unused;
	g_autoptr(GArray) ids = parents_of(repo, commit, &unused);

	result->repo = repo;
	result->folders = folders;
	result->parents = g_array_new(FALSE, TRUE, sizeof(struct parent));
	g_array_set_clear_func(result->parents, parent_clear);
	for (guint i = 0; i < ids->len; i++) {
		struct parent parent = { 0 };
		const struct repo_id *id =
			&g_array_index(ids, struct repo_id, i);

		if (repo_has(repo, id))
			g_array_unref(parents_of(repo, id, &parent.tree));
		g_array_append_val(result->parents, parent);
	}
	return result;
}

void merge_parents_free(struct merge_parents *parents)
{
	if (!parents)
		return;
	g_array_unref(parents->parents);
	g_free(parents);
}

size_t merge_parents_len(const struct merge_parents *parents)
{
	return parents->parents->len;
}

static bool add_file(void *data, const char *path, const struct repo_id *blob,
		     GError **error)
{
	struct parent *parent = data;
	char *own = g_strdup(path);

	(void)error;
	g_hash_table_insert(parent->by_path, own,
			    g_memdup2(blob, sizeof(*blob)));
	g_hash_table_insert(parent->by_id, record_history_id(path), own);
	return true;
}

static void read_all(const struct merge_parents *parents, struct parent *parent)
{
	const struct repo_trees_walk walk = {
		.repo = parents->repo,
		.folders = parents->folders,
		.visit = add_file,
		.data = parent,
	};

	parent->by_path =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	parent->by_id =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!repo_id_is_none(&parent->tree))
		repo_trees_each(&walk, &parent->tree, NULL);
}

/* The entry of a tree with that name; its id, or none. */
static struct repo_id entry_of(struct repo *repo, const struct repo_id *tree,
			       const char *name, enum repo_trees_kind kind)
{
	struct repo_id id = { 0 };
	g_autoptr(GBytes) bytes = repo_id_is_none(tree)
					  ? NULL
					  : repo_tree_bytes(repo, tree, NULL);
	struct repo_trees_cursor cursor;
	struct repo_trees_entry entry;

	repo_trees_start(&cursor, bytes);
	while (repo_trees_next(&cursor, &entry))
		if (entry.kind == kind && strcmp(entry.name, name) == 0)
			id = entry.id;
	return id;
}

static struct repo_id blob_at(struct repo *repo, const struct repo_id *tree,
			      const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	struct repo_id id = *tree;

	for (char **part = parts; *part; part++)
		id = entry_of(repo, &id, *part,
			      part[1] ? REPO_TREES_FOLDER : REPO_TREES_FILE);
	return id;
}

struct merge_parent merge_parents_find(struct merge_parents *parents, size_t i,
				       const char *path, const char *id,
				       const char *former)
{
	struct parent *parent =
		&g_array_index(parents->parents, struct parent, i);
	struct merge_parent found = {
		.path = path,
		.blob = blob_at(parents->repo, &parent->tree, path),
	};
	const char *other;

	if (!repo_id_is_none(&found.blob))
		return found;
	if (!parent->by_path)
		read_all(parents, parent);
	other = g_hash_table_lookup(parent->by_id, id);
	if (!other && former)
		other = g_hash_table_lookup(parent->by_id, former);
	found.path = other;
	if (other)
		found.blob = *(const struct repo_id *)g_hash_table_lookup(
			parent->by_path, other);
	return found;
}
