/* SPDX-License-Identifier: MIT */
/*
 * What is overdue and what comes next, out of all records.  Nothing is decided
 * here: which dates ask for something, lib/due.c says.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/table.h"
#include "lib/due.h"
#include "lib/due_ics.h"
#include "lib/registers.h"

static struct {
	char *within;
	char *format;
	char *revision;
} opt;

static const GOptionEntry options[] = {
	{ "within", 0, 0, G_OPTION_ARG_FILENAME, &opt.within,
	  "Look so far ahead: P90D, P6M, or 90d, 12w, 6m, 1y (default: as the "
	  "settings say, else 90 days)",
	  "DURATION" },
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print a 'table' (default), 'csv', 'json' or 'ics'", "FORMAT" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Go by the records as they stand in commit REV", "REV" },
	G_OPTION_ENTRY_NULL
};

/* "leeds-live-risk" or "leeds-live-risk#daily-flags" */
static char *place_of(const struct due *due)
{
	const char *part = due_part_id(due);

	return part ? g_strdup_printf("%s#%s", due->record->id, part)
		    : g_strdup(due->record->id);
}

/* The things from first up to last, under a heading. */
static void print_part(const struct due_list *list, size_t first, size_t last,
		       const char *heading)
{
	static const char *const words[] = { "Date", "What", "Record" };
	g_autoptr(Table) table = table_new(words, G_N_ELEMENTS(words));

	if (first == last)
		return;
	for (size_t i = first; i < last; i++) {
		g_autofree char *date = date_format(list->all[i].date);
		g_autofree char *place = place_of(&list->all[i]);
		const char *const cells[] = { date, list->all[i].what, place };

		table_add(table, cells);
	}
	output_strong(stdout, heading);
	fputc('\n', stdout);
	table_print(table, stdout);
}

static void print_table(const struct due_list *list)
{
	g_autofree char *as_of = date_format(list->as_of);
	g_autofree char *horizon = date_format(list->horizon);
	g_autofree char *overdue =
		g_strdup_printf("Overdue on %s: %zu", as_of, list->n_overdue);
	g_autofree char *coming = g_strdup_printf(
		"Due by %s: %zu", horizon, list->n_near - list->n_overdue);

	if (list->n_near == 0)
		output_note("due",
			    "nothing is overdue on %s, and nothing is due by "
			    "%s",
			    as_of, horizon);
	print_part(list, 0, list->n_overdue, overdue);
	if (list->n_overdue > 0 && list->n_near > list->n_overdue)
		fputc('\n', stdout);
	print_part(list, list->n_overdue, list->n_near, coming);
}

static void print_csv(const struct session *session,
		      const struct due_list *list)
{
	static const char *const names[] = { "date",	"what", "record",
					     "overdue", "part", "responsible",
					     "kind",	"title" };
	g_autoptr(Table) table = table_new(names, G_N_ELEMENTS(names));

	for (size_t i = 0; i < list->n_near; i++) {
		const struct due *due = &list->all[i];
		const char *part = due_part_id(due);
		g_autofree char *date = date_format(due->date);
		g_autofree char *responsible =
			due_responsible(session->registers, due);
		const char *const cells[] = {
			date,
			due->what,
			due->record->id,
			due->is_overdue ? "yes" : "no",
			part ? part : "",
			responsible ? responsible : "",
			due->record->kind->name,
			due->record->title,
		};

		table_add(table, cells);
	}
	table_print_csv(table, stdout);
}

static void print_ics(const struct session *session,
		      const struct due_list *list)
{
	g_autoptr(GString) out = g_string_new(NULL);

	due_ics_write(out, session->registers, list, list->n_near);
	fwrite(out->str, 1, out->len, stdout);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	static const char *const formats[] = { "table", "csv", "json", "ics",
					       NULL };
	const char *format = opt.format ? opt.format : "table";
	g_autofree char *within = opt.within ? due_duration(opt.within) : NULL;
	g_autoptr(DueList) list = NULL;

	(void)n;
	(void)args;
	if (!g_strv_contains(formats, format))
		return output_usage("due",
				    "--format is 'table', 'csv', 'json' or "
				    "'ics', not '%s'",
				    format);
	if (opt.within && !within)
		return output_usage("due",
				    "--within '%s' is no length of time; write "
				    "it as P90D or P6M, or as 90d, 12w, 6m or "
				    "1y",
				    opt.within);
	list = due_list_new(session->registers, session->as_of, within);
	if (strcmp(format, "json") == 0)
		json_due(stdout, session, list);
	else if (strcmp(format, "csv") == 0)
		print_csv(session, list);
	else if (strcmp(format, "ics") == 0)
		print_ics(session, list);
	else
		print_table(list);
	return list->n_overdue > 0 ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

const struct command cmd_due = {
	.name = "due",
	.help = "Show what is overdue and what comes next",
	.arguments = "",
	.description =
		"Shows, by date, what the records of the work tree ask for: "
		"reviews, ends of\nagreements and of retention, signatures, "
		"measures, waivers, and whatever has to\nbe looked at again "
		"after an interval. What is done or over is left out.",
	.ending = "Examples:\n"
		  "  gatehouse due\n"
		  "  gatehouse due --within P1Y --format csv\n"
		  "  gatehouse due --within 30d --format ics >due.ics\n\n"
		  "Exit status: 0 nothing is overdue; 1 something is; 2 wrong "
		  "usage; 3 the\nregisters cannot be read.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS,
	.revision = &opt.revision,
	.run = run,
};
