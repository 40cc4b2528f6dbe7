/* SPDX-License-Identifier: MIT */
/*
 * Rules on privacy notices: whether they tell people what they have to, and
 * whether what they promise can be kept and was.
 */
#include "lib/rule_check.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/flow_facts.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/retention.h"
#include "lib/word.h"

/* NOT-01 ----------------------------------------------------------------- */

/*
 * Whether the publisher processes only as a competent authority: other law
 * then says what its notice contains.
 */
static bool is_law_enforcement(const struct rule_check *check)
{
	const struct record *publisher = registers_target(
		check->registers, node_child(check->record->root, "publisher"));
	bool is_only = false;

	if (!publisher)
		return false;
	NODE_EACH(regime, publisher->root, "regime")
	{
		if (!word_is(regime->text, "dpa-2018-part-3"))
			return false;
		is_only = true;
	}
	return is_only;
}

static void not_01_lacks_facts(const struct rule_check *check)
{
	static const struct {
		const char *name;
		const char *words;
	} facts[] = {
		{ "noticeVersion", "version" },
		{ "issuedOn", "date of issue" },
		{ "publisher", "controller" },
		{ "purpose", "purposes" },
		{ "recipient", "recipients" },
		{ "retentionPromise", "retention" },
		{ "right", "rights" },
		{ "complaintsRoute", "route for complaints" },
	};
	const struct node *notice = check->record->root;
	g_autoptr(GString) missing = NULL;

	if (is_law_enforcement(check))
		return;
	rule_subject(check);
	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
		if (!node_is_stated(node_child(notice, facts[i].name)))
			rule_add_words(&missing, facts[i].words);
	}
	if (missing)
		rule_fail(check, notice, "the notice does not state its %s",
			  missing->str);
}

/* NOT-02 ----------------------------------------------------------------- */

/* Whether text has phrase at place, as words of its own. */
static bool is_whole(const char *text, const char *place, const char *phrase)
{
	const char *end = place + strlen(phrase);

	return (place == text || !g_ascii_isalnum(place[-1])) &&
	       !g_ascii_isalnum(*end);
}

/* The words that the phrase begins in text, any case of letters, or NULL. */
static const char *find_phrase(const char *text, const char *phrase)
{
	const char *place = strcasestr(text, phrase);

	while (place && !is_whole(text, place, phrase))
		place = strcasestr(place + 1, phrase);
	return place;
}

/* The first phrase that allows of no exception, or NULL. */
static const char *absolute_phrase(const char *text)
{
	static const char *const phrases[] = {
		"impossible",	    "never",
		"guarantee",	    "guarantees",
		"guaranteed",	    "fully anonymous",
		"fully anonymised", "completely anonymous",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++) {
		if (find_phrase(text, phrases[i]))
			return phrases[i];
	}
	return NULL;
}

/* A promise is judged by its kind where it states one, else by its words. */
static bool report_promise(const struct rule_check *check,
			   const struct node *promise)
{
	const char *kind = node_attr(promise, "kind");
	const char *phrase = absolute_phrase(promise->text);

	if (kind ? !word_is(kind, "absolute") : !phrase)
		return false;
	if (phrase)
		rule_fail(check, promise,
			  "promise '%s' allows of no exception ('%s')",
			  node_attr(promise, "id"), phrase);
	else
		rule_fail(check, promise,
			  "promise '%s' is recorded as absolute",
			  node_attr(promise, "id"));
	return true;
}

/* Other words of the notice, which may repeat a promise that is recorded. */
static void not_02_absolute_promise(const struct rule_check *check)
{
	const struct node *notice = check->record->root;
	const struct node *const texts[] = {
		node_find(notice, "retentionPromise/words"),
		node_child(notice, "wording"),
	};
	bool is_reported = false;

	rule_subject(check);
	NODE_EACH(promise, notice, "promise")
	{
		is_reported |= report_promise(check, promise);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(texts) && !is_reported; i++) {
		const char *phrase = absolute_phrase(node_text(texts[i]));

		if (phrase)
			rule_fail(check, texts[i],
				  "the notice says '%s', which allows of no "
				  "exception",
				  phrase);
	}
}

/* NOT-03 ----------------------------------------------------------------- */

/* Length of a short title before its year: "Data Protection Act". */
static size_t stem_len(const char *title)
{
	const char *space = strrchr(title, ' ');

	return space ? (size_t)(space - title) : strlen(title);
}

/* Whether a year follows the stem: " 2018". */
static bool has_year(const char *after)
{
	return *after == ' ' && g_ascii_isdigit(after[1]) &&
	       g_ascii_isdigit(after[2]) && g_ascii_isdigit(after[3]) &&
	       g_ascii_isdigit(after[4]);
}

