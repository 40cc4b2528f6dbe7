/* SPDX-License-Identifier: MIT */
/*
 * The JSON of others as a tree: no deeper than its limit, its texts UTF-8, no
 * key twice, every count right.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/json_read.h"
#include "tests/fuzz/aid.h"

static void look(const struct json_value *value, unsigned depth)
{
	g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
	size_t n = 0;

	AID_ENSURE(depth <= JSON_READ_MAX_DEPTH);
	AID_ENSURE(g_utf8_validate(value->text, -1, NULL));
	AID_ENSURE(json_read_type(value));
	for (const struct json_value *child = value->child; child;
	     child = child->next) {
		bool is_member = value->type == JSON_IS_OBJECT;

		AID_ENSURE(is_member == (child->key != NULL));
		if (is_member) {
			AID_ENSURE(g_hash_table_add(keys, (char *)child->key));
			AID_ENSURE(json_read_member(value, child->key) ==
				   child);
		}
		look(child, depth + 1);
		n++;
	}
	AID_ENSURE(n == value->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const struct json_value *root = json_read(arena, text, size, &error);

	AID_ENSURE(root || error);
	if (root)
		look(root, 1);
	return 0;
}
