/* SPDX-License-Identifier: MIT */
/*
 * The command table: what the program does, what its help lists, what a shell
 * completes and what the manual describes are all read from it.
 */
#include "cli/commands.h"

#include <string.h>

#include <glib.h>

#include "cli/command.h"
#include "lib/nearest.h"

static const struct command *const commands[] = {
	&cmd_init,   &cmd_new,	   &cmd_edit,  &cmd_check,  &cmd_save,
	&cmd_list,   &cmd_show,	   &cmd_log,   &cmd_diff,   &cmd_due,
	&cmd_impact, &cmd_explain, &cmd_build, &cmd_verify, &cmd_bundle,
	&cmd_remove, &cmd_rename,  &cmd_sign,  &cmd_review, &cmd_migrate,
	&cmd_export, &cmd_import,  &cmd_hook,  &cmd_ci,	    &cmd_completion,
	&cmd_help,
};

const struct command *const *commands_all(size_t *n)
{
	*n = G_N_ELEMENTS(commands);
	return commands;
}

const struct command *commands_find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

const char *commands_nearest(const char *name)
{
	const char *names[G_N_ELEMENTS(commands) + 1] = { NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		names[i] = commands[i]->name;
	return nearest_find(names, name);
}
