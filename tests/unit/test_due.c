/* SPDX-License-Identifier: MIT */
/* Which dates ask for something, until when, and of whom. */
#include "lib/due.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "site-gen/edition.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define SETTINGS \
	"<settings xmlns='urn:gatehouse:1'><title>T</title>%s</settings>"
#define AS_OF "2026-11-22"

static struct library *library;

/* Registers of a few texts, and what is due in them. */
struct world {
	struct diags *diags;
	struct registers *registers;
	struct due_list *list;
};

static void world_clear(struct world *world)
{
	due_list_free(world->list);
	registers_free(world->registers);
	diags_free(world->diags);
}

typedef struct world World;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_clear)

static void add(struct files *files, const char *path, const char *text)
{
	files_add(files, path, g_bytes_new(text, strlen(text)));
}

/* Each text is a whole record, whose folder its root element gives. */
static void world_init(struct world *world, const char *settings,
		       const char *within, const char *const *texts)
{
	g_autofree char *first = g_strdup_printf(SETTINGS, settings);
	struct files *files = files_new();

	add(files, "gatehouse.xml", first);
	for (; *texts; texts++) {
		const char *id = strstr(*texts, " id='") + strlen(" id='");
		g_autofree char *kind =
			g_strndup(*texts + 1, strcspn(*texts + 1, " "));
		g_autofree char *path = g_strdup_printf(
			"%s/%.*s.xml",
			schema_kind(library->schema, kind)->folder,
			(int)strcspn(id, "'"), id);

		add(files, path, *texts);
	}
	files_sort(files);
	world->diags = diags_new();
	world->registers = registers_load(library, files, world->diags, NULL);
	g_assert_nonnull(world->registers);
	world->list = due_list_new(world->registers, date_parse(AS_OF), within);
}

#define WORLD(world_, ...)              \
	g_auto(World) world_ = { 0 };   \
	world_init(&(world_), "", NULL, \
		   (const char *const[]){ __VA_ARGS__, NULL })

/* "2026-12-01 review", in lines; owned by the caller. */
static char *told(const struct world *world)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (size_t i = 0; i < world->list->n; i++) {
		g_autofree char *day = date_format(world->list->all[i].date);

		g_string_append_printf(words, "%s%s %s", words->len ? "\n" : "",
				       day, world->list->all[i].code);
	}
	return g_strdup(words->str);
}

static void assert_told(const struct world *world, const char *expected)
{
	g_autofree char *words = told(world);

	g_assert_cmpstr(words, ==, expected);
}

#define AGREEMENT(status_, inside_)                         \
	"<agreement " NS " id='share'><title>Share</title>" \
	"<status>" status_ "</status>" inside_ "</agreement>"
#define BARRIER(inside_) \
	"<barrier " NS " id='b'><title>B</title>" inside_ "</barrier>"
#define GATEWAY(inside_)                              \
	"<gateway " NS " id='act'><title>Act</title>" \
	"<version id='v1'>" inside_ "</version></gateway>"
#define PARTY(inside_) \
	"<party ref='fen'><role>controller</role>" inside_ "</party>"
#define CONTRACT(inside_) \
	PARTY("<processorContract>" inside_ "</processorContract>")
#define POLICY                                                 \
	"<organisation " NS " id='fen'><name>Fen</name>"       \
	"<policyDocument id='apd'><title>P</title>"            \
	"<reviewedOn>2026-01-01</reviewedOn></policyDocument>" \
	"</organisation>"

