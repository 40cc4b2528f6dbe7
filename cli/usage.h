/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_USAGE_H
#define GATEHOUSE_USAGE_H

#include <stdio.h>

#include <glib.h>

struct command;

/* The options that all commands share, as they were given; free with clear. */
struct usage_shared {
	char *dir;
	char *as_of;
	char *colour;
	char *schemas;
	char *templates;
	gboolean version;
	gboolean help;
};

void usage_shared_clear(struct usage_shared *shared);

/*
 * The entries of these options, ending with a NULL name; arguments go to
 * shared.  Free with g_free.
 */
GOptionEntry *usage_shared_entries(struct usage_shared *shared);

/*
 * What parses the words of a command, or, without one, those before it; what
 * was shared goes to shared.  Free with g_option_context_free.
 */
GOptionContext *usage_context(const struct command *command,
			      struct usage_shared *shared);

/* Writes the help of a command, or, without one, of the program. */
void usage_print(const struct command *command, FILE *to);

#endif
