/* SPDX-License-Identifier: MIT */
/*
 * Differences in the register's words, for log, diff and save.  Two states of
 * the files are gone through side by side in the order of their paths; only
 * files whose bytes differ are parsed.  A file that went and one that came are
 * one record renamed, if the id is the same or the new text names the old id.
 */
#include "cli/changes.h"

#include <string.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/arena.h"
#include "lib/change.h"
#include "lib/change_words.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/text_diff.h"
#include "lib/xml_tree.h"

#define NOT_XML "a text is not well-formed XML: told by line, not by field"
#define NOT_THERE \
	"a text is missing from this repository, or too large to be read"

/* A file on one side or both. */
struct pair {
	const struct file *old;
	const struct file *new;
	bool is_taken; /* it is the old side of a rename */
};

struct comparison {
	const struct library *library;
	const struct codes *codes;
	struct arena *arena;
	GArray *pairs; /* of struct pair: what differs */
};

void changes_entry_free(struct changes_entry *entry)
{
	if (!entry)
		return;
	g_free(entry->record);
	g_free(entry->path);
	g_free(entry->old_path);
	g_ptr_array_unref(entry->fields);
	g_free(entry);
}

void changes_commit_free(struct changes_commit *commit)
{
	if (!commit)
		return;
	g_ptr_array_unref(commit->entries);
	signature_clear(&commit->signature);
	g_free(commit);
}

static const struct node *read_file(const struct comparison *c,
				    const struct file *file)
{
	return xml_tree_read(c->library->schema, c->arena, file);
}

static bool is_same(const struct file *a, const struct file *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static void add_pair(struct comparison *c, const struct file *old,
		     const struct file *new)
{
	struct pair pair = { .old = old, .new = new };

	if (!old || !new || !is_same(old, new))
		g_array_append_val(c->pairs, pair);
}

static void pair_files(struct comparison *c, const struct files *old,
		       const struct files *new)
{
	size_t n_old = old ? files_len(old) : 0;
	size_t n_new = new ? files_len(new) : 0;
	size_t i = 0, j = 0;

	while (i < n_old || j < n_new) {
		const struct file *a = i < n_old ? files_get(old, i) : NULL;
		const struct file *b = j < n_new ? files_get(new, j) : NULL;
		int order = !a ? 1 : !b ? -1 : strcmp(a->path, b->path);

		add_pair(c, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		i += order <= 0;
		j += order >= 0;
	}
}

static bool is_renamed(const struct comparison *c, const struct file *from,
		       const struct file *to)
{
	g_autofree char *old_id = record_history_id(from->path);
	g_autofree char *new_id = record_history_id(to->path);

	if (record_history_is_removal(from->path) !=
	    record_history_is_removal(to->path))
		return false;
	return strcmp(old_id, new_id) == 0 ||
	       g_strcmp0(node_attr(read_file(c, to), "formerId"), old_id) == 0;
}

/* Joins what was added to what was removed, if it is the same record. */
static void find_origin(const struct comparison *c, struct pair *added)
{
	for (guint i = 0; i < c->pairs->len; i++) {
		struct pair *gone = &g_array_index(c->pairs, struct pair, i);

		if (!gone->old || gone->new || gone->is_taken ||
		    !is_renamed(c, gone->old, added->new))
			continue;
		added->old = gone->old;
		gone->is_taken = true;
		return;
	}
}

static void find_renames(const struct comparison *c)
{
	for (guint i = 0; i < c->pairs->len; i++) {
		struct pair *pair = &g_array_index(c->pairs, struct pair, i);

		if (!pair->old && pair->new)
			find_origin(c, pair);
	}
}

static GBytes *bytes_of(const struct file *file)
{
	return file ? files_share(file) : NULL;
}

static struct changes_entry *entry_of_pair(const struct comparison *c,
					   const struct pair *pair)
{
	struct changes_entry *entry = g_new0(struct changes_entry, 1);
	const struct node *old = read_file(c, pair->old);
	const struct node *new = read_file(c, pair->new);

	entry->path = g_strdup(pair->new ? pair->new->path : pair->old->path);
	entry->record = record_history_id(entry->path);
	entry->kind = schema_path_name(c->library->schema, entry->path);
	entry->event = !pair->old   ? "added"
		       : !pair->new ? "removed"
				    : "changed";
	if (pair->old &&
	    pair->new &&strcmp(pair->old->path, pair->new->path) != 0) {
		g_autofree char *old_id = record_history_id(pair->old->path);

		entry->event = record_event_name(
			strcmp(old_id, entry->record) == 0 ? RECORD_MOVED
							   : RECORD_RENAMED);
		entry->old_path = g_strdup(pair->old->path);
	} else if (change_is_withdrawal(old, new)) {
		entry->event = record_event_name(RECORD_WITHDRAWN);
	}
	if ((pair->old && !old) || (pair->new && !new)) {
		g_autoptr(GBytes) was = bytes_of(pair->old);
		g_autoptr(GBytes) is = bytes_of(pair->new);

		entry->fault = NOT_XML;
		entry->fields = change_raw(was, is);
	} else {
		entry->fields = change_fields(old, new, c->codes);
	}
	return entry;
}

GPtrArray *changes_between(const struct library *library,
			   const struct codes *codes, const struct files *old,
			   const struct files *new, const char *id)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GArray) pairs =
		g_array_new(FALSE, FALSE, sizeof(struct pair));
	struct comparison c = { library, codes, arena, pairs };
	GPtrArray *entries = g_ptr_array_new_with_free_func(
		(GDestroyNotify)changes_entry_free);

	pair_files(&c, old, new);
	find_renames(&c);
	for (guint i = 0; i < pairs->len; i++) {
		const struct pair *pair = &g_array_index(pairs, struct pair, i);
		const struct file *file = pair->new ? pair->new : pair->old;
		g_autofree char *own = record_history_id(file->path);

		if (!pair->is_taken && (!id || strcmp(own, id) == 0))
			g_ptr_array_add(entries, entry_of_pair(&c, pair));
	}
	return entries;
}

