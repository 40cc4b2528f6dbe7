/* SPDX-License-Identifier: MIT */
/*
 * The commands that change records do not commit: "save" does, with a reason.
 * What they must not do is to leave a file that was sound and no longer is, or
 * a reference to nothing.  So the registers are read as they would be, and a
 * fault of form that was not there before stops the change.  Findings of the
 * rule book do not: they are what the record says, and are shown.
 */
#include "cli/keep.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>

#include "cli/changes.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/titles.h"
#include "lib/change_words.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/files_with.h"
#include "lib/files_write.h"
#include "lib/node.h"
#include "lib/record_edit.h"
#include "lib/record_field.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "lib/xml_values.h"

struct keep {
	struct session *session;
	const char *command;
	GArray *writes;	     /* of struct files_write; paths are owned */
	GHashTable *allowed; /* "RULE message" */
};

static void write_clear(void *data)
{
	struct files_write *write = data;

	g_free((char *)write->path);
	g_bytes_unref(write->bytes);
}

/* Reading as it would be --------------------------------------------------- */

/* What a finding says, wherever it stands. */
static char *key_of(const struct diag *diag)
{
	return g_strdup_printf("%s %s", diag->rule ? diag->rule : "",
			       diag->message);
}

void keep_allow(struct keep *keep, const struct diags *diags)
{
	for (size_t i = 0; i < diags_len(diags); i++)
		g_hash_table_add(keep->allowed, key_of(diags_get(diags, i)));
}

struct keep *keep_new(struct session *session, const char *command)
{
	struct keep *keep = g_new0(struct keep, 1);

	keep->session = session;
	keep->command = command;
	keep->writes = g_array_new(FALSE, FALSE, sizeof(struct files_write));
	g_array_set_clear_func(keep->writes, write_clear);
	keep->allowed =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	keep_allow(keep, session->diags);
	return keep;
}

void keep_free(struct keep *keep)
{
	if (!keep)
		return;
	g_array_unref(keep->writes);
	g_hash_table_unref(keep->allowed);
	g_free(keep);
}

static const struct files_write *writes_of(const struct keep *keep)
{
	return (const struct files_write *)keep->writes->data;
}

static struct files_write *find_write(const struct keep *keep, const char *path)
{
	for (guint i = 0; i < keep->writes->len; i++) {
		struct files_write *write =
			&g_array_index(keep->writes, struct files_write, i);

		if (strcmp(write->path, path) == 0)
			return write;
	}
	return NULL;
}

void keep_put(struct keep *keep, const char *path, GBytes *bytes)
{
	struct files_write write = { g_strdup(path), bytes };
	struct files_write *before = find_write(keep, path);

	if (!before) {
		g_array_append_val(keep->writes, write);
		return;
	}
	write_clear(before);
	*before = write;
}

/* The files as they are, with those in place that are to be written. */
static struct files *read_files(const struct keep *keep, struct diags *diags,
				GError **error)
{
	const struct session *session = keep->session;
	g_autoptr(Files) now = files_read_tree(
		session->root, session->library->folders, diags, error);

	return now ? files_with(now, writes_of(keep), keep->writes->len) : NULL;
}

static bool is_allowed(const struct keep *keep, const struct diag *diag)
{
	g_autofree char *key = key_of(diag);

	return g_hash_table_contains(keep->allowed, key);
}

struct registers *keep_try(struct keep *keep, struct diags **diags,
			   struct diags **faults, GError **error)
{
	g_autoptr(Diags) all = diags_new();
	g_autoptr(Files) files = read_files(keep, all, error);
	struct registers *registers;

	if (!files || !files_are_read(all, error))
		return NULL;
	registers = registers_load(keep->session->library,
				   g_steal_pointer(&files), all, error);
	if (!registers)
		return NULL;
	*faults = diags_new();
	for (size_t i = 0; i < diags_len(all); i++) {
		const struct diag *diag = diags_get(all, i);

		if (diag->level == DIAG_ERROR && !is_allowed(keep, diag))
			diags_add(*faults, diag);
	}
	*diags = g_steal_pointer(&all);
	return registers;
}

/* Saying what was done ------------------------------------------------------ */

