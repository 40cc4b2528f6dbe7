/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGES_H
#define GATEHOUSE_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "lib/date.h"
#include "lib/record_history.h"
#include "lib/schema.h"
#include "site-gen/edition.h"

struct change_approval;
struct record;
struct registers;
struct repo_commit;

/* One change of one record, as an edition may show it. */
struct shown_change {
	const char *id;
	const char *title;	     /* the record's, at that time */
	const struct record *record; /* as it is now; NULL: removed since */
	const struct kind *kind;
	const char *path; /* of its file, at that time */
	enum record_event event;
	size_t commit;	   /* the same for all that one commit did */
	date_t on;	   /* the author's date */
	date_t entered_on; /* the committer's */
	struct edition_author author;
	const struct change_approval *approval; /* never NULL */
	const char *message; /* whole, without trailers; NULL: not shown */
	const struct repo_commit *made; /* internal edition; others: NULL */
	bool is_merge; /* fields: what is in no version that was merged */
	enum record_text text; /* not sound: fields by line, or not shown */
	size_t n_fields;       /* added, removed: 0 */
	const char *packed;    /* for changes_fields, as are */
	const char *texts;
};

/* The history of the registers for one edition. */
struct changes;

/*
 * Takes the changes of records out of history and redacts each version: a
 * version that was not for this edition is not shown, nor is anything of a
 * record that is not now.  registers are all, visible those of the edition.
 * history may be NULL.  Keeps pointers to all it is given.  Cost: linear in
 * the changes; what was worked out before is kept in the user's cache (see
 * lib/change_cache.h).
 */
struct changes *changes_new(const struct registers *registers,
			    const struct registers *visible,
			    enum edition edition,
			    struct record_history *history);
void changes_free(struct changes *changes);

/* All, newest first. */
size_t changes_len(const struct changes *changes);
const struct shown_change *changes_get(const struct changes *changes, size_t i);

/* Those of one record: of const struct shown_change *; NULL: none. */
const GPtrArray *changes_of(const struct changes *changes, const char *id);

/* "urn:uuid:…" of the history as this edition shows it; NULL: no commit. */
const char *changes_urn(const struct changes *changes);

/* "urn:uuid:…" of this change alone, for ever; owned by the caller. */
char *changes_urn_of(const struct changes *changes,
		     const struct shown_change *change);

/*
 * The fields that differ: an array of struct field_change, owned by the caller;
 * their texts live as long as the changes.  Any thread.
 */
GPtrArray *changes_fields(const struct shown_change *change);

/* Whether the history is cut (a shallow clone, or commits are missing). */
bool changes_is_shallow(const struct changes *changes);

typedef struct changes Changes;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Changes, changes_free)

#endif