/* Whether, from that place of the stem on, one is without any year. */
static bool is_without_year(const char *place, const char *stem)
{
	while (place && has_year(place + strlen(stem)))
		place = find_phrase(place + 1, stem);
	return place != NULL;
}

/* The last day of the notice's use so far; without a withdrawal, today. */
static date_t last_use(const struct rule_check *check)
{
	date_t withdrawn = flow_facts_date(check->record->root, "withdrawnOn");

	return withdrawn != DATE_NONE && withdrawn <= check->as_of
		       ? withdrawn - 1
		       : check->as_of;
}

/*
 * Reports one citation in the text; true if there is any.  The last Act of a
 * name stands last in the list and is named where the year is missing.
 */
static bool report_citation(const struct rule_check *check,
			    const struct node *node)
{
	const struct code_list *acts =
		codes_list(registers_codes(check->registers), "repealed-act");
	date_t until = last_use(check);

	for (size_t i = acts ? acts->n_codes : 0; i-- > 0;) {
		const struct code *act = &acts->codes[i];
		g_autofree char *stem =
			g_strndup(act->label, stem_len(act->label));
		const char *place = find_phrase(node->text, stem);

		if (!place || act->valid_to == DATE_NONE ||
		    until <= act->valid_to)
			continue;
		if (find_phrase(place, act->label)) {
			rule_fail(check, node,
				  "the notice cites '%s', which was in force "
				  "until '%s'",
				  act->label, date_text(act->valid_to).text);
			return true;
		}
		if (is_without_year(place, stem)) {
			rule_fail(check, node,
				  "the notice cites '%s' without a year; the "
				  "Act of that name was replaced after '%s'",
				  stem, date_text(act->valid_to).text);
			return true;
		}
	}
	return false;
}

static void not_03_repealed_act(const struct rule_check *check)
{
	static const char *const names[] = { "lawfulBasis", "right",
					     "complaintsRoute", "promise",
					     "wording" };

	rule_subject(check);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		NODE_EACH(node, check->record->root, names[i])
		{
			if (report_citation(check, node))
				return;
		}
	}
}

/* NOT-04 ----------------------------------------------------------------- */

/* The last day of the promise for the data of an agreement, or DATE_NONE. */
static date_t promised_for(const struct node *promise,
			   const struct node *agreement)
{
	date_t until = flow_facts_date(promise, "until");
	const char *duration = flow_facts_value(promise, "duration");

	if (until != DATE_NONE || !duration)
		return until;
	return date_add(flow_facts_date(agreement, "end"), duration);
}

static void not_04_judge(const struct rule_check *check,
			 const struct node *promise,
			 const struct record *agreement)
{
	date_t day = promised_for(promise, agreement->root);

	if (day == DATE_NONE)
		rule_missing(check, promise,
			     "the last day for which it promises to keep data");
	else if (day >= check->as_of ||
		 retention_is_destroyed(check->registers, agreement->root, day))
		return;
	else if (retention_is_destroyed(check->registers, agreement->root,
					check->as_of))
		rule_fail(check, promise,
			  "the notice promises deletion by '%s'; agreement "
			  "'%s' records destruction later than that",
			  date_text(day).text, agreement->id);
	else
		rule_fail(check, promise,
			  "the notice promises deletion by '%s'; agreement "
			  "'%s' records no destruction up to the as-of date",
			  date_text(day).text, agreement->id);
}

static void not_04_promise_not_kept(const struct rule_check *check)
{
	const struct node *promise =
		node_child(check->record->root, "retentionPromise");
	bool is_cited = false;
	size_t n;
	const struct reference *const *all =
		registers_referrers(check->registers, check->record, &n);

	if (!node_is_stated(promise) ||
	    (!flow_facts_value(promise, "until") &&
	     !flow_facts_value(promise, "duration")))
		return;
	for (size_t i = 0; i < n; i++) {
		const struct record *from = all[i]->from;

		if (!from->is_valid || all[i]->node->parent != from->root ||
		    !word_is(from->kind->name, "agreement") ||
		    !word_is(all[i]->node->name, "notice"))
			continue;
		is_cited = true;
		rule_subject(check);
		not_04_judge(check, promise, from);
	}
	if (is_cited)
		return;
	rule_subject(check);
	rule_undecidable(check, promise,
			 "an agreement whose data it makes the promise for");
}

const struct rule rules_not[] = {
	{ "NOT-01", "notice", not_01_lacks_facts },
	{ "NOT-02", "notice", not_02_absolute_promise },
	{ "NOT-03", "notice", not_03_repealed_act },
	{ "NOT-04", "notice", not_04_promise_not_kept },
	{ NULL, NULL, NULL },
};
