/* SPDX-License-Identifier: MIT */
/*
 * An assessment for the CNIL's PIA tool.  Texts are gathered by the number of
 * the question that they answer; what no question asks for follows the first
 * of them under a heading, and what is no text is told as lost.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cnil_give.h"
#include "cli/formats.h"
#include "cli/keep.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/arena.h"
#include "lib/cnil.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/risk_matrix.h"
#include "lib/schema.h"

#define N_QUESTIONS 36

/* What a field says under no heading that is a question's. */
static void give_rest(struct cnil_give *g, const char *name, const char *text)
{
	const struct field *field = field_child(g->root->field, name);
	unsigned number =
		strcmp(name, "necessity") == 0 ? 211 : CNIL_GIVE_FIRST;

	for (size_t i = 0; i < cnil_n_questions; i++) {
		if (strcmp(cnil_questions[i].field, name) != 0 ||
		    cnil_questions[i].heading)
			continue;
		cnil_part_add(cnil_give_answer(g, cnil_questions[i].number), 4,
			      NULL, text);
		return;
	}
	if (strcmp(name, "rights") == 0)
		cnil_part_add(cnil_give_answer(g, 223), 4, NULL, text);
	else
		cnil_part_add(cnil_give_answer(g, number), 4, field->label,
			      text);
}

/* The question that a part of a field answers; 0: none. */
static unsigned question_of(const char *field, const char *heading)
{
	for (size_t i = 0; i < cnil_n_questions && heading; i++) {
		if (strcmp(cnil_questions[i].field, field) == 0 &&
		    g_strcmp0(cnil_questions[i].heading, heading) == 0)
			return cnil_questions[i].number;
	}
	return 0;
}

static void give_field(struct cnil_give *g, const char *field, const char *text)
{
	g_autoptr(GPtrArray) parts = cnil_parts(text, 2);
	g_autoptr(GString) rest = g_string_new(NULL);

	for (guint i = 0; i < parts->len; i++) {
		const struct cnil_part *part = parts->pdata[i];
		unsigned number = question_of(field, part->heading);

		if (number)
			cnil_part_add(cnil_give_answer(g, number), 2, NULL,
				      part->text);
		else if (part->heading || *part->text)
			cnil_part_add(rest, 4, part->heading, part->text);
	}
	if (rest->len > 0)
		give_rest(g, field, rest->str);
}

/* Every field of text; those of questions first, in their order. */
static void give_fields(struct cnil_give *g)
{
	static const char *const others[] = {
		"necessity",	"summary",	 "caveat",
		"illustration", "publicSummary",
	};

	for (size_t i = 0; i < cnil_n_questions; i++) {
		const char *name = cnil_questions[i].field;

		if (i == 0 || strcmp(cnil_questions[i - 1].field, name) != 0)
			give_field(g, name, cnil_give_value(g->root, name));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		NODE_EACH(node, g->root, others[i])
		give_field(g, others[i], node_text(node));
	}
	cnil_give_other_risks(g);
	cnil_give_notes(g, false);
}

static void tell_groups(struct cnil_give *g)
{
	static const char *const lost[] = {
		"owner",     "review",	"lead",	 "linked",
		"screening", "signOff", "art36", "reviewOn",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lost); i++) {
		if (node_is_stated(node_child(g->root, lost[i])))
			cnil_give_lose(g, lost[i]);
	}
	for (const struct node *node = g->root; node;
	     node = node_walk(node, g->root)) {
		if (node_attr(node, "source") || node_attr(node, "locator"))
			cnil_give_lose(g, "evidence, source and locator");
	}
}

