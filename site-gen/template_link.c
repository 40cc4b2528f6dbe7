/* SPDX-License-Identifier: MIT */
/*
 * Partials and parents are looked up once, when all templates are read.
 * The program of each is then a node of a graph, whose edges are what it
 * includes.  A way round the graph is right only if it steps down the data
 * on the way, that is, if one of its edges stands in a section; any other
 * could never end.
 */
#include <stdlib.h>
#include <string.h>

#include "site-gen/template_guess.h"
#include "site-gen/template_program.h"

static int compare_name(const void *name, const void *program)
{
	return strcmp(name, ((const struct template_program *)program)->name);
}

const struct template_program *
template_link_find(const struct template_program *programs, size_t n,
		   const char *name)
{
	return n ? bsearch(name, programs, n, sizeof(*programs), compare_name)
		 : NULL;
}

char *template_link_unknown(const struct template_program *programs, size_t n,
			    const char *name)
{
	struct template_guess guess = { .wanted = name };
	g_autofree char *text = NULL;

	for (size_t i = 0; i < n; i++)
		template_guess_offer(&guess, programs[i].name);
	text = template_guess_text(&guess);
	return g_strdup_printf("no template '%s'%s", name, text);
}

static bool is_include(const struct template_op *op)
{
	return op->type == TEMPLATE_OP_PARTIAL ||
	       op->type == TEMPLATE_OP_PARENT;
}

static bool find_targets(struct template_program *programs, size_t n,
			 struct template_program *program, GError **error)
{
	for (size_t i = 0; i < program->n_ops; i++) {
		struct template_op *op = &program->ops[i];
		g_autofree char *message = NULL;

		if (!is_include(op))
			continue;
		op->target = template_link_find(programs, n, op->text);
		if (op->target)
			continue;
		message = template_link_unknown(programs, n, op->text);
		return template_fault(program, op->offset, error, "%s",
				      message);
	}
	return true;
}

/* The names of the blocks of program and of all that it includes, as a set. */
static GHashTable *blocks_of(const struct template_program *program, size_t n)
{
	GHashTable *blocks = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree bool *seen = g_new0(bool, n);
	g_autoptr(GPtrArray) queue = g_ptr_array_new();

	g_ptr_array_add(queue, (void *)program);
	seen[program->index] = true;
	for (guint q = 0; q < queue->len; q++) {
		program = g_ptr_array_index(queue, q);
		for (size_t i = 0; i < program->n_ops; i++) {
			const struct template_op *op = &program->ops[i];

			if (op->type == TEMPLATE_OP_BLOCK) {
				g_hash_table_add(blocks, (void *)op->text);
			} else if (is_include(op) && !seen[op->target->index]) {
				seen[op->target->index] = true;
				g_ptr_array_add(queue, (void *)op->target);
			}
		}
	}
	return blocks;
}

static char *guess_block(GHashTable *blocks, const char *wanted)
{
	struct template_guess guess = { .wanted = wanted };
	GHashTableIter iter;
	void *name;

	g_hash_table_iter_init(&iter, blocks);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		template_guess_offer(&guess, name);
	return template_guess_text(&guess);
}

/* Whether the blocks that parent is given are there to be given. */
static bool check_parent(const struct template_program *program, size_t parent,
			 GHashTable *blocks, GError **error)
{
	const struct template_op *op = &program->ops[parent];

	for (size_t i = parent + 1; i < op->end; i = program->ops[i].end) {
		const struct template_op *block = &program->ops[i];
		g_autofree char *text = NULL;

		if (g_hash_table_contains(blocks, block->text))
			continue;
		text = guess_block(blocks, block->text);
		return template_fault(program, block->offset, error,
				      "'%s' has no block '%s'%s", op->text,
				      block->text, text);
	}
	return true;
}

/* The same for all parents of a program; sets are made when first needed. */
static bool check_blocks(const struct template_program *program, size_t n,
			 GPtrArray *sets, GError **error)
{
	for (size_t i = 0; i < program->n_ops; i++) {
		const struct template_op *op = &program->ops[i];
		void **set;

		if (op->type != TEMPLATE_OP_PARENT)
			continue;
		set = &sets->pdata[op->target->index];
		if (!*set)
			*set = blocks_of(op->target, n);
		if (!check_parent(program, i, *set, error))
			return false;
	}
	return true;
}

static void free_set(void *set)
{
	if (set)
		g_hash_table_unref(set);
}

/* Next include at or after op i that is not in a section, else n_ops. */
static size_t next_include(const struct template_program *program, size_t i)
{
	while (i < program->n_ops && !is_include(&program->ops[i]))
		i = program->ops[i].type == TEMPLATE_OP_SECTION
			    ? program->ops[i].end
			    : i + 1;
	return i;
}

enum colour { UNSEEN, OPEN, DONE };

/*
 * Walks in depth from start, with the way there on a stack of its own.
 * position[i]: the op of program i from which the walk goes on.
 */
static bool check_cycles(struct template_program *programs, size_t start,
			 enum colour *colour, size_t *position, size_t *stack,
			 GError **error)
{
	size_t depth = 0;

	if (colour[start] == DONE)
		return true;
	stack[depth++] = start;
	colour[start] = OPEN;
	while (depth) {
		struct template_program *program = &programs[stack[depth - 1]];
		size_t at = next_include(program, position[program->index]);
		const struct template_op *op;

		if (at == program->n_ops) {
			colour[program->index] = DONE;
			depth--;
			continue;
		}
		op = &program->ops[at];
		position[program->index] = at + 1;
		if (colour[op->target->index] == OPEN)
			return template_fault(
				program, op->offset, error,
				"'%s' would include itself without end: only "
				"in a section, which steps down the data, can "
				"it do so",
				op->text);
		if (colour[op->target->index] == UNSEEN) {
			colour[op->target->index] = OPEN;
			stack[depth++] = op->target->index;
		}
	}
	return true;
}

bool template_link(struct template_program *programs, size_t n, GError **error)
{
	g_autofree enum colour *colour = g_new0(enum colour, n);
	g_autofree size_t *position = g_new0(size_t, n);
	g_autofree size_t *stack = g_new0(size_t, n);
	g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(free_set);

	for (size_t i = 0; i < n; i++)
		if (!find_targets(programs, n, &programs[i], error))
			return false;
	g_ptr_array_set_size(sets, (gint)n);
	for (size_t i = 0; i < n; i++)
		if (!check_blocks(&programs[i], n, sets, error))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!check_cycles(programs, i, colour, position, stack, error))
			return false;
	return true;
}
