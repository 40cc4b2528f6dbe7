/* SPDX-License-Identifier: MIT */
/*
 * Holds a site against its own manifest, and the manifest against what the
 * registers yield from the commit, edition and day that it states.  Nothing is
 * written anywhere.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
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
} opt;

static const GOptionEntry options[] = {
	{ "manifest-only", 0, 0, G_OPTION_ARG_NONE, &opt.manifest_only,
	  "Do not rebuild: hold the files against manifest.json alone", NULL },
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

/* *n receives the number of faults. */
static bool check_log(const struct session *session,
		      const struct verify *verify, size_t *n, GError **error)
{
	struct repo *repo = opt.manifest_only ? NULL : session->repo;
	struct published_check check = { 0 };
	g_autoptr(Published) log = NULL;
	const char *bytes;
	gsize len;
	bool is_done;

	*n = 0;
	if (!verify->log) {
		output_note("verify", "there is no " MANIFEST_LOG
				      ": this site is not recorded as "
				      "published");
		return true;
	}
	bytes = g_bytes_get_data(verify->log, &len);
	log = published_parse(bytes, len);
	is_done = published_check_run(&check, log, &verify->head, verify->root,
				      repo, error);
	if (is_done) {
		*n = check.faults->len;
		print_sentences(check.faults);
		print_sentences(check.remarks);
	}
	published_check_clear(&check);
	return is_done;
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

	session->as_of = date_parse(head->as_of);
	if (session->as_of == DATE_NONE ||
	    !edition_parse(head->edition, &request.edition) ||
	    !repo_refs_is_id(head->commit)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "manifest.json states a commit, as-of date or "
			    "edition that cannot be");
		return false;
	}
	if (!repo_refs_has_commit(session->repo, head->commit)) {
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

static void print_summary(const struct verify *verify, size_t n_faults,
			  const char *why)
{
	const struct manifest_head *head = &verify->head;
	g_autofree char *as_of = output_clean(head->as_of);
	g_autofree char *edition = output_clean(head->edition);
	size_t n = verify->differences->len + n_faults;

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

static enum command_status run(struct session *session, size_t n, char **args)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Verify) verify = verify_open(args[0], &error);
	size_t n_faults;
	const char *why;

	(void)n;
	if (!verify || !verify_files(verify, &error))
		return output_failure("verify", error);
	warn_version(verify);
	why = why_not(session, verify);
	if (!why)
		rebuild(session, verify, &problem);
	verify_sort(verify);
	print_differences(verify);
	if (!check_log(session, verify, &n_faults, &error))
		return output_failure("verify", error);
	if (problem)
		return output_failure("verify", problem);
	print_summary(verify, n_faults, why);
	return verify->differences->len + n_faults > 0 ? COMMAND_FINDINGS
						       : COMMAND_CLEAN;
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
		  "  gatehouse verify --manifest-only ../site\n\n"
		  "Exit status: 0 no difference; 1 differences; 2 wrong "
		  "usage; 3 it could not be\nfound out.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_COMMIT,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
