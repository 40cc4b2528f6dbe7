/* SPDX-License-Identifier: MIT */
/*
 * Measures, and what was said of answers and measures.  A measure that a risk
 * names and the file does not describe becomes one all the same.
 */
#include <string.h>

#include "lib/arena.h"
#include "lib/cnil.h"
#include "lib/cnil_private.h"
#include "lib/json_read.h"
#include "lib/markdown_write.h"
#include "lib/node.h"
#include "lib/slug.h"

#define ID_MAX 40

static bool has_id(const struct cnil_reading *r, const char *id)
{
	for (guint i = 0; i < r->measures->len; i++) {
		const struct cnil_measure *measure = r->measures->pdata[i];

		if (strcmp(measure->id, id) == 0)
			return true;
	}
	return false;
}

static const char *new_id(const struct cnil_reading *r, const char *title)
{
	g_autofree char *slug = slug_make(title, ID_MAX, true);
	g_autofree char *id =
		strlen(slug) < 2
			? g_strdup_printf("measure-%u", r->measures->len + 1)
			: g_strdup(slug);
	g_autofree char *stem = g_strdup(id);

	for (unsigned n = 2; has_id(r, id); n++) {
		g_free(id);
		id = g_strdup_printf("%s-%u", stem, n);
	}
	return arena_strdup(r->file->arena, id);
}

static struct cnil_measure *add_measure(struct cnil_reading *r,
					const char *title, const char *content)
{
	struct arena *arena = r->file->arena;
	struct cnil_measure *measure = arena_alloc(arena, sizeof(*measure));
	g_autoptr(MarkdownWriter) writer = markdown_writer_new();
	g_autoptr(GString) option = g_string_new(NULL);
	g_autofree char *strong = NULL;

	markdown_writer_style(writer, MARKDOWN_STRONG);
	markdown_writer_text(writer, title);
	strong = markdown_writer_end(writer);
	g_string_append(option, strong);
	if (*content)
		cnil_part_add(option, 2, NULL, content);
	measure->title = title;
	measure->number = "";
	measure->option = arena_strdup(arena, option->str);
	measure->id = new_id(r, title);
	g_ptr_array_add(r->measures, measure);
	return measure;
}

/* Ties the measures of that title to a risk, making one if there is none. */
static void tie(struct cnil_reading *r, const char *title, unsigned risk,
		const char *path)
{
	struct cnil_measure *made;
	unsigned n = 0;

	for (guint i = 0; i < r->measures->len; i++) {
		struct cnil_measure *measure = r->measures->pdata[i];

		if (strcmp(measure->title, title) != 0)
			continue;
		measure->risks |= 1u << risk;
		n++;
	}
	if (n > 1)
		cnil_tell(r, false, path,
			  "%u measures have this title; the risk is tied to "
			  "all of them",
			  n);
	if (n > 0)
		return;
	made = add_measure(r, title, "");
	made->risks = 1u << risk;
	cnil_tell(r, false, path,
		  "the file does not describe this measure; it was made with "
		  "its title alone, as '%s'",
		  made->id);
}

/* Ties the measures that an answer names to a risk. */
static void tie_answer(struct cnil_reading *r, const struct json_value *titles,
		       unsigned risk, const char *path)
{
	if (titles->n > CNIL_LIST_MAX) {
		cnil_tell(r, true, path,
			  "the list has %zu items; at most %d are read",
			  titles->n, CNIL_LIST_MAX);
		return;
	}
	for (const struct json_value *t = titles->child; t; t = t->next) {
		/* As a member, so that one reading serves all. */
		struct json_value one = *t;
		const struct json_value holder = {
			.type = JSON_IS_OBJECT,
			.text = "",
			.child = &one,
		};
		const char *title;

		one.key = "title";
		one.next = NULL;
		title = cnil_line(r, &holder, path, "title");
		if (*title)
			tie(r, title, risk, path);
	}
}

