/* SPDX-License-Identifier: MIT */
/*
 * A list that owns copies of all strings, so that a worker's list can be
 * moved onto another without looking at them again.
 */
#include "lib/diag.h"

#include <stdarg.h>
#include <string.h>

#include "lib/arena.h"

struct diags {
	struct arena *arena;
	GArray *items; /* of struct diag */
};

static const char *const level_names[DIAG_LEVELS] = {
	[DIAG_NOTE] = "note",
	[DIAG_WARNING] = "warning",
	[DIAG_ERROR] = "error",
};

struct diags *diags_new(void)
{
	struct diags *diags = g_new0(struct diags, 1);

	diags->arena = arena_new();
	diags->items = g_array_new(FALSE, FALSE, sizeof(struct diag));
	return diags;
}

void diags_free(struct diags *diags)
{
	if (!diags)
		return;
	g_array_unref(diags->items);
	arena_free(diags->arena);
	g_free(diags);
}

static const char *keep(struct diags *diags, const char *s)
{
	return s ? arena_strdup(diags->arena, s) : NULL;
}

void diags_add(struct diags *diags, const struct diag *diag)
{
	struct diag copy = *diag;

	copy.path = keep(diags, diag->path ? diag->path : "");
	copy.rule = keep(diags, diag->rule);
	copy.record = keep(diags, diag->record);
	copy.message = keep(diags, diag->message ? diag->message : "");
	copy.waiver = keep(diags, diag->waiver);
	g_array_append_val(diags->items, copy);
}

void diags_addf(struct diags *diags, const struct diag *diag,
		const char *format, ...)
{
	g_autofree char *message = NULL;
	struct diag copy = *diag;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	copy.message = message;
	diags_add(diags, &copy);
}

void diags_take(struct diags *diags, struct diags *from)
{
	g_array_append_vals(diags->items, from->items->data, from->items->len);
	g_array_set_size(from->items, 0);
	arena_adopt(diags->arena, from->arena);
	from->arena = arena_new();
}

static int compare(const void *a, const void *b)
{
	const struct diag *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	if (order == 0)
		order = g_strcmp0(x->rule, y->rule);
	if (order == 0)
		order = strcmp(x->message, y->message);
	if (order == 0)
		order = (x->column > y->column) - (x->column < y->column);
	if (order == 0)
		order = (int)y->level - (int)x->level;
	return order;
}

void diags_sort(struct diags *diags)
{
	struct diag *items = (struct diag *)(void *)diags->items->data;
	size_t n = diags->items->len, kept = 0;

	g_array_sort(diags->items, compare);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || compare(&items[kept - 1], &items[i]) != 0)
			items[kept++] = items[i];
	}
	g_array_set_size(diags->items, (guint)kept);
}

size_t diags_len(const struct diags *diags)
{
	return diags->items->len;
}

const struct diag *diags_get(const struct diags *diags, size_t i)
{
	g_assert(i < diags->items->len);
	return &g_array_index(diags->items, struct diag, i);
}

void diags_waive(struct diags *diags, size_t i, const char *waiver)
{
	g_assert(i < diags->items->len);
	g_array_index(diags->items, struct diag, i).waiver =
		keep(diags, waiver);
}

void diags_filter(struct diags *diags,
		  bool (*stays)(struct diag *diag, void *data), void *data)
{
	struct diag *items = (struct diag *)(void *)diags->items->data;
	size_t kept = 0;

	for (size_t i = 0; i < diags->items->len; i++) {
		if (stays(&items[i], data))
			items[kept++] = items[i];
	}
	g_array_set_size(diags->items, (guint)kept);
}

size_t diags_count(const struct diags *diags, enum diag_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		n += diag->level == level && !diag->waiver;
	}
	return n;
}

size_t diags_waived(const struct diags *diags)
{
	size_t n = 0;

	for (size_t i = 0; i < diags_len(diags); i++)
		n += diags_get(diags, i)->waiver != NULL;
	return n;
}

const char *diag_level_name(enum diag_level level)
{
	return level_names[level];
}

bool diag_level_parse(const char *name, enum diag_level *level)
{
	for (int i = 0; i < DIAG_LEVELS; i++) {
		if (strcmp(name, level_names[i]) == 0) {
			*level = (enum diag_level)i;
			return true;
		}
	}
	return false;
}
