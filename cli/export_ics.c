/* SPDX-License-Identifier: MIT */
/* All days due, however late or far away, as a calendar. */
#include "cli/export_out.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/due.h"
#include "lib/due_ics.h"
#include "lib/registers.h"

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(DueList) list =
		due_list_new(session->registers, session->as_of, NULL);
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	due_ics_write(bytes, session->registers, list, list->n);
	if (!export_out_file(out, bytes->str, bytes->len,
			     (const char *const *)session->library->folders,
			     &error))
		return output_failure("export", error);
	return COMMAND_CLEAN;
}

const struct export_format export_ics = {
	.name = "ics",
	.help = "the days due, as a calendar",
	.is_outward = true,
	.run = run,
};
