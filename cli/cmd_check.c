/* SPDX-License-Identifier: MIT */
/*
 * Everything wrong in one run.  The whole registers are always checked, since
 * a record may be wrong because of another; naming records or paths only
 * chooses which findings are shown.
 */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/diag.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/rules.h"

static struct {
	char *format;
	char *fail_on;
	char *revision;
} opt;

static const GOptionEntry options[] = {
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print findings as 'text' (default) or 'json'", "FORMAT" },
	{ "fail-on", 0, 0, G_OPTION_ARG_FILENAME, &opt.fail_on,
	  "Exit with 1 from this level on: error (default), warning or note",
	  "LEVEL" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Check the registers as they stand in commit REV", "REV" },
	G_OPTION_ENTRY_NULL
};

/* Path of an argument below the top of the registers, or NULL. */
static char *path_in_registers(const struct session *session, const char *arg)
{
	g_autofree char *path = g_canonicalize_filename(arg, NULL);
	size_t len = strlen(session->root);

	if (strncmp(path, session->root, len) != 0)
		return NULL;
	while (path[len] == '/')
		len++;
	return g_strdup(path + len);
}

/* Whether an argument (an id, or a path in the registers) means this. */
static bool is_meant(const char *arg, const char *path, const char *id,
		     const char *actual)
{
	size_t len = path ? strlen(path) : 0;

	if (g_strcmp0(arg, id) == 0 || strcmp(arg, actual) == 0)
		return true;
	return path && strncmp(path, actual, len) == 0 &&
	       (len == 0 || actual[len] == '\0' || actual[len] == '/');
}

/* What the user chose: for each record and finding, whether it is meant. */
struct choice {
	const struct session *session;
	char **args;
	char **paths;  /* of args; "" where it is no path */
	bool *is_used; /* by argument: something answers to it */
};

static bool is_chosen(struct choice *choice, const char *id, const char *path)
{
	bool is_any = choice->args[0] == NULL;

	for (size_t i = 0; choice->args[i]; i++) {
		if (is_meant(choice->args[i], choice->paths[i], id, path)) {
			choice->is_used[i] = true;
			is_any = true;
		}
	}
	return is_any;
}

static size_t count_records(struct choice *choice)
{
	const struct registers *registers = choice->session->registers;
	size_t n = 0;

	for (size_t i = 0; registers && i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		n += is_chosen(choice, record->id, record->path);
	}
	is_chosen(choice, NULL, "gatehouse.xml");
	return n;
}

static void choose_findings(struct choice *choice, struct diags *chosen)
{
	const struct diags *all = choice->session->diags;

	for (size_t i = 0; i < diags_len(all); i++) {
		const struct diag *diag = diags_get(all, i);

		if (is_chosen(choice, diag->record, diag->path))
			diags_add(chosen, diag);
	}
}

static bool are_all_known(const struct choice *choice)
{
	for (size_t i = 0; choice->args[i]; i++) {
		const char *near;

		if (choice->is_used[i])
			continue;
		near = choice->session->registers
			       ? session_nearest(choice->session,
						 choice->args[i])
			       : NULL;
		output_note("check",
			    near ? "there is no record or path '%s'; did you "
				   "mean '%s'?"
				 : "there is no record or path '%s'",
			    choice->args[i], near);
		return false;
	}
	return true;
}

static void print_count(size_t n, const char *one, const char *lead)
{
	fprintf(stderr, "%s%zu %s%s", lead, n, one, n == 1 ? "" : "s");
}

static void print_summary(const struct session *session,
			  const struct diags *findings, size_t n_records)
{
	g_autofree char *as_of = date_format(session->as_of);
	size_t n_rules = 0;

	if (session->run)
		rule_run_tallies(session->run, &n_rules);
	fflush(stdout);
	print_count(n_records, "record", "checked ");
	print_count(n_rules, "rule", " against ");
	fprintf(stderr, " as of %s, ", as_of);
	if (session->commit)
		fprintf(stderr, "commit %.10s", session->commit);
	else if (session->repo)
		fputs("work tree, which differs from HEAD", stderr);
	else
		fputs("a folder without git", stderr);
	print_count(diags_count(findings, DIAG_ERROR), "error", ": ");
	print_count(diags_count(findings, DIAG_WARNING), "warning", ", ");
	print_count(diags_count(findings, DIAG_NOTE), "note", ", ");
	fprintf(stderr, ", %zu waived\n", diags_waived(findings));
	if (session->fault)
		output_note("check", "the records were not checked, since "
				     "gatehouse.xml cannot be used");
}

static bool has_reached(const struct diags *findings, enum diag_level level)
{
	for (int i = (int)level; i < DIAG_LEVELS; i++) {
		if (diags_count(findings, (enum diag_level)i) > 0)
			return true;
	}
	return false;
}

static enum command_status report(struct session *session, char **args,
				  enum diag_level level, bool is_json)
{
	size_t n = g_strv_length(args);
	g_auto(GStrv) paths = g_new0(char *, n + 1);
	g_autofree bool *is_used = g_new0(bool, n + 1);
	struct choice choice = { session, args, paths, is_used };
	g_autoptr(Diags) findings = diags_new();
	size_t n_records;

	for (size_t i = 0; i < n; i++) {
		paths[i] = path_in_registers(session, args[i]);
		if (!paths[i])
			paths[i] = g_strdup("/");
	}
	n_records = count_records(&choice);
	choose_findings(&choice, findings);
	if (!are_all_known(&choice))
		return COMMAND_FAILED;
	if (is_json)
		json_check(stdout, session, findings, n_records);
	else
		output_diags(stdout, findings);
	print_summary(session, findings, n_records);
	return has_reached(findings, level) ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	enum diag_level level = DIAG_ERROR;
	bool is_json = g_strcmp0(opt.format, "json") == 0;
	g_autoptr(GError) error = NULL;

	(void)n;
	if (opt.format && !is_json && strcmp(opt.format, "text") != 0)
		return output_usage("check",
				    "--format is 'text' or 'json', not '%s'",
				    opt.format);
	if (opt.fail_on && !diag_level_parse(opt.fail_on, &level))
		return output_usage("check",
				    "--fail-on is 'error', 'warning' or "
				    "'note', not '%s'",
				    opt.fail_on);
	if (session->registers && !session_check(session, &error))
		return output_failure("check", error);
	return report(session, args, level, is_json);
}

const struct command cmd_check = {
	.name = "check",
	.help = "Check the records and say what is wrong, where and why",
	.arguments = "[ID|PATH…]",
	.description =
		"Checks that every record is well-formed and valid, that its "
		"codes and\nreferences are right, and that it keeps the rules "
		"of the rule book. Findings\ngo to standard output, a summary "
		"to standard error. With ID or PATH only the\nfindings of "
		"these records, or of the records below a folder, are shown.",
	.ending = "Examples:\n"
		  "  gatehouse check\n"
		  "  gatehouse --as-of 2026-11-22 check agreements\n"
		  "  gatehouse check --format json --fail-on warning\n\n"
		  "'gatehouse explain RULE' tells what a rule is about.\n\n"
		  "Exit status: 0 no findings from --fail-on on; 1 findings; "
		  "2 wrong usage;\n3 the check could not be made.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_COMMIT |
		 COMMAND_FAULTS,
	.max_args = G_MAXSIZE,
	.revision = &opt.revision,
	.run = run,
};
