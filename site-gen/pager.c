/* SPDX-License-Identifier: MIT */
/*
 * A page of rows that goes on is the same page with another number: which rows
 * it shows and how its neighbours are called follow from that alone.
 */
#include "site-gen/pager.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "site-gen/page.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define HTML ".html"

static size_t count(const struct page *page)
{
	return page->n_rows > 0 ? (page->n_rows - 1) / page->n_each + 1 : 1;
}

/* "due.3.html" for page 2, counted from 0, whichever of them page is. */
static char *path_of(const struct page *page, size_t nth)
{
	g_autofree char *own =
		page->nth > 0 ? g_strdup_printf(".%zu" HTML, page->nth + 1)
			      : g_strdup(HTML);
	int stem = (int)(strlen(page->path) - strlen(own));

	g_assert(g_str_has_suffix(page->path, own));
	return nth > 0 ? g_strdup_printf("%.*s.%zu" HTML, stem, page->path,
					 nth + 1)
		       : g_strdup_printf("%.*s" HTML, stem, page->path);
}

void pager_plan(struct plan *plan, const struct page *page, size_t n_rows)
{
	pager_plan_each(plan, page, n_rows, PAGER_ROWS);
}

void pager_plan_each(struct plan *plan, const struct page *page, size_t n_rows,
		     size_t n_each)
{
	struct page first = *page;

	first.n_rows = n_rows;
	first.n_each = n_each;
	plan_add(plan, &first);
	for (size_t nth = 1; nth < count(&first); nth++) {
		g_autofree char *path = path_of(&first, nth);
		g_autofree char *title =
			g_strdup_printf("%s, page %zu", page->title, nth + 1);
		struct page next = first;

		next.nth = nth;
		next.path = path;
		next.title = title;
		plan_add(plan, &next);
	}
}

struct pager_slice pager_slice(const struct page *page)
{
	size_t first = page->nth * page->n_each;

	return (struct pager_slice){ first,
				     MIN(first + page->n_each, page->n_rows) };
}

struct pager_slice pager_part(const struct page *page, struct pager_slice part)
{
	struct pager_slice slice = pager_slice(page);
	size_t first = MAX(part.first, slice.first);

	return (struct pager_slice){ first,
				     MAX(first, MIN(part.last, slice.last)) };
}

bool pager_shows(const struct page *page, struct pager_slice part)
{
	struct pager_slice shown = pager_part(page, part);

	return part.first < part.last ? shown.first < shown.last
				      : page->nth == 0;
}

void pager_set_place(const struct view *view, struct value *map,
		     const char *key, const struct page *page,
		     struct pager_slice part, const char *anchor)
{
	size_t row = part.first < part.last ? part.first : 0;
	g_autofree char *path = pager_path(page, row);
	bool is_here = strcmp(path, page->path) == 0;

	value_set(view->arena, map, key,
		  value_url(view->arena,
			    arena_printf(view->arena, "%s%s#%s",
					 is_here ? "" : view->root,
					 is_here ? "" : path, anchor)));
}

char *pager_path(const struct page *page, size_t row)
{
	return path_of(page, row / page->n_each);
}

static void set_page(const struct view *view, struct value *map,
		     const char *key, const struct page *page, size_t nth)
{
	g_autofree char *path = path_of(page, nth);

	view_set_path(view, map, key, path);
}

/* The first, the last, this page and its neighbours. */
static struct value *links(const struct view *view, const struct page *page)
{
	struct value *list = value_list(view->arena);
	size_t n = count(page);
	size_t before = 0;

	for (size_t nth = 0; nth < n; nth++) {
		struct value *map;

		if (nth > 0 && nth + 1 < n &&
		    (nth + 1 < page->nth || nth > page->nth + 1))
			continue;
		map = value_map(view->arena);
		view_set_number(view, map, "label", nth + 1);
		set_page(view, map, "url", page, nth);
		view_set_bool(view, map, "isHere", nth == page->nth);
		view_set_bool(view, map, "isGap", nth > before + 1);
		value_push(view->arena, list, map);
		before = nth;
	}
	return list;
}

const struct value *pager_value(const struct view *view,
				const struct page *page)
{
	struct pager_slice slice = pager_slice(page);
	struct value *map;

	if (count(page) == 1)
		return value_nothing();
	map = value_map(view->arena);
	view_set_number(view, map, "from", slice.first + 1);
	view_set_number(view, map, "to", slice.last);
	view_set_number(view, map, "total", page->n_rows);
	value_set(view->arena, map, "pages", links(view, page));
	view_set_path(view, map, "previousUrl", NULL);
	view_set_path(view, map, "nextUrl", NULL);
	if (page->nth > 0)
		set_page(view, map, "previousUrl", page, page->nth - 1);
	if (page->nth + 1 < count(page))
		set_page(view, map, "nextUrl", page, page->nth + 1);
	return map;
}
