/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SESSION_H
#define GATEHOUSE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "cli/command.h"
#include "lib/date.h"
#include "lib/staging.h"

struct codes;
struct command;
struct diags;
struct files;
struct library;
struct record_history;
struct registers;
struct repo;
struct repo_history;
struct rule_run;
struct rulebook;
struct seen;
struct stage;

/*
 * What a command works on, opened as far as it asked.  What it did not ask
 * for, or what is not there, is NULL.
 */
struct session {
	date_t as_of;
	int64_t started; /* microseconds, monotonic */
	bool is_staged;	 /* registers are those of the index */
	char *root;	 /* top folder of the registers, absolute */
	struct library *library;
	struct repo *repo;
	struct registers *registers;
	struct seen *seen;   /* what was known before they were read, or NULL */
	struct diags *diags; /* what reading and checking have found */
	char *commit;	     /* 40 digits; NULL: not what a commit holds */
	char *head;	     /* HEAD before the files were read; "": none */
	char **changed;	     /* paths that differ from HEAD, sorted */
	struct files *changed_files; /* those of them that are there */
	struct rulebook *rulebook;   /* after session_check */
	struct rule_run *run;
	struct repo_history *commits;
	struct record_history *history;
	struct staging scratch; /* for temporary files, if it is open */
	struct stage *stage;	/* where a site is put together (build) */
	GError *past_fault; /* of history that is not (all) read (COMMAND_PAST) */
	GError *fault;	    /* why there are no registers (COMMAND_FAULTS) */
};

/*
 * Opens all that the command needs, from the folder of the process upwards.
 * schemas and templates as for library_new.  False, with error set, when it
 * cannot; session is to be cleared all the same.
 */
bool session_open(struct session *session, const struct command *command,
		  const char *schemas, const char *templates, GError **error);

/*
 * Opens what another command needs besides: the registers of the work tree,
 * which commit they are, their history.  The session is to have a repository
 * and no registers.
 */
bool session_open_more(struct session *session, const struct command *command,
		       GError **error);
void session_clear(struct session *session);

/* Where files_write may note what is under way; NULL: nowhere. */
const char *session_notes(const struct session *session);

/*
 * Opens, besides the library that the session has, the registers that git's
 * index holds, and what of them differs from HEAD.  index: the file to take
 * for the index, or NULL.  A fault of the settings is kept, as for
 * COMMAND_FAULTS.
 */
bool session_open_staged(struct session *session, const char *index,
			 GError **error);

/*
 * Opens the registers of a commit (40 digits) in the repository that the
 * session has; changed (taken over) are the paths to take for changed.
 */
bool session_open_commit(struct session *session, const char *commit,
			 char **changed, GError **error);

/*
 * Reads the registers and the history of a commit (40 digits) into a session
 * that was opened without registers.  False, with error set, when it cannot.
 */
bool session_read_commit(struct session *session, const char *commit,
			 GError **error);

/* Runs every rule over the registers; findings go on session->diags. */
bool session_check(struct session *session, GError **error);

/*
 * The same, but rules are not run again on records of a work tree about which
 * they would say what is known from before (see lib/rule_memory.h).
 */
bool session_check_known(struct session *session, GError **error);

/*
 * The built-in code lists with those that are among the files; free with
 * codes_free.
 */
struct codes *session_codes(const struct session *session,
			    const struct files *files, GError **error);

/*
 * What the registers are: "commit 0123456789", "work tree, which differs from
 * HEAD", …; owned by the caller.
 */
char *session_state(const struct session *session);

/* Id of the record whose id is most like id, or NULL. */
const char *session_nearest(const struct session *session, const char *id);

/*
 * Says on standard error that there is no such record, and what may have been
 * meant; returns COMMAND_FAILED.
 */
enum command_status session_refuse_id(const struct session *session,
				      const char *command, const char *id);

#endif
