/* SPDX-License-Identifier: MIT */
/*
 * Memory is taken in blocks and handed out from their front; nothing is given
 * back before the arena goes.  A request that is large against the block size
 * gets a block of its own behind the current one, so that the room left in
 * the current block is not lost.
 */
#include "lib/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#define BLOCK_SIZE (64u * 1024)
#define ALIGNMENT alignof(max_align_t)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *blocks;  /* the first is the one handed out from */
	struct arena *adopted; /* children, by their next */
	struct arena *next;
};

struct arena *arena_new(void)
{
	return g_new0(struct arena, 1);
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->adopted) {
		struct arena *child = arena->adopted;

		arena->adopted = child->next;
		arena_free(child);
	}
	while (arena->blocks) {
		struct block *block = arena->blocks;

		arena->blocks = block->next;
		g_free(block);
	}
	g_free(arena);
}

static struct block *block_new(size_t size)
{
	struct block *block = g_malloc0(sizeof(*block) + size);

	block->size = size;
	return block;
}

static void *block_take(struct block *block, size_t size)
{
	void *result = block->data + block->used;

	block->used += size;
	return result;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct block *first = arena->blocks;

	g_assert(size < SIZE_MAX / 2);
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (first && first->size - first->used >= size)
		return block_take(first, size);
	if (first && size > BLOCK_SIZE / 4) {
		struct block *own = block_new(size);

		own->next = first->next;
		first->next = own;
		return block_take(own, size);
	}
	struct block *block = block_new(MAX(size, BLOCK_SIZE));

	block->next = first;
	arena->blocks = block;
	return block_take(block, size);
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	g_assert(size == 0 || n < SIZE_MAX / 2 / size);
	return arena_alloc(arena, n * size);
}

char *arena_strndup(struct arena *arena, const char *s, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *s)
{
	return arena_strndup(arena, s, strlen(s));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	return arena_strdup(arena, text);
}

void arena_adopt(struct arena *arena, struct arena *child)
{
	if (!child)
		return;
	g_assert(child != arena && !child->next);
	child->next = arena->adopted;
	arena->adopted = child;
}
