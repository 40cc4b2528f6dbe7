/* SPDX-License-Identifier: MIT */
/* Risks in the matrix of the settings, as values for a table and a picture. */
#include "site-gen/chart_matrix.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/xml.h"
#include "site-gen/value.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define LEVELS(likelihood_, severity_, overall_)                       \
	"<likelihood>" likelihood_ "</likelihood><severity>" severity_ \
	"</severity><overall>" overall_ "</overall>"

static const char pia[] =
	"<pia " NS " id='pia-one'><title>One</title><kind>full</kind>"
	"<risk id='r1'><title>First</title>" LEVELS("possible", "severe", "high") "<residual>" LEVELS(
		"remote", "minimal",
		"low") "</residual></risk>"
		       "<risk id='r2'><title>Second</title><likelihood "
		       "evidence='not-stated'/></risk>"
		       "<risk id='r3'><title>Third</title>" LEVELS(
			       "possible", "severe", "high") "</risk></pia>";
static const char none[] = "<pia " NS " id='pia-none'><title>None</title>"
			   "<kind>full</kind></pia>";
static const char nhs[] = "<settings xmlns='urn:gatehouse:1'><title>T</title>"
			  "<riskMatrix>nhs-5x5</riskMatrix></settings>";

static const struct value *draw(struct page_fixture *fixture, const char *id,
				bool residual)
{
	return chart_matrix(fixture->view.arena, "m", fixture->registers,
			    registers_find(fixture->registers, id)->root,
			    residual);
}

static void parse(struct page_fixture *fixture, const struct value *svg)
{
	g_autoptr(Diags) diags = diags_new();
	struct xml_input input = { .path = "picture.svg" };

	input.bytes = value_bytes(svg, &input.len);
	g_assert_nonnull(xml_parse(fixture->view.arena, &input, diags));
	g_assert_cmpuint(diags_len(diags), ==, 0);
}

static void risks_stand_in_their_cells(void)
{
	static const char *const texts[][2] = { { "pias/pia-one.xml", pia } };
	struct page_fixture *fixture = page_fixture_new(texts, 1);
	const struct value *before = draw(fixture, "pia-one", false);
	const struct value *after = draw(fixture, "pia-one", true);

	g_assert_cmpuint(value_len(page_fixture_at(before, "rows")), ==, 3);
	g_assert_cmpstr(page_fixture_text(before, "rows/0/severity"), ==,
			"Severe");
	g_assert_cmpstr(page_fixture_text(before, "likelihoods/1/label"), ==,
			"Possible");
	g_assert_cmpstr(page_fixture_text(before, "rows/0/cells/1/risks"), ==,
			"Risks 1, 3");
	g_assert_cmpstr(page_fixture_text(before, "rows/0/cells/1/level"), ==,
			"High");
	g_assert_cmpstr(page_fixture_text(before, "rows/0/cells/1/shade"), ==,
			"high");
	g_assert_cmpstr(page_fixture_text(before, "rows/2/cells/0/risks"), ==,
			"NOTHING");
	g_assert_cmpstr(page_fixture_text(before, "unplaced"), ==, "Risk 2");
	g_assert_cmpstr(page_fixture_text(after, "rows/2/cells/0/risks"), ==,
			"Risk 1");
	g_assert_cmpstr(page_fixture_text(after, "unplaced"), ==, "Risks 2, 3");
	parse(fixture, page_fixture_at(before, "svg"));
	parse(fixture, page_fixture_at(after, "svg"));
	page_fixture_free(fixture);
}

static void without_risks_there_is_no_matrix(void)
{
	static const char *const texts[][2] = { { "pias/pia-none.xml", none } };
	struct page_fixture *fixture = page_fixture_new(texts, 1);

	g_assert_cmpint(value_type(draw(fixture, "pia-none", false)), ==,
			VALUE_NOTHING);
	page_fixture_free(fixture);
}

static void the_settings_name_the_matrix(void)
{
	static const char *const texts[][2] = { { "gatehouse.xml", nhs },
						{ "pias/pia-one.xml", pia } };
	struct page_fixture *fixture = page_fixture_new(texts, 2);
	const struct value *before = draw(fixture, "pia-one", false);

	g_assert_cmpuint(value_len(page_fixture_at(before, "rows")), ==, 5);
	g_assert_cmpuint(value_len(page_fixture_at(before, "rows/0/cells")), ==,
			 5);
	g_assert_cmpstr(page_fixture_text(before, "rows/0/cells/4/shade"), ==,
			"very-high");
	g_assert_cmpstr(page_fixture_text(before, "unplaced"), ==,
			"Risks 1, 2, 3");
	parse(fixture, page_fixture_at(before, "svg"));
	page_fixture_free(fixture);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name, test) g_test_add_func("/chart_matrix/" name, test)
	TEST("risks stand in their cells", risks_stand_in_their_cells);
	TEST("without risks there is no matrix",
	     without_risks_there_is_no_matrix);
	TEST("the settings name the matrix", the_settings_name_the_matrix);
	return g_test_run();
}
