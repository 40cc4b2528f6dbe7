/* SPDX-License-Identifier: MIT */
/*
 * bench DIR ROUNDS: what the stages of a check cost on the registers in DIR,
 * as the least of some rounds, which is what noise adds to.
 */
#include <stdio.h>
#include <stdlib.h>

#include <glib.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
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
	const char *const *folders = (const char *const *)library->folders;
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

int main(int argc, char **argv)
{
	g_autoptr(Library) library = library_new(NULL, NULL, NULL);
	g_autoptr(Rulebook) rulebook = NULL;
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;
	struct cost least = { 0 };

	if (argc < 2 || rounds < 1) {
		fprintf(stderr, "usage: bench DIR [ROUNDS]\n");
		return 2;
	}
	rulebook = rulebook_new(library->assets, NULL);
	for (int i = 0; i < rounds; i++) {
		struct cost cost = measure(library, rulebook, argv[1]);

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
	return 0;
}
