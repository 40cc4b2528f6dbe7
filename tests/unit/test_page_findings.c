/* SPDX-License-Identifier: MIT */
/*
 * The findings by rule and by record, and the rule book: 22 organisations
 * break one rule, the first of them twice; of one more nobody can tell.
 */
#include <string.h>

#include <glib.h>

#include "lib/diag.h"
#include "site-gen/findings.h"
#include "site-gen/findings_order.h"
#include "site-gen/page_findings.h"
#include "site-gen/pager.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define N_BODIES 23
#define N_BROKEN 22

static struct page_fixture *fixture;

static const struct value *make(void)
{
	return page_fixture_page(fixture, page_findings_plan, 0);
}

static const struct value *make_rules(void)
{
	struct page page = { .path = "rules.html" };

	/* cppcheck-suppress returnDanglingLifetime */
	return page_findings_rules(&fixture->view, &page); /* in its arena */
}

static const struct value *find(const struct value *list, const char *id)
{
	for (size_t i = 0; i < value_len(list); i++) {
		if (strcmp(page_fixture_text(value_at(list, i), "id"), id) == 0)
			return value_at(list, i);
	}
	return NULL;
}

static void each_rule_has_its_counts(void)
{
	const struct value *rules = page_fixture_at(make(), "table/rules");
	const struct value *rule = find(rules, "ORG-02");

	g_assert_nonnull(rule);
	g_assert_cmpstr(page_fixture_text(rule, "nErrors"), ==, "0");
	g_assert_cmpstr(page_fixture_text(rule, "nWarnings"), ==, "23");
	g_assert_cmpstr(page_fixture_text(rule, "nNotes"), ==, "0");
	g_assert_cmpstr(page_fixture_text(rule, "nUndecidable"), ==, "1");
	g_assert_cmpstr(page_fixture_text(rule, "here"), ==, "#ORG-02");
	g_assert_null(find(rules, "ORG-01"));
}

static void a_record_has_open_and_undecided_findings_apart(void)
{
	const struct value *records =
		page_fixture_at(make(), "byRecord/records");

	g_assert_cmpuint(value_len(records), ==, N_BODIES);
	g_assert_cmpuint(value_len(page_fixture_at(records, "0/findings/open")),
			 ==, 2);
	g_assert_cmpstr(page_fixture_text(records, "0/hasUndecidable"), ==,
			"false");
	g_assert_cmpstr(page_fixture_text(records, "22/hasOpen"), ==, "false");
	g_assert_cmpstr(page_fixture_text(records, "22/nUndecidable"), ==, "1");
}

static void a_rule_names_the_first_records_it_fires_on(void)
{
	const struct value *rules = page_fixture_at(make_rules(), "rules");
	const struct value *rule = find(rules, "ORG-02");

	g_assert_cmpuint(value_len(page_fixture_at(rule, "fired")), ==, 20);
	g_assert_cmpstr(page_fixture_text(rule, "fired/0/record/title"), ==,
			"Body 00");
	g_assert_cmpstr(page_fixture_text(rule, "fired/1/record/title"), ==,
			"Body 01");
	g_assert_cmpstr(page_fixture_text(rule, "hasMore"), ==, "true");
	g_assert_cmpstr(page_fixture_text(rule, "more"), ==, "2");
	rule = find(rules, "ORG-01");
	g_assert_cmpstr(page_fixture_text(rule, "any"), ==, "false");
	g_assert_cmpstr(page_fixture_text(rule, "hasMore"), ==, "false");
}

static void what_is_not_checked_stands_apart_with_the_reason(void)
{
	const struct value *map = make_rules();
	const struct value *unchecked = page_fixture_at(map, "unchecked");
	const struct value *rules = page_fixture_at(map, "rules");

	g_assert_cmpuint(value_len(unchecked), >, 0);
	for (size_t i = 0; i < value_len(unchecked); i++) {
		const struct value *rule = value_at(unchecked, i);

		g_assert_cmpstr(page_fixture_text(rule, "whyNot"), !=,
				"NOTHING");
		g_assert_null(find(rules, page_fixture_text(rule, "id")));
	}
	g_assert_cmpstr(page_fixture_text(rules, "0/whyNot"), ==, "NOTHING");
}

/* The findings of the fixture's site are those, until it is called again. */
static void show(const struct findings *findings)
{
	findings_order_free(fixture->findings_order);
	fixture->findings_order = findings_order_new(
		findings, fixture->registers, fixture->rulebook);
	fixture->site.findings = findings;
	fixture->site.findings_order = fixture->findings_order;
}

