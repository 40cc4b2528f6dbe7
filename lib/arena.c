/* SPDX-License-Identifier: MIT */
/*
 * Memory is taken in blocks and handed out from their front, and for what needs
 * no alignment from their end, so that texts leave no gaps between what does;
 * nothing is given back before the arena goes or is emptied.  A request that is
 * large against the block size gets a block of its own behind the current one,
 * so that the room left in the current block is not lost.
 */
#include "lib/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/hash.h"

#define BLOCK_SIZE (64u * 1024)
#define SPARE_MAX 64u /* blocks that an emptied arena keeps */
#define ALIGNMENT alignof(uint64_t)
#define SLOTS 1024
#define LINE 512 /* bytes that most formatted texts have at most */

struct block {
	struct block *next;
	size_t size;
	size_t used;  /* from the front */
	size_t texts; /* where those at the end begin */
	alignas(max_align_t) char data[];
};

/* Something shared, last seen in its slot. */
struct shared {
	const void *bytes;
	size_t size;
};

struct arena {
	struct block *blocks;  /* the first is the one handed out from */
	struct shared *shared; /* SLOTS of them, or NULL */
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
	g_free(arena->shared);
	g_free(arena);
}

void arena_empty(struct arena *arena)
{
	struct block *block = arena->blocks;
	unsigned n = 0;

	free_adopted(arena);
	if (arena->shared)
		memset(arena->shared, 0, SLOTS * sizeof(*arena->shared));
	for (struct block *b = arena->spare; b; b = b->next)
		n++;
	arena->blocks = NULL;
	while (block) {
		struct block *next = block->next;

		if (block->size != BLOCK_SIZE || n == SPARE_MAX) {
			g_free(block);
		} else {
			memset(block->data, 0, block->used);
			memset(block->data + block->texts, 0,
			       block->size - block->texts);
			block->used = 0;
			block->texts = block->size;
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
	block->texts = size;
	return block;
}

/* NULL where the block has no room for it. */
static void *block_take(struct block *block, size_t size, size_t alignment)
{
	size_t from = (block->used + alignment - 1) & ~(alignment - 1);

	if (from > block->texts || block->texts - from < size)
		return NULL;
	if (alignment == 1)
		return block->data + (block->texts -= size);
	block->used = from + size;
	return block->data + from;
}

/* A block to hand out from: one that is spare, or a new one. */
static struct block *new_first(struct arena *arena, size_t size)
{
	struct block *spare = size == BLOCK_SIZE ? arena->spare : NULL;

	if (!spare)
		return block_new(size);
	arena->spare = spare->next;
	return spare;
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
	struct block *first = arena->blocks;
	struct block *block;
	void *result = first ? block_take(first, size, alignment) : NULL;

	g_assert(size < SIZE_MAX / 2);
	if (result)
		return result;
	if (first && size > BLOCK_SIZE / 4) {
		block = block_new(size);
		block->next = first->next;
		first->next = block;
	} else {
		block = new_first(arena, MAX(size, BLOCK_SIZE));
		block->next = first;
		arena->blocks = block;
	}
	return block_take(block, size, alignment);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return take(arena, size, ALIGNMENT);
}

char *arena_text(struct arena *arena, size_t size)
{
	return take(arena, size, 1);
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	g_assert(size == 0 || n < SIZE_MAX / 2 / size);
	return arena_alloc(arena, n * size);
}

char *arena_strndup(struct arena *arena, const char *s, size_t len)
{
	char *copy = arena_text(arena, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *s)
{
	return arena_strndup(arena, s, strlen(s));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char line[LINE];
	char *text;
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(line, sizeof(line), format, args);
	g_assert(len >= 0);
	if ((size_t)len < sizeof(line)) {
		text = arena_strndup(arena, line, (size_t)len);
	} else {
		text = arena_text(arena, (size_t)len + 1);
		vsnprintf(text, (size_t)len + 1, format, again);
	}
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

/*
 * One slot for each hash, which the newest takes: what is the same over and
 * over is found, and what is not costs no more than the look.
 */
const void *arena_share(struct arena *arena, const void *bytes, size_t size,
			size_t alignment)
{
	struct shared *slot;
	char *copy;

	if (!arena->shared)
		arena->shared = g_new0(struct shared, SLOTS);
	slot = &arena->shared[hash_bytes(bytes, size) % SLOTS];
	if (slot->bytes && slot->size == size &&
	    memcmp(slot->bytes, bytes, size) == 0)
		return slot->bytes;
	copy = take(arena, size, alignment);
	memcpy(copy, bytes, size);
	*slot = (struct shared){ copy, size };
	return copy;
}

void arena_adopt(struct arena *arena, struct arena *child)
{
	if (!child)
		return;
	g_assert(child != arena && !child->next);
	child->next = arena->adopted;
	arena->adopted = child;
}
