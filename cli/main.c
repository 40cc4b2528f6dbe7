/* SPDX-License-Identifier: MIT */
/*
 * The command table, the options that all commands share, and help.
 *
 * Options are parsed twice: up to the first word that is no option, which is
 * the command, and then the command's own.  The shared options may stand in
 * either place.  All values are taken as the bytes they are (file names), so
 * that nothing depends on the locale.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/date.h"
#include "lib/nearest.h"

/* The options that all commands share. */
struct shared {
	char *dir;
	char *as_of;
	char *colour;
	char *schemas;
	char *templates;
	gboolean version;
	gboolean help;
};

static const struct command *const commands[] = {
	&cmd_init,   &cmd_new,	   &cmd_edit,  &cmd_check,  &cmd_save,
	&cmd_list,   &cmd_show,	   &cmd_log,   &cmd_diff,   &cmd_due,
	&cmd_impact, &cmd_explain, &cmd_build, &cmd_verify, &cmd_bundle,
	&cmd_remove, &cmd_rename,  &cmd_sign,  &cmd_review, &cmd_migrate,
	&cmd_export, &cmd_import,  &cmd_hook,
};

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

static GOptionGroup *shared_group(struct shared *shared)
{
	const GOptionEntry entries[] = {
		{ "directory", 'C', 0, G_OPTION_ARG_FILENAME, &shared->dir,
		  "Run as if started in DIR", "DIR" },
		{ "as-of", 0, 0, G_OPTION_ARG_FILENAME, &shared->as_of,
		  "Compare dates with DATE (YYYY-MM-DD), not with today in UTC",
		  "DATE" },
		{ "color", 0, 0, G_OPTION_ARG_FILENAME, &shared->colour,
		  "Colour the output: auto, always or never", "WHEN" },
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
	GOptionGroup *group = g_option_group_new(
		"shared", "Options of every command:", "", NULL, NULL);

	g_option_group_add_entries(group, entries);
	return group;
}

static void take(char **to, char **from)
{
	if (!*from)
		return;
	g_free(*to);
	*to = g_steal_pointer(from);
}

/* What was said after the command counts more than what stands before. */
static void merge(struct shared *shared, struct shared *later)
{
	take(&shared->dir, &later->dir);
	take(&shared->as_of, &later->as_of);
	take(&shared->colour, &later->colour);
	take(&shared->schemas, &later->schemas);
	take(&shared->templates, &later->templates);
	shared->version |= later->version;
	shared->help |= later->help;
}

static void shared_clear(struct shared *shared)
{
	g_free(shared->dir);
	g_free(shared->as_of);
	g_free(shared->colour);
	g_free(shared->schemas);
	g_free(shared->templates);
}

static GOptionContext *command_context(const struct command *command,
				       struct shared *shared)
{
	GOptionContext *context = g_option_context_new(command->arguments);

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_summary(context, command->description);
	g_option_context_set_description(context, command->ending);
	if (command->options) {
		GOptionGroup *own =
			g_option_group_new("own", "Options:", "", NULL, NULL);

		g_option_group_add_entries(own, command->options);
		g_option_context_add_group(context, own);
	}
	g_option_context_add_group(context, shared_group(shared));
	return context;
}

static GOptionContext *main_context(struct shared *shared)
{
	GOptionContext *context = g_option_context_new("COMMAND [ARGUMENT…]");
	g_autoptr(GString) summary = g_string_new(
		"Keeps registers of consent, legal gateways and data-sharing "
		"agreements\nin git, checks them, and publishes them as a "
		"static site.\n\nCommands:\n");

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		g_string_append_printf(summary, "  %-9s%s\n", commands[i]->name,
				       commands[i]->help);
	g_string_append(summary,
			"\n'gatehouse help COMMAND' tells more of each.");
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_strict_posix(context, TRUE);
	g_option_context_set_summary(context, summary->str);
	g_option_context_set_description(
		context,
		"Exit status: 0 clean; 1 findings or differences; 2 wrong "
		"usage;\n3 the work could not be done.\n\n"
		"Gatehouse says what the records show. It gives no legal "
		"advice.");
	g_option_context_add_group(context, shared_group(shared));
	return context;
}

static void print_help(GOptionContext *context, FILE *to)
{
	g_autofree char *text = g_option_context_get_help(context, FALSE, NULL);

	fputs(text, to);
}

/* The usage line begins with the name of the program: let it have both. */
static void print_command_help(const struct command *command,
			       GOptionContext *context)
{
	g_autofree char *name = g_strconcat("gatehouse ", command->name, NULL);

	g_set_prgname(name);
	print_help(context, stdout);
}

static enum command_status help_command(const char *name)
{
	struct shared unused = { 0 };
	const struct command *command = find_command(name);
	g_autoptr(GOptionContext) context = NULL;

	if (!command)
		return output_usage(NULL, "there is no command '%s'", name);
	context = command_context(command, &unused);
	print_command_help(command, context);
	return COMMAND_CLEAN;
}

static enum command_status unknown_command(const char *name)
{
	const char *names[G_N_ELEMENTS(commands) + 2] = { NULL };
	const char *near;

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		names[i] = commands[i]->name;
	names[G_N_ELEMENTS(commands)] = "help";
	near = nearest_find(names, name);
	if (near)
		return output_usage(NULL,
				    "there is no command '%s'; did you mean "
				    "'%s'?",
				    name, near);
	return output_usage(NULL, "there is no command '%s'", name);
}

/* GLib's messages are sentences: the house's start small, with no stop. */
static enum command_status refuse_options(const char *command,
					  const GError *error)
{
	g_autofree char *message = g_strdup(error->message);

	if (g_ascii_isupper(message[0]) && g_ascii_islower(message[1]))
		message[0] = g_ascii_tolower(message[0]);
	return output_usage(command, "%s", message);
}

/* Puts the shared options into force. */
static enum command_status apply(const struct shared *shared,
				 struct session *session, const char *command)
{
	enum output_colour colour = OUTPUT_AUTO;

	if (shared->colour && !output_colour_parse(shared->colour, &colour))
		return output_usage(command,
				    "--color is 'auto', 'always' or 'never', "
				    "not '%s'",
				    shared->colour);
	output_start(colour);
	session->as_of = date_today();
	if (shared->as_of)
		session->as_of = date_parse(shared->as_of);
	if (session->as_of == DATE_NONE)
		return output_usage(command,
				    "--as-of '%s' is no date; write it as "
				    "YYYY-MM-DD",
				    shared->as_of);
	if (shared->dir && chdir(shared->dir) != 0) {
		output_note(command, "cannot go to folder '%s': %s",
			    shared->dir, g_strerror(errno));
		return COMMAND_FAILED;
	}
	return COMMAND_CLEAN;
}

static enum command_status run(const struct command *command,
			       const struct shared *shared, char **args)
{
	size_t n = g_strv_length(args);
	struct session session = { 0 };
	g_autoptr(GError) error = NULL;
	enum command_status status;

	if (n < command->min_args)
		return output_usage(command->name, "expected: %s",
				    command->arguments);
	if (n > command->max_args)
		return output_usage(command->name, "'%s' is one too many",
				    args[command->max_args]);
	status = apply(shared, &session, command->name);
	if (status != COMMAND_CLEAN)
		return status;
	if (session_open(&session, command, shared->schemas, shared->templates,
			 &error))
		status = command->run(&session, n, args);
	else
		status = output_failure(command->name, error);
	session_clear(&session);
	return status;
}

/* Parses and runs a command; args[0] is its name. */
static enum command_status start(struct shared *shared, char ***args)
{
	const struct command *command = find_command((*args)[0]);
	struct shared later = { 0 };
	g_autoptr(GOptionContext) context = NULL;
	g_autoptr(GError) error = NULL;
	enum command_status status = COMMAND_CLEAN;
	bool is_parsed;

	if (!command)
		return unknown_command((*args)[0]);
	context = command_context(command, &later);
	is_parsed = g_option_context_parse_strv(context, args, &error);
	merge(shared, &later);
	if (!is_parsed)
		status = refuse_options(command->name, error);
	else if (shared->help)
		print_command_help(command, context);
	else if (shared->version)
		printf("gatehouse %s\n", GATEHOUSE_VERSION);
	else
		status = run(command, shared, *args + 1);
	return status;
}

static enum command_status dispatch(struct shared *shared, int argc,
				    char **argv)
{
	g_autoptr(GOptionContext) context = main_context(shared);
	g_auto(GStrv) args = g_new0(char *, (gsize)argc + 1);
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < argc; i++)
		args[i] = g_strdup(argv[i]);
	if (!g_option_context_parse_strv(context, &args, &error))
		return refuse_options(NULL, error);
	if (shared->version) {
		printf("gatehouse %s\n", GATEHOUSE_VERSION);
		return COMMAND_CLEAN;
	}
	if (args[0] && args[1] && !shared->help &&
	    strcmp(args[1], "help") == 0 && args[2])
		return help_command(args[2]);
	if (shared->help || (args[0] && g_strcmp0(args[1], "help") == 0)) {
		print_help(context, stdout);
		return COMMAND_CLEAN;
	}
	if (!args[0] || !args[1]) {
		print_help(context, stderr);
		return COMMAND_USAGE;
	}
	g_free(args[0]);
	memmove(args, args + 1,
		g_strv_length(args + 1) * sizeof(*args) + sizeof(*args));
	return start(shared, &args);
}

int main(int argc, char **argv)
{
	struct shared shared = { 0 };
	enum command_status status;

	g_set_prgname("gatehouse");
	output_start(OUTPUT_AUTO);
	status = dispatch(&shared, argc, argv);
	shared_clear(&shared);
	if (!output_finish())
		status = COMMAND_FAILED;
	return (int)status;
}
