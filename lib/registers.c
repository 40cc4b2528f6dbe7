/* SPDX-License-Identifier: MIT */
/*
 * From files to registers, in three passes that each look at a file once:
 *
 *   1. read: parse, validate, extract, look for personal data, all while the
 *      file is at hand; files are independent, so two workers share the
 *      compiled schema, each with its own arena and diagnostics;
 *   2. index: ids, titles, the order in which records are presented;
 *   3. link: codes and references of every element (registers_link.c), which
 *      needs the index.
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
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/registers_private.h"
#include "lib/seen.h"
#include "lib/text_table.h"
#include "lib/workers.h"
#include "lib/xml.h"

#define SETTINGS "gatehouse.xml"
#define CODES_FOLDER "codes/"
#define WORTH_A_THREAD 16 /* files; below that one worker is faster */

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

/* The part of the work that one thread does. */
struct worker {
	struct registers *registers;
	size_t first; /* reads files first, first + step, … */
	size_t step;
	struct arena *arena;
	struct diags *diags;
};

static void report(struct diags *diags, const struct record *record,
		   unsigned line, const char *rule, const char *message)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = record->path,
		.line = line,
		.rule = rule,
		.record = record->id,
		.message = message,
	};

	diags_add(diags, &diag);
}

/* The id that the file name gives: the name without folders and ".xml". */
static const char *id_of_path(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return arena_strndup(arena, name, strlen(name) - strlen(".xml"));
}

const char *registers_title_of(const struct record *record)
{
	const char *title =
		record->kind->title
			? node_value(record->root, record->kind->title)
			: NULL;

	return title ? title : record->id;
}

/* The root element is of the folder's kind and carries the file's id. */
static void check_root(struct worker *worker, struct record *record)
{
	const char *id = node_attr(record->root, "id");
	g_autofree char *message = NULL;

	if (strcmp(record->root->name, record->kind->name) != 0)
		message = g_strdup_printf(
			"root element is '%s' but records in '%s/' are '%s'",
			record->root->name, record->kind->folder,
			record->kind->name);
	else if (g_strcmp0(id, record->id) != 0)
		message = g_strdup_printf(
			"id '%s' differs from the file name; write id=\"%s\" "
			"or rename the file",
			id ? id : "", record->id);
	else if (strcmp(record->id, "withheld") == 0)
		message = g_strdup("id 'withheld' is what published files "
				   "write for a record that they do not show; "
				   "choose another");
	if (!message)
		return;
	report(worker->diags, record, record->root->line, "REG-02", message);
	record->is_valid = false;
}

static void read_record(struct worker *worker, struct record *record,
			const struct file *file)
{
	const struct library *library = worker->registers->library;
	struct xml_input input = {
		.path = record->path,
		.record = record->id,
		.bytes = file->bytes,
		.len = file->len,
	};
	struct pii_source source = { .bytes = file->bytes, .len = file->len };
	size_t n_before = diags_len(worker->diags);
	struct node *root;

	root = xml_read(library->xml, library->schema, worker->arena, &input,
			worker->diags, &record->is_valid);
	if (root)
		codes_note(worker->registers->codes, root);
	record->root = source.root = root;
	pii_check(record->path, record->id, &source, worker->diags);
	if (record->root)
		check_root(worker, record);
	record->is_sound =
		record->is_valid && diags_len(worker->diags) == n_before;
}

/* What the record says of itself. */
static void describe(struct record *record)
{
	const char *publication;

	record->title = record->id;
	record->publication = EDITION_INTERNAL;
	if (!record->root)
		return;
	record->title = registers_title_of(record);
	publication = node_attr(record->root, "publication");
	if (!publication)
		record->publication = EDITION_PUBLIC;
	else
		edition_parse(publication, &record->publication);
}

static void *work(void *data)
{
	struct worker *worker = data;
	struct registers *registers = worker->registers;

	for (size_t i = worker->first; i < registers->n_records;
	     i += worker->step) {
		struct record *record = &registers->records[i];
		const struct file *file =
			files_find(registers->files, record->path);

		if (file->seen) {
			codes_note(registers->codes, file->seen->root);
			record->root = file->seen->root;
			record->is_valid = record->is_sound = true;
		} else {
			read_record(worker, record, file);
			files_drop(registers->files, file);
		}
		describe(record);
	}
	return NULL;
}

static void read_records(struct registers *registers, struct diags *diags)
{
	size_t n = registers->n_records < WORTH_A_THREAD ? 1 : WORKERS;
	struct worker workers[WORKERS] = { { 0 } };

	for (size_t i = 0; i < n; i++) {
		workers[i] = (struct worker){
			.registers = registers,
			.first = i,
			.step = n,
			.arena = arena_new(),
			.diags = diags_new(),
		};
	}
	workers_run("read", work, workers, n, sizeof(*workers));
	for (size_t i = 0; i < n; i++) {
		arena_adopt(registers->arena, workers[i].arena);
		diags_take(diags, workers[i].diags);
		diags_free(workers[i].diags);
	}
}

