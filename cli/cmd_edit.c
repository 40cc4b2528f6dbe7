/* SPDX-License-Identifier: MIT */
/* Changes a record: in an editor, or field by field in its very bytes. */
#include <gio/gio.h>

#include "cli/command.h"
#include "cli/editing.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/record_edit.h"
#include "lib/record_field.h"
#include "lib/registers.h"

static struct {
	char **set;
	char **unset;
} opt;

static const GOptionEntry options[] = {
	{ "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt.set,
	  "Set a field; nothing else of the file changes. May be given more "
	  "than once",
	  "FIELD=VALUE" },
	{ "unset", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt.unset,
	  "Remove a field; may be given more than once", "FIELD" },
	G_OPTION_ENTRY_NULL
};

static bool unset_all(struct record_edit *edit)
{
	for (char **field = opt.unset; field && *field; field++) {
		g_autoptr(GError) error = NULL;

		if (!record_field_unset(edit, *field, &error)) {
			output_usage("edit", "%s", error->message);
			return false;
		}
	}
	return true;
}

static enum command_status set_fields(struct session *session,
				      const struct record *record)
{
	g_autoptr(RecordEdit) edit = keep_edit(session, "edit", record);
	g_autoptr(Keep) keep = NULL;

	if (!edit)
		return COMMAND_FAILED;
	if (!keep_set_all(edit, "edit", opt.set) || !unset_all(edit))
		return COMMAND_USAGE;
	keep = keep_new(session, "edit");
	keep_put(keep, record->path, record_edit_bytes(edit));
	return keep_finish(keep);
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	const struct record *record = keep_record(session, "edit", args[0]);
	g_autoptr(GBytes) bytes = NULL;
	struct editing editing = { .command = "edit" };
	size_t len;
	const char *now;

	(void)n;
	if (!record)
		return COMMAND_FAILED;
	if (opt.set || opt.unset)
		return set_fields(session, record);
	now = registers_bytes(session->registers, record, &len);
	if (!now) {
		output_note("edit", "'%s' cannot be read any more",
			    record->path);
		return COMMAND_FAILED;
	}
	bytes = g_bytes_new(now, len);
	editing.id = record->id;
	editing.path = record->path;
	editing.start = bytes;
	return editing_run(session, &editing);
}

const struct command cmd_edit = {
	.name = "edit",
	.help = "Change a record in an editor, or single fields of it",
	.arguments = "ID",
	.description =
		"Opens a draft of the record in $VISUAL or $EDITOR and checks "
		"it when the editor\nends. Without errors it takes the place "
		"of the record; with errors these are\nshown, and you choose "
		"to reopen it, to write it as it is, to keep the draft, "
		"which\nis offered next time, or to drop it.\n\nWith --set "
		"or --unset no editor is opened, and only the bytes of these "
		"fields\nchange. A field is named as 'log' and 'explain' name "
		"it. An empty VALUE says that\nthe source does not state it. "
		"What is not there yet is added where the schema\nwants it.",
	.ending =
		"Examples:\n"
		"  gatehouse edit leeds-live-risk\n"
		"  gatehouse edit leeds-live-risk --set status=active\n"
		"  gatehouse edit leeds-live-risk \\\n"
		"    --set 'flow[daily-flags].retention.until=2027-03-31'\n"
		"  gatehouse edit leeds-live-risk --set 'note[1]=Ask in May'\n"
		"\nExit status: 0 changed, or nothing to change; 1 refused, "
		"kept as a draft or\ndropped; 2 wrong usage; 3 it could not be "
		"changed.",
	.options = options,
	.needs = KEEP_NEEDS,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
