/* SPDX-License-Identifier: MIT */
/* What rests on a record, and what would be left without a gateway. */
#include "lib/impact.h"

#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/flow_live.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define GATEWAY(id_, kind_, versions_)                                        \
	{                                                                     \
		"gateways/" id_ ".xml",                                       \
			"<gateway " NS " id='" id_ "'><title>" id_ "</title>" \
			"<kind>" kind_ "</kind>" versions_ "</gateway>"       \
	}
#define VERSION(id_, days_, status_)                       \
	"<version id='" id_ "'>" days_ "<status>" status_  \
	"</status><citation>" id_ "</citation><checked>no" \
	"</checked></version>"
#define AGREEMENT(id_, facts_, flows_)                               \
	{                                                            \
		"agreements/" id_ ".xml",                            \
			"<agreement " NS " id='" id_ "'><title>" id_ \
			"</title>" facts_ flows_ "</agreement>"      \
	}
#define FLOW(id_, inside_) \
	"<flow id='" id_ "'><title>" id_ "</title>" inside_ "</flow>"

static const char *const texts[][2] = {
	GATEWAY("dated", "express-permissive",
		VERSION("v1", "<validFrom>2010-01-01</validFrom>", "in-force")
			VERSION("v2", "<validFrom>2020-01-01</validFrom>",
				"in-force")),
	GATEWAY("undated", "express-permissive",
		VERSION("v1", "<validFrom evidence='not-stated'/>",
			"in-force")),
	GATEWAY("repealed", "express-permissive",
		VERSION("v1",
			"<validFrom>2000-01-01</validFrom>"
			"<validTo>2015-12-31</validTo>",
			"repealed")),
	GATEWAY("to-come", "express-mandatory",
		VERSION("v1", "", "enacted-not-commenced")),
	GATEWAY("general", "general-power",
		VERSION("v1", "<validFrom>2000-01-01</validFrom>", "in-force")),
	GATEWAY("unclear", "express-permissive",
		VERSION("v1", "<validFrom>2010-01-01</validFrom>", "in-force")
			VERSION("v2", "<validFrom evidence='not-stated'/>",
				"in-force")),
	AGREEMENT("main",
		  "<review><lastOn>2018-03-01</lastOn></review>"
		  "<status>active</status><start>2012-01-01</start>",
		  FLOW("a", "<gateway ref='dated'/><gateway ref='undated'/>")
			  FLOW("b", "<gateway ref='dated'/>"
				    "<gateway ref='repealed'/>"
				    "<gateway ref='to-come'/>")
				  FLOW("c", "<gateway ref='dated'/>"
					    "<gateway ref='general'/>")),
	AGREEMENT("vague", "<status evidence='not-stated'/>",
		  FLOW("x", "<gateway ref='dated' version='v1'/>")),
	AGREEMENT("past",
		  "<status>expired</status><start>2011-01-01</start>"
		  "<end>2013-12-31</end>",
		  FLOW("y", "<gateway ref='dated'/>")),
	AGREEMENT("plan", "<status>draft</status>",
		  FLOW("z", "<gateway ref='unclear'/>")),
	AGREEMENT("below", "<status>active</status><parent ref='main'/>", ""),
	{ "pias/pia-a.xml",
	  "<pia " NS " id='pia-a'><title>A</title><kind>full</kind>"
	  "<linked><agreement ref='main'/><flow ref='main#a'/></linked>"
	  "<signOff><item code='measures-approved'><date>2021-05-01</date>"
	  "</item></signOff></pia>" },
	{ "barriers/bar.xml",
	  "<barrier " NS " id='bar'><title>B</title><barrier>B3</barrier>"
	  "<affects ref='main#b'/></barrier>" },
};

static struct page_fixture *fixture;

#define AS_OF "2026-11-22"

static struct impact *ask(const char *target, const char *on)
{
	const struct node *part = NULL;
	const struct record *record =
		registers_resolve(fixture->registers, target, &part);

