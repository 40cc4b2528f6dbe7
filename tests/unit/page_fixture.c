/* SPDX-License-Identifier: MIT */
#include "tests/unit/page_fixture.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/due.h"
#include "lib/files.h"
#include "lib/maturity.h"
#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "site-gen/ask.h"
#include "site-gen/change_sets.h"
#include "site-gen/changes.h"
#include "site-gen/claims.h"
#include "site-gen/findings.h"
#include "site-gen/findings_order.h"
#include "site-gen/sharing.h"
#include "site-gen/sharing_pairs.h"
#include "site-gen/site.h"
#include "site-gen/title_order.h"
#include "site-gen/value.h"

#define SETTINGS "gatehouse.xml"

static const char settings[] =
	"<settings xmlns='urn:gatehouse:1'><title>Test</title></settings>";

static void add(struct files *files, const char *path, const char *text)
{
	files_add(files, path, g_bytes_new(text, strlen(text)));
}

static void load(struct page_fixture *fixture, const char *const (*texts)[2],
		 size_t n)
{
	struct files *files = files_new();
	bool has_settings = false;

	for (size_t i = 0; i < n; i++) {
		add(files, texts[i][0], texts[i][1]);
		has_settings |= strcmp(texts[i][0], SETTINGS) == 0;
	}
	if (!has_settings)
		add(files, SETTINGS, settings);
	files_sort(files);
	fixture->registers =
		registers_load(fixture->library, files, fixture->diags, NULL);
	g_assert_nonnull(fixture->registers);
	for (size_t i = 0; i < diags_len(fixture->diags); i++)
		g_test_message("%s:%u: %s", diags_get(fixture->diags, i)->path,
			       diags_get(fixture->diags, i)->line,
			       diags_get(fixture->diags, i)->message);
}

struct page_fixture *page_fixture_new(const char *const (*texts)[2], size_t n)
{
	struct page_fixture *fixture = g_new0(struct page_fixture, 1);

	fixture->library = library_new(NULL, NULL, NULL);
	fixture->diags = diags_new();
	g_assert_nonnull(fixture->library);
	load(fixture, texts, n);
	fixture->rulebook = rulebook_new(fixture->library->assets, NULL);
	g_assert_nonnull(fixture->rulebook);
	fixture->findings =
		findings_new(fixture->registers, fixture->registers,
			     EDITION_PUBLIC, fixture->rulebook, fixture->diags);
	fixture->findings_order = findings_order_new(
		fixture->findings, fixture->registers, fixture->rulebook);
	fixture->changes = changes_new(fixture->registers, fixture->registers,
				       EDITION_PUBLIC, NULL);
	fixture->change_sets = change_sets_new(fixture->changes);
	fixture->due = due_list_new(fixture->registers,
				    date_parse("2026-11-22"), NULL);
	fixture->notices =
		notice_facts_new(fixture->registers, date_parse("2026-11-22"));
	fixture->request = g_new0(struct site_request, 1);
	fixture->request->registers = fixture->registers;
	fixture->request->rulebook = fixture->rulebook;
	fixture->request->as_of = date_parse("2026-11-22");
	fixture->by_title = title_order_new(fixture->registers);
	fixture->sharing = sharing_new(fixture->registers,
				       fixture->request->as_of, fixture->due);
	fixture->pairs =
		sharing_pairs_new(fixture->registers, fixture->sharing);
	fixture->claims =
		claims_new(fixture->registers, fixture->request->as_of);
	fixture->levels =
		maturity_new(fixture->registers, fixture->request->as_of, NULL);
	fixture->site.request = fixture->request;
	fixture->site.registers = fixture->registers;
	fixture->site.public_registers = fixture->registers;
	fixture->site.findings = fixture->findings;
	fixture->site.findings_order = fixture->findings_order;
	fixture->site.changes = fixture->changes;
	fixture->site.change_sets = fixture->change_sets;
	fixture->site.due = fixture->due;
	fixture->site.notices = fixture->notices;
	fixture->site.sharing = fixture->sharing;
	fixture->site.pairs = fixture->pairs;
	fixture->site.claims = fixture->claims;
	fixture->site.levels = fixture->levels;
	fixture->site.by_title = fixture->by_title;
	fixture->view.arena = arena_new();
	fixture->view.registers = fixture->registers;
	fixture->view.ask = ask_new(&fixture->site);
	fixture->view.as_of = fixture->request->as_of;
	fixture->view.edition = EDITION_PUBLIC;
	fixture->view.root = "../";
	return fixture;
}

