/* SPDX-License-Identifier: MIT */
/* The page of consent arrangements by kind, and the page of one. */
#include <string.h>

#include <glib.h>

#include "site-gen/page_consent.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define CONSENT(id, text)                                                   \
	{                                                                   \
		"consents/" id ".xml",                                      \
			"<consent xmlns='urn:gatehouse:1' id='" id          \
			"' version='1'><title>Title of " id "</title>" text \
			"</consent>"                                        \
	}

static const char *const texts[][2] = {
	CONSENT("helping", "<kind>participation</kind>"
			   "<stats asOf='2026-03-31'><asked>40</asked></stats>"
			   "<stats asOf='2025-03-31'><asked>30</asked>"
			   "<given>27</given><refused control='small' "
			   "step='5'/><withdrawn evidence='not-stated'/>"
			   "</stats>"),
	CONSENT("sharing", "<kind>lawful-basis</kind>"
			   "<stats evidence='not-stated'/>"),
	CONSENT("telling", "<kind>confidentiality</kind>"),
	CONSENT("unclear", "<kind evidence='not-stated'/>"),
};

static const struct value *make(struct page_fixture *fixture)
{
	return page_fixture_page(fixture, page_consent_plan, 0);
}

static void assert_kind(const struct value *page, size_t i, const char *label,
			const char *title)
{
	const struct value *kind = value_at(page_fixture_at(page, "kinds"), i);
	const char *path = "arrangements/0/record/_title";

	g_assert_cmpstr(page_fixture_text(kind, "label"), ==, label);
	g_assert_cmpuint(value_len(page_fixture_at(kind, "arrangements")), ==,
			 title ? 1 : 0);
	if (title)
		g_assert_cmpstr(page_fixture_text(kind, path), ==, title);
}

static void kinds_are_kept_apart(void)
{
	struct page_fixture *fixture =
		page_fixture_new(texts, G_N_ELEMENTS(texts));
	const struct value *page = make(fixture);

	g_assert_cmpuint(value_len(page_fixture_at(page, "kinds")), ==, 6);
	assert_kind(page, 0, "Consent as lawful basis", "Title of sharing");
	assert_kind(page, 1, "Consent that lifts confidentiality",
		    "Title of telling");
	assert_kind(page, 2, "Agreement to take part", "Title of helping");
	assert_kind(page, 3, "Agreement to take part in research", NULL);
	assert_kind(page, 4, "Objection or opt-out", NULL);
	assert_kind(page, 5, "Kind not stated", "Title of unclear");
	g_assert_cmpstr(page_fixture_text(page, "kinds/0/meaning"), ==,
			"The person's agreement is the lawful basis for using "
			"their data.");
	g_assert_cmpstr(page_fixture_text(page, "kinds/5/meaning"), ==,
			"NOTHING");
	page_fixture_free(fixture);
}

static void a_kind_that_all_state_has_no_part(void)
{
	struct page_fixture *fixture = page_fixture_new(texts, 3);

	g_assert_cmpuint(value_len(page_fixture_at(make(fixture), "kinds")), ==,
			 5);
	page_fixture_free(fixture);
}

static void counts_stand_in_the_order_of_days(void)
{
	struct page_fixture *fixture = page_fixture_new(texts, 1);
	const struct value *page =
		page_fixture_make(fixture, "helping", page_consent_record);
	const struct value *first = page_fixture_at(page, "counts/rows/0");

	g_assert_true(value_is_true(page_fixture_at(page, "hasCounts")));
	g_assert_cmpstr(page_fixture_text(first, "on"), ==, "31 March 2025");
	g_assert_cmpstr(page_fixture_text(first, "cells/0/words"), ==, "30");
	g_assert_false(
		value_is_true(page_fixture_at(first, "cells/0/isHidden")));
	g_assert_cmpstr(page_fixture_text(first, "cells/2/words"), ==,
			"fewer than 5");
	g_assert_true(
		value_is_true(page_fixture_at(first, "cells/2/isHidden")));
	g_assert_true(
		value_is_true(page_fixture_at(first, "cells/3/isUnstated")));
	g_assert_cmpstr(page_fixture_text(page, "counts/rows/1/on"), ==,
			"31 March 2026");
	g_assert_true(value_is_true(
		page_fixture_at(page, "counts/rows/1/cells/1/isUnstated")));
	page_fixture_free(fixture);
}

