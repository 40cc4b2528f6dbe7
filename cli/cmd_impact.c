/* SPDX-License-Identifier: MIT */
/*
 * What rests on a record, one line for each way in which it does; and with
 * --on what a flow would have left if the record, a gateway, were repealed.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/table.h"
#include "lib/date.h"
#include "lib/impact.h"
#include "lib/node.h"
#include "lib/registers.h"

static struct {
	char *on;
	char *format;
	char *revision;
} opt;

static const GOptionEntry options[] = {
	{ "on", 0, 0, G_OPTION_ARG_FILENAME, &opt.on,
	  "Say what would be lost if it fell away on DATE", "DATE" },
	{ "format", 0, 0, G_OPTION_ARG_FILENAME, &opt.format,
	  "Print a 'table' (default), 'csv' or 'json'", "FORMAT" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Go by the records as they stand in commit REV", "REV" },
	G_OPTION_ENTRY_NULL
};

static const char *answer(enum fact fact)
{
	return fact == FACT_YES ? "yes" : fact == FACT_NO ? "no" : "not known";
}

/* "other: cda-1998-s115, ca-2004-s10"; "" for what is no reliance. */
static char *left_words(const struct impact_way *way)
{
	static const char *const words[] = { "nothing else", "weaker only",
					     "not known", "other" };
	const struct impact_law_left *left = &way->left;
	g_autoptr(GString) said = NULL;

	if (!way->is_reliance)
		return g_strdup("");
	said = g_string_new(words[left->rest]);
	for (size_t i = 0; i < left->n_others; i++)
		g_string_append_printf(said, "%s%s", i > 0 ? ", " : ": ",
				       left->others[i]->id);
	return g_strdup(said->str);
}

static const char *looked_at(const struct impact *impact,
			     const struct impact_way *way)
{
	if (strcmp(impact->record->kind->name, "gateway") != 0)
		return "";
	return answer(impact_law_is_reviewed(way->record, impact->changed,
					     impact->on));
}

#define PLAIN 4 /* columns of a table without --on */

static struct table *make_table(const struct impact *impact,
				const char *const *headings, size_t n)
{
	struct table *table = table_new(headings, n);

	for (size_t i = 0; i < impact->n; i++) {
		const struct impact_way *way = &impact->ways[i];
		g_autofree char *left = left_words(way);
		const char *const cells[] = {
			way->record->kind->name,
			way->record->id,
			way->via,
			way->through ? way->through->id : "",
			way->flow ? answer(way->is_live) : "",
			left,
			looked_at(impact, way),
		};

		table_add(table, cells);
	}
	return table;
}

static void print_csv(const struct impact *impact)
{
	static const char *const names[] = {
		"kind", "id", "via", "through", "live", "left", "reviewed",
	};
	g_autoptr(Table) table = make_table(impact, names, G_N_ELEMENTS(names));

	table_print_csv(table, stdout);
}

/* "2 flows", "1 flow". */
static void print_count(size_t n, const char *then)
{
	printf("  %" G_GSIZE_FORMAT " %s %s\n", n, n == 1 ? "flow" : "flows",
	       then);
}

static void print_tally(const struct impact *impact)
{
	struct impact_tally tally = impact_count(impact);
	g_autofree char *on = date_words(impact->on);

	if (strcmp(impact->record->kind->name, "gateway") != 0)
		return;
	printf("\nWithout it, of the flows that run on %s:\n", on);
	print_count(tally.left[IMPACT_LAW_NOTHING],
		    "would have no gateway that is in force");
	print_count(tally.left[IMPACT_LAW_WEAK],
		    "would have general or implied powers or consent only");
	print_count(
		tally.left[IMPACT_LAW_UNSURE],
		"would have one of which it is not known if it is in force");
	print_count(tally.left[IMPACT_LAW_OTHER],
		    "would have another that is in force");
	print_count(tally.unknown, "may run: the records do not tell");
}

static void print_table(const struct impact *impact)
{
	static const char *const headings[] = {
		"Kind", "Id",	      "Rests by way of", "Through",
		"Runs", "Without it", "Looked at since",
	};
	g_autoptr(Table) table = make_table(
		impact, headings, opt.on ? G_N_ELEMENTS(headings) : PLAIN);

	table_print(table, stdout);
	if (opt.on)
		print_tally(impact);
}

static enum command_status refuse_id(const struct session *session,
				     const char *id)
{
	const char *hash = strchr(id, '#');
	g_autofree char *name =
		hash ? g_strndup(id, (size_t)(hash - id)) : g_strdup(id);

	if (hash && registers_find(session->registers, name)) {
		output_note("impact", "record '%s' has no part '%s'", name,
			    hash + 1);
		return COMMAND_FAILED;
	}
	return session_refuse_id(session, "impact", name);
}

static void print_impact(const struct impact *impact)
{
	const char *format = opt.format ? opt.format : "table";

	if (strcmp(format, "json") == 0)
		json_impact(stdout, impact);
	else if (strcmp(format, "csv") == 0)
		print_csv(impact);
	else if (impact->n == 0)
		output_note("impact", "nothing rests on it");
	else
		print_table(impact);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	static const char *const formats[] = { "table", "csv", "json", NULL };
	const struct node *part = NULL;
	const struct record *record;
	g_autoptr(Impact) impact = NULL;
	date_t on = opt.on ? date_parse(opt.on) : session->as_of;

	(void)n;
	if (opt.format && !g_strv_contains(formats, opt.format))
		return output_usage("impact",
				    "--format is 'table', 'csv' or 'json', "
				    "not '%s'",
				    opt.format);
	if (on == DATE_NONE)
		return output_usage("impact",
				    "--on '%s' is no date; write it as "
				    "YYYY-MM-DD",
				    opt.on);
	record = registers_resolve(session->registers, args[0], &part);
	if (!record)
		return refuse_id(session, args[0]);
	impact =
		impact_of(session->registers, record, part, on, session->as_of);
	print_impact(impact);
	return COMMAND_CLEAN;
}

const struct command cmd_impact = {
	.name = "impact",
	.help = "Show everything that rests on a record",
	.arguments = "ID[#PART]",
	.description =
		"Shows what rests on a record, or on a part of it such as one "
		"flow of an\nagreement or one version of a gateway: what "
		"names it, and what names or covers\nthat in turn. With --on, "
		"says of each flow whether it runs on that day, what\n"
		"gateway it would have left without this one, and whether "
		"anybody is recorded\nto have looked at the record since the "
		"law changed.",
	.ending = "Examples:\n"
		  "  gatehouse impact wra-2012-s131\n"
		  "  gatehouse impact wra-2012-s131 --on 2027-04-01\n"
		  "  gatehouse impact wra-2012-s131#v1 --format json\n\n"
		  "Exit status: 0 done, even if nothing rests on it; 2 wrong "
		  "usage; 3 there is no\nsuch record.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS,
	.min_args = 1,
	.max_args = 1,
	.revision = &opt.revision,
	.run = run,
};
