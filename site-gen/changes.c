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
 * memory for each.  A worker writes only what is of its own changes; what takes
 * all changes of a commit together is done when both are finished.
 */
#include "site-gen/changes.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/change_cache.h"
#include "lib/change_pack.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/sha256.h"
#include "site-gen/change_approval.h"
#include "site-gen/change_teller.h"

struct changes {
	struct arena *arena;
	const struct registers *registers; /* all */
	const struct registers *visible;
	enum edition edition;
	struct record_history *history;
	GPtrArray *all;	       /* of struct shown_change */
	GHashTable *owners;    /* list of changes -> record, of all */
	GHashTable *by_record; /* id -> GPtrArray */
	char *urn;	       /* NULL: no commit */
	struct change_approvals *approvals;
	struct change_cache *cache;
	bool *hides; /* by commit: it changed what is not shown */
	bool is_shallow;
};

/* What is worked out of one change. */
struct outcome {
	struct change_told told;    /* record NULL: not known yet */
	struct shown_change *shown; /* NULL: nothing is told */
	bool hides;		    /* not all that it did is */
};

/* The part of the work that one thread does. */
struct worker {
	struct changes *changes;
	struct repo *repo;
	struct change_teller *teller;
	struct arena *arena;
	size_t n_new;		  /* found out, not recalled */
	bool *hides;		  /* by commit, as far as it knows */
	struct outcome *outcomes; /* of all changes; shared */
	GThread *thread;	  /* NULL: the caller's own */
	const struct record
		*owner;	  /* of the record at hand; NULL: it is gone */
	bool was_visible; /* its last version, if it is gone */
	size_t first;
};

#define WORKERS 2
#define WORTH_A_THREAD 16 /* records; below that one worker is faster */

static const struct kind *kind_of(const struct changes *changes,
				  const char *path)
{
	return schema_kind_of_path(
		registers_library(changes->registers)->schema, path);
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
			   const struct change_told *told)
{
	return told->shows_old || told->shows_new ||
	       (changes->edition == EDITION_INTERNAL &&
		told->text != RECORD_TEXT_SOUND);
}

/* What is there now, or was there last, decides over what was. */
static bool may_tell(const struct worker *worker,
		     const struct change_told *told)
{
	if (!is_for_edition(worker->changes, told))
		return false;
	if (worker->changes->edition == EDITION_INTERNAL)
		return true;
	return worker->owner ? visible_now(worker) != NULL
			     : worker->was_visible;
}

/* A version that only now becomes visible is told as one that was added. */
static enum record_event event_of(const struct record_change *change,
				  const struct change_told *told)
{
	if (told->text != RECORD_TEXT_SOUND)
		return change->event;
	if (change->event == RECORD_CHANGED && told->is_withdrawal)
		return RECORD_WITHDRAWN;
	if (told->shows_new && !told->shows_old &&
	    change->event != RECORD_RESTORED)
		return RECORD_ADDED;
	if (told->shows_old && !told->shows_new)
		return RECORD_REMOVED;
	return change->event;
}

/*
 * A UUID (version 8 of RFC 9562) that is the same whenever and wherever the
 * history is read, and does not tell which commit it was.
 */
static char *urn_of(const struct repo_commit *commit, const char *of)
{
	char id[REPO_ID_HEX + 1];
	g_autofree char *text = NULL;
	g_autofree char *hash = NULL;

	repo_id_format(&commit->id, id);
	text = g_strdup_printf("%s %s", id, of);
	hash = sha256_hex(text, strlen(text));
	return g_strdup_printf("urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s", hash,
			       hash + 8, hash + 12, hash + 15, hash + 18);
}

