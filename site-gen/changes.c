/* SPDX-License-Identifier: MIT */
/*
 * History is full of what is not public: fields, versions and whole records,
 * and the names of those who committed.  So each version is redacted as a
 * record of its own before two of them are compared, and what was never
 * visible in this edition leaves no trace, not even that something changed.
 * What somebody wrote about a commit is told only when everything that the
 * commit did is.
 *
 * All of this is worked out once, before pages are made, record by record, by
 * two workers that take every other one; so no more than two versions are in
 * memory as trees for each.  A worker writes only what is of its own changes; what takes
 * all changes of a commit together is done when both are finished.
 */
#include "site-gen/changes.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/sha256.h"
#include "site-gen/change_approval.h"
#include "site-gen/change_batches.h"
#include "site-gen/change_versions.h"

struct changes {
	struct arena *arena;
	const struct registers *registers; /* all */
	const struct registers *visible;
	enum edition edition;
	struct record_history *history;
	GPtrArray *all;	       /* of struct shown_change */
	GHashTable *owners;    /* list of changes -> record, of all */
	GHashTable *by_record; /* id -> GPtrArray */
	const char *urn;       /* NULL: no commit */
	struct change_approvals *approvals;
	bool *hides; /* by commit: it changed what is not shown */
	bool is_shallow;
};

/* What is worked out of one change. */
struct outcome {
	struct shown_change *shown; /* NULL: nothing is told */
	bool hides;		    /* not all that it did is */
};

/* The part of the work that one thread does. */
struct worker {
	struct changes *changes;
	const GPtrArray *records; /* lists of changes; those of this one are */
	size_t first, step;	  /* this, this and a step, and so on */
	struct change_versions *versions;
	struct arena *arena;
	bool *hides;		  /* by commit, as far as it knows */
	struct outcome *outcomes; /* of all changes; shared */
	const struct record
		*owner;	  /* of the record at hand; NULL: it is gone */
	bool was_visible; /* its last version, if it is gone */
};

#define WORKERS 2
#define WORTH_A_THREAD 16 /* records; below that one worker is faster */

static void free_shown(void *data)
{
	struct shown_change *change = data;

	g_ptr_array_unref(change->fields);
}