static void tie_all(struct cnil_reading *r)
{
	const struct json_value *list = json_read_member(r->all, "answers");
	unsigned done = 0;
	unsigned i = 0;

	for (const struct json_value *a = list ? list->child : NULL; a;
	     a = a->next, i++) {
		g_autofree char *path =
			g_strdup_printf("answers[%u].data.list", i);
		const struct json_value *titles =
			json_read_member(json_read_member(a, "data"), "list");
		long number = 0;

		cnil_number(json_read_member(a, "reference_to"), &number);
		for (unsigned k = 0; k < CNIL_RISKS; k++) {
			if (number != (long)cnil_risks[k].first + 4 ||
			    (done & 1u << k))
				continue;
			done |= 1u << k;
			if (cnil_says(titles))
				tie_answer(r, titles, k, path);
		}
	}
}

void cnil_read_measures(struct cnil_reading *r)
{
	const struct json_value *list = cnil_list(r, "measures");
	unsigned i = 0;

	for (const struct json_value *m = list ? list->child : NULL; m;
	     m = m->next, i++) {
		g_autofree char *path = g_strdup_printf("measures[%u]", i);
		const struct json_value *number = json_read_member(m, "id");
		const char *title = cnil_line(r, m, path, "title");

		cnil_pass(r, m, path, " title content ",
			  " id pia_id placeholder created_at updated_at ", "");
		if (!*title) {
			title = arena_printf(r->file->arena,
					     "Untitled measure %u", i + 1);
			cnil_tell(r, false, path,
				  "the measure has no title; it was called "
				  "'%s'",
				  title);
		}
		add_measure(r, title,
			    cnil_text(r, m, path, "content", HTML_PAGE))
			->number = number ? number->text : "";
	}
	tie_all(r);
}

static struct cnil_measure *find_measure(const struct cnil_reading *r,
					 const char *number)
{
	for (guint i = 0; i < r->measures->len && *number; i++) {
		struct cnil_measure *measure = r->measures->pdata[i];

		if (strcmp(measure->number, number) == 0)
			return measure;
	}
	return NULL;
}

/* What an evaluation is of, in words; *measure is set where it is one. */
static void append_subject(struct cnil_reading *r, GString *heading,
			   const char *to, const char *path,
			   struct cnil_measure **measure)
{
	bool is_measure = g_str_has_prefix(to, "3.1.");

	*measure = is_measure ? find_measure(r, to + strlen("3.1.")) : NULL;
	if (*measure)
		g_string_append_printf(heading, CNIL_HEAD_MEASURE "%s",
				       (*measure)->id);
	else if (!is_measure && *to && strspn(to, "0123456789.") == strlen(to))
		g_string_append(heading, to);
	else
		g_string_append(heading, CNIL_HEAD_NO_MEASURE);
	if (*measure || !strstr(heading->str, CNIL_HEAD_NO_MEASURE))
		return;
	cnil_tell(r, false, path,
		  "'reference_to' names no measure or question of the file; "
		  "what was said stands in a note");
}

static void append_gauges(struct cnil_reading *r, GString *heading,
			  const struct json_value *e, const char *path)
{
	const struct json_value *gauges = json_read_member(e, "gauges");
	g_autofree char *whole = g_strdup_printf("%s.gauges", path);
	long x = 0;
	long y = 0;

	if (!cnil_says(gauges))
		return;
	cnil_number(json_read_member(gauges, "x"), &x);
	cnil_number(json_read_member(gauges, "y"), &y);
	if (x < 0 || x >= CNIL_GAUGES || y < 0 || y >= CNIL_GAUGES)
		cnil_tell(r, false, whole,
			  "not taken in, since they are no gauges from 0 to "
			  "4");
	else if (x != 0 || y != 0)
		g_string_append_printf(heading,
				       CNIL_HEAD_SEVERITY
				       "%ld" CNIL_HEAD_LIKELIHOOD "%ld",
				       x, y);
}

