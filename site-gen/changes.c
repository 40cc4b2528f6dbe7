/* SPDX-License-Identifier: MIT */
/*
 * History is full of what is not public: fields, versions and whole records,
 * and the names of those who committed.  So each version is redacted as a
 * record of its own before two of them are compared, and what was never
 * visible in this edition leaves no trace, not even that something changed.
 * What somebody wrote about a commit is told only when everything that the
 * commit did is.
 *
 * All of this is worked out once, before pages are made, since the trees of
 * old versions are read from git when they are first asked for.
 */
#include "site-gen/changes.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "site-gen/change_approval.h"

struct changes {
	struct arena *arena;
	const struct registers *registers; /* all */
	const struct registers *visible;
	enum edition edition;
	struct record_history *history;
	GPtrArray *all;	       /* of struct shown_change */
	GHashTable *owners;    /* record_change -> record, of all */
	GHashTable *last;      /* record_change of no record -> the newest */
	GHashTable *by_record; /* id -> GPtrArray */
	const char *urn;       /* NULL: no commit */
	struct change_approvals *approvals;
	bool *hides; /* by commit: it changed what is not shown */
	bool is_shallow;
};

/* The versions before and after a change: as they were, and as shown. */
struct versions {
	const struct node *old;
	const struct node *new;
	const struct node *shown_old;
	const struct node *shown_new;
	enum record_text text;
};

static void free_shown(void *data)
{
	struct shown_change *change = data;

	g_ptr_array_unref(change->fields);
}

/* NULL: of the settings or a code list, which are no records. */
static const struct kind *kind_of(const struct changes *changes,
				  const char *path)
{
	g_autofree char *folder = g_strndup(path, strcspn(path, "/"));

	return schema_folder(registers_library(changes->registers)->schema,
			     folder);
}

static struct versions read_versions(struct changes *changes,
				     struct arena *scratch,
				     const struct record_change *change)
{
	struct versions v = {
		.old = record_history_tree(changes->history,
					   change->old_path ? change->old_path
							    : change->path,
					   change->old_blob),
		.new = record_history_tree(changes->history, change->path,
					   change->new_blob),
	};

	v.text = record_history_text(changes->history, change);
	v.shown_old = edition_tree(changes->visible, changes->edition, scratch,
				   v.old);
	v.shown_new = edition_tree(changes->visible, changes->edition, scratch,
				   v.new);
	return v;
}

static bool is_same_change(const struct field_change *a,
			   const struct field_change *b)
{
	return strcmp(a->field, b->field) == 0 &&
	       g_strcmp0(a->old_value, b->old_value) == 0 &&
	       g_strcmp0(a->new_value, b->new_value) == 0;
}

/* Nothing to hide: a field that says only that nobody knows. */
static bool is_empty_change(const struct field_change *change)
{
	const char *const values[] = { change->old_value, change->new_value };

	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		if (values[i] && strcmp(values[i], "not stated") != 0)
			return false;
	}
	return true;
}

/*
 * A former id is internal, since what had it may have been; but where the
 * version before is shown, so is the new name beside the old one.
 */
static bool is_open_rename(const struct field_change *change,
			   const struct versions *v)
{
	return v->shown_old && strcmp(change->field, "@formerId") == 0;
}

/* Whether all that differs between the versions differs as shown, too. */
static bool is_all_shown(const struct changes *changes, const struct node *old,
			 const struct node *new, const struct versions *v)
{
	const struct codes *codes = registers_codes(changes->registers);
	g_autoptr(GPtrArray) all = change_fields(old, new, codes);
	g_autoptr(GPtrArray) shown = change_fields(
		old ? v->shown_old : NULL, new ? v->shown_new : NULL, codes);
	guint n = 0;

	for (guint i = 0; i < all->len; i++) {
		if (n < shown->len &&
		    is_same_change(all->pdata[i], shown->pdata[n]))
			n++;
		else if (!is_empty_change(all->pdata[i]) &&
			 !is_open_rename(all->pdata[i], v))
			return false;
	}
	return n == shown->len;
}

