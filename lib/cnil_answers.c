/* SPDX-License-Identifier: MIT */
/*
 * The answers: the first to each question of the tool goes into its field;
 * another to the same question, one to a question of somebody's own, and what
 * an answer holds beside what its question asks for, into a note.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/cnil.h"
#include "lib/cnil_private.h"
#include "lib/json_read.h"
#include "lib/node.h"
#include "lib/risk_matrix.h"

/* What the fields of an answer are for. */
enum part { PART_TEXT = 1, PART_LIST = 2, PART_GAUGE = 4 };

/* Which parts of an answer its question takes; 0: not one of the tool's. */
static unsigned parts_of(unsigned number)
{
	for (size_t i = 0; i < cnil_n_questions; i++) {
		if (cnil_questions[i].number == number)
			return PART_TEXT;
	}
	for (size_t i = 0; i < CNIL_RISKS; i++) {
		unsigned n = number - cnil_risks[i].first;

		if (number > cnil_risks[i].first && n <= 4)
			return PART_LIST;
		if (n == 5 || n == 6)
			return PART_TEXT | PART_GAUGE;
	}
	return 0;
}

static unsigned gauge_of(struct cnil_reading *r, const struct json_value *data,
			 const char *path)
{
	const struct json_value *value = json_read_member(data, "gauge");
	g_autofree char *whole = g_strdup_printf("%s.gauge", path);
	long gauge;

	if (!cnil_says(value))
		return 0;
	if (cnil_number(value, &gauge) && gauge >= 0 && gauge < CNIL_GAUGES)
		return (unsigned)gauge;
	cnil_tell(r, false, whole,
		  "not taken in, since it is no gauge from 0 to 4");
	return 0;
}

/* What of an answer its question does not ask for. */
static void add_note(struct cnil_reading *r, const struct json_value *data,
		     const char *path, unsigned number, unsigned parts)
{
	g_autofree char *list_path = g_strdup_printf("%s.list", path);
	g_autofree char *heading = NULL;
	const char *text = "";
	const char *list = "";
	unsigned gauge = 0;

	if (parts & PART_TEXT)
		text = cnil_text(r, data, path, "text", HTML_PAGE);
	if (parts & PART_LIST)
		list = cnil_bullets(r, json_read_member(data, "list"),
				    list_path);
	if (parts & PART_GAUGE)
		gauge = gauge_of(r, data, path);
	if (!*text && !*list && gauge == 0)
		return;
	heading = gauge ? g_strdup_printf(CNIL_HEAD_ANSWER "%u" CNIL_HEAD_GAUGE
							   "%u",
					  number, gauge)
			: g_strdup_printf(CNIL_HEAD_ANSWER "%u", number);
	cnil_part_add(r->notes[0], 2, heading, text);
	if (*list)
		cnil_part_add(r->notes[0], 3, CNIL_HEAD_LIST, list);
}

static void read_answer(struct cnil_reading *r, const struct json_value *answer,
			unsigned i)
{
	const struct json_value *data = json_read_member(answer, "data");
	g_autofree char *path = g_strdup_printf("answers[%u]", i);
	g_autofree char *data_path = g_strdup_printf("%s.data", path);
	unsigned parts = 0;
	long number;

	cnil_pass(r, answer, path, " reference_to data ",
		  " id pia_id created_at updated_at ", "");
	if (!cnil_number(json_read_member(answer, "reference_to"), &number) ||
	    number <= 0 || number > 999999) {
		cnil_tell(
			r, true, path,
			"'reference_to' is not the number of a question, such "
			"as 211");
		return;
	}
	if (cnil_says(data) && data->type != JSON_IS_OBJECT) {
		cnil_tell(r, true, data_path, "expected an object; this is %s",
			  json_read_type(data));
		return;
	}
	cnil_pass(r, data, data_path, " text gauge list ", "", "");
	if (!g_hash_table_contains(r->answers, GINT_TO_POINTER(number))) {
		g_hash_table_insert(r->answers, GINT_TO_POINTER(number),
				    GUINT_TO_POINTER(i + 1));
		parts = parts_of((unsigned)number);
	} else if (parts_of((unsigned)number)) {
		cnil_tell(r, false, path,
			  "a second answer to question %ld; it stands in a "
			  "note",
			  number);
	}
	add_note(r, data, data_path, (unsigned)number, ~parts);
}

void cnil_read_answers(struct cnil_reading *r)
{
	const struct json_value *list = cnil_list(r, "answers");
	unsigned i = 0;

	for (const struct json_value *answer = list ? list->child : NULL;
	     answer; answer = answer->next)
		read_answer(r, answer, i++);
}

/* The first answer to a question, and its path; NULL: there is none. */
static const struct json_value *find(const struct cnil_reading *r,
				     unsigned number, char **path)
{
	const struct json_value *list = json_read_member(r->all, "answers");
	unsigned i = GPOINTER_TO_UINT(
		g_hash_table_lookup(r->answers, GUINT_TO_POINTER(number)));
	const struct json_value *answer = list ? list->child : NULL;

	*path = g_strdup_printf("answers[%u].data", i ? i - 1 : 0);
	if (i == 0)
		return NULL;
	while (answer && --i > 0)
		answer = answer->next;
	return json_read_member(answer, "data");
}

static const char *text_of(struct cnil_reading *r, unsigned number)
{
	g_autofree char *path = NULL;
	const struct json_value *data = find(r, number, &path);

	return data ? cnil_text(r, data, path, "text", HTML_PAGE) : "";
}

