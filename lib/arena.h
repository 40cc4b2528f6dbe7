/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ARENA_H
#define GATEHOUSE_ARENA_H

#include <stddef.h>

#include <glib.h>

/*
 * A bump allocator: what is read together is freed together.  Not safe to
 * share between threads; give each worker its own.
 */
struct arena;

struct arena *arena_new(void);

/* Frees the arena and all that was allocated from it.  NULL is allowed. */
void arena_free(struct arena *arena);

/*
 * Takes back all that was allocated, as arena_free does, and keeps some of the
 * memory for what is allocated next: for one who makes one thing after another.
 */
void arena_empty(struct arena *arena);

/*
 * Returns size bytes of zeroed memory, aligned for any type, owned by the
 * arena.  Never NULL: running out of memory ends the program, as GLib does.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* An array of n zeroed elements; the product is checked for overflow. */
void *arena_array(struct arena *arena, size_t n, size_t size);

/* Copies of a NUL-terminated string, and of the first len bytes of one. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const char *s, size_t len);

char *arena_printf(struct arena *arena, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* Takes over child, so that it is freed with arena.  child may be NULL. */
void arena_adopt(struct arena *arena, struct arena *child);

typedef struct arena Arena;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arena, arena_free)

#endif
