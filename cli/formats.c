/* SPDX-License-Identifier: MIT */
/* What formats have in common, whatever they hold. */
#include "cli/formats.h"

#include "cli/export_out.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/nearest.h"
#include "lib/registers.h"

enum command_status formats_unknown(const char *command,
				    const char *const *names, const char *name)
{
	const char *near = nearest_find(names, name);
	g_autofree char *all = NULL;

	if (near)
		return output_usage(command,
				    "there is no format '%s'; did you mean "
				    "'%s'?",
				    name, near);
	all = g_strjoinv("', '", (char **)names);
	return output_usage(command, "there is no format '%s'; there is '%s'",
			    name, all);
}

bool formats_takes(const struct record *record, enum command_status *status)
{
	if (record->root && record->is_valid)
		return true;
	output_note("export", "left out, since it is not valid: %s",
		    record->path);
	*status = COMMAND_FINDINGS;
	return false;
}

enum command_status formats_put(const struct session *session, const char *out,
				const char *bytes, size_t len,
				enum command_status status)
{
	g_autoptr(GError) error = NULL;

	if (!export_out_file(out, bytes, len, session->library->folders,
			     &error))
		return output_failure("export", error);
	return status;
}

enum command_status formats_put_folder(const struct session *session,
				       const char *out,
				       struct export_file *files, size_t n,
				       enum command_status status)
{
	g_autoptr(GError) error = NULL;

	if (!export_out_folder(out, files, n, session->library->folders,
			       &error))
		status = output_failure("export", error);
	for (size_t i = 0; i < n; i++) {
		g_free(files[i].name);
		g_string_free(files[i].bytes, TRUE);
	}
	return status;
}
