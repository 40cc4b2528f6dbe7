/* SPDX-License-Identifier: MIT */
/*
 * From paths to records.  The walk over commits gives paths with the blobs
 * before and after; a record is what keeps its id, so a file that is removed
 * and one that is added by the same commit are one rename when they have the
 * same id, or when the new text says what its former id was.
 *
 * A merge is the one commit that starts from several versions: what it did to
 * a record is told against those of all its parents.
 *
 * Most commits change a few records and do nothing else to them, so of such a
 * change nothing is made but the change itself: an id is looked at once for
 * all changes of a file, and texts are read only where something was removed
 * or merged.
 */
#include "lib/record_history.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/merge_parents.h"
#include "lib/node.h"
#include "lib/record_names.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/xml_tree.h"

struct record_history {
	const struct library *library;
	struct repo *repo;
	const struct repo_history *history;
	struct arena *arena;
	struct record_change *changes; /* newest first */
	size_t n_changes;
	struct record_life *lives;
	size_t n_lives;
	struct record_names *names;
	size_t *of_files;  /* by file: the place of its id, and 1; 0: not yet */
	GArray *own;	   /* of struct record_change, of one commit; reused */
	GHashTable *trees; /* blob id -> struct node, NULL: not readable */
};

static const char *const event_names[] = {
	[RECORD_ADDED] = "added",	  [RECORD_CHANGED] = "changed",
	[RECORD_REMOVED] = "removed",	  [RECORD_RENAMED] = "renamed",
	[RECORD_RESTORED] = "restored",	  [RECORD_MOVED] = "moved",
	[RECORD_WITHDRAWN] = "withdrawn",
};

const char *record_event_name(enum record_event event)
{
	return event_names[event];
}

bool record_history_is_removal(const char *path)
{
	return g_str_has_prefix(path, "removals/");
}

/*
 * Under what a version at path with that id is known: what is left of a record
 * is no version of it.
 */
static const char *known_as(struct record_history *history, const char *path,
			    const char *id)
{
	return id && record_history_is_removal(path)
		       ? arena_printf(history->arena, "removals/%s", id)
		       : id;
}

/* The id that a path gives, where it stands in it. */
static const char *id_in(const char *path, size_t *len)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	*len = strlen(name);
	if (g_str_has_suffix(name, ".xml"))
		*len -= strlen(".xml");
	return name;
}

char *record_history_id(const char *path)
{
	size_t len;
	const char *name = id_in(path, &len);

	return g_strndup(name, len);
}

static size_t number_of_file(struct record_history *history,
			     const struct repo_change *change)
{
	size_t *known = &history->of_files[change->file];

	if (*known == 0) {
		size_t len;
		const char *id = id_in(change->path, &len);

		*known = record_names_add(history->names, id, len) + 1;
	}
	return *known - 1;
}

/* Until the lives are known, the place of its name stands for that of its life. */
static struct record_change plain_change(struct record_history *history,
					 const struct repo_change *change)
{
	size_t number = number_of_file(history, change);
	struct record_change result = {
		.commit = change->commit,
		.event = RECORD_CHANGED,
		.id = record_names_at(history->names, number)->id,
		.path = change->path,
		.old_blob = &change->old_blob,
		.new_blob = &change->new_blob,
		.life = number,
	};

	if (repo_id_is_none(&change->new_blob))
		result.event = RECORD_REMOVED;
	else if (repo_id_is_none(&change->old_blob))
		result.event = RECORD_ADDED;
	return result;
}

/* The version that a blob holds, or NULL: see record_history_tree. */
static const struct node *read_version(const struct record_history *history,
				       struct arena *arena, const char *path,
				       const struct repo_id *blob)
{
	g_autoptr(GBytes) bytes =
		repo_id_is_none(blob) ? NULL
				      : repo_blob(history->repo, blob, NULL);

	return xml_tree_of_bytes(history->library->schema, arena, path, bytes);
}

/* The id that the record says it had before, owned by the caller, or NULL. */
static char *former_id(struct record_history *history,
		       const struct record_change *change)
{
	g_autoptr(Arena) scratch = arena_new();
	const struct node *root =
		read_version(history, scratch, change->path, change->new_blob);

	return g_strdup(node_attr(root, "formerId"));
}

