/* SPDX-License-Identifier: MIT */
/*
 * history DIR [OUT]: the whole history of the registers in DIR as the public
 * edition tells it, and what each stage of that took, in milliseconds of
 * processor time of all threads and of the clock.  With OUT, a folder that is not there yet,
 * the history pages of all records are written to it.
 */
#include <stdio.h>
#include <sys/resource.h>

#include <glib.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/rulebook.h"
#include "site-gen/changes.h"
#include "site-gen/edition.h"
#include "site-gen/history_pages.h"
#include "site-gen/page.h"
#include "site-gen/site.h"
#include "site-gen/stage.h"
#include "site-gen/template.h"

static double milliseconds(struct timeval t)
{
	return (double)t.tv_sec * 1000 + (double)t.tv_usec / 1000;
}

/* Prints what was spent since the last stage. */
static void stage(const char *name, size_t n, const char *what)
{
	static double before;
	static gint64 then;
	gint64 clock = g_get_monotonic_time();
	struct rusage usage;
	double now;

	getrusage(RUSAGE_SELF, &usage);
	now = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
	if (name)
		printf("%-10s %9.1f ms %9.1f ms  %zu %s\n", name, now - before,
		       (double)(clock - then) / 1000, n, what);
	before = now;
	then = clock;
}

static void fail_on(const GError *error)
{
	if (error)
		g_error("%s", error->message);
}

static struct registers *load(const struct library *library, const char *dir,
			      struct diags *diags)
{
	g_autoptr(GError) error = NULL;
	struct files *files =
		files_read_tree(dir, library->folders, diags, &error);
	struct registers *registers = NULL;

	fail_on(error);
	registers = registers_load(library, files, diags, &error);
	fail_on(error);
	return registers;
}

static struct repo_history *walk(const struct library *library,
				 struct repo *repo)
{
	g_autoptr(GError) error = NULL;
	struct repo_history *commits = NULL;
	struct repo_id head;

	if (repo_resolve(repo, "HEAD", &head, &error))
		commits = repo_history_read(repo, &head, library->folders,
					    &error);
	fail_on(error);
	return commits;
}

static size_t write_pages(const struct site *site, const char *out)
{
	const struct library *library = registers_library(site->registers);
	g_autoptr(GError) error = NULL;
	g_autoptr(Plan) plan = plan_new();
	g_autoptr(Stage) made = stage_new(out, library->folders, &error);
	struct site_result result = { 0 };

	for (size_t i = 0; i < registers_len(site->registers); i++)
		history_pages_plan(plan, site,
				   registers_get(site->registers, i));
	if (made && plan_run(plan, site, made, NULL, &error) &&
	    stage_claim(made, &error))
		stage_commit(made, &result, &error);
	fail_on(error);
	return plan_len(plan);
}

static void tell(const struct registers *registers, struct repo *repo,
		 const char *out)
{
	const struct library *library = registers_library(registers);
	g_autoptr(GError) error = NULL;
	g_autoptr(Templates) templates = templates_new(library->assets, &error);
	g_autoptr(Registers) visible =
		edition_registers(registers, EDITION_PUBLIC);
	g_autoptr(RecordHistory) history = NULL;
	g_autoptr(Changes) changes = NULL;
	const struct site_request request = {
		.registers = registers,
		.edition = EDITION_PUBLIC,
		.as_of = date_parse("2026-11-22"),
		.out = out,
	};
	struct site site = {
		.request = &request,
		.registers = visible,
		.public_registers = visible,
		.templates = templates,
	};
	struct repo_history *commits;
	size_t n;

	fail_on(error);
	stage("registers", registers_len(registers), "records");
	commits = walk(library, repo);
	stage("walk", commits->n_commits, "commits");
	history = record_history_new(library, repo, commits);
	record_history_changes(history, &n);
	stage("records", n, "changes of records");
	changes = changes_new(registers, visible, EDITION_PUBLIC, history);
	stage("fields", changes_len(changes), "changes told");
	site.changes = changes;
	if (out)
		stage("pages", write_pages(&site, out), "pages");
	g_clear_pointer(&changes, changes_free);
	g_clear_pointer(&history, record_history_free);
	repo_history_free(commits);
}

int main(int argc, char **argv)
{
	g_autoptr(Library) library = library_new(NULL, NULL, NULL);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Registers) registers = NULL;
	g_autoptr(Repo) repo = NULL;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: history DIR [OUT]\n");
		return 2;
	}
	stage(NULL, 0, NULL);
	repo = repo_open(argv[1], &error);
	fail_on(error);
	registers = load(library, argv[1], diags);
	tell(registers, repo, argc > 2 ? argv[2] : NULL);
	return 0;
}
