/* SPDX-License-Identifier: MIT */
/*
 * Records to sheets and back.  Random registers are exported and imported:
 * into themselves, which changes nothing; into empty registers, which makes
 * the same records; and into others, which turns these into them.
 */
#include "lib/sheet_plan.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/record_become.h"
#include "lib/record_edit.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/sheet_book.h"
#include "lib/sheet_csv.h"
#include "lib/sheet_read.h"
#include "lib/sheet_tree.h"
#include "lib/sheets.h"
#include "lib/xml.h"
#include "lib/xml_write.h"
#include "tests/unit/sheet_fixture.h"

#define ROUNDS 6
#define SETTINGS "<settings xmlns='urn:gatehouse:1'><title>T</title></settings>"

static struct library *library;
static struct codes *codes;
static struct sheets *sheets;

static void add_file(struct files *files, const char *path, const char *text)
{
	files_add(files, path, g_bytes_new(text, strlen(text)));
}

/* One record of each kind, all of their ids beginning with the same word. */
static struct registers *random_registers(guint32 seed)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	g_autoptr(Diags) diags = diags_new();
	struct sheet_fixture fixture = { library, codes, arena, rand, 0 };
	struct files *files = files_new();
	struct registers *registers;
	size_t n;
	const struct kind *kinds = schema_kinds(library->schema, &n);

	add_file(files, "gatehouse.xml", SETTINGS);
	for (size_t i = 0; i < n; i++) {
		g_autofree char *id = g_strdup_printf("may-%zu", i);
		g_autofree char *path = NULL;
		g_autoptr(GString) text = g_string_new(NULL);

		if (!kinds[i].folder)
			continue;
		path = g_strdup_printf("%s/%s.xml", kinds[i].folder, id);
		xml_write(text, sheet_fixture_record(&fixture, &kinds[i], id));
		add_file(files, path, text->str);
	}
	files_sort(files);
	registers = registers_load(library, files, diags, NULL);
	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		for (size_t k = 0; !record->is_valid && k < diags_len(diags);
		     k++)
			g_printerr("seed %u: %s: %s\n", seed,
				   diags_get(diags, k)->path,
				   diags_get(diags, k)->message);
		g_assert_true(record->is_valid);
	}
	return registers;
}

static struct registers *empty_registers(void)
{
	g_autoptr(Diags) diags = diags_new();
	struct files *files = files_new();

	add_file(files, "gatehouse.xml", SETTINGS);
	files_sort(files);
	return registers_load(library, files, diags, NULL);
}

static struct sheet_read *read_sheet(const struct sheet *sheet,
				     const GString *csv, struct diags *diags)
{
	const struct sheet_read_request request = {
		.sheets = sheets,
		.codes = codes,
		.sheet = sheet,
		.path = sheet->name,
		.bytes = csv->str,
		.len = csv->len,
	};

	return sheet_read_csv(&request, diags);
}

static void check_silence(const struct diags *diags)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (diag->level != DIAG_NOTE)
			g_error("%s:%u:%u: %s", diag->path, diag->line,
				diag->column, diag->message);
	}
}

/* Lays what the registers from export over the plan; what was read. */
static GPtrArray *lay(struct sheet_plan *plan, const struct registers *from,
		      bool removes)
{
	g_autoptr(SheetBook) book = sheet_book_new(sheets);
	g_autoptr(Diags) diags = diags_new();
	GPtrArray *reads =
		g_ptr_array_new_with_free_func((GDestroyNotify)sheet_read_free);

	for (size_t i = 0; i < registers_len(from); i++)
		g_assert_true(sheet_book_add(book, registers_get(from, i)));
	for (size_t i = 0; i < sheets_len(sheets); i++) {
		const struct sheet *sheet = sheets_get(sheets, i);
		g_autoptr(GString) csv = g_string_new(NULL);
		struct sheet_read *read;

		sheet_csv_write(csv, book, sheet);
		read = read_sheet(sheet, csv, diags);
		check_silence(diags);
		sheet_plan_add(plan, read, removes, diags);
		g_ptr_array_add(reads, read);
	}
	check_silence(diags);
	return reads;
}

static void export_then_import(guint32 seed)
{
	g_autoptr(Registers) registers = random_registers(seed);
	g_autoptr(SheetPlan) plan = sheet_plan_new(sheets, registers);
	g_autoptr(GPtrArray) reads = lay(plan, registers, true);

	g_assert_cmpuint(reads->len, ==, sheets_len(sheets));
	g_assert_cmpuint(sheet_plan_len(plan), ==, registers_len(registers));
	for (size_t i = 0; i < sheet_plan_len(plan); i++) {
		const struct sheet_plan_record *record =
			sheet_plan_get(plan, i);

		g_assert_false(record->is_touched);
		g_assert_true(record->record != NULL);
	}
}

static void export_then_import_changes_nothing(void)
{
	for (guint32 seed = 0; seed < ROUNDS; seed++)
		export_then_import(seed);
}

static void import_into_nothing(guint32 seed)
{
	g_autoptr(Registers) registers = random_registers(seed);
	g_autoptr(Registers) empty = empty_registers();
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(SheetPlan) plan = sheet_plan_new(sheets, empty);
	g_autoptr(GPtrArray) reads = lay(plan, registers, false);

	g_assert_cmpuint(reads->len, ==, sheets_len(sheets));
	g_assert_cmpuint(sheet_plan_len(plan), ==, registers_len(registers));
	for (size_t i = 0; i < sheet_plan_len(plan); i++) {
		struct sheet_plan_record *record = sheet_plan_get(plan, i);
		const struct node *made =
			sheet_tree_make(arena, sheets, record, diags);

		check_silence(diags);
		g_assert_true(record->is_touched);
		g_assert_true(sheet_fixture_equal(
			made, registers_find(registers, record->id)->root));
	}
}

