/* SPDX-License-Identifier: MIT */
/*
 * A small register is changed in one place, and checked with what is known from
 * before: the findings are those with nothing known, and just the records that
 * could come out otherwise were looked at again.
 */
#include "lib/rule_memory.h"

#include <string.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rule_check.h"
#include "lib/rule_memory_private.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "tests/unit/findings_fixture.h"
#include "tests/unit/folder_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define MAX_FILES 12

static struct library *library;
static struct rulebook *rulebook;

struct text {
	const char *path;
	const char *text; /* NULL: there is no such file */
};

/* Bodies above bodies: north and south are parts of county, which is of none. */
static const struct text start[] = {
	{ "gatehouse.xml", "<settings xmlns='urn:gatehouse:1'>"
			   "<title>T</title></settings>" },
	{ "organisations/alone.xml",
	  "<organisation " NS " id='alone' publication='internal'>"
	  "<name>Alone</name><type>unitary-council</type></organisation>" },
	{ "organisations/county.xml",
	  "<organisation " NS " id='county'>"
	  "<name>County</name><type>unitary-council</type></organisation>" },
	{ "organisations/north.xml",
	  "<organisation " NS " id='north'><name>North</name>"
	  "<type>unitary-council</type><parent ref='county'/></organisation>" },
	{ "organisations/south.xml",
	  "<organisation " NS " id='south'><name>South</name>"
	  "<type>unitary-council</type><parent ref='county'/></organisation>" },
	{ NULL, NULL },
};

static const char county_renamed[] =
	"<organisation " NS " id='county'>"
	"<name>Shire</name><type>unitary-council</type></organisation>";
static const char south_of_none[] =
	"<organisation " NS " id='south'>"
	"<name>South</name><type>unitary-council</type></organisation>";
static const char south_of_nobody[] =
	"<organisation " NS " id='south'><name>South</name>"
	"<type>unitary-council</type><parent ref='nobody'/></organisation>";

/* An agreement with county, and what its root and its title say besides. */
#define SHARE(root_, title_)                                           \
	"<agreement " NS " id='share'" root_ "><title" title_ ">Share" \
	"</title><status>active</status><party ref='county'>"          \
	"<role>controller</role></party>"                              \
	"<flow id='first'><title>First</title></flow></agreement>"

/* It may not be closed while the agreement has an error. */
static const char closed_barrier[] =
	"<barrier " NS " id='slow'><title>Slow</title>"
	"<owner ref='south'>Head</owner><barrier>B7</barrier>"
	"<status>closed</status><affects ref='share'/></barrier>";

/* Rules of the tests' own ------------------------------------------------- */

static const char *name_of(const struct record *record)
{
	return node_value(record->root, "name");
}

/* What the record above is called. */
static void names_parent(const struct rule_check *check)
{
	const struct record *parent = registers_target(
		check->registers, node_child(check->record->root, "parent"));

	rule_subject(check);
	if (parent)
		rule_fail(check, NULL, "it is of %s", name_of(parent));
}

/* What the records below are called. */
static void names_children(const struct rule_check *check)
{
	size_t n;
	const struct reference *const *all =
		registers_referrers(check->registers, check->record, &n);

	rule_subject(check);
	for (size_t i = 0; i < n; i++)
		rule_fail(check, NULL, "%s is of it", name_of(all[i]->from));
}

static void counts_all(const struct rule_check *check)
{
	if (strcmp(check->record->id, "alone") != 0)
		return;
	rule_subject(check);
	rule_fail(check, NULL, "there are %zu",
		  registers_len(check->registers));
}

static void is_at_fault(const struct rule_check *check)
{
	if (strcmp(check->record->id, "alone") != 0)
		rule_subject(check);
	else
		rule_bug(check, "it is wrong");
}

/* Running them ------------------------------------------------------------ */

struct world {
	struct text texts[MAX_FILES];
	const char *as_of;
	void (*check)(
		const struct rule_check *check); /* NULL: the real rules */
};

/* Begins a test, whose cache is its own. */
static struct world world_new(void (*check)(const struct rule_check *check))
{
	struct world world = { .as_of = "2026-11-22", .check = check };

