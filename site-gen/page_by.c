/* SPDX-License-Identifier: MIT */
/*
 * The agreements of one partner, and those that rest on one gateway: what the
 * filters of the list show, as pages that need no scripts.  References are
 * indexed both ways, so that each page costs only what it shows.
 */
#include "site-gen/page_by.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/ask.h"
#include "site-gen/page.h"
#include "site-gen/pager.h"
#include "site-gen/title_order.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define AGREEMENT "agreement"

static const struct by {
	const char *kind; /* of the records that agreements are listed by */
	const char *folder;
	const char *title; /* of a page, before that of the record */
} bys[] = {
	{ "organisation", "by-partner", "Agreements with " },
	{ "gateway", "by-gateway", "Agreements that rest on " },
};

static const struct by *by_kind(const char *kind)
{
	return strcmp(kind, bys[0].kind) == 0 ? &bys[0] : &bys[1];
}

/* Whether the element gives the record a part in its agreement. */
static bool is_part(const struct node *node)
{
	const struct node *parent = node->parent;

	if (!parent)
		return false;
	if (strcmp(parent->name, "flow") == 0)
		return strcmp(node->name, "discloser") == 0 ||
		       strcmp(node->name, "recipient") == 0 ||
		       strcmp(node->name, "gateway") == 0;
	return !parent->parent && strcmp(node->name, "party") == 0;
}

/* One agreement and how it names the record that the page is about. */
struct found {
	const struct record *agreement;
	bool is_party;
	GPtrArray *gives, *gets, *rests; /* flows */
};

static void found_free(void *data)
{
	struct found *found = data;

	g_ptr_array_unref(found->gives);
	g_ptr_array_unref(found->gets);
	g_ptr_array_unref(found->rests);
	g_free(found);
}

static struct found *found_new(const struct record *agreement)
{
	struct found *found = g_new0(struct found, 1);

	found->agreement = agreement;
	found->gives = g_ptr_array_new();
	found->gets = g_ptr_array_new();
	found->rests = g_ptr_array_new();
	return found;
}

/* A flow may name the same gateway twice, for two of its versions. */
static void add_flow(struct found *found, const struct node *node)
{
	GPtrArray *flows = strcmp(node->name, "discloser") == 0 ? found->gives
			   : strcmp(node->name, "recipient") == 0
				   ? found->gets
				   : found->rests;

	if (strcmp(node->name, "party") == 0)
		found->is_party = true;
	else if (!g_ptr_array_find(flows, node->parent, NULL))
		g_ptr_array_add(flows, node->parent);
}

static int compare_found(const void *a, const void *b)
{
	const struct found *x = *(const struct found *const *)a;
	const struct found *y = *(const struct found *const *)b;

	return view_compare_titles(x->agreement, y->agreement);
}

/* References of one agreement stand together; owned by the caller. */
static GPtrArray *find(const struct registers *registers,
		       const struct record *record)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(found_free);
	struct found *last = NULL;
	size_t n;
	const struct reference *const *refs =
		registers_referrers_of_kind(registers, record, AGREEMENT, &n);

	for (size_t i = 0; i < n; i++) {
		if (!is_part(refs[i]->node))
			continue;
		if (!last || last->agreement != refs[i]->from) {
			last = found_new(refs[i]->from);
			g_ptr_array_add(list, last);
		}
		add_flow(last, refs[i]->node);
	}
	g_ptr_array_sort(list, compare_found);
	return list;
}

static size_t count(const struct registers *registers,
		    const struct record *record)
{
	const struct record *last = NULL;
	size_t n, sum = 0;
	const struct reference *const *refs =
		registers_referrers_of_kind(registers, record, AGREEMENT, &n);

	for (size_t i = 0; i < n; i++) {
		if (is_part(refs[i]->node) && refs[i]->from != last) {
			last = refs[i]->from;
			sum++;
		}
	}
	return sum;
}

static bool has_page(const struct registers *registers,
		     const struct record *record)
{
	return view_has_page(registers, record) && count(registers, record) > 0;
}

static char *path_of(const struct by *by, const struct record *record)
{
	return g_strdup_printf("agreements/%s/%s.html", by->folder, record->id);
}

char *page_by_path(const struct view *view, const struct record *record)
{
	return has_page(view->registers, record)
		       ? path_of(by_kind(record->kind->name), record)
		       : NULL;
}

static struct value *flow_links(const struct view *view,
				const struct record *agreement,
				const GPtrArray *flows)
{
	struct value *list = value_list(view->arena);

	for (guint i = 0; i < flows->len; i++) {
		const struct node *flow = g_ptr_array_index(flows, i);
		const char *id = node_attr(flow, "id");
		const char *title = node_value(flow, "title");
		struct value *map = value_map(view->arena);
		const char *target = arena_printf(view->arena, "%s#%s",
						  agreement->id, id ? id : "");

		view_set_text(view, map, "title", title ? title : id);
		value_set(view->arena, map, "url",
			  value_url(view->arena, view_url(view, target)));
		value_push(view->arena, list, map);
	}
	return list;
}

