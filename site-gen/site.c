/* SPDX-License-Identifier: MIT */
/*
 * The site from end to end: redact, plan, stage, render, list, switch.  Which
 * page a kind of record has is a table here; a kind that is not in it has the
 * page that shows whatever the schema says.
 */
#include "site-gen/site.h"

#include <stdlib.h>
#include <string.h>

#include <gio/gio.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/due.h"
#include "lib/maturity.h"
#include "lib/notice_facts.h"
#include "lib/record_history.h"
#include "lib/registers.h"
#include "lib/repo.h"
#include "lib/suspect.h"
#include "site-gen/change_sets.h"
#include "site-gen/changes.h"
#include "site-gen/claims.h"
#include "site-gen/data.h"
#include "site-gen/data_table.h"
#include "site-gen/edition.h"
#include "site-gen/findings.h"
#include "site-gen/findings_order.h"
#include "site-gen/history_pages.h"
#include "site-gen/kept.h"
#include "site-gen/manifest.h"
#include "site-gen/page.h"
#include "site-gen/page_agreement.h"
#include "site-gen/page_by.h"
#include "site-gen/page_changes.h"
#include "site-gen/page_consent.h"
#include "site-gen/page_data.h"
#include "site-gen/page_due.h"
#include "site-gen/page_findings.h"
#include "site-gen/page_gateway.h"
#include "site-gen/page_home.h"
#include "site-gen/page_impact.h"
#include "site-gen/page_list.h"
#include "site-gen/page_matrix.h"
#include "site-gen/page_maturity.h"
#include "site-gen/page_notice.h"
#include "site-gen/page_organisation.h"
#include "site-gen/page_pia.h"
#include "site-gen/page_pia_summary.h"
#include "site-gen/page_record.h"
#include "site-gen/page_search.h"
#include "site-gen/pager.h"
#include "site-gen/published.h"
#include "site-gen/sharing.h"
#include "site-gen/sharing_pairs.h"
#include "site-gen/single.h"
#include "site-gen/stage.h"
#include "site-gen/template.h"
#include "site-gen/title_order.h"
#include "site-gen/told.h"
#include "site-gen/view.h"

#define ASSETS "templates/assets"

/* Pages of single kinds of record. */
static const struct {
	const char *kind;
	const char *template;
	struct value *(*make)(const struct view *view, const struct page *page);
} record_pages[] = {
	{ "gateway", "gateway", page_gateway_make },
	{ "organisation", "organisation", page_organisation_make },
	{ "agreement", "agreement", page_agreement_make },
	{ "pia", "pia", page_pia_make },
	{ "consent", "consent-record", page_consent_record },
	{ "barrier", "barrier", page_record_make },
	{ "source", "source", page_record_make },
	{ NULL, "record", page_record_make },
};

/* Pages of the site as a whole. */
static const struct page site_pages[] = {
	{ .path = "index.html",
	  .template = "index",
	  .title = "Home",
	  .make = page_home_make },
	{ .path = "rules.html",
	  .template = "rules",
	  .title = "Rules",
	  .make = page_findings_rules },
	{ .path = "about.html",
	  .template = "about",
	  .title = "About this site",
	  .make = page_home_about },
	{ .path = "data.html",
	  .template = "data",
	  .title = "Download the data",
	  .make = page_data_make },
};

static void plan_record(struct plan *plan, const struct site *site,
			const struct record *record)
{
	g_autofree char *path =
		g_strdup_printf("%s/%s.html", record->kind->folder, record->id);
	struct page page = {
		.path = path,
		.title = record->title,
		.kind = record->kind,
		.record = record,
	};
	size_t i = 0;

	while (record_pages[i].kind &&
	       strcmp(record_pages[i].kind, record->kind->name) != 0)
		i++;
	page.template = record_pages[i].template;
	page.make = record_pages[i].make;
	plan_add(plan, &page);
	data_plan_record(plan, record);
	history_pages_plan(plan, site, record);
}

static void plan_registers(struct plan *plan, const struct site *site)
{
	size_t n;
	const struct kind *kinds =
		schema_kinds(registers_library(site->registers)->schema, &n);

	for (size_t i = 0; i < n; i++) {
		size_t n_records;
		g_autofree char *path = NULL;
		struct page page = {
			.template = "list",
			.title = kinds[i].plural,
			.kind = &kinds[i],
			.make = page_list_make,
		};

		if (!kinds[i].folder)
			continue;
		path = g_strconcat(kinds[i].folder, ".html", NULL);
		page.path = path;
		registers_of_kind(site->registers, kinds[i].name, &n_records);
		pager_plan(plan, &page, n_records);
	}
}

