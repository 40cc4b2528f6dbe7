/* SPDX-License-Identifier: MIT */
/*
 * Checks as "check" does, and hands everything to the site builder.  Findings
 * do not stop a build: the site shows them.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/confine.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/publish.h"
#include "cli/session.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/repo_folders.h"
#include "lib/sandbox.h"
#include "lib/slug.h"
#include "site-gen/manifest.h"
#include "site-gen/site.h"
#include "site-gen/stage.h"

#define SLUG 64	      /* letters */
#define ATTEMPTS 5    /* to publish, when others do at the same time */
#define MAIL 18000000 /* bytes of a file that are 25 MB in an e-mail */

static struct {
	char *out;
	char *edition;
	char *revision;
	gboolean single_file;
	char *reason;
	gboolean publish;
} opt;

static const GOptionEntry options[] = {
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &opt.out,
	  "Put the site into DIR (default: 'site' beside gatehouse.xml), or "
	  "the single file at PATH (default: named after what it holds, here)",
	  "PATH" },
	{ "edition", 0, 0, G_OPTION_ARG_FILENAME, &opt.edition,
	  "Publish what is public (default), partner or internal", "EDITION" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Build from the registers as they stand in commit REV", "REV" },
	{ "single-file", 0, 0, G_OPTION_ARG_NONE, &opt.single_file,
	  "Make one HTML file of all pages, or of those about ID", NULL },
	{ "publish", 0, 0, G_OPTION_ARG_NONE, &opt.publish,
	  "Record the build in published.jsonl and in the repository", NULL },
	{ "reason", 0, 0, G_OPTION_ARG_FILENAME, &opt.reason,
	  "What to say there, such as why history was rewritten", "REASON" },
	G_OPTION_ENTRY_NULL
};

/* A site must not be taken for records. */
static bool is_in_register(const struct session *session, const char *out)
{
	size_t len = strlen(session->root);

	if (strncmp(out, session->root, len) != 0 || out[len] != '/')
		return false;
	for (const char *const *folder = session->library->folders; *folder;
	     folder++) {
		size_t n = strlen(*folder);

		if (strncmp(out + len + 1, *folder, n) == 0 &&
		    (out[len + 1 + n] == '/' || out[len + 1 + n] == '\0'))
			return true;
	}
	return false;
}

static void print_count(size_t n, const char *what, const char *lead)
{
	printf("%s%zu %s", lead, n, what);
}

static void print_result(const struct session *session,
			 const struct site_result *result, const char *out,
			 double seconds)
{
	g_autofree char *as_of = date_format(session->as_of);
	g_autofree char *state = session_state(session);

	if (opt.single_file) {
		printf("1 file: %zu pages, %.1f MB", result->n_files,
		       (double)result->n_bytes / 1e6);
	} else {
		print_count(result->n_files, "files", "");
		print_count(result->n_written, "written", ": ");
		print_count(result->n_files - result->n_written, "unchanged",
			    ", ");
		print_count(result->n_removed, "removed", ", ");
	}
	fputs(", in ", stdout);
	output_text(stdout, out);
	fputc('\n', stdout);
	fflush(stdout);
	fprintf(stderr, "built in %.1f s", seconds);
	if (result->n_kept > 0)
		fprintf(stderr, ", %zu pages kept,", result->n_kept);
	fprintf(stderr,
		" as of %s, %s; %zu errors, %zu warnings, %zu "
		"notes, %zu waived are %s\n",
		as_of, state, diags_count(session->diags, DIAG_ERROR),
		diags_count(session->diags, DIAG_WARNING),
		diags_count(session->diags, DIAG_NOTE),
		diags_waived(session->diags),
		opt.single_file ? "in all registers" : "in findings.html");
	if (result->n_bytes > MAIL)
		output_note("build", "many mail servers take no more than "
				     "25 MB; an ID makes a file of one record");
	if (session->commits && session->commits->is_shallow)
		output_note("build",
			    "the history is cut here (%s), and so are the "
			    "history pages",
			    repo_is_shallow(session->repo)
				    ? "a shallow clone"
				    : "commits are missing");
}

