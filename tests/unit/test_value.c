/* SPDX-License-Identifier: MIT */
/* Template values: what they keep, drop and refuse. */
#include <glib.h>

#include "lib/arena.h"
#include "site-gen/value.h"

static const char *text_of(struct arena *arena, const char *s)
{
	return value_bytes(value_text(arena, s), NULL);
}

static void test_text(void)
{
	g_autoptr(Arena) a = arena_new();
	char buffer[] = "kept";
	const struct value *v = value_text(a, buffer);

	buffer[0] = 'x';
	g_assert_cmpstr(value_bytes(v, NULL), ==, "kept");
	g_assert_cmpint(value_type(v), ==, VALUE_TEXT);
	g_assert_cmpint(value_type(value_text(a, NULL)), ==, VALUE_NOTHING);
	g_assert_cmpstr(value_bytes(value_number(a, -1234567), NULL), ==,
			"-1234567");
}

static void test_clean(void)
{
	g_autoptr(Arena) a = arena_new();

	g_assert_cmpstr(text_of(a, "a\x01\x1b\r\x7f b\n\tc"), ==, "a b\n\tc");
	g_assert_cmpstr(text_of(a, "a\xc2\x85z\xc2\xa3"), ==, "az\xc2\xa3");
	g_assert_cmpstr(text_of(a, "\xe2\x80\xaey\xe2\x80\x8e\xe2\x80\x8f"
				   "\xe2\x81\xa6z\xe2\x81\xa9\xd8\x9c"),
			==, "yz");
	g_assert_cmpstr(text_of(a, "\xe2\x80\x99 \xe2\x82\xac \xd8\x9b"), ==,
			"\xe2\x80\x99 \xe2\x82\xac \xd8\x9b");
	g_assert_cmpstr(text_of(a, "a\xff"), ==, "a\xef\xbf\xbd");
	g_assert_cmpstr(text_of(a, "\xe2\x80"), ==, "\xef\xbf\xbd\xef\xbf\xbd");
}

static void test_url_kept(void)
{
	static const char *const urls[] = {
		"http://a.example/",
		"HTTPS://a.example/?q=1#x",
		"mailto:a@b.example",
		"agreements/x.html",
		"../index.html",
		"#part",
		"?q=a:b",
		"a/b:c",
		"/rooted",
		"",
		"\xc3\xa9.html",
	};
	g_autoptr(Arena) a = arena_new();

	for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
		const struct value *v = value_url(a, urls[i]);

		g_assert_cmpint(value_type(v), ==, VALUE_URL);
		g_assert_cmpstr(value_bytes(v, NULL), ==, urls[i]);
	}
	g_assert_cmpstr(value_bytes(value_url(a, " a b.pdf\n"), NULL), ==,
			"a%20b.pdf");
}

static void test_url_refused(void)
{
	static const char *const urls[] = {
		"javascript:alert(1)",
		"JaVaScRiPt:alert(1)",
		" javascript:alert(1)",
		"java\tscript:alert(1)",
		"java\nscript:alert(1)",
		"\x01javascript:alert(1)",
		"vbscript:x",
		"data:text/html,x",
		"file:///etc/passwd",
		"blob:x",
		"httpx://a",
		":x",
		"a:b",
		"//host/x",
		"/\\host/x",
		"\\\\host\\x",
		"a\xe2\x80\xae.html",
		"a\xff",
	};
	g_autoptr(Arena) a = arena_new();

	for (size_t i = 0; i < G_N_ELEMENTS(urls); i++)
		g_assert_cmpint(value_type(value_url(a, urls[i])), ==,
				VALUE_NOTHING);
	g_assert_cmpint(value_type(value_url(a, NULL)), ==, VALUE_NOTHING);
}

static void test_map(void)
{
	g_autoptr(Arena) a = arena_new();
	struct value *map = value_map(a);

	value_set(a, map, "x", value_number(a, 1));
	value_set(a, map, "y", NULL);
	value_set(a, map, "x", value_number(a, 2));
	g_assert_cmpuint(value_len(map), ==, 2);
	g_assert_cmpstr(value_bytes(value_get(map, "x"), NULL), ==, "2");
	g_assert_true(value_get(map, "y") == value_nothing());
	g_assert_null(value_get(map, "z"));
	g_assert_null(value_get(value_nothing(), "x"));
	g_assert_cmpstr(value_key_at(map, 1), ==, "y");
}

