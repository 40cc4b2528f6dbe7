/* SPDX-License-Identifier: MIT */
/* All days due, however late or far away, as a calendar. */
#include "cli/formats.h"
#include "cli/session.h"
#include "lib/due.h"
#include "lib/due_ics.h"
#include "lib/registers.h"

static enum command_status run(const struct session *session, const char *out)
{
	g_autoptr(DueList) list =
		due_list_new(session->registers, session->as_of, NULL);
	g_autoptr(GString) bytes = g_string_new(NULL);

	due_ics_write(bytes, session->registers, list, list->n);
	return formats_put(session, out, bytes->str, bytes->len, COMMAND_CLEAN);
}

const struct export_format export_ics = {
	.name = "ics",
	.is_outward = true,
	.run = run,
};
