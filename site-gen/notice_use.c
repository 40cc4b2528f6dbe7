/* SPDX-License-Identifier: MIT */
/*
 * What Articles 13 and 14 of the UK GDPR ask a notice to tell of a use of data,
 * row by row, from one flow and its agreement.  A row says what the records
 * say, in the words that the code lists keep for families, or that they do
 * not say it: nothing is concluded here.
 */
#include "site-gen/notice_use.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "lib/retention.h"
#include "lib/schema.h"
#include "site-gen/notice_gaps.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* The rows of one use while they are made. */
struct rows {
	const struct view *view;
	const struct notice_use *use;
	struct value *map;
	struct value *missing; /* [text] */
	struct notice_gaps *gaps;
	size_t number;
};

static const struct code *code_of(const struct view *view,
				  const struct node *node)
{
	const struct codes *codes = registers_codes(view->registers);
	const struct field *field = node->field;
	const struct field *attr = field ? field_attr(field, "code") : NULL;
	const char *code = node_attr(node, "code");

	if (code && attr && attr->codes)
		return codes_find(codes, attr->codes, code);
	return field && field->codes
		       ? codes_find(codes, field->codes, node->text)
		       : NULL;
}

struct value *notice_use_item(const struct view *view, const struct node *node)
{
	struct value *map = view_node(view, node);

	view_set_text(view, map, "plain", code_plain(code_of(view, node)));
	return map;
}

struct value *notice_use_items(const struct view *view,
			       const struct node *parent, const char *name)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(node, parent, name)
	{
		if (node_is_stated(node))
			value_push(view->arena, list,
				   notice_use_item(view, node));
	}
	return list;
}

static void put(const struct rows *rows, const char *key,
		const struct value *value, const char *what)
{
	value_set(rows->view->arena, rows->map, key, value);
	if (!value_is_true(value))
		notice_gaps_add(rows->gaps, what, rows->number);
}

static void put_items(const struct rows *rows, const char *key,
		      const char *name, const char *what)
{
	put(rows, key, notice_use_items(rows->view, rows->use->flow, name),
	    what);
}

static void put_item(const struct rows *rows, const char *key, const char *name,
		     const char *what)
{
	const struct node *node = node_child(rows->use->flow, name);
	bool is_stated = node_is_stated(node);

	put(rows, key,
	    is_stated ? notice_use_item(rows->view, node) : value_nothing(),
	    what);
	if (!is_stated)
		value_push(rows->view->arena, rows->missing,
			   value_text(rows->view->arena, what));
}

static struct value *node_items(const struct view *view, const GPtrArray *nodes)
{
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < nodes->len; i++)
		value_push(view->arena, list,
			   notice_use_item(view, g_ptr_array_index(nodes, i)));
	return list;
}

