/* SPDX-License-Identifier: MIT */
/*
 * The plan is made whole before the first page is, so that links, titles and
 * progress are known, and then run by two workers that take one page after the
 * other: a page that fails is the first to do so, as all before it are taken.
 * A worker keeps nothing from one page to the next but the memory, emptied,
 * that the page was made in, and all that pages share was finished before.
 */
#include "site-gen/page.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/packed.h"
#include "lib/registers.h"
#include "lib/workers.h"
#include "site-gen/ask.h"
#include "site-gen/kept.h"
#include "site-gen/markdown.h"
#include "site-gen/pager.h"
#include "site-gen/single.h"
#include "site-gen/site.h"
#include "site-gen/stage.h"
#include "site-gen/template.h"
#include "site-gen/value.h"
#include "site-gen/view.h"

#define CAVEAT_HEADING 2
#define SEARCH "search.html"
#define FLUSH_FROM ((size_t)1 << 20) /* bytes */

/*
 * What each page leads to, by names short enough for two lines: a register by
 * its kind, a page by its path, or a page that stands for a register too.
 */
static const struct {
	const char *label;
	const char *kind;
	const char *path;
} main_pages[] = {
	{ "Agreements", "agreement", NULL },
	{ "Legal gateways", "gateway", NULL },
	{ "Consent", "consent", "consent.html" },
	{ "Assessments", "pia", NULL },
	{ "Barriers and maturity", "barrier", "maturity.html" },
	{ "Organisations", "organisation", NULL },
	{ "Findings", NULL, "findings.html" },
	{ "Due", NULL, "due.html" },
	{ "About", NULL, "about.html" },
};

/* Pages that are no register's; the footer names them after the registers. */
static const struct {
	const char *label;
	const char *path;
} other_pages[] = {
	{ "What people are asked to agree to", "consent.html" },
	{ "Search", "search.html" },
	{ "Barrier maturity", "maturity.html" },
	{ "Generated privacy notices", "privacy.html" },
	{ "Who shares with whom", "matrix.html" },
	{ "Law impact", "impact.html" },
	{ "Findings", "findings.html" },
	{ "Due", "due.html" },
	{ "Changes", "changes.html" },
	{ "Rules", "rules.html" },
	{ "Download the data", "data.html" },
	{ "About", "about.html" },
};

struct plan {
	struct arena *arena;
	GArray *pages;	   /* of struct page */
	GHashTable *paths; /* to the number of the page, from 1 */
	GHashTable *titles;
};

struct plan *plan_new(void)
{
	struct plan *plan = g_new0(struct plan, 1);

	plan->arena = arena_new();
	plan->pages = g_array_new(FALSE, FALSE, sizeof(struct page));
	plan->paths = g_hash_table_new(g_str_hash, g_str_equal);
	plan->titles = g_hash_table_new(g_str_hash, g_str_equal);
	return plan;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	g_array_unref(plan->pages);
	g_hash_table_unref(plan->paths);
	g_hash_table_unref(plan->titles);
	arena_free(plan->arena);
	g_free(plan);
}

bool plan_has(const struct plan *plan, const char *path)
{
	return g_hash_table_contains(plan->paths, path);
}

/* Two pages must not look the same in a list of windows or results. */
static const char *unique_title(struct plan *plan, const struct page *page)
{
	const char *title = arena_strdup(plan->arena, page->title);

	if (g_hash_table_contains(plan->titles, title))
		title = arena_printf(plan->arena, "%s (%s)", title, page->path);
	g_hash_table_add(plan->titles, (gpointer)title);
	return title;
}

void plan_add(struct plan *plan, const struct page *page)
{
	struct page copy = *page;

	copy.path = arena_strdup(plan->arena, page->path);
	g_assert(!page->template == !!page->write);
	if (page->template)
		copy.title = unique_title(plan, page);
	g_assert(!plan_has(plan, copy.path));
	g_array_append_val(plan->pages, copy);
	g_hash_table_insert(plan->paths, (gpointer)copy.path,
			    GUINT_TO_POINTER(plan->pages->len));
}

size_t plan_find(const struct plan *plan, const char *path)
{
	guint i = GPOINTER_TO_UINT(g_hash_table_lookup(plan->paths, path));

	return i > 0 ? i - 1 : plan_len(plan);
}

size_t plan_len(const struct plan *plan)
{
	return plan->pages->len;
}

const struct page *plan_get(const struct plan *plan, size_t i)
{
	return &g_array_index(plan->pages, struct page, i);
}

