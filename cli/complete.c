/* SPDX-License-Identifier: MIT */
/*
 * What a shell may complete is read from where help reads it.  The words in
 * capitals that help prints for an argument ("ID|PATH…") or for the value of an
 * option ("REV") say what kind of thing is meant; values in quotes in an
 * option's line of help ("'table' (default), 'csv'") are all there are.
 */
#include "cli/complete.h"

#include <stdbool.h>
#include <string.h>

#include "cli/cmd_help.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/usage.h"
#include "lib/registers.h"
#include "lib/rulebook.h"

struct request {
	const struct session *session;
	const char *lead;  /* stands before each word: "--format=" */
	const char *begun; /* what was typed of the word */
	GPtrArray *lines;
};

static void offer(const struct request *request, const char *word,
		  const char *meaning)
{
	if (!g_str_has_prefix(word, request->begun))
		return;
	g_ptr_array_add(request->lines,
			g_strdup_printf("%s%s%s%s", request->lead, word,
					meaning ? "\t" : "",
					meaning ? meaning : ""));
}

/* Things ------------------------------------------------------------------ */

/* The names of the .xml files in a folder and below it; links are not followed. */
static void offer_ids(const struct request *request, const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *id = NULL;

		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) ||
		    !g_utf8_validate(name, -1, NULL))
			continue;
		if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
			offer_ids(request, path);
		} else if (g_str_has_suffix(name, ".xml")) {
			id = g_strndup(name, strlen(name) - strlen(".xml"));
			offer(request, id, NULL);
		}
	}
}

static void offer_records(const struct request *request)
{
	const char *const *folder = request->session->library->folders;

	for (; *folder; folder++) {
		g_autofree char *path = NULL;

		if (strcmp(*folder, "codes") == 0)
			continue;
		path = g_build_filename(request->session->root, *folder, NULL);
		offer_ids(request, path);
	}
}

static void offer_kinds(const struct request *request)
{
	size_t n;
	const struct kind *kinds =
		schema_kinds(request->session->library->schema, &n);

	for (size_t i = 0; i < n; i++)
		offer(request, kinds[i].name, kinds[i].plural);
}