static void import_into_nothing_makes_the_same_records(void)
{
	for (guint32 seed = 0; seed < ROUNDS; seed++)
		import_into_nothing(seed);
}

/* The tree that a file holds. */
static const struct node *parse(struct arena *arena, GBytes *bytes)
{
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "x.xml" };
	const struct node *root;
	bool is_valid;

	input.bytes = g_bytes_get_data(bytes, &input.len);
	root = xml_read(library->xml, library->schema, arena, &input, diags,
			&is_valid);
	check_silence(diags);
	g_assert_true(is_valid);
	return root;
}

/* A source whose notes have all characters of XML. */
static struct registers *all_characters(void)
{
	g_autoptr(GString) text = g_string_new(
		"<source xmlns='urn:gatehouse:1' id='all' version='1'>"
		"<title>All</title>");
	g_autoptr(Diags) diags = diags_new();
	struct files *files = files_new();
	unsigned n = 0;

	for (gunichar c = 0x20; c < 0x110000; c++) {
		/* Of what is beyond the first plane, the ends of each. */
		if ((c >= 0xd800 && c <= 0xdfff) || c == 0xfffe ||
		    c == 0xffff ||
		    (c > 0xffff && (c & 0xffff) > 0x20 &&
		     (c & 0xffff) < 0xffe0))
			continue;
		if (n++ % 5000 == 0)
			g_string_append(text,
					n == 1 ? "<note>x" : "x</note><note>x");
		g_string_append_printf(text, "&#%u;", c);
	}
	g_string_append(text, "x</note></source>");
	add_file(files, "gatehouse.xml", SETTINGS);
	add_file(files, "sources/all.xml", text->str);
	files_sort(files);
	return registers_load(library, files, diags, NULL);
}

static void every_character_of_xml_comes_back(void)
{
	g_autoptr(Registers) registers = all_characters();
	g_autoptr(Registers) empty = empty_registers();
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(SheetPlan) plan = sheet_plan_new(sheets, empty);
	g_autoptr(GPtrArray) reads = lay(plan, registers, false);
	const struct node *root = registers_find(registers, "all")->root;

	g_assert_cmpuint(reads->len, ==, sheets_len(sheets));
	g_assert_cmpuint(node_count(root, "note"), >, 10);
	g_assert_true(sheet_fixture_equal(
		sheet_tree_make(arena, sheets, sheet_plan_get(plan, 0), diags),
		root));
	check_silence(diags);
}

static void import_into_others(guint32 seed)
{
	g_autoptr(Registers) from = random_registers(seed);
	g_autoptr(Registers) to = random_registers(seed + 100);
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(SheetPlan) plan = sheet_plan_new(sheets, to);
	g_autoptr(GPtrArray) reads = lay(plan, from, true);

	g_assert_cmpuint(reads->len, ==, sheets_len(sheets));
	for (size_t i = 0; i < sheet_plan_len(plan); i++) {
		struct sheet_plan_record *record = sheet_plan_get(plan, i);
		g_autoptr(RecordEdit) edit = NULL;
		g_autoptr(GBytes) bytes = NULL;
		g_autoptr(GError) error = NULL;
		const struct node *root;
		const struct node *want =
			sheet_tree_make(arena, sheets, record, diags);
		size_t len;
		const char *text = registers_bytes(to, record->record, &len);

		edit = record_edit_new(library, record->record->path, text, len,
				       &error);
		g_assert_no_error(error);
		record_become(edit,
			      sheet_tree_make(arena, sheets, record, diags),
			      &error);
		g_assert_no_error(error);
		check_silence(diags);
		bytes = record_edit_bytes(edit);
		root = parse(arena, bytes);
		g_assert_true(sheet_fixture_equal(root, want));
	}
}

static void import_into_others_turns_them_into_these(void)
{
	for (guint32 seed = 0; seed < ROUNDS; seed++)
		import_into_others(seed);
}

static void look_at_columns(size_t i)
{
	const struct sheet *sheet = sheets_get(sheets, i);
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) labels =
		g_hash_table_new(g_str_hash, g_str_equal);

	g_assert_cmpuint(strlen(sheet->tab), <=, 31);
	for (size_t k = 0; k < sheets_len(sheets); k++)
		g_assert_true(i == k ||
			      strcmp(sheet->tab, sheets_get(sheets, k)->tab) !=
				      0);
	for (size_t k = 0; k < sheet->n_columns; k++) {
		const struct sheet_column *c = &sheet->columns[k];

		g_assert_true(g_hash_table_add(names, (gpointer)c->name));
		g_assert_true(g_hash_table_add(labels, (gpointer)c->label));
	}
}

static void columns_have_names_of_their_own(void)
{
	for (size_t i = 0; i < sheets_len(sheets); i++)
		look_at_columns(i);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
	codes = codes_new(library->assets, NULL);
	sheets = sheets_new(library->schema);
#define TEST(name) g_test_add_func("/sheet-round/" #name, name)
	TEST(columns_have_names_of_their_own);
	TEST(export_then_import_changes_nothing);
	TEST(import_into_nothing_makes_the_same_records);
	TEST(every_character_of_xml_comes_back);
	TEST(import_into_others_turns_them_into_these);
	status = g_test_run();
	sheets_free(sheets);
	codes_free(codes);
	library_free(library);
	return status;
}