/* Where the bytes of one page go. */
struct outlet {
	plan_put put;
	void *data;
	size_t page;
};

bool page_flush(const struct view *view, GString *out, GError **error)
{
	const struct outlet *outlet = view->outlet;

	if (!outlet || out->len < FLUSH_FROM)
		return true;
	if (!outlet->put(outlet->data, outlet->page, out, false, error))
		return false;
	g_string_truncate(out, 0);
	return true;
}

/* One run over a share of the plan. */
struct worker {
	const struct plan *plan;
	const struct site *site;
	plan_put put;
	void *put_data;
	struct ask *ask; /* of the page that is made, as are arena and out */
	struct arena *arena;
	GString *out;
	struct kept *kept; /* NULL: all pages are made */
	bool is_first;
	gint *n_begun, *n_done; /* of all workers: takes the next that is not */
	size_t failed;		/* index of the page that did, with error set */
	GError *error;
};

static struct value *push_link(const struct view *view, struct value *list,
			       const char *label, const char *path)
{
	struct value *map = value_map(view->arena);

	view_set_text(view, map, "label", label);
	view_set_path(view, map, "url", path);
	value_push(view->arena, list, map);
	return map;
}

static char *register_path(const struct kind *kind)
{
	return g_strconcat(kind->folder, ".html", NULL);
}

/* The main pages; that of the register of this page's record is current too. */
static struct value *navigation(const struct worker *worker,
				const struct view *view,
				const struct page *page)
{
	struct value *list = value_list(view->arena);
	const struct schema *schema =
		registers_library(view->registers)->schema;

	for (size_t i = 0; i < G_N_ELEMENTS(main_pages); i++) {
		const char *name = main_pages[i].kind;
		const struct kind *kind =
			name ? schema_kind(schema, name) : NULL;
		g_autofree char *path = main_pages[i].path
						? g_strdup(main_pages[i].path)
					: kind ? register_path(kind)
					       : NULL;
		struct value *map;
		bool is_here;

		if (!path || !plan_has(worker->plan, path))
			continue;
		is_here = strcmp(page->path, path) == 0;
		map = push_link(view, list, main_pages[i].label, path);
		view_set_bool(view, map, "isHere", is_here);
		view_set_bool(view, map, "isCurrent",
			      is_here || (kind && page->kind == kind));
	}
	return list;
}

/* All registers and other pages, by their full names. */
static struct value *all_links(const struct worker *worker,
			       const struct view *view)
{
	struct value *list = value_list(view->arena);
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(view->registers)->schema, &n);

	for (size_t i = 0; i < n; i++) {
		g_autofree char *path = NULL;

		if (!kinds[i].folder)
			continue;
		path = register_path(&kinds[i]);
		push_link(view, list, kinds[i].plural, path);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(other_pages); i++) {
		if (plan_has(worker->plan, other_pages[i].path))
			push_link(view, list, other_pages[i].label,
				  other_pages[i].path);
	}
	return list;
}

/* "changes.html", if there is one, stands above "changes/2026.html". */
static const struct page *page_above(const struct plan *plan,
				     const struct page *page)
{
	size_t folder = strcspn(page->path, "/");
	g_autofree char *path =
		g_strdup_printf("%.*s.html", (int)folder, page->path);
	size_t i = plan_find(plan, path);

	return page->path[folder] && i < plan_len(plan) ? plan_get(plan, i)
							: NULL;
}

/* From the register to the record that the page is about. */
static void push_record_crumbs(const struct view *view, struct value *list,
			       const struct page *page)
{
	g_autofree char *above = register_path(page->kind);
	g_autofree char *record_path = NULL;

	push_link(view, list, page->kind->plural, above);
	if (page->kind != page->record->kind)
		return;
	record_path = g_strdup_printf("%s/%s.html", page->kind->folder,
				      page->record->id);
	if (strcmp(record_path, page->path) != 0)
		push_link(view, list, page->record->title, record_path);
}

/* A page that others go on with stands above them. */
static const struct page *first_part(const struct plan *plan,
				     const struct page *page)
{
	g_autofree char *path = pager_path(page, 0);

	return plan_get(plan, plan_find(plan, path));
}

/* The way from the home page; a page of the top has only that above it. */
static struct value *crumbs(const struct worker *worker,
			    const struct view *view, const struct page *page)
{
	const struct page *parent = page_above(worker->plan, page);
	const struct page *first;
	struct value *list = value_list(view->arena);

	if (strcmp(page->path, "index.html") == 0)
		return list;
	push_link(view, list, "Home", "index.html");
	if (page->record)
		push_record_crumbs(view, list, page);
	else if (parent)
		push_link(view, list, parent->title, parent->path);
	if (page->nth > 0) {
		first = first_part(worker->plan, page);
		push_link(view, list, first->title, first->path);
	}
	return list;
}