	g_assert_nonnull(record);
	return impact_of(fixture->registers, record, part, date_parse(on),
			 date_parse(AS_OF));
}

/* "1 main/a 2 pia-a main": depth, record, flow; then what it goes through. */
static char *ways(const struct impact *impact)
{
	GString *said = g_string_new(NULL);

	for (size_t i = 0; i < impact->n; i++) {
		const struct impact_way *way = &impact->ways[i];

		g_string_append_printf(said, "%s%u %s", said->len ? " " : "",
				       way->depth, way->record->id);
		if (way->flow)
			g_string_append_printf(said, "/%s",
					       node_attr(way->flow, "id"));
		if (way->through)
			g_string_append_printf(said, " %s", way->through->id);
	}
	return g_string_free(said, FALSE);
}

static void assert_ways(const char *target, const char *expected)
{
	g_autoptr(Impact) impact = ask(target, AS_OF);
	g_autofree char *said = ways(impact);

	g_assert_cmpstr(said, ==, expected);
}

static void what_rests_is_followed_from_flows(void)
{
	assert_ways("undated",
		    "1 main/a 2 below main 2 pia-a main 2 pia-a main");
	assert_ways("general", "1 main/c 2 below main");
	assert_ways("repealed", "1 main/b 2 below main 2 bar main");
	assert_ways("main#a", "1 below 1 pia-a 1 pia-a");
	assert_ways("main", "1 below 1 pia-a 1 pia-a 1 bar");
	assert_ways("bar", "");
}

static void a_version_has_what_relies_on_it(void)
{
	assert_ways(
		"dated#v2",
		"1 main/a 1 main/b 1 main/c 2 below main 2 pia-a main 2 pia-a main "
		"2 bar main");
	assert_ways("unclear#v2", "");
	assert_ways("dated#v1",
		    "1 main/a 1 main/b 1 main/c 1 past/y 1 vague/x "
		    "2 below main 2 pia-a main 2 pia-a main 2 bar main");
}

static void the_way_is_said_in_words(void)
{
	g_autoptr(Impact) impact = ask("general", AS_OF);

	g_assert_cmpstr(impact->ways[0].via, ==, "flow 'c', legal gateway");
}

/* What flow c of main and the like would have left without the gateway. */
static void assert_left(const char *flow, const char *gateway, const char *on,
			const char *rest, const char *other)
{
	g_autoptr(Arena) arena = arena_new();
	const struct node *node = NULL;
	struct impact_law_left left;

	registers_resolve(fixture->registers, flow, &node);
	left = impact_law_without(fixture->registers, node,
				  registers_find(fixture->registers, gateway),
				  date_parse(on), date_parse(AS_OF), arena);
	g_assert_cmpstr(impact_law_rest_name(left.rest), ==, rest);
	g_assert_cmpuint(left.n_others, ==, other ? 1 : 0);
	if (other)
		g_assert_cmpstr(left.others[0]->id, ==, other);
}

static void what_is_left_goes_by_the_day(void)
{
	assert_left("main#a", "dated", AS_OF, "other", "undated");
	assert_left("main#a", "dated", "2013-01-01", "not-known", "undated");
	assert_left("main#b", "dated", AS_OF, "only-gateway", NULL);
	assert_left("main#b", "dated", "2013-01-01", "other", "repealed");
	assert_left("main#b", "dated", "2030-01-01", "not-known", "to-come");
	assert_left("main#c", "dated", AS_OF, "weak", "general");
	assert_left("main#c", "general", AS_OF, "other", "dated");
	assert_left("main#c", "general", "2009-12-31", "only-gateway", NULL);
	assert_left("vague#x", "dated", AS_OF, "only-gateway", NULL);
}

