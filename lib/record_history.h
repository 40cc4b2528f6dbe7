/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RECORD_HISTORY_H
#define GATEHOUSE_RECORD_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/repo.h"

struct arena;
struct library;
struct node;

/* What a commit did to a record. */
enum record_event {
	RECORD_ADDED,
	RECORD_CHANGED,
	RECORD_REMOVED,
	RECORD_RENAMED,	  /* another id, with the old one as formerId */
	RECORD_RESTORED,  /* added again after it had been removed */
	RECORD_MOVED,	  /* another folder, the same id */
	RECORD_WITHDRAWN, /* changed, and no longer in use: see change.h */
	RECORD_EVENTS,
};

/* A version of a record in one parent of a merge. */
struct record_version {
	const char *path; /* NULL: this parent did not have the record */
	struct repo_id blob;
};

/* One record that one commit changed. */
struct record_change {
	size_t commit; /* index into the history's commits */
	enum record_event event;
	const char *id; /* "gatehouse" for the settings file */
	const char *path;
	const char *old_path; /* where it was renamed from, or NULL */
	const struct repo_id *old_blob;
	const struct repo_id *new_blob;
	const struct record_version *parents; /* of a merge; otherwise NULL */
	size_t n_parents;
	size_t life; /* the record's, among record_history_lives */
};

/* The changes of one record, newest first, those under a former id included. */
struct record_life {
	const struct record_change **changes;
	size_t n; /* never 0 */
};

/*
 * The history of a registers repository by record: what happened to each, and
 * the text of every version as a tree.  Trees are read when they are first
 * asked for and kept.
 */
struct record_history;

/*
 * Works out the record changes of a history that has been read.  Keeps the
 * pointers, which must outlive it.  Cost: linear in the changes.
 */
struct record_history *record_history_new(const struct library *library,
					  struct repo *repo,
					  const struct repo_history *history);
void record_history_free(struct record_history *history);

const struct repo_history *
record_history_commits(const struct record_history *history);

/* The repository that it was read from. */
struct repo *record_history_repo(const struct record_history *history);

/* All changes: newest commit first, within a commit by path. */
const struct record_change *
record_history_changes(const struct record_history *history, size_t *n);

/* The changes of the record that had the id last; NULL: no commit had one. */
const struct record_life *
record_history_of(const struct record_history *history, const char *id);

/*
 * Those of all records, each change in one of them, in the order of their
 * newest changes.
 */
const struct record_life *
record_history_lives(const struct record_history *history, size_t *n);

/*
 * The version of a record that a blob holds, as a tree that lives as long as
 * the history; NULL when there is no such blob or its text is not well-formed.
 * Old versions need not fit today's schema, and are not validated.
 */
const struct node *record_history_tree(struct record_history *history,
				       const char *path,
				       const struct repo_id *blob);

/*
 * The versions that a change starts from, as trees: that of old_blob, or for
 * a merge those of all its parents (NULL where there is none).  An array of
 * const struct node *, owned by the caller.
 */
GPtrArray *record_history_olds(struct record_history *history,
			       const struct record_change *change);

/* Why a version cannot be compared by field. */
enum record_text {
	RECORD_TEXT_SOUND,
	RECORD_TEXT_BROKEN,  /* it is not well-formed */
	RECORD_TEXT_MISSING, /* it is not in the repository, or far too large */
};

/* The worse of what is the matter with the two versions of a change. */
enum record_text record_history_text(struct record_history *history,
				     const struct record_change *change);

/* change_raw (see change.h) of the two versions of a change. */
GPtrArray *record_history_raw(struct record_history *history,
			      const struct record_change *change);

/* "added", "changed", "removed", "renamed", "restored", "moved", "withdrawn" */
const char *record_event_name(enum record_event event);

/*
 * Whether the path is that of what is left of a removed record: it has the id
 * of that, but is no later version of it.
 */
bool record_history_is_removal(const char *path);

/* The id that a path gives: its last part without ".xml"; owned by caller. */
char *record_history_id(const char *path);

typedef struct record_history RecordHistory;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordHistory, record_history_free)

#endif
