/* SPDX-License-Identifier: MIT */
/* Evaluations and comments for the CNIL's PIA tool, out of notes. */
#include <stdlib.h>
#include <string.h>

#include "cli/cnil_give.h"
#include "lib/cnil.h"
#include "lib/node.h"

/* What stands between a mark and the next ';' or the end; NULL: no mark. */
static char *after(const char *heading, const char *mark)
{
	const char *found = strstr(heading, mark);

	if (!found)
		return NULL;
	found += strlen(mark);
	return g_strndup(found, strcspn(found, ";"));
}

static long number_after(const char *heading, const char *mark)
{
	g_autofree char *text = after(heading, mark);

	return text ? strtol(text, NULL, 10) : 0;
}

static json_t *time_after(const char *heading, const char *mark)
{
	g_autofree char *day = after(heading, mark);
	g_autofree char *time =
		g_strdup_printf("%sT00:00:00.000Z", day ? day : "");

	return day ? json_string(time) : json_null();
}

static void put_evaluation(struct cnil_give *g, json_t *object, const char *to,
			   long x, long y)
{
	json_t *gauges = json_object();

	for (size_t i = 0; i < CNIL_RISKS; i++) {
		const struct node *residual = node_find(
			cnil_give_find_risk(g, cnil_risks[i].id), "residual");

		if (strcmp(cnil_risks[i].item, to) != 0)
			continue;
		x = cnil_give_severity(g, residual, (unsigned)x);
		y = cnil_give_likelihood(g, residual, (unsigned)y);
	}
	json_object_set_new(gauges, "x", json_integer(x));
	json_object_set_new(gauges, "y", json_integer(y));
	json_object_set_new(object, "gauges", gauges);
	json_object_set_new(object, "reference_to", json_string(to));
	json_object_set_new(object, "person_in_charge", json_string(""));
	cnil_give_append(g, object, g->evaluations);
}

/* "2.1.211", or "3.1." and the number of the measure that is named. */
static char *subject(const struct cnil_give *g, const char *heading)
{
	const char *start = heading + strlen(CNIL_HEAD_EVALUATION);
	g_autofree char *words = g_strndup(start, strcspn(start, ":"));

	if (g_str_has_prefix(words, CNIL_HEAD_MEASURE))
		return g_strdup_printf(
			"3.1.%u",
			cnil_give_number(g, words + strlen(CNIL_HEAD_MEASURE)));
	if (strcmp(words, CNIL_HEAD_NO_MEASURE) == 0)
		return g_strdup("3.1.0");
	return g_steal_pointer(&words);
}

static void give_evaluation(struct cnil_give *g, const struct cnil_part *part)
{
	g_autoptr(GPtrArray) parts = cnil_parts(part->text, 3);
	g_autofree char *to = subject(g, part->heading);
	g_autofree char *word = after(part->heading, ": ");
	const char *plan = cnil_part(parts, CNIL_HEAD_PLAN);
	json_t *object = json_object();
	int status = 0;

	for (int i = 0; i < (int)G_N_ELEMENTS(cnil_evaluations); i++) {
		if (g_strcmp0(word, cnil_evaluations[i]) == 0)
			status = i;
	}
	json_object_set_new(object, "status", json_integer(status));
	json_object_set_new(object, "global_status",
			    json_integer(status ? 2 : 0));
	json_object_set_new(object, "evaluation_comment",
			    cnil_give_html(cnil_part(parts, NULL)));
	json_object_set_new(object, "action_plan_comment",
			    cnil_give_html(plan ? plan : ""));
	json_object_set_new(object, "estimated_implementation_date",
			    time_after(part->heading, CNIL_HEAD_PLANNED));
	json_object_set_new(object, "evaluation_date",
			    time_after(part->heading, CNIL_HEAD_MADE));
	put_evaluation(g, object, to,
		       number_after(part->heading, CNIL_HEAD_SEVERITY),
		       number_after(part->heading, CNIL_HEAD_LIKELIHOOD));
}

static bool has_evaluation(const struct cnil_give *g, const char *to)
{
	json_t *item;
	size_t i;

	json_array_foreach(g->evaluations, i, item)
	{
		if (strcmp(json_string_value(
				   json_object_get(item, "reference_to")),
			   to) == 0)
			return true;
	}
	return false;
}

