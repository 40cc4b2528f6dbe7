/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CHANGES_H
#define GATEHOUSE_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <glib.h>

#include "lib/record_history.h"
#include "lib/signature.h"

struct change_titles;
struct codes;
struct files;
struct library;
struct record_change;
struct repo_commit;
struct repo_person;
struct session;

/* What happened to one record, field by field. */
struct changes_entry {
	const char *kind; /* "settings", "codeList", or of the schema */
	char *record;	  /* its id */
	char *path;
	char *old_path;	   /* renamed from; or NULL */
	const char *event; /* "added", "changed", "removed", … */
	const char *fault; /* why fields are not compared; NULL: they are */
	bool is_merge;	   /* fields: what is in no version that was merged */
	GPtrArray *fields; /* of struct field_change */
};

/* A commit with the entries of what it changed. */
struct changes_commit {
	const struct repo_commit *commit;
	GPtrArray *entries; /* of struct changes_entry */
	struct signature signature;
};

void changes_entry_free(struct changes_entry *entry);
void changes_commit_free(struct changes_commit *commit);

/*
 * What differs between two states of the files, by path; of one record only
 * where id is not NULL.  An array of struct changes_entry, owned by the caller.
 * Either may be NULL (nothing there).
 */
GPtrArray *changes_between(const struct library *library,
			   const struct codes *codes, const struct files *old,
			   const struct files *new, const char *id);

/* An entry of the history without its fields; owned by the caller. */
struct changes_entry *changes_entry_new(const struct session *session,
					const struct record_change *change,
					enum record_event event);

/* One entry of the history of the session; owned by the caller. */
struct changes_entry *changes_entry_of(const struct session *session,
				       const struct codes *codes,
				       const struct record_change *change);

/*
 * Writes the entries in words, led by so many spaces.  titles may be NULL:
 * references stay ids.
 */
void changes_print(FILE *to, const GPtrArray *entries,
		   const struct change_titles *titles, int indent);

/* "2014-11-27T12:00:00+00:00", with the person's own zone; owned by caller. */
char *changes_time(const struct repo_person *person);

#endif
