/* SPDX-License-Identifier: MIT */
/*
 * No schema of the tool's files is published and real ones differ, so all is
 * read leniently: what is missing is not stated, what is not known is told.
 */
#include "lib/cnil_read.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/cnil.h"
#include "lib/cnil_private.h"
#include "lib/date.h"
#include "lib/diag.h"
#include "lib/json_read.h"
#include "lib/node.h"

/* Bytes of a name that a title of a source repeats. */
#define TITLE_MAX 300

/* Bytes of a note after which another is begun. */
#define NOTE_MAX 60000

/* How many assessments a file may hold. */
#define PIAS_MAX 500

static bool is_list(const struct json_value *value)
{
	return value && value->type == JSON_IS_LIST;
}

/* An assessment with its parts in it, as the back office writes it. */
static bool is_nested(const struct json_value *value)
{
	return is_list(json_read_member(value, "answers")) &&
	       json_read_member(value, "name");
}

static const struct json_value *get(const struct cnil_file *file, size_t i)
{
	const struct json_value *value = file->root;

	if (value->type == JSON_IS_LIST)
		value = value->child;
	while (i-- > 0)
		value = value->next;
	return value;
}

static const struct json_value *fields_of(const struct json_value *value)
{
	const struct json_value *pia = json_read_member(value, "pia");

	return pia ? pia : value;
}

static bool is_pia(const struct json_value *value)
{
	const struct json_value *pia = json_read_member(value, "pia");

	return pia ? pia->type == JSON_IS_OBJECT : is_nested(value);
}

/* What is said of item n of the list, or of the file (0). */
static void fail_item(const struct cnil_file *file, size_t n, GError **error)
{
	g_autofree char *item = n ? g_strdup_printf("item %zu of the list", n)
				  : g_strdup("this");

	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
		    "'%s': %s is no assessment; expected an object with 'pia', "
		    "or with 'name' and a list 'answers'",
		    file->path, item);
}

size_t cnil_read_count(const struct cnil_file *file, GError **error)
{
	const struct json_value *root = file->root;
	size_t n = root->type == JSON_IS_LIST ? root->n : 1;

	if (json_read_member(root, "structure") &&
	    !json_read_member(root, "pia")) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "'%s': this is a template ('structure'); expected "
			    "an assessment that was made with it",
			    file->path);
		return 0;
	}
	if (n > PIAS_MAX) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "'%s': the list has %zu items; at most %d are read",
			    file->path, n, PIAS_MAX);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (is_pia(get(file, i)))
			continue;
		fail_item(file, root->type == JSON_IS_LIST ? i + 1 : 0, error);
		return 0;
	}
	if (n == 0)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
			    "'%s': the list holds no assessment", file->path);
	return n;
}

const char *cnil_read_name(const struct cnil_file *file, size_t i)
{
	const struct json_value *name =
		json_read_member(fields_of(get(file, i)), "name");

	return name ? name->text : "";
}

/* The day it was last changed, "2018-02-21", in the arena; NULL: not known. */
static const char *changed_on(const struct cnil_file *file, size_t i)
{
	const struct json_value *value =
		json_read_member(fields_of(get(file, i)), "updated_at");
	g_autofree char *day =
		g_strndup(value ? value->text : "", strlen("2024-03-01"));

	return date_parse(day) == DATE_NONE ? NULL
					    : arena_strdup(file->arena, day);
}

/* A part of the notes for a text of the assessment's own. */
static void add_text_note(struct cnil_reading *r, const char *key,
			  const char *heading)
{
	const char *text = cnil_text(r, r->pia, "pia", key, HTML_LINES);

	if (*text)
		cnil_part_add(r->notes[2], 2, heading, text);
}

static const char *status_of(struct cnil_reading *r)
{
	static const char *const codes[] = { "draft", "rejected", "approved",
					     "approved", "retired" };
	const struct json_value *value = json_read_member(r->pia, "status");
	long status = 0;

	if (cnil_says(value) && (!cnil_number(value, &status) || status < 0 ||
				 status >= (long)G_N_ELEMENTS(codes))) {
		cnil_tell(r, false, "pia.status",
			  "none from 0 to 4; the record is a draft");
		status = 0;
	}
	if (status == 3)
		cnil_tell(r, false, "pia.status",
			  "signed validation; the record says approved, and by "
			  "whom has to be entered under sign-off");
	if (!cnil_true(json_read_member(r->pia, "is_archive")))
		return codes[status];
	if (status != 4)
		cnil_tell(r, false, "pia.is_archive",
			  "archived; the record says retired in place of %s",
			  codes[status]);
	return "retired";
}

