/* SPDX-License-Identifier: MIT */
/*
 * Everything that an auditor needs, in one file that anyone with the same
 * commit can make again to the byte: it depends on the commit, the as-of date
 * and the version of the program, and on nothing else.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "lib/bundle.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/tar.h"
#include "site-gen/site.h"
#include "site-gen/spool.h"

static struct {
	char *out;
	char *revision;
} opt;

static const GOptionEntry options[] = {
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &opt.out,
	  "Put the archive into FILE", "FILE" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Take the registers as they stand in commit REV", "REV" },
	G_OPTION_ENTRY_NULL
};

static const char readme[] =
	"INTERNAL: NOT FOR PUBLICATION\n"
	"\n"
	"This archive holds whole registers of information sharing: also what "
	"the\npublic and partner editions leave out, and who changed what.\n"
	"\n"
	"Registers:  %s\n"
	"Commit:     %s\n"
	"As of:      %s\n"
	"Made by:    gatehouse %s\n"
	"\n"
	"registers.bundle    every record with its whole history, for git\n"
	"site/               the internal edition; begin at site/index.html\n"
	"site/manifest.json  the files of the site with their SHA-256\n"
	"findings.json       what the rules find\n"
	"SHA256SUMS          the SHA-256 of all of these\n"
	"\n"
	"To see that nothing was changed since, run in this folder:\n"
	"\n"
	"  sha256sum --check --quiet SHA256SUMS\n"
	"\n"
	"To have the registers, and to see that site and findings are what "
	"they yield,\nwith git and the same version of Gatehouse:\n"
	"\n"
	"  git clone registers.bundle registers\n"
	"  cd registers\n"
	"  gatehouse verify ../site\n"
	"  gatehouse --as-of %s check --rev %s --format json | cmp - "
	"../findings.json\n"
	"\n"
	"To make this archive again, to the byte, in any whole clone:\n"
	"\n"
	"  gatehouse --as-of %s bundle --rev %s -o again.tar\n";

/* The archive while it is put together. */
struct archive {
	struct tar *tar;
	GString *sums; /* what becomes SHA256SUMS */
	char *folder;  /* that all is in */
};

static bool add(struct archive *archive, const char *path, GBytes *bytes,
		GError **error)
{
	g_autofree char *name = g_strconcat(archive->folder, "/", path, NULL);
	g_autofree char *hash =
		g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);

	g_string_append_printf(archive->sums, "%s  %s\n", hash, path);
	return tar_add(archive->tar, name, bytes, error);
}

static bool add_readme(struct archive *archive, const struct session *session,
		       GError **error)
{
	g_autofree char *as_of = date_format(session->as_of);
	const char *title = node_text(
		node_child(registers_settings(session->registers), "title"));
	char *text =
		g_strdup_printf(readme, title ? title : "", session->commit,
				as_of, GATEHOUSE_VERSION, as_of,
				session->commit, as_of, session->commit);
	g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));

	return add(archive, "README.txt", bytes, error);
}

static bool add_findings(struct archive *archive, const struct session *session,
			 GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	if (to) {
		json_check(to, session, session->diags,
			   registers_len(session->registers));
		if (fclose(to) == 0)
			bytes = g_bytes_new(text, len);
	}
	free(text);
	if (bytes)
		return add(archive, "findings.json", bytes, error);
	g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "cannot write down the findings");
	return false;
}

static bool add_history(struct archive *archive, struct session *session,
			GError **error)
{
	g_autoptr(GBytes) bytes =
		bundle_make(session->repo, session->commit, error);

	return bytes && add(archive, "registers.bundle", bytes, error);
}

static bool add_site(struct archive *archive, const struct session *session,
		     GError **error)
{
	struct progress progress;
	const struct site_request request = {
		.registers = session->registers,
		.rulebook = session->rulebook,
		.run = session->run,
		.diags = session->diags,
		.history = session->history,
		.commit = session->commit,
		.as_of = session->as_of,
		.edition = EDITION_INTERNAL,
		.progress = progress_step,
		.progress_data = &progress,
	};
	g_autoptr(Spool) spool = spool_new(error);
	g_autoptr(GHashTable) hashes = NULL;
	g_autofree const char **paths = NULL;

	if (!spool)
		return false;
	progress_start(&progress, "pages");
	hashes = site_hashes(&request, spool, error);
	progress_end(&progress);
	if (!hashes)
		return false;
	paths = spool_paths(spool);
	for (const char **path = paths; *path; path++) {
		g_autofree char *name = g_strconcat("site/", *path, NULL);
		g_autoptr(GBytes) bytes = spool_get(spool, *path, error);

		if (!bytes || !add(archive, name, bytes, error))
			return false;
	}
	return true;
}

static bool add_sums(struct archive *archive, GError **error)
{
	g_autofree char *name =
		g_strconcat(archive->folder, "/SHA256SUMS", NULL);
	g_autoptr(GBytes) bytes =
		g_bytes_new(archive->sums->str, archive->sums->len);

	return tar_add(archive->tar, name, bytes, error);
}

/* The names in the archive are in order of their bytes, but for the sums. */
static bool make(struct session *session, GError **error)
{
	g_autoptr(Tar) tar = tar_new(
		opt.out, session->commits->commits[0].committer.time, error);
	g_autoptr(GString) sums = g_string_new(NULL);
	g_autofree char *folder =
		g_strdup_printf("gatehouse-internal-%.10s", session->commit);
	struct archive archive = { tar, sums, folder };

	return tar && add_readme(&archive, session, error) &&
	       add_findings(&archive, session, error) &&
	       add_history(&archive, session, error) &&
	       add_site(&archive, session, error) &&
	       add_sums(&archive, error) && tar_finish(tar, error);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	g_autoptr(GError) error = NULL;

	(void)n;
	(void)args;
	if (!opt.out)
		return output_usage("bundle", "expected: -o FILE");
	if (!session->commit) {
		output_note("bundle",
			    "only a commit can be bundled, and the work tree "
			    "differs from HEAD; save first, or name a commit "
			    "with --rev");
		return COMMAND_FAILED;
	}
	if (!session_check(session, &error) || !make(session, &error))
		return output_failure("bundle", error);
	fprintf(stderr,
		"internal, not for publication: commit %.10s with its whole "
		"history, site and findings, in ",
		session->commit);
	output_text(stderr, opt.out);
	fputc('\n', stderr);
	return COMMAND_CLEAN;
}

const struct command cmd_bundle = {
	.name = "bundle",
	.help = "Put registers, history, site and findings into one archive",
	.arguments = "",
	.description =
		"Makes a tar archive for an auditor: the registers with their "
		"history as a git\nbundle, the internal edition of the site, "
		"the findings and a README. It holds\nwhat no other edition "
		"shows. From the same commit, as-of date and version of\nthe "
		"program it is the same to the byte.",
	.ending = "Examples:\n"
		  "  gatehouse --as-of 2026-11-22 bundle -o evidence.tar\n"
		  "  gatehouse bundle --rev HEAD~2 -o evidence.tar\n\n"
		  "Exit status: 0 made; 2 wrong usage; 3 it could not be made.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_COMMIT |
		 COMMAND_REPO | COMMAND_HISTORY,
	.revision = &opt.revision,
	.run = run,
};
