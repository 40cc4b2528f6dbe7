/* SPDX-License-Identifier: MIT */
/*
 * The trees of a commit and of all its parents are read in lock step, by the
 * sorted names.  A name with the same id in the commit and in any parent is
 * passed over, with all that is below it, so the cost is that of the folders
 * that differ.  Of two folders, what both begin with is passed over without
 * reading it.
 *
 * A tree of one commit is soon asked for again as that of its child's parent,
 * so trees are kept: in two generations, the older of which is dropped as a
 * whole when the younger one has filled up.  No list of uses is needed.
 */
#include "lib/history_trees.h"

#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_trees.h"

/* Bytes of trees in one generation of the cache. */
#define CACHE_BYTES (24u * 1024 * 1024)

struct history_trees {
	struct repo *repo;
	const char *const *folders;

	GHashTable *young; /* struct repo_id to GBytes */
	GHashTable *old;
	size_t young_bytes;

	size_t commit;	  /* that is compared */
	size_t n_entries; /* of it, so far */
	GString *path;
	GArray *changes;     /* of struct repo_change; borrowed */
	GStringChunk *texts; /* borrowed */
};

static GHashTable *cache_new(void)
{
	return g_hash_table_new_full(repo_id_hash, repo_id_equal, g_free,
				     (GDestroyNotify)g_bytes_unref);
}

struct history_trees *history_trees_new(struct repo *repo,
					const char *const *folders,
					GArray *changes, GStringChunk *texts)
{
	struct history_trees *self = g_new0(struct history_trees, 1);

	self->repo = repo;
	self->folders = folders;
	self->young = cache_new();
	self->old = cache_new();
	self->path = g_string_new(NULL);
	self->changes = changes;
	self->texts = texts;
	return self;
}

void history_trees_free(struct history_trees *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->young);
	g_hash_table_unref(self->old);
	g_string_free(self->path, TRUE);
	g_free(self);
}

/* A reference to the bytes of a tree. */
static GBytes *tree_get(struct history_trees *self, const struct repo_id *id,
			GError **error)
{
	GBytes *bytes = g_hash_table_lookup(self->young, id);

	if (bytes != NULL)
		return g_bytes_ref(bytes);
	bytes = g_hash_table_lookup(self->old, id);
	if (bytes != NULL)
		g_bytes_ref(bytes);
	else
		bytes = repo_tree_bytes(self->repo, id, error);
	if (bytes == NULL)
		return NULL;
	if (self->young_bytes > CACHE_BYTES) {
		g_hash_table_unref(self->old);
		self->old = self->young;
		self->young = cache_new();
		self->young_bytes = 0;
	}
	g_hash_table_insert(self->young, g_memdup2(id, sizeof(*id)),
			    g_bytes_ref(bytes));
	self->young_bytes += g_bytes_get_size(bytes);
	return bytes;
}

/* One of the trees that are read in lock step. */
struct side {
	GBytes *bytes;
	struct repo_trees_cursor cursor;
	struct repo_trees_entry entry; /* that it stands at */
	bool is_at_end;
};

static bool side_step(struct side *side, const struct repo_id *tree,
		      GError **error)
{
	side->is_at_end = !repo_trees_next(&side->cursor, &side->entry);
	return !side->cursor.is_damaged || repo_trees_fail_damage(tree, error);
}

static bool side_open(struct history_trees *self, struct side *side,
		      const struct repo_id *tree, GError **error)
{
	if (!repo_id_is_none(tree)) {
		side->bytes = tree_get(self, tree, error);
		if (side->bytes == NULL)
			return false;
	}
	repo_trees_start(&side->cursor, side->bytes);
	return true;
}

/*
 * Steps both sides to where they differ.  What they have alike is gone through
 * in the commit that brought it.
 */
static bool sides_skip(struct side *sides, const struct repo_id *trees,
		       GError **error)
{
	repo_trees_skip(&sides[0].cursor, &sides[1].cursor);
	return side_step(&sides[0], &trees[0], error) &&
	       side_step(&sides[1], &trees[1], error);
}

static bool is_at(const struct side *side, const struct repo_trees_entry *entry)
{
	return !side->is_at_end && repo_trees_compare(&side->entry, entry) == 0;
}

/* Steps all sides that stand at the entry behind it. */
static bool sides_step(struct side *sides, const struct repo_id *trees,
		       size_t n, const struct repo_trees_entry *entry,
		       GError **error)
{
	if (n == 2 && is_at(&sides[0], entry) && is_at(&sides[1], entry))
		return sides_skip(sides, trees, error);
	for (size_t i = 0; i < n; i++)
		if (is_at(&sides[i], entry) &&
		    !side_step(&sides[i], &trees[i], error))
			return false;
	return true;
}