void plan_describe(const struct plan *plan, size_t i, GByteArray *out)
{
	const struct page *page = plan_get(plan, i);
	const struct page *above = page_above(plan, page);

	packed_put_text(out, page->path);
	packed_put_text(out, page->template ? page->template : "");
	packed_put_text(out, page->title ? page->title : "");
	packed_put_text(out, page->record ? page->record->id : "");
	packed_put_text(out, above ? above->title : "");
	packed_put_text(out,
			page->nth > 0 ? first_part(plan, page)->title : "");
	packed_put_number(out, page->n_rows);
	packed_put_number(out, page->n_each);
	packed_put_number(out, page->nth);
}

void plan_describe_shared(const struct plan *plan, GByteArray *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(main_pages); i++)
		packed_put_number(out,
				  main_pages[i].path &&
					  plan_has(plan, main_pages[i].path));
	for (size_t i = 0; i < G_N_ELEMENTS(other_pages); i++)
		packed_put_number(out, plan_has(plan, other_pages[i].path));
}

static void set_publisher(const struct view *view, struct value *map)
{
	const struct node *publisher =
		node_child(registers_settings(view->registers), "publisher");
	g_autofree char *words = NULL;

	if (node_is_stated(publisher))
		words = *publisher->text
				? g_strdup(publisher->text)
				: registers_words(view->registers, publisher);
	view_set_text(view, map, "publisher", words);
}

/* Whether the page stands in a single file about another record. */
static bool is_referred(const struct view *view, const struct page *page)
{
	const char *only = ask_only(view->ask);

	return only && page->record && strcmp(page->record->id, only) != 0;
}

static void set_layout(const struct worker *worker, const struct view *view,
		       const struct page *page, struct value *map)
{
	const struct node *settings = registers_settings(view->registers);
	const char *caveat = node_text(node_child(settings, "exampleCaveat"));
	const struct codes *codes = registers_codes(view->registers);
	struct arena *arena = view->arena;

	view_set_text(view, map, "pageTitle", page->title);
	view_set_text(view, map, "siteTitle",
		      node_text(node_child(settings, "title")));
	set_publisher(view, map);
	value_set(arena, map, "caveat",
		  markdown_render(arena, caveat, CAVEAT_HEADING, NULL));
	value_set(arena, map, "asOf", view_date(view, view->as_of));
	view_set_text(
		view, map, "edition",
		codes_label(codes, "publication", edition_name(view->edition)));
	value_set(arena, map, "isPublic",
		  value_bool(view->edition == EDITION_PUBLIC));
	value_set(arena, map, "root",
		  value_url(arena, *view->root ? view->root : "./"));
	value_set(arena, map, "homeUrl",
		  value_url(arena,
			    arena_printf(arena, "%sindex.html", view->root)));
	value_set(arena, map, "styleUrl",
		  value_url(arena, arena_printf(arena, "%sassets/site.css",
						view->root)));
	view_set_path(view, map, "searchUrl",
		      plan_has(worker->plan, SEARCH) ? SEARCH : NULL);
	view_set_bool(view, map, "isSearch", strcmp(page->path, SEARCH) == 0);
	view_set_bool(view, map, "isReferred", is_referred(view, page));
	view_set_bool(view, map, "isAlone",
		      single_is_alone(ask_single(view->ask)));
	value_set(arena, map, "feedUrl",
		  value_url(arena,
			    arena_printf(arena, "%schanges.atom", view->root)));
	view_set_text(view, map, "version", GATEHOUSE_VERSION);
	value_set(arena, map, "nav", navigation(worker, view, page));
	value_set(arena, map, "footerNav", all_links(worker, view));
	value_set(arena, map, "crumbs", crumbs(worker, view, page));
	value_set(arena, map, "pager", pager_value(view, page));
	value_set(arena, map, "isHome",
		  value_bool(strcmp(page->path, "index.html") == 0));
}

/* Appends the bytes of a file. */
static bool make_file(const struct worker *worker, const struct view *view,
		      const struct page *page, GString *out, GError **error)
{
	const struct site_request *request = worker->site->request;
	struct value *map;

	if (!page->template)
		return page->write(view, page, out, error);
	map = page->make(view, page);
	set_layout(worker, view, page, map);
	if (request->watch)
		request->watch(request->watch_data, page, map);
	return templates_render(worker->site->templates, page->template, map,
				out, error);
}