struct changes_entry *changes_entry_new(const struct session *session,
					const struct record_change *change,
					enum record_event event)
{
	struct changes_entry *entry = g_new0(struct changes_entry, 1);

	entry->kind = schema_path_name(session->library->schema, change->path);
	entry->record = g_strdup(change->id);
	entry->path = g_strdup(change->path);
	entry->old_path = g_strdup(change->old_path);
	entry->event = record_event_name(event);
	entry->is_merge = change->n_parents > 0;
	return entry;
}

struct changes_entry *changes_entry_of(const struct session *session,
				       const struct codes *codes,
				       const struct record_change *change)
{
	struct changes_entry *entry;
	g_autoptr(GPtrArray) olds =
		record_history_olds(session->history, change);
	const struct node *new = record_history_tree(
		session->history, change->path, change->new_blob);
	enum record_event event = change->event;
	enum record_text text = record_history_text(session->history, change);

	if (event == RECORD_CHANGED &&
	    change_is_withdrawal(olds->pdata[0], new))
		event = RECORD_WITHDRAWN;
	entry = changes_entry_new(session, change, event);
	if (text != RECORD_TEXT_SOUND) {
		entry->fault = text == RECORD_TEXT_BROKEN ? NOT_XML : NOT_THERE;
		entry->fields = record_history_raw(session->history, change);
	} else {
		entry->fields = change_fields_of_merge(
			(const struct node *const *)olds->pdata, olds->len, new,
			codes);
	}
	return entry;
}

static const char *or_empty(const char *value)
{
	return *value ? value : "(empty)";
}