/* Labels of the special categories that the data belong to, each once. */
static struct value *sensitive(const struct rows *rows)
{
	const struct codes *codes = registers_codes(rows->view->registers);
	struct value *list = value_list(rows->view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	NODE_EACH(node, rows->use->flow, "dataCategory")
	{
		const char *special =
			code_property(code_of(rows->view, node), "special");

		if (special && strcmp(special, "none") != 0 &&
		    g_hash_table_add(seen, (gpointer)special))
			value_push(rows->view->arena, list,
				   value_text(rows->view->arena,
					      codes_label(codes,
							  "special-category",
							  special)));
	}
	return list;
}

static void put_sensitive(const struct rows *rows)
{
	struct arena *arena = rows->view->arena;
	const struct node *legal =
		node_child(rows->use->agreement->root, "legal");
	struct value *kinds = sensitive(rows);
	struct value *bases = notice_use_items(rows->view, legal, "art9");
	struct value *offences = notice_use_items(rows->view, legal, "art10");

	for (size_t i = 0; i < value_len(offences); i++)
		value_push(arena, bases, value_at(offences, i));
	value_set(arena, rows->map, "sensitive", kinds);
	view_set_bool(rows->view, rows->map, "isSensitive",
		      value_len(kinds) > 0);
	value_set(arena, rows->map, "sensitiveBases", bases);
	if (value_len(kinds) > 0 && value_len(bases) == 0)
		notice_gaps_add(rows->gaps,
				"the extra reason that the law asks for with "
				"sensitive information",
				rows->number);
}

/* The last version that the flow relies on, or NULL when it is not known. */
static const struct node *last_version(const struct flow_reliance *reliance)
{
	const struct node *version = NULL;

	for (guint i = 0; i < reliance->n_stretches; i++) {
		const struct flow_stretch *stretch = &reliance->stretches[i];

		version = stretch->version;
	}
	return version;
}

static struct value *power_value(const struct view *view,
				 const struct flow_reliance *reliance)
{
	struct value *map = value_map(view->arena);
	const struct node *version = last_version(reliance);
	const struct node *consent = node_child(version, "consentRole");

	value_set(view->arena, map, "power",
		  notice_use_item(view, reliance->node));
	view_set_text(view, map, "citation", node_value(version, "citation"));
	view_set_bool(view, map, "isNotInForce",
		      version && (flow_facts_is_not_yet_law(version) ||
				  flow_facts_is_past_law(version)));
	value_set(view->arena, map, "consent",
		  node_is_stated(consent) ? notice_use_item(view, consent)
					  : value_nothing());
	return map;
}

static void put_powers(const struct rows *rows)
{
	struct value *list = value_list(rows->view->arena);
	g_autoptr(GPtrArray) reliances = flow_facts_reliances(
		rows->view->registers, rows->use->flow, rows->view->as_of);

	for (guint i = 0; i < reliances->len; i++) {
		const struct flow_reliance *reliance =
			g_ptr_array_index(reliances, i);

		if (node_is_stated(reliance->node))
			value_push(rows->view->arena, list,
				   power_value(rows->view, reliance));
	}
	put(rows, "powers", list, "which law lets it be shared");
}

static const struct value *stated_item(const struct view *view,
				       const struct node *parent,
				       const char *name)
{
	const struct node *node = node_child(parent, name);

	return node_is_stated(node) ? notice_use_item(view, node)
				    : value_nothing();
}

static void add_retention(const struct view *view, struct value *list,
			  const struct node *owner)
{
	NODE_EACH(node, owner, "retention")
	{
		struct value *map = value_map(view->arena);
		const char *duration = node_value(node, "duration");
		g_autofree char *words =
			duration ? date_duration_words(duration) : NULL;

		value_set(
			view->arena, map, "until",
			view_date(view, date_parse(node_value(node, "until"))));
		view_set_text(view, map, "duration", words);
		value_set(view->arena, map, "trigger",
			  stated_item(view, node, "trigger"));
		value_set(view->arena, map, "words",
			  stated_item(view, node, "words"));
		if (value_is_true(value_get(map, "until")) ||
		    value_is_true(value_get(map, "duration")) ||
		    value_is_true(value_get(map, "trigger")) ||
		    value_is_true(value_get(map, "words")))
			value_push(view->arena, list, map);
	}
}

/* Whether the element belongs to another flow of the agreement. */
static bool is_of_other_flow(const struct node *node, const struct node *flow)
{
	for (const struct node *n = node; n; n = n->parent) {
		if (strcmp(n->name, "flow") == 0)
			return n != flow;
	}
	return false;
}

static void put_retention(const struct rows *rows)
{
	const struct view *view = rows->view;
	const struct node *root = rows->use->agreement->root;
	struct value *list = value_list(view->arena);
	struct retention retention = { 0 };

	add_retention(view, list, rows->use->flow);
	if (value_len(list) == 0)
		add_retention(view, list, root);
	put(rows, "retention", list, "how long it is kept");
	retention_of(view->registers, root, view->as_of, &retention);
	value_set(view->arena, rows->map, "passed",
		  retention.passed_at && !is_of_other_flow(retention.passed_at,
							   rows->use->flow)
			  ? view_date(view, retention.passed_on)
			  : value_nothing());
}

static void put_head(const struct rows *rows)
{
	const struct view *view = rows->view;
	const char *id = node_attr(rows->use->flow, "id");
	const char *target = arena_printf(
		view->arena, "%s#%s", rows->use->agreement->id, id ? id : "");

	view_set_number(view, rows->map, "number", rows->number);
	view_set_text(view, rows->map, "anchor",
		      arena_printf(view->arena, "use-%zu", rows->number));
	view_set_text(view, rows->map, "title",
		      node_text(node_child(rows->use->flow, "title")));
	value_set(view->arena, rows->map, "url",
		  value_url(view->arena,
			    view_url(view,
				     id ? target : rows->use->agreement->id)));
	value_set(view->arena, rows->map, "agreement",
		  view_link(view, rows->use->agreement));
	view_set_bool(view, rows->map, "isGiver", rows->use->is_discloser);
	view_set_bool(view, rows->map, "isGetter", rows->use->is_recipient);
}

struct value *notice_use_value(const struct view *view,
			       const struct notice_subject *subject,
			       const struct notice_use *use, size_t number,
			       struct notice_gaps *gaps)
{
	bool is_organisation =
		strcmp(subject->record->kind->name, "organisation") == 0;
	g_autoptr(GPtrArray) bases = notice_facts_bases(
		use->flow, is_organisation ? subject->record->id : NULL);
	struct rows rows = {
		.view = view,
		.use = use,
		.map = value_map(view->arena),
		.missing = value_list(view->arena),
		.gaps = gaps,
		.number = number,
	};

	put_head(&rows);
	put_items(&rows, "from", "discloser", "who gives the information");
	put_items(&rows, "to", "recipient", "who gets the information");
	put_items(&rows, "subjects", "dataSubject", "whom it is about");
	put_items(&rows, "data", "dataCategory", "what information it is");
	put_sensitive(&rows);
	put_items(&rows, "purposes", "purpose", "why it is shared");
	put_powers(&rows);
	put(&rows, "bases", node_items(view, bases),
	    "the reason in data protection law");
	put_item(&rows, "identifies", "identifiability",
		 "whether it shows who you are");
	put_retention(&rows);
	put_item(&rows, "told", "art14", "whether people have been told");
	put_item(&rows, "onward", "onward", "whether it may be passed on");
	put_item(&rows, "decision", "decisionUse",
		 "whether decisions are made with it");
	view_set_bool(view, rows.map, "significant",
		      flow_facts_truth(use->flow, "significantEffect") ==
			      FACT_YES);
	put_item(&rows, "transfer", "transferOutsideUk",
		 "whether it leaves the United Kingdom");
	value_set(view->arena, rows.map, "missing", rows.missing);
	view_set_bool(view, rows.map, "isMissing", value_len(rows.missing) > 0);
	return rows.map;
}