/*
 * Whether all that the commit did to this file may be told.  What only now
 * becomes visible counts as added.
 */
static bool is_whole(const struct changes *changes,
		     const struct record_change *change,
		     const struct versions *v)
{
	if (g_str_has_prefix(change->path, "codes/"))
		return true;
	if (v->text != RECORD_TEXT_SOUND)
		return false;
	if (repo_id_is_none(change->new_blob))
		return v->shown_old && is_all_shown(changes, v->old, NULL, v);
	return v->shown_new &&
	       is_all_shown(changes, v->shown_old ? v->old : NULL, v->new, v);
}

/* The record as this edition has it now; NULL: not, or no longer there. */
static const struct record *visible_now(const struct changes *changes,
					const struct record_change *change)
{
	const struct record *now = g_hash_table_lookup(changes->owners, change);

	return now ? registers_find(changes->visible, now->id) : NULL;
}

/*
 * Whether the last version of a record that is no longer there was for this
 * edition.
 */
static bool was_last_visible(struct changes *changes,
			     const struct record_change *change)
{
	const struct record_change *last =
		g_hash_table_lookup(changes->last, change);
	g_autoptr(Arena) scratch = arena_new();
	struct versions v;

	if (!last)
		return false;
	v = read_versions(changes, scratch, last);
	return repo_id_is_none(last->new_blob) ? v.shown_old : v.shown_new;
}

/*
 * A version that cannot be read does not say whom it is for.  That the record
 * changed into it, or out of it, is told to those whom the other is for.
 */
static bool is_for_edition(const struct changes *changes,
			   const struct versions *v)
{
	return v->shown_old || v->shown_new ||
	       (changes->edition == EDITION_INTERNAL &&
		v->text != RECORD_TEXT_SOUND);
}

/* What is there now, or was there last, decides over what was. */
static bool may_tell(struct changes *changes,
		     const struct record_change *change,
		     const struct versions *v)
{
	if (!is_for_edition(changes, v))
		return false;
	if (changes->edition == EDITION_INTERNAL)
		return true;
	return g_hash_table_contains(changes->owners, change)
		       ? visible_now(changes, change) != NULL
		       : was_last_visible(changes, change);
}

static const char *title_of(const struct changes *changes,
			    const struct record_change *change,
			    const struct versions *v)
{
	const struct node *tree = v->shown_new ? v->shown_new : v->shown_old;
	const struct kind *kind = kind_of(changes, change->path);
	const char *title = node_value(tree, kind->title);

	return arena_strdup(changes->arena, title ? title : change->id);
}

/* A version that only now becomes visible is told as one that was added. */
static enum record_event event_of(const struct record_change *change,
				  const struct versions *v)
{
	if (v->text != RECORD_TEXT_SOUND)
		return change->event;
	if (change->event == RECORD_CHANGED &&
	    change_is_withdrawal(v->shown_old, v->shown_new))
		return RECORD_WITHDRAWN;
	if (v->shown_new && !v->shown_old && change->event != RECORD_RESTORED)
		return RECORD_ADDED;
	if (v->shown_old && !v->shown_new)
		return RECORD_REMOVED;
	return change->event;
}

/*
 * A UUID (version 8 of RFC 9562) that is the same whenever and wherever the
 * history is read, and does not tell which commit it was.
 */
static const char *urn_of(struct arena *arena, const struct repo_commit *commit,
			  const char *of)
{
	char id[REPO_ID_HEX + 1];
	g_autofree char *text = NULL;
	g_autofree char *hash = NULL;

	repo_id_format(&commit->id, id);
	text = g_strdup_printf("%s %s", id, of);
	hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	return arena_printf(arena, "urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s", hash,
			    hash + 8, hash + 12, hash + 15, hash + 18);
}

