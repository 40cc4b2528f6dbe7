/* SPDX-License-Identifier: MIT */
/* What is about to be written, looked at beside all that stays. */
#include "lib/files_with.h"

#include <glib.h>

#include "lib/files.h"
#include "lib/files_write.h"

struct files *files_with(const struct files *files,
			 const struct files_write *writes, size_t n)
{
	g_autoptr(GHashTable) written =
		g_hash_table_new(g_str_hash, g_str_equal);
	struct files *result = files_new();

	for (size_t i = 0; i < n; i++) {
		gsize len;
		const char *bytes;

		g_hash_table_add(written, (gpointer)writes[i].path);
		if (!writes[i].bytes)
			continue;
		/* A copy, NUL-terminated as readers take it to be. */
		bytes = g_bytes_get_data(writes[i].bytes, &len);
		files_add(result, writes[i].path,
			  g_bytes_new_take(g_strndup(bytes ? bytes : "", len),
					   len));
	}
	for (size_t i = 0; i < files_len(files); i++) {
		const struct file *file = files_get(files, i);

		if (!g_hash_table_contains(written, file->path))
			files_add(result, file->path, files_share(file));
	}
	files_sort(result);
	return result;
}
