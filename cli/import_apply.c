/* SPDX-License-Identifier: MIT */
/*
 * Whether a record fits shows only beside the others: it may refer to one that
 * comes with it.  So all files are put in place in memory and the registers
 * are read as they would be; what is left out then may be what another record
 * refers to, so this is done again until nothing more is left out.
 */
#include "cli/import_apply.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/changes.h"
#include "cli/formats.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/titles.h"
#include "lib/change_words.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/files_with.h"
#include "lib/files_write.h"
#include "lib/record_become.h"
#include "lib/record_edit.h"
#include "lib/registers.h"
#include "lib/xml_write.h"

/* One import on its way. */
struct applying {
	const struct session *session;
	const struct import_set *set;
	struct files *old; /* the work tree */
};

GBytes *import_apply_bytes(const struct session *session,
			   const struct record *record, const struct node *want,
			   GError **error)
{
	g_autoptr(RecordEdit) edit = NULL;
	const char *bytes;
	size_t len;

	if (!record) {
		GString *out = g_string_new(NULL);

		xml_write(out, want);
		return g_string_free_to_bytes(out);
	}
	bytes = registers_bytes(session->registers, record, &len);
	edit = record_edit_new(session->library, record->path, bytes, len,
			       error);
	if (!edit || !record_become(edit, want, error))
		return NULL;
	return record_edit_bytes(edit);
}

void import_apply_clear(void *file)
{
	struct import_file *owned = file;

	g_free(owned->path);
	g_bytes_unref(owned->bytes);
}

static const struct import_file *find(const struct applying *a,
				      const char *path)
{
	for (size_t i = 0; i < a->set->n; i++) {
		if (!a->set->files[i].is_left &&
		    strcmp(a->set->files[i].path, path) == 0)
			return &a->set->files[i];
	}
	return NULL;
}

/* The files that fit; *n of them, owned by the caller. */
static struct files_write *fitting(const struct applying *a, size_t *n)
{
	struct files_write *writes = g_new0(struct files_write, a->set->n);

	*n = 0;
	for (size_t i = 0; i < a->set->n; i++) {
		const struct import_file *file = &a->set->files[i];

		if (!file->is_left)
			writes[(*n)++] =
				(struct files_write){ file->path, file->bytes };
	}
	return writes;
}

/* The work tree with them put into it. */
static struct files *new_tree(const struct applying *a)
{
	size_t n;
	g_autofree struct files_write *writes = fitting(a, &n);

	return files_with(a->old, writes, n);
}

/* What is wrong with a file, whatever line it has come to. */
static char *key_of(const struct diag *diag)
{
	return g_strdup_printf("%s\n%s\n%s", diag->path,
			       diag->rule ? diag->rule : "", diag->message);
}

static GHashTable *known_faults(const struct applying *a)
{
	GHashTable *known =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < diags_len(a->session->diags); i++)
		g_hash_table_add(known,
				 key_of(diags_get(a->session->diags, i)));
	return known;
}

/* Leaves out the files that bring new errors; how many. */
static size_t leave_out(struct applying *a, const struct diags *diags)
{
	g_autoptr(GHashTable) known = known_faults(a);
	size_t n = 0;

	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		g_autofree char *key = key_of(diag);
		struct import_file *file =
			(struct import_file *)find(a, diag->path);

		if (diag->level != DIAG_ERROR || !file ||
		    g_hash_table_contains(known, key))
			continue;
		a->set->fault(a->set->data, file, diag);
		n++;
	}
	for (size_t i = 0; n > 0 && i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		g_autofree char *key = key_of(diag);
		struct import_file *file =
			(struct import_file *)find(a, diag->path);

		if (file && diag->level == DIAG_ERROR &&
		    !g_hash_table_contains(known, key))
			file->is_left = true;
	}
	return n;
}

/* The tree as it will be, when what does not fit has been left out. */
static struct files *settle(struct applying *a, GError **error)
{
	for (;;) {
		g_autoptr(Diags) diags = diags_new();
		g_autoptr(Registers) registers = registers_load(
			a->session->library, new_tree(a), diags, error);

		if (!registers)
			return NULL;
		if (leave_out(a, diags) > 0)
			continue;
		return new_tree(a);
	}
}

static bool write_files(const struct applying *a, GError **error)
{
	size_t n;
	g_autofree struct files_write *writes = fitting(a, &n);

	return files_write(a->session->root, session_notes(a->session), writes,
			   n, error);
}

static void say_counts(const GPtrArray *entries, bool is_dry)
{
	unsigned added = 0;
	g_autoptr(GString) words = g_string_new(NULL);

	for (guint i = 0; i < entries->len; i++) {
		const struct changes_entry *entry = entries->pdata[i];

		added += strcmp(entry->event, "added") == 0;
	}
	g_string_append_printf(words, "%u created, %u changed", added,
			       entries->len - added);
	if (entries->len == 0)
		output_note("import", "nothing differs from the registers");
	else if (is_dry)
		output_note("import", "%s, if this were no dry run",
			    words->str);
	else
		output_note("import",
			    "%s; 'gatehouse check', then 'gatehouse save'",
			    words->str);
}

static enum command_status
finish(struct applying *a, const struct import_request *request, GError **error)
{
	g_autoptr(Files) new = settle(a, error);
	const struct change_titles titles = {
		titles_of_registers,
		a->session->registers,
	};
	g_autoptr(GPtrArray) entries = NULL;
	bool is_faulty = diags_count(a->set->diags, DIAG_ERROR) > 0;

	diags_sort(a->set->diags);
	output_diags(stderr, a->set->diags);
	if (!new)
		return COMMAND_FAILED;
	if (is_faulty && !request->is_partial && !request->is_dry) {
		output_note("import",
			    "nothing was written; mend what does not fit, or "
			    "take what fits with --partial");
		return COMMAND_FINDINGS;
	}
	entries = changes_between(a->session->library,
				  registers_codes(a->session->registers),
				  a->old, new, NULL);
	changes_print(stdout, entries, &titles, 0);
	if (!request->is_dry && entries->len > 0 && !write_files(a, error))
		return COMMAND_FAILED;
	if (is_faulty && entries->len == 0)
		output_note("import", "nothing that fits differs from the "
				      "registers");
	else
		say_counts(entries, request->is_dry);
	return is_faulty ? COMMAND_FINDINGS : COMMAND_CLEAN;
}

enum command_status import_apply(const struct session *session,
				 const struct import_request *request,
				 const struct import_set *set)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Diags) known = diags_new(); /* the session's, once more */
	g_autoptr(Files) old = files_read_tree(
		session->root, session->library->folders, known, &error);
	struct applying applying = { session, set, old };
	enum command_status status;

	if (!old || !files_are_read(known, &error))
		return output_failure("import", error);
	status = finish(&applying, request, &error);
	return error ? output_failure("import", error) : status;
}