/* Joins the removal at gone to the addition at added: one rename. */
static void join(GArray *changes, guint gone, guint added)
{
	struct record_change *from =
		&g_array_index(changes, struct record_change, gone);
	struct record_change *to =
		&g_array_index(changes, struct record_change, added);

	to->event =
		strcmp(from->id, to->id) == 0 ? RECORD_MOVED : RECORD_RENAMED;
	to->old_path = from->path;
	to->old_blob = from->old_blob;
	from->id = NULL; /* dropped below */
}

/* What a commit removed, as it is known: places of changes, last path first. */
static GHashTable *find_removed(struct record_history *history,
				const GArray *changes)
{
	GHashTable *removed = NULL;

	for (guint i = changes->len; i-- > 0;) {
		const struct record_change *change =
			&g_array_index(changes, struct record_change, i);
		const char *known;
		GArray *places;

		if (change->event != RECORD_REMOVED)
			continue;
		known = known_as(history, change->path, change->id);
		if (!removed)
			removed = g_hash_table_new_full(
				g_str_hash, g_str_equal, NULL,
				(GDestroyNotify)g_array_unref);
		places = g_hash_table_lookup(removed, known);
		if (!places) {
			places = g_array_new(FALSE, FALSE, sizeof(i));
			g_hash_table_insert(removed, (gpointer)known, places);
		}
		g_array_append_val(places, i);
	}
	return removed;
}

/* Takes the first that was known so; false: there is none left. */
static bool take_removed(GHashTable *removed, const char *known, guint *place)
{
	GArray *places = known ? g_hash_table_lookup(removed, known) : NULL;

	if (!places || places->len == 0)
		return false;
	*place = g_array_index(places, guint, places->len - 1);
	g_array_set_size(places, places->len - 1);
	return true;
}

/* Texts are read only where something was removed that they could have been. */
static void find_renames(struct record_history *history, GArray *changes)
{
	g_autoptr(GHashTable) removed = find_removed(history, changes);

	for (guint i = 0; removed && i < changes->len; i++) {
		const struct record_change *to =
			&g_array_index(changes, struct record_change, i);
		g_autofree char *former = NULL;
		const char *known;
		guint place;

		if (to->event != RECORD_ADDED)
			continue;
		known = known_as(history, to->path, to->id);
		if (take_removed(removed, known, &place)) {
			join(changes, place, i);
			continue;
		}
		former = former_id(history, to);
		known = known_as(history, to->path, former);
		if (take_removed(removed, known, &place))
			join(changes, place, i);
	}
}

/* What is left of a record is no later version of it. */
static bool is_alike(const char *from, const char *to)
{
	return record_history_is_removal(from) == record_history_is_removal(to);
}

/*
 * What only seems to be added, since the first parent did not have it there:
 * it has been moved or renamed, or comes from another parent.
 */
static void find_origin(struct record_history *history,
			struct record_change *change)
{
	const struct record_version *from = NULL;
	g_autofree char *old_id = NULL;

	for (size_t i = 0; i < change->n_parents; i++) {
		const struct record_version *version = &change->parents[i];

		if (!version->path)
			continue;
		if (!from || strcmp(version->path, change->path) == 0)
			from = version;
		if (strcmp(from->path, change->path) == 0)
			break;
	}
	if (!from || !is_alike(from->path, change->path))
		return;
	change->old_blob = &from->blob;
	change->event = RECORD_CHANGED;
	if (strcmp(from->path, change->path) == 0)
		return;
	change->old_path = arena_strdup(history->arena, from->path);
	old_id = record_history_id(from->path);
	change->event =
		strcmp(old_id, change->id) == 0 ? RECORD_MOVED : RECORD_RENAMED;
}

static void add_parents(struct record_history *history,
			struct merge_parents *parents,
			struct record_change *change)
{
	size_t n = merge_parents_len(parents);
	struct record_version *versions =
		arena_array(history->arena, n, sizeof(*versions));
	g_autofree char *former = former_id(history, change);

