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
 *   compare  what each commit has otherwise than all its parents (see
 *            history_trees.c), from the end that git's packs have whole.
 *
 * What a commit is known to have changed (history_cache.h) is not compared
 * again; and where all that is new leads to the newest of what is known, the
 * rest follows as it is.  That its history is all there is asked of the
 * repository all the same; where it is not, nothing that is known is used.
 *
 * A walk per file, and a difference of whole trees per commit, were measured
 * and are slower by orders of magnitude.
 */
#include "lib/history.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/cache.h"
#include "lib/history_cache.h"
#include "lib/history_trees.h"
#include "lib/repo.h"
#include "lib/repo_trees.h"
#include "lib/text_table.h"

#define SAMPLE 100 /* pairs of commits whose trees are looked up */

struct node {
	struct repo_commit commit;
	struct repo_id id;
	struct repo_id tree;
	struct node **parents; /* those that are there */
	size_t n_parents;
	size_t n_children; /* not yet put in order */
	size_t row;	   /* in the cache, where it is known */
	bool is_known;
	bool is_loaded; /* its parents are met */
};

struct reader {
	struct repo *repo;
	const char *const *folders;
	GHashTable *by_id;	     /* struct repo_id to struct node */
	GPtrArray *nodes;	     /* owns them; in the order they were met */
	GPtrArray *order;	     /* the same, newest first */
	struct history_cache *cache; /* NULL: nothing is known */
	size_t n_rest; /* commits that follow the order as they are known */
	size_t n_read; /* commits of which nothing was known */
	bool is_cut;

	GArray *ids;	 /* of the parents of one commit; reused */
	GArray *changes; /* of struct repo_change */
	GStringChunk *texts;
};

static int id_compare(const struct repo_id *a, const struct repo_id *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

static void node_free(gpointer data)
{
	struct node *node = data;

	repo_commit_clear(&node->commit);
	g_free(node->parents);
	g_free(node);
}

static void reader_init(struct reader *reader, struct repo *repo,
			const char *const *folders)
{
	*reader = (struct reader){
		.repo = repo,
		.folders = folders,
		.by_id = g_hash_table_new(repo_id_hash, repo_id_equal),
		.nodes = g_ptr_array_new_with_free_func(node_free),
		.order = g_ptr_array_new(),
		.ids = g_array_new(FALSE, FALSE, sizeof(struct repo_id)),
		.changes =
			g_array_new(FALSE, FALSE, sizeof(struct repo_change)),
	};
	reader->texts = g_string_chunk_new(4096);
}

static void reader_clear(struct reader *reader)
{
	g_hash_table_unref(reader->by_id);
	g_ptr_array_unref(reader->nodes);
	g_ptr_array_unref(reader->order);
	g_array_unref(reader->ids);
	g_array_unref(reader->changes);
	g_clear_pointer(&reader->texts, g_string_chunk_free);
	history_cache_free(reader->cache);
}

/* The node of a commit, made and queued when it is met for the first time. */
static struct node *intern(struct reader *reader, const struct repo_id *id)
{
	struct node *node = g_hash_table_lookup(reader->by_id, id);

	if (node != NULL)
		return node;
	node = g_new0(struct node, 1);
	node->id = *id;
	node->is_known = history_cache_find(reader->cache, id, &node->row);
	if (node->is_known) {
		node->commit = history_cache_commit(reader->cache, node->row);
		node->tree = history_cache_tree(reader->cache, node->row);
	}
	g_ptr_array_add(reader->nodes, node);
	g_hash_table_insert(reader->by_id, &node->id, node);
	return node;
}

/* The text of a commit, its tree and the ids of its parents. */
static bool read_node(struct reader *reader, struct node *node, GArray *ids,
		      GError **error)
{
	if (node->is_known) {
		g_array_append_vals(
			ids, history_cache_parents(reader->cache, node->row),
			(guint)node->commit.n_parents);
		return true;
	}
	reader->n_read++;
	return repo_commit_read(reader->repo, &node->id, &node->commit,
				&node->tree, ids, error);
}

static bool load_node(struct reader *reader, struct node *node, GError **error)
{
	GArray *ids = reader->ids;

	node->is_loaded = true;
	g_array_set_size(ids, 0);
	if (!read_node(reader, node, ids, error))
		return false;
	if (repo_is_cut(reader->repo, &node->id)) {
		reader->is_cut = true;
		return true;
	}
	node->parents = g_new(struct node *, ids->len);
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
		node->parents[node->n_parents++] = parent;
	}
	return true;
}