/* From a page to the site's folder, for the path of the page. */
static const char *root_of(struct arena *arena, const char *path)
{
	char *root = arena_strdup(arena, "");

	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/'))
		root = arena_printf(arena, "../%s", root);
	return root;
}

static bool make_page(struct worker *worker, size_t i, GError **error)
{
	const struct page *page = plan_get(worker->plan, i);
	const struct site *site = worker->site;
	const struct outlet outlet = { worker->put, worker->put_data, i };
	struct view view = {
		.arena = worker->arena,
		.registers = ask_registers(worker->ask),
		.ask = worker->ask,
		.as_of = site->request->as_of,
		.edition = site->request->edition,
		.outlet = &outlet,
	};

	arena_empty(worker->arena);
	g_string_truncate(worker->out, 0);
	ask_begin(worker->ask);
	if (page->record)
		ask_record(worker->ask, page->record);
	view.root = root_of(worker->arena, page->path);
	if (!make_file(worker, &view, page, worker->out, error)) {
		g_prefix_error(error, "%s: ", page->path);
		return false;
	}
	return worker->put(worker->put_data, i, worker->out, true, error);
}

/* Keeps the page of the site that stands there, or makes it. */
static bool put_page(struct worker *worker, size_t i, GError **error)
{
	if (worker->kept && kept_take(worker->kept, i))
		return true;
	if (!make_page(worker, i, error))
		return false;
	if (worker->kept)
		kept_note(worker->kept, i, worker->ask);
	return true;
}

/* Only the first worker says how far all are: callers need no lock. */
static void report(const struct worker *worker)
{
	const struct site_request *request = worker->site->request;
	size_t done = (size_t)g_atomic_int_add(worker->n_done, 1) + 1;

	if (worker->is_first && request->progress)
		request->progress(request->progress_data, done,
				  plan_len(worker->plan));
}

static void *work(void *data)
{
	struct worker *worker = data;
	size_t n = plan_len(worker->plan);
	size_t i;

	worker->ask = ask_new(worker->site);
	worker->arena = arena_new();
	worker->out = g_string_new(NULL);
	while ((i = (size_t)g_atomic_int_add(worker->n_begun, 1)) < n) {
		if (!put_page(worker, i, &worker->error)) {
			worker->failed = i;
			break;
		}
		report(worker);
	}
	arena_free(worker->arena);
	ask_free(worker->ask);
	g_string_free(worker->out, TRUE);
	return NULL;
}

/* Hands on the error of the earliest page; true when there is none. */
static bool settle(struct worker *workers, GError **error)
{
	struct worker *first = NULL;

	for (size_t i = 0; i < WORKERS; i++) {
		if (workers[i].error &&
		    (!first || workers[i].failed < first->failed))
			first = &workers[i];
	}
	if (first)
		g_propagate_error(error, g_steal_pointer(&first->error));
	for (size_t i = 0; i < WORKERS; i++)
		g_clear_error(&workers[i].error);
	return !first;
}

static bool run(const struct plan *plan, const struct site *site,
		struct kept *kept, plan_put put, void *data, GError **error)
{
	struct worker workers[WORKERS];
	gint n_begun = 0, n_done = 0;

	for (size_t i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){
			.plan = plan,
			.site = site,
			.put = put,
			.put_data = data,
			.kept = kept,
			.is_first = i == 0,
			.n_begun = &n_begun,
			.n_done = &n_done,
		};
	}
	workers_run("pages", work, workers, WORKERS, sizeof(*workers));
	return settle(workers, error);
}

bool plan_run_to(const struct plan *plan, const struct site *site, plan_put put,
		 void *data, GError **error)
{
	return run(plan, site, NULL, put, data, error);
}

/* Where the files of a plan go. */
struct target {
	const struct plan *plan;
	struct stage *stage;
};

static bool put_in_stage(void *data, size_t i, const GString *bytes,
			 bool is_last, GError **error)
{
	const struct target *target = data;
	const char *path = plan_get(target->plan, i)->path;

	return (is_last ? stage_put : stage_add)(target->stage, path,
						 bytes->str, bytes->len, error);
}

bool plan_run(const struct plan *plan, const struct site *site,
	      struct stage *stage, struct kept *kept, GError **error)
{
	struct target target = { plan, stage };

	return run(plan, site, kept, put_in_stage, &target, error);
}