static void flows_are_counted_once(void)
{
	g_autoptr(Impact) impact = ask("dated", AS_OF);
	struct impact_tally tally = impact_count(impact);

	g_assert_cmpuint(tally.flows, ==, 5);
	g_assert_cmpuint(tally.live, ==, 3);
	g_assert_cmpuint(tally.unknown, ==, 1);
	g_assert_cmpuint(tally.left[IMPACT_LAW_NOTHING], ==, 1);
	g_assert_cmpuint(tally.left[IMPACT_LAW_WEAK], ==, 1);
	g_assert_cmpuint(tally.left[IMPACT_LAW_UNSURE], ==, 0);
	g_assert_cmpuint(tally.left[IMPACT_LAW_OTHER], ==, 1);
}

static void assert_changed(const char *gateway, const char *on,
			   const char *expected)
{
	const struct record *record =
		registers_find(fixture->registers, gateway);

	g_assert_cmpint(impact_law_changed(record->root, date_parse(on)), ==,
			date_parse(expected));
}

static void the_law_changed_when_its_text_did(void)
{
	assert_changed("dated", AS_OF, "2020-01-01");
	assert_changed("dated", "2019-12-31", "2010-01-01");
	assert_changed("repealed", AS_OF, "2016-01-01");
	assert_changed("repealed", "2015-12-31", "2000-01-01");
	assert_changed("undated", AS_OF, NULL);
	assert_changed("unclear", AS_OF, NULL);
	assert_changed("to-come", AS_OF, NULL);
}

static void assert_reviewed(const char *id, const char *changed,
			    enum fact expected)
{
	const struct record *record = registers_find(fixture->registers, id);

	g_assert_cmpint(impact_law_is_reviewed(record, date_parse(changed),
					       date_parse(AS_OF)),
			==, expected);
}

static void a_review_a_start_or_an_approval_is_a_look(void)
{
	assert_reviewed("main", "2018-03-01", FACT_YES);
	assert_reviewed("main", "2018-03-02", FACT_NO);
	assert_reviewed("main", NULL, FACT_UNKNOWN);
	assert_reviewed("past", "2011-01-01", FACT_YES);
	assert_reviewed("vague", "2011-01-01", FACT_UNKNOWN);
	assert_reviewed("pia-a", "2021-05-01", FACT_YES);
	assert_reviewed("pia-a", "2021-05-02", FACT_NO);
}

static void assert_live(const char *flow, const char *day, enum fact expected)
{
	const struct node *node = NULL;

	registers_resolve(fixture->registers, flow, &node);
	g_assert_cmpint(flow_live_on(fixture->registers, node, date_parse(day),
				     date_parse(AS_OF)),
			==, expected);
}

static void a_flow_runs_by_its_dates_and_its_status(void)
{
	assert_live("main#a", AS_OF, FACT_YES);
	assert_live("main#a", "2012-01-01", FACT_YES);
	assert_live("main#a", "2011-12-31", FACT_NO);
	assert_live("past#y", AS_OF, FACT_NO);
	assert_live("past#y", "2013-12-31", FACT_YES);
	assert_live("past#y", "2014-01-01", FACT_NO);
	assert_live("vague#x", AS_OF, FACT_UNKNOWN);
	assert_live("plan#z", AS_OF, FACT_NO);
	assert_live("plan#z", "2012-01-01", FACT_NO);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	fixture = page_fixture_new(texts, G_N_ELEMENTS(texts));
#define TEST(name, test) g_test_add_func("/impact/" name, test)
	TEST("what rests is followed from flows",
	     what_rests_is_followed_from_flows);
	TEST("a version has what relies on it",
	     a_version_has_what_relies_on_it);
	TEST("the way is said in words", the_way_is_said_in_words);
	TEST("what is left goes by the day", what_is_left_goes_by_the_day);
	TEST("flows are counted once", flows_are_counted_once);
	TEST("the law changed when its text did",
	     the_law_changed_when_its_text_did);
	TEST("a review, a start or an approval is a look",
	     a_review_a_start_or_an_approval_is_a_look);
	TEST("a flow runs by its dates and its status",
	     a_flow_runs_by_its_dates_and_its_status);
	status = g_test_run();
	page_fixture_free(fixture);
	return status;
}