static struct shown_change *tell(const struct worker *worker,
				 const struct record_change *change,
				 const struct change_told *told)
{
	const struct changes *changes = worker->changes;
	const struct repo_history *history =
		record_history_commits(changes->history);
	const struct repo_commit *commit = &history->commits[change->commit];
	struct shown_change *shown = arena_alloc(worker->arena, sizeof(*shown));

	shown->id = change->id;
	shown->path = change->path;
	shown->title = told->title;
	shown->record = visible_now(worker);
	shown->kind = kind_of(changes, change->path);
	shown->event = event_of(change, told);
	shown->commit = change->commit;
	shown->on = date_of_time(commit->author.time);
	shown->entered_on = date_of_time(commit->committer.time);
	shown->message = commit->message;
	shown->made = changes->edition == EDITION_INTERNAL ? commit : NULL;
	shown->is_merge = change->n_parents > 0;
	shown->text = told->text;
	shown->n_fields = change_pack_len(told->fields);
	shown->packed = told->fields;
	return shown;
}

/* Whether nothing but what is hidden has changed: that leaves no trace. */
static bool is_untold(const struct shown_change *shown, bool whole)
{
	return !whole && shown->event == RECORD_CHANGED &&
	       shown->text == RECORD_TEXT_SOUND && shown->n_fields == 0;
}

static void read_told(struct worker *worker, const struct record_change *change,
		      struct outcome *outcome)
{
	if (outcome->told.record)
		return;
	change_teller_read(worker->teller, change, &outcome->told);
	worker->n_new++;
}

static bool is_whole(struct worker *worker, const struct record_change *change,
		     struct outcome *outcome)
{
	if (outcome->told.whole == CHANGE_WHOLE_UNKNOWN) {
		change_teller_compare(worker->teller, change, &outcome->told);
		worker->n_new++;
	}
	return outcome->told.whole == CHANGE_WHOLE;
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
	bool is_record = kind_of(changes, change->path) != NULL;
	bool is_told;

	read_told(worker, change, outcome);
	is_told = is_record && may_tell(worker, &outcome->told);
	if (is_told)
		outcome->shown = tell(worker, change, &outcome->told);
	if (changes->edition == EDITION_INTERNAL ||
	    (worker->hides[change->commit] &&
	     (!is_told || !is_untold(outcome->shown, false))))
		return;
	if (is_told == is_record && is_whole(worker, change, outcome))
		return;
	outcome->hides = true;
	worker->hides[change->commit] = true;
	if (is_told && is_untold(outcome->shown, false))
		outcome->shown = NULL;
}

/* All changes of one record, whatever it was called then. */
static void read_record(struct worker *worker, const GPtrArray *list)
{
	const struct record_change *last = list->pdata[0];
	size_t n;
	const struct record_change *all =
		record_history_changes(worker->changes->history, &n);
	struct outcome *outcome = &worker->outcomes[last - all];

	read_told(worker, last, outcome);
	worker->owner = g_hash_table_lookup(worker->changes->owners, list);
	worker->was_visible = repo_id_is_none(last->new_blob)
				      ? outcome->told.shows_old
				      : outcome->told.shows_new;
	for (guint i = 0; i < list->len; i++) {
		const struct record_change *change = list->pdata[i];

		read_change(worker, change, &worker->outcomes[change - all]);
	}
}

static gpointer work(gpointer data)
{
	struct worker *worker = data;
	const GPtrArray *records =
		record_history_records(worker->changes->history);

	worker->teller = change_teller_new(
		worker->changes->cache, worker->changes->visible,
		worker->changes->edition, worker->repo, worker->arena);
	for (size_t i = worker->first; i < records->len; i += WORKERS)
		read_record(worker, records->pdata[i]);
	change_teller_free(worker->teller);
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
	const struct shown_change *last =
		changes->all->len > 0
			? changes->all->pdata[changes->all->len - 1]
			: NULL;

	if (last && last->commit == shown->commit)
		shown->author = last->author;
	else
		shown->author = edition_author(
			changes->registers, changes->visible, changes->edition,
			changes->arena, person);
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

/* Takes over what was known before. */
static void recall(struct changes *changes, struct outcome *outcomes)
{
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);
	struct repo *repo = record_history_repo(changes->history);

	for (size_t i = 0; i < n; i++) {
		struct change_told *told = &outcomes[i].told;

		if (change_teller_recall(changes->cache, repo, &all[i], told) &&
		    told->whole == CHANGE_PARTLY)
			changes->hides[all[i].commit] = true;
	}
}

