/* SPDX-License-Identifier: MIT */
/*
 * The scale of maturity for readers: what each level asks for, and which of
 * it the registers themselves speak against.  That a signal cannot be computed
 * is said, and never shown as if it had been reached.
 */
#include "site-gen/levels_view.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/maturity.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

const char *levels_view_label(const struct view *view, unsigned level)
{
	g_autofree char *id = g_strdup_printf("%u", level);
	const struct code *code = codes_find(registers_codes(view->registers),
					     "maturity-level", id);

	return code ? code->label : arena_strdup(view->arena, id);
}

struct value *levels_view_signal(const struct view *view,
				 const struct signal *signal)
{
	struct value *map = value_map(view->arena);
	const char *left_out =
		arena_printf(view->arena, "%zu", signal->undecidable);

	view_set_text(view, map, "label", signal->label);
	view_set_number(view, map, "met", signal->met);
	view_set_number(view, map, "of", signal->of);
	view_set_bool(view, map, "any", signal->of > 0);
	view_set_text(view, map, "undecidable",
		      signal->undecidable ? left_out : NULL);
	return map;
}

static struct value *level_value(const struct view *view, unsigned level)
{
	struct value *map = value_map(view->arena);

	view_set_number(view, map, "level", level);
	view_set_text(view, map, "label", levels_view_label(view, level));
	return map;
}

static const struct value *stopped(const struct view *view,
				   const struct maturity_level *level)
{
	struct value *map;

	if (level->stopped_at == 0)
		return value_nothing();
	map = level_value(view, level->stopped_at);
	view_set_text(view, map, "criterion", level->criterion);
	view_set_number(view, map, "atLeast", level->at_least);
	value_set(view->arena, map, "signal",
		  levels_view_signal(view, level->signal));
	return map;
}

static const struct value *unknown(const struct view *view,
				   const struct maturity_level *level)
{
	struct value *map;

	if (level->unknown_at == 0)
		return value_nothing();
	map = level_value(view, level->unknown_at);
	value_set(view->arena, map, "signal",
		  levels_view_signal(view, level->unknown));
	return map;
}

struct value *levels_view_allowed(const struct view *view,
				  const struct maturity *maturity,
				  const char *barrier)
{
	const struct maturity_level *level =
		maturity ? maturity_find(maturity, barrier) : NULL;
	struct value *map;

	if (!level)
		return NULL;
	map = level_value(view, level->allowed);
	value_set(view->arena, map, "stopped", stopped(view, level));
	value_set(view->arena, map, "unknown", unknown(view, level));
	return map;
}

static unsigned number(const struct node *node, const char *attr)
{
	const char *text = node_attr(node, attr);

	return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static struct value *asked(const struct view *view,
			   const struct maturity *maturity,
			   const struct node *step)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct signal *signals = maturity_signals(maturity, &n);

	NODE_EACH(node, step, "signal")
	{
		const char *name = node_attr(node, "name");
		unsigned at_least = number(node, "atLeast");

		for (size_t i = 0; name && i < n; i++) {
			const struct signal *signal = &signals[i];
			struct value *map;

			if (strcmp(signal->name, name) != 0)
				continue;
			map = value_map(view->arena);
			view_set_number(view, map, "atLeast", at_least);
			value_set(view->arena, map, "signal",
				  levels_view_signal(view, signal));
			view_set_bool(view, map, "isBelow",
				      signal->met * 100 <
					      (size_t)at_least * signal->of);
			value_push(view->arena, list, map);
		}
	}
	return list;
}

struct value *levels_view_criteria(const struct view *view,
				   const struct maturity *maturity,
				   const char *barrier)
{
	struct value *list = value_list(view->arena);
	const struct node *scale =
		maturity ? maturity_scale(maturity, barrier) : NULL;

	NODE_EACH(step, scale, "level")
	{
		struct value *map = level_value(view, number(step, "code"));

		view_set_text(view, map, "criterion",
			      node_text(node_child(step, "criterion")));
		value_set(view->arena, map, "signals",
			  asked(view, maturity, step));
		value_push(view->arena, list, map);
	}
	return list;
}
