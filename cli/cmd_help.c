/* SPDX-License-Identifier: MIT */
/*
 * Help of a command, out of the command table, or of a topic: a page of the
 * manual, which is built in as text, so that it is at hand where no manual is
 * installed.
 */
#include "cli/cmd_help.h"

#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/usage.h"
#include "lib/assets.h"
#include "lib/nearest.h"

#define FOLDER "help/"
#define ENDING ".txt"

/* "help/publish.txt" to "publish". */
GStrv cmd_help_topics(void)
{
	g_autoptr(Assets) assets = assets_new(NULL, NULL);
	GStrv topics = assets_list(assets, "help");

	for (char **topic = topics; *topic; topic++) {
		size_t len = strlen(*topic) - strlen(FOLDER) - strlen(ENDING);
		char *name = g_strndup(*topic + strlen(FOLDER), len);

		g_free(*topic);
		*topic = name;
	}
	return topics;
}

static enum command_status print_page(const char *topic)
{
	g_autoptr(Assets) assets = assets_new(NULL, NULL);
	g_autofree char *path = g_strconcat(FOLDER, topic, ENDING, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = assets_load(assets, path, &error);
	gsize len;
	const char *text;

	if (!bytes)
		return output_failure("help", error);
	text = g_bytes_get_data(bytes, &len);
	fwrite(text, 1, len, stdout);
	return COMMAND_CLEAN;
}

static enum command_status unknown_topic(const char *name, GStrv topics)
{
	const char *near = commands_nearest(name);

	if (!near)
		near = nearest_find((const char *const *)topics, name);
	if (near)
		return output_usage("help",
				    "there is no command or topic '%s'; did "
				    "you mean '%s'?",
				    name, near);
	return output_usage("help",
			    "there is no command or topic '%s'; rules, kinds "
			    "and fields: 'gatehouse explain'",
			    name);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	g_auto(GStrv) topics = cmd_help_topics();
	g_autofree char *list = g_strjoinv(", ", topics);
	const struct command *command;

	(void)session;
	if (n == 0) {
		usage_print(NULL, stdout);
		printf("\nTopics of 'gatehouse help TOPIC': %s\n", list);
		return COMMAND_CLEAN;
	}
	command = commands_find(args[0]);
	if (command) {
		usage_print(command, stdout);
		return COMMAND_CLEAN;
	}
	if (g_strv_contains((const char *const *)topics, args[0]))
		return print_page(args[0]);
	return unknown_topic(args[0], topics);
}

const struct command cmd_help = {
	.name = "help",
	.help = "Tell more of a command or a topic",
	.arguments = "[TOPIC]",
	.description =
		"Prints the help of a command, or a page of the manual: the "
		"topics are listed when\nnone is given.",
	.ending = "Examples:\n"
		  "  gatehouse help\n"
		  "  gatehouse help build\n"
		  "  gatehouse help publish\n\n"
		  "Exit status: 0 printed; 2 there is no such command or "
		  "topic.",
	.max_args = 1,
	.run = run,
};