/* Those of the files, before and after, that the change is about. */
static struct files *changed_files(const struct keep *keep,
				   const struct registers *registers)
{
	struct files *files = files_new();

	for (guint i = 0; i < keep->writes->len; i++) {
		const char *path =
			g_array_index(keep->writes, struct files_write, i).path;
		size_t len;
		const char *bytes = registers_file(registers, path, &len);

		if (bytes)
			files_add(files, path, g_bytes_new(bytes, len));
	}
	files_sort(files);
	return files;
}

static void print_changes(const struct keep *keep,
			  const struct registers *registers)
{
	const struct change_titles titles = { titles_of_registers, registers };
	g_autoptr(Files) old = changed_files(keep, keep->session->registers);
	g_autoptr(Files) new = changed_files(keep, registers);
	g_autoptr(GPtrArray) entries =
		changes_between(keep->session->library,
				registers_codes(registers), old, new, NULL);

	changes_print(stdout, entries, &titles, 0);
}

/* What the rules find before the change, as keys of a set. */
static GHashTable *findings_before(const struct keep *keep,
				   const struct rulebook *book)
{
	g_autoptr(Diags) diags = diags_new();
	GHashTable *keys =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	rule_run_free(rules_check(keep->session->registers, book,
				  keep->session->as_of, diags));
	for (size_t i = 0; i < diags_len(diags); i++)
		g_hash_table_add(keys, key_of(diags_get(diags, i)));
	return keys;
}

/* Prints those that count; returns how many, and *n_others of the rest. */
static size_t print_errors(const struct keep *keep, const struct diags *diags,
			   GHashTable *before, size_t *n_others)
{
	size_t n = 0;

	*n_others = 0;
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);
		g_autofree char *key = key_of(diag);

		if (diag->waiver || !find_write(keep, diag->path))
			continue;
		if (diag->level != DIAG_ERROR ||
		    (before && g_hash_table_contains(before, key))) {
			++*n_others;
			continue;
		}
		output_diag(stderr, diag);
		n++;
	}
	return n;
}

bool keep_report(const struct keep *keep, const struct registers *registers,
		 struct diags *diags, bool is_news, size_t *n_errors,
		 GError **error)
{
	g_autoptr(Rulebook) book =
		rulebook_new(keep->session->library->assets, error);
	g_autoptr(GHashTable) before = NULL;
	size_t n_others;

	if (!book)
		return false;
	if (is_news)
		before = findings_before(keep, book);
	rule_run_free(
		rules_check(registers, book, keep->session->as_of, diags));
	*n_errors = print_errors(keep, diags, before, &n_others);
	if (n_others > 0)
		output_note(keep->command,
			    "%zu %sfinding%s; 'gatehouse check' shows all",
			    n_others, *n_errors > 0 ? "other " : "",
			    n_others == 1 ? "" : "s");
	return true;
}

static bool is_unchanged(const struct keep *keep)
{
	for (guint i = 0; i < keep->writes->len; i++) {
		const struct files_write *write =
			&g_array_index(keep->writes, struct files_write, i);
		size_t len;
		const char *now = registers_file(keep->session->registers,
						 write->path, &len);

		if (!now || !write->bytes ||
		    g_bytes_get_size(write->bytes) != len ||
		    (len > 0 && memcmp(g_bytes_get_data(write->bytes, NULL),
				       now, len) != 0))
			return false;
	}
	return true;
}

enum command_status keep_finish(struct keep *keep)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Diags) diags = NULL;
	g_autoptr(Diags) faults = NULL;
	g_autoptr(Registers) registers = NULL;
	size_t n_errors;

	if (is_unchanged(keep)) {
		output_note(keep->command, "nothing to change: it is so "
					   "already");
		return COMMAND_CLEAN;
	}
	registers = keep_try(keep, &diags, &faults, &error);
	if (!registers)
		return output_failure(keep->command, error);
	if (diags_len(faults) > 0) {
		output_diags(stderr, faults);
		output_note(keep->command, "nothing was changed");
		return COMMAND_FINDINGS;
	}
	if (!files_write(keep->session->root, session_notes(keep->session),
			 writes_of(keep), keep->writes->len, &error))
		return output_failure(keep->command, error);
	print_changes(keep, registers);
	fflush(stdout);
	if (!keep_report(keep, registers, diags, true, &n_errors, &error))
		return output_failure(keep->command, error);
	output_note(keep->command,
		    "not saved yet; save with 'gatehouse save -m REASON'");
	return COMMAND_CLEAN;
}

