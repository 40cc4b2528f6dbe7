/* SPDX-License-Identifier: MIT */
/*
 * Which register file did which commit change?  One walk answers it for all
 * files at once, in three steps:
 *
 *   load     every commit that leads to the given one is read once; a parent
 *            that a shallow clone left behind is a cut, not a failure;
 *   order    children before parents, otherwise newest first by the date of
 *            the committer, otherwise by id: the same history always comes
 *            out the same;
 *   compare  the trees of a commit and of all its parents are read in lock
 *            step, by the sorted names.  A name with the same id in the commit
 *            and in any parent is passed over, with all that is below it, so
 *            the cost is that of the folders that differ.
 *
 * A tree of one commit is soon asked for again as that of its child's parent,
 * so trees are kept: in two generations, the older of which is dropped as a
 * whole when the younger one has filled up.  No list of uses is needed.
 *
 * A walk per file, and a difference of whole trees per commit, were measured
 * and are slower by orders of magnitude.
 */
#include "lib/history.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/files.h"
#include "lib/repo.h"
#include "lib/repo_trees.h"

/* Bytes of trees in one generation of the cache. */
#define CACHE_BYTES (24u * 1024 * 1024)

struct node {
	struct repo_commit commit;
	struct repo_id id;
	struct repo_id tree;
	GPtrArray *parents; /* of struct node; those that are there */
	size_t n_children;  /* not yet put in order */
};

struct reader {
	struct repo *repo;
	const char *const *folders;
	GHashTable *by_id; /* struct repo_id to struct node */
	GPtrArray *nodes;  /* owns them; in the order they were met */
	GPtrArray *order;  /* the same, newest first */
	bool is_cut;

	GHashTable *young; /* struct repo_id to GBytes */
	GHashTable *old;
	size_t young_bytes;

	size_t commit;	  /* that is compared: place in order */
	size_t n_entries; /* of it, so far */
	GString *path;
	GArray *changes; /* of struct repo_change */
};

static guint id_hash(gconstpointer key)
{
	guint hash;

	memcpy(&hash, ((const struct repo_id *)key)->bytes, sizeof(hash));
	return hash;
}

static int id_compare(const struct repo_id *a, const struct repo_id *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

static gboolean id_equal(gconstpointer a, gconstpointer b)
{
	return id_compare(a, b) == 0;
}

static void node_free(gpointer data)
{
	struct node *node = data;

	repo_commit_clear(&node->commit);
	g_ptr_array_unref(node->parents);
	g_free(node);
}

static void change_clear(gpointer data)
{
	g_free(((struct repo_change *)data)->path);
}

static GHashTable *cache_new(void)
{
	return g_hash_table_new_full(id_hash, id_equal, g_free,
				     (GDestroyNotify)g_bytes_unref);
}

static void reader_init(struct reader *reader, struct repo *repo,
			const char *const *folders)
{
	*reader = (struct reader){
		.repo = repo,
		.folders = folders,
		.by_id = g_hash_table_new(id_hash, id_equal),
		.nodes = g_ptr_array_new_with_free_func(node_free),
		.order = g_ptr_array_new(),
		.young = cache_new(),
		.old = cache_new(),
		.path = g_string_new(NULL),
		.changes =
			g_array_new(FALSE, FALSE, sizeof(struct repo_change)),
	};
	g_array_set_clear_func(reader->changes, change_clear);
}

static void reader_clear(struct reader *reader)
{
	g_hash_table_unref(reader->by_id);
	g_ptr_array_unref(reader->nodes);
	g_ptr_array_unref(reader->order);
	g_hash_table_unref(reader->young);
	g_hash_table_unref(reader->old);
	g_string_free(reader->path, TRUE);
	g_array_unref(reader->changes);
}

/* The node of a commit, made and queued when it is met for the first time. */
static struct node *intern(struct reader *reader, const struct repo_id *id)
{
	struct node *node = g_hash_table_lookup(reader->by_id, id);

	if (node == NULL) {
		node = g_new0(struct node, 1);
		node->id = *id;
		node->parents = g_ptr_array_new();
		g_ptr_array_add(reader->nodes, node);
		g_hash_table_insert(reader->by_id, &node->id, node);
	}
	return node;
}

static bool load_node(struct reader *reader, struct node *node, GError **error)
{
	g_autoptr(GArray) ids =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));

	if (!repo_commit_read(reader->repo, &node->id, &node->commit,
			      &node->tree, ids, error))
		return false;
	if (repo_is_cut(reader->repo, &node->id)) {
		reader->is_cut = true;
		return true;
	}
	for (guint i = 0; i < ids->len; i++) {
		const struct repo_id *id =
			&g_array_index(ids, struct repo_id, i);
		struct node *parent = g_hash_table_lookup(reader->by_id, id);

		if (parent == NULL && !repo_has(reader->repo, id)) {
			reader->is_cut = true;
			continue;
		}
		parent = intern(reader, id);
		parent->n_children++;
		g_ptr_array_add(node->parents, parent);
	}
	return true;
}

