/* SPDX-License-Identifier: MIT */
/*
 * From files to registers: ids, codes, references in both directions.
 */
#include "lib/registers.h"

#include <string.h>

#include <glib.h>

#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"

static const char settings[] =
	"<settings xmlns='urn:gatehouse:1'><title>Test</title></settings>";
static const char council[] = "<organisation " NS " id='fenbridge-council'>\n"
			      "<name>Fenbridge Council</name>\n"
			      "<type>unitary-council</type></organisation>";
static const char agreement[] =
	"<agreement " NS " id='share-one'>\n"
	"<title>Share one</title>\n"
	"<status>active</status>\n"
	"<party ref='fenbridge-council'><role>controller</role></party>\n"
	"<flow id='first-flow'><title>First</title></flow>\n"
	"</agreement>";

static struct library *library;

static struct registers *load(const char *const (*texts)[2],
			      struct diags *diags, GError **error)
{
	struct files *files = files_new();

	for (size_t i = 0; texts[i][0]; i++)
		files_add(files, texts[i][0],
			  g_bytes_new(texts[i][1], strlen(texts[i][1])));
	files_sort(files);
	return registers_load(library, files, diags, error);
}

static void check_one(const struct diags *diags, const char *rule,
		      const char *path, unsigned line, const char *what)
{
	g_assert_cmpuint(diags_len(diags), ==, 1);
	g_assert_cmpstr(diags_get(diags, 0)->rule, ==, rule);
	g_assert_cmpstr(diags_get(diags, 0)->path, ==, path);
	g_assert_cmpuint(diags_get(diags, 0)->line, ==, line);
	if (!strstr(diags_get(diags, 0)->message, what))
		g_error("'%s' does not say '%s'", diags_get(diags, 0)->message,
			what);
}

static void records_are_found_by_id_and_kind(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/fenbridge-council.xml", council },
		{ "agreements/2026/share-one.xml", agreement },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);
	const struct record *record;
	size_t n;

	g_assert_cmpuint(diags_len(diags), ==, 0);
	g_assert_cmpuint(registers_len(registers), ==, 2);
	record = registers_find(registers, "share-one");
	g_assert_true(record->is_valid);
	g_assert_cmpstr(record->title, ==, "Share one");
	g_assert_cmpint(record->publication, ==, EDITION_PUBLIC);
	g_assert_true(*registers_of_kind(registers, "agreement", &n) == record);
	g_assert_cmpuint(n, ==, 1);
	registers_of_kind(registers, "pia", &n);
	g_assert_cmpuint(n, ==, 0);
	g_assert_null(registers_find(registers, "no-such"));
}

static void references_go_both_ways(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/fenbridge-council.xml", council },
		{ "agreements/share-one.xml", agreement },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);
	const struct record *body =
		registers_find(registers, "fenbridge-council");
	const struct record *share = registers_find(registers, "share-one");
	const struct reference *const *from;
	const struct node *flow = NULL;
	size_t n;

	from = registers_referrers(registers, body, &n);
	g_assert_cmpuint(n, ==, 1);
	g_assert_true(from[0]->from == share && from[0]->to == body);
	g_assert_cmpuint(from[0]->node->line, ==, 4);
	registers_referrers(registers, share, &n);
	g_assert_cmpuint(n, ==, 0);
	from = registers_referrers_of_kind(registers, body, "agreement", &n);
	g_assert_cmpuint(n, ==, 1);
	g_assert_true(from[0]->from == share);
	registers_referrers_of_kind(registers, body, "consent", &n);
	g_assert_cmpuint(n, ==, 0);
	registers_referrers_of_kind(registers, body, "notice", &n);
	g_assert_cmpuint(n, ==, 0);
	g_assert_true(registers_resolve(registers, "share-one#first-flow",
					&flow) == share);
	g_assert_cmpstr(flow->name, ==, "flow");
	g_assert_null(registers_resolve(registers, "share-one#other", NULL));
}

static void a_dangling_reference_is_reported_where_it_stands(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "agreements/share-one.xml", agreement },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);

	g_assert_nonnull(registers);
	check_one(diags, "ORG-01", "agreements/share-one.xml", 4,
		  "'fenbridge-council'");
}

