/* SPDX-License-Identifier: MIT */
/* What is written as it comes is held against what jansson writes. */
#include <glib.h>
#include <jansson.h>

#include "site-gen/json_text.h"

#define COMPACT (JSON_PRESERVE_ORDER | JSON_COMPACT)
#define INDENTED (JSON_PRESERVE_ORDER | JSON_INDENT(2))
#define DEEP 40

static void assert_same(const GString *out, json_t *value, size_t flags)
{
	char *expected = json_dumps(value, flags | JSON_ENCODE_ANY);

	g_assert_cmpstr(out->str, ==, expected);
	free(expected);
	json_decref(value);
}

static void a_string_is_escaped_as_jansson_does(void)
{
	for (gunichar c = 1; c < 0x2100; c++) {
		g_autoptr(GString) text = g_string_new("a");
		g_autoptr(GString) out = g_string_new(NULL);
		struct json_text json = { .out = out };

		g_string_append_unichar(text, c);
		json_text_string(&json, text->str);
		assert_same(out, json_string(text->str), COMPACT);
	}
}

static void what_is_not_utf8_is_mended(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct json_text json = { .out = out };

	json_text_string(&json, "caf\xe9 \"x\"");
	g_assert_cmpstr(out->str, ==, "\"caf\xef\xbf\xbd \\\"x\\\"\"");
}

static void no_string_is_null(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct json_text json = { .out = out };

	json_text_string(&json, NULL);
	assert_same(out, json_null(), COMPACT);
}

static void write_all(struct json_text *json)
{
	json_text_open(json, '{');
	json_text_key(json, "empty");
	json_text_open(json, '[');
	json_text_close(json, ']');
	json_text_key(json, "none");
	json_text_open(json, '{');
	json_text_close(json, '}');
	json_text_key(json, "list");
	json_text_open(json, '[');
	json_text_item(json);
	json_text_string(json, "one");
	json_text_item(json);
	json_text_open(json, '{');
	json_text_key(json, "two");
	json_text_bool(json, true);
	json_text_close(json, '}');
	json_text_close(json, ']');
	json_text_key(json, "last");
	json_text_bool(json, false);
	json_text_close(json, '}');
}

static void structures_look_as_jansson_writes_them(void)
{
	for (int is_indented = 0; is_indented < 2; is_indented++) {
		g_autoptr(GString) out = g_string_new(NULL);
		struct json_text json = { .out = out,
					  .is_indented = is_indented };

		write_all(&json);
		assert_same(out,
			    json_pack("{s:[],s:{},s:[s,{s:b}],s:b}", "empty",
				      "none", "list", "one", "two", 1, "last",
				      0),
			    is_indented ? INDENTED : COMPACT);
	}
}

static void depth_is_indented_as_jansson_does(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct json_text json = { .out = out, .is_indented = true };
	json_t *value = json_string("x");

	for (int i = 0; i < DEEP; i++) {
		json_text_open(&json, '[');
		json_text_item(&json);
	}
	json_text_string(&json, "x");
	for (int i = 0; i < DEEP; i++) {
		json_t *array = json_array();

		json_text_close(&json, ']');
		json_array_append_new(array, value);
		value = array;
	}
	assert_same(out, value, INDENTED);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/json-text/a-string-is-escaped-as-jansson-does",
			a_string_is_escaped_as_jansson_does);
	g_test_add_func("/json-text/what-is-not-utf8-is-mended",
			what_is_not_utf8_is_mended);
	g_test_add_func("/json-text/no-string-is-null", no_string_is_null);
	g_test_add_func("/json-text/structures-look-as-jansson-writes-them",
			structures_look_as_jansson_writes_them);
	g_test_add_func("/json-text/depth-is-indented-as-jansson-does",
			depth_is_indented_as_jansson_does);
	return g_test_run();
}
