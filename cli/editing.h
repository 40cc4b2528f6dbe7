/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_EDITING_H
#define GATEHOUSE_EDITING_H

#include <stdbool.h>

#include <glib.h>

#include "cli/command.h"

struct diags;
struct session;

/* Whether $VISUAL or $EDITOR names a program. */
bool editing_can_run(void);

/*
 * A line that the user types after a question on standard error, without its
 * end; owned by the caller.  NULL: there is no more input.
 */
char *editing_ask(const char *question);

/* What is edited: a file of the registers. */
struct editing {
	const char *command;
	const char *id;
	const char *path;
	GBytes *start;		     /* what the editor opens on */
	const struct diags *allowed; /* faults that it may have, or NULL */
};

/*
 * Opens a draft in the editor, checks it when the editor ends, and puts it in
 * its place if it has no errors; otherwise shows them and asks whether to
 * reopen, write it as it is (where its form is right), keep the draft or drop
 * it.  A draft from before is offered first.
 */
enum command_status editing_run(struct session *session,
				const struct editing *editing);

#endif
