/* SPDX-License-Identifier: MIT */
/*
 * The rule book is data (schemas/rules.xml): what each rule says, how severe
 * a breach is, and where it comes from.  How it is checked is in rules_*.c.
 * The examples come from the rules' own tests and are put in when the program
 * is built.
 */
#include "lib/rulebook.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/xml.h"

#define PATH "schemas/rules.xml"
#define EXAMPLES "rule-examples.xml"

struct rulebook {
	struct arena *arena;
	struct rulebook_row *rows;
	size_t n_rows;
};

static void read_row(struct rulebook_row *row, const struct node *node)
{
	const char *id = node_attr(node, "id");
	const char *severity = node_attr(node, "severity");
	const char *records = node_attr(node, "records");

	row->id = id ? id : "";
	row->severity = DIAG_ERROR;
	if (severity)
		diag_level_parse(severity, &row->severity);
	row->records = records ? records : "";
	row->absence_fails =
		g_strcmp0(node_attr(node, "absence"), "fails") == 0;
	row->title = node_text(node_child(node, "title"));
	row->text = node_text(node_child(node, "text"));
	row->rationale = node_text(node_child(node, "rationale"));
	row->mend = node_text(node_child(node, "mend"));
	if (g_strcmp0(node_attr(node, "status"), "not-implemented") == 0)
		row->why_not = node_text(node_child(node, "whyNot"));
	row->node = node;
}

static void add_examples(struct rulebook *book, const struct node *examples)
{
	NODE_EACH(example, examples, "rule")
	{
		const char *id = node_attr(example, "id");

		for (size_t i = 0; i < book->n_rows; i++) {
			struct rulebook_row *row = &book->rows[i];

			if (g_strcmp0(row->id, id) != 0)
				continue;
			row->good = node_text(node_child(example, "good"));
			row->bad = node_text(node_child(example, "bad"));
		}
	}
}

struct rulebook *rulebook_new(const struct assets *assets, GError **error)
{
	g_autoptr(Rulebook) book = g_new0(struct rulebook, 1);
	const struct node *root;
	const struct node *examples;

	book->arena = arena_new();
	root = xml_parse_asset(book->arena, assets, PATH, error);
	examples = root ? xml_parse_asset(book->arena, assets, EXAMPLES, error)
			: NULL;
	if (!examples)
		return NULL;
	book->rows = arena_array(book->arena, node_count(root, "rule"),
				 sizeof(*book->rows));
	NODE_EACH(rule, root, "rule")
	read_row(&book->rows[book->n_rows++], rule);
	add_examples(book, examples);
	return g_steal_pointer(&book);
}

void rulebook_free(struct rulebook *rulebook)
{
	if (!rulebook)
		return;
	arena_free(rulebook->arena);
	g_free(rulebook);
}

const struct rulebook_row *rulebook_rows(const struct rulebook *rulebook,
					 size_t *n)
{
	*n = rulebook->n_rows;
	return rulebook->rows;
}

const struct rulebook_row *rulebook_find(const struct rulebook *rulebook,
					 const char *id)
{
	for (size_t i = 0; i < rulebook->n_rows; i++) {
		if (g_ascii_strcasecmp(rulebook->rows[i].id, id) == 0)
			return &rulebook->rows[i];
	}
	return NULL;
}