/* What the tool keeps in evaluations, and the record says without one. */
void cnil_give_unevaluated(struct cnil_give *g)
{
	unsigned n = 0;

	for (size_t i = 0; i < CNIL_RISKS; i++) {
		const struct node *risk =
			cnil_give_find_risk(g, cnil_risks[i].id);

		if (node_child(risk, "residual") &&
		    !has_evaluation(g, cnil_risks[i].item)) {
			json_t *object = json_object();

			json_object_set_new(object, "status", json_integer(0));
			put_evaluation(g, object, cnil_risks[i].item, 0, 0);
		}
	}
	NODE_EACH(measure, g->root, "measure")
	{
		g_autofree char *to = g_strdup_printf("3.1.%u", ++n);
		const char *due = node_value(measure, "due");
		g_autofree char *time =
			g_strdup_printf("%sT00:00:00.000Z", due ? due : "");

		if (due && !has_evaluation(g, to)) {
			json_t *object = json_object();

			json_object_set_new(object, "status", json_integer(0));
			json_object_set_new(object,
					    "estimated_implementation_date",
					    json_string(time));
			put_evaluation(g, object, to, 0, 0);
		}
	}
}

static void give_comment(struct cnil_give *g, const struct cnil_part *part)
{
	const char *to = part->heading + strlen(CNIL_HEAD_COMMENT);
	bool is_question = g_str_has_prefix(to, "question ");
	json_t *object = json_object();
	long number = 0;

	if (is_question)
		number = strtol(to + strlen("question "), NULL, 10);
	else if (g_str_has_prefix(to, CNIL_HEAD_MEASURE))
		number = cnil_give_number(g, to + strlen(CNIL_HEAD_MEASURE));
	json_object_set_new(object, "description", cnil_give_lines(part->text));
	json_object_set_new(object, "reference_to", json_integer(number));
	json_object_set_new(object, "for_measure", json_boolean(!is_question));
	cnil_give_append(g, object, g->comments);
}

static void give_answer(struct cnil_give *g, const struct cnil_part *part)
{
	g_autoptr(GPtrArray) parts = cnil_parts(part->text, 3);
	const char *list = cnil_part(parts, CNIL_HEAD_LIST);

	cnil_give_put(
		g,
		(unsigned)strtoul(part->heading + strlen(CNIL_HEAD_ANSWER),
				  NULL, 10),
		cnil_part(parts, NULL), list ? cnil_give_items(g, list) : NULL,
		(unsigned)number_after(part->heading, CNIL_HEAD_GAUGE));
}

/* The key of the assessment that a part of a note is; NULL: none. */
static const char *key_of(const char *heading)
{
	static const struct {
		const char *heading;
		const char *key;
	} texts[] = {
		{ CNIL_HEAD_CATEGORY, "category" },
		{ CNIL_HEAD_REFUSAL, "rejection_reason" },
		{ CNIL_HEAD_ADJUSTMENTS, "applied_adjustments" },
		{ CNIL_HEAD_NOT_ASKED, "concerned_people_searched_content" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (strcmp(heading, texts[i].heading) == 0)
			return texts[i].key;
	}
	return NULL;
}

/* Gives a part to the tool; false: the tool has no place for it. */
static bool give_part(struct cnil_give *g, const struct cnil_part *part,
		      bool is_for_tool)
{
	static const struct {
		const char *start;
		void (*give)(struct cnil_give *g, const struct cnil_part *part);
	} kinds[] = {
		{ CNIL_HEAD_EVALUATION, give_evaluation },
		{ CNIL_HEAD_COMMENT, give_comment },
		{ CNIL_HEAD_ANSWER, give_answer },
	};
	const char *key = part->heading ? key_of(part->heading) : NULL;

	if (key && is_for_tool)
		json_object_set_new(g->pia, key, cnil_give_lines(part->text));
	for (size_t i = 0; part->heading && i < G_N_ELEMENTS(kinds); i++) {
		if (!g_str_has_prefix(part->heading, kinds[i].start))
			continue;
		if (is_for_tool)
			kinds[i].give(g, part);
		return true;
	}
	return key;
}

void cnil_give_notes(struct cnil_give *g, bool is_for_tool)
{
	NODE_EACH(note, g->root, "note")
	{
		g_autoptr(GPtrArray) parts = cnil_parts(node_text(note), 2);

		for (guint i = 0; i < parts->len; i++) {
			const struct cnil_part *part = parts->pdata[i];

			if (give_part(g, part, is_for_tool) || is_for_tool ||
			    (!part->heading && !*part->text))
				continue;
			cnil_part_add(cnil_give_answer(g, CNIL_GIVE_FIRST), 4,
				      part->heading ? part->heading : "Note",
				      part->text);
		}
	}
}
