/* SPDX-License-Identifier: MIT */
/*
 * Makes a registers repository, or nothing: everything that can be known to
 * fail is looked at first, and what a failure leaves behind is taken away
 * again, as far as it was made here.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/starter.h"
#include "lib/commit.h"
#include "lib/registers.h"
#include "lib/repo.h"

#define DEFAULT_TITLE "Registers of information sharing"
#define MAX_TITLE 500 /* characters, as the schema has it */

static struct {
	gboolean is_example;
	char *title;
} opt;

static const GOptionEntry options[] = {
	{ "example", 0, 0, G_OPTION_ARG_NONE, &opt.is_example,
	  "Begin with the worked example, in the order of its sources", NULL },
	{ "title", 0, 0, G_OPTION_ARG_FILENAME, &opt.title,
	  "Title of the registers, as it stands on every page", "TITLE" },
	G_OPTION_ENTRY_NULL
};

/* What was at the place before. */
enum place { PLACE_MISSING, PLACE_EMPTY, PLACE_REPOSITORY, PLACE_TAKEN };

static bool is_without_commit(const char *dir)
{
	g_autoptr(Repo) repo = repo_open(dir, NULL);

	return repo && repo_is_unborn(repo);
}

static bool look_at(const char *dir, enum place *place, GError **error)
{
	g_autoptr(GDir) listing = NULL;
	const char *name;
	struct stat st;

	*place = PLACE_MISSING;
	if (lstat(dir, &st) != 0 && errno == ENOENT)
		return true;
	listing = g_dir_open(dir, 0, error);
	if (!listing)
		return false;
	*place = PLACE_EMPTY;
	while ((name = g_dir_read_name(listing))) {
		if (strcmp(name, ".git") != 0) {
			*place = PLACE_TAKEN;
			return true;
		}
		*place =
			is_without_commit(dir) ? PLACE_REPOSITORY : PLACE_TAKEN;
	}
	return true;
}

/* Removes what is in the folder open at fd, links themselves, not followed. */
static void empty_folder(int fd)
{
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
	g_autoptr(GDir) listing = g_dir_open(path, 0, NULL);
	const char *name;

	while (listing && (name = g_dir_read_name(listing))) {
		int child;

		if (unlinkat(fd, name, 0) == 0)
			continue;
		child = openat(fd, name,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (child < 0)
			continue;
		empty_folder(child);
		close(child);
		unlinkat(fd, name, AT_REMOVEDIR);
	}
}

/* Leaves the place as it was, if nothing of the user's was there. */
static void undo(const char *dir, enum place place)
{
	int fd;

	if (place == PLACE_REPOSITORY) {
		output_note("init", "'%s' may hold part of the registers now",
			    dir);
		return;
	}
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0) {
		empty_folder(fd);
		close(fd);
	}
	if (place == PLACE_MISSING)
		rmdir(dir);
}

static bool write_file(const char *dir, const struct starter_file *file,
		       GError **error)
{
	g_autofree char *path = g_build_filename(dir, file->path, NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	gsize len;
	const char *bytes = g_bytes_get_data(file->bytes, &len);

	if (g_mkdir_with_parents(folder, 0777) != 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "cannot make folder '%s': %s", folder,
			    g_strerror(errno));
		return false;
	}
	return g_file_set_contents_full(path, bytes, (gssize)len,
					G_FILE_SET_CONTENTS_CONSISTENT, 0666,
					error);
}

static bool commit_stage(const char *dir, const struct starter_stage *stage,
			 GError **error)
{
	guint n = stage->files->len;
	g_autofree struct commit_file *files = g_new0(struct commit_file, n);
	struct commit_request request = {
		.message = stage->message,
		.author_time = stage->time,
		.files = files,
		.n_files = n,
	};

	for (guint i = 0; i < n; i++) {
		const struct starter_file *file = stage->files->pdata[i];

		files[i].path = file->path;
		files[i].bytes = file->bytes;
		if (!write_file(dir, file, error))
			return false;
	}
	return commit_files(dir, &request, NULL, error);
}

