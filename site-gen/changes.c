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
#include "site-gen/change_batches.h"
#include "site-gen/change_teller.h"

struct changes {
	struct arena *arena;
	const struct registers *registers; /* all */
	const struct registers *visible;
	enum edition edition;
	struct record_history *history;
	GPtrArray *all;	    /* of struct shown_change */
	struct life *lives; /* of all records that there ever were */
	size_t n_lives;
	char *urn; /* NULL: no commit */
	struct change_approvals *approvals;
	struct change_cache *cache;
	bool *hides; /* by commit: it changed what is not shown */
	bool is_shallow;
};

/* One record through all its changes, whatever it was called then. */
struct life {
	const struct record_life *all;
	const struct record *owner;   /* as it is now; NULL: it is gone */
	const struct record *visible; /* as this edition has it now */
	const char *path;	      /* of the change that was judged last, */
	const struct kind *kind;      /* and what kind that is of */
	bool was_visible;	      /* its last version */
	bool is_known;		      /* all its changes are, from before */
	GPtrArray *shown;	      /* of struct shown_change; or NULL */
};

/* What is worked out of one change. */
struct outcome {
	struct change_told told;
	const struct kind *kind; /* NULL: no record */
	bool is_told;
};

/* The part of the work that one thread does. */
struct worker {
	struct changes *changes;
	const GPtrArray *records; /* of struct record_life; of this one are */
	size_t first, step;	  /* this, this and a step, and so on */
	struct change_teller *teller;
	struct arena *arena;
	size_t n_new;		  /* found out, not recalled */
	bool *hides;		  /* by commit, as far as it knows */
	struct outcome *outcomes; /* of all changes; shared */
};

#define WORKERS 2
#define WORTH_A_THREAD 16 /* records; below that one worker is faster */

