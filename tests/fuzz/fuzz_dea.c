/* SPDX-License-Identifier: MIT */
/*
 * A register of the Digital Economy Act, as values parted by tabs or commas or
 * as a log: its entries become records that can be written and read.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/dea.h"
#include "lib/dea_bodies.h"
#include "lib/dea_read.h"
#include "lib/dea_take.h"
#include "lib/diag.h"
#include "lib/registers.h"
#include "lib/xml.h"
#include "lib/xml_write.h"
#include "tests/fuzz/aid.h"

/* As in the registers: every other id is free. */
static char *id_fault(void *registers, const char *id)
{
	return registers_find(registers, id) ? g_strdup("is taken") : NULL;
}

static void look(const struct node *tree)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GString) text = g_string_new(NULL);
	struct xml_input input = { .path = "x.xml" };

	xml_write(text, tree);
	input.bytes = text->str;
	input.len = text->len;
	AID_ENSURE(xml_parse(arena, &input, diags));
}

static void take(const struct dea_taking *taking, const struct dea_entry *entry,
		 struct dea_place *place)
{
	const struct record *record = registers_find(taking->registers, "agr");
	const struct node *made =
		dea_take(taking, entry, "dea-isa", NULL, place);
	const struct node *changed =
		dea_take(taking, entry, "agr", record, place);

	if (made)
		look(made);
	if (changed)
		look(changed);
}

static void take_all(struct registers *registers, const GPtrArray *entries,
		     struct diags *diags)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(DeaBodies) bodies =
		dea_bodies_new(registers, arena, id_fault, registers);
	struct dea_taking taking = { registers, arena, bodies };
	struct dea_place place = { "x.tsv", 0, DEA_FIELDS, diags };

	for (guint i = 0; i < entries->len; i++) {
		const struct dea_entry *entry = entries->pdata[i];

		if (!entry->is_faulty)
			dea_bodies_learn(bodies, entry, &place);
	}
	for (guint i = 0; i < entries->len; i++) {
		const struct dea_entry *entry = entries->pdata[i];

		if (!entry->is_faulty)
			take(&taking, entry, &place);
	}
	for (size_t i = 0; i < dea_bodies_len(bodies); i++)
		look(dea_take_body(&taking, dea_bodies_get(bodies, i)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct registers *registers;
	g_autofree char *text = aid_text(data, size);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) entries = NULL;

	if (!registers)
		registers = aid_check("gatehouse.xml",
				      (const uint8_t *)AID_SETTINGS,
				      strlen(AID_SETTINGS), diags);
	entries = dea_read("x.tsv", text, size, registers_codes(registers),
			   diags, &error);
	AID_ENSURE(entries || error);
	if (entries)
		take_all(registers, entries, diags);
	return 0;
}
