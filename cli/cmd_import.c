/* SPDX-License-Identifier: MIT */
/* Records from the formats of others: a table of formats. */
#include <string.h>

#include "cli/command.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"

static struct {
	gboolean is_dry;
	gboolean is_partial;
	gboolean removes;
	gboolean is_day_first;
	char *id;
} opt;

static const GOptionEntry options[] = {
	{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &opt.is_dry,
	  "Show what would change, and write nothing", NULL },
	{ "partial", 0, 0, G_OPTION_ARG_NONE, &opt.is_partial,
	  "Take the records that fit, although others do not", NULL },
	{ "remove", 0, 0, G_OPTION_ARG_NONE, &opt.removes,
	  "Remove parts of records that have no row (csv)", NULL },
	{ "day-first", 0, 0, G_OPTION_ARG_NONE, &opt.is_day_first,
	  "Read 03/04/2026 as the third of April (csv)", NULL },
	{ "id", 0, 0, G_OPTION_ARG_FILENAME, &opt.id,
	  "Give the record that is made this id (cnil)", "ID" },
	G_OPTION_ENTRY_NULL
};

static const struct import_format *const formats[] = {
	&import_cnil,
	&import_csv,
	&import_dea,
};

static enum command_status unknown_format(const char *name)
{
	const char *names[G_N_ELEMENTS(formats) + 1] = { NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		names[i] = formats[i]->name;
	return formats_unknown("import", names, name);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	struct import_request request = {
		.path = args[1],
		.id = opt.id,
		.is_dry = opt.is_dry,
		.is_partial = opt.is_partial,
		.removes = opt.removes,
		.is_day_first = opt.is_day_first,
	};

	(void)n;
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (strcmp(formats[i]->name, args[0]) == 0)
			return formats[i]->run(session, &request);
	}
	return unknown_format(args[0]);
}

const struct command cmd_import = {
	.name = "import",
	.help = "Make and change records from another format",
	.arguments = "FORMAT FILE",
	.description =
		"Reads records in a format of others, shows field by field "
		"what that changes, and\nwrites it to the work tree, from "
		"where 'gatehouse save' takes it. Unless all of\nit fits, "
		"nothing is written.\n\n"
		"Formats:\n"
		"  cnil  a privacy impact assessment from the CNIL's PIA tool; "
		"makes a new record\n        and one of its source\n"
		"  csv   a folder of tables as export makes it, or one of "
		"them, from any\n        spreadsheet. A column or a row that "
		"is not there changes nothing; an\n        empty cell empties "
		"the field\n"
		"  dea   the register of the Digital Economy Act: TSV, CSV or RSF",
	.ending = "Examples:\n"
		  "  gatehouse import cnil pia.json --id pia-night-shelter\n"
		  "  gatehouse import csv sheets --dry-run\n"
		  "  gatehouse import csv sheets/agreements.csv --day-first\n"
		  "  gatehouse import dea register.rsf --dry-run\n\n"
		  "gatehouse-formats(5) says what comes from where.\n\n"
		  "Exit status: 0 all of it fits; 1 something does not; 2 "
		  "wrong usage; 3 it could\nnot be read or written.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_PAST |
		 COMMAND_WRITES,
	.min_args = 2,
	.max_args = 2,
	.run = run,
};
