/* SPDX-License-Identifier: MIT */
/* Records that a party has signed an agreement. */
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/record_edit.h"
#include "lib/record_field.h"
#include "lib/registers.h"

static struct {
	char *party;
	char *role;
	char *on;
	char *document;
} opt;

static const GOptionEntry options[] = {
	{ "party", 0, 0, G_OPTION_ARG_FILENAME, &opt.party,
	  "The organisation that has signed", "ID2" },
	{ "role", 0, 0, G_OPTION_ARG_FILENAME, &opt.role,
	  "The role of who signed, for example 'Chief executive'; no name",
	  "ROLE" },
	{ "on", 0, 0, G_OPTION_ARG_FILENAME, &opt.on,
	  "The day of the signature", "DATE" },
	{ "document", 0, 0, G_OPTION_ARG_FILENAME, &opt.document,
	  "Where the signed copy is filed", "REF" },
	G_OPTION_ENTRY_NULL
};

/* The party with that id; NULL, said on standard error, when there is none. */
static const struct node *find_party(const struct record *record)
{
	g_autoptr(GString) parties = g_string_new(NULL);

	NODE_EACH(party, record->root, "party")
	{
		const char *ref = node_attr(party, "ref");

		if (g_strcmp0(ref, opt.party) == 0)
			return party;
		if (ref)
			g_string_append_printf(parties, "%s%s",
					       parties->len ? ", " : "", ref);
	}
	output_note("sign", "'%s' is no party of '%s'; its parties are: %s",
		    opt.party, record->id,
		    parties->len ? parties->str : "none");
	return NULL;
}

static bool set(struct record_edit *edit, const char *field, const char *value,
		GError **error)
{
	g_autofree char *path =
		g_strdup_printf("party[%s].signature.%s", opt.party, field);

	return !value || record_field_set(edit, path, value, error);
}

static enum command_status sign(struct session *session,
				const struct record *record)
{
	g_autoptr(RecordEdit) edit = keep_edit(session, "sign", record);
	g_autoptr(GError) error = NULL;
	g_autoptr(Keep) keep = NULL;

	if (!edit)
		return COMMAND_FAILED;
	if (!set(edit, "status", "signed", &error) ||
	    !set(edit, "signedOn", opt.on, &error) ||
	    !set(edit, "signatoryRole", opt.role, &error) ||
	    !set(edit, "documentRef", opt.document, &error))
		return output_failure("sign", error);
	keep = keep_new(session, "sign");
	keep_put(keep, record->path, record_edit_bytes(edit));
	return keep_finish(keep);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	const struct record *record;
	const struct node *party;
	const char *before;

	(void)n;
	if (!opt.party || !opt.role || !opt.on)
		return output_usage("sign", "--party, --role and --on are "
					    "needed");
	if (date_parse(opt.on) == DATE_NONE)
		return output_usage("sign",
				    "--on '%s' is no date; write it as "
				    "YYYY-MM-DD",
				    opt.on);
	if (date_parse(opt.on) > session->as_of)
		return output_usage("sign", "--on '%s' has yet to come",
				    opt.on);
	record = keep_record(session, "sign", args[0]);
	if (!record)
		return COMMAND_FAILED;
	if (strcmp(record->kind->name, "agreement") != 0) {
		output_note("sign",
			    "'%s' is of kind '%s'; only agreements "
			    "are signed by parties",
			    record->id, record->kind->name);
		return COMMAND_FAILED;
	}
	party = find_party(record);
	if (!party)
		return COMMAND_FAILED;
	before = node_value(party, "signature/signedOn");
	if (before) {
		output_note("sign",
			    "'%s' has signed on %s already; 'gatehouse edit' "
			    "corrects that",
			    opt.party, before);
		return COMMAND_FINDINGS;
	}
	return sign(session, record);
}

const struct command cmd_sign = {
	.name = "sign",
	.help = "Record that a party has signed an agreement",
	.arguments = "ID",
	.description =
		"Enters into the agreement that a party has signed it: on "
		"which day, in which role,\nand where the signed copy is "
		"filed. It records the signature on paper or elsewhere\nand "
		"is none itself.",
	.ending = "Examples:\n"
		  "  gatehouse sign leeds-live-risk --party leeds-city-council "
		  "\\\n"
		  "    --role 'Chief executive' --on 2026-11-02 --document "
		  "'IG/2026/14'\n\n"
		  "Exit status: 0 recorded; 1 refused; 2 wrong usage; 3 it "
		  "could not be recorded.",
	.options = options,
	.needs = KEEP_NEEDS,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
