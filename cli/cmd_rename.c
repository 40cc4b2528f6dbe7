/* SPDX-License-Identifier: MIT */
/* Gives a record another id, and every reference to it. */
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/command.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/record_edit.h"
#include "lib/record_mend.h"
#include "lib/registers.h"

#define SETTINGS "gatehouse.xml"

/* One renaming. */
struct renaming {
	struct session *session;
	struct keep *keep;
	const struct record *record;
	const char *to;
	size_t n_references;
	size_t n_files;
};

/* The path with another id: the folder stays. */
static char *new_path(const struct renaming *renaming)
{
	g_autofree char *folder = g_path_get_dirname(renaming->record->path);

	return g_strdup_printf("%s/%s.xml", folder, renaming->to);
}

/* Mends one file; path_after: where it is put. */
static bool mend(struct renaming *renaming, const char *path,
		 const char *path_after, GError **error)
{
	bool is_it = strcmp(path, renaming->record->path) == 0;
	size_t len, n;
	const char *bytes =
		registers_file(renaming->session->registers, path, &len);
	const char *from = renaming->record->id;
	g_autoptr(RecordEdit) edit = NULL;

	if (bytes && !is_it && !memmem(bytes, len, from, strlen(from)))
		return true;
	edit = record_edit_new(renaming->session->library, path, bytes, len,
			       error);
	if (!edit ||
	    !record_mend_references(edit, from, renaming->to, &n, error))
		return false;
	renaming->n_references += n;
	renaming->n_files += n > 0;
	if (is_it && !(record_edit_attr(edit, record_edit_root(edit), "id",
					renaming->to, error) &&
		       record_edit_attr(edit, record_edit_root(edit),
					"formerId", from, error)))
		return false;
	if (is_it || n > 0)
		keep_put(renaming->keep, path_after, record_edit_bytes(edit));
	return true;
}

static bool mend_all(struct renaming *renaming, GError **error)
{
	const struct registers *registers = renaming->session->registers;
	g_autofree char *path = new_path(renaming);

	if (!mend(renaming, SETTINGS, SETTINGS, error))
		return false;
	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		if (!mend(renaming, record->path,
			  record == renaming->record ? path : record->path,
			  error))
			return false;
	}
	keep_put(renaming->keep, renaming->record->path, NULL);
	return true;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	g_autofree char *form = keep_id_form(args[1]);
	g_autofree char *fault = NULL;
	g_autoptr(Keep) keep = NULL;
	g_autoptr(GError) error = NULL;
	struct renaming renaming = { .session = session, .to = args[1] };
	enum command_status status;

	(void)n;
	if (form)
		return output_usage("rename", "%s", form);
	renaming.record = keep_record(session, "rename", args[0]);
	if (!renaming.record)
		return COMMAND_FAILED;
	fault = keep_id_fault(session, args[1]);
	if (fault) {
		output_note("rename", "%s", fault);
		return COMMAND_FAILED;
	}
	renaming.keep = keep = keep_new(session, "rename");
	if (!mend_all(&renaming, &error))
		return output_failure("rename", error);
	status = keep_finish(keep);
	if (status == COMMAND_CLEAN)
		output_note("rename", "%zu reference%s mended, in %zu file%s",
			    renaming.n_references,
			    renaming.n_references == 1 ? "" : "s",
			    renaming.n_files, renaming.n_files == 1 ? "" : "s");
	return status;
}

const struct command cmd_rename = {
	.name = "rename",
	.help = "Give a record another id, and mend what refers to it",
	.arguments = "OLD NEW",
	.description =
		"Gives the record the id NEW, keeps OLD as its former id, by "
		"which its history is\nfollowed, and makes every reference to "
		"it, or to a flow or another part of it, one\nto NEW. Nothing "
		"else of any file changes. NEW must never have been the id of "
		"a\nrecord.",
	.ending = "Examples:\n"
		  "  gatehouse rename leeds-live-risk leeds-daily-flags\n\n"
		  "Exit status: 0 renamed; 1 refused; 2 wrong usage; 3 it "
		  "could not be renamed.",
	.needs = KEEP_NEEDS,
	.min_args = 2,
	.max_args = 2,
	.run = run,
};
