/* SPDX-License-Identifier: MIT */
/*
 * Git's folder and not the user's state folder: a draft goes with the clone
 * that it is for, is gone with it, and is never mixed up with that of another.
 */
#include "cli/draft.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "cli/session.h"
#include "lib/file_text.h"
#include "lib/repo.h"
#include "lib/staging.h"
#include "lib/write.h"
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
	GStatBuf st;
	char *text;
	gsize len;

	if (g_stat(path, &st) == 0 && st.st_size > (goffset)XML_MAX_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "'%s' is larger than 8 MiB", path);
		return NULL;
	}
	if (!file_text_read(path, &text, &len, error) || !text)
		return NULL;
	return g_bytes_new_take(text, len);
}

bool draft_write(const struct session *session, const char *name, GBytes *bytes,
		 GError **error)
{
	g_autofree char *path = draft_path(session, name);
	g_autofree char *folder = g_path_get_dirname(path);
	const char *text;
	gsize len;

	if (g_mkdir_with_parents(folder, 0777) != 0)
		return write_fail(error, "make", folder);
	text = g_bytes_get_data(bytes, &len);
	return staging_put_file(path, text, len, 0666, error);
}

void draft_drop(const struct session *session, const char *name)
{
	g_autofree char *path = draft_path(session, name);

	g_unlink(path);
}