/* What became of the site besides its files. */
static void print_record(const struct site_result *result)
{
	if (result->is_recorded)
		output_note("build",
			    "published; " MANIFEST_LOG " has a line for it");
	else if (result->keeps_log)
		output_note("build",
			    "this build is not published: " MANIFEST_LOG
			    " there is of the site before it; publish "
			    "with --publish");
}

/* conflict, if not NULL, receives that another run came between. */
static enum command_status build(struct session *session, enum edition edition,
				 const char *out, const char *only,
				 const struct publish *publish,
				 GError **conflict)
{
	struct progress progress;
	struct site_request request = {
		.registers = session->registers,
		.rulebook = session->rulebook,
		.run = session->run,
		.diags = session->diags,
		.history = session->history,
		.commit = session->commit,
		.changed = (const char *const *)session->changed,
		.n_changed =
			session->changed ? g_strv_length(session->changed) : 0,
		.as_of = session->as_of,
		.edition = edition,
		.out = out,
		.stage = session->stage,
		.is_single = opt.single_file,
		.only = only,
		.publish = publish ? &publish->build : NULL,
		.progress = progress_step,
		.progress_data = &progress,
	};
	struct site_result result = { 0 };
	g_autoptr(GError) error = NULL;
	double seconds;
	bool is_built;

	progress_start(&progress, "pages");
	is_built = site_build(&request, &result, &error) &&
		   (!publish || publish_finish(publish, session, &error));
	seconds = progress_end(&progress);
	if (!is_built && conflict && publish_is_conflict(error)) {
		g_propagate_error(conflict, g_steal_pointer(&error));
		return COMMAND_FAILED;
	}
	if (!is_built)
		return output_failure("build", error);
	print_result(session, &result, out, seconds);
	print_record(&result);
	return COMMAND_CLEAN;
}

/* One attempt; is_last: a conflict is told and not given back. */
static enum command_status try_publish(struct session *session,
				       enum edition edition, const char *out,
				       bool is_last, GError **conflict)
{
	struct publish publish = { 0 };
	g_autoptr(GError) error = NULL;
	enum command_status status;

	if (publish_prepare(&publish, session, edition, out, opt.reason,
			    &error)) {
		publish_warn(&publish, session);
		status = build(session, edition, out, NULL, &publish,
			       is_last ? NULL : conflict);
	} else {
		status = output_failure("build", error);
	}
	publish_clear(&publish);
	return status;
}

/*
 * Begins anew, from what is published now, when another run was faster, in the
 * staging folder that the session may write to.
 */
static enum command_status publish(struct session *session,
				   enum edition edition, const char *out)
{
	for (int i = 1;; i++) {
		g_autoptr(GError) conflict = NULL;
		g_autoptr(GError) error = NULL;
		enum command_status status = try_publish(
			session, edition, out, i == ATTEMPTS, &conflict);

		if (!conflict)
			return status;
		output_note("build", "%s", conflict->message);
		output_note("build", "beginning anew");
		if (session->stage && !stage_again(session->stage, &error))
			return output_failure("build", error);
	}
}

/* A reason is read by everyone: text, and not blank. */
static enum command_status check_reason(void)
{
	if (!opt.reason)
		return COMMAND_CLEAN;
	if (!opt.publish)
		return output_usage("build", "--reason goes with --publish");
	if (!g_utf8_validate(opt.reason, -1, NULL) || !*g_strstrip(opt.reason))
		return output_usage("build",
				    "--reason is a sentence, in UTF-8");
	return COMMAND_CLEAN;
}

/* A title as a file name. */
static char *file_name(const char *title)
{
	g_autofree char *slug = slug_make(title, SLUG, false);

	return g_strdup(*slug ? slug : "registers");
}

/* A site goes where the registers are. */
static char *find_site(const struct session *session)
{
	return opt.out ? g_canonicalize_filename(opt.out, NULL)
		       : g_build_filename(session->root, "site", NULL);
}

/* A file goes where the user is. */
static char *find_out(const struct session *session, const char *only)
{
	const struct node *settings = registers_settings(session->registers);
	const char *title = node_text(node_child(settings, "title"));
	g_autofree char *stem = NULL;
	g_autofree char *name = NULL;

	if (opt.out || !opt.single_file)
		return find_site(session);
	stem = only ? g_strdup(only) : file_name(title);
	name = g_strconcat(stem, ".html", NULL);
	return g_canonicalize_filename(name, NULL);
}

