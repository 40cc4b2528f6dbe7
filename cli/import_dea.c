/* SPDX-License-Identifier: MIT */
/*
 * The public register of the Digital Economy Act as agreements, and the
 * organisations that are missing.  All defects of the file are told before
 * anything is decided.
 */
#include <string.h>
#include <sys/stat.h>

#include <gio/gio.h>

#include "cli/formats.h"
#include "cli/import_apply.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/arena.h"
#include "lib/csv_read.h"
#include "lib/dea.h"
#include "lib/dea_bodies.h"
#include "lib/dea_give.h"
#include "lib/dea_read.h"
#include "lib/dea_take.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"

/* One import while it is read. */
struct import {
	struct session *session;
	const char *path;
	struct dea_taking taking;
	GPtrArray *entries;
	struct diags *diags;
	GArray *files; /* of struct import_file; data: struct dea_place */
};

static struct dea_place *place_of(struct import *import, unsigned line)
{
	struct dea_place *place =
		arena_alloc(import->taking.arena, sizeof(*place));

	*place = (struct dea_place){ import->path, line, DEA_FIELDS,
				     import->diags };
	return place;
}

/* The agreement that has that number in the register, or NULL. */
static const struct record *find_agreement(const struct import *import,
					   const char *key)
{
	size_t n;
	const struct record *const *all =
		registers_of_kind(import->session->registers, "agreement", &n);

	for (size_t i = 0; i < n; i++) {
		if (g_strcmp0(dea_give_key(all[i]->root), key) == 0 ||
		    (strcmp(all[i]->id, key) == 0 &&
		     !dea_give_key(all[i]->root)))
			return all[i];
	}
	return NULL;
}

static void add_file(struct import *import, const struct record *record,
		     const char *folder, const struct node *want,
		     struct dea_place *place)
{
	const char *id = node_attr(want, "id");
	g_autoptr(GError) error = NULL;
	struct import_file file = {
		.id = id,
		.bytes = import_apply_bytes(import->session, record, want,
					    &error),
		.data = place,
	};

	if (!file.bytes) {
		dea_fault(place, "'%s' cannot be changed: %s", id,
			  error->message);
		return;
	}
	file.path = record ? g_strdup(record->path)
			   : g_strdup_printf("%s/%s.xml", folder, id);
	g_array_append_val(import->files, file);
	/* cppcheck-suppress memleak */
}

static void take_entry(struct import *import, const struct dea_entry *entry)
{
	const char *key = dea_value(entry, DEA_KEY);
	const struct record *record = find_agreement(import, key);
	struct dea_place *place = place_of(import, entry->line);
	g_autofree char *lower = g_ascii_strdown(key, -1);
	g_autofree char *id = g_strconcat("dea-isa-", lower, NULL);
	g_autofree char *taken =
		record ? NULL : keep_id_fault(import->session, id);
	const struct node *want;

	if (taken) {
		dea_fault(place, "the record cannot be '%s': %s", id, taken);
		return;
	}
	if (record && !record->is_valid) {
		dea_fault(place,
			  "'%s' is not valid in the registers; mend it "
			  "first",
			  record->id);
		return;
	}
	want = dea_take(&import->taking, entry, id, record, place);
	if (want)
		add_file(import, record, "agreements", want, place);
}

static void take_all(struct import *import)
{
	const struct dea_bodies *bodies = import->taking.bodies;

	for (guint i = 0; i < import->entries->len; i++) {
		const struct dea_entry *entry = import->entries->pdata[i];

		if (!entry->is_faulty)
			dea_bodies_learn(import->taking.bodies, entry,
					 place_of(import, entry->line));
	}
	for (guint i = 0; i < import->entries->len; i++) {
		const struct dea_entry *entry = import->entries->pdata[i];

		if (!entry->is_faulty)
			take_entry(import, entry);
	}
	for (size_t i = 0; i < dea_bodies_len(bodies); i++) {
		const struct dea_body *body = dea_bodies_get(bodies, i);

		add_file(import, NULL, "organisations",
			 dea_take_body(&import->taking, body),
			 place_of(import, body->first.line));
	}
	if (import->files->len > 0 &&
	    !registers_find(import->session->registers, DEA_SOURCE))
		add_file(import, NULL, "sources",
			 dea_take_source(&import->taking), place_of(import, 0));
}

static void fault_of_file(void *data G_GNUC_UNUSED,
			  const struct import_file *file,
			  const struct diag *diag)
{
	dea_fault(file->data, "the record '%s' does not fit: %s", file->id,
		  diag->message);
}

static char *id_fault(void *session, const char *id)
{
	return keep_id_fault(session, id);
}

static bool read_file(struct import *import, GError **error)
{
	g_autofree char *bytes = NULL;
	struct stat st;
	gsize len;

	if (stat(import->path, &st) != 0 || !S_ISREG(st.st_mode)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			    "there is no plain file '%s'", import->path);
		return false;
	}
	if (st.st_size > (off_t)CSV_READ_MAX_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "the file '%s' is larger than 64 MiB",
			    import->path);
		return false;
	}
	if (!g_file_get_contents(import->path, &bytes, &len, error))
		return false;
	import->entries = dea_read(import->path, bytes, len,
				   registers_codes(import->session->registers),
				   import->diags, error);
	if (!import->entries)
		g_prefix_error(error, "%s: ", import->path);
	return import->entries != NULL;
}

static enum command_status run(struct session *session,
			       const struct import_request *request)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(DeaBodies) bodies =
		dea_bodies_new(session->registers, arena, id_fault, session);
	g_autoptr(GArray) files =
		g_array_new(FALSE, FALSE, sizeof(struct import_file));
	g_autoptr(GError) error = NULL;
	struct import import = {
		session, request->path, { session->registers, arena, bodies },
		NULL,	 diags,		files,
	};
	struct import_set set = { NULL, 0, diags, fault_of_file, NULL };
	enum command_status status;

	g_array_set_clear_func(files, import_apply_clear);
	if (!read_file(&import, &error))
		return output_failure("import", error);
	take_all(&import);
	set.files = (struct import_file *)files->data;
	set.n = files->len;
	status = import_apply(session, request, &set);
	g_ptr_array_unref(import.entries);
	return status;
}

const struct import_format import_dea = {
	.name = "dea",
	.run = run,
};
