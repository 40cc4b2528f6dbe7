/* SPDX-License-Identifier: MIT */
/*
 * A record's page shows the record as the schema describes it, what refers to
 * it, and what is found about it.
 */
#include "site-gen/page_record.h"

#include <glib.h>

#include "lib/registers.h"
#include "site-gen/findings_view.h"
#include "site-gen/page.h"
#include "site-gen/page_notice.h"
#include "site-gen/suspect_view.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define PLACES 5 /* of a record that refers often, this many are named */

static struct value *referrer(const struct view *view,
			      const struct reference *const *refs, size_t n)
{
	struct value *map = view_link(view, refs[0]->from);
	struct value *places = value_list(view->arena);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < n; i++) {
		const char *place = view_place(view, refs[i]->node);

		if (*place && g_hash_table_add(seen, (gpointer)place) &&
		    value_len(places) < PLACES)
			value_push(view->arena, places,
				   value_text(view->arena, place));
	}
	view_set_number(view, map, "count", n);
	value_set(view->arena, map, "places", places);
	view_set_bool(view, map, "hasMore", g_hash_table_size(seen) > PLACES);
	return map;
}

/*
 * What refers to a record: each record that does once, in order, as many as the
 * page has room for.
 */
static struct value *referrers(const struct view *view,
			       const struct record *record)
{
	struct view_rows rows = { value_list(view->arena), 0 };
	size_t n, next;
	const struct reference *const *refs =
		registers_referrers(view->registers, record, &n);

	for (size_t i = 0; i < n; i = next) {
		next = i + 1;
		while (next < n && refs[next]->from == refs[i]->from)
			next++;
		if (refs[i]->from != record && view_rows_count(&rows))
			value_push(view->arena, rows.list,
				   referrer(view, refs + i, next - i));
	}
	return view_table_of(view, &rows, "What refers to this record",
			     "No other record refers to this one.");
}

struct value *page_record_make(const struct view *view, const struct page *page)
{
	struct value *map = value_map(view->arena);

	value_set(view->arena, map, "record", view_record(view, page->record));
	value_set(view->arena, map, "findings",
		  findings_view_of_record(view, page->record));
	value_set(view->arena, map, "suspect",
		  suspect_view(view, page->record));
	value_set(view->arena, map, "referrers", referrers(view, page->record));
	view_set_path(view, map, "noticeUrl",
		      page_notice_path(view, page->record));
	return map;
}