/* One record for each file that belongs to a register. */
static void list_records(struct registers *registers)
{
	size_t n = files_len(registers->files);

	registers->records =
		arena_array(registers->arena, n, sizeof(*registers->records));
	for (size_t i = 0; i < n; i++) {
		const struct file *file = files_get(registers->files, i);
		const struct kind *kind = schema_kind_of_path(
			registers->library->schema, file->path);
		struct record *record;

		if (!kind)
			continue;
		record = &registers->records[registers->n_records++];
		record->kind = kind;
		record->path = file->path;
		record->id = id_of_path(registers->arena, file->path);
	}
}

static int compare_records(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int order = (x->kind > y->kind) - (x->kind < y->kind);

	if (order == 0)
		order = strcmp(x->id, y->id);
	return order ? order : strcmp(x->path, y->path);
}

static void index_records(struct registers *registers, struct diags *diags)
{
	registers->pointers =
		arena_array(registers->arena, registers->n_records + 1,
			    sizeof(*registers->pointers));
	qsort(registers->records, registers->n_records,
	      sizeof(*registers->records), compare_records);
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
		report(diags, record, record->root ? record->root->line : 0,
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
		const char *former = node_attr(now->root, "formerId");
		const struct record *again =
			former ? text_table_find(registers->by_id, former)
			       : NULL;
		g_autofree char *message = NULL;

		if (!again || again == now)
			continue;
		message = g_strdup_printf("id '%s' was that of '%s' before, in "
					  "%s; ids are never used again",
					  former, now->id, now->path);
		report(diags, again, again->root ? again->root->line : 0,
		       "REG-01", message);
	}
}

static void extend_codes(struct registers *registers, struct diags *diags)
{
	for (size_t i = 0; i < files_len(registers->files); i++) {
		const struct file *file = files_get(registers->files, i);

		struct pii_source source = { .bytes = file->bytes,
					     .len = file->len };

		if (!g_str_has_prefix(file->path, CODES_FOLDER))
			continue;
		codes_extend(registers->codes, file->path, file->bytes,
			     file->len, diags);
		pii_check(file->path, NULL, &source, diags);
	}
}

/* What is wrong with the settings, if it was found; or else they are not there. */
static bool fail_settings(struct diags *diags, GError **error)
{
	diags_sort(diags);
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		g_autofree char *line =
			diag->line > 0 ? g_strdup_printf(":%u", diag->line)
				       : g_strdup("");

		if (strcmp(diag->path, SETTINGS) != 0)
			continue;
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    SETTINGS "%s: %s", line, diag->message);
		return false;
	}
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		    "there is no " SETTINGS
		    " here, so this is not a registers repository; "
		    "'gatehouse init DIR' makes one");
	return false;
}

static bool read_settings(struct registers *registers, struct diags *diags,
			  GError **error)
{
	const struct library *library = registers->library;
	const struct file *file = files_find(registers->files, SETTINGS);
	struct record settings = { .id = "", .path = SETTINGS };
	struct xml_input input = { .path = SETTINGS };
	struct pii_source source = { 0 };

	if (!file)
		return fail_settings(diags, error);
	source.bytes = input.bytes = file->bytes;
	source.len = input.len = file->len;
	settings.root =
		xml_read(library->xml, library->schema, registers->arena,
			 &input, diags, &settings.is_valid);
	if (settings.root && strcmp(settings.root->name, "settings") == 0) {
		registers->settings = settings.root;
		source.root = settings.root;
		pii_check(SETTINGS, NULL, &source, diags);
		return true;
	}
	if (settings.root)
		report(diags, &settings, settings.root->line, "REG-02",
		       "root element is not 'settings'");
	return fail_settings(diags, error);
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
	if (!read_settings(registers, diags, error))
		return NULL;
	registers->codes = codes_new(library->assets, &own);
	if (!registers->codes) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
			    own->message);
		return NULL;
	}
	extend_codes(registers, diags);
	list_records(registers);
	read_records(registers, diags);
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
	g_clear_pointer(&registers->references, g_array_unref);
	if (!registers->is_filtered) {
		codes_free(registers->codes);
		files_free(registers->files);
	}
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
	for (size_t i = 0; i < registers->n_records; i++) {
		const struct record *record = &registers->records[i];
		const struct file *file =
			record->is_sound
				? files_find(registers->files, record->path)
				: NULL;
		struct seen_note note = {
			.path = record->path,
			.root = record->root,
		};

		if (!file || !file->has_id)
			continue;
		note.stamp = file->stamp;
		note.id = file->id;
		seen_note(seen, &note);
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
	return record;
}