/* Ids and records ----------------------------------------------------------- */

char *keep_id_form(const char *id)
{
	if (xml_values_is_id(id, strlen(id)))
		return NULL;
	return g_strdup_printf("'%s' is no id; an id is 2 to 64 small letters, "
			       "digits and hyphens, with no hyphen at either "
			       "end",
			       id);
}

/* The record that had the id before it was renamed, or NULL. */
static const struct record *renamed_from(const struct session *session,
					 const char *id)
{
	for (size_t i = 0; i < registers_len(session->registers); i++) {
		const struct record *record =
			registers_get(session->registers, i);

		if (g_strcmp0(node_attr(record->root, "formerId"), id) == 0)
			return record;
	}
	return NULL;
}

/* Whether a commit held a record of that id. */
static bool was_saved(const struct session *session, const char *id)
{
	size_t n = 0;
	const struct record_change *changes =
		session->history ? record_history_changes(session->history, &n)
				 : NULL;

	for (size_t i = 0; i < n; i++) {
		g_autofree char *old =
			changes[i].old_path
				? record_history_id(changes[i].old_path)
				: NULL;

		if ((strcmp(changes[i].id, id) == 0 ||
		     g_strcmp0(old, id) == 0) &&
		    !g_str_has_prefix(changes[i].path, "codes/"))
			return true;
	}
	return false;
}

char *keep_id_fault(const struct session *session, const char *id)
{
	const struct record *record = registers_find(session->registers, id);
	char *form = keep_id_form(id);

	if (form)
		return form;
	if (record && record_history_is_removal(record->path))
		return g_strdup_printf("id '%s' was that of a record that was "
				       "removed (%s); ids are never used again",
				       id, record->path);
	if (record)
		return g_strdup_printf("id '%s' is used already, by %s", id,
				       record->path);
	record = renamed_from(session, id);
	if (record)
		return g_strdup_printf("id '%s' was that of '%s' before; ids "
				       "are never used again",
				       id, record->id);
	if (was_saved(session, id))
		return g_strdup_printf("id '%s' is in the history, of a record "
				       "that is gone; ids are never used "
				       "again",
				       id);
	return NULL;
}

const struct record *keep_record(const struct session *session,
				 const char *command, const char *id)
{
	const struct record *record = registers_find(session->registers, id);
	const char *near;

	if (record && record_history_is_removal(record->path)) {
		output_note(command, "'%s' was removed; %s says why", id,
			    record->path);
		return NULL;
	}
	if (record)
		return record;
	near = session_nearest(session, id);
	if (near)
		output_note(command,
			    "there is no record '%s'; did you mean '%s'?", id,
			    near);
	else
		output_note(command,
			    "there is no record '%s'; 'gatehouse list' shows "
			    "all",
			    id);
	return NULL;
}

struct record_edit *keep_edit(const struct session *session,
			      const char *command, const struct record *record)
{
	g_autoptr(GError) error = NULL;
	size_t len;
	const char *bytes = registers_bytes(session->registers, record, &len);
	struct record_edit *edit = record_edit_new(
		session->library, record->path, bytes, len, &error);

	if (!edit)
		output_failure(command, error);
	return edit;
}

bool keep_set_all(struct record_edit *edit, const char *command,
		  char *const *pairs)
{
	for (; pairs && *pairs; pairs++) {
		g_autoptr(GError) error = NULL;
		const char *equals = strchr(*pairs, '=');
		g_autofree char *field = NULL;

		if (!equals || equals == *pairs) {
			output_usage(command,
				     "--set takes FIELD=VALUE, not '%s'",
				     *pairs);
			return false;
		}
		field = g_strndup(*pairs, (size_t)(equals - *pairs));
		if (!record_field_set(edit, field, equals + 1, &error)) {
			output_usage(command, "%s", error->message);
			return false;
		}
	}
	return true;
}
