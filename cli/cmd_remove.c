/* SPDX-License-Identifier: MIT */
/*
 * Takes a record away and leaves behind, under its id, what it was and why it
 * went.  That is a record too, so that whatever finds ids that are used twice,
 * or references that lead to the wrong kind, finds those of removed records.
 */
#include <stdio.h>
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
#include "lib/skeleton.h"

static struct {
	char *reason;
} opt;

static const GOptionEntry options[] = { { "reason", 0, 0, G_OPTION_ARG_FILENAME,
					  &opt.reason, "Why it is removed",
					  "REASON" },
					G_OPTION_ENTRY_NULL };

/* Lists what refers to the record; true: something does. */
static bool is_needed(const struct session *session,
		      const struct record *record)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(session->registers, record, &n);
	bool is_referred_to = false;

	for (size_t i = 0; i < n; i++) {
		if (all[i]->from == record)
			continue;
		is_referred_to = true;
		fprintf(stderr, "%s:%u: ",
			all[i]->from ? all[i]->from->path : "gatehouse.xml",
			all[i]->node->line);
		output_text(stderr, all[i]->node->field
					    ? all[i]->node->field->label
					    : all[i]->node->name);
		fputs(" refers to it\n", stderr);
	}
	return is_referred_to;
}

static bool fill(struct record_edit *edit, const struct session *session,
		 const struct record *record, GError **error)
{
	g_autofree char *today = date_format(session->as_of);
	const char *publication = node_attr(record->root, "publication");

	return (!publication ||
		record_field_set(edit, "@publication", publication, error)) &&
	       record_field_set(edit, "title", record->title, error) &&
	       record_field_set(edit, "was", record->kind->name, error) &&
	       record_field_set(edit, "on", today, error) &&
	       record_field_set(edit, "reason", opt.reason, error);
}

/* What is left of the record; NULL, with error set, when it cannot be made. */
static GBytes *leave(const struct session *session, const struct record *record,
		     const char *path, GError **error)
{
	const struct kind *kind =
		schema_kind(session->library->schema, "removal");
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(RecordEdit) edit = NULL;

	skeleton_write_bare(text, kind, record->id);
	edit = record_edit_new(session->library, path, text->str, text->len,
			       error);
	if (!edit || !fill(edit, session, record, error))
		return NULL;
	return record_edit_bytes(edit);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	const struct record *record;
	g_autoptr(Keep) keep = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	GBytes *left;

	(void)n;
	if (!opt.reason || strspn(opt.reason, " \t\n") == strlen(opt.reason))
		return output_usage("remove", "say why with --reason REASON");
	record = keep_record(session, "remove", args[0]);
	if (!record)
		return COMMAND_FAILED;
	if (is_needed(session, record)) {
		output_note("remove",
			    "'%s' was not removed: other records refer to it; "
			    "change these first",
			    record->id);
		return COMMAND_FINDINGS;
	}
	path = g_strdup_printf("removals/%s.xml", record->id);
	left = leave(session, record, path, &error);
	if (!left)
		return output_failure("remove", error);
	keep = keep_new(session, "remove");
	keep_put(keep, path, left);
	keep_put(keep, record->path, NULL);
	return keep_finish(keep);
}

const struct command cmd_remove = {
	.name = "remove",
	.help = "Remove a record, leaving its id and the reason",
	.arguments = "ID",
	.description =
		"Takes the record away and writes removals/ID.xml: what it "
		"was, when it went and\nwhy, so that no other record ever "
		"takes its id. The record stays in the history.\nRefuses while "
		"other records refer to it, and lists them.",
	.ending =
		"Examples:\n"
		"  gatehouse remove night-shelter --reason 'Entered twice; "
		"see night-shelter-2'\n\n"
		"Exit status: 0 removed; 1 refused; 2 wrong usage; 3 it could "
		"not be removed.",
	.options = options,
	.needs = KEEP_NEEDS,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
