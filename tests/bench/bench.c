/* SPDX-License-Identifier: MIT */
/*
 * bench stages DIR ROUNDS: what the stages of a check cost on the registers in
 * DIR, as the least of some rounds, which is what noise adds to.
 *
 * bench walk DIR: finds which commit of HEAD's history changed which files.
 *
 * bench commit DIR PATH ROUNDS: commits the file at PATH, in DIR, with a remark
 * behind it, that often; what is in the work tree stays as it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/commit.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/rulebook.h"
#include "lib/rules.h"

/* Seconds of each stage, and what was looked at. */
struct cost {
	double files;
	double load;
	double rules;
	size_t n_records;
	size_t n_findings;
	size_t n_rules;
};

static double seconds(void)
{
	return (double)g_get_monotonic_time() / G_USEC_PER_SEC;
}

static struct cost measure(const struct library *library,
			   const struct rulebook *rulebook, const char *dir)
{
	const char *const *folders = library->folders;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = NULL;
	g_autoptr(RuleRun) run = NULL;
	g_autoptr(GError) error = NULL;
	struct cost cost = { 0 };
	double start = seconds();
	struct files *files = files_read_tree(dir, folders, diags, &error);

	if (!files)
		g_error("%s", error->message);
	cost.files = seconds() - start;
	start = seconds();
	registers = registers_load(library, files, diags, &error);
	if (!registers)
		g_error("%s", error->message);
	cost.load = seconds() - start;
	start = seconds();
	run = rules_check(registers, rulebook, date_parse("2026-11-22"), diags);
	cost.rules = seconds() - start;
	rule_run_tallies(run, &cost.n_rules);
	cost.n_records = registers_len(registers);
	cost.n_findings = diags_len(diags);
	return cost;
}

static void stages(const struct library *library, const char *dir, int rounds)
{
	g_autoptr(Rulebook) rulebook = rulebook_new(library->assets, NULL);
	struct cost least = { 0 };

	for (int i = 0; i < rounds; i++) {
		struct cost cost = measure(library, rulebook, dir);

		if (i == 0) {
			least = cost;
			continue;
		}
		least.files = MIN(least.files, cost.files);
		least.load = MIN(least.load, cost.load);
		least.rules = MIN(least.rules, cost.rules);
	}
	printf("%zu records, %zu rules, %zu findings, least of %d rounds\n",
	       least.n_records, least.n_rules, least.n_findings, rounds);
	printf("  reading files        %7.3f s\n", least.files);
	printf("  parsing, validating  %7.3f s\n", least.load);
	printf("  rules                %7.3f s\n", least.rules);
	printf("  rules / (reading and validating)  %.3f\n",
	       least.rules / (least.files + least.load));
}

static void walk(const struct library *library, const char *dir)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Repo) repo = repo_open(dir, &error);
	struct repo_history *history = NULL;
	struct repo_id head;

	if (repo && repo_resolve(repo, "HEAD", &head, &error))
		history = repo_history_read(repo, &head, library->folders,
					    &error);
	if (!history)
		g_error("%s", error->message);
	printf("%zu commits, %zu changes\n", history->n_commits,
	       history->n_changes);
	repo_history_free(history);
}

static void commit(const char *dir, const char *path, int rounds)
{
	g_autofree char *full = g_build_filename(dir, path, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	double least = 0;

	if (!g_file_get_contents(full, &text, NULL, &error))
		g_error("%s", error->message);
	for (int i = 0; i < rounds; i++) {
		g_autofree char *again =
			g_strdup_printf("%s<!-- %" G_GINT64_FORMAT " -->\n",
					text, g_get_real_time());
		g_autoptr(GBytes) bytes = g_bytes_new(again, strlen(again));
		const struct commit_file file = { path, bytes };
		const struct commit_request request = {
			.message = "change",
			.files = &file,
			.n_files = 1,
		};
		double start = seconds();

		if (!commit_files(dir, &request, NULL, &error))
			g_error("%s", error->message);
		if (i == 0 || seconds() - start < least)
			least = seconds() - start;
	}
	printf("one record committed: %.1f ms, least of %d\n", least * 1000,
	       rounds);
}

static int rounds_of(const char *text)
{
	int rounds = text ? (int)strtol(text, NULL, 10) : 5;

	return MAX(rounds, 1);
}

int main(int argc, char **argv)
{
	g_autoptr(Library) library = library_new(NULL, NULL, NULL);

	if (argc > 2 && strcmp(argv[1], "stages") == 0) {
		stages(library, argv[2], rounds_of(argv[3]));
	} else if (argc == 3 && strcmp(argv[1], "walk") == 0) {
		walk(library, argv[2]);
	} else if (argc > 3 && strcmp(argv[1], "commit") == 0) {
		commit(argv[2], argv[3], rounds_of(argv[4]));
	} else {
		fprintf(stderr, "usage: bench stages DIR [ROUNDS]\n"
				"       bench walk DIR\n"
				"       bench commit DIR PATH [ROUNDS]\n");
		return 2;
	}
	return 0;
}
