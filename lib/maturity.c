/* SPDX-License-Identifier: MIT */
/*
 * Reads the scale and goes up the levels of each barrier until a signal is
 * below what a level asks of it.
 */
#include "lib/maturity.h"

#include <stdlib.h>
#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/word.h"
#include "lib/xml.h"

#define PATH "schemas/codes/maturity.xml"

struct maturity {
	struct arena *arena; /* of the scale, whose strings are borrowed */
	const struct node *root;
	struct signal *signals;
	size_t n_signals;
	struct maturity_level *levels;
	size_t n_levels;
};

static const struct signal *find_signal(const struct maturity *maturity,
					const char *name)
{
	for (size_t i = 0; name && i < maturity->n_signals; i++) {
		if (strcmp(maturity->signals[i].name, name) == 0)
			return &maturity->signals[i];
	}
	return NULL;
}

static unsigned number(const struct node *node, const char *attr)
{
	const char *text = node_attr(node, attr);

	return text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

/* Whether the level is allowed; if not, level says what stands against it. */
static bool allow(const struct maturity *maturity, const struct node *step,
		  struct maturity_level *level)
{
	const struct signal *unknown = NULL;

	NODE_EACH(asked, step, "signal")
	{
		const struct signal *signal =
			find_signal(maturity, node_attr(asked, "name"));
		unsigned at_least = number(asked, "atLeast");

		if (signal->of == 0) {
			unknown = signal;
			continue;
		}
		if (signal->met * 100 >= (size_t)at_least * signal->of)
			continue;
		level->stopped_at = number(step, "code");
		level->criterion = node_text(node_child(step, "criterion"));
		level->signal = signal;
		level->at_least = at_least;
		return false;
	}
	if (unknown && level->unknown_at == 0) {
		level->unknown_at = number(step, "code");
		level->unknown = unknown;
	}
	level->allowed = number(step, "code");
	return true;
}

static void judge(const struct maturity *maturity, const struct node *barrier,
		  struct maturity_level *level)
{
	const char *code = node_attr(barrier, "code");

	level->barrier = code ? code : "";
	NODE_EACH(step, barrier, "level")
	{
		if (!allow(maturity, step, level))
			return;
	}
}

/* The scale is data, the signals are ours: they have to fit. */
static bool are_signals_known(const struct maturity *maturity, GError **error)
{
	const struct node *root = maturity->root;

	for (const struct node *n = root; n; n = node_walk(n, root)) {
		const char *name = node_attr(n, "name");

		if (!word_is(n->name, "signal") || find_signal(maturity, name))
			continue;
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "%s:%u: there is no signal '%s'", PATH, n->line,
			    name ? name : "");
		return false;
	}
	return true;
}

struct maturity *maturity_of(const struct assets *assets,
			     struct signal *signals, size_t n, GError **error)
{
	g_autoptr(Maturity) maturity = g_new0(struct maturity, 1);
	const struct node *root;

	maturity->signals = signals;
	maturity->n_signals = n;
	maturity->arena = arena_new();
	root = xml_parse_asset(maturity->arena, assets, PATH, error);
	if (!root)
		return NULL;
	maturity->root = root;
	maturity->levels =
		g_new0(struct maturity_level, node_count(root, "barrier"));
	if (!are_signals_known(maturity, error))
		return NULL;
	NODE_EACH(barrier, root, "barrier")
	{
		judge(maturity, barrier,
		      &maturity->levels[maturity->n_levels++]);
	}
	return g_steal_pointer(&maturity);
}

struct maturity *maturity_new(const struct registers *registers, date_t as_of,
			      GError **error)
{
	size_t n;
	struct signal *signals = signals_compute(registers, as_of, &n);

	return maturity_of(registers_library(registers)->assets, signals, n,
			   error);
}

void maturity_free(struct maturity *maturity)
{
	if (!maturity)
		return;
	g_free(maturity->levels);
	g_free(maturity->signals);
	arena_free(maturity->arena);
	g_free(maturity);
}

const struct maturity_level *maturity_find(const struct maturity *maturity,
					   const char *barrier)
{
	for (size_t i = 0; i < maturity->n_levels; i++) {
		if (strcmp(maturity->levels[i].barrier, barrier) == 0)
			return &maturity->levels[i];
	}
	return NULL;
}

const struct maturity_level *maturity_levels(const struct maturity *maturity,
					     size_t *n)
{
	*n = maturity->n_levels;
	return maturity->levels;
}

const struct node *maturity_scale(const struct maturity *maturity,
				  const char *barrier)
{
	NODE_EACH(node, maturity->root, "barrier")
	{
		if (g_strcmp0(node_attr(node, "code"), barrier) == 0)
			return node;
	}
	return NULL;
}

const struct signal *maturity_signals(const struct maturity *maturity,
				      size_t *n)
{
	*n = maturity->n_signals;
	return maturity->signals;
}

unsigned maturity_percent(const struct signal *signal)
{
	return signal->of > 0 ? (unsigned)(signal->met * 100 / signal->of) : 0;
}