/* Steps all sides to their first entry. */
static bool sides_start(struct side *sides, const struct repo_id *trees,
			size_t n, GError **error)
{
	if (n == 2 && sides[0].bytes != NULL && sides[1].bytes != NULL)
		return sides_skip(sides, trees, error);
	for (size_t i = 0; i < n; i++)
		if (!side_step(&sides[i], &trees[i], error))
			return false;
	return true;
}

/* Whether a parent has what the commit (the first of n ids) has. */
static bool is_in_a_parent(const struct repo_id *ids, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (repo_id_equal(&ids[0], &ids[i]))
			return true;
	return false;
}

static bool compare_trees(struct history_trees *self,
			  const struct repo_id *trees, size_t n, size_t depth,
			  GError **error);

static void add_change(struct history_trees *self, const struct repo_id *is,
		       const struct repo_id *was)
{
	struct repo_change *change;
	guint n = self->changes->len;

	g_array_set_size(self->changes, n + 1);
	change = &g_array_index(self->changes, struct repo_change, n);
	change->commit = self->commit;
	change->file = SIZE_MAX;
	change->path = g_string_chunk_insert_len(self->texts, self->path->str,
						 (gssize)self->path->len);
	change->old_blob = *was;
	change->new_blob = *is;
}

/* One name whose ids differ; self->path is its path. */
static bool compare_entry(struct history_trees *self,
			  const struct repo_trees_entry *entry,
			  const struct repo_id *ids, size_t n, size_t depth,
			  GError **error)
{
	if (entry->name[0] == '.' || !repo_trees_is_plain(entry))
		return true;
	if (entry->kind == REPO_TREES_FOLDER) {
		if (depth == REPO_TREES_MAX_DEPTH ||
		    g_str_has_suffix(entry->name, ".xml") ||
		    (depth == 0 &&
		     !g_strv_contains(self->folders, entry->name)))
			return true;
		return compare_trees(self, ids, n, depth + 1, error);
	}
	if (files_is_register_path(self->path->str, self->folders))
		add_change(self, &ids[0], &ids[1]);
	return true;
}

/* The side that stands at the first name in git's order; NULL: all are done. */
static const struct side *first_side(const struct side *sides, size_t n)
{
	const struct side *first = NULL;

	for (size_t i = 0; i < n; i++)
		if (!sides[i].is_at_end &&
		    (first == NULL ||
		     repo_trees_compare(&sides[i].entry, &first->entry) < 0))
			first = &sides[i];
	return first;
}

/* Compares the first name of all sides, and steps behind it. */
static bool compare_next(struct history_trees *self, struct side *sides,
			 const struct repo_id *trees, size_t n, size_t depth,
			 GError **error)
{
	const struct repo_trees_entry entry = first_side(sides, n)->entry;
	g_autofree struct repo_id *ids = g_new0(struct repo_id, n);
	gsize len = self->path->len;

	for (size_t i = 0; i < n; i++)
		if (is_at(&sides[i], &entry) &&
		    (sides[i].entry.kind == REPO_TREES_FILE ||
		     sides[i].entry.kind == REPO_TREES_FOLDER))
			ids[i] = sides[i].entry.id;
	if (!sides_step(sides, trees, n, &entry, error))
		return false;
	if (is_in_a_parent(ids, n))
		return true;
	if (++self->n_entries > REPO_TREES_MAX_ENTRIES)
		return repo_trees_fail_size(error);
	if (len > 0)
		g_string_append_c(self->path, '/');
	g_string_append_len(self->path, entry.name, (gssize)entry.name_len);
	if (!compare_entry(self, &entry, ids, n, depth, error))
		return false;
	g_string_truncate(self->path, len);
	return true;
}

/* trees: that of the commit, then those of its parents; none: no such tree. */
static bool compare_trees(struct history_trees *self,
			  const struct repo_id *trees, size_t n, size_t depth,
			  GError **error)
{
	g_autofree struct side *sides = g_new0(struct side, n);
	bool is_sound = true;

	for (size_t i = 0; i < n && is_sound; i++)
		is_sound = side_open(self, &sides[i], &trees[i], error);
	is_sound = is_sound && sides_start(sides, trees, n, error);
	while (is_sound && first_side(sides, n) != NULL)
		is_sound = compare_next(self, sides, trees, n, depth, error);
	for (size_t i = 0; i < n; i++)
		g_clear_pointer(&sides[i].bytes, g_bytes_unref);
	return is_sound;
}

bool history_trees_compare(struct history_trees *self, size_t commit,
			   const struct repo_id *trees, size_t n,
			   GError **error)
{
	self->commit = commit;
	self->n_entries = 0;
	return is_in_a_parent(trees, n) ||
	       compare_trees(self, trees, n, 0, error);
}