static void a_reference_to_the_wrong_kind_is_reported(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/fenbridge-council.xml", council },
		{ "waivers/one-waiver.xml",
		  "<waiver " NS " id='one-waiver'><title>W</title>\n"
		  "<owner ref='one-waiver'>Lead</owner>\n"
		  "<rule>AGR-07</rule><record ref='fenbridge-council'/>"
		  "</waiver>" },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);

	g_assert_nonnull(registers);
	check_one(diags, "ORG-01", "waivers/one-waiver.xml", 2,
		  "kind 'waiver'");
}

static void the_same_id_twice_is_an_error(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/fenbridge-council.xml", council },
		{ "organisations/old/fenbridge-council.xml", council },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);

	g_assert_nonnull(registers);
	check_one(diags, "REG-01", "organisations/old/fenbridge-council.xml", 1,
		  "organisations/fenbridge-council.xml");
}

static void an_id_must_be_the_file_name(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/other-council.xml", council },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);

	g_assert_nonnull(registers);
	check_one(diags, "REG-02", "organisations/other-council.xml", 1,
		  "write id=\"other-council\"");
	g_assert_false(registers_find(registers, "other-council")->is_valid);
}

static void an_unknown_code_suggests_the_nearest(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/fenbridge-council.xml",
		  "<organisation " NS " id='fenbridge-council'>\n"
		  "<name>F</name>\n<type>unitary-counsil</type>"
		  "</organisation>" },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);

	g_assert_nonnull(registers);
	check_one(diags, "REG-02", "organisations/fenbridge-council.xml", 3,
		  "did you mean 'unitary-council'");
}

static void a_repository_can_extend_a_code_list(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "codes/organisation-type.xml",
		  "<codeList xmlns='urn:gatehouse:1' id='organisation-type'>\n"
		  "<title>T</title><code id='moot'><label>Moot</label>\n"
		  "<meaning>M</meaning></code>\n"
		  "<code id='police-force'><label>P</label>\n"
		  "<meaning>M</meaning></code></codeList>" },
		{ "organisations/fenbridge-moot.xml",
		  "<organisation " NS " id='fenbridge-moot'>"
		  "<name>F</name><type>moot</type></organisation>" },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);

	g_assert_nonnull(registers);
	check_one(diags, "REG-02", "codes/organisation-type.xml", 4,
		  "'police-force' is in list");
	g_assert_cmpstr(codes_label(registers_codes(registers),
				    "organisation-type", "moot"),
			==, "Moot");
}

/* With a note or without, own codes and the program's, in text or attribute. */
static void a_node_knows_its_code(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "codes/organisation-type.xml",
		  "<codeList xmlns='urn:gatehouse:1' "
		  "id='organisation-type'><title>T</title><code id='beacon'>"
		  "<label>B</label><meaning>M</meaning></code></codeList>" },
		{ "organisations/fenbridge-council.xml", council },
		{ "organisations/lamp.xml",
		  "<organisation " NS " id='lamp'><name>Lamp</name>"
		  "<type>beacon</type></organisation>" },
		{ "agreements/share-one.xml",
		  "<agreement " NS " id='share-one'><title>One</title>"
		  "<status>active</status>"
		  "<party ref='lamp'><role>controller</role></party>"
		  "<flow id='first-flow'><title>First</title>"
		  "<purpose code='P-IDENTIFY'>To find</purpose></flow>"
		  "</agreement>" },
		{ NULL, NULL },
	};
	static const char *const held[][3] = {
		{ "fenbridge-council", "type", "unitary-council" },
		{ "lamp", "type", "beacon" },
		{ "share-one", "flow/purpose", "P-IDENTIFY" },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);
	const struct codes *codes = registers_codes(registers);

	g_assert_cmpuint(diags_len(diags), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(held); i++) {
		const struct node *node =
			node_find(registers_find(registers, held[i][0])->root,
				  held[i][1]);
		struct node copy = *node;

		copy.number = 0;
		g_assert_cmpuint(node->number, >, 0);
		g_assert_cmpstr(codes_of(codes, node)->id, ==, held[i][2]);
		g_assert_true(codes_of(codes, node) == codes_of(codes, &copy));
	}
	g_assert_null(codes_of(codes, NULL));
	g_assert_null(codes_of(codes, registers_find(registers, "lamp")->root));
}