static bool load(struct reader *reader, const struct repo_id *commit,
		 GError **error)
{
	intern(reader, commit);
	for (guint i = 0; i < reader->nodes->len; i++)
		if (!load_node(reader, reader->nodes->pdata[i], error))
			return false;
	return true;
}

static gint newer_first(gconstpointer a, gconstpointer b, gpointer unused)
{
	const struct node *x = a;
	const struct node *y = b;
	int64_t s = x->commit.committer.time;
	int64_t t = y->commit.committer.time;

	(void)unused;
	if (s != t)
		return s > t ? -1 : 1;
	return id_compare(&x->id, &y->id);
}

/*
 * Of the commits all of whose children are out, the newest comes next.  Sound
 * objects cannot lead in a circle; forged ones can, and are refused.
 */
static bool order(struct reader *reader, GError **error)
{
	g_autoptr(GSequence) ready = g_sequence_new(NULL);
	struct node *start = reader->nodes->pdata[0];

	if (start->n_children == 0)
		g_sequence_append(ready, start);
	while (!g_sequence_is_empty(ready)) {
		GSequenceIter *first = g_sequence_get_begin_iter(ready);
		struct node *node = g_sequence_get(first);

		g_sequence_remove(first);
		g_ptr_array_add(reader->order, node);
		for (guint i = 0; i < node->parents->len; i++) {
			struct node *parent = node->parents->pdata[i];

			if (--parent->n_children == 0)
				g_sequence_insert_sorted(ready, parent,
							 newer_first, NULL);
		}
	}
	if (reader->order->len == reader->nodes->len)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "the history in the repository is damaged: "
		    "a commit leads back to itself");
	return false;
}

/* A reference to the bytes of a tree. */
static GBytes *tree_get(struct reader *reader, const struct repo_id *id,
			GError **error)
{
	GBytes *bytes = g_hash_table_lookup(reader->young, id);

	if (bytes != NULL)
		return g_bytes_ref(bytes);
	bytes = g_hash_table_lookup(reader->old, id);
	if (bytes != NULL)
		g_bytes_ref(bytes);
	else
		bytes = repo_tree_bytes(reader->repo, id, error);
	if (bytes == NULL)
		return NULL;
	if (reader->young_bytes > CACHE_BYTES) {
		g_hash_table_unref(reader->old);
		reader->old = reader->young;
		reader->young = cache_new();
		reader->young_bytes = 0;
	}
	g_hash_table_insert(reader->young, g_memdup2(id, sizeof(*id)),
			    g_bytes_ref(bytes));
	reader->young_bytes += g_bytes_get_size(bytes);
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

static bool side_open(struct reader *reader, struct side *side,
		      const struct repo_id *tree, GError **error)
{
	if (!repo_id_is_none(tree)) {
		side->bytes = tree_get(reader, tree, error);
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
		if (id_equal(&ids[0], &ids[i]))
			return true;
	return false;
}

static bool compare_trees(struct reader *reader, const struct repo_id *trees,
			  size_t n, size_t depth, GError **error);

static void add_change(struct reader *reader, const struct repo_id *is,
		       const struct repo_id *was)
{
	struct repo_change *change;
	guint n = reader->changes->len;

	g_array_set_size(reader->changes, n + 1);
	change = &g_array_index(reader->changes, struct repo_change, n);
	change->commit = reader->commit;
	change->path = g_strdup(reader->path->str);
	change->old_blob = *was;
	change->new_blob = *is;
}

/* One name whose ids differ; reader->path is its path. */
static bool compare_entry(struct reader *reader,
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
		     !g_strv_contains(reader->folders, entry->name)))
			return true;
		return compare_trees(reader, ids, n, depth + 1, error);
	}
	if (files_is_register_path(reader->path->str, reader->folders))
		add_change(reader, &ids[0], &ids[1]);
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
static bool compare_next(struct reader *reader, struct side *sides,
			 const struct repo_id *trees, size_t n, size_t depth,
			 GError **error)
{
	const struct repo_trees_entry entry = first_side(sides, n)->entry;
	g_autofree struct repo_id *ids = g_new0(struct repo_id, n);
	gsize len = reader->path->len;

	for (size_t i = 0; i < n; i++)
		if (is_at(&sides[i], &entry) &&
		    (sides[i].entry.kind == REPO_TREES_FILE ||
		     sides[i].entry.kind == REPO_TREES_FOLDER))
			ids[i] = sides[i].entry.id;
	if (!sides_step(sides, trees, n, &entry, error))
		return false;
	if (is_in_a_parent(ids, n))
		return true;
	if (++reader->n_entries > REPO_TREES_MAX_ENTRIES)
		return repo_trees_fail_size(error);
	if (len > 0)
		g_string_append_c(reader->path, '/');
	g_string_append_len(reader->path, entry.name, (gssize)entry.name_len);
	if (!compare_entry(reader, &entry, ids, n, depth, error))
		return false;
	g_string_truncate(reader->path, len);
	return true;
}