/* The fields that ask, each alone in a record, and what they ask for. */
static const struct {
	const char *field;
	const char *told;
	const char *texts[3];
} asks[] = {
	{ "review.next",
	  "2026-12-01 review",
	  { AGREEMENT("active", "<review><next>2026-12-01</next></review>") } },
	{ "review.lastOn",
	  "2026-12-01 review",
	  { "<source " NS " id='s'><title>S</title><review><interval>P1Y"
	    "</interval><lastOn>2025-12-01</lastOn></review></source>" } },
	{ "agreement.end",
	  "2026-12-01 agreement-ends",
	  { AGREEMENT("active", "<end>2026-12-01</end>") } },
	{ "agreement.start",
	  "2026-12-01 signature",
	  { AGREEMENT("approved",
		      "<start>2026-12-01</start>" PARTY(
			      "<signature><status>not-signed</status>"
			      "</signature>")) } },
	{ "flow.end",
	  "2026-12-01 flow-ends",
	  { AGREEMENT("active", "<flow id='f'><end>2026-12-01</end>"
				"</flow>") } },
	{ "retention.until",
	  "2026-12-01 retention-ends",
	  { AGREEMENT("active", "<retention><until>2026-12-01</until>"
				"</retention>") } },
	{ "retentionPromise.until",
	  "2026-12-01 promise-ends",
	  { "<notice " NS " id='n'><title>N</title><retentionPromise>"
	    "<until>2026-12-01</until></retentionPromise></notice>" } },
	{ "notice.withdrawnOn",
	  "2026-12-01 notice-withdrawn",
	  { "<notice " NS " id='n'><title>N</title><withdrawnOn>2026-12-01"
	    "</withdrawnOn></notice>" } },
	{ "consent.refresh",
	  "2026-12-01 consent-refresh",
	  { "<consent " NS " id='c'><title>C</title><refresh>2026-12-01"
	    "</refresh></consent>" } },
	{ "waiver.expires",
	  "2026-12-01 waiver-expires",
	  { "<waiver " NS " id='w'><title>W</title><rule>AGR-01</rule>"
	    "<expires>2026-12-01</expires></waiver>" } },
	{ "pia.reviewOn",
	  "2026-12-01 assessment-review",
	  { "<pia " NS " id='p'><title>P</title><reviewOn>2026-12-01"
	    "</reviewOn></pia>" } },
	{ "measure.due",
	  "2026-12-01 measure",
	  { "<pia " NS " id='p'><title>P</title><measure id='m'>"
	    "<due>2026-12-01</due><status>agreed</status></measure>"
	    "</pia>" } },
	{ "approach.due",
	  "2026-12-01 approach",
	  { BARRIER("<approach id='a'><status>in-progress</status>"
		    "<due>2026-12-01</due></approach>") } },
	{ "barrier.targetDate",
	  "2026-12-01 target",
	  { BARRIER("<targetDate>2026-12-01</targetDate>") } },
	{ "assessment.assessedOn",
	  "2026-12-01 barrier-assessment",
	  { BARRIER("<assessment id='a'><assessedOn>2025-12-01</assessedOn>"
		    "</assessment>") } },
	{ "version.checkedOn",
	  "2026-12-01 law-check",
	  { GATEWAY("<status>in-force</status>"
		    "<checkedOn>2025-12-01</checkedOn>") } },
	{ "version.validFrom",
	  "2026-12-01 law-begins",
	  { GATEWAY("<validFrom>2026-12-01</validFrom>") } },
	{ "version.validTo",
	  "2026-12-01 law-ends",
	  { GATEWAY("<validTo>2026-12-01</validTo>") } },
	{ "processorContract.dueDiligenceOn",
	  "2026-12-01 processor",
	  { AGREEMENT("active", CONTRACT("<dueDiligenceOn>2025-12-01"
					 "</dueDiligenceOn>")) } },
	{ "processorContract.complianceReviewOn",
	  "2026-12-01 processor",
	  { AGREEMENT("active", CONTRACT("<complianceReviewOn>2025-12-01"
					 "</complianceReviewOn>")) } },
	{ "party.leftOn",
	  "2026-12-01 party-leaves",
	  { AGREEMENT("active", PARTY("<leftOn>2026-12-01</leftOn>")) } },
	{ "approval.reviewedOn",
	  "2026-12-01 approval-review",
	  { AGREEMENT("active", "<flow id='f'><approval><reviewedOn>2025-12-01"
				"</reviewedOn></approval></flow>") } },
	{ "policyDocument.reviewedOn",
	  "2027-01-01 policy-review",
	  { POLICY,
	    AGREEMENT("active", "<legal><sch1 policyDocument='fen#apd'/>"
				"</legal>") } },
	{ "programme.end",
	  "2026-12-01 programme-ends",
	  { "<programme " NS " id='p'><title>P</title><end>2026-12-01</end>"
	    "</programme>" } },
	{ "programme.evaluationEnd",
	  "2026-12-01 evaluation-ends",
	  { "<programme " NS " id='p'><title>P</title><evaluationEnd>"
	    "2026-12-01</evaluationEnd></programme>" } },
	{ "organisation.dissolvedOn",
	  "2026-12-01 organisation-ends",
	  { "<organisation " NS " id='o'><name>O</name><dissolvedOn>"
	    "2026-12-01</dissolvedOn></organisation>" } },
};

