/* SPDX-License-Identifier: MIT */
/* Records in the formats of others: a table of formats. */
#include <string.h>

#include "cli/command.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/nearest.h"

static struct {
	char *out;
	char *revision;
} opt;

static const GOptionEntry options[] = {
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &opt.out,
	  "Write to FILE, or make the folder FILE", "FILE" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Take the records as they stand in commit REV", "REV" },
	G_OPTION_ENTRY_NULL
};

static const struct export_format *const formats[] = {
	&export_cnil,
	&export_csv,
	&export_xlsx,
};

static enum command_status unknown_format(const char *name)
{
	const char *names[G_N_ELEMENTS(formats) + 1] = { NULL };
	g_autofree char *all = NULL;
	const char *near;

	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		names[i] = formats[i]->name;
	near = nearest_find(names, name);
	if (near)
		return output_usage("export",
				    "there is no format '%s'; did you mean "
				    "'%s'?",
				    name, near);
	all = g_strjoinv("', '", (char **)names);
	return output_usage("export", "there is no format '%s'; there is '%s'",
			    name, all);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		const struct export_format *format = formats[i];

		if (strcmp(format->name, args[0]) != 0)
			continue;
		if ((n > 1) != (format->run_one != NULL))
			return output_usage(
				"export", "'%s' gives away %s", format->name,
				format->run_one ? "one record; expected "
						  "its ID"
						: "the registers; it takes "
						  "no ID");
		if (!opt.out)
			return output_usage("export", "expected: -o FILE");
		return format->run_one
			       ? format->run_one(session, args[1], opt.out)
			       : format->run(session, opt.out);
	}
	return unknown_format(args[0]);
}

const struct command cmd_export = {
	.name = "export",
	.help = "Give records away in another format",
	.arguments = "FORMAT [ID]",
	.description =
		"Writes the records in a format of others. What it holds is "
		"not cut down to an\nedition: it is for those who keep the "
		"registers.\n\n"
		"Formats:\n"
		"  cnil  a privacy impact assessment, for the CNIL's PIA tool; "
		"ID names it\n"
		"  csv   a folder with a table for each register, and one for "
		"each part that\n        repeats; -o names the folder, which "
		"must be new or empty\n"
		"  xlsx  the same as a workbook, with lists to choose from and "
		"hints",
	.ending = "Examples:\n"
		  "  gatehouse export cnil pia-night-shelter -o pia.json\n"
		  "  gatehouse export csv -o sheets\n"
		  "  gatehouse export xlsx -o registers.xlsx\n\n"
		  "gatehouse-formats(5) says what goes where.\n\n"
		  "Exit status: 0 written; 1 written without records that are "
		  "not valid; 2 wrong\nusage; 3 it could not be written.",
	.options = options,
	.needs = COMMAND_LIBRARY | COMMAND_REGISTERS | COMMAND_COMMIT,
	.min_args = 1,
	.max_args = 2,
	.revision = &opt.revision,
	.run = run,
};