/* "Opinion: …" and what was said with it; "" when there is neither. */
static const char *opinion(struct cnil_reading *r, const char *status_key,
			   const char *text_key)
{
	const char *text = cnil_text(r, r->pia, "pia", text_key, HTML_LINES);
	const struct json_value *value = json_read_member(r->pia, status_key);
	g_autofree char *path = g_strdup_printf("pia.%s", status_key);
	g_autoptr(GString) out = g_string_new(NULL);
	long status = -1;

	if (cnil_number(value, &status) && status >= 0 &&
	    status < CNIL_OPINIONS) {
		g_autofree char *heading = g_strconcat(
			CNIL_HEAD_OPINION, cnil_opinions[status], NULL);

		cnil_part_add(out, 2, heading, text);
		return arena_strdup(r->file->arena, out->str);
	}
	if (cnil_says(value))
		cnil_tell(r, false, path, "not taken in; expected 0 or 1");
	return text;
}

static struct node *not_stated(struct cnil_reading *r, struct node *root,
			       const char *name)
{
	struct node *node = cnil_node(r->file->arena, root, name, "");

	cnil_attr(r->file->arena, node, "evidence", "not-stated");
	return node;
}

/* A Markdown element and where it is from, or that nothing is stated. */
static void add_stated(struct cnil_reading *r, struct node *root,
		       const char *name, const char *text, const char *locator)
{
	struct node *node;

	if (!*text) {
		not_stated(r, root, name);
		return;
	}
	node = cnil_node(r->file->arena, root, name, text);
	cnil_attr(r->file->arena, node, "locator", locator);
}

static void add_consultation(struct cnil_reading *r, struct node *root)
{
	const struct json_value *asked =
		json_read_member(r->pia, "concerned_people_searched_opinion");
	const char *result = opinion(r, "concerned_people_status",
				     "concerned_people_opinion");
	const char *reason =
		cnil_text(r, r->pia, "pia", "concerned_people_searched_content",
			  HTML_LINES);
	struct node *node;

	if (cnil_true(asked) || *result) {
		node = cnil_node(r->file->arena, root, "consultation", "");
		cnil_attr(r->file->arena, node, "locator",
			  "pia.concerned_people_opinion");
		not_stated(r, node, "who");
		if (*result)
			cnil_node(r->file->arena, node, "result", result);
		else
			not_stated(r, node, "result");
	}
	if (cnil_true(asked) && *reason) {
		cnil_part_add(r->notes[2], 2, CNIL_HEAD_NOT_ASKED, reason);
		reason = "";
	}
	if (!cnil_true(asked))
		add_stated(r, root, "noConsultationReason", reason,
			   "pia.concerned_people_searched_content");
}

/* The notes, joined until they are long. */
static void add_notes(struct cnil_reading *r, struct node *root)
{
	g_autoptr(GString) note = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(r->notes); i++) {
		g_autoptr(GPtrArray) parts = cnil_parts(r->notes[i]->str, 2);

		for (guint k = 1; k < parts->len; k++) {
			const struct cnil_part *part = parts->pdata[k];

			if (note->len > 0 &&
			    note->len + strlen(part->text) > NOTE_MAX) {
				cnil_node(r->file->arena, root, "note",
					  arena_strdup(r->file->arena,
						       note->str));
				g_string_truncate(note, 0);
			}
			cnil_part_add(note, 2, part->heading, part->text);
		}
	}
	if (note->len > 0)
		cnil_node(r->file->arena, root, "note",
			  arena_strdup(r->file->arena, note->str));
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void tell_passed(const struct cnil_reading *r)
{
	g_autoptr(GString) words = g_string_new(NULL);
	GList *keys = g_hash_table_get_keys(r->passed);

	keys = g_list_sort(keys, compare_keys);
	for (GList *key = keys; key; key = key->next)
		g_string_append_printf(words, "%s%s (%u)",
				       words->len ? ", " : "",
				       (const char *)key->data,
				       GPOINTER_TO_UINT(g_hash_table_lookup(
					       r->passed, key->data)));
	g_list_free(keys);
	if (words->len > 0)
		cnil_tell(r, false, "left out as the tool's own", "%s",
			  words->str);
}

static void pass_fields(struct cnil_reading *r)
{
	cnil_pass(r, r->pia, "pia",
		  " status is_archive name category dpo_status dpo_opinion "
		  "concerned_people_opinion concerned_people_status "
		  "concerned_people_searched_opinion "
		  "concerned_people_searched_content rejection_reason "
		  "applied_adjustments applied_adjustements answers measures "
		  "evaluations comments ",
		  " id dbVersion tableName serverUrl objectStore "
		  "numberOfQuestions lock_version progress created_at "
		  "updated_at is_example ",
		  " author_name evaluator_name validator_name dpos_names "
		  "people_names user_pias guests authors evaluators "
		  "validators ");
	if (r->all != r->pia)
		cnil_pass(r, r->all, "the file",
			  " pia answers measures evaluations comments ", "",
			  "");
}