/* "Opinion: …" with its text as a number and a text. */
static void give_opinion(struct cnil_give *g, const char *text,
			 const char *status_key, const char *text_key)
{
	g_autoptr(GPtrArray) parts = cnil_parts(text, 2);
	g_autoptr(GString) all = g_string_new(cnil_part(parts, NULL));
	json_t *status = json_null();

	for (int i = 0; i < CNIL_OPINIONS; i++) {
		g_autofree char *heading =
			g_strconcat(CNIL_HEAD_OPINION, cnil_opinions[i], NULL);
		const char *part = cnil_part(parts, heading);

		if (!part)
			continue;
		status = json_integer(i);
		if (*part)
			cnil_part_add(all, 2, NULL, part);
	}
	json_object_set_new(g->pia, status_key, status);
	json_object_set_new(g->pia, text_key, cnil_give_lines(all->str));
}

static void give_people(struct cnil_give *g)
{
	const struct node *asked = node_child(g->root, "consultation");
	const char *reason = cnil_give_value(g->root, "noConsultationReason");
	g_autoptr(GString) results = g_string_new(NULL);
	g_autoptr(GString) who = g_string_new(NULL);

	NODE_EACH(node, g->root, "consultation")
	{
		const char *group = node_value(node, "who");

		if (node_value(node, "result"))
			cnil_part_add(results, 2, NULL,
				      node_value(node, "result"));
		if (group)
			g_string_append_printf(who, "%s%s",
					       who->len ? ", " : "", group);
		if (node_is_stated(node_child(node, "how")) ||
		    node_is_stated(node_child(node, "when")) ||
		    node_is_stated(node_child(node, "change")))
			cnil_give_lose(g, "consultation.how, when and change");
	}
	json_object_set_new(g->pia, "people_names", json_string(who->str));
	json_object_set_new(g->pia, "concerned_people_searched_opinion",
			    asked     ? json_true()
			    : *reason ? json_false()
				      : json_null());
	give_opinion(g, results->str, "concerned_people_status",
		     "concerned_people_opinion");
	json_object_set_new(g->pia, "concerned_people_searched_content",
			    cnil_give_lines(reason));
}

static int status_of(const struct cnil_give *g)
{
	const char *status = cnil_give_value(g->root, "status");

	if (strcmp(status, "rejected") == 0)
		return 1;
	if (strcmp(status, "approved") == 0)
		return 2;
	return strcmp(status, "retired") == 0 ||
			       strcmp(status, "superseded") == 0
		       ? 4
		       : 0;
}

/* The keys that the tool reads of the assessment itself. */
static void give_pia(struct cnil_give *g)
{
	static const char *const empty[] = {
		"category",
		"author_name",
		"evaluator_name",
		"validator_name",
		"dpos_names",
		"rejection_reason",
		"applied_adjustments",
		"structure_name",
		"structure_sector_name",
	};
	json_t *pia = g->pia;
	int status = status_of(g);

	json_object_set_new(pia, "id", json_integer(1));
	json_object_set_new(pia, "status", json_integer(status));
	json_object_set_new(pia, "name",
			    json_string(cnil_give_value(g->root, "title")));
	for (size_t i = 0; i < G_N_ELEMENTS(empty); i++)
		json_object_set_new(pia, empty[i], json_string(""));
	json_object_set_new(pia, "structure_id", json_null());
	json_object_set_new(pia, "structure_data", json_null());
	json_object_set_new(pia, "is_example", json_integer(0));
	json_object_set_new(pia, "is_archive", json_integer(status == 4));
	json_object_set_new(pia, "created_at", json_string(g->now));
	json_object_set_new(pia, "updated_at", json_string(g->now));
	give_people(g);
	give_opinion(g, cnil_give_value(g->root, "dpoAdvice/summary"),
		     "dpo_status", "dpo_opinion");
	if (node_value(g->root, "dpoAdvice/date") ||
	    node_value(g->root, "dpoAdvice/decision") ||
	    node_value(g->root, "dpoAdvice/reasons"))
		cnil_give_lose(g, "dpoAdvice.date, decision and reasons");
}