static void offer_rules(const struct request *request)
{
	g_autoptr(Rulebook) book =
		rulebook_new(request->session->library->assets, NULL);
	size_t n = 0;
	const struct rulebook_row *rows = book ? rulebook_rows(book, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		offer(request, rows[i].id, rows[i].title);
}

static void offer_commands(const struct request *request)
{
	size_t n;
	const struct command *const *all = commands_all(&n);

	for (size_t i = 0; i < n; i++)
		offer(request, all[i]->name, all[i]->help);
}

static void offer_topics(const struct request *request)
{
	g_auto(GStrv) topics = cmd_help_topics();

	offer_commands(request);
	for (char **topic = topics; *topic; topic++)
		offer(request, *topic, NULL);
}

static void offer_files(const struct request *request)
{
	g_ptr_array_add(request->lines, g_strdup(COMPLETE_FILES));
}

static void offer_folders(const struct request *request)
{
	g_ptr_array_add(request->lines, g_strdup(COMPLETE_FOLDERS));
}

static const struct {
	const char *word; /* as help writes it */
	void (*offer)(const struct request *request);
} things[] = {
	{ "COMMAND", offer_commands }, { "DIR", offer_folders },
	{ "FILE", offer_files },       { "ID", offer_records },
	{ "KIND", offer_kinds },       { "PATH", offer_files },
	{ "RULE", offer_rules },       { "TOPIC", offer_topics },
};

/* Arguments and values ---------------------------------------------------- */

/* "[ID|PATH…]", "install|uninstall", "ID[#PART]": each word of it. */
static void offer_pattern(const struct request *request, const char *pattern)
{
	g_auto(GStrv) words = g_strsplit_set(pattern, "[]|#.", -1);

	for (char **word = words; *word; word++) {
		if (g_str_has_suffix(*word, "…"))
			(*word)[strlen(*word) - strlen("…")] = '\0';
		if (g_ascii_islower(**word))
			offer(request, *word, NULL);
		for (size_t i = 0; i < G_N_ELEMENTS(things); i++) {
			if (strcmp(things[i].word, *word) == 0)
				things[i].offer(request);
		}
	}
}

/* The n-th argument of a command, from 0. */
static void offer_argument(const struct request *request,
			   const struct command *command, size_t n)
{
	g_auto(GStrv) patterns = g_strsplit(command->arguments, " ", -1);
	size_t len = g_strv_length(patterns);

	if (n >= command->max_args || len == 0)
		return;
	offer_pattern(request, patterns[MIN(n, len - 1)]);
}

/* The values in quotes, else what the word in capitals means. */
static void offer_value(const struct request *request,
			const GOptionEntry *entry)
{
	g_auto(GStrv) parts = g_strsplit(entry->description, "'", -1);
	size_t n = g_strv_length(parts);

	for (size_t i = 1; i + 1 < n; i += 2)
		offer(request, parts[i], NULL);
	if (n < 3)
		offer_pattern(request, entry->arg_description);
}

static void offer_options(const struct request *request,
			  const GOptionEntry *entries)
{
	for (; entries && entries->long_name; entries++) {
		g_autofree char *word =
			g_strconcat("--", entries->long_name, NULL);

		offer(request, word, entries->description);
	}
}

/* The option that a word is, without its value; NULL when it is none. */
static const GOptionEntry *find_option(const GOptionEntry *entries,
				       const char *word)
{
	for (; entries && entries->long_name; entries++) {
		if (word[0] == '-' && word[1] == '-' &&
		    strcmp(word + 2, entries->long_name) == 0)
			return entries;
		if (word[0] == '-' && entries->short_name &&
		    word[1] == entries->short_name && !word[2])
			return entries;
	}
	return NULL;
}

/* The line so far --------------------------------------------------------- */

struct line {
	const GOptionEntry *shared;
	bool is_named;		       /* a word stands where commands do */
	const struct command *command; /* NULL: none of that name */
	size_t n_args;		       /* of the command */
	const GOptionEntry *open;      /* waits for its value; or NULL */
};

static const GOptionEntry *option_of(const struct line *line, const char *word)
{
	const GOptionEntry *entry =
		line->command ? find_option(line->command->options, word)
			      : NULL;

	return entry ? entry : find_option(line->shared, word);
}

static void read_word(struct line *line, const char *word)
{
	const GOptionEntry *entry = option_of(line, word);

	if (line->open) {
		line->open = NULL;
	} else if (word[0] == '-') {
		if (entry && entry->arg != G_OPTION_ARG_NONE)
			line->open = entry;
	} else if (!line->is_named) {
		line->is_named = true;
		line->command = commands_find(word);
	} else {
		line->n_args++;
	}
}

/* "--format=js": the value is what is being typed. */
static bool offer_joined(struct request *request, const struct line *line)
{
	const char *equals = strchr(request->begun, '=');
	g_autofree char *name = NULL;
	g_autofree char *lead = NULL;
	const GOptionEntry *entry;

	if (request->begun[0] != '-' || !equals)
		return false;
	name = g_strndup(request->begun, (gsize)(equals - request->begun));
	lead = g_strconcat(name, "=", NULL);
	entry = option_of(line, name);
	request->lead = lead;
	request->begun = equals + 1;
	if (entry && entry->arg != G_OPTION_ARG_NONE)
		offer_value(request, entry);
	return true;
}

GPtrArray *complete_words(const struct session *session,
			  const char *const *words, size_t n)
{
	struct usage_shared unused = { 0 };
	g_autofree GOptionEntry *shared = usage_shared_entries(&unused);
	struct line line = { .shared = shared };
	struct request request = {
		.session = session,
		.lead = "",
		.begun = words[n - 1],
		.lines = g_ptr_array_new_with_free_func(g_free),
	};

	for (size_t i = 0; i + 1 < n; i++)
		read_word(&line, words[i]);
	if (line.open) {
		offer_value(&request, line.open);
	} else if (offer_joined(&request, &line)) {
		return request.lines;
	} else if (request.begun[0] == '-') {
		if (line.command)
			offer_options(&request, line.command->options);
		offer_options(&request, shared);
	} else if (!line.is_named) {
		offer_commands(&request);
	} else if (line.command) {
		offer_argument(&request, line.command, line.n_args);
	}
	return request.lines;
}
