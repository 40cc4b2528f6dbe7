/* SPDX-License-Identifier: MIT */
/*
 * The options that all commands share, and help.  All values are taken as the
 * bytes they are (file names), so that nothing depends on the locale.
 */
#include "cli/usage.h"

#include "cli/command.h"
#include "cli/commands.h"

void usage_shared_clear(struct usage_shared *shared)
{
	g_free(shared->dir);
	g_free(shared->as_of);
	g_free(shared->colour);
	g_free(shared->schemas);
	g_free(shared->templates);
}

GOptionEntry *usage_shared_entries(struct usage_shared *shared)
{
	const GOptionEntry entries[] = {
		{ "directory", 'C', 0, G_OPTION_ARG_FILENAME, &shared->dir,
		  "Run as if started in DIR", "DIR" },
		{ "as-of", 0, 0, G_OPTION_ARG_FILENAME, &shared->as_of,
		  "Compare dates with DATE (YYYY-MM-DD), not with today in UTC",
		  "DATE" },
		{ "color", 0, 0, G_OPTION_ARG_FILENAME, &shared->colour,
		  "Colour the output: 'auto', 'always' or 'never'", "WHEN" },
		{ "schemas", 0, 0, G_OPTION_ARG_FILENAME, &shared->schemas,
		  "Take schemas, code lists and rules from DIR first", "DIR" },
		{ "templates", 0, 0, G_OPTION_ARG_FILENAME, &shared->templates,
		  "Take page templates from DIR first", "DIR" },
		{ "version", 0, 0, G_OPTION_ARG_NONE, &shared->version,
		  "Print the version", NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &shared->help,
		  "Print this help", NULL },
		G_OPTION_ENTRY_NULL
	};

	return g_memdup2(entries, sizeof(entries));
}

static void add_group(GOptionContext *context, const char *name,
		      const char *title, const GOptionEntry *entries)
{
	GOptionGroup *group = g_option_group_new(name, title, "", NULL, NULL);

	g_option_group_add_entries(group, entries);
	g_option_context_add_group(context, group);
}

static void describe_command(GOptionContext *context,
			     const struct command *command)
{
	g_option_context_set_summary(context, command->description);
	g_option_context_set_description(context, command->ending);
	if (command->options)
		add_group(context, "own", "Options:", command->options);
}

static void describe_program(GOptionContext *context)
{
	g_autoptr(GString) summary = g_string_new(
		"Keeps registers of consent, legal gateways and data-sharing "
		"agreements\nin git, checks them, and publishes them as a "
		"static site.\n\nCommands:\n");
	size_t n;
	const struct command *const *all = commands_all(&n);

	for (size_t i = 0; i < n; i++)
		g_string_append_printf(summary, "  %-11s%s\n", all[i]->name,
				       all[i]->help);
	g_string_append(summary,
			"\n'gatehouse help COMMAND' tells more of each.");
	g_option_context_set_strict_posix(context, TRUE);
	g_option_context_set_summary(context, summary->str);
	g_option_context_set_description(
		context,
		"Exit status: 0 clean; 1 findings or differences; 2 wrong "
		"usage;\n3 the work could not be done.\n\n"
		"Gatehouse says what the records show. It gives no legal "
		"advice.");
}

GOptionContext *usage_context(const struct command *command,
			      struct usage_shared *shared)
{
	g_autofree GOptionEntry *entries = usage_shared_entries(shared);
	GOptionContext *context = g_option_context_new(
		command ? command->arguments : "COMMAND [ARGUMENT…]");

	g_option_context_set_help_enabled(context, FALSE);
	if (command)
		describe_command(context, command);
	else
		describe_program(context);
	add_group(context, "shared", "Options of every command:", entries);
	return context;
}

void usage_print(const struct command *command, FILE *to)
{
	struct usage_shared unused = { 0 };
	g_autoptr(GOptionContext) context = usage_context(command, &unused);
	g_autofree char *text = NULL;

	/* The usage line begins with the program's name: it has both. */
	if (command) {
		g_autofree char *name =
			g_strconcat("gatehouse ", command->name, NULL);

		g_set_prgname(name);
	}
	text = g_option_context_get_help(context, FALSE, NULL);
	fputs(text, to);
}