	for (size_t i = 0; i < n; i++) {
		struct merge_parent found = merge_parents_find(
			parents, i, change->path, change->id, former);

		versions[i].path =
			found.path ? arena_strdup(history->arena, found.path)
				   : NULL;
		versions[i].blob = found.blob;
	}
	change->parents = versions;
	change->n_parents = n;
	if (change->event == RECORD_ADDED)
		find_origin(history, change);
}

/* The versions that a merge brought together. */
static void find_parents(struct record_history *history, GArray *changes)
{
	const struct repo_commit *commit;
	struct merge_parents *parents;

	if (changes->len == 0)
		return;
	commit = &history->history
			  ->commits[g_array_index(changes, struct record_change,
						  0)
					    .commit];
	if (commit->n_parents < 2)
		return;
	parents = merge_parents_new(
		history->repo, &commit->id,
		(const char *const *)history->library->folders);
	for (guint i = 0; i < changes->len; i++) {
		struct record_change *change =
			&g_array_index(changes, struct record_change, i);

		if (change->id && change->event != RECORD_REMOVED)
			add_parents(history, parents, change);
	}
	merge_parents_free(parents);
}

/* Whether what is added was there before. */
static void find_restored(struct record_history *history,
			  struct record_change *change)
{
	struct record_name *name =
		record_names_at(history->names, change->life);
	bool *was_there;

	if (!change->id ||
	    (change->event != RECORD_ADDED && change->event != RECORD_REMOVED))
		return;
	was_there = record_history_is_removal(change->path) ? &name->was_rest
							    : &name->was_record;
	if (change->event == RECORD_ADDED && *was_there)
		change->event = RECORD_RESTORED;
	if (change->event == RECORD_REMOVED)
		*was_there = true;
}

/*
 * Adds the changes of one commit, in the order of their paths, before those of
 * the older ones; renames are joined.
 */
static void add_commit(struct record_history *history,
		       const struct repo_change *changes, size_t n)
{
	GArray *own = history->own;

	g_array_set_size(own, 0);
	for (size_t i = 0; i < n; i++) {
		struct record_change change =
			plain_change(history, &changes[i]);

		g_array_append_val(own, change);
	}
	find_renames(history, own);
	find_parents(history, own);
	for (guint i = own->len; i-- > 0;) {
		struct record_change *change =
			&g_array_index(own, struct record_change, i);

		find_restored(history, change);
		if (change->id) {
			history->changes--;
			history->n_changes++;
			*history->changes = *change;
		}
	}
}

/*
 * From the oldest commit to the newest, since whether a record is added or
 * restored depends on what was there before: so from the end of the array.
 */
static void add_commits(struct record_history *history)
{
	const struct repo_history *all = history->history;
	size_t end = all->n_changes;

	history->changes =
		arena_array(history->arena, end, sizeof(struct record_change));
	history->changes += end;
	while (end > 0) {
		size_t start = end - 1;

		while (start > 0 && all->changes[start - 1].commit ==
					    all->changes[end - 1].commit)
			start--;
		add_commit(history, &all->changes[start], end - start);
		end = start;
	}
}

/* What comes before a rename in time happened under the former id. */
static void follow_rename(struct record_history *history,
			  const struct record_change *change, size_t current)
{
	size_t len;
	const char *old = id_in(change->old_path, &len);
	struct record_name *name = record_names_at(
		history->names, record_names_add(history->names, old, len));

	if (strcmp(name->id, change->id) != 0)
		name->current = current;
}

/* Which life each change is part of, and how many are in each. */
static void find_lives(struct record_history *history)
{
	history->lives = arena_array(history->arena, history->n_changes,
				     sizeof(struct record_life));
	for (size_t i = 0; i < history->n_changes; i++) {
		struct record_change *change = &history->changes[i];
		struct record_name *name =
			record_names_at(history->names, change->life);
		size_t current;

		if (name->current == 0)
			name->own = name->current = ++history->n_lives;
		current = name->current;
		change->life = current - 1;
		history->lives[change->life].n++;
		if (change->old_path)
			follow_rename(history, change, current);
	}
}