/* Those that state a fact and ask for nothing. */
static const char *const facts[] = {
	"party.joinedOn",   "signature.signedOn",
	"incident.date",    "decisionNotToShare.date",
	"barrier.raisedOn", "approach.completedOn",
	"destruction.date", "stats.asOf",
	"flow.start",	    "version.versionDate",
	"notice.issuedOn",  "organisation.from",
	"altName.from",	    "altName.to",
	"successor.on",	    "consultation.when",
	"dpoAdvice.date",   "item.date",
	"art36.submitted",  "art36.outcomeOn",
	"programme.start",  "code.validFrom",
	"code.validTo",	    "stage.date",
	"source.published", "source.readOn",
	"removal.on",	    "waiver.approvedOn",
	"signer.from",	    "signer.until",
};

static void each_date_asks_for_what_it_should(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(asks); i++) {
		g_auto(World) world = { 0 };
		g_autofree char *words = NULL;

		world_init(&world, "", NULL, asks[i].texts);
		words = told(&world);
		g_test_message("%s", asks[i].field);
		g_assert_cmpstr(words, ==, asks[i].told);
	}
}

/* Adds the dates below field, as "review.next". */
static void add_dates(GHashTable *dates, const struct field *field)
{
	if (field->type == FIELD_DATE)
		g_hash_table_add(dates,
				 g_strdup_printf("%s.%s", field->parent->name,
						 field->name));
	for (size_t i = 0; i < field->n_attrs; i++)
		add_dates(dates, &field->attrs[i]);
	for (size_t i = 0; i < field->n_children; i++)
		add_dates(dates, &field->children[i]);
}

/* Takes a date of which something is decided out of those of the schemas. */
static void decide(GHashTable *dates, const char *field)
{
	if (!g_hash_table_remove(dates, field))
		g_error("no schema has the date %s, or it is listed twice",
			field);
}

static void every_date_of_the_schemas_is_decided(void)
{
	g_autoptr(GHashTable) dates =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree gpointer *left = NULL;
	size_t n;
	const struct kind *kinds = schema_kinds(library->schema, &n);

	for (size_t i = 0; i < n; i++)
		add_dates(dates, kinds[i].root);
	for (size_t i = 0; i < G_N_ELEMENTS(asks); i++)
		decide(dates, asks[i].field);
	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++)
		decide(dates, facts[i]);
	left = g_hash_table_get_keys_as_array(dates, NULL);
	if (left[0])
		g_error("lib/due.c decides nothing about %s",
			(const char *)left[0]);
}

#define REVIEW "<review><next>2026-01-01</next></review>"

static void what_is_over_asks_for_no_review(void)
{
	WORLD(world, AGREEMENT("expired", REVIEW),
	      BARRIER(REVIEW "<status>closed</status>"),
	      "<pia " NS " id='p'><title>P</title>" REVIEW
	      "<status>retired</status></pia>",
	      "<notice " NS " id='n'><title>N</title>" REVIEW
	      "<withdrawnOn>2026-01-01</withdrawnOn></notice>");

	assert_told(&world, "");
}

static void what_is_done_is_left_out(void)
{
	WORLD(world,
	      "<pia " NS " id='p'><title>P</title>"
	      "<measure id='m'><due>2026-01-01</due><status>done</status>"
	      "</measure><measure id='n'><due>2026-01-02</due>"
	      "<status>abandoned</status></measure></pia>",
	      BARRIER("<approach id='a'><due>2026-01-01</due><completedOn>"
		      "2026-01-01</completedOn></approach>"),
	      AGREEMENT("active", "<start>2020-01-01</start>" PARTY(
					  "<signature><status>signed</status>"
					  "</signature>")),
	      "<consent " NS " id='c'><title>C</title><refresh>2026-01-01"
	      "</refresh><state>withdrawn</state></consent>");

	assert_told(&world, "");
}

static void what_happens_by_itself_is_never_overdue(void)
{
	WORLD(world, GATEWAY("<validTo>2026-11-21</validTo>"),
	      "<programme " NS " id='p'><title>P</title><end>" AS_OF
	      "</end></programme>");

	assert_told(&world, AS_OF " programme-ends");
	g_assert_cmpuint(world.list->n_overdue, ==, 0);
}

#define KEEP "<retention><until>2026-01-01</until></retention>"