/* A child of the agreement as a map with items, as a cell of a list. */
static struct value *items(const struct view *view, const struct node *root,
			   const char *name)
{
	struct value *list = value_list(view->arena);

	NODE_EACH(node, root, name)
	value_push(view->arena, list, view_node(view, node));
	return list;
}

static struct value *row(const struct view *view, const struct found *found)
{
	struct value *map = view_link(view, found->agreement);
	const struct record *agreement = found->agreement;
	struct arena *arena = view->arena;

	view_set_bool(view, map, "isParty", found->is_party);
	view_set_bool(view, map, "hasGives", found->gives->len > 0);
	view_set_bool(view, map, "hasGets", found->gets->len > 0);
	value_set(arena, map, "gives",
		  flow_links(view, agreement, found->gives));
	value_set(arena, map, "gets", flow_links(view, agreement, found->gets));
	value_set(arena, map, "rests",
		  flow_links(view, agreement, found->rests));
	value_set(arena, map, "status", items(view, agreement->root, "status"));
	value_set(arena, map, "programme",
		  items(view, agreement->root, "programme"));
	return map;
}

static struct value *make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *rows = value_list(view->arena);
	const struct record *record = page->record;
	const struct by *by = by_kind(record->kind->name);
	g_autoptr(GPtrArray) list = find(view->registers, record);
	struct pager_slice slice = pager_slice(page);

	for (size_t i = slice.first; i < slice.last; i++)
		value_push(view->arena, rows, row(view, list->pdata[i]));
	view_set_text(
		view, map, "heading",
		arena_printf(view->arena, "%s%s", by->title, record->title));
	view_set_bool(view, map, "isPartner", by == &bys[0]);
	value_set(view->arena, map, "about", view_link(view, record));
	view_set_path(view, map, "allUrl", "agreements.html");
	view_set_number(view, map, "count", list->len);
	view_set_bool(view, map, "isOne", list->len == 1);
	value_set(view->arena, map, "rows", rows);
	return map;
}

void page_by_plan(struct plan *plan, const struct site *site)
{
	const struct registers *registers = site->registers;
	const struct kind *kind =
		schema_kind(registers_library(registers)->schema, AGREEMENT);

	for (size_t k = 0; k < G_N_ELEMENTS(bys); k++) {
		size_t n;
		const struct record *const *all =
			registers_of_kind(registers, bys[k].kind, &n);

		for (size_t i = 0; i < n; i++) {
			g_autofree char *path = path_of(&bys[k], all[i]);
			g_autofree char *title =
				g_strconcat(bys[k].title, all[i]->title, NULL);
			struct page page = {
				.path = path,
				.template = "agreements-by",
				.title = title,
				.kind = kind,
				.record = all[i],
				.make = make,
			};

			if (has_page(registers, all[i]))
				pager_plan(plan, &page,
					   count(registers, all[i]));
		}
	}
}

static struct value *links(const struct view *view, const struct by *by)
{
	const struct registers *registers = view->registers;
	const struct kind *kind =
		schema_kind(registers_library(registers)->schema, by->kind);
	struct value *list = value_list(view->arena);
	size_t n;
	const struct record *const *sorted =
		title_order_of(ask_site(view->ask)->by_title, kind, &n);

	for (size_t i = 0; i < n; i++) {
		g_autofree char *path = path_of(by, sorted[i]);
		struct value *map;

		if (!has_page(registers, sorted[i]))
			continue;
		map = value_map(view->arena);
		view_set_text(view, map, "title", sorted[i]->title);
		view_set_path(view, map, "url", path);
		view_set_number(view, map, "count",
				count(registers, sorted[i]));
		value_push(view->arena, list, map);
	}
	return list;
}

struct value *page_by_links(const struct view *view)
{
	struct value *map = value_map(view->arena);
	struct value *partners = links(view, &bys[0]);
	size_t n = value_len(partners);
	bool is_long = n > PAGER_ROWS;

	value_set(view->arena, map, "partners",
		  is_long ? value_list(view->arena) : partners);
	view_set_bool(view, map, "hasPartners", n > 0);
	view_set_bool(view, map, "hasManyPartners", is_long);
	view_set_number(view, map, "nPartners", n);
	view_set_path(view, map, "partnersUrl", "organisations.html");
	value_set(view->arena, map, "gateways", links(view, &bys[1]));
	return map;
}
