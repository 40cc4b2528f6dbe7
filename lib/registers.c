/* SPDX-License-Identifier: MIT */
/*
 * From files to registers, in three passes:
 *
 *   1. read: all that a file says by itself (registers_read.c);
 *   2. index: ids, titles, the order in which records are presented;
 *   3. link: references (registers_link.c), which needs the index.
 *
 * A record of a file that was seen before and has not changed goes through all
 * of this without a tree, which is unpacked when somebody asks for the record
 * (registers_kept.c).
 *
 * The order of diagnostics and records does not depend on which worker read
 * what: both are sorted at the end.
 */
#include "lib/registers.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/gist.h"
#include "lib/node.h"
#include "lib/registers_private.h"
#include "lib/seen.h"
#include "lib/text_table.h"
#include "lib/xml.h"

/* A folder that is given in place of files of ours has to be there. */
static bool is_folder(const char *dir, GError **error)
{
	if (!dir || g_file_test(dir, G_FILE_TEST_IS_DIR))
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		    "'%s' is no folder", dir);
	return false;
}

struct library *library_new(const char *schemas, const char *templates,
			    GError **error)
{
	g_autoptr(Library) library = g_new0(struct library, 1);
	const struct kind *kinds;
	size_t n, n_folders = 0;

	if (!is_folder(schemas, error) || !is_folder(templates, error))
		return NULL;
	xml_init();
	library->assets = assets_new(schemas, templates);
	library->schema = schema_new(library->assets, error);
	if (!library->schema)
		return NULL;
	library->xml = xml_schema_new(library->assets);
	/* Those that are built in are good. */
	if (schemas && !xml_schema_compile(library->xml, error))
		return NULL;
	kinds = schema_kinds(library->schema, &n);
	library->folders = g_new0(const char *, n + 2);
	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			library->folders[n_folders++] = kinds[i].folder;
	}
	library->folders[n_folders] = "codes";
	return g_steal_pointer(&library);
}

void library_free(struct library *library)
{
	if (!library)
		return;
	g_free(library->folders);
	xml_schema_free(library->xml);
	schema_free(library->schema);
	assets_free(library->assets);
	g_free(library);
}

/* Of its root element; 0: it has none. */
static unsigned line_of(const struct registers *registers,
			const struct record *record)
{
	const struct gist *gist = registers->gists[record - registers->records];

	return gist ? gist->line : 0;
}

static void index_records(struct registers *registers, struct diags *diags)
{
	text_table_expect(registers->by_id, registers->n_records);
	registers->pointers =
		arena_array(registers->arena, registers->n_records + 1,
			    sizeof(*registers->pointers));
	for (size_t i = 0; i < registers->n_records; i++) {
		struct record *record = &registers->records[i];
		const struct record *first =
			text_table_find(registers->by_id, record->id);
		g_autofree char *message = NULL;

		registers->pointers[i] = record;
		if (!first) {
			text_table_set(registers->by_id, record->id, record);
			continue;
		}
		message = g_strdup_printf(
			"id '%s' is used already, by %s; ids are unique in the "
			"whole repository",
			record->id, first->path);
		registers_report(diags, record, line_of(registers, record),
				 "REG-01", message);
		record->is_valid = false;
	}
}

/* An id that a renamed record had before stays that record's. */
static void check_former_ids(const struct registers *registers,
			     struct diags *diags)
{
	for (size_t i = 0; i < registers->n_records; i++) {
		const struct record *now = &registers->records[i];
		const struct gist *gist = registers->gists[i];
		const char *former = gist ? gist->former_id : NULL;
		const struct record *again =
			former ? text_table_find(registers->by_id, former)
			       : NULL;
		g_autofree char *message = NULL;

		if (!again || again == now)
			continue;
		message = g_strdup_printf("id '%s' was that of '%s' before, in "
					  "%s; ids are never used again",
					  former, now->id, now->path);
		registers_report(diags, again, line_of(registers, again),
				 "REG-01", message);
	}
}

