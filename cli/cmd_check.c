/* SPDX-License-Identifier: MIT */
/*
 * Everything wrong in one run.  The whole registers are always checked, since
 * a record may be wrong because of another; naming records or paths only
 * chooses which findings are shown.
 */
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/confine.h"
#include "cli/excerpt.h"
#include "cli/json.h"
#include "cli/junit.h"
#include "cli/output.h"
#include "cli/sarif.h"
#include "cli/session.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/rules.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF, FORMAT_JUNIT, FORMATS };

static const char *const format_names[FORMATS] = {
	[FORMAT_TEXT] = "text",
	[FORMAT_JSON] = "json",
	[FORMAT_SARIF] = "sarif",
	[FORMAT_JUNIT] = "junit",
};

static struct {
	char *format;
	char *fail_on;
	char *revision;
	gboolean staged;
} opt;

static const GOptionEntry options[] = {
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print findings as 'text' (default), 'json', 'sarif' or 'junit'",
	  "FORMAT" },
	{ "fail-on", 0, 0, G_OPTION_ARG_FILENAME, &opt.fail_on,
	  "Exit with 1 from this level on: error (default), warning or note",
	  "LEVEL" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Check the registers as they stand in commit REV", "REV" },
	{ "staged", 0, 0, G_OPTION_ARG_NONE, &opt.staged,
	  "Check the registers as the next commit would hold them", NULL },
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
		const struct record *record = registers_listed(registers, i);

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

/* Rules that have been run: neither left out nor switched off. */
static size_t count_rules(const struct session *session)
{
	size_t n = 0, n_run = 0;
	const struct rule_tally *tallies =
		session->run ? rule_run_tallies(session->run, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		n_run += !tallies[i].is_off;
	return n_run;
}

/* Of all records, those about which the rules had to be asked again. */
static void print_anew(const struct session *session, size_t n_records)
{
	size_t n = session->run ? rule_run_records(session->run) : 0;

	if (session->run && n < n_records &&
	    n_records == registers_len(session->registers))
		fprintf(stderr, ", %zu of them anew,", n);
}

static void print_summary(const struct session *session,
			  const struct diags *findings, size_t n_records)
{
	g_autofree char *as_of = date_format(session->as_of);
	g_autofree char *state = session_state(session);
	double seconds = (double)(g_get_monotonic_time() - session->started) /
			 G_USEC_PER_SEC;

	fflush(stdout);
	print_count(n_records, "record", "checked ");
	print_anew(session, n_records);
	print_count(count_rules(session), "rule", " against ");
	fprintf(stderr, " as of %s, %s, in %.1f s", as_of, state, seconds);
	print_count(diags_count(findings, DIAG_ERROR), "error", ": ");
	print_count(diags_count(findings, DIAG_WARNING), "warning", ", ");
	print_count(diags_count(findings, DIAG_NOTE), "note", ", ");
	fprintf(stderr, ", %zu waived\n", diags_waived(findings));
	if (session->fault)
		output_note("check", "the records were not checked, since "
				     "gatehouse.xml cannot be used");
	if (session->run && rule_run_bugs(session->run) > 0)
		output_note("check", "rules themselves failed, so the findings "
				     "may not be all");
}

/* What was not looked at, or not all the way back. */
static void print_past(const struct session *session)
{
	if (session->past_fault)
		output_note("check",
			    "the history cannot be read, so REG-13 was not "
			    "checked: %s",
			    session->past_fault->message);
	else if (session->commits && session->commits->is_shallow)
		output_note("check", "the history is cut off (a shallow "
				     "clone), so REG-13 was checked on what "
				     "is left of it");
}

/* Says which file the disk has not given back; false: there is one. */
static bool is_all_read(const struct session *session)
{
	g_autoptr(GError) error = NULL;

	if (files_are_read(session->diags, &error))
		return true;
	output_note("check",
		    "%s; the others are checked as if it were not there",
		    error->message);
	return false;
}

/* One line a finding; on a terminal the line of source below it. */
static void print_text(const struct session *session,
		       const struct diags *findings)
{
	bool is_terminal = isatty(STDOUT_FILENO);

	for (size_t i = 0; i < diags_len(findings); i++) {
		if (diags_get(findings, i)->waiver)
			continue;
		output_diag(stdout, diags_get(findings, i));
		if (is_terminal)
			excerpt_print(stdout, session->registers, findings, i);
	}
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
				  enum diag_level level, enum format format)
{
	size_t n = g_strv_length(args);
	g_auto(GStrv) paths = g_new0(char *, n + 1);
	g_autofree bool *is_used = g_new0(bool, n + 1);
	struct choice choice = { session, args, paths, is_used };
	g_autoptr(Diags) findings = diags_new();
	bool is_whole = is_all_read(session);
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
	switch (format) {
	case FORMAT_JSON:
		json_check(stdout, session, findings, n_records);
		break;
	case FORMAT_SARIF:
		sarif_check(stdout, session, findings);
		break;
	case FORMAT_JUNIT:
		junit_check(stdout, session, findings, level);
		break;
	default:
		print_text(session, findings);
	}
	print_summary(session, findings, n_records);
	print_past(session);
	if (!is_whole || (session->run && rule_run_bugs(session->run) > 0))
		return COMMAND_FAILED;
	return has_reached(findings, level) ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

/* False, and *format untouched, when there is no such format. */
static bool parse_format(const char *name, enum format *format)
{
	for (int i = 0; i < FORMATS; i++) {
		if (strcmp(name, format_names[i]) == 0) {
			*format = (enum format)i;
			return true;
		}
	}
	return false;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	enum diag_level level = DIAG_ERROR;
	enum format format = FORMAT_TEXT;
	g_autoptr(GError) error = NULL;

	(void)n;
	if (opt.format && !parse_format(opt.format, &format))
		return output_usage("check",
				    "--format is 'text', 'json', 'sarif' or "
				    "'junit', not '%s'",
				    opt.format);
	if (opt.staged && opt.revision)
		return output_usage("check",
				    "--staged and --rev exclude each other");
	if (opt.fail_on && !diag_level_parse(opt.fail_on, &level))
		return output_usage("check",
				    "--fail-on is 'error', 'warning' or "
				    "'note', not '%s'",
				    opt.fail_on);
	if (session->registers && !session_check_known(session, &error))
		return output_failure("check", error);
	return report(session, args, level, format);
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
		  "  gatehouse check --staged --fail-on warning\n"
		  "  gatehouse check --format sarif >findings.sarif\n\n"
		  "'gatehouse explain RULE' tells what a rule is about.\n\n"
		  "Exit status: 0 no findings from --fail-on on; 1 findings; "
		  "2 wrong usage;\n3 the check could not be made.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_COMMIT |
		 COMMAND_FAULTS | COMMAND_PAST,
	.max_args = G_MAXSIZE,
	.revision = &opt.revision,
	.staged = &opt.staged,
	.confine = confine_reader,
	.run = run,
};
