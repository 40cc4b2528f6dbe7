/* SPDX-License-Identifier: MIT */
/*
 * Changes come in the order of history, children before parents; the days on
 * which they were entered mostly fall along it, but clocks differ.  Sets are
 * sorted by day, and otherwise keep that order.
 */
#include "site-gen/change_sets.h"

#include <string.h>

#include "site-gen/changes.h"

/* Changes of records that one page may hold before its year is divided. */
#define MAX_OF_YEAR 1000

struct change_sets {
	GArray *sets;	 /* of struct change_set */
	GArray *periods; /* of struct change_period */
};

static void clear_period(void *data)
{
	struct change_period *period = data;

	g_free(period->path);
	g_free(period->label);
}

static int compare(const void *a, const void *b)
{
	const struct change_set *x = a, *y = b;

	if (x->on != y->on)
		return x->on > y->on ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

static void gather(struct change_sets *sets, const struct changes *changes)
{
	size_t end = changes_len(changes);
	size_t next;

	for (size_t i = 0; i < end; i = next) {
		const struct shown_change *change = changes_get(changes, i);
		struct change_set set = { .first = i,
					  .on = change->entered_on };

		next = i + 1;
		while (next < end &&
		       changes_get(changes, next)->commit == change->commit)
			next++;
		set.n = next - i;
		g_array_append_val(sets->sets, set);
	}
	g_array_sort(sets->sets, compare);
}

/* How many letters of "2026-03-01" two days must share to be of one period. */
enum span { YEAR = 4, MONTH = 7 };

static struct change_period take(const struct change_sets *sets, size_t first,
				 enum span span)
{
	struct change_period period = { .first = first };
	g_autofree char *day = date_format(change_sets_get(sets, first)->on);
	size_t end = change_sets_len(sets);

	for (size_t i = first; i < end; i++) {
		const struct change_set *set = change_sets_get(sets, i);
		g_autofree char *other = date_format(set->on);

		if (strncmp(day, other, span) != 0)
			break;
		period.n++;
		period.n_changes += set->n;
	}
	return period;
}

static void name(struct change_period *period, date_t on, enum span span)
{
	g_autofree char *day = date_format(on);
	g_autofree char *words = date_words(on);
	const char *month = strchr(words, ' ') + 1;

	period->path = g_strdup_printf("changes/%.*s.html", (int)span, day);
	period->label =
		g_strdup(span == YEAR ? strrchr(words, ' ') + 1 : month);
}

static void divide(struct change_sets *sets)
{
	size_t next, end_of_year = 0;
	enum span span = YEAR;

	for (size_t i = 0; i < change_sets_len(sets); i = next) {
		struct change_period period;

		if (i >= end_of_year) {
			period = take(sets, i, YEAR);
			end_of_year = i + period.n;
			span = period.n_changes > MAX_OF_YEAR ? MONTH : YEAR;
		}
		period = take(sets, i, span);
		name(&period, change_sets_get(sets, i)->on, span);
		next = i + period.n;
		g_array_append_val(sets->periods, period);
	}
}

struct change_sets *change_sets_new(const struct changes *changes)
{
	struct change_sets *sets = g_new0(struct change_sets, 1);

	sets->sets = g_array_new(FALSE, FALSE, sizeof(struct change_set));
	sets->periods = g_array_new(FALSE, FALSE, sizeof(struct change_period));
	g_array_set_clear_func(sets->periods, clear_period);
	gather(sets, changes);
	divide(sets);
	return sets;
}

void change_sets_free(struct change_sets *sets)
{
	if (!sets)
		return;
	g_array_unref(sets->sets);
	g_array_unref(sets->periods);
	g_free(sets);
}

size_t change_sets_len(const struct change_sets *sets)
{
	return sets->sets->len;
}

const struct change_set *change_sets_get(const struct change_sets *sets,
					 size_t i)
{
	return &g_array_index(sets->sets, struct change_set, i);
}

const struct change_period *change_sets_periods(const struct change_sets *sets,
						size_t *n)
{
	*n = sets->periods->len;
	return (const struct change_period *)(const void *)sets->periods->data;
}

const struct change_period *change_sets_find(const struct change_sets *sets,
					     const char *path)
{
	size_t n;
	const struct change_period *periods = change_sets_periods(sets, &n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(periods[i].path, path) == 0)
			return &periods[i];
	}
	return NULL;
}

const struct change_period *
change_sets_period_of(const struct change_sets *sets, size_t i)
{
	size_t n;
	const struct change_period *periods = change_sets_periods(sets, &n);

	for (size_t p = 0; p < n; p++) {
		if (i >= periods[p].first &&
		    i - periods[p].first < periods[p].n)
			return &periods[p];
	}
	return NULL;
}