struct registers *registers_load(const struct library *library,
				 struct files *files, struct diags *diags,
				 GError **error)
{
	g_autoptr(Registers) registers = g_new0(struct registers, 1);
	g_autoptr(GError) own = NULL;

	registers->library = library;
	registers->files = files;
	registers->arena = arena_new();
	registers->by_id = text_table_new();
	if (!registers_read_settings(registers, diags, error))
		return NULL;
	registers->codes = codes_new(library->assets, &own);
	if (!registers->codes) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
			    own->message);
		return NULL;
	}
	registers_extend_codes(registers, diags);
	registers_read(registers, diags);
	index_records(registers, diags);
	check_former_ids(registers, diags);
	registers_link(registers, diags);
	diags_sort(diags);
	return g_steal_pointer(&registers);
}

void registers_free(struct registers *registers)
{
	if (!registers)
		return;
	if (registers->is_watched) {
		g_free(registers);
		return;
	}
	text_table_free(registers->by_id);
	text_table_free(registers->parts);
	if (!registers->is_filtered) {
		codes_free(registers->codes);
		files_free(registers->files);
	}
	registers_kept_free(registers->kept);
	g_free(registers->lists);
	arena_free(registers->arena);
	g_free(registers);
}

struct registers *registers_watched(const struct registers *registers,
				    registers_asked asked, void *data)
{
	struct registers *handle = g_memdup2(registers, sizeof(*registers));

	handle->is_watched = true;
	handle->asked = asked;
	handle->asked_data = data;
	return handle;
}

void registers_note(const struct registers *registers, struct seen *seen)
{
	seen_judge(seen, registers->lists);
	for (size_t i = 0; i < registers->n_records; i++) {
		const struct record *record = &registers->records[i];
		const struct seen_file *known =
			registers_kept_file(registers, i);
		const struct file *file =
			record->is_sound && !known
				? files_find(registers->files, record->path)
				: NULL;

		if (known)
			seen_keep(seen, known);
		if (!file || !file->has_id)
			continue;
		seen_note(seen,
			  &(struct seen_facts){
				  .path = record->path,
				  .stamp = file->stamp,
				  .id = file->id,
				  .has_dated_code = record->has_dated_code,
				  .gist = registers->gists[i],
			  },
			  record->root);
	}
}

const struct library *registers_library(const struct registers *registers)
{
	return registers->library;
}

const struct codes *registers_codes(const struct registers *registers)
{
	return registers->codes;
}

const struct node *registers_settings(const struct registers *registers)
{
	return registers->settings;
}

size_t registers_len(const struct registers *registers)
{
	registers_ask(registers, REGISTERS_ALL, NULL, NULL);
	return registers->n_records;
}

const struct record *registers_get(const struct registers *registers, size_t i)
{
	g_assert(i < registers->n_records);
	registers_ask(registers, REGISTERS_ALL, NULL, NULL);
	registers_need(registers, &registers->records[i]);
	return &registers->records[i];
}

const struct record *registers_listed(const struct registers *registers,
				      size_t i)
{
	g_assert(i < registers->n_records);
	return &registers->records[i];
}

/* Index of the first record whose kind does not come before this one. */
static size_t first_of_kind(const struct registers *registers,
			    const struct kind *kind)
{
	size_t from = 0;
	size_t to = registers->n_records;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (registers->records[middle].kind < kind)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The first of the kind's records, and in *n how many there are. */
static size_t run_of_kind(const struct registers *registers, const char *kind,
			  size_t *n)
{
	const struct kind *wanted =
		schema_kind(registers->library->schema, kind);
	size_t first = wanted ? first_of_kind(registers, wanted) : 0;

	*n = wanted ? first_of_kind(registers, wanted + 1) - first : 0;
	return first;
}

const struct record *const *registers_of_kind(const struct registers *registers,
					      const char *kind, size_t *n)
{
	size_t first = run_of_kind(registers, kind, n);

	registers_ask(registers, REGISTERS_ALL, NULL, NULL);
	registers_need_run(registers, first, *n);
	return registers->pointers + first;
}

bool registers_has_kind(const struct registers *registers, const char *kind)
{
	size_t n;

	registers_ask(registers, REGISTERS_OUTLINE, NULL, NULL);
	run_of_kind(registers, kind, &n);
	return n > 0;
}

bool registers_is_public(const struct registers *registers)
{
	registers_ask(registers, REGISTERS_OUTLINE, NULL, NULL);
	return registers->is_public;
}

const struct record *registers_find(const struct registers *registers,
				    const char *id)
{
	const struct record *record = text_table_find(registers->by_id, id);

	registers_ask(registers, REGISTERS_RECORD, record, id);
	registers_need(registers, record);
	return record;
}