/* What kind of record lay there; NULL: settings or a list of codes. */
static const struct kind *kind_of(const struct changes *changes,
				  struct life *life, const char *path)
{
	if (life->path != path &&
	    (!life->path || strcmp(life->path, path) != 0))
		life->kind = schema_kind_of_path(
			registers_library(changes->registers)->schema, path);
	life->path = path;
	return life->kind;
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
static bool may_tell(const struct changes *changes, const struct life *life,
		     const struct change_told *told)
{
	if (!is_for_edition(changes, told))
		return false;
	if (changes->edition == EDITION_INTERNAL)
		return true;
	return life->owner ? life->visible != NULL : life->was_visible;
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

/* Whether nothing but what is hidden has changed: that leaves no trace. */
static bool is_untold(const struct record_change *change,
		      const struct change_told *told)
{
	return change_teller_event(change, told) == RECORD_CHANGED &&
	       told->text == RECORD_TEXT_SOUND && told->known.n_fields == 0;
}

static bool is_whole(struct worker *worker, const struct record_change *change,
		     struct change_told *told)
{
	if (told->whole == CHANGE_WHOLE_UNKNOWN) {
		change_teller_compare(worker->teller, change, told);
		worker->n_new++;
	}
	return told->whole == CHANGE_WHOLE;
}

/*
 * Whether a change is whole need not be known where another has hidden
 * something of the same commit, unless it is all that there is to tell.
 */
static void judge(struct worker *worker, const struct record_change *change,
		  struct outcome *outcome)
{
	const struct changes *changes = worker->changes;
	struct change_told *told = &outcome->told;
	struct life *life = &changes->lives[change->life];
	bool is_record;

	if (change == life->all->changes[0])
		life->was_visible = repo_id_is_none(change->new_blob)
					    ? told->shows_old
					    : told->shows_new;
	outcome->kind = kind_of(changes, life, change->path);
	is_record = outcome->kind != NULL;
	outcome->is_told = is_record && may_tell(changes, life, told);
	if (changes->edition == EDITION_INTERNAL ||
	    (worker->hides[change->commit] &&
	     !(outcome->is_told && is_untold(change, told))))
		return;
	if (outcome->is_told == is_record && is_whole(worker, change, told))
		return;
	worker->hides[change->commit] = true;
	if (is_untold(change, told))
		outcome->is_told = false;
}

/* Works out what is not known of the changes of a record, and judges all. */
static void read_record(struct worker *worker, const struct record_life *life)
{
	size_t n;
	const struct record_change *all =
		record_history_changes(worker->changes->history, &n);

	for (size_t i = 0; i < life->n; i++) {
		const struct record_change *change = life->changes[i];
		struct outcome *outcome = &worker->outcomes[change - all];

		if (!outcome->told.is_known) {
			change_teller_read(worker->teller, change,
					   &outcome->told);
			worker->n_new++;
		}
		judge(worker, change, outcome);
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

/*
 * What is told of a change, which takes all of its commit.  Changes that are
 * together in the order of history are made together.
 */
static struct shown_change *tell(struct changes *changes,
				 const struct record_change *change,
				 const struct outcome *outcome,
				 const struct shown_change *last)
{
	const struct repo_commit *commit =
		&record_history_commits(changes->history)
			 ->commits[change->commit];
	const char *person[2] = { commit->author.name, commit->author.email };
	struct shown_change *shown =
		arena_alloc(changes->arena, sizeof(*shown));

	shown->id = change->id;
	shown->path = change->path;
	shown->title = outcome->told.known.title;
	shown->record = changes->lives[change->life].visible;
	shown->kind = outcome->kind;
	shown->event = change_teller_event(change, &outcome->told);
	shown->commit = change->commit;
	shown->on = date_of_time(commit->author.time);
	shown->entered_on = date_of_time(commit->committer.time);
	shown->author =
		last && last->commit == change->commit
			? last->author
			: edition_author(changes->registers, changes->visible,
					 changes->edition, changes->arena,
					 person);
	shown->approval =
		change_approvals_get(changes->approvals, change->commit);
	shown->message =
		changes->hides[change->commit] ? NULL : commit->message;
	shown->made = changes->edition == EDITION_INTERNAL ? commit : NULL;
	shown->is_merge = change->n_parents > 0;
	shown->text = outcome->told.text;
	shown->n_fields = outcome->told.known.n_fields;
	shown->packed = outcome->told.known.fields;
	shown->texts = outcome->told.known.texts;
	return shown;
}

/* By record: those that are there now.  shown is by change; NULL: not told. */
static void index_lives(struct changes *changes,
			struct shown_change *const *shown)
{
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);

	for (size_t i = 0; i < changes->n_lives; i++) {
		struct life *life = &changes->lives[i];

		if (!life->visible)
			continue;
		life->shown = g_ptr_array_sized_new(
			(guint)MIN(life->all->n, G_MAXUINT));
		for (size_t j = 0; j < life->all->n; j++) {
			size_t at = (size_t)(life->all->changes[j] - all);

			if (shown[at])
				g_ptr_array_add(life->shown, shown[at]);
		}
	}
}

static void collect(struct changes *changes, const struct outcome *outcomes)
{
	struct shown_change *last = NULL;
	bool has_restored = false;
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);
	g_autofree struct shown_change **shown =
		g_new0(struct shown_change *, n + 1);

	for (size_t i = 0; i < n; i++) {
		if (!outcomes[i].is_told)
			continue;
		last = tell(changes, &all[i], &outcomes[i], last);
		g_ptr_array_add(changes->all, last);
		shown[i] = last;
		has_restored |= last->event == RECORD_RESTORED;
	}
	index_lives(changes, shown);
	if (has_restored)
		tell_restored(changes);
}

/* Takes over what was known before. */
static void recall(struct changes *changes, struct outcome *outcomes)
{
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);
	bool are_there = change_teller_has_texts(changes->history);

	for (size_t i = 0; i < n; i++) {
		struct outcome *outcome = &outcomes[i];
		struct life *life = &changes->lives[all[i].life];

		if (!are_there || !change_teller_recall(changes->cache, &all[i],
							&outcome->told)) {
			life->is_known = false;
		} else if (outcome->told.whole == CHANGE_PARTLY) {
			changes->hides[all[i].commit] = true;
		}
	}
}

/* Keeps it for the next time. */
static void remember(struct changes *changes, struct outcome *outcomes)
{
	size_t n, n_kept = 0;
	const struct record_change *all =
		record_history_changes(changes->history, &n);
	g_autofree struct change_kept *kept = g_new(struct change_kept, n + 1);

	for (size_t i = 0; i < n; i++) {
		struct change_told *told = &outcomes[i].told;

		if (change_teller_keeps(&all[i], told))
			kept[n_kept++] =
				(struct change_kept){ &all[i], &told->known };
	}
	change_cache_put(changes->cache, kept, n_kept);
}

static void worker_init(struct worker *worker, struct changes *changes,
			struct outcome *outcomes, struct repo *repo,
			const struct blobs *blobs)
{
	size_t n_commits = record_history_commits(changes->history)->n_commits;

	worker->changes = changes;
	worker->arena = arena_new();
	worker->teller =
		change_teller_new(changes->cache, changes->visible,
				  changes->edition, repo, blobs, worker->arena);
	worker->hides =
		arena_array(worker->arena, n_commits, sizeof(*worker->hides));
	memcpy(worker->hides, changes->hides,
	       n_commits * sizeof(*worker->hides));
	worker->outcomes = outcomes;
}

/* Takes over what one has found out of whole commits. */
static void take_hides(struct changes *changes, const struct worker *worker)
{
	size_t n_commits = record_history_commits(changes->history)->n_commits;

	for (size_t i = 0; i < n_commits; i++)
		changes->hides[i] |= worker->hides[i];
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
			threads[i] = g_thread_try_new("history", work,
						      &workers[i], NULL);
	}
	work(&workers[0]);
	for (size_t i = 1; i < n; i++) {
		if (threads[i])
			g_thread_join(threads[i]);
		else
			work(&workers[i]);
	}
}

