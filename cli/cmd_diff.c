/* SPDX-License-Identifier: MIT */
/*
 * What differs between two points, in the register's words.  A point is a
 * commit or the work tree; either is a set of files.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/changes.h"
#include "cli/command.h"
#include "cli/diff_report.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/since_signed.h"
#include "cli/titles.h"
#include "lib/change_words.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_HTML };

static struct {
	char *format;
	gboolean since_signed;
} opt;

static const GOptionEntry options[] = {
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print as 'text' (default), 'json' or 'html'", "FORMAT" },
	{ "since-signed", 0, 0, G_OPTION_ARG_NONE, &opt.since_signed,
	  "Show what changed since the organisation signed", NULL },
	G_OPTION_ENTRY_NULL
};

/* The two points; a revision that is NULL is the work tree. */
struct points {
	struct files *old;
	struct files *new;
	char *from; /* in words */
	char *to;
};

static void points_clear(struct points *points)
{
	files_free(points->old);
	files_free(points->new);
	g_free(points->from);
	g_free(points->to);
}

/* The files of a revision, and what it is; none before the first commit. */
static struct files *read_point(const struct session *session,
				const char *revision, char **words,
				GError **error)
{
	const char *const *folders = session->library->folders;
	char hex[REPO_ID_HEX + 1];
	struct repo_id id;

	if (!revision) {
		*words = g_strdup("the work tree");
		return files_read_tree(session->root, folders, session->diags,
				       error);
	}
	if (strcmp(revision, "HEAD") == 0 && repo_is_unborn(session->repo)) {
		*words = g_strdup("before the first commit");
		return files_new();
	}
	if (!repo_resolve(session->repo, revision, &id, error))
		return NULL;
	repo_id_format(&id, hex);
	*words = g_strdup_printf("%s (commit %.10s)", revision, hex);
	return repo_read_files(session->repo, &id, folders, session->diags,
			       error);
}

/* A record that the disk does not give back would seem to be removed. */
static bool read_points(const struct session *session, char **revisions,
			size_t n, struct points *points, GError **error)
{
	points->old = read_point(session, n > 0 ? revisions[0] : "HEAD",
				 &points->from, error);
	if (!points->old)
		return false;
	points->new = read_point(session, n > 1 ? revisions[1] : NULL,
				 &points->to, error);
	if (!points->new)
		return false;
	return files_are_read(session->diags, error);
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

static bool print_entries(const struct session *session,
			  const struct points *points, const GPtrArray *entries,
			  enum format format, GError **error)
{
	g_autoptr(Titles) read =
		titles_new(session->library, points->new, points->old);
	const struct change_titles titles = { titles_find, read };
	const struct diff_report report = {
		.library = session->library,
		.old = points->old,
		.new = points->new,
		.from = points->from,
		.to = points->to,
		.titles = &titles,
		.entries = entries,
	};

	switch (format) {
	case FORMAT_JSON:
		json_diff(stdout, entries);
		return true;
	case FORMAT_HTML:
		return diff_report_print(stdout, &report, error);
	default:
		changes_print(stdout, entries, &titles, 0);
		return true;
	}
}

static enum command_status print_diff(const struct session *session,
				      const struct points *points,
				      const char *id, enum format format)
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
	if (!print_entries(session, points, entries, format, &error))
		return output_failure("diff", error);
	return entries->len > 0 ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

/* False, and *format untouched, when there is no such format. */
static bool parse_format(const char *name, enum format *format)
{
	static const char *const names[] = {
		[FORMAT_TEXT] = "text",
		[FORMAT_JSON] = "json",
		[FORMAT_HTML] = "html",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(name, names[i]) == 0) {
			*format = (enum format)i;
			return true;
		}
	}
	return false;
}

/*
 * The words with "A..B" made two, either of which may be left out for HEAD.
 * No name of a branch or a record has ".." in it.  NULL-terminated.
 */
static GStrv split_range(char **args, size_t n)
{
	const char *dots = n > 0 ? strstr(args[0], "..") : NULL;
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	g_autofree char *old = NULL;

	if (!dots)
		return g_strdupv(args);
	old = g_strndup(args[0], (gsize)(dots - args[0]));
	g_strv_builder_add(words, *old ? old : "HEAD");
	g_strv_builder_add(words, dots[2] ? dots + 2 : "HEAD");
	for (size_t i = 1; i < n; i++)
		g_strv_builder_add(words, args[i]);
	return g_strv_builder_end(words);
}

static enum command_status compare(const struct session *session, char **words,
				   bool is_range, enum format format)
{
	size_t n = g_strv_length(words);
	bool has_id = n == 3 || (n > 0 && !(is_range && n == 2) &&
				 !is_revision(session, words[n - 1]));
	const char *id = has_id ? words[n - 1] : NULL;
	struct points points = { 0 };
	g_autoptr(GError) error = NULL;
	enum command_status status;

	if (read_points(session, words, n - has_id, &points, &error))
		status = print_diff(session, &points, id, format);
	else
		status = output_failure("diff", error);
	points_clear(&points);
	return status;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	enum format format = FORMAT_TEXT;
	g_auto(GStrv) words = NULL;

	if (opt.format && !parse_format(opt.format, &format))
		return output_usage("diff",
				    "--format is 'text', 'json' or 'html', "
				    "not '%s'",
				    opt.format);
	if (opt.since_signed) {
		if (n == 0 || n > 2)
			return output_usage("diff",
					    "--since-signed takes an "
					    "organisation, and an agreement or "
					    "none");
		if (format != FORMAT_TEXT)
			return output_usage("diff",
					    "--since-signed prints text");
		return since_signed_print(session, args[0],
					  n > 1 ? args[1] : NULL);
	}
	if (n > 0 && strstr(args[0], "..."))
		return output_usage("diff", "write A..B, not '%s'", args[0]);
	words = split_range(args, n);
	if (g_strv_length(words) > 3)
		return output_usage("diff", "too many words after '%s'",
				    args[0]);
	return compare(session, words, g_strv_length(words) > n, format);
}

const struct command cmd_diff = {
	.name = "diff",
	.help = "Show which fields differ between two points",
	.arguments = "[REV [REV]|REV..REV] [ID]",
	.description =
		"Shows what differs between two commits, between a commit and "
		"the work tree, or\nbetween HEAD and the work tree, field by "
		"field; with ID only in this record. A\nlast word that is no "
		"revision is taken as an id. REV@{2026-04-01} is REV as it "
		"stood\nat the end of that day in UTC.\n\n"
		"With --since-signed the words are ORGANISATION [AGREEMENT]: "
		"what changed in\nwhat it signed, and in what that names, "
		"since the day of its signature.",
	.ending = "Examples:\n"
		  "  gatehouse diff\n"
		  "  gatehouse diff HEAD~1\n"
		  "  gatehouse diff main@{2026-04-01}..HEAD leeds-live-risk\n"
		  "  gatehouse diff --format html HEAD~9 HEAD >report.html\n"
		  "  gatehouse diff --since-signed leeds-council\n\n"
		  "Exit status: 0 nothing differs; 1 something does; 2 wrong "
		  "usage; 3 there is no\nsuch revision or record.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REPO,
	.max_args = 3,
	.run = run,
};