/* The records' own trees, but not the first organisation's. */
static const struct node *without_beam(void *data G_GNUC_UNUSED,
				       struct arena *arena G_GNUC_UNUSED,
				       const struct record *record)
{
	return g_strcmp0(record->id, "beam") == 0 ? NULL : record->root;
}

/* Registers with the same trees have their own records for what they name. */
static void a_node_leads_to_a_record_of_the_registers(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/beam.xml",
		  "<organisation " NS " id='beam'><name>Beam</name>"
		  "<type>unitary-council</type></organisation>" },
		{ "organisations/lamp.xml",
		  "<organisation " NS " id='lamp'><name>Lamp</name>"
		  "<type>unitary-council</type></organisation>" },
		{ "agreements/share-one.xml",
		  "<agreement " NS " id='share-one'><title>One</title>"
		  "<status>active</status>"
		  "<party ref='beam'><role>controller</role></party>"
		  "<party ref='lamp'><role>controller</role></party>"
		  "</agreement>" },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);
	g_autoptr(Registers) fewer =
		registers_filter(registers, without_beam, NULL);
	const struct node *beam = node_child(
		registers_find(registers, "share-one")->root, "party");
	const struct node *lamp = node_again(beam);

	g_assert_cmpuint(diags_len(diags), ==, 0);
	g_assert_true(beam->is_target && lamp->is_target);
	g_assert_true(registers_target(registers, beam) ==
		      registers_find(registers, "beam"));
	g_assert_true(registers_target(registers, lamp) ==
		      registers_find(registers, "lamp"));
	g_assert_null(registers_target(fewer, beam));
	g_assert_true(registers_target(fewer, lamp) ==
		      registers_find(fewer, "lamp"));
	g_assert_null(codes_of(registers_codes(registers), lamp));
}

static void empty_must_be_marked_not_stated(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/fenbridge-council.xml",
		  "<organisation " NS " id='fenbridge-council'><name>F</name>\n"
		  "<type>unitary-council</type>\n"
		  "<from evidence='not-stated'/>\n"
		  "<dissolvedOn/></organisation>" },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);

	g_assert_nonnull(registers);
	check_one(diags, "REG-02", "organisations/fenbridge-council.xml", 4,
		  "'dissolvedOn' is empty");
}

static void without_settings_it_is_no_registers_repository(void)
{
	static const char *const texts[][2] = {
		{ "organisations/fenbridge-council.xml", council },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(GError) error = NULL;

	g_assert_null(load(texts, diags, &error));
	g_assert_nonnull(strstr(error->message, "gatehouse.xml"));
}

static void words_are_those_of_the_register(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "organisations/fenbridge-council.xml", council },
		{ "agreements/share-one.xml",
		  "<agreement " NS " id='share-one'><title>Share one</title>"
		  "<owner ref='fenbridge-council'>Head of service</owner>"
		  "<status>active</status>"
		  "<start>2018-05-01</start><end evidence='not-stated'/>"
		  "</agreement>" },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);
	const struct node *root = registers_find(registers, "share-one")->root;
	static const char *const expected[][2] = {
		{ "owner", "Fenbridge Council: Head of service" },
		{ "start", "1 May 2018" },
		{ "end", "not stated" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autofree char *words = registers_words(
			registers, node_child(root, expected[i][0]));

		g_assert_cmpstr(words, ==, expected[i][1]);
	}
}

/* Forty records are enough for two workers. */
static void two_workers_find_what_one_finds(void)
{
	g_autoptr(Diags) diags = diags_new();
	struct files *files = files_new();
	g_autoptr(Registers) registers = NULL;

	files_add(files, "gatehouse.xml",
		  g_bytes_new_static(settings, sizeof(settings) - 1));
	for (unsigned i = 0; i < 40; i++) {
		g_autofree char *path =
			g_strdup_printf("organisations/body-%02u.xml", i);
		char *text = g_strdup_printf(
			"<organisation " NS " id='body-%02u'>\n<name>B</name>"
			"<type>%s</type></organisation>",
			i, i % 10 == 3 ? "nonsense" : "unitary-council");

		files_add(files, path, g_bytes_new_take(text, strlen(text)));
	}
	files_sort(files);
	registers = registers_load(library, files, diags, NULL);
	g_assert_cmpuint(registers_len(registers), ==, 40);
	g_assert_cmpuint(diags_len(diags), ==, 4);
	for (unsigned i = 0; i < 4; i++) {
		g_autofree char *path =
			g_strdup_printf("organisations/body-%u3.xml", i);

		g_assert_cmpstr(diags_get(diags, i)->path, ==, path);
	}
}