/* Judges what the workers had nothing to do for, in the order of history. */
static void judge_known(struct worker *worker)
{
	struct changes *changes = worker->changes;
	size_t n;
	const struct record_change *all =
		record_history_changes(changes->history, &n);

	worker->hides = changes->hides;
	for (size_t i = 0; i < n; i++) {
		struct outcome *outcome = &worker->outcomes[i];

		if (changes->lives[all[i].life].is_known)
			judge(worker, &all[i], outcome);
	}
}

/* Those of whom not all is known. */
static GPtrArray *unknown_records(const struct changes *changes)
{
	GPtrArray *lives = g_ptr_array_new();

	for (size_t i = 0; i < changes->n_lives; i++)
		if (!changes->lives[i].is_known)
			g_ptr_array_add(lives, (gpointer)changes->lives[i].all);
	return lives;
}

/* Judges all; returns how much was found out that was not known. */
static size_t judge_all(struct changes *changes, struct outcome *outcomes,
			const GPtrArray *unknown, struct repo *const *repos,
			size_t n)
{
	g_autoptr(ChangeBatches) batches =
		change_batches_new(unknown, repos, n, CHANGE_BATCHES_TEXTS);
	struct worker workers[WORKERS] = { { 0 } };
	const GPtrArray *records;
	size_t n_new = 0;

	for (size_t i = 0; i < n; i++)
		worker_init(&workers[i], changes, outcomes, repos[i],
			    change_batches_blobs(batches));
	while ((records = change_batches_next(batches)) != NULL)
		run(workers, n, records);
	for (size_t i = 0; i < n; i++)
		take_hides(changes, &workers[i]);
	judge_known(&workers[0]);
	for (size_t i = 0; i < n; i++) {
		n_new += workers[i].n_new;
		change_teller_free(workers[i].teller);
		arena_adopt(changes->arena, workers[i].arena);
	}
	return n_new;
}

static void read_changes(struct changes *changes, struct outcome *outcomes)
{
	struct repo *repos[WORKERS] = { record_history_repo(changes->history) };
	g_autoptr(GPtrArray) unknown = NULL;
	size_t n_new, n = 1;

	recall(changes, outcomes);
	unknown = unknown_records(changes);
	while (n < WORKERS && unknown->len >= WORTH_A_THREAD &&
	       (repos[n] = repo_again(repos[0], NULL)) != NULL)
		n++;
	n_new = judge_all(changes, outcomes, unknown, repos, n);
	while (n > 1)
		repo_free(repos[--n]);
	collect(changes, outcomes);
	if (n_new >= CHANGE_CACHE_WORTH)
		remember(changes, outcomes);
}

/* The lives of all records, and whose they are. */
static void find_lives(struct changes *changes)
{
	const struct record_life *all =
		record_history_lives(changes->history, &changes->n_lives);

	changes->lives = arena_array(changes->arena, changes->n_lives,
				     sizeof(struct life));
	for (size_t i = 0; i < changes->n_lives; i++) {
		changes->lives[i].all = &all[i];
		changes->lives[i].is_known = true;
	}
	for (size_t i = 0; i < registers_len(changes->registers); i++) {
		const struct record *record =
			registers_get(changes->registers, i);
		const struct record_life *own =
			record_history_of(changes->history, record->id);
		struct life *life;

		if (!own)
			continue;
		life = &changes->lives[own->changes[0]->life];
		life->owner = record;
		life->visible = registers_find(changes->visible, record->id);
	}
}

struct changes *changes_new(const struct registers *registers,
			    const struct registers *visible,
			    enum edition edition,
			    struct record_history *history)
{
	struct changes *changes = g_new0(struct changes, 1);
	g_autofree struct outcome *outcomes = NULL;
	const struct repo_history *commits;
	size_t n;

	changes->arena = arena_new();
	changes->registers = registers;
	changes->visible = visible;
	changes->edition = edition;
	changes->history = history;
	changes->all = g_ptr_array_new();
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
	record_history_changes(history, &n);
	outcomes = g_new0(struct outcome, n + 1);
	find_lives(changes);
	read_changes(changes, outcomes);
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
	for (size_t i = 0; i < changes->n_lives; i++)
		g_clear_pointer(&changes->lives[i].shown, g_ptr_array_unref);
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
	const struct record_life *own =
		changes->history ? record_history_of(changes->history, id)
				 : NULL;
	const GPtrArray *shown =
		own ? changes->lives[own->changes[0]->life].shown : NULL;

	return shown && shown->len > 0 ? shown : NULL;
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
	return change_pack_read(change->packed, change->n_fields,
				change->texts);
}

bool changes_is_shallow(const struct changes *changes)
{
	return changes->is_shallow;
}