/*
 * A record whose id cannot be a file name, or is another's too, is an error
 * that the findings show; it has no page.
 */
static void make_plan(struct plan *plan, const struct site *site)
{
	for (size_t i = 0; i < G_N_ELEMENTS(site_pages); i++)
		plan_add(plan, &site_pages[i]);
	page_consent_plan(plan, site);
	page_due_plan(plan, site);
	page_findings_plan(plan, site);
	page_matrix_plan(plan, site);
	page_maturity_plan(plan, site);
	page_search_plan(plan);
	page_by_plan(plan, site);
	page_changes_plan(plan, site);
	plan_registers(plan, site);
	page_notice_plan(plan, site);
	page_impact_plan(plan, site);
	data_plan(plan, site);
	for (size_t i = 0; i < registers_len(site->registers); i++) {
		const struct record *record = registers_get(site->registers, i);

		if (view_has_page(site->registers, record))
			plan_record(plan, site, record);
	}
	page_pia_summary_plan(plan, site);
}

/* Styles and whatever else templates/assets holds, as it is. */
static bool put_assets(const struct site *site, struct stage *stage,
		       GError **error)
{
	const struct assets *assets =
		registers_library(site->registers)->assets;
	g_auto(GStrv) paths = assets_list(assets, ASSETS);

	for (char **path = paths; *path; path++) {
		g_autoptr(GBytes) bytes = NULL;
		gsize len;
		const char *data;

		if (g_str_has_suffix(*path, ".scss"))
			continue;
		if (!stage_is_path(*path)) {
			g_set_error(error, G_IO_ERROR,
				    G_IO_ERROR_INVALID_FILENAME,
				    "'%s' cannot be a file of the site: name "
				    "it with letters, digits, '.', '-' and "
				    "'_' only, or move it elsewhere",
				    *path);
			return false;
		}
		bytes = assets_load(assets, *path, error);
		if (!bytes)
			return false;
		data = g_bytes_get_data(bytes, &len);
		if (!stage_put(stage, *path + strlen("templates/"),
			       data ? data : "", len, error))
			return false;
	}
	return true;
}

static struct manifest manifest_of(const struct site_request *request)
{
	return (struct manifest){
		.commit = request->commit,
		.as_of = request->as_of,
		.edition = request->edition,
	};
}

static bool put_manifest(const struct site_request *request,
			 struct stage *stage, GError **error)
{
	const struct manifest manifest = manifest_of(request);
	g_autoptr(GBytes) bytes =
		manifest_format(&manifest, stage_hashes(stage));
	gsize len;
	const char *data = g_bytes_get_data(bytes, &len);

	return stage_put(stage, MANIFEST_NAME, data, len, error);
}

bool site_is_read(const struct site_request *request, GError **error)
{
	return !request->history ||
	       repo_is_readable(record_history_repo(request->history), error);
}

static int compare_paths(const void *path, const void *other)
{
	return strcmp(path, *(const char *const *)other);
}

bool site_is_committed(const struct site_request *request,
		       const struct record *record)
{
	const char *const *changed = request->changed;

	if (request->commit || !changed)
		return request->commit != NULL;
	return !bsearch(record->path, changed, request->n_changed,
			sizeof(*changed), compare_paths);
}

/*
 * What is published is made anew, all of it, and so is what is watched; a site
 * that stands nowhere has no pages to keep.
 */
static bool make_site(const struct site *site, struct stage *stage,
		      struct kept **kept, struct site_result *result,
		      GError **error)
{
	const struct site_request *request = site->request;
	g_autoptr(Plan) plan = plan_new();

	make_plan(plan, site);
	if (request->is_single)
		return single_build(site, plan, result, error);
	if (kept)
		*kept = kept_open(site, plan, stage,
				  !request->publish && !request->watch);
	if (!plan_run(plan, site, stage, kept ? *kept : NULL, error) ||
	    !put_assets(site, stage, error) || !site_is_read(request, error) ||
	    !put_manifest(request, stage, error))
		return false;
	if (kept && *kept) {
		result->n_kept = kept_len(*kept);
		kept_settle(*kept);
	}
	return true;
}

/* What is done shows in all of the registers, though not in every edition. */
static struct due_list *find_due(const struct site_request *request,
				 const struct registers *visible)
{
	struct due_list *due = due_list_new(visible, request->as_of, NULL);
	g_autoptr(DueList) whole =
		due_list_new(request->registers, request->as_of, NULL);

	due_list_keep(due, whole);
	return due;
}

