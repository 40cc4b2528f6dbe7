/* SPDX-License-Identifier: MIT */
/* What is wrong with a file is said where it is checked, and only there. */
#include "lib/xml_tree.h"

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/xml.h"

const struct node *xml_tree_read(const struct schema *descriptions,
				 struct arena *arena, const struct file *file)
{
	g_autoptr(Diags) ignored = NULL;
	struct xml_input input = { 0 };
	bool is_valid;

	if (!file || file->len == 0)
		return NULL;
	ignored = diags_new();
	input.path = file->path;
	input.bytes = file->bytes;
	input.len = file->len;
	return xml_read(NULL, descriptions, arena, &input, ignored, &is_valid);
}

const struct node *xml_tree_of_bytes(const struct schema *descriptions,
				     struct arena *arena, const char *path,
				     GBytes *bytes)
{
	struct file file = { .path = path };

	if (bytes)
		file.bytes = g_bytes_get_data(bytes, &file.len);
	return xml_tree_read(descriptions, arena, &file);
}