static void add_field(struct cnil_reading *r, struct node *root,
		      const char *name)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) from = g_string_new(NULL);
	struct node *node;

	for (size_t i = 0; i < cnil_n_questions; i++) {
		const struct cnil_question *question = &cnil_questions[i];
		const char *answer;

		if (strcmp(question->field, name) != 0)
			continue;
		answer = text_of(r, question->number);
		if (!*answer)
			continue;
		cnil_part_add(text, 2, question->heading, answer);
		g_string_append_printf(from, "%s %u",
				       from->len ? "," : "answers",
				       question->number);
	}
	node = cnil_node(r->file->arena, root, name,
			 arena_strdup(r->file->arena, text->str));
	if (text->len > 0)
		cnil_attr(r->file->arena, node, "locator", from->str);
	else
		cnil_attr(r->file->arena, node, "evidence", "not-stated");
}

void cnil_add_fields(struct cnil_reading *r, struct node *root,
		     const char *before, const char *after)
{
	const char *last = after;
	bool is_on = !after;

	for (size_t i = 0; i < cnil_n_questions; i++) {
		const char *field = cnil_questions[i].field;

		if (g_strcmp0(field, before) == 0)
			break;
		if (is_on && g_strcmp0(field, last) != 0)
			add_field(r, root, field);
		is_on = is_on || g_strcmp0(field, after) == 0;
		last = field;
	}
}

static const char *list_of(struct cnil_reading *r, unsigned number)
{
	g_autofree char *path = NULL;
	const struct json_value *data = find(r, number, &path);
	g_autofree char *whole = g_strdup_printf("%s.list", path);

	return data ? cnil_bullets(r, json_read_member(data, "list"), whole)
		    : "";
}

static unsigned gauge_in(struct cnil_reading *r, unsigned number)
{
	g_autofree char *path = NULL;
	const struct json_value *data = find(r, number, &path);

	return data ? gauge_of(r, data, path) : 0;
}

/* A gauge and what was said with it. */
static void add_gauge_part(struct cnil_reading *r, GString *text,
			   const char *what, unsigned number)
{
	const char *words = text_of(r, number);
	unsigned gauge = gauge_in(r, number);
	g_autofree char *heading = cnil_gauge_heading(what, gauge);

	if (gauge || *words)
		cnil_part_add(text, 2, heading, words);
}

static void add_level(struct cnil_reading *r, struct node *node,
		      unsigned likelihood, unsigned severity)
{
	const struct risk_matrix *m = r->file->matrix;
	size_t n_likely = g_strv_length((char **)m->likelihoods);
	size_t n_severe = g_strv_length((char **)m->severities);
	const char *likely =
		likelihood ? m->likelihoods[cnil_step(n_likely, likelihood)]
			   : NULL;
	const char *severe =
		severity ? m->severities[cnil_step(n_severe, severity)] : NULL;
	const char *level =
		likely && severe ? risk_matrix_level(m, likely, severe) : NULL;

	if (likely)
		cnil_node(r->file->arena, node, "likelihood", likely);
	if (severe)
		cnil_node(r->file->arena, node, "severity", severe);
	if (level)
		cnil_node(r->file->arena, node, "overall", level);
}

/* What is left of a risk, by the first evaluation of it that has gauges. */
static void add_residual(struct cnil_reading *r, struct node *risk,
			 const char *item)
{
	const struct json_value *list = json_read_member(r->all, "evaluations");

	for (const struct json_value *e = list ? list->child : NULL; e;
	     e = e->next) {
		const struct json_value *gauges = json_read_member(e, "gauges");
		const struct json_value *to =
			json_read_member(e, "reference_to");
		long x = 0;
		long y = 0;

		if (!to || strcmp(to->text, item) != 0)
			continue;
		cnil_number(json_read_member(gauges, "x"), &x);
		cnil_number(json_read_member(gauges, "y"), &y);
		if (x < 1 || x >= CNIL_GAUGES || y < 1 || y >= CNIL_GAUGES)
			continue;
		add_level(r, cnil_node(r->file->arena, risk, "residual", NULL),
			  (unsigned)y, (unsigned)x);
		return;
	}
}

static void add_markdown(struct cnil_reading *r, struct node *parent,
			 const char *name, const GString *text)
{
	if (text->len > 0)
		cnil_node(r->file->arena, parent, name,
			  arena_strdup(r->file->arena, text->str));
}

void cnil_add_risks(struct cnil_reading *r, struct node *root)
{
	for (size_t i = 0; i < CNIL_RISKS; i++) {
		const struct cnil_risk *risk = &cnil_risks[i];
		g_autoptr(GString) how = g_string_new(NULL);
		g_autoptr(GString) impact =
			g_string_new(list_of(r, risk->first + 1));
		const char *threats = list_of(r, risk->first + 2);
		const char *sources = list_of(r, risk->first + 3);
		g_autofree char *locator = g_strdup_printf(
			"answers %u to %u", risk->first + 1, risk->first + 6);
		struct node *node = cnil_node(r->file->arena, root, "risk", "");

		cnil_attr(r->file->arena, node, "id", risk->id);
		cnil_attr(r->file->arena, node, "locator", locator);
		cnil_node(r->file->arena, node, "title", risk->title);
		if (*threats)
			cnil_part_add(how, 2, CNIL_HEAD_THREATS, threats);
		if (*sources)
			cnil_part_add(how, 2, CNIL_HEAD_SOURCES, sources);
		add_gauge_part(r, how, CNIL_HEAD_HOW_LIKELY, risk->first + 6);
		add_gauge_part(r, impact, CNIL_HEAD_HOW_BAD, risk->first + 5);
		add_markdown(r, node, "sourceOfRisk", how);
		add_markdown(r, node, "impact", impact);
		add_level(r, node, gauge_in(r, risk->first + 6),
			  gauge_in(r, risk->first + 5));
		add_residual(r, node, risk->item);
	}
}
