/* SPDX-License-Identifier: MIT */
/*
 * A notice that leaves out what nobody stated would read as if there were
 * nothing to say.  So every row that stays empty is noted here while the rows
 * are made, and the notice ends with all of them together.
 */
#include "site-gen/notice_gaps.h"

#include <string.h>

#include "lib/arena.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

struct gap {
	const char *what;
	GArray *numbers; /* of size_t */
};

struct notice_gaps {
	GArray *gaps; /* of struct gap: few, so looked through */
};

static void gap_clear(void *data)
{
	g_array_unref(((struct gap *)data)->numbers);
}

struct notice_gaps *notice_gaps_new(void)
{
	struct notice_gaps *gaps = g_new0(struct notice_gaps, 1);

	gaps->gaps = g_array_new(FALSE, FALSE, sizeof(struct gap));
	g_array_set_clear_func(gaps->gaps, gap_clear);
	return gaps;
}

void notice_gaps_free(struct notice_gaps *gaps)
{
	if (!gaps)
		return;
	g_array_unref(gaps->gaps);
	g_free(gaps);
}

void notice_gaps_add(struct notice_gaps *gaps, const char *what, size_t number)
{
	struct gap gap;

	for (guint i = 0; i < gaps->gaps->len; i++) {
		struct gap *known = &g_array_index(gaps->gaps, struct gap, i);

		if (strcmp(known->what, what) == 0) {
			g_array_append_val(known->numbers, number);
			return;
		}
	}
	gap = (struct gap){ what, g_array_new(FALSE, FALSE, sizeof(size_t)) };
	g_array_append_val(gap.numbers, number);
	g_array_append_val(gaps->gaps, gap);
}

void notice_gaps_push(const struct view *view, struct value *list,
		      size_t number)
{
	struct value *map = value_map(view->arena);

	view_set_bool(view, map, "isFirst", value_len(list) == 0);
	view_set_number(view, map, "number", number);
	value_set(view->arena, map, "url",
		  value_url(view->arena,
			    arena_printf(view->arena, "#use-%zu", number)));
	value_push(view->arena, list, map);
}

struct value *notice_gaps_value(const struct view *view,
				const struct notice_gaps *gaps, size_t n_uses)
{
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < gaps->gaps->len; i++) {
		const struct gap *gap =
			&g_array_index(gaps->gaps, struct gap, i);
		struct value *map = value_map(view->arena);
		struct value *uses = value_list(view->arena);
		bool is_whole = g_array_index(gap->numbers, size_t, 0) == 0;

		for (guint j = 0; !is_whole && j < gap->numbers->len; j++)
			notice_gaps_push(
				view, uses,
				g_array_index(gap->numbers, size_t, j));
		view_set_text(view, map, "what", gap->what);
		view_set_bool(view, map, "isAll",
			      is_whole || gap->numbers->len == n_uses);
		value_set(view->arena, map, "uses", uses);
		value_push(view->arena, list, map);
	}
	return list;
}