	g_setenv("GATEHOUSE_CACHE", folder_fixture_path(), TRUE);
	memcpy(world.texts, start, sizeof(start));
	return world;
}

/* Puts a text in place of that of the path, or adds it. */
static void put(struct world *world, const char *path, const char *text)
{
	size_t i = 0;

	while (world->texts[i].path && strcmp(world->texts[i].path, path) != 0)
		i++;
	g_assert_cmpuint(i, <, MAX_FILES - 1);
	world->texts[i] = (struct text){ path, text };
}

static struct files *files_of(const struct world *world)
{
	struct files *files = files_new();

	for (const struct text *t = world->texts; t->path; t++) {
		if (t->text)
			files_add(files, t->path,
				  g_bytes_new(t->text, strlen(t->text)));
	}
	files_sort(files);
	findings_fixture_ids(files);
	return files;
}

/* All findings and counts as text; *n is how many records were looked at. */
static char *check_world(const struct world *world, const char *kept, size_t *n)
{
	const struct rule table[] = {
		{ "AGR-01", "organisation", world->check }, { NULL, NULL, NULL }
	};
	const struct rule *const tables[] = { table };
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers =
		registers_load(library, files_of(world), diags, NULL);
	const struct rules_request request = {
		.registers = registers,
		.rulebook = rulebook,
		.as_of = date_parse(world->as_of),
		.kept = kept,
	};
	g_autoptr(RuleRun) run =
		world->check ? rules_check_with(tables, 1, &request, diags)
			     : rules_check_request(&request, diags);

	*n = rule_run_records(run);
	return findings_fixture_all(diags, run);
}

/* Checks it, and that nothing but expected many records were looked at. */
static void assert_anew(const struct world *world, size_t expected)
{
	size_t n;
	g_autofree char *whole = check_world(world, NULL, &n);
	g_autofree char *known = check_world(world, "here", &n);

	g_assert_cmpstr(known, ==, whole);
	g_assert_cmpuint(n, ==, expected);
}

/* Tests ------------------------------------------------------------------- */

static void nothing_is_looked_at_again(void)
{
	struct world world = world_new(names_parent);

	assert_anew(&world, 4);
	assert_anew(&world, 0);
}

static void a_different_record_and_what_asked_for_it_is(void)
{
	struct world world = world_new(names_parent);

	assert_anew(&world, 4);
	put(&world, "organisations/county.xml", county_renamed);
	assert_anew(&world, 3);
	assert_anew(&world, 0);
	put(&world, "organisations/south.xml", south_of_none);
	assert_anew(&world, 1);
	put(&world, "organisations/county.xml", start[2].text);
	assert_anew(&world, 2);
}

static void what_asked_for_referrers_is(void)
{
	struct world world = world_new(names_children);

	assert_anew(&world, 4);
	/* It refers no longer; it does again; it is gone; it has come. */
	put(&world, "organisations/south.xml", south_of_none);
	assert_anew(&world, 2);
	put(&world, "organisations/south.xml", start[4].text);
	assert_anew(&world, 2);
	put(&world, "organisations/south.xml", NULL);
	assert_anew(&world, 1);
	put(&world, "organisations/south.xml", start[4].text);
	assert_anew(&world, 2);
}

static void what_rests_on_all_always_is(void)
{
	struct world world = world_new(counts_all);

	assert_anew(&world, 4);
	assert_anew(&world, 1);
	put(&world, "organisations/south.xml", NULL);
	assert_anew(&world, 1);
}

static void what_reading_finds_is_not_relied_on(void)
{
	struct world world = world_new(names_parent);

	put(&world, "organisations/south.xml", south_of_nobody);
	assert_anew(&world, 4);
	assert_anew(&world, 1);
	put(&world, "organisations/nobody.xml",
	    "<organisation " NS " id='nobody'><name>Nobody</name>"
	    "<type>unitary-council</type></organisation>");
	assert_anew(&world, 2);
	assert_anew(&world, 0);
	put(&world, "organisations/county.xml", NULL);
	assert_anew(&world, 1);
}

