/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CONFINE_H
#define GATEHOUSE_CONFINE_H

#include <stdbool.h>

#include <glib.h>

struct command;
struct sandbox;
struct session;

/* What a command leaves itself of the machine; see lib/sandbox.h. */

/*
 * Confines the process to reading the registers with their repository, writing
 * the cache, and what the command allows itself besides.  The session has its
 * root, and its repository if there is one; schemas and templates as for
 * library_new.  False, with error set, when it cannot.
 */
bool confine_session(struct session *session, const struct command *command,
		     const char *schemas, const char *templates,
		     GError **error);

/* For the commands: allows nothing besides. */
bool confine_reader(struct session *session, struct sandbox *sandbox,
		    GError **error);

/*
 * Allows starting the system's programs, and makes a private folder for what
 * they and we put into files meanwhile: session->scratch, which TMPDIR names
 * from now on.  confine_end removes it again.  False with error set.
 */
bool confine_allow_programs(struct session *session, struct sandbox *sandbox,
			    GError **error);
void confine_end(struct session *session);

/*
 * Allows writing in the folder that path is in, or in the nearest above it
 * that is there.
 */
void confine_allow_beside(struct sandbox *sandbox, const char *path);

#endif