/* What a merge changed that is in none of the versions it started from. */
static GPtrArray *merged_fields(const struct changes *changes,
				const struct record_change *change,
				const struct versions *v)
{
	g_autoptr(Arena) scratch = arena_new();
	g_autoptr(GPtrArray) olds =
		record_history_olds(changes->history, change);

	for (guint i = 0; i < olds->len; i++)
		olds->pdata[i] =
			edition_tree(changes->visible, changes->edition,
				     scratch, olds->pdata[i]);
	return change_fields_of_merge((const struct node *const *)olds->pdata,
				      olds->len, v->shown_new,
				      registers_codes(changes->visible));
}

/* The fields that differ; of what came or went, none. */
static GPtrArray *fields_of(const struct changes *changes,
			    const struct record_change *change,
			    const struct versions *v)
{
	if (v->text == RECORD_TEXT_BROKEN &&
	    changes->edition == EDITION_INTERNAL)
		return record_history_raw(changes->history, change);
	if (v->text != RECORD_TEXT_SOUND || !v->shown_old || !v->shown_new)
		return g_ptr_array_new();
	if (change->n_parents > 0)
		return merged_fields(changes, change, v);
	return change_fields(v->shown_old, v->shown_new,
			     registers_codes(changes->visible));
}

static void add_change(struct changes *changes,
		       const struct record_change *change,
		       const struct versions *v, bool whole)
{
	const struct repo_history *history =
		record_history_commits(changes->history);
	const struct repo_commit *commit = &history->commits[change->commit];
	const char *person[2] = { commit->author.name, commit->author.email };
	struct shown_change *shown =
		arena_alloc(changes->arena, sizeof(*shown));

	shown->id = change->id;
	shown->title = title_of(changes, change, v);
	shown->record = visible_now(changes, change);
	shown->kind = kind_of(changes, change->path);
	shown->urn = urn_of(changes->arena, commit, change->path);
	shown->event = event_of(change, v);
	shown->commit = change->commit;
	shown->on = date_of_time(commit->author.time);
	shown->entered_on = date_of_time(commit->committer.time);
	shown->author =
		edition_author(changes->registers, changes->visible,
			       changes->edition, changes->arena, person);
	shown->approval =
		change_approvals_get(changes->approvals, change->commit);
	shown->message = commit->message;
	shown->made = changes->edition == EDITION_INTERNAL ? commit : NULL;
	shown->is_merge = change->n_parents > 0;
	shown->text = v->text;
	shown->fields = fields_of(changes, change, v);
	/* Nothing but what is hidden has changed: that leaves no trace. */
	if (!whole && shown->event == RECORD_CHANGED &&
	    shown->text == RECORD_TEXT_SOUND && shown->fields->len == 0)
		free_shown(shown);
	else
		g_ptr_array_add(changes->all, shown);
}

static void read_change(struct changes *changes,
			const struct record_change *change)
{
	g_autoptr(Arena) scratch = arena_new();
	struct versions v = read_versions(changes, scratch, change);
	bool is_record = kind_of(changes, change->path) != NULL;
	bool is_told = is_record && may_tell(changes, change, &v);
	bool whole = changes->edition == EDITION_INTERNAL ||
		     (is_whole(changes, change, &v) && is_told == is_record);

	if (!whole)
		changes->hides[change->commit] = true;
	if (is_told)
		add_change(changes, change, &v, whole);
}

/* What was removed while it was hidden is not restored, but new. */
static void tell_restored(struct changes *changes)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = changes->all->len; i-- > 0;) {
		struct shown_change *shown = changes->all->pdata[i];
		const char *id = shown->record ? shown->record->id : shown->id;

		if (g_hash_table_add(seen, (gpointer)id) &&
		    shown->event == RECORD_RESTORED)
			shown->event = RECORD_ADDED;
	}
}

