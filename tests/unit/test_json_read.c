/* SPDX-License-Identifier: MIT */
/* The JSON of others, as it should be and as it should not. */
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/json_read.h"

struct bad {
	const char *name;
	const char *json;
	const char *message;
};

static const struct bad bad[] = {
	{ "nothing", "", "the file is empty" },
	{ "cut off", "{\"a\":\n[1,", "line 2: the JSON ends before" },
	{ "more than one", "{}\n{}", "line 2: something follows" },
	{ "no JSON", "\n<pia/>", "line 2: this is no JSON" },
	{ "a key twice", "{\"a\":1,\n\"a\":2}", "the same key twice" },
	{ "NUL in a text", "{\"a\":\n\"b\\u0000\"}", "a text holds a NUL" },
	{ "NUL in a key", "{\"a\\u0000\":1}", "a text holds a NUL" },
	{ "not UTF-8", "{\"a\":\n\"\xe9\"}", "line 2: the text is not UTF-8" },
	{ "a number too large", "[1e999]", "a number is too large" },
};

static const struct json_value *read_text(struct arena *arena, const char *json,
					  GError **error)
{
	return json_read(arena, json, strlen(json), error);
}

static void test_bad(const void *data)
{
	const struct bad *example = data;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;

	g_assert_null(read_text(arena, example->json, &error));
	g_assert_nonnull(error);
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, example->message));
}

static void test_nul_byte(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;

	g_assert_null(json_read(arena, "[\n\0]", 4, &error));
	g_assert_cmpstr(error->message, ==,
			"line 2: there is a NUL byte; JSON is text in UTF-8");
}

static void test_depth(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) json = g_string_new(NULL);

	for (int i = 0; i < JSON_READ_MAX_DEPTH; i++)
		g_string_append_c(json, '[');
	for (int i = 0; i < JSON_READ_MAX_DEPTH; i++)
		g_string_append_c(json, ']');
	g_assert_nonnull(read_text(arena, json->str, NULL));
	g_string_prepend(json, "[\"]\\\"]]\",");
	g_string_append_c(json, ']');
	g_assert_null(read_text(arena, json->str, &error));
	g_assert_cmpstr(error->message, ==,
			"line 1: values stand deeper than 64 levels");
}

static void test_size(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	size_t len = (size_t)JSON_READ_MAX_BYTES + 1;
	g_autofree char *json = g_malloc(len);

	memset(json, ' ', len);
	json[0] = '1';
	g_assert_nonnull(json_read(arena, json, len - 1, NULL));
	g_assert_null(json_read(arena, json, len, &error));
	g_assert_cmpstr(error->message, ==, "the file is larger than 16 MiB");
}

static void test_values(void)
{
	g_autoptr(Arena) arena = arena_new();
	const struct json_value *root = read_text(
		arena,
		"\xef\xbb\xbf{\"z\":[1,-2.5,\"x\\n\"],\"a\":null,\"t\":true}",
		NULL);
	const struct json_value *list = json_read_member(root, "z");

	g_assert_cmpuint(root->n, ==, 3);
	g_assert_cmpstr(root->child->key, ==, "z");
	g_assert_cmpuint(list->n, ==, 3);
	g_assert_cmpstr(list->child->text, ==, "1");
	g_assert_cmpstr(list->child->next->text, ==, "-2.5");
	g_assert_cmpstr(list->child->next->next->text, ==, "x\n");
	g_assert_cmpstr(json_read_type(json_read_member(root, "a")), ==,
			"null");
	g_assert_cmpint(json_read_member(root, "t")->type, ==, JSON_IS_TRUE);
	g_assert_null(json_read_member(root, "b"));
	g_assert_null(json_read_member(list, "b"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *path =
			g_strdup_printf("/json-read/%s", bad[i].name);

		g_test_add_data_func(path, &bad[i], test_bad);
	}
	g_test_add_func("/json-read/NUL byte", test_nul_byte);
	g_test_add_func("/json-read/depth", test_depth);
	g_test_add_func("/json-read/size", test_size);
	g_test_add_func("/json-read/values", test_values);
	return g_test_run();
}
