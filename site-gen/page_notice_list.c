/* SPDX-License-Identifier: MIT */
/*
 * Where a family begins: one list that leads to every generated notice, and
 * says what the words about rights in them rest on.
 */
#include "site-gen/page_notice_list.h"

#include <glib.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/ask.h"
#include "site-gen/page.h"
#include "site-gen/page_notice.h"
#include "site-gen/pager.h"
#include "site-gen/title_order.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define ORGANISATION "organisation"
#define PROGRAMME "programme"

static struct value *list_row(const struct view *view,
			      const struct notice_subject *subject)
{
	struct value *map = value_map(view->arena);
	size_t gives, gets;

	notice_facts_sides(subject, &gives, &gets);
	view_set_text(view, map, "title", subject->record->title);
	view_set_path(view, map, "url",
		      page_notice_path(view, subject->record));
	view_set_number(view, map, "gives", gives);
	view_set_number(view, map, "gets", gets);
	view_set_number(view, map, "uses", subject->uses->len);
	return map;
}

/* The records of a kind by title. */
static const struct record *const *by_title(const struct site *site,
					    const char *kind, size_t *n)
{
	const struct schema *schema =
		registers_library(site->registers)->schema;

	return title_order_of(site->by_title, schema_kind(schema, kind), n);
}

/* The subject of the record's notice, or NULL: it has none. */
static const struct notice_subject *subject_of(const struct site *site,
					       const struct record *record)
{
	return view_has_page(site->registers, record)
		       ? notice_facts_find(site->notices, record)
		       : NULL;
}

/* How many records of a kind have a notice. */
static size_t count(const struct site *site, const char *kind)
{
	size_t n, sum = 0;
	const struct record *const *sorted = by_title(site, kind, &n);

	for (size_t i = 0; i < n; i++)
		sum += subject_of(site, sorted[i]) != NULL;
	return sum;
}

/* Those rows of a part, the notices of one kind, that the page shows. */
static struct value *list_rows(const struct view *view, const struct page *page,
			       const char *kind, struct pager_slice part)
{
	struct pager_slice shown = pager_part(page, part);
	struct value *list = value_list(view->arena);
	size_t n, row = part.first;
	const struct record *const *sorted =
		by_title(ask_site(view->ask), kind, &n);

	for (size_t i = 0; i < n && row < shown.last; i++) {
		const struct notice_subject *subject =
			subject_of(ask_site(view->ask), sorted[i]);

		if (!subject)
			continue;
		if (row >= shown.first)
			value_push(view->arena, list, list_row(view, subject));
		row++;
	}
	return list;
}

static void add_source(const struct view *view, struct value *list,
		       GHashTable *seen, const struct node *source)
{
	struct value *map;

	if (!g_hash_table_add(seen, (gpointer)source->text))
		return;
	map = value_map(view->arena);
	view_set_text(view, map, "title", source->text);
	value_set(view->arena, map, "url",
		  value_url(view->arena, node_attr(source, "uri")));
	view_set_bool(view, map, "isRead",
		      g_strcmp0(node_attr(source, "checked"), "yes") == 0);
	value_push(view->arena, list, map);
}

/* What the words about rights rest on, each source once. */
static struct value *sources(const struct view *view)
{
	struct value *list = value_list(view->arena);
	const struct code_list *rights =
		codes_list(registers_codes(view->registers), "right");
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; rights && i < rights->n_codes; i++) {
		NODE_EACH(source, rights->codes[i].node, "source")
		add_source(view, list, seen, source);
	}
	return list;
}

static struct value *make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	size_t n = count(ask_site(view->ask), ORGANISATION);
	const struct pager_slice organisations = { 0, n };
	const struct pager_slice programmes = { n, page->n_rows };

	value_set(view->arena, map, "organisations",
		  pager_shows(page, organisations)
			  ? view_table(view,
				       list_rows(view, page, ORGANISATION,
						 organisations),
				       "Kinds of sharing that each "
				       "organisation takes part in",
				       "No organisation gives or gets "
				       "information under an agreement in use.")
			  : value_nothing());
	value_set(view->arena, map, "programmes",
		  pager_shows(page, programmes)
			  ? view_table(view,
				       list_rows(view, page, PROGRAMME,
						 programmes),
				       "Kinds of sharing that each programme "
				       "has",
				       "No programme has an agreement in use.")
			  : value_nothing());
	pager_set_place(view, map, "organisationsUrl", page, organisations,
			"organisations");
	pager_set_place(view, map, "programmesUrl", page, programmes,
			"programmes");
	value_set(view->arena, map, "sources", sources(view));
	return map;
}

void page_notice_list_plan(struct plan *plan, const struct site *site)
{
	const struct page list = {
		.path = "privacy.html",
		.template = "privacy",
		.title = "Generated privacy notices",
		.make = make,
	};

	pager_plan(plan, &list,
		   count(site, ORGANISATION) + count(site, PROGRAMME));
}
