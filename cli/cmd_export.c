/* SPDX-License-Identifier: MIT */
/* Records in the formats of others: a table of formats. */
#include <string.h>

#include "cli/command.h"
#include "cli/export_edition.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/edition.h"

static struct {
	char *out;
	char *revision;
	char *edition;
} opt;

static const GOptionEntry options[] = {
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &opt.out,
	  "Write to FILE, or make the folder FILE", "FILE" },
	{ "rev", 0, 0, G_OPTION_ARG_FILENAME, &opt.revision,
	  "Take the records as they stand in commit REV", "REV" },
	{ "edition", 0, 0, G_OPTION_ARG_STRING, &opt.edition,
	  "Cut down to 'public', 'partner' or 'internal' (default)",
	  "EDITION" },
	G_OPTION_ENTRY_NULL
};

static const struct export_format *const formats[] = {
	&export_cnil,	&export_csv,	 &export_dea,
	&export_hdruk,	&export_ics,	 &export_json,
	&export_jsonld, &export_kantara, &export_xlsx,
};

static enum command_status unknown_format(const char *name)
{
	const char *names[G_N_ELEMENTS(formats) + 1] = { NULL };

	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		names[i] = formats[i]->name;
	return formats_unknown("export", names, name);
}

static enum command_status give(const struct export_format *format,
				const struct session *session, const char *id)
{
	return format->run_one ? format->run_one(session, id, opt.out)
			       : format->run(session, opt.out);
}

/* Runs with what an edition shows in place of the registers. */
static enum command_status run_edition(const struct export_format *format,
				       struct session *session, const char *id,
				       enum edition edition)
{
	struct registers *whole = session->registers;
	struct registers *shown = edition_registers(whole, edition);
	struct registers *marked = export_edition_mark(shown, edition);
	enum command_status status;

	session->registers = marked;
	status = give(format, session, id);
	session->registers = whole;
	registers_free(marked);
	registers_free(shown);
	return status;
}

static enum command_status run_format(const struct export_format *format,
				      struct session *session, const char *id)
{
	enum edition edition = EDITION_INTERNAL;

	if (opt.edition && !edition_parse(opt.edition, &edition))
		return output_usage("export",
				    "expected --edition 'public', 'partner' "
				    "or 'internal', not '%s'",
				    opt.edition);
	if (edition != EDITION_INTERNAL)
		return run_edition(format, session, id, edition);
	if (format->is_outward && !opt.edition)
		output_note("export",
			    "this holds what the public and partner editions "
			    "leave out; --edition cuts it down");
	return give(format, session, id);
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
		return run_format(format, session, n > 1 ? args[1] : NULL);
	}
	return unknown_format(args[0]);
}

const struct command cmd_export = {
	.name = "export",
	.help = "Give records away in another format",
	.arguments = "FORMAT [ID]",
	.description =
		"Writes the records in a format of others: all that they "
		"hold, for those who keep\nthe registers, or what an edition "
		"shows.\n\n"
		"Formats:\n"
		"  cnil     a privacy impact assessment, for the CNIL's PIA "
		"tool; ID names it\n"
		"  csv      a folder with a table for each register, and one "
		"for each part that\n           repeats; -o names the folder, "
		"which must be new or empty\n"
		"  dea      agreements as the register of the Digital Economy "
		"Act; FILE ends with\n           .tsv, .csv or .rsf\n"
		"  hdruk    flows as a data use register, CSV\n"
		"  ics      the days due, as a calendar\n"
		"  json     all registers; the JSON Schema is put beside "
		"FILE\n"
		"  jsonld   consent arrangements in the shape of ISO/IEC TS "
		"27560\n"
		"  kantara  consent arrangements as receipts: FILE ends with "
		".json, or is a folder\n"
		"  xlsx     the tables of csv as a workbook, with lists to "
		"choose from and hints",
	.ending = "Examples:\n"
		  "  gatehouse export cnil pia-night-shelter -o pia.json\n"
		  "  gatehouse export csv -o sheets\n"
		  "  gatehouse export xlsx -o registers.xlsx\n"
		  "  gatehouse export dea --edition public -o register.rsf\n\n"
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
