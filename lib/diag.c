/* SPDX-License-Identifier: MIT */
/*
 * A list that owns copies of all strings, so that a worker's list can be
 * moved onto another without looking at them again.
 */
#include "lib/diag.h"

#include <string.h>

#include "lib/arena.h"

struct diags {
	struct arena *arena;
	GArray *items; /* of struct diag */
	/* Copies made last: findings of one file follow each other. */
	const char *path;
	const char *rule;
	const char *record;
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

/* The same where *last, the copy made before, may be of the same text. */
static const char *keep_once(struct diags *diags, const char *s,
			     const char **last)
{
	if (s && (!*last || strcmp(s, *last) != 0))
		*last = arena_strdup(diags->arena, s);
	return s ? *last : NULL;
}

/* Appends the diagnostic, whose message is the list's own already. */
static void append(struct diags *diags, const struct diag *diag,
		   const char *message)
{
	struct diag copy = *diag;

	copy.path =
		keep_once(diags, diag->path ? diag->path : "", &diags->path);
	copy.rule = keep_once(diags, diag->rule, &diags->rule);
	copy.record = keep_once(diags, diag->record, &diags->record);
	copy.message = message;
	copy.waiver = keep(diags, diag->waiver);
	g_array_append_val(diags->items, copy);
}

void diags_add(struct diags *diags, const struct diag *diag)
{
	append(diags, diag, keep(diags, diag->message ? diag->message : ""));
}

void diags_addv(struct diags *diags, const struct diag *diag,
		const char *format, va_list args)
{
	append(diags, diag, arena_vprintf(diags->arena, format, args));
}

void diags_addf(struct diags *diags, const struct diag *diag,
		const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diags_addv(diags, diag, format, args);
	va_end(args);
}

void diags_take(struct diags *diags, struct diags *from)
{
	g_array_append_vals(diags->items, from->items->data, from->items->len);
	g_array_set_size(from->items, 0);
	arena_adopt(diags->arena, from->arena);
	from->arena = arena_new();
	from->path = from->rule = from->record = NULL;
}

/* Within one path. */
static int compare_within(const void *a, const void *b,
			  void *data G_GNUC_UNUSED)
{
	const struct diag *x = a, *y = b;
	int order = (x->line > y->line) - (x->line < y->line);

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

static int compare(const struct diag *x, const struct diag *y)
{
	int order = x->path == y->path ? 0 : strcmp(x->path, y->path);

	return order ? order : compare_within(x, y, NULL);
}

/* Diagnostics that stand together and have one path, by one pointer. */
struct run {
	const struct diag *first;
	size_t n;
};

static int compare_runs(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	int order = strcmp(x->first->path, y->first->path);

	/* In the order in which they were found, so that nothing is random. */
	return order ? order : (x->first > y->first) - (x->first < y->first);
}

static GArray *find_runs(const struct diag *items, size_t n)
{
	GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct run));

	for (size_t i = 0, end; i < n; i = end) {
		struct run run = { .first = &items[i] };

		for (end = i + 1; end < n && items[end].path == items[i].path;)
			end++;
		run.n = end - i;
		g_array_append_val(runs, run);
	}
	return runs;
}

/* Drops what repeats the one before; how many are left. */
static size_t drop_repeated(struct diag *items, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || compare(&items[kept - 1], &items[i]) != 0)
			items[kept++] = items[i];
	}
	return kept;
}

/*
 * Findings come file by file, so whole runs of them are put in order by their
 * path, and then what has one path by the rest: comparing paths is what a
 * sort of everything would do most of the time.
 */
void diags_sort(struct diags *diags)
{
	struct diag *items = (struct diag *)(void *)diags->items->data;
	size_t n = diags->items->len;
	g_autoptr(GArray) runs = find_runs(items, n);
	struct diag *sorted = g_new(struct diag, n);
	size_t done = 0, start = 0;

	g_array_sort(runs, compare_runs);
	for (guint i = 0; i < runs->len; i++) {
		const struct run *run = &g_array_index(runs, struct run, i);
		const char *path = run->first->path;

		memcpy(&sorted[done], run->first, run->n * sizeof(*sorted));
		done += run->n;
		if (i + 1 < runs->len && strcmp(run[1].first->path, path) == 0)
			continue;
		g_qsort_with_data(&sorted[start], (gint)(done - start),
				  sizeof(*sorted), compare_within, NULL);
		start = done;
	}
	done = drop_repeated(sorted, n);
	if (done > 0)
		memcpy(items, sorted, done * sizeof(*sorted));
	g_array_set_size(diags->items, (guint)done);
	g_free(sorted);
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
