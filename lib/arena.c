/* SPDX-License-Identifier: MIT */
/*
 * Memory is taken in blocks and handed out from their front; nothing is given
 * back before the arena goes or is emptied.  A request that is large against the block size
 * gets a block of its own behind the current one, so that the room left in
 * the current block is not lost.
 */
#include "lib/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#define BLOCK_SIZE (64u * 1024)
#define SPARE_MAX 64u /* blocks that an emptied arena keeps */
#define PRINTED_MAX 512u
#define ALIGNMENT alignof(max_align_t)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *blocks;  /* the first is the one handed out from */
	struct block *spare;   /* empty ones of BLOCK_SIZE, all zero */
	struct arena *adopted; /* children, by their next */
	struct arena *next;
};

struct arena *arena_new(void)
{
	return g_new0(struct arena, 1);
}

static void free_adopted(struct arena *arena)
{
	while (arena->adopted) {
		struct arena *child = arena->adopted;

		arena->adopted = child->next;
		arena_free(child);
	}
}

static void free_blocks(struct block *block)
{
	while (block) {
		struct block *next = block->next;

		g_free(block);
		block = next;
	}
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	free_adopted(arena);
	free_blocks(arena->blocks);
	free_blocks(arena->spare);
	g_free(arena);
}

void arena_empty(struct arena *arena)
{
	struct block *block = arena->blocks;
	unsigned n = 0;

	free_adopted(arena);
	for (struct block *b = arena->spare; b; b = b->next)
		n++;
	arena->blocks = NULL;
	while (block) {
		struct block *next = block->next;

		if (block->size != BLOCK_SIZE || n == SPARE_MAX) {
			g_free(block);
		} else {
			memset(block->data, 0, block->used);
			block->used = 0;
			block->next = arena->spare;
			arena->spare = block;
			n++;
		}
		block = next;
	}
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
	struct block *block = size <= BLOCK_SIZE ? arena->spare : NULL;

	if (block)
		arena->spare = block->next;
	else
		block = block_new(MAX(size, BLOCK_SIZE));
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
	char printed[PRINTED_MAX];
	char *text;
	va_list args;
	int len;

	va_start(args, format);
	len = g_vsnprintf(printed, sizeof(printed), format, args);
	va_end(args);
	g_assert(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	if ((size_t)len < sizeof(printed))
		return memcpy(text, printed, (size_t)len);
	va_start(args, format);
	g_vsnprintf(text, (gulong)len + 1, format, args);
	va_end(args);
	return text;
}

void arena_adopt(struct arena *arena, struct arena *child)
{
	if (!child)
		return;
	g_assert(child != arena && !child->next);
	child->next = arena->adopted;
	arena->adopted = child;
}
