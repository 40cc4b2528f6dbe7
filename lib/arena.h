/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_ARENA_H
#define GATEHOUSE_ARENA_H

#include <stdarg.h>
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
 * Returns size bytes of zeroed memory, aligned for pointers and numbers of up
 * to eight bytes, owned by the arena.  Never NULL: running out of memory ends
 * the program, as GLib does.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* The same for text, which needs no alignment. */
char *arena_text(struct arena *arena, size_t size);

/* An array of n zeroed elements; the product is checked for overflow. */
void *arena_array(struct arena *arena, size_t n, size_t size);

/* Copies of a NUL-terminated string, and of the first len bytes of one. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const char *s, size_t len);

char *arena_printf(struct arena *arena, const char *format, ...)
	G_GNUC_PRINTF(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	G_GNUC_PRINTF(2, 0);

/*
 * A copy of size bytes, which nobody may change: it may be one that was made
 * before of the same bytes.  Alignment is 1, or 8 for what arena_alloc aligns.
 */
const void *arena_share(struct arena *arena, const void *bytes, size_t size,
			size_t alignment);

/* Takes over child, so that it is freed with arena.  child may be NULL. */
void arena_adopt(struct arena *arena, struct arena *child);

typedef struct arena Arena;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arena, arena_free)

#endif