/* They have a table, so they are not also among the groups of fields. */
static void counts_stand_once(void)
{
	struct page_fixture *fixture = page_fixture_new(texts, 1);
	const struct value *page =
		page_fixture_make(fixture, "helping", page_consent_record);

	g_assert_cmpuint(value_len(page_fixture_at(page, "record/_groups")), ==,
			 0);
	page_fixture_free(fixture);
}

static void no_counts_are_said_to_be_none(void)
{
	struct page_fixture *fixture = page_fixture_new(texts + 1, 1);
	const struct value *page =
		page_fixture_make(fixture, "sharing", page_consent_record);

	g_assert_false(value_is_true(page_fixture_at(page, "hasCounts")));
	g_assert_true(value_is_true(page_fixture_at(page, "counts/isEmpty")));
	g_assert_cmpstr(page_fixture_text(page, "counts/empty"), ==,
			"No counts recorded.");
	g_assert_false(
		value_is_true(page_fixture_at(make(fixture), "hasCounts")));
	page_fixture_free(fixture);
}

static void control_is_said_as_it_is(void)
{
	struct page_fixture *fixture = page_fixture_new(texts, 1);
	const struct value *page = make(fixture);

	g_assert_cmpstr(page_fixture_text(page, "control/below"), ==, "5");
	g_assert_cmpstr(page_fixture_text(page, "control/example"), ==,
			"100 to 104");
	g_assert_true(
		value_is_true(page_fixture_at(page, "control/hidesTotals")));
	fixture->view.edition = EDITION_INTERNAL;
	page = make(fixture);
	g_assert_cmpstr(page_fixture_text(page, "control/below"), ==,
			"NOTHING");
	g_assert_true(
		value_is_true(page_fixture_at(page, "control/isInternal")));
	page_fixture_free(fixture);
}

static void arrangements_go_on_over_further_pages(void)
{
	const char *many[130][2];
	g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
	struct page_fixture *fixture;
	const struct value *page;

	for (unsigned i = 0; i < G_N_ELEMENTS(many); i++) {
		many[i][0] = g_strdup_printf("consents/c%03u.xml", i);
		many[i][1] = g_strdup_printf(
			"<consent xmlns='urn:gatehouse:1' version='1' "
			"id='c%03u'><title>C</title><kind>%s</kind></consent>",
			i, i < 90 ? "lawful-basis" : "participation");
		g_ptr_array_add(kept, (gpointer)many[i][0]);
		g_ptr_array_add(kept, (gpointer)many[i][1]);
	}
	fixture = page_fixture_new((const char *const(*)[2])many,
				   G_N_ELEMENTS(many));
	page = make(fixture);
	g_assert_cmpuint(
		value_len(page_fixture_at(page, "kinds/2/arrangements")), ==,
		10);
	page = page_fixture_page(fixture, page_consent_plan, 1);
	g_assert_cmpstr(page_fixture_text(page, "kinds/0/isHere"), ==, "false");
	g_assert_cmpstr(page_fixture_text(page, "kinds/0/url"), ==,
			"../consent.html#kind-lawful-basis");
	g_assert_cmpstr(page_fixture_text(page, "kinds/2/isHere"), ==, "true");
	g_assert_cmpstr(page_fixture_text(page, "kinds/2/count"), ==, "40");
	g_assert_cmpuint(
		value_len(page_fixture_at(page, "kinds/2/arrangements")), ==,
		30);
	page_fixture_free(fixture);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/page-consent/kinds", kinds_are_kept_apart);
	g_test_add_func("/page-consent/all-state",
			a_kind_that_all_state_has_no_part);
	g_test_add_func("/page-consent/days",
			counts_stand_in_the_order_of_days);
	g_test_add_func("/page-consent/once", counts_stand_once);
	g_test_add_func("/page-consent/none", no_counts_are_said_to_be_none);
	g_test_add_func("/page-consent/control", control_is_said_as_it_is);
	g_test_add_func("/page-consent/further-pages",
			arrangements_go_on_over_further_pages);
	return g_test_run();
}
