/* SPDX-License-Identifier: MIT */
/*
 * A record: parsed and validated, written and read again (the same text each
 * time), compared with nothing, and, if it is a record of some kind, checked by
 * every rule in registers with others, in the public edition and as JSON.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/change.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml.h"
#include "lib/xml_write.h"
#include "site-gen/edition.h"
#include "site-gen/json_text.h"
#include "site-gen/record_json.h"
#include "tests/fuzz/aid.h"

static struct node *read_text(struct arena *arena, const char *text, size_t len,
			      bool *is_valid)
{
	const struct library *library = aid_library();
	struct xml_input input = { .path = "x.xml", .bytes = text, .len = len };
	g_autoptr(Diags) diags = diags_new();
	struct node *root = xml_read(library->xml, library->schema, arena,
				     &input, diags, is_valid);

	bool is_slowly;

	AID_ENSURE(root || diags_len(diags) > 0);
	xml_read_slowly(library->xml, library->schema, arena, &input, diags,
			&is_slowly);
	AID_ENSURE(*is_valid == is_slowly);
	return root;
}

static void read_again(struct arena *arena, const struct node *root)
{
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);
	const struct node *again;
	bool is_valid;

	xml_write(first, root);
	again = read_text(arena, first->str, first->len, &is_valid);
	AID_ENSURE(again);
	xml_write(second, again);
	AID_ENSURE(strcmp(first->str, second->str) == 0);
}

static void show(const struct registers *registers)
{
	g_autoptr(Registers) visible =
		edition_registers(registers, EDITION_PUBLIC);

	for (size_t i = 0; i < registers_len(visible); i++) {
		const struct record *record = registers_get(visible, i);
		g_autoptr(GString) out = g_string_new(NULL);
		struct json_text json = { .out = out, .is_indented = true };

		if (record->root)
			record_json_give(&json, visible, record, record->root);
	}
}

static void check(const struct node *root, const uint8_t *data, size_t size)
{
	const struct kind *kind =
		schema_kind(aid_library()->schema, root->name);
	const char *id = node_attr(root, "id");
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = NULL;
	g_autofree char *path = NULL;
	GPtrArray *changes;

	if (!kind || !kind->folder)
		return;
	if (!id || !*id || strlen(id) > 64 || strchr(id, '/'))
		id = "record";
	path = g_strdup_printf("%s/%s.xml", kind->folder, id);
	registers = aid_check(path, data, size, diags);
	if (!registers)
		return;
	changes = change_fields(NULL, root, registers_codes(registers));
	g_ptr_array_unref(changes);
	changes = change_fields(root, root, registers_codes(registers));
	AID_ENSURE(changes->len == 0);
	g_ptr_array_unref(changes);
	show(registers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Arena) arena = arena_new();
	const struct node *root;
	bool is_valid = false;

	root = read_text(arena, text, size, &is_valid);
	if (!root)
		return 0;
	read_again(arena, root);
	check(root, data, size);
	return 0;
}
