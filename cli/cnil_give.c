/* SPDX-License-Identifier: MIT */
/* Answers, measures and risks for the CNIL's PIA tool. */
#include "cli/cnil_give.h"

#include <string.h>

#include "lib/cnil.h"
#include "lib/node.h"
#include "lib/risk_matrix.h"
#include "site-gen/markdown.h"

GString *cnil_give_answer(struct cnil_give *g, unsigned number)
{
	gpointer key = GUINT_TO_POINTER(number);
	GString *text = g_hash_table_lookup(g->answers, key);

	if (!text) {
		text = g_string_new(NULL);
		g_hash_table_insert(g->answers, key, text);
	}
	return text;
}

void cnil_give_lose(struct cnil_give *g, const char *name)
{
	g_autofree char *word = g_strdup_printf(", %s,", name);
	g_autofree char *all = g_strdup_printf(", %s,", g->lost->str);

	if (!strstr(all, word))
		g_string_append_printf(g->lost, "%s%s",
				       g->lost->len ? ", " : "", name);
}

/* Markdown as the tool's editor keeps it. */
json_t *cnil_give_html(const char *markdown)
{
	g_autofree char *text = markdown_html(markdown);

	return json_string(g_strchomp(text));
}

/* Markdown for a box without an editor: paragraphs and breaks are lines. */
json_t *cnil_give_lines(const char *markdown)
{
	g_autofree char *text = markdown_html(markdown);
	g_autoptr(GString) out = g_string_new(text);

	g_string_replace(out, "<br />\n", "\n", 0);
	g_string_replace(out, "<p>", "", 0);
	g_string_replace(out, "</p>\n", "\n\n", 0);
	return json_string(g_strchomp(out->str));
}

const char *cnil_give_value(const struct node *node, const char *path)
{
	const char *text = node_value(node, path);

	return text ? text : "";
}

void cnil_give_append(struct cnil_give *g, json_t *object, json_t *list)
{
	json_object_set_new(
		object, "id",
		json_integer((json_int_t)json_array_size(list) + 1));
	json_object_set_new(object, "pia_id", json_integer(1));
	json_object_set_new(object, "created_at", json_string(g->now));
	json_object_set_new(object, "updated_at", json_string(g->now));
	json_array_append_new(list, object);
}

void cnil_give_put(struct cnil_give *g, unsigned number, const char *text,
		   json_t *items, unsigned gauge)
{
	json_t *object = json_object();
	json_t *data = json_object();

	json_object_set_new(data, "text",
			    *text ? cnil_give_html(text) : json_null());
	json_object_set_new(data, "gauge",
			    gauge ? json_integer(gauge) : json_null());
	json_object_set_new(data, "list", items ? items : json_array());
	json_object_set_new(object, "reference_to", json_integer(number));
	json_object_set_new(object, "data", data);
	cnil_give_append(g, object, g->list);
}

/* The lines of bullets as texts; other paragraphs are an item each. */
json_t *cnil_give_items(struct cnil_give *g, const char *text)
{
	json_t *items = json_array();
	g_auto(GStrv) blocks = g_strsplit(text, "\n\n", -1);

	for (char **block = blocks; *block; block++) {
		g_auto(GStrv) rows = g_strsplit(*block, "\n", -1);
		bool is_list = g_str_has_prefix(*block, "- ");

		for (char **row = rows; is_list && *row; row++) {
			const char *item =
				g_str_has_prefix(*row, "- ") ? *row + 2 : *row;

			json_array_append_new(items, json_string(markdown_plain(
							     g->arena, item)));
		}
		if (!is_list && **block)
			json_array_append_new(
				items,
				json_string(markdown_plain(g->arena, *block)));
	}
	return items;
}

/* The number of a record's measure in the file; 0: there is none. */
unsigned cnil_give_number(const struct cnil_give *g, const char *id)
{
	unsigned n = 0;

	NODE_EACH(measure, g->root, "measure")
	{
		n++;
		if (strcmp(node_attr(measure, "id"), id) == 0)
			return n;
	}
	return 0;
}

/* The title of a measure: what is strong before its text, or its beginning. */
static const char *measure_title(struct cnil_give *g,
				 const struct node *measure,
				 const char **content)
{
	const char *text = cnil_give_value(measure, "option");
	size_t first =
		(size_t)(strstr(text, "\n\n") ? strstr(text, "\n\n") - text
					      : (long)strlen(text));
	bool is_title = first > 4 && strncmp(text, "**", 2) == 0 &&
			strncmp(text + first - 2, "**", 2) == 0;

	*content = text;
	if (is_title || !text[first])
		*content = text + first + strspn(text + first, "\n");
	return markdown_plain(g->arena, text);
}

static bool names_risk(const struct node *measure, const char *risk)
{
	const char *ids = node_attr(measure, "risk");
	g_auto(GStrv) words = g_strsplit(ids ? ids : "", " ", -1);

	return g_strv_contains((const char *const *)words, risk);
}

