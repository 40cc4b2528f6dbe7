/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_COMMAND_H
#define GATEHOUSE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct sandbox;
struct session;

/* Exit statuses. */
enum command_status {
	COMMAND_CLEAN,	  /* done, and nothing to report */
	COMMAND_FINDINGS, /* findings at the threshold, or differences */
	COMMAND_USAGE,	  /* wrong usage */
	COMMAND_FAILED,	  /* the work could not be done */
};

/* What the session opens before a command runs. */
enum command_needs {
	/* Schemas, code lists, templates. */
	COMMAND_LIBRARY = 1 << 0,
	/* The registers: the work tree's, or those of *revision. */
	COMMAND_REGISTERS = 1 << 1,
	/* Which commit the registers are, if they are one. */
	COMMAND_COMMIT = 1 << 2,
	/* A git repository with the registers at its top. */
	COMMAND_REPO = 1 << 3,
	/* All commits, as far as there are any. */
	COMMAND_HISTORY = 1 << 4,
	/* The bytes of the files that differ from HEAD. */
	COMMAND_CHANGES = 1 << 5,
	/* Runs even if the settings are at fault, and reports it. */
	COMMAND_FAULTS = 1 << 6,
	/* The settings alone, as registers without records, if there are any. */
	COMMAND_SETTINGS = 1 << 7,
	/* All commits, if they can be read; runs even if they cannot. */
	COMMAND_PAST = 1 << 8,
	/* Changes records: what a dead run left of that is finished first. */
	COMMAND_WRITES = 1 << 9,
};

/* One command: how it is called, its help, and what it does. */
struct command {
	const char *name;
	const char *help;	 /* one line */
	const char *arguments;	 /* "[ID|PATH…]"; "" for none */
	const char *description; /* a paragraph */
	const char *ending;	 /* examples and exit statuses */
	const GOptionEntry *options;
	unsigned needs; /* of enum command_needs */
	size_t min_args;
	size_t max_args;
	char **revision;	/* where an option puts the revision; or NULL */
	const gboolean *staged; /* whether an option asks for the index */
	/*
	 * Allows what the command needs besides reading the registers, before
	 * any of them is read; all else is then out of its reach.  NULL: it is
	 * not confined.  False with error set.
	 */
	bool (*confine)(struct session *session, struct sandbox *sandbox,
			GError **error);
	enum command_status (*run)(struct session *session, size_t n,
				   char **args);
};

/* The commands, each in the file of its name. */
extern const struct command cmd_build;
extern const struct command cmd_bundle;
extern const struct command cmd_check;
extern const struct command cmd_ci;
extern const struct command cmd_completion;
extern const struct command cmd_diff;
extern const struct command cmd_due;
extern const struct command cmd_edit;
extern const struct command cmd_explain;
extern const struct command cmd_export;
extern const struct command cmd_help;
extern const struct command cmd_hook;
extern const struct command cmd_impact;
extern const struct command cmd_import;
extern const struct command cmd_init;
extern const struct command cmd_list;
extern const struct command cmd_log;
extern const struct command cmd_migrate;
extern const struct command cmd_new;
extern const struct command cmd_remove;
extern const struct command cmd_rename;
extern const struct command cmd_review;
extern const struct command cmd_save;
extern const struct command cmd_show;
extern const struct command cmd_sign;
extern const struct command cmd_verify;

#endif