static int compare_numbers(const void *a, const void *b)
{
	unsigned x = ((const struct cnil_question *)a)->number;
	unsigned y = ((const struct cnil_question *)b)->number;

	return x < y ? -1 : x > y;
}

static void give_answers(struct cnil_give *g)
{
	g_autofree struct cnil_question *sorted = g_memdup2(
		cnil_questions, cnil_n_questions * sizeof(*cnil_questions));

	qsort(sorted, cnil_n_questions, sizeof(*sorted), compare_numbers);
	for (size_t i = 0; i < cnil_n_questions; i++)
		cnil_give_put(g, sorted[i].number,
			      cnil_give_answer(g, sorted[i].number)->str, NULL,
			      0);
	cnil_give_risks(g);
}

/* How many of the tool's questions have an answer, of a hundred. */
static json_t *progress(const struct cnil_give *g)
{
	int n = 0;
	json_t *item;
	size_t i;

	json_array_foreach(g->list, i, item)
	{
		json_t *data = json_object_get(item, "data");

		n += i < N_QUESTIONS &&
		     (!json_is_null(json_object_get(data, "text")) ||
		      !json_is_null(json_object_get(data, "gauge")) ||
		      json_array_size(json_object_get(data, "list")) > 0);
	}
	return json_integer(n * 100 / N_QUESTIONS);
}

static void free_text(void *text)
{
	g_string_free(text, TRUE);
}

static json_t *make(struct cnil_give *g)
{
	json_t *file = json_object();

	json_object_set_new(file, "pia", g->pia = json_object());
	json_object_set_new(file, "answers", g->list = json_array());
	json_object_set_new(file, "measures", g->measures = json_array());
	json_object_set_new(file, "evaluations", g->evaluations = json_array());
	json_object_set_new(file, "comments", g->comments = json_array());
	give_pia(g);
	give_fields(g);
	give_answers(g);
	cnil_give_measures(g);
	cnil_give_notes(g, true);
	cnil_give_unevaluated(g);
	tell_groups(g);
	json_object_set_new(g->pia, "progress", progress(g));
	return file;
}

static enum command_status write_file(const struct session *session,
				      json_t *file, const char *out)
{
	char *text = json_dumps(file, JSON_COMPACT);
	enum command_status status =
		formats_put(session, out, text, strlen(text), COMMAND_CLEAN);

	free(text);
	return status;
}

static enum command_status run(const struct session *session, const char *id,
			       const char *out)
{
	const struct record *record = keep_record(session, "export", id);
	g_autoptr(RiskMatrix) matrix =
		risk_matrix_new(registers_codes(session->registers),
				risk_matrix_id(session->registers));
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) lost = g_string_new(NULL);
	g_autoptr(GHashTable) answers =
		g_hash_table_new_full(NULL, NULL, NULL, free_text);
	g_autofree char *day = date_format(session->as_of);
	g_autofree char *now = g_strconcat(day, "T00:00:00.000Z", NULL);
	struct cnil_give give = {
		.matrix = matrix,
		.root = record ? record->root : NULL,
		.arena = arena,
		.now = now,
		.answers = answers,
		.lost = lost,
	};
	json_t *file;
	enum command_status status;

	if (!record)
		return COMMAND_FAILED;
	if (strcmp(record->kind->name, "pia") != 0 || !record->is_valid ||
	    !matrix) {
		output_note("export",
			    record->is_valid && matrix
				    ? "'%s' is of kind '%s'; expected a pia"
				    : "'%s' (%s) is not valid; 'gatehouse "
				      "check' says why",
			    id, record->kind->name);
		return COMMAND_FAILED;
	}
	file = make(&give);
	status = write_file(session, file, out);
	json_decref(file);
	if (status == COMMAND_CLEAN && lost->len > 0)
		output_note("export",
			    "not in the file, since the tool has no place for "
			    "it: %s",
			    lost->str);
	return status;
}

const struct export_format export_cnil = {
	.name = "cnil",
	.run_one = run,
};