static void add(struct diags *diags, const char *rule, unsigned body,
		unsigned line, bool known)
{
	g_autofree char *id = g_strdup_printf("body-%02u", body);
	g_autofree char *path = g_strdup_printf("organisations/%s.xml", id);
	struct diag diag = {
		.level = known ? DIAG_WARNING : DIAG_NOTE,
		.path = path,
		.line = line,
		.rule = rule,
		.record = id,
		.message = known ? "has no identifier" : "cannot be decided",
		.is_undecidable = !known,
	};

	diags_add(diags, &diag);
}

static struct findings *findings(struct diags *diags)
{
	add(diags, "ORG-02", 0, 1, true);
	for (unsigned i = 0; i < N_BROKEN; i++)
		add(diags, "ORG-02", i, 2, true);
	add(diags, "ORG-02", N_BROKEN, 2, false);
	return findings_new(fixture->registers, fixture->registers,
			    EDITION_PUBLIC, fixture->rulebook, diags);
}

static void findings_go_on_over_further_pages(void)
{
	const struct findings *before = fixture->site.findings;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Findings) many = NULL;
	const struct value *map, *row;

	for (unsigned i = 0; i < PAGER_ROWS + 20; i++)
		add(diags, "ORG-02", i % N_BODIES, i + 1, true);
	add(diags, "ORG-03", 0, 1, true);
	many = findings_new(fixture->registers, fixture->registers,
			    EDITION_PUBLIC, fixture->rulebook, diags);
	show(many);
	map = make();
	row = find(page_fixture_at(map, "table/rules"), "ORG-03");
	g_assert_cmpuint(value_len(page_fixture_at(map, "byRule/rules")), ==,
			 1);
	g_assert_cmpuint(value_len(page_fixture_at(map, "byRule/rules/0/open")),
			 ==, PAGER_ROWS);
	g_assert_cmpstr(page_fixture_text(row, "isHere"), ==, "false");
	g_assert_cmpstr(page_fixture_text(row, "here"), ==,
			"../findings.2.html#ORG-03");
	g_assert_cmpstr(page_fixture_text(map, "byRecord"), ==, "NOTHING");
	g_assert_cmpstr(page_fixture_text(map, "waived/isEmpty"), ==, "true");
	map = page_fixture_page(fixture, page_findings_plan, 1);
	g_assert_cmpstr(page_fixture_text(map, "table"), ==, "NOTHING");
	g_assert_cmpuint(value_len(page_fixture_at(map, "byRule/rules/0/open")),
			 ==, 20);
	g_assert_cmpuint(value_len(page_fixture_at(map, "byRule/rules/1/open")),
			 ==, 1);
	g_assert_cmpuint(value_len(page_fixture_at(map, "byRecord/records")),
			 ==, N_BODIES);
	g_assert_cmpstr(page_fixture_text(map, "waived"), ==, "NOTHING");
	show(before);
}

static struct page_fixture *bodies(void)
{
	const char *texts[N_BODIES][2];
	g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
	const char *ns = "xmlns='urn:gatehouse:1' version='1'";

	for (unsigned i = 0; i < N_BODIES; i++) {
		texts[i][0] = g_strdup_printf("organisations/body-%02u.xml", i);
		texts[i][1] = g_strdup_printf(
			"<organisation %s id='body-%02u'><name>Body %02u"
			"</name><type>local-authority</type></organisation>",
			ns, i, i);
		g_ptr_array_add(kept, (gpointer)texts[i][0]);
		g_ptr_array_add(kept, (gpointer)texts[i][1]);
	}
	return page_fixture_new((const char *const(*)[2])texts, N_BODIES);
}

int main(int argc, char **argv)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Findings) own = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = bodies();
	own = findings(diags);
	show(own);
#define TEST(name, test) g_test_add_func("/page_findings/" name, test)
	TEST("each rule has its counts", each_rule_has_its_counts);
	TEST("a record has open and undecided findings apart",
	     a_record_has_open_and_undecided_findings_apart);
	TEST("a rule names the first records it fires on",
	     a_rule_names_the_first_records_it_fires_on);
	TEST("what is not checked stands apart with the reason",
	     what_is_not_checked_stands_apart_with_the_reason);
	TEST("findings go on over further pages",
	     findings_go_on_over_further_pages);
	status = g_test_run();
	page_fixture_free(fixture);
	return status;
}
