/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_KEEP_H
#define GATEHOUSE_KEEP_H

#include <stdbool.h>

#include <glib.h>

#include "cli/command.h"

struct diags;
struct record;
struct record_edit;
struct registers;
struct session;

/* What the commands that change records share; all need a git repository. */
#define KEEP_NEEDS                                                           \
	(COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_REPO | COMMAND_PAST | \
	 COMMAND_WRITES)

/*
 * A change to files of the work tree that is about to be made: put together,
 * looked at as a whole, and made only if it breaks nothing that was right.
 */
struct keep;

struct keep *keep_new(struct session *session, const char *command);
void keep_free(struct keep *keep);

/* What a file is to be; bytes (taken over) NULL: it is to go. */
void keep_put(struct keep *keep, const char *path, GBytes *bytes);

/* A fault with this message is none to be refused for (a skeleton has gaps). */
void keep_allow(struct keep *keep, const struct diags *diags);

/*
 * Reads the registers as they would be: findings of form (files, ids, codes,
 * references, personal data) go on *diags, new ones (not there before, nor
 * allowed) alone on *faults; both are owned by the caller.  NULL: could not be
 * done; otherwise the registers, owned by the caller.
 */
struct registers *keep_try(struct keep *keep, struct diags **diags,
			   struct diags **faults, GError **error);

/*
 * Runs the rules over such registers (findings go on diags, sorted), prints the
 * errors in the changed files on standard error, or with is_news those that
 * are new, and how many other findings there are.  *n_errors is how many were
 * printed; false, with error set, when it cannot.
 */
bool keep_report(const struct keep *keep, const struct registers *registers,
		 struct diags *diags, bool is_news, size_t *n_errors,
		 GError **error);

/*
 * Tries, and if there are no new faults writes the files, says what changed,
 * which errors the changed records have, and how to save.  Otherwise prints
 * the faults, writes nothing and returns COMMAND_FINDINGS.
 */
enum command_status keep_finish(struct keep *keep);

/* Tells what would be wrong with the id for a new record; NULL: it is free. */
char *keep_id_fault(const struct session *session, const char *id);

/* Whether the id has the form of one; what is wrong, or NULL. */
char *keep_id_form(const char *id);

/*
 * The record of that id; NULL, with the nearest named on standard error, when
 * there is none.
 */
const struct record *keep_record(const struct session *session,
				 const char *command, const char *id);

/* The record's file, to be changed; NULL, said on standard error, if not. */
struct record_edit *keep_edit(const struct session *session,
			      const char *command, const struct record *record);

/* Sets each "FIELD=VALUE"; false, said on standard error, at the first slip. */
bool keep_set_all(struct record_edit *edit, const char *command,
		  char *const *pairs);

typedef struct keep Keep;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keep, keep_free)

#endif
