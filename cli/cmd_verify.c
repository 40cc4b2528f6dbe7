/* SPDX-License-Identifier: MIT */
/*
 * Holds a site against its own manifest, and the manifest against what the
 * registers yield from the commit, edition and day that it states.  Nothing is
 * written anywhere.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/repo.h"
#include "lib/repo_refs.h"
#include "site-gen/published.h"
#include "site-gen/published_check.h"
#include "site-gen/site.h"
#include "site-gen/verify.h"

static struct {
	gboolean manifest_only;
	char *format;
} opt;

static const GOptionEntry options[] = {
	{ "manifest-only", 0, 0, G_OPTION_ARG_NONE, &opt.manifest_only,
	  "Do not rebuild: hold the files against manifest.json alone", NULL },
	{ "format", 0, 0, G_OPTION_ARG_STRING, &opt.format,
	  "text (default) or json", "FORMAT" },
	G_OPTION_ENTRY_NULL
};

static void print_differences(const struct verify *verify)
{
	static const char *const words[] = {
		[VERIFY_MISSING] = "missing",
		[VERIFY_CHANGED] = "changed: not the bytes that manifest.json "
				   "lists",
		[VERIFY_EXTRA] = "extra: not in manifest.json",
		[VERIFY_NOT_YIELDED] = "listed, but the registers yield no "
				       "such file",
		[VERIFY_NOT_LISTED] = "not listed, but the registers yield it",
		[VERIFY_NOT_SAME] = "not what the registers yield",
	};

	for (guint i = 0; i < verify->differences->len; i++) {
		const struct verify_difference *difference =
			verify->differences->pdata[i];

		output_text(stdout, difference->path);
		printf(": %s\n", words[difference->kind]);
	}
}

static void print_sentences(const GPtrArray *sentences)
{
	for (guint i = 0; i < sentences->len; i++) {
		fputs(MANIFEST_LOG ": ", stdout);
		output_text(stdout, sentences->pdata[i]);
		fputc('\n', stdout);
	}
}

/* Without a log there is nothing in check. */
static bool check_log(const struct session *session,
		      const struct verify *verify,
		      struct published_check *check, GError **error)
{
	struct repo *repo = opt.manifest_only ? NULL : session->repo;
	g_autoptr(Published) log = NULL;
	const char *bytes;
	gsize len;

	if (!verify->log) {
		output_note("verify", "there is no " MANIFEST_LOG
				      ": this site is not recorded as "
				      "published");
		return true;
	}
	bytes = g_bytes_get_data(verify->log, &len);
	log = published_parse(bytes, len);
	return published_check_run(check, log, &verify->head, verify->root,
				   repo, error);
}

/* Why there is nothing to rebuild the site from; NULL: there is. */
static const char *why_not(const struct session *session,
			   const struct verify *verify)
{
	g_autofree char *settings =
		g_build_filename(session->root, "gatehouse.xml", NULL);

	if (opt.manifest_only)
		return "as asked";
	if (!verify->head.commit)
		return "it was made from files that no commit holds, so nobody "
		       "can make it again";
	if (!session->repo || !g_file_test(settings, G_FILE_TEST_EXISTS))
		return "there is no registers repository here to make it "
		       "again from";
	return NULL;
}

static void warn_version(const struct verify *verify)
{
	if (strcmp(verify->head.gatehouse, GATEHOUSE_VERSION) != 0)
		output_note("verify",
			    "made by gatehouse %s; this is %s: pages may "
			    "differ for that alone",
			    verify->head.gatehouse, GATEHOUSE_VERSION);
}