static void test_growth(void)
{
	g_autoptr(Arena) a = arena_new();
	struct value *list = value_list(a);
	struct value *map = value_map(a);

	for (long i = 0; i < 1000; i++) {
		value_push(a, list, value_number(a, i));
		value_set(a, map, arena_printf(a, "key%ld", i),
			  value_number(a, i));
	}
	g_assert_cmpuint(value_len(list), ==, 1000);
	for (size_t i = 0; i < 1000; i++)
		g_assert_cmpstr(
			value_bytes(value_at(list, i), NULL), ==,
			value_bytes(value_get(map, value_key_at(map, i)),
				    NULL));
}

static void test_truth(void)
{
	g_autoptr(Arena) a = arena_new();
	struct value *list = value_list(a);

	g_assert_false(value_is_true(value_nothing()));
	g_assert_false(value_is_true(value_bool(false)));
	g_assert_false(value_is_true(value_text(a, "")));
	g_assert_false(value_is_true(value_url(a, "")));
	g_assert_false(value_is_true(list));
	g_assert_true(value_is_true(value_bool(true)));
	g_assert_true(value_is_true(value_text(a, "0")));
	g_assert_true(value_is_true(value_map(a)));
	value_push(a, list, value_nothing());
	g_assert_true(value_is_true(list));
}

/* A map that counts what it makes: "a" and "b" are texts of their name. */
struct maker {
	struct arena *arena;
	unsigned made;
};

static const char *maker_name(const void *about G_GNUC_UNUSED, size_t i)
{
	static const char *const names[] = { "a", "b" };

	return i < G_N_ELEMENTS(names) ? names[i] : NULL;
}

static const struct value *maker_find(const void *of, const void *about,
				      const char **key)
{
	struct maker *maker = (struct maker *)of;

	g_assert_true(about == maker);
	for (size_t i = 0; maker_name(about, i); i++) {
		if (g_str_equal(maker_name(about, i), *key)) {
			*key = maker_name(about, i);
			maker->made++;
			return value_text(maker->arena, *key);
		}
	}
	return NULL;
}

static void test_made_when_asked_for(void)
{
	static const struct value_origin origin = { maker_find, maker_name };
	g_autoptr(Arena) arena = arena_new();
	struct maker maker = { .arena = arena };
	struct value *map = value_map_of(arena, &origin, &maker, &maker);
	char key[] = "b";

	g_assert_cmpuint(maker.made, ==, 0);
	g_assert_cmpstr(value_bytes(value_get(map, key), NULL), ==, "b");
	g_assert_null(value_get(map, "c"));
	key[0] = 'x'; /* the map keeps none of its reader's strings */
	g_assert_true(value_get(map, "b") == value_get(map, "b"));
	g_assert_cmpuint(maker.made, ==, 1);
	value_set(arena, map, "a", value_bool(true));
	g_assert_true(value_get(map, "a") == value_bool(true));
	value_set(arena, map, "c", value_bool(false));
	g_assert_cmpuint(value_len(map), ==, 3);
	g_assert_cmpuint(maker.made, ==, 1);
}

static void test_all_keys_when_counted(void)
{
	static const struct value_origin origin = { maker_find, maker_name };
	g_autoptr(Arena) arena = arena_new();
	struct maker maker = { .arena = arena };
	struct value *map = value_map_of(arena, &origin, &maker, &maker);

	g_assert_cmpuint(value_len(map), ==, 2);
	g_assert_cmpstr(value_key_at(map, 0), ==, "a");
	g_assert_cmpstr(value_key_at(map, 1), ==, "b");
	g_assert_cmpuint(maker.made, ==, 2);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/value/text is copied", test_text);
	g_test_add_func("/value/text loses control characters", test_clean);
	g_test_add_func("/value/harmless addresses are kept", test_url_kept);
	g_test_add_func("/value/other addresses become nothing",
			test_url_refused);
	g_test_add_func("/value/a map keeps the last value of a key", test_map);
	g_test_add_func("/value/lists and maps grow", test_growth);
	g_test_add_func("/value/what is empty is not true", test_truth);
	g_test_add_func("/value/made-when-asked-for", test_made_when_asked_for);
	g_test_add_func("/value/all-keys-when-counted",
			test_all_keys_when_counted);
	return g_test_run();
}