void page_fixture_free(struct page_fixture *fixture)
{
	if (!fixture)
		return;
	ask_free(fixture->view.ask);
	arena_free(fixture->view.arena);
	plan_free(fixture->plan);
	findings_order_free(fixture->findings_order);
	findings_free(fixture->findings);
	change_sets_free(fixture->change_sets);
	changes_free(fixture->changes);
	due_list_free(fixture->due);
	notice_facts_free(fixture->notices);
	claims_free(fixture->claims);
	maturity_free(fixture->levels);
	sharing_pairs_free(fixture->pairs);
	sharing_free(fixture->sharing);
	title_order_free(fixture->by_title);
	rulebook_free(fixture->rulebook);
	registers_free(fixture->registers);
	diags_free(fixture->diags);
	library_free(fixture->library);
	g_free(fixture->request);
	g_free(fixture);
}

const struct value *page_fixture_make(
	struct page_fixture *fixture, const char *id,
	struct value *(*make)(const struct view *view, const struct page *page))
{
	const struct record *record = registers_find(fixture->registers, id);
	struct page page = { .path = "test.html", .record = record };

	g_assert_nonnull(record);
	g_assert_nonnull(record->root);
	page.kind = record->kind;
	/* cppcheck-suppress returnDanglingLifetime */
	return make(&fixture->view, &page); /* in the fixture's arena */
}

const struct value *page_fixture_page(struct page_fixture *fixture,
				      void (*plan)(struct plan *plan,
						   const struct site *site),
				      size_t i)
{
	const struct page *page;

	plan_free(fixture->plan);
	fixture->plan = plan_new();
	plan(fixture->plan, &fixture->site);
	g_assert_cmpuint(i, <, plan_len(fixture->plan));
	page = plan_get(fixture->plan, i);
	/* cppcheck-suppress returnDanglingLifetime */
	return page->make(&fixture->view, page); /* in the fixture's arena */
}

/* The child of that name, or the item of that number. */
static const struct value *step(const struct value *value, const char *key)
{
	guint64 i;

	if (!g_ascii_string_to_unsigned(key, 10, 0, G_MAXUINT32, &i, NULL))
		return value_get(value, key);
	return i < value_len(value) ? value_at(value, i) : NULL;
}

static const struct value *find(const struct value *value, const char *path)
{
	g_auto(GStrv) keys = g_strsplit(path, "/", -1);

	for (char **key = keys; value && *key; key++)
		value = step(value, *key);
	return value;
}

const struct value *page_fixture_at(const struct value *value, const char *path)
{
	const struct value *found = find(value, path);

	if (!found)
		g_error("no value at '%s'", path);
	return found;
}

const char *page_fixture_text(const struct value *value, const char *path)
{
	const struct value *found = find(value, path);

	if (!found)
		return "MISSING";
	switch (value_type(found)) {
	case VALUE_NOTHING:
		return "NOTHING";
	case VALUE_BOOL:
		return value_is_true(found) ? "true" : "false";
	case VALUE_TEXT:
	case VALUE_URL:
	case VALUE_HTML:
		return value_bytes(found, NULL);
	case VALUE_LIST:
	case VALUE_MAP:
		break;
	}
	return value_type_name(found);
}