/* Where no site can go, whatever is in the registers; run() says why. */
static bool is_misplaced(const struct session *session, const char *out)
{
	return is_in_register(session, out) || strcmp(out, session->root) == 0;
}

/*
 * The new site is put together in a folder that is made now, since only what
 * is there can be allowed.  To change places with the old one, folders beside
 * both have to be moved, but no file.
 */
static bool allow_site(struct session *session, struct sandbox *sandbox,
		       const char *out, GError **error)
{
	g_autofree char *above = NULL;

	session->stage = stage_new(out, session->library->folders, error);
	if (!session->stage)
		return false;
	above = g_path_get_dirname(stage_out(session->stage));
	sandbox_allow(sandbox, above, SANDBOX_READ | SANDBOX_FOLDERS);
	sandbox_allow(sandbox, stage_folder(session->stage),
		      SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow(sandbox, stage_out(session->stage),
		      SANDBOX_READ | SANDBOX_WRITE);
	return true;
}

static bool confine(struct session *session, struct sandbox *sandbox,
		    GError **error)
{
	g_autofree char *out = find_site(session);
	g_autofree char *file = g_canonicalize_filename(
		opt.out ? opt.out : "single.html", NULL);

	if (opt.publish && session->repo) {
		g_autofree char *git = repo_folders_git(session->repo);

		sandbox_allow(sandbox, git, SANDBOX_READ | SANDBOX_WRITE);
	}
	if (session->repo && !confine_allow_programs(session, sandbox, error))
		return false;
	if (opt.single_file)
		confine_allow_beside(sandbox, file);
	else if (!is_misplaced(session, out))
		return allow_site(session, sandbox, out, error);
	return true;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	enum edition edition = EDITION_PUBLIC;
	const char *only = n > 0 ? args[0] : NULL;
	g_autofree char *out = NULL;
	g_autoptr(GError) error = NULL;

	if (only && !opt.single_file)
		return output_usage("build",
				    "'%s' is one too many; a single record "
				    "needs --single-file",
				    only);
	if (only && !registers_find(session->registers, only))
		return session_refuse_id(session, "build", only);
	out = find_out(session, only);
	if (opt.edition && !edition_parse(opt.edition, &edition))
		return output_usage("build",
				    "--edition is 'public', 'partner' or "
				    "'internal', not '%s'",
				    opt.edition);
	if (check_reason() != COMMAND_CLEAN)
		return COMMAND_USAGE;
	if (opt.publish && opt.single_file)
		return output_usage("build", "--publish is for a site, not for "
					     "a single file");
	if (is_misplaced(session, out))
		return output_usage("build",
				    "'%s' is where records are; choose another "
				    "place with -o",
				    out);
	if (!(opt.publish ? session_check(session, &error)
			  : session_check_known(session, &error)))
		return output_failure("build", error);
	if (opt.publish)
		return publish(session, edition, out);
	return build(session, edition, out, only, NULL, NULL);
}

const struct command cmd_build = {
	.name = "build",
	.help = "Publish the registers as a static site",
	.arguments = "[ID]",
	.max_args = 1,
	.description =
		"Builds the site from the work tree or a commit. Only files "
		"that changed are\nwritten, pages of which nothing that they "
		"show has changed are kept (unless the\nsite is published), "
		"and the old site stands until the new one is whole. What an\n"
		"edition may show, the schemas say.\n\nWith --single-file "
		"all pages go into one HTML file that can be sent by "
		"e-mail,\nor those about the record ID and what it refers "
		"to.",
	.ending = "Examples:\n"
		  "  gatehouse build\n"
		  "  gatehouse --as-of 2026-11-22 build -o ../site --rev "
		  "HEAD\n"
		  "  gatehouse build --edition partner -o ../partner-site\n"
		  "  gatehouse build --single-file dwp-identification\n"
		  "  gatehouse build --publish -o ../site\n\n"
		  "Exit status: 0 built, whatever findings the site shows; 2 "
		  "wrong usage;\n3 the site could not be built, and the old "
		  "one is untouched.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_COMMIT |
		 COMMAND_HISTORY,
	.revision = &opt.revision,
	.confine = confine,
	.run = run,
};
