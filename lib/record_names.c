/* SPDX-License-Identifier: MIT */
/*
 * What a history has to know of an id lies in a row for it, so that a change
 * needs the number that its file has, and no look-up.
 */
#include "lib/record_names.h"

#include <glib.h>

#include "lib/arena.h"
#include "lib/text_table.h"

struct record_names {
	struct arena *arena;
	GArray *all;		    /* of struct record_name */
	struct text_table *numbers; /* id -> its place among them, and 1 */
};

struct record_names *record_names_new(void)
{
	struct record_names *names = g_new0(struct record_names, 1);

	names->arena = arena_new();
	names->all = g_array_new(FALSE, FALSE, sizeof(struct record_name));
	names->numbers = text_table_new();
	return names;
}

void record_names_free(struct record_names *names)
{
	if (!names)
		return;
	text_table_free(names->numbers);
	g_array_unref(names->all);
	arena_free(names->arena);
	g_free(names);
}

size_t record_names_add(struct record_names *names, const char *id, size_t len)
{
	g_autofree char *text = g_strndup(id, len);
	gpointer known = text_table_find(names->numbers, text);
	struct record_name name = { 0 };

	if (known)
		return GPOINTER_TO_SIZE(known) - 1;
	name.id = arena_strndup(names->arena, id, len);
	g_array_append_val(names->all, name);
	text_table_set(names->numbers, name.id,
		       GSIZE_TO_POINTER(names->all->len));
	return names->all->len - 1;
}

struct record_name *record_names_at(const struct record_names *names,
				    size_t number)
{
	return &g_array_index(names->all, struct record_name, number);
}

const struct record_name *record_names_find(const struct record_names *names,
					    const char *id)
{
	gpointer number = text_table_find(names->numbers, id);

	return number ? record_names_at(names, GPOINTER_TO_SIZE(number) - 1)
		      : NULL;
}