/* By record, newest first. */
static void index_records(struct record_history *history)
{
	const struct record_change **next;

	find_lives(history);
	next = arena_array(history->arena, history->n_changes, sizeof(*next));
	for (size_t i = 0; i < history->n_lives; i++) {
		history->lives[i].changes = next;
		next += history->lives[i].n;
		history->lives[i].n = 0;
	}
	for (size_t i = 0; i < history->n_changes; i++) {
		const struct record_change *change = &history->changes[i];
		struct record_life *life = &history->lives[change->life];

		life->changes[life->n++] = change;
	}
}

struct record_history *record_history_new(const struct library *library,
					  struct repo *repo,
					  const struct repo_history *history)
{
	struct record_history *result = g_new0(struct record_history, 1);

	result->library = library;
	result->repo = repo;
	result->history = history;
	result->arena = arena_new();
	result->names = record_names_new();
	result->of_files = g_new0(size_t, history->n_files + 1);
	result->own = g_array_new(FALSE, FALSE, sizeof(struct record_change));
	result->trees = g_hash_table_new(repo_id_hash, repo_id_equal);
	add_commits(result);
	index_records(result);
	return result;
}

void record_history_free(struct record_history *history)
{
	if (!history)
		return;
	record_names_free(history->names);
	g_free(history->of_files);
	g_array_unref(history->own);
	g_hash_table_unref(history->trees);
	arena_free(history->arena);
	g_free(history);
}

const struct repo_history *
record_history_commits(const struct record_history *history)
{
	return history->history;
}

struct repo *record_history_repo(const struct record_history *history)
{
	return history->repo;
}

const struct record_change *
record_history_changes(const struct record_history *history, size_t *n)
{
	*n = history->n_changes;
	return history->changes;
}

const struct record_life *
record_history_of(const struct record_history *history, const char *id)
{
	const struct record_name *name = record_names_find(history->names, id);

	return name && name->own > 0 ? &history->lives[name->own - 1] : NULL;
}

const struct record_life *
record_history_lives(const struct record_history *history, size_t *n)
{
	*n = history->n_lives;
	return history->lives;
}

const struct node *record_history_tree(struct record_history *history,
				       const char *path,
				       const struct repo_id *blob)
{
	gpointer tree;

	if (repo_id_is_none(blob))
		return NULL;
	if (g_hash_table_lookup_extended(history->trees, blob, NULL, &tree))
		return tree;
	tree = (gpointer)read_version(history, history->arena, path, blob);
	g_hash_table_insert(history->trees, (gpointer)blob, tree);
	return tree;
}

GPtrArray *record_history_olds(struct record_history *history,
			       const struct record_change *change)
{
	GPtrArray *olds = g_ptr_array_new();

	for (size_t i = 0; i < change->n_parents; i++) {
		const struct record_version *version = &change->parents[i];

		g_ptr_array_add(
			olds, (gpointer)record_history_tree(
				      history, version->path, &version->blob));
	}
	if (olds->len == 0)
		g_ptr_array_add(olds,
				(gpointer)record_history_tree(
					history,
					change->old_path ? change->old_path
							 : change->path,
					change->old_blob));
	return olds;
}

static enum record_text text_of(struct record_history *history,
				const char *path, const struct repo_id *blob)
{
	g_autoptr(GBytes) bytes = NULL;

	if (repo_id_is_none(blob) || record_history_tree(history, path, blob))
		return RECORD_TEXT_SOUND;
	bytes = repo_blob(history->repo, blob, NULL);
	return bytes ? RECORD_TEXT_BROKEN : RECORD_TEXT_MISSING;
}

enum record_text record_history_text(struct record_history *history,
				     const struct record_change *change)
{
	enum record_text is = text_of(history, change->path, change->new_blob);
	enum record_text was = text_of(history, change->path, change->old_blob);

	return MAX(is, was);
}

GPtrArray *record_history_raw(struct record_history *history,
			      const struct record_change *change)
{
	g_autoptr(GBytes) old =
		repo_id_is_none(change->old_blob)
			? NULL
			: repo_blob(history->repo, change->old_blob, NULL);
	g_autoptr(GBytes) new =
		repo_id_is_none(change->new_blob)
			? NULL
			: repo_blob(history->repo, change->new_blob, NULL);

	return change_raw(old, new);
}