/*
 * Whether all that is new comes after the newest of what is known, and leads
 * to nothing else.
 */
static bool leads_to_newest(const struct reader *reader)
{
	for (guint i = 0; i < reader->nodes->len; i++) {
		const struct node *node = reader->nodes->pdata[i];

		if (node->is_known ? node->row != 0 : node->n_parents == 0)
			return false;
	}
	return !reader->is_cut;
}

/* Whether the repository has all that is known. */
static bool has_rest(const struct reader *reader)
{
	for (size_t row = 0; row < reader->n_rest; row++) {
		struct repo_commit commit =
			history_cache_commit(reader->cache, row);

		if (!commit.is_packed && !repo_has(reader->repo, &commit.id))
			return false;
	}
	return true;
}

static bool load(struct reader *reader, const struct repo_id *commit,
		 GError **error)
{
	intern(reader, commit);
	for (guint i = 0; i < reader->nodes->len; i++) {
		struct node *node = reader->nodes->pdata[i];

		if (!node->is_known && !load_node(reader, node, error))
			return false;
	}
	if (leads_to_newest(reader)) {
		reader->n_rest = history_cache_len(reader->cache);
		reader->is_cut = !has_rest(reader);
		return true;
	}
	for (guint i = 0; i < reader->nodes->len; i++) {
		struct node *node = reader->nodes->pdata[i];

		if (!node->is_loaded && !load_node(reader, node, error))
			return false;
	}
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
		for (size_t i = 0; i < node->n_parents; i++) {
			struct node *parent = node->parents[i];

			if (--parent->n_children == 0)
				g_sequence_insert_sorted(ready, parent,
							 newer_first, NULL);
		}
	}
	if (reader->order->len == reader->nodes->len) {
		if (reader->n_rest > 0) /* the last of them is its newest */
			g_ptr_array_remove_index(reader->order,
						 reader->order->len - 1);
		return true;
	}
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "the history in the repository is damaged: "
		    "a commit leads back to itself");
	return false;
}

static bool compare_commit(struct history_trees *differ, size_t place,
			   const struct node *node, GError **error)
{
	size_t n = 1 + MAX(node->n_parents, 1);
	g_autofree struct repo_id *trees = g_new0(struct repo_id, n);

	trees[0] = node->tree;
	for (size_t i = 0; i < node->n_parents; i++)
		trees[1 + i] = node->parents[i]->tree;
	return history_trees_compare(differ, place, trees, n, error);
}

/*
 * A tree is packed as what it has otherwise than another.  Git starts from the
 * newest, what was imported mostly starts from the oldest; and who goes through
 * them the other way makes each a dozen times over, unless all are kept.
 */
static bool is_oldest_first(const struct reader *reader)
{
	guint n = reader->order->len;
	int n_newer = 0, n_older = 0; /* that are made of the other */

	for (guint i = n / 2; i + 1 < n && i < n / 2 + SAMPLE; i++) {
		const struct node *newer = reader->order->pdata[i];
		const struct node *older = reader->order->pdata[i + 1];
		struct repo_place to = repo_place(reader->repo, &newer->tree);
		struct repo_place from = repo_place(reader->repo, &older->tree);

		n_newer += to.family == from.family && to.at > from.at;
		n_older += to.family == from.family && to.at < from.at;
	}
	return n_newer > n_older;
}

