/* SPDX-License-Identifier: MIT */
#include "lib/text_table.h"

#include <string.h>

#include <glib.h>

#include "lib/hash.h"

#define MANY 5000

static void what_was_set_is_found_and_nothing_else(void)
{
	g_autoptr(TextTable) table = text_table_new();
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

	g_assert_null(text_table_find(table, ""));
	for (guint i = 0; i < MANY; i++) {
		/* What comes of it may be more, or less, than was expected. */
		if (i == MANY / 3)
			text_table_expect(table, MANY / 2);
		if (i == MANY / 2)
			text_table_expect(table, 4 * MANY);
		g_ptr_array_add(texts, g_strdup_printf("record-%u", i));
		text_table_set(table, texts->pdata[i], texts->pdata[i]);
	}
	for (guint i = 0; i < MANY; i++) {
		g_autofree char *text = g_strdup_printf("record-%u", i);
		g_autofree char *other = g_strdup_printf("record-%ux", i);

		g_assert_true(text_table_find(table, text) == texts->pdata[i]);
		g_assert_null(text_table_find(table, other));
	}
}

static void a_value_takes_the_place_of_the_one_before(void)
{
	g_autoptr(TextTable) table = text_table_new();
	int one, two;

	text_table_set(table, "a", &one);
	text_table_set(table, "", &one);
	text_table_set(table, "a", &two);
	g_assert_true(text_table_find(table, "a") == &two);
	g_assert_true(text_table_find(table, "") == &one);
}

/* Each byte counts, wherever it stands, and so does the length. */
static void a_hash_depends_on_every_byte(void)
{
	char text[40];

	for (size_t len = 1; len < sizeof(text); len++) {
		guint before;

		memset(text, 'a', len);
		text[len] = '\0';
		before = hash_text(text);
		for (size_t i = 0; i < len; i++) {
			text[i] = 'b';
			g_assert_cmpuint(hash_text(text), !=, before);
			text[i] = 'a';
		}
		g_assert_cmpuint(hash_text(text + 1), !=, before);
		g_assert_cmpuint(hash_bytes(text, len), ==, before);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text_table/what was set is found and nothing else",
			what_was_set_is_found_and_nothing_else);
	g_test_add_func("/text_table/a value takes the place of the one before",
			a_value_takes_the_place_of_the_one_before);
	g_test_add_func("/text_table/a hash depends on every byte",
			a_hash_depends_on_every_byte);
	return g_test_run();
}