/* What stands before the questions. */
static void add_head(struct cnil_reading *r, struct node *root)
{
	const char *name = cnil_line(r, r->pia, "pia", "name");
	const char *status = status_of(r);

	add_text_note(r, "category", CNIL_HEAD_CATEGORY);
	add_text_note(r, "rejection_reason", CNIL_HEAD_REFUSAL);
	add_text_note(r, "applied_adjustments", CNIL_HEAD_ADJUSTMENTS);
	add_text_note(r, "applied_adjustements", CNIL_HEAD_ADJUSTMENTS);
	if (*name)
		cnil_node(r->file->arena, root, "title", name);
	else
		not_stated(r, root, "title");
	not_stated(r, root, "owner");
	add_notes(r, root);
	cnil_node(r->file->arena, root, "kind", "full");
	cnil_node(r->file->arena, root, "status", status);
}

static struct node *make(struct cnil_reading *r, const char *id,
			 const char *source)
{
	struct node *root = cnil_node(r->file->arena, NULL, "pia", "");
	struct node *people = cnil_node(r->file->arena, NULL, "pia", "");
	struct node **last;

	cnil_attr(r->file->arena, root, "id", id);
	cnil_attr(r->file->arena, root, "version", "1");
	cnil_attr(r->file->arena, root, "evidence", "stated");
	cnil_attr(r->file->arena, root, "source", source);
	pass_fields(r);
	cnil_read_measures(r);
	cnil_read_answers(r);
	cnil_read_evaluations(r);
	cnil_read_comments(r);
	/* It may add a note, and notes stand before it. */
	add_consultation(r, people);
	add_head(r, root);
	cnil_add_fields(r, root, "lawfulBasis", NULL);
	for (last = &root->child; *last;)
		last = &(*last)->next;
	*last = people->child;
	for (struct node *node = people->child; node; node = node->next)
		node->parent = root;
	not_stated(r, root, "necessity");
	cnil_add_fields(r, root, NULL, "purposes");
	cnil_add_risks(r, root);
	cnil_add_measures(r, root);
	add_stated(r, cnil_node(r->file->arena, root, "dpoAdvice", ""),
		   "summary", opinion(r, "dpo_status", "dpo_opinion"),
		   "pia.dpo_opinion");
	return root;
}

struct node *cnil_read_pia(const struct cnil_file *file, size_t i,
			   const char *id, const char *source)
{
	g_autofree char *prefix = file->root->type == JSON_IS_LIST
					  ? g_strdup_printf("[%zu].", i)
					  : g_strdup("");
	const struct json_value *all = get(file, i);
	struct cnil_reading r = {
		.file = file,
		.prefix = prefix,
		.pia = fields_of(all),
		.all = all,
		.answers = g_hash_table_new(NULL, NULL),
		.measures = g_ptr_array_new(),
		.passed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						NULL),
	};
	struct node *root;

	for (size_t k = 0; k < G_N_ELEMENTS(r.notes); k++)
		r.notes[k] = g_string_new(NULL);
	root = make(&r, id, source);
	tell_passed(&r);
	for (size_t k = 0; k < G_N_ELEMENTS(r.notes); k++)
		g_string_free(r.notes[k], TRUE);
	g_hash_table_unref(r.answers);
	g_hash_table_unref(r.passed);
	g_ptr_array_unref(r.measures);
	return root;
}

struct node *cnil_read_source(const struct cnil_file *file, size_t i,
			      const struct node *pia, const char *id)
{
	struct arena *arena = file->arena;
	struct node *root = cnil_node(arena, NULL, "source", "");
	const char *name = node_value(pia, "title");
	const char *changed = changed_on(file, i);
	struct node *published;

	cnil_attr(arena, root, "id", id);
	cnil_attr(arena, root, "version", "1");
	cnil_node(arena, root, "title",
		  name && strlen(name) <= TITLE_MAX
			  ? arena_printf(arena,
					 "Export of the assessment '%s' from "
					 "the CNIL's PIA tool",
					 name)
			  : "Export of an assessment from the CNIL's PIA "
			    "tool");
	published = cnil_node(arena, root, "published", changed);
	cnil_node(arena, root, "kind", "report");
	if (!changed)
		cnil_attr(arena, published, "evidence", "not-stated");
	return root;
}