/* The stretches of a text that differ, each on lines of its own. */
static void print_parts(FILE *to, const struct text_diff *diff, int indent)
{
	for (guint i = 0; i < diff->parts->len; i++) {
		const struct text_diff_part *part = diff->parts->pdata[i];

		if (part->old_text) {
			fprintf(to, "\n%*s- ", indent, "");
			output_lines(to, part->old_text, indent + 2);
		}
		if (part->new_text) {
			fprintf(to, "\n%*s+ ", indent, "");
			output_lines(to, part->new_text, indent + 2);
		}
	}
}

/* What differs between two long texts, rather than both as a whole. */
static void print_text(FILE *to, const struct field_change *field, int indent)
{
	bool is_prose = field->by == FIELD_CHANGE_SENTENCES;
	const char *old = field->old_value ? field->old_value : "";
	const char *new = field->new_value ? field->new_value : "";
	g_autoptr(TextDiff) diff = is_prose ? text_diff_sentences(old, new)
					    : text_diff_lines(old, new);

	if (diff->parts->len == 0)
		fputs(" only spaces and line breaks differ", to);
	else if (is_prose && diff->n_same > 0)
		fprintf(to, " %zu %s as before", diff->n_same,
			diff->n_same == 1 ? "sentence" : "sentences");
	print_parts(to, diff, indent);
}

static void print_field(FILE *to, const struct field_change *field,
			const struct change_titles *titles, const char *lead,
			int indent)
{
	g_autofree char *old = change_words(field, field->old_value, titles);
	g_autofree char *new = change_words(field, field->new_value, titles);

	fprintf(to, "%*s%s", indent, "", lead);
	output_text(to, field->label);
	fputs(":", to);
	if (field->by != FIELD_CHANGE_WHOLE) {
		print_text(to, field, indent + 2);
		fputc('\n', to);
		return;
	}
	fputc(' ', to);
	if (old)
		output_lines(to, or_empty(old), indent + 2);
	if (old && new)
		fputs(" → ", to);
	if (new)
		output_lines(to, or_empty(new), indent + 2);
	fputc('\n', to);
}

/* In a record that stays, fields that came or went say so. */
static void print_fields(FILE *to, const struct changes_entry *entry,
			 const struct change_titles *titles, int indent)
{
	bool stays = strcmp(entry->event, "added") != 0 &&
		     strcmp(entry->event, "removed") != 0 &&
		     strcmp(entry->event, "restored") != 0 && !entry->fault;

	for (guint i = 0; i < entry->fields->len; i++) {
		const struct field_change *field = entry->fields->pdata[i];
		const char *lead = !stays	       ? ""
				   : !field->old_value ? "added "
				   : !field->new_value ? "removed "
						       : "";

		print_field(to, field, titles, lead, indent);
	}
}

/* What is to be said before the fields, or in their place; or NULL. */
static const char *note_of(const struct changes_entry *entry)
{
	if (entry->fault)
		return entry->fault;
	if (entry->fields->len > 0 || entry->old_path)
		return NULL;
	return entry->is_merge ? "merged: every field is as in one of the "
				 "versions that were brought together"
			       : "no field differs, only the way it is written";
}

void changes_print(FILE *to, const GPtrArray *entries,
		   const struct change_titles *titles, int indent)
{
	for (guint i = 0; i < entries->len; i++) {
		const struct changes_entry *entry = entries->pdata[i];
		g_autofree char *title = g_strdup_printf(
			"%s %s %s", entry->kind, entry->record, entry->event);

		fprintf(to, "%*s", indent, "");
		output_strong(to, title);
		if (entry->old_path) {
			fputs(", was ", to);
			output_text(to, entry->old_path);
		}
		fputc('\n', to);
		if (note_of(entry))
			fprintf(to, "%*s%s\n", indent + 2, "", note_of(entry));
		print_fields(to, entry, titles, indent + 2);
	}
}

char *changes_time(const struct repo_person *person)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(person->offset * 60);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(person->time);
	g_autoptr(GDateTime) local =
		utc ? g_date_time_to_timezone(utc, zone) : NULL;

	if (!local)
		return g_strdup("");
	return g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z");
}
