/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"

#define LARGE (100u * 1024)
#define MANY 300u
#define SIZE 1000u

static bool is_zero(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

/* Takes memory of both sizes, which is zero each time, and spoils it. */
static void take_and_spoil(struct arena *arena)
{
	for (size_t i = 0; i < MANY; i++) {
		size_t size = i % 50 ? SIZE : LARGE;
		char *bytes = arena_alloc(arena, size);

		g_assert_true(is_zero(bytes, size));
		memset(bytes, 'x', size);
	}
}

static void memory_is_zero_after_emptying(void)
{
	g_autoptr(Arena) arena = arena_new();

	for (int round = 0; round < 4; round++) {
		take_and_spoil(arena);
		arena_empty(arena);
	}
}

static void the_same_memory_serves_again(void)
{
	g_autoptr(Arena) arena = arena_new();
	const char *first = arena_strdup(arena, "first");

	arena_empty(arena);
	g_assert_true(arena_strdup(arena, "other") == first);
}

static void an_emptied_arena_lets_go_of_the_adopted(void)
{
	g_autoptr(Arena) arena = arena_new();
	struct arena *child = arena_new();

	g_assert_nonnull(arena_alloc(child, LARGE));
	arena_adopt(arena, child);
	arena_empty(arena); /* the leak checker sees to the rest */
	arena_adopt(arena, arena_new());
}

static void printed_text_may_have_any_length(void)
{
	g_autoptr(Arena) arena = arena_new();

	for (int len = 0; len < 1200; len += 1 + len / 300) {
		g_autofree char *want = g_strnfill((gsize)len, 'y');

		g_assert_cmpstr(arena_printf(arena, "%s", want), ==, want);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/arena/memory-is-zero-after-emptying",
			memory_is_zero_after_emptying);
	g_test_add_func("/arena/the-same-memory-serves-again",
			the_same_memory_serves_again);
	g_test_add_func("/arena/an-emptied-arena-lets-go-of-the-adopted",
			an_emptied_arena_lets_go_of_the_adopted);
	g_test_add_func("/arena/printed-text-may-have-any-length",
			printed_text_may_have_any_length);
	return g_test_run();
}
