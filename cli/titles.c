/* SPDX-License-Identifier: MIT */
/*
 * A comparison reads no registers, only the files at two points, and few of
 * them are named by what differs: so a title is read when it is wanted.
 */
#include "cli/titles.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml_tree.h"

struct titles {
	const struct library *library;
	const struct files *files[2];
	struct arena *arena;
	GHashTable *of_id; /* id -> title or NULL, both in the arena */
};

struct titles *titles_new(const struct library *library,
			  const struct files *first, const struct files *others)
{
	struct titles *titles = g_new0(struct titles, 1);

	titles->library = library;
	titles->files[0] = first;
	titles->files[1] = others;
	titles->arena = arena_new();
	titles->of_id = g_hash_table_new(g_str_hash, g_str_equal);
	return titles;
}

void titles_free(struct titles *titles)
{
	if (!titles)
		return;
	g_hash_table_unref(titles->of_id);
	arena_free(titles->arena);
	g_free(titles);
}

static const struct file *file_of(const struct files *files, const char *id)
{
	for (size_t i = 0; i < files_len(files); i++) {
		const struct file *file = files_get(files, i);
		g_autofree char *own = record_history_id(file->path);

		if (strchr(file->path, '/') && strcmp(own, id) == 0)
			return file;
	}
	return NULL;
}

static const char *read_title(const struct titles *titles,
			      const struct file *file)
{
	const struct kind *kind =
		schema_kind_of_path(titles->library->schema, file->path);
	g_autoptr(Arena) arena = arena_new();
	const char *title;

	if (!kind || !kind->title)
		return NULL;
	title = node_value(xml_tree_read(titles->library->schema, arena, file),
			   kind->title);
	return title ? arena_strdup(titles->arena, title) : NULL;
}

const char *titles_find(const void *data, const char *target)
{
	const struct titles *titles = data;
	g_autofree char *id = g_strndup(target, strcspn(target, "#"));
	gpointer known;
	const char *title = NULL;

	if (g_hash_table_lookup_extended(titles->of_id, id, NULL, &known))
		return known;
	for (size_t i = 0; i < G_N_ELEMENTS(titles->files) && !title; i++) {
		const struct file *file = file_of(titles->files[i], id);

		title = file ? read_title(titles, file) : NULL;
	}
	g_hash_table_insert(titles->of_id, arena_strdup(titles->arena, id),
			    (gpointer)title);
	return title;
}

const char *titles_of_registers(const void *data, const char *target)
{
	const struct record *record = registers_resolve(data, target, NULL);

	return record ? record->title : NULL;
}