static bool rebuild(struct session *session, struct verify *verify,
		    GError **error)
{
	const struct manifest_head *head = &verify->head;
	struct site_request request = { .commit = head->commit };
	g_autoptr(GHashTable) yielded = NULL;
	bool is_there;

	session->as_of = date_parse(head->as_of);
	if (session->as_of == DATE_NONE ||
	    !edition_parse(head->edition, &request.edition) ||
	    !repo_refs_is_id(head->commit)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "manifest.json states a commit, as-of date or "
			    "edition that cannot be");
		return false;
	}
	if (!repo_refs_has_commit(session->repo, head->commit, &is_there,
				  error))
		return false;
	if (!is_there) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "the repository here has no commit %s, which the "
			    "site says that it is made from: fetch it, or its "
			    "history was rewritten since",
			    head->commit);
		return false;
	}
	if (!session_read_commit(session, head->commit, error) ||
	    !session_check(session, error))
		return false;
	request.registers = session->registers;
	request.rulebook = session->rulebook;
	request.run = session->run;
	request.diags = session->diags;
	request.history = session->history;
	request.as_of = session->as_of;
	yielded = site_hashes(&request, NULL, error);
	if (!yielded)
		return false;
	verify_yield(verify, yielded);
	return true;
}

static void print_summary(const struct verify *verify, size_t n,
			  const char *why)
{
	const struct manifest_head *head = &verify->head;
	g_autofree char *as_of = output_clean(head->as_of);
	g_autofree char *edition = output_clean(head->edition);

	fflush(stdout);
	fprintf(stderr, "%u files listed, edition %s, as of %s, ",
		g_hash_table_size(verify->listed), edition, as_of);
	if (why)
		fprintf(stderr, "held against manifest.json alone (%s)", why);
	else
		fprintf(stderr, "made again from commit %.10s", head->commit);
	if (n == 0)
		fputs(": no difference\n", stderr);
	else
		fprintf(stderr, ": %zu difference%s\n", n, n == 1 ? "" : "s");
}

static void print_text(const struct verify *verify,
		       const struct published_check *check)
{
	print_differences(verify);
	if (check->faults)
		print_sentences(check->faults);
	if (check->remarks)
		print_sentences(check->remarks);
}

/* problem: why the site could not be made again although it should; or NULL. */
static enum command_status report(const struct verify *verify,
				  const struct published_check *check,
				  const char *why, const GError *problem)
{
	size_t n = verify->differences->len +
		   (check->faults ? check->faults->len : 0);

	if (g_strcmp0(opt.format, "json") == 0)
		json_verify(stdout, verify, check,
			    problem ? problem->message : why);
	else
		print_text(verify, check);
	if (problem)
		return output_failure("verify", problem);
	print_summary(verify, n, why);
	return n > 0 ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Verify) verify = NULL;
	struct published_check check = { 0 };
	enum command_status status;
	const char *why;

	(void)n;
	if (opt.format && strcmp(opt.format, "text") != 0 &&
	    strcmp(opt.format, "json") != 0)
		return output_usage("verify",
				    "--format is 'text' or 'json', not '%s'",
				    opt.format);
	verify = verify_open(args[0], &error);
	if (!verify || !verify_files(verify, &error))
		return output_failure("verify", error);
	warn_version(verify);
	why = why_not(session, verify);
	if (!why)
		rebuild(session, verify, &problem);
	verify_sort(verify);
	status = check_log(session, verify, &check, &error)
			 ? report(verify, &check, why, problem)
			 : output_failure("verify", error);
	published_check_clear(&check);
	return status;
}

const struct command cmd_verify = {
	.name = "verify",
	.help = "Say whether a site is what its registers yield",
	.arguments = "DIR",
	.description =
		"Holds the files of the site in DIR against its manifest.json, "
		"and published.jsonl\nagainst itself. In the registers "
		"repository, also makes the site again from the\ncommit, "
		"edition and as-of date that it states, and lists what "
		"differs.",
	.ending = "Examples:\n"
		  "  gatehouse verify ../site\n"
		  "  gatehouse verify --manifest-only ../site\n"
		  "  gatehouse verify --format json ../site\n\n"
		  "Exit status: 0 no difference; 1 differences; 2 wrong "
		  "usage; 3 it could not be\nfound out.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_COMMIT,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
