/* SPDX-License-Identifier: MIT */
/*
 * Makes a registers repository, or nothing: everything that can be known to
 * fail is looked at first, and all is made in a staging folder and put in its
 * place whole.  A folder that was there and empty stays the same folder, for
 * somebody may be working in it: what goes into it is moved, and a run that
 * dies meanwhile is finished by the next.
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
#include "lib/staging.h"
#include "lib/write.h"

#define DEFAULT_TITLE "Registers of information sharing"
#define INSIDE ".gatehouse-" /* a staging folder in an empty folder */
#define TREE "tree"
#define READY "ready"
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

static bool put_file(const char *dir, const struct starter_file *file,
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
	if (TEMP_FAILURE_RETRY(unlink(path)) != 0 && errno != ENOENT)
		return write_fail(error, "replace", path);
	return write_file(path, bytes, len, 0666) ||
	       write_fail(error, "write", path);
}

static bool commit_stage(const char *dir, const struct starter_stage *stage,
			 GError **error)
{
	guint n = stage->files->len;
	g_autofree struct commit_file *files = g_new0(struct commit_file, n);
	g_autofree char *stale = NULL;
	struct commit_request request = {
		.message = stage->message,
		.author_time = stage->time,
		.files = files,
		.n_files = n,
		.stale = &stale,
	};

	for (guint i = 0; i < n; i++) {
		const struct starter_file *file = stage->files->pdata[i];

		files[i].path = file->path;
		files[i].bytes = file->bytes;
		if (!put_file(dir, file, error))
			return false;
	}
	if (!commit_files(dir, &request, NULL, error))
		return false;
	if (stale)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "cannot write '%s/.git/index': %s", dir, stale);
	return !stale;
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

/*
 * Puts what is in tree into the folder dir, which was empty.  The repository
 * comes last: until then it is no registers repository.
 */
static bool move_in(const char *tree, const char *dir, GError **error)
{
	g_autoptr(GDir) listing = g_dir_open(tree, 0, error);
	g_autofree char *git = g_build_filename(tree, ".git", NULL);
	g_autofree char *to = g_build_filename(dir, ".git", NULL);
	const char *name;

	if (!listing)
		return false;
	while ((name = g_dir_read_name(listing))) {
		g_autofree char *old = g_build_filename(tree, name, NULL);
		g_autofree char *new = g_build_filename(dir, name, NULL);

		if (strcmp(name, ".git") != 0 && rename(old, new) != 0)
			return write_fail(error, "make", new);
	}
	return rename(git, to) == 0 || write_fail(error, "make", to);
}

/* Puts what has been moved in back where it was, as far as it goes. */
static void move_out(const char *dir, const char *tree)
{
	g_autoptr(GDir) listing = g_dir_open(dir, 0, NULL);
	const char *name;

	while (listing && (name = g_dir_read_name(listing))) {
		g_autofree char *old = g_build_filename(dir, name, NULL);
		g_autofree char *new = g_build_filename(tree, name, NULL);

		if (!g_str_has_prefix(name, INSIDE))
			(void)rename(old, new);
	}
}

/*
 * Finishes what a dead run was about to move in.  The repository comes last: if
 * it is there, nothing but the staging folder is left to be removed.
 */
static bool finish(const struct staging *dead, void *data)
{
	g_autofree char *ready = g_build_filename(dead->path, READY, NULL);
	g_autofree char *tree = g_build_filename(dead->path, TREE, NULL);
	g_autofree char *dir = g_path_get_dirname(dead->path);
	g_autofree char *git = g_build_filename(dir, ".git", NULL);
	bool *is_finished = data;

	if (g_file_test(git, G_FILE_TEST_IS_DIR)) {
		*is_finished = true;
		return true;
	}
	if (!g_file_test(ready, G_FILE_TEST_EXISTS))
		return true;
	if (g_file_test(tree, G_FILE_TEST_IS_DIR))
		*is_finished = move_in(tree, dir, NULL);
	return *is_finished;
}

/* The folder becomes the place, or its content that of the place. */
static bool put_there(const struct staging *staging, const char *dir,
		      enum place place, GError **error)
{
	g_autofree char *tree = g_build_filename(staging->path, TREE, NULL);
	g_autofree char *ready = g_build_filename(staging->path, READY, NULL);

	if (!write_sync_system(tree))
		return write_fail(error, "write to disk", tree);
	if (place == PLACE_MISSING)
		return rename(tree, dir) == 0 || write_fail(error, "make", dir);
	if (!write_file(ready, "", 0, 0600))
		return write_fail(error, "write", ready);
	if (move_in(tree, dir, error))
		return true;
	move_out(dir, tree);
	return false;
}

/* Whether some of it has its place already; the next run finishes it. */
static bool has_begun(const char *dir)
{
	g_autoptr(GDir) listing = g_dir_open(dir, 0, NULL);
	const char *name;

	while (listing && (name = g_dir_read_name(listing))) {
		if (!g_str_has_prefix(name, INSIDE))
			return true;
	}
	return false;
}

/*
 * The registers are made in a staging folder, beside the place or in it, so
 * that a run that is killed leaves no half of them.
 */
static bool make_staged(const char *dir, enum place place,
			const GPtrArray *stages, GError **error)
{
	struct staging staging = STAGING_NONE;
	g_autofree char *full = g_canonicalize_filename(dir, NULL);
	g_autofree char *parent = g_path_get_dirname(full);
	g_autofree char *tree = NULL;
	bool is_made;

	if (g_mkdir_with_parents(parent, 0777) != 0)
		return write_fail(error, "make the folder", parent);
	if (place == PLACE_MISSING
		    ? !staging_open_beside(&staging, full, error)
		    : !staging_open(&staging, full, INSIDE, error))
		return false;
	tree = g_build_filename(staging.path, TREE, NULL);
	is_made = fill(tree, stages, error) &&
		  put_there(&staging, full, place, error);
	if (is_made || place == PLACE_MISSING || !has_begun(full))
		staging_close(&staging);
	else
		staging_leave(&staging);
	return is_made;
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
	g_autofree char *full = g_canonicalize_filename(dir, NULL);
	enum place place;
	bool is_finished = false;

	staging_sweep_beside(full);
	staging_sweep(dir, INSIDE, finish, &is_finished, NULL);
	if (is_finished) {
		output_note("init",
			    "'%s' has the registers now that a run before was "
			    "making there",
			    dir);
		return COMMAND_CLEAN;
	}
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
	if (place != PLACE_REPOSITORY ? !make_staged(dir, place, stages, &error)
				      : !fill(dir, stages, &error)) {
		if (place == PLACE_REPOSITORY)
			output_note("init",
				    "'%s' may hold part of the registers now",
				    dir);
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
