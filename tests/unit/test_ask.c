/* SPDX-License-Identifier: MIT */
/*
 * What pages ask of the whole register comes down to questions about records:
 * where an edit changes what they were told, one of these has another answer.
 */
#include "site-gen/ask.h"

#include <string.h>

#include <glib.h>

#include "lib/notice_facts.h"
#include "lib/registers.h"
#include "site-gen/answers.h"
#include "site-gen/sharing.h"
#include "tests/unit/page_fixture.h"

#define NS "xmlns='urn:gatehouse:1' version='1'"
#define BODY(id_, name_)                                 \
	"<organisation " NS " id='" id_ "'><name>" name_ \
	"</name><type>unitary-council</type></organisation>"
#define AGREEMENT(id_, flows_)                                    \
	"<agreement " NS " id='" id_ "'><title>List</title>"      \
	"<status>active</status><start>2013-01-01</start>" flows_ \
	"</agreement>"
#define FLOW(from_, to_)                                   \
	"<flow id='" from_ "-" to_ "'><title>Flow</title>" \
	"<discloser ref='" from_ "'/><recipient ref='" to_ "'/></flow>"

/* Makes a page ask about the record. */
typedef void (*asker)(struct ask *ask, const struct record *record);

enum { ASH, ELM, OAK, ONE, TWO, N };

static const char *const texts[N][2] = {
	[ASH] = { "organisations/ash.xml", BODY("ash", "Ash") },
	[ELM] = { "organisations/elm.xml", BODY("elm", "Elm") },
	[OAK] = { "organisations/oak.xml", BODY("oak", "Oak") },
	[ONE] = { "agreements/one.xml",
		  AGREEMENT("one", FLOW("ash", "elm") FLOW("ghost", "ash")) },
	[TWO] = { "agreements/two.xml", AGREEMENT("two", FLOW("elm", "oak")) },
};

/* Whether a question that was asked of one site has another answer in it. */
static bool has_other_answer(struct page_fixture *old, struct page_fixture *new)
{
	g_autoptr(Answers) before = answers_new(&old->site);
	g_autoptr(Answers) now = answers_new(&new->site);
	size_t n;
	const struct question *asked = ask_questions(old->view.ask, &n);

	g_assert_false(ask_is_all(old->view.ask));
	for (size_t i = 0; i < n; i++) {
		const struct record *record = asked[i].record;
		struct question again = answers_question(
			now, asked[i].kind, record ? record->id : asked[i].id);

		if (memcmp(answers_get(before, &asked[i]),
			   answers_get(now, &again), SHA1_LEN) != 0)
			return true;
	}
	return false;
}

/* Whether who asked about Ash is told that the text has become that. */
static bool is_told(asker ask_about_it, size_t text, const char *becomes)
{
	const char *edited[N][2];
	struct page_fixture *old = page_fixture_new(texts, N);
	struct page_fixture *new;
	bool result;

	memcpy(edited, texts, sizeof(edited));
	edited[text][1] = becomes;
	new = page_fixture_new((const char *const(*)[2])edited, N);
	ask_begin(old->view.ask);
	ask_about_it(old->view.ask, registers_find(old->registers, "ash"));
	result = has_other_answer(old, new);
	page_fixture_free(old);
	page_fixture_free(new);
	return result;
}

static void ask_for_subject(struct ask *ask, const struct record *record)
{
	g_assert_nonnull(ask_subject(ask, record));
}

static void ask_for_gifts(struct ask *ask, const struct record *record)
{
	size_t n;

	ask_gives(ask, record, &n);
	g_assert_cmpuint(n, ==, 1);
}

static void ask_for_takings(struct ask *ask, const struct record *record)
{
	size_t n;

	ask_gets(ask, record, &n);
	g_assert_cmpuint(n, ==, 1);
}

static const asker askers[] = {
	ask_for_subject,
	ask_for_gifts,
	ask_for_takings,
};

static void test_a_flow_in_another_agreement_is_told(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(askers); i++)
		g_assert_true(is_told(askers[i], TWO,
				      AGREEMENT("two", FLOW("ash", "oak"))));
}

static void test_a_flow_between_others_is_not_told(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(askers); i++)
		g_assert_false(is_told(askers[i], TWO,
				       AGREEMENT("two", FLOW("oak", "elm"))));
}

static void test_the_name_of_the_other_side_is_told(void)
{
	g_assert_true(is_told(ask_for_gifts, ELM, BODY("elm", "Yew")));
	g_assert_false(is_told(ask_for_gifts, OAK, BODY("oak", "Yew")));
}

/* A body that was looked for in vain has a record from now on. */
static void test_that_the_other_side_has_a_record_now_is_told(void)
{
	struct page_fixture *old = page_fixture_new(texts, N);
	struct page_fixture *new;
	const char *more[N + 1][2] = { { "organisations/ghost.xml",
					 BODY("ghost", "Ghost") } };
	size_t n;

	memcpy(more + 1, texts, sizeof(texts));
	new = page_fixture_new((const char *const(*)[2])more, N + 1);
	ask_begin(old->view.ask);
	ask_for_subject(old->view.ask, registers_find(old->registers, "ash"));
	g_assert_false(has_other_answer(old, new));
	ask_gets(old->view.ask, registers_find(old->registers, "ash"), &n);
	g_assert_true(has_other_answer(old, new));
	page_fixture_free(old);
	page_fixture_free(new);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
#define ADD(name_) g_test_add_func("/ask/" #name_, test_##name_)
	ADD(a_flow_in_another_agreement_is_told);
	ADD(a_flow_between_others_is_not_told);
	ADD(the_name_of_the_other_side_is_told);
	ADD(that_the_other_side_has_a_record_now_is_told);
	return g_test_run();
}