static void read_changes(struct changes *changes)
{
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);

	for (size_t i = 0; i < n; i++)
		read_change(changes, &all[i]);
	for (guint i = 0; i < changes->all->len; i++) {
		struct shown_change *shown = changes->all->pdata[i];

		if (changes->hides[shown->commit])
			shown->message = NULL;
	}
	tell_restored(changes);
}

/* Which record of today each change belongs to, whatever it was called then. */
static void assign_changes(struct changes *changes)
{
	for (size_t i = 0; i < registers_len(changes->registers); i++) {
		const struct record *record =
			registers_get(changes->registers, i);
		const GPtrArray *own =
			record_history_of(changes->history, record->id);

		for (guint j = 0; own && j < own->len; j++)
			g_hash_table_insert(changes->owners, own->pdata[j],
					    (gpointer)record);
	}
}

/* The other changes, by the one that was the last of its record. */
static void assign_last(struct changes *changes)
{
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);

	for (size_t i = 0; i < n; i++) {
		const GPtrArray *own =
			record_history_of(changes->history, all[i].id);

		if (g_hash_table_contains(changes->owners, &all[i]) || !own ||
		    own->pdata[0] != &all[i])
			continue;
		for (guint j = 0; j < own->len; j++)
			g_hash_table_insert(changes->last, own->pdata[j],
					    (gpointer)&all[i]);
	}
}

static void index_records(struct changes *changes)
{
	for (guint i = 0; i < changes->all->len; i++) {
		struct shown_change *shown = changes->all->pdata[i];
		GPtrArray *list;

		if (!shown->record)
			continue;
		list = g_hash_table_lookup(changes->by_record,
					   shown->record->id);
		if (!list) {
			list = g_ptr_array_new();
			g_hash_table_insert(changes->by_record,
					    (gpointer)shown->record->id, list);
		}
		g_ptr_array_add(list, shown);
	}
}

struct changes *changes_new(const struct registers *registers,
			    const struct registers *visible,
			    enum edition edition,
			    struct record_history *history)
{
	struct changes *changes = g_new0(struct changes, 1);
	const struct repo_history *commits;

	changes->arena = arena_new();
	changes->registers = registers;
	changes->visible = visible;
	changes->edition = edition;
	changes->history = history;
	changes->all = g_ptr_array_new_with_free_func(free_shown);
	changes->owners = g_hash_table_new(g_direct_hash, g_direct_equal);
	changes->last = g_hash_table_new(g_direct_hash, g_direct_equal);
	changes->by_record =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
				      (GDestroyNotify)g_ptr_array_unref);
	if (!history)
		return changes;
	commits = record_history_commits(history);
	changes->is_shallow = commits->is_shallow;
	if (commits->n_commits > 0)
		changes->urn = urn_of(changes->arena,
				      &commits->commits[commits->n_commits - 1],
				      edition_name(edition));
	changes->hides =
		arena_array(changes->arena, commits->n_commits, sizeof(bool));
	changes->approvals = change_approvals_new(registers, edition, history,
						  changes->arena);
	assign_changes(changes);
	assign_last(changes);
	read_changes(changes);
	index_records(changes);
	return changes;
}

void changes_free(struct changes *changes)
{
	if (!changes)
		return;
	change_approvals_free(changes->approvals);
	g_ptr_array_unref(changes->all);
	g_hash_table_unref(changes->owners);
	g_hash_table_unref(changes->last);
	g_hash_table_unref(changes->by_record);
	arena_free(changes->arena);
	g_free(changes);
}

size_t changes_len(const struct changes *changes)
{
	return changes->all->len;
}

const struct shown_change *changes_get(const struct changes *changes, size_t i)
{
	return changes->all->pdata[i];
}

const GPtrArray *changes_of(const struct changes *changes, const char *id)
{
	return g_hash_table_lookup(changes->by_record, id);
}

const char *changes_urn(const struct changes *changes)
{
	return changes->urn;
}

bool changes_is_shallow(const struct changes *changes)
{
	return changes->is_shallow;
}
