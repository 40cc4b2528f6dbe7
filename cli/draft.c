/* SPDX-License-Identifier: MIT */
/*
 * Git's folder and not the user's state folder: a draft goes with the clone
 * that it is for, is gone with it, and is never mixed up with that of another.
 */
#include "cli/draft.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "cli/session.h"
#include "lib/files_write.h"
#include "lib/repo.h"
#include "lib/xml.h"

#define FOLDER "gatehouse/drafts/"

char *draft_path(const struct session *session, const char *name)
{
	return g_build_filename(repo_folder(session->repo), FOLDER, name, NULL);
}

GBytes *draft_read(const struct session *session, const char *name,
		   GError **error)
{
	g_autofree char *path = draft_path(session, name);
	g_autoptr(GError) problem = NULL;
	GStatBuf st;
	char *text;
	gsize len;

	if (g_stat(path, &st) == 0 && st.st_size > (goffset)XML_MAX_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "'%s' is larger than 8 MiB", path);
		return NULL;
	}
	if (g_file_get_contents(path, &text, &len, &problem))
		return g_bytes_new_take(text, len);
	if (!g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

bool draft_write(const struct session *session, const char *name, GBytes *bytes,
		 GError **error)
{
	g_autofree char *path = g_strconcat(FOLDER, name, NULL);
	struct files_write write = { path, bytes };

	return files_write(repo_folder(session->repo), &write, 1, error);
}

void draft_drop(const struct session *session, const char *name)
{
	g_autofree char *path = draft_path(session, name);

	g_unlink(path);
}
