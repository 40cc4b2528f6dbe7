/* SPDX-License-Identifier: MIT */
#include "lib/file_text.h"

bool file_text_read(const char *path, char **text, gsize *len, GError **error)
{
	g_autoptr(GError) problem = NULL;

	*text = NULL;
	if (len)
		*len = 0;
	if (g_file_get_contents(path, text, len, &problem) ||
	    g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}
