/* SPDX-License-Identifier: MIT */
/*
 * The first pass over the files: parse, validate, extract, look at values and
 * for personal data, all while a file is at hand.  Files are independent, so two
 * workers share the compiled schema, each with its own arena and diagnostics.
 */
#include "lib/registers.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/gist.h"
#include "lib/node.h"
#include "lib/pii.h"
#include "lib/registers_private.h"
#include "lib/seen.h"
#include "lib/sha256.h"
#include "lib/workers.h"
#include "lib/xml.h"

#define SETTINGS "gatehouse.xml"
#define CODES_FOLDER "codes/"
#define WORTH_A_THREAD 16 /* files; below that one worker is faster */

/* The part of the work that one thread does. */
struct worker {
	struct registers *registers;
	size_t first; /* reads records first, first + step, … */
	size_t step;
	struct arena *arena;
	struct diags *diags;
};

void registers_report(struct diags *diags, const struct record *record,
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
	registers_report(worker->diags, record, record->root->line, "REG-02",
			 message);
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
	registers_check_values(worker->registers, record, worker->diags);
	record->is_sound =
		record->is_valid && diags_len(worker->diags) == n_before;
}

void registers_title(struct registers *registers, size_t i,
		     const struct gist *gist)
{
	struct record *record = &registers->records[i];

	registers->gists[i] = gist;
	record->title = gist && gist->title ? gist->title : record->id;
}

/* What the record says of itself. */
static void describe(struct registers *registers, size_t i,
		     const struct gist *gist)
{
	registers_title(registers, i, gist);
	registers->records[i].publication =
		gist ? gist->publication : EDITION_INTERNAL;
}

/* A record of a file that was read before and has not changed since. */
static void take_seen(struct worker *worker, size_t i,
		      const struct seen_file *file)
{
	struct registers *registers = worker->registers;
	struct record *record = &registers->records[i];
	struct node *root;

	record->is_valid = record->is_sound = true;
	if (strcmp(file->lists, registers->lists) == 0) {
		record->has_dated_code = file->facts.has_dated_code;
		registers_kept_add(registers->kept, i, file);
	} else {
		/* Its codes are looked at again. */
		root = seen_tree(file, worker->arena);
		codes_note(registers->codes, root);
		record->root = root;
		registers_check_values(registers, record, worker->diags);
	}
	describe(registers, i, file->facts.gist);
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
			take_seen(worker, i, file->seen);
			continue;
		}
		read_record(worker, record, file);
		files_drop(registers->files, file);
		describe(registers, i,
			 record->root ? gist_of(worker->arena, record) : NULL);
	}
	return NULL;
}

static int compare_records(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int order = (x->kind > y->kind) - (x->kind < y->kind);

	if (order == 0)
		order = strcmp(x->id, y->id);
	return order ? order : strcmp(x->path, y->path);
}

/* One record for each file that belongs to a register. */
static void list_records(struct registers *registers)
{
	size_t n = files_len(registers->files);
	bool is_any_seen = false;

	registers->records =
		arena_array(registers->arena, n, sizeof(*registers->records));
	for (size_t i = 0; i < n; i++) {
		const struct file *file = files_get(registers->files, i);
		const struct kind *kind = schema_kind_of_path(
			registers->library->schema, file->path);
		struct record *record;

		is_any_seen |= file->seen != NULL;
		if (!kind)
			continue;
		record = &registers->records[registers->n_records++];
		record->kind = kind;
		record->path = file->path;
		record->id = id_of_path(registers->arena, file->path);
	}
	qsort(registers->records, registers->n_records,
	      sizeof(*registers->records), compare_records);
	registers->gists =
		arena_array(registers->arena, n, sizeof(*registers->gists));
	if (is_any_seen)
		registers->kept = registers_kept_new(registers->n_records);
}

/* They are no record: only what their fields hold is looked at. */
static void check_settings(const struct registers *registers,
			   struct diags *diags)
{
	struct record settings = { .path = SETTINGS,
				   .root = registers->settings };

	registers_check_values(registers, &settings, diags);
}

void registers_read(struct registers *registers, struct diags *diags)
{
	struct worker workers[WORKERS] = { { 0 } };
	size_t n;

	check_settings(registers, diags);
	list_records(registers);
	n = registers->n_records < WORTH_A_THREAD ? 1 : WORKERS;
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

void registers_extend_codes(struct registers *registers, struct diags *diags)
{
	struct sha256 *sum = sha256_new();

	for (size_t i = 0; i < files_len(registers->files); i++) {
		const struct file *file = files_get(registers->files, i);

		struct pii_source source = { .bytes = file->bytes,
					     .len = file->len };

		if (!g_str_has_prefix(file->path, CODES_FOLDER))
			continue;
		sha256_add(sum, file->path, strlen(file->path) + 1);
		sha256_add(sum, &file->len, sizeof(file->len));
		sha256_add(sum, file->bytes, file->len);
		codes_extend(registers->codes, file->path, file->bytes,
			     file->len, diags);
		pii_check(file->path, NULL, &source, diags);
	}
	registers->lists = sha256_end(sum);
	sha256_free(sum);
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

bool registers_read_settings(struct registers *registers, struct diags *diags,
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
		registers_report(diags, &settings, settings.root->line,
				 "REG-02", "root element is not 'settings'");
	return fail_settings(diags, error);
}
