/* SPDX-License-Identifier: MIT */
/*
 * Where a family begins: one page that leads to every generated notice, and
 * says what the words about rights in them rest on.
 */
#include "site-gen/page_notice_list.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/codes.h"
#include "lib/node.h"
#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "site-gen/page.h"
#include "site-gen/page_notice.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

static bool is_organisation(const struct notice_subject *subject)
{
	return strcmp(subject->record->kind->name, "organisation") == 0;
}

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

/* By title, as the lists of registers are; then by id. */
static int compare_subjects(const void *a, const void *b)
{
	const struct notice_subject *x =
		*(const struct notice_subject *const *)a;
	const struct notice_subject *y =
		*(const struct notice_subject *const *)b;

	return view_compare_titles(x->record, y->record);
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

struct value *page_notice_list(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);
	struct value *organisations = value_list(view->arena);
	struct value *programmes = value_list(view->arena);
	const struct notice_facts *facts = view->site->notices;
	size_t n = notice_facts_len(facts);
	g_autofree const struct notice_subject **sorted =
		g_new(const struct notice_subject *, n + 1);

	(void)page;
	for (size_t i = 0; i < n; i++)
		sorted[i] = notice_facts_get(facts, i);
	qsort(sorted, n, sizeof(*sorted), compare_subjects);
	for (size_t i = 0; i < n; i++) {
		const struct notice_subject *subject = sorted[i];

		if (page_notice_path(view, subject->record))
			value_push(view->arena,
				   is_organisation(subject) ? organisations
							    : programmes,
				   list_row(view, subject));
	}
	value_set(view->arena, map, "organisations",
		  view_table(view, organisations,
			     "Kinds of sharing that each organisation takes "
			     "part in",
			     "No organisation gives or gets information under "
			     "an agreement in use."));
	value_set(view->arena, map, "programmes",
		  view_table(view, programmes,
			     "Kinds of sharing that each programme has",
			     "No programme has an agreement in use."));
	value_set(view->arena, map, "sources", sources(view));
	return map;
}