/* Sets *kept, unless it is NULL: pages cannot be kept. */
static bool render(const struct site_request *request, struct stage *stage,
		   struct kept **kept, struct site_result *result,
		   GError **error)
{
	const struct library *library = registers_library(request->registers);
	g_autoptr(Registers) visible = NULL;
	g_autoptr(Registers) open = NULL;
	g_autoptr(Diags) told = NULL;
	g_autoptr(Findings) findings = NULL;
	g_autoptr(FindingsOrder) findings_order = NULL;
	g_autoptr(Changes) changes = NULL;
	g_autoptr(ChangeSets) change_sets = NULL;
	g_autoptr(DueList) due = NULL;
	g_autoptr(NoticeFacts) notices = NULL;
	g_autoptr(Sharing) sharing = NULL;
	g_autoptr(SharingPairs) pairs = NULL;
	g_autoptr(Claims) claims = NULL;
	g_autoptr(Maturity) levels = NULL;
	g_autoptr(Suspects) suspects = NULL;
	g_autoptr(Templates) templates = NULL;
	g_autoptr(DataTables) tables = NULL;
	g_autoptr(TitleOrder) by_title = NULL;
	struct site site = { .request = request };

	templates = templates_new(library->assets, error);
	if (!templates)
		return false;
	visible = edition_registers(request->registers, request->edition);
	if (request->edition != EDITION_INTERNAL)
		told = told_diags(request->diags, visible, request->rulebook,
				  request->as_of);
	findings =
		findings_new(request->registers, visible, request->edition,
			     request->rulebook, told ? told : request->diags);
	findings_order =
		findings_order_new(findings, visible, request->rulebook);
	changes = changes_new(request->registers, visible, request->edition,
			      request->history);
	if (request->edition != EDITION_PUBLIC)
		open = edition_registers(request->registers, EDITION_PUBLIC);
	change_sets = change_sets_new(changes);
	if (request->history)
		suspects = suspects_new(request->registers, request->history,
					request->as_of);
	due = find_due(request, visible);
	notices = notice_facts_new(visible, request->as_of);
	sharing = sharing_new(visible, request->as_of, due);
	pairs = sharing_pairs_new(visible, sharing);
	claims = claims_new(visible, request->as_of);
	levels = maturity_new(visible, request->as_of, NULL);
	tables = data_tables_new(library->schema, request->edition);
	by_title = title_order_new(visible);
	site.registers = visible;
	site.public_registers = open ? open : visible;
	site.findings = findings;
	site.findings_order = findings_order;
	site.changes = changes;
	site.change_sets = change_sets;
	site.due = due;
	site.notices = notices;
	site.sharing = sharing;
	site.pairs = pairs;
	site.claims = claims;
	site.levels = levels;
	site.suspects = suspects;
	site.by_title = by_title;
	site.templates = templates;
	site.tables = tables;
	return make_site(&site, stage, kept, result, error);
}

/* Adds the line for this site to the log, unless another has been added. */
static bool record(const struct site_request *request, struct stage *stage,
		   struct site_result *result, GError **error)
{
	const struct manifest manifest = manifest_of(request);
	const char *root =
		g_hash_table_lookup(stage_hashes(stage), MANIFEST_NAME);
	g_autoptr(GBytes) before = stage_log(stage, error);
	g_autoptr(GBytes) after = NULL;

	if (!before)
		return false;
	if (!request->publish) {
		result->keeps_log = g_bytes_get_size(before) > 0;
		return true;
	}
	if (!g_bytes_equal(before, request->publish->before)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
			    "another build was published in '%s' in the "
			    "meantime; run the command again",
			    request->out);
		return false;
	}
	after = published_append(request->publish, &manifest, root);
	result->is_recorded = !g_bytes_equal(before, after);
	return !result->is_recorded || stage_put_log(stage, after, error);
}

bool site_build(const struct site_request *request, struct site_result *result,
		GError **error)
{
	const struct library *library = registers_library(request->registers);
	g_autoptr(Stage) made = NULL;
	g_autoptr(Kept) kept = NULL;
	struct stage *stage = request->stage;

	if (request->is_single)
		return render(request, NULL, NULL, result, error);
	if (!stage) {
		made = stage_new(request->out, library->folders, error);
		stage = made;
	}
	if (!stage || !render(request, stage, &kept, result, error) ||
	    !stage_claim(stage, error) ||
	    !record(request, stage, result, error) ||
	    !stage_commit(stage, result, error))
		return false;
	stage_remove_old(stage);
	if (kept)
		kept_store(kept);
	return true;
}

GHashTable *site_hashes(const struct site_request *request, struct spool *spool,
			GError **error)
{
	g_autoptr(Stage) stage = stage_new_nowhere(spool);
	struct site_result ignored = { 0 };

	if (!render(request, stage, NULL, &ignored, error))
		return NULL;
	return g_hash_table_ref(stage_hashes(stage));
}