static const struct kind *kind_of(const struct changes *changes,
				  const char *path)
{
	return schema_kind_of_path(
		registers_library(changes->registers)->schema, path);
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

/* Whether all that differs between the versions is among shown. */
static bool is_all_shown(const struct changes *changes, const struct node *old,
			 const struct node *new, const struct versions *v,
			 const GPtrArray *shown)
{
	g_autoptr(GPtrArray) all =
		change_fields(old, new, registers_codes(changes->registers));
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
 * becomes visible counts as added.  told: what is, if it is known already.
 */
static bool is_whole(const struct changes *changes,
		     const struct record_change *change,
		     const struct versions *v, const GPtrArray *told)
{
	const struct node *old = v->shown_old ? v->old : NULL;
	const struct node *new = v->shown_new ? v->new : NULL;
	g_autoptr(GPtrArray) fields = NULL;

	if (g_str_has_prefix(change->path, "codes/"))
		return true;
	if (v->text != RECORD_TEXT_SOUND ||
	    (repo_id_is_none(change->new_blob) ? !old : !new))
		return false;
	if (change_is_same(old, v->shown_old) &&
	    change_is_same(new, v->shown_new))
		return true;
	if (told)
		return is_all_shown(changes, old, new, v, told);
	fields = change_fields(v->shown_old, v->shown_new,
			       registers_codes(changes->registers));
	return is_all_shown(changes, old, new, v, fields);
}

/* The record as this edition has it now; NULL: not, or no longer there. */
static const struct record *visible_now(const struct worker *worker)
{
	return worker->owner ? registers_find(worker->changes->visible,
					      worker->owner->id)
			     : NULL;
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
static bool may_tell(const struct worker *worker, const struct versions *v)
{
	if (!is_for_edition(worker->changes, v))
		return false;
	if (worker->changes->edition == EDITION_INTERNAL)
		return true;
	return worker->owner ? visible_now(worker) != NULL
			     : worker->was_visible;
}

static const char *title_of(const struct worker *worker,
			    const struct record_change *change,
			    const struct versions *v)
{
	const struct node *tree = v->shown_new ? v->shown_new : v->shown_old;
	const struct kind *kind = kind_of(worker->changes, change->path);
	const char *title = node_value(tree, kind->title);

	return arena_strdup(worker->arena, title ? title : change->id);
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
	hash = sha256_hex(text, strlen(text));
	return arena_printf(arena, "urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s", hash,
			    hash + 8, hash + 12, hash + 15, hash + 18);
}

/* What a merge changed that is in none of the versions it started from. */
static GPtrArray *merged_fields(const struct worker *worker,
				const struct record_change *change,
				const struct versions *v)
{
	g_autoptr(Arena) scratch = arena_new();
	g_autoptr(GPtrArray) olds =
		change_versions_merged(worker->versions, scratch, change);

	return change_fields_of_merge(
		(const struct node *const *)olds->pdata, olds->len,
		v->shown_new, registers_codes(worker->changes->visible));
}

/* The fields that differ; of what came or went, none. */
static GPtrArray *fields_of(const struct worker *worker,
			    const struct record_change *change,
			    const struct versions *v)
{
	if (v->text == RECORD_TEXT_BROKEN &&
	    worker->changes->edition == EDITION_INTERNAL)
		return change_versions_raw(worker->versions, change);
	if (v->text != RECORD_TEXT_SOUND || !v->shown_old || !v->shown_new)
		return g_ptr_array_new();
	if (change->n_parents > 0)
		return merged_fields(worker, change, v);
	return change_fields(v->shown_old, v->shown_new,
			     registers_codes(worker->changes->visible));
}

static struct shown_change *tell(const struct worker *worker,
				 const struct record_change *change,
				 const struct versions *v)
{
	const struct changes *changes = worker->changes;
	const struct repo_history *history =
		record_history_commits(changes->history);
	const struct repo_commit *commit = &history->commits[change->commit];
	struct shown_change *shown = arena_alloc(worker->arena, sizeof(*shown));

	shown->id = change->id;
	shown->title = title_of(worker, change, v);
	shown->record = visible_now(worker);
	shown->kind = kind_of(changes, change->path);
	shown->urn = urn_of(worker->arena, commit, change->path);
	shown->event = event_of(change, v);
	shown->commit = change->commit;
	shown->on = date_of_time(commit->author.time);
	shown->entered_on = date_of_time(commit->committer.time);
	shown->message = commit->message;
	shown->made = changes->edition == EDITION_INTERNAL ? commit : NULL;
	shown->is_merge = change->n_parents > 0;
	shown->text = v->text;
	shown->fields = fields_of(worker, change, v);
	return shown;
}

/* The fields that are told of an edit, which a merge has fewer of; or NULL. */
static const GPtrArray *edited_fields(const struct shown_change *shown,
				      const struct versions *v)
{
	return v->shown_old && v->shown_new && !shown->is_merge ? shown->fields
								: NULL;
}

/* Whether nothing but what is hidden has changed: that leaves no trace. */
static bool is_untold(const struct shown_change *shown, bool whole)
{
	return !whole && shown->event == RECORD_CHANGED &&
	       shown->text == RECORD_TEXT_SOUND && shown->fields->len == 0;
}

/*
 * Whether a change is whole need not be known where another has hidden
 * something of the same commit, unless it is all that there is to tell.
 */
static void read_change(struct worker *worker,
			const struct record_change *change,
			struct outcome *outcome)
{
	const struct changes *changes = worker->changes;
	struct versions v = change_versions_read(worker->versions, change);
	bool is_record = kind_of(changes, change->path) != NULL;
	bool is_told = is_record && may_tell(worker, &v);
	bool whole = true;

	if (is_told)
		outcome->shown = tell(worker, change, &v);
	if (changes->edition == EDITION_INTERNAL ||
	    (worker->hides[change->commit] &&
	     (!is_told || !is_untold(outcome->shown, false))))
		return;
	whole = is_told == is_record &&
		is_whole(changes, change, &v,
			 is_told ? edited_fields(outcome->shown, &v) : NULL);
	if (whole)
		return;
	outcome->hides = true;
	worker->hides[change->commit] = true;
	if (is_told && is_untold(outcome->shown, whole)) {
		free_shown(outcome->shown);
		outcome->shown = NULL;
	}
}

/* All changes of one record, whatever it was called then. */
static void read_record(struct worker *worker, const GPtrArray *list)
{
	const struct record_change *last = list->pdata[0];
	size_t n;
	const struct record_change *all =
		record_history_changes(worker->changes->history, &n);
	struct versions v = change_versions_read(worker->versions, last);

	worker->owner = g_hash_table_lookup(worker->changes->owners, list);
	worker->was_visible = repo_id_is_none(last->new_blob)
				      ? v.shown_old != NULL
				      : v.shown_new != NULL;
	for (guint i = 0; i < list->len; i++) {
		const struct record_change *change = list->pdata[i];

		read_change(worker, change, &worker->outcomes[change - all]);
	}
}

static gpointer work(gpointer data)
{
	struct worker *worker = data;

	for (size_t i = worker->first; i < worker->records->len;
	     i += worker->step)
		read_record(worker, worker->records->pdata[i]);
	return NULL;
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

/* What takes the whole commit of a change, and may not be done by workers. */
static void finish_change(struct changes *changes, struct shown_change *shown)
{
	const struct repo_commit *commit =
		&record_history_commits(changes->history)
			 ->commits[shown->commit];
	const char *person[2] = { commit->author.name, commit->author.email };

	shown->author =
		edition_author(changes->registers, changes->visible,
			       changes->edition, changes->arena, person);
	shown->approval =
		change_approvals_get(changes->approvals, shown->commit);
	if (changes->hides[shown->commit])
		shown->message = NULL;
}

static void collect(struct changes *changes, const struct outcome *outcomes)
{
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);

	for (size_t i = 0; i < n; i++)
		if (outcomes[i].hides)
			changes->hides[all[i].commit] = true;
	for (size_t i = 0; i < n; i++) {
		if (!outcomes[i].shown)
			continue;
		finish_change(changes, outcomes[i].shown);
		g_ptr_array_add(changes->all, outcomes[i].shown);
	}
}

static void start_worker(struct worker *worker, struct changes *changes,
			 struct repo *repo, const struct blobs *blobs)
{
	size_t n_commits = record_history_commits(changes->history)->n_commits;

	worker->changes = changes;
	worker->arena = arena_new();
	worker->hides =
		arena_array(worker->arena, n_commits, sizeof(*worker->hides));
	worker->versions =
		change_versions_new(registers_library(changes->registers), repo,
				    blobs, changes->visible, changes->edition);
}

static void end_worker(struct worker *worker)
{
	change_versions_free(worker->versions);
	arena_adopt(worker->changes->arena, worker->arena);
}

/* Has n workers share the records. */
static void run(struct worker *workers, size_t n, const GPtrArray *records)
{
	GThread *threads[WORKERS] = { NULL };

	for (size_t i = 0; i < n; i++) {
		workers[i].records = records;
		workers[i].first = i;
		workers[i].step = n;
		if (i > 0)
			threads[i] = g_thread_new("history", work, &workers[i]);
	}
	work(&workers[0]);
	for (size_t i = 1; i < n; i++)
		g_thread_join(threads[i]);
}

static void tell_records(struct changes *changes, struct outcome *outcomes,
			 struct repo *const *repos, size_t n)
{
	g_autoptr(ChangeBatches) batches = change_batches_new(
		changes->history, repos, n, CHANGE_BATCHES_TEXTS);
	struct worker workers[WORKERS] = { { 0 } };
	const GPtrArray *records;

	for (size_t i = 0; i < n; i++) {
		start_worker(&workers[i], changes, repos[i],
			     change_batches_blobs(batches));
		workers[i].outcomes = outcomes;
	}
	while ((records = change_batches_next(batches)) != NULL)
		run(workers, n, records);
	for (size_t i = 0; i < n; i++)
		end_worker(&workers[i]);
}

static void read_changes(struct changes *changes)
{
	const GPtrArray *records = record_history_records(changes->history);
	struct repo *repos[WORKERS] = { record_history_repo(changes->history) };
	g_autofree struct outcome *outcomes = NULL;
	size_t n_changes, n = 1;

	record_history_changes(changes->history, &n_changes);
	outcomes = g_new0(struct outcome, n_changes + 1);
	while (n < WORKERS && records->len >= WORTH_A_THREAD &&
	       (repos[n] = repo_again(repos[0], NULL)) != NULL)
		n++;
	tell_records(changes, outcomes, repos, n);
	while (n > 1)
		repo_free(repos[--n]);
	collect(changes, outcomes);
	tell_restored(changes);
}

/* Which record of today each list of changes belongs to. */
static void assign_changes(struct changes *changes)
{
	for (size_t i = 0; i < registers_len(changes->registers); i++) {
		const struct record *record =
			registers_get(changes->registers, i);
		const GPtrArray *own =
			record_history_of(changes->history, record->id);

		if (own)
			g_hash_table_insert(changes->owners, (gpointer)own,
					    (gpointer)record);
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
