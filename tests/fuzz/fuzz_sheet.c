/* SPDX-License-Identifier: MIT */
/*
 * A sheet that somebody filled in, its name before the first record separator:
 * laid over some records, and what these become written as XML that can be
 * read.  What does not fit is an error with its place.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/record_become.h"
#include "lib/record_edit.h"
#include "lib/registers.h"
#include "lib/sheet_plan.h"
#include "lib/sheet_read.h"
#include "lib/sheet_tree.h"
#include "lib/sheets.h"
#include "lib/xml.h"
#include "lib/xml_write.h"
#include "tests/fuzz/aid.h"

static const struct sheets *sheets(void)
{
	static struct sheets *all;

	if (!all)
		all = sheets_new(aid_library()->schema);
	return all;
}

static void look_at_xml(const char *bytes, size_t len)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "x.xml",
				   .bytes = bytes,
				   .len = len };

	AID_ENSURE(xml_parse(arena, &input, diags));
}

/* The record's file, with what is to be in it. */
static void change(const struct registers *registers,
		   const struct record *record, const struct node *want)
{
	g_autoptr(RecordEdit) edit = NULL;
	g_autoptr(GBytes) made = NULL;
	const char *bytes;
	size_t len;

	bytes = registers_bytes(registers, record, &len);
	edit = record_edit_new(aid_library(), record->path, bytes, len, NULL);
	if (!edit)
		return;
	(void)record_become(edit, want, NULL);
	made = record_edit_bytes(edit);
	bytes = g_bytes_get_data(made, &len);
	look_at_xml(bytes, len);
}

static void make(const struct registers *registers,
		 struct sheet_plan_record *record, struct diags *diags)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) text = g_string_new(NULL);
	const struct node *tree;

	if (!record->is_touched || record->is_faulty)
		return;
	tree = sheet_tree_make(arena, sheets(), record, diags);
	if (!tree || record->is_faulty)
		return;
	xml_write(text, tree);
	look_at_xml(text->str, text->len);
	if (record->record)
		change(registers, record->record, tree);
}

static void lay(const struct registers *registers,
		const struct sheet_read_request *request, struct diags *diags)
{
	g_autoptr(SheetPlan) plan = sheet_plan_new(sheets(), registers);
	g_autoptr(SheetRead) read = sheet_read_csv(request, diags);

	AID_ENSURE(read || diags_len(diags) > 0);
	if (!read)
		return;
	sheet_plan_add(plan, read, request->len % 2 == 0, diags);
	for (size_t i = 0; i < sheet_plan_len(plan); i++)
		make(registers, sheet_plan_get(plan, i), diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct registers *registers;
	g_autofree char *name = NULL;
	g_autofree char *text = NULL;
	g_autoptr(Diags) diags = diags_new();
	struct sheet_read_request request = { .sheets = sheets() };

	if (!registers)
		registers = aid_check("gatehouse.xml",
				      (const uint8_t *)AID_SETTINGS,
				      strlen(AID_SETTINGS), diags);
	aid_two_texts(data, size, &name, &text);
	request.codes = registers_codes(registers);
	request.sheet = sheet_read_named(sheets(), name);
	request.path = "x.csv";
	request.bytes = text;
	request.len = strlen(text);
	request.is_day_first = size % 3 == 0;
	if (request.sheet)
		lay(registers, &request, diags);
	return 0;
}