static bool fill(const char *dir, const GPtrArray *stages, GError **error)
{
	if (!commit_init_repository(dir, error))
		return false;
	for (guint i = 0; i < stages->len; i++) {
		if (!commit_stage(dir, stages->pdata[i], error))
			return false;
	}
	return true;
}

/* How many different files the stages leave. */
static guint count_files(const GPtrArray *stages)
{
	g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < stages->len; i++) {
		const struct starter_stage *stage = stages->pdata[i];

		for (guint j = 0; j < stage->files->len; j++) {
			const struct starter_file *file =
				stage->files->pdata[j];

			if (strchr(file->path, '/'))
				g_hash_table_add(paths, file->path);
		}
	}
	return g_hash_table_size(paths);
}

/* Whether a shell takes the text as one word, as it stands. */
static bool is_plain_word(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789/._-") == strlen(text);
}

static void print_closing(const char *dir, const GPtrArray *stages)
{
	g_autofree char *shown = output_clean(dir);
	g_autofree char *word =
		is_plain_word(shown) ? g_strdup(shown) : g_shell_quote(shown);

	printf("registers made in %s: %u records, %u commit%s\n\n", shown,
	       count_files(stages), stages->len, stages->len == 1 ? "" : "s");
	printf("  gatehouse.xml   settings: title, publisher and choices\n"
	       "  gateways/       the powers that let bodies share data\n"
	       "  %s\n\n"
	       "Next:\n"
	       "  gatehouse -C %s check\n"
	       "  gatehouse -C %s build\n",
	       opt.is_example
		       ? "agreements/     and the other registers, one record "
			 "a file"
		       : "sources/        where their texts come from; other "
			 "records go beside them",
	       word, word);
}

static enum command_status check_title(void)
{
	if (!opt.title)
		return COMMAND_CLEAN;
	if (opt.is_example)
		return output_usage("init",
				    "the worked example has its own title; "
				    "leave out --title or --example");
	if (!g_utf8_validate(opt.title, -1, NULL))
		return output_usage("init", "the title is not valid UTF-8");
	if (strspn(opt.title, " ") == strlen(opt.title))
		return output_usage("init", "the title is empty");
	if (g_utf8_strlen(opt.title, -1) > MAX_TITLE)
		return output_usage("init",
				    "the title is longer than %d characters",
				    MAX_TITLE);
	for (const char *p = opt.title; *p; p = g_utf8_next_char(p)) {
		if (g_unichar_iscntrl(g_utf8_get_char(p)))
			return output_usage("init",
					    "the title is not one line of "
					    "plain text");
	}
	return COMMAND_CLEAN;
}

static enum command_status make(struct session *session, const char *dir)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) stages = NULL;
	enum place place;

	if (!look_at(dir, &place, &error))
		return output_failure("init", error);
	if (place == PLACE_TAKEN) {
		output_note("init",
			    "'%s' is not empty; choose a new folder, or an "
			    "empty one",
			    dir);
		return COMMAND_FAILED;
	}
	if (!commit_has_identity(dir, &error))
		return output_failure("init", error);
	stages = opt.is_example
			 ? starter_example(session->library, &error)
			 : starter_new(session->library,
				       opt.title ? opt.title : DEFAULT_TITLE,
				       &error);
	if (!stages)
		return output_failure("init", error);
	if (!fill(dir, stages, &error)) {
		undo(dir, place);
		return output_failure("init", error);
	}
	print_closing(dir, stages);
	return COMMAND_CLEAN;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	enum command_status status = check_title();

	(void)n;
	return status == COMMAND_CLEAN ? make(session, args[0]) : status;
}

const struct command cmd_init = {
	.name = "init",
	.help = "Make a new registers repository",
	.arguments = "DIR",
	.description =
		"Makes a git repository with settings, the legal gateways that "
		"come with the\nprogram, and a first commit. DIR must be "
		"missing, empty, or a git repository\nwith nothing in it yet.",
	.ending = "Examples:\n"
		  "  gatehouse init registers --title 'Sharing in Fenshire'\n"
		  "  gatehouse init --example example\n\n"
		  "Exit status: 0 made; 2 wrong usage; 3 it could not be made, "
		  "and nothing is left\nof it.",
	.options = options,
	.needs = COMMAND_LIBRARY,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