static gint by_commit(gconstpointer a, gconstpointer b)
{
	const struct repo_change *x = a, *y = b;

	return (x->commit > y->commit) - (x->commit < y->commit);
}

static bool compare(struct reader *reader, GError **error)
{
	struct history_trees *differ = history_trees_new(
		reader->repo, reader->folders, reader->changes, reader->texts);
	guint n = reader->order->len;
	bool is_backwards = reader->n_read == n && reader->n_rest == 0 &&
			    is_oldest_first(reader);
	bool is_sound = true;

	for (guint i = 0; is_sound && i < n; i++) {
		guint place = is_backwards ? n - 1 - i : i;
		const struct node *node = reader->order->pdata[place];

		if (node->is_known)
			history_cache_add(reader->cache, node->row, place,
					  reader->changes);
		else
			is_sound = compare_commit(differ, place, node, error);
	}
	if (is_backwards) /* which leaves those of a commit as they are */
		g_array_sort(reader->changes, by_commit);
	for (size_t row = 0; is_sound && row < reader->n_rest; row++)
		history_cache_add(reader->cache, row, n + row, reader->changes);
	history_trees_free(differ);
	return is_sound;
}

/* The number of a file that was not known to be changed, or not as what. */
static size_t number_file(const struct reader *reader,
			  struct text_table *numbers, const char *path,
			  size_t *n_files)
{
	size_t known = history_cache_file(reader->cache, path);
	gpointer number;

	if (known != SIZE_MAX)
		return known;
	number = text_table_find(numbers, path);
	if (number == NULL) {
		number = GSIZE_TO_POINTER(++*n_files);
		text_table_set(numbers, path, number);
	}
	return GPOINTER_TO_SIZE(number) - 1;
}

static void number_files(const struct reader *reader,
			 struct repo_history *history)
{
	g_autoptr(TextTable) numbers = text_table_new(); /* and 1 */

	history->n_files = history_cache_n_files(reader->cache);
	for (size_t i = 0; i < history->n_changes; i++) {
		struct repo_change *change = &history->changes[i];

		if (change->file == SIZE_MAX)
			change->file =
				number_file(reader, numbers, change->path,
					    &history->n_files);
	}
}

/* Moves what was read out of the reader. */
static struct repo_history *take(struct reader *reader)
{
	struct repo_history *history = g_new0(struct repo_history, 1);
	guint n_read = reader->order->len;
	gsize n;

	history->is_shallow = reader->is_cut;
	history->n_commits = n_read + reader->n_rest;
	history->commits = g_new(struct repo_commit, history->n_commits);
	for (guint i = 0; i < n_read; i++) {
		struct node *node = reader->order->pdata[i];

		history->commits[i] = node->commit;
		node->commit = (struct repo_commit){ .is_borrowed = true };
	}
	for (size_t row = 0; row < reader->n_rest; row++)
		history->commits[n_read + row] =
			history_cache_commit(reader->cache, row);
	history->changes = (struct repo_change *)(void *)g_array_steal(
		reader->changes, &n);
	history->n_changes = n;
	number_files(reader, history);
	history->texts = g_steal_pointer(&reader->texts);
	history->known = reader->cache;
	return history;
}

/* Whether the commit is in git's packs, and all that it changed files into. */
static bool is_packed(struct repo *repo, const struct repo_commit *commit,
		      const struct history_entry *entry)
{
	if (commit->is_packed)
		return true;
	if (!repo_is_packed(repo, &commit->id))
		return false;
	for (size_t i = 0; i < entry->n_changes; i++) {
		const struct repo_id *blob = &entry->changes[i].new_blob;

		if (!repo_id_is_none(blob) && !repo_is_packed(repo, blob))
			return false;
	}
	return true;
}

