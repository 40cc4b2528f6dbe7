/* SPDX-License-Identifier: MIT */
/*
 * Somebody who got the file by e-mail reads it from front to back or follows
 * its contents, so what belongs together stands together, whatever order the
 * site's plan has.
 */
#include "site-gen/single_pages.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/registers.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

/* A page and where it goes: compared from the first rank on. */
struct entry {
	const struct page *page;
	size_t rank[4];
};

/*
 * The file says of itself what about.html does, cannot be searched, and has no
 * files to download.
 */
static bool is_of_no_use(const struct page *page)
{
	return !page->template || strcmp(page->path, "about.html") == 0 ||
	       strcmp(page->path, "search.html") == 0 ||
	       strcmp(page->path, "data.html") == 0 ||
	       g_str_has_prefix(page->path, "data/");
}

/* Whether it is the page that links to the record lead to. */
static bool is_own_page(const struct page *page)
{
	const struct record *record = page->record;
	g_autofree char *path = NULL;

	if (!record || page->kind != record->kind)
		return false;
	path = g_strdup_printf("%s/%s.html", record->kind->folder, record->id);
	return strcmp(path, page->path) == 0;
}

/* What a record refers to, as a set. */
static GHashTable *related(const struct registers *registers,
			   const struct record *record)
{
	GHashTable *set = g_hash_table_new(NULL, NULL);
	size_t n;
	const struct reference *all = registers_references(registers, &n);
	const struct reference *const *assessments;

	for (size_t i = 0; i < n; i++) {
		if (all[i].from == record && all[i].to)
			g_hash_table_add(set, (gpointer)all[i].to);
	}
	if (strcmp(record->kind->name, "agreement") != 0)
		return set;
	assessments = registers_referrers_of_kind(registers, record, "pia", &n);
	for (size_t i = 0; i < n; i++)
		g_hash_table_add(set, (gpointer)assessments[i]->from);
	return set;
}

/* All of a record together, where its own page stands in the plan. */
static GHashTable *record_places(const struct plan *all)
{
	GHashTable *places = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < plan_len(all); i++) {
		const struct page *page = plan_get(all, i);

		if (is_own_page(page))
			g_hash_table_insert(places, (gpointer)page->record,
					    GSIZE_TO_POINTER(i));
	}
	return places;
}

static void rank_in_registers(struct entry *entry, const struct site *site,
			      GHashTable *places)
{
	const struct page *page = entry->page;
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(site->registers)->schema, &n);

	if (!page->kind)
		return;
	entry->rank[0] = (size_t)(page->kind - kinds) + 1;
	if (!page->record)
		return;
	if (page->record->kind != page->kind) {
		entry->rank[1] = 1;
		return;
	}
	entry->rank[1] = 2;
	entry->rank[2] =
		GPOINTER_TO_SIZE(g_hash_table_lookup(places, page->record));
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *one = a;
	const struct entry *other = b;

	for (size_t i = 0; i < G_N_ELEMENTS(one->rank); i++) {
		if (one->rank[i] != other->rank[i])
			return one->rank[i] < other->rank[i] ? -1 : 1;
	}
	return 0;
}

static struct plan *make_plan(GArray *entries)
{
	struct plan *plan = plan_new();

	if (entries->len > 0)
		qsort(entries->data, entries->len, sizeof(struct entry),
		      compare_entries);
	for (guint i = 0; i < entries->len; i++)
		plan_add(plan, g_array_index(entries, struct entry, i).page);
	return plan;
}

/* What a claim rests on is looked up, and stands behind what is read. */
static size_t distance(const struct page *page, const struct record *only)
{
	if (page->record == only)
		return 0;
	return page->kind && strcmp(page->kind->name, "source") == 0 ? 2 : 1;
}

static struct plan *choose_related(const struct site *site,
				   const struct plan *all,
				   const struct record *only)
{
	g_autoptr(GArray) entries =
		g_array_new(FALSE, TRUE, sizeof(struct entry));
	g_autoptr(GHashTable) others = related(site->registers, only);

	for (size_t i = 0; i < plan_len(all); i++) {
		const struct page *page = plan_get(all, i);
		bool is_own = is_own_page(page);
		bool is_about = page->record == only;
		struct entry entry = {
			.page = page,
			.rank = { distance(page, only), !is_own, i, 0 },
		};

		if (!is_of_no_use(page) &&
		    (is_about ||
		     (is_own && g_hash_table_contains(others, page->record))))
			g_array_append_val(entries, entry);
	}
	return make_plan(entries);
}

struct plan *single_pages_choose(const struct site *site,
				 const struct plan *all,
				 const struct record *only)
{
	g_autoptr(GArray) entries = NULL;
	g_autoptr(GHashTable) places = NULL;

	if (only)
		return choose_related(site, all, only);
	entries = g_array_new(FALSE, TRUE, sizeof(struct entry));
	places = record_places(all);
	for (size_t i = 0; i < plan_len(all); i++) {
		struct entry entry = {
			.page = plan_get(all, i),
			.rank = { 0, 0, 0, i },
		};

		if (is_of_no_use(entry.page))
			continue;
		rank_in_registers(&entry, site, places);
		g_array_append_val(entries, entry);
	}
	return make_plan(entries);
}

/* Under what a page is named, or NULL where it is not. */
static const char *heading_of(const struct page *page,
			      const struct record *only)
{
	if (only)
		return page->record == only ? "This record"
					    : page->kind->plural;
	if (page->record || strchr(page->path, '/'))
		return NULL;
	return page->kind ? "Registers" : "Overview and reports";
}

struct value *single_pages_contents(const struct view *view,
				    const struct plan *pages, size_t n,
				    const struct record *only)
{
	struct value *groups = value_list(view->arena);
	struct value *list = NULL;
	const char *last = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct page *page = plan_get(pages, i);
		const char *heading = heading_of(page, only);
		struct value *link;

		if (!heading)
			continue;
		if (!last || strcmp(heading, last) != 0) {
			struct value *group = value_map(view->arena);

			list = value_list(view->arena);
			view_set_text(view, group, "heading", heading);
			value_set(view->arena, group, "pages", list);
			value_push(view->arena, groups, group);
			last = heading;
		}
		link = value_map(view->arena);
		view_set_text(view, link, "title", page->title);
		view_set_path(view, link, "url", page->path);
		value_push(view->arena, list, link);
	}
	return groups;
}