/* Keeps it for the next time. */
static void remember(struct changes *changes, const struct outcome *outcomes)
{
	size_t n, n_kept = 0;
	const struct record_change *all =
		record_history_changes(changes->history, &n);
	g_autofree const char **records = g_new(const char *, n + 1);

	for (size_t i = 0; i < n; i++) {
		const struct change_told *told = &outcomes[i].told;

		if (change_teller_keeps(&all[i], told))
			records[n_kept++] = told->record;
	}
	change_cache_put(changes->cache, records, n_kept);
}

static void start_worker(struct worker *worker, size_t i,
			 struct changes *changes, struct outcome *outcomes)
{
	struct repo *repo = record_history_repo(changes->history);
	size_t n_commits = record_history_commits(changes->history)->n_commits;
	bool is_alone =
		record_history_records(changes->history)->len < WORTH_A_THREAD;

	worker->changes = changes;
	worker->repo = i == 0 || is_alone ? repo : repo_again(repo, NULL);
	worker->arena = arena_new();
	worker->hides =
		arena_array(worker->arena, n_commits, sizeof(*worker->hides));
	memcpy(worker->hides, changes->hides,
	       n_commits * sizeof(*worker->hides));
	worker->outcomes = outcomes;
	worker->first = i;
	if (worker->repo && worker->repo != repo)
		worker->thread = g_thread_new("history", work, worker);
	else if (!worker->repo)
		worker->repo = repo;
}

static void read_changes(struct changes *changes)
{
	size_t n, n_new = 0;
	struct repo *repo = record_history_repo(changes->history);
	struct worker workers[WORKERS] = { { 0 } };
	g_autofree struct outcome *outcomes = NULL;

	record_history_changes(changes->history, &n);
	outcomes = g_new0(struct outcome, n + 1);
	recall(changes, outcomes);
	for (size_t i = 0; i < WORKERS; i++)
		start_worker(&workers[i], i, changes, outcomes);
	for (size_t i = 0; i < WORKERS; i++) {
		if (!workers[i].thread)
			work(&workers[i]);
	}
	for (size_t i = 0; i < WORKERS; i++) {
		if (workers[i].thread)
			g_thread_join(workers[i].thread);
		if (workers[i].repo != repo)
			repo_free(workers[i].repo);
		arena_adopt(changes->arena, workers[i].arena);
		n_new += workers[i].n_new;
	}
	collect(changes, outcomes);
	tell_restored(changes);
	if (n_new >= CHANGE_CACHE_WORTH)
		remember(changes, outcomes);
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
	changes->all = g_ptr_array_new();
	changes->owners = g_hash_table_new(g_direct_hash, g_direct_equal);
	changes->by_record =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
				      (GDestroyNotify)g_ptr_array_unref);
	if (!history)
		return changes;
	commits = record_history_commits(history);
	changes->is_shallow = commits->is_shallow;
	if (commits->n_commits > 0)
		changes->urn = urn_of(&commits->commits[commits->n_commits - 1],
				      edition_name(edition));
	changes->hides =
		arena_array(changes->arena, commits->n_commits, sizeof(bool));
	changes->approvals = change_approvals_new(registers, edition, history,
						  changes->arena);
	changes->cache = change_teller_cache(visible, edition,
					     record_history_repo(history));
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
	change_cache_free(changes->cache);
	g_free(changes->urn);
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

char *changes_urn_of(const struct changes *changes,
		     const struct shown_change *change)
{
	return urn_of(&record_history_commits(changes->history)
			       ->commits[change->commit],
		      change->path);
}

GPtrArray *changes_fields(const struct shown_change *change)
{
	return change_pack_read(change->packed);
}

bool changes_is_shallow(const struct changes *changes)
{
	return changes->is_shallow;
}