static void read_evaluation(struct cnil_reading *r, const struct json_value *e,
			    const char *path)
{
	const struct json_value *to = json_read_member(e, "reference_to");
	g_autoptr(GString) heading = g_string_new(CNIL_HEAD_EVALUATION);
	struct cnil_measure *measure;
	const char *planned =
		cnil_day(r, e, path, "estimated_implementation_date");
	const char *made = cnil_day(r, e, path, "evaluation_date");
	const char *plan =
		cnil_text(r, e, path, "action_plan_comment", HTML_PAGE);
	long status = 0;

	cnil_pass(r, e, path,
		  " status reference_to evaluation_comment "
		  "action_plan_comment gauges estimated_implementation_date "
		  "evaluation_date ",
		  " id pia_id global_status created_at updated_at ",
		  " person_in_charge ");
	append_subject(r, heading, to ? to->text : "", path, &measure);
	if (cnil_says(json_read_member(e, "status")) &&
	    (!cnil_number(json_read_member(e, "status"), &status) ||
	     status < 0 || status >= (long)G_N_ELEMENTS(cnil_evaluations))) {
		cnil_tell(r, false, path,
			  "'status' is none from 0 to 3; taken as pending");
		status = 0;
	}
	g_string_append_printf(heading, ": %s", cnil_evaluations[status]);
	append_gauges(r, heading, e, path);
	if (planned)
		g_string_append_printf(heading, CNIL_HEAD_PLANNED "%s",
				       planned);
	if (made)
		g_string_append_printf(heading, CNIL_HEAD_MADE "%s", made);
	if (measure && !measure->due)
		measure->due = planned;
	cnil_part_add(r->notes[1], 2, heading->str,
		      cnil_text(r, e, path, "evaluation_comment", HTML_PAGE));
	if (*plan)
		cnil_part_add(r->notes[1], 3, CNIL_HEAD_PLAN, plan);
}

void cnil_read_evaluations(struct cnil_reading *r)
{
	const struct json_value *list = cnil_list(r, "evaluations");
	unsigned i = 0;

	for (const struct json_value *e = list ? list->child : NULL; e;
	     e = e->next) {
		g_autofree char *path = g_strdup_printf("evaluations[%u]", i++);

		read_evaluation(r, e, path);
	}
}

void cnil_read_comments(struct cnil_reading *r)
{
	const struct json_value *list = cnil_list(r, "comments");
	unsigned i = 0;

	for (const struct json_value *c = list ? list->child : NULL; c;
	     c = c->next) {
		g_autofree char *path = g_strdup_printf("comments[%u]", i++);
		const struct json_value *to =
			json_read_member(c, "reference_to");
		const char *text =
			cnil_text(r, c, path, "description", HTML_LINES);
		g_autoptr(GString) heading = g_string_new(CNIL_HEAD_COMMENT);
		struct cnil_measure *measure = NULL;
		long number;

		cnil_pass(r, c, path, " description reference_to for_measure ",
			  " id pia_id created_at updated_at ", " user ");
		if (cnil_true(json_read_member(c, "for_measure")))
			measure = find_measure(r, to ? to->text : "");
		if (measure)
			g_string_append_printf(heading, CNIL_HEAD_MEASURE "%s",
					       measure->id);
		else if (!cnil_true(json_read_member(c, "for_measure")) &&
			 cnil_number(to, &number) && number > 0)
			g_string_append_printf(heading, "question %ld", number);
		else
			g_string_append(heading, CNIL_HEAD_NO_MEASURE);
		cnil_part_add(r->notes[2], 2, heading->str, text);
	}
}

static void add_risks_of(struct cnil_reading *r, struct node *node,
			 const struct cnil_measure *measure)
{
	g_autoptr(GString) refs = g_string_new(NULL);

	for (size_t i = 0; i < CNIL_RISKS; i++) {
		if (measure->risks & 1u << i)
			g_string_append_printf(refs, "%s%s",
					       refs->len ? " " : "",
					       cnil_risks[i].id);
	}
	if (refs->len > 0)
		cnil_attr(r->file->arena, node, "risk", refs->str);
}

void cnil_add_measures(struct cnil_reading *r, struct node *root)
{
	for (guint i = 0; i < r->measures->len; i++) {
		const struct cnil_measure *measure = r->measures->pdata[i];
		struct node *node =
			cnil_node(r->file->arena, root, "measure", "");

		cnil_attr(r->file->arena, node, "id", measure->id);
		add_risks_of(r, node, measure);
		cnil_node(r->file->arena, node, "option", measure->option);
		if (measure->due)
			cnil_node(r->file->arena, node, "due", measure->due);
	}
}