static void retention_ends_when_data_are_destroyed_or_the_matter_reviewed(void)
{
	WORLD(kept, AGREEMENT("expired", KEEP));
	WORLD(gone,
	      AGREEMENT("expired", KEEP "<destruction><date>2026-02-01</date>"
					"</destruction>"));
	WORLD(reviewed,
	      AGREEMENT("expired", "<review><lastOn>2026-02-01</lastOn>"
				   "<lastOutcome>Kept for a court</lastOutcome>"
				   "</review>" KEEP));

	assert_told(&kept, "2026-01-01 retention-ends");
	g_assert_true(kept.list->all[0].is_overdue);
	assert_told(&gone, "");
	assert_told(&reviewed, "");
}

static void retention_is_worked_out_from_a_length_of_time(void)
{
	WORLD(world, AGREEMENT("expired", "<flow id='f'><end>2020-01-01</end>"
					  "<retention><duration>P7Y</duration>"
					  "</retention></flow>"));

	assert_told(&world, "2027-01-01 retention-ends");
	g_assert_cmpstr(due_part_id(&world.list->all[0]), ==, "f");
}

static void a_limit_that_counts_for_no_data_asks_for_nothing(void)
{
	WORLD(world, AGREEMENT("active", KEEP "<flow id='f'><retention><until>"
					      "2030-01-01</until></retention>"
					      "</flow>"));

	assert_told(&world, "2030-01-01 retention-ends");
}

static void a_promise_is_kept_when_all_agreements_destroyed_their_data(void)
{
	const char *notice =
		"<notice " NS " id='n'><title>N</title><retentionPromise>"
		"<until>2026-01-01</until></retentionPromise></notice>";
	WORLD(kept, notice,
	      AGREEMENT("expired", "<notice ref='n'/><destruction><date>"
				   "2026-02-01</date></destruction>"));
	WORLD(broken, notice, AGREEMENT("expired", "<notice ref='n'/>"));

	assert_told(&kept, "");
	assert_told(&broken, "2026-01-01 promise-ends");
}

static void only_the_last_look_counts(void)
{
	WORLD(world,
	      BARRIER("<assessment id='a1'><partner ref='fen'/><assessedOn>"
		      "2024-01-01</assessedOn></assessment>"
		      "<assessment id='a2'><partner ref='fen'/><assessedOn>"
		      "2026-01-01</assessedOn></assessment>"
		      "<assessment id='a3'><partner ref='ash'/><assessedOn>"
		      "2025-01-01</assessedOn></assessment>"),
	      AGREEMENT("active",
			CONTRACT("<dueDiligenceOn>2024-01-01</dueDiligenceOn>"
				 "<complianceReviewOn>2026-02-01"
				 "</complianceReviewOn>")));

	assert_told(&world, "2026-01-01 barrier-assessment\n"
			    "2027-01-01 barrier-assessment\n"
			    "2027-02-01 processor");
}

static void a_policy_on_which_nothing_rests_asks_for_nothing(void)
{
	WORLD(world, POLICY);

	assert_told(&world, "");
}

static void the_settings_give_intervals_where_a_record_gives_none(void)
{
	g_auto(World) world = { 0 };

	world_init(&world,
		   "<threshold name='review-interval'><value>P3M</value>"
		   "<reason>R</reason></threshold>",
		   NULL,
		   (const char *const[]){ AGREEMENT("active",
						    "<review><lastOn>2026-01-01"
						    "</lastOn></review>"),
					  NULL });
	assert_told(&world, "2026-04-01 review");
}

static const char *const twice[] = {
	"<source " NS " id='s1'><title>S</title><review><next>2026-12-22"
	"</next></review></source>",
	"<source " NS " id='s2'><title>S</title><review><next>2027-02-21"
	"</next></review></source>",
	"<source " NS " id='s3'><title>S</title><review><next>2026-11-21"
	"</next></review></source>",
	NULL,
};

