/* SPDX-License-Identifier: MIT */
/*
 * A page template, and a second one that it may include, filled in with a
 * value of every type.
 */
#include <string.h>

#include "lib/arena.h"
#include "site-gen/template.h"
#include "site-gen/value.h"
#include "tests/fuzz/aid.h"

#define HOSTILE "</p><script>\"'&\n\xe2\x80\xae{{text}}"

static const struct value *view(struct arena *arena)
{
	struct value *map = value_map(arena);
	struct value *list = value_list(arena);

	for (int i = 0; i < 3; i++) {
		struct value *item = value_map(arena);

		value_set(arena, item, "text", value_number(arena, i));
		value_push(arena, list, item);
	}
	value_set(arena, map, "text", value_text(arena, HOSTILE));
	value_set(arena, map, "url", value_url(arena, "https://a.example/?a"));
	value_set(arena, map, "list", list);
	value_set(arena, map, "yes", value_bool(true));
	value_set(arena, map, "no", value_bool(false));
	value_set(arena, map, "nothing", value_nothing());
	value_set(arena, map, "map", map);
	return map;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Templates) templates = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	aid_two_texts(data, size, &one, &two);
	const char *const sources[][2] = { { "a", one }, { "b", two } };

	templates = templates_new_from(sources, G_N_ELEMENTS(sources), &error);
	AID_ENSURE(templates || error);
	if (!templates)
		return 0;
	if (!templates_render(templates, "a", view(arena), out, &error))
		AID_ENSURE(error && out->len == 0);
	/* Wherever it was put, what is in the value is no tag. */
	else if (!strstr(one, "<script") && !strstr(two, "<script"))
		AID_ENSURE(!strstr(out->str, "<script>\"'"));
	return 0;
}