static void another_day_or_other_settings_change_all(void)
{
	struct world world = world_new(names_parent);

	assert_anew(&world, 4);
	world.as_of = "2026-11-23";
	assert_anew(&world, 4);
	put(&world, "gatehouse.xml",
	    "<settings xmlns='urn:gatehouse:1'><title>U</title></settings>");
	assert_anew(&world, 4);
	put(&world, "waivers/one.xml",
	    "<waiver " NS " id='one'><title>One</title><rule>AGR-01</rule>"
	    "<record ref='south'/><reason>So.</reason>"
	    "<approverRole>Head</approverRole>"
	    "<expires>2027-01-01</expires></waiver>");
	assert_anew(&world, 5);
	put(&world, "waivers/one.xml",
	    "<waiver " NS " id='one'><title>One</title><rule>AGR-01</rule>"
	    "<record ref='north'/><reason>So.</reason>"
	    "<approverRole>Head</approverRole>"
	    "<expires>2027-01-01</expires></waiver>");
	assert_anew(&world, 5);
	/* Now no record is kept from anybody. */
	put(&world, "organisations/alone.xml", NULL);
	assert_anew(&world, 4);
}

/*
 * That the barrier is closed is an error as long as the agreement has one, which
 * it has as long as county appears in fewer editions; neither of them changes.
 */
static void what_rests_on_findings_is(void)
{
	struct world world = world_new(NULL);

	put(&world, "agreements/share.xml", SHARE("", ""));
	put(&world, "barriers/slow.xml", closed_barrier);
	put(&world, "organisations/county.xml",
	    "<organisation " NS " id='county' publication='internal'>"
	    "<name>County</name><type>unitary-council</type></organisation>");
	assert_anew(&world, 6);
	assert_anew(&world, 0);
	put(&world, "organisations/county.xml", start[2].text);
	assert_anew(&world, 5);
	assert_anew(&world, 0);
}

/*
 * What the agreement is published to lets the barrier claim a level or not;
 * neither of them names the other.
 */
static void what_rests_on_the_signals_is(void)
{
	struct world world = world_new(NULL);

	put(&world, "agreements/share.xml", SHARE("", ""));
	put(&world, "barriers/trust.xml",
	    "<barrier " NS " id='trust'><title>Trust</title>"
	    "<owner ref='south'>Head</owner><barrier>B5</barrier>"
	    "<status>open</status><assessment id='one'>"
	    "<partner ref='south'/><level>4</level>"
	    "<assessedOn>2026-06-01</assessedOn>"
	    "<evidenceItem kind='audit'>Audit.</evidenceItem>"
	    "</assessment></barrier>");
	assert_anew(&world, 6);
	assert_anew(&world, 0);
	put(&world, "agreements/share.xml",
	    SHARE(" publication='internal'", ""));
	assert_anew(&world, 3);
	assert_anew(&world, 0);
}

/* No rule asks for the source, so only reading tells that it is not there. */
static void what_rests_on_what_reading_finds_is(void)
{
	struct world world = world_new(NULL);

	put(&world, "organisations/alone.xml", NULL);
	put(&world, "sources/paper.xml",
	    "<source " NS " id='paper'><title>Paper</title></source>");
	put(&world, "agreements/share.xml", SHARE("", " source='paper'"));
	put(&world, "barriers/slow.xml", closed_barrier);
	assert_anew(&world, 6);
	assert_anew(&world, 0);
	put(&world, "sources/paper.xml", NULL);
	put(&world, "sources/other.xml",
	    "<source " NS " id='other'><title>Other</title></source>");
	assert_anew(&world, 4);
}

static void after_a_fault_of_a_rule_nothing_is_known(void)
{
	struct world world = world_new(is_at_fault);

	assert_anew(&world, 4);
	assert_anew(&world, 4);
}

static void two_records_of_one_id_are_not_relied_on(void)
{
	struct world world = world_new(names_parent);

	assert_anew(&world, 4);
	put(&world, "organisations/more/county.xml", county_renamed);
	assert_anew(&world, 5);
	assert_anew(&world, 5);
}

