/* SPDX-License-Identifier: MIT */
/*
 * What differs between two points, in the register's words.  A point is a
 * commit or the work tree; either is a set of files.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/changes.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"

static struct {
	char *format;
} opt;

static const GOptionEntry options[] = {
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print as 'text' (default) or 'json'", "FORMAT" },
	G_OPTION_ENTRY_NULL
};

/* The two points; a revision that is NULL is the work tree. */
struct points {
	struct files *old;
	struct files *new;
};

static void points_clear(struct points *points)
{
	files_free(points->old);
	files_free(points->new);
}

/* The files of a revision; none before the first commit. */
static struct files *read_point(const struct session *session,
				const char *revision, GError **error)
{
	const char *const *folders =
		(const char *const *)session->library->folders;
	struct repo_id id;

	if (!revision)
		return files_read_tree(session->root, folders, session->diags,
				       error);
	if (strcmp(revision, "HEAD") == 0 && repo_is_unborn(session->repo))
		return files_new();
	if (!repo_resolve(session->repo, revision, &id, error))
		return NULL;
	return repo_read_files(session->repo, &id, folders, session->diags,
			       error);
}

static bool read_points(const struct session *session, char **revisions,
			size_t n, struct points *points, GError **error)
{
	points->old = read_point(session, n > 0 ? revisions[0] : "HEAD", error);
	if (!points->old)
		return false;
	points->new = read_point(session, n > 1 ? revisions[1] : NULL, error);
	return points->new != NULL;
}

static bool has_record(const struct files *files, const char *id)
{
	for (size_t i = 0; i < files_len(files); i++) {
		g_autofree char *own =
			record_history_id(files_get(files, i)->path);

		if (strcmp(own, id) == 0)
			return true;
	}
	return false;
}

static bool is_revision(const struct session *session, const char *word)
{
	struct repo_id id;

	return repo_resolve(session->repo, word, &id, NULL) ||
	       (strcmp(word, "HEAD") == 0 && repo_is_unborn(session->repo));
}

static enum command_status print_diff(const struct session *session,
				      const struct points *points,
				      const char *id, bool is_json)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Codes) codes = session_codes(session, points->new, &error);
	g_autoptr(GPtrArray) entries = NULL;

	if (!codes)
		return output_failure("diff", error);
	if (id && !has_record(points->old, id) &&
	    !has_record(points->new, id)) {
		output_note("diff", "'%s' is neither a revision nor a record",
			    id);
		return COMMAND_FAILED;
	}
	entries = changes_between(session->library, codes, points->old,
				  points->new, id);
	diags_sort(session->diags);
	output_diags(stderr, session->diags);
	if (is_json)
		json_diff(stdout, entries);
	else
		changes_print(stdout, entries, 0);
	return entries->len > 0 ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	bool is_json = g_strcmp0(opt.format, "json") == 0;
	bool has_id = n == 3 || (n > 0 && !is_revision(session, args[n - 1]));
	const char *id = has_id ? args[n - 1] : NULL;
	struct points points = { 0 };
	g_autoptr(GError) error = NULL;
	enum command_status status;

	if (opt.format && !is_json && strcmp(opt.format, "text") != 0)
		return output_usage("diff",
				    "--format is 'text' or 'json', not '%s'",
				    opt.format);
	if (read_points(session, args, n - has_id, &points, &error))
		status = print_diff(session, &points, id, is_json);
	else
		status = output_failure("diff", error);
	points_clear(&points);
	return status;
}

const struct command cmd_diff = {
	.name = "diff",
	.help = "Show which fields differ between two points",
	.arguments = "[REV [REV]] [ID]",
	.description =
		"Shows what differs between two commits, between a commit and "
		"the work tree, or\nbetween HEAD and the work tree, field by "
		"field; with ID only in this record. A\nlast word that is no "
		"revision is taken as an id.",
	.ending = "Examples:\n"
		  "  gatehouse diff\n"
		  "  gatehouse diff HEAD~1\n"
		  "  gatehouse diff main@{2026-04-01} HEAD leeds-live-risk\n\n"
		  "Exit status: 0 nothing differs; 1 something does; 2 wrong "
		  "usage; 3 there is no\nsuch revision or record.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REPO,
	.max_args = 3,
	.run = run,
};