/* Adds "R share-one", "< fenbridge-council", "? nobody" or "*" to a text. */
static void note(void *data, enum registers_question question,
		 const struct record *record, const char *id)
{
	static const char *const marks[] = {
		[REGISTERS_RECORD] = "R",
		[REGISTERS_REFERRERS] = "<",
		[REGISTERS_OUTLINE] = "o",
		[REGISTERS_ALL] = "*",
	};
	const char *mark = marks[question];

	if (question == REGISTERS_RECORD && !record)
		mark = "?";
	g_string_append_printf(data, "%s %s;", mark,
			       record ? record->id
			       : id   ? id
				      : "");
}

static void what_is_asked_is_told(void)
{
	static const char *const texts[][2] = {
		{ "gatehouse.xml", settings },
		{ "agreements/share-one.xml", agreement },
		{ "organisations/fenbridge-council.xml", council },
		{ NULL, NULL },
	};
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) registers = load(texts, diags, NULL);
	g_autoptr(GString) said = g_string_new(NULL);
	g_autoptr(Registers) watched = registers_watched(registers, note, said);
	const struct record *council_record =
		registers_find(registers, "fenbridge-council");
	const struct record *record = registers_find(watched, "share-one");
	size_t n;

	g_assert_true(
		registers_target(watched, node_child(record->root, "party")) ==
		council_record);
	g_assert_true(registers_resolve(watched, "share-one#first-flow",
					NULL) == record);
	g_assert_null(registers_resolve(watched, "share-one#other", NULL));
	g_assert_null(registers_find(watched, "nobody"));
	registers_referrers_of_kind(watched, council_record, "agreement", &n);
	g_assert_cmpuint(n, ==, 1);
	registers_of_kind(watched, "agreement", &n);
	g_assert_cmpstr(said->str, ==,
			"R share-one;R fenbridge-council;R share-one;"
			"? share-one#other;? nobody;< fenbridge-council;* ;");
	g_string_truncate(said, 0);
	registers_get(watched, 0);
	g_assert_cmpuint(registers_len(watched), ==, 2);
	registers_references(watched, &n);
	registers_bytes(watched, record, &n);
	g_assert_cmpstr(said->str, ==, "* ;* ;* ;* ;");
	g_string_truncate(said, 0);
	g_assert_true(registers_has_kind(watched, "agreement"));
	g_assert_false(registers_has_kind(watched, "waiver"));
	g_assert_true(registers_is_public(watched));
	g_assert_cmpstr(said->str, ==, "o ;o ;o ;");
	g_string_truncate(said, 0);
	registers_find(registers, "share-one");
	g_assert_true(registers_listed(watched, 0) ==
		      registers_get(registers, 0));
	g_assert_cmpstr(said->str, ==, "");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
#define TEST(name, test) g_test_add_func("/registers/" name, test)
	TEST("records are found by id and kind",
	     records_are_found_by_id_and_kind);
	TEST("references go both ways", references_go_both_ways);
	TEST("a dangling reference is reported where it stands",
	     a_dangling_reference_is_reported_where_it_stands);
	TEST("a reference to the wrong kind is reported",
	     a_reference_to_the_wrong_kind_is_reported);
	TEST("the same id twice is an error", the_same_id_twice_is_an_error);
	TEST("an id must be the file name", an_id_must_be_the_file_name);
	TEST("an unknown code suggests the nearest",
	     an_unknown_code_suggests_the_nearest);
	TEST("a repository can extend a code list",
	     a_repository_can_extend_a_code_list);
	TEST("a node knows its code", a_node_knows_its_code);
	TEST("a node leads to a record of the registers",
	     a_node_leads_to_a_record_of_the_registers);
	TEST("empty must be marked not stated",
	     empty_must_be_marked_not_stated);
	TEST("without settings it is no registers repository",
	     without_settings_it_is_no_registers_repository);
	TEST("words are those of the register",
	     words_are_those_of_the_register);
	TEST("what is asked is told", what_is_asked_is_told);
	TEST("two workers find what one finds",
	     two_workers_find_what_one_finds);
	status = g_test_run();
	library_free(library);
	return status;
}