/* 90 days after 22 November 2026 is 20 February 2027. */
static void the_horizon_is_that_of_the_call_the_settings_or_90_days(void)
{
	static const struct {
		const char *settings, *within;
		size_t near;
	} cases[] = {
		{ "", NULL, 2 },
		{ "", "P91D", 3 },
		{ "", "P0D", 1 },
		{ "<dueWindow>P29D</dueWindow>", NULL, 1 },
		{ "<dueWindow>P30D</dueWindow>", NULL, 2 },
		{ "<dueWindow>P1D</dueWindow>", "P1Y", 3 },
		{ "", "P99999Y", 3 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(World) world = { 0 };

		world_init(&world, cases[i].settings, cases[i].within, twice);
		g_assert_cmpuint(world.list->n, ==, 3);
		g_assert_cmpuint(world.list->n_overdue, ==, 1);
		g_assert_cmpuint(world.list->n_near, ==, cases[i].near);
	}
}

static void durations_are_taken_as_people_write_them(void)
{
	static const char *const good[][2] = {
		{ "P90D", "P90D" },	   { "P1Y6M", "P1Y6M" },
		{ "90d", "P90D" },	   { "2w", "P14D" },
		{ "6M", "P6M" },	   { "1y", "P1Y" },
		{ "999999d", "P999999D" },
	};
	static const char *const bad[] = {
		"",	"90",	"d",	"-P1D",	    "PT5H", "P",
		"90 d", "soon", "1.5y", "1234567d", "90dd", "P1D2",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *got = due_duration(good[i][0]);

		g_assert_cmpstr(got, ==, good[i][1]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_test_message("'%s'", bad[i]);
		g_assert_null(due_duration(bad[i]));
	}
}

static void who_sees_to_it_is_the_part_then_the_record(void)
{
	WORLD(world,
	      "<organisation " NS " id='fen'><name>Fen Council</name>"
	      "</organisation>",
	      "<pia " NS " id='p'><title>P</title>"
	      "<owner ref='fen'>Head of service</owner><reviewOn>2026-12-03"
	      "</reviewOn><measure id='m'><ownerRole>Analyst</ownerRole>"
	      "<owner ref='fen'/><due>2026-12-01</due></measure>"
	      "<measure id='n'><due>2026-12-02</due></measure></pia>",
	      AGREEMENT("approved",
			"<party ref='fen'><signature><status>not-signed"
			"</status><signatoryRole>Director</signatoryRole>"
			"</signature></party><start>2026-12-04</start>"),
	      "<source " NS " id='s'><title>S</title><review><next>2026-12-05"
	      "</next></review></source>");
	static const char *const expected[] = {
		"Analyst, Fen Council",
		"Head of service, Fen Council",
		"Head of service, Fen Council",
		"Director, Fen Council",
		NULL,
	};

	g_assert_cmpuint(world.list->n, ==, G_N_ELEMENTS(expected));
	for (size_t i = 0; i < world.list->n; i++) {
		g_autofree char *got =
			due_responsible(world.registers, &world.list->all[i]);

		g_assert_cmpstr(got, ==, expected[i]);
	}
}

/* The certificate, which shows that it is done, is for partners alone. */
static void what_only_another_edition_shows_as_done_is_not_told(void)
{
	WORLD(world,
	      AGREEMENT("expired", KEEP "<destruction><certificate>C-1"
					"</certificate></destruction>"),
	      "<source " NS " id='s'><title>S</title><review><next>2026-12-05"
	      "</next></review></source>");
	g_autoptr(Registers) visible =
		edition_registers(world.registers, EDITION_PUBLIC);
	g_autoptr(DueList) list =
		due_list_new(visible, date_parse(AS_OF), NULL);

	g_assert_cmpuint(list->n, ==, 2);
	due_list_keep(list, world.list);
	g_assert_cmpuint(list->n, ==, 1);
	g_assert_cmpstr(list->all[0].code, ==, "review");
	g_assert_cmpuint(list->n_overdue, ==, 0);
	g_assert_cmpuint(list->n_near, ==, 1);
}

#define TEST(name_) g_test_add_func("/due/" #name_, name_)

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
	TEST(each_date_asks_for_what_it_should);
	TEST(every_date_of_the_schemas_is_decided);
	TEST(what_is_over_asks_for_no_review);
	TEST(what_is_done_is_left_out);
	TEST(what_happens_by_itself_is_never_overdue);
	TEST(retention_ends_when_data_are_destroyed_or_the_matter_reviewed);
	TEST(retention_is_worked_out_from_a_length_of_time);
	TEST(a_limit_that_counts_for_no_data_asks_for_nothing);
	TEST(a_promise_is_kept_when_all_agreements_destroyed_their_data);
	TEST(only_the_last_look_counts);
	TEST(a_policy_on_which_nothing_rests_asks_for_nothing);
	TEST(the_settings_give_intervals_where_a_record_gives_none);
	TEST(the_horizon_is_that_of_the_call_the_settings_or_90_days);
	TEST(durations_are_taken_as_people_write_them);
	TEST(who_sees_to_it_is_the_part_then_the_record);
	TEST(what_only_another_edition_shows_as_done_is_not_told);
	status = g_test_run();
	library_free(library);
	return status;
}
