/* SPDX-License-Identifier: MIT */
/*
 * A partner reads this page before signing.  It therefore gathers what stands
 * in other records but belongs to the decision: the version of the power, the
 * consent and what refusing means, the notice, the assessment; and it says
 * plainly what nobody has stated.
 */
#include "site-gen/page_agreement.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/date.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/agreement_view.h"
#include "site-gen/flows_view.h"
#include "site-gen/page.h"
#include "site-gen/page_pia_summary.h"
#include "site-gen/page_record.h"
#include "site-gen/since_signature.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define WHOLE "The record as a whole"

static struct value *flows(const struct view *view, const struct record *record)
{
	g_autoptr(GArray) items =
		g_array_new(FALSE, FALSE, sizeof(struct flows_view_item));

	NODE_EACH(flow, record->root, "flow")
	{
		struct flows_view_item item = { record, flow };

		g_array_append_val(items, item);
	}
	return flows_view(view, "flows-picture",
			  (const struct flows_view_item *)items->data,
			  items->len);
}

/*
 * The records of a kind that elements of its name refer to, anywhere below
 * root.  A reference to another kind is a finding, and no reason to fail.
 */
static GPtrArray *targets(const struct view *view, const struct node *root,
			  const char *name)
{
	GPtrArray *found = g_ptr_array_new();

	for (const struct node *n = root; n; n = node_walk(n, root)) {
		const struct record *target;

		if (strcmp(n->name, name) != 0)
			continue;
		target = registers_target(view->registers, n);
		if (target && target->root &&
		    strcmp(target->kind->name, name) == 0 &&
		    !g_ptr_array_find(found, target, NULL))
			g_ptr_array_add(found, (gpointer)target);
	}
	return found;
}

static struct value *records(const struct view *view, const struct node *root,
			     const char *name)
{
	struct value *list = value_list(view->arena);
	g_autoptr(GPtrArray) found = targets(view, root, name);

	for (guint i = 0; i < found->len; i++) {
		const struct record *record = g_ptr_array_index(found, i);
		struct value *map = view_record(view, record);

		value_set(view->arena, map, "_selfUrl",
			  value_url(view->arena, view_url(view, record->id)));
		value_push(view->arena, list, map);
	}
	return list;
}

/* Assessments that the agreement names, and those that name it. */
static struct value *pias(const struct view *view, const struct record *record)
{
	struct value *list = value_list(view->arena);
	g_autoptr(GPtrArray) found = targets(view, record->root, "pia");
	size_t n;
	const struct reference *const *refs =
		registers_referrers(view->registers, record, &n);

	for (size_t i = 0; i < n; i++) {
		const struct record *from = refs[i]->from;

		if (strcmp(from->kind->name, "pia") == 0 &&
		    !g_ptr_array_find(found, from, NULL))
			g_ptr_array_add(found, (gpointer)from);
	}
	for (guint i = 0; i < found->len; i++) {
		const struct record *pia = g_ptr_array_index(found, i);
		struct value *map = view_link(view, pia);

		view_set_path(view, map, "summaryUrl",
			      page_pia_summary_path(view, pia));
		value_push(view->arena, list, map);
	}
	return list;
}

static struct value *source_map(const struct view *view,
				const struct record *source)
{
	struct value *map = view_link(view, source);
	const struct node *publisher = node_child(source->root, "publisher");
	g_autofree char *words = NULL;

	if (publisher && node_is_stated(publisher))
		words = *publisher->text
				? g_strdup(publisher->text)
				: registers_words(view->registers, publisher);
	view_set_text(view, map, "publisher", words);
	value_set(view->arena, map, "published",
		  view_date(view,
			    date_parse(node_value(source->root, "published"))));
	return map;
}

struct value *page_agreement_sources(const struct view *view,
				     const struct node *root)
{
	struct value *list = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (const struct node *n = root; n; n = node_walk(n, root)) {
		const char *id = node_attr(n, "source");
		const struct record *source =
			id ? registers_find(view->registers, id) : NULL;

		if (source && g_hash_table_add(seen, (gpointer)id))
			value_push(view->arena, list, source_map(view, source));
	}
	return list;
}

/* Whether the element is a part of its record with a section of its own. */
static bool is_part(const struct node *node)
{
	return node->parent && node->child && node_attr(node, "id") &&
	       node_child(node, "title");
}

/* Marked elements below top, those of parts within it left out. */
static void add_labels(const struct view *view, struct value *labels,
		       GHashTable *seen, const struct node *top)
{
	for (const struct node *n = top->child; n; n = n->next) {
		const char *label = n->field ? n->field->label : n->name;

		if (node_is_not_stated(n) &&
		    g_hash_table_add(seen, (gpointer)label))
			value_push(view->arena, labels,
				   value_text(view->arena, label));
		if (!is_part(n))
			add_labels(view, labels, seen, n);
	}
}

static void add_part(const struct view *view, struct value *list,
		     const struct node *top, const char *name)
{
	struct value *map = value_map(view->arena);
	struct value *labels = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	add_labels(view, labels, seen, top);
	if (value_len(labels) == 0)
		return;
	view_set_text(view, map, "part", name);
	value_set(view->arena, map, "labels", labels);
	value_push(view->arena, list, map);
}

struct value *page_agreement_not_stated(const struct view *view,
					const struct node *root)
{
	struct value *list = value_list(view->arena);

	add_part(view, list, root, WHOLE);
	for (const struct node *n = root->child; n; n = n->next) {
		if (is_part(n))
			add_part(view, list, n, view_place(view, n));
	}
	return list;
}

struct value *page_agreement_has(const struct view *view,
				 const struct node *root)
{
	struct value *map = value_map(view->arena);
	const struct field *field = root->field;

	for (size_t i = 0; field && i < field->n_children; i++)
		view_set_bool(view, map, field->children[i].name,
			      node_child(root, field->children[i].name));
	return map;
}

struct value *page_agreement_make(const struct view *view,
				  const struct page *page)
{
	const struct record *record = page->record;
	struct value *map = page_record_make(view, page);
	struct arena *arena = view->arena;

	value_set(arena, map, "has", page_agreement_has(view, record->root));
	value_set(arena, map, "flows", flows(view, record));
	value_set(arena, map, "consents",
		  records(view, record->root, "consent"));
	value_set(arena, map, "notices", records(view, record->root, "notice"));
	value_set(arena, map, "pias", pias(view, record));
	value_set(arena, map, "family", agreement_view_family(view, record));
	value_set(arena, map, "regimes", agreement_view_regimes(view, record));
	value_set(arena, map, "retention",
		  agreement_view_retention(view, record));
	value_set(arena, map, "signing", since_signature(view, record));
	value_set(arena, map, "history", agreement_view_history(view, record));
	value_set(arena, map, "notStated",
		  page_agreement_not_stated(view, record->root));
	value_set(arena, map, "sources",
		  page_agreement_sources(view, record->root));
	return map;
}