void cnil_give_measures(struct cnil_give *g)
{
	static const char *const lost[] = { "treatment", "effect", "approved",
					    "ownerRole", "owner",  "status" };

	NODE_EACH(measure, g->root, "measure")
	{
		json_t *object = json_object();
		const char *content;
		const char *title = measure_title(g, measure, &content);

		json_object_set_new(object, "title", json_string(title));
		json_object_set_new(object, "content",
				    *content ? cnil_give_html(content)
					     : json_string(""));
		json_object_set_new(object, "placeholder", json_string(""));
		cnil_give_append(g, object, g->measures);
		for (size_t i = 0; i < G_N_ELEMENTS(lost); i++) {
			g_autofree char *name =
				g_strconcat("measure.", lost[i], NULL);

			if (node_is_stated(node_child(measure, lost[i])))
				cnil_give_lose(g, name);
		}
	}
}

static unsigned gauge_of(const char *const *steps, const char *code,
			 unsigned said)
{
	size_t n = g_strv_length((char **)steps);

	for (size_t i = 0; code && i < n; i++) {
		if (strcmp(steps[i], code) == 0)
			return said && cnil_step(n, said) == i
				       ? said
				       : cnil_gauge(n, i);
	}
	return code ? 0 : said;
}

unsigned cnil_give_likelihood(const struct cnil_give *g,
			      const struct node *node, unsigned said)
{
	return gauge_of((const char *const *)g->matrix->likelihoods,
			node_value(node, "likelihood"), said);
}

unsigned cnil_give_severity(const struct cnil_give *g, const struct node *node,
			    unsigned said)
{
	return gauge_of((const char *const *)g->matrix->severities,
			node_value(node, "severity"), said);
}

const struct node *cnil_give_find_risk(const struct cnil_give *g,
				       const char *id)
{
	NODE_EACH(risk, g->root, "risk")
	{
		if (strcmp(node_attr(risk, "id"), id) == 0)
			return risk;
	}
	return NULL;
}

static void give_risk(struct cnil_give *g, const struct cnil_risk *known)
{
	const struct node *risk = cnil_give_find_risk(g, known->id);
	g_autoptr(GPtrArray) impact =
		cnil_parts(cnil_give_value(risk, "impact"), 2);
	g_autoptr(GPtrArray) how =
		cnil_parts(cnil_give_value(risk, "sourceOfRisk"), 2);
	const char *threats = cnil_part(how, CNIL_HEAD_THREATS);
	const char *sources = cnil_part(how, CNIL_HEAD_SOURCES);
	g_autoptr(GString) all = g_string_new(cnil_part(how, NULL));
	json_t *titles = json_array();
	const char *bad;
	const char *likely;
	unsigned x = cnil_gauge_part(impact, CNIL_HEAD_HOW_BAD, &bad);
	unsigned y = cnil_gauge_part(how, CNIL_HEAD_HOW_LIKELY, &likely);

	if (threats)
		cnil_part_add(all, 2, NULL, threats);
	NODE_EACH(measure, g->root, "measure")
	{
		const char *content;

		if (names_risk(measure, known->id))
			json_array_append_new(
				titles, json_string(measure_title(g, measure,
								  &content)));
	}
	cnil_give_put(g, known->first + 1, "",
		      cnil_give_items(g, cnil_part(impact, NULL)), 0);
	cnil_give_put(g, known->first + 2, "", cnil_give_items(g, all->str), 0);
	cnil_give_put(g, known->first + 3, "",
		      cnil_give_items(g, sources ? sources : ""), 0);
	cnil_give_put(g, known->first + 4, "", titles, 0);
	cnil_give_put(g, known->first + 5, bad, NULL,
		      cnil_give_severity(g, risk, x));
	cnil_give_put(g, known->first + 6, likely, NULL,
		      cnil_give_likelihood(g, risk, y));
}

static bool is_known_risk(const char *id)
{
	for (size_t i = 0; i < CNIL_RISKS; i++) {
		if (strcmp(cnil_risks[i].id, id) == 0)
			return true;
	}
	return false;
}

/* Risks of which the tool knows nothing, as text. */
void cnil_give_other_risks(struct cnil_give *g)
{
	NODE_EACH(risk, g->root, "risk")
	{
		g_autofree char *heading = NULL;
		g_autofree char *text = NULL;

		if (node_child(risk, "theme"))
			cnil_give_lose(g, "risk.theme");
		if (node_child(risk, "affected"))
			cnil_give_lose(g, "risk.affected");
		if (is_known_risk(node_attr(risk, "id")))
			continue;
		heading = g_strdup_printf("Risk: %s",
					  cnil_give_value(risk, "title"));
		text = g_strjoin("\n\n", cnil_give_value(risk, "sourceOfRisk"),
				 cnil_give_value(risk, "impact"), NULL);
		cnil_part_add(cnil_give_answer(g, CNIL_GIVE_FIRST), 4, heading,
			      text);
		cnil_give_lose(
			g,
			"risk.overall (of risks that the tool does not have)");
	}
}

void cnil_give_risks(struct cnil_give *g)
{
	for (size_t i = 0; i < CNIL_RISKS; i++)
		give_risk(g, &cnil_risks[i]);
}