/* trees: that of the commit, then those of its parents; none: no such tree. */
static bool compare_trees(struct reader *reader, const struct repo_id *trees,
			  size_t n, size_t depth, GError **error)
{
	g_autofree struct side *sides = g_new0(struct side, n);
	bool is_sound = true;

	for (size_t i = 0; i < n && is_sound; i++)
		is_sound = side_open(reader, &sides[i], &trees[i], error);
	is_sound = is_sound && sides_start(sides, trees, n, error);
	while (is_sound && first_side(sides, n) != NULL)
		is_sound = compare_next(reader, sides, trees, n, depth, error);
	for (size_t i = 0; i < n; i++)
		g_clear_pointer(&sides[i].bytes, g_bytes_unref);
	return is_sound;
}

static bool compare_commit(struct reader *reader, const struct node *node,
			   GError **error)
{
	size_t n = 1 + MAX(node->parents->len, 1);
	g_autofree struct repo_id *trees = g_new0(struct repo_id, n);

	trees[0] = node->tree;
	for (guint i = 0; i < node->parents->len; i++)
		trees[1 + i] = ((struct node *)node->parents->pdata[i])->tree;
	reader->n_entries = 0;
	return is_in_a_parent(trees, n) ||
	       compare_trees(reader, trees, n, 0, error);
}

/* Moves what was read out of the reader. */
static struct repo_history *take(struct reader *reader)
{
	struct repo_history *history = g_new0(struct repo_history, 1);
	gsize n;

	history->is_shallow = reader->is_cut;
	history->n_commits = reader->order->len;
	history->commits = g_new0(struct repo_commit, history->n_commits);
	for (guint i = 0; i < reader->order->len; i++) {
		struct node *node = reader->order->pdata[i];

		history->commits[i] = node->commit;
		node->commit = (struct repo_commit){ 0 };
	}
	history->changes = (struct repo_change *)(void *)g_array_steal(
		reader->changes, &n);
	history->n_changes = n;
	return history;
}

struct repo_history *history_read(struct repo *repo,
				  const struct repo_id *commit,
				  const char *const *folders, GError **error)
{
	struct repo_history *history = NULL;
	struct reader reader;
	bool is_sound;

	reader_init(&reader, repo, folders);
	is_sound = load(&reader, commit, error) && order(&reader, error);
	for (guint i = 0; is_sound && i < reader.order->len; i++) {
		reader.commit = i;
		is_sound =
			compare_commit(&reader, reader.order->pdata[i], error);
	}
	if (is_sound)
		history = take(&reader);
	reader_clear(&reader);
	return history;
}

void history_free(struct repo_history *history)
{
	if (history == NULL)
		return;
	for (size_t i = 0; i < history->n_commits; i++)
		repo_commit_clear(&history->commits[i]);
	for (size_t i = 0; i < history->n_changes; i++)
		change_clear(&history->changes[i]);
	g_free(history->commits);
	g_free(history->changes);
	g_free(history);
}