/* known: the changes of the commit at that place. */
static bool write_commit(const struct reader *reader,
			 struct history_writer *writer,
			 const struct repo_history *history, size_t place,
			 const struct history_entry *known)
{
	const struct node *node = NULL;
	struct repo_commit commit = history->commits[place];
	struct history_entry entry = *known;
	g_autoptr(GArray) parents =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));

	if (place < reader->order->len)
		node = reader->order->pdata[place];
	for (size_t i = 0; node && i < node->n_parents; i++)
		g_array_append_val(parents, node->parents[i]->id);
	commit.is_packed = is_packed(reader->repo, &commit, known);
	entry.commit = &commit;
	if (node) {
		entry.tree = node->tree;
		entry.parents = (const struct repo_id *)(void *)parents->data;
	} else {
		size_t row = place - reader->order->len;

		entry.tree = history_cache_tree(reader->cache, row);
		entry.parents = history_cache_parents(reader->cache, row);
	}
	return history_writer_add(writer, &entry);
}

/*
 * Writes down this history and nothing else: what is no longer part of it may
 * have been removed for a reason.
 */
static void remember(const struct reader *reader,
		     const struct repo_history *history)
{
	g_autofree const char **files =
		g_new0(const char *, history->n_files + 1);
	g_autoptr(HistoryWriter) writer = NULL;
	struct history_entry entry = { .changes = history->changes };

	for (size_t i = 0; i < history->n_changes; i++)
		files[history->changes[i].file] = history->changes[i].path;
	writer = history_writer_new(files, history->n_files);
	for (size_t i = 0; i < history->n_commits; i++) {
		const struct repo_change *end =
			history->changes + history->n_changes;

		entry.n_changes = 0;
		while (entry.changes + entry.n_changes < end &&
		       entry.changes[entry.n_changes].commit == i)
			entry.n_changes++;
		if (!write_commit(reader, writer, history, i, &entry))
			return;
		entry.changes += entry.n_changes;
	}
	history_cache_put(reader->cache, writer);
}

/* Whether it is worth it to write down what is known now. */
static bool is_worth_it(const struct reader *reader)
{
	return reader->cache != NULL &&
	       (reader->n_read >= HISTORY_CACHE_WORTH ||
		history_cache_is_stale(reader->cache));
}

/* Loads all commits; what is known of them, only if that is all. */
static bool load_known(struct reader *reader, const struct repo_id *commit,
		       GError **error)
{
	struct repo *repo = reader->repo;
	const char *const *folders = reader->folders;
	const char *objects = repo_objects(repo);
	g_autoptr(GArray) packs =
		g_array_new(FALSE, FALSE, sizeof(struct repo_id));

	if (objects == NULL || repo_is_shallow(repo))
		return load(reader, commit, error);
	repo_pack_ids(repo, packs);
	reader->cache = history_cache_open(objects, folders, packs);
	g_array_unref(reader->changes);
	reader->changes = g_array_sized_new(
		FALSE, FALSE, sizeof(struct repo_change),
		(guint)history_cache_n_changes(reader->cache));
	if (load(reader, commit, NULL) && !reader->is_cut)
		return true;
	reader_clear(reader);
	reader_init(reader, repo, folders);
	return load(reader, commit, error);
}

struct repo_history *history_read(struct repo *repo,
				  const struct repo_id *commit,
				  const char *const *folders, GError **error)
{
	struct repo_history *history = NULL;
	struct reader reader;

	reader_init(&reader, repo, folders);
	if (load_known(&reader, commit, error) && order(&reader, error) &&
	    compare(&reader, error))
		history = take(&reader);
	if (history != NULL && is_worth_it(&reader))
		remember(&reader, history);
	if (history != NULL) /* which has it now */
		reader.cache = NULL;
	reader_clear(&reader);
	return history;
}

void history_free(struct repo_history *history)
{
	if (history == NULL)
		return;
	for (size_t i = 0; i < history->n_commits; i++)
		repo_commit_clear(&history->commits[i]);
	if (history->texts != NULL)
		g_string_chunk_free(history->texts);
	history_cache_free(history->known);
	g_free(history->commits);
	g_free(history->changes);
	g_free(history);
}
