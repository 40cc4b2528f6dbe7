/* SPDX-License-Identifier: MIT */
/*
 * The ways in which records rest on a gateway, gathered by record: a reader
 * looks for the record first and for the reason then.
 */
#include "site-gen/impact_view.h"

#include <stdbool.h>
#include <stddef.h>

#include "lib/arena.h"
#include "lib/impact.h"
#include "lib/registers.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

const char *impact_view_path(const struct view *view,
			     const struct record *gateway)
{
	return arena_printf(view->arena, "impact/%s.html", gateway->id);
}

/* The first letter is large: the words stand alone. */
static const char *sentence(const struct view *view, const char *words)
{
	char *copy = arena_strdup(view->arena, words);

	copy[0] = g_ascii_toupper(copy[0]);
	return copy;
}

/* Whether ways i up to end have one that is no reliance of a flow. */
static bool rests_besides(const struct impact *impact, size_t i, size_t end)
{
	while (i < end && impact->ways[i].is_reliance)
		i++;
	return i < end;
}

/* The record of ways i up to end. */
static struct value *other(const struct view *view, const struct impact *impact,
			   size_t i, size_t end)
{
	const struct impact_way *first = &impact->ways[i];
	struct value *map = view_link(view, first->record);
	struct value *ways = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (; i < end; i++) {
		const char *via = impact->ways[i].via;

		if (!impact->ways[i].is_reliance &&
		    g_hash_table_add(seen, (gpointer)via))
			value_push(
				view->arena, ways,
				value_text(view->arena, sentence(view, via)));
	}
	value_set(view->arena, map, "ways", ways);
	value_set(view->arena, map, "through",
		  first->through ? view_link(view, first->through)
				 : value_nothing());
	return map;
}

struct value *impact_view_others(const struct view *view,
				 const struct impact *impact)
{
	struct view_rows rows = { value_list(view->arena), 0 };
	size_t end;

	for (size_t i = 0; i < impact->n; i = end) {
		end = i + 1;
		while (end < impact->n &&
		       !impact_is_first_of_record(impact, end))
			end++;
		if (rests_besides(impact, i, end) && view_rows_count(&rows))
			value_push(view->arena, rows.list,
				   other(view, impact, i, end));
	}
	return view_table_of(view, &rows,
			     "Other records that rest on this gateway",
			     "No other record rests on this gateway.");
}