static void ids_that_are_not_known_keep_nothing(void)
{
	g_autoptr(Diags) diags = diags_new();
	struct files *files = files_new();
	g_autoptr(Registers) registers = NULL;

	g_setenv("GATEHOUSE_CACHE", folder_fixture_path(), TRUE);
	files_add(files, start[0].path,
		  g_bytes_new(start[0].text, strlen(start[0].text)));
	files_sort(files);
	registers = registers_load(library, files, diags, NULL);
	g_assert_null(rule_memory_open(
		&(struct rules_request){ .registers = registers,
					 .rulebook = rulebook,
					 .as_of = date_parse("2026-11-22"),
					 .kept = "here" },
		diags));
}

/* Reads such bytes to their end; whether they are taken for whole. */
static bool is_read(struct rule_memory *memory, const void *bytes, size_t len)
{
	g_autoptr(RuleReader) reader = rule_reader_new(memory, bytes, len);
	struct rule_kept kept;

	while (reader && rule_reader_next(reader, &kept)) {
		g_assert_cmpuint(kept.number, <=, memory->n);
		for (size_t i = 0; i < kept.n_rests; i++)
			g_assert_cmpuint(kept.rests[i] >> REST_BITS, <=,
					 memory->n);
		for (size_t i = 0; i < kept.n_links; i++)
			g_assert_cmpuint(kept.links[i], <, memory->n);
	}
	return reader && rule_reader_is_done(reader);
}

static void damaged_bytes_do_no_harm(void)
{
	struct world world = world_new(names_children);
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = NULL;
	struct rules_request request = { .rulebook = rulebook,
					 .as_of = date_parse("2026-11-22"),
					 .kept = "here" };
	g_autoptr(RuleMemory) memory = NULL;
	g_autoptr(GByteArray) bytes = NULL;

	assert_anew(&world, 4);
	registers = registers_load(library, files_of(&world), diags, NULL);
	request.registers = registers;
	memory = rule_memory_open(&request, diags);
	bytes = rule_memory_write(memory);
	g_assert_true(is_read(memory, bytes->data, bytes->len));
	for (guint i = 0; i < bytes->len; i++) {
		g_assert_false(is_read(memory, bytes->data, i));
		for (unsigned bit = 0; bit < 8; bit++) {
			bytes->data[i] ^= (guint8)(1u << bit);
			is_read(memory, bytes->data, bytes->len);
			bytes->data[i] ^= (guint8)(1u << bit);
		}
	}
}

static const struct folder_fixture tests[] = {
	{ "nothing is looked at again", nothing_is_looked_at_again },
	{ "a different record and what asked for it is",
	  a_different_record_and_what_asked_for_it_is },
	{ "what asked for referrers is", what_asked_for_referrers_is },
	{ "what rests on all always is", what_rests_on_all_always_is },
	{ "what reading finds is not relied on",
	  what_reading_finds_is_not_relied_on },
	{ "another day or other settings change all",
	  another_day_or_other_settings_change_all },
	{ "what rests on findings is", what_rests_on_findings_is },
	{ "what rests on the signals is", what_rests_on_the_signals_is },
	{ "what rests on what reading finds is",
	  what_rests_on_what_reading_finds_is },
	{ "after a fault of a rule nothing is known",
	  after_a_fault_of_a_rule_nothing_is_known },
	{ "two records of one id are not relied on",
	  two_records_of_one_id_are_not_relied_on },
	{ "ids that are not known keep nothing",
	  ids_that_are_not_known_keep_nothing },
	{ "damaged bytes do no harm", damaged_bytes_do_no_harm },
};

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
	rulebook = rulebook_new(library->assets, NULL);
	g_assert_nonnull(rulebook);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *name =
			g_strconcat("/rule memory/", tests[i].name, NULL);

		g_test_add_data_func(name, &tests[i], folder_fixture_run);
	}
	status = g_test_run();
	rulebook_free(rulebook);
	library_free(library);
	return status;
}
