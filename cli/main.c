/* SPDX-License-Identifier: MIT */
/*
 * From the words of a call to the command that it asks for.
 *
 * Options are parsed twice: up to the first word that is no option, which is
 * the command, and then the command's own.  The shared options may stand in
 * either place.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/usage.h"
#include "lib/date.h"

static void take(char **to, char **from)
{
	if (!*from)
		return;
	g_free(*to);
	*to = g_steal_pointer(from);
}

/* What was said after the command counts more than what stands before. */
static void merge(struct usage_shared *shared, struct usage_shared *later)
{
	take(&shared->dir, &later->dir);
	take(&shared->as_of, &later->as_of);
	take(&shared->colour, &later->colour);
	take(&shared->schemas, &later->schemas);
	take(&shared->templates, &later->templates);
	shared->version |= later->version;
	shared->help |= later->help;
}

static enum command_status unknown_command(const char *name)
{
	const char *near = commands_nearest(name);

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
static enum command_status apply(const struct usage_shared *shared,
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
			       const struct usage_shared *shared, char **args)
{
	size_t n = g_strv_length(args);
	struct session session = { .scratch = STAGING_NONE };
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

static void print_version(void)
{
	printf("gatehouse %s\n", GATEHOUSE_VERSION);
}

/* Parses and runs a command; args[0] is its name. */
static enum command_status start(struct usage_shared *shared, char ***args)
{
	const struct command *command = commands_find((*args)[0]);
	struct usage_shared later = { 0 };
	g_autoptr(GOptionContext) context = NULL;
	g_autoptr(GError) error = NULL;
	enum command_status status = COMMAND_CLEAN;
	bool is_parsed;

	if (!command)
		return unknown_command((*args)[0]);
	context = usage_context(command, &later);
	is_parsed = g_option_context_parse_strv(context, args, &error);
	merge(shared, &later);
	if (!is_parsed)
		status = refuse_options(command->name, error);
	else if (shared->help)
		usage_print(command, stdout);
	else if (shared->version)
		print_version();
	else
		status = run(command, shared, *args + 1);
	return status;
}

static enum command_status dispatch(struct usage_shared *shared, int argc,
				    char **argv)
{
	g_autoptr(GOptionContext) context = usage_context(NULL, shared);
	g_auto(GStrv) args = g_new0(char *, (gsize)argc + 1);
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < argc; i++)
		args[i] = g_strdup(argv[i]);
	if (!g_option_context_parse_strv(context, &args, &error))
		return refuse_options(NULL, error);
	if (shared->version) {
		print_version();
		return COMMAND_CLEAN;
	}
	if (!args[0] || !args[1]) {
		usage_print(NULL, shared->help ? stdout : stderr);
		return shared->help ? COMMAND_CLEAN : COMMAND_USAGE;
	}
	g_free(args[0]);
	memmove(args, args + 1,
		g_strv_length(args + 1) * sizeof(*args) + sizeof(*args));
	return start(shared, &args);
}

int main(int argc, char **argv)
{
	struct usage_shared shared = { 0 };
	enum command_status status;

	g_set_prgname("gatehouse");
	output_start(OUTPUT_AUTO);
	status = dispatch(&shared, argc, argv);
	usage_shared_clear(&shared);
	if (!output_finish())
		status = COMMAND_FAILED;
	return (int)status;
}
